"""수업의 쪽: 글, 코드, 실제로 나온 것. Write the pages of the lessons, with what their code gives.

Each lesson runs as its page is made, in a process of its own: a lesson may add an op, which the
pages of names do not know. ``python -m making.lessons NUMBER FOLDER`` makes one.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from .words import speaker

__all__ = ["lesson_pages"]

HERE = Path(__file__).resolve().parents[1]


def lesson_pages(language: str, folder: Path) -> None:
    """있는 수업을 모두 `folder`에 쓴다. Make the pages of the lessons in `folder`.

    Raises:
        RuntimeError: the code of a lesson failed; the message holds its traceback.
    """
    from micrograd_ko.lessons import LESSONS, sheet

    paths = os.pathsep.join([str(HERE), str(HERE.parents[1])])
    environment = os.environ | {"MICROGRAD_KO_LANG": language, "PYTHONPATH": paths}
    for number in range(1, len(LESSONS) + 1):
        try:
            sheet(number)
        except FileNotFoundError:  # not written yet
            continue
        command = [sys.executable, "-m", "making.lessons", str(number), str(folder)]
        done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8")
        if done.returncode:
            raise RuntimeError(f"lesson {number}, {language}:\n{done.stderr}")


class Page:
    """한 수업의 쪽을 쓰는 중. A page of a lesson as it is written.

    A question is followed by the code that answers it; what that gives, and the answer, are folded
    away until the reader asks for them.
    """

    def __init__(self, number: int, folder: Path, language: str) -> None:
        self.number, self.folder, self.say = number, folder, speaker(language, "lessons")
        self.name = f"{number:02}"
        self.parts: list[str] = []
        self.printed = io.StringIO()
        self.asked = self.folded = False
        self.figures = self.lives = 0

    def words(self, cell: Any) -> None:
        """글이나 코드를 적는다. Write a cell, before it runs."""
        self._take_printed()
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
        self._take_printed()
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
            self._text(repr(value))

    def finish(self) -> str:
        """다 쓴 쪽. The page, when all cells have run."""
        self._take_printed()
        self._unfold()
        return "\n\n".join(self.parts) + "\n"

    def _take_printed(self) -> None:
        self._text(self.printed.getvalue())
        self.printed.seek(0)
        self.printed.truncate()

    def _text(self, words: str) -> None:
        if words.strip():
            self.parts.append(f"```{{code-block}} text\n:class: output\n\n{words.rstrip()}\n```")

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
        from micrograd_ko.lessons import as_notebook, exercise
        from micrograd_ko.messages import LANGUAGES, spoken

        file = self._place("extra/notebooks") / f"lesson_{self.name}.ipynb"
        file.write_text(json.dumps(as_notebook(self.number), ensure_ascii=False), encoding="utf-8")
        given, place = exercise(self.number), LANGUAGES.index(spoken())
        return [
            f"## {self.say('exercise')}",
            given.task[place],
            f"```python\n{given.unsolved.strip()}\n```",
            self.say("solve", number=self.number),
            f"```\n$ python -m micrograd_ko lesson {self.number} --exercise\n```",
            f'<p><a href="../notebooks/{file.name}" download>{self.say("notebook")}</a></p>',
            f"<details><summary>{self.say('hint')}</summary>",
            given.hint[place],
            "</details>",
        ]


def _box(kind: str, title: str, words: str) -> str:
    return f"::::{{admonition}} {title}\n:class: {kind}\n\n{words}\n::::"


def main(number: int, folder: Path) -> None:
    """수업 하나를 쓴다. Write one lesson in the language of MICROGRAD_KO_LANG."""
    from micrograd_ko import get_language
    from micrograd_ko.lessons import run, sheet

    page = Page(number, folder, get_language())
    with redirect_stdout(page.printed):
        run(sheet(number), words=page.words, shown=page.shown)
    written = folder / "lessons" / f"{page.name}.md"
    written.parent.mkdir(exist_ok=True)
    written.write_text(page.finish(), encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]).resolve())
