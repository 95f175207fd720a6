"""드롭아웃과 잡음, 자르기, 먼저 고친 가중치, 정밀도를 바꾸는 프로그램.

Dropout and noise, clipping, weights updated too early, and precision changed on the way.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def word_dropout(dtype):
    """Inverted dropout on inputs and hidden units, biases as rows, np.matmul, sigmoid loss."""
    r = np.random.default_rng(311)
    X = r.normal(size=(8, 4)).astype(dtype)
    t = r.integers(0, 2, (8, 1)).astype(dtype)
    keep = 0.75
    M0 = (r.uniform(size=X.shape) < keep) / keep
    M1 = (r.uniform(size=(8, 5)) < keep).astype(dtype)

    def forward(W1, b1, W2, b2):
        h = np.tanh(np.matmul(X * M0, W1) + b1)
        h = h * M1 / keep
        z = np.matmul(h, W2) + b2
        return np.mean(np.maximum(z, 0) - z * t + np.log(1 + np.exp(-np.abs(z))))

    def backward(W1, b1, W2, b2):
        a = np.tanh(np.matmul(X * M0, W1) + b1)
        h = a * M1 / keep
        z = np.matmul(h, W2) + b2
        dz = (1 / (1 + np.exp(-z)) - t) / len(t)
        dW2 = np.matmul(h.T, dz)
        db2 = dz.sum(axis=0, keepdims=True)
        dh = np.matmul(dz, W2.T)
        da = dh * M1 / keep
        ds = da * (1 - a**2)
        dW1 = np.matmul((X * M0).T, ds)
        db1 = ds.sum(axis=0, keepdims=True)
        return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2, "dX": np.matmul(ds, W1.T) * M0}

    P = {"W1": (4, 5), "b1": (1, 5), "W2": (5, 1), "b2": (1, 1)}
    return forward, backward, {k: r.normal(size=s).astype(dtype) for k, s in P.items()}


ONE, TWO = ("W1", "b1"), ("W1", "b1", "W2", "b2")
wrong(
    word_dropout,
    "the keep rate forgotten",
    {"da = dh * M1 / keep": "da = dh * M1"},
    **dict.fromkeys(ONE, ("keep_rate", "constant")),
)
wrong(
    word_dropout,
    "the keep rate twice",
    {"da = dh * M1 / keep": "da = dh * M1 / keep / keep"},
    **dict.fromkeys(ONE, ("keep_rate", "constant", "factor")),
)
wrong(
    word_dropout,
    "the mask forgotten",
    {"da = dh * M1 / keep": "da = dh / keep"},
    **dict.fromkeys(ONE, ("mask", "left_out")),
)
wrong(
    word_dropout,
    "mask and rate forgotten",
    {"da = dh * M1 / keep": "da = dh"},
    np.float32,
    **dict.fromkeys(ONE, ("mask", "left_out")),
)
wrong(
    word_dropout,
    "the inputs without their mask",
    {"dW1 = np.matmul((X * M0).T, ds)": "dW1 = np.matmul(X.T, ds)"},
    W1=("mask", "wrong_operand"),
)
wrong(
    word_dropout,
    "the units before dropout",
    {"dW2 = np.matmul(h.T, dz)": "dW2 = np.matmul(a.T, dz)"},
    W2=("wrong_operand", "mask"),
)
wrong(
    word_dropout,
    "tanh's slope at the dropped units",
    {"ds = da * (1 - a**2)": "ds = da * (1 - h**2)"},
    **dict.fromkeys(ONE, ("wrong_operand", "other_layer", "formula")),
)
wrong(
    word_dropout,
    "the second weight stepped first",
    {"dh = np.matmul(dz, W2.T)": "dh = np.matmul(dz, (W2 - 0.8 * dW2).T)"},
    **dict.fromkeys(ONE, "updated"),
)
wrong(
    word_dropout,
    "a bias without its row",
    {"db1 = ds.sum(axis=0, keepdims=True)": "db1 = ds.sum(axis=0)"},
    b1="reshaped",
)
wrong(
    word_dropout,
    "a bias for every sample",
    {"db1 = ds.sum(axis=0, keepdims=True)": "db1 = ds"},
    b1=("unsummed", "shape"),
)
wrong(
    word_dropout,
    "clipped at 0.02",
    {"dW2 = np.matmul(h.T, dz)": "dW2 = np.clip(np.matmul(h.T, dz), -0.02, 0.02)"},
    W2="clipped",
)
wrong(
    word_dropout,
    "the signal clipped",
    {"dh = np.matmul(dz, W2.T)": "dh = np.clip(np.matmul(dz, W2.T), -0.05, 0.05)"},
    **dict.fromkeys(ONE, "clipped"),
)
wrong(
    word_dropout,
    "half of the gradient",
    {"dW1 = np.matmul((X * M0).T, ds)": "dW1 = 0.5 * np.matmul((X * M0).T, ds)"},
    W1=("factor", "square"),
)


@base
def cast_down(dtype):
    """Signals cast to float32 on the way, products with out=, in-place steps, assertions."""
    r = np.random.default_rng(312)
    X = r.normal(size=(5, 3)).astype(dtype)
    Y = r.normal(size=(5, 2)).astype(dtype)
    buffer = np.empty((5, 4), dtype)

    def forward(net):
        hidden = X.dot(net["fc1"]["W"])
        hidden += net["fc1"]["b"]
        hidden = 1 / (1 + np.exp(-hidden))
        out = hidden.dot(net["fc2"]["W"])
        assert out.shape == (5, 2), out.shape
        loss = np.square(out - Y).mean(axis=1).sum()
        if np.isnan(loss):
            raise ValueError("nan")
        return loss

    def backward(net):
        np.dot(X, net["fc1"]["W"], out=buffer)
        np.add(buffer, net["fc1"]["b"], out=buffer)
        hidden = 1 / (1 + np.exp(-buffer))
        out = hidden.dot(net["fc2"]["W"])
        dout = np.multiply(out - Y, 2 / Y.shape[1])
        grads = {"fc1": {}, "fc2": {"dW": hidden.T.dot(dout)}}
        dhidden = dout.dot(net["fc2"]["W"].T).astype("f")
        dhidden *= hidden
        dhidden *= 1 - hidden
        grads["fc1"]["dW"] = X.T.dot(dhidden)
        grads["fc1"]["db"] = dhidden.sum(axis=0)
        return grads

    net = {
        "fc1": {"W": r.normal(size=(3, 4)).astype(dtype), "b": r.normal(size=4).astype(dtype)},
        "fc2": {"W": r.normal(size=(4, 2)).astype(dtype)},
    }
    return forward, backward, net


FC1, FC = ("fc1.W", "fc1.b"), ("fc1.W", "fc1.b", "fc2.W")
wrong(
    cast_down,
    "the first half of the slope",
    {"dhidden *= 1 - hidden": "dhidden *= 1"},
    **dict.fromkeys(FC1, "formula"),
)
wrong(
    cast_down,
    "samples for columns",
    {"2 / Y.shape[1]": "2 / Y.shape[0]"},
    **dict.fromkeys(FC, ("count", "factor")),
)
wrong(
    cast_down,
    "the square's 2 and the mean's half",
    {"dout = np.multiply(out - Y, 2 / Y.shape[1])": "dout = (out - Y) * 2"},
    np.float32,
    **dict.fromkeys(FC, ("mean", "doubled", "constant")),
)
wrong(
    cast_down,
    "averaged over samples, too",
    {"2 / Y.shape[1]": "2 / Y.size"},
    **dict.fromkeys(FC, ("divided", "count", "mean_twice")),
)
wrong(
    cast_down,
    "a nan in the corner",
    {
        'grads["fc1"]["db"] = dhidden.sum(axis=0)': (
            'grads["fc1"]["db"] = dhidden.sum(axis=0)\n        grads["fc1"]["db"][0] = np.nan'
        )
    },
    **{"fc1.b": "nan"},
)
wrong(
    cast_down,
    "a weight's gradient of another shape",
    {'"dW": hidden.T.dot(dout)': '"dW": hidden.T.dot(dout)[:, :1]'},
    **{"fc2.W": "shape"},
)
wrong(
    cast_down,
    "the bias never computed",
    {'grads["fc1"]["db"] = dhidden.sum(axis=0)': 'grads["fc1"]["db"] = np.zeros_like(buffer[0])'},
    **{"fc1.b": "zero"},
)
wrong(
    cast_down,
    "one row alone",
    {'grads["fc1"]["db"] = dhidden.sum(axis=0)': 'grads["fc1"]["db"] = dhidden[0]'},
    **{"fc1.b": "one_sample"},
)
wrong(
    cast_down,
    "the bias by the hidden units",
    {"dhidden.sum(axis=0)": "hidden.sum(axis=0)"},
    **{"fc1.b": ("from_other", "unknown")},
)
