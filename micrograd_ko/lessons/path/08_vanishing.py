# %% [markdown]
# # 8. 기울기 소실
# 이 수업을 마치면 깊은 신경망의 앞쪽 층에는 왜 기울기가 거의 전해지지 않는지, 활성화 함수와 초깃값
# 가운데 무엇이 원인인지 설명할 수 있습니다.
# %% [markdown] lang="en"
# # 8. Vanishing gradients
# After this lesson you can say why no gradient reaches the first layers of a deep network, and
# which of the two does it: the activation function or the initial values.
# %%
import numpy as np
from micrograd_ko.losses import half_mse
from micrograd_ko.nn import MLP

rng = np.random.default_rng(0)
x, t = rng.standard_normal((1, 10)), rng.standard_normal((1, 2))


def gradients(activation, init, depth=10, dtype="float64"):
    sizes = [32] * depth + [2]
    model = MLP(10, sizes, activation=activation, init=init, rng=0, dtype=dtype)
    half_mse(model(x.astype(dtype)), t).backward()
    return [float(np.abs(p.grad).max()) for p in model.parameters() if p.kind == "weight"]


# %% question [markdown]
# 은닉층은 10개이고, 가중치는 표준편차 0.01에서 출발합니다(`small`). 시그모이드의 도함수는 0.25를
# 넘지 못하고, ReLU의 도함수는 양수에서 1입니다. 시그모이드를 ReLU로 바꾸기만 하면 첫 층의 기울기가
# 살아날까요?
# %% question [markdown] lang="en"
# There are 10 hidden layers, and weights start with a standard deviation of 0.01 (`small`). The
# slope of the sigmoid is at most 0.25, that of ReLU is 1 where it is on. Is it enough to put ReLU
# in its place?
# %%
found = {}
for activation in ("sigmoid", "tanh", "relu"):
    for init in ("small", "xavier", "he"):
        found[f"{activation} {init}"] = first, *_, last = gradients(activation, init)
        print(f"{activation:<8} {init:<7} first layer {first:.0e}   last layer {last:.0e}")
# %% answer [markdown]
# 아닙니다. 층을 하나 거슬러 올라갈 때마다 (가중치의 크기) × (도함수)가 곱해집니다. 0.01에서는
# 가중치 쪽이 0.01 × √32 ≈ 0.06이므로 도함수가 1이어도 사라집니다. tanh와 ReLU는 순전파의 값까지
# 작아져 마지막 층의 기울기도 작습니다. 시그모이드는 세 초깃값 어느 것으로도 살아나지 않습니다.
# 활성화 함수와 초깃값이 **둘 다** 알맞아야 합니다.
# %% answer [markdown] lang="en"
# No. Each layer on the way back multiplies by (size of the weights) × (slope). With 0.01 that is
# 0.01 × √32 ≈ 0.06, even where the slope is 1. With tanh and ReLU the values vanish as well, and so
# does the last layer's gradient. None of the three saves the sigmoid. **Both** have to be right.
# %%
from viz import plots

shown = ("sigmoid small", "relu small", "sigmoid xavier", "tanh xavier", "relu he")
plots.gradient_norms({name: found[name] for name in shown})
# %% [markdown]
# 은닉층이 100개일 때 첫 층의 기울기를 float32와 float64로 비교합니다. float32는 10⁻⁴⁵보다 작은 수를
# 나타내지 못해 **정확히 0**이 됩니다. float64에 남는 10⁻¹⁸⁶도 소용없습니다. 빼 보아도 가중치가
# 변하지 않기 때문입니다.
# %% [markdown] lang="en"
# The first layer's gradient with 100 hidden layers, in float32 and float64. float32 holds nothing
# below 10⁻⁴⁵, so it is **exactly 0**. The 10⁻¹⁸⁶ of float64 is of no use: it changes no weight.
# %%
for name in ("sigmoid small", "tanh small", "relu small", "sigmoid he", "tanh xavier", "relu he"):
    narrow, wide = (gradients(*name.split(), 100, dtype)[0] for dtype in ("float32", "float64"))
    print(f"{name:<15} float32 {narrow:.0e}   float64 {wide:.0e}")
print(0.01 - 1e-186 == 0.01)
# %%
from viz import draw

model = MLP(1, [1, 1, 1, 1], activation="sigmoid", init=1.0, rng=0)
draw(model, [[1.0]], [[0.0]], loss="mse", steps=True)
# %% next [markdown]
# 다음은 9. 손글씨 숫자를 읽는 신경망입니다. 지금까지 배운 것을 모두 모아 학습시킵니다.
# %% next [markdown] lang="en"
# Next is 9, handwritten digits: all of it together trains a network.
