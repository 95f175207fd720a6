# %% [markdown]
# # 3. 기울기는 왜 더하는가
# 이 수업을 마치면 한 값을 두 번 쓸 때 기울기를 왜 더하는지, 기울기를 넘기는 순서가 왜 중요한지,
# `zero_grad`를 잊으면 왜 틀리는지 설명할 수 있습니다.
# %% [markdown] lang="en"
# # 3. Why gradients add
# After this lesson you can say why gradients add where a value is used twice, why the order of the
# pass matters, and what goes wrong when `zero_grad` is forgotten.
# %%
from micrograd_ko import Value, compare_orders, explain, label_names

x = Value(3.0, "x")
y = x * x + 2 * x
# %% question [markdown]
# 식에 x가 세 번 쓰였습니다. x를 3에서 3.001로 바꾸면 y는 얼마나 늘까요? 다시 말해 ∂y/∂x는
# 얼마일까요?
# %% question [markdown] lang="en"
# x is used three times. If x goes from 3 to 3.001, by how much does y grow? In other words, what
# is ∂y/∂x?
# %%
y.backward()
label_names(globals())
explain(y, x)
# %% answer [markdown]
# 약 0.008 늘고, ∂y/∂x는 8입니다. x가 조금 늘면 x를 쓴 세 곳이 **함께** 변하고, y는 그 변화의 합만큼
# 늡니다. 그래서 경로마다 국소 미분을 곱하고(연쇄법칙, chain rule), 그 곱을 모두 더합니다. 이때 경로
# 하나가 보태는 값이 **기여분**(contribution)입니다. 여기서는 3, 3, 2입니다.
# %% answer [markdown] lang="en"
# By about 0.008: ∂y/∂x is 8. When x grows a little, all three uses grow **together**, and y grows
# by their sum. So the local derivatives are multiplied along each path (the chain rule), and the
# paths are added. What one path adds is its **contribution**: here 3, 3 and 2.
# %% [markdown]
# 순서도 중요합니다. a = 2x, z = a + a·a에서 a에는 기여분이 두 곳에서 옵니다. 하나는 덧셈에서 바로
# 오고, 하나는 a·a에서 옵니다(a = 6이므로 6 + 6 = 12). a는 기여분이 **다 모인 뒤에** 기울기를 x로
# 넘겨야 합니다. 오자마자 넘기면 어떻게 되는지 비교해 봅니다.
# %% [markdown] lang="en"
# The order matters, too. In z = a + a·a with a = 2x, contributions come to a from two places:
# straight from the sum, and from a·a (6 + 6 = 12, as a is 6). It must pass on to x **after all**
# have come. Compare with passing on at once:
# %%
a = 2 * x
z = a + a * a
label_names(globals())
compare_orders(z)
# %% [markdown]
# a·a의 기여분 12가 오기 전에 a가 1만 넘겨서, x가 13 × 2 = 26이 아니라 1 × 2 = 2를 받았습니다. 1번
# 수업에서 `collect`의 목록을 거꾸로 따라간 것도 이 때문입니다. 그 순서(위상 순서)로 가면 기여분이
# 다 모인 뒤에 기울기를 넘기게 됩니다.
# %% [markdown] lang="en"
# Before the 12 from a·a came, a passed on just 1, so x got 1 × 2 = 2 instead of 13 × 2 = 26. This
# is why lesson 1 walked the list of `collect` in reverse: in that (topological) order each
# gradient is complete before it is passed on.
# %% question [markdown]
# 위에서 `y.backward()`를 불렀으므로 x.grad는 8입니다. 한 번 더 부르면 얼마가 될까요?
# %% question [markdown] lang="en"
# Above, `y.backward()` made x.grad 8. What is x.grad if it is called once more?
# %%
y.backward()
print("x.grad", x.grad)
y.zero_grad()
y.backward()
print("x.grad", x.grad)
# %% answer [markdown]
# 16입니다. 입력의 기울기는 `backward()`를 부를 때마다 **누적됩니다**. 가중치를 고칠 때마다
# 먼저 `zero_grad()`로 지우지 않으면 지난번 기울기가 섞여 엉뚱한 쪽으로 고치게 됩니다.
# 지우고 부르면 다시 8입니다. (1번 수업의 Value라면 24입니다. 중간에 있는 값의 기울기까지 쌓이기
# 때문입니다. 패키지는 중간값의 기울기는 새로 쓰고 입력의 기울기만 쌓습니다.)
# %% answer [markdown] lang="en"
# 16, not 8. The gradient of an input **accumulates** with every `backward()`. Unless each training
# step clears it first with `zero_grad()`, gradients of earlier steps mix in and the step goes
# astray. Cleared, it is 8 again. (The Value of lesson 1 would give 24: its intermediate
# gradients accumulate, too; the package writes those anew and lets only those of inputs gather.)
# %%
from viz import draw

draw(y, steps=True)
# %% next [markdown]
# 다음은 4. 경사 하강법입니다. 기울기의 반대쪽으로 조금씩 움직입니다.
# %% next [markdown] lang="en"
# Next is 4, gradient descent: a small step against the gradient, again and again.
