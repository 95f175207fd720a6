"""손실과 지표: 예측이 얼마나 틀렸는가.

Compute how wrong predictions are. Predictions and targets flow in, one number flows out: a Tensor
to go down along, or a float to read:

=========  =======================================================================
functions  the losses: mse, half_mse, cross_entropy, binary_cross_entropy, hinge
metrics    accuracy, precision, recall, f1, mae, rmse, r2
targets    targets and weights, checked; one-hot
=========  =======================================================================
"""

from .functions import (
    LOSSES,
    PROBABILITIES,
    Loss,
    binary_cross_entropy,
    cross_entropy,
    half_mse,
    hinge,
    mse,
    prepared,
)
from .metrics import METRICS, Metric, accuracy, f1, mae, precision, r2, recall, rmse
from .targets import expect_weights, numbers, one_hot

__all__ = [
    "LOSSES",
    "METRICS",
    "PROBABILITIES",
    "Loss",
    "Metric",
    "accuracy",
    "binary_cross_entropy",
    "cross_entropy",
    "expect_weights",
    "f1",
    "half_mse",
    "hinge",
    "mae",
    "mse",
    "numbers",
    "one_hot",
    "precision",
    "prepared",
    "r2",
    "recall",
    "rmse",
]
