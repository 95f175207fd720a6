"""파일은 옛것이거나 새것이고, 언제나 온전하다.

A file that is written anew is the old one or the new one, and always whole.
"""

import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from micrograd_ko import DataError
from micrograd_ko.files import beside, read_tree, write_tree
from tests.helpers.sharing import in_threads

posix = pytest.mark.skipif(os.name != "posix", reason="of POSIX")
no_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)


FULL = Path("/dev/full")  # a device that takes nothing


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_folders_are_made_and_nothing_is_left_beside(tmp_path):
    path = tmp_path / "a" / "b" / "model.npz"
    write_tree(path, {"n": 1}, "model")
    write_tree(path, {"n": 2}, "model")
    assert read_tree(path, "model") == {"n": 2} and names(path.parent) == ["model.npz"]


def test_a_name_as_long_as_names_can_be(tmp_path):
    path = tmp_path / ("가" * 83 + ".npz")  # 253 bytes
    assert read_tree(write_tree(path, {"n": 1}, "model"), "model") == {"n": 1}
    assert names(tmp_path) == [path.name]


def test_what_fails_half_way_leaves_the_old_file(tmp_path, monkeypatch, raised):
    path = write_tree(tmp_path / "a.npz", {"n": 1}, "model")

    def full(number):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    ko, en = raised(lambda: write_tree(path, {"n": 2}, "model"), DataError)
    assert "가득 찼습니다" in ko and "is full" in en and str(path) in en
    assert read_tree(path, "model") == {"n": 1} and names(tmp_path) == ["a.npz"]


@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is full")
def test_a_disk_that_is_full_is_told(tmp_path, raised):
    def write(file):
        with FULL.open("wb") as full:
            full.write(b"x" * 100_000)

    ko, en = raised(lambda: beside.write_beside(tmp_path / "a.npz", write), DataError)
    assert "공간을 비우거나" in ko and "Make room" in en and names(tmp_path) == []


def test_an_interrupt_leaves_nothing_beside(tmp_path, monkeypatch):
    path = write_tree(tmp_path / "a.npz", {"n": 1}, "model")

    def struck(number):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", struck)
    with pytest.raises(KeyboardInterrupt):
        write_tree(path, {"n": 2}, "model")
    assert read_tree(path, "model") == {"n": 1} and names(tmp_path) == ["a.npz"]


@no_root
def test_a_folder_that_may_not_be_written_to_is_told(tmp_path, raised):
    path = tmp_path / "closed" / "a.npz"
    path.parent.mkdir()
    path.parent.chmod(0o500)
    ko, en = raised(lambda: write_tree(path, {}, "model"), DataError)
    path.parent.chmod(0o700)
    assert "쓸 권한이 없거나" in ko and "may not be written to" in en


def test_what_the_system_forbids_is_told(tmp_path, raised, monkeypatch):
    path = write_tree(tmp_path / "a.npz", {"n": 1}, "model")

    def closed(self, target):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(type(path), "replace", closed)  # as on Windows, where somebody reads it
    ko, en = raised(lambda: write_tree(path, {"n": 2}, "model"), DataError)
    assert "다른 프로그램이" in ko and "another program" in en
    assert read_tree(path, "model") == {"n": 1} and names(tmp_path) == ["a.npz"]


def test_a_folder_at_the_path_and_a_file_for_a_folder_are_told(tmp_path, raised):
    (tmp_path / "a.npz").mkdir()
    ko, en = raised(lambda: write_tree(tmp_path / "a.npz", {}, "model"), DataError)
    assert "폴더나 장치" in ko and "a folder or a device" in en
    (tmp_path / "file").write_text("x")
    ko, en = raised(lambda: write_tree(tmp_path / "file" / "a.npz", {}, "model"), DataError)
    assert "저장하지 못했습니다" in ko and "could not be saved" in en
    ko, en = raised(lambda: write_tree(f"{tmp_path}/a\0b.npz", {}, "model"), DataError)
    assert "경로가 맞는지" in ko and "path is right" in en


@posix
def test_links_stay_and_what_they_point_to_is_replaced(tmp_path):
    (tmp_path / "far").mkdir()
    link = tmp_path / "latest.npz"
    link.symlink_to(tmp_path / "far" / "run.npz")  # which is not there yet
    for n in (1, 2):
        assert write_tree(link, {"n": n}, "model") == link
        assert link.is_symlink() and read_tree(link, "model") == {"n": n}
    assert names(tmp_path) == ["far", "latest.npz"] and names(tmp_path / "far") == ["run.npz"]


@posix
def test_links_that_lead_back_are_told(tmp_path, raised):
    a, b = tmp_path / "a.npz", tmp_path / "b.npz"
    a.symlink_to(b)
    b.symlink_to(a)
    ko, en = raised(lambda: write_tree(a, {}, "model"), DataError)
    assert "저장하지 못했습니다" in ko and "could not be saved" in en
    raised(lambda: read_tree(a, "model"), DataError)


@posix
def test_pipes_and_devices_are_no_files(tmp_path, raised):
    os.mkfifo(tmp_path / "pipe.npz")
    for action in (read_tree, lambda path, kind: write_tree(path, {}, kind)):
        ko, en = raised(lambda action=action: action(tmp_path / "pipe.npz", "model"), DataError)
        assert "장치" in ko and "a device" in en


@posix
def test_who_may_read_the_file_stays_as_it_was(tmp_path):
    path = write_tree(tmp_path / "a.npz", {}, "model")
    usual = (tmp_path / "b").touch() or (tmp_path / "b").stat().st_mode & 0o777
    assert path.stat().st_mode & 0o777 == usual
    path.chmod(0o640)
    write_tree(path, {"n": 2}, "model")
    assert path.stat().st_mode & 0o777 == 0o640


def test_threads_that_write_one_file_leave_one_of_theirs(tmp_path):
    path = tmp_path / "a.npz"
    in_threads(lambda i: [write_tree(path, {"x": np.full(1000, i)}, "model") for _ in range(20)])
    found = read_tree(path, "model")["x"]
    assert len(found) == 1000 and len(set(found.tolist())) == 1 and names(tmp_path) == ["a.npz"]


# ── what was left behind ──


def left_behind(path, process, host=None):
    mark = beside._mark(path)
    mark = mark if host is None else f"{mark[:-9]}{host:08x}-"
    left = path.with_name(f"{mark}{process}-0123abcd.tmp")
    left.write_bytes(b"half")
    return left


@posix
def test_what_dead_processes_left_is_swept_away(tmp_path):
    path = tmp_path / "a.npz"
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead = left_behind(path, gone.pid)
    alive, other = left_behind(path, os.getpid()), left_behind(tmp_path / "b.npz", gone.pid)
    elsewhere, odd = left_behind(path, gone.pid, host=1), left_behind(path, "x")
    write_tree(path, {}, "model")
    assert not dead.exists() and alive.exists() and other.exists()
    assert elsewhere.exists() and odd.exists()
    old = time.time() - 2 * beside.HOUR
    os.utime(elsewhere, (old, old))
    write_tree(path, {}, "model")
    assert not elsewhere.exists() and alive.exists()


WRITER = """
import sys, numpy as np
from micrograd_ko.files import write_tree
path, n = sys.argv[1], int(sys.argv[2])
print("ready", flush=True)
while True:
    n += 1
    write_tree(path, {"n": n, "x": np.full(200_000, n)}, "model")
"""


@posix
@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".npz", ".json", ".safetensors"])
def test_a_writer_that_is_killed_leaves_a_whole_file(tmp_path, suffix):
    killed(tmp_path / f"a{suffix}", times=4, seed=0)


def killed(path, times, seed):
    """Kill a process that overwrites one file at random moments; give the counts of what was
    found: files that moved on, and temporary files that it left.
    """
    chance, counts = random.Random(seed), {"moved": 0, "left": 0}
    last = 0
    write_tree(path, {"n": 0, "x": np.zeros(200_000, dtype=int)}, "model")
    for _ in range(times):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(last)], stdout=subprocess.PIPE
        )
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0.0, 0.15))
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        found = read_tree(path, "model")
        assert (found["x"] == found["n"]).all() and len(found["x"]) == 200_000
        assert found["n"] >= last
        left = [name for name in names(path.parent) if name.endswith(".tmp")]
        assert len(left) <= 1 and len(names(path.parent)) == 1 + len(left)
        counts["moved"] += found["n"] > last
        counts["left"] += len(left)
        last = found["n"]
    return counts
