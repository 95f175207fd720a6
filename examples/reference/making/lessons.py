"""수업의 쪽: 글, 코드, 실제로 나온 것. Write the pages of the lessons, with what their code gives.

Each lesson runs as its page is made, in a process of its own: a lesson may add an op, which the
pages of names do not know. It runs once for both languages, unless what it prints is in words:
``python -m making.lessons NUMBER FOLDER…`` writes the pages that one run can.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Mapping
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from micrograd_ko import set_language
from micrograd_ko.lessons import (
    LESSONS,
    Cell,
    exercise,
    file_name,
    notebook_text,
    run_cell,
    sheet,
)
from micrograd_ko.messages import chosen

from .processes import call
from .words import speaker

__all__ = ["NUMBERS", "lesson_pages"]

NUMBERS = range(1, len(LESSONS) + 1)
HANGUL = re.compile("[가-힣]")
DRAWN = re.compile(r"(draw|plots\.\w+)\(")  # a last expression that makes a picture


def lesson_pages(number: int, folders: Mapping[str, Path]) -> None:
    """한 수업의 쪽을 언어마다 그 폴더에 쓴다. Make the pages of a lesson, each in its folder.

    Raises:
        RuntimeError: the code of the lesson failed; the message holds its traceback.
    """
    for language, folder in folders.items():
        left = {each: where for each, where in folders.items() if not _page(number, where).exists()}
        if language in left:
            first = {language: folder} | left
            call(language, "making.lessons", number, *(f"{k}={v}" for k, v in first.items()))


def _page(number: int, folder: Path) -> Path:
    return folder / "lessons" / f"{number:02}.md"


class Page:
    """한 수업의 쪽을 쓰는 중. A page of a lesson as it is written.

    A question is followed by the code that answers it; what that gives, and the answer, are folded
    away until the reader asks for them.
    """

    def __init__(self, number: int, folder: Path, language: str) -> None:
        self.number, self.folder, self.language = number, folder, language
        self.say = speaker(language, "lessons")
        self.name = f"{number:02}"
        self.parts: list[str] = []
        self.asked = self.folded = False
        self.figures = self.lives = 0

    def words(self, cell: Cell) -> None:
        """글이나 코드를 적는다. Write a cell, before it runs."""
        if cell.is_code:
            self.parts.append(f"```python\n{cell.source}\n```")
            if self.asked and not self.folded:
                self._fold()
        elif cell.part == "question":
            self._unfold()
            self.asked = True
            self.parts.append(_box("tip", self.say("question"), cell.source))
        elif cell.part == "answer":
            self.parts.append(cell.source)
            self._unfold()
        elif cell.part == "next":
            self._unfold()
            self.parts += [*self._practice(), f"## {self.say('next')}", cell.source]
        else:
            self.parts.append(cell.source)

    def shown(self, value: Any) -> None:
        """칸의 마지막 값을 적는다. Write the value of a cell: a figure, a live page, or text."""
        if hasattr(value, "savefig"):
            from viz import plots

            self.figures += 1
            folder = self._place("made/lessons")
            file = plots.save(value, folder / f"{self.name}-{self.figures}.svg").name
            alt = f"{self.say('figure')} {self.figures}"
            self.parts.append(f"```{{image}} /made/lessons/{file}\n:alt: {alt}\n:class: plot\n```")
        elif getattr(value, "animation", None) is not None or getattr(value, "live", False):
            self.lives += 1
            name = f"lesson-{self.name}-{self.lives}"
            value.save(self._place("extra/live") / f"{name}.html")
            title = f"{self.say('live')} {self.number}"
            self.parts.append(f"```{{live}} {name}\n:title: {title}\n```")
        elif hasattr(value, "svg"):
            self.figures += 1
            name = f"lesson-{self.name}-{self.figures}"
            value.save(self._place("extra/drawings") / f"{name}.svg")
            alt = f"{self.say('figure')} {self.figures}"
            self.parts.append(f"```{{drawing}} {name}\n:alt: {alt}\n```")
        else:
            self.printed(repr(value))

    def printed(self, words: str) -> None:
        """인쇄한 것을 적는다. Write what the code printed."""
        if words.strip():
            self.parts.append(f"```{{code-block}} text\n:class: output\n\n{words.rstrip()}\n```")

    def finish(self) -> str:
        """다 쓴 쪽. The page, when all cells have run."""
        self._unfold()
        return "\n\n".join(self.parts) + "\n"

    def _place(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _fold(self) -> None:
        self.folded = True
        self.parts.append(f'<details class="answer"><summary>{self.say("answer")}</summary>')

    def _unfold(self) -> None:
        if self.folded:
            self.parts.append("</details>")
        self.asked = self.folded = False

    def _practice(self) -> list[str]:
        """연습, 풀지 않은 채로. The exercise, unsolved, and where to solve it."""
        file = self._place("extra/notebooks") / file_name(self.number, ".ipynb")
        file.write_text(notebook_text(self.number), encoding="utf-8")
        given = exercise(self.number)
        return [
            f"## {self.say('exercise')}",
            chosen(given.task, self.language),
            f"```python\n{given.unsolved.strip()}\n```",
            self.say("solve", number=self.number),
            f"```\n$ python -m micrograd_ko lesson {self.number} --exercise\n```",
            f'<p><a href="../notebooks/{file.name}" download>{self.say("notebook")}</a></p>',
            f"<details><summary>{self.say('hint')}</summary>",
            chosen(given.hint, self.language),
            "</details>",
        ]


def _box(kind: str, title: str, words: str) -> str:
    return f"::::{{admonition}} {title}\n:class: {kind}\n\n{words}\n::::"


def made(number: int, folders: Mapping[str, Path]) -> list[Page]:
    """수업을 한 번 실행해 쓸 수 있는 쪽들.

    Run a lesson once, in the first language of `folders`, and give the pages that this makes: that
    of the first language; and those of the others, unless what the code printed holds Hangul, as
    words of one language do. A picture is made anew for each.
    """
    first, *_ = folders
    pages = [Page(number, folder, language) for language, folder in folders.items()]
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in sheet(number).cells:
        for page in pages:
            if cell.language in (None, page.language):
                set_language(page.language)
                page.words(cell)
        if not cell.is_code:
            continue
        set_language(first)
        printed = io.StringIO()
        with redirect_stdout(printed):
            value = run_cell(cell.source, names, str(sheet(number).path), cell.line)
        last = ast.get_source_segment(cell.source, ast.parse(cell.source).body[-1]) or ""
        is_drawn = DRAWN.match(last) is not None
        said = printed.getvalue() + ("" if value is None or is_drawn else repr(value))
        if HANGUL.search(said):
            pages = pages[:1]
        for page in pages:
            set_language(page.language)
            page.printed(printed.getvalue())
            if value is not None:
                is_again = is_drawn and page.language != first
                page.shown(run_cell(last, names, str(sheet(number).path)) if is_again else value)
    return pages


def main(number: int, folders: Mapping[str, Path]) -> None:
    """수업 하나를 쓴다. Write one lesson, in the languages that one run of it can."""
    for page in made(number, folders):
        written = _page(number, page.folder)
        written.parent.mkdir(exist_ok=True)
        written.write_text(page.finish(), encoding="utf-8")


if __name__ == "__main__":
    pairs = (argument.partition("=") for argument in sys.argv[2:])
    main(int(sys.argv[1]), {language: Path(folder) for language, _, folder in pairs})
