"""활성화 함수와 그 도함수, 그리고 활성화 함수 없이 층을 쌓으면 벌어지는 일.

Activation functions with their derivatives, and why layers without them collapse into one.
Saves activations.png beside this file.
"""

from pathlib import Path

import numpy as np

from micrograd_ko import TABLE, Tensor, grad, manual_seed
from micrograd_ko.nn import Linear, Sequential
from viz import plots

# 1. 도함수는 표의 역전파 규칙에서 나온다. 시그모이드는 아무리 커도 0.25, ReLU는 양수에서 늘 1이다.
NAMES = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "relu6")
x = Tensor([-3.0, -1.0, 0.0, 0.5, 3.0, 8.0], "x")
print(f"{'도함수':<12}", *(f"{f'x={v:g}':>8}" for v in x.data))
for name in NAMES:
    slopes = grad(TABLE[name](x).sum(), x)  # 합의 기울기 = 원소마다의 도함수
    print(f"{name:<15}", *(f"{v:8.4f}" for v in slopes))
print(
    "저장:", plots.save(plots.activations(NAMES), Path(__file__).with_name("activations.png")).name
)

# 2. 선형 층을 둘 쌓은 것: h = x·W₁ + b₁, y = h·W₂ + b₂
manual_seed(0)
first, second = Linear(3, 4, init="uniform"), Linear(4, 2, init="uniform")
two = Sequential(first, second)

# 대입하면 y = x·(W₁W₂) + (b₁W₂ + b₂): 층 하나와 같다.
one = Linear(3, 2)
one.W.data[...] = first.W.data @ second.W.data
one.b.data[...] = first.b.data @ second.W.data + second.b.data

samples = np.random.default_rng(0).standard_normal((5, 3))
print("\n선형 층 둘과 하나의 차이:", np.abs(two(samples).data - one(samples).data).max())

# 3. 사이에 활성화 함수를 넣으면 더는 층 하나로 쓸 수 없다: f(2x) = 2f(x)와 같은 선형의 성질이
# 깨진다.
deep = Sequential(first, TABLE["relu"], second)
zero = np.zeros((1, 3))


def bend(model: Sequential) -> float:
    """선형(아핀)이면 f(x) + f(-x) = 2·f(0)이다. 얼마나 어긋나는지."""
    return float(np.abs(model(samples).data + model(-samples).data - 2 * model(zero).data).max())


print(f"꺾인 정도: 선형 층 둘 {bend(two):.1e}, 사이에 ReLU {bend(deep):.4f}")
