"""표의 행과 그 매개변수를 나무로.

Turn a row of the table, its parameters filled in, into a tree, and back. Parameters that no tree
holds are written as a dict with one key: ``{"tuple": […]}``, ``{"slice": [start, stop, step]}``,
``{"ellipsis": None}``, ``{"dtype": "float32"}``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arguments import shown
from ..engine import ARRAY_TABLE, TABLE, Op
from ..errors import DataError, OpError
from ..files import BrokenError, expected, field

__all__ = ["FLOATS", "row_from_tree", "row_in_table", "tree_of_row"]

FLOATS = ("float32", "float64")  # what numbers of a graph are
DEEPEST = 8  # levels of tuples in an index


def row_in_table(name: str) -> Op | None:
    """그 이름의 행. Find the row of either table that has this name; None if none has."""
    return TABLE.get(name) or ARRAY_TABLE.get(name)


def tree_of_row(op: Op) -> str | dict[str, Any]:
    """행을 이름과 매개변수로.

    Write a row as its name; with the parameters that were filled in, if any were.

    Raises:
        DataError: it is no longer in the table, or a parameter cannot be written.
    """
    if row_in_table(op.name) is not op.row:
        raise DataError("saving.row", name=op.name)
    if op is op.row:
        return op.name
    return {"name": op.name, "params": {k: _tree(op, k, x) for k, x in op.params.items()}}


def _tree(op: Op, name: str, x: Any) -> Any:
    if isinstance(x, np.generic):
        x = x.item()
    if x is None or type(x) in (bool, int, float, str) or isinstance(x, np.ndarray):
        return x
    if isinstance(x, (tuple, list)):
        items = [_tree(op, name, item) for item in x]
        return {"tuple": items} if isinstance(x, tuple) else items
    if isinstance(x, slice):
        return {"slice": [_tree(op, name, n) for n in (x.start, x.stop, x.step)]}
    if x is Ellipsis:
        return {"ellipsis": None}
    if isinstance(x, (np.dtype, type)) and np.dtype(x).name in FLOATS:
        return {"dtype": np.dtype(x).name}
    raise DataError("saving.param", name=op.name, param=name, got=shown(x))


def row_from_tree(tree: Any, place: str) -> Op:
    """이름과 매개변수에서 행을.

    Find a row again, and fill in its parameters.

    Raises:
        BrokenError: there is no such row here, or it has no such parameters.
    """
    bare = isinstance(tree, str)
    name = tree if bare else field(tree, "name", str, place)
    row = row_in_table(name)
    if row is None:
        raise BrokenError("saving.unknown_op", name=shown(name))
    if bare:
        if row.required:
            raise BrokenError("saving.params", name=name, error=", ".join(row.required))
        return row
    params = field(tree, "params", dict, place)
    numbers = name in TABLE  # whose rows take nothing else
    filled = {
        k: expected(x, (int, float), f"{place}.{k}") if numbers else _param(x, f"{place}.{k}")
        for k, x in params.items()
    }
    try:
        return row.bind(**filled)
    except (OpError, TypeError, ValueError) as error:
        raise BrokenError("saving.params", name=name, error=shown(str(error))) from None


def _param(x: Any, place: str, depth: int = 0) -> Any:
    if isinstance(x, list):
        return [_param(item, place, depth + 1) for item in x]
    if not isinstance(x, dict):
        return x
    (kind, inner) = next(iter(x.items())) if len(x) == 1 else (None, None)
    if kind == "tuple" and depth < DEEPEST:
        return tuple(_param(item, place, depth + 1) for item in expected(inner, list, place))
    if kind == "slice" and isinstance(inner, list) and len(inner) == 3:
        return slice(*(expected(n, (int, type(None)), place) for n in inner))
    if kind == "ellipsis" and inner is None:
        return Ellipsis
    if kind == "dtype" and isinstance(inner, str) and inner in FLOATS:
        return np.dtype(inner)
    raise BrokenError("saving.params", name=place, error=shown(x))
