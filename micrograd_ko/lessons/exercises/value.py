"""1. Value를 완성한다. Complete Value: the local derivatives of a product, and the backward pass."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np

from ..exercise import Exercise, Mistake, Names, Seen
from ..judging import diagnosed

__all__ = ["EXERCISE"]


def look(names: Names) -> Seen:
    """국소 미분, 곱, 이어진 곱, 두 번 쓴 값, 갈라졌다 만나는 값.

    Look at local derivatives, at a product, at products in a row, at a value used twice, and at one
    that reaches the result by two ways.
    """
    value = names["Value"]
    u, v, w, x, s = value(2.0), value(5.0), value(3.0), value(4.0), value(0.5)
    # what stands there instead of a number is named, for classes of two answers are never equal
    local = [one if isinstance(one, Real) else type(one).__name__ for _, one in (u * v).parents]
    yield "u * v: local", local
    (u * v).backward()
    yield "(u * v).backward(): u.grad", u.grad
    yield "(u * v).backward(): v.grad", v.grad
    (w * x * value(7.0)).backward()
    yield "(w * x * 7).backward(): w.grad", w.grad
    yield "(w * x * 7).backward(): x.grad", x.grad
    product = s * value(3.0)
    (product + product * product).tanh().backward()
    yield "p = s * 3, (p + p * p).tanh(): s.grad", s.grad


def judge(names: Names) -> str:
    """배우는 이의 Value로 구한 기울기를 진단한다. Diagnose what the learner's Value finds."""

    def gradients(u: Any, v: Any) -> dict[str, Any]:
        pairs = [
            (names["Value"](float(a)), names["Value"](float(b))) for a, b in zip(u, v, strict=True)
        ]
        for a, b in pairs:
            (a * b + a).tanh().backward()
        return {
            "u": np.array([a.grad for a, _ in pairs]),
            "v": np.array([b.grad for _, b in pairs]),
        }

    # several points: one alone may be explained by mistakes that nobody made
    given = {"u": np.array([0.7, -0.4, 1.2]), "v": np.array([-1.8, 0.9, 0.3])}
    return diagnosed(lambda u, v: np.sum(np.tanh(u * v + u)), gradients, given)


EXERCISE = Exercise(
    task=(
        "Value를 완성하십시오. 처음 두 빈칸은 self × other를 각각 self와 other로 미분한 국소 "
        "미분이고, 셋째는 노드 v를 따라가는 순서, 넷째는 부모의 새 기울기입니다. 위의 코드를 보지 "
        "말고 채워 보십시오.",
        "Complete Value. The first two gaps are the local derivatives of self × other, by self and "
        "by other; the third is the order in which nodes are visited; the fourth is the parent's "
        "new gradient. Try it without looking at the code above.",
    ),
    code="""
import math


class Value:
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0.0, parents

    def __add__(self, other):
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        return Value(self.data * other.data, [(self, ⟨other.data⟩), (other, ⟨self.data⟩)])

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, [(self, 1 - t * t)])

    def collect(self, order):
        if self not in order:
            for parent, _ in self.parents:
                parent.collect(order)
            order.append(self)
        return order

    def backward(self):
        self.grad = 1.0
        order = self.collect([])
        for v in ⟨reversed(order)⟩:
            for parent, local in v.parents:
                parent.grad = ⟨parent.grad + v.grad * local⟩
""",
    look=look,
    mistakes=(
        Mistake(
            ("self.data", "other.data", "reversed(order)", "parent.grad + v.grad * local"),
            (
                "곱의 두 국소 미분이 서로 바뀌었습니다. u × v에서 u를 조금 늘리면 결과는 그 "
                "v배만큼 늡니다. self로 미분하면 상대인 other의 값이고, other로 미분하면 self의 "
                "값입니다.",
                "The two local derivatives of the product are swapped. In u × v, a little more u "
                "makes v times as much more of the result: self's is the value of other, and "
                "other's is the value of self.",
            ),
        ),
        Mistake(
            ("other", "self", "reversed(order)", "parent.grad + v.grad * local"),
            (
                "국소 미분의 자리에 수가 아니라 Value를 넣었습니다. 필요한 것은 그 안의 수이므로 "
                ".data를 붙이십시오.",
                "A local derivative here is a Value, not a number. What can be multiplied is the "
                "number in it: add .data.",
            ),
        ),
        Mistake(
            ("1.0", "1.0", "reversed(order)", "parent.grad + v.grad * local"),
            (
                "1은 덧셈의 국소 미분입니다. 곱에서는 상대의 값입니다: u × v에서 u가 0.001 늘면 결과는 "
                "0.001 × v만큼 늡니다.",
                "1 is the local derivative of a sum. For a product it is the other value: in u × v, "
                "0.001 more of u makes 0.001 × v more of the result.",
            ),
        ),
        Mistake(
            ("other.grad", "self.grad", "reversed(order)", "parent.grad + v.grad * local"),
            (
                "국소 미분에 기울기(.grad)를 썼습니다. 순전파를 할 때 기울기는 아직 0입니다. u × "
                "v를 u로 미분하면 v의 값(.data)입니다.",
                "The local derivatives are gradients (.grad), which are still 0 in the forward pass. "
                "u × v differentiated by u is the value of v (.data).",
            ),
        ),
        Mistake(
            ("self.data", "self.data", "reversed(order)", "parent.grad + v.grad * local"),
            (
                "self의 국소 미분에 self 자신의 값을 썼습니다. u × v에서 u를 조금 늘리면 결과는 그 v배만큼 늡니다: "
                "상대인 other의 값입니다.",
                "The local derivative by self is the value of self. In u × v, a little more u makes v "
                "times as much more of the result: it is the value of other.",
            ),
        ),
        Mistake(
            ("other.data", "other.data", "reversed(order)", "parent.grad + v.grad * local"),
            (
                "other의 국소 미분에 other 자신의 값을 썼습니다. u × v에서 v를 조금 늘리면 결과는 그 u배만큼 늡니다: "
                "상대인 self의 값입니다.",
                "The local derivative by other is the value of other. In u × v, a little more v makes u "
                "times as much more of the result: it is the value of self.",
            ),
        ),
        Mistake(
            ("other.data", "self.data", "order.reverse()", "parent.grad + v.grad * local"),
            (
                "식의 값이 None이라서 for가 반복할 것이 없습니다. order.reverse()는 목록을 그 "
                "자리에서 뒤집고 None을 돌려줍니다. 뒤집힌 것을 돌려주는 것은 reversed(order)나 "
                "order[::-1]입니다.",
                "The expression is None, over which for cannot walk. order.reverse() reverses the list "
                "in place and returns None; what gives the list reversed is reversed(order) or "
                "order[::-1].",
            ),
        ),
        Mistake(
            ("other.data", "self.data", "reversed(order)", "parent.grad + local * v"),
            (
                "국소 미분에 Value인 v를 곱했습니다. 연쇄법칙에 따라 곱할 것은 v의 기울기입니다.",
                "The local derivative is multiplied by v, a Value. What the chain rule multiplies it by "
                "is the gradient of v.",
            ),
        ),
        Mistake(
            ("other.data", "self.data", "order", "parent.grad + v.grad * local"),
            (
                "순서를 뒤집지 않았습니다. collect는 부모를 먼저 적으므로, 그대로 따라가면 결과의 "
                "기울기가 오기도 전에 아직 0인 기울기를 넘깁니다. 목록을 거꾸로, 결과에서 입력 "
                "쪽으로 따라가십시오.",
                "The order is not reversed. collect lists parents first, so nodes hand on 0 "
                "before the gradient of the result has come. Walk the list backward, from the "
                "result to the inputs.",
            ),
        ),
        Mistake(
            ("other.data", "self.data", "reversed(order)", "v.grad * local"),
            (
                "새로 온 값을 더하지 않고 덮어썼습니다. 한 값을 두 번 쓰면(p + p × p) 먼저 온 값이 "
                "사라집니다. 이미 모인 parent.grad에 더하십시오.",
                "The contribution replaces the gradient. Where a value is used twice (p + p × p), "
                "what came first is lost. Add it to the parent.grad that has gathered already.",
            ),
        ),
        Mistake(
            ("other.data", "self.data", "reversed(order)", "parent.grad + local"),
            (
                "국소 미분만 더했습니다. 계산이 이어지면 연쇄법칙대로 v의 기울기를 곱해야 합니다: "
                "w × x × 7에서 w의 기울기는 x가 아니라 7 × x입니다.",
                "Only the local derivative is added. Where operations follow each other, the chain "
                "rule multiplies it by the gradient of v: for w × x × 7 the gradient of w is 7 × x, "
                "not x.",
            ),
        ),
        Mistake(
            ("other.data", "self.data", "reversed(order)", "parent.grad + v.grad"),
            (
                "v의 기울기를 그대로 넘겼습니다. 덧셈이라면 맞지만, 곱과 tanh에서는 그 연산의 "
                "국소 미분 local을 곱해야 합니다.",
                "The gradient of v is passed on as it is. That is right for a sum; a product or tanh "
                "multiplies it by the local derivative, local.",
            ),
        ),
    ),
    hint=(
        "첫째와 둘째: u × v에서 v = 5이면, u가 1 늘 때 결과는 얼마나 늡니까? 셋째: collect는 "
        "부모를 먼저 적었고, 역전파는 결과에서 시작합니다. 넷째: 새 기울기 = 지금까지 모인 기울기 "
        "+ 흘러온 기울기 × 국소 미분.",
        "First and second: in u × v with v = 5, how much does the result grow when u grows by 1? "
        "Third: collect lists parents first, and the pass starts at the result. Fourth: new "
        "gradient = what has gathered + upstream gradient × local derivative.",
    ),
    after=(
        "이 서른 줄이 자동 미분 엔진입니다. 새 연산을 더하려면 그 값과 국소 미분만 쓰면 됩니다.",
        "These thirty lines are an autograd engine. A further operation needs its value and its "
        "local derivatives, nothing else.",
    ),
    judge=judge,
)
