"""망가진 파일 300개: 오류이거나, 앞뒤가 맞는 것이거나.

Three hundred damaged files, each an error or something consistent; and that the fuzz would notice
what is neither. ``python -m tests.files_fuzz --files 10000`` is the long way.
"""

import os
from collections import Counter

import pytest

from micrograd_ko import DataError
from tests import files_fuzz

posix = pytest.mark.skipif(os.name != "posix", reason="limits memory as POSIX does")


@posix
@pytest.mark.slow
def test_damaged_files_are_errors_or_consistent():
    found = files_fuzz.run(300, seed=7, processes=1)
    assert [one for one in found if one["what"].startswith("WRONG")] == []
    counts = Counter(one["what"] for one in found)
    assert len(found) == 300 and counts["error"] > 200 and counts["other"] and counts["same"]


def test_every_damage_is_tried():
    tried = {files_fuzz.case(7, i)[1] for i in range(2000)}
    forms = set().union(*files_fuzz.OF_SUFFIX.values())
    assert tried == {*files_fuzz.DAMAGES, *forms}


HOLES = {
    "another exception": (lambda load, path: [][0], "IndexError"),
    "an error without the path": (lambda load, path: refuse(), "no path"),
    "memory": (lambda load, path: raise_memory(), "MemoryError"),
    "code that runs": (lambda load, path: (exec("1"), load(path))[1], "compile"),
    "a file that is written": (lambda load, path: (path.open("a").close(), load(path))[1], "open"),
    "time": (lambda load, path: (wait(), load(path))[1], " s"),
}


def refuse():
    raise DataError("files.missing", path="elsewhere")


def raise_memory():
    raise MemoryError


def wait():
    """Use the processor for longer than a file may."""
    end = files_fuzz.time.process_time() + 0.02
    while files_fuzz.time.process_time() < end:
        pass


@pytest.fixture(scope="module")
def hooked():
    files_fuzz.watch()


@pytest.mark.parametrize("hole", HOLES)
def test_the_fuzz_notices(tmp_path, monkeypatch, hooked, hole):
    loaded, words = HOLES[hole]
    whole = files_fuzz.originals()[0]
    if hole == "time":
        monkeypatch.setattr(files_fuzz, "SECONDS", 0.01)
    monkeypatch.setattr(files_fuzz, "case", lambda seed, i: (whole, "none", whole.data, False))
    right = files_fuzz.Original.load
    monkeypatch.setattr(
        files_fuzz.Original, "load", lambda self, path: loaded(lambda p: right(self, p), path)
    )
    found = files_fuzz.outcome(0, 0, tmp_path)["what"]
    assert found.startswith("WRONG") and words in found


def test_the_fuzz_notices_damage_that_was_not_noticed(tmp_path, monkeypatch):
    json = next(of for of in files_fuzz.originals() if of.suffix == ".json")
    changed = json.data.replace(b'"label": "W', b'"label": "V').replace(b"0.5", b"0.25")
    assert changed != json.data
    for must, words in ((True, "must be noticed"), (False, "other")):
        monkeypatch.setattr(files_fuzz, "case", lambda *n, m=must: (json, "none", changed, m))
        assert words in files_fuzz.outcome(0, 0, tmp_path)["what"]
