"""쪽에 끼워 넣는 것: 만져 보는 페이지와 그린 그래프. Put live pages and drawings into a page."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from gallery import PICTURES
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from micrograd_ko.messages import chosen

from .words import speaker

__all__ = ["Drawn", "Live", "carry_files"]

READABLE = 7.0  # pixels: where the smallest text of a drawing would be less, the drawing scrolls
SMALLEST = {"pt": 10 * 96 / 72, "": 11.0}  # its size as drawn, by the unit of the width


class Embedded(SphinxDirective):
    """만든 파일 하나를 HTML로. Show one made file, by its name, as HTML."""

    required_arguments = 1
    folder: ClassVar[str]
    suffix: ClassVar[str]

    @property
    def held(self) -> str:
        """이름. The name of the file: that of a picture in gallery.py, or lesson-03-1."""
        return str(self.arguments[0])

    @property
    def path(self) -> Path:
        """만든 파일. The file as it was made."""
        path = Path(self.env.srcdir) / "extra" / self.folder / f"{self.held}{self.suffix}"
        if not path.is_file():
            raise self.error(f"there is no {self.folder}/{path.name}")
        return path

    @property
    def source(self) -> str:
        """이 쪽에서 그 파일까지. The way to the file from this page."""
        up = "../" * self.env.docname.count("/")
        return f"{up}{self.folder}/{self.path.name}"

    def titled(self, option: str) -> str:
        """그것의 제목. Its title: as given, or that of gallery.py."""
        known = PICTURES[self.held].title if self.held in PICTURES else (self.held,) * 2
        words = self.options.get(option, chosen(known, self.config.language))
        return escape(str(words))


class Live(Embedded):
    """만져 보는 페이지: ``{live} touch_neuron``. Put a live page in a frame, with a link to it."""

    folder, suffix = "live", ".html"
    option_spec: ClassVar[dict[str, Any]] = {
        "title": directives.unchanged,
        "height": directives.positive_int,
    }

    def run(self) -> list[nodes.Node]:
        """HTML의 틀. The frame, and a link for those to whom it is too small."""
        height, say = self.options.get("height", 820), speaker(self.config.language, "live")
        html = (
            f'<div class="live"><iframe src="{self.source}" title="{self.titled("title")}" '
            f'loading="lazy" sandbox="allow-scripts" style="height: {height}px"></iframe>'
            f'<p><a href="{self.source}" target="_blank">{say("open")}</a></p></div>'
        )
        return [nodes.raw("", html, format="html")]


class Drawn(Embedded):
    """그린 그래프: ``{drawing} neuron``. Show a drawing, which scrolls if it has to."""

    folder, suffix = "drawings", ".svg"
    option_spec: ClassVar[dict[str, Any]] = {"alt": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """HTML의 그림. The image, in a box that scrolls."""
        found = re.search(r'width="([\d.]+)(pt|)"', self.path.read_text(encoding="utf-8"))
        if found is None:
            raise self.error(f"{self.path.name} has no width")
        width, unit = float(found[1]), found[2]
        wide = width * 96 / 72 if unit else width
        least = wide * min(READABLE / SMALLEST[unit], 1)
        html = (
            f'<div class="drawing" tabindex="0"><img src="{self.source}" '
            f'alt="{self.titled("alt")}" '
            f'style="min-width: {least:.0f}px; max-width: {wide:.0f}px"></div>'
        )
        return [nodes.raw("", html, format="html")]


def carry_files(app: Sphinx, config: Any) -> None:
    """만든 페이지와 노트북을 그대로 나른다. Carry what was made for the site as it is."""
    config.html_extra_path = [str(Path(app.srcdir) / "extra")]
