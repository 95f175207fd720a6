"""검사: 기울기를 믿지 않고 확인한다.

Check derivatives. A function and a point flow in, a report flows out:

===========  ===================================================================
differences  numerical derivatives, each with the size of its error
derivatives  Jacobians and Hessians
projection   the function along one random direction
check        ``check_gradients``: all of it put together
===========  ===================================================================
"""

from .check import Entry, GradientReport, check_gradients
from .derivatives import Function, hessian, jacobian, rebuilt
from .differences import METHODS, numerical_gradient, slope

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
