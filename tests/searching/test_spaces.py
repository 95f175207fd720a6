"""범위에서 뽑은 값은 그 안에 있고, 좁힌 범위는 좋았던 값을 담는다.

Values lie in the space they are drawn from, on its scale; what is narrowed holds the good ones.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from micrograd_ko import OptionError
from micrograd_ko.searching import choice, log_uniform, search, uniform, whole
from micrograd_ko.searching.spaces import space_of

SPACES = {
    "log": log_uniform(1e-6, 1e2),
    "uniform": uniform(-1, 0.5),
    "whole": whole(-3, 9),
    "choice": choice(["relu", None, (16, 16), 3]),
    "scipy_log": space_of("x", stats.loguniform(1e-6, 1e2)),
    "scipy_normal": space_of("x", stats.norm(2, 0.1)),
    "scipy_whole": space_of("x", stats.randint(1, 6)),
}
each_space = pytest.mark.parametrize("name", SPACES)


def draws(space, count=400, seed=0):
    rng = np.random.default_rng(seed)
    return [space.draw(rng) for _ in range(count)]


def test_magnitudes_are_as_likely_as_each_other():
    found = np.log10(draws(SPACES["log"], 4000))
    assert found.min() >= -6 and found.max() <= 2
    assert np.histogram(found, bins=8, range=(-6, 2))[0] == pytest.approx([500] * 8, rel=0.2)
    ours, theirs = np.log10(draws(SPACES["log"])), np.log10(draws(SPACES["scipy_log"]))
    np.testing.assert_allclose(ours, theirs, atol=1e-9)


def test_every_whole_number_and_every_option_comes():
    assert set(draws(SPACES["whole"])) == set(range(-3, 10))
    assert set(draws(SPACES["choice"])) == {"relu", None, (16, 16), 3}
    assert set(draws(SPACES["scipy_whole"])) == {1, 2, 3, 4, 5}
    assert all(type(x) is int for x in draws(SPACES["whole"], 5))


@each_space
@given(seed=st.integers(0, 2**32), count=st.integers(1, 5))
def test_narrowed_spaces_hold_what_was_good_and_nothing_beyond(name, seed, count):
    good = draws(SPACES[name], count, seed)
    narrow = SPACES[name].narrowed(good)
    again = draws(narrow, 30, seed + 1)
    if narrow.scale == "choice":
        assert set(again) <= set(good)
    else:
        rounding = 1e-9 * max(map(abs, good)) + 1e-9
        assert min(good) - rounding <= min(again) <= max(again) <= max(good) + rounding
    assert narrow.scale == SPACES[name].scale
    # and again, to the very ends
    assert set(map(str, draws(narrow.narrowed(good), 5, 3))) <= set(map(str, draws(narrow, 5, 3)))


@each_space
def test_scikit_learn_can_draw_from_them(name):
    source = [np.random.RandomState(0) for _ in range(2)]
    first, second = ([SPACES[name].rvs(random_state=s) for _ in range(9)] for s in source)
    assert first == second and len(set(map(str, first))) > 2
    assert SPACES[name].rvs(random_state=1) == SPACES[name].rvs(random_state=1)


@each_space
def test_spaces_are_written_for_people(name):
    assert "…" in str(SPACES[name]) or str(SPACES[name]).startswith("{")
    assert "object at" not in str(SPACES[name])


def test_scales_say_how_to_draw_them():
    found = {name: space.scale for name, space in SPACES.items()}
    assert [name for name, scale in found.items() if scale == "log"] == ["log", "scipy_log"]
    assert found["choice"] == "choice" and found["scipy_normal"] == "linear"


WRONG = {
    "log_zero": (lambda: log_uniform(0, 1), "log_uniform(0, 1)"),
    "log_backwards": (lambda: log_uniform(1, 0.1), "log_uniform(1, 0.1)"),
    "log_text": (lambda: log_uniform("1e-3", 1), "log_uniform('1e-3', 1)"),
    "infinite": (lambda: uniform(0, float("inf")), "uniform(0, inf)"),
    "uniform_empty": (lambda: uniform(1, 1), "uniform(1, 1)"),
    "whole_float": (lambda: whole(1.0, 5), "whole(1.0, 5)"),
    "whole_backwards": (lambda: whole(5, 1), "whole(5, 1)"),
    "choice_text": (lambda: choice("relu"), "choice('relu')"),
    "choice_empty": (lambda: choice([]), "choice([])"),
    "number": (lambda: search(abs, {"lr": 0.1}), "space['lr']"),
    "no_dictionary": (lambda: search(abs, [0.1]), "log_uniform(1e-6, 1)"),
    "empty": (lambda: search(abs, {}), "{}"),
    "no_name": (lambda: search(abs, {1: uniform(0, 1)}), "dict"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_spaces_are_refused_with_an_example(raised, case):
    action, words = WRONG[case]
    for sentence in raised(action, OptionError):
        assert words in sentence
