"""기울기 소실: 깊은 시그모이드 신경망에서는 앞쪽 층에 기울기가 거의 오지 않는다.

Vanishing gradients: the gradient's norm at each layer, for sigmoid with small weights and for
ReLU with He's. Saves gradient_norms.png beside this file.
"""

from pathlib import Path

import numpy as np

from micrograd_ko.losses import half_mse
from micrograd_ko.nn import MLP, Linear
from viz import plots

DEPTH = 10
rng = np.random.default_rng(0)
x, y = rng.standard_normal((1, 10)), rng.standard_normal((1, 2))


def norms(activation: str, init: str) -> list[float]:
    """층마다 가중치의 기울기의 크기, 앞쪽부터."""
    model = MLP(10, [32] * DEPTH + [2], activation=activation, init=init, rng=0)
    half_mse(model(x), y).backward()
    return [
        float(np.linalg.norm(layer.W.grad)) for layer in model.layers if isinstance(layer, Linear)
    ]


found = {
    "sigmoid, N(0, 0.01)": norms("sigmoid", "small"),
    "sigmoid, Xavier": norms("sigmoid", "xavier"),
    "tanh, Xavier": norms("tanh", "xavier"),
    "ReLU, He": norms("relu", "he"),
}
for name, each in found.items():
    print(
        f"{name:<20} 첫 층 {each[0]:.1e}, 마지막 층 {each[-1]:.1e}, 비율 {each[0] / each[-1]:.1e}"
    )

# 층을 하나 거슬러 갈 때마다 (가중치의 크기) × (활성화 함수의 도함수)가 곱해진다.
# 시그모이드의 도함수는 0.25를 넘지 못하고 가중치도 작으니, 열 번 곱하면 사라진다.
print(
    "저장:",
    plots.save(plots.gradient_norms(found), Path(__file__).with_name("gradient_norms.png")).name,
)
