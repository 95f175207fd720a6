"""Sphinx에 가르치는 것. Teach Sphinx what it does not know."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx

__all__ = ["setup"]


def setup(app: Sphinx) -> dict[str, Any]:
    """Sphinx가 부른다. Sphinx calls this."""
    app.add_html_math_renderer(
        "mathml", inline_renderers=(_math, None), block_renderers=(_block, None)
    )
    app.connect("html-page-context", _switch)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


# ── math, with no program from elsewhere ──


def _math(self: Any, node: nodes.math) -> None:
    self.body.append(tex2mathml(node.astext()))
    raise nodes.SkipNode


def _block(self: Any, node: nodes.math_block) -> None:
    self.body.append(f'<div class="math">{tex2mathml(node.astext(), as_block=True)}</div>')
    raise nodes.SkipNode


# ── the other language ──


def _switch(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """같은 쪽의 다른 언어. Where the page stands in the other language."""
    up = "../" * page.count("/")
    korean = app.config.language == "ko"
    context["other_page"] = f"{up}en/{page}.html" if korean else f"{up}../{page}.html"
    context["other_language"], context["other_name"] = (
        ("en", "English") if korean else ("ko", "한국어")
    )
