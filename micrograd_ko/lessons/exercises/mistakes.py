"""16. 노트의 역전파를 고치기. Repair the notes' backward pass, line by line."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..exercise import Exercise, Mistake, Names, Seen

__all__ = ["EXERCISE"]

RANDOM = np.random.default_rng(1)
X, T = RANDOM.normal(size=(7, 3)), RANDOM.uniform(size=(7, 2))
START = {
    "W1": RANDOM.normal(size=(3, 4)),
    "b1": RANDOM.normal(size=4),
    "W2": RANDOM.normal(size=(4, 2)),
    "b2": RANDOM.normal(size=2),
}


def gradients_of(names: Names, n: int = len(X)) -> Any:
    """배우는 이의 역전파를 매개변수의 함수로.

    Take the learner's backward pass, on the first n samples, for a function of the parameters.
    """

    def backward(W1, b1, W2, b2):  # type: ignore[no-untyped-def]
        return names["backward"](X[:n].copy(), T[:n].copy(), W1, b1, W2, b2)

    return backward


def look(names: Names) -> Seen:
    """매개변수마다의 기울기, 표본이 7개일 때와 3개일 때.

    Look at the gradient of each parameter, with 7 samples and with 3.
    """
    for n in (7, 3):
        found = gradients_of(names, n)(**{name: array.copy() for name, array in START.items()})
        for name in ("W2", "b2", "b1", "W1"):
            yield f"n = {n}: d{name}", found[name]


def judge(names: Names) -> str:
    """어느 줄의 어떤 실수인지. Diagnose which line is wrong, and how."""
    from ...diagnosing import diagnose

    def forward(W1, b1, W2, b2):  # type: ignore[no-untyped-def]
        z1 = 1 / (1 + np.exp(-(X @ W1 + b1)))
        y = 1 / (1 + np.exp(-(z1 @ W2 + b2)))
        return np.mean((y - T) ** 2) / 2

    found = diagnose(forward, gradients_of(names), START)
    return "" if found else str(found)


DY, DA2, DA1, DB1 = "(y - T) / T.size", "dy * y * (1 - y)", "dz1 * z1 * (1 - z1)", "da1.sum(axis=0)"

EXERCISE = Exercise(
    task=(
        "공부 노트의 역전파에서 틀린 줄을 고쳐 쓰십시오. 손실은 1/2 · mean((y - T)²)이고, y와 "
        "z1은 시그모이드의 출력입니다. 모양은 y와 T가 (7, 2), z1이 (7, 4)입니다. db1은 a1에 "
        "더해진 b1의 기울기입니다.",
        "Write the lines of the notes' backward pass as they should be. The loss is 1/2 · mean((y - T)²), "
        "and y and z1 are what sigmoids gave. y and T are (7, 2), z1 is (7, 4). db1 is the gradient of b1, "
        "which was added to a1.",
    ),
    code=f"""
import numpy as np


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def backward(X, T, W1, b1, W2, b2):
    a1 = X @ W1 + b1
    z1 = sigmoid(a1)
    a2 = z1 @ W2 + b2
    y = sigmoid(a2)
    dy = ⟨{DY}⟩
    da2 = ⟨{DA2}⟩
    dz1 = da2 @ W2.T
    da1 = ⟨{DA1}⟩
    db1 = ⟨{DB1}⟩
    return {{"W1": X.T @ da1, "b1": db1, "W2": z1.T @ da2, "b2": da2.sum(axis=0)}}
""",
    look=look,
    mistakes=(
        Mistake(
            ("y - T", DA2, DA1, DB1),
            (
                "mean을 미분하면 1/n이 나옵니다. 빠져도 방향은 맞고 크기만 n배(여기서는 14배)라, "
                "학습률을 14배로 한 것과 같습니다. 평균을 낸 원소의 개수로 나누십시오. 표본이 "
                "7개이고 출력이 2개입니다.",
                "The derivative of mean has a 1/n. Without it the direction is right and the size n times "
                "too large (here 14), like a learning rate 14 times as high. Divide by how many numbers "
                "the mean is of: 7 samples with 2 outputs each.",
            ),
        ),
        Mistake(
            ("(y - T) / len(T)", DA2, DA1, DB1),
            (
                "두 배입니다. 표본의 수 7로만 나누었거나(mean은 표본 7개 × 출력 2개, 원소 14개의 "
                "평균입니다), 제곱의 미분에서 나온 2가 앞의 1/2과 약분되는 것을 잊었습니다. "
                "원소의 수로 한 번 나누면 됩니다.",
                "Twice too large. Either it is divided by the 7 samples only (the mean is over 14 numbers, "
                "7 samples × 2 outputs), or the 2 of the square was not cancelled by the 1/2 in front. Divide "
                "by the number of entries, once.",
            ),
        ),
        Mistake(
            (DY, DA2, DA1, "dz1.sum(axis=0)"),
            (
                "공부 노트의 실수입니다. b1은 시그모이드보다 앞에서 더해지므로 dz1을 더하면 안 "
                "됩니다. 시그모이드의 도함수를 곱하지 않아 방향이 틀리고, 학습률로는 고칠 수 "
                "없습니다. 시그모이드를 거슬러 온 기울기를 더하십시오.",
                "The notes' mistake: b1 is added before the sigmoid, so it is not dz1. That has not passed "
                "the derivative of the sigmoid; its direction is wrong, and no learning rate mends it. Sum "
                "the gradient that has passed it.",
            ),
        ),
        Mistake(
            (DY, "dy", DA1, DB1),
            (
                "da2에서 출력층 시그모이드의 도함수를 빠뜨렸습니다. dy는 y의 기울기이고, a2까지는 "
                "시그모이드를 하나 더 거슬러 가야 합니다. (소프트맥스와 교차 엔트로피라면 "
                "상쇄되지만, 여기서는 제곱 오차를 씁니다.)",
                "da2 lacks the derivative of the output's sigmoid: dy is the gradient of y, and from there "
                "to a2 lies the sigmoid. (With softmax and cross-entropy it cancels; this is a squared error.)",
            ),
        ),
        Mistake(
            (DY, DA2, "dz1 * a1 * (1 - a1)", DB1),
            (
                "시그모이드의 도함수 y(1 - y)에서 y는 시그모이드의 출력입니다. a1은 입력이므로, "
                "그 출력을 쓰십시오.",
                "In the derivative of the sigmoid, y(1 - y), y is what it gave. a1 is what went in: use "
                "what came out.",
            ),
        ),
        Mistake(
            (DY, DA2, DA1, "da1"),
            (
                "b1은 모든 표본에 더해지므로 기여분이 표본마다 하나씩 있습니다. 표본의 축으로 "
                "더해야 모양이 b1과 같은 (4,)가 됩니다.",
                "b1 was added to each sample, so there is a contribution from each. Sum over the axis of the "
                "samples, which gives b1's own shape, (4,).",
            ),
        ),
    ),
    hint=(
        "손실에서 거슬러 올라가며, 지나는 연산마다 국소 미분을 곱합니다. 평균은 원소의 수로 "
        "나누고, 제곱의 2는 1/2과 약분되고, 시그모이드는 출력 s로 쓴 s(1 - s)입니다. 편향의 "
        "기울기는 편향이 더해진 값의 기울기를 모든 표본에 걸쳐 더한 것입니다.",
        "Go back from the loss and multiply by the local derivative of all that you pass: the mean (by the "
        "number of entries), half a square, the sigmoid (s(1 - s), of what it gave, s). A bias gets the "
        "gradient of what it was added to, summed over samples.",
    ),
    after=(
        "diagnose는 이렇게 두 실수를 구별합니다. 모든 기울기가 같은 배수로 틀리면 첫 줄을, 하나만 "
        "틀리면 그것을 구한 줄을 살펴보십시오.",
        "This is how diagnose tells the two apart: if all gradients are off by one factor look at the first "
        "line, if one alone is off, at its own.",
    ),
    judge=judge,
)
