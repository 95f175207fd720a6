"""기계: 자리 나누기, 컴파일, 캐시.

The machine: its arena, compilation, and cache.
"""

import math
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from filelock import FileLock

from micrograd_ko import (
    Value,
    replay,
)
from micrograd_ko.losses import mse
from micrograd_ko.nn import MLP
from micrograd_ko.optim import SGD
from micrograd_ko.replaying.machine import kept, native
from micrograd_ko.replaying.machine.code import Code
from micrograd_ko.replaying.machine.opcodes import CODES, EACH, FAMILIES
from micrograd_ko.replaying.writing.primitives import PRIMITIVES
from micrograd_ko.replaying.writing.tape import Tape
from tests.helpers.replays import without_numba


def test_the_arena_of_a_network_is_little_more_than_its_parameters():
    model = MLP(10, [*[32] * 20, 2], activation="sigmoid", rng=0)
    X, y = np.ones((1, 10)), np.ones((1, 2))
    program = replay(lambda X, y: mse(model(X), y), inputs=(X, y), parameters=model)
    program.train(SGD(model, 0.1), steps=2)
    (step,) = program._versions[0]._steps.values()
    size = sum(p.size for p in model.parameters())
    assert step.code.x.size < 1.15 * size  # gradients pass through; activations are kept


@pytest.mark.parametrize("numba", [True, False])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_weight_is_lowered_by_one_sample_without_its_gradient_written_down(
    dtype, numba, monkeypatch
):
    X, y = np.linspace(-1, 1, 5, dtype=dtype)[None], np.ones((1, 3), dtype)
    models = [MLP(5, [7, 3], activation="tanh", rng=0, dtype=dtype) for _ in range(2)]
    if not numba:
        without_numba(monkeypatch)
    program = replay(lambda X, y: mse(models[0](X), y), inputs=(X, y), parameters=models[0])
    program.step(SGD(models[0], 0.1), X, y)
    (step,) = program._versions[0]._steps.values()
    assert (step.code.rows.table[:, 0] == CODES["lower_outer"]).sum() == 2
    loss = mse(models[1](X), y)
    loss.backward()
    SGD(models[1], 0.1).step()
    for ours, theirs in zip(*(m.parameters() for m in models), strict=True):
        assert ours.dtype == dtype
        few = 4 * np.finfo(dtype).eps
        np.testing.assert_allclose(ours.data, theirs.data, rtol=few, atol=few)


def test_arrays_in_the_arena_start_on_lines_of_the_cache():
    X, y = np.ones((3, 5)), np.ones((3, 2))
    model = MLP(5, [7, 2], rng=0)
    program = replay(lambda X, y: mse(model(X), y), inputs=(X, y), parameters=model)
    assert program(X, y) > 0
    assert [p.data.ctypes.data % 64 for p in model.parameters()] == [0, 0, 0, 0]


def test_without_numba_it_is_said_once_how_to_install_it(monkeypatch, capsys):
    kept.tell_once.cache_clear()
    native._is_possible.cache_clear()
    monkeypatch.setattr(native.importlib.util, "find_spec", lambda name: None)
    assert replay(Value(2.0, "w") * Value(3.0, "x"))() == 6.0
    assert replay(Value(2.0, "w") * Value(4.0, "x"))() == 8.0
    assert capsys.readouterr().err.count("pip install numba filelock") == 1
    kept.tell_once.cache_clear()
    native._is_possible.cache_clear()


def test_a_numpy_whose_loops_lie_elsewhere_is_told_and_numpy_is_used(monkeypatch, capsys):
    def nowhere(name, dtype):
        raise LookupError(name)

    kept.tell_once.cache_clear()
    native._is_possible.cache_clear()
    monkeypatch.setattr(native, "numpy_loop", nowhere)
    assert replay(Value(2.0, "w") * Value(3.0, "x"))() == 6.0
    assert np.__version__ in capsys.readouterr().err
    kept.tell_once.cache_clear()
    native._is_possible.cache_clear()


def test_where_numba_cannot_compile_it_is_told_and_numpy_is_used(monkeypatch, capsys):
    def broken(*given):
        raise RuntimeError("no such processor")

    kept.tell_once.cache_clear()
    native._machine.cache_clear()
    monkeypatch.setattr(native.Machine, "_found", broken)
    assert replay(Value(2.0, "w") * Value(3.0, "x"))() == 6.0
    assert "no such processor" in capsys.readouterr().err
    kept.tell_once.cache_clear()
    native._machine.cache_clear()


def test_threads_that_ask_for_the_same_parts_load_them_once(monkeypatch):
    loads = []

    def slowly(machine, names):
        time.sleep(0.05)
        loads.extend(names)
        machine._parts.update(dict.fromkeys(names, native.Part(print, 0)))

    monkeypatch.setattr(native.Machine, "_load", slowly)
    machine = native.Machine(np.dtype(np.float64))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: machine.parts("run", "train"), range(8)))
    assert loads == ["run", "train"]


FUNCTIONS = sorted({EACH[name][0] for name, code in CODES.items() if FAMILIES[code] == "functions"})


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_of_arrays_are_numpys_own_to_the_last_bit(name, dtype):
    tape = Tape(dtype)
    rng = np.random.default_rng(0)
    inputs = [tape.array((3, 37), lasting=True) for _ in range(getattr(np, ufunc(name)).nin)]
    out = tape.elementwise(name, *inputs)
    code = Code(tape.instructions, [out.buffer], dtype)
    assert code.native is not None
    numbers = [rng.normal(size=(3, 37)).astype(dtype) for _ in inputs]
    for x, given in zip(inputs, numbers, strict=True):
        code.view(x)[...] = given
    code.run(0, code.end)
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(code.view(out), getattr(np, ufunc(name))(*numbers))


def ufunc(name):
    return PRIMITIVES[name].ufunc


def test_repr_tells_the_size():
    assert repr(replay(Value(1.0, "w") * Value(2.0, "x"))) == "Program(3 nodes, 3 rows, 6 numbers)"


# ── what is kept on disk ──

PROGRAM = """
import sys
from micrograd_ko import Value, replay
w, x = Value(3.0, "w"), Value(2.0, "x")
program = replay(w * x + w.exp(), inputs=[x])
print(program(5.0), "numba" in sys.modules)
"""
FOUND = 3.0 * 5.0 + math.exp(3.0)


def start(folder, **more):
    env = {
        **more,
        **os.environ,
        "MICROGRAD_KO_CACHE": str(folder),
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PYTHONUTF8": "1",
    }
    env.pop("MICROGRAD_KO_LANG", None)
    command = [sys.executable, "-c", PROGRAM]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    return subprocess.Popen(command, env=env, **pipes)


def ended(process):
    """What it told on stderr, and whether it had to load Numba; its result is right."""
    out, err = process.communicate(timeout=100)
    assert process.returncode == 0, err
    number, numba = out.split()
    assert float(number) == FOUND
    return err, numba == "True"


def run(folder, **more):
    return ended(start(folder, **more))


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A cache that a first run has filled, and what that run told."""
    folder = tmp_path_factory.mktemp("machine")
    told, numba = run(folder)
    assert numba
    return folder, told


def machines(folder):
    return sorted((folder / "replay").glob("*.machine"))


def test_the_first_run_tells_what_it_does_and_the_next_needs_no_numba(filled):
    folder, told = filled
    assert "컴파일합니다" in told and str(folder / "replay") in told
    assert run(folder) == ("", False)


def test_what_a_program_does_not_use_is_not_compiled(filled):
    folder, _ = filled
    parts = {path.name.split("-")[0] for path in machines(folder)}
    assert {"scalars.arithmetic", "scalars.functions"} <= parts
    assert not {"scalars.choices", "train", "arrays.matmul"} & parts


def test_numba_switched_off_for_debugging_is_no_hindrance(tmp_path):
    told, numba = run(tmp_path, NUMBA_DISABLE_JIT="1")
    assert numba and "컴파일합니다" in told and "NumPy로" not in told


DAMAGES = {
    "truncated": lambda code: code[: len(code) // 2],
    "empty": lambda code: b"",
    "garbage": lambda code: bytes(range(256)) * 40,
    "one byte": lambda code: code[:-9] + bytes([code[-9] ^ 1]) + code[-8:],
    "a number": lambda code: b"3\n" + code,
    "a list": lambda code: b"[]\n" + code,
    "another key": lambda code: code.replace(b'"key": "', b'"key": "0', 1),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_told_and_made_again(filled, tmp_path, damage):
    folder, _ = filled
    shutil.copytree(folder, tmp_path / "copy")
    path = machines(tmp_path / "copy")[0]
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    told, numba = run(tmp_path / "copy")
    assert numba and told.count("손상") == 1 and str(path) in told
    assert run(tmp_path / "copy") == ("", False)


def test_a_folder_that_cannot_be_written_is_told_and_does_no_harm(tmp_path):
    (tmp_path / "file").write_text("")
    told, numba = run(tmp_path / "file" / "folder")
    assert numba and told.count("이 프로세스에서만") == 1


def test_a_folder_in_a_files_place_is_told_and_does_no_harm(filled, tmp_path):
    folder, _ = filled
    shutil.copytree(folder, tmp_path / "copy")
    path = machines(tmp_path / "copy")[0]
    path.unlink()
    path.mkdir()
    told, numba = run(tmp_path / "copy")
    assert numba and "손상" in told and "이 프로세스에서만" in told


def test_processes_that_start_at_once_share_the_work(filled, tmp_path):
    folder, _ = filled
    (tmp_path / "replay").mkdir()
    with FileLock(tmp_path / "replay" / "compiling.lock"):  # as if one were compiling
        others = [start(tmp_path) for _ in range(2)]
        for each in others:
            assert "기다립니다" in each.stderr.readline()
        for path in machines(folder):
            shutil.copy(path, tmp_path / "replay")
    for each in others:
        told, numba = ended(each)
        assert "컴파일합니다" not in told and not numba
