# %% [markdown]
# # 12. 오버피팅을 줄이는 법
# 이 수업을 마치면 검증 데이터와 시험 데이터를 구별해 쓰고, 가중치 감소가 손실의 어느 항인지,
# 드롭아웃에서 무엇을 곱하며 왜 앙상블로 보는지 설명할 수 있습니다.
# %% [markdown] lang="en"
# # 12. Against overfitting
# After this lesson you can keep validation and test data apart, and say which term of the loss
# weight decay is, how dropout is scaled, and why it is seen as an ensemble.
# %%
import numpy as np
from micrograd_ko import Value, data, manual_seed, relu
from micrograd_ko.losses import accuracy
from micrograd_ko.nn import Dropout, Linear, Sequential
from micrograd_ko.optim import SGD, Adam, AdamW
from micrograd_ko.train import fit
from viz import draw

digits = data.digits()
X, X_val, X_test, y, y_val, y_test = data.split(digits.X, digits.y, validation=800, test=747)
y[::5] = (y[::5] + 1) % 10  # of 250 labels to learn, every fifth is wrong
# %% question [markdown]
# 레이블 다섯 가운데 하나가 틀렸습니다. 학습 정확도가 가장 높은 모델이 새 이미지도 가장 잘 읽을까요?
# %% question [markdown] lang="en"
# One label in five is wrong. Does the model that is best in training read new images best?
# %%
models = {}
for decay, p in ((0, 0), (0, 0.5), (0.01, 0), (0.01, 0.5)):
    manual_seed(0)
    model = Sequential(Linear(64, 100), relu, Dropout(p), Linear(100, 10))
    sgd = SGD(model, 0.5, weight_decay=decay)
    fit(model, X, y, loss="cross_entropy", optimizer=sgd, epochs=120, progress=False)
    train, val = accuracy(model.predict(X), y), accuracy(model.predict(X_val), y_val)
    print(f"weight decay {decay:<4}  dropout {p:<3}  train {train:.1%}  validation {val:.1%}")
    models[val] = model
best = models[max(models)]
print(f"test {accuracy(best.predict(X_test), y_test):.1%}")
# %% answer [markdown]
# 아닙니다. 그대로 두면 틀린 레이블까지 외웁니다. 설정은 **검증** 데이터로 고르고, **시험** 데이터는
# 고른 모델을 끝에 한 번만 잽니다. 고른 점수는 부풀려지기 쉽습니다(83.4%와 82.6%).
# %% answer [markdown] lang="en"
# No: left alone it learns the wrong labels, too. **Validation** data choose the settings, **test**
# data measure what was chosen, once: a score that chose tends to flatter (83.4 %, then 82.6 %).
# %% question [markdown]
# 손실에 λ/2·w²을 더하는 것(`term`)과 스텝마다 w에서 η·λ·w를 따로 빼는 것(`decay`)은 같을까요(η는
# 학습률)? SGD와 Adam에서는요? 또, 뉴런의 30%를 끄면 출력의 평균은 0.3배(노트)일까요, 0.7배일까요?
# %% question [markdown] lang="en"
# Is adding λ/2·w² to the loss (`term`) the same as taking η·λ·w from w in each step (`decay`)? For
# SGD, for Adam? And with 30 % of neurons off, is the mean output 0.3 (the notes) or 0.7 times?
# %%
w, rng = Value(3.0, "w"), np.random.default_rng(0)
(0.5 / 2 * w * w).backward()
print("λ·w =", w.grad)
for rule, apart in ((SGD, SGD), (Adam, AdamW)):
    term, decay = {"w": 3.0}, {"w": 3.0}
    rule(lr=0.1).update(term, {"w": 0.5 + w.grad})  # 0.5: of the loss itself
    apart(lr=0.1, weight_decay=0.5).update(decay, {"w": 0.5})
    print(f"{rule.__name__:<5} term {term['w']:.4f}  decay {decay['w']:.4f}")
h, v, on = rng.random(60), rng.random(60), rng.random((10000, 60)) >= 0.3
print(f"average {(h * on @ v).mean():.2f}  × 0.3 {0.3 * h @ v:.2f}  × 0.7 {0.7 * h @ v:.2f}")
print(f"inverted, × 1/0.7: average {(h * on / 0.7 @ v).mean():.2f}  all on {h @ v:.2f}")
best.train()
many = np.mean([best(X_val).data for _ in range(100)], axis=0)
print(f"100 networks {accuracy(many, y_val):.1%}  one {accuracy(best.predict(X_val), y_val):.1%}")
# %% answer [markdown]
# 항의 기울기는 λ·w이고 SGD에서는 같습니다. Adam은 기울기를 그 크기로 나누어 항이 묻히므로, AdamW는
# 따로 뺍니다. 드롭아웃의 출력은 **남긴** 비율 0.7배여서 예측할 때 0.7을 곱하거나, 학습할 때 1/0.7을
# 곱합니다(inverted). 뉴런을 끈 신경망 100개의 평균과 하나가 거의 같으니, 앙상블인 셈입니다.
# %% answer [markdown] lang="en"
# The term's gradient is λ·w: the same for SGD. Adam divides a gradient by its size and loses the
# term; AdamW takes it apart. Dropout: 0.7, the share **kept**, in use; or 1/0.7 in training
# (inverted). 100 networks with neurons off, averaged, are about as good as one: an ensemble.
# %%
w = Value(3.0, "w")
draw((2 * w - 1) ** 2 + 0.5 / 2 * w * w, steps=True)
# %% next [markdown]
# 다음은 13. 옵티마이저: 같은 기울기로 어떻게 움직일까요?
# %% next [markdown] lang="en"
# Next is 13, optimizers: one gradient, many ways to move.
