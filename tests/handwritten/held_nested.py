"""매개변수를 담는 여러 꼴: (W, b)의 짝, 종류별 목록, 사전 속의 사전.

Ways to keep parameters: pairs of (W, b), a list of each kind, dicts of dicts, extra keys.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def pairs_of_layers(dtype):
    """[(W, b), …] and softsign between, walked backwards by reversed(list(zip(…)))."""
    r = np.random.default_rng(211)
    X = r.normal(size=(5, 3)).astype(dtype)
    Y = r.normal(size=(5, 2)).astype(dtype)
    sizes = [3, 4, 4, 2]
    layers = [
        (r.normal(size=(i, o)).astype(dtype), r.normal(size=o).astype(dtype))
        for i, o in zip(sizes[:-1], sizes[1:])
    ]

    def run(layers):
        inputs, sums, h = [], [], X
        for W, b in layers:
            inputs.append(h)
            s = h @ W + b
            sums.append(s)
            h = s / (1 + np.abs(s))
        return h, inputs, sums

    def forward(layers):
        h, _, _ = run(layers)
        return ((h - Y) ** 2).sum() / len(X)

    def backward(layers):
        h, inputs, sums = run(layers)
        grads = []
        d = 2 * (h - Y) / len(X)
        for (W, b), x, s in reversed(list(zip(layers, inputs, sums))):
            d = d / (1 + np.abs(s)) ** 2
            grads.append((x.T @ d, d.sum(axis=0)))
            d = d @ W.T
        return grads[::-1]

    return forward, backward, layers


PAIRS = ("W1", "b1", "W2", "b2", "W3", "b3")
wrong(
    pairs_of_layers,
    "softsign's slope forgotten everywhere",
    {"d = d / (1 + np.abs(s)) ** 2": "d = d * 1.0"},
    **dict.fromkeys(PAIRS, "left_out"),
)
wrong(
    pairs_of_layers,
    "softsign's denominator not squared",
    {"(1 + np.abs(s)) ** 2": "(1 + np.abs(s))"},
    **dict.fromkeys(PAIRS, "formula"),
)
wrong(
    pairs_of_layers,
    "softsign's slope at its output",
    {"(1 + np.abs(s)) ** 2": "(1 + np.abs(s / (1 + np.abs(s)))) ** 2"},
    **dict.fromkeys(PAIRS, "wrong_point"),
)
wrong(
    pairs_of_layers,
    "the square W of the middle not transposed",
    {"d = d @ W.T": "d = d @ (W if W.shape == (4, 4) else W.T)"},
    W1="operand_transposed",
    b1="operand_transposed",
)
wrong(
    pairs_of_layers,
    "the biases' mean",
    {"d.sum(axis=0)": "d.mean(axis=0)"},
    b1="mean_twice",
    b2="mean_twice",
    b3="mean_twice",
)
wrong(
    pairs_of_layers,
    "the squared error's 2",
    {"d = 2 * (h - Y) / len(X)": "d = (h - Y) / len(X)"},
    np.float32,
    **dict.fromkeys(PAIRS, "square"),
)


@base
def kinds_apart(dtype):
    """[biases, weights], columns of samples, the whole batch at once."""
    r = np.random.default_rng(212)
    sizes = [4, 5, 3, 2]
    x = r.normal(size=(4, 6)).astype(dtype)
    y = np.eye(2)[r.integers(0, 2, 6)].T.astype(dtype)
    biases = [r.normal(size=(n, 1)).astype(dtype) for n in sizes[1:]]
    weights = [r.normal(size=(n, m)).astype(dtype) for m, n in zip(sizes[:-1], sizes[1:])]

    def sigma(z):
        return 1 / (1 + np.exp(-z))

    def cost(biases, weights):
        a = x
        for b, w in zip(biases, weights):
            a = sigma(np.dot(w, a) + b)
        return 0.5 * np.linalg.norm(a - y) ** 2 / x.shape[1]

    def backprop(biases, weights):
        activations = [x]
        for b, w in zip(biases, weights):
            activations.append(sigma(np.dot(w, activations[-1]) + b))
        nabla_b = [np.zeros(b.shape) for b in biases]
        nabla_w = [np.zeros(w.shape) for w in weights]
        delta = (activations[-1] - y) / x.shape[1]
        for l in range(1, len(sizes)):
            a = activations[-l]
            delta = delta * a * (1 - a)
            nabla_b[-l] = delta.sum(axis=1, keepdims=True)
            nabla_w[-l] = np.dot(delta, activations[-l - 1].T)
            delta = np.dot(weights[-l].T, delta)
        return [nabla_b, nabla_w]

    return cost, backprop, [biases, weights]


BW = ("b1", "b2", "b3", "W1", "W2", "W3")
wrong(
    kinds_apart,
    "the batch's size forgotten",
    {"delta = (activations[-1] - y) / x.shape[1]": "delta = activations[-1] - y"},
    **dict.fromkeys(BW, "mean"),
)
wrong(
    kinds_apart,
    "the features for the batch's size",
    {"y) / x.shape[1]": "y) / x.shape[0]"},
    **dict.fromkeys(BW, "count"),
)
wrong(
    kinds_apart,
    "1 - a for every layer",
    {"delta * a * (1 - a)": "delta * (1 - a)"},
    **dict.fromkeys(BW, "formula"),
)
wrong(
    kinds_apart,
    "the first layer never reached",
    {"for l in range(1, len(sizes)):": "for l in range(1, len(sizes) - 1):"},
    b1="zero",
    W1="zero",
)
wrong(
    kinds_apart,
    "the bias summed along features",
    {"delta.sum(axis=1, keepdims=True)": "delta.sum(axis=0, keepdims=True)"},
    b1="wrong_axis",
    b2="wrong_axis",
    b3="wrong_axis",
)
wrong(
    kinds_apart,
    "no slope at the output",
    {"delta = delta * a * (1 - a)": "delta = delta * a * (1 - a) if l > 1 else delta"},
    **dict.fromkeys(BW, "left_out"),
)


@base
def nested(dtype):
    """{"encoder": {"W": …}, "decoder": {"W": …}}: an autoencoder of tanh and sigmoid."""
    r = np.random.default_rng(213)
    X = r.uniform(size=(6, 5)).astype(dtype)
    params = {
        "encoder": {"W": r.normal(size=(5, 3)).astype(dtype), "b": r.normal(size=3).astype(dtype)},
        "decoder": {"W": r.normal(size=(3, 5)).astype(dtype), "b": r.normal(size=5).astype(dtype)},
    }

    def encode(params):
        return np.tanh(X.dot(params["encoder"]["W"]) + params["encoder"]["b"])

    def decode(code, params):
        return 1 / (1 + np.exp(-(code.dot(params["decoder"]["W"]) + params["decoder"]["b"])))

    def loss(params):
        out = decode(encode(params), params)
        return -(X * np.log(out) + (1 - X) * np.log(1 - out)).sum(axis=1).mean()

    def gradients(params):
        code = encode(params)
        out = decode(code, params)
        dout = (out - X) / X.shape[0]
        grads = {"encoder": {}, "decoder": {}}
        grads["decoder"]["W"] = code.T.dot(dout)
        grads["decoder"]["b"] = dout.sum(axis=0)
        dcode = dout.dot(params["decoder"]["W"].T) * (1 - code**2)
        grads["encoder"]["W"] = X.T.dot(dcode)
        grads["encoder"]["b"] = dcode.sum(axis=0)
        return grads

    return loss, gradients, params


ENCODER = ("encoder.W", "encoder.b")
DECODER = ("decoder.W", "decoder.b")
wrong(
    nested,
    "1 - code",
    {"(1 - code**2)": "(1 - code)"},
    **dict.fromkeys(ENCODER, "formula"),
)
wrong(
    nested,
    "the sigmoid's slope once more",
    {"dout = (out - X) / X.shape[0]": "dout = (out - X) * out * (1 - out) / X.shape[0]"},
    **dict.fromkeys(ENCODER + DECODER, "twice"),
)
wrong(
    nested,
    "averaged over pixels, too",
    {"dout = (out - X) / X.shape[0]": "dout = (out - X) / X.size"},
    np.float32,
    **dict.fromkeys(ENCODER + DECODER, ("count", "mean_twice", "divided")),
)
wrong(
    nested,
    "the decoder's bias kept at zero",
    {'grads["decoder"]["b"] = dout.sum(axis=0)': 'grads["decoder"]["b"] = np.zeros(5)'},
    **{"decoder.b": "zero"},
)
wrong(
    nested,
    "the encoder's signal from before the slope",
    {
        'grads["encoder"]["b"] = dcode.sum(axis=0)': (
            'W = params["decoder"]["W"]\n        grads["encoder"]["b"] = dout.dot(W.T).sum(axis=0)'
        )
    },
    **{"encoder.b": ("left_out", "from_other")},
)


@base
def extra_keys(dtype):
    """The returned dict holds dA and dZ of every layer as well."""
    r = np.random.default_rng(214)
    X = r.normal(size=(3, 8)).astype(dtype)
    Y = r.integers(0, 2, (1, 8)).astype(dtype)
    parameters = {
        "W1": r.normal(size=(4, 3)).astype(dtype),
        "b1": np.zeros((4, 1), dtype=dtype),
        "W2": r.normal(size=(1, 4)).astype(dtype),
        "b2": np.zeros((1, 1), dtype=dtype),
    }

    def propagate(parameters):
        Z1 = np.dot(parameters["W1"], X) + parameters["b1"]
        A1 = np.where(Z1 > 0, Z1, 0.1 * Z1)
        Z2 = np.dot(parameters["W2"], A1) + parameters["b2"]
        return {"Z1": Z1, "A1": A1, "A2": 1 / (1 + np.exp(-Z2))}

    def compute_cost(parameters):
        A2 = propagate(parameters)["A2"]
        cost = -1 / Y.shape[1] * (np.dot(Y, np.log(A2).T) + np.dot(1 - Y, np.log(1 - A2).T))
        return np.squeeze(cost).item()

    def backward_propagation(parameters):
        cache, m = propagate(parameters), Y.shape[1]
        grads = {"dA2": -Y / cache["A2"] + (1 - Y) / (1 - cache["A2"])}
        grads["dZ2"] = grads["dA2"] * cache["A2"] * (1 - cache["A2"])
        grads["dW2"] = np.dot(grads["dZ2"], cache["A1"].T) / m
        grads["db2"] = np.sum(grads["dZ2"], axis=1, keepdims=True) / m
        grads["dA1"] = np.dot(parameters["W2"].T, grads["dZ2"])
        grads["dZ1"] = grads["dA1"] * np.where(cache["Z1"] > 0, 1, 0.1)
        grads["dW1"] = np.dot(grads["dZ1"], X.T) / m
        grads["db1"] = np.sum(grads["dZ1"], axis=1, keepdims=True) / m
        return grads

    return compute_cost, backward_propagation, parameters


EXTRA = ("W1", "b1", "W2", "b2")
wrong(
    extra_keys,
    "a plain ReLU's slope",
    {'np.where(cache["Z1"] > 0, 1, 0.1)': '(cache["Z1"] > 0)'},
    W1="other_activation",
    b1="other_activation",
)
wrong(
    extra_keys,
    "the other half's sign",
    {'-Y / cache["A2"] + (1 - Y)': '-Y / cache["A2"] - (1 - Y)'},
    **dict.fromkeys(EXTRA, ("share_factor", "formula")),
)
wrong(
    extra_keys,
    "the other half forgotten",
    {'-Y / cache["A2"] + (1 - Y) / (1 - cache["A2"])': '-Y / cache["A2"]'},
    **dict.fromkeys(EXTRA, "share_missing"),
)
wrong(extra_keys, "m for the weights alone", {'cache["A1"].T) / m': 'cache["A1"].T)'}, W2="mean")
wrong(
    extra_keys,
    "the bias in one number",
    {
        'np.sum(grads["dZ1"], axis=1, keepdims=True) / m': (
            'np.full((4, 1), np.sum(grads["dZ1"])) / m'
        )
    },
    b1="total",
)
wrong(
    extra_keys,
    "the slope at the activations of the output",
    {'grads["dA2"] * cache["A2"] * (1 - cache["A2"])': 'grads["dA2"] * 1'},
    **dict.fromkeys(EXTRA, "left_out"),
)
