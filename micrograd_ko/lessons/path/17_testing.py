# %% [markdown]
# # 17. 미분 검사하기
# 이 수업을 마치면 미분이 맞는지 어떻게 검사하는지, 간격 h가 왜 너무 작아도 너무 커도 안 되는지,
# 흘러온 기울기를 왜 무작위로 뽑는지 설명할 수 있습니다.
# %% [markdown] lang="en"
# # 17. Test a derivative
# After this lesson you can say how to test a derivative instead of believing it, why the step h
# must be neither too small nor too large, and why upstream gradients are drawn at random.
# %%
import numpy as np
from micrograd_ko import Value, check_gradients
from viz import draw


def f(x):
    return np.exp(x) * np.sin(x)


right = np.exp(1) * (np.sin(1) + np.cos(1))
# %% question [markdown]
# f'(1)을 (f(1 + h) - f(1 - h)) / 2h로 근사합니다. h를 0.1부터 계속 줄여 가면 오차도 계속 줄까요?
# %% question [markdown] lang="en"
# Approximate f'(1) by (f(1 + h) - f(1 - h)) / 2h. As h gets smaller and smaller, from 0.1 on, does
# the error go on shrinking?
# %%
print(f"{'h':<18} {'forward':<17} central")
for digits in range(1, 16, 2):
    h = 10.0**-digits
    forward, central = (f(1 + h) - f(1)) / h, (f(1 + h) - f(1 - h)) / (2 * h)
    print(f"{h:<18.{digits}f} {abs(forward - right):<17.13f} {abs(central - right):.13f}")


# %% answer [markdown]
# 줄다가 다시 커집니다. h가 크면 곡선이 휘어서 틀립니다(오차는 전진 차분이 h에, 중심 차분이 h²에
# 비례합니다). h가 작으면 거의 같은 두 수를 빼느라 유효 숫자가 사라지고, 남은 반올림 오차를 2h로
# 나누므로 더 커집니다. 중심 차분에는 0.00001쯤이 알맞습니다.
# %% answer [markdown] lang="en"
# It shrinks, then grows. A large h errs because f curves: by h for the forward difference, by h²
# for the central one. A small one subtracts two nearly equal numbers, and the rounding error left
# is divided by 2h. For central differences some 0.00001 is best.
# %%
def softmax(x):
    return np.exp(x) / np.exp(x).sum()


def wrong_backward(g, y):
    return 0 * y


x = np.array([0.5, -1.0, 2.0])
for name, g in ("ones", np.ones(3)), ("random", np.random.default_rng(0).normal(size=3)):
    found = [g @ (softmax(x + h) - softmax(x - h)) / 0.0002 for h in 0.0001 * np.eye(3)]
    print(f"{name:<7}", np.round(found, 4), wrong_backward(g, softmax(x)))
# %% [markdown]
# 소프트맥스의 합은 언제나 1입니다. 그래서 흘러온 기울기가 모두 1이면 맞는 답이 0이고, 0만 돌려주는
# **틀린 역전파가 통과합니다**. 무작위로 뽑은 기울기로는 드러납니다. check_gradients가 그렇게
# 검사합니다. 주어진 점만이 아니라 스스로 고른 점(0, 같은 수끼리, 아주 큰 수, 꺾인 점)에서도 2계
# 미분까지 비교하고, 말없이 그래프에서 벗어난 수도 찾아냅니다. 한 점에서는 우연히 맞을 수 있습니다.
# %% [markdown] lang="en"
# The sum of a softmax is always 1. So with an upstream of ones the right answer is 0, and a **wrong
# backward pass that gives 0 passes**. A random upstream is not fooled. That is what check_gradients
# does, for second derivatives, too, and not only at the given point, where a rule may be right by
# luck: it draws others, zeros, equal and huge numbers, and kinks. It also finds numbers that left
# the graph in silence.
# %%
check_gradients(lambda a, b: (a * b).tanh() * a.data, 0.5, -1.5)
# %%
a, b = Value(0.5, "a"), Value(-1.5, "b")
y = (a * b).tanh() * a
check_gradients(y)
# %% [markdown]
# 직접 만든 연산은 hypothesis를 써서 무작위 그래프로 테스트할 수도
# 있습니다(micrograd_ko.strategies).
# %% [markdown] lang="en"
# Ops of your own can be tested on random graphs, with hypothesis (micrograd_ko.strategies).
# %%
draw(y, steps=True)
# %% next [markdown]
# 다음은 18. 나만의 연산입니다. 표에 한 행을 더하고, 여기서 배운 대로 검사합니다.
# %% next [markdown] lang="en"
# Next is 18, an op of your own: one row in the table, tested as you have learned here.
