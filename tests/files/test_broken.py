"""잘리거나, 다른 데서 왔거나, 꾸며 낸 파일은 까닭을 말하는 오류다.

Files that were cut off, come from elsewhere or are made up are errors that say why, and the way
out; nothing in them is run.
"""

import base64
import io
import json
import pickle
import struct
import sys
import tracemalloc
import zipfile

import numpy as np
import pytest

from micrograd_ko import DataError
from micrograd_ko.files import SUFFIXES, read_tree, write_tree
from micrograd_ko.files.document import VERSION

TREE = {"x": 1.5, "W": np.arange(6.0).reshape(2, 3), "n": [1, None, True]}
HEAD = {"format": "micrograd_ko", "kind": "model", "version": 1}
each_suffix = pytest.mark.parametrize("suffix", SUFFIXES)


@pytest.fixture
def refused(tmp_path, raised):
    """The two messages for bytes in a file; each names the path, and little is allocated."""

    def messages(data, suffix, kind="model"):
        path = tmp_path / f"bad{suffix}"
        path.write_bytes(data)
        tracemalloc.start()
        ko, en = raised(lambda: read_tree(path, kind), DataError)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert str(path) in ko and str(path) in en
        assert peak < 2e6 + 100 * len(data)
        return ko, en

    return messages


def document(tree=None, **changed):
    return {**HEAD, "tree": tree, **changed}


def zipped(members, *, compressed=False):
    """An archive of members, bytes by name, in their order."""
    file = io.BytesIO()
    kind = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    with zipfile.ZipFile(file, "w", kind) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return file.getvalue()


def npz(tree, *members):
    return zipped([("tree.json", json.dumps(document(tree))), *members])


def npy(array=None, *, header=None, data=b"", version=b"\x01\x00"):
    file = io.BytesIO()
    if header is None:
        np.save(file, array, allow_pickle=True)
        return file.getvalue()
    text = header.encode().ljust(117) + b"\n"
    return b"\x93NUMPY" + version + struct.pack("<H", len(text)) + text + data


def safe(header, data=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def whole(tmp_path, suffix, tree=TREE):
    return write_tree(tmp_path / f"whole{suffix}", tree, "model").read_bytes()


# ── cut off and foreign ──


@each_suffix
def test_every_cut_is_noticed(tmp_path, suffix):
    data = whole(tmp_path, suffix)
    path = tmp_path / f"cut{suffix}"
    for length in range(len(data) - (suffix == ".json")):  # the last line needs no end
        path.write_bytes(data[:length])
        with pytest.raises(DataError):
            read_tree(path, "model")


FOREIGN = {
    "PNG": base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"),
    "zip": zipped([("word/document.xml", "<x/>")]),
    "pickle": pickle.dumps({"W": [1.0]}),
    ".npy": npy(np.ones(3)),
    "gzip": b"\x1f\x8b\x08\x00rest",
    "PDF": b"%PDF-1.7\n",
    "HDF5": b"\x89HDF\r\n\x1a\n",
    "JPEG": b"\xff\xd8\xff\xe0JFIF",
    "HTML, XML": b"<!doctype html>",
    "JSON": b'{"W": [1, 2]}',
}


@each_suffix
@pytest.mark.parametrize("kind", FOREIGN)
def test_foreign_files_are_told_by_their_first_bytes(refused, suffix, kind):
    ko, en = refused(FOREIGN[kind], suffix)
    own = {".npz": "zip", ".json": "JSON", ".safetensors": ""}[suffix]
    if kind != own:
        assert f"{kind} 파일입니다" in ko and f"it is a {kind} file" in en
    else:
        assert "micrograd_ko가 쓴 파일이 아닙니다" in ko and "not written by micrograd_ko" in en


@each_suffix
def test_empty_files_are_told(refused, suffix):
    ko, en = refused(b"", suffix)
    assert "빈 파일" in ko and "It is empty" in en


def test_a_file_of_numpy_alone_is_foreign(refused):
    file = io.BytesIO()
    np.savez(file, W=np.ones(3))
    ko, en = refused(file.getvalue(), ".npz")
    assert "np.load" in ko and "np.load" in en


def test_missing_files_folders_and_suffixes(tmp_path, raised):
    ko, en = raised(lambda: read_tree(tmp_path / "none.npz", "model"), DataError)
    assert "파일이 없습니다" in ko and "There is no file" in en
    (tmp_path / "folder.npz").mkdir()
    ko, en = raised(lambda: read_tree(tmp_path / "folder.npz", "model"), DataError)
    assert "폴더나 장치" in ko and "a folder or a device" in en
    for name in ("model", "model.pt", "model.pkl", "model.npy"):
        ko, en = raised(lambda name=name: read_tree(tmp_path / name, "model"), DataError)
        assert ".npz, .json, .safetensors" in ko and "says the format" in en
    ko, en = raised(lambda: read_tree(f"{tmp_path}/a\0b.npz", "model"), DataError)
    assert "읽지 못했습니다" in ko and "could not be read" in en


@each_suffix
def test_newer_versions_ask_for_an_update(refused, suffix):
    later = document([1], version=VERSION + 1)
    data = {
        ".npz": zipped([("tree.json", json.dumps(later)), ("new thing", "1")]),
        ".json": json.dumps(later).encode(),
        ".safetensors": safe({"__metadata__": {"micrograd_ko": json.dumps(later)}}),
    }[suffix]
    ko, en = refused(data, suffix)
    assert f"형식 {VERSION + 1}" in ko and "pip install -U micrograd_ko" in ko
    assert f"format {VERSION + 1}" in en and "Update" in en


@each_suffix
@pytest.mark.parametrize(
    ("kind", "hint"),
    [
        ("graph", "micrograd_ko.load(path)"),
        ("model", "micrograd_ko.load(path)"),
        ("checkpoint", "fit(..., checkpoint=path)"),
        ("other", ""),
    ],
)
def test_other_kinds_tell_what_reads_them(tmp_path, raised, suffix, kind, hint):
    path = write_tree(tmp_path / f"a{suffix}", {}, kind)
    ko, en = raised(lambda: read_tree(path, "something"), DataError)
    assert f"'{kind}'" in ko and "something" in ko and hint in ko
    assert f"'{kind}'" in en and hint in en


# ── JSON ──

DEEP = "[" * 300 + "]" * 300
BAD_JSON = {
    "nothing but a list": (b"[1, 2]", "micrograd_ko가 쓴"),
    "bare NaN": (json.dumps(document(float("nan"))).encode(), "NaN"),
    "bare infinity": (json.dumps(document(float("-inf"))).encode(), "-Infinity"),
    "a number beyond floats": (json.dumps(document(1)).replace("1}", "1e999}").encode(), "1e999"),
    "a whole number without end": (
        json.dumps(document(1))[:-2].encode() + b"1" * 5000 + b"}",
        "너무 큽니다",
    ),
    "a key twice": (b'{"format": "micrograd_ko", "format": "x"}', "두 번"),
    "no UTF-8": (b'{"format": "\xff"}', "UTF-8"),
    "deeper than Python goes": (b"[" * 100_000, "깊이"),
    "deeper than a tree goes": (json.dumps(document([])).replace("[]", DEEP).encode(), "150단계"),
    "no version": (json.dumps({"format": "micrograd_ko", "kind": "model"}).encode(), "'version'"),
    "a version of text": (json.dumps(document(version="1")).encode(), "file.version"),
    "a version that is true": (json.dumps(document(version=True)).encode(), "file.version"),
    "version 0": (json.dumps(document(version=0)).encode(), "형식 번호 0"),
    "a kind that is none": (json.dumps(document(kind=3)).encode(), "file.kind"),
    "no tree": (json.dumps(HEAD).encode(), "'tree'"),
    "more than there is": (json.dumps(document(more=1)).encode(), "more"),
    "an unknown sign": (json.dumps(document({"$pickle": "x"})).encode(), "$pickle"),
    "a float that is none": (json.dumps(document({"$float": "one"})).encode(), "$float"),
    "a sign beside others": (json.dumps(document({"$float": "nan", "a": 1})).encode(), "$float"),
}


@pytest.mark.parametrize("name", BAD_JSON)
def test_wrong_json_is_told(refused, name):
    data, words = BAD_JSON[name]
    ko, _ = refused(data, ".json")
    assert words in ko


def test_json_that_goes_wrong_is_told_by_its_place(tmp_path, refused):
    data = whole(tmp_path, ".json").replace(b'"x": 1.5,', b'"x": 1.5')
    ko, en = refused(data, ".json")
    assert "번째 줄" in ko and "in line 7" in en


def test_text_that_notepad_saved_is_read(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(document([1])).replace(",", ",\r\n").encode())
    assert read_tree(path, "model") == [1]


def array(**changed):
    return {"$array": {"dtype": "float64", "shape": [2], "numbers": [1.0, 2.0], **changed}}


BAD_ARRAYS = {
    "a huge shape": (array(shape=[10**12]), "1000000000000"),
    "a shape beyond memory": (array(shape=[2**62, 2**62]), "46116"),
    "huge axes and none": (array(shape=[0, 10**18, 10**18], numbers=[]), "10000000000"),
    "a negative shape": (array(shape=[-2, -1]), "[-2, -1]"),
    "a shape of floats": (array(shape=[2.0]), "[2.0]"),
    "a shape of bools": (array(shape=[True, 2]), "True"),
    "no list for a shape": (array(shape=2), "$array.shape"),
    "too many axes": (array(shape=[1] * 40 + [2]), "[1, 1"),
    "too few numbers": (array(shape=[3]), "원소는 2개"),
    "objects": (array(dtype="object"), "'object'"),
    "complex numbers": (array(dtype="complex128"), "'complex128'"),
    "a structure": (array(dtype="f8,f8"), "'f8,f8'"),
    "a type that is none": (array(dtype=8), "$array.dtype"),
    "text among the numbers": (array(numbers=[1.0, "two"]), "float64"),
    "None among the numbers": (array(numbers=[1.0, None]), "None"),
    "lists among the numbers": (array(numbers=[[1.0], 2.0]), "$array.numbers"),
    "a number too large": (array(dtype="float32", numbers=[1.0, 1e300]), "float32"),
    "a whole number too large": (array(dtype="int8", numbers=[1, 128]), "int8"),
    "a whole number beyond floats": (array(numbers=[1.0, 10**390]), "float64"),
    "a negative unsigned": (array(dtype="uint8", numbers=[1, -1]), "uint8"),
    "floats for ints": (array(dtype="int64"), "1.0"),
    "numbers for bools": (array(dtype="bool", numbers=[0, 1]), "bool"),
    "an array by name": ({"$array": "W"}, "'W'"),
    "no numbers": ({"$array": {"dtype": "float64", "shape": [0]}}, "'numbers'"),
}


@pytest.mark.parametrize("name", BAD_ARRAYS)
def test_wrong_arrays_in_json_are_told(refused, name):
    tree, words = BAD_ARRAYS[name]
    ko, _ = refused(json.dumps(document(tree)).encode(), ".json")
    assert words in ko


# ── archives ──


class Trap:
    """Runs code where it is unpickled."""

    def __reduce__(self):
        return sys.exit, ("a pickle was run",)


GOOD = ("W.npy", npy(np.ones(2)))
W = {"W": {"$array": "W"}}
OBJECTS = np.empty(1, dtype=object)
OBJECTS[0] = Trap()
HEADER = "{{'descr': '{}', 'fortran_order': {}, 'shape': {}, }}"
BAD_NPZ = {
    "an array of objects": (npz(W, ("W.npy", npy(OBJECTS))), "실행"),
    "a pickle for an array": (npz(W, ("W.npy", pickle.dumps(Trap()))), "W"),
    "a pickle for the tree": (zipped([("tree.json", pickle.dumps(Trap()))]), "UTF-8"),
    "a structure": (npz(W, ("W.npy", npy(np.zeros(2, "f8,i4")))), "W"),
    "text": (npz(W, ("W.npy", npy(np.array(["a"])))), "W"),
    "complex numbers": (npz(W, ("W.npy", npy(np.ones(2, complex)))), "W"),
    "other bytes": (npz(W, ("W.npy", npy(np.ones(2, ">f8")))), "W"),
    "columns first": (npz(W, ("W.npy", npy(np.asfortranarray(np.ones((2, 2)))))), "W"),
    "a huge shape": (
        npz(W, ("W.npy", npy(header=HEADER.format("<f8", False, "(1000000000000,)")))),
        "1000000000000",
    ),
    "a negative shape": (npz(W, ("W.npy", npy(header=HEADER.format("<f8", False, "(-1,)")))), "W"),
    "a header that is code": (
        npz(W, ("W.npy", npy(header="__import__('sys').exit('a header was run')"))),
        "W",
    ),
    "a header of another version": (
        npz(W, ("W.npy", npy(header=HEADER.format("<f8", False, "()"), version=b"\x09\x00"))),
        "W",
    ),
    "too few bytes": (
        npz(W, ("W.npy", npy(header=HEADER.format("<f8", False, "(2,)"), data=b"12345678"))),
        "원소는 1개",
    ),
    "half a number": (
        npz(W, ("W.npy", npy(header=HEADER.format("<f8", False, "(1,)"), data=b"1234"))),
        "[1]",
    ),
    "no such array": (npz(W), "'W'"),
    "an array that is used twice": (npz([W, W], GOOD), "'W'"),
    "an array that is a number": (npz({"$array": 3}, GOOD), "3"),
    "an array that nothing names": (npz({}, GOOD), "W"),
    "a member that is no array": (npz({}, ("virus.exe", "MZ")), "virus.exe"),
    "a path upwards": (npz({"$array": "../../W"}, ("../../X.npy", npy(np.ones(2)))), "../../W"),
    "no tree": (zipped([GOOD]), "micrograd_ko가 쓴"),
}


@pytest.mark.parametrize("name", BAD_NPZ)
def test_wrong_archives_are_told(refused, name):
    data, words = BAD_NPZ[name]
    ko, _ = refused(data, ".npz")
    assert words in ko


def test_a_member_twice_is_told(refused):
    with pytest.warns(UserWarning, match="Duplicate"):
        data = npz(W, GOOD, GOOD)
    ko, en = refused(data, ".npz")
    assert "'W.npy'" in ko and "twice" in en


def test_bombs_are_not_unpacked(refused):
    zeros = npy(np.zeros(2_000_000))
    data = zipped([("tree.json", json.dumps(document(W))), ("W.npy", zeros)], compressed=True)
    assert len(data) < 50_000
    ko, en = refused(data, ".npz")
    assert "압축" in ko and "compressed" in en


def test_members_that_claim_more_than_there_is(refused):
    data = bytearray(npz(W, ("W.npy", npy(np.ones(2)))))
    at = data.rindex(b"PK\x01\x02")  # the directory's entry of W: both sizes
    data[at + 20 : at + 28] = struct.pack("<II", 2**31, 2**31)
    ko, en = refused(bytes(data), ".npz")
    assert str(2**31)[:5] in ko and "claims" in en


def test_members_that_lie_over_one_another(refused):
    # many entries of the directory for one member: each byte of the file many times
    tree = {str(i): {"$array": f"W{i}"} for i in range(200)}
    data = npz(tree, *((f"W{i}.npy", npy(np.ones(100))) for i in range(200)))
    start = data.index(b"PK\x01\x02")
    head, entries, end = data[: start // 10], data[start:-22], data[-22:]
    end = end[:16] + struct.pack("<I", len(head)) + end[20:]
    ko, _ = refused(head + entries + end, ".npz")
    assert "바이트" in ko


def test_flipped_bits_of_an_array_are_noticed(tmp_path, refused):
    data = bytearray(whole(tmp_path, ".npz"))
    at = data.index(np.arange(6.0)[5:].tobytes())
    data[at + 6] ^= 0x10
    ko, en = refused(bytes(data), ".npz")
    assert "W.npy" in ko and "damaged" in en


# ── safetensors ──


def tensors(tree, **header):
    text = json.dumps(document(tree))
    return safe({"__metadata__": {"micrograd_ko": text}, **header}, b"\0" * 16)


def tensor(dtype="F64", shape=(2,), offsets=(0, 16)):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


BAD_SAFETENSORS = {
    "a header without end": (struct.pack("<Q", 2**63) + b"{}", "safetensors"),
    "a header of 100 GB": (struct.pack("<Q", 10**11) + b"{}", "safetensors"),
    "a header that is none": (safe(b"not JSON"), "safetensors"),
    "a header that nests": (safe(b"[" * 50_000), "safetensors"),
    "a huge shape": (tensors(W, W=tensor(shape=[10**12])), "safetensors"),
    "an overflowing shape": (tensors(W, W=tensor(shape=[2**40, 2**40])), "safetensors"),
    "a negative shape": (tensors(W, W=tensor(shape=[-2])), "safetensors"),
    "offsets outside": (tensors(W, W=tensor(offsets=(0, 10**9))), "safetensors"),
    "offsets backwards": (tensors(W, W=tensor(offsets=(16, 0))), "safetensors"),
    "tensors over one another": (
        tensors([W, {"$array": "X"}], W=tensor(), X=tensor()),
        "safetensors",
    ),
    "a type that is unknown": (tensors(W, W=tensor(dtype="PICKLE")), "safetensors"),
    "a type that is not ours": (tensors(W, W=tensor(dtype="BF16", shape=[8])), "'BF16'"),
    "metadata of another": (safe({"__metadata__": {"format": "pt"}}), "micrograd_ko가 쓴"),
    "no metadata": (safe({}), "micrograd_ko가 쓴"),
    "a tree that is no JSON": (safe({"__metadata__": {"micrograd_ko": "{"}}), "JSON"),
    "a tensor that nothing names": (tensors({}, W=tensor()), "W"),
}


@pytest.mark.parametrize("name", BAD_SAFETENSORS)
def test_wrong_safetensors_are_told(refused, name):
    data, words = BAD_SAFETENSORS[name]
    ko, _ = refused(data, ".safetensors")
    assert words in ko


def test_a_missing_package_is_told_with_its_command(tmp_path, raised, monkeypatch):
    path = write_tree(tmp_path / "a.safetensors", TREE, "model")
    monkeypatch.setitem(sys.modules, "safetensors", None)
    for action in (lambda: read_tree(path, "model"), lambda: write_tree(path, TREE, "model")):
        ko, en = raised(action, DataError)
        assert "pip install safetensors" in ko and ".npz" in en


def test_a_header_that_would_be_too_long_is_refused_before(tmp_path, raised, monkeypatch):
    monkeypatch.setattr("micrograd_ko.files.safe_form.LONGEST", 1000)
    path = tmp_path / "a.safetensors"
    ko, en = raised(lambda: write_tree(path, ["x" * 600], "model"), DataError)
    assert ".npz로" in ko and "too many for the header" in en
    assert not list(tmp_path.iterdir())
