"""키 하나를 Enter 없이 읽는다.

Read single keys from the terminal, without Enter, and give them names: "n", "enter", "left". On a
Korean keyboard ㅜ is "n", being the same key.
"""

from __future__ import annotations

import codecs
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec

__all__ = ["at_terminal", "keyboard", "keys_in", "keys_of_console"]

CONTROLS = {
    "\r": "enter", "\n": "enter", "\x1b": "escape", "\x7f": "backspace", "\b": "backspace",
    "\x03": "ctrl-c", "\x04": "ctrl-d", "\x1a": "ctrl-z",
}  # fmt: skip
SEQUENCES = {"A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end",
             "1~": "home", "7~": "home", "4~": "end", "8~": "end"}  # fmt: skip
# Windows, after \x00 or \xe0
CONSOLE = {"H": "up", "P": "down", "M": "right", "K": "left", "G": "home", "O": "end"}

KOREAN = dict(
    zip(
        "ㅂㅃㅈㅉㄷㄸㄱㄲㅅㅆㅛㅕㅑㅐㅒㅔㅖㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ",
        "qqwweerrttyuiooppasdfghjklzxcvbnm",
        strict=True,
    )
)
JAMO = {unicodedata.name(letter).rpartition(" ")[2]: key for letter, key in KOREAN.items()}

PRESS = re.compile(r"\x1b[\[O](?P<code>[0-?]*[ -/]*[@-~])|\x1b[^\x1b]|(?P<plain>.)", re.DOTALL)
UNFINISHED = re.compile(r"\x1b([\[O][0-?]*[ -/]*)?\Z")
PATIENCE = 0.2  # seconds from a lone Esc to the rest of an arrow key, on a slow line


def at_terminal() -> bool:
    """사람이 터미널에 앉아 있는가. Tell whether someone sits at a terminal, to type and to read.

    Where no single key can be read, as on WebAssembly, it is as if nobody did.
    """
    streams = (sys.stdin, sys.stdout)
    readable = sys.platform == "win32" or find_spec("termios") is not None
    return readable and all(stream is not None and stream.isatty() for stream in streams)


def keys_in(typed: str) -> Iterator[str]:
    """터미널이 보낸 글에 든 키.

    Name the keys in what a terminal sent; those without a name here are left out.

    >>> list(keys_in("n\\x1b[Dㅜ구"))
    ['n', 'left', 'n', 'r', 'n']
    """
    for press in PRESS.finditer(typed):
        if press["plain"]:
            yield from _plain(press["plain"])
        elif press["code"] in SEQUENCES:
            yield SEQUENCES[press["code"]]


def _plain(character: str) -> Iterator[str]:
    """글자 하나의 키.

    Name the key of a character; of a Hangul syllable, which an input method may have made, each of
    its keys.
    """
    for part in unicodedata.normalize("NFKD", character):
        if unicodedata.name(part, "").startswith("HANGUL"):
            yield from filter(None, [JAMO.get(unicodedata.name(part).rpartition(" ")[2])])
        else:
            yield CONTROLS.get(part, part.lower())


def keys_of_console(getwch: Callable[[], str]) -> Iterator[str]:
    """윈도우 콘솔의 키.

    Name the keys of a Windows console: what is not a character comes as two calls of `getwch`.
    """
    while True:
        character = getwch()
        if character in ("\x00", "\xe0"):
            yield from filter(None, [CONSOLE.get(getwch())])
        else:
            yield from _plain(character)


if sys.platform == "win32":

    @contextmanager
    def keyboard() -> Iterator[Iterator[str]]:
        """키가 차례로 나온다. Yield the keys as they are pressed."""
        import msvcrt

        yield keys_of_console(msvcrt.getwch)

else:

    @contextmanager
    def keyboard() -> Iterator[Iterator[str]]:
        """키가 차례로 나온다; 끝나면 터미널을 되돌린다.

        Yield the keys as they are pressed; afterwards the terminal is as it was.
        """
        import signal
        import termios
        import tty

        terminal = sys.stdin.fileno()
        before = termios.tcgetattr(terminal)
        # A shell sets the terminal back when Ctrl-Z stops this process; SIGCONT is the way back
        # from there.
        resumed = signal.signal(
            signal.SIGCONT, lambda *_: tty.setcbreak(terminal, termios.TCSADRAIN)
        )
        try:
            tty.setcbreak(terminal, termios.TCSADRAIN)
            yield _pressed(terminal)
        finally:
            signal.signal(signal.SIGCONT, resumed)
            termios.tcsetattr(terminal, termios.TCSAFLUSH, before)

    def _pressed(terminal: int) -> Iterator[str]:
        import select

        decode = codecs.getincrementaldecoder("utf-8")("ignore").decode
        while typed := _read(terminal):
            sent = decode(typed)
            while (
                UNFINISHED.search(sent)
                and select.select([terminal], [], [], PATIENCE)[0]
                and (more := _read(terminal))
            ):
                sent += decode(more)
            yield from keys_in(sent)

    def _read(terminal: int) -> bytes:
        """온 만큼 읽는다; 터미널이 사라졌으면 b"".

        Read what has come; b"" when the terminal is gone.
        """
        try:
            return os.read(terminal, 1024)
        except OSError:
            return b""
