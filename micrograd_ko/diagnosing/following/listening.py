"""따라가며 적는 이를 찾는다.

Find who follows: the listener of the mode, or one that hears nothing.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from ...engine import current

__all__ = ["listener"]


def listener() -> Any:
    """따라가며 적는 이. Find who is following: the listener of the mode."""
    mode = current()
    return QUIET if mode is None or not hasattr(mode.listener, "rounds") else mode.listener


class _Quiet:
    """아무도 따라가지 않을 때. Takes the place of a listener once nobody follows any more."""

    def rounds(self, kind: Any) -> None:
        """듣지 않는다. Hear nothing."""

    def left(self, number: float, node: Any) -> None:
        """듣지 않는다. Hear nothing."""

    def multiplies(self, name: str, number: Any) -> None:
        """듣지 않는다. Hear nothing."""

    def rounded(self, decimals: int) -> None:
        """듣지 않는다. Hear nothing."""

    def stack(self) -> Any:
        """아무 데도 아니다. Stand nowhere."""
        return ()

    def at(self, stack: Any) -> AbstractContextManager[None]:
        """아무 데도 아니다. Stand nowhere."""
        return nullcontext()


QUIET = _Quiet()
