# %% [markdown]
# # 9. 손글씨 숫자를 읽는 신경망
# 이 수업을 마치면 소프트맥스(softmax, 점수를 확률로 바꾼 것), 원-핫(one-hot, 정답 자리만 1인 벡터),
# 출력층의 기울기 (ŷ - t)/n, 학습 스텝 하나를 NumPy만으로 쓰고, 정확도를 바르게 잴 수 있습니다.
# %% [markdown] lang="en"
# # 9. A network that reads digits
# After this lesson you can write softmax (probabilities from scores), one-hot targets (1 at the
# right class) and a training step in NumPy alone, and say what to pair to measure an accuracy.
# %%
import numpy as np
from micrograd_ko import data
from micrograd_ko.nn import MLP
from viz import draw

X, X_test, y, y_test = data.split(data.digits().X, data.digits().y, test=0.2)  # 8 × 8 pixels
t = np.eye(10)[y]  # one-hot
rng = np.random.default_rng(0)
W1, b1 = 0.1 * rng.standard_normal((64, 50)), np.zeros(50)
W2, b2 = 0.1 * rng.standard_normal((50, 10)), np.zeros(10)
print("X", X.shape, " t", t.shape, " X @ W1 + b1", (X @ W1 + b1).shape, " y[1]", y[1], t[1])


# %%
def forward(X):
    z1 = 1 / (1 + np.exp(-(X @ W1 + b1)))  # sigmoid
    a2 = z1 @ W2 + b2
    e = np.exp(a2 - a2.max(axis=1, keepdims=True))
    return z1, e / e.sum(axis=1, keepdims=True)  # softmax


def affine_back(dy, X, W):
    return dy @ W.T, X.T @ dy, dy.sum(axis=0)


def train_step(X, t, lr):
    z1, y_hat = forward(X)
    dz1, dW2, db2 = affine_back((y_hat - t) / len(X), z1, W2)  # from ∂L/∂a2 back
    _, dW1, db1 = affine_back(dz1 * z1 * (1 - z1), X, W1)
    for p, gradient in ((W1, dW1), (b1, db1), (W2, dW2), (b2, db2)):
        p -= lr * gradient
    return -np.sum(t * np.log(y_hat)) / len(X)  # cross entropy


# %% question [markdown]
# 아직 학습하지 않은 신경망의 손실은 얼마쯤일까요? 손실은 정답에 준 확률의 -ln입니다(교차 엔트로피).
# %% question [markdown] lang="en"
# About how large is the cross entropy, -ln of the right digit's probability, before any learning?
# %%
print([f"{train_step(X[:5], t[:5], lr=0.1):.4f}" for step in range(5)])
# %% answer [markdown]
# ln 10 = 2.3026 근처입니다. 열 숫자에 확률을 0.1쯤씩 줍니다. 역전파는 손실을 출력층의 점수 a2로
# 미분한 (ŷ - t)/n에서 출발합니다. 갱신하면 너무 높은 확률은 내려가고 너무 낮은 확률은 올라갑니다.
# %% answer [markdown] lang="en"
# Near ln 10 = 2.3026: each of ten digits gets about 0.1. Backpropagation starts from (ŷ - t)/n, the
# loss differentiated by a2: what has too much probability goes down, what has too little up.
# %% question [markdown]
# 이 프로젝트의 바탕인 공부 노트는 **학습** 이미지 100장의 예측을 **시험** 레이블과 비교해 정확도
# 10%를 얻었습니다(`mixed`). 40에폭을 학습한 뒤에도 그렇게 재면 몇 %일까요?
# %% question [markdown] lang="en"
# The study notes behind this project compare the answers for 100 **training** images with **test**
# labels: 10 % are right (`mixed`). And after 40 epochs?
# %%
for epochs in (0, 40):
    for i in list(range(0, len(X), 32)) * epochs:
        train_step(X[i : i + 32], t[i : i + 32], lr=0.5)
    answers = forward(X[:100])[1].argmax(axis=1)
    paired, mixed = (answers == y[:100]).mean(), (answers == y_test[:100]).mean()
    print(f"{epochs:>2} epochs: paired {paired:.0%}  mixed {mixed:.0%}")
print(f"test {(forward(X_test)[1].argmax(axis=1) == y_test).mean():.0%}")
# %% answer [markdown]
# 여전히 9%, 우연히 맞힌 수준입니다. 다른 이미지의 레이블이기 때문입니다. 바르게 짝지으면 100%, 처음
# 보는 시험 이미지에서는 97%입니다.
# %% answer [markdown] lang="en"
# Still 9 %, chance: those labels are of other images. Rightly paired it is 100 %, and 97 % of the
# test images, which it never saw.
# %%
draw(MLP(2, [3, 3], rng=0), [[0.0, 1.0], [1.0, 0.5]], [0, 2], loss="cross_entropy", steps=True)
# %% next [markdown]
# 다음은 10. 가중치의 초깃값입니다. 왜 0.1 × 난수에서 출발했을까요?
# %% next [markdown] lang="en"
# Next is 10, initial values: why did it start at 0.1 × random numbers?
