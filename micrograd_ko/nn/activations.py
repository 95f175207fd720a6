"""활성화 함수를 이름, 표의 행, 함수에서.

Find activations, by a name of the table, a row of it, or a function, and name them again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..arguments import shown
from ..engine import TABLE, Op
from ..errors import OptionError
from ..spelling import unknown_option

__all__ = ["RELU_FAMILY", "Activation", "activation_of", "row_name"]

Activation = str | Op | Callable[[Any], Any] | None

RELU_FAMILY = ("relu", "leaky_relu", "elu", "relu6", "softplus")


def activation_of(given: Activation, option: str = "activation") -> Any:
    """활성화 함수를 이름, 표의 행, 함수에서.

    Find an activation by a name, a row of the table, or a function; None for none.

    >>> activation_of("relu"), activation_of("relu")(-2.0), activation_of(None)
    (relu, 0.0, None)
    """
    if isinstance(given, str):
        if given not in TABLE or len(TABLE[given].inputs) != 1 or TABLE[given].required:
            names = [
                name for name, row in TABLE.items() if len(row.inputs) == 1 and not row.required
            ]
            raise unknown_option(option, given, names)
        return TABLE[given]
    if given is not None and not callable(given):
        raise OptionError("nn.layer.kind", kind=option, type=type(given).__name__, got=shown(given))
    return given


def row_name(activation: Any) -> Any:
    """표의 행이면 그 이름, 아니면 그대로.

    Name an activation that is a row of the table as it stands; give any other back as it is.
    """
    ours = isinstance(activation, Op) and TABLE.get(activation.name) is activation
    return activation.name if ours else activation
