"""합성곱: 어디에 있든 같은 무늬를 찾는 필터 여덟 개를, 매개변수의 수가 같은 MLP와 비교합니다.

One small convolution on digits of 8×8 next to an MLP of as many parameters: on test images as they
are, and moved by one pixel. Saves filters.png and found.png. ``python convolution.py [EPOCHS]``
"""

import sys
from pathlib import Path

import numpy as np

from micrograd_ko import data, relu
from micrograd_ko.nn import MLP, Conv2d, Flatten, Linear, MaxPool2d, Sequential
from micrograd_ko.optim import Adam
from micrograd_ko.train import evaluate, fit
from viz import plots

EPOCHS = int(sys.argv[1]) if len(sys.argv) > 1 else 60
digits = data.digits()
X, X_test, y, y_test = data.split(digits.X.reshape(-1, 1, 8, 8), digits.y, test=0.25, seed=0)
X, X_val, y, y_val = data.split(X, y, test=0.25, seed=1)

# (표본, 1, 8, 8) → 3×3 필터 8개 → (표본, 8, 8, 8) → 2×2마다 최댓값 → (표본, 8, 4, 4) → 10
conv = Sequential(Conv2d(1, 8, 3, padding=1, rng=0), relu, MaxPool2d(2), Flatten(),
                  Linear(128, 10, init="xavier", rng=1))  # fmt: skip
mlp = Sequential(Flatten(), *MLP(64, [18, 10], rng=0).layers)
models = {"합성곱": conv, "MLP": mlp}
print(conv.summary() + "\n")


def moved(images, down, right):
    """모두 한 픽셀씩 옮긴 이미지. 밀려난 줄은 사라지고, 빈 줄은 0이 됩니다."""
    framed = np.pad(images, ((0, 0), (0, 0), (1, 1), (1, 1)))
    return framed[:, :, 1 - down : 9 - down, 1 - right : 9 - right]


print("           매개변수  학습    검증    걸린 시간")
for name, model in models.items():
    history = fit(model, X, y, loss="cross_entropy", optimizer=Adam(model, 0.005), epochs=EPOCHS,
                  validation=(X_val, y_val), metric="accuracy", progress=False)  # fmt: skip
    print(f"{sum(p.size for p in model.parameters()):>16,} {history.metric[-1]:>8.2%}"
          f"{history.val_metric[-1]:>8.2%} {history.seconds:>6.1f}초   {name}")  # fmt: skip

# 시험 데이터는 여기서 한 번만 씁니다. 한 픽셀 옮기면 MLP의 가중치에는 다른 픽셀이 들어오지만,
# 필터는 옆에서 같은 무늬를 찾습니다. (그래도 많이 틀립니다. 뒤의 Linear는 위치를 구별합니다.)
shifts = [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)]
tests = {
    name: [evaluate(model, moved(X_test, *by), y_test, loss="cross_entropy", metric="accuracy")[1]
           for by in shifts]
    for name, model in models.items()
}  # fmt: skip
for name, (still, *others) in tests.items():
    print(f"시험 {still:.2%}, 한 픽셀 옮기면 평균 {np.mean(others):.2%}   {name}")

here, layer = Path(__file__), conv.layers[0]
print("저장:", plots.save(plots.filters(layer.W), here.with_name("filters.png")).name)
found = np.maximum(layer(X_test[:1]).data[0], 0)
figure = plots.filters(found, title=f"필터마다 숫자 {y_test[0]}에서 찾은 것")
print("저장:", plots.save(figure, here.with_name("found.png")).name)
