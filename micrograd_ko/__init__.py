"""역전파를 한 단계씩 보여 주는 자동 미분 엔진.

micrograd_ko: an autograd engine that shows backpropagation step by step.

    >>> from micrograd_ko import Value
    >>> x = Value(3.0, label="x")
    >>> y = x * x + 2 * x
    >>> y.backward()
    >>> x.grad
    8.0

To draw a graph: ``from viz import draw``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .engine import (
    ARRAY_TABLE,
    TABLE,
    ArrayOp,
    Node,
    Op,
    Sym,
    Tensor,
    Value,
    array_op,
    detect_anomaly,
    expand,
    grad,
    label_names,
    no_grad,
    on_new_row,
    op,
    scope,
    topological_order,
    where,
    zero_grad,
)
from .errors import (
    AnomalyError,
    DataError,
    DetachedWarning,
    DivergedError,
    EthicsWarning,
    ExpressionError,
    FormatError,
    GraphError,
    KeywordError,
    LanguageError,
    LayoutError,
    MicrogradError,
    NotANumberError,
    NumericWarning,
    OpError,
    OptionError,
    ScopeError,
    SearchError,
    ShapeError,
    TrainingWarning,
    UnknownNameError,
    UnknownOpError,
)
from .init import manual_seed
from .language import get_language, set_language
from .messages import text
from .moved import MOVED, install

if TYPE_CHECKING:
    from .checking import check_gradients, hessian, jacobian, numerical_gradient
    from .diagnosing import diagnose
    from .exporting import export_onnx, from_torch, to_networkx, to_torch
    from .replaying import replay, vectorize
    from .saving import load, load_run, save
    from .seeing import Stepper, backward_steps, compare_orders, explain, forward_steps, watch

__version__ = "0.1.0"

# for old pickles, and what was written with the names that modules had before
install(__name__, MOVED)

__all__ = [
    "ARRAY_TABLE",
    "TABLE",
    "AnomalyError",
    "ArrayOp",
    "DataError",
    "DetachedWarning",
    "DivergedError",
    "EthicsWarning",
    "ExpressionError",
    "FormatError",
    "GraphError",
    "KeywordError",
    "LanguageError",
    "LayoutError",
    "MicrogradError",
    "Node",
    "NotANumberError",
    "NumericWarning",
    "Op",
    "OpError",
    "OptionError",
    "ScopeError",
    "SearchError",
    "ShapeError",
    "Stepper",
    "Sym",
    "Tensor",
    "TrainingWarning",
    "UnknownNameError",
    "UnknownOpError",
    "Value",
    "array_op",
    "backward_steps",
    "check_gradients",
    "compare_orders",
    "detect_anomaly",
    "diagnose",
    "expand",
    "explain",
    "export_onnx",
    "forward_steps",
    "from_torch",
    "get_language",
    "grad",
    "hessian",
    "jacobian",
    "label_names",
    "load",
    "load_run",
    "manual_seed",
    "no_grad",
    "numerical_gradient",
    "op",
    "replay",
    "save",
    "scope",
    "set_language",
    "to_networkx",
    "to_torch",
    "topological_order",
    "vectorize",
    "watch",
    "where",
    "zero_grad",
]


# What a program may never call is imported when it is asked for.
ROOMS = {
    "checking": ("check_gradients", "hessian", "jacobian", "numerical_gradient"),
    "diagnosing": ("diagnose",),
    "exporting": ("export_onnx", "from_torch", "to_networkx", "to_torch"),
    "replaying": ("replay", "vectorize"),
    "saving": ("load", "load_run", "save"),
    "seeing": (
        "Stepper", "backward_steps", "compare_orders", "explain", "forward_steps", "watch",
    ),
}  # fmt: skip
LATER = {name: room for room, names in ROOMS.items() for name in names}


def __getattr__(name: str) -> Any:
    """표의 모든 행이 함수다: ``micrograd_ko.tanh``.

    Every row of the two tables is a function of this module.
    """
    if name in LATER:
        return getattr(import_module(f".{LATER[name]}", __name__), name)
    if name in TABLE or name in ARRAY_TABLE:
        return TABLE.get(name) or ARRAY_TABLE[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _keep_public_names(row: Op) -> None:
    """연산이 이 모듈의 이름을 가리지 못하게 한다.

    Refuse an op with the name of something else in this module.
    """
    if row.name in __all__:
        raise OpError("op.name", name=row.name, why=text("op.name.taken"))


on_new_row(_keep_public_names, lambda row: None)


def __dir__() -> list[str]:
    return sorted({*__all__, *TABLE, *ARRAY_TABLE})
