"""draw와 save.

Offer what people call: :func:`draw` and :func:`save`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from micrograd_ko.errors import FormatError, LayoutError
from micrograd_ko.messages import text

from .drawn import (
    INSTALL,
    find_engine,
    is_large,
    lay_out,
    to_dot,
    to_mermaid,
    to_svg,
    to_tex,
    to_text,
)
from .played import iframe, to_html
from .png import to_png
from .records import Animation, Picture, Roots, animation_of, last_of, picture_of

__all__ = ["SUFFIXES", "Drawing", "draw", "save"]


class Drawing:
    """그린 그래프. 주피터에서는 저절로 보이고, 터미널에서는 print로 트리가 보인다.

    Hold a drawn graph, as it was when it was drawn. A notebook shows the SVG by itself; ``print``
    shows the tree; :meth:`save` writes a file.
    """

    def __init__(
        self, picture: Picture, engine: str | None = None, animation: Animation | None = None
    ) -> None:
        self.picture, self.engine, self.animation = picture, engine, animation

    @cached_property
    def svg(self) -> str:
        """SVG 글. The SVG text. Raises LayoutError where no layout program is installed."""
        return to_svg(self.picture, engine=self.engine)

    @cached_property
    def html(self) -> str:
        """단계를 넘기는 페이지.

        The page that plays the steps; of what was drawn with ``steps=True``.
        """
        if self.animation is None:
            raise FormatError("draw.no_steps")
        return to_html(self.animation, engine=self.engine)

    @cached_property
    def dot(self) -> str:
        """DOT 글. The DOT text; it needs no layout program."""
        return to_dot(self.picture)

    def save(self, path: str | Path) -> Path:
        """파일로 저장한다. 형식은 이름의 끝이 정한다.

        Write a file, and its folder if need be; its suffix says the format: .svg .html .png .pdf
        .dot .mmd .tex .txt, text in UTF-8.

        Raises:
            FormatError: the suffix is unknown.
            LayoutError: the format needs a program that is missing.
        """
        path = Path(path)
        if path.suffix.lower() not in SUFFIXES:
            raise FormatError(
                "draw.suffix", path=path, suffix=path.suffix, options=", ".join(SUFFIXES)
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        made = SUFFIXES[path.suffix.lower()](self)
        path.write_bytes(made.encode() if isinstance(made, str) else made)
        return path

    def _pdf(self) -> bytes:
        if find_engine("dot") is None:
            raise LayoutError("draw.engine.dot", install=INSTALL["dot"])
        if is_large(self.picture):
            raise FormatError("draw.pdf.large", count=len(self.picture.cards))
        return lay_out(self.dot, "pdf", engine="dot")

    def __str__(self) -> str:
        return to_text(self.picture)

    def __repr__(self) -> str:
        return text("draw.object", nodes=self.picture.nodes, ops=self.picture.ops)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """주피터에 보일 것: SVG나 페이지, 배치 프로그램이 없으면 트리.

        Show in Jupyter the SVG or the page, or the tree and why.
        """
        try:
            if self.animation is not None:
                return {"text/html": iframe(self.html), "text/plain": repr(self)}
            return {"image/svg+xml": self.svg, "text/plain": repr(self)}
        except LayoutError as error:
            return {"text/plain": f"{error}\n\n{self}"}


SUFFIXES: dict[str, Callable[[Drawing], str | bytes]] = {
    ".svg": lambda d: d.svg,
    ".html": lambda d: d.html,
    ".png": lambda d: to_png(d.svg),
    ".pdf": lambda d: d._pdf(),
    ".dot": lambda d: d.dot,
    ".mmd": lambda d: to_mermaid(d.picture),
    ".tex": lambda d: to_tex(d.picture),
    ".txt": lambda d: f"{d}\n",
}


def draw(
    root: Roots, *, steps: bool = False, fold: bool = True, engine: str | None = None
) -> Drawing:
    """계산 그래프를 그린다: 값, 기울기, 국소 미분.

    Draw the computational graph of `root`: the value and gradient of each node, the local
    derivative on each edge. Call it after ``root.backward()`` to see gradients; before, they
    are "—".

    Args:
        root: a node; or a mapping of titles to roots of one graph at several times, such as
            :class:`micrograd_ko.record.Recording`, of which the last is drawn.
        steps: in a notebook, show the page that goes through the passes step by step. It computes
            the gradients itself, from 1 at the root.
        fold: fold a graph of more than 400 nodes by scope; False draws all of it.
        engine: "graphviz-pure" or "dot"; None takes the first that is installed.

    Raises:
        NotANumberError: `root` is not a node.
        FormatError: more than 20,000 nodes with ``fold=False``.
    """
    animation = animation_of(root, fold=fold) if steps else None
    return Drawing(picture_of(last_of(root), fold=fold), engine, animation)


def save(root: Roots, path: str | Path, *, fold: bool = True, engine: str | None = None) -> Path:
    """그래프를 그려 파일로 저장한다: ``save(L, "graph.svg")``, 단계를 넘기는 페이지는 ``save(L,
    "graph.html")``.

    Draw `root` and write the file; see :func:`draw` and :meth:`Drawing.save`. An .html is the page
    that goes through the passes step by step.
    """
    return draw(root, steps=Path(path).suffix.lower() == ".html", fold=fold, engine=engine).save(
        path
    )
