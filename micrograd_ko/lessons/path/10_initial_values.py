# %% [markdown]
# # 10. 가중치의 초깃값
# 이 수업을 마치면 초깃값이 너무 작거나 클 때 층마다의 값이 어떻게 되는지, Xavier 초깃값과 He
# 초깃값이 무엇을 유지하는지, 왜 모두 같은 값에서 출발하면 안 되는지 설명할 수 있습니다.
# %% [markdown] lang="en"
# # 10. Initial values of weights
# After this lesson you can say what initial values that are too small or too large do to the values
# of each layer, what Xavier and He preserve, and why weights must not all start alike.
# %%
import numpy as np
from micrograd_ko.nn import MLP, Linear

x = np.random.default_rng(0).standard_normal((1000, 100))  # 1000 samples


def layers(activation, init):
    sizes, values, found = [100] * 5, x, []
    model = MLP(100, sizes, activation=activation, output=activation, init=init, rng=0)
    for layer in model.layers:
        values = layer(values)
        found += [] if isinstance(layer, Linear) else [values.data]
    return found


# %% question [markdown]
# 표본이 뉴런 100개인 층 다섯 개를 지납니다. 뉴런의 값은 표본마다 달라야 쓸모가 있습니다. tanh에서
# 가중치의 표준편차가 1이면 그 차이는 어떻게 될까요? 0.01이나 Xavier(1/√n)이면 어떨까요?
# %% question [markdown] lang="en"
# Samples pass five layers of 100 neurons. A neuron is of use if its value differs between samples.
# With tanh, what becomes of that if weights start with a standard deviation of 1? 0.01? 1/√n?
# %%
print("standard deviation over samples in layers 1 to 5; mean slope in layer 5")
slope = {"sigmoid": lambda a: a * (1 - a), "tanh": lambda a: 1 - a * a, "relu": lambda a: a > 0}
for activation in slope:
    for init in (1.0, 0.01, "xavier", "he"):
        found = layers(activation, init)
        spread = "".join(f"{values.std(axis=0).mean():>10.4f}" for values in found)
        print(f"{activation:<8} {init:<7}{spread}  {slope[activation](found[-1]).mean():>6.2f}")
# %% answer [markdown]
# 1이면 값이 -1과 1에 몰려(포화) 도함수가 평균 0.08뿐이고, 0.01이면 층마다 차이가 10분의 1로
# 줄어듭니다. 0 근처에서 도함수가 1인 tanh는 Xavier로 충분합니다. ReLU는 값의 절반을 0으로 만들므로
# 분산이 두 배인 He(√(2/n))가 알맞습니다. 시그모이드는 도함수가 0.25여서 Xavier로도 층마다 4분의 1로
# 줄어듭니다.
# %% answer [markdown] lang="en"
# With 1 they sit at -1 and 1 (saturated), where the slope is 0.08; with 0.01 a tenth is left by
# each layer. Xavier will do for tanh, whose slope is 1 near 0. ReLU makes half of them 0: He has
# twice the variance, √(2/n). The sigmoid's slope of 0.25 leaves a quarter, even with Xavier.
# %%
from viz import plots

found = {str(init): layers("tanh", init) for init in (1.0, 0.01, "xavier")}
plots.activation_histograms(found, saturated=(-0.97, 0.97))
# %% question [markdown]
# 이번에는 XOR입니다. 가중치가 모두 0.5에서 출발하면, 학습한 뒤 네 뉴런의 가중치는 서로 다를까요?
# %% question [markdown] lang="en"
# Now XOR. If all weights start at 0.5, do the weights of the four neurons differ after training?
# %%
from micrograd_ko.init import constant
from micrograd_ko.optim import SGD
from micrograd_ko.train import fit

X, y = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [[0.0], [1.0], [1.0], [0.0]]
for init in (constant(0.0), constant(0.5), "xavier"):
    model = MLP(2, [4, 1], activation="tanh", init=init, rng=0)
    history = fit(model, X, y, loss="mse", optimizer=SGD(model, 0.1), epochs=800, progress=False)
    print(f"loss {history.loss[-1]:.4f}", model.layers[0].W.data.round(2).tolist())
# %% answer [markdown]
# 아닙니다. 가중치가 같으면 출력도 기울기도 같아서 끝까지 같습니다. 뉴런 네 개가 하나와
# 다름없습니다. 모두 0이면 이 신경망의 가중치는 아예 움직이지 않습니다.
# %% answer [markdown] lang="en"
# No. Equal weights give equal values and get equal gradients, for ever: four neurons are one. From
# 0 the weights of this network do not even move.
# %%
from viz import draw

draw(MLP(2, [3, 1], activation="tanh", init=constant(0.5)), X, y, loss="mse", steps=True)
# %% next [markdown]
# 다음은 11. 배치 정규화입니다. 층마다 값이 고루 퍼지게 합니다.
# %% next [markdown] lang="en"
# Next is 11, batch normalisation: each layer is made to spread its values.
