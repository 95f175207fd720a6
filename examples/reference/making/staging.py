"""원고와 만든 것을 한 폴더에 모은다. Gather what is written and what is made in one folder."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

__all__ = ["stage"]

HERE = Path(__file__).resolve().parents[1]


def stage(language: str, folder: Path) -> None:
    """한 언어의 원고를 `folder`에 모으고, 거기 만들어 넣는다.

    Gather the pages of a language in `folder`, and make the rest there. A file that has not changed
    keeps its time, so that Sphinx need not read it again; what is no longer made goes.
    """
    held: set[Path] = set()

    def put(name: str, content: str | bytes) -> None:
        path = folder / name
        held.add(path)
        written = content.encode() if isinstance(content, str) else content
        if not path.is_file() or path.read_bytes() != written:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(written)

    source = HERE / language
    for path in sorted(source.rglob("*")):
        if path.is_file():
            put(path.relative_to(source).as_posix(), path.read_bytes())
    put(
        "index.md",
        _with_entries_that_are_here(
            (folder / "index.md").read_text(encoding="utf-8"), held, folder
        ),
    )
    for path in folder.rglob("*"):
        if path.is_file() and path not in held:
            path.unlink()


def _with_entries_that_are_here(index: str, held: set[Path], folder: Path) -> str:
    """없는 쪽으로 가는 줄은 뺀다. Leave out the entries that lead to no page."""
    pages = [path.relative_to(folder).with_suffix("").as_posix() for path in held]
    inside, lines = False, []
    for line in index.splitlines():
        inside = line.startswith("```{toctree") or (inside and not line.startswith("```"))
        entry = inside and line and line[0] not in ":`"
        if not entry or any(fnmatchcase(page, line) for page in pages):
            lines.append(line)
    return "\n".join(lines) + "\n"
