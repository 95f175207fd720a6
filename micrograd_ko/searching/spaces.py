"""값을 뽑는 범위: 로그 척도, 고른 분포, 정수, 선택지.

Define what values are drawn from. Every space draws with a generator, and narrows around values
that were good. `rvs` makes them distributions for scikit-learn's searches, too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..arguments import is_real, is_whole, shown
from ..errors import OptionError

__all__ = ["Space", "choice", "log_uniform", "space_of", "spaces_of", "uniform", "whole"]


class Space:
    """값을 뽑는 범위의 뿌리. Give all spaces what they share.

    >>> rates = log_uniform(1e-4, 1e-1)
    >>> str(rates), rates.scale, str(rates.narrowed([0.002, 0.01]))
    ('0.0001 … 0.1', 'log', '0.002 … 0.01')
    """

    scale = "linear"  # of an axis that shows its values: linear, log or choice

    def draw(self, rng: np.random.Generator) -> Any:
        """값 하나를 뽑는다. Draw a value.

        >>> choice(["relu", "tanh"]).draw(np.random.default_rng(0)) in ("relu", "tanh")
        True
        """
        raise NotImplementedError

    def narrowed(self, good: Sequence[Any]) -> Space:
        """좋았던 값들이 있는 곳으로 좁힌 범위.

        Return the part of this space that holds the values in `good`, which were drawn from it.

        >>> str(whole(1, 100).narrowed([8, 5, 13]))
        '5 … 13'
        """
        raise NotImplementedError

    def rvs(self, random_state: Any = None) -> Any:
        """값 하나를, scikit-learn의 탐색이 뽑듯이. Draw a value as scikit-learn's searches do.

        >>> 1e-4 <= log_uniform(1e-4, 1e-1).rvs(random_state=0) <= 1e-1
        True
        """
        if not hasattr(random_state, "randint"):  # a seed, None or a Generator
            return self.draw(np.random.default_rng(random_state))
        return self.draw(np.random.default_rng(random_state.randint(2**31 - 1)))


@dataclass(frozen=True)
class _Uniform(Space):
    low: float
    high: float

    def draw(self, rng: np.random.Generator) -> float:
        return float(rng.uniform(self.low, self.high))

    def narrowed(self, good: Sequence[float]) -> Space:
        return type(self)(min(good), max(good))

    def __str__(self) -> str:
        return f"{self.low:.3g} … {self.high:.3g}"


@dataclass(frozen=True)
class _LogUniform(_Uniform):
    scale = "log"

    def draw(self, rng: np.random.Generator) -> float:
        found = math.exp(rng.uniform(math.log(self.low), math.log(self.high)))
        return min(max(found, self.low), self.high)  # what rounding took beyond an end


@dataclass(frozen=True)
class _Whole(Space):
    low: int
    high: int

    def draw(self, rng: np.random.Generator) -> int:
        return int(rng.integers(self.low, self.high, endpoint=True))

    def narrowed(self, good: Sequence[int]) -> Space:
        return _Whole(min(good), max(good))

    def __str__(self) -> str:
        return f"{self.low} … {self.high}"


@dataclass(frozen=True)
class _Choice(Space):
    options: tuple[Any, ...]
    scale = "choice"

    def draw(self, rng: np.random.Generator) -> Any:
        return self.options[int(rng.integers(len(self.options)))]

    def narrowed(self, good: Sequence[Any]) -> Space:
        return _Choice(tuple(o for o in self.options if any(o is g or o == g for g in good)))

    def __str__(self) -> str:
        return "{" + ", ".join(map(shown, self.options)) + "}"


@dataclass(frozen=True)
class _Distribution(Space):
    """SciPy의 분포에서 누적 확률 low부터 high까지. Draw from a part of SciPy's distribution."""

    given: Any
    low: float = 0.0  # cumulative probabilities
    high: float = 1.0
    scale: str = field(init=False, default="linear")

    def __post_init__(self) -> None:
        name = getattr(getattr(self.given, "dist", None), "name", "")
        if name in ("loguniform", "reciprocal", "lognorm"):
            object.__setattr__(self, "scale", "log")

    def draw(self, rng: np.random.Generator) -> Any:
        return self.given.ppf(rng.uniform(self.low, self.high)).item()

    def narrowed(self, good: Sequence[Any]) -> Space:
        low = min(good)
        step = 1 if hasattr(self.given, "pmf") else 0  # of whole numbers, the lowest is included
        ends = (float(self.given.cdf(low - step)), float(self.given.cdf(max(good))))
        return _Distribution(self.given, *ends)

    def __str__(self) -> str:
        return f"{self.given.ppf(self.low):.3g} … {self.given.ppf(self.high):.3g}"


def log_uniform(low: float, high: float) -> Space:
    """로그 척도로 고른 분포: 10배마다 같은 확률.

    Draw numbers from `low`, above 0, to `high`, each power of ten as likely as the other: for
    learning rates, weight decay and what else is a matter of magnitude.

    >>> rng = np.random.default_rng(0)
    >>> rates = [log_uniform(1e-4, 1.0).draw(rng) for _ in range(1000)]
    >>> round(sum(rate < 0.01 for rate in rates) / 1000, 1)  # two of its four powers of ten
    0.5
    """
    if not (_two_numbers(low, high) and 0 < low < high):
        raise OptionError("search.range", name="log_uniform", got=_pair(low, high), low="0 <")
    return _LogUniform(float(low), float(high))


def uniform(low: float, high: float) -> Space:
    """고른 분포. Draw numbers from `low` to `high`, all as likely: for dropout, momentum.

    >>> rng = np.random.default_rng(0)
    >>> all(0.1 <= uniform(0.1, 0.5).draw(rng) <= 0.5 for _ in range(100))
    True
    """
    if not (_two_numbers(low, high) and low < high):
        raise OptionError("search.range", name="uniform", got=_pair(low, high), low="")
    return _Uniform(float(low), float(high))


def whole(low: int, high: int) -> Space:
    """정수, 두 끝도 포함해서. Draw whole numbers from `low` to `high`, both included.

    >>> rng = np.random.default_rng(0)
    >>> sorted({whole(1, 3).draw(rng) for _ in range(100)})
    [1, 2, 3]
    """
    if not (is_whole(low) and is_whole(high) and low < high):
        raise OptionError("search.range.whole", got=_pair(low, high))
    return _Whole(int(low), int(high))


def choice(options: Sequence[Any]) -> Space:
    """선택지 가운데 하나. Draw one of the options, such as ["relu", "tanh"], all as likely.

    >>> rng = np.random.default_rng(0)
    >>> sorted({choice(["relu", "tanh"]).draw(rng) for _ in range(100)})
    ['relu', 'tanh']
    """
    if isinstance(options, (str, bytes)) or not isinstance(options, Sequence) or not options:
        raise OptionError("search.choice", got=shown(options))
    return _Choice(tuple(options))


def space_of(name: str, given: Any) -> Space:
    """범위 하나를: 우리 것, 목록, SciPy의 분포.

    Read a space: one of ours, a list of options, or a frozen distribution of SciPy.
    """
    if isinstance(given, Space):
        return given
    if isinstance(given, (list, tuple)):
        return choice(given)
    if hasattr(given, "ppf") and hasattr(given, "cdf"):
        return _Distribution(given)
    raise OptionError("search.space", name=name, type=type(given).__name__, got=shown(given))


def spaces_of(given: Any) -> dict[str, Space]:
    """이름마다 범위. Read the spaces of all parameters, by name."""
    if not isinstance(given, Mapping) or not given or not all(isinstance(k, str) for k in given):
        raise OptionError("search.spaces", type=type(given).__name__, got=shown(given))
    return {name: space_of(name, space) for name, space in given.items()}


def _two_numbers(low: Any, high: Any) -> bool:
    return all(is_real(x) and math.isfinite(x) for x in (low, high))


def _pair(low: Any, high: Any) -> str:
    return f"({shown(low)}, {shown(high)})"
