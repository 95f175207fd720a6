"""표본마다 고르게 한다: 층 정규화.

Normalise each sample by itself, whatever else is in its batch.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arguments import number_option
from ..engine import Tensor
from ..errors import ShapeError
from .given import size, tensor_of
from .module import Module

__all__ = ["LayerNorm"]


class LayerNorm(Module):
    """층 정규화: 표본마다 특성의 평균을 0, 분산을 1로 맞춘 뒤 γ배 하고 β를 더한다.

    Normalise the last axis: y = γ·(x - μ)/√(σ² + ε) + β, with the mean μ and variance σ² (over n)
    of each sample's own features. Unlike :class:`BatchNorm` it does the same in training and in
    use, and one sample is enough. Source: Ba, Kiros and Hinton (2016).

    >>> LayerNorm(3)([[1.0, 2.0, 3.0], [100.0, 200.0, 300.0]]).data.round(3)
    array([[-1.225,  0.   ,  1.225],
           [-1.225,  0.   ,  1.225]])
    """

    def __init__(self, features: int, eps: float = 1e-5, *, dtype: Any = np.float64) -> None:
        self.features, self.eps = size("features", features), number_option("eps", eps, low=0.0)
        self.gamma = Tensor(np.ones(self.features), "γ", kind="weight", dtype=dtype)
        self.beta = Tensor(np.zeros(self.features), "β", kind="bias", dtype=dtype)

    def forward(self, x: Any) -> Tensor:
        """(…, 특성)에서 같은 모양으로. Map (…, features) to the same shape."""
        x = tensor_of(x, self.gamma.dtype)
        if x.data.shape[-1:] != (self.features,):
            raise ShapeError("nn.input", layer=repr(self), expected=self.features, shape=x.shape)
        centred = x - x.mean(axis=-1, keepdims=True)
        variance = (centred * centred).mean(axis=-1, keepdims=True)
        normal: Tensor = centred / (variance + self.eps).sqrt()
        return self.gamma * normal + self.beta

    def settings(self) -> dict[str, Any]:
        """다시 만들 때의 인자. Return the arguments that make such a layer again."""
        return {"features": self.features, "eps": self.eps, "dtype": self.gamma.dtype.name}

    def __repr__(self) -> str:
        return f"LayerNorm({self.features})"
