"""손으로 쓴 역전파의 틀린 곳 찾기: 공부 노트의 실수 둘에 이름을 붙이고, 고치고, 그 값을 치러 본다.

Find the mistake in a backward pass written by hand: two from study notes get their names, are
repaired, and show what they cost.
"""

import numpy as np

from micrograd_ko import data, diagnose

random = np.random.default_rng(0)
moons = data.moons(100, noise=0.1, seed=0)
X, T = moons.X, np.eye(2)[moons.y.astype(int)]
W1, W2 = random.normal(size=(2, 8)), random.normal(size=(8, 2))
start = {"W1": W1, "b1": np.zeros(8), "W2": W2, "b2": np.zeros(2)}


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def forward(W1, b1, W2, b2):
    a1 = np.dot(X, W1) + b1
    z1 = sigmoid(a1)
    y = sigmoid(np.dot(z1, W2) + b2)
    return 1 / 2 * np.mean(np.square(y - T))


def backward(W1, b1, W2, b2, fixed=()):
    a1 = np.dot(X, W1) + b1
    z1 = sigmoid(a1)
    y = sigmoid(np.dot(z1, W2) + b2)
    dy = y - T  # 노트: "1/2 · mean((y - t)²)을 미분하면 y - t"
    if "평균" in fixed:
        dy = dy / T.size
    da2 = dy * y * (1 - y)
    dz1 = np.dot(da2, W2.T)
    da1 = dz1 * z1 * (1 - z1)
    db1 = np.sum(da1 if "b1" in fixed else dz1, axis=0)  # 노트: db1 = np.sum(dz1, axis=0)
    return {"W1": np.dot(X.T, da1), "b1": db1, "W2": np.dot(z1.T, da2), "b2": np.sum(da2, axis=0)}


print("1. 노트의 역전파를 진단한다. 순전파만 있으면 맞는 기울기는 엔진이 안다.")
print(diagnose(forward, backward, start))

print("\n2. 첫 줄부터 고친다: 손실의 미분을 n으로 나눈다.")
print(diagnose(forward, lambda W1, b1, W2, b2: backward(W1, b1, W2, b2, ["평균"]), start))

print("\n3. b1은 시그모이드보다 앞에 있다. 그 기울기는 dz1이 아니라 da1의 합이다.")
print(diagnose(forward, lambda W1, b1, W2, b2: backward(W1, b1, W2, b2, ["평균", "b1"]), start))

print("\n4. 실수의 값: 같은 곳에서 출발해 3,000번 내려간 뒤의 손실")
repairs = {"노트 그대로": (), "1/n만 고침": ("평균",), "모두 고침": ("평균", "b1")}
for name, fixed in repairs.items():
    p = start
    for _ in range(3000):
        p = {key: p[key] - 4.0 * g for key, g in backward(**p, fixed=fixed).items()}
    print(f"   {name}: {forward(**start):.4f} → {forward(**p):.4f}")
