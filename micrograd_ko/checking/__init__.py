"""검사: 기울기를 믿지 않고 확인한다.

Check derivatives. A function and a point flow in, a report flows out:

============  ==================================================================
check         ``check_gradients``: all of it put together
points        points of the check's own: families of numbers …
shapes        … other shapes that the function takes …
scanning      … and kinks and differences found along lines
projection    the function along one random upstream gradient: by the rules, and nudged
directions    what to nudge, and how far
complex_step  slopes by an imaginary step
differences   numerical derivatives, each with the size of its error
tangents      the second witness: each op nudged by itself
rounding      what rounding makes of each number …
noise         … and of a projection: what is noise, what may hide behind it
standing      kinks, jumps and poles: which choice lies between the sides
judging       the verdict on each number
upstream      what is not linear in the upstream gradient
report        ``GradientReport``: the verdicts in words
derivatives   ``Function``; Jacobians and Hessians
quiet         no modes, no warnings
============  ==================================================================
"""

from .check import check_gradients
from .derivatives import Function, hessian, jacobian, rebuilt
from .differences import METHODS, numerical_gradient, slope
from .judging import Entry
from .report import GradientReport

__all__ = [
    "METHODS",
    "Entry",
    "Function",
    "GradientReport",
    "check_gradients",
    "hessian",
    "jacobian",
    "numerical_gradient",
    "rebuilt",
    "slope",
]
