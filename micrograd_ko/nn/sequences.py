"""차례로 오는 것: 순환 신경망.

Read sequences: a recurrent cell that takes one step, and what calls it from the first time to the
last.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine import Tensor, scope
from ..errors import ShapeError
from ..init import generator, initial
from ..messages import text
from .given import size, tensor_of
from .module import Module

__all__ = ["RNN", "RNNCell"]


class RNNCell(Module):
    """순환 신경망의 한 스텝: h' = tanh(x @ W + h @ U + b).

    Take one step: from the input x (samples, nin) and the state h (samples, hidden) of the step
    before to the new state, tanh(x @ W + h @ U + b). PyTorch's nn.RNNCell has two biases where one
    does; its sum is b. Source: Elman (1990), "Finding Structure in Time".

    Args:
        nin, hidden: how many inputs; how many numbers the state holds.
        init: initial weights of W and U, see :mod:`micrograd_ko.init`; b starts at 0.
        rng, dtype: as for :class:`Linear`.

    >>> cell, h = RNNCell(1, 2, rng=0), None
    >>> for x in (1.0, 0.5, -1.0):  # each state goes into the next step
    ...     h = cell([[x]], h)
    >>> h.shape
    (1, 2)
    """

    starts_layer = True

    def __init__(
        self, nin: int, hidden: int, *, init: Any = "xavier", rng: Any = None,
        dtype: Any = np.float64,
    ) -> None:  # fmt: skip
        self.nin, self.hidden = size("nin", nin), size("hidden", hidden)
        source = generator(rng)
        W, U = (initial(init, (n, self.hidden), source) for n in (self.nin, self.hidden))
        self.W = Tensor(W, "W", kind="weight", dtype=dtype)
        self.U = Tensor(U, "U", kind="weight", dtype=dtype)
        self.b = Tensor(np.zeros(self.hidden), "b", kind="bias", dtype=dtype)

    def forward(self, x: Any, h: Any = None) -> Tensor:
        """(표본, nin)과 이전 상태에서 (표본, hidden)으로.

        Map (samples, nin) and the state before, by default zeros, to (samples, hidden).
        """
        x = tensor_of(x, self.W.dtype)
        if x.data.shape[1:] != (self.nin,):
            raise ShapeError("nn.cell", layer=repr(self), nin=self.nin, shape=x.shape)
        expected = (len(x), self.hidden)
        h = tensor_of(np.zeros(expected) if h is None else h, self.W.dtype)
        if h.data.shape != expected:
            raise ShapeError("nn.hidden", layer=repr(self), expected=expected, shape=h.shape)
        return (x @ self.W + h @ self.U + self.b).tanh()  # type: ignore[no-any-return]

    def settings(self) -> dict[str, Any]:
        """다시 만들 때의 인자. Return the arguments that make such a layer again."""
        return {"nin": self.nin, "hidden": self.hidden, "dtype": self.W.dtype.name}

    def __repr__(self) -> str:
        return f"RNNCell({self.nin}, {self.hidden})"


class RNN(Module):
    """순환 신경망: 첫 시각부터 마지막까지.

    Call an :class:`RNNCell` from the first time to the last, each with the state of the one before;
    the gradient goes back through all of them.

    Args:
        nin, hidden, init, rng, dtype: as for :class:`RNNCell`.
        last: give the state after the last time alone, for a layer that reads the whole sequence.

    >>> RNN(3, 5)(np.zeros((2, 7, 3))).shape, RNN(3, 5, last=True)(np.zeros((2, 7, 3))).shape
    ((2, 7, 5), (2, 5))
    """

    starts_layer = True

    def __init__(
        self, nin: int, hidden: int, *, last: bool = False, init: Any = "xavier", rng: Any = None,
        dtype: Any = np.float64,
    ) -> None:  # fmt: skip
        self.cell, self.last = RNNCell(nin, hidden, init=init, rng=rng, dtype=dtype), bool(last)

    def forward(self, x: Any, h: Any = None) -> Tensor:
        """(표본, 시각, nin)에서 (표본, 시각, hidden)으로, 마지막만이면 (표본, hidden)으로.

        Map (samples, times, nin) to (samples, times, hidden), or (samples, hidden) with `last`; `h`
        is the state before the first time, by default zeros.
        """
        x = tensor_of(x, self.cell.W.dtype)
        if x.ndim != 3 or x.shape[2] != self.cell.nin or x.shape[1] == 0:
            raise ShapeError("nn.sequence", layer=repr(self), nin=self.cell.nin, shape=x.shape)
        states = list[Tensor]()
        for t in range(x.shape[1]):
            with scope(text("nn.time", index=t + 1)):
                h = self.cell(x[:, t], h)
            states.append(h)
        found: Tensor = states[-1] if self.last else np.stack(states, axis=1)  # type: ignore[assignment]
        return found

    def settings(self) -> dict[str, Any]:
        """다시 만들 때의 인자. Return the arguments that make such a layer again."""
        return {**self.cell.settings(), "last": self.last}

    def __repr__(self) -> str:
        last = ", last=True" if self.last else ""
        return f"RNN({self.cell.nin}, {self.cell.hidden}{last})"
