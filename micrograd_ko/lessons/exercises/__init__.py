"""수업마다의 연습.

The exercise of each lesson, in a module of the lesson's name. A number flows in, an
:class:`~micrograd_ko.lessons.exercise.Exercise` flows out.
"""

from __future__ import annotations

from importlib import import_module

from ..exercise import Exercise
from ..sheets import sheet

__all__ = ["exercise"]


def exercise(number: int) -> Exercise:
    """그 수업의 연습.

    Give the exercise of a lesson.

    >>> exercise(3).solution[0]
    'a.grad + upstream * b.data'

    Raises:
        OptionError: there is no lesson of that number.
    """
    found: Exercise = import_module(f".{sheet(number).name}", __name__).EXERCISE
    return found
