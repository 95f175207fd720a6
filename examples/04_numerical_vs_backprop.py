"""같은 신경망을 수치 미분과 역전파로 학습시킨다: 기울기는 같고, 시간은 다르다.

The network 10-32×d-2 trained by numerical differentiation and by backpropagation: the same
gradients, at very different speed. ``python 04_numerical_vs_backprop.py [EPOCHS]``, default 2.
"""

import sys
import time

import numpy as np

from micrograd_ko import Tensor, numerical_gradient
from micrograd_ko.losses import half_mse
from micrograd_ko.nn import MLP

EPOCHS = int(sys.argv[1]) if len(sys.argv) > 1 else 2
rng = np.random.default_rng(0)
x, y = rng.standard_normal(10), rng.standard_normal(2)


def loss_of(model: MLP) -> Tensor:
    return half_mse(model(x), y)  # 평균제곱오차의 절반


def by_nudging(model: MLP) -> list[np.ndarray]:
    """매개변수를 하나씩 조금 움직여 본다: 매개변수 수만큼 순전파를 한다."""
    return numerical_gradient(lambda: loss_of(model), model.parameters(), method="forward")


def by_chain_rule(model: MLP) -> list[np.ndarray]:
    """순전파 한 번, 역전파 한 번이면 모든 기울기가 나온다."""
    model.zero_grad()
    loss_of(model).backward()
    return [p.grad for p in model.parameters()]


def network(depth: int) -> MLP:
    """뉴런 32개인 은닉층 depth개, 모두 시그모이드, 가중치는 N(0, 0.01). 늘 같은 씨앗으로."""
    return MLP(10, [32] * depth + [2], activation="sigmoid", output="sigmoid", init="small", rng=0)


differences = []
print("  깊이     매개변수   수치 미분(초)    역전파(초)        배    기울기 차이   손실")
for depth in (5, 10):
    pair = [network(depth), network(depth)]
    times, losses = [0.0, 0.0], [loss_of(pair[1]).item()]
    for _ in range(EPOCHS):
        found = []
        for i, (model, method) in enumerate(zip(pair, (by_nudging, by_chain_rule), strict=True)):
            began = time.perf_counter()
            found.append(method(model))
            times[i] += time.perf_counter() - began
            for p, g in zip(model.parameters(), found[i], strict=True):
                p.data -= 0.01 * g  # 경사 하강
        differences.append(max(np.abs(a - b).max() for a, b in zip(*found, strict=True)))
        losses.append(loss_of(pair[1]).item())
    count, (slow, fast) = sum(p.size for p in pair[0].parameters()), times
    print(f"{depth:>6} {count:>10,} {slow:>14.2f} {fast:>12.4f} {slow / fast:>9,.0f}", end=" ")
    print(f"{differences[-1]:>14.1e}  ", " → ".join(f"{loss:.4f}" for loss in losses))
print("깊이가 두 배면 매개변수도, 순전파 한 번의 일도 약 두 배: 수치 미분의 일은 약 네 배가 된다.")
