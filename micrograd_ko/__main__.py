"""``micrograd-ko`` 명령과 같다. ``python -m micrograd_ko``, the same as the command
``micrograd-ko``.
"""

import sys

from .commands import main

sys.exit(main())
