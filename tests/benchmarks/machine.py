"""어디서 쟀는가.

Where figures come from: the machine, its software, the day. It stands once, at the head of the
JSON, and under each table that is made of the figures.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

# as they are installed, and as a page calls them
PACKAGES = {
    "numpy": "NumPy",
    "numba": "Numba",
    "torch": "PyTorch",
    "jax": "JAX",
    "micrograd": "micrograd",
    "distributed": "Dask",
}


def head() -> dict[str, Any]:
    """JSON의 머리. CPU, cores, system, versions (None: not installed) and day."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cpu": cpu(),
        "cores": os.cpu_count(),
        "os": f"{system()}, {platform.machine()}",
        "python": platform.python_version(),
        "packages": {package: installed(package) for package in PACKAGES},
    }


def system() -> str:
    """운영체제. The operating system; of Linux the distribution."""
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return f"{platform.system()} {platform.release()}"


def cpu(path: Path = Path("/proc/cpuinfo")) -> str:
    """CPU의 이름. The CPU's model as Linux calls it, elsewhere as Python knows it."""
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            name, _, model = line.partition(":")
            if name.strip() == "model name":
                return model.strip()
    return platform.processor() or platform.machine()


def installed(package: str) -> str | None:
    """깔린 판. The version of a package, None where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def software(found: Mapping[str, Any]) -> str:
    """판의 목록. Python and packages with their versions, as a page names them."""
    named = {PACKAGES[each]: number for each, number in found["packages"].items() if number}
    return ", ".join(
        f"{name} {number}" for name, number in {"Python": found["python"], **named}.items()
    )
