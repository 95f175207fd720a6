"""학습하는 모습을 남긴다: 고른 에폭마다의 계산 그래프.

Keep what training looked like: the computational graph at chosen epochs, to be drawn, stepped
through and explained afterwards. The page shows them under one slider.
"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np

from .arguments import check_whole, is_real
from .engine import Node, Tensor, Value, expand, plain, topological_order, zero_grad
from .errors import NumericWarning, OptionError
from .losses import LOSSES, Loss
from .nn import Module
from .train import History, named

__all__ = ["Recording", "record"]

SMALL = 400  # Values: a graph of more is kept by whole arrays


class Recording(Mapping[int, Node]):
    """에폭마다의 손실의 그래프. Hold the graph of the loss by epoch; made by :func:`record`.

    ``recording[40]`` is the root as it was after epoch 40, and each node below it holds the
    gradient that it had then, of this very loss: draw it, give it to ``Stepper`` or ``explain``.
    It shares nothing with the model. ``save(recording, "learning.html")`` makes the page with all
    of them.

    >>> from micrograd_ko.nn import Linear
    >>> from micrograd_ko.train import fit
    >>> model = Linear(1, 1, init="zeros")
    >>> recording = record(model, [[1.0]], [[2.0]], loss="mse", every=1)
    >>> history = fit(model, [[1.0]], [[2.0]], loss="mse", optimizer="sgd", epochs=2,
    ...               progress=False, on_epoch=recording)
    >>> {epoch: round(root.data, 2) for epoch, root in recording.items()}
    {0: 4.0, 1: 3.69, 2: 3.4}
    """

    def __init__(
        self, model: Module, X: Any, y: Any, loss: Loss, wanted: Collection[int], every: int | None
    ) -> None:
        self.model, self.X, self.y, self.loss = model, np.asarray(plain(X)), y, loss
        self.wanted, self.every = wanted, every
        self._roots: dict[int, Node] = {}
        self._before = self._last = 0
        self._keep(0)

    def __call__(self, epoch: int, history: History | None = None) -> None:
        """fit이 에폭마다 부른다.

        Keep the graph of an epoch; ``fit`` calls this after each: in a second fit the epochs count
        on.
        """
        if epoch == 1:
            self._before = self._last
        self._last = self._before + epoch
        if self._last in self.wanted or (self.every is not None and self._last % self.every == 0):
            self._keep(self._last)

    def _keep(self, epoch: int) -> None:
        x = Tensor(self.X, label="x", dtype=self.model.parameters()[0].dtype, kind="input")
        with self.model.in_use():
            root = self.loss(self.model(x), self.y)
        root.label = "L"
        self._roots[epoch] = _differentiated(_frozen(root))

    def __getitem__(self, epoch: int) -> Node:
        return self._roots[epoch]

    def __iter__(self) -> Iterator[int]:
        return iter(self._roots)

    def __len__(self) -> int:
        return len(self._roots)

    def __repr__(self) -> str:
        losses = ", ".join(
            f"{epoch}: {float(root.data):.4g}" for epoch, root in self._roots.items()
        )
        return f"Recording({{{losses}}})"


def record(
    model: Module,
    X: Any,
    y: Any,
    *,
    loss: str | Loss,
    epochs: Collection[int] = (),
    every: int | None = None,
) -> Recording:
    """학습하는 모습을 남길 준비를 한다: ``fit(..., on_epoch=record(model, X[:1], y[:1], loss="mse",
    every=10))``

    Prepare to keep the graph of the loss on the samples X, y (one or a few, to be readable) as it
    is now, epoch 0, and after the chosen epochs of ``fit(..., on_epoch=recording)``. A graph that
    expands to at most 400 Values is kept number by number, a larger one by whole arrays. The model
    is taken as in use.

    Args:
        loss: a function of :mod:`micrograd_ko.losses`, or its name.
        epochs: which epochs to keep.
        every: keep each epoch that is a multiple of this, too; with neither, each tenth.

    Raises:
        OptionError: an unknown loss, or `every` below 1.

    >>> from micrograd_ko import data
    >>> from micrograd_ko.nn import MLP
    >>> from micrograd_ko.optim import SGD
    >>> from micrograd_ko.train import fit
    >>> xor, model = data.xor(), MLP(2, [3, 1], activation="tanh", rng=0)
    >>> X, y = xor.X, xor.y.reshape(-1, 1)
    >>> recording = record(model, X[1:2], y[1:2], loss="mse", every=20)
    >>> history = fit(model, X, y, loss="mse", optimizer=SGD(model, lr=0.5), epochs=40,
    ...               progress=False, on_epoch=recording)
    >>> list(recording)
    [0, 20, 40]
    """
    if is_real(epochs):
        raise OptionError("record.epochs", given=epochs)
    wanted = {check_whole("epochs", epoch, low=0) for epoch in epochs}
    step = 10 if every is None and not wanted else every
    if step is not None:
        check_whole("every", step, low=1)
    return Recording(model, X, y, named(loss, "loss", LOSSES), wanted, step)


def _differentiated(root: Value | Tensor) -> Node:
    """그때의 기울기를 담는다.

    Give a frozen graph its gradients. What is nan or inf in them is seen on the drawing, and
    training has warned of its own.
    """
    if root.kind != "constant":  # a loss that no parameter has a part in
        with warnings.catch_warnings(action="ignore", category=NumericWarning):
            root.backward()
    return root


def _frozen(root: Tensor) -> Value | Tensor:
    """앞으로 학습이 바꾸지 않을 그래프.

    Copy the graph as it is now: training goes on to change the parameters' arrays.
    """
    if sum(node.data.size for node in topological_order(root)) <= SMALL:
        small = expand(root)
        if len(topological_order(small)) <= SMALL:
            return small  # type: ignore[no-any-return]
    frozen = copy.deepcopy(root)
    zero_grad(frozen)  # in the middle of a fit the parameters hold the gradients of its last batch
    return frozen
