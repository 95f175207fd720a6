"""엔진: 표, 그래프, 연쇄법칙, 그리고 그것을 쓰는 Value와 Tensor.

Compute and differentiate. From what an op is to what a person writes:

===================  ===============================================================================
symbols, formulas, notation
                     formulas and numbers, as a person reads them
row, row_checks      what a row of the table can do, and how a new one is checked
row_docs, methods    its documentation, in the language chosen now; methods, made when first used
rule_words           the words that rules are written with, and rules too long for a row
ops                  THE TABLE: one row per elementwise op
array_row, array_rule_words, linalg_rule_words, array_ops
                     the same for ops on whole arrays
graph, labels        nodes and their topological order; variables' names as their labels
modes, listening     what is switched on: no_grad, scopes, a listening replay, and what it hears
anomaly              where a nan or inf arose, what was changed
backward             THE CHAIN RULE, once
writing              gradients added to and cleared by one thread at a time
border, taker        where a node becomes a plain number, and who took it
operators, misnamed  what Value and Tensor share; the names that other libraries have for it
arrays, numpy_functions, numpy_calls, ufunc_calls
                     what is asked of arrays, and NumPy's functions on nodes, by theme:
numpy_elementwise, numpy_shapes, numpy_places, numpy_sums, numpy_products, numpy_choices,
numpy_linalg         put together of rows, and differentiated
numpy_values         with plain numbers for an answer
value, value_calls   nodes of one number, and NumPy's functions of them
collecting           the cyclic collector, while many of those are alive
tensor, tensor_methods
                     nodes of an array
expanding            a graph of arrays as a graph of numbers
pieces               a piece of a graph as a graph of its own
===================  ===============================================================================

Numbers flow in through ``Value`` and ``Tensor``; gradients flow out through ``backward()`` of a
node and ``grad``. A new op is a row of ``ops``; nothing else is to be touched for it. What Values
are made of is loaded at once, and all else when it is first asked for.
"""

from typing import TYPE_CHECKING

from ..later import handing_on, loaded
from .graph import (
    KINDS,
    Node,
    call_text,
    expect_node,
    give_parents,
    remade,
    topological_order,
)
from .modes import (
    DEFAULT,
    MODE,
    Mode,
    Switch,
    compared,
    current,
    current_scope,
    default_modes,
    detect_anomaly,
    frozen,
    no_grad,
    scope,
)
from .operators import plain
from .ops import TABLE
from .row import Op, find, on_new_row, op
from .rule_words import where
from .symbols import Operand, Sym, is_number
from .value import Value
from .writing import add_gradient, clear_gradients, zero_grad

if TYPE_CHECKING:
    from .anomaly import finite, is_changed
    from .array_ops import ARRAY_TABLE
    from .array_row import ArrayOp, array_op
    from .backward import NOTHING, chain_rule, grad, gradients_of, in_arrays, received, shares_of
    from .expanding import expand
    from .formulas import COMPOUND, write, write_sum
    from .labels import label_names
    from .linalg_rule_words import ask_linalg
    from .listening import Comparisons, drawn, ensured, gathering, observed, reading
    from .notation import (
        equation,
        in_latex,
        indexed,
        latex_name,
        latex_number,
        latex_shape,
        latex_value,
        magnitude,
        number,
        numbers_of,
        over,
        shape_of,
        shape_text,
        signed,
        subscript,
        sum_in_latex,
        variable,
    )
    from .pieces import piece
    from .tensor import Tensor

__all__ = [
    "ARRAY_TABLE",
    "COMPOUND",
    "DEFAULT",
    "KINDS",
    "MODE",
    "NOTHING",
    "TABLE",
    "ArrayOp",
    "Comparisons",
    "Mode",
    "Node",
    "Op",
    "Operand",
    "Switch",
    "Sym",
    "Tensor",
    "Value",
    "add_gradient",
    "array_op",
    "ask_linalg",
    "call_text",
    "chain_rule",
    "clear_gradients",
    "compared",
    "current",
    "current_scope",
    "default_modes",
    "detect_anomaly",
    "drawn",
    "ensured",
    "equation",
    "expand",
    "expect_node",
    "find",
    "finite",
    "frozen",
    "gathering",
    "give_parents",
    "grad",
    "gradients_of",
    "in_arrays",
    "in_latex",
    "indexed",
    "is_changed",
    "is_number",
    "label_names",
    "latex_name",
    "latex_number",
    "latex_shape",
    "latex_value",
    "magnitude",
    "no_grad",
    "number",
    "numbers_of",
    "observed",
    "on_new_row",
    "op",
    "over",
    "piece",
    "plain",
    "reading",
    "received",
    "remade",
    "scope",
    "shape_of",
    "shape_text",
    "shares_of",
    "signed",
    "subscript",
    "sum_in_latex",
    "topological_order",
    "variable",
    "where",
    "write",
    "write_sum",
    "zero_grad",
]

__getattr__ = handing_on(
    __name__,
    {
        "anomaly": "finite is_changed",
        "array_ops": "ARRAY_TABLE",
        "array_row": "ArrayOp array_op",
        "backward": "NOTHING chain_rule grad gradients_of in_arrays received shares_of",
        "expanding": "expand",
        "formulas": "COMPOUND write write_sum",
        "labels": "label_names",
        "linalg_rule_words": "ask_linalg",
        "listening": "Comparisons drawn ensured gathering observed reading",
        "notation": "equation in_latex indexed latex_name latex_number latex_shape latex_value "
        "magnitude number numbers_of over shape_of shape_text signed subscript "
        "sum_in_latex variable",
        "pieces": "piece",
        "tensor": "Tensor",
    },
)

loaded(__name__)
