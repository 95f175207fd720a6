"""옵티마이저: 기울기로 매개변수를 갱신하는 규칙들.

Update parameters by optimizers: how gradients become steps. Parameters and their gradients flow in,
changed parameters flow out. They take Tensors and Values alike, and dictionaries of arrays.

=========  ===============================================================================
optimizer  what all share: a step, schedules, clipping, dictionaries, saving
rules      SGD, Momentum, Nesterov, AdaGrad, RMSProp, Adam, AdamW
schedules  learning rates as functions of the step
=========  ===============================================================================
"""

from .optimizer import Optimizer, listed
from .rules import OPTIMIZERS, SGD, AdaGrad, Adam, AdamW, Momentum, Nesterov, RMSProp
from .schedules import cosine, step_decay, warmup

__all__ = [
    "OPTIMIZERS",
    "SGD",
    "AdaGrad",
    "Adam",
    "AdamW",
    "Momentum",
    "Nesterov",
    "Optimizer",
    "RMSProp",
    "cosine",
    "listed",
    "step_decay",
    "warmup",
]
