"""MNIST: 손글씨 숫자 7만 장을 읽고 내려받는다.

Read MNIST, 70,000 handwritten digits, and download it when asked to.

Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits" (1998).
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError
from ..folders import folder_for
from ..progress import progress_bar
from .readers import PathLike, checked_labels, read_idx, read_images, refuse_html

__all__ = ["DEFAULT_URL", "SHA256", "Mnist", "cache_folder", "download_mnist", "mnist"]

DEFAULT_URL = "https://ossci-datasets.s3.amazonaws.com/mnist/"
SHA256 = {  # of the unpacked files
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
# bytes of an unpacked file; seconds without an answer; bytes read at once
LARGEST, TIMEOUT, CHUNK = 1 << 26, 30, 1 << 16

# How a folder may hold the data, in the order they are looked for: train and test images, train and
# test labels.
IDX_FILES = tuple(SHA256)
# .csv
CSV_FILES = (
    ("mnist_train", "mnist_test"),
    ("fashion-mnist_train", "fashion-mnist_test"),
    ("train", "test"),
)
NPZ_FILE = "mnist.npz"


class Mnist(NamedTuple):
    """MNIST의 네 배열. Hold the four arrays of MNIST.

    X_train (60000, 784) and X_test (10000, 784): float32 in 0..1, 28 × 28 pixels row by row, 0 is
    the background. y_train (60000,) and y_test (10000,): int64, the digits 0..9.
    """

    X_train: NDArray[np.float32]
    y_train: NDArray[np.int64]
    X_test: NDArray[np.float32]
    y_test: NDArray[np.int64]

    def __repr__(self) -> str:
        return (
            f"Mnist({', '.join(f'{name}={array.shape}' for name, array in self._asdict().items())})"
        )


def mnist(path: PathLike | None = None) -> Mnist:
    """MNIST를 읽는다. 스스로 내려받지는 않는다. Read MNIST from files; never from the network.

    Args:
        path: a folder with the four IDX files (``train-images-idx3-ubyte`` or
            ``train-images.idx3-ubyte`` and so on, gzipped or not), with ``mnist.npz``, or with
            ``mnist_train.csv`` and ``mnist_test.csv`` (or ``train.csv``, ``test.csv``); or the .npz
            file itself. Left out, it is :func:`cache_folder`, where :func:`download_mnist` puts the
            files. Data sets stored like MNIST (Fashion-MNIST, other sizes) are read as well.

    Returns:
        Mnist: X_train (60000, 784) float32 in 0..1, y_train (60000,) int64, X_test, y_test.

    Raises:
        DataError: the files are not there, broken, or do not belong together.
    """
    place = cache_folder() if path is None else Path(path)
    data = _from_folder(place) if place.is_dir() else _from_file(place)
    if data.X_train.shape[1] != data.X_test.shape[1]:
        raise DataError(
            "data.mnist.pixels", path=place, train=data.X_train.shape, test=data.X_test.shape
        )
    return data


def cache_folder() -> Path:
    """내려받은 파일을 두는 폴더. Find the folder of downloaded files.

    ``~/.cache/micrograd_ko/mnist``, on Windows ``%LOCALAPPDATA%\\micrograd_ko\\mnist``;
    with the environment variable MICROGRAD_KO_CACHE, ``$MICROGRAD_KO_CACHE/mnist``.
    """
    return folder_for("mnist")


# ── reading ──


def _from_file(path: Path) -> Mnist:
    if not path.exists():
        raise DataError("data.mnist.missing", path=path)
    with path.open("rb") as file:
        if file.read(2) != b"PK":  # only an npz holds all four arrays
            raise DataError("data.mnist.one_file", path=path)
    return _from_pair(path, path)


def _from_folder(folder: Path) -> Mnist:
    idx = {name: _idx_file(folder, name) for name in IDX_FILES}
    if all(idx.values()):
        return _from_idx(*(path for path in idx.values() if path))
    if any(idx.values()):
        missing = ", ".join(name for name in idx if not idx[name])
        # \U in a copied path is no Python
        raise DataError("data.mnist.partial", path=folder.as_posix(), missing=missing)
    if (folder / NPZ_FILE).is_file():
        return _from_file(folder / NPZ_FILE)
    for train, test in (
        (folder / f"{train}.csv", folder / f"{test}.csv") for train, test in CSV_FILES
    ):
        if train.is_file() and test.is_file():
            return _from_pair(train, test)
    raise DataError("data.mnist.missing", path=folder)


def _idx_file(folder: Path, name: str) -> Path | None:
    """그 이름의 파일, 없으면 None.

    Find the file of that name, with the dot of some downloads and with .gz or without; None if
    there is none.
    """
    names = (
        spelling + ending
        for ending in ("", ".gz")
        for spelling in (name, name.replace("-idx", ".idx"))
    )
    return next((folder / name for name in names if (folder / name).is_file()), None)


def _from_idx(train: Path, train_labels: Path, test: Path, test_labels: Path) -> Mnist:
    X_train, X_test = read_images(train).X, read_images(test).X
    y_train = checked_labels(train_labels, read_idx(train_labels), len(X_train))
    return Mnist(
        X_train, y_train, X_test, checked_labels(test_labels, read_idx(test_labels), len(X_test))
    )


def _from_pair(train: Path, test: Path) -> Mnist:
    """CSV 두 파일에서, 또는 npz 하나에서 두 번. Read two CSV files, or the one npz twice."""
    (X_train, y_train) = read_images(train)
    (X_test, y_test) = read_images(test, part="test" if test == train else "train")
    if y_train is None or y_test is None:
        raise DataError("data.mnist.unlabelled", path=train if y_train is None else test)
    return Mnist(X_train, y_train, X_test, y_test)


# ── downloading ──


def download_mnist(
    folder: PathLike | None = None,
    *,
    url: str = DEFAULT_URL,
    progress: bool = True,
    hashes: Mapping[str, str] = SHA256,
) -> Path:
    """MNIST의 파일 넷을 내려받아 확인한다.

    Download the four files of MNIST (12 MB), unpack and verify them.

    A file that is there already and right is not fetched again. A download that fails leaves no
    file behind.

    Args:
        folder: where to put them, made if need be; left out, :func:`cache_folder`.
        url: the address under which ``<name>.gz`` is found for every name.
        progress: whether to show a progress bar (on stderr).
        hashes: name -> SHA-256 in hexadecimal of the unpacked file.

    Returns:
        The folder, for ``mnist(folder)``.

    Raises:
        DataError: the server cannot be reached or says no, or what it sends is not what it should
            be.
        OSError: the folder cannot be written.
    """
    if not url.startswith(("https://", "http://")):
        raise DataError("data.download.url", url=repr(url), example=DEFAULT_URL)
    place = cache_folder() if folder is None else Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    for name, wanted in hashes.items():
        if not _has_hash(place / name, wanted):
            _fetch(f"{url.rstrip('/')}/{name}.gz", place / name, wanted, progress)
    return place


def _has_hash(path: Path, wanted: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == wanted


def _fetch(address: str, target: Path, wanted: str, progress: bool) -> None:
    """파일 하나를 받는다.

    Download one file, written beside its place and moved there only when whole and right.
    """
    partial = target.with_name(f"{target.name}.{os.getpid()}.part")
    digest, size = hashlib.sha256(), 0
    try:
        with partial.open("wb") as file:
            for piece in _unpacked(address, _received(address, target.name, progress)):
                size += len(piece)
                if size > LARGEST:
                    raise DataError("data.download.large", url=address, most=LARGEST)
                digest.update(piece)
                file.write(piece)
        if digest.hexdigest() != wanted:
            raise DataError(
                "data.download.hash", url=address, found=digest.hexdigest(), expected=wanted
            )
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _unpacked(address: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """조각으로 오는 gzip을 푼다. Unpack the content of a gzip file that comes in pieces."""
    unpacker = zlib.decompressobj(wbits=31)  # 31: gzip, with its checksum
    for i, piece in enumerate(pieces):
        if i == 0:
            refuse_html(address, piece)
        try:
            yield unpacker.decompress(piece)
        except zlib.error as error:
            raise DataError("data.gzip", path=address, why=error) from error
        if unpacker.eof:  # nothing more is wanted, however much more the server sends
            return
    raise DataError("data.download.cut", url=address)


def _received(address: str, name: str, progress: bool) -> Iterator[bytes]:
    """서버가 보내는 것을 조각마다.

    Yield what the server sends, piece by piece, with a progress bar; whatever goes wrong on the way
    is a DataError.
    """
    from http.client import HTTPException  # these two are slow to import, and few programs download
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    try:
        with urlopen(
            Request(address, headers={"User-Agent": "micrograd_ko"}), timeout=TIMEOUT
        ) as response:
            pieces = iter(lambda: response.read(CHUNK), b"")
            yield from _shown(pieces, name, response.length) if progress else pieces
    except HTTPError as error:
        error.close()
        raise DataError(
            "data.download.refused", url=address, code=error.code, reason=error.reason
        ) from error
    except (OSError, HTTPException, ValueError) as error:  # ValueError: an address that is none
        raise DataError("data.download.network", url=address, why=error) from error


def _shown(pieces: Iterator[bytes], name: str, total: int | None) -> Iterator[bytes]:
    with progress_bar(total, name, width=78, unit="B", unit_scale=True) as bar:
        for piece in pieces:
            bar.update(len(piece))
            yield piece
