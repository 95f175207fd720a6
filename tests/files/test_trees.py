"""나무는 파일에 쓴 그대로 돌아온다.

A tree comes back from a file as it was written, to the last bit.
"""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from micrograd_ko import DataError
from micrograd_ko.files import SUFFIXES, read_document, read_tree, write_tree
from micrograd_ko.files.trees import DTYPES

each_suffix = pytest.mark.parametrize("suffix", SUFFIXES)


def same(a, b, *, bits=True):
    """Whether two trees are the same: types, order of keys, numbers to the last bit."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key], bits=bits) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(same(x, y, bits=bits) for x, y in zip(a, b, strict=True))
    if isinstance(a, np.ndarray):
        if (a.dtype, a.shape) != (b.dtype, b.shape):
            return False
        if bits:
            return a.tobytes() == b.tobytes()
        return np.array_equal(a, b, equal_nan=a.dtype.kind == "f") and np.array_equal(
            np.signbit(a) & ~np.isnan(a), np.signbit(b) & ~np.isnan(b)
        )
    if isinstance(a, float):
        return math.isnan(a) == math.isnan(b) and (math.isnan(a) or a.hex() == b.hex())
    return a == b


TREES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**200), 2**200),
        st.floats(),
        st.text(st.characters(), max_size=5),
        npst.arrays(
            st.sampled_from(list(DTYPES.values())),
            npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.text(st.characters(), max_size=4) | st.just("$array"), inner, max_size=4
        ),
    ),
    max_leaves=12,
)


@each_suffix
@given(tree=TREES)
def test_any_tree_comes_back_as_it_was(tmp_path_factory, suffix, tree):
    path = tmp_path_factory.getbasetemp() / f"tree{suffix}"
    assert write_tree(path, tree, "model") == path
    assert same(read_tree(path, "model"), tree, bits=suffix != ".json")


@each_suffix
def test_arrays_need_not_lie_in_a_row_or_in_native_bytes(tmp_path, suffix):
    x = np.arange(24.0).reshape(2, 3, 4)
    given = {"turned": x.T, "slice": x[:, ::-2], "one": x[0, 0, 0:1], "big": x.astype(">f4")}
    given["none"], given["scalar"] = x[:0], np.array(2.5, dtype=np.float16)
    found = read_tree(write_tree(tmp_path / f"a{suffix}", given, "model"), "model")
    for name, array in given.items():
        assert np.array_equal(found[name], array) and found[name].shape == array.shape
        assert found[name].flags.writeable and found[name].flags.c_contiguous
        assert found[name].dtype == array.dtype.newbyteorder("=")


@each_suffix
def test_numpys_numbers_become_pythons(tmp_path, suffix):
    given = {"n": np.int64(3), "x": np.float32(0.1), "b": np.bool_(True)}
    found = read_tree(write_tree(tmp_path / f"a{suffix}", given, "model"), "model")
    assert same(found, {"n": 3, "x": float(np.float32(0.1)), "b": True})


def test_numpy_reads_the_arrays_of_npz_by_their_places(tmp_path):
    tree = {"state": {"layers.0.W": np.eye(2), "값": np.ones(3)}, "more": [1, np.zeros(1)]}
    path = write_tree(tmp_path / "a.npz", tree, "model")
    with np.load(path, allow_pickle=False) as found:
        names = ["tree.json", "state.layers.0.W", "state.값", "more.1"]
        assert found.files == names and np.array_equal(found["state.layers.0.W"], np.eye(2))
        about = json.loads(found["tree.json"])
    assert (about["format"], about["kind"], about["version"]) == ("micrograd_ko", "model", 1)


def test_places_that_read_alike_are_kept_apart(tmp_path):
    tree = {"a.b": np.ones(1), "a": {"b": np.zeros(2)}, "../up": np.ones(3), "": np.ones(4)}
    path = write_tree(tmp_path / "a.npz", tree, "model")
    assert same(read_tree(path, "model"), tree)
    with np.load(path) as found:
        assert not [name for name in found.files if "/" in name or name.startswith(".")]


def test_safetensors_reads_the_tensors(tmp_path):
    safetensors = pytest.importorskip("safetensors.numpy")
    path = write_tree(tmp_path / "a.safetensors", {"W": np.eye(2), "n": 3}, "model")
    assert np.array_equal(safetensors.load_file(path)["W"], np.eye(2))


def test_json_is_text_that_a_person_can_read(tmp_path):
    tree = {"이름": "ㄱ", "W": np.array([[1.5, np.nan], [-0.0, 2.0]]), "last": math.inf}
    text = write_tree(tmp_path / "a.json", tree, "model").read_text(encoding="utf-8")
    assert '"이름": "ㄱ"' in text
    assert '"numbers": [\n   1.5, "nan",\n   -0.0, 2.0]' in text
    json.loads(text, parse_constant=pytest.fail)  # no bare NaN


@each_suffix
def test_the_same_tree_makes_the_same_bytes(tmp_path, suffix):
    tree = {"a": np.arange(3.0), "b": [1, {"c": np.ones((2, 2))}]}
    first, second = (write_tree(tmp_path / f"{n}{suffix}", tree, "model") for n in "12")
    assert first.read_bytes() == second.read_bytes()


def test_a_document_tells_its_kind(tmp_path):
    path = write_tree(tmp_path / "a.npz", {"x": 1}, "graph")
    assert read_document(path, "model", "graph") == ("graph", {"x": 1})


# ── what a tree does not hold ──

circle: list = []
circle.append(circle)


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"a": [1, (2, 3)]}, "a/1"),
        ({"a": {1: 2}}, "a"),
        ({"f": abs}, "f"),
        ([1, 2j], "1"),
        ({"x": np.array([None])}, "x"),
        ({"x": np.array(["a"])}, "x"),
        ({"x": np.ones(2, dtype=np.longdouble)}, "x"),
        ({"x": np.ma.masked_array([1.0], [True])}, "x"),
        ({"x": np.zeros(2, dtype=[("a", "f8")])}, "x"),
        ({"n": 10**400}, "n"),
        (b"bytes", "-"),
    ],
)
def test_what_a_file_does_not_hold_is_named_with_its_place(tmp_path, raised, wrong, place):
    path = tmp_path / "a.npz"
    ko, en = raised(lambda: write_tree(path, wrong, "model"), DataError)
    assert f"파일에 담을 수 없는 것이 {place}에 있습니다" in ko
    assert f"There is something at {place} that a file does not hold" in en
    assert not list(tmp_path.iterdir())


def test_a_list_that_holds_itself_is_refused(tmp_path, raised):
    ko, en = raised(lambda: write_tree(tmp_path / "a.json", circle, "model"), DataError)
    assert "자기 자신을 담은 목록" in ko and "a list holds itself" in en
