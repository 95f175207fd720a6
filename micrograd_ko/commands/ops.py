"""ops: 두 표에 있는 연산과 미분을 보인다. List the ops of the two tables and their derivatives."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from ..engine import ARRAY_TABLE, TABLE, Op, Sym
from ..messages import columns, text

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """인자가 없다. Declare no argument."""


def run(given: argparse.Namespace) -> int:
    """두 표를 글로 보인다. Print the tables."""
    _print(text("ops.header"), TABLE, "∂")
    print()
    _print(text("ops.header.arrays"), ARRAY_TABLE, "")
    return 0


def _print(header: str, table: Mapping[str, Op], sign: str) -> None:
    rows = [header.split("|")]
    for row in table.values():
        names = [Sym(name) for name in row.inputs or ("…",)]
        partials = ",  ".join(
            f"{sign}{name}: {formula}"
            for name, formula in zip(names, row.local_formulas(*names), strict=True)
        )
        rows.append([row.name, row.sign, row.title, str(row.formula()), partials])
    print(*columns(rows), sep="\n")
