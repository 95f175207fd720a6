"""이름 짓기: 그래프의 노드를 무엇이라 부를까.

Name the nodes of a graph, one scheme for drawings, steps, explanations and LaTeX alike. A graph
flows in, names and the network that it holds flow out:

=========  =====================================================================
kinds      what a leaf is: an input, a weight, a bias; and whether a root is a loss
network    which nodes make up a neuron, and which neurons a layer
names      what each node is called, and the formula that made it
=========  =====================================================================

A label that a person gave comes first; in a network nodes are called as textbooks call them, by
layer and neuron: x₁, w⁽¹⁾₂₁, z⁽¹⁾₁ before and a⁽¹⁾₁ after the activation; elsewhere by their
expression while it is short.
"""

from .kinds import is_called_loss, kind_of
from .names import all_names, names_of, network_names
from .network import Network, Pass, Unit, network_of

__all__ = [
    "Network",
    "Pass",
    "Unit",
    "all_names",
    "is_called_loss",
    "kind_of",
    "names_of",
    "network_names",
    "network_of",
]
