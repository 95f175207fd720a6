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

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from .later import handing_on, when_loaded
from .moved import MOVED, install

if TYPE_CHECKING:
    from .checking import check_gradients, hessian, jacobian, numerical_gradient
    from .diagnosing import diagnose
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
    from .exporting import export_onnx, from_torch, to_networkx, to_torch
    from .init import manual_seed
    from .language import get_language, set_language
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


def _row(name: str) -> Any:
    """표의 모든 행이 함수다: ``micrograd_ko.tanh``.

    Every row of the two tables is a function of this module.
    """
    if name.startswith("__"):  # is asked for by what looks over all modules
        return None
    table, array_table = _tables()
    return table.get(name) or array_table.get(name)


@cache
def _tables() -> tuple[dict[str, Op], dict[str, ArrayOp]]:
    from .engine import ARRAY_TABLE, TABLE

    return TABLE, ARRAY_TABLE


# Every room is loaded when one of its names is first asked for: the engine, and NumPy with it, by
# ``Value``; what a program never calls, never.
__getattr__ = handing_on(
    __name__,
    {
        "checking": "check_gradients hessian jacobian numerical_gradient",
        "diagnosing": "diagnose",
        "engine": "ARRAY_TABLE TABLE ArrayOp Node Op Sym Tensor Value array_op detect_anomaly "
        "expand grad label_names no_grad op scope topological_order where zero_grad",
        "errors": "AnomalyError DataError DetachedWarning DivergedError EthicsWarning "
        "ExpressionError FormatError GraphError KeywordError LanguageError LayoutError "
        "MicrogradError NotANumberError NumericWarning OpError OptionError ScopeError "
        "SearchError ShapeError TrainingWarning UnknownNameError UnknownOpError",
        "exporting": "export_onnx from_torch to_networkx to_torch",
        "init": "manual_seed",
        "language": "get_language set_language",
        "replaying": "replay vectorize",
        "saving": "load load_run save",
        "seeing": "Stepper backward_steps compare_orders explain forward_steps watch",
    },
    _row,
)


def _keep_public_names() -> None:
    """연산이 이 모듈의 이름을 가리지 못하게 한다.

    Refuse an op with the name of something else in this module.
    """
    from .engine import on_new_row
    from .errors import OpError
    from .messages import text

    def check(row: Any) -> None:
        if row.name in __all__:
            raise OpError("op.name", name=row.name, why=text("op.name.taken"))

    on_new_row(check, lambda row: None)


when_loaded(f"{__name__}.engine", _keep_public_names)


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for table in _tables() for name in table)})
