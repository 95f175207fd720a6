"""계산 그래프를 그린다.

Draws the computational graphs of micrograd_ko:

    from viz import draw, save
    draw(L)                 # in a notebook
    print(draw(L))          # in a terminal
    save(L, "graph.svg")    # .svg .html .png .pdf .dot .mmd .tex .txt
    save_frames(L, "slides", animation="gif")    # a frame for each step
"""

from .drawing import SUFFIXES, Drawing, draw, save
from .frames import save_frames
from .model import Card, Edge, Picture, picture_of

__all__ = ["SUFFIXES", "Card", "Drawing", "Edge", "Picture", "draw", "picture_of", "save", "save_frames"]
