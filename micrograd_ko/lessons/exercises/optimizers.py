"""13. 갱신 규칙 셋. Write the inner lines of momentum, AdaGrad and Adam."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..exercise import Exercise, Mistake, Names, Seen

__all__ = ["EXERCISE"]

SLOPES = np.array([1 / 10, 2.0])  # the gradient of x²/20 + y² is (x/10, 2y)
STEPS = 3


def look(names: Names) -> Seen:
    """그릇 위의 세 스텝, 마지막은 다른 학습률로.

    Look at three steps in the bowl, at what each remembers and where it goes; the last has another
    learning rate.
    """
    for rule, memory in (("momentum", "v"), ("adagrad", "h"), ("adam", "mv")):
        place: Any = np.array([-7.0, 2.0])
        kept: list[Any] = [np.zeros(2) for _ in memory]
        for step in range(1, STEPS + 1):
            more = [step] if rule == "adam" else []
            lr = 0.1 if step < STEPS else 0.04
            place, *kept = names[rule](place, SLOPES * place, *kept, *more, lr=lr)
            for name, remembered in zip(memory, kept, strict=True):
                yield f"{rule}, step {step}: {name}", remembered
            yield f"{rule}, step {step}, lr = {lr}", place


EXERCISE = Exercise(
    task=(
        "세 옵티마이저의 빈칸을 채우십시오. p는 매개변수, g는 기울기, v와 h와 m은 0에서 출발해 "
        "스텝마다 이어 가는 상태, t는 몇 번째 스텝인지(1부터)입니다. Adam에서는 β₁ = 0.9, β₂ = "
        "0.999입니다.",
        "Fill in the three rules. p is a parameter, g its gradient; v, h and m are what is remembered "
        "from step to step, 0 at first; t is the number of the step, from 1. Adam has β₁ = 0.9 and "
        "β₂ = 0.999.",
    ),
    code="""
import numpy as np


def momentum(p, g, v, lr=0.1):
    v = ⟨0.9 * v - lr * g⟩
    return p + v, v


def adagrad(p, g, h, lr=0.1):
    h = ⟨h + g**2⟩
    return p - lr * g / (np.sqrt(h) + 1e-7), h


def adam(p, g, m, v, t, lr=0.1):
    m = 0.9 * m + 0.1 * g
    v = ⟨0.999 * v + 0.001 * g**2⟩
    unbiased_m, unbiased_v = m / (1 - 0.9**t), ⟨v / (1 - 0.999**t)⟩
    return p - lr * unbiased_m / (np.sqrt(unbiased_v) + 1e-8), m, v
""",
    look=look,
    mistakes=(
        Mistake(
            (
                "0.9 * v + lr * g",
                "h + g**2",
                "0.999 * v + 0.001 * g**2",
                "v / (1 - 0.999**t)",
            ),
            (
                "속도가 기울기와 같은 쪽으로 커집니다. p에 v를 **더하므로**, 내려가려면 v에서는 "
                "기울기를 빼야 합니다. 이대로면 올라갑니다.",
                "The velocity goes along the gradient. v is **added** to p, so the gradient has to be "
                "taken away in v; like this it climbs.",
            ),
        ),
        Mistake(
            ("-lr * g", "h + g**2", "0.999 * v + 0.001 * g**2", "v / (1 - 0.999**t)"),
            (
                "앞 스텝의 속도를 빠뜨려 SGD와 같아졌습니다. 모멘텀은 앞의 v를 0.9배로 줄여 이어 "
                "갑니다.",
                "The velocity of the step before is forgotten, which is SGD. Momentum keeps 0.9 of v.",
            ),
        ),
        Mistake(
            ("0.9 * v - lr * g", "h + g", "0.999 * v + 0.001 * g**2", "v / (1 - 0.999**t)"),
            (
                "AdaGrad의 h에 기울기를 제곱하지 않고 더했습니다. 부호가 다른 기울기끼리 "
                "상쇄되고, h가 음수이면 제곱근이 nan입니다. 얼마나 가팔랐는지는 제곱해서 모읍니다.",
                "AdaGrad's h adds gradients that are not squared. Those of opposite signs cancel, and "
                "the root of a negative h is nan. How steep it was is gathered in squares.",
            ),
        ),
        Mistake(
            ("0.9 * v - lr * g", "g**2", "0.999 * v + 0.001 * g**2", "v / (1 - 0.999**t)"),
            (
                "AdaGrad의 h를 누적하지 않고 덮어썼습니다. 그러면 스텝이 언제나 ±η이고, 많이 "
                "움직인 방향의 스텝이 줄지 않습니다. 지금까지의 h에 더하십시오.",
                "AdaGrad's h is replaced, not gathered: every step is ±η, and never shrinks where much "
                "was moved. Add to the h so far.",
            ),
        ),
        Mistake(
            ("0.9 * v - lr * g", "h + g**2", "0.999 * v + 0.001 * g**2", "v"),
            (
                "v를 보정하지 않았습니다(편향 보정). v는 0에서 출발하므로 첫 스텝에서는 g²의 "
                "1/1000뿐이라, 스텝이 √1000 ≈ 32배 커집니다. 1 - β₂ᵗ로 나누십시오.",
                "v is not corrected for its start at 0: in the first step it is a thousandth of g², and "
                "the step becomes √1000 ≈ 32 times too long. Divide by 1 - β₂ᵗ.",
            ),
        ),
        Mistake(
            ("0.9 * v - lr * g", "h + g**2", "v + g**2", "v / (1 - 0.999**t)"),
            (
                "Adam의 v를 AdaGrad처럼 누적했습니다. Adam의 v는 먼 과거를 서서히 잊는 "
                "지수이동평균입니다. 앞의 v의 β₂배와 g²의 (1 - β₂)배를 더하십시오.",
                "Adam's v gathers as AdaGrad's does. It is a moving average, which slowly forgets: β₂ "
                "of what there was, and 1 - β₂ of the new square.",
            ),
        ),
    ),
    hint=(
        "모멘텀은 앞의 속도를 0.9배 하고, 기울기의 η배를 뺍니다. AdaGrad는 기울기의 제곱을 "
        "누적합니다. Adam의 v는 그 제곱의 지수이동평균이고, m과 같은 방법으로 보정합니다.",
        "Momentum: 0.9 of the velocity, less η times the gradient. AdaGrad gathers squares of "
        "gradients. Adam's v is their moving average, corrected in the same way as m.",
    ),
    after=(
        "Adam의 첫 스텝은 (0.1, -0.1)입니다. 기울기가 -0.7이든 4든 η만큼 움직입니다.",
        "Adam's first step is (0.1, -0.1): η, whether the gradient is -0.7 or 4.",
    ),
)
