"""화살표의 경로: 카드 사이의 틈으로.

Find the ways of the arrows between columns of cards. Within a column an arrow runs level, through
the gap between two cards that is nearest, in a lane of its own; between two columns, where no card
stands, it bends. At an op arrows come in one below the other, each with its label above it, so that
nothing is ever written or drawn over.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..records import Edge, Picture
from .tidy import GAP, Block, Grid, grid_of, spread

__all__ = ["PITCH", "Ways", "ports_height", "ways_of"]

LANE = 5.0  # between two arrows in one gap
PITCH = 14.0  # between two arrows at one op: a label fits in
ABOVE = 11.0  # what the label above the first arrow takes
Gap = tuple[str, str]  # the cards above and below, "" where there is none


@dataclass(frozen=True, slots=True)
class Ways:
    """카드의 자리와 화살표의 경로. Hold the places of cards and the ways of arrows.

    `levels` are the heights at which an edge runs: where it begins, in each column that it passes
    through, and where it comes to the op.
    """

    grid: Grid
    levels: dict[str, tuple[float, ...]]


def ports_height(count: int) -> float:
    """화살표 여럿이 들어오는 데 드는 높이. Compute the height that so many arrows need."""
    steps = 1.0 if count == 2 else (count - 1) / 2
    return 2 * (steps * PITCH + ABOVE)


def ways_of(picture: Picture, heights: Mapping[str, float]) -> Ways:
    """자리와 경로를 함께 찾는다.

    Find places and ways together: where more arrows pass than a gap holds, the cards move apart.
    """
    grid = grid_of(picture, heights)
    crowds: dict[Gap, int] = {}
    _run(picture, grid, crowds)
    room = {gap: (k + 1) * LANE for gap, k in crowds.items() if (k + 1) * LANE > GAP}
    if room:
        grid = grid_of(picture, heights, room)
    return Ways(grid, _run(picture, grid, {}))


def _run(picture: Picture, grid: Grid, crowds: dict[Gap, int]) -> dict[str, tuple[float, ...]]:
    """왼쪽부터 열마다, 지나가는 화살표에 틈을.

    Give every arrow its levels, column by column from the left; count in `crowds` how many use each
    gap.
    """
    column, y = grid.column, grid.y
    levels = {edge.id: [y[edge.source]] for edge in picture.edges}
    begun: dict[int, list[Edge]] = {}
    for edge in picture.edges:
        begun.setdefault(column[edge.source], []).append(edge)
    running: list[Edge] = []
    for place, blocks in enumerate(grid.columns):
        ending = [edge for edge in running if column[edge.target] == place]
        for id, height in _ports(ending, levels, y).items():
            levels[id].append(height)
        running = [edge for edge in running if column[edge.target] != place]
        # an arrow bends at once, where it begins, and then runs level with where it ends
        wishes = {edge.id: (y[edge.target], levels[edge.id][-1]) for edge in running}
        for id, (gap, height) in _through(blocks, wishes).items():
            levels[id].append(height)
            crowds[gap] = crowds.get(gap, 0) + 1
        running += begun.get(place, [])
    return {id: tuple(ys) for id, ys in levels.items()}


def _through(
    blocks: Sequence[Block], wishes: Mapping[str, tuple[float, float]]
) -> dict[str, tuple[Gap, float]]:
    """열 하나를 지나는 경로.

    Find for each arrow its gap and its lane in one column; given where it would like to run, and
    where it comes from.
    """
    found: dict[str, tuple[Gap, float]] = {}
    gaps: dict[int, list[str]] = {}
    tops = [block.top for block in blocks]
    for id in sorted(wishes, key=wishes.__getitem__):
        gaps.setdefault(_nearest(blocks, tops, *wishes[id]), []).append(id)
    for place, ids in gaps.items():
        above = blocks[place - 1] if place else None
        below = blocks[place] if place < len(blocks) else None
        names = above.id if above else "", below.id if below else ""
        lanes = _lanes(
            [wishes[id][0] for id in ids],
            above.bottom if above else None,
            below.top if below else None,
        )
        found |= {id: (names, lane) for id, lane in zip(ids, lanes, strict=True)}
    return found


def _nearest(blocks: Sequence[Block], tops: Sequence[float], y: float, now: float) -> int:
    """가장 가까운 틈: 몇째 카드의 위인지.

    Find the nearest gap: above which block it is. Of two that are as near it is that on the side
    from which the arrow comes.
    """
    place = bisect(tops, y)  # blocks[place - 1] begins above y
    if place and abs(y - blocks[place - 1].y) < 1:
        return place - 1 if now < y else place
    return place - 1 if place and y < blocks[place - 1].y else place


def _lanes(wishes: Sequence[float], low: float | None, high: float | None) -> list[float]:
    """한 틈의 차선들. Keep the arrows of one gap apart, and off the cards on both sides."""
    count = len(wishes)
    step = LANE if low is None or high is None else min(LANE, (high - low) / (count + 1))
    lanes = spread(wishes, [step] * (count - 1))
    if low is not None:
        lanes = [max(y, low + step * (i + 1)) for i, y in enumerate(lanes)]
    if high is not None:
        lanes = [min(y, high - step * (count - i)) for i, y in enumerate(lanes)]
    return lanes


def _ports(
    edges: Sequence[Edge], levels: Mapping[str, Sequence[float]], y: Mapping[str, float]
) -> dict[str, float]:
    """연산에 닿는 높이: 위에서 오는 것이 위에.

    Find the heights at which arrows come to their ops: what comes from above is above, in steps;
    of two one comes straight, if it can.
    """
    found: dict[str, float] = {}
    into: dict[str, list[str]] = {}
    for edge in sorted(edges, key=lambda edge: levels[edge.id][-1]):
        into.setdefault(edge.target, []).append(edge.id)
    for target, ids in into.items():
        middle = (len(ids) - 1) / 2
        level = [i for i, id in enumerate(ids) if abs(levels[id][-1] - y[target]) < 0.5]
        if len(ids) == 2 and len(level) == 1:
            middle = level[0]
        found |= {id: y[target] + (i - middle) * PITCH for i, id in enumerate(ids)}
    return found
