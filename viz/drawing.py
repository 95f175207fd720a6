"""draw와 save.

Offer what people call: :func:`draw` and :func:`save`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar, overload

from micrograd_ko.errors import FormatError, LayoutError, OptionError
from micrograd_ko.messages import text
from micrograd_ko.nn import Module
from micrograd_ko.spelling import spelled, unknown_option
from micrograd_ko.train import Lesson, lesson_of

from .drawn import (
    INSTALL,
    find_engine,
    is_large,
    lay_out,
    scrolled,
    to_dot,
    to_mermaid,
    to_network_svg,
    to_network_text,
    to_svg,
    to_tex,
    to_text,
)
from .played import iframe, to_html, to_network_html
from .png import to_png
from .records import (
    Animation,
    NetworkPicture,
    Picture,
    Roots,
    Samples,
    animation_of,
    last_of,
    network_picture,
    picture_of,
    samples_in,
    samples_of,
)

__all__ = ["SUFFIXES", "Drawing", "NetworkDrawing", "draw", "save"]

VIEWS = ("graph", "network")


class Drawing:
    """그린 그래프. 주피터에서는 저절로 보이고, 터미널에서는 print로 트리가 보인다.

    Hold a drawn graph, as it was when it was drawn. A notebook shows the SVG by itself; ``print``
    shows the tree; :meth:`save` writes a file.

    >>> from micrograd_ko import Value
    >>> drawing = draw(Value(3.0, "x") * 2, steps=True)
    >>> "</svg>" in drawing.svg, drawing.dot[:7], "<html" in drawing.html
    (True, 'digraph', True)
    >>> drawing.save("pictures/graph.svg").name
    'graph.svg'
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
        """단계를 넘기는 페이지. The page that plays the steps, if drawn with ``steps=True``."""
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
                "draw.suffix",
                path=path,
                suffix=path.suffix,
                options=", ".join(SUFFIXES) + for_numbers(path),
            )
        return _written(self, path, SUFFIXES)

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

        Show in Jupyter the SVG, in a box that scrolls, or the page, or the tree and why.
        """
        try:
            if self.animation is not None:
                return {"text/html": iframe(self.html), "text/plain": repr(self)}
            return {
                "text/html": scrolled(self.svg),
                "image/svg+xml": self.svg,
                "text/plain": repr(self),
            }
        except LayoutError as error:
            return {"text/plain": f"{error}\n\n{self}"}


def for_numbers(path: Path) -> str:
    """모델이나 그래프의 수를 저장하려던 이름이면 그 길.

    Say how a model or graph is saved to be loaded again, where the name of the file asks for that.
    """
    return text("draw.suffix.numbers") if path.suffix.lower() in FILES else ""


FILES = (".npz", ".json", ".safetensors")  # of micrograd_ko.save
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


class NetworkDrawing:
    """그린 신경망. 주피터에서는 저절로 보이고, 터미널에서는 print로 뉴런의 표가 보인다.

    Hold a drawn network, as it was when it was drawn: what :class:`Drawing` is for a graph.
    ``print`` shows a table of its neurons.

    >>> from micrograd_ko.nn import MLP
    >>> drawing = draw(MLP(2, [3, 1]), [[1.0, 2.0]], [[0.5]], loss="mse")
    >>> "</svg>" in drawing.svg, "<html" in drawing.html, drawing.save("network.svg").name
    (True, True, 'network.svg')
    """

    def __init__(
        self,
        picture: NetworkPicture,
        samples: Samples,
        engine: str | None = None,
        *,
        live: bool = False,
    ) -> None:
        self.picture, self.samples, self.engine, self.live = picture, samples, engine, live

    @cached_property
    def svg(self) -> str:
        """SVG 글. The SVG text; it needs no layout program."""
        return to_network_svg(self.picture)

    @cached_property
    def html(self) -> str:
        """움직이는 페이지. The live page of the network."""
        return to_network_html(self.samples, self.picture, engine=self.engine)

    def save(self, path: str | Path) -> Path:
        """파일로 저장한다. 형식은 이름의 끝이 정한다.

        Write a file, and its folder if need be; its suffix says the format: .svg .png .html .txt.

        Raises:
            FormatError: the suffix is unknown, or one of those that show a graph alone.
            LayoutError: the format needs a program that is missing.
        """
        path = Path(path)
        if path.suffix.lower() not in NETWORK_SUFFIXES:
            key = "network.suffix" if path.suffix.lower() in SUFFIXES else "draw.suffix"
            options = ", ".join(NETWORK_SUFFIXES) + for_numbers(path)
            raise FormatError(key, path=path, suffix=path.suffix, options=options)
        return _written(self, path, NETWORK_SUFFIXES)

    def __str__(self) -> str:
        return to_network_text(self.picture)

    def __repr__(self) -> str:
        return text("network.object", sizes="-".join(map(str, self.picture.sizes)))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """주피터에 보일 것: SVG나 페이지, 페이지를 만들 수 없으면 표와 그 까닭.

        Show in Jupyter the SVG or the page, or the table and why there is no page.
        """
        if not self.live:
            return {"image/svg+xml": self.svg, "text/plain": repr(self)}
        try:
            return {"text/html": iframe(self.html), "text/plain": repr(self)}
        except (FormatError, LayoutError) as error:
            return {"text/plain": f"{error}\n\n{self}"}


NETWORK_SUFFIXES: dict[str, Callable[[NetworkDrawing], str | bytes]] = {
    ".svg": lambda d: d.svg,
    ".png": lambda d: to_png(d.svg),
    ".html": lambda d: d.html,
    ".txt": lambda d: f"{d}\n",
}

D = TypeVar("D")


def _written(drawing: D, path: Path, forms: Mapping[str, Callable[[D], str | bytes]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    made = forms[path.suffix.lower()](drawing)
    path.write_bytes(made.encode() if isinstance(made, str) else made)
    return path


@overload
def draw(
    root: Roots,
    X: None = None,
    y: None = None,
    *,
    loss: None = None,
    view: Literal["graph"] | None = None,
    sample: int | None = None,
    colour: str = "weight",
    steps: bool = False,
    fold: bool = True,
    engine: str | None = None,
) -> Drawing: ...
@overload
def draw(
    root: Roots,
    *,
    view: Literal["network"],
    sample: int | None = None,
    colour: str = "weight",
    steps: bool = False,
    fold: bool = True,
    engine: str | None = None,
) -> NetworkDrawing: ...
@overload
def draw(
    root: Module,
    X: Any = None,
    y: Any = None,
    *,
    loss: Any = None,
    view: str | None = None,
    sample: int | None = None,
    colour: str = "weight",
    steps: bool = False,
    fold: bool = True,
    engine: str | None = None,
) -> NetworkDrawing: ...
@spelled
def draw(
    root: Roots | Module,
    X: Any = None,
    y: Any = None,
    *,
    loss: Any = None,
    view: str | None = None,
    sample: int | None = None,
    colour: str = "weight",
    steps: bool = False,
    fold: bool = True,
    engine: str | None = None,
) -> Drawing | NetworkDrawing:
    """계산 그래프나 신경망을 그린다: 값, 기울기, 국소 미분.

    Draw the computational graph of `root`: the value and gradient of each node, the local
    derivative on each edge. Call it after ``root.backward()`` to see gradients; before, they
    are "—". Or draw a network, of a model or of a graph, as circles and lines; its gradients are
    computed for the drawing.

    Args:
        root: a node; a list or tuple of nodes, drawn into one picture with the gradients that they
            hold; a mapping of titles to roots of one graph at several times, such as
            :class:`micrograd_ko.record.Recording`, of which the last is drawn; or a model.
        X, y, loss: of a model, samples, targets and loss, as for :func:`micrograd_ko.train.fit`:
            one sample's numbers stand in the circles. Where they are left out they are those that
            fit last trained the model on; of a model that was not, no numbers are shown.
        view: "graph" or "network"; None is "network" for a model, "graph" for a node.
        sample: of a network, which sample's numbers are shown, from 0; None is the first whose
            inputs are not all 0, as with those no weight shows what it does.
        colour: of a network, what colours its lines, "weight" or "gradient".
        steps: in a notebook, show the page that goes through the passes step by step. It computes
            the gradients itself, from 1 at the root, so there has to be one root. Of a network,
            show its live page.
        fold: fold a graph of more than 400 nodes by scope; False draws all of it.
        engine: "graphviz-pure" or "dot"; None takes the first that is installed, and none for a
            network of numbers, which is placed in columns here.

    Raises:
        NotANumberError: `root`, or something in the list, is neither a node nor a model.
        FormatError: more than 20,000 nodes with ``fold=False``; an empty list; steps of several
            roots.
        OptionError: an unknown view, colour or sample; data for what is no model.
        GraphError: ``view="network"`` of a graph that holds none.

    >>> from micrograd_ko import Value
    >>> y = Value(2.0, "x") * Value(-3.0, "w")
    >>> y.backward()
    >>> print(draw(y))
                         값   기울기  국소 미분
    x·w = × (결과)  -6.0000   1.0000
    ├─ x (입력)      2.0000  -3.0000    ∂ -3.00
    └─ w (가중치)   -3.0000   2.0000     ∂ 2.00
    """
    return _drawn(root, (X, y, loss), view, sample, colour, steps, fold, engine)


def _drawn(
    root: Roots | Module, data: tuple[Any, Any, Any], view: str | None, sample: int | None,
    colour: str, steps: bool, fold: bool, engine: str | None,
) -> Drawing | NetworkDrawing:  # fmt: skip
    if view is not None and view not in VIEWS:
        raise unknown_option("view", view, VIEWS)
    if isinstance(root, Module):
        if view == "graph":
            raise OptionError("network.no_graph")
        samples = _samples(root, *data, sample)
    else:
        if any(given is not None for given in data):
            raise OptionError("network.no_model", type=type(root).__name__)
        if view != "network":
            animation = animation_of(root, fold=fold) if steps else None
            return Drawing(picture_of(last_of(root), fold=fold), engine, animation)
        samples = samples_in(last_of(root))
    at = samples.chosen if sample is None else sample
    picture = network_picture(samples, sample=at, colour=colour)
    return NetworkDrawing(picture, samples, engine, live=steps)


def _samples(model: Module, X: Any, y: Any, loss: Any, sample: int | None) -> Samples:
    """주지 않은 것은 모델이 배운 것으로. Take what was not given from what the model learned."""
    lesson: Lesson | None = lesson_of(model)
    if lesson is not None and X is None and y is None:
        X, y, loss = lesson.X, lesson.y, lesson.loss if loss is None else loss
    elif lesson is not None and y is not None and loss is None:
        loss = lesson.loss
    return samples_of(model, X, y, loss, chosen=sample)


@spelled
def save(
    root: Roots | Module,
    path: str | Path,
    X: Any = None,
    y: Any = None,
    *,
    loss: Any = None,
    view: str | None = None,
    sample: int | None = None,
    colour: str = "weight",
    fold: bool = True,
    engine: str | None = None,
) -> Path:
    """그래프나 신경망을 그려 파일로 저장한다: ``save(L, "graph.svg")``, ``save(model, "xor.png")``,
    단계를 넘기는 페이지는 ``save(L, "graph.html")``.

    Draw `root` and write the file; see :func:`draw` and :meth:`Drawing.save`. An .html is the page
    that goes through the passes step by step; of a network, its live page.

    >>> from micrograd_ko import Value
    >>> save(Value(2.0, "x") * 3, "graph.html").name  # a page that plays the steps
    'graph.html'
    """
    live = Path(path).suffix.lower() == ".html"
    return _drawn(root, (X, y, loss), view, sample, colour, live, fold, engine).save(path)
