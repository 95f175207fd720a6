"""순환 수집기: 큰 그래프를 거듭 훑지 않게 한다.

Let Python's cyclic collector come seldom while a large graph is alive. Nodes refer to their
parents alone, so a graph has no cycles and is freed without the collector, which finds nothing
in it. But it cannot know: with Python's own thresholds it looks through the newest objects after
each 700, a fifth of the time of a scalar training step. So while more than MANY nodes are alive,
and nothing else gives it work, it comes at the thresholds SELDOM. What else is promised:

- Garbage of anybody's cycles is collected as ever: the young after 50,021 new objects at the
  latest, or a quarter of the nodes if that is more, and the old after ten times as many; with
  Python's own thresholds it is 700 and some 80,000. Where some was found, Python's own thresholds
  hold until a collection finds none.
- Without many nodes the thresholds are Python's own. That a graph is gone is seen at the next
  collection, so after 50,021 new objects at the latest.
- Thresholds that somebody set (``gc.set_threshold``) stay, whenever they are set. ``gc.disable``
  and ``gc.freeze`` do what they always do; nothing here collects or frees.
"""

from __future__ import annotations

import gc
import sys

__all__ = ["MANY", "PYTHONS", "SELDOM", "spare"]

MANY = 5_000  # nodes
SELDOM = (50_021, 5, 2)  # not round: whoever puts these thresholds back has read them from here
SHARE = 4  # of the nodes that are alive, what may be new until the collector comes: a quarter
PYTHONS = ((700, 10, 10), (2000, 10, 10), (2000, 10, 0))  # to 3.12, 3.13, from 3.14 on


def spare(kind: type) -> None:
    """`kind`의 객체가 많은 동안 순환 수집기를 드물게 부른다.

    Let the cyclic collector come seldom while many instances of `kind`, a class written in
    Python, are alive. How many are costs nothing to know: each holds a reference to its class.
    """
    usual = ours = gc.get_threshold()
    if usual not in PYTHONS:
        return
    without = sys.getrefcount(kind)  # references to a class that has no instance

    def heed(phase: str, info: dict[str, int]) -> None:
        nonlocal ours
        now = gc.get_threshold()
        if phase == "stop" and (now == ours or _is_seldom(now)):
            alive = sys.getrefcount(kind) - without
            ours = _seldom(alive) if alive > MANY and not info["collected"] else usual
            gc.set_threshold(*ours)

    gc.callbacks.append(heed)


def _seldom(alive: int) -> tuple[int, int, int]:
    """노드가 이만큼일 때의 기준. Return the thresholds for so many nodes, multiples of SELDOM."""
    young, *older = SELDOM
    return (young * max(1, alive // (SHARE * young)), *older)  # type: ignore[return-value]


def _is_seldom(thresholds: tuple[int, int, int]) -> bool:
    return thresholds[0] % SELDOM[0] == 0 and thresholds[0] > 0 and thresholds[1:] == SELDOM[1:]
