"""자료: 묶음, 나누기, 표준화, 이름으로 부르는 자료.

Data: batches, splitting, standardising, and the data sets by name.
"""

import os
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import data
from micrograd_ko.data import (
    Dataset,
    boston,
    diabetes,
    digits,
    load,
    minibatches,
    moons,
    penguins,
    spirals,
    split,
    standardize,
    xor,
)
from micrograd_ko.data.sets import BOSTON
from micrograd_ko.errors import DataError, EthicsWarning


def numbered(n):
    """X and y whose rows can be told apart: row i is (i, -i) and its label i."""
    rows = np.arange(n)
    return np.column_stack([rows, -rows]).astype(float), rows


# ── batches ──


@given(
    n=st.integers(1, 40),
    size=st.none() | st.integers(1, 50),
    shuffle=st.booleans(),
    seed=st.integers(0, 2**70),
)
def test_every_row_comes_once_beside_its_own_label(n, size, shuffle, seed):
    X, y = numbered(n)
    batches = list(minibatches(X, y, size, shuffle=shuffle, seed=seed))
    labels = np.concatenate([part for _, part in batches])
    assert sorted(labels) == list(range(n))
    assert all(np.array_equal(rows, np.column_stack([part, -part])) for rows, part in batches)
    assert [len(part) for _, part in batches[:-1]] == [size] * (len(batches) - 1)
    assert len(batches[-1][1]) == (n - 1) % size + 1 if size else len(batches) == 1
    assert shuffle or list(labels) == list(range(n))


def order(**options):
    return [int(label) for _, part in minibatches(*numbered(30), 7, **options) for label in part]


def test_order_depends_on_seed_and_epoch_only():
    np.random.seed(0)
    first = order(seed=3, epoch=2)
    np.random.seed(1)
    assert order(seed=3, epoch=2) == first
    assert len({tuple(order(seed=s, epoch=e)) for s in range(5) for e in range(5)}) == 25
    assert order() == order(seed=0, epoch=0)


def test_last_small_batch_can_be_dropped():
    assert [len(y) for _, y in minibatches(*numbered(10), 4, drop_last=True)] == [4, 4]
    assert [len(y) for _, y in minibatches(*numbered(8), 4, drop_last=True)] == [4, 4]


def test_batches_are_copies():
    X, y = numbered(3)
    for rows, _ in minibatches(X, y, 2, shuffle=False):
        rows[:] = 99
    assert np.array_equal(X, numbered(3)[0])


def test_lists_are_taken_too():
    [(X, y)] = minibatches([[1.0], [2.0]], [0, 1], None, shuffle=False)
    assert (X.tolist(), y.tolist()) == ([[1.0], [2.0]], [0, 1])


def test_lengths_that_differ_are_both_shown(raised):
    # at the call, before any next()
    ko, en = raised(lambda: minibatches(np.ones((3, 2)), np.ones(4), 2), DataError)
    assert "X는 3행 (3, 2), y는 4행 (4,)" in ko
    assert "X has 3 rows (3, 2), y has 4 rows (4,)" in en


WRONG_BATCHES = [
    (
        {"batch_size": 0},
        "batch_size는 1 이상의 정수여야 하는데 0",
        "at least 1, but was given 0",
    ),
    ({"batch_size": 2.0}, "batch_size", "2.0"),
    ({"batch_size": True}, "batch_size", "True"),
    ({"batch_size": "4"}, "batch_size", "'4'"),
    ({"seed": -1}, "seed는 0 이상", "seed must be"),
    ({"epoch": 0.5}, "epoch은 0 이상", "epoch must be"),
    ({"X": []}, "X에는 행이 하나 이상", "X must be an array"),
    ({"X": 3.0}, "X에는 행이 하나 이상", "X must be an array"),
    ({"X": [[1], [2, 3]]}, "X에는 행이 하나 이상", "X must be an array"),
    ({"y": None}, "y에는 행이 하나 이상", "y must be an array"),
    ({"batch_size": 6, "drop_last": True}, "미니배치가 하나도 남지 않습니다", "no batch is left"),
]


@pytest.mark.parametrize(("wrong", "korean", "english"), WRONG_BATCHES, ids=lambda x: repr(x)[:30])
def test_wrong_arguments_are_refused_at_the_call(raised, wrong, korean, english):
    X, y = numbered(5)
    ko, en = raised(lambda: minibatches(**{"X": X, "y": y, "batch_size": 2, **wrong}), DataError)
    assert korean in ko and english in en


# ── splitting ──


@given(
    n=st.integers(2, 60), test=st.floats(0.01, 0.99) | st.integers(1, 59), seed=st.integers(0, 100)
)
def test_split_cuts_every_row_into_one_part(n, test, seed):
    count = test if isinstance(test, int) else round(test * n)
    X, y = numbered(n)
    if not 0 < count < n:
        with pytest.raises(DataError, match="다른 쪽이 빕니다"):
            split(X, y, test=test, seed=seed)
        return
    X_train, X_test, y_train, y_test = split(X, y, test=test, seed=seed)
    assert (len(y_train), len(y_test)) == (n - count, count)
    assert sorted([*y_train, *y_test]) == list(range(n))
    assert np.array_equal(X_train[:, 0], y_train) and np.array_equal(X_test[:, 1], -y_test)


def test_split_is_shuffled_and_repeatable():
    parts = split(*numbered(50), seed=4)
    assert all(
        np.array_equal(a, b) for a, b in zip(parts, split(*numbered(50), seed=4), strict=True)
    )
    assert not np.array_equal(parts[2], split(*numbered(50), seed=5)[2])
    assert list(parts[2]) != sorted(parts[2])


@given(
    sizes=st.lists(st.integers(4, 40), min_size=2, max_size=5),
    test=st.floats(0.3, 0.7),
    seed=st.integers(0, 99),
)
def test_stratified_parts_have_the_mix_of_the_whole(sizes, test, seed):
    y = np.repeat(np.arange(len(sizes)), sizes)
    X = np.arange(len(y), dtype=float)[:, None]
    X_train, X_test, _, y_test = split(X, y, test=test, seed=seed, stratify=True)
    assert len(y_test) == round(test * len(y))
    assert sorted([*X_train[:, 0], *X_test[:, 0]]) == list(range(len(y)))
    for label, size in enumerate(sizes):
        assert abs((y_test == label).sum() - size * len(y_test) / len(y)) < 1


def test_stratified_rows_are_shuffled_too():
    y = np.repeat([0, 1], 50)
    _, X_test, y_train, _ = split(np.arange(100), y, stratify=True, test=0.5)
    assert list(X_test) != sorted(X_test)
    assert not np.array_equal(y_train, np.tile([0, 1], 25)) and not np.array_equal(
        y_train, np.tile([1, 0], 25)
    )


def test_a_class_too_rare_for_both_parts_is_named(raised):
    X, y = np.ones((11, 1)), np.array([0] * 10 + [7])
    ko, en = raised(lambda: split(X, y, stratify=True), DataError)
    assert "클래스 7(1행)" in ko and "class 7 (1 rows)" in en


def test_stratify_is_refused_for_targets_of_a_regression(raised):
    for y in (np.ones((10, 1)), np.linspace(0, 1, 10), np.array([None] * 10)):
        ko, en = raised(lambda y=y: split(np.ones((10, 2)), y, stratify=True), DataError)
        assert "클래스 레이블" in ko and "class labels" in en


@pytest.mark.parametrize("wrong", [0, -1, 0.0, 1.0, 20.0, -0.2, float("nan"), True, "0.2", None])
def test_wrong_share_is_refused(raised, wrong):
    ko, en = raised(lambda: split(*numbered(10), test=wrong), DataError)
    assert "비율(예: 0.2)" in ko and repr(wrong) in ko and "a share between 0 and 1" in en


# ── standardising ──


def test_only_the_training_part_sets_mean_and_deviation():
    rng = np.random.default_rng(0)
    train, test = rng.normal(5, 3, (100, 4)), rng.normal(50, 30, (20, 4))
    scaled, other = standardize(train, test)
    assert np.allclose(scaled.mean(axis=0), 0) and np.allclose(scaled.std(axis=0), 1)
    assert np.allclose(other, (test - train.mean(axis=0)) / train.std(axis=0))
    assert np.array_equal(standardize(train), scaled)
    assert (
        isinstance(standardize(train, test, test), tuple)
        and len(standardize(train, test, test)) == 3
    )


@pytest.mark.parametrize("number", [0.0, 0.1, 1e100, 5e-324, -7.7])
def test_constant_column_becomes_zero(number):
    train = np.column_stack([np.full(7, number), np.arange(7)])
    test = np.array([[number + 1, 3.0]])
    scaled, other = standardize(train, test)
    assert np.all(scaled[:, 0] == 0) and np.all(other[:, 0] == 0)
    assert np.isfinite(scaled).all() and other[0, 1] == 0


def test_standardize_takes_whole_numbers_and_one_axis():
    assert standardize([1, 2, 3]) == pytest.approx([-(1.5**0.5), 0, 1.5**0.5])
    assert standardize(np.array([[0], [2]], dtype=np.uint8)).tolist() == [[-1.0], [1.0]]


def test_columns_that_differ_are_both_shown(raised):
    ko, en = raised(
        lambda: standardize(np.ones((3, 2)), np.ones((3, 2)), np.ones((4, 3))), DataError
    )
    assert "others[1]" in ko and "(3, 2)" in ko and "(4, 3)" in ko
    assert "others[1]" in en


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_nan_is_refused_with_its_place(raised, wrong):
    array = np.ones((3, 2))
    array[2, 1] = wrong
    ko, en = raised(lambda: standardize(np.ones((3, 2)), array), DataError)
    assert f"others[0]의 [2, 1] 자리가 {wrong}" in ko and f"others[0] is {wrong} at [2, 1]" in en


def test_text_is_refused(raised):
    ko, en = raised(lambda: standardize([["a"], ["b"]]), DataError)
    assert (
        "train에는 숫자가 와야 하는데 문자열 'a'" in ko
        and "train takes numbers, but there is the text 'a'" in en
    )


# ── data made here ──


def test_xor_is_exact_without_noise():
    made = xor()
    assert made.X.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert made.y.tolist() == [0, 1, 1, 0]
    assert (made.X.dtype, made.y.dtype, made.name) == (np.float64, np.int64, "xor")
    many = xor(copies=5, noise=0.1, seed=1)
    assert many.X.shape == (20, 2) and np.array_equal(many.y, np.tile(made.y, 5))
    assert 0 < np.abs(many.X - np.tile(made.X, (5, 1))).max() < 0.5


@pytest.mark.parametrize("n", [2, 3, 200, 201])
def test_moons_lie_on_two_half_circles(n):
    made = moons(n, noise=0.0)
    upper, lower = made.X[made.y == 0], made.X[made.y == 1]
    assert (len(upper), len(lower)) == (n // 2, n - n // 2)
    assert np.allclose(np.hypot(*upper.T), 1) and (upper[:, 1] >= 0).all()
    assert (
        np.allclose(np.hypot(lower[:, 0] - 1, lower[:, 1] - 0.5), 1) and (lower[:, 1] <= 0.5).all()
    )


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_spirals_have_equal_arms(classes):
    made = spirals(100, classes=classes, noise=0.0)
    assert made.X.shape == (100, 2) and np.hypot(*made.X.T).max() == pytest.approx(1)
    counts = np.bincount(made.y)
    assert len(counts) == classes and counts.max() - counts.min() <= 1
    # Without noise a turn by 2π / classes takes one arm to the next.
    turn = 2 * np.pi / classes
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    arms = [
        made.X[made.y == c][np.argsort(np.hypot(*made.X[made.y == c].T))][: 100 // classes]
        for c in range(classes)
    ]
    assert np.allclose(arms[0] @ rotation, arms[1])


@pytest.mark.parametrize(
    "make",
    [moons, spirals, lambda **options: xor(noise=0.1, **options)],
    ids=["moons", "spirals", "xor"],
)
def test_made_data_depends_on_the_seed_only(make):
    assert np.array_equal(make(seed=1).X, make(seed=1).X)
    assert not np.array_equal(make(seed=1).X, make(seed=2).X)


def test_classes_are_mixed():
    assert len(set(moons().y[:20])) == 2 and len(set(spirals().y[:30])) == 3


WRONG_SETS = [
    (lambda: xor(copies=0), "copies는 1 이상"),
    (lambda: moons(1), "n은 2 이상"),
    (lambda: moons(2.5), "n은 2 이상"),
    (lambda: spirals(2), "n은 3 이상"),
    (lambda: spirals(classes=1), "classes는 2 이상"),
    (lambda: moons(seed=None), "seed는 0 이상"),
    (lambda: moons(noise=-0.1), "noise는 표준편차"),
    (lambda: xor(noise=float("nan")), "noise는 표준편차"),
    (lambda: spirals(noise="1e"), "noise는 표준편차"),
]


@pytest.mark.parametrize(("action", "korean"), WRONG_SETS, ids=[korean for _, korean in WRONG_SETS])
def test_wrong_options_of_data_are_refused(raised, action, korean):
    ko, en = raised(action, DataError)
    assert (korean in ko and "must be" in en) or "finite number" in en


def test_data_set_shows_shapes_and_not_numbers():
    assert repr(moons()) == "Dataset('moons', X=(200, 2), y=(200,) int64)"


# ── data from elsewhere ──


def test_digits_are_scaled():
    made = digits()
    assert made.X.shape == (1797, 64) and (made.X.min(), made.X.max()) == (0.0, 1.0)
    assert made.y.shape == (1797,) and set(made.y) == set(range(10)) and made.y.dtype == np.int64
    assert made.class_names == tuple("0123456789") and len(made.feature_names) == 64


def test_digits_are_those_of_scikit_learn():
    theirs = pytest.importorskip("sklearn.datasets").load_digits()
    assert np.array_equal(digits().X, theirs.data / 16)
    assert np.array_equal(digits().y, theirs.target)
    assert digits().feature_names == tuple(theirs.feature_names)


def test_penguins_are_in_millimetres_and_grams():
    made = penguins()
    assert made.X.shape == (342, 4) and made.y.dtype == np.int64
    assert made.class_names == ("Adelie", "Chinstrap", "Gentoo")
    assert np.bincount(made.y).tolist() == [151, 68, 123]
    assert made.X[0].tolist() == [39.1, 18.7, 181.0, 3750.0]


def test_diabetes_is_in_its_own_units():
    made = diabetes()
    assert made.X.shape == (442, 10) and made.y.shape == (442, 1)
    age = made.X[:, made.feature_names.index("age")]
    assert age.min() >= 19 and age.max() <= 79
    assert (made.y.min(), made.y.max()) == (25, 346)


def test_boston_has_its_numbers_and_always_warns():
    with pytest.warns(EthicsWarning, match=r"M\. Carlisle, 2019.*diabetes.*california") as caught:
        made = boston()
    assert caught[0].filename == __file__
    assert (
        made.X.shape == (506, 13)
        and made.y.shape == (506, 1)
        and made.X.dtype == made.y.dtype == np.float64
    )
    assert len(made.feature_names) == 13 and made.feature_names[11] == "B"
    assert made.X[0, 0] == 0.00632 and made.y[0, 0] == 24.0
    with pytest.warns(EthicsWarning) as caught:
        load("boston")
    assert len(caught) == 1 and caught[0].filename == __file__


@pytest.mark.parametrize("module, name, make", [("sklearn.datasets", "scikit-learn", "diabetes"),
                                                ("mlxtend.data", "mlxtend", "boston")])  # fmt: skip
def test_missing_package_comes_with_the_command(raised, monkeypatch, module, name, make):
    monkeypatch.setitem(sys.modules, module, None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EthicsWarning)
        ko, en = raised(getattr(data, make), DataError)
    assert f"python -m pip install {name}" in ko and f"python -m pip install {name}" in en
    assert make in ko


# ── boston from a file ──


@pytest.fixture(scope="module")
def table():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EthicsWarning)
        made = boston()
    return np.hstack([made.X, made.y])


def lines_of(table, separator=","):
    return [separator.join(repr(float(x)) for x in row) for row in table]


def with_index(header, table, quote=""):
    return [
        ",".join(header),
        *(f"{quote}{i}{quote},{line}" for i, line in enumerate(lines_of(table))),
    ]


def statlib(table):
    """Text, then two lines a row, as in http://lib.stat.cmu.edu/datasets/boston."""
    text = [
        " The Boston house-price data.",
        " Variables in order:",
        " CRIM     per capita crime rate by town",
        "",
    ]
    rows = zip(lines_of(table[:, :11], "  "), lines_of(table[:, 11:], " "), strict=True)
    return text + [f"  {line}" for row in rows for line in row]


FORMS = {
    "csv": lines_of,
    "header": lambda table: [",".join([*BOSTON, "MEDV"]), *lines_of(table)],
    "bom": lambda table: ["\ufeff특징들,집값", *lines_of(table, ", ")],
    "spaces": lambda table: lines_of(table, "   "),
    "small letters": lambda table: [",".join([*BOSTON, "price"]).lower(), *lines_of(table)],
    "price first": lambda table: [
        ",".join(["MEDV", *BOSTON]),
        *lines_of(np.roll(table, 1, axis=1)),
    ],
    "backwards": lambda table: [",".join(["target", *BOSTON[::-1]]), *lines_of(table[:, ::-1])],
    "index of pandas": lambda table: with_index(["", *BOSTON, "MEDV"], table),
    "rows of R": lambda table: with_index(
        [f'"{name}"' for name in ["", *BOSTON, "medv"]], table, quote='"'
    ),
    "statlib": statlib,
}


def read(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EthicsWarning)
        return boston(path)


@pytest.mark.parametrize("form", FORMS)
def test_boston_reads_files(tmp_path, table, form):
    path = tmp_path / "집값.csv"
    path.write_text("\n".join(FORMS[form](table)) + "\n", encoding="utf-8")
    made = read(path)
    assert np.array_equal(np.hstack([made.X, made.y]), table)
    assert np.array_equal(read(str(path)).X, made.X)


def with_cell(cell):
    return lambda lines: [lines[0], f"{cell},{lines[1].partition(',')[2]}", *lines[2:]]


WRONG_FILES = {
    "text": (with_cell("NA"), "2째 줄의 'NA'", "line 2: 'NA' is not a finite number"),
    "nan": (with_cell("nan"), "2째 줄의 'nan'", "line 2: 'nan' is not a finite number"),
    "empty cell": (with_cell(""), "2째 줄의 ''", "line 2: '' is not"),
    "columns": (
        lambda lines: [line.rpartition(",")[0] for line in lines],
        "1째 줄에 숫자가 13개",
        "line 1 has 13 numbers",
    ),
    "a row less": (lambda lines: lines[1:], "505개를 읽었습니다", "505 were read"),
    "no rows": (lambda lines: ["<html>"], "0개를 읽었습니다", "0 were read"),
    "half a row": (lambda lines: [*lines[1:], "1 " * 11], "505개를 읽었습니다", "505 were read"),
}


WRONG_FILES |= {
    "a feature less": (
        lambda lines: [",".join([*BOSTON[:-1], "x", "MEDV"]), *lines],
        "LSTAT 열이 정확히 하나씩",
        "one column for each of LSTAT",
    ),
    "two prices": (
        lambda lines: [",".join([*BOSTON, "MEDV", "price"]), *lines],
        "MEDV 열이",
        "each of MEDV",
    ),
    "a value less": (
        lambda lines: [",".join(["", *BOSTON, "MEDV"]), *lines],
        "2째 줄에 값이 14개 있는데 머리글 행에는 열이 15개",
        "line 2 has 14 values, but the header has 15",
    ),
    "NA in the first row": (
        lambda lines: [",".join([*BOSTON, "MEDV"]), *with_cell("NA")(lines[::-1])[1:]],
        "2째 줄의 'NA'",
        "line 2: 'NA'",
    ),
}


@pytest.mark.parametrize("name", WRONG_FILES)
def test_wrong_boston_files_say_where(tmp_path, raised, table, name):
    change, korean, english = WRONG_FILES[name]
    path = tmp_path / "housing.csv"
    path.write_text("\n".join(change(lines_of(table))), encoding="utf-8")
    ko, en = raised(lambda: read(path), DataError)
    assert str(path) in ko and korean in ko
    assert str(path) in en and english in en


def test_boston_file_missing_or_in_another_encoding(tmp_path, raised):
    path = tmp_path / "housing.csv"
    ko, en = raised(lambda: read(path), DataError)
    assert "파일이 없습니다" in ko and "no such file" in en
    path.write_bytes("집값\n".encode("cp949"))
    ko, en = raised(lambda: read(path), DataError)
    assert "UTF-8로 다시 저장" in ko and "as UTF-8" in en


# ── by name ──


@pytest.mark.parametrize("name", ["xor", "moons", "spirals", "digits", "penguins", "diabetes"])
def test_data_comes_by_its_name(name):
    made = load(name)
    assert type(made) is Dataset and made.name == name
    assert np.array_equal(made.X, getattr(data, name)().X)


def test_load_passes_the_seed():
    assert np.array_equal(load("moons", seed=5).X, moons(seed=5).X)


@pytest.mark.parametrize("wrong", ["iris", "", None, ["xor"], "MNIST"])
def test_unknown_name_lists_the_names(raised, wrong):
    ko, en = raised(lambda: load(wrong), DataError)
    for message in (ko, en):
        assert "xor, moons, spirals, digits, penguins, diabetes, mnist, boston" in message
        assert repr(wrong) in message


def test_path_is_refused_where_there_is_no_file(raised):
    ko, en = raised(lambda: load("xor", path="xor.csv"), DataError)
    assert "path를 받지 않습니다" in ko and "takes no path" in en


def test_importing_it_imports_nothing_heavy():
    code = "import sys, micrograd_ko.data; print(*{name.partition('.')[0] for name in sys.modules})"
    env = {**os.environ, "PYTHONPATH": str(Path(data.__file__).parents[2])}
    run = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    assert not set(run.stdout.split()) & {
        "sklearn",
        "mlxtend",
        "pandas",
        "scipy",
        "matplotlib",
        "tqdm",
    }
