"""Sphinx에 가르치는 것. Teach Sphinx what it does not know."""

from __future__ import annotations

import inspect
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from babel.messages import Catalog, mofile
from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.ext.napoleon import Config, GoogleDocstring
from sphinx.util.nodes import make_refnode

from micrograd_ko import Op

from .docstrings import in_language
from .doors import ROW_LABEL, described, named, whole_name
from .embedding import Drawn, Live, carry_files
from .narrow import fit
from .searching import KoreanSearch
from .words import THEME, speaker

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
    app.add_directive("drawing", Drawn)
    app.connect("config-inited", carry_files)
    app.connect("autodoc-process-signature", _signature)
    app.add_search_language(KoreanSearch)
    _speak(app)
    app.connect("missing-reference", _found_elsewhere)
    app.connect("doctree-read", fit)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


# ── math, as MathML: browsers draw it, with no program from elsewhere ──


def _math(self: Any, node: nodes.math) -> None:
    self.body.append(tex2mathml(node.astext()))
    raise nodes.SkipNode


def _block(self: Any, node: nodes.math_block) -> None:
    self.body.append(f'<div class="math">{tex2mathml(node.astext(), as_block=True)}</div>')
    raise nodes.SkipNode


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


def _signature(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, given: str | None, result: Any
) -> tuple[str, None] | None:
    """오류는 인자 없이 보인다. Show errors without arguments: nobody makes them by hand."""
    return ("", None) if what == "exception" and given else None


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


def _speak(app: Sphinx) -> None:
    """테마의 말을 한국어로. Teach the theme its Korean words, as it comes with none."""
    if app.config.language != "ko":
        return
    catalog = Catalog(locale="ko", charset="utf-8")
    for words, korean in THEME.items():
        catalog.add(words, korean)
    path = Path(mkdtemp()) / "ko" / "LC_MESSAGES" / "sphinx.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        mofile.write_mo(file, catalog)
    app.add_message_catalog("sphinx", str(path.parents[2]))
