"""수업 하나를 칸으로.

Cut a lesson into its cells. The files in path/ are notebooks in the percent form (which Jupytext
and editors read): ``# %% [markdown]`` begins words, ``# %%`` code. Words are Korean, or English
where the cell says ``lang="en"``; a cell may be the ``question`` before a run, the ``answer`` after
it, or say what comes ``next``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from ..errors import OptionError
from ..messages import spoken, text

__all__ = ["LESSONS", "Cell", "Sheet", "sheet"]

FOLDER = Path(__file__).parent / "path"
LESSONS = (
    "value", "neuron", "sums", "descent", "by_hand", "numerical", "activations", "vanishing",
    "digits", "initial_values", "batch_norm", "regularization", "optimizers", "search",
    "regression", "mistakes", "testing", "own_op", "speed", "watching",
)  # fmt: skip
HEAD = re.compile(
    r'# %%(?: (?P<part>[a-z]+))?(?: \[(?P<kind>markdown)\])?(?: lang="(?P<lang>\w+)")?'
)
PARTS = (None, "question", "answer", "next")


@dataclass(frozen=True)
class Cell:
    """한 칸: 글이거나 코드.

    Hold a cell: words of one language, or code (which has none). `line` is its first in the file.

    >>> cell = sheet(3).read("en")[0]
    >>> cell.language, cell.is_code, cell.source.splitlines()[0]
    ('en', False, '# 3. Why gradients add')
    """

    part: str | None
    language: str | None
    source: str
    line: int

    @property
    def is_code(self) -> bool:
        """코드인가. Tell code from words."""
        return self.language is None


@dataclass(frozen=True)
class Sheet:
    """수업 하나. Hold a lesson: its number, its name and all its cells.

    >>> held = sheet(3)
    >>> held.number, held.name, held.title()
    (3, 'sums', '기울기는 왜 더하는가')
    """

    number: int
    name: str
    cells: tuple[Cell, ...]

    @property
    def path(self) -> Path:
        """그 파일. The file that it stands in."""
        return _path(self.number, self.name)

    def read(self, language: str | None = None) -> list[Cell]:
        """그 언어로 읽는 칸들.

        List the cells that a reader of `language` (or of the one chosen now) meets, in order.
        """
        return [cell for cell in self.cells if cell.language in (None, language or spoken())]

    def title(self, language: str | None = None) -> str:
        """제목, 번호 없이. The title, without its number."""
        heading = self.read(language)[0].source.partition("\n")[0]
        return heading.removeprefix("#").strip().removeprefix(f"{self.number}.").strip()


def _path(number: int, name: str) -> Path:
    return FOLDER / f"{number:02}_{name}.py"


@cache
def sheet(number: int) -> Sheet:
    """그 번호의 수업.

    Read a lesson.

    >>> sheet(3).title("en")
    'Why gradients add'

    Raises:
        OptionError: there is no lesson of that number.
    """
    if not isinstance(number, int) or not 1 <= number <= len(LESSONS):
        raise OptionError("lesson.number", number=repr(number), last=len(LESSONS))
    name = LESSONS[number - 1]
    return Sheet(number, name, tuple(_cells(_path(number, name).read_text(encoding="utf-8"))))


def _cells(source: str) -> Iterator[Cell]:
    lines = source.split("\n")
    heads = [i for i, line in enumerate(lines) if line.startswith("# %%")]
    for start, end in pairwise([*heads, len(lines)]):
        head = HEAD.fullmatch(lines[start])
        if head is None or head["part"] not in PARTS:
            raise ValueError(text("lesson.cell", line=start + 1, head=lines[start]))
        body = lines[start + 1 : end]
        if head["kind"]:
            body = [line.removeprefix("#").removeprefix(" ") for line in body]
        language = head["lang"] or "ko" if head["kind"] else None
        yield Cell(head["part"], language, "\n".join(body).strip("\n"), start + 2)
