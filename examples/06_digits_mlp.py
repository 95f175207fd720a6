"""손글씨 숫자를 읽는 신경망: 다섯 장으로 다섯 걸음, 그다음 전체를 학습한다.

A network of sigmoids with a softmax. ``python 06_digits_mlp.py`` trains on the 8×8 digits
that come with scikit-learn, ``python 06_digits_mlp.py mnist [PATH]`` 784-50-10 on MNIST (fetch
it once with ``python -c "from micrograd_ko.mnist import download_mnist; download_mnist()"``).
"""

import math
import sys
from pathlib import Path

from micrograd_ko import data
from micrograd_ko.losses import cross_entropy
from micrograd_ko.mnist import mnist
from micrograd_ko.nn import MLP
from micrograd_ko.optim import SGD
from micrograd_ko.train import evaluate, fit
from viz import plots

HERE = Path(__file__)
if "mnist" in sys.argv:
    found = mnist(sys.argv[2] if len(sys.argv) > 2 else None)
    X, y, X_test, y_test = found.X_train, found.y_train, found.X_test, found.y_test
    X, X_val, y, y_val = data.split(X, y, test=10_000, seed=0)
    rate, epochs, batch = 0.1, 17, 100
else:
    digits = data.digits()
    X, X_val, X_test, y, y_val, y_test = data.split(digits.X, digits.y, validation=0.2, test=0.2)
    rate, epochs, batch = 0.5, 60, 32

# 은닉층은 시그모이드. 소프트맥스는 손실(cross_entropy) 안에 들어 있다.
model = MLP(X.shape[1], [50, 10], activation="sigmoid", init=0.1, rng=0, dtype=X.dtype)
print(model.summary())
# 학습 전에는 열 숫자를 고루 찍는 것과 같아서, 손실이 ln 10 = 2.30 근처다.
before, _ = evaluate(model, X, y, loss="cross_entropy")
print(f"\n학습 전 손실 {before:.4f}, ln 10 = {math.log(10):.4f}")

# 다섯 장으로 다섯 걸음. 한 걸음 = 순전파, 역전파, 갱신.
five = MLP(X.shape[1], [50, 10], activation="sigmoid", init=0.1, rng=0, dtype=X.dtype)
optimizer = SGD(five, lr=0.1)
for step in range(1, 6):
    loss = cross_entropy(five(X[:5]), y[:5])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"걸음 {step}: 다섯 장의 손실 {loss.item():.4f}")

# 이제 전체를.
history = fit(model, X, y, loss="cross_entropy", optimizer=SGD(model, rate), epochs=epochs,
              batch_size=batch, validation=(X_val, y_val), metric="accuracy",
              progress=False)  # fmt: skip
# 시험 데이터는 맨 끝에 한 번만 본다.
_, tested = evaluate(model, X_test, y_test, loss="cross_entropy", metric="accuracy")
learned, checked = history.metric[-1], history.val_metric[-1]
print(f"\n{epochs}에폭 뒤 정확도: 학습 {learned:.2%}, 검증 {checked:.2%}, 시험 {tested:.2%}")

answers = model.predict(X_test[:30]).argmax(axis=1)
figure = plots.digits(X_test[:30], answers, y_test[:30])
print("저장:", plots.save(figure, HERE.with_name("digits.png")).name)
print("저장:", plots.save(plots.curves(history), HERE.with_name("digits_curves.png")).name)
