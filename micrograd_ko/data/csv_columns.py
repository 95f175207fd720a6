"""CSV의 머리줄에서 레이블, 픽셀, 행 번호의 열을 알아본다. 알 수 없으면 추측하지 않고 묻는다.

Find the columns of a CSV file of images that hold the labels, the pixels and the numbers of rows,
by its header line. Kaggle's and pandas' files are recognised; what cannot be told is asked for with
an error, never guessed.
"""

from __future__ import annotations

import math
import re
import reprlib
from collections import Counter
from collections.abc import Sequence
from types import EllipsisType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..arguments import is_whole
from ..errors import DataError
from ..spelling import closest

__all__ = ["Columns", "Label", "expect_labels", "find_columns", "header_names"]

Label = str | int | None | EllipsisType

LABELS = ("label", "class", "target", "y", "레이블", "라벨")
ROW_NAMES = ("id", "imageid", "image_id", "index", "idx", "번호")
# what pandas writes, and reads back, for its index
UNNAMED = re.compile(r"(unnamed: \d+(\.\d+)*)?", re.I)
# pixel0, pixel_0_0, 1x1 (row x column)
PIXEL = re.compile(r"(pixel|px|픽셀)[\W_]*\d+([\W_x]+\d+)?|\d+x\d+", re.I)
MISSING = ("", "na", "n/a", "nan", "null", "none", "?")
CLASSES = 100
RAMP, ROWS = 5, 10  # columns, rows: what 0, 1, 2, … of fewer says could be data by chance


class Columns(NamedTuple):
    """CSV 파일의 열.

    Hold the columns of a CSV file: how many, their names ("" without a header), and what they hold.
    """

    width: int
    names: Sequence[str]
    skipped: int  # columns at the front that number the rows
    label: int | None

    def name(self, column: int) -> str:
        """오류에 쓰는 이름.

        Give what an error adds to the number of a column: its name in quotes, if it has one.
        """
        return f" '{self.names[column]}'" if self.names and self.names[column] else ""


def header_names(cells: Sequence[str]) -> list[str] | None:
    """첫 줄이 머리줄이면 열의 이름.

    Name the columns if the first line is a header; None if it is data.
    """
    names = [cell.strip() for cell in cells]
    names[0] = names[0].lstrip("# ")  # as np.savetxt writes a header
    rest = names[1:] if UNNAMED.fullmatch(names[0]) else names
    if (
        len(rest) >= RAMP
        and rest[0] in ("0", "1")
        and rest == [str(int(rest[0]) + i) for i in range(len(rest))]
    ):
        return names  # the columns of a DataFrame without names
    numbers = [name for name in names if _is_number(name)]
    if len(numbers) + sum(name.lower() in MISSING for name in names) == len(names):
        return None
    # names differ; a row of data with a wrong cell repeats numbers
    return names if len(set(numbers)) == len(numbers) else None


def find_columns(path: Any, width: int, names: list[str] | None, label: Label) -> Columns:
    """어느 열이 무엇인지.

    Tell what each column holds; `label` is what the user said of the labels, ... for nothing.

    Raises:
        DataError: it cannot be told, or there is no such column; lists the columns there are.
    """
    if names is None:
        return Columns(width, [], 0, 0 if label is ... else _chosen(path, [], width, 0, label))
    skipped = next((i for i, name in enumerate(names) if not UNNAMED.fullmatch(name)), width)
    place = (
        _told_by_name(path, names, skipped)
        if label is ...
        else _chosen(path, names, width, skipped, label)
    )
    odd = _odd([names[i] for i in range(skipped, width) if i != place], alike=label is ...)
    if odd is not None:
        raise DataError("data.csv.odd", path=path, name=repr(odd), columns=_shown(names))
    return Columns(width, names, skipped, place)


def _odd(names: list[str], *, alike: bool) -> str | None:
    """픽셀이 아닐지 모르는 첫 이름.

    Find the first name that may be none of a pixel: it has no number and others have one.

    If all must be `alike`, it may also be called another way than most.
    """
    stems = [re.sub(r"\d+", "0", name.lower()) for name in names]
    numbered = Counter(stem for stem in stems if "0" in stem)
    usual = {numbered.most_common(1)[0][0]} if alike and numbered else set(numbered or stems)
    for name, stem in zip(names, stems, strict=True):
        if stem not in usual or stem in (*LABELS, *ROW_NAMES) or UNNAMED.fullmatch(name):
            return name
    return None


def _told_by_name(path: Any, names: list[str], skipped: int) -> int | None:
    """이름으로 안 레이블의 열.

    Find the column of labels by its name; None if all columns are pixels by name.
    """
    found = [i for i in range(skipped, len(names)) if names[i].lower() in LABELS]
    if len(found) > 1:
        raise DataError(
            "data.csv.labels", path=path, found=", ".join(repr(names[i]) for i in found)
        )
    if not found and not all(PIXEL.fullmatch(name) for name in names[skipped:]):
        raise DataError(
            "data.csv.label", path=path, options=", ".join(LABELS), columns=_shown(names)
        )
    return found[0] if found else None


def _chosen(path: Any, names: list[str], width: int, skipped: int, label: Any) -> int | None:
    """사용자가 고른 레이블의 열. Find the column that the user chose, by name or number."""
    if label is None:
        return None
    if isinstance(label, str):
        if not names:
            raise DataError("data.csv.no_header", path=path, label=repr(label), last=width - 1)
        places = [i for i, name in enumerate(names) if name == label] or [
            i for i, name in enumerate(names) if name.lower() == label.lower()
        ]
        if len(places) != 1:
            near = closest(label, names) if not places else None
            meant = repr(near) if near else _shown(names)
            raise DataError(
                "data.csv.no_column", path=path, label=repr(label), count=len(places), columns=meant
            )
        return places[0]
    if not is_whole(label, low=-width) or label >= width:
        raise DataError(
            "data.csv.column", path=path, label=reprlib.repr(label), width=width, last=width - 1
        )
    place = int(label) % width
    if place < skipped:
        raise DataError("data.csv.index_column", path=path, label=label, columns=_shown(names))
    return place


def expect_labels(path: Any, columns: Columns, table: NDArray[np.uint8]) -> None:
    """머리줄이 없을 때, 첫 열이 레이블이 맞는지.

    Ask where, without a header, the first column looks like no labels.
    """
    first, last, n = table[:, 0].astype(int), table[:, -1].astype(int), len(table)
    side = math.isqrt(columns.width)
    ranges = {
        "low": first.min(),
        "high": first.max(),
        "last_low": last.min(),
        "last_high": last.max(),
    }
    if side >= 8 and side * side == columns.width:
        reason = "square"
    elif n > ROWS and np.array_equal(first, first[0] + np.arange(n)):
        reason = "rows"
    elif n >= ROWS and _like_labels(last) and not _like_labels(first):
        reason = "last"
    else:
        return
    raise DataError(
        f"data.csv.unsure.{reason}", path=path, width=columns.width, side=side, rows=n, **ranges
    )


def _like_labels(column: NDArray[Any]) -> bool:
    """클래스의 번호로 보이는가.

    Tell whether these could be numbers of classes: several, and none as large as bright pixels?
    """
    return bool(column.min() < column.max() < CLASSES)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text and text.lower() not in MISSING


def _shown(names: list[str]) -> str:
    """열의 이름들, 많으면 앞뒤만. List the names of the columns, of many the first and the last."""
    short = [repr(name) for name in (names if len(names) <= 8 else names[:5] + names[-2:])]
    return ", ".join(short if len(names) <= 8 else [*short[:5], "…", *short[5:]])
