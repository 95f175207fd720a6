"""같은 곳에서 출발해, 갱신 규칙마다 그릇의 바닥까지 가는 길.

Update rules from the same start over f(x, y) = x²/20 + y², a bowl far steeper in y than in x.
Saves optimizer_paths.png beside this file.
"""

from pathlib import Path

import numpy as np

from micrograd_ko import Tensor
from micrograd_ko.optim import SGD, AdaGrad, Adam, Momentum, Nesterov, Optimizer, RMSProp
from viz import plots

STEPS, START = 30, (-7.0, 2.0)
SCALE = np.array([1 / 20, 1.0])


def path(rule: type[Optimizer], **options: float) -> np.ndarray:
    """걸음마다 있던 곳: (STEPS + 1, 2)."""
    p = Tensor(START, "p")
    optimizer = rule([p], **options)
    places = [p.data.copy()]
    for _ in range(STEPS):
        loss = (p * p * SCALE).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        places.append(p.data.copy())
    return np.array(places)


paths = {
    "SGD": path(SGD, lr=0.95),
    "Momentum": path(Momentum, lr=0.1),
    "Nesterov": path(Nesterov, lr=0.1),
    "AdaGrad": path(AdaGrad, lr=1.5),
    "RMSProp": path(RMSProp, lr=0.3, decay=0.9),
    "Adam": path(Adam, lr=0.3),
}
print(f"{STEPS}걸음 뒤            x         y      f(x, y)   y의 부호가 바뀐 횟수")
for name, places in paths.items():
    x, y = places[-1]
    turns = int((np.diff(np.sign(places[:, 1])) != 0).sum())  # 지그재그
    print(f"{name:<12} {x:>12.4f} {y:>9.4f} {x * x / 20 + y * y:>12.6f} {turns:>8}")

# SGD는 기울기가 가파른 y 쪽으로만 크게 움직여 지그재그로 간다. 기울기가 바닥을 가리키지 않기
# 때문이다. AdaGrad와 RMSProp은 많이 움직인 방향의 걸음을 줄이고, 모멘텀은 오가는 힘을 서로 지운다.
print(
    "저장:",
    plots.save(plots.optimizer_paths(paths), Path(__file__).with_name("optimizer_paths.png")).name,
)
