"""파일에서 무엇이 잘못되었는가.

Say what is wrong with a file: raised where it is found, and turned into a DataError, which names
the path, where the file is read.
"""

from __future__ import annotations

from typing import Any

from ..arguments import shown
from ..messages import text

__all__ = ["BrokenError", "expected", "field", "items"]


class BrokenError(Exception):
    """읽던 파일의 잘못. Report a fault of the file that is read, by the key of its message.

    >>> try:
    ...     field({"lr": "fast"}, "lr", float, "optimizer")
    ... except BrokenError as error:  # as a DataError where the file is read
    ...     print("optimizer.lr" in error.what, "'fast'" in error.what)
    True True
    """

    def __init__(self, key: str, **values: object) -> None:
        self.what = text(key, **values)
        super().__init__(self.what)


def expected(x: Any, kinds: type | tuple[type, ...], place: str) -> Any:
    """그 종류인지 살핀다.

    Check that a thing in a tree is of one of `kinds`; a bool is no int. `place` is where it stands,
    as the file calls it.

    >>> expected(3, (int, float), "steps")
    3
    """
    wanted = kinds if isinstance(kinds, tuple) else (kinds,)
    if not isinstance(x, wanted) or (isinstance(x, bool) and bool not in wanted):
        names = ", ".join(NAMES.get(kind, kind.__name__) for kind in wanted)
        raise BrokenError("files.part", place=place, expected=names, got=shown(x))
    return x


NAMES = {type(None): "null"}


def field(tree: Any, name: str, kinds: type | tuple[type, ...], place: str) -> Any:
    """사전의 한 칸, 그 종류로.

    Take ``tree[name]``, checked to be there and of one of `kinds`.

    >>> field({"lr": 0.1}, "lr", float, "optimizer")
    0.1
    """
    if name not in expected(tree, dict, place):
        raise BrokenError("files.field", place=place, name=name)
    return expected(tree[name], kinds, f"{place}.{name}")


def items(tree: Any, name: str, kinds: type | tuple[type, ...], place: str) -> list[Any]:
    """목록의 칸들, 모두 그 종류로.

    Take the list ``tree[name]``, each of its items checked to be of one of `kinds`.

    >>> items({"loss": [2.0, 0.5]}, "loss", (float, int), "history")
    [2.0, 0.5]
    """
    found: list[Any] = field(tree, name, list, place)
    wanted = kinds if isinstance(kinds, tuple) else (kinds,)
    if not {*map(type, found)} <= {*wanted}:  # look for the first that is none
        for i, item in enumerate(found):
            expected(item, kinds, f"{place}.{name}[{i}]")
    return found
