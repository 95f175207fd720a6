"""기록: 그릴 것을 그리기 전에 적어 둔다.

Read a graph into plain records. Nodes flow in, a :class:`Picture` or an :class:`Animation` flows
out, and what draws them reads no node: a drawing shows the moment at which it was made.

=========  =====================================================================
card       cards, edges and the picture they make, as plain records
picture    from nodes to cards: THE place where drawings read nodes
fold       which nodes of a large graph share a card
sums       which additions are one sum, and share a card
ids        what cards, circles, arrows and cells are called
before     gradients from an earlier pass, as the drawing tells of them
animation  which cells each step of the passes fills in
=========  =====================================================================

A new form of drawing reads these records and nothing else.
"""

from .animation import Animation, Moment, Roots, Take, animation_of, last_of
from .before import FoldedBefore, HeldBefore, Note
from .card import Card, Edge, Picture
from .ids import cell_id, cell_name, link_id, op_id
from .picture import picture_of

__all__ = [
    "Animation",
    "Card",
    "Edge",
    "FoldedBefore",
    "HeldBefore",
    "Moment",
    "Note",
    "Picture",
    "Roots",
    "Take",
    "animation_of",
    "cell_id",
    "cell_name",
    "last_of",
    "link_id",
    "op_id",
    "picture_of",
]
