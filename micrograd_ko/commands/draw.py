"""draw: 식 하나를 계산하고, 미분하고, 그린다. Evaluate an expression, differentiate it, draw it."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..messages import text
from .expressions import add_expression, read_graph, warnings_told

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """이 명령의 인자. Declare what this command takes."""
    from viz import SUFFIXES

    add_expression(parser)
    parser.add_argument(
        "-o", "--output", metavar="FILE", help=text("draw.output", options=" ".join(SUFFIXES))
    )
    parser.add_argument("--unfold", action="store_true", help=text("draw.unfold"))


def run(given: argparse.Namespace) -> int:
    """식을 계산하고, 트리를 보이고, 파일로 저장한다.

    Evaluate, show the tree, and save the file if one is asked for.
    """
    from viz import draw, save

    root = read_graph(given).root
    with warnings_told():
        if root.kind != "constant":
            root.backward()
    if given.output:
        print(text("cli.saved", path=save(root, Path(given.output), fold=not given.unfold)))
    else:
        print(draw(root, fold=not given.unfold))
    return 0
