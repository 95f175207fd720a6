"""객체로 만든 합성곱과 배치 정규화: im2col, 최대 풀링, 정규화의 세 갈래.

Convolution, pooling and batch normalisation as objects with forward and backward.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def bn_of_the_book(dtype):
    """Affine, batch normalisation by standard deviations, tanh, affine; a mean of squares."""
    r = np.random.default_rng(711)
    x = r.normal(size=(6, 3)).astype(dtype)
    goal = r.normal(size=(6, 2)).astype(dtype)

    class BatchNormalization:
        def forward(self, x, gamma, beta):
            self.gamma, self.batch_size = gamma, x.shape[0]
            mu = x.mean(axis=0)
            self.xc = x - mu
            var = np.mean(self.xc**2, axis=0)
            self.std = np.sqrt(var + 10e-7)
            self.xn = self.xc / self.std
            return gamma * self.xn + beta

        def backward(self, dout):
            self.dbeta = dout.sum(axis=0)
            self.dgamma = np.sum(self.xn * dout, axis=0)
            dxn = self.gamma * dout
            dxc = dxn / self.std
            dstd = -np.sum((dxn * self.xc) / (self.std * self.std), axis=0)
            dvar = 0.5 * dstd / self.std
            dxc += (2.0 / self.batch_size) * self.xc * dvar
            dmu = np.sum(dxc, axis=0)
            return dxc - dmu / self.batch_size

    def run(W1, gamma, beta, W2, b2):
        norm = BatchNormalization()
        h = np.tanh(norm.forward(np.dot(x, W1), gamma, beta))
        return norm, h, np.dot(h, W2) + b2

    def loss(W1, gamma, beta, W2, b2):
        return np.mean((run(W1, gamma, beta, W2, b2)[-1] - goal) ** 2)

    def gradient(W1, gamma, beta, W2, b2):
        norm, h, out = run(W1, gamma, beta, W2, b2)
        dout = 2 * (out - goal) / goal.size
        dh = np.dot(dout, W2.T)
        da = norm.backward(dh * (1 - h * h))
        return {
            "W1": np.dot(x.T, da),
            "gamma": norm.dgamma,
            "beta": norm.dbeta,
            "W2": np.dot(h.T, dout),
            "b2": dout.sum(axis=0),
        }

    P = [r.normal(size=s) for s in ((3, 4), 4, 4, (4, 2), 2)]
    names = ("W1", "gamma", "beta", "W2", "b2")
    return loss, gradient, {n: p.astype(dtype) for n, p in zip(names, P)}


BEFORE = ("W1", "gamma", "beta")
wrong(
    bn_of_the_book,
    "the root's half",
    {"dvar = 0.5 * dstd": "dvar = dstd"},
    W1=("share_factor", "power_rule"),
)
wrong(
    bn_of_the_book,
    "the variance's mean",
    {"(2.0 / self.batch_size) * self.xc": "2.0 * self.xc"},
    W1="share_factor",
)
wrong(
    bn_of_the_book,
    "the variance not differentiated",
    {"dxc += (2.0 / self.batch_size) * self.xc * dvar": "pass"},
    W1="share_missing",
)
wrong(
    bn_of_the_book,
    "the mean not differentiated",
    {"return dxc - dmu / self.batch_size": "return dxc"},
    np.float32,
    W1=("share_missing", "path_cut"),
)
wrong(
    bn_of_the_book,
    "plus for the quotient's minus",
    {"dstd = -np.sum": "dstd = np.sum"},
    W1=("share_factor", "power_rule", "formula"),
)
wrong(
    bn_of_the_book,
    "gamma forgotten",
    {"dxn = self.gamma * dout": "dxn = 1 * dout"},
    W1=("mask", "left_out", "wrong_operand"),
)
wrong(
    bn_of_the_book,
    "gamma's of the centred, not the divided",
    {"np.sum(self.xn * dout, axis=0)": "np.sum(self.xc * dout, axis=0)"},
    gamma="wrong_operand",
)
wrong(
    bn_of_the_book,
    "not divided by std",
    {"dxc = dxn / self.std": "dxc = dxn.copy()"},
    W1=("share_factor", "mask", "left_out", "wrong_operand", "unknown"),
)
wrong(
    bn_of_the_book,
    "tanh over its square forgotten",
    {"(1 - h * h)": "(1 - h)"},
    **dict.fromkeys(BEFORE, "formula"),
)
wrong(
    bn_of_the_book,
    "rows for all",
    {"/ goal.size": "/ len(goal)"},
    **dict.fromkeys((*BEFORE, "W2", "b2"), ("count", "doubled")),
)


@base
def conv_pool_of_the_book(dtype):
    """im2col, filters, ReLU, maxima of 2x2 by arg max, affine; numbers (N, C, H, W)."""
    r = np.random.default_rng(712)
    images = r.normal(size=(2, 1, 5, 5)).astype(dtype)
    t = r.normal(size=(2, 2)).astype(dtype)

    def im2col(x, size):
        n, c, h, w = x.shape
        oh, ow = h - size + 1, w - size + 1
        col = np.zeros((n, c, size, size, oh, ow), dtype=x.dtype)
        for i in range(size):
            for j in range(size):
                col[:, :, i, j] = x[:, :, i : i + oh, j : j + ow]
        return col.transpose(0, 4, 5, 1, 2, 3).reshape(n * oh * ow, -1)

    def run(W, b, V, c):
        col = im2col(images, 2)
        out = np.dot(col, W.reshape(2, -1).T) + b
        z = out.reshape(2, 4, 4, 2).transpose(0, 3, 1, 2)
        a = np.maximum(z, 0)
        windows = a.reshape(2, 2, 2, 2, 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(-1, 4)
        arg_max = np.argmax(windows, axis=1)
        pooled = np.max(windows, axis=1).reshape(2, 8)
        return col, z, windows, arg_max, pooled, np.dot(pooled, V) + c

    def forward(W, b, V, c):
        y = run(W, b, V, c)[-1]
        return 0.5 * np.sum((y - t) ** 2) / len(t)

    def backward(W, b, V, c):
        col, z, windows, arg_max, pooled, y = run(W, b, V, c)
        dy = (y - t) / len(t)
        dV, dc = np.dot(pooled.T, dy), np.sum(dy, axis=0)
        dpooled = np.dot(dy, V.T)
        dmax = np.zeros_like(windows)
        dmax[np.arange(arg_max.size), arg_max] = dpooled.flatten()
        da = dmax.reshape(2, 2, 2, 2, 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(z.shape)
        dz = da * (z > 0)
        dout = dz.transpose(0, 2, 3, 1).reshape(-1, 2)
        db = np.sum(dout, axis=0)
        dW = np.dot(col.T, dout)
        dW = dW.transpose(1, 0).reshape(W.shape)
        return {"W": dW, "b": db, "V": dV, "c": dc}

    P = {"W": (2, 1, 2, 2), "b": 2, "V": (8, 2), "c": 2}
    return forward, backward, {n: r.normal(size=s).astype(dtype) for n, s in P.items()}


wrong(
    conv_pool_of_the_book,
    "the channels not brought to the end",
    {"dout = dz.transpose(0, 2, 3, 1).reshape(-1, 2)": "dout = dz.reshape(-1, 2)"},
    W="reshape_transpose",
    b="reshape_transpose",
)
wrong(
    conv_pool_of_the_book,
    "the filters' gradient not turned",
    {"dW = dW.transpose(1, 0).reshape(W.shape)": "dW = dW.reshape(W.shape)"},
    W="reshape_transpose",
)
wrong(
    conv_pool_of_the_book,
    "the first of each window",
    {"dmax[np.arange(arg_max.size), arg_max]": "dmax[np.arange(arg_max.size), 0]"},
    W=("unknown", "formula", "mask"),
    b=("unknown", "formula", "mask"),
)
wrong(
    conv_pool_of_the_book,
    "everyone in the window",
    {
        "dmax[np.arange(arg_max.size), arg_max] = dpooled": "dmax += dpooled",
        ".flatten()": ".reshape(-1, 1)",
    },
    W=("mask", "left_out", "formula"),
    b=("mask", "left_out", "formula"),
)
wrong(
    conv_pool_of_the_book,
    "the ReLU behind the filters",
    {"dz = da * (z > 0)": "dz = da"},
    W="left_out",
    b="left_out",
)
wrong(
    conv_pool_of_the_book,
    "a plain sum for the filters' biases",
    {"db = np.sum(dout, axis=0)": "db = np.sum(dout)"},
    b=("total", "shape"),
)
wrong(
    conv_pool_of_the_book,
    "a sum of places alone",
    {"db = np.sum(dout, axis=0)": "db = np.sum(dz, axis=(2, 3))"},
    b=("unsummed", "shape"),
)
wrong(
    conv_pool_of_the_book,
    "divided by 2N",
    {"dy = (y - t) / len(t)": "dy = (y - t) / (2 * len(t))"},
    np.float32,
    **dict.fromkeys("WbVc", ("square", "constant_again", "factor", "count")),
)
