"""같은 휠이 어디서나 돈다: 없는 모듈, 부동소수점 플래그, 스레드가 없는 곳.

The same wheel runs everywhere: where modules, floating-point flags or threads are lacking, as on
Windows and on WebAssembly.
"""

import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import micrograd_ko
import viz
from micrograd_ko import lines
from micrograd_ko.commands import keys

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    name
    for package in (micrograd_ko, viz)
    for _, name, _ in pkgutil.walk_packages(package.__path__, package.__name__ + ".")
    if not name.endswith("__main__")
)
# What is on one platform and not on another: not on Windows, on Windows alone, not on WebAssembly.
LACKING = (
    *("termios", "tty", "pty", "fcntl", "resource", "readline", "pwd", "grp", "syslog", "curses"),
    *("msvcrt", "winreg", "_winapi"),
    *("multiprocessing", "_multiprocessing", "_posixshmem", "mmap", "sqlite3"),
)
IMPORT_ALL = """
import sys
from importlib import import_module
sys.modules.update(dict.fromkeys({lacking}))  # each raises ModuleNotFoundError
import threading
def start(thread):
    raise RuntimeError("can't start new thread")
threading.Thread.start = start
for name in {modules}:
    import_module(name)
print(len({modules}))
"""


def python(*arguments):
    return subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
    )


def test_every_module_is_imported_where_platforms_lack_something():
    run = python("-W", "error", "-c", IMPORT_ALL.format(lacking=LACKING, modules=MODULES))
    assert (run.returncode, run.stdout.strip()) == (0, str(len(MODULES))), run.stderr


@pytest.mark.slow
def test_numbers_that_stop_being_finite_are_told_of_without_flags():
    files = ("test_tensor_nonfinite.py", "test_special_values.py", "test_array_ops_extremes.py")
    run = python(
        *("-m", "pytest", "-p", "tests.helpers.without_flags", "-n0"),
        *(f"tests/engine/{file}" for file in files),
    )
    assert run.returncode == 0, run.stdout
    assert " passed" in run.stdout and "failed" not in run.stdout


def test_flags_can_be_told_to_be_lacking():
    code = "import tests.helpers.without_flags; from micrograd_ko.engine import anomaly as a; "
    assert python("-c", code + "print(a.NOTICES)").stdout.strip() == "False"
    code = "from micrograd_ko.engine import anomaly as a; print(a.NOTICES)"
    assert python("-c", code).stdout.strip() == "True"


def test_nobody_sits_at_a_terminal_whose_keys_cannot_be_read(monkeypatch):
    class Terminal:
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert keys.at_terminal()
    monkeypatch.setattr(keys, "find_spec", lambda name: None)
    assert keys.at_terminal() is (sys.platform == "win32")


@pytest.mark.parametrize("suffix", [".py", ".pyc"])
def test_the_folder_of_a_module_is_found_in_a_zip_too(suffix):
    assert lines.folder_of(f"/lib/python315.zip/warnings{suffix}", "warnings") == (
        "/lib/python315.zip/"
    )
