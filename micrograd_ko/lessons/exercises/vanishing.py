"""8. 기울기를 첫 층까지. Carry a gradient back to the first layer, through three activations."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..exercise import Exercise, Mistake, Names, Seen
from ..judging import diagnosed

__all__ = ["EXERCISE"]

_rng = np.random.default_rng(0)
X, T = _rng.normal(size=(4, 3)), _rng.normal(size=(4, 6))
WEIGHTS = [_rng.normal(size=shape) for shape in ((3, 2), (2, 5), (5, 7), (7, 6))]
NAMES = ("sigmoid", "tanh", "relu")


def look(names: Names) -> Seen:
    """도함수 셋과, 함수마다 첫 층의 기울기.

    Look at the three slopes, then at the first layer's gradient with each.
    """
    for name in NAMES:
        yield f'slope("{name}", [0.2, 0.5, 0.9])', names["slope"](name, np.array([0.2, 0.5, 0.9]))
    yield 'slope("relu", [0.0, 3.0])', names["slope"]("relu", np.array([0.0, 3.0]))
    for name in NAMES:
        yield (
            f'first_layer("{name}", …)',
            names["first_layer"](name, X.copy(), T.copy(), [W.copy() for W in WEIGHTS]),
        )


def judge(names: Names) -> str:
    """첫 층의 기울기를 diagnose로. Diagnose the first layer's gradient, of tanh."""

    def forward(W1: Any) -> Any:
        a = X
        for W in (W1, *WEIGHTS[1:]):
            a = np.tanh(a @ W)
        return np.sum((a - T) ** 2) / 2

    def gradients(W1: Any) -> Any:
        return {
            "W1": names["first_layer"](
                "tanh", X.copy(), T.copy(), [W1, *(W.copy() for W in WEIGHTS[1:])]
            )
        }

    return diagnosed(forward, gradients, {"W1": WEIGHTS[0]})


EXERCISE = Exercise(
    task=(
        "기울기를 마지막 층에서 첫 층까지 전달하십시오. slope는 활성화 함수의 출력 a로 그 "
        "도함수를 계산하고, first_layer는 delta(층의 출력 a에 대한 기울기)를 한 층씩 거슬러 "
        "보냅니다. 손실은 ½Σ(a - t)²이고 편향은 없습니다.",
        "Carry the gradient from the last layer to the first. slope computes an activation's "
        "derivative from its result a; first_layer sends delta, the gradient of a layer's result a, "
        "back by one layer at a time. The loss is ½Σ(a - t)², and there are no biases.",
    ),
    code="""
import numpy as np


def forward(name, h):
    if name == "sigmoid":
        return 1 / (1 + np.exp(-h))
    return np.tanh(h) if name == "tanh" else np.maximum(h, 0)


def slope(name, a):
    if name == "sigmoid":
        return ⟨a * (1 - a)⟩
    if name == "tanh":
        return ⟨1 - a**2⟩
    return ⟨np.where(a > 0, 1.0, 0.0)⟩


def first_layer(name, x, t, weights):
    results = [x]
    for W in weights:
        results.append(forward(name, results[-1] @ W))
    delta = results[-1] - t
    for W, a in zip(weights[:0:-1], results[:1:-1]):
        delta = ⟨(delta * slope(name, a)) @ W.T⟩
    return x.T @ (delta * slope(name, results[1]))
""",
    look=look,
    judge=judge,
    mistakes=(
        Mistake(
            ("a * (1 - a)", "1 - a**2", "np.where(a > 0, 1.0, 0.0)", "delta @ W.T"),
            (
                "활성화 함수의 도함수를 곱하지 않고 층을 지났습니다. 층마다 도함수와 가중치가 둘 "
                "다 곱해지고, 시그모이드의 기울기가 사라지는 것도 0.25를 넘지 못하는 도함수 "
                "때문입니다. @ W.T 전에 slope(name, a)를 곱하십시오.",
                "The gradient passes a layer without the slope of its activation. Each layer "
                "multiplies by both, slope and weights; the sigmoid's 0.25 is what makes gradients "
                "vanish. Multiply by slope(name, a) before @ W.T.",
            ),
        ),
        Mistake(
            (
                "1 / (1 + np.exp(-a)) * (1 - 1 / (1 + np.exp(-a)))",
                "1 - np.tanh(a) ** 2",
                "np.where(a > 0, 1.0, 0.0)",
                "(delta * slope(name, a)) @ W.T",
            ),
            (
                "a에 활성화 함수를 한 번 더 적용했습니다. a는 이미 시그모이드나 tanh의 출력이므로 "
                "도함수는 a로 바로 쓸 수 있습니다. 출력 y로 쓴 시그모이드와 tanh의 도함수를 "
                "떠올려 보십시오.",
                "The activation is applied to a once more. a is the result of the sigmoid or of tanh "
                "already, so its slope is written with a itself.",
            ),
        ),
        Mistake(
            (
                "a * (1 - a)",
                "1 - a",
                "np.where(a > 0, 1.0, 0.0)",
                "(delta * slope(name, a)) @ W.T",
            ),
            (
                "tanh의 도함수에서 제곱이 빠졌습니다. a = tanh(h)는 -1에서 1까지이고, 도함수는 a "
                "= 1과 a = -1에서 모두 0이어야 합니다. 1에서 a의 제곱을 빼십시오.",
                "The slope of tanh lacks a square. a = tanh(h) runs from -1 to 1, and the slope has to "
                "be 0 at both ends: take the square of a from 1.",
            ),
        ),
        Mistake(
            (
                "a * (1 - a)",
                "1 - a**2",
                "np.where(a > 0, 1.0, 0.0)",
                "delta @ W.T * slope(name, a)",
            ),
            (
                "순서가 바뀌었습니다. a는 W를 지난 **뒤**의 결과이므로 그 도함수는 delta와 모양이 같습니다. W.T로 거슬러 가기 "
                "전에 곱하십시오.",
                "The order is wrong. a is what came **after** W, so its slope has the shape of delta: "
                "multiply by it before going back through W.T.",
            ),
        ),
        Mistake(
            ("a * (1 - a)", "1 - a**2", "a", "(delta * slope(name, a)) @ W.T"),
            (
                "ReLU의 도함수 자리에 출력을 썼습니다. 도함수는 a가 양수이면 1, 아니면 0입니다. "
                "그래서 ReLU는 켜져 있는 뉴런의 기울기를 줄이지 않습니다.",
                "ReLU's value stands for its slope. The slope is 1 where a is positive, else 0: that is "
                "why ReLU does not shrink the gradient of a neuron that is on.",
            ),
        ),
    ),
    hint=(
        "출력으로 쓴 도함수는, 시그모이드에서는 출력 σ(h)와 1 - σ(h)의 곱, tanh에서는 1에서 "
        "출력의 제곱을 뺀 값, ReLU에서는 출력이 양수이면 1입니다. 층을 거슬러 올라갈 때는 먼저 "
        "도함수를, 다음에 전치한 가중치를 곱합니다.",
        "With results: the sigmoid times what it lacks to 1; 1 less the square of tanh; 1 where ReLU "
        "is on. Going back: first the slope, then the transposed weights.",
    ),
    after=(
        "층마다 곱하는 두 가지, 도함수와 가중치를 모두 썼습니다. 하나라도 작으면 기울기가 사라집니다.",
        "You wrote both factors of each layer, slope and weights. If either is small, gradients "
        "vanish.",
    ),
)
