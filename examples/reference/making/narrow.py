"""좁은 화면에 넓은 것. Mark what is wide, for the style sheet to fit it to a narrow screen.

Each row of a wide table becomes a card there, with the head of the column before each cell; a plot
stays as large as it can be read, in a box that scrolls.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

__all__ = ["fit"]

WIDE = 5  # columns


def fit(app: Sphinx, tree: nodes.document) -> None:
    """표의 칸에 제목을, 그림에 틀을. Put heads into the cells of wide tables, plots into boxes."""
    for image in list(tree.findall(nodes.image)):
        if "plot" in image["classes"] and not isinstance(image.parent, nodes.entry):
            box = nodes.container(classes=["plotted"])
            image.replace_self(box)
            box += image
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
