"""곡선과 경계: matplotlib으로 그린 것.

Plot numbers with matplotlib. Arrays flow in, figures flow out; users find the functions in
:mod:`viz.plots`:

=========  =====================================================================
functions  activation functions, each with its derivative
learning   how learning went: loss and metric by epoch
surfaces   the land of a loss: arrows of its gradient, paths of descents on it
layers     what lies in each layer: activations, sizes of gradients, filters
predicted  what a classifier answers: boundaries, digits
regressed  what a regression answers: predictions, fitted curves
tried      what a search tried: the score against each parameter
measured   errors of numerical differentiation by step size, times
crowds     many lines kept apart: names at their ends, faded others
figures    style, panels, legend, the check of arguments, files
fonts      a Korean font for matplotlib
=========  =====================================================================
"""

from .figures import format_of, save
from .functions import activations
from .layers import activation_histograms, filters, gradient_norms
from .learning import curves
from .measured import step_sizes, timings
from .predicted import decision_boundary, digits
from .regressed import fits, predictions
from .surfaces import gradient_arrows, landscape, optimizer_paths
from .tried import trials

__all__ = [
    "activation_histograms",
    "activations",
    "curves",
    "decision_boundary",
    "digits",
    "filters",
    "fits",
    "format_of",
    "gradient_arrows",
    "gradient_norms",
    "landscape",
    "optimizer_paths",
    "predictions",
    "save",
    "step_sizes",
    "timings",
    "trials",
]
