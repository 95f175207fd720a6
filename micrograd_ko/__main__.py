"""``python -m micrograd_ko``. The same as the command ``micrograd-ko``."""

import sys

from .cli import main

sys.exit(main())
