"""참고서에서 사람이 쓰지 않고 만드는 것.

Make what nobody writes by hand in the reference. The written pages of a language, the rows of ops,
docstrings and the gallery flow in, the folder that Sphinx binds flows out:

==========  ============================================================
staging     gathers what is written and what is made in one folder a language
doors       which names are public, and where each is described
api         a page for each door
docstrings  a docstring as text that Sphinx can bind, in one language
ops         the table of ops, with its plots
pictures    the gallery, and the page of graphs to touch
glossary    the glossary
lessons     a page for each lesson, with what its code gives
notes       the lessons that the page of the study notes links to
processes   a process that speaks one language
words       what the made pages say, in both languages
binding     what Sphinx is taught: math, docstrings, references
narrow      what is wide, fitted to a narrow screen
searching   Korean words with particles, for the search
embedding   what a page may hold besides: live pages, drawings
==========  ============================================================
"""

from .processes import environment
from .staging import stage
from .words import LANGUAGES

__all__ = ["LANGUAGES", "environment", "stage"]
