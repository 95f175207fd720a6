"""가지런한 배치: 신경망의 카드를 열과 줄에.

Find places for the cards of a network: columns from left to right, and in each the natural order of
its cards from the top down. A card stands in the middle of its inputs, as in a tidy tree (Wetherell
and Shannon 1979); what several use stands in a column of its own, to the left of them all. How the
arrows run between the columns is found by :mod:`viz.drawn.lanes`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..records import Picture

__all__ = ["Block", "Grid", "grid_of", "spread"]

GAP = 14.0  # between two cards of a column, wide enough for two arrows


@dataclass(frozen=True, slots=True)
class Block:
    """카드 하나가 열에서 차지하는 높이: 가운데와 반.

    Hold what a card takes of its column, with the labels of the arrows at its op.
    """

    id: str
    y: float
    half: float

    @property
    def top(self) -> float:
        return self.y - self.half

    @property
    def bottom(self) -> float:
        return self.y + self.half


@dataclass(frozen=True, slots=True)
class Grid:
    """카드마다의 열과 높이. Hold the columns, from the left, each from the top down."""

    columns: tuple[tuple[Block, ...], ...]

    @property
    def column(self) -> dict[str, int]:
        """카드가 선 열. The column of each card."""
        return {block.id: i for i, column in enumerate(self.columns) for block in column}

    @property
    def y(self) -> dict[str, float]:
        """카드의 가운데. The middle of each card."""
        return {block.id: block.y for column in self.columns for block in column}


def grid_of(
    picture: Picture,
    heights: Mapping[str, float],
    room: Mapping[tuple[str, str], float] | None = None,
) -> Grid:
    """카드의 자리.

    Place the cards of a picture.

    Args:
        picture: its cards, parents before children, and edges.
        heights: what each card takes of its column.
        room: how much is needed between two cards, the upper one and the lower, where GAP does not
            do.
    """
    forest = _Forest(picture)
    wishes = _wishes(forest, heights)
    rank = {id: i for i, id in enumerate(forest.order)}
    columns: dict[int, list[str]] = {}
    for id in sorted(forest.order, key=lambda id: (wishes[id], rank[id])):
        columns.setdefault(forest.distance[id], []).append(id)
    found = []
    for distance in sorted(columns, reverse=True):
        ids = columns[distance]
        apart = [
            (heights[a] + heights[b]) / 2 + (room or {}).get((a, b), GAP) for a, b in pairwise(ids)
        ]
        ys = spread([wishes[id] for id in ids], apart)
        found.append(tuple(Block(id, y, heights[id] / 2) for id, y in zip(ids, ys, strict=True)))
    return Grid(tuple(found))


class _Forest:
    """그림을 나무들로: 쓰는 곳이 하나인 카드는 그 나무에, 여럿이면 제 나무의 뿌리.

    Read a picture as trees: what one card uses alone is in the tree of that card; what several use
    is the root of a tree of its own.
    """

    def __init__(self, picture: Picture) -> None:
        inputs: dict[str, dict[str, None]] = {c.id: {} for c in picture.cards}
        users: dict[str, dict[str, None]] = {c.id: {} for c in picture.cards}
        for edge in picture.edges:
            inputs[edge.target][edge.source] = None
            users[edge.source][edge.target] = None
        self.users = users
        roots = [root.id for root in picture.roots]
        unused = [card.id for card in picture.cards if not users[card.id]]
        self.order = _from_the_roots([*roots, *unused], inputs)
        self.own = {id: [i for i in inputs[id] if len(users[i]) == 1] for id in inputs}
        self.tree: dict[str, str] = {}
        self.distance: dict[str, int] = {}
        for card in reversed(picture.cards):
            used = users[card.id]
            self.tree[card.id] = self.tree[next(iter(used))] if len(used) == 1 else card.id
            # a column of its own, behind that of what only one uses
            step = 1 if len(used) == 1 else 2
            self.distance[card.id] = max((self.distance[u] + step for u in used), default=0)


def _from_the_roots(roots: Sequence[str], inputs: Mapping[str, Mapping[str, None]]) -> list[str]:
    """뿌리들부터, 입력의 차례로. List all cards depth first, inputs in order."""
    found: dict[str, None] = {}
    stack = list(reversed(roots))
    while stack:
        id = stack.pop()
        if id not in found:
            found[id] = None
            stack.extend(reversed(list(inputs[id])))
    return list(found)


def _wishes(forest: _Forest, heights: Mapping[str, float]) -> dict[str, float]:
    """카드마다 서고 싶은 높이.

    Find where each card would like to stand: trees first, each by itself; then the trees, from the
    right: several that begin in one column share the height of what uses them.
    """
    trees: dict[str, list[str]] = {}
    for id in forest.order:
        trees.setdefault(forest.tree[id], []).append(id)
    columns: dict[int, list[str]] = {}
    for root in trees:
        columns.setdefault(forest.distance[root], []).append(root)
    found: dict[str, float] = {}
    for distance in sorted(columns):
        roots = columns[distance]
        places = [_rows(trees[root], forest.own, heights, forest.distance) for root in roots]
        up = [
            r[root] - min(r[i] - heights[i] / 2 for i in r)
            for root, r in zip(roots, places, strict=True)
        ]
        down = [
            max(r[i] + heights[i] / 2 for i in r) - r[root]
            for root, r in zip(roots, places, strict=True)
        ]
        apart = [below + GAP + above for below, above in zip(down, up[1:], strict=False)]
        ys = [found[user] for root in roots for user in forest.users[root]] or [0.0]
        low, high = min(ys), max(ys)
        even = [low + (k + 0.5) * (high - low) / len(roots) for k in range(len(roots))]
        for root, rows, y in zip(roots, places, spread(even, apart), strict=True):
            found |= {id: y + row - rows[root] for id, row in rows.items()}
    return found


def _rows(
    tree: Sequence[str],
    own: Mapping[str, Sequence[str]],
    heights: Mapping[str, float],
    distance: Mapping[str, int],
) -> dict[str, float]:
    """나무 하나의 줄: 가지는 차례로 붙여 놓고, 카드는 제 입력의 가운데.

    Place the rows of one tree, given from its root: branches one below the other, as near as their
    outlines allow, and each card in the middle of its inputs.
    """
    outlines: dict[str, _Outline] = {}
    middle: dict[str, float] = {}  # of a card in its branch
    below: dict[str, float] = {}  # how far a branch stands below the first of its siblings
    for id in reversed(tree):
        half = heights[id] / 2
        if not own[id]:
            outlines[id], middle[id] = _Outline({}), 0.0
        else:
            first, *rest = own[id]
            outlines[id], below[first] = outlines.pop(first), 0.0
            for branch in rest:
                outlines[id], below[branch] = _joined(outlines[id], outlines.pop(branch))
            last = own[id][-1]
            middle[id] = (middle[first] + below[last] + middle[last]) / 2
        outlines[id].put(distance[id], middle[id] - half, middle[id] + half)
    found = {tree[0]: 0.0}  # where the frame of a branch stands
    for id in tree:
        found |= {branch: found[id] + below[branch] for branch in own[id]}
    return {id: found[id] + middle[id] for id in tree}


class _Outline:
    """가지의 윤곽: 열마다 위와 아래. The outline of a branch: top and bottom in each column."""

    def __init__(self, sides: dict[int, tuple[float, float]]) -> None:
        self.sides, self.shift = sides, 0.0  # shift: added to all of them

    def put(self, column: int, top: float, bottom: float) -> None:
        self.sides[column] = top - self.shift, bottom - self.shift

    def at(self, column: int) -> tuple[float, float]:
        top, bottom = self.sides[column]
        return top + self.shift, bottom + self.shift


def _joined(above: _Outline, below: _Outline) -> tuple[_Outline, float]:
    """가지 아래에 가지를 붙인다. Put a branch below others; also say how far down it had to go."""
    small, large = sorted((above, below), key=lambda outline: len(outline.sides))
    both = [column for column in small.sides if column in large.sides]
    down = max(above.at(column)[1] - below.at(column)[0] for column in both) + GAP
    below.shift += down
    for column in small.sides:
        ends = [outline.at(column) for outline in (above, below) if column in outline.sides]
        large.put(column, ends[0][0], ends[-1][1])
    return large, down


def spread(wishes: Sequence[float], apart: Sequence[float]) -> list[float]:
    """바라는 자리에 가장 가깝게, 그러나 서로 떨어지게.

    Place things in a row, in their order, as near to their wishes as distances allow: `apart` is
    how far each is at least from the next. (Isotonic regression: pool adjacent violators.)
    """
    offsets = [0.0]
    for distance in apart:
        offsets.append(offsets[-1] + distance)
    pools: list[tuple[float, int]] = []  # sum of the wishes of neighbours that touch, and how many
    for wish, offset in zip(wishes, offsets, strict=False):
        total, count = wish - offset, 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            before, more = pools.pop()
            total, count = total + before, count + more
        pools.append((total, count))
    found = [total / count for total, count in pools for _ in range(count)]
    return [y + offset for y, offset in zip(found, offsets, strict=False)]
