"""신경망: 층과 그것을 담는 것.

Build networks. Sizes and names flow in, modules with parameters flow out:

===========  ===================================================================
module       what all layers share: parameters, training and use
layers       Linear, BatchNorm, Dropout, Sequential, MLP, and neurons of Values
activations  activations by name
===========  ===================================================================
"""

from .activations import activation_of
from .layers import MLP, BatchNorm, Dropout, Layer, Linear, Neuron, Sequential
from .module import Module, changes, predicted

__all__ = [
    "MLP",
    "BatchNorm",
    "Dropout",
    "Layer",
    "Linear",
    "Module",
    "Neuron",
    "Sequential",
    "activation_of",
    "changes",
    "predicted",
]
