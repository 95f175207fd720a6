"""그림 데이터 파일(IDX, IDX.gz, npz, CSV)을 읽는다.

Read files of images, each recognised by its content, not by its name.

A file is a stranger: every size it promises is held against the bytes that are there before memory
is taken, nothing in it is ever run (no pickles), and whatever is wrong with it becomes a DataError
that names the file, what was found and what was expected.
"""

from __future__ import annotations

import gzip
import math
import os
import reprlib
import struct
import sys
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError
from .csv_columns import Label
from .csv_images import BOM, read_csv

__all__ = ["Images", "read_idx", "read_images"]

PathLike = str | os.PathLike[str]
Array = NDArray[Any]

# Source of the format: http://yann.lecun.com/exdb/mnist/ ; all numbers are big-endian.
IDX_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
MOST_AXES = 32  # of a NumPy array, in every version of NumPy
CHUNK = 1 << 20
DEFLATE_RATIO = 1032  # deflate cannot pack tighter: https://zlib.net/zlib_tech.html
GZIP, ZIP, ZEROS = b"\x1f\x8b", b"PK", b"\0\0"
CONTROL = bytes({*range(32), 127} - set(b"\t\r\n"))
NPY_HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


class Images(NamedTuple):
    """그림과 레이블. Hold images and their labels.

    X: (n, pixels) float32 in 0..1, one image a row. y: (n,) int64, or None where the file holds no
    labels.
    """

    X: NDArray[np.float32]
    y: NDArray[np.int64] | None


def read_images(path: PathLike, *, part: str = "train", label: Label = ...) -> Images:
    """그림 파일 하나를 읽는다. 형식은 내용을 보고 안다.

    Read one file of images; its content tells the format.

    Works for MNIST and everything stored like it (Fashion-MNIST, EMNIST, images of other sizes).

    Args:
        path: an IDX file or IDX.gz file of images, an .npz with ``x_train, y_train, x_test,
            y_test`` (the layout of Keras), or a CSV file with an image a row, pixels 0..255, as
            Kaggle and pandas write it.
        part: "train" or "test", which half of an .npz; the other files hold one set only.
        label: the column of labels of a CSV file, by name or number (from 0, or from -1 for the
            last); None if it has none. Left out, the header tells: a column label, class, target or
            y, or pixels alone (pixel0, pixel1, …, 1x1, …), as in Kaggle's test.csv, and then y is
            None. Without a header it is the first column. A column of row numbers in front, which
            pandas writes without a name, is left out.

    Returns:
        Images: X (n, pixels) float32 in 0..1 (pixels / 255), y (n,) int64, or None where there are
            no labels, as in
        an IDX file, whose labels stand in a file of their own: ``read_idx(path_of_labels)``.

    Raises:
        DataError: a missing, broken, truncated or unknown file, `part` or `label` where there are
            none of them, or a CSV file that does not tell its labels; the error lists the columns.
    """
    path, head = _head(path)
    if part not in ("train", "test"):
        raise DataError("data.part", part=repr(part))
    is_csv = not head.startswith((ZIP, GZIP, ZEROS))
    if label is not ... and not is_csv:
        raise DataError("data.label.csv_only", path=path, label=reprlib.repr(label))
    if head.startswith(ZIP):
        return read_npz(path, part)
    if part != "train":
        raise DataError("data.part.none", path=path, part=part)
    if not is_csv:
        return _checked(path, read_idx(path), None)
    if head.translate(None, CONTROL) != head:
        raise DataError("data.file.unknown", path=path, head=head[:8])
    return _checked(path, *read_csv(path, label))


def read_idx(path: PathLike) -> Array:
    """IDX 파일(압축된 것도)을 배열로 읽는다.

    Read an IDX file, gzipped or not, as an array of the shape it states.

    Args:
        path: the file; its content, not its name, tells whether it is gzipped.

    Returns:
        The array in the machine's byte order: uint8 (n, rows, columns) for the images of MNIST,
        uint8 (n,) for its labels; int8, int16, int32, float32 and float64 exist too.

    Raises:
        DataError: the file is missing, no IDX file, truncated, or longer than its header says.
    """
    path, head = _head(path)
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if not head.startswith(GZIP):
            return _idx_array(path, file, size, packed=False)
        try:
            with gzip.open(file) as unpacked:
                return _idx_array(path, unpacked, size * DEFLATE_RATIO, packed=True)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise DataError("data.gzip", path=path, why=error) from error


def read_npz(path: Path, part: str) -> Images:
    """npz의 한 부분을 읽는다.

    Read the train or test part of an .npz in the layout of Keras; for other modules here.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            missing = {f"{name}_{part}.npy" for name in "xy"} - set(archive.namelist())
            if missing:
                found = reprlib.repr(archive.namelist())
                raise DataError(
                    "data.npz.names", path=path, missing=", ".join(sorted(missing)), found=found
                )
            images, labels = (_npy(path, archive, f"{name}_{part}.npy") for name in "xy")
    except DataError:
        raise
    # broken archives make zipfile and NumPy raise a dozen kinds, none of them documented
    except Exception as error:
        raise DataError("data.npz.broken", path=path, why=reprlib.repr(str(error))) from error
    return _checked(path, images, labels)


# ── what all formats share ──


def _head(path: PathLike) -> tuple[Path, bytes]:
    """있고, 비지 않고, 웹 페이지가 아닌 파일의 첫머리.

    Read the first bytes of a file that exists, is not empty, and is not a web page; give its path,
    too.
    """
    path = Path(path)
    if path.is_dir():
        raise DataError("data.file.folder", path=path)
    if not path.exists():
        raise DataError("data.file.missing", path=path)
    with path.open("rb") as file:
        head = file.read(512)
    if not head:
        raise DataError("data.file.empty", path=path)
    refuse_html(path, head)
    return path, head


def refuse_html(path: PathLike, head: bytes) -> None:
    """웹 페이지면 DataError.

    Raise a DataError if the first bytes are those of a web page, which no format here starts with.
    """
    if head.removeprefix(BOM).lstrip().startswith(b"<"):
        raise DataError("data.file.html", path=path, head=head[:40])


def _checked(path: Path, images: Array, labels: Array | None) -> Images:
    """두 배열을 이미지와 정답으로.

    Convert images to 0..1 and labels to int64, if that is what the two arrays can be.
    """
    if images.ndim < 2:
        raise DataError("data.images.shape", path=path, shape=images.shape)
    if not images.size:
        raise DataError("data.images.none", path=path, shape=images.shape)
    _bytes_only(path, "X", images)
    X = images.reshape(len(images), -1).astype(np.float32)
    X /= 255
    return Images(X, None if labels is None else checked_labels(path, labels, len(X)))


def checked_labels(path: PathLike, labels: Array, count: int) -> NDArray[np.int64]:
    """레이블을 살펴 int64로.

    Check the labels and give them as int64 (n,); a DataError unless they are `count` integers
    0..255.
    """
    if labels.ndim != 1:
        raise DataError("data.labels.shape", path=path, shape=labels.shape)
    if len(labels) != count:
        raise DataError("data.labels.count", path=path, labels=len(labels), images=count)
    _bytes_only(path, "y", labels)
    return labels.astype(np.int64)


def _bytes_only(path: PathLike, name: str, array: Array) -> None:
    if array.dtype.kind not in "iu":
        raise DataError("data.whole_numbers", path=path, name=name, dtype=array.dtype)
    if array.min() < 0 or array.max() > 255:
        raise DataError("data.range", path=path, name=name, low=array.min(), high=array.max())


# ── IDX ──


def _idx_array(path: Path, file: IO[bytes] | gzip.GzipFile, most: int, *, packed: bool) -> Array:
    """IDX 머리 뒤의 배열.

    Read the array behind an IDX header; `most` is what the file can hold at most.
    """
    magic = file.read(4)
    refuse_html(path, magic)
    if (
        len(magic) < 4
        or magic[:2] != ZEROS
        or magic[2] not in IDX_TYPES
        or not 1 <= magic[3] <= MOST_AXES
    ):
        raise DataError("data.idx.magic", path=path, found=magic.hex(" ") or "-")
    axes, dtype = magic[3], np.dtype(IDX_TYPES[magic[2]])
    header = file.read(4 * axes)
    if len(header) < 4 * axes:
        raise DataError(
            "data.idx.short", path=path, shape="?", expected=4 + 4 * axes, found=4 + len(header)
        )
    shape = struct.unpack(f">{axes}I", header)
    # NumPy refuses it even where a 0 makes it empty
    if math.prod(max(n, 1) for n in shape) * dtype.itemsize > sys.maxsize:
        raise DataError("data.idx.large", path=path, shape=shape)
    before, promised = 4 + 4 * axes, math.prod(shape) * dtype.itemsize
    if before + promised > most:  # known before anything is read, so a lying header costs no memory
        found = f"≤{most}" if packed else str(most)
        raise DataError(
            "data.idx.short", path=path, shape=shape, expected=before + promised, found=found
        )
    data = _at_most(file, promised + 1)
    if len(data) < promised:
        raise DataError(
            "data.idx.short",
            path=path,
            shape=shape,
            expected=before + promised,
            found=before + len(data),
        )
    if len(data) > promised:
        raise DataError("data.idx.long", path=path, shape=shape, expected=before + promised)
    return np.frombuffer(data, dtype).reshape(shape).astype(dtype.newbyteorder("="), copy=False)


def _at_most(file: IO[bytes] | gzip.GzipFile, count: int) -> bytearray:
    """많아야 `count` 바이트.

    Read up to `count` bytes in pieces: memory grows with what is there, not with what was asked
    for.
    """
    data = bytearray()
    while len(data) < count and (piece := file.read(min(CHUNK, count - len(data)))):
        data += piece
    return data


# ── npz ──


def _npy(path: Path, archive: zipfile.ZipFile, name: str) -> Array:
    """미니배치 안의 배열 하나.

    Read one array of the archive; np.load would take the memory a header asks for before looking at
    the data.
    """
    info = archive.getinfo(name)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DataError(
            "data.npz.broken", path=path, why=f"{name}: compress_type={info.compress_type}"
        )
    with archive.open(info) as file:
        shape, fortran, dtype = NPY_HEADERS[np.lib.format.read_magic(file)](file)
        if dtype.hasobject:
            raise DataError("data.npz.pickle", path=path, name=name)
        if dtype.kind not in "iu":
            raise DataError("data.whole_numbers", path=path, name=name, dtype=dtype)
        promised, there = math.prod(shape) * dtype.itemsize, info.file_size - file.tell()
        if (
            min(shape, default=0) < 0
            or promised != there
            or promised > DEFLATE_RATIO * (info.compress_size + 1)
        ):
            raise DataError(
                "data.npz.size", path=path, name=name, shape=shape, expected=promised, found=there
            )
        data = _at_most(file, promised + 1)  # reading to the end checks the CRC as well
    if len(data) != promised:
        raise DataError(
            "data.npz.size", path=path, name=name, shape=shape, expected=promised, found=len(data)
        )
    array = np.frombuffer(data, dtype).reshape(shape, order="F" if fortran else "C")
    return array.astype(dtype.newbyteorder("="), copy=False)
