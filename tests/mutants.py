"""규칙의 돌연변이: 표의 역전파 규칙을 소스에서 한 군데씩 망가뜨리고, check_gradients가 알아채는지
본다.

Mutants of the rules: the source of each backward rule of both tables, broken in one place at a
time, to see whether check_gradients catches it. ``python -m tests.mutants`` prints the score.
"""

import __future__

import ast
import copy
import inspect
import warnings
from functools import partial

import numpy as np

from micrograd_ko import ARRAY_TABLE, TABLE, Tensor, Value, check_gradients
from micrograd_ko.engine import (
    array_ops,
    array_rule_words,
    linalg_rule_words,
    ops,
    rule_words,
)
from micrograd_ko.engine.array_rule_words import fit
from micrograd_ko.engine.row import bound
from tests.helpers.array_cases import INPUTS

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
    for i, node in enumerate(nodes):
        if id(node) not in inside:
            continue
        for words, new in variants(node, inputs):
            changed = copy.deepcopy(function)
            twin = list(ast.walk(changed))[i]
            yield f"{words} at {ast.unparse(node)}", replaced(changed, twin, new)


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


# ── what a mutant does, and whether the check sees it ──


def points(row, rng, count=12):
    """Inputs from the row's domain, well away from kinks and poles: arrays of `count` numbers."""
    found = []
    while len(found) < count:
        point = [rng.uniform(low, high) for low, high in row.domain]
        if row.special is None or abs(row.special(*point)) > 0.05:
            found.append(point)
    return [np.array(column) for column in zip(*found, strict=True)]


def cases(row):
    """(inputs, parameters) to judge a row by."""
    rng = np.random.default_rng(7)
    if row.name in TABLE:
        for params in PARAMS.get(row.name, [{}]):
            inputs = points(row, rng)
            # 0 to a negative power is a pole
            yield ([np.abs(x) for x in inputs] if params.get("base") == 0 else inputs), params
        return
    for shapes, params in ARRAY_CASES[row.name]:
        plain = [rng.normal(size=shape) for shape in shapes]
        yield INPUTS[row.name](rng, shapes) if row.name in INPUTS else plain, params


PARAMS = {
    "pow": [{"exponent": e} for e in (-1.5, 0.0, 0.5, 1.0, 2.0, 3.0)],
    "rpow": [{"base": base} for base in (0.0, 0.5, 3.0)],
    "leaky_relu": [{}, {"slope": 0.3}],
    "elu": [{}, {"alpha": 1.7}],
}
REDUCED = [
    ([(2, 3)], {"axis": axis, "keepdims": keepdims})
    for axis in (None, 0, -1, (0, 1))
    for keepdims in (False, True)
] + [([(2, 3, 2)], {"axis": (0, 2)})]
ALONG = [([(2, 3)], {"axis": axis}) for axis in (0, 1, -1)] + [
    ([(4,)], {}),
    ([(2, 2, 3)], {"axis": 1}),
]
MATRICES = [
    *[((3,), (3,)), ((3,), (3, 2)), ((2, 3), (3,)), ((2, 3), (3, 4)), ((3, 3), (3, 3))],
    *[((2, 2, 3), (3, 2)), ((3,), (2, 3, 2)), ((2, 2, 3), (3,))],
]
SQUARE = [([(2, 2)], {}), ([(2, 3, 3)], {})]
OBLONG = [*SQUARE, ([(2, 3)], {}), ([(3, 2)], {})]
BOTH = np.array([[True, False], [False, True]])
ARRAY_CASES = {
    "astype": [([shape], {"dtype": np.dtype(np.float64)}) for shape in ((2, 3), (4,))],
    "matmul": [([a, b], {}) for a, b in MATRICES],
    **dict.fromkeys(("sum", "mean", "max", "min", "norm", "logsumexp"), REDUCED),
    **dict.fromkeys(("softmax", "log_softmax"), ALONG),
    "prod": REDUCED,
    "cumsum": [([(2, 3)], {"axis": axis}) for axis in (None, 0, -1)],
    **dict.fromkeys(("inv", "det", "logabsdet", "cholesky", "eigh"), SQUARE),
    **dict.fromkeys(("svd", "pinv"), OBLONG),
    "solve": [([(2, 2), (2,)], {}), ([(2, 2), (2, 3)], {}), ([(2, 2, 2), (2,)], {})],
    "reshape": [([(2, 3)], {"shape": (3, 2)}), ([(2, 3)], {"shape": -1})],
    "transpose": [
        ([(2, 3)], {}),
        ([(3, 3)], {}),
        ([(2, 3, 4)], {"axes": (1, 2, 0)}),
        ([(2, 2, 2)], {"axes": (-1, 0, 1)}),
    ],
    "getitem": [
        ([(3, 2)], {"index": index})
        for index in (0, (slice(None), 1), (Ellipsis, -1), np.array([0, 2, 2]))
    ],
    "put": [
        ([(2,)], {"index": 1, "shape": (3, 2)}),
        ([(3,)], {"index": np.array([0, 2, 2]), "shape": (4,)}),
    ],
    "take_rows": [([(3, 2), (2,)], {}), ([(3,), (2, 2)], {})],
    "add_rows": [([(2, 2), (2,)], {"shape": (3, 2)}), ([(3,), (3,)], {"shape": (2,)})],
    "broadcast_to": [([(3,)], {"shape": (2, 3)}), ([(2, 1)], {"shape": (2, 3)})],
    "sum_to": [([(2, 3)], {"shape": shape}) for shape in ((3,), (2, 1), ())],
    "concatenate": [
        ([(2, 3), (1, 3)], {}),
        ([(2, 1), (2, 2)], {"axis": -1}),
        ([(2,), (1, 2)], {"axis": None}),
    ],
    "where": [([(2, 2), (2, 2)], {"condition": BOTH}), ([(2,), (1,)], {"condition": BOTH[0]})],
}


def with_rule(row, rule, params):
    """A copy of the row with another backward rule, in no table."""
    this = row.bind(**params) if params else row
    twin = bound(this, dict(this.params))
    twin.forward, twin.backward = this.forward, partial(rule, **this.params)
    return twin


def derivative_of(op, inputs):
    """What each input gets, with a drawn upstream gradient; None if the rule breaks down."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        # NumPy's sums of nan warn whatever errstate says
        warnings.simplefilter("ignore", RuntimeWarning)
        y = op.forward(*inputs)
        g = np.random.default_rng(3).normal(size=np.shape(y))
        try:
            return [
                fit(np.asarray(c), x.shape)
                for c, x in zip(op.contributions(g, y, *inputs), inputs, strict=True)
            ]
        except Exception:
            return None


def changes_the_derivative(row, rule):
    """Does this rule, at any of the row's cases, give something else than the row's own?"""
    for inputs, params in cases(row):
        right = derivative_of(with_rule(row, row.backward, params), inputs)
        found = derivative_of(with_rule(row, rule, params), inputs)
        if found is None:
            return True
        if not all(
            np.allclose(a, b, rtol=1e-9, atol=0, equal_nan=True)
            for a, b in zip(found, right, strict=True)
        ):
            return True
    return False


def caught(row, rule, kind):
    """Does check_gradients find this rule wrong, in a graph of Tensors or of Values?"""
    for inputs, params in cases(row):
        op = with_rule(row, rule, params)
        each = [inputs] if kind is Tensor else zip(*(x.tolist() for x in inputs), strict=True)
        for point in each:
            try:
                if not check_gradients(lambda *xs, op=op: kind._apply(op, xs), *point, order=1):
                    return True
            except Exception:  # a rule that breaks down is seen, too
                return True
    return False


def score(row, mutants_of_row):
    """How many mutants change a derivative, how many of them are caught; the missed ones, and those
    that change nothing.
    """
    count, missed, equivalent = 0, [], []
    for words, rule in mutants_of_row:
        if not changes_the_derivative(row, rule):
            equivalent.append(words)
            continue
        for kind in (Tensor, Value) if row.name in TABLE else (Tensor,):
            count += 1
            if not caught(row, rule, kind):
                missed.append(f"{words}, as a {kind.__name__}")
    return count, count - len(missed), missed, equivalent


def by_row():
    found = {}
    for row, words, rule in mutants():
        found.setdefault(row, []).append((words, rule))
    return found


if __name__ == "__main__":
    total = found = same = 0
    for row, mutants_of_row in by_row().items():
        count, seen, missed, equivalent = score(row, mutants_of_row)
        total, found, same = total + count, found + seen, same + len(equivalent)
        print(
            f"{row.name:12} {seen:3} of {count:3}", *(f"\n    missed: {words}" for words in missed)
        )
    print(
        f"mutation score: {found} of {total} = {found / total:.1%} ({same} more change no "
        "derivative)"
    )
