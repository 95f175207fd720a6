"""기록을 Mermaid로.

Write the records as a Mermaid flowchart, which many wikis and GitHub draw by themselves.
"""

from __future__ import annotations

from micrograd_ko.engine import number
from micrograd_ko.messages import text

from ..palette import BEFORE, KINDS
from ..quoting import mermaid
from ..records import Card, Edge, Picture

__all__ = ["to_mermaid"]


def to_mermaid(picture: Picture) -> str:
    """Mermaid 글을 돌려준다. Write the Mermaid source of a picture."""
    lines = ["flowchart LR"]
    by_id = {c.id: c for c in picture.cards}
    for c in picture.cards:
        lines.append(f'    {c.id}["{_words(c)}"]:::{c.kind}')
        if c.sign:
            lines.append(f'    {c.op_id}(("{mermaid(c.sign)}")) --> {c.id}')
    for edge in picture.edges:
        target = by_id[edge.target]
        flow = _flow(edge, target)
        arrow = f'-- "{mermaid(flow)}" -->' if flow else "-->"
        lines.append(f"    {edge.source} {arrow} {target.entry_id}")
    for kind in dict.fromkeys(c.kind for c in picture.cards):
        back, fore = KINDS[kind]
        lines.append(f"    classDef {kind} fill:{back},stroke:{fore},color:#1B1F24")
    back, fore = BEFORE
    lines += [
        f"    style {c.id} fill:{back},stroke:{fore},stroke-width:3px,stroke-dasharray:6 4"
        for c in picture.cards
        if c.before
    ]
    if picture.notes:
        lines.append(f'    notes["{"<br/>".join(mermaid(str(note)) for note in picture.notes)}"]')
        lines.append(f"    style notes fill:#FFFFFF,stroke:{fore},color:#1B1F24")
    return "\n".join(lines) + "\n"


def _flow(edge: Edge, target: Card) -> str:
    """화살표 위의 글: 역전파 뒤에는 상류 기울기 × 국소 미분 = 기여분.

    Write, after backward: upstream × local = contribution.
    """
    if edge.local is None or edge.share is None or target.gradient is None:
        return edge.label
    return f"{number(target.gradient)} × ∂ {number(edge.local)} = {number(edge.share)}"


def _words(c: Card) -> str:
    parts = [f"{mermaid(c.label) or ' '} {mermaid(c.kind_text)}"]
    if c.count > 1:
        parts.append(mermaid(text("draw.nodes", count=c.count)))
    if c.value is not None:
        parts.append(f"{mermaid(c.row_name('value'))} {number(c.value)}")
    if c.has_gradient_row:
        parts.append(f"{mermaid(c.row_name('gradient'))} {c.gradient_text}")
    if c.before:
        parts.append(mermaid(c.before.note))
    return "<br/>".join(parts)
