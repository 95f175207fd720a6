"""가중치의 초깃값과 층마다의 활성화값.

Initial values and what they do to the activations of five layers of 100 neurons. Saves
initial_values.png and initial_values_relu.png beside this file.
"""

from pathlib import Path

import numpy as np

from micrograd_ko import manual_seed
from micrograd_ko.losses import mse
from micrograd_ko.nn import MLP, Linear
from micrograd_ko.optim import SGD
from viz import plots

samples = np.random.default_rng(0).standard_normal((1000, 100))


def activations(activation: str, init: str | float) -> list[np.ndarray]:
    """층마다의 활성화값 (1000, 100), 앞쪽부터."""
    manual_seed(0)
    model = MLP(100, [100] * 5, activation=activation, output=activation, init=init)
    found, x = [], samples
    for layer in model.layers:
        x = layer(x)
        if not isinstance(layer, Linear):
            found.append(x.data)
    return found


for activation, inits in (
    ("sigmoid", ("zeros", 1.0, "small", "xavier")),
    ("relu", ("small", "xavier", "he")),
):
    grid = {
        f"{init if isinstance(init, str) else f'N(0, {init:g})'}": activations(activation, init)
        for init in inits
    }
    print(f"\n{activation}: 층마다 활성화값의 표준편차")
    for name, layers in grid.items():
        print(f"   {name:<8}", *(f"{layer.std():.4f}" for layer in layers))
    # 여기를 벗어나면 포화: 도함수가 0에 가깝다.
    limits = (0.03, 0.97) if activation == "sigmoid" else None
    file = Path(__file__).with_name(
        "initial_values.png" if activation == "sigmoid" else "initial_values_relu.png"
    )
    print("저장:", plots.save(plots.activation_histograms(grid, saturated=limits), file).name)

# 0에서 시작하면: 모든 뉴런이 같은 값을 내고 같은 기울기를 받으니, 학습해도 끝까지 똑같다.
model = MLP(2, [4, 1], activation="sigmoid", init="zeros")
optimizer = SGD(model, lr=1.0)
for _ in range(100):
    loss = mse(model([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), [[1.0], [0.0], [0.5]])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("\n0에서 시작해 100걸음 뒤의 W₁ (열 하나가 뉴런 하나):")
print(np.round(model.layers[0].W.data, 4))
