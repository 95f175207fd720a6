"""계산 그래프를 그린다.

Draws the computational graphs of micrograd_ko:

    from viz import draw, save
    draw(L)                 # in a notebook
    print(draw(L))          # in a terminal
    save(L, "graph.svg")    # .svg .png .pdf .dot .mmd .tex .txt
"""

from .drawing import SUFFIXES, Drawing, draw, save
from .model import Card, Edge, Picture, picture_of

__all__ = ["SUFFIXES", "Card", "Drawing", "Edge", "Picture", "draw", "picture_of", "save"]
