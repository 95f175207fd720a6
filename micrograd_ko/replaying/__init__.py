"""다시 실행: 기록한 그래프를 한 번 옮겨 두고 여러 번 돌린다.

Replay a recorded graph: turn it into rows of integers once, and run it again and again. Functions
and numbers flow in, results and gradients flow out. From what a user calls down to what the
machine does:

===========  ===================================================================================
program      ``replay`` and ``vectorize``: what users call
choosing     which capture of a function a call runs: one that fits, or a new one
capture      the graph that a function makes, and what the graph does not tell
state        what a function reads besides its arguments
version      one capture as code, with what to check before each run
stepping     a training step ready to run
nudged       numerical differentiation ready to run
compiled     a graph ready to run: numbers in (a batch `Picked` by its rows), gradients out
writing/     rules, the chain rule and optimizers written down as instructions on arrays
scalars/     the same for graphs of Values: rows of one number each
machine/     instructions as rows of integers, and the loops that run them, by Numba or NumPy
===========  ===================================================================================

What an op boils down to (``Pattern``, rows of ``PRIMITIVES``) is handed on: a page writes the same
arithmetic in its own language, and a file for other programs in theirs. So is the ``Capture``, to
record a graph for another purpose.
"""

from .capture import Capture, Guard, listening
from .compiled import Picked
from .program import Program, replay, vectorize
from .scalars.patterns import Pattern, Ref, Row
from .writing.primitives import PRIMITIVES

__all__ = [
    "PRIMITIVES",
    "Capture",
    "Guard",
    "Pattern",
    "Picked",
    "Program",
    "Ref",
    "Row",
    "listening",
    "replay",
    "vectorize",
]
