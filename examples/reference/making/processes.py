"""한 언어로 말하는 프로세스. Call a module here in a process that speaks one language."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

__all__ = ["call", "environment"]

HERE = Path(__file__).resolve().parents[1]


def environment(language: str) -> dict[str, str]:
    """그 프로세스의 환경 변수. What stands in the environment of such a process."""
    paths = os.pathsep.join([str(HERE), str(HERE.parents[1])])
    return os.environ | {"MICROGRAD_KO_LANG": language, "PYTHONPATH": paths, "PYTHONUTF8": "1"}


def call(language: str, module: str, *arguments: object) -> None:
    """모듈을 실행한다. Run a module; RuntimeError with its traceback where it fails."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, env=environment(language), capture_output=True, encoding="utf-8")
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[2:])} ({language}):\n{done.stderr}")
