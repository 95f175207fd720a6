"""신경망의 전략: 작은 신경망과, 그 손실에 맞는 데이터.

Draw small networks with data that fit their loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from ..engine import Tensor
from ..losses import LOSSES
from ..nn import MLP
from ..train import named
from .numbers import numbers

__all__ = ["Network", "networks"]


@dataclass(frozen=True)
class Network:
    """작은 신경망과 데이터.

    Hold a small network with its data, and the name of the loss that the targets `y` fit.

    >>> model = MLP(1, [1], rng=0)
    >>> network = Network(model, np.array([[1.0]]), np.array([[2.0]]), "mse")
    >>> network, network.loss().shape
    (Network(MLP(Linear(1, 1)), X=[[1.0]], y=[[2.0]], mse), ())
    """

    model: MLP
    X: np.ndarray[Any, Any]
    y: np.ndarray[Any, Any]
    loss_name: str

    def loss(self) -> Tensor:
        """손실의 그래프, 부를 때마다 새로. Build the graph of the loss, anew at each call."""
        return named(self.loss_name, "loss", LOSSES)(self.model(self.X), self.y)  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        return (
            f"Network({self.model!r}, X={self.X.tolist()}, y={self.y.tolist()}, {self.loss_name})"
        )


@st.composite
def networks(
    draw: st.DrawFn, *, max_inputs: int = 3, max_width: int = 4, max_layers: int = 3,
    max_samples: int = 4,
    activations: Sequence[str] = ("tanh", "sigmoid", "softplus"),
    losses: Sequence[str] = ("mse", "half_mse", "binary_cross_entropy", "cross_entropy"),
) -> Network:  # fmt: skip
    """작은 신경망과, 그 손실에 맞는 데이터.

    Draw a multilayer perceptron with data whose targets fit the loss. Everything is smooth by
    default: ask for ``activations=["relu"]`` or ``losses=["hinge"]`` where kinks do no harm.

    >>> from hypothesis import given
    >>> @given(networks(losses=["mse"]))
    ... def test_mse_is_never_negative(network):
    ...     assert network.loss().item() >= 0
    >>> test_mse_is_never_negative()
    """
    name, samples = draw(st.sampled_from(losses)), draw(st.integers(1, max_samples))
    named(name, "loss", LOSSES)  # an unknown name is told at once
    inputs = draw(st.integers(1, max_inputs))
    outputs = draw(st.integers(1 + (name == "cross_entropy"), max_width))
    hidden = draw(st.lists(st.integers(1, max_width), max_size=max_layers - 1))
    model = MLP(
        inputs,
        [*hidden, outputs],
        activation=draw(st.sampled_from(activations)),
        rng=draw(st.integers(0, 2**16)),
    )
    X = draw(nps.arrays(np.float64, (samples, inputs), elements=numbers(-2, 2)))
    if name == "cross_entropy":
        return Network(
            model,
            X,
            draw(nps.arrays(np.int64, samples, elements=st.integers(0, outputs - 1))),
            name,
        )
    targets = {
        "binary_cross_entropy": st.sampled_from([0.0, 1.0]),
        "hinge": st.sampled_from([1.0, -1.0]),
    }
    y = nps.arrays(np.float64, (samples, outputs), elements=targets.get(name, numbers(-1, 1)))
    return Network(model, X, draw(y), name)


st.register_type_strategy(Network, lambda kind: networks())
