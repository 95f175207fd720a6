"""페이지의 틀: 본보기와 꾸밈과 프로그램을 한 파일로.

Put a page together: one HTML file that holds its drawing, its data and the program that plays them,
and asks for nothing else. What it says stands in both languages; labels go in as text.
"""

from __future__ import annotations

import html as _html
import json
import re
from importlib.resources import files
from string import Template
from typing import Any
from xml.etree import ElementTree

from micrograd_ko.language import get_language
from micrograd_ko.messages import LANGUAGES, MESSAGES, text

from ..palette import DARK
from .stage import SVG, XLINK, Element

__all__ = ["attributes", "both", "iframe", "page_of", "slimmed", "span"]

HEIGHT = 720  # pixels of the frame in a notebook
CORNER = 16  # pixels below it: a frame takes the mouse, and the corner to drag would be in it
SCRIPTS = (  # in the order in which they run
    "view", "numbers", "arithmetic", "live", "recorded", "player", "table",
    "quiz", "train", "lab", "surface", "network", "main",
)  # fmt: skip
SPOKEN = ("step.", "page.")  # what the page says itself
GEOMETRY = {"points", "d", "x", "y", "cx", "cy", "rx", "ry"}  # a tenth of a point is enough


def page_of(
    *, title: str, svg: str, legend: str, notes: str, data: dict[str, Any], rules: str,
    scenes: str = "",
) -> str:  # fmt: skip
    """페이지의 글.

    Write a page as text.

    Args:
        title: the key of its title.
        svg: the drawing that it opens with.
        legend, notes: what stands below.
        data: what its program goes by; words and language are added.
        rules: the table of ops that it computes with, in JavaScript.
        scenes: further drawings, each in a template.
    """
    assets = files("viz.played") / "assets"
    parts = {
        name: (assets / name).read_text(encoding="utf-8")
        for name in ("template.html", "style.css", *(f"{name}.js" for name in SCRIPTS))
    }
    said = {
        "language": get_language(),
        "title": title,
        "words": {language: _spoken(i) for i, language in enumerate(LANGUAGES)},
    }
    return Template(parts["template.html"]).substitute(
        _words(),
        language=get_language(),
        title=_html.escape(text(title)),
        heading=attributes(title),
        noscript=_html.escape(text("page.noscript")),
        style=parts["style.css"] + _dark_rules(),
        svg=svg,
        scenes=scenes,
        legend=legend,
        notes=notes,
        data=_json({**said, **data}),
        script=rules + "".join(parts[f"{name}.js"] for name in SCRIPTS),
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
            found[name] = attributes(key)
            found[f"{name}_label"] = attributes(key, "-label")
    return found


def attributes(key: str, suffix: str = "", /, **values: object) -> str:
    said = [
        (language, text(key, language, **values) if values else MESSAGES[key][i])
        for i, language in enumerate(LANGUAGES)
    ]
    return " ".join(f'data-{language}{suffix}="{_html.escape(words)}"' for language, words in said)


def both(said: dict[str, str]) -> str:
    """두 언어로 이미 쓴 말. Put words that are written in each language already."""
    pairs = (f'data-{language}="{_html.escape(words)}"' for language, words in said.items())
    return f"<span {' '.join(pairs)}></span>"


def span(key: str, **values: object) -> str:
    return f"<span {attributes(key, **values)}></span>"


# ── the drawing ──


def slimmed(svg: Element) -> str:
    """그림의 글, 페이지가 하는 일은 빼고.

    Write a drawing without what the page sees to: fonts, tooltips, size.
    """
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


def _dark_rules() -> str:
    """어두운 화면에서 그림의 색. Choose how the colours of the drawing read on a dark screen."""
    pairs = ((what, light, dark) for light, dark in DARK.items() for what in ("fill", "stroke"))
    return "\n".join(
        f'svg [{what}="{light}" i] {{ {what}: light-dark({light}, {dark}); }}'
        for what, light, dark in pairs
    )


# ── data ──


def _spoken(language: int) -> dict[str, str]:
    """페이지가 스스로 하는 말. Gather what the page says itself, in one language."""
    return {key: said[language] for key, said in MESSAGES.items() if key.startswith(SPOKEN)}


def _json(data: Any) -> str:
    """script 안에 넣을 JSON: 꺾쇠가 없다.

    Write JSON that can stand in a script: without angle brackets.
    """
    written = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).replace(
        "<", "\\u003c"
    )
    # half a character, which a label may hold, as JSON writes it
    return written.encode(errors="backslashreplace").decode()
