# %% [markdown]
# # 15. 심층 회귀
# 이 수업을 마치면 출력과 정답의 모양이 왜 같아야 하는지, 학습에 실패하는 시드가 왜 있는지 설명할 수
# 있습니다. **회귀**(regression)는 연속된 수치를 예측하는 문제입니다. 공부 노트의 보스턴 집값에는
# 흑인 비율로 만든 열이 있으므로, 대신 펭귄의 몸무게(kg)를 예측합니다.
# %% [markdown] lang="en"
# # 15. Deep regression
# After this lesson you can say why output and target must have one shape, and why some seeds fail.
# **Regression** is to predict a quantity: not with the notes' data, Boston, which have a column
# made from the share of Black residents, but the weight of penguins, in kg.
# %%
import numpy as np
from micrograd_ko import ShapeError, data, losses, nn, optim
from viz import draw, plots

penguins = data.penguins().X
X, X_test, y, y_test = data.split(penguins[:, :3], penguins[:, 3:] / 1000, test=0.25, seed=0)
X, X_test = data.standardize(X, X_test)
print(X.shape, y.shape, f"variance {y.var():.3f}")
# %% question [markdown]
# 예측 y_hat의 모양이 (256, 1)이고 정답 y의 모양이 (256,)이면, NumPy의 y_hat - y는 어떤 모양일까요?
# 예측이 모두 정확히 맞았다면 그 제곱의 평균은 0일까요?
# %% question [markdown] lang="en"
# With a prediction y_hat of shape (256, 1) and targets of (256,), what shape has NumPy's y_hat - y?
# If every prediction is exactly right, is the mean of its squares 0?
# %%
y_hat, target = y, y[:, 0]
print((y_hat - target).shape, f"{np.mean((y_hat - target) ** 2):.3f}")
try:
    losses.mse(nn.MLP(3, [3, 3, 3, 3])(X), y)  # as many outputs as inputs, as in the notes
except ShapeError as error:
    print(error)


# %% answer [markdown]
# (256, 256)입니다. 모든 예측을 모든 정답과 비교하므로, 정답을 그대로 예측해도 분산의 두 배(1.280)가
# 됩니다. 노트의 신경망은 출력이 13열인데 정답은 1열이어서, 13열이 모두 같은 정답을 배웠습니다.
# 경고만 나올 뿐 학습은 됩니다. 여기서는 mse가 두 모양을 알리고 멈춥니다.
# %% answer [markdown] lang="en"
# (256, 256): each prediction is compared with each target, so the right ones cost twice the
# variance, 1.280. The notes' network has 13 outputs for 1 column of targets: all 13 learned the
# same column, with no more than a warning. Here mse stops and says both shapes.
# %%
def trained(seed):
    model = nn.MLP(3, [3, 3, 3, 1], activation="leaky_relu", init="uniform", rng=seed)
    sgd = optim.SGD(model, lr=0.1)
    for _ in range(150):
        loss = losses.mse(model(X), y)
        model.zero_grad()
        loss.backward()
        sgd.step()
    return model, loss.item()


found = [trained(seed) for seed in range(20)]
print([f"{loss:.2f}" for _, loss in found])
for model in [model for model, loss in found if loss > 0.5] + [min(found, key=lambda f: f[1])[0]]:
    third, y_hat = nn.Sequential(*model.layers[:6])(X).data, model.predict(X)
    print(f"negative {(third < 0).mean():.2f}, predictions {y_hat.mean():.3f} ± {y_hat.std():.3f}")
# %% [markdown]
# 20개 가운데 **2개의 시드가 학습에 실패했습니다**. 손실이 y의 분산에서 멈추었고, 어느 펭귄이든 평균
# 4.211로 예측합니다. 셋째 층의 세 뉴런이 거의 모든 표본에서 음수여서, 기울기가 0.01배가 되어 앞
# 층이 학습되지 않습니다. 뉴런이 셋뿐이라 생기는 일이므로, 시드를 바꾸거나 층을 넓힙니다. 마지막
# 줄은 학습에 성공한 시드입니다.
# %% [markdown] lang="en"
# **2 of 20 seeds failed**: the loss stays at the variance of y, each penguin gets the mean, 4.211.
# The three neurons of the third layer are negative for nearly all samples, which makes gradients
# 0.01 times as large, so that the layers before learn nothing. It happens where there are but
# three: take another seed, or wider layers. The last line is a seed that learned.
# %%
y_hat = model.predict(X_test)
print(f"test MSE {np.mean((y_hat - y_test) ** 2):.3f}, R² {losses.r2(y_hat, y_test):.3f}")
# %%
plots.predictions(y_test, y_hat, marginals=True)
# %%
draw(model, X, y, loss="mse", steps=True)
# %% next [markdown]
# 다음은 16. 틀린 곳 찾기입니다. 직접 쓴 역전파에서 무엇이 틀렸는지 알아냅니다.
# %% next [markdown] lang="en"
# Next is 16, find the mistake: names for what is wrong in a backward pass written by hand.
