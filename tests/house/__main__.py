"""``python -m tests.house``."""

from tests.house.counting import main

main()
