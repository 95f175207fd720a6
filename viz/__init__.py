"""계산 그래프를 그린다.

Draw the computational graphs of micrograd_ko:

    from viz import draw, save, save_frames
    draw(L)                 # in a notebook; draw([a, b]): several roots in one picture
    print(draw(L))          # in a terminal
    save(L, "graph.svg")    # .svg .html .png .pdf .dot .mmd .tex .txt
    save_frames(L, "slides", animation="gif")    # a frame for each step
    draw(model, X, y, loss="mse")                # a network: circles and lines

Graphs flow in, pictures flow out, one way through the rooms:

=====================  =============================================================================
records                a graph as plain records, before anything is drawn
drawn                  the forms that stand still: SVG, DOT, Mermaid, LaTeX, text
played                 the forms that play the steps: the page, frames
drawing                ``draw`` and ``save``: which form a name asks for
plots, plotted         curves, boundaries and gradient norms, with matplotlib
palette, quoting, png  colours, escaping, pixels
=====================  =============================================================================
"""

from micrograd_ko.moved import install

from .drawing import SUFFIXES, Drawing, NetworkDrawing, draw, save
from .played import save_frames
from .records import Card, Edge, Picture, picture_of

# former names of modules, and where each is now
install(
    __name__,
    {
        "model": ("records.picture", "records.card", "records.fold"),
        "fold": ("records.fold",),
        "before": ("records.before",),
        "steps": ("records.animation",),
        "engine": ("drawn.layout",),
        "cards": ("drawn.cards", "drawn.legend"),
        **{
            name: (f"drawn.{name}",)
            for name in ("dot", "large", "layered", "mermaid", "svg", "tex", "text")
        },
        **{
            name: (f"played.{name}",)
            for name in ("animated", "captions", "frames", "page", "stage")
        },
        **{name: (f"plotted.{name}",) for name in ("figures", "fonts")},
        "predicted": ("plotted.predicted", "plotted.regressed"),
    },
)

__all__ = [
    "SUFFIXES",
    "Card",
    "Drawing",
    "Edge",
    "NetworkDrawing",
    "Picture",
    "draw",
    "picture_of",
    "save",
    "save_frames",
]
