"""12. 가중치 감소와 드롭아웃. Write weight decay and dropout, with both of its scalings."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..exercise import Exercise, Mistake, Names, Seen
from ..judging import diagnosed

__all__ = ["EXERCISE"]

W, DW, LAMBDA = np.array([[3.0, -2.0, 0.5]]), np.array([[0.4, 1.0, -0.7]]), 0.3
H, KEPT, P = np.array([1.0, 2.0, 4.0, 8.0]), np.array([True, False, True, True]), 0.3


def look(names: Names) -> Seen:
    """손실과 기울기, 드롭아웃의 두 배율. Look at loss and gradient, then at both scalings."""
    for lam in (LAMBDA, 0.07):
        yield f"loss_with_decay(2.0, W, {lam})", names["loss_with_decay"](2.0, W.copy(), lam)
        found = names["gradient_with_decay"](DW.copy(), W.copy(), lam)
        yield f"gradient_with_decay(dW, W, {lam})", found
    for p in (P, 0.6):
        yield f"in_training(h, kept, {p})", names["in_training"](H.copy(), KEPT.copy(), p)
        yield f"notes_in_use(h, {p})", names["notes_in_use"](H.copy(), p)


def judge(names: Names) -> str:
    """가중치 감소를 더한 기울기를 diagnose로. Diagnose the gradient with weight decay."""

    def loss(W: Any) -> Any:
        return np.sum(DW * W) + LAMBDA / 2 * np.sum(W**2)

    def gradients(W: Any) -> Any:
        return {"W": names["gradient_with_decay"](DW.copy(), W, LAMBDA)}

    return diagnosed(loss, gradients, {"W": W})


EXERCISE = Exercise(
    task=(
        "손실에 λ/2·ΣW²을 더하고, 그 손실의 기울기를 쓰십시오(dW는 원래 손실의 기울기입니다). "
        "드롭아웃은 두 가지 방식을 씁니다. in_training은 비율 p만큼 끄고(kept는 남길 뉴런) 학습할 "
        "때 미리 배율을 맞추는 방식(inverted)입니다. notes_in_use는 학습할 때 배율 없이 끄기만 한 "
        "신경망으로 예측할 때 씁니다.",
        "Add λ/2·ΣW² to the loss, and write the gradient of that (dW is the gradient of the loss "
        "alone). Dropout has two ways: in_training drops the share p (kept: the neurons that stay) "
        "and scales there and then (inverted); notes_in_use is for a network that only dropped, "
        "without a scale, while it was trained.",
    ),
    code="""
import numpy as np


def loss_with_decay(loss, W, lam):
    return ⟨loss + lam / 2 * np.sum(W**2)⟩


def gradient_with_decay(dW, W, lam):
    return ⟨dW + lam * W⟩


def in_training(h, kept, p):
    return ⟨h * kept / (1 - p)⟩


def notes_in_use(h, p):
    return ⟨h * (1 - p)⟩
""",
    look=look,
    judge=judge,
    mistakes=(
        Mistake(
            (
                "loss + lam / 2 * np.sum(W**2)",
                "dW + lam * W**2",
                "h * kept / (1 - p)",
                "h * (1 - p)",
            ),
            (
                "λ·W²을 더했습니다(공부 노트에도 그렇게 적혀 있습니다). W²을 미분하면 2W이고, 2와 "
                "½이 약분되어 λ·W가 됩니다. 제곱하면 부호가 사라져서, 음수인 가중치는 0에서 더 "
                "멀어집니다.",
                "It adds λ·W² (as the study notes write). The derivative of W² is 2W, and ½ takes the 2 "
                "away: λ·W. A square has lost its sign and pushes negative weights further from 0.",
            ),
        ),
        Mistake(
            (
                "loss + lam / 2 * np.sum(W**2)",
                "dW + lam / 2 * W",
                "h * kept / (1 - p)",
                "h * (1 - p)",
            ),
            (
                "기울기에 ½이 남았습니다. W²을 미분할 때 나오는 2와 약분되도록 λ/2로 적은 "
                "것이므로, 기울기에는 ½이 없습니다.",
                "A ½ is left in the gradient. It stands in the loss in order to cancel the 2 that W² "
                "gives, so there is none here.",
            ),
        ),
        Mistake(
            (
                "loss + lam / 2 * np.sum(W**2)",
                "dW - lam * W",
                "h * kept / (1 - p)",
                "h * (1 - p)",
            ),
            (
                "부호가 반대입니다. 갱신할 때 기울기를 **빼므로**, 가중치를 줄이려면 기울기에는 더해야 합니다. 이대로면 "
                "가중치가 커집니다.",
                "The sign is wrong. The step takes the gradient **away**, so to shrink weights it has "
                "to be added here; like this they grow.",
            ),
        ),
        Mistake(
            ("loss + lam / 2 * np.sum(W**2)", "dW + lam * W", "h * kept / (1 - p)", "h * p"),
            (
                "삭제한 비율 p를 곱했습니다(공부 노트의 앙상블 설명이 그렇습니다). 학습할 때 "
                "출력의 평균은 **남긴** 비율만큼입니다. p = 0.5이면 둘이 같아서 눈에 띄지 "
                "않습니다.",
                "It multiplies by the share that is removed (as the notes say of the ensemble). What "
                "came out in training was, on average, the share **kept**. At p = 0.5 the two agree, "
                "which hides it.",
            ),
        ),
        Mistake(
            ("loss + lam / 2 * np.sum(W**2)", "dW + lam * W", "h * kept / p", "h * (1 - p)"),
            (
                "p로 나눴습니다. 남는 비율은 1 - p이므로, 평균을 h로 되돌리려면 그 비율로 나눠야 "
                "합니다.",
                "It divides by p. The share that stays is 1 - p, and the mean comes back to h if that "
                "is what you divide by.",
            ),
        ),
        Mistake(
            ("loss + lam / 2 * np.sum(W**2)", "dW + lam * W", "h * kept", "h * (1 - p)"),
            (
                "학습할 때 끄기만 했습니다. inverted 방식은 남은 값을 바로 키워서 평균을 h로 "
                "맞춥니다. 그래야 예측할 때 그대로 쓸 수 있습니다.",
                "It only drops. Inverted dropout makes what stays larger there and then, so that the "
                "mean is h and nothing is left to do in use.",
            ),
        ),
    ),
    hint=(
        "λ/2·ΣW²을 W로 미분하면 2가 ½과 약분됩니다. 비율 p만큼 끄면 출력의 평균은 h에 남긴 비율을 "
        "곱한 값이 됩니다. 예측할 때 그 비율을 곱하거나, 학습할 때 그 비율로 나눕니다.",
        "Differentiating λ/2·ΣW², the 2 cancels the ½. With the share p off, the mean is the kept "
        "share of h: multiply by that in use, or divide by it in training.",
    ),
    after=(
        "어느 방식이든 예측할 때의 출력은 학습할 때의 평균과 같습니다. 하나만 쓰십시오. 둘 다 "
        "쓰면 배율이 두 번 들어갑니다.",
        "Either way, what comes out in use is the mean of what came out in training. Use one of "
        "them; with both, the scale comes in twice.",
    ),
)
