"""오버피팅과, 그것을 줄이는 법: 다섯에 하나는 정답이 틀린 숫자 300개로 큰 신경망을 학습시킨다.

Over-fitting 300 digits, a fifth of them labelled wrongly, and what weight decay, dropout and batch
normalisation do. ``python 09_regularization.py [EPOCHS]``, default 150. Saves regularization.png.
"""

import sys
from pathlib import Path

import numpy as np

from micrograd_ko import data, manual_seed, relu
from micrograd_ko.losses import accuracy
from micrograd_ko.nn import BatchNorm, Dropout, Linear, Sequential
from micrograd_ko.optim import SGD
from micrograd_ko.train import History, fit
from viz import plots

EPOCHS = int(sys.argv[1]) if len(sys.argv) > 1 else 150
digits = data.digits()
X, X_val, X_test, y, y_val, y_test = data.split(digits.X, digits.y, validation=700, test=797)
rng = np.random.default_rng(0)
y = np.where(rng.random(300) < 0.2, rng.integers(0, 10, 300), y)  # 외울수록 새 숫자에서 틀린다.
models: list[Sequential] = []


def run(*, init="he", normalise=False, dropout=0.0, decay=0.0, epochs=EPOCHS) -> History:
    """64-100-100-100-10을 학습시키고 기록을 돌려준다. 모델은 models에 둔다."""
    manual_seed(0)
    layers: list = []
    for inputs in (64, 100, 100):
        layers += [Linear(inputs, 100, init=init), *([BatchNorm(100)] if normalise else [])]
        layers += [relu, *([Dropout(dropout)] if dropout else [])]
    model = Sequential(*layers, Linear(100, 10, init=init))
    models.append(model)
    return fit(model, X, y, loss="cross_entropy", optimizer=SGD(model, 0.05, weight_decay=decay),
               epochs=epochs, validation=(X_val, y_val), metric="accuracy", batch_size=50,
               progress=False)  # fmt: skip


runs = {
    "그대로": run(),
    "가중치 감소 0.02": run(decay=0.02),
    "드롭아웃 0.5": run(dropout=0.5),
    "배치 정규화": run(normalise=True),
    "배치 정규화 + 드롭아웃": run(normalise=True, dropout=0.5),
}
print("학습 정확도  검증 정확도")
for name, h in runs.items():
    print(f"{h.metric[-1]:>10.1%} {h.val_metric[-1]:>12.1%}   {name}")
# 검증 데이터로 고르고, 고른 것 하나만 시험 데이터로 한 번 잰다.
best = int(np.argmax([h.val_metric[-1] for h in runs.values()]))
tested = accuracy(models[best].predict(X_test), y_test)
print(f"검증에서 가장 좋은 것({list(runs)[best]})의 시험 정확도: {tested:.1%}")
# 배치 정규화는 빨리 배우게 한다(그래서 틀린 정답도 빨리 외운다). 초깃값에도 덜 매인다:
early = {name: run(init="small", normalise=on, epochs=10).metric[-1]
         for name, on in (("그대로", False), ("배치 정규화", True))}  # fmt: skip
print("\n초깃값 N(0, 0.01)에서 10에폭 뒤의 학습 정확도:",
      ", ".join(f"{name} {share:.1%}" for name, share in early.items()))  # fmt: skip
print("저장:", plots.save(plots.curves(runs), Path(__file__).with_name("regularization.png")).name)
