"""기록: 그릴 것을 그리기 전에 적어 둔다.

Read a graph into plain records. Nodes flow in, a :class:`Picture` or an :class:`Animation` flows
out, and what draws them reads no node: a drawing shows the moment at which it was made.

===========  ===================================================================
card         cards, edges and the picture they make, as plain records
picture      from nodes to cards: THE place where drawings read nodes
fold         which nodes of a large graph share a card
ids          what cards, circles, arrows and cells are called
before       gradients from an earlier pass, as the drawing tells of them
animation    which cells each step of the passes fills in
computation  how each number is computed, for the page to do it again
sheet        what the page needs besides to say it, and which node is shown where
===========  ===================================================================

A new form of drawing reads these records and nothing else.
"""

from .animation import Animation, Moment, Roots, Take, animation_of, last_of
from .before import FoldedBefore, HeldBefore, Note
from .card import Card, Edge, Picture
from .computation import Computation, computation_of
from .ids import cell_id, cell_name, link_id, op_id
from .picture import picture_of
from .sheet import Scene, Sheet, sheet_of

__all__ = [
    "Animation",
    "Card",
    "Computation",
    "Edge",
    "FoldedBefore",
    "HeldBefore",
    "Moment",
    "Note",
    "Picture",
    "Roots",
    "Scene",
    "Sheet",
    "Take",
    "animation_of",
    "cell_id",
    "cell_name",
    "computation_of",
    "last_of",
    "link_id",
    "op_id",
    "picture_of",
    "sheet_of",
]
