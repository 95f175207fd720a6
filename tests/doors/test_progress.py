"""진행 막대: 스레드를 만들지 않고, 남의 막대를 건드리지 않는다.

Progress bars: they start no thread, and leave everybody else's alone.
"""

import os
import subprocess
import sys
import threading

import pytest
from tqdm import tqdm

from micrograd_ko.progress import progress_bar


@pytest.fixture
def no_threads(monkeypatch):
    """As on WebAssembly: no thread can start."""

    def start(thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)


def test_a_bar_shows_where_no_thread_can_start(no_threads, capsys):
    with progress_bar(3, "학습") as bar:
        for _ in range(3):
            bar.update()
    shown = capsys.readouterr().err
    assert "학습: 100%|###" in shown and "3/3" in shown
    assert all(len(line) <= 88 for line in shown.split("\r"))


def test_a_hidden_bar_shows_nothing(no_threads, capsys):
    with progress_bar(3, "학습", shown=False) as bar:
        bar.update(3)
    assert capsys.readouterr().err == ""


def test_rounds_that_nobody_knows_are_counted(capsys):
    with progress_bar(None, "file", unit="B", width=60) as bar:
        bar.update(512)
    assert "512B" in capsys.readouterr().err


CODE = """
import threading
from micrograd_ko import data
from micrograd_ko.nn import MLP
from micrograd_ko.optim import SGD
from micrograd_ko.train import fit

xor, model = data.xor(), MLP(2, [2, 1], rng=0)
target = xor.y.reshape(-1, 1)
fit(model, xor.X, target, loss="mse", optimizer=SGD(model, lr=0.1), epochs=2, progress=True)
print(threading.active_count())
"""


def test_training_starts_no_thread():
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", CODE],
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
    )
    assert (run.returncode, run.stdout.strip()) == (0, "1"), run.stderr
    assert "2/2" in run.stderr


def test_bars_of_others_keep_their_monitor():
    interval = tqdm.monitor_interval
    progress_bar(1, "x", shown=False).close()
    assert tqdm.monitor_interval == interval
