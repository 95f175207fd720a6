"""3. 곱의 역전파를 직접. Write the backward step of a product, so that gradients add."""

from __future__ import annotations

from ..exercise import Exercise, Mistake, Names, Seen

__all__ = ["EXERCISE"]


def look(names: Names) -> Seen:
    """서로 다른 두 잎, 같은 잎 두 번, 이미 모인 기울기.

    Look at two leaves, at one leaf used twice, and at two that hold gradients already.
    """
    leaf, back = names["Leaf"], names["multiply_back"]
    a, b, x, held = leaf(2.0), leaf(5.0), leaf(3.0), leaf(4.0)
    back(10.0, a, b)
    yield "a * b, a.grad", a.grad
    yield "a * b, b.grad", b.grad
    back(1.0, x, x)
    yield "x * x, x.grad", x.grad
    other = leaf(7.0)
    held.grad, other.grad = 100.0, 30.0
    back(1.0, held, other)
    yield "held * other, held.grad", held.grad
    yield "held * other, other.grad", other.grad


EXERCISE = Exercise(
    task=(
        "y = a × b의 역전파를 쓰십시오. upstream은 y의 기울기, 곧 흘러온 기울기입니다. 같은 잎이 "
        "두 번 들어와도(x × x) 맞아야 합니다.",
        "Write the backward step of y = a × b, where upstream is the gradient of y. It has to be "
        "right for one leaf used twice (x × x), too.",
    ),
    code="""
class Leaf:
    def __init__(self, data):
        self.data, self.grad = data, 0.0


def multiply_back(upstream, a, b):
    a.grad = ⟨a.grad + upstream * b.data⟩
    b.grad = ⟨b.grad + upstream * a.data⟩
""",
    look=look,
    mistakes=(
        Mistake(
            ("upstream * b.data", "upstream * a.data"),
            (
                "기여분을 더하지 않고 덮어썼습니다. x × x에서 x의 기울기가 6이 아니라 3이 됩니다. "
                "이미 모인 a.grad에 더하십시오.",
                "The contribution replaces the gradient instead of being added: for x × x the "
                "gradient of x is 3, not 6. Add to the a.grad that has gathered already.",
            ),
        ),
        Mistake(
            ("a.grad + b.data", "b.grad + a.data"),
            (
                "국소 미분만 더했습니다. 연쇄법칙에 따라 흘러온 기울기 upstream을 곱해야 합니다.",
                "Only the local derivative is added. The chain rule multiplies it by the upstream "
                "gradient.",
            ),
        ),
        Mistake(
            ("a.grad + upstream * a.data", "b.grad + upstream * b.data"),
            (
                "두 국소 미분이 서로 바뀌었습니다. a × b를 a로 미분하면 a가 아니라 b입니다.",
                "The local derivatives are swapped: a × b differentiated by a is b, not a.",
            ),
        ),
        Mistake(
            ("a.grad + upstream", "b.grad + upstream"),
            (
                "흘러온 기울기를 그대로 더했습니다. 그것은 덧셈의 역전파입니다. 곱에서는 국소 "
                "미분, 곧 상대의 값을 곱해야 합니다.",
                "The upstream gradient is added as it is, which is right for a sum. A product "
                "multiplies it by the local derivative: the other value.",
            ),
        ),
        Mistake(
            ("a.grad + upstream * b", "b.grad + upstream * a"),
            (
                "a와 b는 수가 아니라 Leaf입니다. 그 안의 값은 .data에 있습니다.",
                "a and b are Leaves, not numbers. The number in one is its .data.",
            ),
        ),
        Mistake(
            ("a.grad + upstream * b.grad", "b.grad + upstream * a.grad"),
            (
                "상대의 기울기(.grad)를 곱했습니다. 국소 미분은 상대의 값(.data)입니다: a × b에서 a가 1 늘면 결과는 "
                "b만큼 늡니다.",
                "This multiplies by the other's gradient (.grad). The local derivative is its value "
                "(.data): in a × b, 1 more of a makes b more of the result.",
            ),
        ),
    ),
    hint=(
        "기여분 = 흘러온 기울기 × 국소 미분. 새 기울기 = 지금까지 모인 기울기 + 새 기여분.",
        "A contribution is upstream × local derivative; a gradient is what has gathered plus the "
        "new contribution.",
    ),
    after=(
        "그래서 x × x의 기울기는 3 + 3 = 6입니다.",
        "So the gradient of x × x is 3 + 3 = 6.",
    ),
)
