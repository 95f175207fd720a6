# %% [markdown]
# # 14. 하이퍼파라미터 찾기
# 이 수업을 마치면 데이터를 왜 셋으로 나누는지, 학습률을 왜 로그 척도에서 뽑는지 설명할 수 있습니다.
# %% [markdown] lang="en"
# # 14. Searching hyperparameters
# After this lesson you can say why data are split in three, and learning rates drawn in log scale.
# %%
import numpy as np
from micrograd_ko import data, nn, optim
from micrograd_ko.searching import log_uniform, search, uniform
from micrograd_ko.train import fit
from viz import draw

X, y = data.penguins().X[:, :2], data.penguins().y


def trained(lr, decay, seed, at, epochs=5):
    Z, model = data.standardize(X[at], X)[1], nn.MLP(2, [5, 3], activation="tanh", rng=seed)
    sgd = optim.SGD(model, lr, weight_decay=decay)
    fit(model, Z[at], y[at], loss="cross_entropy", optimizer=sgd, epochs=epochs, progress=False)
    return model, model.predict(Z).argmax(axis=1) == y


# %% question [markdown]
# 펭귄의 종을 맞히는 신경망입니다. 시드만 다른 30개 가운데 시험 데이터 20마리를 가장 잘 맞힌 것은
# 처음 보는 312마리도 그만큼 맞힐까요? (여덟 번 다르게 나누어 평균을 냅니다.)
# %% question [markdown] lang="en"
# Of 30 networks that differ only in their seed, take the best on 20 test penguins. Will it be as
# good on 312 others? (Averaged over eight ways to divide the penguins.)
# %%
rows = []
for split in range(8):
    train, test, new = np.split(np.random.default_rng(split).permutation(len(y)), [10, 30])
    hits = (trained(0.5, 0.0, seed, train)[1] for seed in range(30))
    both = np.array([(hit[test].mean(), hit[new].mean()) for hit in hits])
    rows.append([*both.mean(axis=0), *both[both[:, 0].argmax()]])
print("all 30: test {:.3f} new {:.3f}, best: test {:.3f} new {:.3f}".format(*np.mean(rows, axis=0)))
# %% answer [markdown]
# 30개의 평균은 두 데이터에서 비슷하지만(0.877과 0.857), 고른 것은 0.963에서 0.893으로 떨어집니다.
# 그 20마리를 운 좋게 맞힌 것이 뽑혔기 때문입니다(**시험 데이터에 오버피팅**). 그래서
# 하이퍼파라미터는 따로 떼어 둔 **검증 데이터**로 고르고, 시험 데이터는 끝에 한 번만 씁니다.
# %% answer [markdown] lang="en"
# All 30 do about as well on both (0.877 and 0.857), but the chosen one falls from 0.963 to 0.893:
# it was chosen for its luck with those 20 (**overfitting to the test data**). So hyperparameters
# are chosen by **validation data**, and test data are looked at once, at the end.
# %% question [markdown]
# 학습률을 0.0001과 1 사이에서 고르게 1000번 뽑으면 0.01보다 작은 것은 몇 개일까요?
# %% question [markdown] lang="en"
# Draw 1000 learning rates evenly between 0.0001 and 1: how many are below 0.01?
# %%
rng, even, log = np.random.default_rng(0), uniform(0.0001, 1), log_uniform(0.0001, 1)
print([sum(space.draw(rng) < 0.01 for _ in range(1000)) for space in (even, log)])
train, validation, test = np.split(np.random.default_rng(0).permutation(len(y)), [171, 257])
for lr in (0.0001, 0.01, 1):
    hits = [trained(lr, decay, 0, train)[1][validation] for decay in (0.0001, 0.003, 0.1)]
    print(f"lr {lr:<8}", [f"{hit.mean():.3f}" for hit in hits])


# %% answer [markdown]
# 10개뿐입니다. 10배마다 확률이 같은 로그 척도에서는 534개입니다. 아래쪽 격자에서는 학습률이 결과를
# 정하고 가중치 감소(가로)는 상관없어서, 9번 학습하고도 학습률은 3개만 시험했습니다. 무작위로 뽑으면
# 9개를 시험합니다. 이제 나쁜 것은 에폭 1과 3에서 **일찍 포기하고**, 범위를 두 번 **좁힙니다**.
# %% answer [markdown] lang="en"
# Only 10; in log scale, where each power of ten is as likely, 534. In the grid below the learning
# rate is everything, the decay (across) nothing: 9 trainings saw 3 learning rates. Drawn at random
# they see 9. Now bad ones are **given up** after epochs 1 and 3, and ranges **narrowed** twice.
# %%
def score(lr, decay, *, seed, epochs):
    return trained(lr, decay, seed, train, epochs)[1][validation].mean()


ranges = {"lr": log, "decay": log}
found = search(score, ranges, trials=9, stages=3, epochs=9, give_up=(1, 3), progress=False)
print([f"lr {stage['lr'].low:.4f} … {stage['lr'].high:.4f}" for stage in found.spaces])
model, hit = trained(**found.best_parameters, seed=found.best.seed, at=train, epochs=9)
print(found.table(4), f"test {hit[test].mean():.3f}", sep="\n")
# %%
draw(model, steps=True)
# %% next [markdown]
# 다음은 15. 심층 회귀입니다. 종이 아니라 몸무게를 예측하고, 학습에 실패하는 시드를 셉니다.
# %% next [markdown] lang="en"
# Next is 15, regression: not the species but the weight, and how many seeds fail to learn.
