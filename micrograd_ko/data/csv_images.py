"""CSV 파일의 그림을 줄마다 읽는다. Read images from a CSV file, line by line: one byte a number.

Quotes, CRLF, a byte order mark and whole numbers written as 12.0 are read; every error names line
and column.
"""

from __future__ import annotations

import csv
import re
import reprlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError
from .csv_columns import MISSING, Columns, Label, expect_labels, find_columns, header_names

__all__ = ["read_csv"]

Bytes = NDArray[np.uint8]
Row = tuple[int, list[bytes]]  # the number of the line, its cells

BOM = b"\xef\xbb\xbf"
LONGEST_LINE = 1 << 22  # bytes of one row: a million pixels
NUMBERS = {form % number: number for number in range(256) for form in (b"%d", b"%d.0")}
CELL = re.compile(rb"[ \t]*\d{1,9}(\.\d{0,30})?(e[+-]?\d{1,2})?[ \t]*", re.I)


def read_csv(path: Path, label: Label) -> tuple[Bytes, Bytes | None]:
    """픽셀 (n, 픽셀)과 레이블 (n,).

    Read the pixels (n, pixels) and the labels (n,), None where there are none.

    Raises:
        DataError: a cell that is no whole number 0..255, lines of different lengths, or columns
            that cannot be told.
    """
    rows = _rows(path)
    start = next(rows, None)
    if start is None:
        raise DataError("data.csv.none", path=path)
    number, cells = start
    names = header_names([_decoded(path, cell) for cell in cells])
    least = 1 if label is None else 2
    if len(cells) < least:
        raise DataError(
            "data.csv.columns", path=path, line=number, found=len(cells), expected=least
        )
    columns = find_columns(path, len(cells), names, label)
    data = bytearray() if names is not None else bytearray(_numbers(path, columns, number, cells))
    for number, cells in rows:
        if len(cells) != columns.width:
            raise DataError(
                "data.csv.columns", path=path, line=number, found=len(cells), expected=columns.width
            )
        data += _numbers(path, columns, number, cells)
    if not data:
        raise DataError("data.csv.none", path=path)
    table = np.frombuffer(data, np.uint8).reshape(-1, columns.width - columns.skipped)
    if names is None and label is ...:
        expect_labels(path, columns, table)
    if columns.label is None:
        return table, None
    place = columns.label - columns.skipped
    return np.delete(table, place, axis=1), table[:, place]


def _rows(path: Path) -> Iterator[Row]:
    """빈 줄이 아닌 줄마다의 칸.

    Yield the cells of each line that is not blank, with the number of the line.
    """
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE + 1), b""), start=1):
            if len(line) > LONGEST_LINE:
                raise DataError("data.csv.long", path=path, line=number, most=LONGEST_LINE)
            line = line.removeprefix(BOM) if number == 1 else line
            if line.strip():
                yield (
                    number,
                    _quoted(path, number, line)
                    if b'"' in line
                    else line.rstrip(b"\r\n").split(b","),
                )


def _quoted(path: Path, number: int, line: bytes) -> list[bytes]:
    """따옴표가 있는 줄의 칸. Split a line with quotes into its cells, as R and Excel write them."""
    try:
        return [
            cell.encode()
            for cell in next(csv.reader([_decoded(path, line).rstrip("\r\n")], strict=True))
        ]
    except csv.Error as error:
        raise DataError("data.csv.quotes", path=path, line=number) from error


def _decoded(path: Path, text: bytes) -> str:
    """UTF-8, 아니면 한국어 Windows의 cp949.

    Decode text in UTF-8, or in cp949, as Korean Excel writes it.
    """
    for encoding in ("utf-8", "cp949"):
        try:
            return text.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DataError("data.file.encoding", path=path)


def _numbers(path: Path, columns: Columns, line: int, cells: list[bytes]) -> bytes:
    """한 줄의 수. Read the numbers of a line, but for those that number the rows."""
    cells = cells[columns.skipped :]
    try:
        return bytes(map(NUMBERS.__getitem__, cells))  # twice as fast as int()
    # spaces, leading zeros, exponents, or a fault; float() alone would also take "1_0", "+5" and
    # "nan"
    except KeyError:
        return bytes(
            _number(path, columns, line, i, cell)
            for i, cell in enumerate(cells, start=columns.skipped)
        )


def _number(path: Path, columns: Columns, line: int, column: int, cell: bytes) -> int:
    if CELL.fullmatch(cell) and (number := float(cell)) <= 255 and number.is_integer():
        return int(number)
    text = cell.decode("utf-8", "replace").strip()
    words = {"path": path, "line": line, "column": column + 1, "name": columns.name(column)}
    if text.lower() in MISSING:
        raise DataError("data.csv.missing", **words, cell=repr(text))
    labels = column == columns.label and re.match(r"[^\W\d_]", text) is not None
    raise DataError(
        "data.csv.text_label" if labels else "data.csv.cell", **words, cell=reprlib.repr(text)
    )
