"""원고와 만든 것을 한 폴더에 모은다. Gather what is written and what is made in one folder."""

from __future__ import annotations

import shutil
from itertools import chain
from pathlib import Path

from .api import api_pages
from .glossary import glossary_pages
from .lessons import lesson_pages
from .ops import op_pages, op_plots
from .pictures import gallery_pages, pictures

__all__ = ["stage"]

HERE = Path(__file__).resolve().parents[1]


def stage(language: str, folder: Path) -> None:
    """한 언어의 원고를 `folder`에 모으고, 거기 만들어 넣는다.

    Gather the pages of a language in `folder`, and make the rest there.
    """

    def put(name: str, content: str | bytes) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    shutil.copytree(HERE / language, folder)
    made = (op_plots(), op_pages(language), api_pages(language), glossary_pages(language))
    for name, page in chain(*made, gallery_pages(language)):
        put(name, page)
    pictures(folder)
    lesson_pages(language, folder)
    for path in folder.rglob("index.md"):
        path.write_text(_with_entries_that_are_here(path, folder), encoding="utf-8")


def _with_entries_that_are_here(path: Path, folder: Path) -> str:
    """없는 쪽으로 가는 줄은 뺀다. Leave out the entries that lead to no page."""
    inside, lines = False, []
    for line in path.read_text(encoding="utf-8").splitlines():
        inside = line.startswith("```{toctree") or (inside and not line.startswith("```"))
        entry = inside and line and line[0] not in ":`"
        if not entry or any(folder.glob(f"{line}.*")):
            lines.append(line)
    return "\n".join(lines) + "\n"
