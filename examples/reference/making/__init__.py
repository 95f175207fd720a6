"""참고서에서 사람이 쓰지 않고 만드는 것.

Make what nobody writes by hand in the reference. The written pages of a language, the rows of ops,
docstrings and the gallery flow in, the folder that Sphinx binds flows out:

==========  ============================================================
staging     gathers what is written and what is made in one folder
binding     what Sphinx is taught: math, docstrings, embedded pages
==========  ============================================================
"""

from .staging import stage

__all__ = ["stage"]
