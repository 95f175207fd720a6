"""11. 배치 정규화를 직접. Write batch normalisation, in training and in use, and its gradients."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..exercise import Exercise, Mistake, Names, Seen
from ..judging import diagnosed

__all__ = ["EXERCISE"]

EPS = 1e-5
X = np.array([[4.0, -3.0], [5.0, 10.0], [6.0, 2.0], [9.0, 0.5]])  # 4 samples of 2 features
GAMMA, BETA = np.array([1.5, -0.5]), np.array([0.2, 0.7])
UPSTREAM = np.array([[0.3, -1.0], [-2.0, 0.4], [1.1, 0.9], [0.5, 2.0]])


def look(names: Names) -> Seen:
    """정규화, 예측할 때, γ와 β의 기울기.

    Look at a batch normalised, at a lone sample in use, and at the gradients of γ and β.
    """
    yield "normalise([[4], [5], [6]])", names["normalise"](np.array([[4.0], [5.0], [6.0]]))
    yield "normalise(x)", names["normalise"](X.copy())
    # so close together that EPS counts
    yield "normalise(0.001 * x)", names["normalise"](0.001 * X)
    lone, mean, variance = X[:1].copy(), np.array([5.0, 1.0]), np.array([0.0004, 9.0])
    yield "in_use(x[:1], …)", names["in_use"](lone, mean, variance)
    found = names["gradients"](X.copy(), UPSTREAM.copy())
    for name in ("gamma", "beta"):
        yield f"gradient of {name}", found[name]


def judge(names: Names) -> str:
    """γ와 β의 기울기를 diagnose로. Diagnose the gradients of γ and β."""

    def loss(gamma: Any, beta: Any) -> Any:
        normal = (X - X.mean(axis=0)) / np.sqrt(X.var(axis=0) + EPS)
        return np.sum(UPSTREAM * (gamma * normal + beta))

    def gradients(gamma: Any, beta: Any) -> Any:
        return names["gradients"](X.copy(), UPSTREAM.copy())

    return diagnosed(loss, gradients, {"gamma": GAMMA, "beta": BETA})


EXERCISE = Exercise(
    task=(
        "x의 모양은 (표본, 특성)입니다. 특성마다 미니배치의 평균과 분산으로 "
        "정규화하고(normalise), 예측할 때는 이동 평균으로 정규화하십시오(in_use). gradients는 y = "
        "γ·normalise(x) + β에서 흘러온 기울기 dy로 γ와 β의 기울기를 계산합니다.",
        "x is (samples, features). Normalise each feature over the batch (normalise), in use by the "
        "running averages (in_use). For y = γ·normalise(x) + β, gradients computes the gradients of "
        "γ and β from dy, that of y.",
    ),
    code="""
import numpy as np

EPS = 1e-5


def normalise(x):
    return ⟨(x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + EPS)⟩


def in_use(x, running_mean, running_var):
    return ⟨(x - running_mean) / np.sqrt(running_var + EPS)⟩


def gradients(x, dy):
    return {
        "gamma": ⟨(dy * normalise(x)).sum(axis=0)⟩,
        "beta": ⟨dy.sum(axis=0)⟩,
    }
""",
    look=look,
    judge=judge,
    mistakes=(
        Mistake(
            (
                "(x - x.mean(axis=0)) / (x.var(axis=0) + EPS)",
                "(x - running_mean) / (running_var + EPS)",
                "(dy * normalise(x)).sum(axis=0)",
                "dy.sum(axis=0)",
            ),
            (
                "표준편차가 아니라 분산으로 나눴습니다. {4, 5, 6}의 분산 2/3로 나누면 ±1.5가 되고, 결과의 분산이 1이 "
                "아닙니다. 분산 + EPS의 제곱근으로 나누십시오.",
                "It divides by the variance, not by the standard deviation: {4, 5, 6} becomes ±1.5, "
                "whose variance is not 1. Divide by the root of variance + EPS.",
            ),
        ),
        Mistake(
            (
                "(x - x.mean(axis=0)) / np.sqrt(x.var(axis=0))",
                "(x - running_mean) / np.sqrt(running_var)",
                "(dy * normalise(x)).sum(axis=0)",
                "dy.sum(axis=0)",
            ),
            (
                "EPS가 빠졌습니다. 값이 모두 같은 특성은 분산이 0이라 0으로 나누게 됩니다. 분산에 EPS를 더한 뒤 제곱근을 "
                "구하십시오.",
                "EPS is missing: a feature whose values are all equal has the variance 0, by which this "
                "would divide. Add EPS to the variance, then take the root.",
            ),
        ),
        Mistake(
            (
                "(x - x.mean(axis=0)) / (np.sqrt(x.var(axis=0)) + EPS)",
                "(x - running_mean) / (np.sqrt(running_var) + EPS)",
                "(dy * normalise(x)).sum(axis=0)",
                "dy.sum(axis=0)",
            ),
            (
                "EPS를 제곱근 밖에서 더했습니다. 배치 정규화는 분산에 EPS를 더하고 나서 제곱근을 구합니다.",
                "EPS is added outside the root. Batch normalisation adds it to the variance, under the "
                "root.",
            ),
        ),
        Mistake(
            (
                "(x - x.mean(axis=1, keepdims=True)) / np.sqrt(x.var(axis=1, keepdims=True) + EPS)",
                "(x - running_mean) / np.sqrt(running_var + EPS)",
                "(dy * normalise(x)).sum(axis=0)",
                "dy.sum(axis=0)",
            ),
            (
                "표본마다 정규화했습니다(이것은 층 정규화입니다). 배치 정규화는 **특성마다 "
                "미니배치에 걸쳐** 평균과 분산을 구합니다. 표본의 축은 0입니다.",
                "Each sample is normalised by itself, which is layer normalisation. Batch "
                "normalisation takes mean and variance of **each feature over the batch**: axis 0.",
            ),
        ),
        Mistake(
            (
                "(x - x.mean(axis=0)) / np.sqrt(x.var(axis=0, ddof=1) + EPS)",
                "(x - running_mean) / np.sqrt(running_var + EPS)",
                "(dy * normalise(x)).sum(axis=0)",
                "dy.sum(axis=0)",
            ),
            (
                "n - 1로 나눈 분산입니다. 미니배치를 정규화할 때는 n으로 나눠야 결과의 분산이 1입니다. (n - 1로 나눈 것은 "
                "이동 평균에 모을 때 씁니다.)",
                "This variance divides by n - 1. To normalise the batch itself, divide by n, so that "
                "the result has the variance 1. (The running average gathers the one with n - 1.)",
            ),
        ),
        Mistake(
            (
                "(x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + EPS)",
                "normalise(x)",
                "(dy * normalise(x)).sum(axis=0)",
                "dy.sum(axis=0)",
            ),
            (
                "예측할 때도 그 배치의 평균을 썼습니다. 표본이 하나뿐이면 결과가 언제나 0이고, "
                "함께 들어온 표본에 따라 예측이 달라집니다. 학습하면서 구해 둔 running_mean과 "
                "running_var를 쓰십시오.",
                "In use, too, it takes the mean of what came in: a lone sample always becomes 0, and "
                "an answer depends on its company. Use running_mean and running_var.",
            ),
        ),
        Mistake(
            (
                "(x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + EPS)",
                "(x - running_mean) / np.sqrt(running_var + EPS)",
                "(dy * x).sum(axis=0)",
                "dy.sum(axis=0)",
            ),
            (
                "γ의 기울기에 x를 곱했습니다. y = γ·x̂ + β에서 γ에 곱해진 것은 정규화된 x̂이므로, 국소 미분도 x̂입니다.",
                "The gradient of γ is multiplied by x. In y = γ·x̂ + β it is the normalised x̂ that γ "
                "is multiplied by, so the local derivative is x̂.",
            ),
        ),
    ),
    hint=(
        "평균이 0이 되게 옮기고 표준편차로 나눕니다. 표준편차는 분산에 EPS를 더한 값의 "
        "제곱근입니다. γ와 β는 모든 표본에 쓰이므로 기여분을 표본의 축으로 더합니다.",
        "Move the middle to 0 and divide by the standard deviation: the root of variance plus EPS. "
        "Every sample uses γ and β, so their contributions are summed over the samples.",
    ),
    after=(
        "{4, 5, 6}은 ±1.2247과 0이 됩니다. 공부 노트의 ±0.01이 아닙니다.",
        "{4, 5, 6} becomes ±1.2247 and 0, not ±0.01 as in the study notes.",
    ),
)
