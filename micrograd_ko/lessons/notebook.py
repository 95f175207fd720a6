"""수업을 주피터 노트북으로, 연습을 파이썬 파일로.

Write a lesson with its exercise as a notebook, and its exercise alone as a program that judges
itself.
"""

from __future__ import annotations

import json
from typing import Any

from ..messages import chosen, spoken, text
from .exercises import exercise
from .sheets import Cell, sheet

__all__ = ["as_notebook", "as_program", "file_name", "notebook_text"]


def as_notebook(number: int) -> dict[str, Any]:
    """노트북(nbformat 4.5)의 내용, 지금 언어로.

    Make the notebook of a lesson, in the language chosen now: a dictionary that json can write,
    of nbformat 4.5.

    >>> made = as_notebook(3)
    >>> made["nbformat"], made["cells"][-1]["source"][-1]
    (4, 'check(3, globals())')

    Raises:
        OptionError: there is no lesson of that number.
    """
    cells = [_cell(f"c{i:02}", cell) for i, cell in enumerate(sheet(number).read())]
    task = [
        Cell(None, spoken(), f"## {text('lesson.exercise')}\n\n{chosen(exercise(number).task)}", 0),
        Cell(None, None, exercise(number).unsolved.strip(), 0),
        Cell(
            None, None, f"from micrograd_ko.lessons import check\n\ncheck({number}, globals())", 0
        ),
    ]
    install = Cell(None, None, f"# {text('lesson.colab')}\n# %pip install micrograd_ko[all]", 0)
    return {
        "cells": [_cell("install", install), *cells]
        + [_cell(f"e{i}", cell) for i, cell in enumerate(task)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def notebook_text(number: int) -> str:
    """노트북 파일의 내용, 지금 언어로.

    Write the notebook of a lesson as the text of an .ipynb file, in the language chosen now.

    >>> notebook_text(3).splitlines()[-2]
    ' "nbformat_minor": 5'

    Raises:
        OptionError: there is no lesson of that number.
    """
    return json.dumps(as_notebook(number), ensure_ascii=False, indent=1) + "\n"


def file_name(number: int, suffix: str = ".py") -> str:
    """수업의 파일 이름. Name a file of a lesson: its exercise, its notebook, its page.

    >>> file_name(3), file_name(12, ".ipynb")
    ('lesson_03.py', 'lesson_12.ipynb')
    """
    return f"lesson_{number:02}{suffix}"


def _cell(identity: str, cell: Cell) -> dict[str, Any]:
    made: dict[str, Any] = {
        "cell_type": "code" if cell.is_code else "markdown",
        "id": identity,
        "metadata": {},
        "source": cell.source.splitlines(keepends=True),
    }
    return made | ({"execution_count": None, "outputs": []} if cell.is_code else {})


def as_program(number: int) -> str:
    """연습만, 풀고 실행하면 답을 보는 파일.

    Give the exercise of a lesson as a file to fill in, which judges itself when it is run.

    >>> print(as_program(3).splitlines()[-1])
    print(check(3, globals()))

    Raises:
        OptionError: there is no lesson of that number.
    """
    words = [
        *chosen(exercise(number).task).splitlines(),
        "",
        text("lesson.program", file=file_name(number)),
    ]
    head = "\n".join(f"# {line}".rstrip() for line in words)
    title = f"# {number}. {sheet(number).title()}"
    code = exercise(number).unsolved.strip()
    return (
        f"{title}\n#\n{head}\n\n{code}\n\n\n"
        f"from micrograd_ko.lessons import check\n\nprint(check({number}, globals()))\n"
    )
