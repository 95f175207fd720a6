"""step: 식 하나를 키 하나로 앞뒤로 따라간다.

Walk through an expression, a key for each step, both ways.
"""

from __future__ import annotations

import argparse
from contextlib import suppress

from ..engine import Sym, number, over
from ..messages import text
from ..seeing import Stepper
from .expressions import Graph, add_expression, read_graph, warnings_told
from .keys import at_terminal, keyboard
from .saying import say

__all__ = ["add_arguments", "run"]

ACTIONS = {
    "next": ("n", " ", "enter", "right", "down", "j"),
    "back": ("b", "left", "up", "k", "backspace"),
    "run": ("r", "end"),
    "start": ("0", "home"),
    "draw": ("g",),
    "help": ("?", "h"),
    # Windows alone sends Ctrl-Z: its end of input
    "quit": ("q", "escape", "ctrl-c", "ctrl-d", "ctrl-z"),
}
KEYS = {key: action for action, keys in ACTIONS.items() for key in keys}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """이 명령의 인자. Declare what this command takes."""
    add_expression(parser)


def run(given: argparse.Namespace) -> int:
    """한 단계씩 보인다; 터미널이 아니면 모두 차례로.

    Show the steps as keys are pressed; all in order where none can be.
    """
    graph = read_graph(given, names=("L", "y", "z"))
    with warnings_told():
        stepper = Stepper(graph.root)
    say(" = ".join(dict.fromkeys([graph.root.label, graph.source])))
    if graph.values:
        say(", ".join(f"{name} = {value.data:g}" for name, value in graph.values.items()))
    if at_terminal():
        _walk(stepper, graph)
    else:
        _show(stepper)
        _show_rest(stepper)
        _show_gradients(graph)
    return 0


def _walk(stepper: Stepper, graph: Graph) -> None:
    with suppress(KeyboardInterrupt), keyboard() as keys:
        say(text("keys.line"))
        _show(stepper)
        for key in keys:
            action = KEYS.get(key)
            if action == "quit":
                return
            _act(action, stepper, graph)


def _act(action: str | None, stepper: Stepper, graph: Graph) -> None:
    at_end = stepper.place == len(stepper)
    if action == "back":
        _show(stepper.back())
    elif action == "start":
        _show(stepper.reset())
    elif action == "draw":
        _draw(graph)
    elif action == "help":
        say(f"\n{text('keys.help')}")
    elif action is None or at_end:
        say(text("keys.end" if at_end else "keys.line"))
    else:
        if action == "run":
            _show_rest(stepper)
        else:
            _show(stepper.next())
        if stepper.place == len(stepper):
            _show_gradients(graph)
            say(text("keys.end"))


def _show(stepper: Stepper) -> None:
    print()
    for line in stepper.lines():
        say(line)


def _show_rest(stepper: Stepper) -> None:
    """끝까지, 남은 단계를 모두 보이며. Go to the end, showing every step on the way."""
    while stepper.place < len(stepper):
        _show(stepper.next())


def _draw(graph: Graph) -> None:
    from viz import draw

    print("", draw(graph.root), sep="\n")


def _show_gradients(graph: Graph) -> None:
    """잎의 기울기.

    Print the gradients of the leaves, in the order in which their values were given.
    """
    gradients = {name: leaf.grad for name, leaf in graph.values.items() if leaf.grad is not None}
    if gradients:
        print(f"\n{text('keys.gradients')}")
    for name, gradient in gradients.items():
        print(f"{over(Sym(graph.root.label), Sym(name))} = {number(gradient)}")
