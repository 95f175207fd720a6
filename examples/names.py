"""이름 짓기: 음절을 세는 바이그램에서, 음절마다 벡터를 학습하는 MLP까지.

From a bigram that counts syllables to an MLP that learns a vector for each (Bengio et al. 2003),
on Korean given names. Each name is in one part alone: train, validation or test. Saves names.png.
"""

from pathlib import Path

import numpy as np

from micrograd_ko import data, tanh
from micrograd_ko.nn import Embedding, Flatten, Linear, Sequential
from micrograd_ko.optim import Adam
from micrograd_ko.train import evaluate, fit
from viz import plots


def pairs(part, context):
    """앞선 음절 context개의 번호와 그다음 음절의 번호."""
    rows = [[0] * context + [letters.index(c) for c in f"{word}."] for word in part]
    X = [row[i : i + context] for row in rows for i in range(len(row) - context)]
    return np.array(X), np.array([n for row in rows for n in row[context:]])


def made_up(model, context, rng):
    """끝(0번)이 나오거나 아홉 음절이 될 때까지 한 음절씩 뽑아 지은 이름."""
    row = [0] * context
    while len(row) == context or (row[-1] and len(row) < context + 9):
        shares = model.predict_proba(np.array([row[-context:]]), loss="cross_entropy")
        row.append(rng.choice(K, p=shares[0]))
    return "".join(letters[i] for i in row if i)


found = data.names()
words, test, _, _ = data.split(found.words, found.words, test=0.1, seed=0)
train, val, _, _ = data.split(words, words, test=0.1, seed=1)
# 글자의 단위는 자모가 아니라 음절입니다. 여섯 번 대신 두 번만 골라서, 데이터가 적어도 잘 배웁니다.
# 같은 크기의 MLP에서 이름 하나의 검증 손실은 자모(문맥 5)로 9.5, 음절(문맥 2)로 9.1이었습니다.
letters, K = [".", *found.letters], 1 + len(found.letters)  # 0번은 이름의 처음과 끝
print(f"{found}: 학습 {len(train)}, 검증 {len(val)}, 시험 {len(test)}개. ln {K} = {np.log(K):.3f}")
# 1. 음절의 쌍을 셉니다(나온 적 없는 쌍도 0.3). 2. 같은 표를 경사 하강법으로 배웁니다(로짓 K개씩).
# 3. MLP는 앞의 두 음절을 보므로, 바이그램과 달리 지금이 몇째 음절인지 압니다.
models = {n: Sequential(Embedding(K, K, init="zeros"), Flatten()) for n in ("세기", "바이그램")}
models["MLP"] = Sequential(Embedding(K, 10, rng=0), Flatten(), Linear(20, 64, rng=1), tanh,
                           Linear(64, K, init="small", rng=2))  # fmt: skip
(X, y), counts, runs = pairs(train, 1), np.full((K, K), 0.3), {}
np.add.at(counts, (X[:, 0], y), 1)
models["세기"].layers[0].W.data[:] = np.log(counts / counts.sum(axis=1, keepdims=True))
for name, model in models.items():
    context, rng = 2 if name == "MLP" else 1, np.random.default_rng(0)
    learned, checked = pairs(train, context), pairs(val, context)
    if name != "세기":
        runs[name] = fit(model, *learned, loss="cross_entropy", optimizer=Adam(model, 0.002),
                         epochs=99, validation=checked, patience=5, progress=False)  # fmt: skip
    losses = [evaluate(model, *part, loss="cross_entropy")[0] for part in (learned, checked)]
    names = [made_up(model, context, rng) for _ in range(200)]
    two, new = np.mean([len(n) == 2 for n in names]), [n for n in names if n not in found.words]
    print("{}: 학습 {:.3f}, 검증 {:.3f}.".format(name, *losses), f"두 음절 {two:.0%}:", *new[:8])
print(f"MLP의 시험 손실 {evaluate(model, *pairs(test, 2), loss='cross_entropy')[0]:.3f}")
print("저장:", plots.save(plots.curves(runs), Path(__file__).with_name("names.png")).name)
