"""SciPy의 특수 함수를 쓰는 코드.

Use special functions of SciPy in the forward pass, where it is installed.
"""

import numpy as np
from scipy.special import erf, expit, logsumexp, softmax

from tests.handwritten.programs import program


@program("scipy: expit as the activation", float32=True)
def expit_network(dtype):
    rng = np.random.default_rng(270)
    x = rng.normal(size=(4, 3)).astype(dtype)
    t = rng.random((4, 2)).astype(dtype)

    def forward(wih, who):
        hidden = expit(np.dot(x, wih))
        final = expit(np.dot(hidden, who))
        return np.sum((t - final) ** 2) / 2

    def gradients(wih, who):
        hidden = expit(np.dot(x, wih))
        final = expit(np.dot(hidden, who))
        output_errors = (final - t) * final * (1.0 - final)
        hidden_errors = np.dot(output_errors, who.T) * hidden * (1.0 - hidden)
        return np.dot(x.T, hidden_errors), np.dot(hidden.T, output_errors)

    P = {"wih": rng.normal(size=(3, 5)), "who": rng.normal(size=(5, 2))}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("scipy: logsumexp with axis and keepdims", float32=True)
def logsumexp_scipy(dtype):
    rng = np.random.default_rng(271)
    X = rng.normal(size=(6, 3)).astype(dtype)
    y = rng.integers(0, 4, 6)

    def forward(W, b):
        z = X @ W + b
        log_p = z - logsumexp(z, axis=1, keepdims=True)
        return -log_p[np.arange(6), y].mean()

    def gradients(W, b):
        d = softmax(X @ W + b, axis=1)
        d[np.arange(6), y] -= 1
        return X.T @ d / 6, d.mean(axis=0)

    P = {"W": rng.normal(size=(3, 4)), "b": rng.normal(size=4)}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("scipy: exact GELU by erf", float32=True)
def gelu_erf(dtype):
    rng = np.random.default_rng(272)
    x = rng.normal(size=(5, 4)).astype(dtype)
    t = rng.normal(size=(5, 2)).astype(dtype)

    def forward(W1, W2):
        z = x @ W1
        h = 0.5 * z * (1 + erf(z / np.sqrt(2)))
        return np.mean((h @ W2 - t) ** 2)

    def gradients(W1, W2):
        z = x @ W1
        cdf = 0.5 * (1 + erf(z / np.sqrt(2)))
        d = 2 * (z * cdf @ W2 - t) / t.size
        pdf = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
        return {"W1": x.T @ (d @ W2.T * (cdf + z * pdf)), "W2": (z * cdf).T @ d}

    P = {"W1": rng.normal(size=(4, 3)), "W2": rng.normal(size=(3, 2))}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("scipy: softmax(axis=-1) of a hidden layer, tanh output", float32=True)
def softmax_scipy(dtype):
    rng = np.random.default_rng(273)
    x = rng.normal(size=(5, 3)).astype(dtype)
    t = rng.normal(size=(5, 2)).astype(dtype)

    def forward(A, B):
        a = softmax(x @ A, axis=-1)
        return 0.5 * np.sum((np.tanh(a @ B) - t) ** 2)

    def gradients(A, B):
        a = softmax(x @ A, axis=-1)
        o = np.tanh(a @ B)
        d = (o - t) * (1 - o**2)
        da = d @ B.T
        return x.T @ (a * (da - (a * da).sum(-1, keepdims=True))), a.T @ d

    P = {"A": rng.normal(size=(3, 4)), "B": rng.normal(size=(4, 2))}
    return forward, gradients, {k: v.astype(dtype) for k, v in P.items()}
