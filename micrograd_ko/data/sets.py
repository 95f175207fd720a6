"""연습용 데이터와 데이터를 나누는 도구.

Give data sets to practise on, and hand on what cuts data into batches and parts.

All of it is NumPy arrays, and all of it is repeatable: the same arguments give the same numbers.
"""

from __future__ import annotations

import math
import os
import reprlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, overload

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError, EthicsWarning, warn
from .batches import minibatches, split, spread, standardize, whole
from .mnist import Mnist, mnist
from .shipped import Dataset, digits, penguins

__all__ = [
    "Dataset",
    "boston",
    "diabetes",
    "digits",
    "load",
    "minibatches",
    "moons",
    "penguins",
    "spirals",
    "split",
    "standardize",
    "xor",
]

Array = NDArray[Any]
Floats = NDArray[np.float64]

BOSTON = (
    "CRIM", "ZN", "INDUS", "CHAS", "NOX", "RM", "AGE", "DIS", "RAD", "TAX", "PTRATIO", "B", "LSTAT",
)  # fmt: skip
BOSTON_COLUMNS = (*BOSTON, "MEDV")
PRICES = ("MEDV", "PRICE", "TARGET", "Y", "LABEL")  # what a header may call the price
BOSTON_ROWS = 506


# ── data made here ──


def xor(*, copies: int = 1, noise: float = 0.0, seed: int = 0) -> Dataset:
    """XOR: 직선 하나로는 나눌 수 없는 네 점.

    Give the exclusive or: four points that no straight line separates.

    Args:
        copies: how often each of the four points occurs.
        noise: standard deviation of what is added to each coordinate.

    Returns:
        X (4 · copies, 2), y (4 · copies,) 0 or 1.

    >>> points = xor()
    >>> points.X.tolist(), points.y.tolist()
    ([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 1, 0])
    """
    noise, rng = spread(noise), np.random.default_rng(whole("seed", seed, 0))
    X = np.tile([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], (whole("copies", copies, 1), 1))
    y = np.asarray(X.sum(axis=1) == 1, dtype=np.int64)
    return Dataset(X + noise * rng.standard_normal(X.shape), y, "xor", ("x1", "x2"), ("0", "1"))


def moons(n: int = 200, *, noise: float = 0.1, seed: int = 0) -> Dataset:
    """맞물린 반달 두 개. Draw two interleaving half circles of radius 1, in random order.

    Args:
        n: number of points, at least 2; half of them (rounded up) in class 1, the lower moon.
        noise: standard deviation of what is added to each coordinate.

    Returns:
        X (n, 2), y (n,) 0 or 1. Source: the shape is that of scikit-learn's make_moons.

    >>> moons(100, noise=0.1, seed=0)
    Dataset('moons', X=(100, 2), y=(100,) int64)
    """
    n, noise, rng = whole("n", n, 2), spread(noise), np.random.default_rng(whole("seed", seed, 0))
    upper, lower = np.linspace(0, math.pi, n // 2), np.linspace(0, math.pi, n - n // 2)
    above = np.column_stack([np.cos(upper), np.sin(upper)])
    below = np.column_stack([1 - np.cos(lower), 0.5 - np.sin(lower)])
    y = np.repeat([0, 1], [len(upper), len(lower)])
    return _shuffled(np.vstack([above, below]), y, noise, rng, "moons", ("0", "1"))


def spirals(n: int = 300, *, classes: int = 3, noise: float = 0.2, seed: int = 0) -> Dataset:
    """소용돌이 팔 여러 개. Draw spiral arms around the origin, one for each class, in random order.

    Args:
        n: number of points, at least one for each class; spread evenly over the classes.
        classes: number of arms, at least 2.
        noise: standard deviation of the angle, in radians.

    Returns:
        X (n, 2) within the unit circle, y (n,) 0 … classes − 1. Source: the toy data of Stanford's
        CS231n, "Putting it together: Minimal Neural Network Case Study".

    >>> arms = spirals(300, classes=3)
    >>> np.bincount(arms.y).tolist(), arms.class_names
    ([100, 100, 100], ('0', '1', '2'))
    """
    classes = whole("classes", classes, 2)
    n = whole("n", n, classes)
    noise = spread(noise)
    rng = np.random.default_rng(whole("seed", seed, 0))
    y = np.arange(n) % classes
    radius = (np.arange(n) // classes + 1) / (-(-n // classes))
    angle = 4 * radius + 2 * math.pi * y / classes + noise * rng.standard_normal(n)
    X = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])
    return _shuffled(X, y, 0.0, rng, "spirals", tuple(map(str, range(classes))))


def _shuffled(
    X: Array, y: Array, noise: float, rng: np.random.Generator, name: str, classes: tuple[str, ...]
) -> Dataset:
    order = rng.permutation(len(X))
    X = X[order] + noise * rng.standard_normal(X.shape)
    return Dataset(X, y[order].astype(np.int64), name, ("x1", "x2"), classes)


# ── data from elsewhere ──


def diabetes() -> Dataset:
    """당뇨병의 1년 뒤 진행 정도 (scikit-learn).

    Load the progression of diabetes after a year, from ten measurements.

    Returns:
        X (442, 10) in their own units (age in years, bmi in kg/m², bp in mm Hg, blood serum s1 …
        s6), y (442, 1), a score of 25 … 346. Standardise X before training.
        Source: B. Efron, T. Hastie, I. Johnstone, R. Tibshirani, "Least Angle Regression" (2004).

    Raises:
        DataError: scikit-learn is not installed.

    >>> diabetes().feature_names[:4], diabetes().y.shape
    (('age', 'sex', 'bmi', 'bp'), (442, 1))
    """
    try:
        from sklearn.datasets import load_diabetes
    except ImportError as error:
        raise _missing("scikit-learn", "diabetes") from error
    raw = load_diabetes(scaled=False)
    return Dataset(raw.data, raw.target[:, None], "diabetes", tuple(raw.feature_names))


def boston(path: str | os.PathLike[str] | None = None) -> Dataset:
    """보스턴 집값. 윤리 문제가 있는 데이터라서 늘 경고한다.

    Load Boston house prices; always warns, for what the data assumes.

    Args:
        path: a CSV file of 13 features and the price, in this order or under a header with their
            names (CRIM, …, MEDV; the index of pandas or R is left out), or the file of StatLib
            (http://lib.stat.cmu.edu/datasets/boston). Left out, the data comes with the package
            mlxtend.

    Returns:
        X (506, 13), y (506, 1), the median price of a home in 1000 dollars.
        Source: D. Harrison, D. L. Rubinfeld, "Hedonic prices and the demand for clean air" (1978).

    Warns:
        EthicsWarning: always. Its column B encodes a racist assumption about segregation
            (M. Carlisle, "Racist data destruction?", 2019).

    Raises:
        DataError: mlxtend is not installed, or the file is not that data.

    >>> import warnings
    >>> with warnings.catch_warnings(action="ignore", category=EthicsWarning):
    ...     print(boston())
    Dataset('boston', X=(506, 13), y=(506, 1) float64)
    """
    warn("data.boston.ethics", EthicsWarning)
    if path is not None:
        table = _boston_table(Path(path))
        return Dataset(table[:, :-1], table[:, -1:], "boston", BOSTON)
    try:
        from mlxtend.data import boston_housing_data
    except ImportError as error:
        raise _missing("mlxtend", "boston") from error
    X, y = boston_housing_data()
    return Dataset(
        np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)[:, None], "boston", BOSTON
    )


def _missing(package: str, name: str) -> DataError:
    return DataError(
        "data.package", package=package, name=name, command=f"python -m pip install {package}"
    )


def _boston_table(path: Path) -> Floats:
    """파일의 506 × 14개 수.

    Read the 506 × 14 numbers of a file; text before the first row of numbers is a header.
    """
    if not path.is_file():
        raise DataError("data.file.missing", path=path)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise DataError("data.file.encoding", path=path) from error
    rows: list[list[float]] = []
    names: list[str] = []
    for number, line in enumerate(lines, start=1):
        cells = line.split(",") if "," in line else line.split()
        if not rows and not names and (names := _boston_names(path, cells)):
            continue
        if names and line.strip():
            if len(cells) != len(names):
                raise DataError(
                    "data.boston.header.columns",
                    path=path,
                    line=number,
                    found=len(cells),
                    expected=len(names),
                )
            cells = [cells[names.index(name)] for name in BOSTON_COLUMNS]
        row, wrong = _numbers(cells)
        if wrong is not None and (rows or names):
            raise DataError("data.boston.number", path=path, line=number, cell=reprlib.repr(wrong))
        if not row:  # the header, or a blank line
            continue
        if rows and len(rows[-1]) == 11:  # StatLib breaks every row into 11 numbers and 3
            rows[-1] += row
        else:
            rows.append(row)
        if len(rows[-1]) not in (11, 14):
            raise DataError("data.boston.columns", path=path, line=number, found=len(rows[-1]))
    if len(rows) != BOSTON_ROWS or not all(len(row) == 14 for row in rows):
        raise DataError(
            "data.boston.rows",
            path=path,
            found=sum(len(row) == 14 for row in rows),
            expected=BOSTON_ROWS,
        )
    return np.array(rows)


def _boston_names(path: Path, cells: list[str]) -> list[str]:
    """열의 이름, 머리줄이 아니면 없다.

    Name the columns if this line is a header that tells them, the price as MEDV; else none.
    """
    names = [cell.strip().strip('"').upper() for cell in cells]
    if len(set(names) & set(BOSTON)) < 2:
        return []
    names = ["MEDV" if name in PRICES else name for name in names]
    wrong = [name for name in BOSTON_COLUMNS if names.count(name) != 1]
    if wrong:
        raise DataError(
            "data.boston.header",
            path=path,
            wrong=", ".join(wrong),
            expected=", ".join(BOSTON_COLUMNS),
        )
    return names


def _numbers(cells: list[str]) -> tuple[list[float], str | None]:
    """한 줄의 수와, 수가 아닌 첫 칸.

    Read the numbers of a row, and the first cell that is none, if there is one.
    """
    numbers = []
    for cell in cells:
        try:
            numbers.append(float(cell))
        except ValueError:
            return [], cell.strip()
        if not math.isfinite(numbers[-1]):
            return [], cell.strip()
    return numbers, None


# ── by name ──

SEEDED: dict[str, Callable[..., Dataset]] = {"xor": xor, "moons": moons, "spirals": spirals}
FIXED: dict[str, Callable[[], Dataset]] = {
    "digits": digits,
    "penguins": penguins,
    "diabetes": diabetes,
}


@overload
def load(
    name: Literal["mnist"], *, path: str | os.PathLike[str] | None = None, seed: int = 0
) -> Mnist: ...
@overload
def load(
    name: Literal["xor", "moons", "spirals", "digits", "penguins", "diabetes", "boston"],
    *,
    path: str | os.PathLike[str] | None = None,
    seed: int = 0,
) -> Dataset: ...
@overload
def load(
    name: str, *, path: str | os.PathLike[str] | None = None, seed: int = 0
) -> Dataset | Mnist: ...
def load(
    name: str, *, path: str | os.PathLike[str] | None = None, seed: int = 0
) -> Dataset | Mnist:
    """이름으로 데이터를 고른다. Load a data set by its name.

    Args:
        name: "xor", "moons", "spirals" (made here), "digits", "penguins" (which come with the
            package), "diabetes", "boston" or "mnist".
        path: files of "mnist" or "boston"; the others have none.
        seed: for the data made here; the others are always the same.

    Returns:
        A Dataset; for "mnist" an Mnist, which comes with its own test part.

    Raises:
        DataError: an unknown name, a path for data without files, or what the data set itself
            raises.

    >>> load("moons"), load("spirals", seed=1)
    (Dataset('moons', X=(200, 2), y=(200,) int64), Dataset('spirals', X=(300, 2), y=(300,) int64))
    """
    if name == "mnist":
        return mnist(path)
    if name == "boston":
        return boston(path)
    if name not in (*SEEDED, *FIXED):
        raise DataError(
            "data.unknown",
            name=reprlib.repr(name),
            options=", ".join((*SEEDED, *FIXED, "mnist", "boston")),
        )
    if path is not None:
        raise DataError("data.no_path", name=name)
    return SEEDED[name](seed=seed) if name in SEEDED else FIXED[name]()
