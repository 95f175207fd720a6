"""맞는 함수 모두: check_gradients가 어느 하나도 틀렸다고 하면 안 된다.

All right functions, on none of which ``check_gradients`` may raise an alarm: at the inputs given,
and at whatever points, shapes and sizes it draws itself. Right is what the rules of the chain say,
with PyTorch's choices at kinks, and inf or nan at poles.
"""

from . import (
    right_conditions,
    right_domains,
    right_edges,
    right_flat,
    right_forms,
    right_inputs,
    right_kinks,
    right_lost,
    right_matrices,
    right_networks,
    right_poles,
)
from .cases import RIGHT

__all__ = [
    "RIGHT",
    "right_conditions",
    "right_domains",
    "right_edges",
    "right_flat",
    "right_forms",
    "right_inputs",
    "right_kinks",
    "right_lost",
    "right_matrices",
    "right_networks",
    "right_poles",
]
