"""곡선과 경계: matplotlib으로 그린 것.

Plot numbers with matplotlib. Arrays flow in, figures flow out; users find the functions in
:mod:`viz.plots`:

=========  =====================================================================
functions  activation functions, each with its derivative
learning   how learning went: losses by epoch, paths of optimizers
layers     what lies in each layer: activations, sizes of gradients, filters
predicted  what a model answers: boundaries, predictions, digits
tried      what a search tried: the score against each parameter
measured   errors of numerical differentiation by step size, times
figures    style, panels, legend, the check of arguments, files
fonts      a Korean font for matplotlib
=========  =====================================================================
"""

from .figures import format_of, save
from .functions import activations
from .layers import activation_histograms, filters, gradient_norms
from .learning import curves, optimizer_paths
from .measured import step_sizes, timings
from .predicted import decision_boundary, digits, predictions
from .tried import trials

__all__ = [
    "activation_histograms",
    "activations",
    "curves",
    "decision_boundary",
    "digits",
    "filters",
    "format_of",
    "gradient_norms",
    "optimizer_paths",
    "predictions",
    "save",
    "step_sizes",
    "timings",
    "trials",
]
