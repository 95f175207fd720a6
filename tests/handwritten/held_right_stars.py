"""from numpy import *로 쓴 맞는 것들.

Right programs with names from numpy import *.
"""

import math

from numpy import *

from tests.handwritten.programs import program


@program("from numpy import *: dot, exp, mean, square, ones", float32=True)
def bare_names(dtype):
    r = random.default_rng(481)
    X = c_[ones((5, 1)), r.normal(size=(5, 2))].astype(dtype)
    y = r.normal(size=(5, 1)).astype(dtype)

    def cost(theta):
        return mean(square(dot(X, theta) - y)) / 2

    def slope(theta):
        return dot(X.T, dot(X, theta) - y) / len(y)

    return cost, slope, {"theta": r.normal(size=(3, 1)).astype(dtype)}


@program("vectorize of scalar functions with math, an Elliott sigmoid")
def elliott(dtype):
    r = random.default_rng(482)
    X = r.normal(size=(4, 3))
    y = r.normal(size=(4, 2))
    f = vectorize(lambda z: 0.5 * z / (1 + math.fabs(z)) + 0.5)
    df = vectorize(lambda z: 0.5 / (1 + math.fabs(z)) ** 2)

    def forward(W):
        return sum((f(dot(X, W)) - y) ** 2)

    def backward(W):
        z = dot(X, W)
        return dot(X.T, 2 * (f(z) - y) * df(z))

    return forward, backward, {"W": r.normal(size=(3, 2))}


@program("bare sum, abs, sqrt and where, a Charbonnier loss", float32=True)
def charbonnier(dtype):
    r = random.default_rng(483)
    X = r.normal(size=(6, 2)).astype(dtype)
    y = r.normal(size=6).astype(dtype)

    def forward(w, leak):
        z = X @ w
        h = where(z > 0, z, leak * z)
        return sum(sqrt((h - y) ** 2 + 0.01))

    def backward(w, leak):
        z = X @ w
        h = where(z > 0, z, leak * z)
        d = (h - y) / sqrt((h - y) ** 2 + 0.01)
        return {"w": X.T @ (d * where(z > 0, 1, leak)), "leak": sum(where(z > 0, 0, d * z))}

    return forward, backward, {"w": r.normal(size=2).astype(dtype), "leak": 0.2}


@program("outer, trace and eye: a quadratic form of a symmetric part", float32=True)
def symmetric_part(dtype):
    r = random.default_rng(484)
    x = r.normal(size=3).astype(dtype)
    T = r.normal(size=(3, 3)).astype(dtype)

    def forward(A):
        S = (A + A.T) / 2 + 0.1 * eye(3)
        return trace(dot(T.T, S)) + exp(-dot(x, dot(S, x)) / 10)

    def backward(A):
        S = (A + A.T) / 2 + 0.1 * eye(3)
        return (T + T.T) / 2 - exp(-dot(x, dot(S, x)) / 10) * outer(x, x) / 10

    return forward, backward, {"A": r.normal(size=(3, 3)).astype(dtype)}
