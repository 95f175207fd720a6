"""신경망: 층과 그것을 담는 것.

Build networks. Sizes and names flow in, modules with parameters flow out:

===========  ===================================================================
module       what all layers share: parameters, training and use
layers       Linear, BatchNorm, Dropout, Sequential, MLP, and neurons of Values
windows      of images: Conv2d, MaxPool2d, AvgPool2d; and Flatten
embedding    Embedding: a vector for each whole number
sequences    RNNCell, RNN
normalizing  LayerNorm
activations  activations by name
given        what layers are given, checked
===========  ===================================================================
"""

from .activations import activation_of
from .embedding import Embedding
from .layers import MLP, BatchNorm, Dropout, Layer, Linear, Neuron, Sequential
from .module import Module, changes, predicted, wide
from .normalizing import LayerNorm
from .sequences import RNN, RNNCell
from .windows import AvgPool2d, Conv2d, Flatten, MaxPool2d

__all__ = [
    "MLP",
    "RNN",
    "AvgPool2d",
    "BatchNorm",
    "Conv2d",
    "Dropout",
    "Embedding",
    "Flatten",
    "Layer",
    "LayerNorm",
    "Linear",
    "MaxPool2d",
    "Module",
    "Neuron",
    "RNNCell",
    "Sequential",
    "activation_of",
    "changes",
    "predicted",
    "wide",
]
