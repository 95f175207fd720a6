# %% [markdown]
# # 6. 수치 미분과 역전파
# 이 수업을 마치면 수치 미분이 왜 맞는지, 왜 느린지, 층을 늘리면 얼마나 더 느려지는지 직접 세어
# 설명할 수 있습니다. **수치 미분**(numerical differentiation)은 매개변수(parameter) 하나를 h만큼
# 늘려 보고, 손실이 변한 양을 h로 나눕니다. 미분 공식도 역전파도 필요 없습니다.
# %% [markdown] lang="en"
# # 6. Numerical differentiation and backpropagation
# After this lesson you can say why numerical differentiation is right, and why it is slow, and
# count how much slower it gets with more layers. **Numerical differentiation** adds a little h to
# one parameter and divides the change of the loss by h. It needs no formulas and no backward pass.
# %%
import time

import numpy as np

from micrograd_ko import Value
from micrograd_ko.nn import MLP
from viz import draw

rng = np.random.default_rng(0)
x, t = rng.standard_normal(10), rng.standard_normal(2)


def loss(layers):
    h = x
    for W, b in layers:
        h = 1 / (1 + np.exp(-(h @ W + b)))
    return 0.5 * np.mean((h - t) ** 2)


def numerical(layers, h=0.0001):
    before, grads = loss(layers), []
    for p in (p for layer in layers for p in layer):
        for i in np.ndindex(p.shape):
            kept, p[i] = p[i], p[i] + h
            grads.append((loss(layers) - before) / h)
            p[i] = kept
    return np.array(grads)


# %% question [markdown]
# 뉴런이 32개인 은닉층이 5개 있으면 매개변수는 4,642개입니다. 수치 미분은 손실을 몇 번 계산할까요?
# 은닉층을 10개로 늘리면 걸리는 시간은 몇 배가 될까요? 2배일까요?
# %% question [markdown] lang="en"
# With 5 hidden layers of 32 neurons there are 4,642 parameters. How often is the loss computed?
# With 10 hidden layers, how many times as long does it take? Twice?
# %%
for depth in (1, 5, 10):
    model = MLP(10, [32] * depth + [2], activation="sigmoid", output="sigmoid", init=0.3, rng=0)
    layers = [(layer.W.data, layer.b.data) for layer in model.layers[::2]]
    start = time.perf_counter()
    slow = numerical(layers)
    middle = time.perf_counter()
    (0.5 * ((model(x) - t) ** 2).mean()).backward()
    seconds = middle - start, time.perf_counter() - middle
    fast, times = np.concatenate([p.grad.ravel() for p in model.parameters()]), slow.size + 1
    print(f"depth {depth:2}   losses {times:4}, layers {times * (depth + 1):7,}", end="")
    print(f"   seconds {seconds[0]:.3f}, {seconds[1]:.4f}   off {np.abs(slow - fast).max():.7f}")
# %% answer [markdown]
# 처음에 한 번, 매개변수마다 한 번씩 모두 4,643번입니다. 은닉층이 2배가 되면 매개변수는 2.14배, 손실
# 한 번에 지나는 층은 11/6 = 1.83배가 됩니다. 그래서 계산할 층은 27,858개에서 109,153개로
# **3.9배**가 됩니다. 잰 시간은 3.5배쯤인데, 층마다 하지 않는 계산(손실)도 있기 때문입니다.
# 역전파(뒤의 시간)는 순전파와 역전파 한 번씩으로 기울기를 모두 구하므로 수백 배 빠릅니다. 수치
# 미분은 h 때문에 조금 틀리지만(off), 공식이 필요 없어 역전파를 **검사**하기에 좋습니다(17번 수업).
# %% answer [markdown] lang="en"
# Once per parameter, and once before: 4,643 times. Twice the hidden layers make 2.14 times the
# parameters and 11/6 = 1.83 times the layers in each loss: from 27,858 to 109,153 layers,
# **3.9 times** the work (3.5 in time, for not all of a loss is layers). Backpropagation (second
# time) gets all in one pass each way, hundreds of times faster. The numerical one is slightly off
# because of h, but it needs no formulas: good for **checking** the other (lesson 17).
# %%
w = Value(-3.0, "w")
draw(((w * 0.5 + 2.0).tanh() - 1.0) ** 2, steps=True)
# %% next [markdown]
# 다음은 7. 활성화 함수입니다. 위의 페이지에서 w를 0.001 늘려 보십시오. 그것이 수치 미분입니다.
# %% next [markdown] lang="en"
# Next is 7, activation functions. On the page above, add 0.001 to w: that is numerical
# differentiation.
