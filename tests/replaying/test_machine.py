"""기계: 자리 나누기, 컴파일, 캐시.

The machine: its arena, compilation, and cache.
"""

import os
import subprocess
import sys

import numpy as np

from micrograd_ko import (
    Value,
    replay,
)
from micrograd_ko.losses import mse
from micrograd_ko.nn import MLP
from micrograd_ko.optim import SGD
from micrograd_ko.replaying.machine import native


def test_the_arena_of_a_network_is_little_more_than_its_parameters():
    model = MLP(10, [*[32] * 20, 2], activation="sigmoid", rng=0)
    X, y = np.ones((1, 10)), np.ones((1, 2))
    program = replay(lambda X, y: mse(model(X), y), inputs=(X, y), parameters=model)
    program.train(SGD(model, 0.1), steps=2)
    (step,) = program._versions[0]._steps.values()
    size = sum(p.size for p in model.parameters())
    assert step.code.x.size < 1.15 * size  # gradients pass through; activations are kept


def test_without_numba_it_is_said_once_how_to_install_it(monkeypatch, capsys):
    native._tell_once.cache_clear()
    monkeypatch.setattr(native.importlib.util, "find_spec", lambda name: None)
    assert replay(Value(2.0, "w") * Value(3.0, "x"))() == 6.0
    assert replay(Value(2.0, "w") * Value(4.0, "x"))() == 8.0
    assert capsys.readouterr().err.count("pip install numba scipy") == 1
    native._tell_once.cache_clear()


def test_repr_tells_the_size():
    assert repr(replay(Value(1.0, "w") * Value(2.0, "x"))) == "Program(3 nodes, 3 rows, 6 numbers)"


STUB = """
@exact
def run(rows, index, x, low, high):
    for r in range(low, high):
        x[rows[r, 0]] += 1.0

@exact
def scalars(codes, starts, d, u, v, x, low, high):
    pass

@exact
def train(rows, index, x, middle, end, at, losses, done, exact_rows, exact_x, to, origin):
    return 0
"""


FIRST = f"""
from micrograd_ko.replaying.machine import numba_source
from micrograd_ko.replaying.machine import native
head = numba_source.HEAD
numba_source.source = lambda cache: head.replace("CACHE", str(cache)) + {STUB!r}  # the real is slow
import numpy as np
native.native(np.dtype(np.float64))
"""


def test_the_first_compilation_ever_says_what_it_does(tmp_path):
    def run(folder):
        env = {
            **os.environ,
            "MICROGRAD_KO_CACHE": str(folder),
            "PYTHONPATH": os.pathsep.join(sys.path),
            "PYTHONUTF8": "1",
        }
        done = subprocess.run(
            [sys.executable, "-c", FIRST],
            capture_output=True,
            encoding="utf-8",
            env=env,
            check=True,
        )
        return done.stderr

    first, second = run(tmp_path), run(tmp_path)
    assert "float64" in first and str(tmp_path / "replay") in first
    assert second == ""
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert "이 프로세스에만" in run(blocked / "folder")
