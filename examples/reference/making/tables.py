"""넓은 표: 좁은 화면에서는 줄마다 카드가 된다.

Wide tables: on a narrow screen each row becomes a card, as the style sheet says, with the head of
the column before each cell.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

__all__ = ["label_cells"]

WIDE = 5  # columns


def label_cells(app: Sphinx, tree: nodes.document) -> None:
    """칸마다 그 열의 제목을 넣는다. Put the head of its column into each cell of a wide table."""
    for table in tree.findall(nodes.table):
        heads = [entry.astext() for head in table.findall(nodes.thead) for entry in _cells(head[0])]
        if len(heads) < WIDE:
            continue
        table["classes"].append("wide")
        for body in table.findall(nodes.tbody):
            for row in body:
                for entry, head in zip(_cells(row), heads, strict=True):
                    _label(entry, head)


def _cells(row: nodes.Node) -> list[nodes.entry]:
    return list(row.findall(nodes.entry))


def _label(entry: nodes.entry, head: str) -> None:
    if entry.astext().strip() in ("", "-"):
        entry["classes"].append("empty")
    else:
        entry[0].insert(0, nodes.inline("", head, classes=["column"]))
