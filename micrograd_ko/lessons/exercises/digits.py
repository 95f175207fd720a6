"""9. 학습 스텝의 뒤쪽 절반. Write the backward half of a training step."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..exercise import Exercise, Mistake, Names, Seen
from ..judging import diagnosed

__all__ = ["EXERCISE"]

_rng = np.random.default_rng(0)
X, T = _rng.normal(size=(4, 3)), np.eye(5)[[2, 0, 4, 2]]
PARAMETERS = {
    "W1": _rng.normal(size=(3, 2)),
    "b1": _rng.normal(size=2),
    "W2": _rng.normal(size=(2, 5)),
    "b2": _rng.normal(size=5),
}


def look(names: Names) -> Seen:
    """네 매개변수의 기울기, 표본이 4개일 때와 3개일 때.

    Look at the gradients of all four parameters, with 4 samples and with 3.
    """
    for n in (4, 3):
        parameters = [p.copy() for p in PARAMETERS.values()]
        found = names["gradients"](X[:n].copy(), T[:n].copy(), *parameters)
        for name in ("W2", "b2", "W1", "b1"):
            yield f"n = {n}: d{name}", found[name]


def judge(names: Names) -> str:
    """틀린 기울기를 diagnose로. Diagnose which gradient is wrong, and how."""

    def loss(W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
        a2 = 1 / (1 + np.exp(-(X @ W1 + b1))) @ W2 + b2
        log = a2 - np.log(np.sum(np.exp(a2), axis=1, keepdims=True))
        return -np.sum(T * log) / len(X)

    def gradients(W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
        return names["gradients"](X.copy(), T.copy(), W1, b1, W2, b2)

    return diagnosed(loss, gradients, PARAMETERS)


EXERCISE = Exercise(
    task=(
        "숫자를 읽는 신경망의 기울기를 모두 쓰십시오. 손실은 교차 엔트로피의 평균이고, t는 원-핫입니다.",
        "Write all gradients of the network that reads digits. The loss is the mean of the cross "
        "entropies, and t is one-hot.",
    ),
    code="""
import numpy as np


def forward(X, W1, b1, W2, b2):
    z1 = 1 / (1 + np.exp(-(X @ W1 + b1)))
    e = np.exp(z1 @ W2 + b2)
    return z1, e / e.sum(axis=1, keepdims=True)


def gradients(X, t, W1, b1, W2, b2):
    z1, y_hat = forward(X, W1, b1, W2, b2)
    dy = ⟨(y_hat - t) / len(X)⟩
    dz1 = dy @ W2.T
    da1 = ⟨dz1 * z1 * (1 - z1)⟩
    dW1, db1 = ⟨X.T @ da1⟩, ⟨da1.sum(axis=0)⟩
    return {"W1": dW1, "b1": db1, "W2": z1.T @ dy, "b2": dy.sum(axis=0)}
""",
    look=look,
    judge=judge,
    mistakes=(
        Mistake(
            ("y_hat - t", "dz1 * z1 * (1 - z1)", "X.T @ da1", "da1.sum(axis=0)"),
            (
                "1/n이 빠졌습니다. 손실이 표본 n개의 평균이므로 기울기도 n으로 나눕니다. 그러지 "
                "않으면 배치 크기를 바꿀 때마다 학습률이 바뀌는 셈입니다. len(X)로 나누십시오.",
                "The 1/n is missing. The loss is a mean over n samples, so is its gradient; otherwise "
                "the learning rate changes with the size of the batch. Divide by len(X).",
            ),
        ),
        Mistake(
            ("(y_hat - t) / len(X)", "dz1 * z1 * (1 - z1)", "X.T @ da1", "dz1.sum(axis=0)"),
            (
                "db1을 구할 때 dz1을 더했습니다(공부 노트의 실수입니다). b1은 시그모이드보다 "
                "**앞**에서 더해지므로, 시그모이드를 거슬러 온 da1을 더해야 합니다.",
                "b1 gets the sum of dz1 (a mistake of the study notes). b1 stands **before** the "
                "sigmoid, so what it gets has to have passed the sigmoid: the sum of da1.",
            ),
        ),
        Mistake(
            ("(y_hat - t) / len(X)", "dz1", "X.T @ da1", "da1.sum(axis=0)"),
            (
                "시그모이드의 도함수를 곱하지 않았습니다. z1 = σ(a1)이므로 연쇄법칙에 따라 dz1에 "
                "z1(1 - z1)을 곱해야 da1입니다.",
                "The slope of the sigmoid is missing. z1 = σ(a1), so by the chain rule da1 is dz1 "
                "times z1(1 - z1).",
            ),
        ),
        Mistake(
            (
                "(y_hat - t) / len(X)",
                "dz1 / (1 + np.exp(-z1)) * (1 - 1 / (1 + np.exp(-z1)))",
                "X.T @ da1",
                "da1.sum(axis=0)",
            ),
            (
                "시그모이드를 두 번 적용했습니다. z1이 이미 σ(a1)입니다. z1로 쓴 도함수는 z1과 1 "
                "- z1의 곱입니다.",
                "The sigmoid is applied twice: z1 is σ(a1) already. Written with z1, the slope is "
                "z1 times 1 - z1.",
            ),
        ),
        Mistake(
            ("(t - y_hat) / len(X)", "dz1 * z1 * (1 - z1)", "X.T @ da1", "da1.sum(axis=0)"),
            (
                "부호가 반대입니다. 소프트맥스와 교차 엔트로피를 함께 미분하면 예측에서 정답을 뺀 "
                "값이 됩니다. 이대로 갱신하면 손실이 커집니다.",
                "The sign is wrong. Softmax and cross entropy together give the prediction minus the "
                "target; with this one each step makes the loss larger.",
            ),
        ),
    ),
    hint=(
        "뒤에서부터 구합니다. 출력층의 기울기는 예측과 정답의 차이를 n으로 나눈 값이고, "
        "시그모이드에서는 출력 z1로 쓴 도함수를 곱합니다. 가중치의 기울기는 (층의 입력의 전치) @ "
        "(층의 기울기)이고, 편향의 기울기는 층의 기울기를 표본의 축으로 더한 값입니다.",
        "From the end: the difference between prediction and target, over n; times the sigmoid's "
        "slope, written with z1; weights get (input, transposed) @ (gradient); biases sum over samples.",
    ),
    after=(
        "공부 노트의 학습 스텝을 썼고, 노트에서 틀린 db1도 바로잡았습니다.",
        "This is the training step of the study notes, with their db1 put right.",
    ),
)
