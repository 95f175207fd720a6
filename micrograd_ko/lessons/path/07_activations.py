# %% [markdown]
# # 7. 활성화 함수
# 이 수업을 마치면 활성화 함수가 왜 필요한지, 은닉층이 넓으면 왜 어떤 곡선이든 근사할 수 있는지,
# ReLU가 언제 죽는지 설명할 수 있습니다. 먼저 x = −3, −1, 0.5, 3, 8에서 도함수의 값을 봅니다.
# %% [markdown] lang="en"
# # 7. Activation functions
# After this lesson you can say why activations are needed, why a wide hidden layer comes close to
# any curve, and when a ReLU dies. First, their derivatives at x = −3, −1, 0.5, 3, 8:
# %%
import numpy as np

from micrograd_ko import TABLE, Tensor, grad
from micrograd_ko.nn import MLP
from micrograd_ko.optim import Adam
from micrograd_ko.train import fit
from viz import draw, plots

for name in ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "relu6"):
    x = Tensor([-3.0, -1.0, 0.5, 3.0, 8.0])
    print(f"{name:10}", *(f"{slope:8.4f}" for slope in grad(TABLE[name](x).sum(), x)))
# %%
plots.activations(("sigmoid", "tanh", "relu", "leaky_relu"))
# %% question [markdown]
# sin 2x를 학습합니다. tanh 뉴런 3개와 활성화 함수가 없는(linear) 뉴런 50개 가운데 어느 쪽이 더
# 가까이 근사할까요? (tanh마다 가파른 자리를 고르게 놓고 시작합니다.)
# %% question [markdown] lang="en"
# The task is sin 2x. Which comes closer: 3 tanh neurons, or 50 without an activation (linear)?
# (The places where each tanh is steep start evenly spread.)
# %%
X = np.linspace(-3, 3, 61)[:, None]
y, found = np.sin(2 * X), {}
for kind, width in ((None, 50), ("tanh", 1), ("tanh", 3), ("tanh", 10), ("tanh", 50)):
    model = MLP(1, [width, 1], activation=kind, init="xavier", rng=3)
    model.layers[0].W.data[:] = 2.0
    model.layers[0].b.data[:] = -2.0 * np.linspace(-3, 3, width + 2)[1:-1]
    options = {"loss": "mse", "epochs": 300, "batch_size": None, "progress": False}
    fit(model, X, y, optimizer=Adam(model, 0.03), **options)
    name, out = f"{kind or 'linear'} {width}", model(X).data
    bend = np.abs(np.diff(out, 2, axis=0)).max()
    print(f"{name:9}   mse {np.mean((out - y) ** 2):.5f}   bend {bend:.5f}")
    found[name] = out
# %%
plots.fits(X, y, found)
# %% answer [markdown]
# tanh 3개입니다. 활성화 함수가 없으면 (x·W₁ + b₁)·W₂ + b₂ = x·(W₁W₂) + (b₁W₂ + b₂), 곧 **층 하나와
# 같은 직선**(bend 0)이므로, 50개여도 가장 잘 맞는 직선(0.43)에 그칩니다. 휘는 뉴런은 많을수록
# 오차가 줄어듭니다: 0.42, 0.02, 0.0006, 0.00004(**보편 근사**, universal approximation). 다만 그런
# 가중치가 있다는 것이지, 학습이 언제나 그것을 찾는다는 뜻은 아닙니다. 시드 3은 여섯 가운데 가장
# 잘된 경우이고, 너비 10의 오차는 시드에 따라 0.0006에서 0.016까지였습니다.
# %% answer [markdown] lang="en"
# The 3 tanh. Without activations (x·W₁ + b₁)·W₂ + b₂ = x·(W₁W₂) + (b₁W₂ + b₂),
# **one layer, a straight line** (bend 0): even 50 get no better than the best line (0.43). Neurons
# that bend come closer the more there are: 0.42, 0.02, 0.0006, 0.00004
# (**universal approximation**). That it can does not mean that training always gets there: seed 3
# did best of six, and width 10 ended anywhere from 0.0006 to 0.016.
# %% question [markdown]
# 뉴런 하나로 max(0, x)를 학습하되, 편향을 −4에서 시작해 모든 입력에서 w·x + b < 0이 되게 합니다.
# ReLU는 얼마나 학습될까요?
# %% question [markdown] lang="en"
# One neuron is to learn max(0, x), but starts with bias −4, so that w·x + b < 0 for each input. How
# far does the ReLU get?
# %%
for kind in ("relu", "leaky_relu"):
    neuron = MLP(1, [1], output=kind)
    w, b = neuron.parameters()
    w.data[:], b.data[:] = 1.0, -4.0
    fit(neuron, X, np.maximum(X, 0.0), optimizer=Adam(neuron, 0.05), **options)
    print(f"{kind:10}   w {w.item():.4f}   b {b.item():.4f}")
# %% answer [markdown]
# 전혀 움직이지 않습니다. 모든 입력에서 도함수가 0이므로 기울기가 정확히 0입니다. 이것이 **죽은
# ReLU**(dying ReLU)입니다. LeakyReLU는 음수에서도 도함수가 0.01이어서 w = 1, b = 0 가까이까지
# 돌아옵니다.
# %% answer [markdown] lang="en"
# It does not move: for each input the derivative is 0, and so is the gradient, exactly. This is a
# **dying ReLU**. LeakyReLU keeps 0.01 for negative numbers and comes back, close to w = 1, b = 0.
# %%
draw(MLP(1, [3, 1], activation="tanh", rng=3), X[::20], y[::20], loss="mse", steps=True)
# %% next [markdown]
# 다음은 8. 기울기 소실입니다. 도함수를 여러 층에 걸쳐 곱하면 어떻게 될까요?
# %% next [markdown] lang="en"
# Next is 8, vanishing gradients: what if derivatives are multiplied through many layers?
