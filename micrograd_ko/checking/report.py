"""검사의 결과: 맞으면 참, 문장은 보고서.

Report what a gradient check has found: entries flow in, words flow out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ..arguments import shown
from ..messages import columns, text
from .differences import Nudge
from .directions import ALL
from .judging import COMPARED, Entry
from .projection import Projection
from .quiet import quiet

__all__ = ["GradientReport"]

SHOWN = 10  # lines of the report
WIDE = 120  # letters of an input


class GradientReport:
    """check_gradients의 결과: 맞으면 참.

    Hold what :func:`check_gradients` found; true if no gradient is wrong. Its text is the report.

    Attributes:
        entries: all that was compared at the given inputs, in order.
        wrong: those that differ; if none does, those at the first point of its own where some do.
        methods: for each order "complex" (the complex step) or "differences".
        left: what the function read as plain numbers: for each line, ``file.py:12``, the name of a
            node.
        inputs: the numbers of the inputs, by name.
        op: the op that was checked by itself; "" for the whole function.
        elsewhere: a report for each point that the check drew by itself.
        unusable: for each point drawn where the function fails, how it does.

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
        op: str = "",
    ) -> None:
        self.left, self.op = left, op
        self.entries, self.methods = entries, [p.method for p in projections]
        self._projections, self._order = projections, order
        first = projections[0]
        self.inputs: dict[str, Any] = dict(zip(first.names, first.kept, strict=True))
        self.elsewhere: list[GradientReport] = []
        self.unusable: list[str] = []

    @property
    def wrong(self) -> list[Entry]:
        """틀린 것. List the entries that are wrong, here or else at the first such point.

        >>> from micrograd_ko import check_gradients
        >>> check_gradients(lambda x: x * x, 3.0).wrong
        []
        """
        return self._told._wrong_here

    @property
    def _wrong_here(self) -> list[Entry]:
        """이 점에서 틀린 것. List the entries that are wrong at these inputs."""
        return [entry for entry in self.entries if entry.verdict == "wrong"]

    @property
    def _told(self) -> GradientReport:
        """말할 점: 주어진 점, 거기서 맞으면 처음 틀린 점.

        Choose the point to tell of: the given one, or if all is right there the first wrong one.
        """
        return next((report for report in (self, *self.elsewhere) if report._wrong_here), self)

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
        reports = (self, *self.elsewhere)
        at = next((r for r in reports if any(e is entry for e in r.entries)), self)
        p = at._projections[entry.order - 1]
        i = p.names.index(entry.input) if entry.input in p.names else ALL
        with quiet():
            return p.sweep(p.direction(i, entry.place))

    def __str__(self) -> str:
        told = self._told
        if told is not self:
            if told.op or self._shapes() == told._shapes():
                first = text("check.elsewhere", **told._place())
            else:
                first = text("check.elsewhere_shape", inputs=told._shapes())
            return "\n".join([first, *told._lines()])
        return "\n".join([*self._lines(), *self._own_points()])

    __repr__ = __str__

    def _shapes(self) -> str:
        return ", ".join(f"{name} {np.shape(x)}" for name, x in self.inputs.items())

    def _place(self) -> dict[str, str]:
        inputs = ", ".join(
            f"{name} = {shown(np.asarray(x).tolist(), WIDE)}" for name, x in self.inputs.items()
        )
        return {"inputs": inputs, "op": _at(self.op)}

    def _own_points(self) -> Iterator[str]:
        nans = [r for r in self.elsewhere if any(e.verdict == "nan" for e in r.entries)]
        if right := len(self.elsewhere) - len(nans):
            yield text("check.points", count=right)
        if self.unusable:
            count, example = len(self.unusable), self.unusable[0]
            yield text("check.unusable", count=count, example=shown(example, WIDE))
        if nans:
            yield text("check.nan", count=len(nans), **nans[0]._place())

    def _lines(self) -> Iterator[str]:
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
        reports = (self, *self.elsewhere)
        compared = [e for report in reports for e in report.entries if e.verdict in COMPARED]
        if wrong := self._wrong_here:
            total = len(self.entries)
            yield text("check.wrong", total=total, wrong=len(wrong), counts=counts)
            yield from self._table()
        elif compared:
            worst = max(0.0, *map(_distance, compared))
            yield text("check.right", counts=counts, worst=f"{worst:.1e}")
        else:
            yield text("check.nothing", counts=counts)
        yield from self._notes()

    def _table(self) -> Iterator[str]:
        head = [
            text(f"check.head.{name}")
            for name in ("order", "input", "entry", "expected", "got", "ratio")
        ]
        rows = [[f"{e.order}", e.input, e.where, *_expected(e)] for e in self._wrong_here[:SHOWN]]
        yield from (f"  {line}" for line in columns([head, *rows], right=(3, 4, 5)))
        if len(self._wrong_here) > SHOWN:
            yield "  " + text("check.more", count=len(self._wrong_here) - SHOWN)

    def _notes(self) -> Iterator[str]:
        notes = dict.fromkeys(
            (e.note, e.node if e.note == "check.note.nan" else "")
            for e in self._wrong_here
            if e.note and e.note != "check.choice"
        )
        yield from (text(note) + _at(node) for note, node in notes)
        if ("check.note.cut", "") in notes:
            yield from (
                text("derivative.left", name=name, line=line)
                for line, name in [*self.left.items()][:SHOWN]
            )
        for e in self._wrong_here[:SHOWN]:
            if e.note == "check.choice":
                yield from _named(e, "choice")
        named = [e for e in self.entries if e.verdict not in (*COMPARED, "wrong")]
        for e in named[:SHOWN]:
            yield from _named(e, e.verdict)
        if len(named) > SHOWN:
            yield text("check.more", count=len(named) - SHOWN)
        if named or self._wrong_here:
            yield text("check.scaled")
        if len(self.methods) < self._order:
            why = "check.stopped" if self._wrong_here else "check.ended"
            yield text(why, order=len(self.methods))
        if flat := sum(e.verdict == "flat" for e in self.entries):
            yield text("check.flat", count=flat)


def _expected(e: Entry) -> tuple[str, str, str]:
    """기대, 받음, 비. Write what was expected, what was got, and their ratio."""
    if e.note == "check.choice":  # no number, but anything between the sides
        low, high = sorted((e.left, e.right))
        return f"{low:.6g} … {high:.6g}", f"{e.got:.9g}", ""
    return f"{e.expected:.9g}", f"{e.got:.9g}", f"{e.ratio:.6g}"


def _named(e: Entry, verdict: str) -> Iterator[str]:
    words = e._asdict() | {"name": e.name}
    yield text("check.order", order=e.order) + text(f"check.{verdict}", **words) + _at(e.node)


def _at(node: str) -> str:
    return text("check.node", node=node) if node else ""


def _distance(entry: Entry) -> float:
    """어긋난 정도.

    Measure how far off, relative to the larger number; nothing where nothing can be told.
    """
    size = max(abs(entry.expected), abs(entry.got))
    told = entry.verdict == "wrong" or (entry.verdict == "right" and size > 4 * entry.error)
    return abs(entry.got - entry.expected) / size if size and told else 0.0
