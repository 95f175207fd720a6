"""기록: 그릴 것을 그리기 전에 적어 둔다.

Read a graph into plain records. Nodes flow in; a :class:`Picture`, an :class:`Animation` or a
:class:`NetworkPicture` flows out, and what draws them reads no node: a drawing shows the moment at
which it was made.

===========  ===================================================================
card         cards, edges and the picture they make, as plain records
picture      from nodes to cards: THE place where drawings of graphs read nodes
fold         which nodes of a large graph share a card
sums         which additions share a card
ids          what cards, circles, arrows and cells are called
before       gradients from an earlier pass, as the drawing tells of them
animation    which cells each step of the passes fills in
computation  how a graph is computed, as numbers
sheet        numbers and names of a graph that a page computes anew
samples      what a drawing of a model is about: its graph, and every sample's numbers
network      circles and lines: where drawings of networks read nodes
neurons      what each circle of a network computes, as cards
===========  ===================================================================

A new form of drawing reads these records and nothing else.
"""

from .animation import Animation, Moment, Roots, Take, animation_of, last_of
from .before import FoldedBefore, HeldBefore, Note
from .card import Card, Edge, Picture
from .computation import Computation, computation_of
from .ids import cell_id, cell_name, link_id, op_id
from .network import (
    COLOURS,
    Circle,
    NetworkPicture,
    Wire,
    circle_id,
    network_nodes,
    network_picture,
    samples_in,
    wire_id,
)
from .neurons import NetworkSheet, Opened, Part, network_sheet
from .picture import picture_of
from .samples import Samples, samples_of
from .sheet import Scene, Sheet, sheet_of

__all__ = [
    "COLOURS",
    "Animation",
    "Card",
    "Circle",
    "Computation",
    "Edge",
    "FoldedBefore",
    "HeldBefore",
    "Moment",
    "NetworkPicture",
    "NetworkSheet",
    "Note",
    "Opened",
    "Part",
    "Picture",
    "Roots",
    "Samples",
    "Scene",
    "Sheet",
    "Take",
    "Wire",
    "animation_of",
    "cell_id",
    "cell_name",
    "circle_id",
    "computation_of",
    "last_of",
    "link_id",
    "network_nodes",
    "network_picture",
    "network_sheet",
    "op_id",
    "picture_of",
    "samples_in",
    "samples_of",
    "sheet_of",
    "wire_id",
]
