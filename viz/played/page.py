"""단계를 앞뒤로 넘기는 페이지.

Write the page: one HTML file that holds the drawing, the steps and the program that plays them, and
asks for nothing else. What it says stands in both languages; labels go in as text.
"""

from __future__ import annotations

import html as _html
import json
import re
from dataclasses import replace
from importlib.resources import files
from string import Formatter, Template
from typing import Any
from xml.etree import ElementTree

from micrograd_ko.engine import number
from micrograd_ko.language import get_language
from micrograd_ko.messages import LANGUAGES, MESSAGES, text

from ..drawn import is_large, legend_kinds
from ..palette import DARK, STRONG
from ..records import Animation, Card, FoldedBefore, HeldBefore, Moment, Take
from .stage import SVG, XLINK, pens_of, prepared, words_of

__all__ = ["iframe", "to_html"]

HEIGHT = 720  # pixels of the frame in a notebook
CORNER = 16  # pixels below it: a frame takes the mouse, and the corner to drag would be in it
SPOKEN = ("step.", "page.")  # what the page says itself
GEOMETRY = {"points", "d", "x", "y", "cx", "cy", "rx", "ry"}  # a tenth of a point is enough


def to_html(animation: Animation, *, engine: str | None = None) -> str:
    """페이지의 글. Write the page as text.

    Raises:
        LayoutError: no layout program is installed.
    """
    assets = files("viz.played") / "assets"
    parts = {
        name: (assets / name).read_text(encoding="utf-8")
        for name in ("template.html", "style.css", "view.js", "quiz.js", "player.js")
    }
    return Template(parts["template.html"]).substitute(
        _words(),
        language=get_language(),
        title=_html.escape(text("page.title")),
        noscript=_html.escape(text("page.noscript")),
        style=parts["style.css"] + _dark_rules(),
        svg=_svg(animation, engine),
        legend=_legend(animation),
        data=_json(_data(animation)),
        script=parts["view.js"] + parts["quiz.js"] + parts["player.js"],
    )


def iframe(page: str) -> str:
    """노트북에 보일 틀.

    Put the page in a frame, for a notebook, which its lower corner makes taller; scripts in it
    cannot reach the notebook.
    """
    title = _html.escape(text("page.title"))
    return (
        f'<div style="height:{HEIGHT + CORNER}px;min-height:200px;resize:vertical;'
        f'overflow:hidden;box-sizing:border-box;padding-bottom:{CORNER}px">'
        f'<iframe title="{title}" sandbox="allow-scripts" '
        'style="display:block;width:100%;height:100%;border:0" '
        f'srcdoc="{_html.escape(page)}"></iframe></div>'
    )


# ── words ──


def _words() -> dict[str, str]:
    """본보기에 채울 속성: $page_next는 data-ko와 data-en.

    Fill the template: attributes with a text in each language.
    """
    found = {}
    for key in MESSAGES:
        if key.startswith("page.") or key in ("draw.value", "draw.gradient"):
            name = key.replace(".", "_")
            found[name] = _attributes(key)
            found[f"{name}_label"] = _attributes(key, "-label")
    return found


def _attributes(key: str, suffix: str = "", /, **values: object) -> str:
    both = [
        (language, MESSAGES[key][i].format(**values) if values else MESSAGES[key][i])
        for i, language in enumerate(LANGUAGES)
    ]
    return " ".join(f'data-{language}{suffix}="{_html.escape(words)}"' for language, words in both)


def _span(key: str, **values: object) -> str:
    return f"<span {_attributes(key, **values)}></span>"


def _legend(animation: Animation) -> str:
    shown = animation.picture
    swatches = (
        '<span><svg class="swatch" viewBox="0 0 1 1" aria-hidden="true">'
        f'<rect width="1" height="1" fill="{back.lower()}"/></svg>'
        f"{_span(key)}</span>"
        for key, (back, _) in legend_kinds(shown).items()
    )
    scale = f'<span>{_span("draw.gradient")} − <span class="scale"></span> +</span>'
    notes = [_span("draw.large.edge" if is_large(shown) else "draw.legend.edge")]
    notes += [_span("draw.folded", **shown.counts)] if shown.folded else []
    notes += [_span("page.rms")] if any(card.shape for card in shown.cards) else []
    if any(take.held for take in animation.takes):
        code = f"<code>{_html.escape(shown.fresh_start.partition(';')[0])}</code>"
        notes.append(
            f'<span><span class="swatch before"></span>{_span("page.before.legend")} {code}</span>'
        )
    notes += (
        [_span("draw.changed")] if any(take.picture.changed for take in animation.takes) else []
    )
    return "".join([*swatches, scale, *notes])


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
    svg = prepared(replace(shown, cards=cards), legend=False, engine=engine)
    groups = {element.get("id"): element for element in svg.iter()}
    for card in animation.picture.cards:
        for element, said in words_of(card, groups[card.id]):
            for language, words in said.items():
                element.set(f"data-{language}", words)
    for parent in svg.iter():
        for attribute in (
            "font-family",
            "{http://www.w3.org/XML/1998/namespace}space",
            f"{XLINK}title",
        ):
            parent.attrib.pop(attribute, None)
        for attribute in GEOMETRY & parent.attrib.keys():
            parent.set(attribute, re.sub(r"(\d\.\d)\d+", r"\1", parent.get(attribute, "")))
        for child in parent.findall(f"{SVG}title"):
            parent.remove(child)
        # the page's own colour shows through
        if parent.get("fill") == "white" and parent.tag != f"{SVG}text":
            parent.set("fill", "none")
    for attribute in ("style", "width", "height", "lang"):
        svg.attrib.pop(attribute, None)
    svg.set("aria-label", text("draw.title"))
    svg.attrib |= {f"data-{language}-label": text("draw.title", language) for language in LANGUAGES}
    return ElementTree.tostring(svg, encoding="unicode")


def _before(card: Card, held: str) -> HeldBefore | FoldedBefore:
    return HeldBefore(held) if card.has_gradient_row else FoldedBefore(int(held))


def _dark_rules() -> str:
    """어두운 화면에서 그림의 색. Choose how the colours of the drawing read on a dark screen."""
    pairs = ((what, light, dark) for light, dark in DARK.items() for what in ("fill", "stroke"))
    return "\n".join(
        f'svg [{what}="{light}" i] {{ {what}: light-dark({light}, {dark}); }}'
        for what, light, dark in pairs
    )


# ── data ──


def _data(animation: Animation) -> dict[str, Any]:
    shown, first = animation.picture, animation.takes[0]
    return {
        "language": get_language(),
        "strong": STRONG,
        "words": {language: _spoken(i) for i, language in enumerate(LANGUAGES)},
        "cards": [
            {
                "id": c.id,
                "label": c.label,
                "kind": c.kind,
                "sign": c.sign,
                "formula": c.formula,
                "gradient": c.has_gradient_row,
            }
            for c in shown.cards
        ],
        "edges": [{"id": e.id, "source": e.source, "target": e.target} for e in shown.edges],
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


def _spoken(language: int) -> dict[str, str]:
    """페이지가 스스로 하는 말. Gather what the page says itself, in one language."""
    return {key: both[language] for key, both in MESSAGES.items() if key.startswith(SPOKEN)}


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


def _json(data: Any) -> str:
    """script 안에 넣을 JSON: 꺾쇠가 없다.

    Write JSON that can stand in a script: without angle brackets.
    """
    written = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).replace(
        "<", "\\u003c"
    )
    # half a character, which a label may hold, as JSON writes it
    return written.encode(errors="backslashreplace").decode()
