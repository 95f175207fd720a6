"""따라가기: 순전파를 대역으로 불러 그래프로 기록한다.

Follow a learner's function: while it runs, stand-ins take the place of its arrays, of NumPy, and of
whatever else it reaches. A function flows in, its record flows out:

================  ==============================================================
tracing           the function, called with stand-ins, becomes a record
exchanging        what a function reaches, and how to exchange it for a while
traced_numpy      what stands in for NumPy, ``math`` and ``float``
traced_arrays     what stands in for an array, and can be written to
traced_operators  its operators
written           what was written, as one Tensor
listening         who takes note of what happens on the way
================  ==============================================================
"""

from .exchanging import exchanged, numbers_in, reached
from .traced_numpy import StandIns
from .traced_operators import TracedArray
from .tracing import multipliers_in, trace_of

__all__ = [
    "StandIns",
    "TracedArray",
    "exchanged",
    "multipliers_in",
    "numbers_in",
    "reached",
    "trace_of",
]
