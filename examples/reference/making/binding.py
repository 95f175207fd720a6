"""Sphinx에 가르치는 것. Teach Sphinx what it does not know."""

from __future__ import annotations

import inspect
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.utils.math.latex2mathml import tex2mathml
from gallery import PICTURES
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.ext.napoleon import Config, GoogleDocstring
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from micrograd_ko import Op

from .docstrings import in_language
from .doors import ROW_LABEL, described, named, whole_name
from .words import LANGUAGES, speaker

__all__ = ["setup"]

# several names may share a line, which a list allows and a field of Sphinx does not
SECTIONS = Config(
    napoleon_use_rtype=False,
    napoleon_use_param=False,
    napoleon_custom_sections=[("Attributes", "params_style")],
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Sphinx가 부른다. Sphinx calls this."""
    app.add_html_math_renderer("mathml", (_math, None), (_block, None))
    app.connect("html-page-context", _switch)
    app.connect("autodoc-process-docstring", _docstring)
    app.connect("autodoc-skip-member", _not_ours)
    app.add_directive("live", Live)
    app.connect("config-inited", _carry_files)
    app.connect("missing-reference", _found_elsewhere)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


# ── math, as MathML: browsers draw it, with no program from elsewhere ──


def _math(self: Any, node: nodes.math) -> None:
    self.body.append(tex2mathml(node.astext()))
    raise nodes.SkipNode


def _block(self: Any, node: nodes.math_block) -> None:
    self.body.append(f'<div class="math">{tex2mathml(node.astext(), as_block=True)}</div>')
    raise nodes.SkipNode


# ── live pages ──


class Live(SphinxDirective):
    """만져 보는 페이지를 끼워 넣는다: ``{live} touch_neuron``.

    Put a live page in a frame: one of gallery.py by its name, or of a lesson (lesson-03-1).
    """

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {
        "title": directives.unchanged,
        "height": directives.positive_int,
    }

    def run(self) -> list[nodes.Node]:
        """HTML의 틀. A frame of HTML, and a link for those to whom it is too small."""
        name, say = self.arguments[0], speaker(self.config.language, "live")
        if not (Path(self.env.srcdir) / "extra" / "live" / f"{name}.html").is_file():
            raise self.error(f"no live page {name!r}")
        known = PICTURES[name].title if name in PICTURES else (name, name)
        title = self.options.get("title", known[LANGUAGES.index(self.config.language)])
        height = self.options.get("height", 640)
        source = f"{'../' * self.env.docname.count('/')}live/{name}.html"
        return [
            nodes.raw(
                "",
                f'<div class="live"><iframe src="{source}" title="{escape(title)}" loading="lazy" '
                f'sandbox="allow-scripts" style="height: {height}px"></iframe>'
                f'<p><a href="{source}" target="_blank">{say("open")}</a></p></div>',
                format="html",
            )
        ]


def _carry_files(app: Sphinx, config: Any) -> None:
    """만든 페이지와 노트북을 그대로 나른다. Carry what was made for the site as it is."""
    config.html_extra_path = [str(Path(app.srcdir) / "extra")]


# ── docstrings ──


def _docstring(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]
) -> None:
    """읽는 언어로, 그리고 Args와 Raises를 목록으로. In one language, its Args and Raises as lists.

    All is read as a function's: of an attribute's first line napoleon takes what stands before a
    colon for its type.
    """
    said = in_language(lines, app.config.language)
    bound = GoogleDocstring(said, SECTIONS, app, "function", name, thing, options).lines()
    attributes = f":{speaker(app.config.language, 'api')('attributes')}:"
    lines[:] = [line.replace(":Attributes:", attributes) for line in bound]


def _not_ours(
    app: Sphinx, what: str, name: str, thing: Any, skip: bool, options: Any
) -> bool | None:
    """다른 패키지가 넣은 메서드는 뺀다. Leave out the methods that another package put in."""
    home = getattr(thing, "__module__", None) or ""
    foreign = inspect.isroutine(thing) and home.partition(".")[0] not in ("micrograd_ko", "viz")
    return True if foreign else None


# ── references ──


def _found_elsewhere(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.TextElement
) -> nodes.Node | None:
    """공개된 이름이 아닌 이름으로 부른 것을 찾는다.

    Find what is called by another name than its public one: as in the module that it is written
    in, or a row of the tables. What is there but not public is shown without a link; what is not
    there stays unresolved, which is a warning.
    """
    if node.get("refdomain") != "py":
        return None
    for candidate in _candidates(node):
        try:
            thing = whole_name(candidate)
        except LookupError:
            continue
        return _link(app, node, content, thing) or content
    return None


def _candidates(node: pending_xref) -> list[str]:
    """무엇을 가리킬 수 있는지. What a reference may stand for, from where it stands."""
    target, module, cls = node["reftarget"], node.get("py:module"), node.get("py:class")
    inside = [f"{module}.{cls}"] * bool(module and cls) + [module] * bool(module)
    homes = [home for scope in inside if (home := getattr(_thing(scope), "__module__", None))]
    public = [name.whole for name in described() if name.whole.endswith(f".{target}")]
    return [target, *(f"{scope}.{target}" for scope in (*inside, *homes)), *public]


def _thing(name: str) -> Any:
    try:
        return whole_name(name)
    except LookupError:
        return None


def _link(app: Sphinx, node: pending_xref, content: Any, thing: Any) -> Any:
    if isinstance(thing, Op):
        page, place = "ops", ROW_LABEL.format(thing.name)
    elif (found := named(thing)) is not None:
        page, place = f"api/{found.page}", found.whole
    else:
        return None
    return make_refnode(app.builder, node["refdoc"], page, place, content)


# ── the other language ──


def _switch(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """같은 쪽의 다른 언어. Where the page stands in the other language."""
    up = "../" * page.count("/")
    here = app.config.language
    context["other_page"] = f"{up}en/{page}.html" if here == "ko" else f"{up}../{page}.html"
    context["other_language"] = "en" if here == "ko" else "ko"
    context["other_name"] = "English" if here == "ko" else "한국어"
