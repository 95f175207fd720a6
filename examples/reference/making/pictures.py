"""그림의 쪽과 만져 보는 쪽. Write the gallery, and the page of graphs to touch."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

from gallery import PICTURES, Picture

from micrograd_ko.messages import chosen

from .words import speaker

__all__ = ["gallery_pages", "pictures"]

KINDS = ("drawing", "plot")


def pictures(folder: Path) -> None:
    """그림과 페이지의 파일을 만든다. Make the files of all pictures, and of all live pages."""
    places = {"page": "extra/live", "drawing": "extra/drawings", "plot": "made/gallery"}
    for each in PICTURES.values():
        target = folder / places[each.kind]
        target.mkdir(parents=True, exist_ok=True)
        each.save(target)


def gallery_pages(language: str) -> Iterator[tuple[str, str]]:
    """두 쪽의 이름과 글. Give the names and texts of both pages."""
    say = speaker(language, "gallery")
    parts = [_heading(say("title"), "="), say("intro")]
    for kind in KINDS:
        parts.append(_heading(say(kind), "-"))
        parts += [_shown(each, language) for each in PICTURES.values() if each.kind == kind]
    yield "gallery.rst", "\n\n".join(parts) + "\n"
    pages = [each for each in PICTURES.values() if each.kind == "page"]
    parts = [_heading(say("touch"), "="), say("touch.intro")]
    yield "touch.rst", "\n\n".join([*parts, *(_live(each, language) for each in pages)]) + "\n"


def _heading(words: str, line: str) -> str:
    return f"{words}\n{line * 2 * len(words)}"


def _beginning(each: Picture, language: str) -> str:
    target = f".. _picture-{each.name.replace('_', '-')}:"
    title, caption = (chosen(both, language) for both in (each.title, each.caption))
    return f"{target}\n\n{_heading(title, '~')}\n\n{caption}\n"


def _code(each: Picture) -> str:
    return f".. code-block:: python\n\n{textwrap.indent(each.code, '   ')}\n"


def _shown(each: Picture, language: str) -> str:
    is_plot = each.kind == "plot"
    what = f"image:: /made/gallery/{each.file}" if is_plot else f"drawing:: {each.name}"
    options = f"   :alt: {chosen(each.title, language)}\n" + "   :class: plot\n" * is_plot
    return f"{_beginning(each, language)}\n.. {what}\n{options}\n{_code(each)}"


def _live(each: Picture, language: str) -> str:
    live = f".. live:: {each.name}\n   :title: {chosen(each.title, language)}"
    return f"{_beginning(each, language)}\n{live}\n\n{_code(each)}"
