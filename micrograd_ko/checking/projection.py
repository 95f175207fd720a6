"""함수의 무작위 투영: 규칙의 기울기와 움직여 본 기울기를 나란히.

Project a function at random to one number, and differentiate that twice: by the rules of the
tables, and by the function itself, whose inputs are nudged. :mod:`micrograd_ko.checking.judging`
compares the two.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from math import isfinite, nan
from typing import Any

import numpy as np

from ..engine import Node, Tensor, grad, gradients_of, topological_order
from .complex_step import complex_slope
from .derivatives import Function, recomputed
from .differences import EPS, Nudge, Slope, slope, sweep
from .directions import ALL, Place, direction, large_step
from .noise import noise_of_gradient, noise_of_values
from .rounding import largest, rounding
from .standing import SHORT, Sides, around, limit

__all__ = ["Projection", "sum_of"]

# by the coarsest type in the graph
TOLERANCES = {np.dtype(np.float64): 1e-6, np.dtype(np.float32): 1e-3}
VANISHED = 1e-120  # slopes below are the step's own error
KEPT = 1e-6  # relative: rounding changes no number of a node by so much
FURTHER = 10.0  # times as far off points lie around at which slopes of slopes are looked at
APPROACH = (2.0**-8, 2.0**-14, 2.0**-20)  # to a pole, in sizes of the input


class Projection:
    """함수의 무작위 투영 하나: 규칙의 기울기와, 움직여 본 기울기.

    Hold one random projection of a function, to a single number: its gradient by the rules (`read`
    of the results that are finite, `got` with those entries that lead to others), and by the
    function itself. That of a gradient (`below` is then the projection that it is the
    gradient of) is found by the slopes of the function below, at nudged inputs: what is checked is
    never compared with itself.
    """

    def __init__(
        self, function: Function, seed: int, rtol: float | None, below: Projection | None = None
    ) -> None:
        self.function, self.below = function, below
        self.names = function.names
        order = 1 if below is None else below.order + 1
        self.order: int = order
        self.seed = (seed, order)
        self.rng = rng = np.random.default_rng(self.seed)
        self.inputs, self.kept = function.inputs, [x.data for x in function.inputs]
        outputs = function()
        self.values = [np.asarray(y.data) for y in outputs]
        self.weights = [_upstream(rng, y.shape) for y in self.values]
        self.finite = [np.isfinite(y) for y in self.values]
        some = any(map(np.any, self.finite))
        self.parts = self.finite if some else [np.ones_like(part) for part in self.finite]
        self.within = topological_order(*outputs)
        self.root = self._projected(outputs, self.parts)
        self.graph = topological_order(self.root)
        self.got = self.read = self._by_input(gradients_of(self.root))
        types = {np.asarray(node.data).dtype for node in self.graph}
        self.eps = max(float(np.finfo(t).eps) for t in types if t in TOLERANCES)
        self.rtol = rtol or max(TOLERANCES[t] for t in types if t in TOLERANCES)
        self.blur, blurs = rounding(self.graph, self.inputs, self.eps)
        self.blurs = [blurs.get(y, np.zeros(np.shape(y.data))) for y in outputs]
        self.poles = self._poles(outputs)
        self.analytic = self._trusted() if order != 2 else None
        by_complex = self.analytic or (order == 2 and below is not None and below.analytic)
        self.method = "complex" if by_complex else "differences"

    def _projected(self, outputs: list[Any], parts: list[Any]) -> Any:
        """투영한 결과의 노드.

        Sum the results that `parts` has, times their upstream gradients, to one node.
        """
        return sum_of([y * w for y, w in zip(outputs, self.weights, strict=True)], parts)

    def root_here(self) -> Any:
        """지금의 입력에서 투영한 결과. Project the function, at the inputs as they are now."""
        return self._projected(self.function(), self.parts)

    def _by_input(self, gradients: dict[Node, Any]) -> list[Any]:
        return [
            np.asarray(gradients.get(x, np.zeros(np.shape(x.data))), dtype=float)
            for x in self.inputs
        ]

    def _poles(self, outputs: list[Any]) -> list[Any]:
        """무한대이거나 정의되지 않은 결과가 달린 자리.

        Mark the entries of each input that the results that are not finite depend on.
        """
        self.got_of_lost = self.got
        if all(map(np.all, self.parts)):
            return [np.zeros(np.shape(kept), bool) for kept in self.kept]
        lost = self._projected(outputs, [~part for part in self.parts])
        self.got_of_lost = others = self._by_input(gradients_of(lost))
        # nan may be 0·inf, of an entry that is in no such result: then `got` is inf
        poles = [
            np.where(np.isnan(there), np.isnan(got), there != 0)
            for there, got in zip(others, self.got, strict=True)
        ]
        self.got = [
            np.where(at & ~np.isnan(there), there, got)
            for at, there, got in zip(poles, others, self.got, strict=True)
        ]
        return poles

    def derivative(self) -> Function:
        """도함수.

        Make the gradient of the projection a function of the same inputs, for the next order.
        """

        def gradient(*_: Any) -> Any:
            return grad(self.root_here(), self.inputs, create_graph=True)

        found = Function(gradient, self.inputs)
        found.names = self.names
        return found

    def scaled(self, by: float) -> list[Any]:
        """상류 기울기를 by배 했을 때의 기울기.

        Find the gradient with upstream gradients `by` times as large: so many times the gradient.
        """
        return self._by_input(gradients_of(self.root, by))

    def found(self, i: int, direction: list[Any]) -> float:
        """규칙이 말하는, 그 방향의 기울기. Tell what the rules give along `direction`."""
        inputs = range(len(self.got)) if i == ALL else [i]
        moved = [np.asarray(v) != 0 for v in direction]
        return float(sum(np.sum(self.got[k] * direction[k], where=moved[k]) for k in inputs))

    # ── by nudging ──

    def moved(self, t: float, direction: list[Any]) -> list[Any]:
        """방향으로 t만큼 옮긴 입력. Move the inputs by t along `direction`."""
        return [
            kept + t * v if isinstance(kept, float) else kept.astype(float) + t * v
            for kept, v in zip(self.kept, direction, strict=True)
        ]

    def along(
        self, direction: list[Any], start: list[Any] | None = None, *, lost: bool = False
    ) -> Callable[[float], float]:
        """방향으로 움직인 함수.

        Make the projection a function of a displacement along `direction`: how far each result goes
        from where it is, so that large ones that stay do not hide a small one that moves.

        Args:
            start: where it starts, by default from the inputs.
            lost: sum the results that are not finite here, instead of those that are.
        """
        parts = [~part for part in self.finite] if lost else self.parts
        bases = [0.0 if lost else y for y in self.values]
        begin = start or [np.asarray(kept, dtype=float)[()] for kept in self.kept]

        def phi(t: float) -> float:
            outputs = self.there([x + t * v for x, v in zip(begin, direction, strict=True)])
            if outputs is None:
                return nan
            terms = zip(outputs, bases, self.weights, parts, strict=True)
            return float(sum(np.sum((y - b) * w, where=part) for y, b, w, part in terms))

        return phi if self.order != 2 or self.below is None else self._slopes(direction)

    def there(self, numbers: list[Any]) -> list[Any] | None:
        """다른 점에서의 결과, 계산할 수 없으면 None.

        Compute the results at another point; None where the function fails, as it need not be
        defined there.
        """
        try:
            with self.function.placed(numbers):
                return [y.data for y in self.function()]  # read here: one may be an input itself
        except Exception:
            return None

    def loses(self, direction: list[Any]) -> bool:
        """무한대인 결과가 그 방향에 달렸는가.

        Tell whether a result that is not finite changes along `direction`, whatever the rules say.
        """
        if all(map(np.all, self.finite)):
            return False
        far = APPROACH[0] * self.size(direction)
        return any(
            there is not None
            and any(
                not np.array_equal(y[~part], z[~part], equal_nan=True)
                for y, z, part in zip(self.values, map(np.asarray, there), self.finite, strict=True)
            )
            for there in (self.there(self.moved(t, direction)) for t in (far, -far))
        )

    def fails_around(self, direction: list[Any]) -> bool:
        """양쪽 모두에서 계산할 수 없는가. Tell whether the function fails on both sides."""
        far = APPROACH[0] * self.size(direction)
        return all(self.there(self.moved(t, direction)) is None for t in (far, -far))

    def _slopes(self, direction: list[Any]) -> Callable[[float], float]:
        """아래 함수의 기울기를 움직여 본다.

        Make the slope of the function below, along this projection's weights, a function of a
        displacement along `direction`: no rule has a part in it.
        """

        def slope_at(t: float) -> float:
            return self._slope_below(self.moved(t, direction)).value

        return slope_at

    def _slope_below(self, start: list[Any]) -> Slope:
        """아래 함수 자신의, 이 투영의 weights 방향 기울기.

        Find the slope of the function below along this projection's weights, at another point.
        """
        assert self.below is not None
        return self.below.tangent(start, self.weights, self._noise_below)

    @cached_property
    def _noise_below(self) -> float:
        assert self.below is not None
        if self.below.analytic is not None:
            return 0.0
        return noise_of_values(self.below, self.weights)[0]

    def tangent(self, start: list[Any], direction: list[Any], noise: float) -> Slope:
        """다른 점에서의, 함수 자신의 기울기.

        Find the slope of the function itself along `direction`, where the inputs are `start`, and
        rounding makes `noise` of its values.
        """
        if self.analytic is None:
            return slope(self.along(direction, start), self.size(direction), noise=noise)
        try:
            with self.function.placed(start):
                root = self.root_here()
        except Exception:
            return Slope(nan, nan, "pole", nan, nan)
        value = self.complex_step(direction, topological_order(root), start)
        return Slope(nan if value is None else value, 0.0, "smooth", nan, nan)

    def direction(self, i: int, place: Place) -> list[Any]:
        """i번째 입력의 한 자리, 또는 무작위 방향. Choose an entry, or a random direction."""
        return direction(self.kept, self.got, self.poles, self.seed, i, place)

    def size(self, direction: list[Any]) -> float:
        """그 방향에서 큰 간격. Tell how large a displacement is large."""
        return large_step(self.kept, direction)

    def slope(self, direction: list[Any]) -> Slope:
        """움직여 본 기울기.

        Find the slope along `direction`, by the complex step if it may be trusted.
        """
        if self.analytic is None:
            return self.differences(direction)
        value = self.analytic(direction)
        value = value if not abs(value) < VANISHED else 0.0
        return Slope(value, EPS * abs(value), "smooth", value, value)

    def differences(self, direction: list[Any], within: float = 1.0) -> Slope:
        """차분으로 본 기울기.

        Find the slope along `direction` by differences; `within` a part of its size.
        """
        size = within * self.size(direction)
        if self.order == 2 and self.below is not None:
            here = self._slope_below(self.moved(0.0, direction))
            # what was let pass between the rules and the slope below is an error of slopes here
            told = sum(np.sum(g * w) for g, w in zip(self.below.read, self.weights, strict=True))
            off = abs(here.value - float(told))
            off = here.error + (off if isfinite(off) else 0.0)
            noise = 2 * (off + noise_of_gradient(self.below, self.weights))
            return slope(self._slopes(direction), size, noise=noise)
        noise, hidden = noise_of_values(self, direction)
        seen = slope(self.along(direction), size, noise=noise)
        return seen._replace(error=seen.error + hidden)

    def sides(self, direction: list[Any], *, lost: bool, jump: bool) -> Sides:
        """한 점에 다가가며 본 양쪽 기울기.

        Find the slopes on the two sides of a pole or a jump, where differences across it tell
        nothing: those of ever nearer points.
        """
        nowhere = not any(map(np.any, self.finite))
        psi, size = self.along(direction, lost=lost or nowhere), self.size(direction)
        noise = 0.0 if self.order > 1 else noise_of_values(self, direction)[0]

        def slope_near(h: float) -> float:
            if not isfinite(base := psi(h)):
                return nan
            return slope(lambda t: psi(h + t) - base, abs(h), noise=noise + EPS * abs(base)).value

        left, right = (limit([slope_near(side * h * size) for h in APPROACH]) for side in (-1, 1))
        return Sides(left, right, True, jump)

    def around(self, direction: list[Any], here: Sides) -> Sides:
        """둘레의 기울기들까지. Widen the slopes on two sides by those at points around."""
        if self.order > 2 or (self.below is not None and self.below.analytic is None):
            return here
        further = 1.0 if self.order == 1 else FURTHER
        step = SHORT * further**2 * self.size(direction)

        def slope_at(off: list[Any]) -> float:
            near = self.moved(further, off)
            there = [x + step * v for x, v in zip(near, direction, strict=True)]
            if self.order == 2:
                return (self._slope_below(there).value - self._slope_below(near).value) / step
            first, second = self.there(near), self.there(there)
            if first is None or second is None:
                return nan
            terms = zip(first, second, self.weights, self.parts, strict=True)
            return float(sum(np.sum((z - y) * w, where=part) for y, z, w, part in terms)) / step

        return around(slope_at, self.kept, here)

    def _trusted(self) -> Callable[[list[Any]], float] | None:
        """복소수 미분, 함수와 맞으면.

        Give the complex step, if in a random direction it is what the function's differences are.
        """
        everywhere = [self.direction(i, 0)[i] for i in range(len(self.inputs))]
        found = self.complex_step(everywhere)
        if found is None:
            return None
        seen = self.differences(everywhere)
        allowed = 2 * seen.error + self.rtol * abs(found)
        return (
            self.complex_step
            if seen.kind == "smooth" and abs(found - seen.value) <= allowed
            else None
        )

    def complex_step(
        self, direction: list[Any], graph: list[Node] | None = None, start: list[Any] | None = None
    ) -> Any:
        """기록된 그래프의 복소수 미분. Find the slope by a complex step; None if a rule cannot."""
        return complex_slope(graph or self.graph, self.inputs, start or self.kept, direction)

    @cached_property
    def as_recorded(self) -> bool:
        """노드의 수가 계산된 그대로인가, 나중에 제자리에서 바뀌지 않고.

        Tell whether nodes hold what was computed, and nothing was written into them afterwards.
        """
        again = recomputed(self.graph, dict(zip(self.inputs, self.kept, strict=True)))
        return all(
            np.allclose(y.data, again[y], rtol=KEPT, atol=KEPT * largest(y.data), equal_nan=True)
            for y in self.graph
        )

    def a_little_on(self, direction: list[Any]) -> dict[Node, Any]:
        """조금 떨어진 점에서 모든 노드의 수.

        Compute the numbers of all nodes a little way off along `direction`.
        """
        step = 1e-6 * self.size(direction)
        # Python's floats would raise
        moved = [np.asarray(kept + step * v) for kept, v in zip(self.kept, direction, strict=True)]
        return recomputed(self.graph, dict(zip(self.inputs, moved, strict=True)))

    def sweep(self, direction: list[Any]) -> list[Nudge]:
        """간격마다의 차분. List the difference quotients at every step along `direction`."""
        return list(sweep(self.along(direction), self.size(direction)))


def sum_of(terms: list[Any], parts: list[Any]) -> Any:
    """항들의 parts인 곳을 모두 더한 노드. Sum to one node all that `parts` has of the terms."""
    chosen = [
        term if part.all() else np.where(part, term, 0.0)
        for term, part in zip(terms, parts, strict=True)
        if part.any()
    ]
    sums = [term.sum() if isinstance(term, Tensor) else term for term in chosen]
    return sum(sums[1:], sums[0])


def _upstream(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    """상류 기울기: 크기가 0.5와 1.5 사이, 부호는 아무렇게나.

    Draw upstream gradients: of either sign, never near 0.
    """
    drawn = rng.uniform(0.5, 1.5, shape) * rng.choice([-1.0, 1.0], shape)
    return drawn if shape else float(drawn)
