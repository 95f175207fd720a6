"""lesson: 수업 하나를 터미널에서.

Take a lesson in the terminal: words, a prediction, code and what it gives, then the exercise.
Where nobody sits at a terminal, nothing is waited for.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import warnings
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import Any

from .. import lessons
from ..errors import LayoutError
from ..lessons import (
    GAP,
    LESSONS,
    Cell,
    Exercise,
    Verdict,
    as_program,
    check,
    done,
    exercise,
    file_name,
    notebook_text,
    run_cell,
    sheet,
)
from ..messages import chosen, text
from .keys import at_terminal
from .options import whole
from .saying import columns_here, fitted, flowing, rows_here, say
from .typing_gaps import HELP, LEAVE, meant, refusal

__all__ = ["add_arguments", "run"]

RULE = "─" * 64


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """이 명령의 인자. Declare what this command takes."""
    parser.add_argument(
        "number", nargs="?", type=whole("N"), metavar="N",
        help=text("lesson.help.number", last=len(LESSONS)),
    )  # fmt: skip
    parser.add_argument("--exercise", action="store_true", help=text("lesson.help.exercise"))
    parser.add_argument(
        "--write", nargs="?", const=".", metavar="FOLDER", help=text("lesson.help.write")
    )


def run(given: argparse.Namespace) -> int:
    """번호가 없으면 수업의 목록을, 있으면 그 수업을.

    Show the path, or take the lesson of that number; or write its files.
    """
    if given.write is not None:
        for number in [given.number] if given.number else range(1, len(LESSONS) + 1):
            _write(number, Path(given.write))
    elif given.number is None:
        _show_path()
    else:
        sheet(given.number)  # an unknown number is told before anything is shown
        closing = [] if given.exercise else _take(given.number)
        if given.exercise or not at_terminal() or _asked(text("lesson.on")) == "":
            _practise(given.number)
        for words in closing:
            say(f"\n{words}", indent="")
    return 0


def _show_path() -> None:
    solved = done()
    print(text("lesson.path", last=len(LESSONS), done=len(solved)))
    for number in range(1, len(LESSONS) + 1):
        print(f"  {'✓' if number in solved else ' '} {number:>2}. {sheet(number).title()}")
    left = [n for n in range(1, len(LESSONS) + 1) if n not in solved]
    print(text("lesson.path.next", number=left[0]) if left else text("lesson.path.all"))


# ── the lesson ──


def _take(number: int) -> list[str]:
    """수업을 보이고, 연습 뒤에 할 말을 돌려준다.

    Show a lesson; gives what is to be said after its exercise.
    """
    shower = Shower(number)
    lessons.run(sheet(number), words=shower.words, shown=shower.shown, failed=shower.failed)
    page = [] if shower.page is None else [text("lesson.page", number=number)]
    return [*page, *shower.closing]


class Shower:
    """칸을 터미널에 보인다. Show the cells of a lesson in the terminal."""

    def __init__(self, number: int) -> None:
        self.number, self.figures = number, 0
        self.page: Any = None
        self.prediction = ""
        self.closing: list[str] = []
        self.trees: set[str] = set()
        self.unread = 0  # rows

    def words(self, cell: Cell) -> None:
        """글이나 코드를; 질문에서는 예측을 기다린다.

        Show words or code; at a question wait for a prediction, which stands beside the answer.
        """
        if cell.is_code:
            self._say(quiet("\n".join(f"  │ {line}".rstrip() for line in cell.source.split("\n"))))
            return
        read = plain(flowing(cell.source))
        if cell.part == "next":  # it is not over yet
            self.closing.append(read)
            return
        self._say(f"\n{fitted(read)}")
        if cell.part == "question" and at_terminal():
            self.prediction = _asked(text("lesson.prediction")) or ""
            self.unread = 0
        elif cell.part == "answer" and self.prediction:
            print(text("lesson.predicted", given=self.prediction))
            self.prediction = ""
        print()
        self.unread += 1

    def _say(self, words: str) -> None:
        """쓴다. 읽지 않은 것이 화면에서 밀려나게 되면 먼저 기다린다.

        Print `words`, but wait before they push off the screen what nobody had the time to read.
        """
        rows = words.count("\n") + 1
        if at_terminal() and self.unread and self.unread + rows > rows_here():
            _asked(text("lesson.more"))
            self.unread = 0
        self.unread += rows
        print(words)

    def shown(self, value: Any) -> None:
        """칸의 마지막 값을: 그림은 파일로, 나머지는 글로.

        Show the value of a cell: a figure becomes a file, a drawing its tree, the rest its repr.
        """
        if hasattr(value, "savefig"):
            from viz import plots

            self.figures += 1
            path = Path(file_name(self.number, f"_{self.figures}.png"))
            try:
                print(text("lesson.figure", path=plots.save(value, path)))
            except OSError as error:  # a folder that is not ours to write in is no end of a lesson
                print(text("lesson.figure.unwritten", path=path, error=error.strerror or error))
        elif hasattr(value, "_repr_mimebundle_"):
            tree = str(value)
            again = tree in self.trees  # only the page is new, and is told of here
            self.page = None if again else value
            self._say(text("lesson.page", number=self.number) if again else tree)
            self.trees.add(tree)
        else:
            self._say(fitted(repr(value), "  "))

    def failed(self, error: Exception) -> bool:
        """꾸러미가 없어 못 보이는 칸은 그렇게 말하고 넘어간다.

        Say so and go on where a cell needs a package that is not installed.
        """
        if lacks_package(error):
            print(fitted(f"({error})"))
        return lacks_package(error)


def lacks_package(error: Exception) -> bool:
    """없는 꾸러미 때문인가. Tell an error for the want of a package, or of a font."""
    return isinstance(error, (ImportError, LayoutError)) or isinstance(error.__cause__, ImportError)


def plain(words: str) -> str:
    """마크다운을 터미널의 글로.

    Take the marks of Markdown out, which a terminal shows as they are.

    >>> plain("## Sums\\n**both** of `a`")
    'Sums\\nboth of `a`'
    """
    return re.sub(r"\*\*(.+?)\*\*", r"\1", re.sub(r"(?m)^#+ ", "", words))


def quiet(code: str) -> str:
    """코드는 터미널에서 흐리게. Dim code at a terminal that can, for the words to stand out."""
    plain_one = "NO_COLOR" in os.environ or os.environ.get("TERM") in (None, "", "dumb")
    if plain_one or not at_terminal():  # Windows sets no TERM: its older consoles know no dim
        return code
    return "\n".join(f"\x1b[2m{line}\x1b[0m" for line in code.split("\n"))


def _asked(prompt: str) -> str | None:
    """한 줄을 묻는다; 입력이 끝나면 None. Ask for a line; None at the end of input."""
    with suppress(ImportError):  # arrows and Hangul go wrong without it; Windows needs none
        import readline  # noqa: F401
    try:
        return input(prompt).strip()
    except EOFError:
        print()
        return None


# ── the exercise ──


def _practise(number: int) -> None:
    given = exercise(number)
    print(f"\n{RULE[: columns_here()]}")
    say(f"{text('lesson.exercise')} {number}. {chosen(given.task)}\n", indent="")
    print(quiet(given.unsolved.strip()))
    if not at_terminal():
        print(f"\n{text('lesson.in_a_file', number=number, file=file_name(number))}")
        return
    say(f"\n{text('lesson.gaps', gap=GAP)}", indent="")
    before: list[str] = []
    while (fills := _fills(given, before)) is not None:
        try:
            verdict = _verdict(number, fills)
        except KeyboardInterrupt:  # such as out of a loop without an end
            say(f"\n{text('lesson.interrupted')}", indent="")
        else:
            say(f"\n{verdict}", indent="")
            if verdict:
                return
        say(text("lesson.again"), indent="")
        before = fills
    print("\n" + text("lesson.later", number=number))


def _verdict(number: int, fills: list[str]) -> Verdict:
    names: dict[str, Any] = {"__name__": "exercise"}
    with warnings.catch_warnings():  # Python's on the syntax, such as of `is` with a number
        warnings.simplefilter("ignore", SyntaxWarning)
        run_cell(exercise(number).filled(fills), names, "<exercise>")
    return check(number, names)


def _fills(given: Exercise, before: list[str]) -> list[str] | None:
    """빈칸마다 한 줄; 앞의 답은 Enter로 그대로. 그만두면 None.

    Ask for each gap; Enter alone keeps the answer `before`. None when the learner leaves.
    """
    fills: list[str] = []
    count = len(given.solution)
    while len(fills) < count:
        place = len(fills)
        kept = before[place] if before else ""
        print(f"\n  │ {given.line(fills)}")
        prompt = text("lesson.fill", place=place + 1, count=count)
        typed = _asked(f"{prompt} [{kept}] > " if kept else f"{prompt} > ")
        typed = kept if typed == "" else typed
        if typed is None or meant(typed) == LEAVE:
            return None
        if meant(typed) == HELP:
            say(chosen(given.hint), indent="")
        elif why := refusal(typed) if typed else "":
            say(why, indent="")
        elif typed:
            fills.append(typed)
    return fills


# ── files ──


def _write(number: int, folder: Path) -> None:
    """연습, 노트북, 페이지를; 풀던 연습은 건드리지 않는다.

    Write the three files; an exercise that is there already, in a file or in a notebook, is
    somebody's work and stays.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for suffix, content in ((".py", as_program(number)), (".ipynb", notebook_text(number))):
        path = folder / file_name(number, suffix)
        if path.exists():
            print(text("lesson.kept_file", path=path))
        else:
            path.write_text(content, encoding="utf-8")
            print(text("lesson.written", path=path))
    page = page_of(number)
    if page is not None:
        print(text("lesson.written", path=page.save(folder / file_name(number, ".html"))))


def page_of(number: int) -> Any:
    """수업의 만져 보는 페이지: 마지막으로 보인 그림.

    Run a lesson in silence for its live page, the last drawing that it shows.
    """
    pages: list[Any] = []

    def keep(value: Any) -> None:
        if hasattr(value, "_repr_mimebundle_"):
            pages.append(value)

    with redirect_stdout(io.StringIO()):
        lessons.run(sheet(number), words=lambda cell: None, shown=keep, failed=lacks_package)
    return pages[-1] if pages else None
