"""같은 신경망을 같은 수에서 시작해 학습시키는 여러 방법.

The same network trained from the same numbers, each library in its own plain way: full batch,
gradient descent. ``CONTENDERS[name](work, X, y, start)`` gives a function that takes so many steps
and returns the loss before the last.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from micrograd_ko import replay
from micrograd_ko.losses import cross_entropy, mse
from micrograd_ko.nn import MLP, Linear
from micrograd_ko.optim import SGD

Steps = Callable[[int], float]
RATE = 0.01


@dataclass(frozen=True)
class Work:
    """하나의 일.

    One piece of work: sizes, activation (after the last layer too, if `output`), batch, precision,
    loss.
    """

    sizes: tuple[int, ...]
    activation: str
    output: bool
    batch: int
    dtype: str
    classes: bool = False

    def data(self) -> tuple[Any, Any]:
        """자료. Samples, and targets: numbers, or classes."""
        rng = np.random.default_rng(0)
        X = rng.normal(size=(self.batch, self.sizes[0])).astype(self.dtype)
        if self.classes:
            return X, rng.integers(0, self.sizes[-1], self.batch)
        return X, rng.random((self.batch, self.sizes[-1])).astype(self.dtype)

    def model(self) -> MLP:
        """처음의 신경망. The network to start from."""
        last = self.activation if self.output else None
        return MLP(
            self.sizes[0],
            self.sizes[1:],
            activation=self.activation,
            output=last,
            rng=0,
            dtype=self.dtype,
        )

    def weights(self) -> list[tuple[Any, Any]]:
        """처음의 가중치와 편향. Weights and biases to start from, layer by layer."""
        return [
            (x.W.data.copy(), x.b.data.copy())
            for x in self.model().layers
            if isinstance(x, Linear) and x.b is not None
        ]


def eager(work: Work, X: Any, y: Any) -> Steps:
    """이 라이브러리, 그냥. This library, as it is typed."""
    model = work.model()
    optimizer, loss_of = SGD(model, RATE), cross_entropy if work.classes else mse

    def steps(count: int) -> float:
        for _ in range(count):
            loss = loss_of(model(X), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return loss.item()

    return steps


def _program(work: Work, X: Any, y: Any) -> tuple[Any, Any, Any]:
    model = work.model()
    wanted = np.eye(work.sizes[-1], dtype=work.dtype)[y] if work.classes else y
    loss_of = cross_entropy if work.classes else mse
    program = replay(lambda X, y: loss_of(model(X), y), inputs=(X, wanted), parameters=model)
    return program, SGD(model, RATE), wanted


def replayed(work: Work, X: Any, y: Any) -> Steps:
    """이 라이브러리, 한 걸음마다 한 번씩 불러서.

    This library, one call of Python's for each step.
    """
    program, optimizer, wanted = _program(work, X, y)

    def steps(count: int) -> float:
        for _ in range(count):
            loss = program.step(optimizer, X, wanted)
        return loss

    return steps


def looped(work: Work, X: Any, y: Any) -> Steps:
    """이 라이브러리, 걸음들을 한꺼번에. This library, all steps in one call."""
    program, optimizer, wanted = _program(work, X, y)
    return lambda count: float(program.train(optimizer, X, wanted, steps=count)[-1])


def numpy_by_hand(work: Work, X: Any, y: Any) -> Steps:
    """손으로 쓴 NumPy. NumPy with the backward pass written by hand."""
    layers = work.weights()
    one_hot = np.eye(work.sizes[-1], dtype=work.dtype)[y] if work.classes else None
    rate, n = np.dtype(work.dtype).type(RATE), len(X)

    def steps(count: int) -> float:
        for _ in range(count):
            inputs, h = [], X
            for i, (W, b) in enumerate(layers):
                inputs.append(h)
                h = h @ W + b
                if i < len(layers) - 1 or work.output:
                    h = (
                        1 / (1 + np.exp(-h))
                        if work.activation == "sigmoid"
                        else np.maximum(h, h.dtype.type(0.01) * h)
                    )
            if one_hot is None:
                error = h - y
                loss, g = float((error * error).mean()), error * (2 / error.size)
            else:
                shifted = h - h.max(axis=1, keepdims=True)
                p = np.exp(shifted)
                p /= p.sum(axis=1, keepdims=True)
                loss, g = float(-np.log(p[np.arange(n), y]).mean()), (p - one_hot) / n
            for i in reversed(range(len(layers))):
                W, b = layers[i]
                out = inputs[i + 1] if i + 1 < len(layers) else h
                if i < len(layers) - 1 or work.output:
                    g = (
                        g * (out * (1 - out))
                        if work.activation == "sigmoid"
                        else np.where(out > 0, g, g.dtype.type(0.01) * g)
                    )
                back = g @ W.T if i else None
                W -= rate * (inputs[i].T @ g)
                b -= rate * g.sum(axis=0)
                g = back
        return loss

    return steps


def _torch_step(work: Work, X: Any, y: Any) -> tuple[Callable[[], Any], Any]:
    import torch

    torch.set_num_threads(1)
    layers: list[Any] = []
    weights = work.weights()
    for i, (W, b) in enumerate(weights):
        linear = torch.nn.Linear(*W.shape, dtype=getattr(torch, work.dtype))
        with torch.no_grad():
            linear.weight[...] = torch.from_numpy(W.T.copy())
            linear.bias[...] = torch.from_numpy(b)
        layers.append(linear)
        if i < len(weights) - 1 or work.output:
            layers.append(
                torch.nn.Sigmoid() if work.activation == "sigmoid" else torch.nn.LeakyReLU()
            )
    model = torch.nn.Sequential(*layers)
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    loss_of = torch.nn.functional.cross_entropy if work.classes else torch.nn.functional.mse_loss
    inputs, targets = torch.from_numpy(X), torch.from_numpy(y)
    return lambda: loss_of(model(inputs), targets), optimizer


def _torch_steps(loss_of: Callable[[], Any], optimizer: Any) -> Steps:
    def steps(count: int) -> float:
        for _ in range(count):
            loss = loss_of()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return float(loss.detach())

    return steps


def torch_eager(work: Work, X: Any, y: Any) -> Steps:
    """PyTorch."""
    return _torch_steps(*_torch_step(work, X, y))


def torch_compiled(work: Work, X: Any, y: Any) -> Steps:
    """PyTorch, torch.compile."""
    import torch

    # compiling a hundred layers takes many minutes
    if shutil.which("g++") is None or len(work.sizes) > 20:
        raise ImportError("g++")
    forward, optimizer = _torch_step(work, X, y)
    return _torch_steps(torch.compile(forward), optimizer)


def jax_jit(work: Work, X: Any, y: Any) -> Steps:
    """JAX, 한 걸음을 jit으로. JAX, the whole step under jit, its parameters donated."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", work.dtype == "float64")
    one_hot = jnp.eye(work.sizes[-1], dtype=work.dtype)[y] if work.classes else jnp.asarray(y)
    activation = jax.nn.sigmoid if work.activation == "sigmoid" else jax.nn.leaky_relu

    def loss_of(layers: Any, X: Any, y: Any) -> Any:
        h = X
        for i, (W, b) in enumerate(layers):
            h = h @ W + b
            h = activation(h) if i < len(layers) - 1 or work.output else h
        return (
            -(jax.nn.log_softmax(h) * y).sum() / len(X) if work.classes else ((h - y) ** 2).mean()
        )

    def step(layers: Any, X: Any, y: Any) -> Any:
        loss, g = jax.value_and_grad(loss_of)(layers, X, y)
        return loss, jax.tree.map(lambda p, d: p - RATE * d, layers, g)

    step = jax.jit(step, donate_argnums=0)
    inputs, layers = jnp.asarray(X), [(jnp.asarray(W), jnp.asarray(b)) for W, b in work.weights()]

    def steps(count: int) -> float:
        nonlocal layers
        for _ in range(count):
            loss, layers = step(layers, inputs, one_hot)
        return float(loss)

    return steps


def autograd(work: Work, X: Any, y: Any) -> Steps:
    """HIPS autograd."""
    import autograd as hips
    import autograd.numpy as anp

    one_hot = np.eye(work.sizes[-1], dtype=work.dtype)[y] if work.classes else y

    def loss_of(layers: Any) -> Any:
        h = X
        for i, (W, b) in enumerate(layers):
            h = anp.dot(h, W) + b
            if i < len(layers) - 1 or work.output:
                h = (
                    1 / (1 + anp.exp(-h))
                    if work.activation == "sigmoid"
                    else anp.maximum(h, 0.01 * h)
                )
        if not work.classes:
            return anp.mean((h - y) ** 2)
        peak = anp.max(h, axis=1, keepdims=True)
        return -anp.sum(
            (h - peak - anp.log(anp.sum(anp.exp(h - peak), axis=1, keepdims=True))) * one_hot
        ) / len(X)

    gradient, layers = hips.value_and_grad(loss_of), work.weights()

    def steps(count: int) -> float:
        for _ in range(count):
            loss, g = gradient(layers)
            for pair, slopes in zip(layers, g, strict=True):
                for p, d in zip(pair, slopes, strict=True):
                    p -= RATE * d
        return float(loss)

    return steps


CONTENDERS: dict[str, Callable[[Work, Any, Any], Steps]] = {
    "replay, loop": looped,
    "replay, step": replayed,
    "micrograd_ko eager": eager,
    "NumPy by hand": numpy_by_hand,
    "PyTorch eager": torch_eager,
    "torch.compile": torch_compiled,
    "JAX jit": jax_jit,
    "autograd": autograd,
}
