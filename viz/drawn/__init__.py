"""그린 것: 기록 하나가 DOT, SVG, Mermaid, LaTeX, 글이 된다.

Write a picture in one of the forms that stand still. Records flow in, text flows out:

==================  ============================================================
dot, cards, legend  DOT, the labels of its cards, and the legend below
layout              the program that finds places: graphviz-pure, or the system's dot
svg, labels         what that program wrote, made fit for a page and a notebook
placed              the SVG of a network as cards in columns, without that program
tidy, lanes         where its cards stand, and how its arrows run between them
large, layered      the SVG of a large graph, and its places, without that program
network             circles and lines, placed and written here
network_text        a table of neurons
mermaid, tex, text  the other forms
==================  ============================================================

A new form is a new file with one function ``to_…``, and a line in :mod:`viz.drawing`.
"""

from .dot import FONTS, to_dot
from .large import is_large
from .layout import INSTALL, find_engine, lay_out
from .legend import legend_kinds
from .mermaid import to_mermaid
from .network import column_title, to_network_svg
from .network_text import to_network_text
from .svg import scrolled, to_svg
from .tex import to_tex
from .text import to_text

__all__ = [
    "FONTS",
    "INSTALL",
    "column_title",
    "find_engine",
    "is_large",
    "lay_out",
    "legend_kinds",
    "scrolled",
    "to_dot",
    "to_mermaid",
    "to_network_svg",
    "to_network_text",
    "to_svg",
    "to_tex",
    "to_text",
]
