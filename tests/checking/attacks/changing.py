"""부를 때마다 달라지는 함수.

Functions, and rules, that are not the same from one call to the next: they are refused, or found
wrong.
"""

from itertools import count

import numpy as np

from micrograd_ko import Tensor, Value
from micrograd_ko.engine import plain
from tests.checking.attacks.cases import elementwise, of_arrays, wrong

KIND = "changing"


@wrong(KIND, "noise")
def _():
    rng = np.random.default_rng(0)
    return lambda x: x * x + rng.normal(), (1.5,)


@wrong(KIND, "a little noise, as a factor")
def _():
    rng = np.random.default_rng(0)
    return lambda x: x * x * (1 + 1e-3 * rng.normal()), (np.array([1.5, 2.0]),)


@wrong(KIND, "noise at every third call")
def _():
    calls, rng = count(), np.random.default_rng(0)
    return lambda x: x * x + (rng.normal() if next(calls) % 3 == 2 else 0.0), (1.5,)


@wrong(KIND, "a counter that is added")
def _():
    calls = count()
    return lambda x: x * x + next(calls), (1.5,)


@wrong(KIND, "another slope after thirty calls")
def _():
    calls = count()
    return lambda x: x * (2.0 if next(calls) < 30 else 3.0), (1.5,)


@wrong(KIND, "a slow drift after ten calls")
def _():
    calls = count()
    return lambda x: x * x * (1 + 1e-4 * max(next(calls) - 10, 0)), (Value(1.5, "x"),)


@wrong(KIND, "a global that moves every ten calls")
def _():
    state = {"calls": 0, "scale": 1.0}

    def f(x):
        state["calls"] += 1
        if state["calls"] % 10 == 0:
            state["scale"] += 0.5
        return x * state["scale"]

    return f, (1.5,)


@wrong(KIND, "the first result is kept")
def _():
    kept = {}

    def f(x):
        return kept.setdefault("y", x * x)

    return f, (1.5,)


@wrong(KIND, "numbers of the call before")
def _():
    before = {"x": 1.5}

    def f(x):
        last, before["x"] = before["x"], x.data
        return x * last

    return f, (1.5,)


@wrong(KIND, "a rule that keeps the input of the first call")
def _():
    kept = {}

    def share(g, y, a):
        return (g * 2 * kept.setdefault("a", plain(a)) + 0 * a,)

    return elementwise(lambda a: a * a, share, domain=((1.5, 1.5),)), (1.5,)


@wrong(KIND, "a rule that is off at every fifth call")
def _():
    calls = count()

    def share(g, y, a):
        return (g * (a if next(calls) % 5 == 4 else 2 * a),)

    return of_arrays(lambda a: a * a, share), (np.array([1.0, 2.0]),)


@wrong(KIND, "a rule that is off by noise")
def _():
    rng = np.random.default_rng(0)

    def share(g, y, a):
        return (g * 2 * a * (1 + 0.01 * rng.normal()),)

    return of_arrays(lambda a: a * a, share), (np.array([1.0, 2.0]),)


@wrong(KIND, "a rule that is off from its twentieth call on")
def _():
    calls = count()

    def share(g, y, a):
        return (g * a * (2 if next(calls) < 20 else 1),)

    return of_arrays(lambda a: a * a, share), (np.array([1.0, 2.0]),)


@wrong(KIND, "a running mean that follows the calls")
def _():
    state = {"mean": 0.0}

    def f(x):
        y = x - state["mean"]
        state["mean"] = 0.9 * state["mean"] + 0.1 * float(np.mean(x.data))
        return y

    return f, (np.array([1.0, 3.0]),)


@wrong(KIND, "a weight that is lowered at every call")
def _():
    w = Value(2.0, "w")

    def f(x):
        w.data *= 0.99
        return x * w

    return f, (1.5,)


@wrong(KIND, "dropout with a mask of its own")
def _():
    rng = np.random.default_rng(1)
    return lambda W: W * (rng.uniform(size=3) > 0.5) * 2.0, (np.array([1.0, 2.0, 3.0]),)


@wrong(KIND, "noise in a result that is small beside another")
def _():
    rng = np.random.default_rng(0)
    return lambda x: [x * 1e6, x * rng.uniform()], (1.5,)


@wrong(KIND, "the op changes its mind: another forward after a while")
def _():
    calls = count()

    def forward(a):
        return a * a if next(calls) < 25 else a * a + a

    return of_arrays(forward, lambda g, y, a: (g * 2 * a,)), (np.array([1.0, 2.0]),)


@wrong(KIND, "noise only where it is not the first point")
def _():
    rng = np.random.default_rng(0)
    given = Tensor([1.0, 2.0]).data.copy()

    def f(W):
        return W * W + (0.0 if np.array_equal(W.data, given) else 0.1 * rng.normal())

    return f, (given.copy(),)


@wrong(KIND, "weights clipped in place after they were used")
def _():
    def f(x, w):
        y = (x @ w).tanh()
        np.clip(w.data, -0.5, 0.5, out=w.data)
        return y

    return f, (np.ones((2, 3)), np.full((3, 2), 2.0))


@wrong(KIND, "a number within written over after it was used")
def _():
    def f(x, w):
        scaled = w * 1.0
        y = (x @ scaled).tanh()
        np.clip(scaled.data, -0.5, 0.5, out=scaled.data)
        return y

    return f, (np.ones((2, 3)), np.full((3, 2), 0.2))
