"""수업: 묻고, 보여 주고, 연습을 시키고, 틀린 곳을 말한다.

The twenty lessons. A number flows in; cells to read and to run, an exercise with gaps, and what is
wrong with an answer flow out:

==========  ===================================================================
path/       the lessons themselves, as notebooks in the percent form
sheets      ``sheet``: a lesson, cut into its cells
running     ``run``: its cells one after the other, as a notebook would
exercises/  the exercise of each lesson
exercise    what an exercise is: code with gaps, known mistakes, what is looked at
judging     what ``diagnose`` says about the gradients of an answer
comparing   what an answer gives, beside what is right
checking    ``check``: is the answer right, and if not, what is the mistake
done        which exercises are solved
notebook    a lesson and its exercise as a notebook of Jupyter
==========  ===================================================================

In a notebook, or at the end of a file with an answer::

    check(3, globals())
"""

from .checking import Verdict, check
from .done import done, keep
from .exercise import GAP, Exercise, Mistake
from .exercises import exercise
from .judging import diagnosed
from .notebook import as_notebook, as_program, file_name, notebook_text
from .running import run, run_cell
from .sheets import LESSONS, Cell, Sheet, sheet

__all__ = [
    "GAP",
    "LESSONS",
    "Cell",
    "Exercise",
    "Mistake",
    "Sheet",
    "Verdict",
    "as_notebook",
    "as_program",
    "check",
    "diagnosed",
    "done",
    "exercise",
    "file_name",
    "keep",
    "notebook_text",
    "run",
    "run_cell",
    "sheet",
]
