"""한 점에 선 연산: 꺾이거나, 뛰거나, 발산하는 곳에서 고른 기울기는 양쪽 기울기 사이에 있어야 한다.

Judge what is chosen where there is no derivative: at a kink, a jump or a pole the number of a rule
has to lie between the slopes on the two sides. :func:`lies_between` is that law;
:func:`standing_ops` looks at each op of a graph by itself, so that kinks which cancel in a function
are told from a rule that is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from ..engine import ArrayOp, Node

__all__ = ["SHORT", "Sides", "around", "lies_between", "limit", "standing_ops"]

Array = np.ndarray[Any, Any]
NEAR, CLOSER = (
    1e-5,
    1e-5 / 64,
)  # two steps, in sizes of the inputs: what grows from one to the other
NEARER = 1e3  # times what it is would a result change by one step, if its slope were such
SHORT = 1e-3 * NEAR  # a step at points that lie so far off
GROWING, LEAPING = 1.2, 50.0  # steeper by so much: on its way to infinity; the value leaps
LOOSE = 1e-3  # relative, as slopes on a side are found without extrapolation
AROUND = 48  # points around a kink whose slopes are looked at
PIECES = 4  # slopes around that are not alike: with more, not all pieces are met
MANY = 16  # numbers that move: with so many, as much again may lie beyond what is met
FEW = 12  # entries of an array, and numbers of a result, that are looked at one by one


class Sides(NamedTuple):
    """양쪽 기울기.

    Hold the slopes on the two sides, ±inf where they grow without end, nan where nothing is
    defined; `pole` is true where nan and, at a `jump`, where infinity is an answer, too.
    """

    left: Any
    right: Any
    pole: Any
    jump: Any


def lies_between(got: Any, sides: Sides, slack: Any = 0.0) -> Any:
    """두 기울기 사이에 있는가.

    Tell whether `got` lies between the slopes on the two sides, one of which may be undefined. Of
    two infinite slopes of one sign only that infinity will do. nan is no silent error, and passes
    where there is a pole.

    >>> kink = Sides(0.0, 1.0, False, False)
    >>> bool(lies_between(0.5, kink)), bool(lies_between(5.0, kink))
    (True, False)
    >>> bool(lies_between(0.0, Sides(np.nan, np.inf, True, False)))  # sqrt at 0
    False
    """
    low, high = np.fmin(sides.left, sides.right), np.fmax(sides.left, sides.right)
    ends = [np.where(np.isfinite(end), np.abs(end), 0.0) for end in (low, high)]
    slack = slack + LOOSE * np.fmax(*ends)
    inside = (low - slack <= got) & (got <= high + slack)
    nothing = np.isnan(low)  # on either side
    return (
        inside
        | nothing
        | (np.isnan(got) & (sides.pole | sides.jump))
        | (np.isinf(got) & sides.jump)
    )


def limit(slopes: Iterable[float]) -> float:
    """다가가며 본 기울기의 극한: 자꾸 커지면 무한대.

    Tell where slopes at ever nearer points go: to infinity if they grow at each.
    """
    far, middle, near = slopes
    if abs(near) > 1.2 * abs(middle) > 1.2 * 1.2 * abs(far) and near * middle > 0:
        return float(np.copysign(np.inf, near))
    return 0.0 if abs(near) < 0.5 * abs(middle) < 0.25 * abs(far) else near


def standing_ops(
    graph: list[Node], moved: dict[Node, Any] | None, eps: float
) -> Iterator[tuple[Node, bool]]:
    """꺾이거나 발산하는 점에 선 연산마다, 고른 기울기가 맞는지.

    Find the ops that stand at a kink, a jump or a pole just here, and whether each of their rules
    has chosen rightly.

    Args:
        moved: the numbers of all nodes a little way off along the direction in question: what does
            not move there excuses nothing; None takes all to move.
        eps: the rounding error of the numbers' type.
    """
    for node in graph:
        if node.op is None:
            continue
        goes = [
            np.ones(np.shape(p.data), bool) if moved is None else np.not_equal(moved[p], p.data)
            for p in node.parents
        ]
        if any(map(np.any, goes)):
            special, wrong = _local(node, goes, eps)
            if special:
                yield node, wrong


# ── one op ──


def _local(node: Any, goes: list[Any], eps: float) -> tuple[bool, bool]:
    """연산 하나가 특별한 점에 섰는가, 그 규칙은 틀렸는가.

    Tell whether this op stands at a special point, and whether its rule is wrong there.
    """
    inputs = [np.asarray(p.data, dtype=float)[()] for p in node.parents]
    y = np.asarray(node.data, dtype=float)[()]
    judge = _entrywise if not isinstance(node.op, ArrayOp) else _whole
    try:
        return judge(node, y, inputs, goes, eps)
    except Exception:
        return False, False  # a rule that fails a little way off excuses nothing


def _entrywise(
    node: Any, y: Any, inputs: list[Any], goes: list[Any], eps: float
) -> tuple[bool, bool]:
    """원소별 연산: 자리마다 따로. Judge an elementwise op, each place by itself."""
    sizes = [_size(x) for x in inputs]
    moves = np.logical_or.reduce([np.broadcast_to(there, np.shape(y)) for there in goes])
    shares = [np.asarray(c) for c in node.op.contributions(np.ones_like(y)[()], y, *inputs)]
    special, outside = np.zeros(np.shape(y), bool), np.zeros(np.shape(y), bool)
    for steps in _DIRECTIONS[len(inputs)]:

        def forward(t: float, steps: tuple[int, ...] = steps) -> Any:
            there = zip(inputs, steps, sizes, strict=True)
            return node.op.forward(*[x + t * d * size for x, d, size in there])

        sides, here = _sides(forward, eps)
        # 0 · inf is no share of an input that does not move
        got = sum(size * d * c for c, d, size in zip(shares, steps, sizes, strict=True) if d)
        special |= here & moves
        # where two go at once, through a pole, each choice may be right, and their sum nothing
        finite = np.isfinite(sides.left) & np.isfinite(sides.right)
        outside |= ~lies_between(got, sides) & (finite | (sum(map(abs, steps)) == 1))
    # of a tie each share may be right, and their sum, where both go the same way, wrong
    return bool(np.any(special)), bool(np.any(special & outside))


def _size(x: Any) -> Any:
    """수마다의 크기: 작은 수는 그 크기, 큰 수는 1.

    Tell the size of each number: small ones are nudged by their own, large ones by 1 as far as it
    is not lost in them.
    """
    own = np.abs(np.where(np.isfinite(x) & (x != 0), x, 1.0))
    return np.maximum(np.minimum(own, 1.0), 1e-6 * own)


_DIRECTIONS: dict[int, list[tuple[int, ...]]] = {1: [(1,)], 2: [(1, 0), (0, 1), (1, 1), (1, -1)]}


def _whole(node: Any, y: Any, inputs: list[Any], goes: list[Any], eps: float) -> tuple[bool, bool]:
    """배열 연산: 결과의 수마다 따로. Judge an array op, each number of its result by itself."""
    free = [bool(np.any(there)) for there in goes]
    looks = []
    special = np.zeros(np.shape(y), bool)
    for steps in _array_directions(inputs, free):

        def forward(t: float, steps: list[Any] = steps) -> Any:
            return node.op.forward(*[x + t * d for x, d in zip(inputs, steps, strict=True)])

        sides, here = _sides(forward, eps)
        special |= here
        looks.append((steps, sides))
    wrong = False
    for place in map(tuple, np.argwhere(special)[:FEW].tolist()):
        g = np.zeros_like(y)
        g[place] = 1.0
        shares = node.op.contributions(g[()], y, *inputs)
        for steps, sides in looks:
            got = sum(
                np.sum(d * np.broadcast_to(c, np.shape(d)), where=np.asarray(d) != 0)
                for c, d in zip(shares, steps, strict=True)
            )
            here = Sides(*(np.asarray(part)[place] for part in sides))
            # at a jump of an array op little can be told: signs of eigenvectors flip, and a matrix
            # next to a singular one has its pole nearer than any step
            near = np.isfinite(got) and abs(got) * CLOSER > NEARER * (1.0 + abs(y[place]))
            # 0 · inf of a number whose pole is met in another direction
            near |= np.isnan(got) and any(s.pole[place] or s.jump[place] for _, s in looks)
            if not here.jump and not near and not lies_between(got, here):

                def slope(off: list[Any], steps: list[Any] = steps, place: Any = place) -> Any:
                    near = [x + o for x, o in zip(inputs, off, strict=True)]
                    there = [x + SHORT * d for x, d in zip(near, steps, strict=True)]
                    y, z = (np.asarray(node.op.forward(*xs))[place] for xs in (near, there))
                    return (z - y) / SHORT

                wrong |= not lies_between(got, around(slope, inputs, here))
    return bool(np.any(special)), wrong


def around(slope: Callable[[list[Any]], Any], inputs: list[Any], here: Sides) -> Sides:
    """둘레의 기울기들까지.

    Widen two sides by the slopes at points around: where more than two pieces meet, as in a sort of
    three equal numbers, the choice may be that of any of them (Clarke, Optimization and Nonsmooth
    Analysis, 1983).

    Args:
        slope: gives the slope at a point that lies so far off.
    """
    rng = np.random.default_rng(1)
    slopes = [here.left, here.right]
    for _ in range(AROUND):
        slopes.append(slope([NEAR * _size(x) * rng.standard_normal(np.shape(x)) for x in inputs]))
    low, high = np.nanmin(slopes), np.nanmax(slopes)
    # of many pieces not all are met, the less the more numbers go: a little beyond
    free = min(1.0, sum(map(np.size, inputs)) / MANY)
    more = free * (high - low) if len({*np.round(slopes, 3).tolist()}) > PIECES else 0.0
    return here._replace(left=low - more, right=high + more)


def _array_directions(inputs: list[Any], free: list[Any]) -> Iterator[list[Any]]:
    """자리마다, 모두 함께, 아무렇게나.

    Choose directions: some entries, all at once, at random; each entry by its own size.
    """
    rng = np.random.default_rng(0)
    zeros = [np.zeros(np.shape(x)) for x in inputs]
    sizes = [_size(x) for x in inputs]
    for i, moves in enumerate(free):
        places = list(np.ndindex(np.shape(inputs[i]))) if moves else []
        for k in rng.permutation(len(places))[:FEW].tolist():
            steps = [zero.copy() for zero in zeros]
            steps[i][places[k]] = np.asarray(sizes[i])[places[k]]
            yield steps
    for draw in (np.ones, rng.random, rng.standard_normal):
        yield [
            draw(np.shape(x)) * size if moves else zero
            for x, size, zero, moves in zip(inputs, sizes, zeros, free, strict=True)
        ]


def _sides(forward: Callable[[float], Any], eps: float) -> tuple[Sides, Any]:
    """0의 양쪽 기울기와, 그곳이 특별한지.

    Find the slopes on the two sides of 0, by two steps, and whether 0 is a special point.
    """
    here = np.asarray(forward(0.0), dtype=float)
    gaps, found, poles, jumps = [], [], np.zeros(here.shape, bool), np.zeros(here.shape, bool)
    near: list[Any] = []
    for side in (-1.0, 1.0):
        far, close = (np.asarray(forward(side * h), dtype=float) for h in (NEAR, CLOSER))
        first, second = (far - here) / (side * NEAR), (close - here) / (side * CLOSER)
        between = (far - close) / (side * (NEAR - CLOSER))
        blur = 16 * eps * np.abs(np.where(np.isfinite(here), here, 0.0)) / CLOSER
        grows = np.abs(second) > GROWING * np.abs(first) + blur + LOOSE
        leaps = np.abs(second) > LEAPING * np.abs(first) + blur + LOOSE
        defined = np.isfinite(here) & np.isfinite(second)
        endless = np.copysign(np.inf, np.where(defined, second, between))
        slope = np.where(
            defined,
            np.where(leaps, between, np.where(grows, endless, second)),
            np.where(np.isfinite(between) & ~np.isfinite(here), endless, np.nan),
        )
        poles |= ~np.isfinite(slope)
        jumps |= defined & leaps
        found.append(slope)
        near.append((first, second, blur))
    gaps = [np.abs(near[1][k] - near[0][k]) for k in (0, 1)]
    steep = np.fmax(np.abs(near[0][1]), np.abs(near[1][1]))
    kinks = (gaps[1] > 0.5 * gaps[0]) & (gaps[1] > LOOSE * steep + near[0][2])
    return Sides(found[0], found[1], poles, jumps), poles | jumps | kinks
