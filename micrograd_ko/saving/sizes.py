"""층이 담는 수의 개수.

Count the numbers that a layer holds, by its settings. A layer that a file describes is built before
the file's numbers are put in; so it is counted first, and refused if the file has not as many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

import numpy as np

__all__ = ["COUNTS", "MOST_MODULES", "room"]

SPARE = 8  # how often the numbers of a file may be held: layers may share theirs
MOST_MODULES = 100_000  # each counted as often as it stands somewhere


def _linear(nin: int, nout: int) -> int:
    return (abs(nin) + 1) * abs(nout)  # what is below 0 must not make room for other layers


def _convolution(s: dict[str, Any]) -> int:
    rows, columns = s["size"] if isinstance(s["size"], list) else (s["size"], s["size"])
    return _linear(abs(s["in_channels"]) * abs(rows) * abs(columns), s["out_channels"])


def _recurrent(s: dict[str, Any]) -> int:
    return _linear(abs(s["nin"]) + abs(s["hidden"]), s["hidden"])


def room(arrays: Iterable[Any]) -> int:
    """그 배열들로 만들 수 있는 수의 개수. Tell how many numbers may be made for those of a file."""
    return SPARE * sum(map(np.size, arrays)) + 1000


# of each class that is built again, the numbers that its constructor makes
COUNTS: dict[str, Callable[[dict[str, Any]], int]] = {
    "Linear": lambda s: _linear(s["nin"], s["nout"]),
    "BatchNorm": lambda s: 4 * abs(s["features"]),
    "LayerNorm": lambda s: 2 * abs(s["features"]),
    "Dropout": lambda s: 0,
    "Embedding": lambda s: abs(s["count"]) * abs(s["dim"]),
    "Conv2d": _convolution,
    **dict.fromkeys(("MaxPool2d", "AvgPool2d", "Flatten"), lambda s: 0),
    **dict.fromkeys(("RNNCell", "RNN"), _recurrent),
    "Sequential": lambda s: 0,
    "MLP": lambda s: sum(_linear(a, b) for a, b in pairwise([s["nin"], *s["nouts"]])),
    "Neuron": lambda s: _linear(s["nin"], 1),
    "Layer": lambda s: _linear(s["nin"], s["nout"]),
}
