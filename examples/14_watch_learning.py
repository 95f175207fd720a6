"""배우는 모습을 본다: XOR를 배우는 2-3-1 신경망의 모든 값과 기울기, 에폭마다.

Watch a network learn: every value and gradient of a 2-3-1 network on XOR, epoch by epoch, on one
page.
"""

from pathlib import Path

from micrograd_ko import Value, data, explain, topological_order
from micrograd_ko.nn import MLP
from micrograd_ko.optim import Adam
from micrograd_ko.record import record
from micrograd_ko.train import fit
from viz import save

xor = data.xor()
X, y = xor.X, xor.y.reshape(-1, 1)
model = MLP(2, [3, 1], activation="tanh", rng=0)

# 표본 하나, 입력 (0, 1)과 정답 1의 그래프를 20에폭마다 남긴다.
recording = record(model, X[1:2], y[1:2], loss="binary_cross_entropy", every=20)
fit(
    model,
    X,
    y,
    loss="binary_cross_entropy",
    optimizer=Adam(model, lr=0.05),
    epochs=140,
    progress=False,
    on_epoch=recording,
)

print("에폭  손실")
for epoch, L in recording.items():
    print(f"{epoch:4}  {float(L):.4f}")


def weight(root: Value, name: str) -> Value:
    """그래프에서 이름으로 찾은 가중치."""
    return next(node for node in topological_order(root) if node.label == name)


print("\n배우기 전과 뒤, 둘째 입력 x₂에서 첫 뉴런으로 가는 가중치의 기울기")
print("손실 softplus(z) - z·y에 출력 z가 두 번 쓰여서 길이 둘이다.")
for epoch in (0, 140):
    print(f"{epoch}에폭:", explain(recording[epoch], weight(recording[epoch], "w⁽¹⁾₂₁")))

path = save(recording, Path(__file__).with_name("xor_learning.html"))
print("\n저장:", path.name, "(브라우저로 연다: 위의 막대는 단계, 아래 막대는 에폭)")
