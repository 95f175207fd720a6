"""``python -m tests.replay_fuzz``."""

import sys

from tests.replay_fuzz.running import main

if __name__ == "__main__":  # processes that are started anew import this file, too
    sys.exit(main())
