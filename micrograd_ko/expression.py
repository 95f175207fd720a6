"""명령줄의 식을 그래프로.

Read an expression typed on the command line as a graph. It is parsed with :mod:`ast` and walked
against a whitelist; nothing is ever evaluated as Python. Length and depth are bounded, every number
is a float from the start (``9**9**9`` overflows instead of running for hours), and each fault is
reported with its place.
"""

from __future__ import annotations

import ast
import unicodedata
import warnings
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from .engine import TABLE, Value, call_text
from .errors import ExpressionError, MicrogradError
from .messages import clipped, text

__all__ = ["evaluate", "functions", "pointed", "read_bindings"]

MAX_LENGTH = 2_000
MAX_DEPTH = 200
OPERATORS: dict[type, Callable[..., Value]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: (
        a ** (b.data if _is_literal(b) else b) if not _is_literal(a) else a.data**b
    ),
    ast.USub: lambda a: -a,
    ast.UAdd: lambda a: a,
}


def _is_literal(value: Value) -> bool:
    return value.kind == "constant" and not value.label


def functions() -> list[str]:
    """식에 쓸 수 있는 함수의 이름.

    List the names of the functions an expression can call: the rows of the table.
    """
    return [
        name for name in TABLE if name not in ("add", "sub", "mul", "div", "neg", "power", "rpow")
    ]


def evaluate(source: str, names: Mapping[str, Value]) -> Value:
    """식을 계산해 그래프의 뿌리를 돌려준다.

    Build the graph of an expression over the given values.

    Args:
        source: numbers, names, ``+ - * / **``, parentheses and calls of the table's functions,
            with parameters by keyword: ``leaky_relu(x, slope=0.2)``.
        names: the values of its names.

    Returns:
        the root of the graph.

    Raises:
        ExpressionError: anything else; `position` is the place in `source`.
    """
    return _Reader(source, names).read()


def pointed(source: str, position: int | None, width: Callable[[str], int]) -> str:
    """식과 그 아래의 ^.

    Show the line of `source` at fault with a caret under the place; `width` counts terminal cells.
    """
    if position is None:
        return ""
    start = source.rfind("\n", 0, position) + 1
    end = source.find("\n", position)
    line = source[start : len(source) if end < 0 else end]
    window = max(0, position - start - 50)
    shown = line[window : window + 100]
    return f"    {shown}\n    {' ' * width(line[window : position - start])}^"


def as_name(name: str) -> str:
    """이름을 파이썬이 읽는 꼴로.

    Spell a name as Python reads it: composed Hangul (NFKC), no blanks around it.
    """
    return unicodedata.normalize("NFKC", name.strip())


def read_bindings(pairs: list[str], wrt: list[str] | None = None) -> dict[str, Value]:
    """``x=1.5`` 꼴의 인자를 값으로.

    Read arguments such as ``x=1.5`` as labelled values; with `wrt`, the others are constants.

    Raises:
        ExpressionError: not ``name=number``, a name twice, or the name of a function.
    """
    values: dict[str, Value] = {}
    for pair in pairs:
        name, equals, number = pair.partition("=")
        name, given = as_name(name), clipped(pair, 60)
        if not equals or not name.isidentifier():
            raise ExpressionError("expr.binding", given=given)
        if name in values:
            raise ExpressionError("expr.binding.twice", name=name)
        if name in TABLE:
            raise ExpressionError("expr.binding.function", name=name)
        try:
            data = float(number)
        except ValueError:
            raise ExpressionError("expr.binding", given=given) from None
        if not isfinite(data):
            raise ExpressionError("expr.binding", given=given)
        values[name] = Value(
            data, label=name, kind=None if wrt is None or name in wrt else "constant"
        )
    return values


class _Reader:
    """식 하나를 읽는 동안의 상태. Hold what is known while one expression is read."""

    def __init__(self, source: str, names: Mapping[str, Value]) -> None:
        self.names = names
        self.source = source.strip()  # Python does not parse an indented expression
        self.indent = len(source) - len(source.lstrip())
        self.lines = self.source.split("\n")

    def read(self) -> Value:
        if len(self.source) > MAX_LENGTH:
            raise ExpressionError("expr.long", got=len(self.source), limit=MAX_LENGTH)
        if not self.source:
            raise ExpressionError("expr.empty")
        with warnings.catch_warnings():
            # Python's own, of text such as 1if; NumericWarnings come as errors with a place
            warnings.simplefilter("ignore")
            return self.value(self.parsed().body, 0)

    def parsed(self) -> ast.Expression:
        try:
            return ast.parse(self.source, mode="eval")
        except SyntaxError as fault:
            if "nested" in str(fault.msg):
                raise ExpressionError("expr.deep", limit=MAX_DEPTH) from None
            place = self.at(fault.lineno or 1, max((fault.offset or 1) - 1, 0))
            raise ExpressionError("expr.syntax", place) from None
        except ValueError:  # a null byte
            raise ExpressionError(
                "expr.syntax", self.indent + max(self.source.find("\0"), 0)
            ) from None
        except (RecursionError, MemoryError):
            raise ExpressionError("expr.deep", limit=MAX_DEPTH) from None

    def value(self, node: ast.AST, depth: int) -> Value:
        if depth > MAX_DEPTH:
            raise self.error("expr.deep", node, limit=MAX_DEPTH)
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return self.number(node, number)
            case ast.Name(id=name):
                if name not in self.names:
                    raise self.error(
                        "expr.name",
                        node,
                        name=name,
                        options=", ".join(self.names) or text("expr.none"),
                    )
                return self.names[name]
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATORS:
                inputs = [self.value(left, depth + 1), self.value(right, depth + 1)]
                return self.applied(node, OPERATORS[type(sign)], inputs)
            case ast.UnaryOp(op=sign, operand=operand) if type(sign) in OPERATORS:
                inner = self.value(operand, depth + 1)
                if _is_literal(inner):  # -2 is a number, not an op
                    return Value.constant(-inner.data if isinstance(sign, ast.USub) else inner.data)
                return self.applied(node, OPERATORS[type(sign)], [inner])
            case ast.Call(func=ast.Name(id=name), args=inputs, keywords=keywords):
                return self.called(node, name, inputs, keywords, depth)
        raise self.error("expr.unsupported", node)

    def number(self, node: ast.AST, number: float) -> Value:
        try:
            data = float(number)
        except OverflowError:
            data = float("inf")
        if not isfinite(data):
            raise self.error("expr.number", node)
        return Value.constant(data)

    def called(
        self,
        node: ast.AST,
        name: str,
        inputs: list[ast.expr],
        keywords: list[ast.keyword],
        depth: int,
    ) -> Value:
        if name not in functions():
            raise self.error("expr.function", node, name=name, options=", ".join(functions()))
        params = {}
        for keyword in keywords:
            given = self.value(keyword.value, depth + 1)
            if keyword.arg is None or given.kind != "constant":
                raise self.error("expr.unsupported", keyword.value)
            params[keyword.arg] = given.data
        return self.applied(
            node,
            lambda *values: TABLE[name](*values, **params),
            [self.value(x, depth + 1) for x in inputs],
        )

    def applied(self, node: ast.AST, function: Callable[..., Value], inputs: list[Value]) -> Value:
        try:
            result = function(*inputs)
        except MicrogradError as error:
            raise self.error("expr.call", node, error=error) from None
        if not isfinite(result.data):
            place = self.operator(node) if isinstance(node, ast.BinOp) else self.start(node)
            raise ExpressionError(
                "expr.nonfinite", place, result=f"{result.data:g}", call=call_text(result)
            )
        return result

    def error(self, key: str, node: ast.AST, **words: Any) -> ExpressionError:
        return ExpressionError(key, self.start(node), **words)

    def start(self, node: Any) -> int:
        return self.at(
            node.lineno, len(self.lines[node.lineno - 1].encode()[: node.col_offset].decode())
        )

    def operator(self, node: ast.BinOp) -> int:
        """두 항 사이의 연산자가 있는 곳.

        Find where the operator stands: the first sign after the left operand.
        """
        line, column = node.left.end_lineno or 1, node.left.end_col_offset or 0
        after = self.at(line, len(self.lines[line - 1].encode()[:column].decode()))
        rest = self.source[after - self.indent :]
        return after + next((i for i, c in enumerate(rest) if c in "+-*/"), 0)

    def at(self, line: int, column: int) -> int:
        """줄과 글자 자리를 source의 자리로.

        Turn a line (from 1) and a character in it into a place in the source as given.
        """
        place = sum(len(before) + 1 for before in self.lines[: line - 1]) + column
        return self.indent + min(place, len(self.source))  # Python ends lines at a lone \r, too
