"""너비가 모두 같은 신경망: 무엇을 바꾸어 써도 모양은 맞는다.

A network of one width: whatever is exchanged fits.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def square_net(dtype):
    """Three layers of one width: whatever is exchanged fits."""
    r = np.random.default_rng(3)
    x = r.normal(size=(4, 4)).astype(dtype)
    y = r.normal(size=(4, 4)).astype(dtype)
    P = {}
    for i in "123":
        P["W" + i] = r.normal(size=(4, 4)).astype(dtype)
        P["b" + i] = r.normal(size=4).astype(dtype)

    def forward(W1, b1, W2, b2, W3, b3):
        h1 = np.tanh(x @ W1 + b1)
        h2 = np.tanh(h1 @ W2 + b2)
        out = h2 @ W3 + b3
        return np.sum((out - y) ** 2) / len(x)

    def gradients(W1, b1, W2, b2, W3, b3):
        h1 = np.tanh(x @ W1 + b1)
        h2 = np.tanh(h1 @ W2 + b2)
        out = h2 @ W3 + b3
        d3 = 2 * (out - y) / len(x)
        grads = {"W3": h2.T @ d3, "b3": d3.sum(axis=0)}
        d2 = d3 @ W3.T * (1 - h2**2)
        grads["W2"] = h1.T @ d2
        grads["b2"] = d2.sum(axis=0)
        d1 = d2 @ W2.T * (1 - h1**2)
        grads["W1"] = x.T @ d1
        grads["b1"] = d1.sum(axis=0)
        return grads

    return forward, gradients, P


FIRST = dict.fromkeys(["W1", "b1"])
TWO = dict.fromkeys(["W1", "b1", "W2", "b2"])
THREE = dict.fromkeys(["W1", "b1", "W2", "b2", "W3", "b3"])


wrong(
    square_net,
    "W3 not transposed",
    {"d2 = d3 @ W3.T * (1 - h2**2)": "d2 = d3 @ W3 * (1 - h2**2)"},
    **dict.fromkeys(TWO, "operand_transposed"),
)
wrong(
    square_net,
    "x not transposed",
    {'grads["W1"] = x.T @ d1': 'grads["W1"] = x @ d1'},
    W1="operand_transposed",
)
wrong(
    square_net,
    "the product the other way round",
    {'grads["W2"] = h1.T @ d2': 'grads["W2"] = d2.T @ h1'},
    W2="transpose",
)
wrong(
    square_net,
    "W3 where W2 belongs",
    {"d1 = d2 @ W2.T * (1 - h1**2)": "d1 = d2 @ W3.T * (1 - h1**2)"},
    **dict.fromkeys(FIRST, "wrong_operand"),
)
wrong(
    square_net,
    "the slope of the next layer",
    {"d1 = d2 @ W2.T * (1 - h1**2)": "d1 = d2 @ W2.T * (1 - h2**2)"},
    np.float32,
    **dict.fromkeys(FIRST, "other_layer"),
)
wrong(
    square_net,
    "the signal of the layer above",
    {"d1 = d2 @ W2.T * (1 - h1**2)": "d1 = d3 @ W2.T * (1 - h1**2)"},
    **dict.fromkeys(FIRST, "wrong_signal"),
)
wrong(
    square_net,
    "the second slope left out",
    {"d2 = d3 @ W3.T * (1 - h2**2)": "d2 = d3 @ W3.T"},
    **dict.fromkeys(TWO, "left_out"),
)
wrong(
    square_net,
    "the layer's input skipped",
    {'grads["W2"] = h1.T @ d2': 'grads["W2"] = x.T @ d2'},
    W2="wrong_operand",
)
wrong(
    square_net,
    "two gradients under each other's names",
    {
        'grads["W2"] = h1.T @ d2': 'grads["W1"] = h1.T @ d2',
        'grads["W1"] = x.T @ d1': 'grads["W2"] = x.T @ d1',
    },
    W1="swapped",
    W2="swapped",
)
wrong(
    square_net,
    "a bias takes the next one's gradient",
    {'grads["b1"] = d1.sum(axis=0)': 'grads["b1"] = d2.sum(axis=0)'},
    b1=("swapped", "from_other", "wrong_signal"),
)
wrong(
    square_net,
    "the 2 of the square forgotten",
    {"d3 = 2 * (out - y) / len(x)": "d3 = (out - y) / len(x)"},
    **dict.fromkeys(THREE, "square"),
)
wrong(
    square_net,
    "the 2 of the square there twice",
    {"d3 = 2 * (out - y) / len(x)": "d3 = 4 * (out - y) / len(x)"},
    **dict.fromkeys(THREE, ("doubled", "factor")),
)
wrong(
    square_net,
    "the mean over all the numbers",
    {"d3 = 2 * (out - y) / len(x)": "d3 = 2 * (out - y) / y.size"},
    **dict.fromkeys(THREE, ("count", "mean_twice")),
)
wrong(
    square_net,
    "a tenth of it",
    {"d1 = d2 @ W2.T * (1 - h1**2)": "d1 = 0.1 * (d2 @ W2.T) * (1 - h1**2)"},
    **dict.fromkeys(FIRST, "factor"),
)
wrong(
    square_net,
    "the signal clipped",
    {"d2 = d3 @ W3.T * (1 - h2**2)": "d2 = np.clip(d3 @ W3.T * (1 - h2**2), -0.5, 0.5)"},
    **dict.fromkeys(TWO, "clipped"),
)
