"""연산 하나를 한 줄로 더한다: softsign.

Add an op with one row: it is a method, differentiable to any order, drawn and documented.
"""

from micrograd_ko import Value, grad, op
from viz import draw

# 순전파와 역전파. g는 출력 쪽에서 흘러온 기울기, y는 결과, a는 입력이다.
softsign = op(
    "softsign",
    "softsign",
    "소프트사인",
    lambda a: a / (1 + abs(a)),
    lambda g, y, a: (g / (1 + abs(a)) ** 2,),
    special=lambda a: a,  # |a|가 꺾이는 곳에서 0: 시험이 그 근처를 피한다.
)

x = Value(0.5, "x")
y = x.softsign()
y.label = "y"
y.backward()
print(draw(y))

# 설명은 규칙에서 저절로 나온다.
print("\n" + softsign.doc)

# 역전파 규칙도 그래프로 읽히므로 두 번 미분된다.
first = grad(y, x, create_graph=True)
print(f"\ny' = {first.data:.6f}, y'' = {grad(first, x):.6f}")

# 손으로 미분한 값과 견준다: y' = 1/(1+|x|)², y'' = -2/(1+|x|)³ (x > 0)
print(f"손으로: {1 / 1.5**2:.6f}, {-2 / 1.5**3:.6f}")
