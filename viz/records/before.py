"""앞서 남은 기울기를 그림에서 어떻게 말하는지.

Say on drawings what gradients are from before (see :mod:`micrograd_ko.seeing.earlier`): on the
card, and below the drawing.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np

from micrograd_ko.engine import magnitude, number
from micrograd_ko.messages import text

__all__ = ["Before", "FoldedBefore", "HeldBefore", "Note", "before_of"]


@dataclass(frozen=True, slots=True)
class Before:
    """.grad가 이 그림의 기여분의 합이 아님: 앞선 backward()에서 쌓였거나 남았거나, 직접 넣은 것.

    Record a ``.grad`` that is not the sum of the contributions in this drawing: accumulated over
    several backward(), left by an earlier one, or set by hand; see
    :mod:`micrograd_ko.seeing.earlier`.

    Attributes:
        held: its size.
        given: that of the sum of the contributions; None where the drawing has none to give.
        apart: how far they are apart, as the size of their difference.
    """

    held: float
    given: float | None
    apart: float = 0.0

    @property
    def note(self) -> str:
        """카드에 적는 말. The words on the card."""
        if self.given is None:
            return text("draw.before.none")
        if number(self.given) == number(self.held):
            return text("draw.before.apart", apart=number(self.apart))
        return text("draw.before", given=number(self.given))


@dataclass(frozen=True, slots=True)
class FoldedBefore:
    """접은 그룹 안의 그런 기울기. Count such gradients within a folded group."""

    count: int

    @property
    def note(self) -> str:
        """카드에 적는 말. The words on the card."""
        return text("draw.before.nodes", count=self.count)


@dataclass(frozen=True, slots=True)
class HeldBefore:
    """칸에는 새로 구한 기울기, .grad에는 앞서 남은 것.

    Record what ``.grad`` holds, where the cell shows a gradient computed anew.
    """

    figure: str

    @property
    def note(self) -> str:
        """카드에 적는 말. The words on the card."""
        return f".grad = {self.figure}"


@dataclass(frozen=True, slots=True)
class Note:
    """범례에 더하는 줄.

    Hold a further line of the legend: words, and the code, if any, that they are about.
    """

    words: str
    code: str = ""

    def __str__(self) -> str:
        return f"{self.code} {self.words}".lstrip()


def before_of(held: Any, given: Any) -> Before:
    """기울기와 기여분의 합에서. Compare a gradient with the sum of its contributions, or None."""
    if given is None:
        return Before(magnitude(held), None)
    with np.errstate(all="ignore"):
        fits = np.shape(held) in ((), np.shape(given))  # one set by hand may not
        return Before(
            magnitude(held), magnitude(given), magnitude(np.subtract(held, given)) if fits else nan
        )
