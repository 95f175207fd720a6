"""그래프의 경계: 노드가 그냥 수가 되는 곳은 말한다, 사람이 읽을 때만 조용하다.

The border of the graph: where a node becomes a plain number something is said; only reading is
quiet.
"""

import logging
import math
import pickle
import statistics
import sys
import warnings

import numpy as np
import pytest

from micrograd_ko import DetachedWarning, OpError, Tensor, Value, check_gradients, hessian, jacobian

convert = float  # a name of the reader's own for float


def in_a_cell(node):
    cells = np.zeros(2)
    cells[0] = node


def added_to_a_cell(node):
    cells = np.zeros(2)
    cells[0] += node


def a_branching_argument(node, function):
    return function(node if node.data else 0.0)


QUIET = {
    "float": lambda v: float(v),
    "float of an expression": lambda v: float((v * 2 + 1).tanh()),
    "float of a sum": lambda v: float(sum([v, v])),
    "float of either": lambda v: a_branching_argument(v, float),
    "float by another name": lambda v: convert(v),
    "floats": lambda v: [float(x) for x in (v, v)],
    "map of float": lambda v: list(map(float, [v, v])),
    "sum of floats": lambda v: sum(map(float, [v, v])) / 2,
    "int": lambda v: int(v),
    "round": lambda v: (round(v), round(v, 2)),
    "floor": lambda v: (math.floor(v), math.ceil(v), math.trunc(v)),
    "percent": lambda v: "%.3f %d" % (v, v),  # noqa: UP031
    "format": lambda v: f"{v:.3f}" + format(v, ".2f"),
    "isnan": lambda v: math.isnan(v) or not math.isfinite(v),
    "logging": lambda v: logging.getLogger("silent").critical("loss %.3f", v),
    "item or data": lambda v: v.data * 2,
}
LOUD = {
    "math.exp": lambda v: v * math.exp(v),
    "math.pow": lambda v: math.pow(v, 2),
    "math.exp of either": lambda v: math.exp(v if v.data else 0.0),
    "mapped": lambda v: list(map(math.exp, [v])),
    "looped": lambda v: [y + 1 for y in map(math.exp, [v])],
    "np.float64": lambda v: np.float64(v),
    "complex": lambda v: complex(v),
    "a cell": in_a_cell,
    "added to a cell": added_to_a_cell,
    "fromiter": lambda v: np.fromiter([v], float),
    "dtype": lambda v: np.array([[v, 0.0], [0.0, v]], dtype=float),
    "full": lambda v: np.full(3, v, dtype=float),
    "a library's float": lambda v: statistics.NormalDist(v, 1.0).pdf(2.0),
    "a library's loop": lambda v: statistics.fmean([v, v]),
}


@pytest.mark.parametrize(
    "node", [Value(0.5, "v"), Tensor(0.5, "v"), Tensor(0.25) * 2], ids=["Value", "Tensor", "result"]
)
@pytest.mark.parametrize("read", QUIET.values(), ids=QUIET)
def test_reading_is_quiet(read, node):
    read(node)  # any warning is an error


@pytest.mark.parametrize("take", LOUD.values(), ids=LOUD)
@pytest.mark.parametrize("kind", [Value, Tensor])
def test_a_number_that_leaves_is_told_with_the_name_of_its_node(kind, take):
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            take(kind(0.5, "slope_of_it"))
        except OpError as error:
            assert "slope_of_it" in str(error) or error.key == "tensor.function"
            return
    assert said[0].category is DetachedWarning
    assert "slope_of_it" in str(said[0].message)
    assert said[0].filename == __file__


def test_what_took_the_number_and_what_to_write_are_named():
    for taker, idiom, take in [
        ("math.exp", "v.exp()", lambda v: math.exp(v)),
        ("[…] = …", "np.stack", in_a_cell),
        ("np.float64", "v.data", lambda v: np.float64(v)),
    ]:
        with pytest.warns(DetachedWarning) as said:
            take(Value(0.5, "v"))
        assert taker in str(said[0].message) and idiom in str(said[0].message)


@pytest.mark.parametrize("take", LOUD.values(), ids=LOUD)
def test_a_constant_leaves_without_a_word(take):
    take(Value.constant(0.5))


ARRAYS = {
    "asarray": lambda a, b: np.asarray(a),
    "array of scalars": lambda a, b: np.array([[a[0], 0.0], [0.0, b[0]]]),
    "r_": lambda a, b: np.r_[a, b],
    "reduce": lambda a, b: np.maximum.reduce([a, b]),
    "mean of a list": lambda a, b: np.mean([a, b]),
    "masked": lambda a, b: np.ma.masked_array([1.0, 2.0], [True, False]) * a,
    "dot": lambda a, b: np.ones(2).dot(a),
    "vectorize": lambda a, b: np.vectorize(lambda x: x * x)(a),
    "slice": lambda a, b: np.zeros(2).__setitem__(slice(None), a),
}


@pytest.mark.parametrize("take", ARRAYS.values(), ids=ARRAYS)
def test_a_tensor_does_not_become_an_array(take, raised):
    korean, english = raised(
        lambda: take(Tensor([1.0, 2.0], "a"), Tensor([3.0, 4.0], "b")), OpError
    )
    for message in (korean, english):
        assert "a.data" in message or "x.data" in message
        assert "np.stack" in message


def test_a_choice_is_remembered_on_its_node_and_survives_pickling():
    for choose, words in [
        (lambda v: v < 0.75, "v < 0.75"),
        (lambda v: int(v), "int(v)"),
        (lambda v: bool(v), "v != 0"),
        (lambda v: max(v, Value(0.1)), "v"),
        (lambda v: sorted([v, Value(0.1)]), "v"),
    ]:
        v = Value(0.5, "v")
        choose(v)
        assert words in v._about.taken and "test_border.py:" in v._about.taken
        first = v._about.taken
        _ = v > 7
        assert v._about.taken == pickle.loads(pickle.dumps(v))._about.taken == first
    t = Tensor([1.0, 3.0], "t")
    np.argmax(t)
    assert "argmax(t)" in t._about.taken


def test_what_is_only_read_is_not_remembered():
    v, t = Value(0.5), Tensor(0.5)
    f"{v:.2f} {float(v)} {v.data} {t.item()} {float(t)}"
    np.zeros_like(t)
    assert v._about.taken == t._about.taken == ""


# ── what is differentiated ──


def test_a_check_names_where_a_number_left():
    report = check_gradients(lambda a: a * math.exp(a), 0.5)
    line = f"test_border.py:{report_line(report)}"
    assert not report and line in str(report) and "a" in report.left.values()
    # a reading that loses nothing
    assert check_gradients(lambda a: a * (1 if float(a) > 0 else 2), 0.5)


def report_line(report):
    (line,) = report.left
    return int(line.rpartition(":")[2])


@pytest.mark.parametrize("kind", [Value, Tensor])
def test_derivatives_say_that_a_number_left(kind):
    with pytest.warns(DetachedWarning, match="inner"):
        jacobian(lambda a: a * float(a), kind(0.5, "inner"))
    with pytest.warns(DetachedWarning, match=r"test_border\.py"):
        hessian(lambda a: a * a * float(a), kind(0.5, "inner"))
    assert jacobian(lambda a: a * (1 if float(a) > 0 else 2), kind(0.5)) == 1.0  # and no warning


@pytest.mark.parametrize("kind", [Value, Tensor])
def test_the_same_input_twice_is_two_inputs(kind):
    x = kind(1.5, "x")
    assert check_gradients(lambda a, b: a * b * b, x, x)
    assert not check_gradients(
        lambda a, b: a * Value(b.data) if kind is Value else a * b.data, x, x
    )
    np.testing.assert_allclose(jacobian(lambda a, b: a * a * b, x, x), [2 * 1.5 * 1.5, 1.5 * 1.5])
    assert check_gradients(lambda: x * x, x, x)
    shared = np.array([1.0, 2.0])
    assert check_gradients(lambda a, b: (a * b * b).sum(), shared, shared[::-1])


def test_a_cell_is_told_in_our_words_where_warnings_are_errors():
    """NumPy hides what a Tensor's float() raises behind an error of its own."""
    x, c = Tensor(3.0, "x"), np.zeros(2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for cell in (0, slice(1)):
            with pytest.raises((DetachedWarning, OpError), match="x"):
                c[cell] = x
                pytest.fail("it goes on")
    assert sys.gettrace() is None
