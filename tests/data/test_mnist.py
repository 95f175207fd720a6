"""MNIST: 읽기, 모르는 파일을 견디기, 내려받기.

MNIST: reading it, withstanding files that are strange, and downloading. The only server is on
127.0.0.1.
"""

import gzip
import hashlib
import io
import pickle
import struct
import sys
import threading
import tracemalloc
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from micrograd_ko.data import load
from micrograd_ko.data import mnist as module
from micrograd_ko.data.readers import IDX_TYPES, read_idx, read_images
from micrograd_ko.errors import DataError
from micrograd_ko.mnist import cache_folder, download_mnist, mnist

CODES = {np.dtype(kind): code for code, kind in IDX_TYPES.items()}
PARTS = {"train": "train", "t10k": "test"}
NAMES = list(module.SHA256)


def idx_bytes(array):
    """An array as the bytes of an IDX file."""
    big = array.astype(array.dtype.newbyteorder(">"))
    return (
        struct.pack(f">HBB{array.ndim}I", 0, CODES[big.dtype], array.ndim, *array.shape)
        + big.tobytes()
    )


def npz_bytes(**named):
    file = io.BytesIO()
    np.savez_compressed(file, **named)
    return file.getvalue()


def csv_text(images, labels, header=""):
    rows = np.column_stack([labels, images.reshape(len(images), -1)])
    return header + "".join(",".join(map(str, row)) + "\n" for row in rows)


@pytest.fixture(scope="module")
def small():
    """A tiny MNIST: 6 and 4 images of 3 × 5 pixels."""
    rng = np.random.default_rng(0)
    made = {}
    for part, n in (("train", 6), ("test", 4)):
        made[f"x_{part}"] = rng.integers(0, 256, (n, 3, 5), dtype=np.uint8)
        made[f"y_{part}"] = rng.integers(0, 10, n, dtype=np.uint8)
    made["x_train"][0, 0, :2] = 0, 255
    return made


def contents(small):
    """The four IDX files, by name."""
    pairs = [
        (f"{stem}-{what}", small[f"{key}_{part}"])
        for stem, part in PARTS.items()
        for what, key in KEYS.items()
    ]
    return {name: idx_bytes(array) for name, array in pairs}


KEYS = {"images-idx3-ubyte": "x", "labels-idx1-ubyte": "y"}


def check(found, small):
    for part, X, y in (
        ("train", found.X_train, found.y_train),
        ("test", found.X_test, found.y_test),
    ):
        images = small[f"x_{part}"]
        assert X.shape == (len(images), 15) and X.dtype == np.float32
        assert np.array_equal(X, images.reshape(-1, 15).astype(np.float32) / 255)
        assert y.dtype == np.int64 and np.array_equal(y, small[f"y_{part}"])
    assert (found.X_train.min(), found.X_train.max()) == (0.0, 1.0)


def write_csv(folder, small, header="", prefix="mnist"):
    for part in ("train", "test"):
        text = csv_text(small[f"x_{part}"], small[f"y_{part}"], header)
        (folder / f"{prefix}_{part}.csv").write_text(text, encoding="utf-8")


def write_idx(folder, small, dotted=False, packed=False):
    for name, data in contents(small).items():
        name = name.replace("-idx", ".idx") if dotted else name
        (folder / (name + ".gz" * packed)).write_bytes(gzip.compress(data) if packed else data)


# ── MNIST in all its forms ──

FORMS = {
    "idx": write_idx,
    "dotted": lambda folder, small: write_idx(folder, small, dotted=True),
    "gz": lambda folder, small: write_idx(folder, small, packed=True),
    "dotted gz": lambda folder, small: write_idx(folder, small, dotted=True, packed=True),
    "npz": lambda folder, small: (folder / "mnist.npz").write_bytes(npz_bytes(**small)),
    "csv": write_csv,
    "csv with header": lambda folder, small: write_csv(
        folder, small, "label," + ",".join(map(str, range(15))) + "\r\n"
    ),
    "csv of fashion": lambda folder, small: write_csv(
        folder,
        small,
        "\ufeff레이블," + ",".join(f"픽셀{i}" for i in range(15)) + "\n",
        "fashion-mnist",
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_numbers(tmp_path, small, form):
    FORMS[form](tmp_path, small)
    check(mnist(tmp_path), small)
    check(mnist(str(tmp_path)), small)
    check(load("mnist", path=tmp_path), small)


def test_npz_is_known_by_its_content(tmp_path, small):
    path = tmp_path / "손글씨.dat"
    path.write_bytes(npz_bytes(**small, extra=np.ones(3)))
    check(mnist(path), small)


def test_repr_shows_shapes_and_not_numbers(tmp_path, small):
    write_idx(tmp_path, small)
    assert (
        repr(mnist(tmp_path)) == "Mnist(X_train=(6, 15), y_train=(6,), X_test=(4, 15), y_test=(4,))"
    )


def test_without_a_path_the_cache_is_read(tmp_path, monkeypatch, small):
    monkeypatch.setenv("MICROGRAD_KO_CACHE", str(tmp_path))
    (tmp_path / "mnist").mkdir()
    write_idx(tmp_path / "mnist", small)
    check(mnist(), small)


def test_nothing_there_names_the_folder_and_the_command(tmp_path, monkeypatch, raised):
    monkeypatch.setenv("MICROGRAD_KO_CACHE", str(tmp_path))
    for action in (mnist, lambda: mnist(tmp_path / "mnist"), lambda: load("mnist")):
        ko, en = raised(action, DataError)
        assert str(tmp_path / "mnist") in ko and "download_mnist()" in ko
        assert str(tmp_path / "mnist") in en and "download_mnist()" in en
    assert not list(tmp_path.iterdir())
    ko, _ = raised(lambda: mnist(tmp_path), DataError)  # an empty folder
    assert "download_mnist()" in ko


def test_cache_folder_of_each_system(tmp_path, monkeypatch):
    monkeypatch.delenv("MICROGRAD_KO_CACHE", raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(sys, "platform", "linux")
    assert cache_folder() == tmp_path / ".cache" / "micrograd_ko" / "mnist"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert cache_folder() == tmp_path / "local" / "micrograd_ko" / "mnist"
    monkeypatch.delenv("LOCALAPPDATA")
    assert cache_folder() == tmp_path / "AppData" / "Local" / "micrograd_ko" / "mnist"


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_file_of_the_four_is_named(tmp_path, small, raised, name):
    write_idx(tmp_path, small)
    (tmp_path / name).unlink()
    ko, en = raised(lambda: mnist(tmp_path), DataError)
    assert f"없는 것: {name}." in ko and f"Missing: {name}." in en


@pytest.mark.parametrize("name", ["train-images-idx3-ubyte", "mnist_train.csv"])
def test_one_file_is_not_enough(tmp_path, small, raised, name):
    write_idx(tmp_path, small)
    write_csv(tmp_path, small)
    ko, en = raised(lambda: mnist(tmp_path / name), DataError)
    assert "read_images(path)" in ko and "alone does not hold" in en


def test_a_csv_that_holds_something_else_is_refused(tmp_path, small, raised):
    write_csv(tmp_path, small)
    (tmp_path / "mnist_test.csv").write_bytes(idx_bytes(small["x_test"]))
    ko, en = raised(lambda: mnist(tmp_path), DataError)
    assert "mnist_test.csv에는 레이블이 없어서" in ko and "mnist_test.csv has no labels" in en


def test_train_and_test_must_have_the_same_pixels(tmp_path, small, raised):
    (tmp_path / "mnist.npz").write_bytes(
        npz_bytes(**{**small, "x_test": np.zeros((4, 2, 2), np.uint8)})
    )
    ko, en = raised(lambda: mnist(tmp_path), DataError)
    assert "학습용 (6, 15)" in ko and "시험용 (4, 4)" in ko and "differ in pixels" in en


def test_labels_and_images_must_have_the_same_count(tmp_path, small, raised):
    write_idx(tmp_path, small)
    (tmp_path / NAMES[1]).write_bytes(idx_bytes(small["y_test"]))
    ko, en = raised(lambda: mnist(tmp_path), DataError)
    assert (
        NAMES[1] in ko and "레이블은 4개인데 이미지는 6장" in ko and "4 labels for 6 images" in en
    )


def test_images_in_place_of_labels_are_refused(tmp_path, small, raised):
    write_idx(tmp_path, small)
    (tmp_path / NAMES[1]).write_bytes(idx_bytes(small["x_train"]))
    ko, en = raised(lambda: mnist(tmp_path), DataError)
    assert "(6, 3, 5)" in ko and "(count,)" in en


@pytest.mark.parametrize(("labels", "shown"),
                         [(np.array([-1] * 6, np.int8), "-1"),
                          (np.array([256] * 6, np.int16), "256"),
                                              (np.zeros(6, np.float32), "float32")])  # fmt: skip
def test_labels_must_be_small_whole_numbers(tmp_path, small, raised, labels, shown):
    write_idx(tmp_path, small)
    (tmp_path / NAMES[1]).write_bytes(idx_bytes(labels))
    ko, en = raised(lambda: mnist(tmp_path), DataError)
    assert shown in ko and "0..255의 정수" in ko and "whole numbers 0..255" in en


# ── one file of images ──


def test_one_reader_for_every_format(tmp_path, small):
    X = small["x_train"].reshape(6, 15) / np.float32(255)
    data = idx_bytes(small["x_train"])
    files = {"a": data, "b": gzip.compress(data), "c": npz_bytes(**small)}
    files["d"] = csv_text(small["x_train"], small["y_train"]).encode()
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        images = read_images(tmp_path / name)
        assert np.array_equal(images.X, X) and images.X.dtype == np.float32
        assert images.y is None if name in "ab" else np.array_equal(images.y, small["y_train"])
    assert np.array_equal(read_images(tmp_path / "c", part="test").y, small["y_test"])


def test_gzip_is_known_by_its_content(tmp_path, small):
    (tmp_path / "plain.gz").write_bytes(idx_bytes(small["y_train"]))
    (tmp_path / "packed").write_bytes(gzip.compress(idx_bytes(small["y_train"])))
    for name in ("plain.gz", "packed"):
        assert np.array_equal(read_idx(tmp_path / name), small["y_train"])


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "file"
        path.write_bytes(content)
        return path

    return write


IMAGE = idx_bytes(np.arange(24, dtype=np.uint8).reshape(2, 3, 4))
HTML = b"\xef\xbb\xbf\n <!DOCTYPE html><html>Not found</html>"
WRONG_IMAGES = {
    "empty": (b"", "빈 파일", "is empty"),
    "html": (HTML, "웹 페이지", "a web page"),
    "html in gzip": (gzip.compress(b"<html>"), "웹 페이지", "a web page"),
    "binary": (b"\x89PNG\r\n\x1a\n", "형식을 알 수 없습니다", "is unknown"),
    "utf-16": ("1,2\n".encode("utf-16"), "형식을 알 수 없습니다", "CSV (UTF-8)"),
    "magic": (b"\0\x01" + IMAGE[2:], "형식을 알 수 없습니다", "is unknown"),
    "type": (b"\0\0\x07\x03" + IMAGE[4:], "00 00 07 03", "its first four bytes are 00 00 07 03"),
    "axes": (b"\0\0\x08\0" + IMAGE[4:], "00 00 08 00", "00 00 08 03"),
    "magic cut": (b"\0\0\x08", "00 00 08", "not an IDX file"),
    "header cut": (IMAGE[:9], "16바이트가 필요한데 9바이트", "takes 16 bytes, but there are 9"),
    "cut": (IMAGE[:-1], "40바이트가 필요한데 39바이트", "takes 40 bytes, but there are 39"),
    "garbage": (IMAGE + b"\n", "남는 바이트", "bytes left over"),
    "gzip cut": (gzip.compress(IMAGE)[:-9], "gzip 압축을 풀 수 없습니다", "cannot be unpacked"),
    "gzip checksum": (
        gzip.compress(IMAGE)[:-5] + b"abcde",
        "gzip 압축을 풀 수 없습니다",
        "cannot be unpacked",
    ),
    "gzip of less": (gzip.compress(IMAGE[:-1]), "40바이트가 필요한데 39바이트", "there are 39"),
    "gzip of more": (gzip.compress(IMAGE + b"\n"), "남는 바이트", "bytes left over"),
    "gzip and garbage": (
        gzip.compress(IMAGE) + b"abc",
        "gzip 압축을 풀 수 없습니다",
        "cannot be unpacked",
    ),
    "gzip of gzip": (gzip.compress(gzip.compress(IMAGE)), "1f 8b", "not an IDX file"),
    "labels": (idx_bytes(np.zeros(3, np.uint8)), "read_idx(path)", "not that of images"),
    "no images": (idx_bytes(np.zeros((0, 28, 28), np.uint8)), "이미지가 없습니다", "no images"),
    "no pixels": (idx_bytes(np.zeros((3, 0, 28), np.uint8)), "이미지가 없습니다", "no images"),
    "float pixels": (idx_bytes(np.zeros((1, 2, 2), np.float64)), "float64", "whole numbers 0..255"),
    "large pixels": (idx_bytes(np.full((1, 2, 2), 300, np.int16)), "300", "from 300 to 300"),
    "impossible size": (
        struct.pack(">HBB4I", 0, 8, 4, 0, *[2**32 - 1] * 3),
        "어떤 배열에도",
        "no array can hold",
    ),
    "csv header only": (b"label,pixel\n", "숫자로 된 줄이 없습니다", "no line of numbers"),
    "csv columns": (
        b"1,2,3\n\n4,5\n",
        "3째 줄에 열(쉼표로 나눈 값)이 2개",
        "line 3 has 2 columns",
    ),
    "csv labels only": (b"1\n2\n", "1째 줄에 열(쉼표로 나눈 값)이 1개", "It should have 2"),
    "csv semicolons": (
        b"1;2;3\n4;5;6\n",
        "1째 줄에 열(쉼표로 나눈 값)이 1개",
        "separated by commas",
    ),
    "csv label": (
        b"label,p\n300,5\n",
        "2째 줄 1째 열 'label'의 '300'",
        "line 2, column 1 'label': '300'",
    ),
    "csv float label": (b"5.5,5\n", "1째 줄 1째 열의 '5.5'", "'5.5' is not a whole number"),
    "csv text": (b"1,2\n1,abc\n", "2째 줄 2째 열의 'abc'", "'abc' is not a whole number"),
    "csv missing": (
        b"1,2\n1,\n",
        "2째 줄 2째 열이 비어 있습니다('')",
        "line 2, column 2 is missing ('')",
    ),
    "csv negative": (b"1,-2\n", "2째 열의 '-2'", "column 2: '-2'"),
    "csv underscore": (b"1,2\n1,1_0\n", "'1_0'", "'1_0'"),
    "csv not ASCII": (b"1,2\n1,1\xff\n", "2째 줄 2째 열", "column 2"),
    "csv inner space": (b"1,2\n1,1 1\n", "'1 1'", "'1 1'"),
    "csv long number": (b"1,2\n1," + b"0" * 5000 + b"\n", "2째 줄 2째 열", "column 2"),
}


@pytest.mark.parametrize("name", WRONG_IMAGES)
def test_wrong_file_of_images_says_what_was_found(file, raised, name):
    content, korean, english = WRONG_IMAGES[name]
    path = file(content)
    ko, en = raised(lambda: read_images(path), DataError)
    assert str(path) in ko and korean in ko
    assert str(path) in en and english in en


def test_control_characters_further_down_a_csv_are_found_too(file, raised):
    path = file(b"1,2\n" * 200 + b"1,1\x0c\n")
    ko, en = raised(lambda: read_images(path), DataError)
    assert "201째 줄 2째 열" in ko and "line 201, column 2" in en


def test_one_endless_line_is_given_up(file, raised, monkeypatch):
    monkeypatch.setattr("micrograd_ko.data.csv_images.LONGEST_LINE", 100)
    path = file(b"1," * 200)
    ko, en = raised(lambda: read_images(path), DataError)
    assert "100바이트를 넘습니다" in ko and "longer than 100 bytes" in en


def test_csv_allows_spaces_blank_lines_and_no_last_newline(file):
    images = read_images(file(b" 1, 2,003\r\n\r\n4,5 ,\t255"))
    assert images.y.tolist() == [1, 4]
    assert np.array_equal(images.X, np.array([[2, 3], [5, 255]], np.float32) / 255)


def test_folder_missing_file_and_wrong_part(tmp_path, file, raised):
    ko, en = raised(lambda: read_images(tmp_path), DataError)
    assert "폴더입니다" in ko and "is a folder" in en
    ko, en = raised(lambda: read_idx(tmp_path / "no"), DataError)
    assert "파일이 없습니다" in ko and "no such file" in en
    path = file(IMAGE)
    ko, en = raised(lambda: read_images(path, part="all"), DataError)
    assert "'all'" in ko and "'train' or 'test'" in en
    ko, en = raised(lambda: read_images(path, part="test"), DataError)
    assert "한 벌뿐" in ko and "one set only" in en


# ── npz ──


def archive(compression=zipfile.ZIP_DEFLATED, **members):
    """A zip file of these bytes, whatever they are."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as opened:
        for name, content in members.items():
            opened.writestr(f"{name}.npy", content)
    return file.getvalue()


def npy(array, shape=None):
    """An array as the bytes of an .npy file, with another shape in its header if wished."""
    file = io.BytesIO()
    header = {
        "descr": array.dtype.str,
        "fortran_order": False,
        "shape": array.shape if shape is None else shape,
    }
    np.lib.format.write_array_header_1_0(file, header)
    return file.getvalue() + array.tobytes()


X3, Y3 = np.zeros((3, 2, 2), np.uint8), np.zeros(3, np.uint8)
NOT_NPY = b"\x93NUMPY\x09\x00" + bytes(99)
WRONG_NPZ = {
    "names": (
        npz_bytes(x=X3, y=Y3),
        "x_train.npy, y_train.npy가 없습니다",
        "lacks x_train.npy, y_train.npy",
    ),
    "objects": (npz_bytes(x_train=np.array([[{}]]), y_train=Y3), "pickle", "a stranger's code"),
    "a pickle": (
        archive(x_train=pickle.dumps(X3), y_train=npy(Y3)),
        "npz로 읽을 수 없습니다",
        "cannot be read as an npz",
    ),
    "version": (
        archive(x_train=NOT_NPY, y_train=npy(Y3)),
        "npz로 읽을 수 없습니다",
        "cannot be read as an npz",
    ),
    "floats": (npz_bytes(x_train=X3 / 255, y_train=Y3), "float64", "whole numbers"),
    "range": (npz_bytes(x_train=X3.astype(np.int16) + 300, y_train=Y3), "300", "from 300 to 300"),
    "counts": (
        npz_bytes(x_train=X3, y_train=Y3[:2]),
        "레이블은 2개인데 이미지는 3장",
        "2 labels for 3 images",
    ),
    "one-hot": (npz_bytes(x_train=X3, y_train=np.eye(3, dtype=np.uint8)), "(3, 3)", "(count,)"),
    "short": (
        archive(x_train=npy(X3, (9, 2, 2)), y_train=npy(Y3)),
        "36바이트가 필요한데 12바이트",
        "takes 36 bytes",
    ),
    "long": (
        archive(x_train=npy(X3, (2, 2, 2)), y_train=npy(Y3)),
        "8바이트가 필요한데 12바이트",
        "there are 12",
    ),
    "negative": (
        archive(x_train=npy(X3, (-3, -2, 2)), y_train=npy(Y3)),
        "12바이트가 있습니다",
        "(-3, -2, 2)",
    ),
    "huge": (
        archive(x_train=npy(X3, (2**40, 2**40)), y_train=npy(Y3)),
        "바이트가 필요한데 12바이트",
        "there are 12",
    ),
    "huge and empty": (
        archive(x_train=npy(X3[:0], (0, 2**40, 2**40)), y_train=npy(Y3)),
        "npz로",
        "as an npz",
    ),
    "packing": (
        archive(zipfile.ZIP_BZIP2, x_train=npy(X3), y_train=npy(Y3)),
        "compress_type=12",
        "compress_type=12",
    ),
    "cut": (npz_bytes(x_train=X3, y_train=Y3)[:-30], "npz로 읽을 수 없습니다", "damaged"),
    "docx": (archive(document=b"<xml>"), "x_train.npy", "It holds"),
}


@pytest.mark.parametrize("name", WRONG_NPZ)
def test_wrong_npz_says_what_was_found(file, raised, name):
    content, korean, english = WRONG_NPZ[name]
    path = file(content)
    ko, en = raised(lambda: read_images(path), DataError)
    assert str(path) in ko and korean in ko
    assert str(path) in en and english in en


def test_a_directory_that_promises_more_than_the_member_holds(file, raised):
    lying = io.BytesIO()
    with zipfile.ZipFile(lying, "w") as opened:
        opened.writestr("y_train.npy", npy(Y3))
        opened.writestr("x_train.npy", npy(X3, (9, 2, 2)))
        opened.getinfo("x_train.npy").file_size += 24
    path = file(lying.getvalue())
    ko, en = raised(lambda: read_images(path), DataError)
    assert "36바이트가 필요한데 12바이트" in ko and "takes 36 bytes" in en


def test_pickles_are_never_run(file, tmp_path):
    class Trap:
        def __reduce__(self):
            return Path.touch, (tmp_path / "sprung",)

    with pytest.raises(DataError):
        read_images(file(npz_bytes(x_train=np.array([[Trap()]], dtype=object), y_train=Y3)))
    assert not (tmp_path / "sprung").exists()


def test_npz_in_fortran_order_and_other_bytes(file, small):
    images = np.asfortranarray(small["x_train"].astype(">i4"))
    found = read_images(file(npz_bytes(x_train=images, y_train=small["y_train"].astype(">u8"))))
    assert np.array_equal(found.X, small["x_train"].reshape(6, 15) / np.float32(255))
    assert np.array_equal(found.y, small["y_train"])


# ── memory ──


def peak_of(action):
    tracemalloc.start()
    try:
        with pytest.raises(DataError):
            action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_gzip_bomb_is_not_unpacked(file):
    bomb = gzip.compress(
        idx_bytes(np.zeros((2, 2, 2), np.uint8)) + bytes(100_000_000), compresslevel=1
    )
    path = file(bomb)
    assert peak_of(lambda: read_idx(path)) < 5_000_000


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_lying_header_takes_no_memory(file, pack):
    path = file(pack(struct.pack(">HBB3I", 0, 8, 3, 100_000, 1000, 1000) + bytes(1000)))
    assert peak_of(lambda: read_idx(path)) < 5_000_000


def test_a_lying_npz_takes_no_memory(file):
    path = file(archive(x_train=npy(X3, (10**10,)), y_train=npy(Y3)))
    assert peak_of(lambda: read_images(path)) < 5_000_000


# ── round trips and fuzzing ──

calm = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
IDX_ARRAYS = st.sampled_from(list(CODES)).flatmap(
    lambda kind: arrays.arrays(
        kind.newbyteorder("="), arrays.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=4)
    )
)


@calm
@given(array=IDX_ARRAYS, packed=st.booleans())
def test_idx_round_trip(file, array, packed):
    data = idx_bytes(array)
    found = read_idx(file(gzip.compress(data) if packed else data))
    assert found.dtype == array.dtype and found.dtype.isnative and found.shape == array.shape
    assert np.array_equal(found, array, equal_nan=array.dtype.kind == "f")
    found[...] = 0  # it is the caller's own


SHAPES = st.tuples(st.integers(1, 5), st.integers(1, 4), st.integers(1, 4))
IMAGES = SHAPES.flatmap(lambda shape: arrays.arrays(np.uint8, shape))


@calm
@given(images=IMAGES, headed=st.booleans())
def test_csv_round_trip(file, images, headed):
    labels = images.sum(axis=(1, 2)).astype(np.uint8)
    header = ",".join(["label", *map(str, range(images[0].size))]) + "\n" if headed else ""
    found = read_images(file(csv_text(images, labels, header).encode()))
    assert np.array_equal(
        found.X, images.reshape(len(images), -1) / np.float32(255)
    ) and np.array_equal(found.y, labels)


def survives(path):
    """Whatever the file holds, reading it gives a DataError or images."""
    for part in ("train", "test"):
        try:
            X, y = read_images(path, part=part)
        except DataError:
            continue
        assert X.dtype == np.float32 and X.ndim == 2 and X.size and 0 <= X.min() <= X.max() <= 1
        assert y is None or (
            y.dtype == np.int64 and len(y) == len(X) and 0 <= y.min() <= y.max() <= 255
        )
    try:
        array = read_idx(path)
    except DataError:
        return
    assert array.dtype.newbyteorder(">") in CODES


STARTS = [b"", b"\0\0\x08\x03", b"\0\0", b"\x1f\x8b\x08", b"PK\x03\x04", b"1,2\n", b"label,\n"]


@calm
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=80))
def test_random_bytes_give_an_error_or_images(file, start, rest):
    survives(file(start + rest))


VALID = {
    "idx": IMAGE,
    "gz": gzip.compress(IMAGE),
    "npz": npz_bytes(x_train=X3, y_train=Y3, x_test=X3, y_test=Y3),
    "stored npz": archive(zipfile.ZIP_STORED, x_train=npy(X3), y_train=npy(Y3)),
    "csv": csv_text(X3, Y3, "label,a,b,c,d\n").encode(),
}


@pytest.mark.parametrize("name", VALID)
@calm
@given(data=st.data())
def test_mutated_files_give_an_error_or_images(file, name, data):
    content = bytearray(VALID[name])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, max(0, len(content) - 1)))
        length = data.draw(st.integers(0, 4))
        content[at : at + length] = data.draw(st.binary(max_size=4))
    survives(file(bytes(content)))


@pytest.mark.parametrize("name", VALID)
def test_every_cut_and_every_flipped_byte_gives_an_error_or_images(file, name):
    content = VALID[name]
    step = max(1, len(content) // 80)
    for i in range(0, len(content), step):
        survives(file(content[:i]))
        survives(file(content[:i] + bytes([content[i] ^ 0xFF]) + content[i + 1 :]))


# ── downloading ──


class Server(ThreadingHTTPServer):
    """Answers GET with answers[path], (code, headers, body), and notes what was asked for."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers, self.asked, self.agents = {}, [], set()
        self.url = f"http://127.0.0.1:{self.server_port}/mnist/"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path.rpartition("/")[2])
        self.server.agents.add(self.headers["User-Agent"])
        code, headers, body = self.server.answers.get(self.path, (404, {}, HTML))
        self.send_response(code)
        for name, value in {"Content-Length": len(body), **headers}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def running():
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def server(running, small, monkeypatch):
    """The tiny MNIST on a server; a fresh one for each test."""
    monkeypatch.setenv("no_proxy", "*")
    running.answers = {
        f"/mnist/{name}.gz": (200, {}, gzip.compress(data))
        for name, data in contents(small).items()
    }
    running.asked.clear()
    return running


@pytest.fixture
def get(server, small):
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in contents(small).items()}

    def download(folder, **options):
        return download_mnist(
            folder, **{"url": server.url, "hashes": hashes, "progress": False, **options}
        )

    return download


def test_download_then_read(tmp_path, server, get, small):
    folder = get(tmp_path / "new" / "folder")
    assert folder == tmp_path / "new" / "folder"
    assert sorted(path.name for path in folder.iterdir()) == sorted(NAMES)
    assert sorted(server.asked) == sorted(f"{name}.gz" for name in NAMES)
    assert not any("Python-urllib" in agent for agent in server.agents)
    check(mnist(folder), small)


def test_download_goes_to_the_cache_and_shows_progress(tmp_path, monkeypatch, get, small, capsys):
    monkeypatch.setenv("MICROGRAD_KO_CACHE", str(tmp_path))
    assert get(None, progress=True) == tmp_path / "mnist"
    check(mnist(), small)
    shown = capsys.readouterr()
    assert all(name in shown.err for name in NAMES) and not shown.out


def test_what_is_there_and_right_is_not_fetched_again(tmp_path, server, get, small):
    get(tmp_path, url=server.url.rstrip("/"))
    server.asked.clear()
    (tmp_path / NAMES[0]).write_bytes(b"damaged")
    (tmp_path / NAMES[3]).unlink()
    get(tmp_path)
    assert server.asked == [f"{NAMES[0]}.gz", f"{NAMES[3]}.gz"]
    check(mnist(tmp_path), small)


def test_the_real_hashes_are_the_default(tmp_path, server):
    with pytest.raises(DataError, match="ba891046e650"):
        download_mnist(tmp_path, url=server.url, progress=False)
    assert not list(tmp_path.iterdir())


GOOD = gzip.compress(IMAGE)
FAILURES = {
    "refused": ((404, {}, HTML), "404 Not Found", "refused with 404"),
    "server error": ((503, {}, b""), "503", "refused with 503"),
    "html": ((200, {}, HTML), "웹 페이지", "a web page"),
    "not gzip": ((200, {}, b"hello"), "gzip 압축을 풀 수 없습니다", "cannot be unpacked"),
    "damaged": (
        (200, {}, GOOD[:-5] + b"abcde"),
        "gzip 압축을 풀 수 없습니다",
        "cannot be unpacked",
    ),
    "another file": ((200, {}, GOOD), hashlib.sha256(IMAGE).hexdigest(), "not the original file"),
    "cut": ((200, {}, GOOD[:-9]), "연결이 끊겼습니다", "ended before the file did"),
    "nothing": ((200, {}, b""), "연결이 끊겼습니다", "ended before the file did"),
    "broken connection": (
        (200, {"Content-Length": 9999}, GOOD[:-9]),
        "다시 실행하십시오",
        "un it again",
    ),
    "endless": (
        (200, {}, gzip.compress(bytes(70_000_000), 1)),
        "67108864바이트를 넘어서",
        "more than 67108864 bytes",
    ),
    "no length": ((200, {"Content-Length": "many"}, GOOD), "SHA-256", "SHA-256"),
    "redirect loop": ((302, {"Location": "/mnist/t10k-images-idx3-ubyte.gz"}, b""), "302", "302"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failed_download_leaves_nothing_behind(tmp_path, server, get, raised, name):
    answer, korean, english = FAILURES[name]
    wrong = "t10k-images-idx3-ubyte"
    server.answers[f"/mnist/{wrong}.gz"] = answer
    ko, en = raised(lambda: get(tmp_path), DataError)
    assert f"{wrong}.gz" in ko and korean in ko
    assert english in en
    # what was right before it stays
    assert sorted(path.name for path in tmp_path.iterdir()) == NAMES[:2]
    with pytest.raises(DataError, match="일부만"):
        mnist(tmp_path)


def test_what_comes_after_the_gzip_data_is_not_read(tmp_path, server, get, small):
    path = f"/mnist/{NAMES[0]}.gz"
    code, headers, body = server.answers[path]
    server.answers[path] = (code, headers, body + bytes(1_000_000))
    check(mnist(get(tmp_path)), small)


def test_no_server_is_a_data_error(tmp_path, get, raised):
    for url in (
        "http://127.0.0.1:1/",
        "http://[",
        "http://한글.invalid:x/",
        "http://127.0.0.1:1/ /",
    ):
        ko, en = raised(lambda url=url: get(tmp_path, url=url), DataError)
        assert "받지 못했습니다" in ko and "could not be fetched" in en
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("url", ["", "mnist", "ftp://127.0.0.1/", "file:///etc/"])
def test_other_addresses_are_refused(tmp_path, get, raised, url):
    ko, en = raised(lambda: get(tmp_path / "folder", url=url), DataError)
    assert repr(url) in ko and module.DEFAULT_URL in en
    assert not (tmp_path / "folder").exists()


def test_an_interrupted_download_leaves_nothing_behind(tmp_path, get, monkeypatch):
    def interrupted(*_):
        yield b"some"
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_unpacked", interrupted)
    with pytest.raises(KeyboardInterrupt):
        get(tmp_path)
    assert not list(tmp_path.iterdir())
