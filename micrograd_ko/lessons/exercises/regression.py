"""15. 모양을 맞춘 손실과 R². Write a loss that minds shapes, its gradient, and R²."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..exercise import Exercise, Mistake, Names, Seen

__all__ = ["EXERCISE"]

Y_HAT = np.array([[2.0], [3.5], [5.5], [4.0], [7.0]])  # (5, 1), what a network gives
Y = np.array([1.5, 4.5, 5.0, 4.5, 8.0])  # (5,), a column of a table


def look(names: Names) -> Seen:
    """모양이 다른 예측과 정답의 손실, 기울기, R².

    Look at loss, gradient and R² of predictions and targets of different shapes.
    """
    for n in (len(Y), 3):
        for name in ("mse", "mse_gradient", "r2"):
            yield f"n = {n}: {name}(y_hat, y)", names[name](Y_HAT[:n].copy(), Y[:n].copy())


def judge(names: Names) -> str:
    """기울기가 mse의 기울기인지. Diagnose the gradient, if the learner's mse is right."""
    from ...diagnosing import diagnose

    def forward(y_hat: Any) -> Any:
        return np.mean((y_hat - Y.reshape(Y_HAT.shape)) ** 2)

    def gradients(y_hat):  # type: ignore[no-untyped-def]
        return {"y_hat": names["mse_gradient"](y_hat, Y.copy())}

    if not np.allclose(names["mse"](Y_HAT.copy(), Y.copy()), forward(Y_HAT)):
        return ""
    found = diagnose(forward, gradients, {"y_hat": Y_HAT.copy()})
    return "" if found else str(found)


ERROR = "y_hat - y.reshape(y_hat.shape)"
GRADIENT = "2 * error(y_hat, y) / y.size"
R2 = "1 - np.sum(error(y_hat, y) ** 2) / np.sum((y - y.mean()) ** 2)"

EXERCISE = Exercise(
    task=(
        "y_hat의 모양은 (n, 1)이고 y의 모양은 (n,)입니다. error는 예측마다 그 정답과의 차이이고, "
        "모양은 y_hat과 같아야 합니다. mse_gradient는 mse를 y_hat으로 미분한 값입니다. r2는 "
        "모델의 제곱 오차의 합을, 언제나 평균만 답할 때의 제곱 오차의 합으로 나누어, 1에서 뺀 "
        "값입니다.",
        "y_hat is (n, 1) and y is (n,). error has to be the difference of each prediction and its own "
        "target, of the shape of y_hat. mse_gradient is the derivative of mse by y_hat. r2 is 1 less "
        "the sum of squared errors as a share of what answering the mean would give.",
    ),
    code=f"""
import numpy as np


def error(y_hat, y):
    return ⟨{ERROR}⟩


def mse(y_hat, y):
    return np.mean(error(y_hat, y) ** 2)


def mse_gradient(y_hat, y):
    return ⟨{GRADIENT}⟩


def r2(y_hat, y):
    return ⟨{R2}⟩
""",
    look=look,
    mistakes=(
        Mistake(
            ("y_hat - y", GRADIENT, R2),
            (
                "(n, 1)에서 (n,)을 빼면 브로드캐스팅으로 (n, n)이 되어, 모든 예측을 모든 정답과 "
                "비교합니다. 그러면 다 맞혀도 손실이 0이 아닙니다. y의 모양을 y_hat과 같게 바꾼 "
                "뒤 빼십시오.",
                "(n, 1) minus (n,) broadcasts to (n, n): each prediction is compared with each target, "
                "and right ones do not make the loss 0. Give y the shape of y_hat first.",
            ),
        ),
        Mistake(
            ("y - y_hat", GRADIENT, R2),
            (
                "두 가지입니다. (n,)과 (n, 1)을 빼면 브로드캐스팅으로 (n, n)이 되어, 모든 정답을 모든 예측과 비교합니다. "
                "그리고 순서가 바뀌어 기울기의 부호가 반대가 됩니다. y의 모양을 y_hat과 같게 바꾸고, 예측에서 빼십시오.",
                "Two things: (n,) minus (n, 1) broadcasts to (n, n), each target compared with each "
                "prediction; and the order makes the sign of the gradient the opposite. Give y the shape "
                "of y_hat, and subtract it from the prediction.",
            ),
        ),
        Mistake(
            (ERROR, "2 * error(y_hat, y)", R2),
            (
                "평균의 1/n이 기울기에서 빠졌습니다. 방향은 맞고 크기만 n배라서, 학습률을 n배로 한 것과 같습니다. "
                "표본의 수로 나누십시오.",
                "The 1/n of the mean is missing in the gradient. Its direction is right and its size n "
                "times too large, as with a learning rate n times as high. Divide by the number of samples.",
            ),
        ),
        Mistake(
            (ERROR, "error(y_hat, y) / y.size", R2),
            (
                "제곱을 미분하면 2가 나옵니다. (노트의 손실에는 앞에 1/2이 있어서 약분되었지만, "
                "이 mse에는 없습니다.)",
                "The derivative of a square has a factor of 2. (The notes' loss has 1/2 in front, which "
                "cancels it; this mse has not.)",
            ),
        ),
        Mistake(
            (ERROR, "2 * error(y, y_hat) / y.size", R2),
            (
                "차이의 순서가 바뀌었습니다. 예측이 정답보다 크면 y_hat을 줄여야 손실이 줄므로, 기울기는 양수여야 합니다. "
                "예측에서 정답을 빼십시오.",
                "The difference is the wrong way round. Where a prediction is too large, the loss falls "
                "as y_hat falls, so the gradient is positive: prediction minus target.",
            ),
        ),
        Mistake(
            (
                ERROR,
                GRADIENT,
                "1 - np.sum(error(y_hat, y) ** 2) / np.sum((y_hat - y_hat.mean()) ** 2)",
            ),
            (
                "예측이 흩어진 정도로 나누었습니다. 비교할 것은 평균만 답하는 모델이고, 그 오차는 "
                "정답 y가 흩어진 정도입니다. y와 y의 평균으로 분모를 만드십시오.",
                "That divides by the spread of the predictions. R² compares with a model that answers the "
                "mean, whose error is the spread of the targets: of y around its mean.",
            ),
        ),
        Mistake(
            (
                ERROR,
                GRADIENT,
                "np.sum(error(y_hat, y) ** 2) / np.sum((y - y.mean()) ** 2)",
            ),
            (
                "1에서 빼지 않았습니다. 그러면 다 맞힌 모델이 0이고 평균만 답하는 모델이 1입니다. "
                "R²은 그 반대입니다.",
                "It is not taken from 1: a perfect model would get 0, and one that answers the mean 1. "
                "R² is the other way round.",
            ),
        ),
    ),
    hint=(
        "모양은 reshape으로 바꾸고, 맞출 모양은 y_hat.shape입니다. (a - b)²을 a로 미분하면 2(a - "
        "b)이고, 평균은 합에 1/n을 곱한 것입니다. 평균만 답하는 모델의 오차는 y에서 y.mean()을 뺀 "
        "값입니다.",
        "reshape changes a shape, and y_hat.shape is the one to have. The derivative of (a - b)² by a is "
        "2(a - b), and a mean is a sum times 1/n. A model that answers the mean is off by y minus y.mean().",
    ),
    after=(
        "mse는 0.55이고, 모양을 맞추지 않았다면 7.29가 되었을 것입니다.",
        "The mse is 0.55; with shapes left as they are it would have been 7.29.",
    ),
    judge=judge,
)
