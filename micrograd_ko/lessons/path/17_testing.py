# %% [markdown]
# # 17. 미분을 시험하기
# 이 수업을 마치면 미분을 믿는 대신 어떻게 시험하는지, 간격 h를 왜 너무 작게도 너무 크게도 잡지
# 않는지, 흘러온 기울기를 왜 무작위로 뽑는지 말할 수 있습니다.
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
# f'(1)을 (f(1 + h) - f(1 - h)) / 2h로 어림합니다. h를 0.1에서 10배씩 줄여 가면 오차도 계속 줄까요?
# %% question [markdown] lang="en"
# Approximate f'(1) by (f(1 + h) - f(1 - h)) / 2h. As h gets ten times smaller again and again, from
# 0.1 on, does the error go on shrinking?
# %%
print(f"{'h':<18} {'forward':<17} central")
for digits in range(1, 16, 2):
    h = 10.0**-digits
    forward, central = (f(1 + h) - f(1)) / h, (f(1 + h) - f(1 - h)) / (2 * h)
    print(f"{h:<18.{digits}f} {abs(forward - right):<17.13f} {abs(central - right):.13f}")


# %% answer [markdown]
# 줄다가 다시 늡니다. h가 크면 곡선이 휘어서 틀리고(오차가 한쪽 차분은 h에, 양쪽 차분은 h²에 비례),
# 작으면 거의 같은 두 수를 빼느라 유효 숫자가 사라지는데 그것을 2h로 나눕니다. 양쪽 차분은
# 0.00001쯤이 좋습니다.
# %% answer [markdown] lang="en"
# It shrinks, then grows. A large h errs because f curves: by h on one side (forward), by h² on both
# (central). A small one subtracts two nearly equal numbers, and what digits are left are divided by
# 2h. For central differences some 0.00001 is best.
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
# softmax의 합은 늘 1입니다. 그래서 흘러온 기울기가 모두 1이면 맞는 답이 0이고, 0만 돌려주는 **틀린
# 역전파가 통과합니다**. 무작위 기울기는 속지 않습니다. check_gradients가 그렇게 합니다: 두 번째
# 미분까지 보고, 그래프를 말없이 떠난 수도 찾습니다.
# %% [markdown] lang="en"
# The sum of a softmax is always 1. So with an upstream of ones the right answer is 0, and a **wrong
# backward pass that gives 0 passes**. A random upstream is not fooled. That is what check_gradients
# does, for second derivatives, too; and it finds numbers that left the graph in silence.
# %%
check_gradients(lambda a, b: (a * b).tanh() * a.data, 0.5, -1.5)
# %%
a, b = Value(0.5, "a"), Value(-1.5, "b")
y = (a * b).tanh() * a
check_gradients(y)
# %% [markdown]
# 연산을 만드는 사람이라면 hypothesis가 무작위 그래프로 시험하게 할 수
# 있습니다(micrograd_ko.strategies).
# %% [markdown] lang="en"
# Who makes ops can have hypothesis test them on random graphs (micrograd_ko.strategies).
# %%
draw(y, steps=True)
# %% next [markdown]
# 다음은 18. 나만의 연산: 표에 한 행을 더하고, 여기서 배운 대로 시험합니다.
# %% next [markdown] lang="en"
# Next is 18, an op of your own: one row in the table, tested as you have learned here.
