"""무작위 그래프와 신경망의 살아 있는 페이지를 엔진과 견준다.

Compare live pages of random graphs with the engine. What comes of ops alone that IEEE 754 makes
exact is the engine's to its last bit; else it is as near as the graph itself lets the ulp grow by
which a browser's exp or tanh may be off.
"""

import copy
import math
import random

from micrograd_ko import topological_order
from tests.viz.played.test_arithmetic import ROUNDED

ULP = 2.0**-52
ODD = [0.0, -0.0, 1e300, -1e300, 1e-300, 5e-324, 1e9, math.inf, -math.inf, math.nan, 1.0, -1.0]


def changeable(root):
    """Places of the leaves that a page can change."""
    order = topological_order(root)
    return [i for i, node in enumerate(order) if node.op is None and node.kind != "constant"]


def numbers_of(order, leaves, noise=None):
    """Values, gradients, shares and local derivatives by the engine's rules, as a page has them.

    `noise`: a random generator; results of ops that browsers round otherwise are then as far off as
    they may be, and the engine's own numbers are not what is computed.
    """

    def off(node, x):
        if noise is None or node.op.name not in ROUNDED or not math.isfinite(x):
            return x
        return x * (1 + noise.choice((-4, 4)) * ULP)

    place = {node: i for i, node in enumerate(order)}
    values = []
    for i, node in enumerate(order):
        inputs = [values[place[p]] for p in node.parents]
        values.append(leaves.get(i, node.data) if node.op is None else off(node, node.op(*inputs)))
    reached = _reached(order)
    gradients = [0.0 if node in reached else math.nan for node in order]
    gradients[-1] = 1.0
    shares, partials = {}, {}
    for i in reversed(range(len(order))):
        node = order[i]
        if node.op is None:
            continue
        inputs = [values[place[p]] for p in node.parents]
        got = node.op.contributions(gradients[i], values[i], *inputs)
        for k, (parent, share, local) in enumerate(
            zip(node.parents, got, node.op.local_derivatives(values[i], *inputs), strict=True)
        ):
            partials[i, k] = off(node, local)
            shares[i, k] = math.nan
            if node in reached and parent in reached:
                shares[i, k] = off(node, share)
                gradients[place[parent]] += shares[i, k]
    edges = [(i, k) for i, node in enumerate(order) for k in range(len(node.parents))]
    return {
        "values": values,
        "gradients": gradients,
        "shares": [shares[edge] for edge in edges],
        "locals": [partials[edge] for edge in edges],
    }


def _reached(order):
    reached = {order[-1]}
    for node in reversed(order):
        if node in reached:
            reached.update(p for p in node.parents if p.kind != "constant")
    return reached


def unlike(order, leaves, found, tries=4):
    """Where a page's numbers are not the engine's: what, which, wanted, found."""
    wanted = numbers_of(order, leaves)
    noisy = [numbers_of(order, leaves, random.Random(i)) for i in range(tries)]
    troubles = []
    for what, numbers in wanted.items():
        for i, (x, got) in enumerate(zip(numbers, map(float, found[what]), strict=True)):
            others = [run[what][i] for run in noisy]
            if not _near(x, got, others):
                troubles.append((what, i, x, got))
    return troubles


def _near(x, got, others):
    if math.isnan(x) and math.isnan(got):
        return True
    if all(other == x for other in others):  # nothing that it depends on is rounded
        return x == got
    if not all(map(math.isfinite, (x, *others))):  # at an edge an ulp decides
        return True
    spread = max(abs(other - x) for other in others)
    return abs(got - x) <= 4 * spread + 8 * ULP * abs(x) + 1e-320


def redone(root, leaves):
    """The graph with other numbers in its leaves, by the engine."""
    root = copy.deepcopy(root)
    order = topological_order(root)
    for i, node in enumerate(order):
        node.data = leaves.get(i, node.data) if node.op is None else node.op(
            *(p.data for p in node.parents)
        )  # fmt: skip
    return root


STATE = """(changes) => {
  for (const [node, x] of changes) { pick(node); setPicked(x); }
  return Object.fromEntries(["values", "gradients", "shares", "locals"].map((k) => [k, [...live[k]]]));
}"""  # noqa: E501
