"""잎의 종류: 입력인가, 가중치인가, 편향인가.

Tell what a leaf is: by the kind that it was made with, else by its label.
"""

from __future__ import annotations

import re

from ..engine import Node

__all__ = ["kind_of", "parameter_kind"]

INDEX = r"([\W\d_₀-₉⁰-⁹⁽⁾].*)?"  # a name alone, or with an index behind: w, w1, w_1, w[0], w₁
LABELS = {
    kind: re.compile(rf"({words}){INDEX}", re.IGNORECASE | re.DOTALL)
    for kind, words in {"weight": "w|weight|가중치", "bias": "b|bias|편향"}.items()
}


def kind_of(leaf: Node) -> str | None:
    """잎의 종류, 모르면 None. Return a leaf's kind; None where nothing tells it."""
    if leaf.kind is not None or not leaf.label:
        return leaf.kind
    return next((kind for kind, named in LABELS.items() if named.fullmatch(leaf.label)), None)


def parameter_kind(leaf: Node) -> bool:
    """학습하는 것인가. Tell whether a leaf is a parameter, by kind or label."""
    return leaf.op is None and kind_of(leaf) in ("weight", "bias")
