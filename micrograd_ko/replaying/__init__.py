"""다시 실행: 기록한 그래프를 한 번 옮겨 두고 여러 번 돌린다.

Replay a recorded graph: turn it into rows of integers once, and run it again and again. Functions
and numbers flow in, results and gradients flow out. From what a graph is to what the machine does,
each module one step:

============  ==================================================================
capture       the graph that a function makes, and what the graph does not tell
state         what a function reads besides its arguments
primitives    what the machine can do, entry by entry
opcodes       the number by which a row asks for it
instructions  what is to be done, before it has a place
functions     NumPy's functions, written down as instructions
abstract      arrays without numbers: rules called with them write instructions
tape          where they write
lowered       a graph of arrays, and an optimizer's step, as instructions
arena         where all numbers lie
rows          instructions as rows of integers
patterns      what an op does to single numbers, read off its rules
numbered      a graph of Values as arrays of numbers
passes        its forward and backward pass as rows of one number each
scalars       all of them, level by level, and where their numbers lie
kernels       loops over rows, for Numba
generated     the machine's text: those loops, a branch in them for each code
machine       that text, compiled by Numba and kept
interpreted   the same rows through NumPy
code          instructions ready to run
compiled      a graph ready to run: numbers in, gradients out
nudged        the same for numerical differentiation
stepping      a training step ready to run
version       one capture as code, with what has to be looked at
versions      which capture fits a call, and when one is made anew
program       ``replay`` and ``vectorize``: what users call
============  ==================================================================
"""

from .compiled import Picked
from .program import Program, replay, vectorize

__all__ = ["Picked", "Program", "replay", "vectorize"]
