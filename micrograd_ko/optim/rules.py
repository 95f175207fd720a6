"""갱신 규칙: 기울기에서 스텝으로.

Turn gradients into steps. Each rule is written as in its source, with `g` for the gradient and η
for the learning rate `lr`; what it remembers of a parameter starts at 0.
"""

from __future__ import annotations

from typing import Any

from ..arguments import number_option
from .optimizer import Memory, Optimizer, Rate

__all__ = [
    "OPTIMIZERS",
    "SGD",
    "AdaGrad",
    "Adam",
    "AdamW",
    "Momentum",
    "Nesterov",
    "RMSProp",
]


class SGD(Optimizer):
    """확률적 경사 하강법: p ← p - η·g.

    Go down along the gradient of each batch (stochastic gradient descent). Source: Robbins and
    Monro (1951), "A Stochastic Approximation Method".

    >>> params = {"w": 3.0}
    >>> SGD(lr=0.1).update(params, {"w": 6.0})
    >>> round(params["w"], 3)
    2.4
    """

    def __init__(
        self,
        parameters: Any = None,
        lr: Rate = 0.01,
        *,
        weight_decay: float = 0.0,
        clip_norm: float | None = None,
    ) -> None:
        super().__init__(parameters, lr, weight_decay=weight_decay, clip_norm=clip_norm)

    def _descent(self, g: Any, memory: Memory) -> Any:
        return self.lr * g


class Momentum(Optimizer):
    """모멘텀: v ← α·v - η·g, p ← p + v.

    Roll on with a velocity. Source: Polyak (1964), "Some methods of speeding up the convergence of
    iteration methods". `momentum` is α, from 0 up to below 1.

    >>> params, optimizer = {"w": 3.0}, Momentum(lr=0.1, momentum=0.5)
    >>> for _ in range(3):
    ...     optimizer.update(params, {"w": 1.0})
    ...     print(round(params["w"], 3))  # the same gradient, longer steps
    2.9
    2.75
    2.575
    """

    def __init__(
        self,
        parameters: Any = None,
        lr: Rate = 0.01,
        *,
        momentum: float = 0.9,
        weight_decay: float = 0.0,
        clip_norm: float | None = None,
    ) -> None:
        super().__init__(parameters, lr, weight_decay=weight_decay, clip_norm=clip_norm)
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

    >>> params, optimizer = {"w": 3.0}, Nesterov(lr=0.1, momentum=0.5)
    >>> for _ in range(3):
    ...     optimizer.update(params, {"w": 1.0})
    ...     print(round(params["w"], 3))  # a step ahead of Momentum's
    2.85
    2.675
    2.488
    """

    def _descent(self, g: Any, memory: Memory) -> Any:
        v = memory["v"] = self.momentum * memory.get("v", 0.0) - self.lr * g
        return self.lr * g - self.momentum * v


class AdaGrad(Optimizer):
    """AdaGrad는 가팔랐던 쪽의 스텝을 줄인다: h ← h + g², p ← p - η·g / (√h + ε).

    Shorten the steps of what was often steep. Source: Duchi, Hazan and Singer (2011), "Adaptive
    Subgradient Methods for Online Learning and Stochastic Optimization". h only grows, so the steps
    only shrink.

    >>> params, optimizer = {"w": 3.0}, AdaGrad(lr=0.1)
    >>> for _ in range(3):
    ...     optimizer.update(params, {"w": 1.0})
    ...     print(round(params["w"], 3))  # the same gradient, shorter steps
    2.9
    2.829
    2.772
    """

    def __init__(
        self,
        parameters: Any = None,
        lr: Rate = 0.01,
        *,
        eps: float = 1e-7,
        weight_decay: float = 0.0,
        clip_norm: float | None = None,
    ) -> None:
        super().__init__(parameters, lr, weight_decay=weight_decay, clip_norm=clip_norm)
        self.eps = number_option("eps", eps, low=0.0, open_low=True)

    def _descent(self, g: Any, memory: Memory) -> Any:
        h = memory["h"] = memory.get("h", 0.0) + g * g
        return self.lr * g / (h**0.5 + self.eps)


class RMSProp(Optimizer):
    """RMSProp은 AdaGrad보다 빨리 잊는다: h ← ρ·h + (1 - ρ)·g², p ← p - η·g / (√h + ε).

    Use AdaGrad with a memory that fades. Source: Tieleman and Hinton (2012), Coursera lecture 6.5.
    `decay` is ρ, from 0 up to below 1.

    >>> params = {"flat": 0.0, "steep": 0.0}
    >>> RMSProp(lr=0.1, decay=0.0).update(params, {"flat": 0.001, "steep": 1000.0})
    >>> {name: round(x, 3) for name, x in params.items()}  # a step each, however steep
    {'flat': -0.1, 'steep': -0.1}
    """

    def __init__(
        self,
        parameters: Any = None,
        lr: Rate = 0.01,
        *,
        decay: float = 0.99,
        eps: float = 1e-7,
        weight_decay: float = 0.0,
        clip_norm: float | None = None,
    ) -> None:
        super().__init__(parameters, lr, weight_decay=weight_decay, clip_norm=clip_norm)
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

    >>> params, optimizer = {"w": 3.0}, Adam(lr=0.1)
    >>> for g in (1000.0, 1000.0, -1000.0):
    ...     optimizer.update(params, {"w": g})
    ...     print(round(params["w"], 3))  # steps of about lr; momentum carries past the turn
    2.9
    2.8
    2.774
    """

    def __init__(
        self,
        parameters: Any = None,
        lr: Rate = 0.001,
        *,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        clip_norm: float | None = None,
    ) -> None:
        super().__init__(parameters, lr, weight_decay=weight_decay, clip_norm=clip_norm)
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

    >>> params = {"w": 3.0}
    >>> AdamW(lr=0.1, weight_decay=0.5).update(params, {"w": 0.0})
    >>> round(params["w"], 3)  # 3 - 0.1 · 0.5 · 3: without a gradient it still decays
    2.85
    """

    def __init__(
        self,
        parameters: Any = None,
        lr: Rate = 0.001,
        *,
        weight_decay: float = 0.01,
        **options: Any,
    ) -> None:
        super().__init__(parameters, lr, weight_decay=weight_decay, **options)

    def _change(self, p: Any, g: Any, memory: Memory) -> Any:
        return p * (self.lr * self.weight_decay) + self._descent(g, memory)


OPTIMIZERS: dict[str, type[Optimizer]] = {
    "sgd": SGD, "momentum": Momentum, "nesterov": Nesterov, "adagrad": AdaGrad, "rmsprop": RMSProp,
    "adam": Adam, "adamw": AdamW,
}  # fmt: skip
