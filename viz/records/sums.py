"""긴 합은 카드 하나.

Find the sums of many terms: ``a + b + c`` is two nodes for the engine, and one card on a drawing,
with an arrow from each term. The nodes within it are still stepped through, in that one card.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from micrograd_ko.engine import TABLE, Node, Value

__all__ = ["Term", "sign_of_sum", "sums_of"]

ADD = TABLE["add"]
MANY = 4  # terms: from here on the sign is Σ


class Term(NamedTuple):
    """합의 항: 어느 덧셈의 몇 번째 입력인지.

    Hold a term of a sum: which input of which addition it is.
    """

    node: Node
    into: Node
    place: int


def sign_of_sum(terms: Sequence[Term]) -> str:
    """합의 기호. Choose the sign of a sum: + of a few terms, Σ of many."""
    return ADD.sign if len(terms) < MANY else "Σ"


def sums_of(
    order: list[Node], folded: Collection[Node], roots: Collection[Node] = ()
) -> dict[Node, list[Term]]:
    """합마다 그 마지막 덧셈과 항들.

    Find the sums that are drawn as one card: by the last addition of each, its terms in order. An
    addition is part of the next one where nothing is lost by it: it has no label, goes nowhere
    else, stands in the same scope, is none of the `roots`, and neither is `folded`. The 0 at which
    Python's ``sum`` starts is no term, as long as two others are left.
    """
    uses = Counter(parent for node in order for parent in node.parents)
    found: dict[Node, list[Term]] = {}
    whole: set[Node] = set()  # sums of more than one addition
    for node in order:
        if node.op is not ADD or not isinstance(node, Value) or node in folded:
            continue
        parts = []
        for index, parent in enumerate(node.parents):
            alone = uses[parent] == 1 and parent not in roots
            within = parent in found and alone and _plain_in(node, parent)
            parts.append(found.pop(parent) if within else [Term(parent, node, index)])
            if within:
                whole.add(node)
        first, second = parts
        first += second  # in place: a chain of additions takes linear time
        found[node] = first
    sums = {}
    for node, terms in found.items():
        start = terms[0].node
        if len(terms) > 2 and uses[start] == 1 and start not in folded and _is_zero(start):
            sums[node] = terms[1:]
        elif node in whole:
            sums[node] = terms
    return sums


def _plain_in(node: Node, parent: Node) -> bool:
    return not parent.label and parent.scope == node.scope


def _is_zero(node: Node) -> bool:
    return node.op is None and node.kind == "constant" and not node.label and node.data == 0
