"""역전파를 한 줄씩: 층을 직접 쓰고, 모양을 보고, 200에폭 동안 손실이 내려가는 것을 본다.

A commented walk through a neuron layer, a deep network and the mean squared error: shapes
printed, hand-written gradients checked against the engine's, 200 epochs.
"""

import numpy as np

from micrograd_ko import Tensor, sigmoid
from micrograd_ko.losses import half_mse

rng = np.random.default_rng(0)


class Neurons:
    """뉴런 한 층: h = σ(x·W + b). W의 모양은 (입력, 출력)이다."""

    def __init__(self, inputs: int, outputs: int) -> None:
        self.W = Tensor(rng.normal(0.0, 0.01, (inputs, outputs)), "W")
        self.b = Tensor(np.zeros(outputs), "b")

    def __call__(self, x: Tensor) -> Tensor:
        return sigmoid(x @ self.W + self.b)


x, y = Tensor(rng.standard_normal((1, 10)), "x"), rng.standard_normal((1, 2))
layers = [Neurons(10, 32), *(Neurons(32, 32) for _ in range(5)), Neurons(32, 2)]

print("1. 순전파: 앞 층의 출력이 다음 층의 입력이 된다.")
h = x
for i, layer in enumerate(layers, start=1):
    before, h = h, layer(h)
    print(f"   층 {i}: {before.shape} @ {layer.W.shape} + {layer.b.shape} → {h.shape}")
loss = half_mse(h, y)
print(f"   예측 {np.round(h.data, 4)}, 정답 {np.round(y, 4)}, 손실 {loss.item():.4f}")

print("2. 역전파: 손실에서 거꾸로. 마지막 층을 손으로도 미분해 견준다.")
loss.backward()
last = layers[-1]
upstream = (h.data - y) / y.size  # 손실은 평균이므로 n으로 나눈다. 이 1/n을 빠뜨리기 쉽다.
signal = upstream * h.data * (1 - h.data)  # × σ'(z) = h(1 - h)
print("   W의 기울기 차이", np.abs(before.data.T @ signal - last.W.grad).max(), "= xᵀ·신호")
print("   b의 기울기 차이", np.abs(signal.sum(axis=0) - last.b.grad).max(), "= 신호의 합")
for i, layer in enumerate(layers, start=1):
    shape, size = layer.W.grad.shape, np.linalg.norm(layer.W.grad)
    print(f"   층 {i}: 기울기의 모양은 값의 모양과 같다 {shape}, 크기 {size:.1e}")

print("3. 경사 하강: 기울기의 반대쪽으로 조금. 200번.")
for epoch in range(1, 201):
    h = x
    for layer in layers:
        h = layer(h)
    loss = half_mse(h, y)
    loss.zero_grad()
    loss.backward()
    for p in (p for layer in layers for p in (layer.W, layer.b)):
        p.data -= 0.1 * p.grad
    if epoch in (1, 50, 100, 150, 200):
        print(f"   에폭 {epoch:>3}: 손실 {loss.item():.6f}")
