# %% [markdown]
# # 16. 틀린 곳 찾기
# 이 수업을 마치면 역전파의 실수가 기울기의 크기를 바꾸는지 방향을 바꾸는지, 그래서 학습이 어떻게
# 되는지 설명할 수 있습니다. 아래의 역전파에는 공부 노트에 있던 실수가 둘 있습니다.
# %% [markdown] lang="en"
# # 16. Find the mistake
# After this lesson you can say whether a mistake changes the size of a gradient or its direction,
# and what training makes of it. The backward pass below has two of the notes' mistakes.
# %%
import numpy as np
from micrograd_ko import data, diagnose, nn, sigmoid
from viz import draw

random, moons = np.random.default_rng(0), data.moons(100, seed=0)
X, T = moons.X, np.eye(2)[moons.y]
W1, W2 = random.normal(size=(2, 8)), random.normal(size=(8, 2))
start = {"W1": W1, "b1": np.zeros(8), "W2": W2, "b2": np.zeros(2)}


def forward(W1, b1, W2, b2):
    z1 = sigmoid(X @ W1 + b1)
    return 1 / 2 * np.mean((sigmoid(z1 @ W2 + b2) - T) ** 2)


def backward(W1, b1, W2, b2, n=1, repaired=False):
    z1 = sigmoid(X @ W1 + b1)
    y = sigmoid(z1 @ W2 + b2)
    da2 = (y - T) / n * y * (1 - y)
    dz1 = da2 @ W2.T
    da1 = dz1 * z1 * (1 - z1)
    db1 = (da1 if repaired else dz1).sum(axis=0)
    return {"W1": X.T @ da1, "b1": db1, "W2": z1.T @ da2, "b2": da2.sum(axis=0)}


diagnose(forward, backward, start)


# %% question [markdown]
# 두 실수 가운데 하나는 학습률만 바꾸면 없는 것과 같습니다. 빠진 1/n일까요, dz1을 더한 db1일까요?
# %% question [markdown] lang="en"
# With another learning rate, one of the two might as well not be there: no 1/n, or db1 from dz1?
# %%
def descended(lr, n, repaired, p=start):
    for _ in range(3000):
        p = {name: p[name] - lr * g for name, g in backward(**p, n=n, repaired=repaired).items()}
    return p


print("[right, no 1/n, no 1/n with lr/200, db1 from dz1]")
for lr in (2, 8):
    ways = (lr, 200, True), (lr, 1, True), (lr / 200, 1, True), (lr, 200, False)
    print(f"lr {lr}", [f"{forward(**descended(*way)):.4f}" for way in ways])
# %% answer [markdown]
# 1/n이 빠지면 **방향은 맞고** 크기만 n = 200배입니다. 학습률이 200배인 것과 같아 학습되지 않지만,
# 200으로 나누면 맞는 역전파와 똑같이 학습됩니다. db1은 **방향이 틀려서** 두 학습률 모두 손실이
# 0.038쯤에서 멈춥니다.
# %% answer [markdown] lang="en"
# Without 1/n the **direction is right**, the size n = 200 times too large: at a learning rate 200
# times as high nothing is learned; divided by 200 it learns as the right one does. The **direction
# of db1 is wrong**: it gets stuck near 0.038 with either.
# %%
for p in start, descended(4, 200, False):
    wrong, right = (backward(**p, n=200, repaired=repaired)["b1"] for repaired in (False, True))
    sizes = np.linalg.norm(wrong), np.linalg.norm(right)
    print(f"cos {wrong @ right / sizes[0] / sizes[1]:.3f}, sizes {sizes[0]:.5f} {sizes[1]:.5f}")
# %% [markdown]
# 출발점에서는 두 db1의 방향이 거의 같아(cos 0.984) 학습되는 듯 보입니다. 멈춘 곳에서 틀린 db1은
# 0.00001로 거의 0이지만, 맞는 db1은 0.00114로 아직 내려갈 쪽을 가리킵니다.
# %% [markdown] lang="en"
# At the start, with cos 0.984, it seems to learn. Where it is stuck the wrong db1 is all but gone
# (0.00001), and the right one (0.00114) still points downhill.
# %%
draw(nn.MLP(2, [4, 2], activation="sigmoid", rng=0), X, T, loss="mse", steps=True)
# %% next [markdown]
# 다음은 17. 미분 검사하기입니다. 기울기가 맞는지 확인하는 방법을 직접 만들어 봅니다.
# %% next [markdown] lang="en"
# Next is 17, test a derivative: how the right gradient is known at all.
