"""뉴런 하나의 연쇄법칙을 눈으로 본다.

The chain rule of one neuron, L = tanh(w₁x₁ + w₂x₂ + b), drawn to neuron.svg beside this file.
"""

from pathlib import Path

from micrograd_ko import Value, label_names, scope
from viz import draw, save

# 잎: 입력, 가중치, 편향. 두 번째 인자가 그림에 쓸 이름표다.
x1, x2 = Value(2.0, "x₁"), Value(0.0, "x₂")

# scope 안에서 만든 것은 그림에서 점선으로 묶인다.
with scope("뉴런 1 : tanh(w·x + b)"):
    w1, w2, b = Value(-3.0, "w₁"), Value(1.0, "w₂"), Value(6.8813735870195432, "b")
    w1x1, w2x2 = w1 * x1, w2 * x2  # 식을 쓰면 그래프가 자란다.
    합 = w1x1 + w2x2
    n = 합 + b
    L = n.tanh()

# 이름표가 없는 노드에 변수 이름을 붙인다.
label_names(globals())

print("역전파 전: 기울기는 아직 없다(None, 그림에서는 —).")
print(draw(L))

L.backward()

print("\n역전파 뒤: 기울기 = 출력 쪽에서 흘러온 기울기 × 국소 미분")
print(draw(L))
print(f"\nw₁의 기울기 {w1.grad:.4f} = {w1x1.grad:.4f} × {x1.data:.4f}")

print("저장:", save(L, Path(__file__).with_name("neuron.svg")).name)
