"""19. 작은 replay. Write the loops of a small replay: rows of integers over one arena."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..exercise import Exercise, Mistake, Names, Seen

__all__ = ["EXERCISE"]

ADD, MUL = 0, 1
# v3 = v0 × v1, v4 = v3 × v3, v5 = v4 + v0, v2 = v5 + v1, v6 = v2 × v3: some are used twice
ROWS = [(MUL, 3, 0, 1), (MUL, 4, 3, 3), (ADD, 5, 4, 0), (ADD, 2, 5, 1), (MUL, 6, 2, 3)]
INPUTS = (1.5, -2.0)


def arena_of(a: Any, b: Any) -> list[Any]:
    """두 입력이 놓인 자리와 빈 자리. The two inputs at their places, and room for the rest."""
    return [a, b, 0.0, 0.0, 0.0, 0.0, 0.0]


def arena_after(a: Any, b: Any) -> list[Any]:
    """맞는 순전파 뒤의 값들. The values after the right forward pass."""
    arena = arena_of(a, b)
    for op, out, left, right in ROWS:
        arena[out] = arena[left] + arena[right] if op == ADD else arena[left] * arena[right]
    return arena


def look(names: Names) -> Seen:
    """한 행의 결과, 모든 행의 결과, 기울기.

    Look at what one row gives, at what all give, and at the gradients.
    """
    arena = arena_of(*INPUTS)
    names["forward"]([(ADD, 2, 0, 1)], arena)
    yield "forward, add", arena[2]
    arena = arena_of(*INPUTS)
    names["forward"](list(ROWS), arena)
    yield "forward, arena", arena
    yield "backward, grad", names["backward"](list(ROWS), arena_after(*INPUTS), 6)
    yield "backward from place 4, grad", names["backward"](ROWS[:2], arena_after(*INPUTS), 4)


def judge(names: Names) -> str:
    """두 입력의 기울기를 진단한다. Diagnose the gradients of both inputs."""
    from ...diagnosing import diagnose

    def forward(a, b):  # type: ignore[no-untyped-def]
        return arena_after(a, b)[6]

    def gradients(a, b):  # type: ignore[no-untyped-def]
        grad = names["backward"](list(ROWS), arena_after(a, b), 6)
        return {"a": grad[0], "b": grad[1]}

    given = {"a": np.float64(INPUTS[0]), "b": np.float64(INPUTS[1])}
    found = diagnose(forward, gradients, given)
    return "" if found else str(found)


FORWARD = "arena[a] + arena[b] if op == ADD else arena[a] * arena[b]"
ORDER, TO_A, TO_B = "reversed(rows)", "grad[out] * arena[b]", "grad[out] * arena[a]"

EXERCISE = Exercise(
    task=(
        "replay의 두 반복문을 쓰십시오. 한 행은 (연산, 결과의 자리, 입력 a의 자리, 입력 b의 "
        "자리)이고, 배열 arena에는 모든 값이, grad에는 모든 기울기가 자리마다 들어 있습니다. "
        "연산은 ADD와 MUL뿐입니다. 기여분을 더하는 +=는 이미 쓰여 있습니다.",
        "Write the two loops of a replay. A row is (op, place of the result, place of input a, place of input "
        "b); arena holds all values and grad all gradients, each at its place. The ops are ADD and MUL. "
        "Contributions are added already.",
    ),
    code=f"""
ADD, MUL = 0, 1


def forward(rows, arena):
    for op, out, a, b in rows:
        arena[out] = ⟨{FORWARD}⟩


def backward(rows, arena, root):
    grad = [0.0] * len(arena)
    grad[root] = 1.0
    for op, out, a, b in ⟨{ORDER}⟩:
        if op == ADD:
            grad[a] += grad[out]
            grad[b] += grad[out]
        else:
            grad[a] += ⟨{TO_A}⟩
            grad[b] += ⟨{TO_B}⟩
    return grad
""",
    look=look,
    mistakes=(
        Mistake(
            (FORWARD, "rows", TO_A, TO_B),
            (
                "앞에서부터 따라갔습니다. 그러면 결과의 기울기가 아직 0일 때 넘기게 됩니다. "
                "역전파는 마지막 행부터 거꾸로 따라갑니다.",
                "That walks from the front, and hands on a result's gradient while it is still 0. The backward "
                "pass goes from the last row to the first.",
            ),
        ),
        Mistake(
            (FORWARD, "rows.reverse()", TO_A, TO_B),
            (
                "식의 값이 None이라서 for가 반복할 것이 없습니다. rows.reverse()는 목록을 그 "
                "자리에서 뒤집고 None을 돌려줍니다. 뒤집힌 것을 돌려주는 것은 reversed(rows)나 "
                "rows[::-1]입니다.",
                "The expression is None, over which for cannot walk. rows.reverse() reverses the list in "
                "place and returns None; what gives the rows reversed is reversed(rows) or rows[::-1].",
            ),
        ),
        Mistake(
            (FORWARD, ORDER, "grad[out] * arena[a]", "grad[out] * arena[b]"),
            (
                "두 국소 미분이 서로 바뀌었습니다. a × b를 a로 미분하면 a가 아니라 b입니다.",
                "The local derivatives are swapped: a × b differentiated by a is b, not a.",
            ),
        ),
        Mistake(
            (FORWARD, ORDER, "arena[b]", "arena[a]"),
            (
                "국소 미분만 더했습니다. 연쇄법칙에 따라 결과의 기울기를 곱해야 합니다. 이 행의 "
                "결과는 out 자리에 있습니다.",
                "Those are the local derivatives alone. The chain rule multiplies by the gradient of the "
                "result, which lies at out.",
            ),
        ),
        Mistake(
            (FORWARD, ORDER, "grad[out] * b", "grad[out] * a"),
            (
                "a와 b는 값이 아니라 값이 놓인 자리의 번호입니다. 값은 arena의 그 자리에 있습니다.",
                "a and b are no values but the places where the values lie, in arena.",
            ),
        ),
        Mistake(
            ("a + b if op == ADD else a * b", ORDER, TO_A, TO_B),
            (
                "a와 b는 값이 아니라 값이 놓인 자리의 번호입니다. 자리의 번호를 더하지 말고 arena의 그 자리에 있는 값을 더하십시오.",
                "a and b are no values but the places where the values lie: add what arena holds there, not "
                "the numbers of the places.",
            ),
        ),
        Mistake(
            ("arena[a] * arena[b]", ORDER, TO_A, TO_B),
            (
                "연산의 종류를 구별하지 않았습니다. 행의 op가 ADD이면 더하고, MUL이면 곱해야 "
                "합니다: 더하는 식 if op == ADD else 곱하는 식",
                "The op is not looked at: a row of ADD adds, one of MUL multiplies. Write: the sum if op == ADD "
                "else the product",
            ),
        ),
    ),
    hint=(
        "순전파는 행마다 arena에서 두 값을 읽어 계산합니다. 역전파는 행을 뒤에서부터 따라가며, "
        "결과의 기울기에 국소 미분(다른 쪽의 값)을 곱해 넘깁니다.",
        "Going forward, each row reads two values from arena and computes. Going back, walk the rows from the "
        "end, and hand on the gradient of the result times the local derivative: the value of the other one.",
    ),
    after=(
        "객체도 함수도 없고, 정수로 된 행과 배열 둘뿐입니다. 그래서 numba가 기계어로 옮길 수 "
        "있습니다.",
        "No objects and no functions, but rows of integers and two arrays: that is what numba can turn into "
        "machine code.",
    ),
    judge=judge,
)
