"""2. 뉴런 하나의 기울기를 직접. Write the gradients of one neuron by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..exercise import Exercise, Mistake, Names, Seen
from ..judging import diagnosed

__all__ = ["EXERCISE"]

# several: one alone may be explained by mistakes that nobody made
POINTS = {"x": [0.5, -1.5, 2.0], "w": [-3.0, 0.25, 0.4], "b": [2.0, 0.1, -0.7]}


def look(names: Names) -> Seen:
    """두 점에서의 기울기. Look at the gradients, at two points."""
    for x, w, b in list(zip(*POINTS.values(), strict=True))[:2]:
        found = names["gradients"](x, w, b)
        for name in POINTS:
            yield f"x = {x}, w = {w}, b = {b}: ∂y/∂{name}", found[name]


def judge(names: Names) -> str:
    """diagnose에 맡긴다. Leave it to diagnose."""

    def forward(x: Any, w: Any, b: Any) -> Any:
        return np.sum(names["neuron"](x, w, b))

    def gradients(x: Any, w: Any, b: Any) -> dict[str, Any]:
        found = [names["gradients"](*each) for each in zip(x, w, b, strict=True)]
        return {name: np.array([one[name] for one in found]) for name in "xwb"}

    return diagnosed(forward, gradients, {name: np.array(POINTS[name]) for name in "xwb"})


EXERCISE = Exercise(
    task=(
        "뉴런 y = tanh(w × x + b)의 기울기를 직접 쓰십시오. dn은 n = w × x + b에 대한 기울기 "
        "∂y/∂n입니다. dn을 쓰면 나머지 셋은 짧은 식이 됩니다. "
        "(np는 NumPy이고, np.tanh는 1번 수업의 math.tanh와 같은 함수입니다.)",
        "Write the gradients of the neuron y = tanh(w × x + b). dn is the gradient ∂y/∂n of "
        "n = w × x + b; with it, the other three are short. (np is NumPy, and np.tanh is math.tanh of lesson 1.)",
    ),
    code="""
import numpy as np


def neuron(x, w, b):
    n = w * x + b
    return np.tanh(n)


def gradients(x, w, b):
    y = neuron(x, w, b)
    dn = ⟨1 - y**2⟩
    dx = ⟨dn * w⟩
    dw = ⟨dn * x⟩
    db = ⟨dn * 1⟩
    return {"x": dx, "w": dw, "b": db}
""",
    look=look,
    mistakes=(
        Mistake(
            ("1 - y**2", "dn * x", "dn * w", "dn * 1"),
            (
                "x와 w가 서로 바뀌었습니다. w × x를 x로 미분하면 w이고, w로 미분하면 x입니다. "
                "곱의 국소 미분은 곱해진 상대입니다.",
                "x and w are swapped. w × x differentiated by x is w, and by w it is x: the local "
                "derivative is the other factor.",
            ),
        ),
        Mistake(
            ("1 - y**2", "w", "x", "1"),
            (
                "w × x + b만 미분했습니다. 그 뒤에 tanh가 있으므로 연쇄법칙에 따라 셋 모두에 dn을 "
                "곱해야 합니다.",
                "Only w × x + b is differentiated. A tanh follows it, so by the chain rule all three "
                "are multiplied by dn.",
            ),
        ),
        Mistake(
            ("1 - y**2", "dn * w", "dn * x", "1"),
            (
                "b의 기울기가 1입니다. 1은 덧셈의 국소 미분일 뿐이고, 그 뒤의 tanh를 지나온 기울기 dn을 "
                "곱해야 합니다: dn × 1.",
                "The gradient of b is 1. That is the local derivative of the sum alone; it is "
                "multiplied by dn, which came through the tanh: dn × 1.",
            ),
        ),
        Mistake(
            ("1 - y**2", "dn * w", "dn * x", "dn * b"),
            (
                "b의 기울기에 b를 곱했습니다. b는 곱해지지 않고 더해지므로 국소 미분은 1이고, "
                "흘러온 기울기가 그대로 전해집니다.",
                "The gradient of b is multiplied by b. But b is added, not multiplied: its local "
                "derivative is 1, and the upstream gradient comes through unchanged.",
            ),
        ),
        Mistake(
            ("1 - y", "dn * w", "dn * x", "dn * 1"),
            (
                "tanh의 국소 미분은 1 − y가 아니라 1 − y²입니다. 제곱이 빠졌습니다.",
                "The local derivative of tanh is 1 − y², not 1 − y: the square is missing.",
            ),
        ),
        Mistake(
            ("1 - (w * x + b)**2", "dn * w", "dn * x", "dn * 1"),
            (
                "1 − n²을 썼습니다. 1 − y²의 y는 tanh에 들어간 n이 아니라 tanh에서 나온 값입니다.",
                "1 − n² is used. The y in 1 − y² is what comes out of tanh, not the n that goes in.",
            ),
        ),
    ),
    hint=(
        "tanh의 국소 미분은 그 결과로 쓸 수 있습니다(1번 수업). n = w × x + b에서 곱의 국소 "
        "미분은 곱해진 상대이고, 덧셈의 국소 미분은 1입니다.",
        "The local derivative of tanh can be written with its result (lesson 1). In n = w × x + b, "
        "that of a product is the other factor, that of a sum is 1.",
    ),
    after=(
        "엔진이 그림에 적은 값과 같습니다. 이런 뉴런이 여럿 모이면 층 하나가 됩니다.",
        "These are the numbers that the engine wrote on the drawing. A layer is several such neurons.",
    ),
    judge=judge,
)
