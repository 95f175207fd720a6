"""matplotlib 그림: 활성화 함수, 학습 곡선, 기울기, 옵티마이저 경로, 결정 경계, 예측, 필터.

Plot with matplotlib, the extra `plot`. Each function returns a :class:`matplotlib.figure.Figure`:

    from viz import plots
    figure = plots.curves(history)      # a notebook shows it
    plots.save(figure, "curves.png")    # .png .svg .pdf

No function uses pyplot, a display or the rcParams of the user: everywhere the same picture,
in the language chosen by :func:`micrograd_ko.set_language`. Colours are those of Okabe and
Ito (2008), which colour-blind readers tell apart; a marker, a dash or a sign always says the same.
Wherever an array is wanted, anything that NumPy reads as one will do.
`title` takes the place of a plot's own title; "" leaves none.

Raises, all of them: ShapeError where shapes or lengths do not fit (the message shows them),
DataError where something else is wrong with what is given, LayoutError where matplotlib or a
Korean font is missing.
"""

from .plotted import (
    activation_histograms,
    activations,
    curves,
    decision_boundary,
    digits,
    filters,
    gradient_norms,
    optimizer_paths,
    predictions,
    save,
    step_sizes,
    timings,
    trials,
)

__all__ = [
    "activation_histograms",
    "activations",
    "curves",
    "decision_boundary",
    "digits",
    "filters",
    "gradient_norms",
    "optimizer_paths",
    "predictions",
    "save",
    "step_sizes",
    "timings",
    "trials",
]
