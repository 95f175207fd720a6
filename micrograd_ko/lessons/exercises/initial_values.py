"""10. 초깃값의 크기를 정하기. Choose the size of initial values, and tell neurons that are alike."""

from __future__ import annotations

import numpy as np

from ..exercise import Exercise, Mistake, Names, Seen

__all__ = ["EXERCISE"]

ALIKE = np.tile([[0.5], [-1.0], [2.0]], (1, 4))  # every neuron, a column, has the same weights
ROWS = np.tile([0.5, -1.0, 2.0, 3.0], (3, 1))  # every input has
MIRRORED = np.array([[0.5, 2.0, 0.5], [-1.0, 3.0, -1.0]])  # the first and the last neuron are alike


def look(names: Names) -> Seen:
    """표준편차, 층을 지난 크기, 같은 뉴런.

    Look at weights, at the size of what a layer gives, and at neurons that are alike and are not.
    """
    for kind in ("xavier", "he"):
        yield (
            f'weights("{kind}", 2, 3)',
            names["weights"](kind, 2, 3, np.random.default_rng(0)),
        )
        yield (
            f'weights("{kind}", 50, 1)[:3]',
            names["weights"](kind, 50, 1, np.random.default_rng(0))[:3],
        )
    yield "size_after(0.01, 400)", names["size_after"](0.01, 400)
    yield "size_after(0.3, 25)", names["size_after"](0.3, 25)
    yield "size_after(1.5, 9)", names["size_after"](1.5, 9)
    yield "alike(…), equal columns", names["alike"](ALIKE.copy())
    yield "alike(…), equal rows", names["alike"](ROWS.copy())
    yield "alike(…), two columns of three equal", names["alike"](MIRRORED.copy())


EXERCISE = Exercise(
    task=(
        "weights는 모양이 (nin, nout)인 초깃값을 뽑습니다. size_after는 크기(표준편차)가 1인 값 "
        "nin개에 표준편차가 std인 가중치를 곱해 더한 결과의 크기입니다. 이때 분산은 서로 "
        "더해집니다. alike는 모든 뉴런(W의 열)의 가중치가 같은지를 돌려줍니다.",
        "weights draws initial weights of shape (nin, nout). size_after is the size (standard "
        "deviation) of the sum of nin values of size 1, each times a weight of standard deviation "
        "std: variances add. alike says if all neurons (columns of W) have the same weights.",
    ),
    code="""
import numpy as np


def weights(kind, nin, nout, rng):
    if kind == "xavier":
        std = ⟨1 / np.sqrt(nin)⟩
    else:  # "he", for ReLU
        std = ⟨np.sqrt(2 / nin)⟩
    return std * rng.standard_normal((nin, nout))


def size_after(std, nin):
    return ⟨std * np.sqrt(nin)⟩


def alike(W):
    return bool(np.all(W == ⟨W[:, :1]⟩))
""",
    look=look,
    mistakes=(
        Mistake(
            ("1 / nin", "2 / nin", "std * np.sqrt(nin)", "W[:, :1]"),
            (
                "표준편차 자리에 분산을 썼습니다. 1/n과 2/n은 분산이고, 난수에는 그 제곱근을 "
                "곱해야 합니다. 이대로면 층마다 값이 √n분의 1로 줄어듭니다.",
                "The variance stands for the standard deviation. 1/n and 2/n are variances; random "
                "numbers are multiplied by the root. Like this each layer shrinks its values √n times.",
            ),
        ),
        Mistake(
            ("1 / np.sqrt(nout)", "np.sqrt(2 / nout)", "std * np.sqrt(nin)", "W[:, :1]"),
            (
                "이 층의 뉴런 수 nout으로 나눴습니다. 뉴런 하나가 더하는 것은 **앞 층**의 값 "
                "nin개이므로, 그 개수가 결과의 크기를 정합니다.",
                "It divides by nout. What one neuron adds up are the nin values of the layer "
                "**before**, so it is their number that sets the size of the sum.",
            ),
        ),
        Mistake(
            (
                "np.sqrt(2 / (nin + nout))",
                "np.sqrt(2 / nin)",
                "std * np.sqrt(nin)",
                "W[:, :1]",
            ),
            (
                "글로럿(Glorot)의 논문에 있는 식입니다. 역전파까지 고려해 nin과 nout을 "
                "평균합니다. 이 수업의 Xavier는 순전파의 크기만 유지하므로 앞 층의 nin만 봅니다.",
                "That is the formula of Glorot's paper, which averages nin and nout for the sake of the "
                "backward pass. The Xavier of this lesson keeps the size in the forward pass: nin alone.",
            ),
        ),
        Mistake(
            ("1 / np.sqrt(nin)", "2 / np.sqrt(nin)", "std * np.sqrt(nin)", "W[:, :1]"),
            (
                "He의 표준편차를 Xavier의 두 배로 했습니다. ReLU가 절반을 버리므로 두 배가 되는 것은 **분산**이고, "
                "표준편차는 √2배입니다.",
                "He's standard deviation is twice Xavier's here. ReLU throws half away, so it is the "
                "**variance** that is doubled; the standard deviation grows √2 times.",
            ),
        ),
        Mistake(
            ("1 / np.sqrt(nin)", "np.sqrt(2 / nin)", "std * nin", "W[:, :1]"),
            (
                "크기가 n배가 된다고 보았습니다. 양수와 음수로 흩어진 값들은 더하면 일부가 "
                "상쇄되므로, 분산은 n배가 되지만 크기는 그 제곱근만큼만 커집니다.",
                "The size is said to grow n times. Values that scatter to both sides cancel in part: "
                "the variance grows n times, the size by the root of that.",
            ),
        ),
        Mistake(
            ("1 / np.sqrt(nin)", "np.sqrt(2 / nin)", "std * np.sqrt(nin)", "W[:1]"),
            (
                "행을 비교했습니다. W의 모양은 (입력, 뉴런)이므로 뉴런 하나는 **열** 하나입니다. "
                "열들을 첫째 열과 비교하십시오.",
                "Rows are compared. W is (inputs, neurons), so one neuron is one **column**: compare "
                "the columns with the first.",
            ),
        ),
    ),
    hint=(
        "Xavier 초깃값의 분산은 1을 앞 층의 뉴런 수로 나눈 값이고, He 초깃값의 분산은 그 두 "
        "배입니다. 표준편차는 분산의 제곱근입니다. 첫째 열을 (nin, 1) 모양으로 떼어 내면 모든 "
        "열과 비교됩니다.",
        "Xavier's variance is one over the number of neurons before, He's twice that; a standard "
        "deviation is the root of a variance. Cut the first column out in the shape (nin, 1).",
    ),
    after=(
        "size_after에 1/√nin을 넣으면 1이 됩니다. 그래서 Xavier 초깃값은 값의 크기를 유지합니다. "
        "0.01로 1이 되려면 nin이 10,000이어야 합니다.",
        "Put 1/√nin into size_after: it is 1, which is why Xavier keeps the size. For 0.01 that takes "
        "10,000 inputs.",
    ),
)
