# %% [markdown]
# # 5. 역전파를 직접 쓰기
# 이 수업을 마치면 층이 여럿인 신경망의 역전파를 NumPy로 직접 쓰고, 줄마다 왜 그런지, 1/n이 어디에
# 들어가는지 설명할 수 있습니다. 층마다 h = σ(x·W + b)이고, σ는 시그모이드입니다.
# %% [markdown] lang="en"
# # 5. Backpropagation by hand
# After this lesson you can write the backward pass of a network with several layers in NumPy, and
# say why each line is as it is and where 1/n belongs. Each layer is h = σ(x·W + b), σ the sigmoid.
# %%
import numpy as np

from micrograd_ko.nn import MLP
from viz import draw

model = MLP(3, [5, 4, 2], activation="sigmoid", output="sigmoid", init=1.0, rng=0)
layers = [(layer.W.data, layer.b.data) for layer in model.layers[::2]]
x, t = np.array([0.5, -1.0, 2.0]), np.array([0.2, 0.9])


def forward():
    hs = [x]
    for W, b in layers:
        hs.append(1 / (1 + np.exp(-(hs[-1] @ W + b))))
    return hs


hs = forward()
for i, (W, b) in enumerate(layers):
    print(f"layer {i + 1}: {hs[i].shape} @ {W.shape} + {b.shape} -> {hs[i + 1].shape}")


# %% [markdown]
# 마지막 층의 출력에 대한 기울기 dh에서 시작합니다. 시그모이드를 거슬러 가면 x·W + b의 기울기 delta
# = dh × h(1 − h)가 되고, 거기서 dW, db와 앞 층의 dh가 나옵니다.
# %% [markdown] lang="en"
# It starts at the last layer with dh, the gradient of its output. Back through the sigmoid, delta
# = dh × h(1 − h), the gradient of x·W + b, gives dW, db, and the dh of the layer before.
# %%
def backward(dh):
    grads = []
    for i in reversed(range(len(layers))):
        delta = dh * hs[i + 1] * (1 - hs[i + 1])
        grads.insert(0, (np.outer(hs[i], delta), delta))
        dh = layers[i][0] @ delta
    return grads


# %% question [markdown]
# 손실이 ½·mean((h − t)²)이면 처음의 dh는 (h − t)/n이고, 여기서 n = 2입니다. 흔한 실수대로 1/n을
# 빠뜨리면, 세 층을 거슬러 간 첫 층의 dW는 몇 배가 될까요? 2배일까요, 2³ = 8배일까요?
# %% question [markdown] lang="en"
# For the loss ½·mean((h − t)²) the pass starts with dh = (h − t)/n, here n = 2. If 1/n is
# forgotten, as it often is, how many times too large is dW three layers back? Twice, or 2³ = 8?
# %%
right, forgot = backward((hs[-1] - t) / t.size), backward(hs[-1] - t)
(0.5 * ((model(x) - t) ** 2).mean()).backward()
for i, layer in enumerate(model.layers[::2]):
    dW, engine = right[i][0], layer.W.grad
    print(f"dW{i + 1}   x{np.mean(forgot[i][0] / dW):.4f}", np.allclose(dW, engine, 1e-12, 0))
# %% answer [markdown]
# 모든 층에서 정확히 2배입니다. 줄마다 dh에 무엇을 곱할 뿐이므로 처음의 2배는 그대로 남습니다.
# 학습률이 2배인 것과 같아 눈에 띄지 않습니다. 바르게 쓴 것(right)은 엔진의 기울기와 같습니다.
# %% answer [markdown] lang="en"
# Exactly twice, in every layer. Each line only multiplies dh, so a factor at the start stays as it
# is. It acts like twice the learning rate: nobody notices. The right pass agrees with the engine.
# %%
for epoch in range(201):
    hs = forward()
    if epoch % 50 == 0:
        print(f"epoch {epoch:3}   loss {0.5 * np.mean((hs[-1] - t) ** 2):.6f}")
    for (W, b), (dW, db) in zip(layers, backward((hs[-1] - t) / t.size), strict=True):
        W -= 0.5 * dW
        b -= 0.5 * db
# %%
draw(model, x[None], t[None], loss="half_mse", steps=True)
# %% next [markdown]
# 다음은 6. 수치 미분과 역전파입니다. 같은 기울기를 훨씬 느리게 구해 봅니다.
# %% next [markdown] lang="en"
# Next is 6, numerical differentiation: the same gradients, much more slowly.
