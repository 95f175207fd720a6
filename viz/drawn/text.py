"""터미널에 그리는 트리.

Write the graph as a tree of text, for a plain terminal: the root first, each node's inputs below
it; of several roots one tree after the other. A node that is used twice is shown once; where it
comes again stands ``↑``. Of an array the numbers are root mean squares, and their row says so.
"""

from __future__ import annotations

from micrograd_ko.engine import number
from micrograd_ko.messages import clipped, columns, text

from ..quoting import visible
from ..records import Card, Edge, Picture

__all__ = ["to_text"]

DEEPEST = 120  # characters of indentation


def to_text(picture: Picture) -> str:
    """트리를 여러 줄의 글로. Write the tree as lines of text, without a final line break."""
    cards = {c.id: c for c in picture.cards}
    inputs: dict[str, list[Edge]] = {id: [] for id in cards}
    for edge in picture.edges:
        inputs[edge.target].append(edge)
    rows: list[tuple[str, ...]] = [
        ("", text("draw.value"), text("draw.gradient"), "", text("draw.local"))
    ]
    seen: set[str] = set()
    stack = [(root.id, "", "", "") for root in reversed(picture.roots)]
    while stack:
        id, lead, below, partial = stack.pop()
        again, c = id in seen, cards[id]
        seen.add(id)
        rows.append(_row(c, lead, visible(partial), again=again))
        if not again:
            for i, edge in reversed(list(enumerate(inputs[id]))):
                last = i == len(inputs[id]) - 1
                branch, rest = ("└─ ", "   ") if last else ("├─ ", "│  ")
                stack.append((edge.source, below + branch, _kept(below + rest), edge.label))
    if not picture.has_gradients_from_before:
        rows = [(*row[:3], row[4]) for row in rows]
    lines = columns(rows, right=(1, 2, len(rows[0]) - 1))
    if picture.folded:
        lines.append(text("draw.folded", **picture.counts))
    lines += map(str, picture.notes)
    return "\n".join(lines)


def _size(c: Card, x: float) -> str:
    """칸의 수, 배열이면 rms. Write the number of a cell, and of an array what it is: rms."""
    return f"rms {number(x)}" if c.shape else number(x)


def _kept(lead: str) -> str:
    """깊은 트리는 왼쪽을 줄인다.

    Cut the left of a deep tree: indentation of its own would grow with the square of its size.
    """
    return lead if len(lead) <= DEEPEST else "… " + lead[-DEEPEST // 2 :]


def _row(c: Card, lead: str, partial: str, *, again: bool) -> tuple[str, str, str, str, str]:
    name = clipped(visible(c.label), 24)
    if again:
        return f"{lead}{name} ↑", "", "", "", partial
    made = f" = {visible(c.sign)}" if c.sign else ""
    words = text("draw.nodes", count=c.count) if c.count > 1 else c.kind_text
    value = "" if c.value is None else _size(c, c.value) + (" !" if c.born else "")
    gradient = "" if not c.has_gradient_row else "-" if c.gradient is None else _size(c, c.gradient)
    return (
        f"{lead}{name}{made} ({words})",
        value,
        gradient,
        c.before.note if c.before else "",
        partial,
    )
