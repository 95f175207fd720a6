"""맞다고 적힌 기울기는 정말 맞다: 수치 미분과 견준다.

Hold what the programs call their gradients beside central differences, which know nothing of them.
"""

import ast

import numpy as np
import pytest

from tests.handwritten.programs import (
    call,
    cases,
    gradients_of,
    leaves,
    loss_of,
    program,
    replaced,
    right_programs,
)

PROGRAMS = right_programs()
each_program = pytest.mark.parametrize("name", PROGRAMS)
SAMPLED = 40  # entries of an array that are nudged


def nudged(made, path, place, by):
    """The loss with one entry moved: in place, so that whoever holds the array sees it."""
    forward, gradients, parameters = made
    leaf = leaves(parameters)[path]
    if not isinstance(leaf, np.ndarray):
        return loss_of((forward, gradients, replaced(parameters, path, leaf + by)))
    kept = leaf[place]
    leaf[place] = kept + by
    try:
        return loss_of(made)
    finally:
        leaf[place] = kept


def slope(made, path, place, step):
    """The derivative by five points, whose error is of the fourth order."""
    near = nudged(made, path, place, step) - nudged(made, path, place, -step)
    far = nudged(made, path, place, 2 * step) - nudged(made, path, place, -2 * step)
    return (8 * near - far) / (12 * step)


def worst(made, precision):
    """The largest error of a gradient, relative to the largest entry of all gradients."""
    found = gradients_of(made)
    # two steps, for a long one may cross a kink; no wrong gradient agrees with either
    steps = [max(1e-4, precision**0.5)] if precision else [1e-4, 1e-6]
    parameters = leaves(made[2])
    scale = max(float(np.abs(g).max()) for g in found.values())
    errors = [0.0]
    for path, leaf in parameters.items():
        assert found[path].shape == np.shape(leaf), path
        places = list(np.ndindex(np.shape(leaf)))
        chosen = np.random.default_rng(0).permutation(len(places))[:SAMPLED]
        own = max(float(np.abs(found[path]).max()), 1e-3 * scale)
        errors += [
            min(abs(slope(made, path, places[i], h) - float(found[path][places[i]])) for h in steps)
            / own
            for i in chosen
        ]
    return max(errors)


@each_program
def test_gradients_are_right(name):
    each = PROGRAMS[name]
    assert worst(each.make(np.float64), each.precision) <= max(1e-6, 10 * each.precision)


def test_a_wrong_gradient_is_seen():
    def make(dtype):
        x = np.arange(3.0)
        return lambda w: np.sum((w * x) ** 2), lambda w: 2.001 * w * x**2, {"w": np.ones(3)}

    assert worst(make(float), 0.0) == pytest.approx(5e-4, rel=1e-3)


@pytest.mark.parametrize("name", [name for name, each in PROGRAMS.items() if each.float32])
def test_gradients_in_float32_are_those_of_float64(name):
    make = PROGRAMS[name].make
    exact, rough = gradients_of(make(np.float64)), gradients_of(make(np.float32))
    scale = max(float(np.abs(g).max()) for g in exact.values())
    for path, right in exact.items():
        assert np.abs(rough[path] - right).max() <= 2e-5 * scale, path


@each_program
def test_every_parameter_matters_and_none_is_changed(name):
    made = PROGRAMS[name].make(np.float64)
    before = {path: np.array(leaf) for path, leaf in leaves(made[2]).items()}
    first = loss_of(made)
    found = gradients_of(made)
    assert np.isfinite(first) and loss_of(made) == first
    for path, leaf in leaves(made[2]).items():
        assert np.array_equal(before[path], leaf) and np.abs(found[path]).max() > 0, path


@each_program
def test_source_stands_alone(name):
    """Its text can be changed and run again, with its module's globals alone."""
    each = PROGRAMS[name]
    found: dict = {}
    exec(compile(ast.parse(each.source), name, "exec"), {**each.make.__globals__}, found)
    assert loss_of(found[name](np.float64)) == loss_of(each.make(np.float64))


def test_the_corpus_is_large_and_its_calls_are_by_name():
    assert len(list(cases())) >= 400
    assert call(lambda a, b: a - b, {"b": 1, "a": 3}) == 2


def test_names_are_taken_once():
    with pytest.raises(ValueError, match="two programs are called"):

        @program("another")
        def softmax_regression_rows(dtype):
            return None
