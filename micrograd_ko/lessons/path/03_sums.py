# %% [markdown]
# # 3. 기울기는 왜 더하는가
# 이 수업을 마치면, 한 값을 두 번 쓸 때 기울기를 왜 더하는지, 기울기를 넘기는 순서가 왜 중요한지,
# `zero_grad`를 잊으면 왜 틀리는지 말할 수 있습니다.
# %% [markdown] lang="en"
# # 3. Why gradients add
# After this lesson you can say why gradients add where a value is used twice, why the order of the
# pass matters, and what goes wrong when `zero_grad` is forgotten.
# %%
from micrograd_ko import Value, compare_orders, explain, label_names

x = Value(3.0, "x")
y = x * x + 2 * x
# %% question [markdown]
# x는 세 번 쓰였습니다. x를 3에서 3.001로 바꾸면 y는 얼마나 늘까요? 곧, ∂y/∂x는 얼마일까요?
# %% question [markdown] lang="en"
# x is used three times. If x goes from 3 to 3.001, by how much does y grow? In other words, what is
# ∂y/∂x?
# %%
y.backward()
label_names(globals())
explain(y, x)
# %% answer [markdown]
# 8입니다. x가 조금 늘면 세 곳이 **함께** 늘고, y는 그 셋의 합만큼 늡니다. 그래서 경로마다 국소
# 미분을 곱하고(연쇄법칙), 그 결과를 모두 더합니다.
# %% answer [markdown] lang="en"
# It is 8. When x grows a little, all three uses grow **together**, and y grows by their sum. So the
# local derivatives are multiplied along each path (the chain rule), and the paths are added.
# %% [markdown]
# 순서도 중요합니다. `a`의 기울기는 두 기여분이 **다 모인 뒤에** 넘겨야 합니다.
# %% [markdown] lang="en"
# The order matters, too: `a` must wait until **both** of its contributions have come.
# %%
a = 2 * x
z = a + a * a
label_names(globals())
compare_orders(z)
# %% [markdown]
# 잎의 기울기는 `backward()`를 부를 때마다 쌓입니다. 그래서 학습 스텝마다 먼저 지웁니다.
# %% [markdown] lang="en"
# A leaf's gradient grows with every `backward()`. So each training step clears it first.
# %%
once = x * x + 2 * x
for forgotten in (True, False):
    if not forgotten:
        once.zero_grad()
    once.backward()
    print("x.grad =", x.grad, "" if forgotten else "  # zero_grad()")
# %%
from viz import draw

draw(y, steps=True)
# %% next [markdown]
# 다음은 4. 경사 하강: 기울기의 반대쪽으로 조금씩 움직입니다.
# %% next [markdown] lang="en"
# Next is 4, gradient descent: a small step against the gradient, again and again.
