"""순환 수집기: 큰 그래프를 거듭 훑지 않게 한다.

Have Python's cyclic collector come seldom while a large graph is alive. Nodes refer to their
parents alone, so a graph has no cycles and is freed without the collector, which finds nothing
in it. But it cannot know: with Python's own thresholds it looks through the newest objects after
each 700, a fifth of the time of a scalar training step. So while more than MANY nodes are alive it
comes after SELDOM. What else is promised:

- Garbage of anybody's cycles is collected as ever, after SELDOM new objects at the latest where
  it was after 700; older garbage in proportion.
- Without many nodes the thresholds are Python's own. Once a graph is gone, that is seen at the
  next collection, after SELDOM new objects at the latest.
- Thresholds that somebody set (``gc.set_threshold``) stay, whenever they are set. ``gc.disable``
  and ``gc.freeze`` do what they always do; nothing here collects or frees.
"""

from __future__ import annotations

import gc
import sys

__all__ = ["MANY", "PYTHONS", "SELDOM", "spare"]

MANY = 2_000  # nodes
SELDOM = 10_007  # objects; no round number, so that it is known again as ours
PYTHONS = ((700, 10, 10), (2000, 10, 10), (2000, 10, 0))  # to 3.12, 3.13, from 3.14 on


def spare(kind: type) -> None:
    """`kind`의 객체가 많은 동안 순환 수집기를 드물게 부른다.

    Have the cyclic collector come seldom while many instances of `kind`, a class written in
    Python, are alive. How many are costs nothing to know: each holds a reference to its class.
    """
    usual = ours = gc.get_threshold()
    if usual not in PYTHONS:
        return
    seldom = (SELDOM, *usual[1:])
    without = sys.getrefcount(kind)  # references to a class that has no instance

    def heed(phase: str, info: dict[str, int]) -> None:
        nonlocal ours
        if phase == "stop" and gc.get_threshold() in (ours, seldom):
            ours = seldom if sys.getrefcount(kind) - without > MANY else usual
            gc.set_threshold(*ours)

    gc.callbacks.append(heed)
