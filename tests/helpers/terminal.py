"""시험을 위한 진짜 터미널 (POSIX).

A real terminal for tests: the command runs at a pseudo-terminal of its own.
"""

import codecs
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from contextlib import suppress

# The child takes the terminal as its controlling one, so that Ctrl-C and a resize reach it, heeds
# Ctrl-C though whoever runs the tests may not (as in the background of a shell), and turns into the
# command.
START = (
    "import fcntl, os, signal, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "signal.signal(signal.SIGINT, signal.SIG_DFL); "
    "os.execv(sys.executable, [sys.executable, '-m', 'micrograd_ko', *sys.argv[1:]])"
)
TIMEOUT = 60  # seconds, for a busy machine
ANSI = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|[@-Z\\-_]|\][^\x07]*\x07)")


class Terminal:
    """A command at a terminal: type, wait for words, leave. `seen` is all that it wrote, without
    escape sequences.
    """

    def __init__(self, *arguments, columns=200, encoding="utf-8", **environment):
        self.master, self.slave = pty.openpty()
        self.resize(columns)
        self.before = termios.tcgetattr(self.slave)
        self._decode = codecs.getincrementaldecoder(encoding)("strict").decode
        self._written, self._read = "", 0
        kept = {
            k: v
            for k, v in os.environ.items()
            if k not in ("COLUMNS", "LINES", "MICROGRAD_KO_LANG", "PYTHONIOENCODING")
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, *arguments],
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            start_new_session=True,
            env={**kept, "PYTHONUTF8": "1", "TERM": "xterm", **environment},
        )

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)

    def resize(self, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))

    @property
    def seen(self):
        return ANSI.sub("", self._written).replace("\r\n", "\n")

    @property
    def has_its_settings_back(self):
        return termios.tcgetattr(self.slave) == self.before

    @property
    def waits_for_enter(self):
        return bool(termios.tcgetattr(self.slave)[3] & termios.ICANON)

    def type(self, keys):
        os.write(self.master, keys.encode())

    def wait_for(self, words):
        """Read until `words` come after what was waited for before; gives what came, up to their
        end.
        """
        deadline = time.monotonic() + TIMEOUT
        while (at := self.seen.find(words, self._read)) < 0:
            assert time.monotonic() < deadline, (
                f"{words!r} did not come, but {self.seen[self._read :]!r}"
            )
            assert self._take(1) or self.process.poll() is None, (
                f"ended without {words!r}: {self.seen[self._read :]!r}"
            )
        began, self._read = self._read, at + len(words)
        return self.seen[began : self._read]

    def type_and_wait(self, keys, words):
        self.type(keys)
        return self.wait_for(words)

    def interrupt(self):
        """Type Ctrl-C until it ends: one that comes just before a read begins waits for the next
        key. Gives the exit code.
        """
        for _ in range(TIMEOUT):
            self.type("\x03")
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(1)
                break
        return self.leave("")

    def leave(self, keys):
        """Type `keys`, with which it ends; gives the exit code."""
        self.type(keys)
        deadline = time.monotonic() + TIMEOUT
        while self.process.poll() is None:
            assert time.monotonic() < deadline, f"it did not end: {self.seen[self._read :]!r}"
            self._take(0.05)
        while self._take(0):
            pass
        return self.process.returncode

    def _take(self, seconds):
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        self._written += self._decode(os.read(self.master, 65536))
        return True
