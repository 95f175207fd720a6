"""4. 기울기와 학습 스텝을 직접. Write a slope, and the step that goes down."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..exercise import Exercise, Mistake, Names, Seen
from ..judging import diagnosed

__all__ = ["EXERCISE"]

SLOPE, STEP = "4 * x**3 - 4 * x + 0.5", "x - lr * slope(x)"


def look(names: Names) -> Seen:
    """두 점의 기울기, 한 스텝, 여러 스텝. Look at the slope at two points, one step, and several."""
    for x in (1.5, -0.7):
        yield f"slope({x})", names["slope"](x)
    for x, lr, steps in ((0.3, 0.02, 1), (1.5, 0.05, 3)):
        yield f"descend({x}, {lr}, {steps})", names["descend"](x, lr, steps)


def judge(names: Names) -> str:
    """기울기를 진단한다. Diagnose the slope."""

    def forward(x: Any) -> Any:
        return np.sum(x**4 - 2 * x**2 + 0.5 * x)

    def gradients(x: Any) -> dict[str, Any]:
        return {"x": np.array([names["slope"](float(one)) for one in x])}

    # several points: one alone may be explained by mistakes that nobody made
    return diagnosed(forward, gradients, {"x": np.array([1.5, -0.7, 0.4])})


EXERCISE = Exercise(
    task=(
        "f(x) = x⁴ − 2x² + 0.5x의 도함수 f′(x)와, 경사 하강법의 학습 스텝 하나를 쓰십시오.",
        "Write the derivative f′(x) of f(x) = x⁴ − 2x² + 0.5x, and one step of gradient descent.",
    ),
    code="""
def slope(x):
    return ⟨4 * x**3 - 4 * x + 0.5⟩


def descend(x, lr, steps):
    for _ in range(steps):
        x = ⟨x - lr * slope(x)⟩
    return x
""",
    look=look,
    mistakes=(
        Mistake(
            (SLOPE, "x + lr * slope(x)"),
            (
                "기울기와 같은 쪽으로 움직였습니다. 기울기는 f가 늘어나는 쪽을 가리키므로, "
                "내려가려면 빼야 합니다.",
                "This goes along the gradient, where f grows. To go down, subtract it.",
            ),
        ),
        Mistake(
            (SLOPE, "x - slope(x)"),
            (
                "학습률 lr을 곱하지 않아서 lr이 언제나 1인 것과 같습니다. 기울기가 가파르면 너무 "
                "멀리 건너뛰어 발산합니다. 기울기에 lr을 곱해서 빼십시오.",
                "The learning rate is not used, as if lr were always 1: where the slope is steep it "
                "jumps too far and diverges. Multiply the slope by lr.",
            ),
        ),
        Mistake(
            (SLOPE, "-lr * slope(x)"),
            (
                "움직일 거리만 쓰고, 지금 있는 곳 x를 빠뜨렸습니다. 새 x는 지금의 x에서 그만큼 "
                "옮긴 값입니다.",
                "This is how far to move, without the x to start from. The new x is the present one, "
                "moved by that.",
            ),
        ),
        Mistake(
            (SLOPE, "x - lr"),
            (
                "기울기를 쓰지 않아 언제나 왼쪽으로 같은 거리만 움직입니다. 얼마나, 어느 쪽으로 "
                "갈지는 slope(x)가 정합니다.",
                "Without the slope, it moves left by the same distance every time. slope(x) says "
                "which way, and how far.",
            ),
        ),
        Mistake(
            ("x**4 - 2 * x**2 + 0.5 * x", STEP),
            (
                "도함수가 아니라 f 자체를 썼습니다. 항마다 미분하십시오: xⁿ은 n·xⁿ⁻¹이 됩니다.",
                "This is f itself, not its derivative. Differentiate each term: xⁿ becomes n·xⁿ⁻¹.",
            ),
        ),
        Mistake(
            ("4 * x**3 + 4 * x + 0.5", STEP),
            (
                "둘째 항의 부호가 바뀌었습니다. −2x²을 미분하면 −4x입니다.",
                "The sign of the second term is wrong: −2x² differentiated is −4x.",
            ),
        ),
        Mistake(
            ("4 * x**3 - 2 * x + 0.5", STEP),
            (
                "2x²을 미분하면 지수 2가 내려와 곱해져 4x입니다. 여기서는 2x만 뺐습니다.",
                "2x² differentiated is 4x, for the exponent 2 comes down as a factor. This subtracts "
                "2x only.",
            ),
        ),
        Mistake(
            ("4 * x**3 - 4 * x - 0.5", STEP),
            (
                "마지막 항의 부호가 바뀌었습니다. +0.5x를 미분하면 +0.5입니다.",
                "The sign of the last term is wrong: +0.5x differentiated is +0.5.",
            ),
        ),
        Mistake(
            ("4 * x^3 - 4 * x + 0.5", STEP),
            (
                "파이썬의 거듭제곱은 ^가 아니라 **입니다: x**3.",
                "Python writes powers with **, not ^: x**3.",
            ),
        ),
        Mistake(
            ("4 * x**3 - 4 * x + 0.5 * x", STEP),
            (
                "0.5x를 미분하면 0.5입니다. x가 남아 있습니다.",
                "0.5x differentiated is 0.5: an x is left.",
            ),
        ),
        Mistake(
            ("4 * x**3 - 4 * x", STEP),
            (
                "0.5x를 미분한 0.5가 빠졌습니다. 사라지는 것은 상수항뿐입니다.",
                "The 0.5 that 0.5x leaves is missing. Only constants vanish.",
            ),
        ),
        Mistake(
            ("x**3 - 2 * x + 0.5", STEP),
            (
                "지수가 앞으로 내려와 곱해지지 않았습니다. x⁴은 4x³이 되고, 2x²은 4x가 됩니다.",
                "The exponents do not come down as factors: x⁴ becomes 4x³, and 2x² becomes 4x.",
            ),
        ),
    ),
    hint=(
        "항마다 미분해서 더합니다: (x³)′ = 3x². 스텝은 지금의 x에서, 학습률을 곱한 기울기를 "
        "뺍니다.",
        "Differentiate each term: (x³)′ = 3x². The step: from where it is, less the slope times the "
        "learning rate.",
    ),
    after=(
        "신경망의 학습도 이 한 줄입니다. 다만 x가 수천, 수만 개이고, 기울기는 역전파로 한꺼번에 구합니다.",
        "Training a network is this one line, with thousands of x whose slopes backpropagation "
        "finds all at once.",
    ),
    judge=judge,
)
