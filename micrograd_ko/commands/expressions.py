"""draw와 step이 함께 쓰는 것: 식을 읽어 그래프로.

Read what `draw` and `step` share: an expression and the values of its names, read into a graph.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from ..engine import TABLE, Value, topological_order
from ..errors import ExpressionError, NumericWarning
from ..expression import as_name, evaluate, functions, pointed, read_bindings
from ..messages import cells, text

__all__ = ["Graph", "add_expression", "read_graph", "warnings_told"]


class Graph(NamedTuple):
    """식의 그래프.

    Hold the graph of an expression: its root, the expression without its name, the values of its
    names.
    """

    root: Value
    source: str
    values: dict[str, Value]


def add_expression(parser: argparse.ArgumentParser) -> None:
    """식과 이름의 값과 --wrt. Declare the arguments that :func:`read_graph` reads."""
    parser.add_argument("expression", metavar="EXPR", help=text("draw.expr"))
    parser.add_argument("names", metavar="name=value", nargs="*", help=text("draw.names"))
    parser.add_argument("--wrt", metavar="x,y", help=text("draw.wrt"))
    parser.epilog = text("draw.functions", options=", ".join(functions()))


def read_graph(given: argparse.Namespace, *, names: tuple[str, ...] = ()) -> Graph:
    """식을 계산한다: ``tanh(w*x)`` 또는 ``L = tanh(w*x)``.

    Evaluate the expression. The result is called what stands before its ``=``, else the first of
    `names` that is free, else by the whole expression.

    Raises:
        ExpressionError: a fault, with its place; a name without use.
    """
    wrt = None if given.wrt is None else [as_name(name) for name in given.wrt.split(",")]
    values = read_bindings(given.names, wrt)
    name, source = _named(given.expression)
    if name in values:
        raise ExpressionError("expr.binding.twice", name=name)
    if name in TABLE:
        raise ExpressionError("expr.binding.function", name=name)
    try:
        root = evaluate(source, values)
    except ExpressionError as error:
        place = pointed(given.expression, error.position, cells)
        raise ExpressionError(
            "expr.placed", error.position, error=error, place=place and "\n" + place
        ) from None
    _check_names(root, values, wrt)
    free = [name, *(other for other in names if other not in values), source.strip()]
    root.label = root.label or next(filter(None, free))
    return Graph(root, source.strip(), values)


def _named(expression: str) -> tuple[str, str]:
    """``L = x*x``의 이름과 식.

    Split off its name, "" for none; give the rest with blanks before it: places in it are places in
    the whole.
    """
    head, equals, rest = expression.partition("=")
    if not equals or rest.startswith("=") or not as_name(head).isidentifier():
        return "", expression
    return as_name(head), " " * len(head + equals) + rest


def _check_names(root: Value, values: dict[str, Value], wrt: list[str] | None) -> None:
    used = {node.label for node in topological_order(root)} & set(values)
    options = ", ".join(name for name in values if name in used) or text("expr.none")
    for name in values:
        if name not in used:
            raise ExpressionError("expr.unused", name=name, options=options)
    for name in wrt or []:
        if name not in used:
            raise ExpressionError("expr.wrt", name=name, options=options)


@contextmanager
def warnings_told() -> Iterator[None]:
    """이 안의 수치 경고를 한 줄씩 알린다.

    Tell the numeric warnings of the block, one line each, when it has ended.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", NumericWarning)
        yield
    for warning in caught:
        print(warning.message, file=sys.stderr)
