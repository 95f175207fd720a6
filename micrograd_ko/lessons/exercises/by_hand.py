"""5. 모든 층의 역전파를 직접. Write the backward pass of a network, through all its layers."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from ..exercise import Exercise, Mistake, Names, Seen
from ..judging import diagnosed

__all__ = ["EXERCISE"]

SIZES = (2, 4, 5, 3)  # all different: a transposed gradient cannot pass, nor 2 for n
NAMES = [f"{what}{i}" for i in (1, 2, 3) for what in "Wb"]
START, DELTA = "(hs[-1] - t) / t.size", "dh * hs[i + 1] * (1 - hs[i + 1])"
OUTER, BACK = "np.outer(hs[i], delta)", "W @ delta"


def case(sizes: tuple[int, ...] = SIZES) -> tuple[list[Any], Any, Any]:
    """매개변수, 입력, 정답. Draw the parameters, an input and its target."""
    rng = np.random.default_rng(5)
    parameters = [rng.normal(0, 1, shape) for i, o in pairwise(sizes) for shape in ((i, o), o)]
    return parameters, rng.normal(0, 1, sizes[0]), np.array([0.2, 0.9, 0.4, 0.7, 0.1])[: sizes[-1]]


def layers(parameters: Any) -> list[tuple[Any, Any]]:
    """(W, b)의 목록. Pair weights and biases."""
    return list(zip(parameters[::2], parameters[1::2], strict=True))


def look(names: Names) -> Seen:
    """층마다 dW와 db, 층이 셋일 때와 둘일 때.

    Look at dW and db of each layer, the last first, as the pass finds them; of three layers, then of
    two with other sizes.
    """
    for sizes in (SIZES, (4, 2, 5)):
        parameters, x, t = case(sizes)
        grads = names["backward"](layers(parameters), x, t)
        for i in reversed(range(1, len(sizes))):
            yield f"{sizes}: dW{i}", grads[i - 1][0]
            yield f"{sizes}: db{i}", grads[i - 1][1]


def judge(names: Names) -> str:
    """diagnose에 맡긴다. Leave it to diagnose."""
    parameters, x, t = case()

    def loss(*given: Any) -> Any:
        return 0.5 * np.mean((names["forward"](layers(given), x)[-1] - t) ** 2)

    def gradients(*given: Any) -> Any:
        return [gradient for pair in names["backward"](layers(given), x, t) for gradient in pair]

    return diagnosed(loss, gradients, dict(zip(NAMES, parameters, strict=True)))


EXERCISE = Exercise(
    task=(
        "시그모이드 층이 몇 개든 쓸 수 있는 역전파를 쓰십시오. 손실은 ½·mean((h − t)²)이고, dh는 "
        "층의 출력에 대한 기울기, delta는 시그모이드에 들어간 x·W + b에 대한 기울기입니다. db는 "
        "delta와 같습니다.",
        "Write the backward pass for any number of sigmoid layers. The loss is ½·mean((h − t)²); dh "
        "is the gradient of a layer's output, delta that of x·W + b, which goes into the sigmoid. "
        "db equals delta.",
    ),
    code="""
import numpy as np


def forward(layers, x):
    hs = [x]
    for W, b in layers:
        hs.append(1 / (1 + np.exp(-(hs[-1] @ W + b))))
    return hs


def backward(layers, x, t):
    hs = forward(layers, x)
    dh = ⟨(hs[-1] - t) / t.size⟩
    grads = []
    for i in reversed(range(len(layers))):
        W, b = layers[i]
        delta = ⟨dh * hs[i + 1] * (1 - hs[i + 1])⟩
        dW = ⟨np.outer(hs[i], delta)⟩
        grads.insert(0, (dW, delta))
        dh = ⟨W @ delta⟩
    return grads
""",
    look=look,
    mistakes=(
        Mistake(
            ("hs[-1] - t", DELTA, OUTER, BACK),
            (
                "평균의 1/n이 빠졌습니다. 손실은 n = 3개 출력의 평균이므로 출력 하나의 기울기는 h − t를 n으로 나눈 "
                "값입니다. 빠뜨리면 모든 층의 기울기가 n배가 됩니다.",
                "The 1/n of the mean is missing. The loss is a mean over n = 3 outputs, so each "
                "output's gradient is its difference over n. Without it, all gradients are n times "
                "too large.",
            ),
        ),
        Mistake(
            ("2 * (hs[-1] - t) / t.size", DELTA, OUTER, BACK),
            (
                "2가 남았습니다. 제곱을 미분할 때 나오는 2는 손실의 ½과 약분됩니다.",
                "A 2 is left. The 2 that the square gives cancels against the ½ of the loss.",
            ),
        ),
        Mistake(
            ("(t - hs[-1]) / t.size", DELTA, OUTER, BACK),
            (
                "부호가 반대입니다. 출력이 정답보다 크면 출력을 키울수록 손실이 늘므로, 기울기는 "
                "h − t와 부호가 같습니다. 이대로 갱신하면 손실이 커집니다.",
                "The sign is the opposite: where the output is above its target, more of it means "
                "more loss, so it is h − t. With this, descent would go up.",
            ),
        ),
        Mistake(
            (START, "dh", OUTER, BACK),
            (
                "시그모이드의 국소 미분이 빠졌습니다. dh는 시그모이드에서 나온 값의 기울기이고, "
                "delta는 들어간 값의 기울기입니다. 나온 값 h로 쓴 국소 미분 h(1 − h)를 곱하십시오.",
                "The local derivative of the sigmoid is missing. dh belongs to what comes out of it, "
                "delta to what goes in: multiply by h(1 − h), where h is what came out.",
            ),
        ),
        Mistake(
            (START, "dh * (1 - hs[i + 1] ** 2)", OUTER, BACK),
            (
                "1 − h²은 tanh의 국소 미분입니다. 시그모이드는 h(1 − h)입니다.",
                "1 − h² is the local derivative of tanh. That of the sigmoid is h(1 − h).",
            ),
        ),
        Mistake(
            (START, DELTA, "np.outer(delta, hs[i])", BACK),
            (
                "dW의 행과 열이 바뀌었습니다(전치). W의 모양이 (입력, 출력)이므로 dW도 그래야 "
                "합니다. W[j, k]는 입력 j에 곱해져 출력 k로 가므로 기울기는 입력 j × delta "
                "k입니다.",
                "dW is transposed. W is shaped (inputs, outputs), and so is dW: W[j, k] multiplies "
                "input j on its way to output k, so its gradient is input j × delta k.",
            ),
        ),
        Mistake(
            (START, DELTA, "np.outer(hs[i], dh)", BACK),
            (
                "dW에 delta가 아니라 dh를 썼습니다. W는 시그모이드보다 앞에 있으므로, "
                "시그모이드를 거슬러 온 delta를 곱해야 합니다.",
                "dW is made with dh instead of delta. W comes before the sigmoid, so what it gets has "
                "gone back through the sigmoid: delta.",
            ),
        ),
        Mistake(
            (START, DELTA, OUTER, "W @ dh"),
            (
                "앞 층으로 넘길 때 delta가 아니라 dh를 곱해서, 이 층의 시그모이드를 건너뛰었습니다. 마지막 층은 "
                "맞고 그 앞의 층들이 틀립니다.",
                "What is handed to the layer before is made with dh, which skips this layer's "
                "sigmoid: use delta. The last layer is right, those before it are wrong.",
            ),
        ),
        Mistake(
            (START, DELTA, OUTER, "W.T @ delta"),
            (
                "모양이 맞지 않습니다. W는 (입력, 출력)이고 delta는 (출력,)이므로, 전치하지 않은 W @ delta가 "
                "(입력,)이 됩니다.",
                "The shapes do not fit. W is (inputs, outputs) and delta (outputs,), so W @ delta, "
                "without a transpose, is (inputs,).",
            ),
        ),
        Mistake(
            (START, DELTA, OUTER, "delta @ W"),
            (
                "순서가 바뀌었습니다. W는 (입력, 출력)이고 delta는 (출력,)이므로, delta가 W의 뒤에 와야 합니다.",
                "The order is wrong: W is (inputs, outputs) and delta (outputs,), so delta goes "
                "behind W.",
            ),
        ),
    ),
    hint=(
        "순서대로 손실을 출력으로 미분한 것(평균이므로 n으로 나눕니다), 시그모이드의 국소 미분 "
        "h(1 − h)를 곱한 것, 층의 입력과 delta의 외적(np.outer), W와 delta의 곱(@)입니다. 모양을 "
        "맞추어 보십시오. dW의 모양은 W와, dh의 모양은 층의 입력과 같습니다.",
        "In order: the loss by the output (a mean, so over n); times the sigmoid's h(1 − h); the "
        "outer product (np.outer) of the layer's input and delta; W times delta (@). Check shapes: "
        "dW is shaped as W, dh as the input of the layer.",
    ),
    after=(
        "이 반복문은 몇 층이든 거슬러 올라갑니다. 엔진은 어떤 식에서든 이 일을 자동으로 합니다.",
        "This loop goes back through any number of layers. The engine does it for any formula.",
    ),
    judge=judge,
)
