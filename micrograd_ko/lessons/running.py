"""수업의 칸을 차례로 실행한다.

Run the cells of a lesson one after the other, as a notebook does: in one namespace, showing the
value of a cell's last expression.
"""

from __future__ import annotations

import ast
import linecache
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .sheets import Cell, Sheet

__all__ = ["run", "run_cell"]


def run(
    sheet: Sheet,
    *,
    words: Callable[[Cell], None],
    shown: Callable[[Any], None],
    failed: Callable[[Exception], bool] = lambda error: False,
) -> dict[str, Any]:
    """모든 칸을 차례로; 코드가 남긴 이름을 돌려준다.

    Run every cell in the language chosen now.

    Args:
        words: called with each cell before it runs, code as well, to be shown.
        shown: called with the value of a cell's last expression, unless that is None.
        failed: called with what a cell raised; true to go on with the next one.

    Returns:
        The names that the code leaves.

    >>> from micrograd_ko.lessons import sheet
    >>> shown = []
    >>> names = run(sheet(1), words=lambda cell: None, shown=shown.append)
    -0.9242  grads u 4.7187  v -3.1458  c -1.5729  k 0.4621
    -0.9242  grads u 4.7187  v -3.1458  c -1.5729  k 0.4621
    >>> shown
    [<계산 그래프: 노드 8개, 연산 4개 - .save('graph.svg')로 저장>]
    >>> names["k"]
    Value(data=-2, grad=0.462117, label='k')
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in sheet.read():
        words(cell)
        if cell.is_code:
            try:
                value = run_cell(cell.source, names, str(sheet.path), cell.line)
            except Exception as error:
                if not failed(error):
                    raise
            else:
                if value is not None:
                    shown(value)
    return names


def run_cell(source: str, names: dict[str, Any], file: str, line: int = 1) -> Any:
    """코드를 실행하고 마지막 식의 값을 돌려준다, 없으면 None.

    Run code in `names`; gives the value of its last expression, or None. A traceback shows the
    line in `file`, which need not exist.

    >>> names = {"x": 3.0}
    >>> run_cell("y = x * x\\ny + 1", names, "<cell>")
    10.0
    >>> names["y"]
    9.0
    """
    padded = "\n" * (line - 1) + source
    if not Path(file).exists():
        linecache.cache[file] = len(padded), None, padded.splitlines(True), file
    tree = ast.parse(padded, file)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, file, "exec"), names)
    if isinstance(last, ast.Expr):
        return eval(compile(ast.Expression(last.value), file, "eval"), names)
    return None
