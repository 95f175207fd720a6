"""17. 기울기 검사기를 직접. Write a gradient check: central differences, upstream, a verdict."""

from __future__ import annotations

import numpy as np

from ..exercise import Exercise, Mistake, Names, Seen

__all__ = ["EXERCISE"]

X = np.array([0.5, -1.0, 2.0])
UPSTREAM = np.array([0.7, -1.9, 3.1])  # not ones: a softmax would be 0


def cubes(x):  # type: ignore[no-untyped-def]
    """전진 차분과 중심 차분이 다르도록 휘는 함수. A function that curves."""
    return x**3


def softmax(x):  # type: ignore[no-untyped-def]
    """원소마다 다른 원소에 달린 함수. A function whose entries depend on all others."""
    return np.exp(x) / np.exp(x).sum()


def look(names: Names) -> Seen:
    """큰 h의 차분, 상대 오차, 흘러온 기울기를 곱한 기울기.

    Look at differences with a large h, at relative errors, and at gradients with an upstream.
    """
    yield "slope(x³, 2, h=0.5)", names["slope"](cubes, 2.0, 0.5)
    yield "slope(x³, -1, h=0.2)", names["slope"](cubes, -1.0, 0.2)
    yield "slope(exp, 1, h=0.3)", names["slope"](np.exp, 1.0, 0.3)
    for a, b in ((200.0, 201.0), (-0.004, 0.002), (0.3, -0.5)):
        yield f"relative_error({a:g}, {b:g})", names["relative_error"](a, b)
    for name, f, h in (("x³", cubes, 0.5), ("x³", cubes, 0.2), ("softmax", softmax, 0.001)):
        found = names["gradient"](f, X.copy(), UPSTREAM.copy(), h)
        yield f"gradient({name}, x, upstream, h={h})", found


SLOPE = "(f(x + h) - f(x - h)) / (2 * h)"
ERROR = "abs(a - b) / max(abs(a), abs(b))"
ENTRY = "np.sum(upstream * (f(x + step) - f(x - step))) / (2 * h)"

EXERCISE = Exercise(
    task=(
        "기울기 검사에 쓰는 함수 셋을 완성하십시오. slope는 변수가 하나인 함수의 기울기를, x를 "
        "양쪽으로 h만큼 움직여 구합니다(중심 차분). relative_error는 두 수의 차이를 절댓값이 큰 "
        "쪽의 크기로 나눈 값입니다. gradient는 배열의 함수 f로 만든 손실 sum(upstream * f(x))의 "
        "기울기를, 원소마다 양쪽으로 움직여 구합니다. step은 한 원소만 h이고 나머지는 0입니다.",
        "Write three pieces of a gradient check. slope measures the slope of a function of one number by "
        "going h to both sides of x. relative_error is the difference of two numbers as a share of the one "
        "larger in size. gradient is that of the loss sum(upstream * f(x)), for f a function of arrays, "
        "measured by moving each entry to both sides: step is h in one entry.",
    ),
    code=f"""
import numpy as np


def slope(f, x, h):
    return ⟨{SLOPE}⟩


def relative_error(a, b):
    return ⟨{ERROR}⟩


def gradient(f, x, upstream, h):
    found = []
    for i in range(len(x)):
        step = np.zeros(len(x))
        step[i] = h
        found.append(⟨{ENTRY}⟩)
    return np.array(found)
""",
    look=look,
    mistakes=(
        Mistake(
            ("(f(x + h) - f(x)) / h", ERROR, ENTRY),
            (
                "한쪽으로만 움직였습니다(전진 차분). 그러면 오차가 h에 비례합니다. 양쪽으로 "
                "움직이면 h²에 비례해 훨씬 작습니다.",
                "That goes to one side only, and its error is in proportion to h. Going to both sides it is "
                "in proportion to h², which is far less.",
            ),
        ),
        Mistake(
            ("(f(x + h) - f(x - h)) / h", ERROR, ENTRY),
            (
                "두 점 사이의 거리는 h가 아니라 그 두 배입니다. 그래서 기울기도 두 배가 되었습니다. 거리로 나누십시오.",
                "The two points are not h apart but twice that, so the slope is twice too large. Divide by "
                "their distance.",
            ),
        ),
        Mistake(
            (
                "(f(x + h) - f(x - h)) / 2 * h",
                ERROR,
                "np.sum(upstream * (f(x + step) - f(x - step))) / 2 * h",
            ),
            (
                "/ 2 * h는 2로 나눈 뒤 h를 곱합니다. 나누는 수 전체를 괄호로 묶으십시오: / (2 * h)",
                "/ 2 * h divides by 2 and then multiplies by h. Put the whole divisor in brackets: "
                "/ (2 * h)",
            ),
        ),
        Mistake(
            ("f(x + h) - f(x - h) / (2 * h)", ERROR, ENTRY),
            (
                "나눗셈을 뺄셈보다 먼저 합니다. 이대로면 f(x - h)만 나누니, 차이 전체를 괄호로 묶으십시오.",
                "Division goes before subtraction: like this only f(x - h) is divided. Put the whole "
                "difference in brackets.",
            ),
        ),
        Mistake(
            (SLOPE, "abs(a - b)", ENTRY),
            (
                "상대 오차가 아니라 절대 오차입니다. 200과 201에서 차이 1은 작지만, 기울기가 "
                "0.001일 때 차이 1은 완전히 틀린 것입니다. 두 수의 크기로 나누십시오.",
                "That is the absolute error. Off by 1 is little for 200 and everything for a gradient of "
                "0.001: divide by the size of the numbers.",
            ),
        ),
        Mistake(
            (SLOPE, "abs(a - b) / max(a, b)", ENTRY),
            (
                "음수가 있으면 max(a, b)가 크기가 큰 쪽이 아닙니다. -0.004와 0.002에서는 0.002가 "
                "됩니다. 크기, 곧 절댓값을 비교하십시오.",
                "With negative numbers max(a, b) is not the larger in size: of -0.004 and 0.002 it is 0.002. "
                "Compare the sizes, that is, absolute values.",
            ),
        ),
        Mistake(
            (SLOPE, ERROR, "np.sum(f(x + step) - f(x - step)) / (2 * h)"),
            (
                "흘러온 기울기를 곱하지 않았습니다. 모두 1로 둔 것과 같아서, 소프트맥스처럼 합이 "
                "언제나 1인 함수는 틀린 역전파(모두 0)도 통과합니다. upstream을 곱한 뒤 "
                "더하십시오.",
                "The upstream gradient is not there: as if it were all ones. Then a softmax, whose sum is "
                "always 1, passes with a wrong backward pass that gives 0. Multiply by upstream, then sum.",
            ),
        ),
        Mistake(
            (
                SLOPE,
                ERROR,
                "upstream[i] * (f(x + step) - f(x - step))[i] / (2 * h)",
            ),
            (
                "i번째 결과만 보았습니다. 소프트맥스처럼 한 입력이 모든 결과를 바꾸는 함수도 "
                "있으므로, 모든 결과의 변화에 각자의 upstream을 곱해 더하십시오.",
                "That looks at the i-th result only. In a softmax one input changes every result: multiply "
                "the change of each by its own upstream, and sum.",
            ),
        ),
    ),
    hint=(
        "기울기는 함숫값의 차이를 두 점 사이의 거리로 나눈 것이고, 두 점은 x에서 양쪽으로 h만큼 "
        "떨어져 있습니다. gradient도 같지만, 함숫값이 배열이므로 upstream을 곱하고 더해서 수 "
        "하나로 만듭니다.",
        "A slope is a difference in values over the distance of two points, here h ahead and h "
        "behind x. gradient is the same, but the value is an array: multiply by upstream and sum, "
        "which makes one number.",
    ),
    after=(
        "h가 0.5로 크면 x³의 기울기는 12가 아니라 12.25로 나옵니다. 오차 0.25는 h²과 같습니다.",
        "With h as large as 0.5 the slope of x³ comes out as 12.25, not 12: the error, 0.25, is h².",
    ),
)
