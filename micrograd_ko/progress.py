"""진행 막대: 하나의 꼴로, 스레드 없이.

Make the progress bars of this package: all of one look, on stderr, in ASCII, which every console
has. They start no thread: tqdm's own monitor is one more thread for a bar whose pace changes, and
where threads cannot start, as on WebAssembly, a warning takes its place. A bar of these looks at
the clock in each round instead.
"""

from __future__ import annotations

from functools import cache
from typing import Any

__all__ = ["progress_bar"]


def progress_bar(
    total: int | None, desc: str, shown: bool = True, *, width: int = 88, **options: Any
) -> Any:
    """진행 막대를 만든다.

    Make a bar of tqdm's for `total` rounds, None for nobody knows how many; ``.update()`` moves it.

    Args:
        desc: what stands before it.
        shown: False makes one that shows nothing.
        width: in columns of the console.
        options: more of tqdm's, such as ``initial=3``, ``unit="B"``.
    """
    return _bars()(
        total=total, desc=desc, disable=not shown, ascii=" .#", ncols=width, miniters=1, **options
    )


@cache
def _bars() -> Any:
    from tqdm import tqdm  # not needed to import the package

    # A class of its own: everybody else's bars stay as they are.
    return type("Bar", (tqdm,), {"monitor_interval": 0})
