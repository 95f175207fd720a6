"""아무 그래프나 만드는 전략과, 그 위에서 되짚는 어리석은 계산.

Strategies for random graphs, and naive computations on them.
"""

import math

import numpy as np
from hypothesis import strategies as st

from micrograd_ko import ShapeError, Tensor, Value

MAX_SIZE = 1e3


OPS = {  # of two nodes; most look at the first only
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "square": lambda a, b: a * a,
    "div": lambda a, b: a / b if abs(b.data) >= 0.5 else a + b,
    "neg": lambda a, b: -a,
    "tanh": lambda a, b: a.tanh(),
    "sin": lambda a, b: a.sin(),
    "relu": lambda a, b: a.relu(),
    "leaky_relu": lambda a, b: a.leaky_relu(slope=0.2),
    "maximum": lambda a, b: a.maximum(b),
    "cube": lambda a, b: a**3,
    "inverse": lambda a, b: a**-1 if abs(a.data) >= 0.5 else a**1,
    "rpow": lambda a, b: 2**a if a.data < 9 else a - 1,
    "scaled": lambda a, b: -1.5 * a + 1,
    "nothing": lambda a, b: a * 0,
}


# The derivatives of the above from a calculus book; `p` are an op's parameters.
LOCALS = {
    "add": lambda p, y, a, b: (1.0, 1.0),
    "sub": lambda p, y, a, b: (1.0, -1.0),
    "mul": lambda p, y, a, b: (b, a),
    "div": lambda p, y, a, b: (1 / b, -a / b**2),
    "neg": lambda p, y, a: (-1.0,),
    "tanh": lambda p, y, a: (1 - math.tanh(a) ** 2,),
    "sin": lambda p, y, a: (math.cos(a),),
    "relu": lambda p, y, a: (float(a > 0),),
    "leaky_relu": lambda p, y, a: (1.0 if a > 0 else p["slope"],),
    "maximum": lambda p, y, a, b: (0.5, 0.5) if a == b else (float(a > b), float(b > a)),
    "pow": lambda p, y, a: (p["exponent"] * a ** (p["exponent"] - 1),),
    "rpow": lambda p, y, a: (p["base"] ** a * math.log(p["base"]),),
}


def locals_of(node):
    return LOCALS[node.op.name](node.op.params, node.data, *(p.data for p in node.parents))


# from the end: mostly what came last, so that graphs grow deep
places = st.integers(0, 2) | st.integers(0, 99)


picks = st.lists(st.tuples(st.sampled_from(list(OPS)), places, places), max_size=14)


numbers = st.floats(-3, 3, width=32)


@st.composite
def graphs(draw):
    """The nodes of a random graph with shared nodes, parents first; the last is its root."""
    nodes = [
        Value.constant(draw(numbers)),
        *(Value(draw(numbers), label=label) for label in ("b", "", "x")),
    ]
    for name, i, j in draw(picks):
        node = OPS[name](nodes[-1 - i % len(nodes)], nodes[-1 - j % len(nodes)])
        if abs(node.data) <= MAX_SIZE:
            nodes.append(node)
    return nodes


TENSOR_OPS = {
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "square": lambda a, b: a * a,
    "matmul": lambda a, b: a @ b,
    "rows": lambda a, b: a.sum(axis=0),
    "mean": lambda a, b: a.mean(axis=-1, keepdims=True),
    "max": lambda a, b: a.max(),
    "softmax": lambda a, b: a.softmax(),
    "first": lambda a, b: a[0],
    "places": lambda a, b: a[np.array([0, -1, 0])],
    "concatenate": lambda a, b: np.concatenate([a, b, a]),
    "turned": lambda a, b: a.T,
    "flat": lambda a, b: a.reshape(-1),
    "tanh": lambda a, b: a.tanh(),
    "leaky_relu": lambda a, b: a.leaky_relu(slope=0.2),
    "power": lambda a, b: a**2,
    "shifted": lambda a, b: a - 0.5,
    "masked": lambda a, b: np.where(a > 0, a, b),
}


tensor_picks = st.lists(st.tuples(st.sampled_from(list(TENSOR_OPS)), places, places), max_size=14)


@st.composite
def tensor_graphs(draw):
    """The nodes of a random graph of arrays; what does not fit is left out."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    dtype = draw(st.sampled_from([np.float64, np.float32]))
    nodes = [Tensor.constant(rng.uniform(-1, 1, (2, 3)).astype(dtype))]
    for shape in [(), (1,), (3, 2), (1, 3), (3,), (2, 3)]:
        nodes.append(
            Tensor(rng.uniform(-1, 1, shape), dtype=dtype, label=draw(st.sampled_from(["", "W"])))
        )
    for name, i, j in draw(tensor_picks):
        a, b = nodes[-1 - i % len(nodes)], nodes[-1 - j % len(nodes)]
        try:
            node = TENSOR_OPS[name](a, b)
        except ShapeError:
            continue
        if node.data.size <= 100 and np.abs(node.data).max(initial=0) < 1e3:
            nodes.append(node)
    return nodes


def shares(node, g):
    """What each input of `node` gets from `g`: the op alone, over fresh leaves."""
    fresh = [type(p)(p.data) for p in node.parents]
    node.op(*fresh).backward(g)
    return [leaf.grad for leaf in fresh]


def same(a, b):
    """Bit for bit (0.0 and -0.0 count as one), of one shape and dtype; NumPy's own number counts as
    an array of shape ().
    """
    assert isinstance(a, (np.ndarray, np.generic)) == isinstance(b, (np.ndarray, np.generic))
    return np.array_equal(a, b) and np.asarray(a).dtype == np.asarray(b).dtype


def grads(nodes):
    return [None if node.grad is None else np.copy(node.grad) for node in nodes]


def unchanged(nodes, before):
    return all(
        (a is None) == (node.grad is None) and (a is None or same(a, np.copy(node.grad)))
        for node, a in zip(nodes, before, strict=True)
    )


def neuron():
    w, x, b = Value(-0.5, "w"), Value(2.0, "x"), Value(0.5, "b")
    n = w * x + b
    n.label = "n"
    y = n.tanh()
    y.label = "y"
    return y


def layer():
    W = Tensor([[1.0, 2.0], [3.0, 4.0]], "W")
    x = Tensor([[1.0, -1.0], [1.0, -1.0], [1.0, -1.0]], "x")
    h = x @ W - 1.0
    h.label = "h"
    loss = (h * h).mean()
    loss.label = "loss"
    return loss
