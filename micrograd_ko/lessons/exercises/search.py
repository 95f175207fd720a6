"""14. 뽑고, 고르고, 보고하기. Draw in log scale, choose by validation data, report by test data."""

from __future__ import annotations

import numpy as np

from ..exercise import Exercise, Mistake, Names, Seen

__all__ = ["EXERCISE"]

# the best by validation (2, 0), by test (0, 3), by their sum (2, 3), the worst (3, 2)
VALIDATION = np.array([0.81, 0.86, 0.93, 0.35, 0.9])
TEST = np.array([0.92, 0.83, 0.88, 0.41, 0.85])
OTHERS = np.array([0.77, 0.6, 0.12, 0.76]), np.array([0.71, 0.58, 0.2, 0.8])


def look(names: Names) -> Seen:
    """뽑은 수, 고른 시도와 보고할 정확도, 좋은 셋.

    Look at numbers drawn, at the trial chosen and what is reported, and at the good ones.
    """
    yield "drawn(rng, 0.0001, 10.0)", names["drawn"](np.random.default_rng(3), 0.0001, 10.0)
    yield "drawn(rng, 0.02, 0.5)", names["drawn"](np.random.default_rng(4), 0.02, 0.5)
    best, accuracy = names["chosen"](VALIDATION.copy(), TEST.copy())
    yield "chosen(validation, test), best", best
    yield "chosen(validation, test), accuracy", accuracy
    best, accuracy = names["chosen"](*(each.copy() for each in OTHERS))
    yield "chosen(4 others, …), best", best
    yield "chosen(4 others, …), accuracy", accuracy
    for count in (2, 3):  # in any order
        yield f"good(validation, {count})", sorted(names["good"](VALIDATION.copy(), count))
    yield "good(4 others, 1)", sorted(names["good"](OTHERS[0].copy(), 1))


EXERCISE = Exercise(
    task=(
        "하이퍼파라미터를 찾는 함수 셋을 완성하십시오. drawn은 low와 high 사이의 수를 로그 "
        "척도에서(10배 구간마다 같은 확률로) 하나 뽑습니다. rng.uniform(a, b)는 a와 b 사이에서 "
        "고르게 뽑습니다. chosen은 시도마다 잰 두 정확도를 받아, 어느 시도를 고르고 어느 정확도를 "
        "보고할지 정합니다. good은 범위를 좁힐 때 쓸, 가장 좋은 시도 count개의 번호를 돌려줍니다.",
        "Write three pieces of a search. drawn gives a number between low and high, in log scale (each "
        "power of ten as likely): rng.uniform(a, b) draws evenly between a and b. chosen has two "
        "accuracies of each trial: which trial to take, and which accuracy to report? good gives "
        "the numbers of the best `count` trials, around which ranges are narrowed.",
    ),
    code="""
import numpy as np


def drawn(rng, low, high):
    return ⟨np.exp(rng.uniform(np.log(low), np.log(high)))⟩


def chosen(validation, test):
    best = ⟨int(np.argmax(validation))⟩
    return best, ⟨test[best]⟩


def good(validation, count):
    return ⟨np.argsort(validation)[-count:]⟩
""",
    look=look,
    mistakes=(
        Mistake(
            (
                "rng.uniform(low, high)",
                "int(np.argmax(validation))",
                "test[best]",
                "np.argsort(validation)[-count:]",
            ),
            (
                "로그 척도가 아니라 고르게 뽑았습니다. 0.0001과 10 사이라면 열에 아홉이 1보다 큽니다. 두 끝의 로그 사이에서 "
                "고르게 뽑은 뒤, 지수 함수로 되돌리십시오.",
                "That draws evenly, not in log scale: between 0.0001 and 10, nine of ten are above 1. "
                "Draw evenly between the logarithms of both ends, then go back by the exponential.",
            ),
        ),
        Mistake(
            (
                "rng.uniform(np.log(low), np.log(high))",
                "int(np.argmax(validation))",
                "test[best]",
                "np.argsort(validation)[-count:]",
            ),
            (
                "뽑은 값이 아직 로그여서 학습률이 음수가 되기도 합니다. np.exp로 되돌리십시오.",
                "What is drawn is still a logarithm, so that a learning rate comes out negative. Go "
                "back with np.exp.",
            ),
        ),
        Mistake(
            (
                "np.exp(rng.uniform(np.log(low), np.log(high)))",
                "int(np.argmax(test))",
                "test[best]",
                "np.argsort(validation)[-count:]",
            ),
            (
                "시험 데이터로 골랐습니다. 그러면 운 좋게 시험 데이터를 잘 맞힌 것이 뽑혀서(시험 "
                "데이터에 오버피팅), 그 정확도를 더는 믿을 수 없습니다. 검증 데이터로 고르십시오.",
                "The test data chose. Then the one that was lucky with them is taken (overfitting to "
                "the test data), and its accuracy there can no longer be believed. Choose by the "
                "validation data.",
            ),
        ),
        Mistake(
            (
                "np.exp(rng.uniform(np.log(low), np.log(high)))",
                "int(np.argmax(validation))",
                "validation[best]",
                "np.argsort(validation)[-count:]",
            ),
            (
                "고를 때 쓴 검증 정확도를 보고했습니다. 가장 좋은 것을 골랐으므로 그 값은 실제 "
                "성능보다 높게 나옵니다. 고르는 데 쓰지 않은 시험 데이터의 정확도를 보고하십시오.",
                "The validation accuracy is reported, by which it was chosen: as the best of several, "
                "that number flatters. Report the accuracy on the test data, which had no part in the "
                "choice.",
            ),
        ),
        Mistake(
            (
                "np.exp(rng.uniform(np.log(low), np.log(high)))",
                "int(np.argmax(validation))",
                "test[best]",
                "np.argsort(validation)[:count]",
            ),
            (
                "가장 나쁜 시도들을 골랐습니다. np.argsort는 작은 것부터 늘어놓는데, 정확도는 "
                "클수록 좋습니다. 뒤쪽에서 고르십시오.",
                "Those are the worst: np.argsort puts the smallest first, and a larger accuracy is "
                "better. Take them from the end.",
            ),
        ),
    ),
    hint=(
        "로그를 취하면 0.01과 0.1의 간격이 1과 10의 간격과 같아집니다. 고를 때는 검증 데이터를, "
        "보고할 때는 시험 데이터를 씁니다. np.argmax는 가장 큰 값의 번호를, np.argsort는 작은 "
        "값부터 차례로 번호를 돌려줍니다.",
        "As logarithms, 0.01 and 0.1 are as far apart as 1 and 10. Choosing is for validation data, "
        "reporting for test data. np.argmax gives the number of the largest, np.argsort the numbers "
        "from the smallest up.",
    ),
    after=(
        "보고한 0.88은 고를 때 본 0.93보다 낮습니다. 고르는 데 쓰지 않은 데이터로 잰 값이라서 "
        "믿을 수 있습니다.",
        "The 0.88 reported is less than the 0.93 by which it was chosen, and can be believed: those "
        "data had no part in the choice.",
    ),
)
