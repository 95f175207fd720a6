"""틀릴 수 있는 파일은 쓰지 않는다: 갈래, 난수, 굳어 버린 표본의 수.

No file that could be wrong is written: branches, random numbers, a number of samples frozen in.
"""

import numpy as np
import pytest

from micrograd_ko import (
    ARRAY_TABLE,
    TABLE,
    GraphError,
    NotANumberError,
    Tensor,
    Value,
    export_onnx,
    where,
)
from micrograd_ko.exporting.array_rows import ARRAY_ROWS
from micrograd_ko.exporting.sizes import Sizes
from micrograd_ko.nn import BatchNorm, Dropout, Linear, Module, Sequential
from tests.helpers.exports import expect_exported, samples

X = samples(6, 2)


class Own(Module):
    """A module whose forward is a function of the test."""

    def __init__(self, function):
        self.function = function
        self.W = Tensor([[1.0, 2.0], [3.0, 4.0]], "W")

    def forward(self, x):
        return self.function(self, x)


def mask_of(x):
    return x > 0


BRANCHES = {
    "if of a comparison": (lambda m, x: x if (x.sum() > 0) else -x, "sum(x=(5, 2)) > 0"),
    "if of the numbers": (lambda m, x: x if x.data.sum() > 0 else -x, "x.data"),
    "any": (lambda m, x: x if mask_of(x).any() else -x, "x > 0"),
    "numpy's any": (lambda m, x: x if np.any(mask_of(x)) else -x, "x > 0"),
    "float": (lambda m, x: x * np.exp(float((x.sum() > 0).item())), "sum(x=(5, 2)) > 0"),
    "an item": (lambda m, x: x * x[0, 0].item(), "getitem"),
    "argmax": (lambda m, x: x[:, x.argmax()  % 2], "x"),
    "sign": (lambda m, x: x * np.sign(x), "x"),
    "isnan": (lambda m, x: np.where(np.isnan(x), 0.0, x), "x"),
    "sorting": (lambda m, x: np.sort(x, axis=1), "x"),
    "a mask as numbers": (lambda m, x: x * mask_of(x), "x > 0"),
    "a mask as an array": (lambda m, x: x * np.asarray(mask_of(x)), "x > 0"),
    "a mask cast": (lambda m, x: mask_of(x).astype(float) * x, "x > 0"),
    "a mask as an index": (lambda m, x: x[mask_of(x)], "x > 0"),
    "a mask looked into": (lambda m, x: x if mask_of(x)[0, 0] else -x, "x > 0"),
    "a mask gone through": (lambda m, x: x if any(map(bool, mask_of(x)[0])) else -x, "x > 0"),
    "a mask iterated": (lambda m, x: x if next(iter(mask_of(x))).any() else -x, "x > 0"),
    "a mask counted": (lambda m, x: np.where(mask_of(x), x, 0.0) / mask_of(x).sum(), "x > 0"),
    "a mask both ways": (lambda m, x: np.where(c := mask_of(x), x, 0.0) * (1 + c.sum()), "x > 0"),
    "a mask of masks": (lambda m, x: x * (mask_of(x) & (x < 1)).sum(), "x > 0"),
    "a mask beside a node": (lambda m, x: mask_of(x) * x, "x > 0"),
    "mean by where": (lambda m, x: np.mean(x, where=mask_of(x)), "x > 0"),
    "select": (lambda m, x: np.select([mask_of(x)], [x], 0.0), "x > 0"),
    "of a hidden node": (lambda m, x: x if ((x @ m.W).max() > 0) else -x, "max("),
}  # fmt: skip


@pytest.mark.parametrize("name", BRANCHES)
def test_a_choice_by_numbers_of_the_input_is_refused_by_name(name, tmp_path, raised):
    function, what = BRANCHES[name]
    path = tmp_path / "no.onnx"
    with np.errstate(all="ignore"):
        ko, en = raised(lambda: export_onnx(Own(function), path, X), GraphError)
    assert "test_onnx_refusals.py:" in ko and what in ko
    assert "파이썬에서 썼습니다" in ko and "used them in Python" in en
    assert not list(tmp_path.iterdir())


ALLOWED = {
    "by parameters": lambda m, x: x @ m.W if m.W.data[0, 0] > 0 else x,
    "by a comparison of parameters": lambda m, x: x @ m.W if (m.W > 0).all() else x,
    "by a constant": lambda m, x: x if (Tensor.constant(1.0) > 0) else -x,
    "by the shape": lambda m, x: x if x.shape[1] == 2 and x.ndim == 2 and len(x) else -x,
    "where": lambda m, x: where(x > 0, x, 0.5 * x),
    "where by parameters": lambda m, x: where(m.W.sum(axis=0) > 5, x, 0.5 * x),
    "where of masks": lambda m, x: np.where(np.logical_or(x > 1, ~(x > 0)), x, 0.5 * x),
    "where of a mask and an array": lambda m, x: np.where((x > 0) & np.array([True, False]), x, -x),
    "the shape of a mask": lambda m, x: np.where(c := x > 0, x, 0.0) * (c.shape[1] + c.ndim),
    "a number of a parameter": lambda m, x: x * m.W[0, 1].item(),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_a_choice_that_is_settled_is_exported(name, tmp_path):
    expect_exported(Own(ALLOWED[name]), tmp_path / "yes.onnx", X[:1], X, samples(50, 2), X=X)


FROZEN = {
    "a root of the number of samples": lambda m, x: x / np.sqrt(len(x)),
    "random numbers": lambda m, x: x * np.random.default_rng().normal(size=(len(x), 1)),
    "half of the samples": lambda m, x: x[: len(x) // 2],
    "a roll of the samples": lambda m, x: np.roll(x, 1, axis=0),
    "a parameter of the samples": lambda m, x: abs(x) ** (1 / len(x)),
    "an axis by the samples": lambda m, x: x.sum(axis=len(x) % 2),
}


@pytest.mark.parametrize("name", FROZEN)
def test_what_changes_with_the_number_of_samples_is_refused_by_name(name, tmp_path, raised):
    path = tmp_path / "no.onnx"
    ko, en = raised(lambda: export_onnx(Own(FROZEN[name]), path, X), GraphError)
    assert "임의의 표본 수에" in ko and "batch=1" in ko
    assert "changes with the number of samples" in en
    assert not list(tmp_path.iterdir())


def test_a_loop_over_samples_makes_another_graph(tmp_path, raised):
    model = Own(lambda m, x: np.stack([row @ m.W for row in x]))
    ko, en = raised(lambda: export_onnx(model, tmp_path / "no.onnx", X), GraphError)
    assert "표본이 5개일 때와 8개일 때" in ko and "With 5 samples" in en
    other = Own(lambda m, x: x + 1.0 if len(x) % 2 else x * 2.0)
    ko, en = raised(lambda: export_onnx(other, tmp_path / "no.onnx", X), GraphError)
    assert "add" in ko and "mul" in en


def test_random_numbers_are_refused_for_a_fixed_number_of_samples_too(tmp_path, raised):
    rng = np.random.default_rng(0)
    model = Own(lambda m, x: x + rng.normal(size=2))
    ko, en = raised(lambda: export_onnx(model, tmp_path / "no.onnx", X, batch=2), GraphError)
    assert "부를 때마다 다릅니다" in ko and "another one at each call" in en


def test_what_is_another_model_for_few_samples_is_found_out_by_comparing(tmp_path, raised):
    path = tmp_path / "no.onnx"
    model = Own(lambda m, x: x * (2.0 if len(x) == 2 else 1.0))
    ko, en = raised(lambda: export_onnx(model, path, X), GraphError)
    assert "표본 2개로 비교하니" in ko and "the file differs from the model by" in en
    model = Own(lambda m, x: x if len(x) < 2 else np.concatenate([x, x], axis=1))
    ko, en = raised(lambda: export_onnx(model, path, X), GraphError)
    assert "모양이 (1, 4)인데 모델의 결과는 (1, 2)" in ko and "has the shape (1, 4)" in en
    model = Own(lambda m, x: x[:4].reshape(4, 2) if len(x) > 3 else x)
    ko, en = raised(lambda: export_onnx(model, path, X), GraphError)
    assert "실행되지 않습니다" in ko and "the file does not run" in en
    model = Own(lambda m, x: np.zeros(len(x) ** 2) + (x @ x.T).reshape(-1))  # which is no line
    ko, en = raised(lambda: export_onnx(model, path, X), GraphError)
    assert "실행되지 않습니다" in ko and "the file does not run" in en
    assert not list(tmp_path.iterdir())


def test_a_wrong_translation_is_not_written(tmp_path, monkeypatch):
    path = tmp_path / "net.onnx"
    path.write_bytes(b"what was there")
    right = ARRAY_ROWS["matmul"]
    monkeypatch.setitem(ARRAY_ROWS, "matmul", lambda *given: right(*given) + 1e-4)
    with pytest.raises(GraphError, match="다릅니다"):
        export_onnx(Linear(2, 1, rng=0), path)
    assert [x.read_bytes() for x in tmp_path.iterdir()] == [b"what was there"]


def test_layers_in_training_are_refused_inside_a_function(tmp_path, raised):
    for layer, name in ((Dropout(0.5), "Dropout"), (BatchNorm(2), "BatchNorm")):
        model = lambda x, layer=layer: TABLE["relu"](layer(x))  # noqa: E731
        ko, en = raised(lambda f=model: export_onnx(f, tmp_path / "no.onnx", X), GraphError)
        assert f"{name} (test_onnx_refusals.py:" in ko and "model.eval()" in ko
        assert "as in training" in en


def test_a_forward_that_changes_numbers_is_refused(tmp_path, raised):
    def change(m, x):
        m.W.data = m.W.data + 1.0
        return x @ m.W

    ko, en = raised(lambda: export_onnx(Own(change), tmp_path / "no.onnx", X), GraphError)
    assert "W.data를 바꿉니다" in ko and "changes W.data at test_onnx_refusals.py:" in en


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda m, x: m.W * 2, "mul"),
        (lambda m, x: Tensor(np.ones(2), "c") * 3, "mul"),
    ],
)
def test_a_result_that_is_not_computed_from_the_input_is_refused(function, words, tmp_path, raised):
    ko, en = raised(lambda: export_onnx(Own(function), tmp_path / "no.onnx", X), GraphError)
    assert "입력에서 계산한 값이 아닙니다" in ko and words in ko
    assert "was not computed from the input" in en


def test_a_result_that_is_no_node_is_refused(tmp_path, raised):
    model = Sequential(Linear(2, 1, rng=0), lambda x: (x, x))
    ko, en = raised(lambda: export_onnx(model, tmp_path / "no.onnx"), NotANumberError)
    assert "Tensor 하나를 돌려주어야 하는데 tuple" in ko and "returned the tuple" in en
    with pytest.raises(NotANumberError):
        export_onnx(lambda x: 1.0, tmp_path / "no.onnx", X)
    assert Value(1.0).op is None and "softmax" in ARRAY_TABLE


# ── lengths and arrays that grow with the number of samples ──


def test_lengths_are_read_off_two_sizes():
    sizes = Sizes(5, 8)
    assert [str(x) for x in sizes.dims((5, 3, 10, 9, 6), (8, 3, 16, 15, 9))] == [
        "batch", "3", "2*batch", "2*batch-1", "batch+1",
    ]  # fmt: skip
    assert sizes.dims((2,), (4,)) is None
    assert sizes.dims((5,), (8, 1)) is None


@pytest.mark.parametrize(
    "array_of",
    [
        lambda n: np.ones((n, 2)),
        lambda n: np.arange(n),
        lambda n: np.arange(3)[:, None] * n + np.arange(n),
        lambda n: np.full((2, n), np.inf),
        lambda n: np.full((2, n), np.nan),
        lambda n: np.ones((n, 1), dtype=bool),
        lambda n: np.array(float(n)),
        lambda n: np.repeat([[1.5, -2.0]], n, axis=0),
    ],
)
def test_an_array_that_grows_evenly_is_a_line(array_of):
    assert Sizes(5, 8).line(array_of(5), array_of(8)) is not None


@pytest.mark.parametrize(
    "array_of",
    [
        lambda n: np.arange(n) ** 2,
        lambda n: np.array(n**0.5),
        lambda n: np.eye(n),
        lambda n: np.array([True, False] * n)[:n],
        lambda n: np.random.default_rng(n).normal(size=n),
        lambda n: np.zeros(n, np.float32 if n == 5 else np.float64),
    ],
)
def test_an_array_that_does_not_is_none(array_of):
    assert Sizes(5, 8).line(array_of(5), array_of(8)) is None
