"""단계를 앞뒤로 넘기는 페이지.

Write the page: one HTML file that holds the drawing, the steps and the program that plays them, and
asks for nothing else. What it says stands in both languages; labels go in as text.
"""

from __future__ import annotations

import html as _html
from dataclasses import replace
from string import Formatter
from typing import Any

from micrograd_ko.engine import number
from micrograd_ko.messages import MESSAGES

from ..drawn import is_large, legend_kinds
from ..palette import STRONG
from ..records import Animation, Card, FoldedBefore, HeldBefore, Moment, Picture, Scene, Sheet, Take
from .arithmetic import javascript, numbers, uncarried
from .document import both, page_of, slimmed, span
from .stage import pens_of, prepared, words_of

__all__ = ["live_data", "scene_data", "speaking", "to_html"]


def to_html(animation: Animation, *, engine: str | None = None) -> str:
    """페이지의 글. Write the page as text.

    Raises:
        LayoutError: no layout program is installed.
    """
    return page_of(
        title="page.title",
        svg=_svg(animation, engine),
        legend=_legend(animation),
        notes=_fixed(animation),
        data=_data(animation),
        rules=_rules(animation),
    )


def _rules(animation: Animation) -> str:
    """이 그래프의 연산의 표. Write the table of this graph's ops, for a page that computes."""
    sheet = _computed(animation)
    return "const OPS = [];\n" if sheet is None else javascript(sheet.computation.ops)


def _legend(animation: Animation) -> str:
    shown = animation.picture
    swatches = (
        '<span><svg class="swatch" viewBox="0 0 1 1" aria-hidden="true">'
        f'<rect width="1" height="1" fill="{back.lower()}"/></svg>'
        f"{span(key)}</span>"
        for key, (back, _) in legend_kinds(shown).items()
    )
    scale = f'<span>{span("draw.gradient")} − <span class="scale"></span> +</span>'
    notes = [span("draw.large.edge" if is_large(shown) and not shown.tidy else "draw.legend.edge")]
    notes += [span("draw.folded", **shown.counts)] if shown.folded else []
    notes += [span("page.rms")] if any(card.shape for card in shown.cards) else []
    if any(take.held for take in animation.takes):
        code = f"<code>{_html.escape(shown.fresh_start.partition(';')[0])}</code>"
        notes.append(
            f'<span><span class="swatch before"></span>{span("page.before.legend")} {code}</span>'
        )
    notes += [span("draw.changed")] if any(take.picture.changed for take in animation.takes) else []
    return "".join([*swatches, scale, *notes])


def _fixed(animation: Animation) -> str:
    """페이지가 계산하지 못하는 것과 그 이유. Say what the page cannot compute, and why."""
    sheet = animation.takes[-1].sheet
    if sheet is None:
        folded = animation.picture.folded
        return f"<p>{span('page.fixed.folded' if folded else 'page.fixed.arrays')}</p>"
    reasons = uncarried(sheet.computation)
    notes = [
        f"<p>{span('page.fixed.op', name=name)} {both(why)}</p>" for name, why in reasons.items()
    ]
    if not reasons:
        notes += [f"<p>{span('page.taken', taken=taken)}</p>" for taken in sheet.taken]
    return "".join(notes)


# ── the drawing ──


def _svg(animation: Animation, engine: str | None) -> str:
    """배치한 그림, 페이지가 하는 일은 빼고.

    Write the drawing, without what the page sees to: fonts, tooltips, size.
    """
    shown, held = animation.picture, animation.takes[-1].held
    cards = tuple(
        replace(card, before=_before(card, held[card.id])) if card.id in held else card
        for card in shown.cards
    )
    return speaking(replace(shown, cards=cards), engine)


def speaking(picture: Picture, engine: str | None) -> str:
    """배치한 그림의 글, 말마다의 낱말이 달린 채로.

    Write a drawing, laid out, whose words stand in it in each language.
    """
    svg = prepared(picture, legend=False, engine=engine)
    groups = {element.get("id"): element for element in svg.iter()}
    for card in picture.cards:
        for element, said in words_of(card, groups[card.id]):
            for language, words in said.items():
                element.set(f"data-{language}", words)
    return slimmed(svg)


def _before(card: Card, held: str) -> HeldBefore | FoldedBefore:
    return HeldBefore(held) if card.has_gradient_row else FoldedBefore(int(held))


# ── data ──


def _data(animation: Animation) -> dict[str, Any]:
    """페이지의 데이터: 살아 있는 수, 아니면 기록한 단계. Gather what the page goes by."""
    return {
        "strong": STRONG,
        "scene": scene_data(animation.takes[-1].scene),
        **(_recorded(animation) if _computed(animation) is None else _live(animation)),
    }


def _computed(animation: Animation) -> Sheet | None:
    """페이지가 스스로 계산하는 그래프. Give the graph that the page computes itself, if it can."""
    sheet = animation.takes[-1].sheet
    return None if sheet is None or uncarried(sheet.computation) else sheet


def scene_data(scene: Scene) -> dict[str, Any]:
    """그림 하나가 보이는 것. Gather what one drawing shows."""
    return {
        "cards": [
            {
                "id": c.id,
                "label": c.label,
                "kind": c.kind,
                "sign": c.sign,
                "formula": c.formula,
                "gradient": c.has_gradient_row,
            }
            for c in scene.picture.cards
        ],
        "edges": [
            {"id": e.id, "source": e.source, "target": e.target} for e in scene.picture.edges
        ],
        "nodes": scene.nodes,
        "of": scene.cards,
        "arrows": scene.edges,
    }


def live_data(sheet: Sheet) -> dict[str, Any]:
    """다시 계산하는 데 드는 것. Gather what it takes to compute a graph and to tell of it."""
    return {
        "record": numbers(sheet.computation),
        "forms": sheet.forms,
        "kinds": sheet.kinds,
        "names": sheet.names,
        "formulas": sheet.formulas,
        "bracketed": sheet.bracketed,
        "partials": sheet.partials,
    }


def _live(animation: Animation) -> dict[str, Any]:
    sheets = [take.sheet for take in animation.takes if take.sheet is not None]
    takes = [
        {
            "title": take.title,
            "held": dict(take.held),
            "leaves": numbers(sheet.computation)["leaves"],
        }
        for take, sheet in zip(animation.takes, sheets, strict=True)
    ]
    return {"live": live_data(sheets[-1]), "takes": takes}


def _recorded(animation: Animation) -> dict[str, Any]:
    first = animation.takes[0]
    return {
        "steps": [
            {
                "phase": m.phase,
                "card": m.card,
                "source": m.source,
                "edges": m.edges,
                "key": m.key,
                "words": _needed(m),
            }
            for m in first.moments
        ],
        "takes": [_take(take, first) for take in animation.takes],
    }


# by the quiz and the second line
ASKED = {"gradient", "upstream_name", "local_name", "partial", "upstream", "local", "before"}


def _needed(moment: Moment) -> dict[str, str]:
    """페이지의 문장에 드는 낱말만. Pick of a step's words those that the page's sentences need."""
    names = {name for _, name, _, _ in Formatter().parse(MESSAGES[moment.key][0])}
    names |= ASKED if moment.words.get("local") else set()
    return {
        name: word
        for name, word in moment.words.items()
        if name in names and (word or name != "before")
    }


def _take(take: Take, first: Take) -> dict[str, Any]:
    """한 번의 수들.

    Gather the numbers of a take; of its sentences only the words that differ from the first take's.
    """
    cards, edges = take.picture.cards, take.picture.edges
    return {
        "title": take.title,
        "values": {c.id: number(c.value) for c in cards if c.value is not None},
        "gradients": {c.id: c.gradient_text for c in cards if c.has_gradient_row},
        "locals": {e.id: number(e.local) for e in edges if e.local is not None},
        "labels": {e.id: number(e.local, 2) for e in edges if e.local is not None},
        "pens": {id: round(width, 2) for id, width in pens_of(take.picture).items()},
        "held": dict(take.held),
        "steps": [
            _numbers(m, before) for m, before in zip(take.moments, first.moments, strict=True)
        ],
    }


def _numbers(moment: Moment, first: Moment) -> dict[str, Any]:
    new = {name: word for name, word in _needed(moment).items() if word != first.words[name]}
    return {"figure": moment.figure, "shade": round(moment.shade, 3), "words": new}
