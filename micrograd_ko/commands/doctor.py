"""doctor: 설치 상태를 살핀다. Check the installation, and say how to mend it."""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Iterator
from importlib import metadata
from importlib.util import find_spec
from typing import NamedTuple

from .. import __version__
from ..messages import text

__all__ = ["add_arguments", "run"]

EXTRAS = {  # extra: module -> the package that pip installs
    "fast": {"numba": "numba", "filelock": "filelock"},
    "plot": {
        "matplotlib": "matplotlib",
        "resvg_py": "resvg-py",
        "pylopdf_fonts_ko": "pylopdf-fonts-ko",
    },
    "sklearn": {"sklearn": "scikit-learn", "mlxtend": "mlxtend"},
    "dist": {"distributed": "dask[distributed]"},
    "io": {"networkx": "networkx", "onnx": "onnx", "safetensors": "safetensors"},
    "test": {
        "pytest": "pytest",
        "xdist": "pytest-xdist",
        "hypothesis": "hypothesis",
        "autograd": "autograd",
        "IPython": "ipython",
        "ipykernel": "ipykernel",
        "jupytext": "jupytext",
        "nbclient": "nbclient",
        "onnxruntime": "onnxruntime",
    },
}


class Finding(NamedTuple):
    """살핀 것 하나.

    Note one thing looked at: what, whether it is there, what was seen, and how to mend it.
    """

    what: str
    there: bool
    seen: str
    mend: str = ""
    required: bool = False
    fault: str = "missing"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """인자가 없다. Declare no argument."""


def run(given: argparse.Namespace) -> int:
    """모두 살피고 보인다. Look at everything and print it; 1 if something required is missing."""
    print(f"micrograd_ko {__version__}")
    broken = False
    for finding in _findings():
        broken |= finding.required and not finding.there
        state = text("doctor.ok" if finding.there else f"doctor.{finding.fault}")
        print(f"  [{state}] {finding.what}: {finding.seen}")
        if finding.mend and not finding.there:
            print(f"         -> {finding.mend}")
    print(text("doctor.broken" if broken else "doctor.ready"))
    return int(broken)


def _findings() -> Iterator[Finding]:
    from viz.drawn import INSTALL, find_engine
    from viz.png import INSTALL as INSTALL_PLOT
    from viz.png import korean_font

    yield Finding(
        text("doctor.python"),
        True,
        f"{platform.python_version()} ({platform.system()} {platform.machine()})",
    )
    yield Finding("numpy", True, metadata.version("numpy"))
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    yield Finding(
        text("doctor.encoding"),
        encoding == "utf8",
        encoding,
        text("doctor.encoding.fix"),
        fault="notice",
    )
    engine = find_engine("graphviz-pure") or find_engine("dot")
    yield Finding(
        text("doctor.engine"),
        engine is not None,
        str(engine or "-"),
        INSTALL["graphviz-pure"],
        required=True,
    )
    dot = find_engine("dot")
    yield Finding(text("doctor.dot"), dot is not None, str(dot or "-"), INSTALL["dot"])
    font = korean_font()
    yield Finding(text("doctor.font"), font is not None, font.name if font else "-", INSTALL_PLOT)
    for extra, modules in EXTRAS.items():
        missing = [package for module, package in modules.items() if find_spec(module) is None]
        mend = f"python -m pip install {' '.join(missing)}"
        yield Finding(
            text("doctor.extra", name=extra),
            not missing,
            ", ".join(missing or modules.values()),
            mend,
        )
