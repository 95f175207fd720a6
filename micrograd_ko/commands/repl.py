"""repl: 노드를 만들 때마다 말해 주는 파이썬.

Open a Python prompt that tells of every node as it is made.
"""

from __future__ import annotations

import argparse
import builtins
import code
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

import numpy as np

import micrograd_ko

from ..engine import TABLE, Node
from ..messages import text
from ..seeing import Gathering, watch
from .keys import at_terminal

__all__ = ["add_arguments", "run"]

NAMES = (
    "Value", "Tensor", "grad", "Stepper", "explain", "compare_orders", "watch", "expand",
    "forward_steps", "backward_steps", "where", "detect_anomaly", "label_names", "no_grad", "scope",
    "zero_grad",
    "topological_order", "set_language",
)  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """이 명령의 인자. Declare what this command takes."""
    parser.add_argument("--plain", action="store_true", help=text("repl.plain"))


def run(given: argparse.Namespace) -> int:
    """IPython이 있으면 IPython으로, 없으면 파이썬의 것으로.

    Start in IPython where it is installed, else in Python's own console.
    """
    watching = Watching()
    namespace = names() | {"watching": watching, "guide": Guide()}
    with watch(watching.collect):
        ipython = None if given.plain or not at_terminal() else _ipython(namespace)
        print(text("repl.guide"))
        if ipython is None:
            _Console(namespace, watching).begin()
        else:
            watching.tell_after_cells(ipython.shell)
            ipython.start()
    return 0


def names() -> dict[str, Any]:
    """처음부터 있는 이름.

    Gather the names that are there from the start; `abs` and `pow` are Python's own, which nodes
    know.
    """
    from viz import draw, save, save_frames

    functions = {name: row for name, row in TABLE.items() if not hasattr(builtins, name)}
    return (
        functions
        | {name: getattr(micrograd_ko, name) for name in NAMES}
        | {"draw": draw, "save": save, "save_frames": save_frames, "np": np}
    )


class Guide:
    """안내. Hold what is said at the start, to be read again."""

    def __repr__(self) -> str:
        return text("repl.guide")


class Watching(Gathering):
    """만든 노드를 문장마다 말해 준다; stop()과 start()로 끄고 켠다.

    Tell of new nodes after each statement, so that they have their variables' names by then. A
    switch of its own and not a :class:`~micrograd_ko.seeing.watch.Watch`, which a statement with
    ``await`` in it could not end: it runs in a context of its own.
    """

    def __init__(self) -> None:
        super().__init__()
        self.on = True

    def start(self) -> None:
        """다시 말한다. Tell again."""
        self.on = True

    def stop(self) -> None:
        """그만 말한다. Tell no more."""
        self.on = False

    def collect(self, node: Node) -> None:
        """켜져 있으면 모은다. Gather while it is on."""
        if self.on:
            super().collect(node)

    def __repr__(self) -> str:
        return text("repl.on" if self.on else "repl.off")


def _ipython(namespace: dict[str, Any]) -> Any:
    """시작하기 전의 IPython, 없으면 None.

    Prepare IPython without starting it; None where it is not installed. By name: mypy is not to
    look for it.
    """
    try:
        application = import_module("IPython.terminal.ipapp").TerminalIPythonApp
    except ImportError:
        return None
    from viz import Drawing

    ipython = application.instance(user_ns=namespace)
    ipython.initialize(["--no-banner", "--no-confirm-exit"])
    # before the drawing's own, which lays out an SVG
    bundles = ipython.shell.display_formatter.mimebundle_formatter
    bundles.for_type(Drawing, lambda drawing, **options: {"text/plain": str(drawing)})
    return ipython


class _Console(code.InteractiveConsole):
    """파이썬의 대화 화면.

    Run Python's own console. What comes through a pipe is shown as if it were typed.
    """

    def __init__(self, namespace: dict[str, Any], watching: Watching) -> None:
        self.namespace = {"__name__": "__console__"} | namespace
        super().__init__(self.namespace)
        self.watching = watching

    def begin(self) -> None:
        """Ctrl-D나 exit()까지. Read and run until Ctrl-D or exit()."""
        before, sys.displayhook = sys.displayhook, _display
        try:
            if at_terminal():
                _edit_lines(self.namespace)
            self.interact(banner="", exitmsg="")
        finally:
            sys.displayhook = before

    def runcode(self, code: Any) -> None:
        super().runcode(code)
        self.watching.tell(self.namespace)

    def raw_input(self, prompt: str = "") -> str:
        if at_terminal():
            return super().raw_input(prompt)
        line = sys.stdin.readline()
        if not line and not self.buffer:
            raise EOFError
        # at the end of the file an empty line, which ends an open block
        print(prompt + line.rstrip("\n"), flush=True)
        return line.rstrip("\n")


def _display(value: Any) -> None:
    from viz import Drawing

    if isinstance(value, Drawing):
        print(value)
    else:
        sys.__displayhook__(value)


def _edit_lines(namespace: dict[str, Any]) -> None:
    """화살표와 Tab이 통하게 한다.

    Let arrows recall lines and Tab complete names; the Windows console recalls lines by itself.
    """
    if sys.platform != "win32":
        with suppress(ImportError):
            import readline
            import rlcompleter

            readline.set_completer(rlcompleter.Completer(namespace).complete)
            readline.parse_and_bind("tab: complete")
