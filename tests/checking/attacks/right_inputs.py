"""받는 것이 여러 가지인 맞는 함수: 입력의 꼴, 많은 수, 부르는 법.

Right functions, called in many ways: inputs of many forms, many entries, nan and inf among them.
"""

from functools import partial

import numpy as np

import micrograd_ko
from micrograd_ko import Tensor, Value
from micrograd_ko.nn import MLP

from .cases import right

# ── what is given ──


@right("inputs", "a whole number")
def _():
    return lambda n: n * n + 1 / n, (3,)


@right("inputs", "an array of whole numbers")
def _():
    return lambda x: (x * x).cumsum(), (np.array([1, 0, -2]),)


@right("inputs", "a list of lists")
def _():
    return lambda A: A @ A.T, ([[1.0, 2.0, 3.0], [0.5, 0.1, 0.2]],)


@right("inputs", "a number of float32")
def _():
    return lambda x: x.tanh(), (np.float32(0.5),)


@right("inputs", "an array of one number, and one without axes")
def _():
    return lambda a, b: a * b + b.sin(), (Tensor(np.array(2.0)), np.array([0.5]))


@right("inputs", "a transposed view and one with a stride")
def _():
    return lambda A, b: A @ b, (
        np.array([[1.0, 2.0, 3.0], [0.5, 0.1, 0.2]]).T,
        np.arange(4.0)[::2],
    )


@right("inputs", "an array that is read only")
def _():
    fixed = np.array([1.0, -2.0])
    fixed.flags.writeable = False
    return lambda x: x.exp().sum(), (fixed,)


@right("inputs", "the same node twice")
def _():
    x = Value(0.7, "x")
    return lambda a, b: a * a * b, (x, x)


@right("inputs", "two Tensors over one array")
def _():
    shared = np.array([1.0, 2.0])
    return lambda a, b: a * a * b, (Tensor(shared), Tensor(shared))


@right("inputs", "Values that the function reads itself")
def _():
    a, b = Value(1.0, "a"), Value(2.0, "b")
    return lambda: (a - b).relu() + a * b, (a, b)


@right("inputs", "a leaf that is used in two graphs")
def _():
    a = Value(1.0, "a")
    (a * a).backward()
    return lambda a: a.exp() * a, (a,)


@right("inputs", "a row of the table as it stands")
def _():
    return micrograd_ko.sinc, (np.array([0.0, 0.5, 2.0]),)


@right("inputs", "a method, by its class")
def _():
    return Tensor.softmax, (np.array([0.1, 0.5, -0.3]),)


@right("inputs", "a function with its options filled in")
def _():
    return partial(np.sum, axis=0), (np.array([[1.0, 2.0], [0.5, 0.1], [3.0, 1.0]]),)


@right("inputs", "a model, by its input")
def _():
    model = MLP(3, [2, 1], activation="relu", rng=0)
    return lambda x: model(x), (np.array([[0.5, -1.0, 0.2], [0.0, 0.0, 0.0]]),)


@right("inputs", "nan among the entries")
def _():
    return lambda x: x * x, (np.array([np.nan, 1.0, -2.0]),)


@right("inputs", "nan and inf that where leaves out")
def _():
    return lambda x: np.where(np.isfinite(x), x * x, 0.0), (np.array([np.nan, 1.0, np.inf]),)


@right("inputs", "inf, of which the result is finite")
def _():
    return lambda x: x.sigmoid(), (np.array([np.inf, 1.0, -np.inf]),)


@right("inputs", "-0.0")
def _():
    return lambda x: [x.relu(), x * x, 1 / (2 + x)], (np.array([-0.0, 0.0]),)


# ── many entries: directions that go through many kinks at once ──


@right("many", "relu of zeros")
def _():
    return lambda x: x.relu(), (np.zeros(3),)


@right("many", "relu of 60 zeros")
def _():
    return lambda x: x.relu(), (np.zeros(60),)


@right("many", "relu of 42 numbers, half of them 0")
def _():
    return lambda x: x.relu() * x.sin(), (np.arange(42) % 2 * np.linspace(-1, 1, 42),)


@right("many", "abs and clip of 60 whole numbers")
def _():
    return lambda x: abs(x) + np.clip(x, -1, 1), (np.arange(60.0) % 5 - 2,)


@right("many", "sorting 60 numbers with ties")
def _():
    """Of more than two equal entries the middle one's slope is none of those at its sides."""
    return lambda x: np.sort(x) * np.arange(60.0), (np.arange(60.0) % 7,)


@right("many", "the middle one of three equal ones")
def _():
    return lambda x: np.sort(x) * np.array([1.0, 5.0, 2.0]), (np.zeros(3),)


@right("many", "the largest three of five equal ones")
def _():
    return lambda x: np.sort(x)[2:] * np.array([1.0, 9.0, -3.0]), (np.ones(5),)


@right("many", "the largest of 60 equal ones")
def _():
    return lambda x: x.max(), (np.ones((6, 10)),)


@right("many", "maximum of two equal arrays of 50")
def _():
    return np.maximum, (np.linspace(-1, 1, 50), np.linspace(-1, 1, 50))


@right("many", "log of 60 numbers, some of them 0")
def _():
    return lambda x: x.log(), (np.arange(60.0) % 10,)


@right("many", "x % 1 of 60 whole numbers")
def _():
    return lambda x: x % 1.0, (np.arange(60.0) - 30,)


@right("many", "60 numbers from 1e-10 to 1e10")
def _():
    return lambda x: (x * x).sum() + x.log().sum(), (np.logspace(-10, 10, 60),)


@right("many", "a softmax of 60 numbers, most of them far down")
def _():
    return lambda x: x.softmax(), (np.linspace(-300, 5, 60),)


@right("many", "norms of 30 rows, one of zeros")
def _():
    return lambda x: np.linalg.norm(x, axis=1), (np.arange(60.0).reshape(30, 2) // 2,)


@right("many", "a product of 50 numbers, two of them 0")
def _():
    return np.prod, (np.where(np.arange(50) % 25 == 3, 0.0, 1.1),)
