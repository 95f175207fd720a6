"""심층 회귀: 뉴런이 셋인 LeakyReLU 층 셋으로 당뇨병의 진행을, 또는 보스턴의 집값을(13-3-3-3-1)
예측한다.

Deep regression with full-batch gradient descent. ``python 11_deep_regression.py [NAME] [EPOCHS]``:
"diabetes" (default) or "boston", which has an ethical problem and warns; default 200,000 epochs,
some minutes. Saves regression.png beside this file.
"""

import sys
import time
from pathlib import Path

import numpy as np

from micrograd_ko import ShapeError, data, leaky_relu
from micrograd_ko.losses import mse, r2
from micrograd_ko.nn import MLP
from micrograd_ko.optim import SGD
from viz import plots

NAME = sys.argv[1] if len(sys.argv) > 1 else "diabetes"
EPOCHS = int(sys.argv[2]) if len(sys.argv) > 2 else 200_000

# 이렇게 작은 LeakyReLU 신경망은 씨앗 다섯에 하나꼴로 "죽는다": 뉴런이 셋뿐이라, 모두 음수 쪽에
# 놓이면 기울기가 0.01배로 줄어 평균만 예측하다 끝난다. 그러면 씨앗을 바꾼다. 보스턴에서는 씨앗 0-9
# 가운데 1이 죽었다.
SEED = 4

found = data.load(NAME)
X, X_test, y, y_test = data.split(found.X, found.y, test=0.2)  # 시험 데이터는 끝에 한 번만 본다.
X, X_test = data.standardize(X, X_test)
print(f"{NAME}: X {X.shape}, y {y.shape}, y의 분산 {y.var():.2f} (평균만 예측할 때의 MSE)")

# 출력을 입력만큼 낸 신경망과 정답 한 열을 견주면? 브로드캐스팅하지 않고 멈춘다.
try:
    mse(MLP(X.shape[1], [3, X.shape[1]])(X), y)
except ShapeError as error:
    print("\n" + str(error) + "\n")

model = MLP(X.shape[1], [3, 3, 3, 1], activation=leaky_relu, init="uniform", rng=SEED)
optimizer = SGD(model, lr=1e-4)
began = time.perf_counter()
for epoch in range(1, EPOCHS + 1):
    loss = mse(model(X), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if epoch % max(EPOCHS // 10, 1) == 0:
        print(f"에폭 {epoch:>7,}: MSE {loss.item():.4f}   {time.perf_counter() - began:.0f}초")

for part, inputs, wanted in (("학습", X, y), ("시험", X_test, y_test)):
    y_hat = model.predict(inputs)
    print(f"{part} MSE {np.mean((wanted - y_hat) ** 2):.4f}, R² {r2(y_hat, wanted):.3f}")
figure = plots.predictions(y_test, model.predict(X_test))
print("저장:", plots.save(figure, Path(__file__).with_name("regression.png")).name)
