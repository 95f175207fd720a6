"""잎의 종류: 입력인가, 가중치인가, 편향인가; 그리고 뿌리는 손실인가.

Tell what a leaf is, by the kind that it was made with, else by its label; and a root by its label.
"""

from __future__ import annotations

import re

from ..engine import Node

__all__ = ["is_called_loss", "kind_of"]

INDEX = r"([\W\d_₀-₉⁰-⁹⁽⁾].*)?"  # a name alone, or with an index behind: w, w1, w_1, w[0], w₁
LABELS = {
    kind: re.compile(rf"({words}){INDEX}", re.IGNORECASE | re.DOTALL)
    for kind, words in {
        "weight": "w|weight|가중치",
        "bias": "b|bias|편향",
        "loss": "l|loss|손실",
    }.items()
}


def kind_of(leaf: Node) -> str | None:
    """잎의 종류, 모르면 None. Return a leaf's kind; None where nothing tells it."""
    if leaf.kind is not None or not leaf.label:
        return leaf.kind
    return next((k for k in ("weight", "bias") if LABELS[k].fullmatch(leaf.label)), None)


def is_called_loss(root: Node) -> bool:
    """이름이 손실인가. Tell whether the label of a result is that of a loss: L, loss, 손실."""
    return LABELS["loss"].fullmatch(root.label) is not None
