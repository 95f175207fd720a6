"""들여다보기: 단계, 이유, 지켜보기.

Show how numbers and gradients come about. A graph flows in, records that a person can read flow
out:

=========  =====================================================================
steps      one step of a pass: the record, and the sentence that tells it
passes     the forward and backward pass, one step after the other
stepper    a walk through both, forth and back
explain    which paths a gradient came along
paths      all paths between two nodes: how many, and the largest
orders     why the order of the backward pass matters
watch      a line for each new node, as it is made
earlier    gradients that are left from an earlier pass
=========  =====================================================================
"""

from .earlier import NO_EARLIER, Earlier, earlier_gradients
from .explain import explain
from .orders import compare_orders
from .passes import backward_steps, forward_steps, local_numbers, steps_of
from .stepper import Stepper
from .steps import BackwardStep, ForwardStep
from .watch import Gathering, narration, watch

__all__ = [
    "NO_EARLIER",
    "BackwardStep",
    "Earlier",
    "ForwardStep",
    "Gathering",
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
