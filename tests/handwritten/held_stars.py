"""from numpy import *로 쓴 것들과 math로 쓴 수들.

Programs with names from numpy import *, and scalar ones with math.
"""

import math

from numpy import *

from tests.handwritten.mutations import base, wrong


@base
def starred(dtype):
    """Three lines a layer with bare names: dot, exp, mean, ones, transpose."""
    r = random.default_rng(281)
    inputs = r.normal(size=(5, 3)).astype(dtype)
    outputs = r.uniform(size=(5, 2)).astype(dtype)
    w_hidden = r.normal(size=(3, 4)).astype(dtype)
    w_output = r.normal(size=(4, 2)).astype(dtype)

    def think(w_hidden, w_output):
        hidden = 1 / (1 + exp(-dot(inputs, w_hidden)))
        return hidden, 1 / (1 + exp(-dot(hidden, w_output)))

    def error(w_hidden, w_output):
        hidden, guess = think(w_hidden, w_output)
        return mean(square(outputs - guess))

    def adjust(w_hidden, w_output):
        hidden, guess = think(w_hidden, w_output)
        guess_error = outputs - guess
        guess_delta = guess_error * guess * (1 - guess)
        hidden_error = dot(guess_delta, transpose(w_output))
        hidden_delta = hidden_error * hidden * (1 - hidden)
        factor = -2.0 / outputs.size
        return factor * dot(transpose(inputs), hidden_delta), factor * dot(hidden.T, guess_delta)

    return error, adjust, [w_hidden, w_output]


STARS = ("w_hidden", "w_output")
wrong(starred, "the minus", {"factor = -2.0": "factor = 2.0"}, **dict.fromkeys(STARS, "sign"))
wrong(starred, "the 2", {"factor = -2.0": "factor = -1.0"}, **dict.fromkeys(STARS, "square"))
wrong(
    starred,
    "samples, not numbers",
    {"/ outputs.size": "/ len(outputs)"},
    **dict.fromkeys(STARS, "count"),
)
wrong(
    starred,
    "no mean",
    {"factor = -2.0 / outputs.size": "factor = -2.0"},
    float32,
    **dict.fromkeys(STARS, "mean"),
)
wrong(
    starred,
    "the hidden slope",
    {"hidden_error * hidden * (1 - hidden)": "hidden_error"},
    w_hidden="left_out",
)
wrong(
    starred,
    "the guess's slope",
    {"guess_delta = guess_error * guess * (1 - guess)": "guess_delta = guess_error"},
    **dict.fromkeys(STARS, "left_out"),
)
wrong(
    starred,
    "the error for the delta",
    {"dot(guess_delta, transpose(w_output))": "dot(guess_error, transpose(w_output))"},
    w_hidden=("left_out", "wrong_signal"),
)
wrong(
    starred,
    "three times",
    {"factor = -2.0 / outputs.size": "factor = -6.2 / outputs.size"},
    **dict.fromkeys(STARS, "factor"),
)
wrong(
    starred,
    "transposed",
    {"factor * dot(transpose(inputs), hidden_delta)": "factor * dot(hidden_delta.T, inputs)"},
    w_hidden="transpose",
)


@base
def single_neuron(dtype):
    """One neuron of two weights and a bias as plain numbers, math.exp, an epoch of samples."""
    data = [(1.0, 0.5, 1), (-0.5, 2.0, 0), (1.5, -1.0, 1), (0.3, 0.8, 0)]

    def predict(w1, w2, b, x1, x2):
        return 1 / (1 + math.exp(-(w1 * x1 + w2 * x2 + b)))

    def loss(w1, w2, b):
        total = 0.0
        for x1, x2, y in data:
            p = predict(w1, w2, b, x1, x2)
            total -= y * math.log(p) + (1 - y) * math.log(1 - p)
        return total / len(data)

    def gradient(w1, w2, b):
        g1 = g2 = g3 = 0.0
        for x1, x2, y in data:
            delta = predict(w1, w2, b, x1, x2) - y
            g1 += delta * x1
            g2 += delta * x2
            g3 += delta
        n = len(data)
        return {"w1": g1 / n, "w2": g2 / n, "b": g3 / n}

    return loss, gradient, {"w1": 0.4, "w2": -0.3, "b": 0.15}


NEURON = ("w1", "w2", "b")
wrong(
    single_neuron,
    "the other input",
    {"g2 += delta * x2": "g2 += delta * x1"},
    w2=("wrong_operand", "swapped"),
)
wrong(single_neuron, "one not divided", {'"b": g3 / n': '"b": g3'}, b="mean")
wrong(
    single_neuron,
    "the last sample",
    {"g1 += delta * x1": "g1 = delta * x1"},
    w1=("one_use", "one_sample"),
)
wrong(
    single_neuron,
    "y - p",
    {"delta = predict(w1, w2, b, x1, x2) - y": "delta = y - predict(w1, w2, b, x1, x2)"},
    **dict.fromkeys(NEURON, "sign"),
)
wrong(
    single_neuron,
    "the slope too",
    {
        "delta = predict(w1, w2, b, x1, x2) - y": (
            "p = predict(w1, w2, b, x1, x2)\n            delta = (p - y) * p * (1 - p)"
        )
    },
    **dict.fromkeys(NEURON, "twice"),
)
wrong(
    single_neuron,
    "averages of the wrong number",
    {"n = len(data)": "n = 3"},
    **dict.fromkeys(NEURON, ("count", "factor")),
)


@base
def vectorised(dtype):
    """A scalar activation through vectorize, its derivative through another."""
    r = random.default_rng(282)
    X = r.normal(size=(4, 3)).astype(dtype)
    y = r.normal(size=(4, 1)).astype(dtype)

    def squash(z):
        return z / math.sqrt(1 + z * z)

    def squash_slope(z):
        return 1 / (1 + z * z) ** 1.5

    f, df = vectorize(squash), vectorize(squash_slope)

    def forward(A, B):
        h = f(dot(X, A))
        return sum((dot(h, B) - y) ** 2) / 2

    def backward(A, B):
        z = dot(X, A)
        h = f(z)
        e = dot(h, B) - y
        return {"A": dot(X.T, dot(e, B.T) * df(z)), "B": dot(h.T, e)}

    return (
        forward,
        backward,
        {
            "A": r.normal(size=(3, 4)).astype(dtype),
            "B": r.normal(size=(4, 1)).astype(dtype),
        },
    )


wrong(
    vectorised,
    "the slope forgotten",
    {"dot(e, B.T) * df(z)": "dot(e, B.T)"},
    A="left_out",
)
wrong(vectorised, "the slope at the output", {"* df(z)": "* df(h)"}, A="wrong_point")
wrong(vectorised, "the function for its slope", {"* df(z)": "* f(z)"}, A="formula")
wrong(
    vectorised,
    "the power one",
    {"(1 + z * z) ** 1.5": "(1 + z * z) ** 0.5"},
    A=("formula", "power_rule", "share_missing"),
)
wrong(vectorised, "z for h", {"dot(h.T, e)": "dot(z.T, e)"}, B="wrong_operand")
wrong(
    vectorised,
    "the half twice",
    {"e = dot(h, B) - y": "e = (dot(h, B) - y) / 2"},
    A=("constant", "divided", "factor", "square"),
    B=("constant", "divided", "factor", "square"),
)
