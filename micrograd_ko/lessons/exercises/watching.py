"""20. 학습을 지켜보는 함수. Write what fit calls after each epoch: keep weights, measure updates."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from ..exercise import Exercise, Mistake, Names, Seen

__all__ = ["EXERCISE"]


def look(names: Names) -> Seen:
    """학습이 가중치를 제자리에서 바꾸는 동안 남긴 것.

    Look at what is kept while a training changes the weights in place, as optimizers do.
    """
    for every in (3, 4):
        weight: Any = SimpleNamespace(data=np.array([[3.0, -4.0], [0.5, 2.0]]))
        watch = names["Watch"](weight, every)
        for epoch in range(1, 10):
            weight.data -= 0.25 * epoch
            watch(epoch)
        yield f"every = {every}: epochs", np.array(sorted(watch.kept), dtype=float)
        for epoch, kept in sorted(watch.kept.items()):
            yield f"every = {every}: kept[{epoch}]", kept
    yield "update(old, new)", names["update"](np.array([3.0, -4.0]), np.array([3.3, -4.4]))
    # a change that goes in another direction than the weights, of an array with two axes
    old = np.array([[3.0, -4.0, 1.0], [0.5, 2.0, -6.0]])
    yield "update(old, new), (2, 3)", names["update"](old.copy(), old + np.array([[0.4], [-0.1]]))


EVERY, COPY = "epoch % self.every == 0", "self.weight.data.copy()"
RATIO = "np.linalg.norm(new - old) / np.linalg.norm(old)"

EXERCISE = Exercise(
    task=(
        "fit(..., on_epoch=Watch(w, 10))은 에폭이 끝날 때마다 watch(epoch, history)를 부릅니다. "
        "every의 배수인 에폭에만(여기서는 10의 배수) 그때의 가중치를 기록하십시오. 옵티마이저는 "
        "weight.data를 제자리에서 바꿉니다. update는 한 번의 갱신이 가중치의 크기에 비해 얼마나 "
        "큰지를 나타내며, 바뀐 양의 크기를 바뀌기 전 가중치의 크기로 나눈 값입니다.",
        "fit(..., on_epoch=Watch(w, 10)) calls watch(epoch, history) after each epoch. At "
        "multiples of 10 alone (with every=10), keep the weights as they are then. Optimizers "
        "change weight.data in place. update is how large an update is for weights of that size: "
        "the size of the change as a share of the size that the weights had before.",
    ),
    code=f"""
import numpy as np


class Watch:
    def __init__(self, weight, every):
        self.weight, self.every, self.kept = weight, every, {{}}

    def __call__(self, epoch, history=None):
        if ⟨{EVERY}⟩:
            self.kept[epoch] = ⟨{COPY}⟩


def update(old, new):
    return ⟨{RATIO}⟩
""",
    look=look,
    mistakes=(
        Mistake(
            (EVERY, "self.weight.data", RATIO),
            (
                "배열을 복사하지 않고 그대로 담았습니다. 옵티마이저가 그 배열을 제자리에서 "
                "바꾸므로, 기록한 것이 모두 마지막 가중치가 됩니다. 그때의 값을 복사해 두십시오.",
                "The array itself is kept, not a copy. The optimizer changes that very array, so that all that "
                "was kept turns into the last weights. Keep a copy of what it is then.",
            ),
        ),
        Mistake(
            ("epoch % self.every", COPY, RATIO),
            (
                "거꾸로입니다. 배수이면 나머지가 0이고, 파이썬에서 0은 거짓이라 배수만 빠집니다. 나머지가 0인지 비교하십시오.",
                "It is the other way round: at a multiple the remainder is 0, which Python takes as false, so "
                "multiples alone are left out. Compare the remainder with 0.",
            ),
        ),
        Mistake(
            ("epoch == self.every", COPY, RATIO),
            (
                "한 번만 기록했습니다. 배수인 에폭마다 기록해야 하므로, every로 나눈 나머지를 "
                "보십시오.",
                "That keeps one epoch only. Every multiple is wanted: look at the remainder on division by "
                "every.",
            ),
        ),
        Mistake(
            (EVERY, COPY, "np.linalg.norm(new - old)"),
            (
                "바뀐 양만 재었습니다. 큰 가중치에는 작고 작은 가중치에는 큰 양일 수 있습니다. 바뀌기 전 가중치의 크기로 나누십시오.",
                "That is the change alone, which may be little for large weights and much for small ones. "
                "Divide by the size of the weights before.",
            ),
        ),
        Mistake(
            (EVERY, COPY, "np.linalg.norm(new) / np.linalg.norm(old)"),
            (
                "바뀐 뒤의 크기를 바뀌기 전의 크기로 나누었습니다. 가중치의 방향만 바뀌면 그 비가 "
                "1이어서, 바뀐 것이 드러나지 않습니다. 두 가중치의 차이를 재십시오.",
                "That compares the sizes before and after. If weights turn and keep their size it is 1, and "
                "nothing of the change is seen. Measure the difference of the two.",
            ),
        ),
        Mistake(
            (EVERY, COPY, "np.linalg.norm(new - old) / np.linalg.norm(new)"),
            (
                "바뀐 뒤의 크기로 나누었습니다. 처음에 비해 얼마나 바뀌었는지를 보는 값이므로, "
                "바뀌기 전 가중치의 크기로 나누십시오.",
                "That divides by the size after the update. It is a change from what was there: divide by the "
                "weights before.",
            ),
        ),
    ),
    hint=(
        "%는 나머지를 줍니다. NumPy 배열은 사전에 담아도 같은 배열을 가리키므로, 따로 남기려면 "
        ".copy()를 씁니다. np.linalg.norm은 배열의 크기를 줍니다.",
        "% gives a remainder. A NumPy array that is kept is still the same array, which is why .copy() exists. "
        "np.linalg.norm gives the size of an array.",
    ),
    after=(
        "이 비가 0.001쯤이면 대개 알맞고, 1에 가까우면 학습률이 너무 큽니다.",
        "A ratio of some 0.001 is often about right; close to 1, the learning rate is too high.",
    ),
)
