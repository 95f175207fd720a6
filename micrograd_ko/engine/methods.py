"""처음 쓸 때 만드는 메서드.

Make methods when they are first used. The tables and NumPy have more functions than any program
uses; to make a method of each, with its documentation, would take most of the time that the engine
takes to load.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["MadeOnUse"]


class MadeOnUse:
    """만들어지면 그 자리를 메서드에 내준다.

    Stand in a class for a method, until that is asked for: then `make` it, and put it in this
    place. From then on it is a method like any other, and as fast.
    """

    def __init__(self, owner: type, name: str, make: Callable[[], Any]) -> None:
        self.owner, self.name, self.make = owner, name, make

    def __get__(self, node: Any, kind: type | None = None) -> Any:
        method = self.make()
        setattr(self.owner, self.name, method)
        return method.__get__(node, kind)
