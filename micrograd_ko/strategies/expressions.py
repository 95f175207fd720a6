"""식의 전략: 명령줄이 읽는 글과 그 그래프.

Draw expressions as text, with the graph that the command line builds from them.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from ..arguments import check_whole
from ..engine import Node, Op, Value, topological_order
from ..expression import evaluate
from .graphs import Ops, grown, labelled, programs

__all__ = ["Expression", "expressions"]


@dataclass(frozen=True)
class Expression:
    """글로 쓴 식과 변수의 값과 그 그래프.

    Hold an expression as text, the numbers of its variables, and its graph as the command line's
    reader builds it.

    >>> at = {"x": 2.0, "y": 3.0}
    >>> found = Expression("x * y", at, evaluate("x * y", {k: Value(v, k) for k, v in at.items()}))
    >>> found, found.root.data
    (Expression('x * y', x=2, y=3), 6.0)
    """

    text: str
    at: dict[str, float]
    root: Value

    def __repr__(self) -> str:
        return (
            f"Expression({self.text!r}, "
            f"{', '.join(f'{name}={x:g}' for name, x in self.at.items())})"
        )


def expressions(
    max_depth: int = 3, ops: Ops = None, variables: Sequence[str] = ("x", "y")
) -> st.SearchStrategy[Expression]:
    """명령줄이 읽는 식: ``tanh(x * y) + x``.

    Draw expressions that the command line understands, at most `max_depth` ops deep.

    Args:
        ops: as for :func:`graphs`.
        variables: the names that may stand in it.

    Returns:
        an :class:`Expression`: ``.text``, ``.at`` such as ``{"x": 2.0}``, and ``.root``.

    >>> from hypothesis import given
    >>> @given(expressions(ops=["add", "mul"]))
    ... def test_python_computes_the_same(found):
    ...     assert abs(eval(found.text, dict(found.at)) - found.root.data) < 1e-6
    >>> test_python_computes_the_same()
    """
    found = programs(2 ** check_whole("max_depth", max_depth, low=1), ops, len(variables))
    return found.map(lambda program: _expression(labelled(grown(program, max_depth), variables)))


def _expression(root: Value) -> Expression:
    trees: dict[Node, ast.expr] = {}
    for node in topological_order(root):
        trees[node] = (
            ast.Name(node.label)
            if node.op is None
            else _call(node.op, [trees[p] for p in node.parents])
        )
    source = ast.unparse(trees[root])
    at = {node.label: node.data for node in trees if node.op is None}
    return Expression(
        source, at, evaluate(source, {name: Value(x, name) for name, x in at.items()})
    )


INFIX = {
    "add": ast.Add,
    "sub": ast.Sub,
    "mul": ast.Mult,
    "div": ast.Div,
    "power": ast.Pow,
    "pow": ast.Pow,
    "rpow": ast.Pow,
}


def _call(op: Op, inputs: list[ast.expr]) -> ast.expr:
    """연산을 파이썬의 식으로. Write an op applied to expressions, as Python writes it."""
    given = {name: x for name, x in op.params.items() if x != op.row.params.get(name)}
    params = {name: ast.Constant(int(x) if x == int(x) else x) for name, x in given.items()}
    if op.name == "neg":
        return ast.UnaryOp(ast.USub(), inputs[0])
    if op.name in INFIX:
        left, right = (
            [*params.values(), *inputs] if op.name == "rpow" else [*inputs, *params.values()]
        )
        return ast.BinOp(left, INFIX[op.name](), right)
    return ast.Call(ast.Name(op.name), inputs, [ast.keyword(name, x) for name, x in params.items()])


st.register_type_strategy(Expression, lambda kind: expressions())
