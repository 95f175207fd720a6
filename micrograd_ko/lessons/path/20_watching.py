# %% [markdown]
# # 20. 배우는 모습 보기
# 이 수업을 마치면 학습하는 신경망의 안을 에폭마다 들여다보고, 손실 하나만 보아서는 모르는 일을 말할
# 수 있습니다. XOR를 배우는 2-3-1 신경망의 모든 값과 기울기를 남깁니다.
# %% [markdown] lang="en"
# # 20. Watch a network learn
# After this lesson you can look into a network while it learns, epoch by epoch, and say what the
# loss alone does not tell. Every value and gradient is kept, of a 2-3-1 network that learns XOR.
# %%
import numpy as np
from micrograd_ko import data, nn, optim, topological_order
from micrograd_ko.record import record
from micrograd_ko.train import fit
from viz import draw

X, y = data.xor().X, data.xor().y.reshape(-1, 1)
model = nn.MLP(2, [3, 1], activation="tanh", rng=0)
loss = "binary_cross_entropy"
samples = [record(model, X[i : i + 1], y[i : i + 1], loss=loss, every=20) for i in range(4)]
# %% question [markdown]
# Adam으로 140에폭 학습합니다. 표본 넷의 손실은 저마다 계속 줄기만 할까요?
# %% question [markdown] lang="en"
# Adam trains for 140 epochs. Will the loss of each of the four samples only ever fall?
# %%
adam = optim.Adam(model, lr=0.05)
fit(model, X, y, loss=loss, optimizer=adam, epochs=140, progress=False, on_epoch=samples)
print("epoch  mean  ", *(f"{a:.0f} xor {b:.0f}" for a, b in X))
for epoch in samples[0]:
    each = [float(sample[epoch]) for sample in samples]
    print(f"{epoch:>5}  {np.mean(each):.3f}  ", *(f"{one:.3f}  " for one in each))
# %% answer [markdown]
# 아닙니다. 처음 20에폭에 평균은 0.704에서 0.658로 줄지만, 표본 (1, 1)의 손실은 0.527에서 0.773으로
# **늘었습니다**. 줄어드는 것은 평균이고, 다른 셋을 맞히는 방향이 먼저 이깁니다.
# %% answer [markdown] lang="en"
# No. In the first 20 epochs the mean falls from 0.704 to 0.658, but the loss of (1, 1) **grows**
# from 0.527 to 0.773. It is the mean that falls, and what serves the other three wins at first.
# %% [markdown]
# 왜인지는 그때의 그래프에 있습니다. 배우기 전, 출력으로 가는 세 가중치의 기울기를 표본마다 봅니다.
# %% [markdown] lang="en"
# The graph of that time says why. Here are the gradients of the three weights to the output, before
# training, by sample.
# %%
found = []
for sample, (a, b) in zip(samples, X, strict=True):
    nodes = {node.label: node for node in topological_order(sample[0])}
    found.append([nodes[name].grad for name in ("w⁽²⁾₁₁", "w⁽²⁾₂₁", "w⁽²⁾₃₁")])
    print(f"{a:.0f} xor {b:.0f}", [f"{gradient:.3f}" for gradient in found[-1]])
print("mean   ", [f"{gradient:.3f}" for gradient in np.mean(found, axis=0)])
# %% [markdown]
# (0, 1)과 (1, 0)은 세 가중치를 모두 (1, 1)과 **반대로** 당깁니다. 갱신은 그 평균을 따르고, 둘이
# 이깁니다. 다음은 (1, 1)의 기록입니다. 위의 막대는 역전파의 단계를, 아래의 막대는 에폭을 옮깁니다.
# %% [markdown] lang="en"
# (0, 1) and (1, 0) pull all three weights **the other way** than (1, 1); the update follows the
# mean, and the two win. Next is the record of (1, 1): the upper slider goes through the steps of
# the pass, the lower through the epochs.
# %%
draw(samples[3], steps=True)
# %% [markdown]
# 마지막은 신경망 전체입니다. 노트북이나 페이지에서는 가중치를 바꾸고, 그 자리에서 다시 학습시키며
# 손실 곡선과 결정 경계를 볼 수 있습니다. 뉴런을 누르면 안이 펼쳐집니다.
# %% [markdown] lang="en"
# Last, the whole network. In a notebook or on the page its weights can be changed, and it trains on
# the spot, with its loss curve and decision boundary. Press a neuron to open it.
# %%
draw(model, steps=True)
# %% next [markdown]
# 마지막 수업입니다. 이제 자기 신경망을 record와 draw로 들여다보십시오. 이름을 짓는 모델은
# examples/names.py, 합성곱은 examples/convolution.py에 있습니다.
# %% next [markdown] lang="en"
# That was the last lesson. Look into a network of your own with record and draw;
# examples/names.py makes names, and examples/convolution.py has a convolution.
