"""``micrograd-ko`` 명령과 같다. ``python -m micrograd_ko``, the same as the command ``micrograd-ko``."""

import sys

from .commands.cli import main

sys.exit(main())
