"""draw: 식 하나를 계산하고, 미분하고, 그린다. Evaluate an expression, differentiate it, draw it."""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path

from ..errors import ExpressionError, NumericWarning
from ..expression import as_name, evaluate, functions, pointed, read_bindings
from ..graph import Node, topological_order
from ..messages import text
from ..value import Value

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """이 명령의 인자. What this command takes."""
    from viz import SUFFIXES

    parser.add_argument("expression", metavar="EXPR", help=text("draw.expr"))
    parser.add_argument("names", metavar="name=value", nargs="*", help=text("draw.names"))
    parser.add_argument("-o", "--output", metavar="FILE", help=text("draw.output", options=" ".join(SUFFIXES)))
    parser.add_argument("--wrt", metavar="x,y", help=text("draw.wrt"))
    parser.add_argument("--unfold", action="store_true", help=text("draw.unfold"))
    parser.epilog = text("draw.functions", options=", ".join(functions()))


def run(given: argparse.Namespace) -> int:
    """식을 계산하고, 트리를 보이고, 파일로 저장한다. Evaluate, show the tree, and save the file if one is asked for."""
    from viz import draw

    wrt = None if given.wrt is None else [as_name(name) for name in given.wrt.split(",")]
    values = read_bindings(given.names, wrt)
    try:
        root = evaluate(given.expression, values)
    except ExpressionError as error:
        from viz.measure import cells

        place = pointed(given.expression, error.position, cells)
        raise ExpressionError("expr.placed", error.position, error=error, place=place and "\n" + place) from None
    _check_names(root, values, wrt)
    root.label = root.label or given.expression.strip()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", NumericWarning)
        if root.kind != "constant":
            root.backward()
    for warning in caught:
        print(warning.message, file=sys.stderr)
    drawing = draw(root, fold=not given.unfold)
    if given.output:
        print(text("cli.saved", path=drawing.save(Path(given.output))))
    else:
        print(drawing)
    return 0


def _check_names(root: Node, values: dict[str, Value], wrt: list[str] | None) -> None:
    used = {node.label for node in topological_order(root)} & set(values)
    options = ", ".join(name for name in values if name in used) or text("expr.none")
    for name in values:
        if name not in used:
            raise ExpressionError("expr.unused", name=name, options=options)
    for name in wrt or []:
        if name not in used:
            raise ExpressionError("expr.wrt", name=name, options=options)
