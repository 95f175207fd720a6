"""맞는 것: `from numpy import *`로 쓴 것.

Right programs under `from numpy import *`.
"""

from numpy import *
from numpy.random import default_rng

from tests.handwritten.programs import program


@program("from numpy import *: a perceptron of columns, dot and sum without a prefix", float32=True)
def without_a_prefix(dtype):
    r = default_rng(931)
    X = r.normal(size=(3, 6)).astype(dtype)
    Y = eye(2)[[0, 1, 1, 0, 1, 0]].T.astype(dtype)
    W = r.normal(size=(2, 3)).astype(dtype)
    b = zeros((2, 1), dtype)

    def forward(W, b):
        s = dot(W, X) + b
        s = s - amax(s, axis=0)
        p = exp(s) / sum(exp(s), axis=0)
        return -sum(log(p[Y == 1])) / 6

    def backward(W, b):
        s = dot(W, X) + b
        s = s - amax(s, axis=0)
        p = exp(s) / sum(exp(s), axis=0)
        d = (p - Y) / 6
        return dot(d, X.T), sum(d, 1).reshape(-1, 1)

    return forward, backward, [W, b]


@program("from numpy import *: a lognormal density, log and sqrt on scalars")
def scalars_without_a_prefix(dtype):
    x = array([0.5, 1.2, 2.0, 0.9], dtype)

    def forward(m, s):
        z = (log(x) - m) / s
        return mean(log(x) + log(s) + 0.5 * log(2 * pi) + z**2 / 2)

    def backward(m, s):
        z = (log(x) - m) / s
        return -mean(z) / s, mean(1 - z**2) / s

    return forward, backward, {"m": 0.3, "s": 0.8}
