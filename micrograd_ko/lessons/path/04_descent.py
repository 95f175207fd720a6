# %% [markdown]
# # 4. 경사 하강법
# 이 수업을 마치면 학습률이 너무 작을 때, 알맞을 때, 너무 클 때 무슨 일이 일어나는지, 출발점에 따라
# 왜 다른 극솟값에 이르는지, 골짜기에서는 왜 느린지 설명할 수 있습니다. **경사 하강법**(gradient
# descent)은 기울기의 반대쪽으로 조금씩 움직입니다: x ← x − 학습률(learning rate, lr) × 기울기.
# %% [markdown] lang="en"
# # 4. Gradient descent
# After this lesson you can say what happens with a learning rate that is too small, right, or too
# large, why different starts reach different minima, and why a valley is slow.
# **Gradient descent** takes small steps against the gradient: x ← x − learning rate (lr) ×
# gradient.
# %%
import numpy as np

from micrograd_ko import Tensor, Value
from viz import draw, plots


def descend(f, x, lr, steps):
    path = [x]
    for _ in range(steps):
        v = Tensor(path[-1])
        f(v).backward()
        path.append(v.data - lr * v.grad)
    return path


# %% question [markdown]
# f(x) = x²은 x = 0에서 가장 작고, 기울기는 2x입니다. x = 3에서 lr = 1로 출발하면 어디로 갈까요?
# lr이 0.5나 1.1이면 어떨까요?
# %% question [markdown] lang="en"
# f(x) = x² is least at x = 0, and its gradient is 2x. Where does descent go from x = 3 with lr =
# 1? And with 0.5, or 1.1?
# %%
for lr in (0.01, 0.1, 0.5, 1.0, 1.1):
    print(f"lr {lr:<5}", *(f"{x:8.3f}" for x in descend(lambda v: v**2, 3.0, lr, 6)))


# %% answer [markdown]
# 스텝마다 x는 (1 − 2 lr)배가 됩니다. lr이 0.01이면 0.98배라서 너무 느리고, 0.5이면 0배라서 한 번에
# 도착합니다. 1이면 −1배라서 3과 −3을 **끝없이 오가고**, 1.1이면 −1.2배라서 발산합니다.
# %% answer [markdown] lang="en"
# Each step multiplies x by (1 − 2 lr). With lr = 0.01 that is 0.98, too slow; with 0.5 it is 0,
# there at once; with 1 it is −1, **for ever** back and forth; with 1.1 it is −1.2: it diverges.
# %% question [markdown]
# 극솟값(둘레에서 가장 작은 값)이 둘이면 어떨까요? 0.12와 0.13에서 출발하면 같은 곳에 이를까요?
# %% question [markdown] lang="en"
# And with two (local) minima? Do the starts 0.12 and 0.13 reach the same one?
# %%
def hills(x):
    return x**4 - 2 * x**2 + 0.5 * x


for start in (-2.0, 0.12, 0.13, 2.0):
    end = descend(hills, start, 0.05, 200)[-1]
    print(f"start {start:5}   end {end:7.4f}   f {hills(end):7.4f}")


# %% answer [markdown]
# 아닙니다. 둘 사이에 언덕이 있고, 경사 하강법은 지금 있는 곳의 기울기만 봅니다. 그래서 0.13에서
# 출발하면 x = 0.93의 **극솟값**(local minimum)에서 멈추고, 더 낮은 곳이 있는 줄 모릅니다.
# %% answer [markdown] lang="en"
# No. A hilltop lies between them, and descent sees only the slope where it stands. So from 0.13 it
# stops in the **local minimum** at x = 0.93 and never knows of the deeper one.
# %% [markdown]
# 골짜기 f(x, y) = x²/20 + y²은 y 방향이 x 방향보다 20배 가파릅니다. y가 발산하지 않으려면 lr이
# 1보다 작아야 하는데, 그러면 완만한 x 방향으로는 느립니다. 그동안 y는 부호를 바꾸며 지그재그로
# 움직입니다.
# %% [markdown] lang="en"
# The valley f(x, y) = x²/20 + y² is twenty times as steep along y as along x. Lest the steep side
# diverge, lr has to stay below 1, which is slow for x. Meanwhile y zigzags, changing its sign.
# %%
def valley(v):
    return (v**2 * [0.05, 1.0]).sum()


path = descend(valley, np.array([-7.0, 2.0]), 0.9, 30)
for step in (0, 1, 2, 3, 10, 30):
    print(f"step {step:2}   x {path[step][0]:7.4f}   y {path[step][1]:7.4f}")
# %%
plots.optimizer_paths({"lr 0.9": path, "lr 0.1": descend(valley, path[0], 0.1, 30)})
# %%
x, y = Value(-7.0, "x"), Value(2.0, "y")
draw(x**2 / 20 + y**2, steps=True)
# %% next [markdown]
# 다음은 5. 역전파를 직접 쓰기입니다. 이 골짜기는 13번 수업에서 다시 봅니다.
# %% next [markdown] lang="en"
# Next is 5, backpropagation written by hand. Lesson 13 returns to the valley.
