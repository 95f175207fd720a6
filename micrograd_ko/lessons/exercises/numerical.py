"""6. 중심 차분을 직접. Write central differences, for every entry of an array."""

from __future__ import annotations

import numpy as np

from ..exercise import Exercise, Mistake, Names, Seen
from ..judging import diagnosed

__all__ = ["EXERCISE"]

BACK, SLOPE = "kept - h", "(up - down) / (2 * h)"


def cubes(x: np.ndarray) -> float:
    """섞인 항이 있는 삼차식. Compute a cubic in which each entry meets the next."""
    return float(np.sum(x**3) + np.sum(x[:-1] * x[1:] ** 2))


def look(names: Names) -> Seen:
    """넓은 간격과 좁은 간격에서, 그리고 뒤에 남은 x. Look with a wide and a small h, and at x after."""
    x = np.array([[1.0, -0.5, 2.0], [0.3, 1.5, -1.2]])
    after = x.copy()
    found = names["numerical"](cubes, after, 0.5)
    yield "x, after numerical(f, x, 0.5)", after
    yield "h = 0.5", found
    yield "h = 0.0001", names["numerical"](cubes, x.copy(), 0.0001)


def judge(names: Names) -> str:
    """diagnose에 맡긴다, x가 그대로이면. Leave it to diagnose, if x is left as it was."""
    x = np.array([[1.0, -0.5], [0.3, 1.5], [2.0, 0.7]])
    after = x.copy()
    names["numerical"](cubes, after, 0.5)
    if not np.allclose(after, x):
        return ""

    def forward(x: np.ndarray) -> float:
        return np.sum(x**3) + np.sum(x[:-1] * x[1:] ** 2)  # type: ignore[no-any-return]

    def gradients(x: np.ndarray) -> dict[str, np.ndarray]:
        return {"x": names["numerical"](cubes, x.copy(), 0.0001)}

    return diagnosed(forward, gradients, {"x": x})


EXERCISE = Exercise(
    task=(
        "배열 x의 원소마다 중심 차분(central difference)을 구하십시오. 원소를 h만큼 늘렸을 때와 "
        "h만큼 줄였을 때의 f의 차이로 기울기를 구합니다. 늘리기만 하는 전진 차분보다 훨씬 "
        "정확합니다. 끝나면 x는 처음 그대로여야 합니다.",
        "Find the central difference for each entry of the array x: the slope between f with the "
        "entry raised by h and f with it lowered by h. It is far more exact than raising alone. In "
        "the end x has to be as it was.",
    ),
    code="""
import numpy as np


def numerical(f, x, h):
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + h
        up = f(x)
        x[i] = ⟨kept - h⟩
        down = f(x)
        x[i] = ⟨kept⟩
        grad[i] = ⟨(up - down) / (2 * h)⟩
    return grad
""",
    look=look,
    mistakes=(
        Mistake(
            (BACK, "kept", "(up - down) / h"),
            (
                "모두 2배입니다. 늘린 점과 줄인 점 사이의 거리는 h가 아니라 2h입니다.",
                "All are twice too large. From the lowered to the raised entry it is 2h, not h.",
            ),
        ),
        Mistake(
            (BACK, "kept", "up - down"),
            (
                "변한 양을 거리로 나누지 않았습니다. 기울기는 변화의 비율이므로 두 점의 거리로 나눕니다.",
                "The change is not divided by the distance. A slope is change per distance between "
                "the two points.",
            ),
        ),
        Mistake(
            ("x[i] - h", "kept", SLOPE),
            (
                "두 번째 f를 h만큼 줄인 값이 아니라 처음 값에서 구했습니다(x[i]는 이미 늘어나 있어, x[i] − h도 처음 "
                "값입니다). 거리는 h인데 2h로 나누어 절반이 됩니다. kept에서 h를 빼십시오.",
                "The second f is taken at the first value, not at the lowered one (x[i] was raised "
                "already, so x[i] − h is back where it was). That is a distance of h divided by 2h: "
                "half. Subtract h from kept.",
            ),
        ),
        Mistake(
            (BACK, "x[i]", SLOPE),
            (
                "x[i]를 되돌리지 않았습니다. 줄인 채로 남아서 다음 원소의 기울기가 다른 점에서 구해지고, 끝난 뒤의 x도 "
                "달라집니다. 보관해 둔 값을 다시 넣으십시오.",
                "x[i] is not put back. It stays lowered, so the slopes of the next entries are taken "
                "at another point, and x has changed in the end. Put back what was kept.",
            ),
        ),
        Mistake(
            (BACK, "kept", "(up - down) / 2 * h"),
            (
                "/ 2 * h는 2로 나눈 뒤 h를 곱합니다. 나누는 수 전체를 괄호로 묶으십시오: / (2 * h)",
                "/ 2 * h divides by 2 and then multiplies by h. Put the whole divisor in brackets: "
                "/ (2 * h)",
            ),
        ),
        Mistake(
            (BACK, "kept", "(up - f(x)) / h"),
            (
                "전진 차분입니다. 늘린 f와 제자리의 f를 비교하면 오차가 h에 비례합니다. 중심 차분은 늘린 f와 줄인 f를 "
                "비교하고, 두 점의 거리로 나눕니다.",
                "That is a difference to one side: f raised against f in place, whose error goes with h. "
                "The central one compares f raised and f lowered, over the distance of these two.",
            ),
        ),
        Mistake(
            (BACK, "kept", "(down - up) / (2 * h)"),
            (
                "부호가 반대입니다. x가 늘 때 f가 늘면 기울기는 양수여야 하므로 up에서 down을 뺍니다.",
                "The sign is the opposite. Where f grows with x the slope is positive: up minus down.",
            ),
        ),
    ),
    hint=(
        "원소 하나를 늘려 f를 구하고, 줄여 f를 구하고, 원래 값으로 되돌립니다. 기울기는 f의 "
        "차이를 두 점 사이의 거리로 나눈 것입니다.",
        "Raise one entry and take f, lower it and take f, put it back. A slope is the difference of "
        "f over the distance between the two points.",
    ),
    after=(
        "f가 매끄러우면 중심 차분의 오차는 h²에 비례합니다. h가 너무 작으면 반올림 오차가 "
        "커집니다(17번 수업).",
        "Where f is smooth, the error of a central difference goes with h². If h is too small, "
        "rounding takes over (lesson 17).",
    ),
    judge=judge,
)
