"""소스에서 한 군데를 바꾼 규칙.

The source of each backward rule of both tables, changed in one place.
"""

import __future__

import ast
import copy
import inspect
from collections import Counter
from functools import cache
from itertools import chain, islice

from micrograd_ko import ARRAY_TABLE, TABLE
from micrograd_ko.engine import (
    array_ops,
    array_rule_words,
    linalg_rule_words,
    ops,
    rule_words,
)

from .given import cases
from .wrapped import Mutant, as_values
from .wrong import differs

SCALE = 1 + 1e-3


def functions_of(module):
    """The functions of a module, by name, as trees."""
    return {
        node.name: node
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, ast.FunctionDef)
    }


def backward_sources():
    """For each row its rule's function, as a tree, and the module in whose names it is to be
    read.
    """
    for module, table, besides in (
        (ops, TABLE, [rule_words]),
        (array_ops, ARRAY_TABLE, [array_rule_words, linalg_rule_words]),
    ):
        named = {name: (f, m) for m in besides for name, f in functions_of(m).items()}
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == "op"
                and isinstance(node.args[0], ast.Constant)
            ):
                rule = node.args[4]
                inline = isinstance(rule, ast.Lambda)
                yield table[node.args[0].value], *((rule, module) if inline else named[rule.id])


def mutants():
    """(row, what was changed, the changed rule) for every change of every row."""
    helpers = {
        name: f
        for module in (rule_words, array_rule_words, linalg_rule_words)
        for name, f in functions_of(module).items()
    }
    for row, rule, module in backward_sources():
        used = {node.id for node in ast.walk(rule) if isinstance(node, ast.Name)} & HELPERS
        for words, changed in [*changes(rule, row.inputs), *whole(rule)]:
            yield row, words, compiled(module, changed)
        for name in sorted(used):
            for words, changed in changes(helpers[name], ("a", "b")):
                yield row, f"{words}, in {name}", compiled(module, changed, rule)


HELPERS = {"signed", "won", "spread", "lower_half", "apart"}  # that hold part of a rule


def changes(function, inputs):
    """Each single change of a function: what it is, and the changed tree."""
    nodes = list(ast.walk(function))
    inside = body_nodes(function)
    met = Counter()
    for i, node in enumerate(nodes):
        if id(node) not in inside:
            continue
        for words, new in variants(node, inputs):
            changed = copy.deepcopy(function)
            twin = list(ast.walk(changed))[i]
            place = f"{words} at {ast.unparse(node)}"
            met[place] += 1
            again = f" ({met[place]})" if met[place] > 1 else ""
            yield f"{place}{again}", replaced(changed, twin, new)


def body_nodes(function):
    body = [function.body] if isinstance(function, ast.Lambda) else function.body
    return {id(node) for part in body for node in ast.walk(part)}


def variants(node, inputs):
    """What one node of a rule may be mistaken for."""
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, (ast.Mult, ast.Div, ast.MatMult)):
            yield "drop the right factor", node.left
            yield "drop the left factor", node.right
        if isinstance(node.op, ast.Mult):
            yield "divide for multiply", ast.BinOp(node.left, ast.Div(), node.right)
        if isinstance(node.op, ast.Div):
            yield "multiply for divide", ast.BinOp(node.left, ast.Mult(), node.right)
        if isinstance(node.op, (ast.Add, ast.Sub)):
            yield (
                "flip a sign",
                ast.BinOp(
                    node.left, ast.Sub() if isinstance(node.op, ast.Add) else ast.Add(), node.right
                ),
            )
            yield "drop the right term", node.left
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "drop a minus", node.operand
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        others = {"a": ["b", "y"], "b": ["a", "y"], "y": list(inputs)}.get(node.id, [])
        for other in others:
            if other in (*inputs, "y"):
                yield f"{other} for {node.id}", ast.Name(other, ast.Load())
        if node.id == "g":
            yield "1 for g", ast.parse("g / g", mode="eval").body
    if isinstance(node, ast.Attribute) and node.attr in ("mT", "T"):
        yield "drop a transpose", node.value
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield "another constant", ast.Constant(node.value + 1)
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.Gt, ast.Lt)):
        turned = ast.Lt() if isinstance(node.ops[0], ast.Gt) else ast.Gt()
        yield "turn a comparison", ast.Compare(node.left, [turned], node.comparators)
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and len(node.args) == 1
        and node.func.id in TABLE
    ):
        yield "drop a function", node.args[0]


def replaced(tree, twin, new):
    class Swap(ast.NodeTransformer):
        def visit(self, node):
            return copy.deepcopy(new) if node is twin else super().visit(node)

    return Swap().visit(tree)


# Changes of a rule's result: each contribution c of the tuple, whatever it was made of.
WHOLE = {
    "zero": "tuple(_of(c, lambda c: c * 0.0) for c in {})",
    "the sign": "tuple(_of(c, lambda c: -c) for c in {})",
    "scale by 1 + 1e-3": f"tuple(_of(c, lambda c: c * {SCALE}) for c in {{}})",
    "half": "tuple(_of(c, lambda c: c * 0.5) for c in {})",
    "swap the inputs": "tuple({})[::-1]",
    "zero the first": "tuple(_of(c, lambda c: c * 0.0) if i == 0 else c for i, c in enumerate({}))",
    "zero the last": "(*tuple({0})[:-1], _of(tuple({0})[-1], lambda c: c * 0.0))",
    "scale the last by 1 + 1e-3": "(*tuple({0})[:-1], _of(tuple({0})[-1], lambda c: c * "
    f"{SCALE}))",
}


def _of(contribution, change):
    return (lambda: change(contribution())) if callable(contribution) else change(contribution)


def whole(rule):
    """The rule with all of its result changed."""
    for words, wrap in WHOLE.items():
        changed = copy.deepcopy(rule)
        if isinstance(changed, ast.Lambda):
            changed.body = ast.parse(wrap.format(ast.unparse(changed.body)), mode="eval").body
        for node in ast.walk(changed):
            if isinstance(node, ast.Return):
                node.value = ast.parse(
                    wrap.format(f"({ast.unparse(node.value)})"), mode="eval"
                ).body
        yield words, changed


def compiled(module, *trees):
    """The last of these functions, compiled among the names of its module, where the others stand
    in for their own.
    """
    names = {**vars(module), "_of": _of}
    for tree in trees:
        source = ast.unparse(ast.fix_missing_locations(tree))
        name = "rule" if isinstance(tree, ast.Lambda) else tree.name
        text = f"rule = {source}" if isinstance(tree, ast.Lambda) else source
        # types stay unread
        exec(compile(text, "<mutant>", "exec", flags=__future__.annotations.compiler_flag), names)
    return names[name]


@cache
def by_row():
    found = {}
    for row, words, rule in mutants():
        found.setdefault(row, []).append((words, rule))
    return found


def source():
    """Every change, at the first of the row's cases that shows it, of an elementwise row at few of
    its numbers, and at one as a Value.

    Left out: changes that no case shows.
    """
    for row, found in by_row().items():
        for words, rule in found:
            places = [
                Mutant(row, words, rule, params, inputs, inputs, touched=True)
                for inputs, params in cases(row)
            ]
            if row.name in TABLE:
                yield from islice(filter(differs, chain.from_iterable(map(few, places))), 1)
                yield from islice(filter(differs, chain.from_iterable(map(each, places))), 1)
            else:
                yield from islice(filter(differs, places), 1)


def few(m):
    parts = ([x[k : k + 4] for x in m.given] for k in range(0, 12, 4))
    return (m._replace(given=part, wrong_at=part) for part in parts)


def each(m):
    return (as_values(m, k) for k in range(12))
