"""기울기를 믿지 말고 확인하기: check_gradients.

Check gradients, do not believe them: put what the rules of the tables say next to what the function
itself does when its inputs are nudged.

The upstream gradient is drawn, never all ones (a check seeded with ones passes a softmax whose
backward is zero). What is compared with is the complex step where the recorded graph allows it
(Squire and Trapp, SIAM Review 40, 1998), else :func:`micrograd_ko.checking.differences.slope`; how
far both may be apart goes with the condition of the function. Points without a derivative are
named.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import inf, isfinite, nan
from typing import Any, NamedTuple

import numpy as np

from ..arguments import check_whole, number_option
from ..engine import default_modes
from ..errors import DetachedWarning, GraphError, NumericWarning
from ..messages import columns, text
from .derivatives import Array, Function
from .differences import Nudge, Slope
from .projection import Place, Projection

__all__ = ["Entry", "GradientReport", "check_gradients"]

# verdicts that need no more words, and after which a higher order can be compared
COMPARED = ("right", "flat")
DIRECTIONS = 2  # random ones, for an input with more entries than are checked one by one
POLE = Slope(nan, inf, "pole", nan, nan)
SHOWN = 10  # lines of the report


class Entry(NamedTuple):
    """비교한 수 하나.

    Hold one number compared.

    Attributes:
        order: 1 for the gradient, 2 for the gradient of the gradient's projection, …
        input: the input's name; `place`: where in it, or the number of a random direction.
        expected, got: the derivative by nudging, and by the rules.
        error: how far off `expected` may be.
        verdict: "right", "wrong", "flat" (both are 0 as far as rounding lets one tell), or why
            nothing was compared: "kink", "kinks" (that cancel), "jump", "pole", "unclear".
        left, right: the slopes on the two sides.
        note: the key of a message that says more, or "".
        node: the op that has its kink or pole just here, or "".

    >>> from micrograd_ko import check_gradients
    >>> entry = check_gradients(lambda x: x * x, np.array([3.0, 4.0]), order=1).entries[1]
    >>> entry.name, entry.where, entry.verdict, round(entry.ratio, 6)
    ('x[1]', '[1]', 'right', 1.0)
    """

    order: int
    input: str
    place: Place
    expected: float
    got: float
    error: float
    verdict: str
    left: float
    right: float
    note: str = ""
    node: str = ""

    @property
    def ratio(self) -> float:
        """받은 것을 기대한 것으로 나눈 비. Divide what was got by what was expected."""
        return self.got / self.expected if self.expected else inf if self.got else 1.0

    @property
    def name(self) -> str:
        """입력과 자리. Name the input and the entry: ``w``, ``w[0, 1]``."""
        return self.input + self.where

    @property
    def where(self) -> str:
        """자리. Write the entry, ``[0, 1]``; nothing for a number."""
        if isinstance(self.place, int):
            return f"[{text('check.direction')} {self.place}]"
        return str(list(self.place)) if self.place else ""


class GradientReport:
    """check_gradients의 결과: 맞으면 참.

    Hold what :func:`check_gradients` found; true if no gradient is wrong. Its text is the report.

    Attributes:
        entries: all that was compared, in order.
        wrong: those that differ.
        methods: for each order "complex" (the complex step) or "differences".
        left: what the function read as plain numbers: for each line, ``file.py:12``, the name of a
            node.

    >>> from micrograd_ko import check_gradients, op
    >>> lost = op("lost", "2×", "두 배", lambda a: 2 * a, lambda g, y, a: (g,))  # the 2 is lost
    >>> report = check_gradients(lost, 3.0)
    >>> bool(report), round(report.worst.expected), round(report.worst.got)
    (False, 3, 1)
    """

    def __init__(
        self,
        entries: list[Entry],
        projections: list[Projection],
        order: int,
        left: Mapping[str, str],
    ) -> None:
        self.left = left
        self.entries, self.methods = entries, [p.method for p in projections]
        self._projections, self._order = projections, order
        self.wrong = [entry for entry in entries if entry.verdict == "wrong"]

    def __bool__(self) -> bool:
        return not self.wrong

    @property
    def worst(self) -> Entry:
        """가장 크게 어긋난 것. Find the entry that is furthest off, relatively."""
        return max(self.wrong or self.entries, key=_distance)

    def sweep(self, entry: Entry | None = None) -> list[Nudge]:
        """간격마다의 차분 (기본은 가장 크게 어긋난 자리).

        List the difference quotients at every step, of the worst entry by default.

        For a plot: :func:`viz.plots.step_sizes`. The function is called again, at the inputs of the
        check.

        >>> from micrograd_ko import check_gradients
        >>> report = check_gradients(lambda x: x**3, 1.0, order=1)
        >>> off = [abs(nudge.central - report.worst.got) for nudge in report.sweep()]
        >>> off[0] > off[1] > off[2]  # ever smaller steps
        True
        """
        entry = entry or self.worst
        p = self._projections[entry.order - 1]
        with _quiet():
            return p.sweep(p.direction(p.names.index(entry.input), entry.place))

    def __str__(self) -> str:
        by_order = Counter(entry.order for entry in self.entries)
        counts = ", ".join(
            text(
                "check.count",
                order=order,
                count=by_order[order],
                method=text(f"check.method.{method}"),
            )
            for order, method in enumerate(self.methods, 1)
        )
        if self.wrong:
            lines = [
                text("check.wrong", total=len(self.entries), wrong=len(self.wrong), counts=counts),
                *self._table(),
            ]
        elif distances := [_distance(entry) for entry in self.entries if entry.verdict in COMPARED]:
            lines = [text("check.right", counts=counts, worst=f"{max(0.0, *distances):.1e}")]
        else:
            lines = [text("check.nothing", counts=counts)]
        return "\n".join([*lines, *self._notes()])

    __repr__ = __str__

    def _table(self) -> Iterator[str]:
        head = [
            text(f"check.head.{name}")
            for name in ("order", "input", "entry", "expected", "got", "ratio")
        ]
        rows = [
            [f"{e.order}", e.input, e.where, f"{e.expected:.9g}", f"{e.got:.9g}", f"{e.ratio:.6g}"]
            for e in self.wrong[:SHOWN]
        ]
        yield from (f"  {line}" for line in columns([head, *rows], right=(3, 4, 5)))
        if len(self.wrong) > SHOWN:
            yield "  " + text("check.more", count=len(self.wrong) - SHOWN)

    def _notes(self) -> Iterator[str]:
        notes = dict.fromkeys(entry.note for entry in self.wrong if entry.note)
        yield from map(text, notes)
        if "check.note.cut" in notes:
            yield from (
                text("derivative.left", name=name, line=line)
                for line, name in [*self.left.items()][:SHOWN]
            )
        if len(self.methods) < self._order:
            yield text("check.stopped", order=len(self.methods))
        named = [e for e in self.entries if e.verdict not in (*COMPARED, "wrong")]
        for e in named[:SHOWN]:
            words = e._asdict() | {"name": e.name}
            where = text("check.node", node=e.node) if e.node else ""
            yield text("check.order", order=e.order) + text(f"check.{e.verdict}", **words) + where
        if len(named) > SHOWN:
            yield text("check.more", count=len(named) - SHOWN)
        if flat := sum(e.verdict == "flat" for e in self.entries):
            yield text("check.flat", count=flat)


def _distance(entry: Entry) -> float:
    """어긋난 정도.

    Measure how far off, relative to the larger number; nothing where nothing can be told.
    """
    size = max(abs(entry.expected), abs(entry.got))
    return (
        abs(entry.got - entry.expected) / size
        if size and entry.verdict in ("right", "wrong")
        else 0.0
    )


def check_gradients(
    f: Any,
    *inputs: Any,
    order: int = 2,
    rtol: float | None = None,
    seed: int = 0,
    entries: int = 40,
) -> GradientReport:
    """기울기가 맞는지, 함수를 직접 움직여 확인한다.

    Check the gradients that the rules give for `f` against `f` itself, nudged.

    Args:
        f: a function of Values or Tensors that gives one, or a list or array of them; or one that
            takes nothing and reads the inputs itself; or a node: the graph it was recorded with.
        inputs: Values or Tensors; numbers become Values, arrays Tensors; for a node its leaves.
        order: 1 checks the gradient, 2 the second derivatives as well, and so on.
        rtol: relative error that is let pass; 1e-6, for float32 1e-3. Rounding is allowed for.
        seed: draws the upstream gradients and the directions.
        entries: of an input with more entries only so many are checked one by one, drawn by
            `seed`, and the rest along random directions.

    Returns:
        a report, true if all is right. Kinks and poles are named in it; they do not fail.

    Raises:
        GraphError: `f` gives different values for the same inputs.
        NotANumberError: `f` does not give nodes.

    >>> from micrograd_ko import check_gradients
    >>> bool(check_gradients(lambda x, y: (x * y).tanh(), 0.5, -2.0))
    True
    """
    check_whole("order", order, low=1)
    check_whole("entries", entries, low=1)
    if rtol is not None:
        number_option("rtol", rtol, low=0.0, high=1.0, open_low=True)
    check_whole("seed", seed, low=0)
    found: list[Entry] = []
    projections: list[Projection] = []
    with _quiet():
        function = given = Function(f, inputs)
        _refuse_random(function)
        before: list[Array] | None = None
        while len(projections) < order and all(entry.verdict in COMPARED for entry in found):
            p = Projection(function, seed, rtol, len(projections) + 1)
            projections.append(p)
            found += _misread(p, before)
            found += _entries(p, entries)
            function, before = p.derivative(), p.got
    return GradientReport(found, projections, order, given.left)


@contextmanager
def _quiet() -> Iterator[None]:
    """모드도 경고도 없이: 움직여 본 값은 아무도 묻지 않았다.

    Work without modes and warnings: nobody asked for nudged values.
    """
    with default_modes(), np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", NumericWarning)
        # the report says it, where it makes a difference
        warnings.simplefilter("ignore", DetachedWarning)
        yield


def _refuse_random(function: Function) -> None:
    first, second = (np.concatenate([np.ravel(y.data) for y in function()]) for _ in range(2))
    if not np.array_equal(first, second, equal_nan=True):
        i = int(np.flatnonzero(~((first == second) | (np.isnan(first) & np.isnan(second))))[0])
        raise GraphError("check.random", first=first[i], second=second[i])


# ── what is compared ──


def _entries(p: Projection, limit: int) -> Iterator[Entry]:
    """입력마다, 자리마다 비교한다.

    Compare each entry of each input, or a drawn part of them and random directions.
    """
    for i, got in enumerate(p.got):
        places: list[Place] = list(np.ndindex(got.shape))
        if len(places) > limit:
            chosen = sorted(p.rng.choice(len(places), limit, replace=False).tolist())
            places = [*(places[k] for k in chosen), *range(1, DIRECTIONS + 1)]
        for place in places:
            direction = p.direction(i, place)
            pole = not isinstance(place, int) and p.poles[i][place]
            found = float(
                got[place] if pole else np.sum(got * direction[i], where=direction[i] != 0)
            )
            yield _entry(p, i, place, found, POLE if pole else p.slope(direction))


def _entry(p: Projection, i: int, place: Place, got: float, seen: Slope) -> Entry:
    verdict = _verdict(p, got, seen)
    node = "" if verdict in COMPARED else p.special_op(p.direction(i, place))
    if verdict == "wrong" and node:
        verdict = "kinks"  # that cancel: relu(x) - relu(-x) is smooth at 0, but neither ReLU is
    note = "check.note.cut" if verdict == "wrong" and _right_for_graph(p, i, place, got) else ""
    expected, error, _, left, right = seen
    return Entry(p.order, p.names[i], place, expected, got, error, verdict, left, right, note, node)


def _verdict(p: Projection, got: float, seen: Slope) -> str:
    floor = p.floor(p.eps)
    if seen.kind == "kink":
        low, high = sorted((seen.left, seen.right))
        between = low - 1e-4 * abs(low) - floor <= got <= high + 1e-4 * abs(high) + floor
        return "kink" if between else "wrong"
    if seen.kind in ("smooth", "unclear") and isfinite(seen.error):
        allowed = p.rtol * max(abs(seen.value), abs(got)) + 2 * seen.error + floor
        if not (isfinite(got) and abs(got - seen.value) <= allowed):
            return "wrong"
        if seen.kind == "smooth":
            return "flat" if 0.0 < max(abs(got), abs(seen.value)) <= floor else "right"
    return seen.kind


def _right_for_graph(p: Projection, i: int, place: Place, got: float) -> bool:
    """기록된 그래프만 보면 맞는가.

    Tell whether `got` is right for the recorded graph, so that something is missing in the graph.
    """
    recorded = p.complex_step(p.direction(i, place)) if p.analytic is None else None
    return recorded is not None and abs(recorded - got) <= p.rtol * abs(recorded) + p.floor(p.eps)


def _misread(p: Projection, numbers: list[Array] | None) -> Iterator[Entry]:
    """규칙을 노드로 읽은 것이 수로 읽은 것과 다른 곳.

    Find where a rule read with nodes is not what it is read with numbers.
    """
    for name, y, expected in zip(p.names, p.function(), numbers or [], strict=False):
        for index in np.ndindex(expected.shape):
            want, got = float(expected[index]), float(np.asarray(y.data)[index])
            if abs(want - got) > p.rtol * abs(want) + p.floor(p.eps):
                yield Entry(
                    p.order, name, index, want, got, 0.0, "wrong", nan, nan, "check.note.readings"
                )
