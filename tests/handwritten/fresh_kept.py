"""매개변수를 담는 꼴: (W, b)의 짝, 이름 붙은 층의 사전, 층의 속성, 순수한 반복문.

Ways to keep things: pairs, dicts of named layers, attributes of layers, three plain loops.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def pairs_with_skips(dtype):
    """[(W, b), …], tanh blocks added to what comes in, softmax by a class index; zip backwards."""
    r = np.random.default_rng(811)
    X = r.normal(size=(5, 4)).astype(dtype)
    y = np.array([0, 3, 1, 1, 2])
    layers = [
        ((0.6 * r.normal(size=(4, 4))).astype(dtype), r.normal(size=4).astype(dtype))
        for _ in range(3)
    ]

    def run(layers):
        hs = [X]
        for W, b in layers[:-1]:
            hs.append(hs[-1] + np.tanh(hs[-1] @ W + b))
        W, b = layers[-1]
        scores = hs[-1] @ W + b
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        return hs, e / e.sum(axis=1, keepdims=True)

    def forward(layers):
        _, p = run(layers)
        return -np.mean(np.log(p[range(5), y]))

    def backward(layers):
        hs, p = run(layers)
        d = p.copy()
        d[range(5), y] -= 1
        d /= len(y)
        W, b = layers[-1]
        grads = [(hs[-1].T @ d, d.sum(axis=0))]
        dh = d @ W.T
        for (W, b), h in zip(layers[-2::-1], hs[-2::-1]):
            a = np.tanh(h @ W + b)
            da = dh * (1 - a**2)
            grads.insert(0, (h.T @ da, da.sum(axis=0)))
            dh = dh + da @ W.T
        return grads

    return forward, backward, layers


ONE, TWO, ALL = ("W1", "b1"), ("W1", "b1", "W2", "b2"), ("W1", "b1", "W2", "b2", "W3", "b3")
wrong(
    pairs_with_skips,
    "the skip not passed back",
    {"dh = dh + da @ W.T": "dh = da @ W.T"},
    **dict.fromkeys(ONE, ("share_missing", "path_cut")),
)
wrong(
    pairs_with_skips,
    "only the skip passed back",
    {"dh = dh + da @ W.T": "pass"},
    **dict.fromkeys(ONE, ("share_missing", "path_cut", "one_use")),
)
wrong(
    pairs_with_skips,
    "tanh's slope of the stream",
    {"da = dh * (1 - a**2)": "da = dh * (1 - (h + a) ** 2)"},
    **dict.fromkeys(TWO, ("formula", "other_layer", "wrong_formula", "unknown")),
)
wrong(
    pairs_with_skips,
    "tanh's slope left out",
    {"da = dh * (1 - a**2)": "da = dh * 1"},
    np.float32,
    **dict.fromkeys(TWO, "left_out"),
)
wrong(
    pairs_with_skips,
    "W of the skip's layer turned",
    {"dh = dh + da @ W.T": "dh = dh + da @ W"},
    **dict.fromkeys(ONE, "operand_transposed"),
)
wrong(
    pairs_with_skips,
    "the head turned",
    {"dh = d @ W.T": "dh = d @ W"},
    **dict.fromkeys(TWO, "operand_transposed"),
)
wrong(
    pairs_with_skips,
    "the bias of the stream",
    {"da.sum(axis=0)": "dh.sum(axis=0)"},
    b1=("left_out", "from_other"),
    b2=("left_out", "from_other"),
)
wrong(
    pairs_with_skips,
    "the layers' gradients in the order they were found",
    {"grads.insert(0, (h.T @ da, da.sum(axis=0)))": "grads.append((h.T @ da, da.sum(axis=0)))"},
    W1="swapped",
    b1="swapped",
    W3="swapped",
    b3="swapped",
)


@base
def named_layers(dtype):
    """{"dense1": {"W", "b"}, "dense2": …}: leaky units, hinge of ±1, lambda of all the W."""
    r = np.random.default_rng(812)
    X = r.normal(size=(6, 3)).astype(dtype)
    y = np.array([1, -1, 1, 1, 1, -1], dtype=dtype).reshape(-1, 1)
    lam = 0.4
    model = {
        "dense1": {"W": r.normal(size=(3, 4)).astype(dtype), "b": np.full(4, 0.1, dtype)},
        "dense2": {"W": r.normal(size=(4, 1)).astype(dtype), "b": np.full(1, 0.1, dtype)},
    }

    def run(model):
        z = X.dot(model["dense1"]["W"]) + model["dense1"]["b"]
        h = np.where(z >= 0, z, 0.01 * z)
        return z, h, h.dot(model["dense2"]["W"]) + model["dense2"]["b"]

    def loss(model):
        f = run(model)[-1]
        data = np.sum(np.maximum(0, 1 - y * f)) / len(y)
        return data + 0.5 * lam * sum(np.sum(layer["W"] ** 2) for layer in model.values())

    def backward(model):
        z, h, f = run(model)
        df = np.where(1 - y * f > 0, -y, 0) / len(y)
        grads = {name: {} for name in model}
        grads["dense2"]["W"] = h.T.dot(df)
        grads["dense2"]["b"] = df.sum(axis=0)
        dh = df.dot(model["dense2"]["W"].T)
        dz = dh * np.where(z >= 0, 1, 0.01)
        grads["dense1"]["W"] = X.T.dot(dz)
        grads["dense1"]["b"] = dz.sum(axis=0)
        for name in grads:
            grads[name]["W"] += lam * model[name]["W"]
        return grads

    return loss, backward, model


NET = ("dense1.W", "dense1.b", "dense2.W", "dense2.b")
wrong(
    named_layers,
    "no penalty in any layer",
    {'grads[name]["W"] += lam * model[name]["W"]': "pass"},
    **dict.fromkeys(("dense1.W", "dense2.W"), "penalty_missing"),
)
wrong(
    named_layers,
    "the penalty of biases, too",
    {
        "for name in grads:": "for name, k in [(n, k) for n in grads for k in grads[n]]:",
        'grads[name]["W"] += lam * model[name]["W"]': "grads[name][k] += lam * model[name][k]",
    },
    **dict.fromkeys(("dense1.b", "dense2.b"), "penalty_extra"),
)
wrong(
    named_layers,
    "twice the penalty",
    {"+= lam * model": "+= 2 * lam * model"},
    np.float32,
    **dict.fromkeys(("dense1.W", "dense2.W"), "penalty_factor"),
)
wrong(
    named_layers,
    "all samples inside the margin",
    {"np.where(1 - y * f > 0, -y, 0) / len(y)": "-y / len(y)"},
    **dict.fromkeys(NET, ("mask", "left_out", "formula")),
)
wrong(
    named_layers,
    "the label forgotten",
    {"np.where(1 - y * f > 0, -y, 0)": "np.where(1 - y * f > 0, -1, 0)"},
    **dict.fromkeys(NET, ("mask", "left_out", "wrong_operand", "formula", "unknown")),
)
wrong(
    named_layers,
    "passed back as a ReLU of slope one",
    {"dz = dh * np.where(z >= 0, 1, 0.01)": "dz = dh"},
    **{"dense1.W": "left_out", "dense1.b": "left_out"},
)
wrong(
    named_layers,
    "the second layer's W made of the first layer's sums",
    {"h.T.dot(df)": "z.T.dot(df)"},
    **{"dense2.W": ("wrong_operand", "left_out")},
)


@base
def three_plain_loops(dtype):
    """Loops over samples, units and inputs, arrays filled one by one, math-like sigmoid."""
    r = np.random.default_rng(813)
    data = r.normal(size=(4, 3)).astype(dtype)
    targets = r.uniform(size=(4, 2)).astype(dtype)

    def sigmoid(a):
        return 1 / (1 + np.exp(-a))

    def outputs(w, bias):
        out = np.zeros((4, 2), dtype=w.dtype)
        for n in range(4):
            for j in range(2):
                a = bias[j]
                for i in range(3):
                    a = a + w[i, j] * data[n, i]
                out[n, j] = sigmoid(a)
        return out

    def loss(w, bias):
        out = outputs(w, bias)
        total = 0
        for n in range(4):
            for j in range(2):
                total = total + 0.5 * (out[n, j] - targets[n, j]) ** 2
        return total / 4

    def grads(w, bias):
        out = outputs(w, bias)
        dw, dbias = np.zeros_like(w), np.zeros_like(bias)
        for n in range(4):
            for j in range(2):
                delta = (out[n, j] - targets[n, j]) * out[n, j] * (1 - out[n, j])
                dbias[j] += delta
                for i in range(3):
                    dw[i, j] += delta * data[n, i]
        return dw / 4, dbias / 4

    return loss, grads, [r.normal(size=(3, 2)).astype(dtype), r.normal(size=2).astype(dtype)]


wrong(
    three_plain_loops,
    "the sigmoid's slope",
    {" * out[n, j] * (1 - out[n, j])": ""},
    w="left_out",
    bias="left_out",
)
wrong(
    three_plain_loops,
    "w of the last sample",
    {"dw[i, j] += delta": "dw[i, j] = delta"},
    w=("one_use", "one_sample"),
)
wrong(
    three_plain_loops,
    "one input too few",
    {"for i in range(3):\n                    dw": "for i in range(2):\n                    dw"},
    w="unfilled",
)
wrong(
    three_plain_loops,
    "the first sample skipped",
    {"dbias[j] += delta": "delta = delta * (n > 0)\n                dbias[j] += delta"},
    w=("share_missing", "unknown"),
    bias=("share_missing", "unknown"),
)
wrong(three_plain_loops, "biases not averaged", {"dbias / 4": "dbias"}, bias="mean")
wrong(
    three_plain_loops,
    "half the slope",
    {"out[n, j] * (1 - out[n, j])": "(1 - out[n, j])"},
    np.float32,
    w="formula",
    bias="formula",
)
wrong(
    three_plain_loops,
    "all units into one",
    {"dbias[j] += delta": "dbias[0] += delta"},
    bias=("elsewhere", "unfilled", "total", "unknown"),
)
wrong(
    three_plain_loops,
    "another sample's inputs",
    {"dw[i, j] += delta * data[n, i]": "dw[i, j] += delta * data[0, i]"},
    w="wrong_operand",
)


@base
def attributes_of_layers(dtype):
    """Layers that keep W, dW, b, db as attributes; a model over time without arguments."""
    r = np.random.default_rng(814)
    xs = r.normal(size=(3, 2, 2)).astype(dtype)
    y = r.normal(size=(2, 1)).astype(dtype)

    class Cell:
        def __init__(self):
            self.Wx = r.normal(size=(2, 3)).astype(dtype)
            self.Wh = r.normal(size=(3, 3)).astype(dtype)
            self.b = r.normal(size=3).astype(dtype)

        def forward(self):
            self.states = [np.zeros((2, 3))]
            for x in xs:
                h = self.states[-1]
                self.states.append(np.tanh(x @ self.Wx + h @ self.Wh + self.b))
            return self.states[-1]

        def backward(self, dh):
            self.dWx, self.dWh = np.zeros_like(self.Wx), np.zeros_like(self.Wh)
            self.db = np.zeros_like(self.b)
            for t in reversed(range(len(xs))):
                da = dh * (1 - self.states[t + 1] ** 2)
                self.dWx += xs[t].T @ da
                self.dWh += self.states[t].T @ da
                self.db += da.sum(axis=0)
                dh = da @ self.Wh.T

    class Readout:
        def __init__(self):
            self.V = r.normal(size=(3, 1)).astype(dtype)

        def forward(self, h):
            self.h = h
            return h @ self.V

        def backward(self, d):
            self.dV = self.h.T @ d
            return d @ self.V.T

    cell, readout = Cell(), Readout()

    def forward():
        guess = readout.forward(cell.forward())
        return float(np.mean((guess - y) ** 2))

    def backward():
        forward()
        guess = readout.h @ readout.V
        cell.backward(readout.backward(2 * (guess - y) / len(y)))
        return {"Wx": cell.dWx, "Wh": cell.dWh, "b": cell.db, "V": readout.dV}

    return forward, backward, {"Wx": cell.Wx, "Wh": cell.Wh, "b": cell.b, "V": readout.V}


CELL = ("Wx", "Wh", "b")
wrong(
    attributes_of_layers,
    "nothing goes further back",
    {"dh = da @ self.Wh.T": "dh = np.zeros_like(da)"},
    **dict.fromkeys(CELL, ("path_cut", "one_use", "one_sample")),
)
wrong(
    attributes_of_layers,
    "Wh turned",
    {"dh = da @ self.Wh.T": "dh = da @ self.Wh"},
    **dict.fromkeys(CELL, "operand_transposed"),
)
wrong(
    attributes_of_layers,
    "the state after",
    {"self.states[t].T @ da": "self.states[t + 1].T @ da"},
    Wh="wrong_operand",
)
wrong(
    attributes_of_layers,
    "the state before in tanh's slope",
    {"(1 - self.states[t + 1] ** 2)": "(1 - self.states[t] ** 2)"},
    **dict.fromkeys(CELL, ("other_layer", "unknown", "wrong_point")),
)
wrong(
    attributes_of_layers,
    "the bias of one step",
    {"self.db += da.sum(axis=0)": "self.db = da.sum(axis=0)"},
    b=("one_use", "one_sample"),
)
wrong(
    attributes_of_layers,
    "no tanh",
    {"da = dh * (1 - self.states[t + 1] ** 2)": "da = dh"},
    **dict.fromkeys(CELL, "left_out"),
)
wrong(
    attributes_of_layers,
    "the first input for all",
    {"self.dWx += xs[t].T": "self.dWx += xs[0].T"},
    np.float32,
    Wx="wrong_operand",
)
wrong(
    attributes_of_layers,
    "a minus at the readout",
    {"return d @ self.V.T": "return -d @ self.V.T"},
    **dict.fromkeys(CELL, "sign"),
)
