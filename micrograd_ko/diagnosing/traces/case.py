"""진단할 경우 하나: 맞는 기울기, 받은 기울기, 기록된 순전파.

Hold one case to be diagnosed, and answer how far off its gradients are, and where in the recorded
forward pass a mistake may sit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from ...engine import Node
from .places import Place
from .scales import Factor, factors
from .thinning import thinned
from .trace import Array, Trace
from .units import Unit, inside, parts, unit_groups

__all__ = ["LOOSE", "Case", "Code"]

LOOSE = 1e-3  # relative error of an estimate, as a learner's forward differences are
SINGLE = 32 * float(np.finfo(np.float32).eps)  # rounding of a gradient in float32
DECIDED = 1e-2  # of the right gradient's error: what fits roughly has to fit so much better


def _largest(array: Array) -> float:
    """가장 큰 수, 0 아래는 0으로.

    Find the largest number of an array, at least 0; nan is passed over.
    """
    return float(np.fmax.reduce(array, axis=None, initial=0.0))


class Code:
    """배우는 이의 역전파에 적힌 수들: 물을 때 찾는다.

    Holds the numbers in the learner's backward pass, which are looked for when they are asked for.

    Args:
        constants: finds the plain numbers that it has or reads.
        multipliers: finds what it multiplies by; nothing if that is not known.
    """

    def __init__(
        self,
        constants: Callable[[], tuple[float, ...]] = tuple,
        multipliers: Callable[[], set[float]] = set,
    ) -> None:
        self._constants, self._multipliers = constants, multipliers

    @cached_property
    def constants(self) -> tuple[float, ...]:
        """적혀 있는 수. Give the plain numbers."""
        return self._constants()

    @cached_property
    def multipliers(self) -> set[float]:
        """곱하는 수. Give what it multiplies by."""
        return self._multipliers()


class Case:
    """진단할 것: 맞는 기울기, 받은 기울기, 기록된 순전파.

    Hold what is to be diagnosed.

    Args:
        expected, got: the right gradients and the learner's, by name; nan stands for an entry that
            was not computed.
        off: by name by how much the right gradients may themselves be off, of rounding and, where
            they are estimates, entry by entry.
        trace: the recorded forward pass, None where there is none.
        rtol: the relative error below which two gradients are equal.
        code: the numbers in the learner's backward pass.
        is_whole: no parameter was thinned out.
    """

    def __init__(
        self,
        expected: dict[str, Array],
        got: dict[str, Array],
        off: Mapping[str, Any],
        trace: Trace | None,
        rtol: float,
        code: Code,
        *,
        is_whole: bool = True,
    ) -> None:
        self.expected, self.got, self.off, self.trace, self.rtol = expected, got, off, trace, rtol
        self.code, self.is_whole = code, is_whole

    def error(self, name: str, candidate: Array) -> float:
        """받은 기울기와의 상대 오차.

        Measure how far the learner's gradient is from `candidate`, relative to the largest entry.
        """
        if self.got[name].shape != candidate.shape:
            return float("inf")
        off = self.off[name]
        if np.shape(off) not in ((), candidate.shape):
            off = np.nanmin(off, initial=0.0)
        apart = np.abs(self.got[name] - candidate) - off
        excess = _largest(np.where(np.isnan(self.got[name]), np.inf, apart))
        scale = _largest(np.abs(candidate))
        if excess <= 0:
            return 0.0
        return excess / scale if scale else float("inf")

    @cached_property
    def errors(self) -> dict[str, float]:
        """맞는 기울기와의 상대 오차. Measure how far off the gradients are."""
        return {name: self.error(name, right) for name, right in self.expected.items()}

    def in_single(self, name: str) -> bool:
        """float32의 반올림으로 볼 수 있는가.

        Tell whether the error is no larger than one that comes of computing in float32.
        """
        size = 0.0 if self.trace is None else self.trace.sizes[name]
        apart = _largest(np.abs(self.got[name] - self.expected[name]))
        return bool(apart <= SINGLE * max(size, _largest(np.abs(self.expected[name]))))

    def explains(self, name: str, candidate: Array) -> bool:
        """틀린 만큼을 거의 다 설명하는가.

        Tell whether a candidate leaves next to nothing of the error: rounding fits anything a bit.
        """
        got, right = self.got[name], self.expected[name]
        if got.shape != right.shape or got.shape != candidate.shape:
            return True
        left = _largest(np.abs(got - candidate))
        return bool(left <= DECIDED * _largest(np.abs(got - right)))

    def rough(self, name: str) -> float:
        """어림으로 들어맞는다고 할 오차.

        Tell the error up to which a mistake fits, as far as an estimate can.
        """
        return max(self.rtol, min(LOOSE, DECIDED * self.errors[name]))

    @cached_property
    def sampled(self) -> bool:
        """골라서 계산했는가. Tell whether only some of the right entries were computed."""
        return any(np.isnan(right).any() for right in self.expected.values())

    def wrong(self, name: str) -> Array:
        """틀린 원소의 자리.

        Mark the learner's entries that differ by more than an estimate would, in gradients of one
        shape.
        """
        right = self.expected[name]
        bound = self.rough(name) * _largest(np.abs(right)) + self.off[name]
        return np.asarray(np.abs(self.got[name] - right) > bound)

    @cached_property
    def traced(self) -> Trace:
        """기록된 순전파. Give the recorded forward pass to rows that need it."""
        assert self.trace is not None
        return self.trace

    @property
    def affordable(self) -> bool:
        """그래프로 더 찾아볼 만한가. Tell whether there is a graph, and work left for it."""
        return self.trace is not None and self.trace.budget >= 0

    @cached_property
    def factors(self) -> list[Factor]:
        """뜻을 아는 배수. List the factors that mean something here."""
        return factors(self.trace, self.code.multipliers) if self.trace else []

    @cached_property
    def unit_groups(self) -> tuple[list[list[Unit]], list[list[Unit]]]:
        """순전파의 활성화 함수들.

        Group the activations of the forward pass, as :func:`unit_groups` does.
        """
        return unit_groups(self.traced)

    @cached_property
    def thin(self) -> Case:
        """큰 매개변수를 줄인 같은 경우, 실수를 찾아볼 것.

        Give the same case with large parameters thinned out, in which mistakes are tried.
        """
        if self.trace is None:
            return self
        trace, kept = thinned(self.trace)
        kept = {n: i for n, i in kept.items() if self.got[n].shape == self.expected[n].shape}
        if not kept or trace.leaves.keys() - kept.keys() == trace.leaves.keys():
            return self
        expected, got = (
            {name: array[kept[name]] if name in kept else array for name, array in those.items()}
            for those in (self.expected, self.got)
        )
        off = {n: x[kept[n]] if n in kept and np.ndim(x) else x for n, x in self.off.items()}
        return Case(expected, got, off, trace, self.rtol, self.code, is_whole=False)

    @cached_property
    def inside(self) -> set[Node]:
        """활성화 함수 안의 노드. Collect the nodes inside activations that have a name."""
        return inside(self.traced, self.unit_groups[0])

    @cached_property
    def uses(self) -> list[tuple[str, list[Node], int]]:
        """매개변수나 그 전치가 쓰인 곳.

        Find where parameters or their transposes go in: name, nodes of one line, which input.
        """
        trace = self.traced
        found: dict[Any, list[Node]] = {}
        for name, leaf in trace.leaves.items():
            for child, place in trace.uses.get(leaf, []):
                is_transpose = child.op is not None and child.op.name == "transpose"
                for node, i in trace.uses[child] if is_transpose else [(child, place)]:
                    found.setdefault((name, trace.instruction(node), i), []).append(node)
        return [(name, nodes, place) for (name, _, place), nodes in found.items()]

    def groups(self, nodes: Iterable[Node], *, apart: bool) -> list[list[Node]]:
        """실수가 함께 일어날 그룹.

        Group nodes that a mistake may be made in together: those that one line made, in a loop in
        every round. And `apart` from these: every round but the last, every one but the first, and
        each by itself, as people write the first or the last layer beside their loop.
        """
        lines = self.traced.lines(nodes)
        return [part for line in lines for part in parts(line)] if apart else lines

    def at(self, group: list[Node]) -> Place:
        """그룹이 있는 곳, 반복문의 한 바퀴라면 몇 번째인지도.

        Tell where a group is, and of one round of a loop which.
        """
        place, (k, count) = self.traced.place(group[0]), self._rounds.get(group[0], (1, 1))
        return place._replace(round=k) if len(group) == 1 < count else place

    @cached_property
    def _rounds(self) -> dict[Node, tuple[int, int]]:
        return {
            node: (k, len(line))
            for line in self.traced.lines(self.traced.everything)
            for k, node in enumerate(line, start=1)
        }

    def pairs(self) -> Iterator[tuple[str, Array, Array]]:
        """모양이 같은 것의 이름, 맞는 것, 받은 것.

        Yield name, expected and got, of those whose shapes agree.
        """
        for name, right in self.expected.items():
            if self.got[name].shape == right.shape:
                yield name, right, self.got[name]
