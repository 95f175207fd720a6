"""원고와 만든 것을 한 폴더에 모은다. Gather what is written and what is made in one folder.

Each language has a process of its own, as a process speaks one language; ``python -m
making.staging LANGUAGE FOLDER`` makes what one needs.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

from .api import api_pages
from .glossary import glossary_pages
from .lessons import NUMBERS, lesson_pages
from .notes import with_links
from .ops import op_pages, op_plots
from .pictures import gallery_pages, pictures
from .processes import call

__all__ = ["stage"]

HERE = Path(__file__).resolve().parents[1]


def stage(folders: Mapping[str, Path]) -> None:
    """언어마다 원고를 그 폴더에 모으고, 거기 만들어 넣는다.

    Gather the pages of each language in its folder, and make the rest there, as many processes
    side by side as there are cores.

    Raises:
        RuntimeError: one of them failed; the message holds its traceback.
    """
    for language, folder in folders.items():
        shutil.copytree(HERE / language, folder)
        notes = folder / "notes.md"
        notes.write_text(with_links(notes.read_text(encoding="utf-8")), encoding="utf-8")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [pool.submit(call, each, "making.staging", each, folders[each]) for each in folders]
        jobs += [pool.submit(lesson_pages, number, folders) for number in NUMBERS]
        for name, plot in op_plots():
            for folder in folders.values():
                _put(folder / name, plot)
        for job in jobs:
            job.result()


def _put(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def main(language: str, folder: Path) -> None:
    """한 언어의 쪽과 그림을 만든다. Make the pages of a language but the lessons, and pictures."""
    pages = (op_pages, api_pages, glossary_pages, gallery_pages)
    for name, page in chain.from_iterable(make(language) for make in pages):
        _put(folder / name, page)
    pictures(folder)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
