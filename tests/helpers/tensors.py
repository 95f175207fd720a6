"""텐서를 시험할 때 함께 쓰는 것. What tests of tensors share."""

import math
import warnings

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from micrograd_ko import NumericWarning, set_language

SEEDS = st.integers(0, 2**32 - 1)


def same(found, expected, rtol=0.0, atol=0.0):
    assert np.shape(found) == np.shape(expected)
    np.testing.assert_allclose(found, expected, rtol=rtol, atol=atol)


@st.composite
def points(draw, row, least=1):
    """Arrays within the row's domain that broadcast, no two entries near each other, none near a
    kink.
    """
    shapes = draw(
        nps.mutually_broadcastable_shapes(
            num_shapes=len(row.inputs), max_dims=2, min_side=least, max_side=3
        )
    ).input_shapes
    rng = np.random.default_rng(draw(SEEDS))
    while True:
        places, found = rng.permutation(60), []
        for shape, (low, high) in zip(shapes, row.domain, strict=True):
            size = math.prod(shape)
            found.append((low + (places[:size] + 0.5) / 60 * (high - low)).reshape(shape))
            places = places[size:]
        if row.special is None or np.all(np.abs(row.special(*found)) > 0.04):
            return found, rng


def upstream_for(rng, shape):
    """Never all ones, never near 0."""
    return rng.uniform(0.3, 2, shape) * rng.choice([-1.0, 1.0], shape)


def slopes(f, inputs, i, h=1e-3):
    """Central differences of the number f(*inputs) by each entry of the i-th input, one Richardson
    step.
    """
    found = np.zeros(np.shape(inputs[i]))
    for at in np.ndindex(found.shape):

        def central(step, at=at):
            low, high = inputs[i].copy(), inputs[i].copy()
            low[at], high[at] = low[at] - step, high[at] + step
            return (
                f(*inputs[:i], high, *inputs[i + 1 :]) - f(*inputs[:i], low, *inputs[i + 1 :])
            ) / (2 * step)

        found[at] = (4 * central(h / 2) - central(h)) / 3
    return found


def reported(action):
    """Run an action and give what it warns of, in each language.

    Only NumericWarnings that point at the action's own line are let through: an action is a
    function of the test, such as ``lambda: y.backward()``, for the reader's line lies in it.
    """
    found = []
    for language in ("ko", "en"):
        set_language(language)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            result = action()
        assert all(
            w.category is NumericWarning and w.filename == action.__code__.co_filename
            for w in caught
        ), [str(w.message) for w in caught]
        found.append([str(w.message) for w in caught])
    set_language("ko")
    return found[0], found[1], result
