"""층과 신경망.

Define layers and networks. A module is called like a function; its parameters are the Tensors that
it and the modules in it hold, its buffers their arrays. What a module makes is drawn as one group.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from ..arguments import is_real, number_option, shown
from ..engine import Op, Tensor, Value, drawn, frozen, observed, scope, subscript
from ..errors import OptionError, ShapeError
from ..init import generator, initial
from ..messages import text
from .activations import RELU_FAMILY, Activation, activation_of, row_name
from .given import size, tensor_of
from .module import Module

__all__ = [
    "MLP",
    "BatchNorm",
    "Dropout",
    "Layer",
    "Linear",
    "Module",
    "Neuron",
    "Sequential",
]

Array = np.ndarray[Any, Any]


class Linear(Module):
    """완전 연결 층: y = x @ W + b.

    Apply a fully connected layer, y = x @ W + b, with W (inputs, outputs) and b (outputs,).

    Args:
        nin, nout: how many inputs and outputs.
        init: initial weights, see :mod:`micrograd_ko.init`; biases start at 0, with "uniform"
            as PyTorch's do.
        bias: False for y = x @ W.
        rng: a seed or Generator; by default the common one (:func:`micrograd_ko.manual_seed`).
        dtype: float64 or float32.

    >>> Linear(2, 1, init=lambda rng, shape: [[1.0], [10.0]])([[3.0, 4.0]]).item()
    43.0
    """

    starts_layer = True

    def __init__(
        self,
        nin: int,
        nout: int,
        *,
        init: Any = "he",
        bias: bool = True,
        rng: Any = None,
        dtype: Any = np.float64,
    ) -> None:
        self.nin, self.nout = size("nin", nin), size("nout", nout)
        source = generator(rng)
        self.W = Tensor(initial(init, (nin, nout), source), "W", kind="weight", dtype=dtype)
        self.b: Tensor | None = None
        if bias:
            start = initial(init, (nin, nout), source)[0] if init == "uniform" else np.zeros(nout)
            self.b = Tensor(start, "b", kind="bias", dtype=dtype)

    def forward(self, x: Any) -> Tensor:
        """(…, nin)에서 (…, nout)으로. Map (…, nin) to (…, nout)."""
        x = tensor_of(x, self.W.dtype)
        if x.data.shape[-1:] != (self.nin,):
            raise ShapeError("nn.input", layer=repr(self), expected=self.nin, shape=x.shape)
        y: Tensor = x @ self.W
        return y if self.b is None else y + self.b

    def settings(self) -> dict[str, Any]:
        """다시 만들 때의 인자. Return the arguments that make such a layer again."""
        dtype = self.W.dtype.name
        return {"nin": self.nin, "nout": self.nout, "bias": self.b is not None, "dtype": dtype}

    def __repr__(self) -> str:
        return f"Linear({self.nin}, {self.nout}{', bias=False' if self.b is None else ''})"


class Sequential(Module):
    """층과 함수를 차례로 잇는다.

    Apply layers and functions one after the other. A function, such as a row of the table, belongs
    to the layer before it and is drawn with it.

    >>> from micrograd_ko import tanh
    >>> Sequential(Linear(2, 8), tanh, Linear(8, 1))(np.ones((5, 2))).shape
    (5, 1)
    """

    starts_layer = True

    def __init__(self, *layers: Any) -> None:
        for layer in layers:
            if not callable(layer):
                raise OptionError(
                    "nn.layer.kind",
                    kind=type(self).__name__,
                    type=type(layer).__name__,
                    got=shown(layer),
                )
        groups: list[list[Any]] = []
        for layer in layers:
            if groups and not getattr(layer, "starts_layer", False):
                groups[-1].append(layer)
            else:
                groups.append([layer])
        self._groups = tuple(
            (text("nn.layer", index=i), tuple(group)) for i, group in enumerate(groups, start=1)
        )
        for title, group in self._groups:
            for layer in group:
                if isinstance(layer, Module):
                    layer._join(title)
                    _number_labels(layer, title)
        self.layers = tuple(layers)  # to change them, make a new Sequential

    def forward(self, x: Any) -> Any:
        """차례로 통과한다. Pass through all layers in order."""
        for title, group in self._groups:
            with scope(title):
                for layer in group:
                    x = layer.forward(x) if isinstance(layer, Module) else layer(x)
        return x

    def settings(self) -> dict[str, Any]:
        """다시 만들 때의 인자. Return the arguments that make such a layer again."""
        return {"layers": list(self.layers)}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(_shown_layer, self.layers))})"


class MLP(Sequential):
    """다층 퍼셉트론: MLP(2, [16, 16, 1]).

    Build a multilayer perceptron in micrograd's signature: `nin` inputs, then layers of `nouts`
    neurons, with `activation` after each but the last.

    Args:
        activation: a name of the table, one of its rows, a function, or None for none.
        output: what follows the last layer; default None.
        init: initial weights; default "he" for the ReLU family, "xavier" for the others.
        rng, dtype: as for :class:`Linear`.

    >>> MLP(2, [3, 1], activation="tanh")(np.array([[0.5, -1.0], [1.0, 2.0]])).shape
    (2, 1)
    """

    def __init__(
        self,
        nin: int,
        nouts: Sequence[int],
        *,
        activation: Activation = "relu",
        output: Activation = None,
        init: Any = None,
        rng: Any = None,
        dtype: Any = np.float64,
    ) -> None:
        function, last = activation_of(activation), activation_of(output, "output")
        if init is None:
            init = "he" if getattr(function, "name", "") in RELU_FAMILY else "xavier"
        sizes = [nin, *([nouts] if is_real(nouts) else nouts)]
        source = generator(rng)
        layers: list[Any] = []
        for i, (inputs, outputs) in enumerate(pairwise(sizes), start=2):
            layers.append(Linear(inputs, outputs, init=init, rng=source, dtype=dtype))
            after = function if i < len(sizes) else last
            layers += [after] if after is not None else []
        if not layers:
            raise OptionError("nn.sizes", name="nouts", given=shown(nouts))
        super().__init__(*layers)

    def settings(self) -> dict[str, Any]:
        """다시 만들 때의 인자. Return the arguments that make such a layer again."""
        linear = [layer for layer in self.layers if isinstance(layer, Linear)]
        between = [layer for layer in self.layers[:-1] if not isinstance(layer, Linear)]
        last = self.layers[-1]
        return {
            "nin": linear[0].nin,
            "nouts": [layer.nout for layer in linear],
            "activation": row_name(between[0]) if between else None,
            "output": None if last is linear[-1] else row_name(last),
            "dtype": linear[0].W.dtype.name,
        }


class BatchNorm(Module):
    """배치 정규화: 미니배치마다 평균 0, 분산 1로 맞춘 뒤 γ배 하고 β를 더한다.

    Normalise (samples, features) over the batch: y = γ·(x - μ)/√(σ² + ε) + β, with the mean μ and
    variance σ² of the batch while training, and their running averages in use. Source: Ioffe and
    Szegedy (2015); as in PyTorch the running variance is the unbiased one, and
    running ← (1 - momentum)·running + momentum·new.

    >>> layer = BatchNorm(1)
    >>> layer([[1.0], [3.0]]).data.round(3).tolist(), layer.running_mean
    ([[-1.0], [1.0]], array([0.2]))
    """

    def __init__(
        self, features: int, *, momentum: float = 0.1, eps: float = 1e-5, dtype: Any = np.float64
    ) -> None:
        self.features, self.momentum, self.eps = size("features", features), momentum, eps
        for name, given, high in (("momentum", momentum, 1.0), ("eps", eps, np.inf)):
            if not (is_real(given) and 0 <= given <= high):
                raise OptionError(
                    "option.range", option=name, given=shown(given), bounds=f">= 0, <= {high:g}"
                )
        self.gamma = Tensor(np.ones(features), "γ", kind="weight", dtype=dtype)
        self.beta = Tensor(np.zeros(features), "β", kind="bias", dtype=dtype)
        self.running_mean = np.zeros(features, dtype=dtype)
        self.running_var = np.ones(features, dtype=dtype)

    def forward(self, x: Any) -> Tensor:
        """(표본, 특성)에서 같은 모양으로. Map (samples, features) to the same shape."""
        x = tensor_of(x, self.gamma.dtype)
        if x.data.shape[1:] != (self.features,):
            raise ShapeError("nn.rows", layer=repr(self), expected=self.features, shape=x.shape)
        if not self.training:
            scale: Tensor = self.gamma / np.sqrt(self.running_var + self.eps)
            y: Tensor = scale * (x - self.running_mean) + self.beta
            return y
        if len(x) < 2:
            raise ShapeError("nn.batch", layer=repr(self), shape=x.shape)
        centred = x - x.mean(axis=0)
        variance = (centred * centred).mean(axis=0)
        observed(self._follow, x, variance)
        normal: Tensor = centred / (variance + self.eps).sqrt()
        return self.gamma * normal + self.beta

    def _follow(self, x: Array, variance: Array) -> None:
        """이동 평균을 한 스텝 옮긴다. Move the running averages by one step."""
        for running, new in (
            (self.running_mean, x.mean(axis=0)),
            (self.running_var, variance * len(x) / (len(x) - 1)),
        ):
            running += self.momentum * (new - running)

    def settings(self) -> dict[str, Any]:
        """다시 만들 때의 인자. Return the arguments that make such a layer again."""
        about = {"features": self.features, "momentum": self.momentum, "eps": self.eps}
        return {**about, "dtype": self.gamma.dtype.name}

    def __repr__(self) -> str:
        return f"BatchNorm({self.features})"


class Dropout(Module):
    """드롭아웃: 학습할 때 비율 p만큼의 뉴런을 무작위로 끈다.

    Drop entries at random: while training each entry is 0 with the probability `p`, and the others
    grow by 1/(1 - p), so that in use nothing needs to be scaled ("inverted" dropout; the original
    scales in use instead). Source: Srivastava et al. (2014).

    >>> Dropout(0.5, rng=0)(np.ones(6))
    array([2., 0., 0., 0., 2., 2.])
    """

    def __init__(self, p: float = 0.5, *, rng: Any = None) -> None:
        self.p = number_option("p", p, low=0.0, high=1.0)
        self.rng = np.random.default_rng(generator(rng).integers(2**63) if rng is None else rng)

    def forward(self, x: Any) -> Any:
        """같은 모양으로. Map to the same shape."""
        if not self.training or self.p == 0:
            return x
        x = x if isinstance(x, Tensor) else np.asarray(x)
        kind, keep = x.dtype if x.dtype.kind == "f" else np.float64, 1 - self.p
        mask = drawn(
            lambda: np.asarray((self.rng.random(x.shape) >= self.p) / keep, dtype=kind), self.rng
        )
        return x * self._remembered(mask) if isinstance(x, Tensor) else x * mask

    def _remembered(self, mask: Array) -> Tensor:
        """그래프가 뽑은 수임을 아는 상수.

        Make the mask a constant that knows what it is, so that a bare graph is not replayed.
        """
        node = Tensor.constant(mask)
        frozen(node, repr(self))
        return node

    def settings(self) -> dict[str, Any]:
        """다시 만들 때의 인자. Return the arguments that make such a layer again."""
        return {"p": self.p}

    def __repr__(self) -> str:
        return f"Dropout({self.p:g})"


class Neuron(Module):
    """micrograd의 뉴런: 수의 목록에서 Value 하나로.

    Compute as micrograd's neuron, of Values: activation(Σ w·x + b) of a list of numbers or Values,
    as ``n = Neuron(2); n([x1, x2])``. To see each number; for arrays there is :class:`Linear`.

    Args:
        nin: how many inputs.
        nonlin: False for no activation, as in micrograd.
        activation: as for :class:`MLP`.
        rng: a seed or Generator for the weights, uniform in (-1, 1) as micrograd's; the bias starts
            at 0.

    >>> neuron = Neuron(2)
    >>> neuron([1.0, 0.5]).op, [p.label for p in neuron.parameters()]
    (relu, ['w₁', 'w₂', 'b'])
    """

    def __init__(
        self, nin: int, nonlin: bool = True, *, activation: Activation = "relu", rng: Any = None
    ) -> None:
        self.nin, self.activation = size("nin", nin), activation_of(activation) if nonlin else None
        draws = generator(rng).uniform(-1.0, 1.0, self.nin)
        self.w = [
            Value(x, f"w{subscript(str(i))}", kind="weight") for i, x in enumerate(draws, start=1)
        ]
        self.b = Value(0.0, "b", kind="bias")

    def forward(self, x: Any) -> Value:
        """수 nin개에서 Value 하나로. Map `nin` numbers to one Value."""
        given = x if isinstance(x, (list, tuple, np.ndarray)) else [x]
        if len(given) != self.nin or isinstance(x, Tensor):
            raise ShapeError("nn.neuron.inputs", layer=repr(self), expected=self.nin, got=shown(x))
        total = sum((w * xi for w, xi in zip(self.w, given, strict=True)), self.b)
        return total if self.activation is None else self.activation(total)

    def settings(self) -> dict[str, Any]:
        """다시 만들 때의 인자. Return the arguments that make such a layer again."""
        return {"nin": self.nin, "activation": row_name(self.activation)}

    def __repr__(self) -> str:
        return (
            f"Neuron({self.nin}, "
            f"{'linear' if self.activation is None else _shown_layer(self.activation)})"
        )


class Layer(Module):
    """micrograd의 층: 뉴런 nout개.

    Compute as micrograd's layer: `nout` neurons over the same inputs, which give a list of Values,
    or just one for one. The other arguments are those of :class:`Neuron`.

    >>> len(Layer(2, 3)([1.0, -1.0])), len(Layer(2, 3).parameters())  # (2 weights and a bias) · 3
    (3, 9)
    """

    def __init__(self, nin: int, nout: int, **options: Any) -> None:
        source = generator(options.pop("rng", None))
        neurons = [Neuron(nin, rng=source, **options) for _ in range(size("nout", nout))]
        for i, neuron in enumerate(neurons, start=1):
            neuron._join(text("nn.neuron", index=i))
        self.neurons = neurons

    def forward(self, x: Any) -> Any:
        """수 nin개에서 Value nout개로.

        Map `nin` numbers to a list of `nout` Values; to one Value if that is one.
        """
        found = [neuron(x) for neuron in self.neurons]
        return found[0] if len(found) == 1 else found

    def settings(self) -> dict[str, Any]:
        """다시 만들 때의 인자. Return the arguments that make such a layer again."""
        return {**self.neurons[0].settings(), "nout": len(self.neurons)}

    def __repr__(self) -> str:
        return f"Layer({', '.join(map(repr, self.neurons))})"


def _number_labels(layer: Module, title: str) -> None:
    """W와 b를 W₁과 b₁로, 그림에서 서로 다르게.

    Rename W and b of the first layer W₁ and b₁, and so on, so that drawings tell them apart.
    """
    index = subscript("".join(c for c in title if c.isdigit()))
    for name, p in layer.named_parameters():
        if "." not in name and p.label in ("W", "U", "b", "γ", "β"):
            p.label += index


def _shown_layer(layer: Any) -> str:
    return (
        repr(layer) if isinstance(layer, (Module, Op)) else getattr(layer, "__name__", repr(layer))
    )
