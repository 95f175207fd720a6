"""직선을 따라 훑어보기: 꺾인 점, 끝, 규칙이 차분과 다른 곳.

Look along lines for points that are worth a check: kinks and edges of the function, found
by halving (a kink's jump of the slope stays as the interval shrinks, curvature's goes), and places
where the rules differ from a quick difference. What is found is judged elsewhere, with care.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, isfinite, nan
from typing import Any

import numpy as np

from ..engine import gradients_of, topological_order
from .derivatives import Function

__all__ = ["striking_points"]

Array = np.ndarray[Any, Any]
FAR = 8.3 * 1.2 ** np.arange(28.0)  # up to 1100
GRID = np.concatenate([-FAR[::-1], np.arange(-8.0, 8.2, 0.25) + 0.06, FAR])
SPOTS = [-3.0, -2.0, -1.0, -5e-3, -1e-3, 0.0, 1e-3, 5e-3, 1.0, 2.0, 3.0]  # beside the grid
NODES, NUMBERS = 64, 64  # graphs and inputs up to this size are looked along
AXES = 3  # entries that are looked along
FOUND = 4  # points of each kind for each axis
NEAR = 2e-8  # relative: as near as a point is found by halving
BESIDE = 0.01  # relative: how far off kinks are looked at
MISMATCH = 1e-4  # relative: a quick difference shows no less


def striking_points(
    function: Function, given: list[Array], rng: np.random.Generator
) -> Iterator[list[Array]]:
    """눈에 띄는 점. Find striking points of a small function along a few lines."""
    if sum(x.size for x in given) > NUMBERS or len(topological_order(*function())) > NODES:
        return
    for base, direction in _lines(given, rng):
        line = _Line(function, base, direction, rng)
        kinks = line.kinks()
        for t in (*kinks, *line.mismatches(kinks)):
            yield line.at(t)


def _lines(
    given: list[Array], rng: np.random.Generator
) -> Iterator[tuple[list[Array], list[Array]]]:
    """훑어볼 직선: 시작점과 방향.

    Yield lines to look along, a start and a direction: single entries, the others as they are, or
    far up, or far down; then all entries together, none quite alike.
    """
    entries = [(i, place) for i, x in enumerate(given) for place in np.ndindex(x.shape)]
    far = [np.asarray(rng.uniform(2000.0, 3000.0, x.shape)) for x in given]
    others = [given] if len(entries) == 1 else [given, far, [np.negative(x) for x in far]]
    for k, e in enumerate(rng.permutation(len(entries))[:AXES].tolist()):
        i, place = entries[e]
        for start in others if k == 0 else [given]:
            base, direction = [np.array(x) for x in start], [np.zeros(x.shape) for x in given]
            base[i][place], direction[i][place] = 0.0, 1.0
            yield base, direction
    if len(entries) > 1:
        ones = [np.asarray(rng.uniform(0.9, 1.1, x.shape)) for x in given]
        yield [np.zeros(x.shape) for x in given], ones


class _Line:
    """직선을 따라 본 함수. Hold the function along a line: of a number t, base + t · direction."""

    def __init__(
        self,
        function: Function,
        base: list[Array],
        direction: list[Array],
        rng: np.random.Generator,
    ) -> None:
        self.function, self.base, self.direction = function, base, direction
        self.weights = [rng.uniform(0.5, 1.5, np.shape(y.data) or None) for y in function()]
        self.values = [self.phi(t) for t in GRID]

    def at(self, t: float) -> list[Array]:
        """t에서의 입력. Make the inputs at t."""
        return [np.asarray(x + t * v) for x, v in zip(self.base, self.direction, strict=True)]

    def phi(self, t: float) -> float:
        """투영한 값, 계산할 수 없으면 nan. Project the function; nan where it fails."""
        try:
            with self.function.placed([x[()] for x in self.at(t)]):
                pairs = zip(self.function(), self.weights, strict=True)
                return float(sum(np.sum(y.data * w) for y, w in pairs))
        except Exception:
            return nan

    def slope(self, t: float) -> float:
        """규칙의 기울기, 계산할 수 없으면 0. Tell the slope by the rules; 0 where they fail."""
        got = 0.0
        try:
            with self.function.placed([x[()] for x in self.at(t)]):
                for y, w in zip(self.function(), self.weights, strict=True):
                    found = {} if y.kind == "constant" else gradients_of(y, w)
                    pairs = zip(self.function.inputs, self.direction, strict=True)
                    got += sum(np.sum(found[x] * v, where=v != 0) for x, v in pairs if x in found)
        except Exception:
            return 0.0
        return float(got)

    def kinks(self) -> list[float]:
        """꺾이거나 뛰거나 끝나는 점. Find where the function has a kink, a jump or an edge."""
        values = np.array(self.values)
        with np.errstate(all="ignore"):
            slopes = np.diff(values) / np.diff(GRID)
            gaps = np.abs(np.diff(slopes))
        edges = np.flatnonzero(np.isfinite(values[1:]) != np.isfinite(values[:-1]))
        found: list[float | None] = [self._edge(GRID[k], GRID[k + 1]) for k in edges[:FOUND]]
        # curvature goes on from one interval to the next; a kink stands out
        padded = np.pad(gaps, 2, mode="edge")
        around = np.nanmin(np.stack([padded[:-4], padded[4:]]), axis=0, initial=np.inf)
        out = np.nan_to_num(gaps - around, nan=0.0, posinf=0.0)
        for k in np.argsort(-out)[: 3 * FOUND]:
            if out[k] > 0:
                found.append(self._kink(GRID[k], GRID[k + 2]))
        return [*dict.fromkeys(t for t in found if t is not None)][: 2 * FOUND]

    def _edge(self, low: float, high: float) -> float | None:
        """구간을 반씩 줄여 함수가 끝나는 점을 찾는다. Halve an interval about an edge."""
        inside = isfinite(self.phi(low))
        while high - low > 1e-9 * max(1.0, abs(low)):
            middle = (low + high) / 2
            low, high = (middle, high) if isfinite(self.phi(middle)) == inside else (low, middle)
        return self._chosen((low + high) / 2)

    def _kink(self, low: float, high: float) -> float | None:
        """구간을 반씩 줄여 꺾인 점을 찾는다.

        Halve an interval about a kink; None where what bends is only curvature.
        """
        ends = np.linspace(low, high, 5)
        values = [self.phi(t) for t in ends]
        first = None
        for halvings in range(40):
            gaps = np.abs(np.diff(np.diff(values)) / (ends[1] - ends[0]))
            k = int(np.argmax(np.nan_to_num(gaps, nan=np.inf)))
            first = gaps[k] if first is None else first
            if halvings == 6 and not gaps[k] > 0.3 * first:
                return None
            if ends[4] - ends[0] < 1e-8 * max(1.0, abs(low)):
                break
            a, b, c = ends[k], ends[k + 1], ends[k + 2]
            ends = np.array([a, (a + b) / 2, b, (b + c) / 2, c])
            v = values[k : k + 3]
            values = [v[0], self.phi(ends[1]), v[1], self.phi(ends[3]), v[2]]
        return self._chosen(float(ends[2]))

    def _chosen(self, t: float) -> float | None:
        """수 t가 다른 입력과 같거나 짧게 쓰는 수라면, 그 수.

        Choose what is as near: a number where an entry equals another, or a short one; None where
        neither is: the point itself is missed by halving, and next to it nothing can be told.
        """
        pairs = [*zip(self.base, self.direction, strict=True)]
        numbers = np.concatenate([np.ravel(x[v == 0]) for x, v in pairs])
        moving = [x[v != 0] for x, v in pairs]
        near = [] if sum(map(np.size, moving)) > 1 else numbers.tolist()
        return next(
            (s for s in (*near, round(t, 6)) if abs(s - t) <= NEAR * max(1.0, abs(t))), None
        )

    def mismatches(self, kinks: list[float]) -> list[float]:
        """규칙과 차분이 어긋나는 점.

        Find where rules and quick differences are furthest apart, beside the kinks, too: a rule may
        have its border a little off.
        """
        beside = [t + side * BESIDE * max(1.0, abs(t)) for t in kinks for side in (-1.0, 1.0)]
        spots = ((t, self.phi(t)) for t in (*SPOTS, *beside))
        pairs = [*zip(GRID, self.values, strict=True), *spots]
        apart = [(self._mismatch(t, value), float(t)) for t, value in pairs]
        worst = sorted((pair for pair in apart if pair[0] > MISMATCH), reverse=True)
        return [t for _, t in worst[:FOUND]]

    def _mismatch(self, t: float, value: float) -> float:
        """규칙이 차분과 얼마나 다른가. Tell how far the rules are from a quick difference."""
        if not isfinite(value):
            return 0.0
        got = self.slope(t)
        h = 1e-5 * max(1.0, abs(t))
        seen = (self.phi(t + h) - self.phi(t - h)) / (2 * h)
        apart = abs(got - seen) - 1e-13 * abs(value) / h
        if isfinite(apart):
            return apart / max(abs(got), abs(seen), 1e-30)
        return 0.0 if isfinite(got) else inf  # the function is finite here
