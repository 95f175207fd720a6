"""7. 활성화 함수의 역전파를 직접. Write the backward steps of three activation functions."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..exercise import Exercise, Mistake, Names, Seen
from ..judging import diagnosed

__all__ = ["EXERCISE"]

# none is 0, where a ReLU has no derivative
X = np.array([[-2.0, 0.5, 1.5], [3.0, -0.3, 0.1]])
UPSTREAM = np.array([[0.7, -1.3, 2.0], [0.4, 1.1, -0.6]])
SIGMOID, RELU, LEAKY = "dy * y * (1 - y)", "dy * (x > 0)", "dy * np.where(x > 0, 1, 0.01)"


def look(names: Names) -> Seen:
    """음수와 양수가 섞인 배열에서, 부호가 섞인 기울기로. Look with numbers of both signs."""
    for name in ("sigmoid", "relu", "leaky_relu"):
        yield (
            f"{name}_back",
            names[f"{name}_back"](UPSTREAM.copy(), X.copy(), names[name](X.copy())),
        )


def judge(names: Names) -> str:
    """셋을 차례로 diagnose에. Give the three to diagnose, one after the other."""
    for name in ("sigmoid", "relu", "leaky_relu"):
        found = diagnosed(_forward(names[name]), _gradients(names, name), {"x": X})
        if found:
            return f"{name}_back:\n{found}"
    return ""


def _forward(function: Any) -> Any:
    return lambda x: np.sum(UPSTREAM * function(x))


def _gradients(names: Names, name: str) -> Any:
    return lambda x: {"x": names[f"{name}_back"](UPSTREAM.copy(), x, names[name](x))}


EXERCISE = Exercise(
    task=(
        "활성화 함수 셋의 역전파를 쓰십시오. dy는 흘러온 기울기, x는 입력 배열, y는 출력 "
        "배열이고, 모두 모양이 같습니다.",
        "Write the backward steps of three activations. dy is the upstream gradient, x the array "
        "that went in, y the one that came out, all of one shape.",
    ),
    code="""
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def relu(x):
    return np.maximum(x, 0)


def leaky_relu(x):
    return np.where(x > 0, x, 0.01 * x)


def sigmoid_back(dy, x, y):
    return ⟨dy * y * (1 - y)⟩


def relu_back(dy, x, y):
    return ⟨dy * (x > 0)⟩


def leaky_relu_back(dy, x, y):
    return ⟨dy * np.where(x > 0, 1, 0.01)⟩
""",
    look=look,
    mistakes=(
        Mistake(
            ("dy * x * (1 - x)", RELU, LEAKY),
            (
                "시그모이드: y(1 − y)의 y는 출력인데, 입력 x를 썼습니다.",
                "Sigmoid: the y in y(1 − y) is what came out; here it is the x that went in.",
            ),
        ),
        Mistake(
            ("dy * (1 - y**2)", RELU, LEAKY),
            (
                "시그모이드: 1 − y²은 tanh의 도함수입니다. 시그모이드는 y(1 − y)입니다.",
                "Sigmoid: 1 − y² is the derivative of tanh. The sigmoid's is y(1 − y).",
            ),
        ),
        Mistake(
            ("y * (1 - y)", "x > 0", "np.where(x > 0, 1, 0.01)"),
            (
                "국소 미분만 돌려줍니다. 연쇄법칙에 따라 흘러온 기울기 dy를 곱해야 합니다.",
                "Only the local derivatives are returned. The chain rule multiplies by the upstream "
                "gradient dy.",
            ),
        ),
        Mistake(
            (SIGMOID, "dy * y", LEAKY),
            (
                "ReLU: 출력을 곱했습니다. 도함수는 양수에서 x가 아니라 1이고, 음수에서 0입니다.",
                "ReLU: this multiplies by what came out. Its derivative for positive x is 1, not x; "
                "for negative x it is 0.",
            ),
        ),
        Mistake(
            (SIGMOID, "np.maximum(dy, 0)", LEAKY),
            (
                "ReLU: x가 아니라 dy의 부호를 보았습니다. 기울기를 통과시킬지는 순전파 때의 x가 "
                "정하고, 통과한 기울기는 음수여도 그대로입니다.",
                "ReLU: this looks at the sign of dy instead of x. The x of the forward pass decides "
                "what comes through, and that may well be negative.",
            ),
        ),
        Mistake(
            (SIGMOID, RELU, "dy * (x > 0)"),
            (
                "LeakyReLU: 음수에서 0을 돌려줍니다. LeakyReLU는 음수에서도 도함수가 0.01이어서 "
                "죽지 않습니다.",
                "LeakyReLU: this gives 0 for negative x. A slope of 0.01 is left there, which is why "
                "it does not die.",
            ),
        ),
        Mistake(
            (SIGMOID, RELU, "np.where(x > 0, dy, 0.01)"),
            (
                "LeakyReLU: 음수에서 0.01만 돌려줍니다. 음수에서도 dy를 곱해야 합니다.",
                "LeakyReLU: for negative x this returns 0.01 alone. It is multiplied by dy there, too.",
            ),
        ),
        Mistake(
            (SIGMOID, RELU, "dy * np.where(x > 0, x, 0.01 * x)"),
            (
                "LeakyReLU: 함수 자체를 곱했습니다. 그 도함수는 양수에서 1, 음수에서 0.01입니다.",
                "LeakyReLU: this multiplies by the function itself. Its derivative is 1 for positive "
                "x and 0.01 for negative.",
            ),
        ),
    ),
    hint=(
        "셋 다 dy × 국소 미분입니다. 시그모이드는 y로 쓰고, ReLU는 x의 부호가 정합니다(참은 1, "
        "거짓은 0으로 곱해집니다). 셋째는 np.where로 쓰십시오.",
        "Each is dy × local derivative. The sigmoid's is written with y; the ReLU's depends on the "
        "sign of x (true multiplies as 1, false as 0); np.where makes the third.",
    ),
    after=(
        "ReLU는 x만 보고 기울기를 통과시키거나 막습니다. 모든 입력에서 막히면 죽은 ReLU입니다.",
        "A ReLU looks at x and lets the gradient through or stops it. Stopped for every input, it "
        "is dead.",
    ),
    judge=judge,
)
