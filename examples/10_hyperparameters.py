"""하이퍼파라미터 찾기: 로그 척도로 무작위로 뽑고, 범위를 두 번 좁힌다.

Random search in log scale over the learning rate and the weight decay, judged on validation
data, narrowed twice; the test data are looked at once, at the end.
``python 10_hyperparameters.py [TRIALS]``, default 15 a round.
"""

import sys

import numpy as np

from micrograd_ko import DivergedError, data, losses
from micrograd_ko.nn import MLP
from micrograd_ko.optim import SGD
from micrograd_ko.train import fit, predict

TRIALS = int(sys.argv[1]) if len(sys.argv) > 1 else 15
digits = data.digits()
X, X_test, y, y_test = data.split(digits.X, digits.y, test=0.25, seed=0)
# 시험 자료로 고르면 시험 자료에 오버피팅된다.
X, X_val, y, y_val = data.split(X, y, test=0.25, seed=1)
rng = np.random.default_rng(0)


def trained(lr: float, decay: float, epochs: int) -> MLP:
    """한 번 학습시킨다. 고르는 동안에는 에폭을 적게 해서 나쁜 값을 일찍 버린다."""
    model = MLP(64, [50, 10], activation="sigmoid", rng=0)
    sgd = SGD(model, lr, weight_decay=decay)
    fit(model, X, y, loss="cross_entropy", optimizer=sgd, epochs=epochs, progress=False)
    return model


def accuracy(lr: float, decay: float) -> float:
    """검증 정확도. 발산했으면 0."""
    try:
        return losses.accuracy(predict(trained(lr, decay, 5), X_val), y_val)
    except DivergedError:
        return 0.0


ranges = {"lr": (-6.0, 2.0), "decay": (-8.0, 0.0)}  # 10의 거듭제곱: 학습률 10⁻⁶ … 10²
tried: list[tuple[float, float, float]] = []  # 검증 정확도, log₁₀ 학습률, log₁₀ 가중치 감소
for round_ in range(1, 4):
    shown = [f"{name} 1e{low:+.1f} … 1e{high:+.1f}" for name, (low, high) in ranges.items()]
    print(f"{round_}번째 범위:", ", ".join(shown))
    for _ in range(TRIALS):
        lr, decay = (rng.uniform(*ranges[name]) for name in ("lr", "decay"))
        tried.append((accuracy(10**lr, 10**decay), lr, decay))
    tried.sort(reverse=True)
    score, lr, decay = tried[0]
    print(f"   가장 좋은 검증 정확도 {score:.2%} (lr 1e{lr:+.2f}, decay 1e{decay:+.2f})")
    best = np.array(tried[: max(3, TRIALS // 4)])[:, 1:]  # 좋았던 것들이 있는 곳으로 좁힌다.
    ranges = {name: (best[:, i].min(), best[:, i].max()) for i, name in enumerate(ranges)}

lr, decay = 10**lr, 10**decay
test = losses.accuracy(predict(trained(lr, decay, 40), X_test), y_test)
chosen = f"학습률 {lr:.3g}, 가중치 감소 {decay:.3g}"
print(f"\n고른 값으로 40에폭: 시험 정확도 {test:.2%} ({chosen})")
