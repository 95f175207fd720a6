"""들여다보기: 걸음, 까닭, 지켜보기.

Show how numbers and gradients come about. A graph flows in, records that a person can read flow
out:

=========  =====================================================================
steps      the forward and backward pass, one step after the other
explain    which paths a gradient came along, and why the order matters
watch      a line for each new node, as it is made
earlier    gradients that are left from an earlier pass
=========  =====================================================================
"""

from .earlier import NO_EARLIER, Earlier, earlier_gradients
from .explain import compare_orders, explain
from .steps import (
    BackwardStep,
    ForwardStep,
    Stepper,
    backward_steps,
    forward_steps,
    local_numbers,
    steps_of,
)
from .watch import narration, watch

__all__ = [
    "NO_EARLIER",
    "BackwardStep",
    "Earlier",
    "ForwardStep",
    "Stepper",
    "backward_steps",
    "compare_orders",
    "earlier_gradients",
    "explain",
    "forward_steps",
    "local_numbers",
    "narration",
    "steps_of",
    "watch",
]
