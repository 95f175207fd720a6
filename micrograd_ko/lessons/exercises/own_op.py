"""18. 연산 둘의 규칙을 직접. Write the rules of two ops: a bell curve and a hypotenuse."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..exercise import Exercise, Mistake, Names, Seen

__all__ = ["EXERCISE"]

BELL = "(-2 * a * y * g,)"
HYPOT = "(g * a / y, g * b / y)"


def rows(names: Names) -> dict[str, tuple[Any, tuple[float, ...]]]:
    """배우는 이의 규칙으로 만든 연산, 표에는 넣지 않고, 그리고 시험할 입력.

    Make ops of the learner's rules, which enter no table, with inputs to check them at.
    """
    from ...engine import Op

    def row(name: str, *inputs: float) -> tuple[Any, tuple[float, ...]]:
        forward, backward = names[name], names[f"{name}_back"]
        domain = ((-3.0, 3.0),) * len(inputs)
        return Op(name, name, name, forward, backward, domain, None), inputs

    return {"bell": row("bell", 0.7), "hypot": row("hypot", 1.5, -2.0)}


def look(names: Names) -> Seen:
    """결과와 기여분, 수로 또 배열로, 그리고 노드로.

    Look at results and contributions, of numbers and arrays, and of a node.
    """
    from ...engine import Value

    yield "bell(0.7)", names["bell"](0.7)
    yield "bell_back(g=3, y, a=0.7)", names["bell_back"](3.0, np.exp(-0.49), 0.7)
    yield "hypot_back(g=3, y=2.5, a=1.5, b=-2)", names["hypot_back"](3.0, 2.5, 1.5, -2.0)
    g, a = np.array([2.0, -5.0]), np.array([0.3, -1.1])
    yield "bell(array)", names["bell"](a.copy())
    yield "bell_back(arrays)", names["bell_back"](g.copy(), np.exp(-a * a), a.copy())
    b = np.array([-0.4, 2.0])
    found = names["hypot_back"](g.copy(), np.hypot(a, b), a.copy(), b.copy())
    yield "hypot_back(arrays)", found
    node = Value(0.7)
    names["bell"](node).backward()
    yield "bell(Value(0.7)).backward()", node.grad


def judge(names: Names) -> str:
    """규칙이 순전파의 미분인지. Check the rules against the forward rules, twice over."""
    from ...checking import check_gradients

    reports = (check_gradients(row, *inputs) for row, inputs in rows(names).values())
    return "\n".join(str(report) for report in reports if not report)


EXERCISE = Exercise(
    task=(
        "연산 둘의 규칙을 쓰십시오. bell은 exp(-a²)이고, hypot은 √(a² + b²)입니다. _back은 흘러온 기울기 g, 결과 y와 "
        "입력을 받아, 입력마다 기여분 하나를 튜플로 돌려줍니다. 이미 계산한 y를 쓰면 짧아집니다.",
        "Write the rules of two ops: bell is exp(-a²), hypot is √(a² + b²). A _back gets the upstream g, "
        "the result y and the inputs, and gives a tuple with one contribution for each input. With y, which "
        "is there already, they are short.",
    ),
    code=f"""
from micrograd_ko import exp, sqrt


def bell(a):
    return ⟨exp(-a * a)⟩


def bell_back(g, y, a):
    return ⟨{BELL}⟩


def hypot(a, b):
    return sqrt(a * a + b * b)


def hypot_back(g, y, a, b):
    return ⟨{HYPOT}⟩
""",
    look=look,
    mistakes=(
        Mistake(
            ("exp(-a * a)", "-2 * a * y * g", HYPOT),
            (
                "튜플이 아닙니다. 입력이 하나여도 기여분은 튜플로 돌려줍니다. 파이썬에서는 쉼표가 튜플을 만듭니다: (값,)",
                "That is no tuple. Contributions come as a tuple even for one input, and what makes a tuple is "
                "the comma: (value,)",
            ),
        ),
        Mistake(
            ("exp(-a * a)", "(-2 * a * y,)", HYPOT),
            (
                "bell_back이 국소 미분만 돌려줍니다. 연쇄법칙에 따라 흘러온 기울기 g를 곱해야 "
                "합니다. g = 1로만 검사하면 이 실수는 드러나지 않습니다.",
                "bell_back stops at the local derivative. The chain rule multiplies it by the upstream g. "
                "Tested with g = 1 alone, this mistake is not seen.",
            ),
        ),
        Mistake(
            ("exp(-a * a)", "(y * g,)", HYPOT),
            (
                "지수 함수의 미분만 썼습니다. exp 안의 -a²도 a로 미분해서 곱해야 합니다(연쇄법칙).",
                "That is the derivative of the exponential alone. What is inside it, -a², is to be "
                "differentiated by a as well, and multiplied (the chain rule).",
            ),
        ),
        Mistake(
            ("exp(-a * a)", "(2 * a * y * g,)", HYPOT),
            (
                "부호가 반대입니다. -a²을 미분해도 음의 부호는 남습니다. a가 양수일 때 a가 늘면 "
                "종 모양의 곡선은 내려갑니다.",
                "The sign is wrong: of -a² the minus stays. For a positive a the bell falls as a grows.",
            ),
        ),
        Mistake(
            ("exp(-a * a)", BELL, "(g * a, g * b)"),
            (
                "hypot_back에서 제곱근의 미분을 빠뜨렸습니다. √s의 미분은 1 / (2√s)이고, √s가 바로 y입니다.",
                "hypot_back lacks the derivative of the square root: that of √s is 1 / (2√s), where √s is y "
                "itself.",
            ),
        ),
        Mistake(
            ("exp(-a * a)", BELL, "(g * b / y, g * a / y)"),
            (
                "두 기여분의 순서가 바뀌었습니다. 입력과 같은 순서로, a의 기여분이 먼저 와야 "
                "합니다.",
                "The two contributions are swapped. They come in the order of the inputs: that of a is first.",
            ),
        ),
        Mistake(
            ("exp(a * a)", BELL, HYPOT),
            (
                "지수의 부호가 빠졌습니다. 그러면 종 모양이 되지 않고, a가 0에서 멀어질수록 "
                "끝없이 커집니다.",
                "The exponent lost its sign: no bell, but something that grows without end as a "
                "leaves 0.",
            ),
        ),
    ),
    hint=(
        "기여분 = g × 국소 미분. bell의 국소 미분은 y에 -a²의 미분을 곱한 것이고, √s의 미분은 s의 미분을 2√s로 나눈 것입니다.",
        "A contribution is g × the local derivative. That of bell is y times the derivative of -a²; that of "
        "√s is the derivative of s over 2√s.",
    ),
    after=(
        "이 함수들을 op('bell', 'bell', '종', bell, bell_back)에 넣으면 그림으로 그릴 수도, 몇 "
        "번이고 미분할 수도 있습니다.",
        "Give them to op('bell', 'bell', '종', bell, bell_back), and it is drawn, and differentiable to any "
        "order.",
    ),
    judge=judge,
)
