"""다시 실행: 기록한 그래프를 한 번 옮겨 두고 여러 번 돌린다.

Replay a recorded graph: turn it into rows of integers once, and run it again and again. Functions
and numbers flow in, results and gradients flow out. From what a graph is to what the machine does,
each module one step:

============  ==================================================================
capture       the graph that a function makes, and what the graph does not tell
state         what a function reads besides its arguments
primitives    what the machine can do, entry by entry
abstract      arrays without numbers: rules called with them write instructions
lowered       a graph of arrays, and an optimizer's step, as instructions
scalars       a graph of Values as rows of one number each
arena         instructions as rows; where all numbers lie
machine       the loop that runs rows, through Numba or NumPy
code          instructions ready to run
compiled      a graph ready to run: numbers in, gradients out
stepping      a training step ready to run
version       one capture as code, with what has to be looked at
program       ``replay`` and ``vectorize``: what users call
============  ==================================================================
"""

from .compiled import Picked
from .program import Program, replay, vectorize

__all__ = ["Picked", "Program", "replay", "vectorize"]
