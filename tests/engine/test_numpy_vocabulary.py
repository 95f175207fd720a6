"""NumPy의 모든 함수를 Tensor로 불러 본다: 대답이 있거나, 여기의 오류가 있다.

Calls everything in NumPy with Tensors: there is an answer, or an error of this package's; and the
list of answers beside this file is what the engine does.
"""

import traceback
import warnings
from inspect import CO_VARARGS, CO_VARKEYWORDS, Parameter, signature
from pathlib import Path

import numpy as np
import pytest

import micrograd_ko
from micrograd_ko import DetachedWarning, MicrogradError, Tensor, Value
from micrograd_ko.engine.numpy_calls import parameters
from micrograd_ko.engine.numpy_functions import FUNCTIONS, PLAIN
from tests.helpers.sharing import since_numpy
from tests.vocabulary import MODULES, PAGE, VERSION, answer, of_autograd, offered, page

HERE = str(Path(micrograd_ko.__file__).parent)
FORMS = {
    "f(matrix)": lambda f, t, v: f(t),
    "f(vector)": lambda f, t, v: f(v),
    "f(number)": lambda f, t, v: f(v[0]),
    "f(t, t)": lambda f, t, v: f(t, t),
    "f(t, 1)": lambda f, t, v: f(t, 1),
    "f([t, t])": lambda f, t, v: f([t, t]),
    "f(t, t, t)": lambda f, t, v: f(t, t, t),
    "f(v, [0, 1])": lambda f, t, v: f(v, [0, 1]),
    "f(array, t)": lambda f, t, v: f(np.eye(3), t),
    "f([1], t)": lambda f, t, v: f([1.0], t),
    "f('i,i', v, v)": lambda f, t, v: f("i,i", v, v),
}
NAMES = [
    (module, name)
    for module in MODULES
    for name in sorted(dir(module))
    if not name.startswith("_")
    and callable(getattr(module, name))
    and not isinstance(getattr(module, name), type)
    and name not in ("test", "info", "show_config", "show_runtime")
]


def taken_by_name(meaning):
    """Is it a function of this package's that is given NumPy's arguments by their names?"""
    flags = getattr(meaning, "__code__", None)
    return flags is not None and not flags.co_flags & (CO_VARARGS | CO_VARKEYWORDS)


def foreign(error):
    """Did an error of somebody else's pass through this package?"""
    frames = traceback.extract_tb(error.__traceback__)
    return any(frame.filename.startswith(HERE) for frame in frames)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__)
def test_no_error_is_foreign(module, form, tmp_path, monkeypatch):
    """What NumPy refuses before it asks a Tensor, as too many arguments, are its own words."""
    monkeypatch.chdir(tmp_path)
    wrong = []
    for home, name in NAMES:
        if home is not module:
            continue
        t = Tensor([[4.0, 1.0, 2.0], [1.0, 5.0, 0.5], [2.0, 0.5, 6.0]], "t")
        v = Tensor([0.3, 0.7, 0.9], "v")
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                warnings.simplefilter("error", DetachedWarning)
                FORMS[form](getattr(module, name), t, v)
        except (MicrogradError, DetachedWarning):
            pass
        except Exception as error:
            if foreign(error):
                wrong.append(f"{name}: {type(error).__name__}: {error}")
        assert t.data.tolist()[0] == [4.0, 1.0, 2.0], f"{name} changed its input"
    assert wrong == []


def test_no_answer_carries_numbers_away():
    """Of functions that answer with plain numbers none moves with its input."""
    rng = np.random.default_rng(0)
    x = rng.uniform(0.1, 0.9, (3, 3))
    moved = x + 1e-9 * rng.normal(size=x.shape)
    wrong = []
    for function in {*PLAIN} - {np.empty_like}:  # which gives whatever there was
        try:
            now, then = (function(Tensor(at)) for at in (x, moved))
        except Exception:
            continue
        if not isinstance(now, str) and not np.all(np.asarray(now) == np.asarray(then)):
            wrong.append(function.__name__)
    assert wrong == []


def test_the_list_is_what_the_engine_does():
    written = PAGE.read_text(encoding="utf-8")
    if f"NumPy {VERSION}\n" not in written:
        pytest.skip("the list is of another version of NumPy")
    assert written == page(), "python -m tests.vocabulary --write"


@since_numpy("2.1.0")  # before, a ufunc does not tell its module
def test_most_of_what_autograd_differentiates_is_here():
    theirs = of_autograd()
    assert len(theirs) > 100
    here = [name for name, function in theirs.items() if function in FUNCTIONS]
    assert len(here) >= WANTED


WANTED = 112


BY_HAND = [
    (function, meaning)
    for function, meaning in FUNCTIONS.items()
    if taken_by_name(meaning) and not isinstance(function, np.ufunc)
]


@since_numpy("2.4.0")  # whose names and defaults are ours; before, many functions tell none
@pytest.mark.parametrize(("function", "meaning"), BY_HAND, ids=lambda f: f.__name__)
def test_arguments_have_numpys_names_and_defaults(function, meaning):
    theirs = {p.name: p.default for p in parameters(function)}
    if any(p.kind is Parameter.VAR_KEYWORD for p in parameters(function)):
        return  # NumPy itself has no names for them, as np.pad
    for p in signature(meaning).parameters.values():
        assert p.name in theirs, p.name
        if p.default is not Parameter.empty and theirs[p.name] is not np._NoValue:
            assert p.default == theirs[p.name] or theirs[p.name] is None, p.name


def test_nothing_is_both():
    assert not {*FUNCTIONS} & {*PLAIN}
    assert {answer(f) for m in MODULES for _, f in offered(m)} == {
        "differentiated",
        "plain numbers",
        "refused",
    }


def test_values_are_not_taken_for_tensors():
    assert isinstance(np.exp(Value(0.5)), Value)
