# %% [markdown]
# # 1. 계산 과정을 기억하는 Value
# 이 수업을 마치면 기울기가 무엇이고 역전파가 그것을 어떻게 구하는지 코드를 보며 설명할 수 있습니다.
# **기울기**(gradient) ∂f/∂u(라운드 f 라운드 u)는 u만 아주 조금 늘릴 때 f가 그 몇 배만큼 변하는지를
# 나타냅니다. 연산 하나의 기울기가 **국소 미분**(local derivative)입니다: u + v에서는 1, u × v를 u로
# 미분하면 v, tanh에서는 1 − t²(t = tanh(u)는 어떤 수든 −1과 1 사이로 보냅니다). `Value`는 값과 함께
# 자신을 만든 값들(parents, 부모)과 국소 미분을 기억합니다. `u * v`는 `__mul__`이 계산합니다.
# %% [markdown] lang="en"
# # 1. Value, a number that remembers
# After this lesson you can say what a gradient is and how backpropagation finds it, pointing at
# the code. If u alone grows by a tiny amount, f changes by ∂f/∂u times that amount: the
# **gradient**. For one operation this is the **local derivative**: 1 for u + v; v for u × v, by u;
# 1 − t² for t = tanh(u), which squashes any number into −1 to 1. A `Value` remembers what it was
# made from (its parents) and those derivatives. For `u * v`, Python calls `__mul__`.
# %%
import math


class Value:
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0.0, parents

    def __add__(self, other):
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, [(self, 1 - t * t)])

    def collect(self, order):
        if self not in order:
            for parent, _ in self.parents:
                parent.collect(order)
            order.append(self)
        return order

    def backward(self):
        self.grad = 1.0
        for v in reversed(self.collect([])):
            for parent, local in v.parents:
                parent.grad += v.grad * local


# %% question [markdown]
# `backward`가 **역전파**(오차역전파법, backpropagation)입니다. `collect`는 부모를 먼저 적습니다. 그
# 목록을 결과부터 거슬러 가며, 저마다 자기 기울기 × 국소 미분을 부모의 기울기에 더합니다.
#
# `f = tanh(u * v + c) * k`에서 u = 2, v = −3, c = 6.5, k = −2입니다. u를 2.001로 늘리면 f는 늘까요,
# 줄까요? 0.001의 몇 배쯤 변할까요? (여기서 tanh의 국소 미분은 0.7864입니다.)
# %% question [markdown] lang="en"
# `backward` is **backpropagation**. `collect` lists parents before what is made from them. Walking
# that list in reverse, each adds its own gradient × local derivative to its parent's gradient.
#
# In `f = tanh(u * v + c) * k` let u = 2, v = −3, c = 6.5, k = −2. If u grows to 2.001, does f grow
# or shrink? By how many times 0.001? (The local derivative of tanh is 0.7864 here.)
# %%
import micrograd_ko
from viz import draw

for kind in (Value, micrograd_ko.Value):
    u, v, c, k = kind(2.0), kind(-3.0), kind(6.5), kind(-2.0)
    f = (u * v + c).tanh() * k
    f.backward()
    print(f"{f.data:.4f}  grads u {u.grad:.4f}  v {v.grad:.4f}  c {c.grad:.4f}  k {k.grad:.4f}")
micrograd_ko.label_names({"u": u, "v": v, "c": c, "k": k, "f": f})  # in the drawing
draw(f, steps=True)
# %% answer [markdown]
# 0.0047, 곧 0.001의 4.72배만큼 **늡니다**. u에서 f까지의 국소 미분을 곱하면(**연쇄법칙**, chain
# rule) −3 × 1 × 0.7864 × −2 = 4.72입니다. 직접 쓴 Value와 패키지의 Value가 같은 값을 냅니다.
# 표에서 한 줄의 기울기는 바로 윗단계 줄의 기울기 × 그 줄의 ∂입니다. c는 −1.5729 × 1입니다.
# %% answer [markdown] lang="en"
# It **grows**, by 0.0047. The local derivatives from u to f, multiplied (the **chain rule**), are
# −3 × 1 × 0.7864 × −2 = 4.72. Our Value and the package's agree. In the table, a row's gradient is
# that of the row it hangs from times its own ∂: for c, −1.5729 × 1.
# %% next [markdown]
# 다음은 2. 뉴런 하나입니다. 뉴런은 바로 이런 식입니다.
# %% next [markdown] lang="en"
# Next is 2, one neuron: it is a formula like this one.
