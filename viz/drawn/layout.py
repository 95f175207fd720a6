"""배치 프로그램: graphviz-pure, 아니면 시스템 dot.

Run the layout program. The package `graphviz` runs it: by default `graphviz-pure`, a port of
Graphviz that pip installs and that draws the same on every platform; the system's `dot` when asked
for, or for a PDF.
"""

from __future__ import annotations

import shutil
import sysconfig
import threading
from importlib import metadata
from pathlib import Path

import graphviz
from graphviz.backend import dot_command

from micrograd_ko.errors import LayoutError

__all__ = ["ENGINES", "find_engine", "lay_out"]

ENGINES = ("graphviz-pure", "dot")
INSTALL = {
    "graphviz-pure": "python -m pip install graphviz-pure",
    "dot": "https://graphviz.org/download (Debian/Ubuntu: apt install graphviz, macOS: brew "
    "install graphviz)",
}
_one_at_a_time = threading.Lock()  # the graphviz package keeps the program's name in a global


def find_engine(name: str) -> Path | None:
    """프로그램이 있는 곳. Find the program, or None.

    graphviz-pure is looked up among the files of its package first: a virtual environment
    that is not activated has its scripts off PATH.
    """
    if name == "graphviz-pure":
        for path in _packaged():
            if path.is_file():
                return path
    found = shutil.which(name)
    return Path(found) if found else None


def _packaged() -> list[Path]:
    scripts = Path(sysconfig.get_path("scripts"))
    try:
        files = metadata.files("graphviz-pure") or []
    except metadata.PackageNotFoundError:
        return []
    listed = [Path(str(f.locate())).resolve() for f in files if f.stem == "graphviz-pure"]
    return [*listed, scripts / "graphviz-pure", scripts / "graphviz-pure.exe"]


def lay_out(source: str, format: str, *, engine: str | None = None) -> bytes:
    """DOT를 배치해 그림으로.

    Lay DOT out and render it.

    Args:
        source: DOT text.
        format: a format of Graphviz, such as "svg".
        engine: "graphviz-pure" or "dot"; None takes the first that is there.

    Raises:
        LayoutError: the program is unknown, missing or failed.
    """
    if engine is not None and engine not in ENGINES:
        raise LayoutError("draw.engine.unknown", given=engine, options=", ".join(ENGINES))
    wanted = (engine,) if engine else ENGINES
    program = next(filter(None, map(find_engine, wanted)), None)
    if program is None:
        raise LayoutError("draw.engine.missing", install=INSTALL[wanted[0]])
    with _one_at_a_time:
        before, dot_command.DOT_BINARY = dot_command.DOT_BINARY, program
        try:
            return bytes(graphviz.pipe("dot", format, source.encode(), quiet=True))
        except (graphviz.ExecutableNotFound, graphviz.CalledProcessError, OSError) as error:
            raise LayoutError("draw.engine.failed", engine=program.name, error=error) from error
        finally:
            dot_command.DOT_BINARY = before
