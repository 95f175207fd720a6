"""최적화: 기울기로 매개변수를 갱신하는 규칙들.

Update parameters by optimizers: how gradients become steps. Each rule is written as in its source,
with `g` for the gradient and η for the learning rate `lr`; what it remembers of a parameter starts
at 0. They take Tensors and Values alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .arguments import number_option, shown
from .engine import Node, expect_node
from .errors import GraphError, NotANumberError
from .spelling import spelled, spelled_init

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
    "listed",
]

Memory = dict[str, Any]


class Optimizer:
    """갱신 규칙의 뿌리: step()이 .grad를 읽어 .data를 바꾼다.

    Give optimizers what they share. ``step()`` reads each parameter's ``.grad`` and changes its
    ``.data`` in place; ``zero_grad()`` sets the gradients back to None.

    Args:
        parameters: a Module, or parameters (Tensors or Values) in any iterable.
        lr: the learning rate η, above 0.
        weight_decay: λ of the penalty ½λ‖p‖², whose gradient λ·p joins every parameter's
            gradient (biases too, as in PyTorch).

    Raises:
        NotANumberError: something that is no parameter among the parameters, or none at all.
        OptionError: an option out of its range.
    """

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        spelled_init(cls)

    @spelled
    def __init__(self, parameters: Any, lr: float, *, weight_decay: float = 0.0) -> None:
        self.parameters: list[Node] = list(
            dict.fromkeys(_leaf(p, type(self).__name__) for p in listed(parameters))
        )
        if not self.parameters:
            raise _nothing_to_train(type(self).__name__, parameters)
        self.lr = number_option("lr", lr, low=0.0, open_low=True)
        self.weight_decay = number_option("weight_decay", weight_decay, low=0.0)
        self.steps = 0
        self.memories: list[Memory] = [{} for _ in self.parameters]

    def __setstate__(self, state: dict[str, Any]) -> None:
        """예전 피클도 읽는다. Read old pickles, too, in which `memories` was private."""
        vars(self).update(state)
        if "_memories" in state:
            self.memories = vars(self).pop("_memories")

    def step(self) -> None:
        """한 걸음 갱신한다. 기울기가 없는 매개변수는 그대로 둔다.

        Take one step. A parameter without a gradient, which the loss does not depend on, stays.

        Raises:
            GraphError: no parameter has a gradient; backward() was not called.
        """
        self.steps += 1
        moved = False
        for p, memory in zip(self.parameters, self.memories, strict=True):
            if p.grad is not None:
                p.data -= self._descent(self._coupled(p), memory)
                moved = True
        if not moved:
            self.steps -= 1
            raise GraphError("optim.no_gradient", name=type(self).__name__)

    def zero_grad(self) -> None:
        """기울기를 모두 지운다. Set the gradient of every parameter back to None."""
        for p in self.parameters:
            p.grad = None

    def _coupled(self, p: Node) -> Any:
        """가중치 감소를 더한 기울기. Add to the gradient of a parameter that of its penalty."""
        return p.grad + self.weight_decay * p.data if self.weight_decay else p.grad

    def _descent(self, g: Any, memory: Memory) -> Any:
        """매개변수에서 뺄 만큼.

        Compute what is taken away from a parameter with the gradient `g`.
        """
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{type(self).__name__}(lr={self.lr:g}, {len(self.parameters)} parameters)"


class SGD(Optimizer):
    """확률적 경사 하강법: p ← p - η·g.

    Go down along the gradient of each batch (stochastic gradient descent). Source: Robbins and
    Monro (1951), "A Stochastic Approximation Method".
    """

    def __init__(self, parameters: Any, lr: float = 0.01, *, weight_decay: float = 0.0) -> None:
        super().__init__(parameters, lr, weight_decay=weight_decay)

    def _descent(self, g: Any, memory: Memory) -> Any:
        return self.lr * g


class Momentum(Optimizer):
    """모멘텀: v ← α·v - η·g, p ← p + v.

    Roll on with a velocity. Source: Polyak (1964), "Some methods of speeding up the convergence of
    iteration methods". `momentum` is α, from 0 up to below 1.
    """

    def __init__(
        self, parameters: Any, lr: float = 0.01, *, momentum: float = 0.9, weight_decay: float = 0.0
    ) -> None:
        super().__init__(parameters, lr, weight_decay=weight_decay)
        self.momentum = number_option("momentum", momentum, low=0.0, high=1.0)

    def _descent(self, g: Any, memory: Memory) -> Any:
        v = memory["v"] = self.momentum * memory.get("v", 0.0) - self.lr * g
        return -v


class Nesterov(Momentum):
    """네스테로프 모멘텀: v ← α·v - η·g, p ← p + α·v - η·g.

    Use Nesterov's momentum in the form that takes the gradient where the parameters are. Sources:
    Nesterov (1983); Sutskever, Martens, Dahl and Hinton (2013), "On the importance of
    initialization and momentum in deep learning"; the form is that of Bengio, Boulanger-Lewandowski
    and Pascanu (2012), "Advances in Optimizing Recurrent Networks".
    """

    def _descent(self, g: Any, memory: Memory) -> Any:
        v = memory["v"] = self.momentum * memory.get("v", 0.0) - self.lr * g
        return self.lr * g - self.momentum * v


class AdaGrad(Optimizer):
    """AdaGrad는 가팔랐던 쪽의 걸음을 줄인다: h ← h + g², p ← p - η·g / (√h + ε).

    Shorten the steps of what was often steep. Source: Duchi, Hazan and Singer (2011), "Adaptive
    Subgradient Methods for Online Learning and Stochastic Optimization". h only grows, so the steps
    only shrink.
    """

    def __init__(
        self, parameters: Any, lr: float = 0.01, *, eps: float = 1e-7, weight_decay: float = 0.0
    ) -> None:
        super().__init__(parameters, lr, weight_decay=weight_decay)
        self.eps = number_option("eps", eps, low=0.0, open_low=True)

    def _descent(self, g: Any, memory: Memory) -> Any:
        h = memory["h"] = memory.get("h", 0.0) + g * g
        return self.lr * g / (h**0.5 + self.eps)


class RMSProp(Optimizer):
    """RMSProp은 AdaGrad보다 빨리 잊는다: h ← ρ·h + (1 - ρ)·g², p ← p - η·g / (√h + ε).

    Use AdaGrad with a memory that fades. Source: Tieleman and Hinton (2012), Coursera lecture 6.5.
    `decay` is ρ, from 0 up to below 1.
    """

    def __init__(
        self,
        parameters: Any,
        lr: float = 0.01,
        *,
        decay: float = 0.99,
        eps: float = 1e-7,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, lr, weight_decay=weight_decay)
        self.decay = number_option("decay", decay, low=0.0, high=1.0)
        self.eps = number_option("eps", eps, low=0.0, open_low=True)

    def _descent(self, g: Any, memory: Memory) -> Any:
        h = memory["h"] = self.decay * memory.get("h", 0.0) + (1 - self.decay) * g * g
        return self.lr * g / (h**0.5 + self.eps)


class Adam(Optimizer):
    """Adam: 모멘텀과 RMSProp을 합치고, 0에서 시작한 치우침을 바로잡는다.

    Join momentum and RMSProp, corrected for their start at 0:
    m ← β₁·m + (1 - β₁)·g, v ← β₂·v + (1 - β₂)·g², m̂ = m/(1 - β₁ᵗ), v̂ = v/(1 - β₂ᵗ),
    p ← p - η·m̂ / (√v̂ + ε). Source: Kingma and Ba (2015), "Adam: A Method for Stochastic
    Optimization", algorithm 1.
    """

    def __init__(
        self,
        parameters: Any,
        lr: float = 0.001,
        *,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, lr, weight_decay=weight_decay)
        self.beta1, self.beta2 = (
            number_option(f"beta{i}", beta, low=0.0, high=1.0)
            for i, beta in ((1, beta1), (2, beta2))
        )
        self.eps = number_option("eps", eps, low=0.0, open_low=True)

    def _descent(self, g: Any, memory: Memory) -> Any:
        t = memory["t"] = memory.get("t", 0) + 1
        m = memory["m"] = self.beta1 * memory.get("m", 0.0) + (1 - self.beta1) * g
        v = memory["v"] = self.beta2 * memory.get("v", 0.0) + (1 - self.beta2) * g * g
        return self.lr * (m / (1 - self.beta1**t)) / ((v / (1 - self.beta2**t)) ** 0.5 + self.eps)


class AdamW(Adam):
    """AdamW: 가중치 감소를 기울기와 따로 한다.

    Use Adam with a weight decay that does not pass through the moments: p ← p - η·λ·p, then Adam's
    step. Source: Loshchilov and Hutter (2019), "Decoupled Weight Decay Regularization".
    """

    def __init__(
        self, parameters: Any, lr: float = 0.001, *, weight_decay: float = 0.01, **options: float
    ) -> None:
        super().__init__(parameters, lr, weight_decay=weight_decay, **options)

    def _coupled(self, p: Node) -> Any:
        return p.grad

    def step(self) -> None:
        before = [p.data * (self.lr * self.weight_decay) for p in self.parameters]
        super().step()
        for p, shrinkage in zip(self.parameters, before, strict=True):
            if p.grad is not None:
                p.data -= shrinkage


OPTIMIZERS: dict[str, type[Optimizer]] = {
    "sgd": SGD, "momentum": Momentum, "nesterov": Nesterov, "adagrad": AdaGrad, "rmsprop": RMSProp,
    "adam": Adam, "adamw": AdamW,
}  # fmt: skip


def listed(given: Any) -> list[Any]:
    """목록으로. List the parameters of a Module, the items of an iterable, or one thing."""
    given = (
        given.parameters()
        if callable(getattr(given, "parameters", None)) and not isinstance(given, type)
        else given
    )
    return (
        list(given)
        if isinstance(given, Iterable) and not isinstance(given, (Node, np.ndarray))
        else [given]
    )


def _nothing_to_train(name: str, given: Any) -> NotANumberError:
    if hasattr(given, "parameters"):
        return NotANumberError("optim.nothing_to_train", name=name, model=shown(given))
    return NotANumberError("optim.empty", name=name)


def _leaf(p: Any, place: str) -> Node:
    if expect_node(p, f"{place}(parameters)").op is not None or p.kind == "constant":
        raise NotANumberError("optim.parameter", name=place, node=p.name)
    return p  # type: ignore[no-any-return]
