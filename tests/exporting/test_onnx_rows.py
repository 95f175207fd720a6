"""표의 행마다: 내보낸 것을 onnxruntime이 똑같이 셈한다.

Every row of both tables: onnxruntime computes the same from the exported file.
"""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd_ko import ARRAY_TABLE, TABLE, NumericWarning, Sym, Tensor, export_onnx, where
from micrograd_ko.errors import OpError
from micrograd_ko.exporting.array_rows import ARRAY_ROWS
from micrograd_ko.messages import filled
from micrograd_ko.replaying import PRIMITIVES
from tests.helpers.array_cases import drawn
from tests.helpers.exports import expect_exported, ours, run, samples

PARAMS = {"pow": [{"exponent": n} for n in (2, 3, 0.5, -1, 0, 1)], "rpow": [{"base": 2.5}]}
ROWS = [
    pytest.param(row.bind(**given) if given else row, id=repr(row.bind(**given) if given else row))
    for row in TABLE.values()
    for given in PARAMS.get(row.name, [{}])
]
exp = TABLE["exp"]
each_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def columns(row):
    return lambda x: row(*(x[:, k] for k in range(len(row.inputs))))


@each_dtype
@pytest.mark.parametrize("row", ROWS)
def test_an_elementwise_row_over_its_domain(row, dtype, tmp_path):
    rng = np.random.default_rng(0)
    low, high = np.array(row.domain).T
    x = rng.uniform(low, high, (200, len(row.inputs))).astype(dtype)
    expect_exported(columns(row), tmp_path / "row.onnx", x[:1], x[:3], x, X=x)


ENDS = [0.0, -0.0, 1.0, -1.0, 1e-9, -1e-9, 0.5, -0.5, 1000.0, -1000.0, np.inf, -np.inf, np.nan]
# onnxruntime's own: fmod of what is infinite, the maximum of nan and a number
OWN = {"remainder": np.isfinite, "fmod": np.isfinite, "arctan2": np.isfinite, "hypot": np.isfinite}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("row", ROWS)
def test_an_elementwise_row_at_the_ends_of_the_numbers(row, tmp_path):
    kept = OWN.get(row.name, lambda x: x == x)
    ends = [x for x in ENDS if kept(x)]
    x = np.array(np.meshgrid(*[ends] * len(row.inputs))).reshape(len(row.inputs), -1).T
    if row.name in ("remainder", "fmod"):
        x = x[x[:, 1] != 0]
    if row.params.get("exponent") == 0.5:  # C's pow has inf, onnxruntime the root of it: nan
        x = x[x[:, 0] != -np.inf]
    expect_exported(columns(row), tmp_path / "row.onnx", x, X=np.ones_like(x))


def test_the_formulas_keep_their_digits_near_zero(tmp_path):
    x = np.array([[1e-12], [-3e-10], [1e-7], [2e-5], [-0.02]])
    for name in ("log1p", "expm1", "sinh", "arcsinh", "arctanh", "arcsin", "arctan", "tan"):
        path = expect_exported(TABLE[name], tmp_path / "row.onnx", X=x)
        np.testing.assert_allclose(run(path, x), TABLE[name](Tensor(x)).data, rtol=1e-12)


def test_every_primitive_that_a_forward_rule_can_come_to_has_a_name_in_onnx():
    assert [name for name, row in PRIMITIVES.items() if not row.onnx] == ["lower", "lower_by"]


def test_a_row_of_a_users_own(temporary_op, tmp_path):
    swish = temporary_op(
        "swish", "swish", "스위시", lambda a, *, beta=1.0: a / (1 + exp(-beta * a)),
        lambda g, y, a, *, beta=1.0: (g * (y + (1 - y) / (1 + exp(-beta * a))),),
    )  # fmt: skip
    step = temporary_op(
        "halfway", "½", "절반", lambda a, b: where(a > b, a, 0.5 * (a + b)),
        lambda g, y, a, b: (where(a > b, g, 0.5 * g), where(a > b, 0.0, 0.5 * g)),
        special=lambda a, b: a - b,
    )  # fmt: skip
    x = samples(50, 2)
    expect_exported(swish, tmp_path / "own.onnx", x, X=x)
    expect_exported(lambda x: swish(x, beta=2.0), tmp_path / "own.onnx", x, X=x)
    expect_exported(columns(step), tmp_path / "own.onnx", x, X=x)


def test_a_rule_that_leaves_an_input_out_keeps_the_shape(temporary_op, tmp_path):
    first = temporary_op(
        "first_of", "1st", "첫째", lambda a, b: a * 1.0 + 0.0 * b, lambda g, y, a, b: (g, 0.0 * g)
    )
    x = samples(6, 4)
    expect_exported(lambda x: first(x[:, :1], x), tmp_path / "own.onnx", x, X=x)
    expect_exported(lambda x: x**0, tmp_path / "own.onnx", x, X=x)


# ── whole arrays ──

COVERED = sorted(ARRAY_ROWS)


def of_row(call, inputs):
    """A model of one row of numbers, which are all entries of the inputs one after the other."""
    ends = np.cumsum([x.size for x in inputs])

    def model(x):
        parts = [
            x[0, int(end) - y.size : int(end)].reshape(y.shape)
            for end, y in zip(ends, inputs, strict=True)
        ]
        return call(*parts)

    return model


@pytest.mark.parametrize("name", COVERED)
def test_an_array_row_with_whatever_numpy_takes(name, tmp_path_factory):
    path = tmp_path_factory.mktemp("rows") / "row.onnx"

    @settings(max_examples=30)
    @given(st.data())
    def check(data):
        call, _, inputs, _ = data.draw(drawn(name))
        x = np.concatenate([np.ravel(y) for y in inputs])[None]
        model = of_row(call, inputs)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NumericWarning)
            if x.size and ours(model, x).size:
                expect_exported(model, path, x, X=x, batch=1)

    check()


def stretched(x):
    return np.concatenate([x, x + 1.0], axis=0)


def framed(x, shape, index):
    return ARRAY_TABLE["put"](x, index=index, shape=shape)


def windows(x):
    """All 2 × 2 windows of pictures, as a convolution takes them."""
    rows = np.arange(2)[:, None, None, None] + np.arange(2)[:, None]
    columns = np.arange(3)[:, None, None] + np.arange(2)
    picture = np.pad(x.reshape(-1, 1, 1, 3), ((0, 0), (0, 0), (1, 1), (0, 1)))
    return picture[:, :, rows, columns].reshape(len(x), 1, 2, 3, 4)


BATCHED = {
    "matmul": lambda x: x @ np.arange(6.0).reshape(3, 2),
    "matmul of the batch with itself": lambda x: x @ x.T,
    "sum": lambda x: x.sum(axis=0) + x.sum(axis=1, keepdims=True) + x.sum(),
    "mean": lambda x: x.mean(axis=0) + x.mean(axis=-1, keepdims=True) + x.mean(),
    "max": lambda x: x.max(axis=0) + x.max(axis=1, keepdims=True) + x.max(),
    "min": lambda x: x.min(axis=0) + x.min(axis=1, keepdims=True) + x.min(),
    "prod": lambda x: x.prod(axis=1),
    "cumsum": lambda x: x.cumsum(axis=1) + x.cumsum(axis=0) + x.cumsum().reshape(-1, 3),
    "norm": lambda x: ARRAY_TABLE["norm"](x, axis=1),
    "logsumexp": lambda x: ARRAY_TABLE["logsumexp"](x, axis=1) + ARRAY_TABLE["logsumexp"](x),
    "softmax": lambda x: ARRAY_TABLE["softmax"](1000.0 * x),
    "softmax over both axes": lambda x: ARRAY_TABLE["softmax"](x, axis=(0, 1)),
    "log_softmax": lambda x: ARRAY_TABLE["log_softmax"](100.0 * x),
    "log_softmax over both axes": lambda x: ARRAY_TABLE["log_softmax"](x, axis=None),
    "reshape": lambda x: x.reshape(-1) * x.reshape(len(x) * 3),
    "reshape with two lengths that vary": lambda x: stretched(x).reshape(2, len(x), 3),
    "transpose": lambda x: x.T @ x,
    "transpose of more axes": lambda x: x.reshape(-1, 3, 1).transpose(2, -2, 0),
    "getitem": lambda x: x[:, 1:] * x[::-1, :2] + x[0:len(x), ::2] + x[:, None, -1],
    "getitem at places": lambda x: x[:, [2, 0, 0]] + x[np.arange(len(x))[:, None], [0, 1, 2]],
    "getitem with bools": lambda x: x[:, np.array([True, False, True])],
    "getitem of one sample": lambda x: x - x[0] + x[-1, 1],
    "put": lambda x: ARRAY_TABLE["put"](x, index=(..., [0, 3, 3]), shape=(len(x), 4)),
    "put into a frame": lambda x: framed(x, (len(x), 6), (..., slice(1, 4))),
    "put into an edge": lambda x: framed(x, (2, len(x), 4), (1, slice(None), slice(-3, None))),
    "take_rows": lambda x: Tensor(np.arange(12.0).reshape(4, 3)).take_rows(3.0 * x),
    "take_rows of the samples": lambda x: x.take_rows(x[:, 0]),
    "add_rows": lambda x: (x + 1.0).add_rows(2.0 * x[:, 0], shape=(4, 3)),
    "add_rows to the samples": lambda x: x.add_rows(x[:, 0], shape=(len(x), 3)),
    "put among samples": lambda x: framed(x, (2 * len(x), 3), (slice(len(x)),)),
    "put, stretched": lambda x: framed(x[:, :1], (len(x), 5), (slice(None), slice(1, 4))),
    "broadcast_to": lambda x: np.broadcast_to(x[:, None], (len(x), 4, 3)),
    "sum_to": lambda x: ARRAY_TABLE["sum_to"](x, shape=(3,)),
    "concatenate": lambda x: np.concatenate([x, np.ones((len(x), 1)), x], axis=1),
    "concatenate in one row": lambda x: np.concatenate([x, x[:, :1]], axis=None),
    "stack": lambda x: np.stack([x, 2 * x], axis=-1),
    "astype": lambda x: x.astype(np.float32) * np.float32(0.1),
    "where by a constant": lambda x: np.where(np.array([True, False, True]), x, -x),
    "where by a comparison": lambda x: np.where(x > 0, x, 0.1 * x),
    "where of two numbers": lambda x: x * where(x > 0.25, 2.0, 1),
    "where by several": lambda x: np.where(((x > 0) & (x <= 1)) | ~(x != -x), x, x * x),
    "where by nodes": lambda x: np.where(x < x.mean(axis=1, keepdims=True), 0.0, x),
    "where by numbers": lambda x: np.where(np.maximum(x, 0.0), 1.0, x),
    "pad": lambda x: np.pad(x, ((0, 0), (1, 2))),
    "roll": lambda x: np.roll(x, 1, axis=1),
    "tile": lambda x: np.tile(x, (1, 2)),
    "repeat": lambda x: np.repeat(x, 2, axis=1),
    "take": lambda x: np.take(x, [1, 1, 0], axis=1),
    "flip": lambda x: np.flip(x, axis=1) + np.flip(x, axis=0),
    "diff": lambda x: np.diff(x, axis=1),
    "einsum": lambda x: np.einsum("ni,nj->nij", x, x),
    "variance": lambda x: (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True),
    "clip": lambda x: x.clip(-0.5, 0.5),
    "the number of samples": lambda x: x.sum(axis=0) / len(x),
    "the places of samples": lambda x: x + np.arange(len(x))[:, None],
    "a state that begins at 0": lambda x: np.zeros((len(x), 2)) @ np.ones((2, 3)) + x,
    "windows": lambda x: windows(x) @ np.arange(4.0),
    "tril": lambda x: np.tril(x.reshape(-1, 1, 3) * x.reshape(-1, 3, 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", BATCHED)
def test_a_row_takes_any_number_of_samples(name, tmp_path):
    batches = [samples(n, 3, seed=n) for n in (1, 3, 100)]
    close = 1e-6 if name == "astype" else 1e-11  # sums over 300 numbers
    expect_exported(BATCHED[name], tmp_path / "rows.onnx", *batches, X=batches[1], close=close)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_row_whose_number_is_nan_is_nan_and_gets_nothing(tmp_path):
    x = np.array([[0.0, 1.0], [np.nan, 2.0], [3.0, 9.0], [-4.0, 1.4]])
    path = tmp_path / "rows.onnx"
    expect_exported(lambda x: Tensor(np.arange(8.0).reshape(4, 2)).take_rows(x), path, x,
                    X=np.ones_like(x))  # fmt: skip
    expect_exported(lambda x: (x[:, 1:] + 1.0).add_rows(x[:, 0], shape=(4, 1)), path, x,
                    X=np.ones_like(x))  # fmt: skip


def test_all_array_rows_that_can_be_written_are_tried_with_batches():
    assert not [name for name in COVERED if not any(case.startswith(name) for case in BATCHED)]


@pytest.mark.parametrize("name", sorted(ARRAY_TABLE.keys() - ARRAY_ROWS.keys()))
def test_an_array_row_without_a_translation_is_refused_by_name(name, tmp_path, raised):
    def model(x):
        square = x.T @ x + np.eye(2)
        return ARRAY_TABLE[name](*[square] * len(ARRAY_TABLE[name].inputs))

    ko, en = raised(lambda: export_onnx(model, tmp_path / "no.onnx", samples(5, 2)), OpError)
    assert filled("배열 연산 {name}은(는)", {"name": name}) in ko and "matmul, sum" in ko
    assert f"The array op {name} cannot be written" in en
    assert not list(tmp_path.iterdir())


def test_float32_and_float64_together_give_float64(tmp_path):
    wide = Tensor(np.full(2, 1 / 3))
    x = samples(5, 2, dtype=np.float32)
    path = expect_exported(lambda x: x * wide + 0.1, tmp_path / "mixed.onnx", x, X=x)
    assert run(path, x).dtype == np.float64


def foreign(function):
    """A rule that is a formula to a formula, and something else to numbers."""
    return lambda a: Sym("far", a) if isinstance(a, Sym) else function(a)


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (lambda a: np.heaviside(a, 0.5), "does not know NumPy's heaviside"),
        (lambda a: a if a > 0 else -a, "branches with `if`"),
        (lambda a: [a, -a][int(a > 0)], "TypeError"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_with_the_reason(
    function, why, temporary_op, tmp_path, raised
):
    row = temporary_op("far", "f", "먼", foreign(function), lambda g, y, a: (g,))
    model = lambda x: row(x.sum())  # noqa: E731
    ko, en = raised(lambda: export_onnx(model, tmp_path / "no.onnx", samples(5, 2)), OpError)
    assert "연산 far의 규칙을 ONNX로 옮길 수 없습니다" in ko
    assert "The rule of the op far cannot be written" in en and why in en
