"""곡선과 경계: matplotlib으로 그린 것.

Plot numbers with matplotlib. Arrays flow in, figures flow out; users find the functions in
:mod:`viz.plots`:

=========  =====================================================================
figures    style, panels, legend, the check of arguments, files
predicted  what a model answers: boundaries, predictions, digits
fonts      a Korean font for matplotlib
=========  =====================================================================
"""

from .figures import (
    BLUE,
    DASH,
    ORANGE,
    WIDTH,
    YELLOW,
    Array,
    around,
    colour,
    duration,
    finite,
    format_of,
    legend,
    log_axis,
    marker,
    named,
    numbers,
    panels,
    plot,
    save,
    whole_numbers,
)
from .fonts import families
from .predicted import decision_boundary, digits, predictions

__all__ = [
    "BLUE",
    "DASH",
    "ORANGE",
    "WIDTH",
    "YELLOW",
    "Array",
    "around",
    "colour",
    "decision_boundary",
    "digits",
    "duration",
    "families",
    "finite",
    "format_of",
    "legend",
    "log_axis",
    "marker",
    "named",
    "numbers",
    "panels",
    "plot",
    "predictions",
    "save",
    "whole_numbers",
]
