"""한 단계씩: 함께 쓰는 가중치의 기울기는 왜 합인가, 그리고 차례는 왜 중요한가.

Step by step: why the gradient of a shared weight is a sum, and why the order of the pass matters.
"""

from pathlib import Path

from micrograd_ko import Stepper, Value, compare_orders, explain, label_names, watch
from viz import save

print("1. 만들어지는 대로: 같은 가중치 w를 두 표본에 쓴다.")
with watch():
    w, x1, x2 = Value(0.5, "w"), Value(1.0, "x₁"), Value(-2.0, "x₂")
    y1 = (w * x1).tanh()
    y2 = (w * x2).tanh()
    L = (y1 - 1) ** 2 + (y2 + 1) ** 2
label_names(globals())

print("\n2. 역전파를 한 단계씩. w의 기여분은 두 번 온다.")
stepper = Stepper(L)
while stepper.place < len(stepper):
    before = w.grad
    stepper.next()
    if w.grad != before:
        print(stepper)

print("\n3. 그래서 w의 기울기는 길마다의 곱을 더한 것이다.")
print(explain(L, w))

print("\n4. 차례: 다 모이기 전에 넘기면 틀린다. a = 2x, y = a + a·a")
x = Value(3.0, "x")
a = 2 * x
y = a + a * a
label_names(globals())
print(compare_orders(y))

print(
    "\n저장:",
    save(L, Path(__file__).with_name("shared_weight.html")).name,
    "(브라우저로 열어 ← → 로 넘긴다)",
)
