"""함수의 무작위 투영: 규칙의 기울기와 움직여 본 기울기를 나란히.

Project a function at random to one number, and differentiate that twice: by the rules of the
tables, and by nudging the inputs. :mod:`micrograd_ko.checking.check` compares the two.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import Any

import numpy as np

from ..engine import TABLE, Node, Tensor, call_text, grad, gradients_of, topological_order
from .derivatives import Function, recomputed
from .differences import EPS, Nudge, Slope, slope, sweep

__all__ = ["Place", "Projection"]

# by the coarsest input's type
TOLERANCES = {np.dtype(np.float64): 1e-6, np.dtype(np.float32): 1e-3}
ROUNDING = 256.0  # last digits that rounding may cost, times the condition: a graph adds up many
Place = tuple[int, ...] | int  # an entry, or the number of a random direction
STEP = 1e-20  # of the complex step, which cancels nothing


class Projection:
    """함수의 무작위 투영 하나: 규칙의 기울기와, 움직여 본 기울기.

    Hold one random projection of a function, to a single number: its gradient by the rules
    (`got`), and by nudging.
    """

    def __init__(self, function: Function, seed: int, rtol: float | None, order: int) -> None:
        self.function = function
        self.names = function.names
        self.order = order
        self.seed = (seed, order)
        self.rng = rng = np.random.default_rng(self.seed)
        self.inputs, self.kept = function.inputs, [x.data for x in function.inputs]
        outputs = function()
        self.weights = [_upstream(rng, np.shape(y.data)) for y in outputs]
        finite = [np.isfinite(y.data) for y in outputs]
        self.parts = finite if any(map(np.any, finite)) else [np.ones_like(part) for part in finite]
        root = self.projected()
        self.graph = topological_order(root)
        gradients = gradients_of(root)
        self.got = self._by_input(gradients)
        self.poles = self._poles(outputs)
        self.condition = _condition(gradients)
        self.rtol = rtol or max(TOLERANCES[np.asarray(x.data).dtype] for x in self.inputs)
        self.eps = max(float(np.finfo(np.asarray(x.data).dtype).eps) for x in self.inputs)
        self.analytic = self._trusted()
        self.method = "differences" if self.analytic is None else "complex"

    def projected(self) -> Any:
        """투영한 결과의 노드.

        Sum the results that are finite, times their upstream gradients, to one node.
        """
        terms = [y * w for y, w in zip(self.function(), self.weights, strict=True)]
        return _sum_of(terms, self.parts)

    def _by_input(self, gradients: dict[Node, Any]) -> list[Any]:
        return [
            np.asarray(gradients.get(x, np.zeros(np.shape(x.data))), dtype=float)
            for x in self.inputs
        ]

    def _poles(self, outputs: list[Any]) -> list[Any]:
        """무한대이거나 정의되지 않은 결과가 달린 자리.

        Mark the entries of each input that the results that are not finite depend on.
        """
        if all(map(np.all, self.parts)):
            return [np.zeros(np.shape(kept), bool) for kept in self.kept]
        terms = [y * w for y, w in zip(outputs, self.weights, strict=True)]
        others = self._by_input(gradients_of(_sum_of(terms, [~part for part in self.parts])))
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
        found = Function(
            lambda *_: grad(self.projected(), self.inputs, create_graph=True), self.inputs
        )
        found.names = self.names
        return found

    # ── by nudging ──

    def along(self, direction: list[Any]) -> Callable[[float], float]:
        """방향으로 움직인 함수.

        Make the projection a function of a displacement along `direction`.
        """

        def phi(t: float) -> float:
            try:
                for x, kept, v in zip(self.inputs, self.kept, direction, strict=True):
                    x.data = kept + t * v if isinstance(kept, float) else kept.astype(float) + t * v
                terms = zip(self.function(), self.weights, self.parts, strict=True)
                return float(sum(np.sum(y.data * w, where=part) for y, w, part in terms))
            finally:
                for x, kept in zip(self.inputs, self.kept, strict=True):
                    x.data = kept

        return phi

    def direction(self, i: int, place: Place) -> list[Any]:
        """i번째 입력의 한 자리, 또는 무작위 방향.

        Choose one entry of the i-th input, or all of it in a random direction.
        """
        found: list[Any] = [np.zeros(np.shape(kept)) for kept in self.kept]
        if isinstance(place, int):
            found[i] = np.where(
                self.poles[i],
                0.0,
                np.random.default_rng((*self.seed, i, place)).uniform(-1, 1, found[i].shape),
            )
        else:
            found[i][place] = 1.0
        return [v if v.ndim else v.item() for v in found]

    def size(self, direction: list[Any]) -> float:
        """그 방향에서 큰 간격.

        Tell how large a displacement is large: the size of what is nudged, at least 1.
        """
        sizes = [
            np.max(np.abs(kept) * (np.abs(v) > 0), initial=1.0)
            for kept, v in zip(self.kept, direction, strict=True)
        ]
        return float(max(size for size in sizes if isfinite(size)))

    def slope(self, direction: list[Any]) -> Slope:
        """움직여 본 기울기.

        Find the slope along `direction`, by the complex step if it may be trusted.
        """
        if self.analytic is None:
            return slope(self.along(direction), self.size(direction))
        value = self.analytic(direction)
        return Slope(value, EPS * abs(value), "smooth", value, value)

    def _trusted(self) -> Callable[[list[Any]], float] | None:
        """복소수 미분, 함수와 맞으면.

        Give the complex step, if in a random direction it is what the function's differences are.
        """
        everywhere = [self.direction(i, 0)[i] for i in range(len(self.inputs))]
        found = self.complex_step(everywhere)
        if found is None:
            return None
        seen = slope(self.along(everywhere), self.size(everywhere))
        allowed = 2 * seen.error + self.rtol * abs(found) + self.floor(EPS)
        return (
            self.complex_step
            if seen.kind == "smooth" and abs(found - seen.value) <= allowed
            else None
        )

    def complex_step(self, direction: list[Any]) -> Any:
        """기록된 그래프를 복소수로 다시 계산한 허수부.

        Compute the recorded graph a tiny imaginary step away; None if a rule cannot.
        """
        moved = [
            np.atleast_1d(kept + 1j * STEP * v)
            for kept, v in zip(self.kept, direction, strict=True)
        ]
        shaped = [
            z.reshape(np.shape(kept) or 1).astype(complex).view(_Complex)
            for z, kept in zip(moved, self.kept, strict=True)
        ]
        try:
            with np.errstate(all="ignore"):
                found = recomputed(self.graph, dict(zip(self.inputs, shaped, strict=True)))[
                    self.graph[-1]
                ]
        except (TypeError, ValueError, ArithmeticError):  # a rule that cannot read complex numbers
            return None
        return float(np.sum(np.imag(found))) / STEP

    def special_op(self, direction: list[Any]) -> str:
        """꺾이거나 발산하는 점에 선 연산.

        Find an op at its kink or pole just here, and off it along `direction`.
        """
        step = 1e-6 * self.size(direction)
        # Python's floats would raise
        moved = [np.asarray(kept + step * v) for kept, v in zip(self.kept, direction, strict=True)]
        here = {node: node.data for node in self.graph}
        there = recomputed(self.graph, dict(zip(self.inputs, moved, strict=True)))
        for node in self.graph:
            special = (
                TABLE[node.op.name].special
                if node.op is not None and node.op.name in TABLE
                else None
            )
            if special is not None:
                before, after = (
                    np.asarray(special(*(numbers[p] for p in node.parents)))
                    for numbers in (here, there)
                )
                if np.any((before == 0) & (after != 0)):
                    return call_text(node)
        return ""

    def floor(self, eps: float) -> float:
        """반올림만으로 생길 수 있는 차이.

        Tell what rounding alone may make of a difference here.
        """
        return ROUNDING * eps * self.condition

    def sweep(self, direction: list[Any]) -> list[Nudge]:
        """간격마다의 차분. List the difference quotients at every step along `direction`."""
        return list(sweep(self.along(direction), self.size(direction)))


def _sum_of(terms: list[Any], parts: list[Any]) -> Any:
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


def _condition(gradients: dict[Node, Any]) -> float:
    """함수의 조건: 노드마다 값 × 기울기의 가장 큰 것.

    Measure the condition of the function: the most that a relative error of any one node changes
    the result by, |value × gradient|, and how much that is for a gradient, which is computed from
    both.
    """
    with np.errstate(all="ignore"):
        sizes = [
            np.abs(g) * np.maximum(np.abs(node.data), 1.0)
            for node, g in gradients.items()
            if isinstance(g, (float, np.ndarray))
        ]
    return max(
        (float(np.max(size, initial=0.0, where=np.isfinite(size))) for size in sizes), default=0.0
    )


class _Complex(np.ndarray[Any, Any]):
    """복소수 미분을 위한 배열: 크기와 비교는 실수부를 따른다.

    Hold complex numbers whose size and comparisons follow the real part, for a tiny imaginary step.
    """

    def __abs__(self) -> Any:
        return np.where(_real(self) < 0, -self, self).view(_Complex)

    def __gt__(self, other: Any) -> Any:
        return _real(self) > _real(other)

    def __lt__(self, other: Any) -> Any:
        return _real(self) < _real(other)


def _real(x: Any) -> Any:
    return np.asarray(x).real
