"""함께 들어 있는 데이터. Give the data sets that come with the package, as files beside this one.

What they are, where they come from and their licences stand in README.md there.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Dataset", "digits", "penguins"]

HERE = Path(__file__).parent
LARGEST = 16  # what a pixel of the digits is at most
MEASURES = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")


@dataclass(frozen=True, eq=False)  # eq: arrays have no single answer to ==
class Dataset:
    """데이터 하나: X, y, 이름. Hold one data set.

    X: (n, features) float64. y: (n,) int64 class labels 0, 1, …, or (n, 1) float64 targets for
    regression. feature_names and class_names are empty where there are none.

    >>> toy = Dataset(np.zeros((4, 2)), np.array([0, 1, 1, 0]), "toy", ("x1", "x2"))
    >>> toy, toy.feature_names
    (Dataset('toy', X=(4, 2), y=(4,) int64), ('x1', 'x2'))
    """

    X: NDArray[np.float64]
    y: NDArray[Any]
    name: str
    feature_names: tuple[str, ...] = ()
    class_names: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Dataset({self.name!r}, X={self.X.shape}, y={self.y.shape} {self.y.dtype})"


def digits() -> Dataset:
    """손글씨 숫자 8 × 8.

    Load handwritten digits of 8 × 8 pixels: a small stand-in for MNIST.

    Returns:
        X (1797, 64) in 0..1 (the values 0..16 divided by 16), y (1797,) 0..9.
        Source: E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI (1998),
        its test part, as in scikit-learn.

    >>> digits().X[0].reshape(8, 8)[2]
    array([0.    , 0.1875, 0.9375, 0.125 , 0.    , 0.6875, 0.5   , 0.    ])
    """
    with np.load(HERE / "digits.npz") as held:
        X, y = held["X"] / LARGEST, held["y"].astype(np.int64)
    pixels = tuple(f"pixel_{row}_{column}" for row in range(8) for column in range(8))
    return Dataset(X, y, "digits", pixels, tuple("0123456789"))


def penguins() -> Dataset:
    """펭귄 342마리: 부리의 길이와 깊이, 날개 길이, 몸무게로 세 종을.

    Load 342 penguins of three species, each measured four times.

    Returns:
        X (342, 4): bill length, bill depth and flipper length in mm, body mass in g. y (342,): the
        species, 0 Adelie, 1 Chinstrap, 2 Gentoo. Standardise X before training; to tell the mass
        from the rest, use its last column as the target.
        Source: Palmer Penguins, A. Horst, A. Hill, K. Gorman (2020), CC0.

    >>> penguins().class_names, penguins().X[0].tolist()
    (('Adelie', 'Chinstrap', 'Gentoo'), [39.1, 18.7, 181.0, 3750.0])
    """
    with (HERE / "penguins.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    species = tuple(sorted({row["species"] for row in rows}))
    X = np.array([[float(row[name]) for name in MEASURES] for row in rows])
    y = np.array([species.index(row["species"]) for row in rows], dtype=np.int64)
    return Dataset(X, y, "penguins", MEASURES, species)
