# %% [markdown]
# # 18. 나만의 연산
# 이 수업을 마치면 새 연산을 연산의 표에 한 행으로 더하고, 그 행만으로 왜 그림도 2계 미분도 되는지
# 설명할 수 있습니다. softsign은 tanh와 비슷하지만 exp를 쓰지 않는 활성화 함수 a / (1 + |a|)입니다.
# %% [markdown] lang="en"
# # 18. An op of your own
# After this lesson you can add an op as one row of a table, and say why that row is enough for
# drawings and second derivatives, too. softsign is an activation much like tanh, but without exp: a
# / (1 + |a|).
# %%
import numpy as np
from micrograd_ko import TABLE, Tensor, Value, check_gradients, grad, op
from viz import draw

if "softsign" not in TABLE:  # a name is taken once
    op(
        "softsign",
        "softsign",
        "소프트사인",
        lambda a: a / (1 + abs(a)),
        lambda g, y, a: (g / (1 + abs(a)) ** 2,),
        special=lambda a: a,
    )
# %% [markdown]
# 한 행은 이름, 그림에 쓰는 기호, 한국어 이름, **순전파** 규칙, **역전파** 규칙으로 이루어집니다.
# 역전파 규칙은 흘러온 기울기 g, 결과 y, 입력 a를 받아 입력마다 기여분 하나를 튜플로 돌려줍니다.
# special은 매끄럽지 않은 점(여기서는 2계 미분이 끊기는 a = 0)에서 0인 함수로, 검사할 때 그 근처를
# 피하게 합니다.
# %% [markdown] lang="en"
# A row has a name, a sign for drawings, a Korean name, the **forward** and the **backward** rule.
# The latter gets the upstream g, the result y and the input a, and gives a tuple, one contribution
# for each input. special is 0 where the function is not smooth (here a = 0, where the second
# derivative jumps), so that tests keep away.
# %% question [markdown]
# 1계 미분의 규칙만 썼습니다. 2계 미분 y''(0.5)를 구하려면 무엇을 더 써야 할까요?
# %% question [markdown] lang="en"
# Only the first derivative was written. What must be added to get the second, y''(0.5)?
# %%
x = Value(0.5, "x")
y = x.softsign()
first = grad(y, x, create_graph=True)
print(f"y' {first.data:.6f}, y'' {grad(first, x):.6f}")
print(f"by hand: {1 / 1.5**2:.6f}, {-2 / 1.5**3:.6f}")
draw(first)
# %% answer [markdown]
# 더 쓸 것이 없습니다. 역전파 규칙도 연산자로 쓴 평범한 함수입니다. 수 대신 **노드**를 넣어 부르면
# 역전파의 계산이 그래프가 되고, 그 그래프를 다시 미분하면 됩니다. 배열을 넣으면 Tensor의 규칙이
# 되고, 기호를 넣으면 수식이 됩니다.
# %% answer [markdown] lang="en"
# Nothing. The rule is an ordinary function made of operators. Called with **nodes** in place of
# numbers, the backward pass becomes a graph itself, to be differentiated again. With arrays it is
# the rule of Tensor, with symbols the formula.
# %%
print(TABLE["softsign"].doc)
print(Tensor([-2.0, 0.5, 3.0]).softsign().data.round(4))
# %%
check_gradients(lambda a: a.softsign(), np.array([-2.0, 0.5, 3.0]), order=3)
# %%
y.backward()
draw(y, steps=True)
# %% next [markdown]
# 다음은 19. 왜 빠른가입니다. 이 표의 규칙으로 빠른 코드를 만들어 냅니다.
# %% next [markdown] lang="en"
# Next is 19, why it is fast: fast code is made from the rules of this table.
