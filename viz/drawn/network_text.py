"""터미널에 그리는 신경망: 뉴런의 표.

Write a network as a table of its neurons, for a plain terminal: a row for each, layer by layer.
"""

from __future__ import annotations

from micrograd_ko.engine import number
from micrograd_ko.messages import clipped, columns, text

from ..quoting import visible
from ..records import Circle, NetworkPicture
from .network import column_title

__all__ = ["to_network_text"]


def to_network_text(picture: NetworkPicture) -> str:
    """표를 여러 줄의 글로. Write the table as lines of text, without a final line break."""
    heads = ("", "", text("draw.value"), text("draw.gradient"), text("draw.kind.bias"))
    rows = [heads]
    for layer, circles in enumerate(picture.columns):
        found = [("", *_row(circle)) for circle in circles]
        if picture.hidden[layer]:
            found.insert(-1, ("", text("network.more", count=picture.hidden[layer]), "", "", ""))
        rows += [(column_title(picture, layer), *found[0][1:]), *found[1:]]
    if picture.loss is not None:
        name, value = picture.loss
        rows.append((text("draw.kind.loss"), _name(name), _number(value), "", ""))
    if not picture.has_gradients:
        rows = [(*row[:3], row[4]) for row in rows]  # type: ignore[misc]
    outside = [text("network.outside", count=picture.outside)] if picture.outside else []
    return "\n".join([*columns(rows, right=range(2, len(rows[0]))), *outside])


def _row(circle: Circle) -> tuple[str, str, str, str]:
    numbers = map(_number, (circle.value, circle.gradient, circle.bias))
    return _name(circle.name), *numbers  # type: ignore[return-value]


def _name(name: str) -> str:
    return clipped(visible(name), 24)


def _number(x: float | None) -> str:
    return "" if x is None else number(x)
