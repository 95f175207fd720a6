"""ops: 표에 있는 연산과 미분을 보인다. List the ops of the table and their derivatives."""

from __future__ import annotations

import argparse

from ..messages import text
from ..ops import TABLE

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """인자가 없다. It takes none."""


def run(given: argparse.Namespace) -> int:
    """표를 글로 보인다. Print the table."""
    from viz.measure import cells, padded

    rows = [text("ops.header").split("|")]
    for row in TABLE.values():
        partials = ",  ".join(f"∂{name}: {formula}" for name, formula in zip(row.inputs, row.local_formulas(), strict=True))
        rows.append([row.name, row.sign, row.label, str(row.formula()), partials])
    widths = [max(cells(row[i]) for row in rows) for i in range(5)]
    for line in rows:
        print("  ".join(padded(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip())
    return 0
