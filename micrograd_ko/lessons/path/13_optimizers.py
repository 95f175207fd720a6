# %% [markdown]
# # 13. 옵티마이저: 같은 기울기로 어떻게 움직일까
# 이 수업을 마치면 SGD가 왜 지그재그로 가는지, 모멘텀, AdaGrad, Adam이 무엇을 바꾸는지, 그릇 모양의
# 함수에서 꼴찌인 **옵티마이저**(optimizer)가 실제 학습에서는 왜 앞서는지 설명할 수 있습니다.
# %% [markdown] lang="en"
# # 13. Optimizers: one gradient, many ways to move
# After this lesson you can say why SGD zigzags, what momentum, AdaGrad and Adam change, and why the
# **optimizer** that is last in the bowl leads in real training.
# %%
import numpy as np
from micrograd_ko import Value, data
from micrograd_ko.nn import MLP
from micrograd_ko.optim import SGD, AdaGrad, Adam, Momentum, Nesterov, RMSProp
from micrograd_ko.train import fit
from viz import draw, plots


def path(optimizer):
    places = [np.array([-7.0, 2.0])]
    for _ in range(100):
        place = {"xy": places[-1].copy()}
        optimizer.update(place, {"xy": place["xy"] * [1 / 10, 2.0]})  # of x²/20 + y²
        places.append(place["xy"])
    return np.array(places)


# %%
plots.gradient_arrows(path=path(SGD(lr=0.95))[:31])
# %% question [markdown]
# 그릇 x²/20 + y²은 y 방향이 20배 가팔라서, 화살표(기울기의 반대쪽)가 바닥 (0, 0)을 가리키지
# 않습니다. (-7, 2)에서 30스텝 뒤, 여섯 옵티마이저 가운데 어느 것이 가장 높은 곳에 남아 있을까요?
# %% question [markdown] lang="en"
# The bowl x²/20 + y² is 20 times as steep in y, so the arrows, against the gradient, do not point
# to its bottom (0, 0). From (-7, 2), which of the six rules is left highest after 30 steps?
# %%
rules = [SGD(lr=0.95), Momentum(lr=0.1), Nesterov(lr=0.1)]
rules += [AdaGrad(lr=1.5), RMSProp(lr=0.3, decay=0.9), Adam(lr=0.3)]
print("height after 30, 60, 100 steps; zigzags in 30; first step")
for rule in rules:
    x, y = path(rule).T
    turns = (y[1:31] * y[:30] < 0) & (np.minimum(abs(y[1:31]), abs(y[:30])) > 0.05)
    heights = (f"{x[n] ** 2 / 20 + y[n] ** 2:.6f}" for n in (30, 60, 100))
    first = f"({x[1] - x[0]:.2f}, {y[1] - y[0]:.2f})"
    print(f"{type(rule).__name__:<9}", *heights, f"{turns.sum():>3} ", first)
# %% answer [markdown]
# Adam입니다. 첫 스텝이 (0.3, -0.3)입니다. 가파르든 아니든 학습률 η쯤만 움직이므로, 7을 가는 데
# 24스텝이 들고 그다음에는 모멘텀 때문에 지나칩니다. SGD의 y는 부호가 30번 바뀝니다(|y| > 0.05일
# 때만). 모멘텀은 오가는 움직임을 상쇄하고, AdaGrad와 RMSProp은 기울기가 컸던 쪽의 스텝을 줄입니다.
# RMSProp은 지난 기울기를 잊으므로 바닥에서도 η쯤 움직여, 100스텝 뒤에는 다시 높아져 있습니다.
# %% answer [markdown] lang="en"
# Adam. Its first step is (0.3, -0.3): about η, steep or not. So 7 takes it 24 steps, and then its
# momentum swings past. SGD zigzags: its y changes sign 30 times (counted where |y| > 0.05).
# Momentum cancels the to and fro; AdaGrad and RMSProp shorten steps where gradients were large.
# RMSProp forgets them, so that it moves by about η even at the bottom: it is up again at 100.
# %% question [markdown]
# 이제 실제 학습입니다. 숫자 이미지를 은닉층 셋으로 5에폭 학습합니다. 학습률을 셋씩 시험하면 어느
# 옵티마이저가 앞설까요?
# %% question [markdown] lang="en"
# Now real training: digits, three hidden layers, 5 epochs, three rates each. Which rule leads?
# %%
X, y = data.digits().X, data.digits().y
print("loss with lr 0.001, 0.01, 0.1")
for rule in rules:
    for lr in (0.001, 0.01, 0.1):
        model = MLP(64, [50, 50, 50, 10], rng=0)
        optimizer = type(rule)(model, lr)
        h = fit(model, X, y, loss="cross_entropy", optimizer=optimizer, epochs=5, progress=False)
        print(f"{h.loss[-1]:.3f}", end="  ")
    print(type(rule).__name__)
# %% answer [markdown]
# Adam(0.079), 그다음이 AdaGrad(0.096)입니다. 매개변수마다 기울기의 크기가 다르므로 비슷하게
# 움직이는 쪽이 유리합니다. 그래도 늘 이기는 것은 없고, 학습률이 틀리면 Adam도 못 배웁니다(1.350).
# %% answer [markdown] lang="en"
# Adam (0.079), then AdaGrad (0.096): gradients differ in size between parameters, and equal steps
# pay. Still, no rule always wins, and with the wrong rate Adam, too, does not learn (1.350).
# %%
draw(Value(-7.0, "x") ** 2 / 20 + Value(2.0, "y") ** 2, steps=True)
# %% next [markdown]
# 다음은 14. 하이퍼파라미터 찾기입니다. 학습률 같은 값은 어떻게 고를까요?
# %% next [markdown] lang="en"
# Next is 14, searching hyperparameters: how is a learning rate chosen?
