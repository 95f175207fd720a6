"""그림 조각의 id: 카드, 연산 동그라미, 화살표, 칸.

Name the parts of a drawing. A card is v7, or g2 if it is folded; what belongs to it has the same
number behind another letter. The page's player.js forms the same names.
"""

from __future__ import annotations

__all__ = ["arrow_id", "cell_id", "cell_name", "edge_id", "folded_edge_id", "link_id", "op_id"]


def op_id(part: str) -> str:
    """카드의, 또는 그 화살표의 연산 동그라미. Name the op's circle of a card, or of its arrow."""
    return f"o{part[1:]}"


def arrow_id(card: str) -> str:
    """연산 동그라미에서 카드로 가는 화살표. Name the arrow from an op's circle to its card."""
    return f"e{card[1:]}"


def edge_id(source: str, target: str, index: int) -> str:
    """입력에서 연산으로 가는 화살표. Name the arrow into an input of the target's op."""
    return f"e{source[1:]}_{target[1:]}_{index}"


def folded_edge_id(source: str, target: str) -> str:
    """접은 그룹의 화살표, 한 그룹 안이면 "". Name an arrow at a folded group; "" within one."""
    return f"e_{source}_{target}" if source != target else ""


def cell_name(card: str, what: str) -> str:
    """카드의 칸을 DOT에서 부르는 이름. Name a cell of a card as the DOT source does."""
    return f"{card}_{what}"


def link_id(name: str) -> str:
    """SVG에서의 id. Name in the SVG what the DOT makes a link: Graphviz puts a_ before it."""
    return f"a_{name}"


def cell_id(card: str, what: str) -> str:
    """카드의 칸의 SVG에서의 id. Name a cell of a card as the SVG does."""
    return link_id(cell_name(card, what))
