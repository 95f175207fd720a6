"""기록을 DOT로.

Write the records as DOT: left to right, each op a circle of its own, scopes as clusters. A tooltip
here is an id, and :mod:`viz.drawn.svg` puts the words in its place: what Graphviz does to
backslashes and ampersands in a tooltip differs from place to place, and ids are safe from it.
"""

from __future__ import annotations

from typing import Any

import graphviz

from micrograd_ko.messages import em

from ..palette import OP, pen
from ..quoting import visible
from ..records import Card, Edge, Picture
from .cards import card, edge_label, scope_label
from .legend import legend_of

__all__ = ["FONTS", "cluster_id", "to_dot"]

FONTS = "Noto Sans KR,Noto Sans CJK KR,NanumGothic,Malgun Gothic,Apple SD Gothic Neo,sans-serif"
GRAPH = {"rankdir": "LR", "bgcolor": "white", "pad": "0.3", "nodesep": "0.28", "ranksep": "0.42",
         "splines": "true",
         "fontname": FONTS, "fontsize": "13", "labelloc": "b", "labeljust": "l"}  # fmt: skip
NODE = {"fontname": FONTS, "fontsize": "12", "shape": "plain"}
EDGE = {
    "fontname": FONTS,
    "fontsize": "10",
    "color": "#9AA5B1",
    "fontcolor": "#6B7280",
    "arrowsize": "0.65",
    "penwidth": "1.2",
}


def to_dot(picture: Picture, *, legend: bool = True) -> str:
    """DOT 글을 돌려준다.

    Write the DOT source of a picture; the same picture gives the same text.
    """
    label = {"label": legend_of(picture)} if legend else {}
    graph = graphviz.Digraph("A", graph_attr={**GRAPH, **label}, node_attr=NODE, edge_attr=EDGE)
    largest = picture.gradient_max
    _add_scope(graph, (), picture, largest)
    by_id = {c.id: c for c in picture.cards}
    for edge in picture.edges:
        _add_edge(graph, edge, by_id[edge.source], by_id[edge.target], largest)
    for c in picture.cards:
        if c.sign:
            graph.edge(c.op_id, c.id, id=c.arrow_id, **{"class": "edge"}, weight="6",
                       penwidth=f"{pen(c.gradient, largest):.2f}", tooltip=" ")  # fmt: skip
    return str(graph.source)


def _add_scope(graph: Any, scope: tuple[str, ...], picture: Picture, largest: float) -> None:
    """한 구역의 카드를, 그다음 안쪽 구역을.

    Add the cards of one scope, then the scopes within it as clusters.
    """
    depth, inner = len(scope), dict[str, None]()
    for c in picture.cards:
        if c.scope == scope:
            graph.node(c.id, label=card(c, largest), **_node(c))
            if c.sign:
                _add_op(graph, c)
        elif c.scope[:depth] == scope:
            inner[c.scope[depth]] = None
    for name in inner:
        path = (*scope, name)
        id = cluster_id(picture, path)
        with graph.subgraph(name=id) as cluster:
            cluster.attr(label=scope_label(name), labeljust="l", labelloc="t",
                         style="rounded,dashed",
                         color="#B7BFC9", fontcolor="#6B7280", margin="14", tooltip=id)  # fmt: skip
            _add_scope(cluster, path, picture, largest)


def cluster_id(picture: Picture, path: tuple[str, ...]) -> str:
    """구역의 안정된 id. Name a scope by a stable id: where it first occurs, at each level."""
    firsts = [
        list(dict.fromkeys(c.scope[: i + 1] for c in picture.cards)) for i in range(len(path))
    ]
    return "cluster_" + "_".join(str(first.index(path[: i + 1])) for i, first in enumerate(firsts))


def _node(c: Card) -> dict[str, str]:
    return {"id": c.id, "class": f"value {c.kind}", "tooltip": c.id}


def _add_op(graph: Any, c: Card) -> None:
    """기호는 동그라미에, 낱말은 타원에. Draw a sign in a circle, a word in an ellipse."""
    width = em(c.sign) * 0.17 + 0.12
    shape = {"shape": "circle", "width": "0.34", "fontsize": "15"}
    if em(c.sign) > 1.2:
        shape = {"shape": "ellipse", "width": f"{max(0.52, width):.2f}", "fontsize": "11"}
    graph.node(c.op_id, label=graphviz.escape(visible(c.sign)), id=c.op_id, tooltip=c.op_id,
               style="filled", fillcolor=OP, color=OP, fontcolor="white", fixedsize="true",
               height="0.34",
               **{"class": "op"}, **shape)  # fmt: skip


def _add_edge(graph: Any, edge: Edge, source: Card, target: Card, largest: float) -> None:
    label = {"label": edge_label(edge.label)} if edge.label else {}
    length = {"minlen": "2"} if _leads_on(source.scope, target.scope) else {}
    graph.edge(edge.source, target.entry_id, id=edge.id,
               **{"class": "edge"}, **label, **length,
               penwidth=f"{pen(edge.share, largest):.2f}", tooltip=edge.id)  # fmt: skip


def _leads_on(source: tuple[str, ...], target: tuple[str, ...]) -> bool:
    """한 층에서 다음 층으로 가는가: 층은 위아래가 아니라 왼쪽에서 오른쪽으로 놓인다.

    Tell whether an arrow leads from one scope into another, as from layer to layer. A rank more
    between them, and what stands first in the next is right of all in the one before, so that dot
    can put them side by side.
    """
    return bool(source and target) and target[: len(source)] != source
