"""판정: 규칙의 기울기가 함수의 기울기와 맞는가.

Judge each number: is what the rules give what the function does? Where there is a derivative both
have to agree; where there is none (a kink, a jump, a pole) the rules' choice has to lie between the
slopes on the two sides. Entries flow out.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import inf, isfinite, nan
from typing import Any, NamedTuple

import numpy as np

from ..engine import Comparisons, Node, call_text, gathering
from ..messages import text
from .complex_step import rounding_of_slope
from .differences import Slope
from .directions import ALL, Place
from .noise import at_the_edge, hidden_slope, lost, noise_of_gradient
from .projection import Projection
from .standing import Sides, lies_between, standing_ops
from .tangents import witnessed

__all__ = ["COMPARED", "TINY", "Entry", "at_the_limits", "judged", "judged_along", "misread"]

# verdicts that need no more words, and after which a higher order can be compared
COMPARED = ("right", "flat")
INPUTS = 12  # that are looked at one by one where it is not the given point
DIRECTIONS = 2  # random ones, for an input with more entries than are checked one by one
POLE = Slope(nan, inf, "pole", nan, nan)
PIECES = 1e-3  # relative: so far apart are the slopes of pieces, not of a curve
STEADY = 1e-2  # relative: so little changes from one step to the next
NARROWER = tuple(2.0**-k for k in (10, 20, 25, 30))  # parts of the size, to look again nearer
SURE = 1e-3  # relative: what is seen there is known so well that nothing else is asked
TINY = {2.0**-52: 1e-200, 2.0**-23: 1e-30}  # where numbers of that rounding error lose digits


class Entry(NamedTuple):
    """비교한 수 하나.

    Hold one number compared.

    Attributes:
        order: 1 for the gradient, 2 for the gradient of the gradient's projection, …
        input: the input's name; `place`: where in it, or the number of a random direction.
        expected, got: the derivative by nudging, and by the rules.
        error: how far off `expected` may be.
        verdict: "right", "wrong", "flat" (both are 0 as far as rounding lets one tell), or why
            nothing was compared: "kink", "kinks" (of ops within, that cancel), "jump", "pole",
            "unclear". At a kink, a jump and a pole `got` lies between the slopes on both sides.
            "nan", at a point of the check's own: an op within has its pole there, but the function
            has a slope; at the given inputs that is wrong.
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
        if np.isnan(self.got):
            return nan
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


def judged(p: Projection, limit: int, given: bool) -> Iterator[Entry]:
    """입력마다, 자리마다 판정한다.

    Judge each entry of each input, or a drawn part of them and directions; where some have no
    derivative, what is wrong along directions in all inputs at once, too: of a tie each share may
    be right by itself, and their sum wrong.

    Args:
        limit: how many entries of an input are judged one by one.
        given: at the given inputs: nan is wrong where the function has a slope, and the op that
            stands at a kink or a pole is named where nothing is wrong, too. Elsewhere not each of
            many inputs is judged, but some, and directions in all of them.
    """
    verdicts = set()
    inputs = list(range(len(p.got)))
    if not given and len(inputs) > INPUTS:
        inputs = sorted(p.rng.choice(len(inputs), INPUTS, replace=False).tolist())
        yield from judged_along(p)
    for i in inputs:
        got = p.got[i]
        places: list[Place] = list(np.ndindex(got.shape))
        if len(places) > limit:
            chosen = sorted(p.rng.choice(len(places), limit, replace=False).tolist())
            places = [*(places[k] for k in chosen), *range(1, DIRECTIONS + 1)]
        for place in places:
            entry = _entry(p, i, place, given)
            verdicts.add(entry.verdict)
            yield entry
    if verdicts.difference(COMPARED) and not verdicts.intersection(("wrong", "nan")):
        together = (_entry(p, ALL, number, given) for number in (1, 2, 3))
        yield from (entry for entry in together if entry.verdict == "wrong")


def judged_along(p: Projection) -> Iterator[Entry]:
    """모든 입력을 함께 움직이는 두 방향에서 판정한다.

    Judge along two directions in all inputs at once, where entry by entry would take too long.
    """
    yield from (_entry(p, ALL, number, given=False) for number in (2, 3))


def _entry(p: Projection, i: int, place: Place, given: bool) -> Entry:
    direction = p.direction(i, place)
    marked = not isinstance(place, int) and (bool(p.poles[i][place]) or p.loses(direction))
    got = float(p.got_of_lost[i][place]) if marked else p.found(i, direction)
    seen = POLE if marked else p.slope(direction)
    verdict, seen = _verdict(p, direction, got, seen, marked)
    node = ""
    if verdict == "wrong":
        verdict, seen, node = _reconsidered(p, direction, got, seen, marked)
    note = ""
    if np.isnan(got) and verdict in ("kinks", "unclear") and _has_slope(p, direction, seen):
        # each rule is right, and yet nan is no slope of the function's
        verdict, note = ("wrong", "check.note.nan") if given else ("nan", "")
    elif verdict == "wrong" and seen.kind in ("kink", "pole", "jump"):
        note = "check.choice"
    elif verdict == "wrong" and _right_for_graph(p, direction, got):
        note = "check.note.cut"
    if not node and (verdict == "wrong" or (given and verdict not in COMPARED)):
        node = _node(p, direction)
    expected, error, _, left, right = seen
    name = p.names[i] if i != ALL else ", ".join(p.names)
    return Entry(p.order, name, place, expected, got, error, verdict, left, right, note, node)


def _between_pieces(p: Projection, direction: list[Any], got: float, slack: float) -> bool:
    """두 조각 사이인가.

    Tell whether the quotients on the two sides are apart and steady at some step, and it lies
    between: slopes of slopes lose what is nearest to a kink.
    """
    for before, n in pairwise(p.sweep(direction)):
        steepest = max(abs(n.left), abs(n.right))
        moved = abs(n.left - before.left) + abs(n.right - before.right)
        apart = moved <= STEADY * steepest and abs(n.right - n.left) > PIECES * steepest
        if apart and lies_between(got, Sides(n.left, n.right, False, False), slack):
            return True
    return False


def _has_slope(p: Projection, direction: list[Any], seen: Slope) -> bool:
    """함수에 기울기가 있는가. Tell whether the function has a slope, at inputs that are numbers."""
    kept = zip(p.kept, direction, strict=True)
    numbers = all(np.all(np.isfinite(x) | (np.asarray(v) == 0)) for x, v in kept)
    return numbers and isfinite(seen.value + seen.error)


def _reconsidered(
    p: Projection, direction: list[Any], got: float, seen: Slope, marked: bool
) -> tuple[str, Slope, str]:
    """틀렸다고 하기 전에 다시 본다.

    Look again before anything is called wrong: rounding, a pole next to the point, each op by
    itself, and ops or pieces of the function that meet just here may excuse it.
    """
    noise = noise_of_gradient(p, direction)
    slack = noise + hidden_slope(p, direction)
    if p.analytic is not None:
        of_complex = rounding_of_slope(p.graph, p.inputs, p.kept, direction, p.eps)
        seen = seen._replace(error=seen.error + of_complex)
    if seen.kind == "smooth" and _agree(p, got, seen, slack):
        return "flat", seen, ""
    if at_the_edge(p, direction, got, noise):
        return "pole", seen, ""
    if lost(p, direction) and not (
        seen.kind == "jump" and isfinite(seen.left) and isfinite(seen.right)
    ):
        return "unclear", seen, ""
    if p.order > 1 and _between_pieces(p, direction, got, slack):
        return "unclear", seen, ""
    again = _nearer(p, direction, got, seen, slack) if isfinite(got) and not marked else None
    if again is not None:
        return again.kind.replace("smooth", "right"), again, ""
    if seen.kind != "smooth" and p.fails_around(direction):
        return "unclear", seen, ""
    if not isfinite(got) and at_the_limits(p, finite=isfinite(seen.value)):
        return "unclear", seen, ""
    verdict, node = _excused(p, direction, got)
    if verdict == "wrong" and not node and seen.kind == "smooth":
        sides = p.around(direction, Sides(seen.value, seen.value, False, False))
        apart = abs(sides.right - sides.left)
        pieces = apart > PIECES * max(abs(sides.left), abs(sides.right))
        if pieces and lies_between(got, sides):  # as in a median of equal numbers
            verdict = "kinks"
    return verdict, seen, node


def _nearer(
    p: Projection, direction: list[Any], got: float, seen: Slope, slack: float
) -> Slope | None:
    """더 가까이에서, 그리고 연산마다 따로 본 기울기, `got`과 맞으면.

    Look nearer, where all may happen next to the point, and at each op alone: find the slope that
    `got` is by that; "unclear" if it only shows that what was seen at first was not all.
    """
    noise = noise_of_gradient(p, direction)
    for within in NARROWER:
        again = p.differences(direction, within)
        # two that agree tell the same, and what was seen at first is known better
        another = not _agree(p, again.value, seen, slack + 2 * again.error)
        told = isfinite(seen.value) or again.error <= 2 * abs(got)  # it is more than noise
        if another and told and again.kind == "smooth" and _agree(p, got, again, noise):
            sure = again.error <= SURE * max(abs(again.value), abs(seen.value))
            return again if sure else again._replace(kind="unclear")
    return witnessed(p, direction, got, slack)


def _verdict(
    p: Projection, direction: list[Any], got: float, seen: Slope, marked: bool
) -> tuple[str, Slope]:
    """판정과, 그 근거인 기울기. Judge `got`; return the slope that it was judged by, too."""
    slack = noise_of_gradient(p, direction) + TINY.get(p.eps, 0.0)
    several = sum(map(np.count_nonzero, direction)) > 1  # entries at once
    if seen.kind in ("pole", "jump"):
        # through several at once, or at those of a slope, or where there is no function, nothing
        # can be told
        undefined = marked and not any(np.any(np.isinf(y)) for y in p.values)
        if several or p.order > 1 or undefined:
            return seen.kind, seen
        sides = p.sides(direction, lost=marked, jump=seen.kind == "jump")
        seen = seen._replace(left=float(sides.left), right=float(sides.right))
        return seen.kind if lies_between(got, sides, slack) else "wrong", seen
    if seen.kind == "kink":
        if p.order > 1 and several:
            return seen.kind, seen  # each entry by its own side: their sum is none of the two
        sides = Sides(seen.left, seen.right, False, False)
        if not lies_between(got, sides, slack):
            sides = p.around(direction, sides)
            seen = seen._replace(left=float(sides.left), right=float(sides.right))
        return "kink" if lies_between(got, sides, slack) else "wrong", seen
    if _agree(p, got, seen, slack):
        flat = 0.0 < max(abs(got), abs(seen.value)) <= slack + seen.error
        return "flat" if flat and seen.kind == "smooth" else _kind(seen), seen
    if p.analytic is not None:  # a second witness, before anything is called wrong
        again = p.differences(direction)
        if again.kind == "smooth" and _agree(p, got, again, slack):
            if not _agree(p, seen.value, again, slack):
                return "right", again
            if max(abs(got), abs(seen.value)) <= slack + hidden_slope(p, direction):
                return "flat", seen
    return ("wrong" if seen.kind == "smooth" and isfinite(seen.error) else "unclear"), seen


def _agree(p: Projection, got: float, seen: Slope, slack: float) -> bool:
    allowed = p.rtol * max(abs(seen.value), abs(got)) + 2 * seen.error + slack
    return isfinite(got) and abs(got - seen.value) <= allowed


def _kind(seen: Slope) -> str:
    return "right" if seen.kind == "smooth" else seen.kind


def _node(p: Projection, direction: list[Any]) -> str:
    """그 점에서 꺾이거나 발산하는 첫 연산. Name the first op that stands at a special point."""
    found = next(standing_ops(p.graph, p.a_little_on(direction), p.eps), None)
    return call_text(found[0]) if found else ""


def at_the_limits(p: Projection, finite: bool) -> bool:
    """수의 크기가 한계에 닿았는가.

    Tell whether numbers are at their limits: too small for all their digits (1/5e-324 is inf), or,
    where the slope itself is `finite`, or in the slope of a slope, so large that their squares are
    infinite.
    """
    sizes = [np.abs(node.data) for node in p.graph]
    small = any(np.any((x > 0) & (x < np.finfo(x.dtype).tiny)) for x in sizes)
    large = any(np.any(x > np.sqrt(np.finfo(x.dtype).max)) for x in sizes)
    return small or (large and (finite or p.below is not None))


def _excused(p: Projection, direction: list[Any], got: float) -> tuple[str, str]:
    """틀린 것인가, 아니면 안의 연산들이 꺾이는 점인가.

    Tell what is wrong from kinks of ops within, each rightly chosen, that cancel: relu(x) -
    relu(-x) is smooth at 0, but neither ReLU is. An op whose own choice is wrong is named. A second
    derivative has the kinks of the first, too.
    """
    first = ""
    for node, wrong in _standing(p, direction, got):
        if wrong and p.below is None and not np.isnan(got):
            return "wrong", call_text(node)
        first = first or ("" if wrong and p.below is None else call_text(node))
    return ("kinks" if first or _at_a_branch(p) else "wrong"), first


def _standing(p: Projection, direction: list[Any], got: float) -> Iterator[tuple[Node, bool]]:
    # nan: 0 · inf of an op at its pole, even if nothing moves there
    yield from standing_ops(p.graph, None if np.isnan(got) else p.a_little_on(direction), p.eps)
    if p.below is not None:
        yield from standing_ops(p.below.graph, p.below.a_little_on(p.weights), p.eps)


def _at_a_branch(p: Projection) -> bool:
    """함수가 꼭 같은 두 수를 비교해 갈라지는가.

    Tell whether the function itself branches by a comparison of two numbers that are equal here.
    """
    taken = Comparisons()
    with gathering(taken):
        p.function()
    pairs = ([x.data if isinstance(x, Node) else x for x in (a, b)] for _, a, b, _ in taken)
    return any(np.any(np.equal(a, b)) for a, b in pairs)


def _right_for_graph(p: Projection, direction: list[Any], got: float) -> bool:
    """기록된 그래프만 보면 맞는가.

    Tell whether `got` is right for the recorded graph, so that something is missing in the graph.
    """
    recorded = p.complex_step(direction) if p.analytic is None and p.order == 1 else None
    return recorded is not None and abs(recorded - got) <= p.rtol * abs(
        recorded
    ) + noise_of_gradient(p, direction)


def misread(p: Projection) -> Iterator[Entry]:
    """규칙을 노드로 읽은 것이 수로 읽은 것과 다른 곳.

    Find where a rule read with nodes is not what it is read with numbers.
    """
    if p.below is None:
        return
    for name, y, expected, blur in zip(p.names, p.values, p.below.read, p.below.blur, strict=True):
        for index in np.ndindex(expected.shape):
            want, got = float(expected[index]), float(y[index])
            if abs(want - got) > p.rtol * abs(want) + float(blur[index]):
                yield Entry(
                    p.order, name, index, want, got, 0.0, "wrong", nan, nan, "check.note.readings"
                )
