# %% [markdown]
# # 2. 뉴런 하나
# 이 수업을 마치면 뉴런이 무엇을 계산하는지, 그림에서 값과 기울기와 국소 미분을 어떻게 읽는지,
# 어떤 때 가중치를 바꿔도 결과가 그대로인지 설명할 수 있습니다.
#
# **뉴런**(neuron)은 입력 x마다 가중치(weight) w를 곱해 더하고, 편향(bias) b를 더한 뒤, 활성화
# 함수(activation function)를 적용합니다. 여기서는 tanh를 씁니다: y = tanh(w₁x₁ + w₂x₂ + b).
# %% [markdown] lang="en"
# # 2. One neuron
# After this lesson you can say what a neuron computes, how to read values, gradients and local
# derivatives in its drawing, and when changing a weight changes nothing.
#
# A **neuron** multiplies each input x by a weight w, adds these up, adds a bias b, and puts the
# sum through an activation function, here tanh: y = tanh(w₁x₁ + w₂x₂ + b).
# %%
from micrograd_ko import Value, label_names
from viz import draw

x1, x2 = Value(2.0), Value(0.0)
w1, w2, b = Value(-3.0), Value(1.0), Value(6.5)
n = w1 * x1 + w2 * x2 + b
y = n.tanh()
label_names(globals())
draw(y)
# %% question [markdown]
# 맨 위가 결과 y이고, 각 줄의 값은 바로 아래에 이어진 줄들로 계산한 것입니다. `label_names`는 변수의
# 이름을 그림에 붙입니다. 아직 역전파를 하지 않아 기울기 칸은 비어 있고(-), ∂는 국소 미분입니다.
#
# `backward()`를 부르면 x1, x2, w1, w2, b의 기울기가 계산됩니다. 그중 하나는 0입니다. 어느 것일까요?
# %% question [markdown] lang="en"
# The result y is on top, and each row is computed from those that hang just below it.
# `label_names` writes the names of variables on the drawing. Gradients are not there yet (-),
# because `backward()` has not been called; ∂ is the local derivative.
#
# `backward()` finds the gradients of x1, x2, w1, w2 and b. One of them is 0. Which?
# %%
y.backward()
draw(y)
# %% answer [markdown]
# w2입니다. n의 기울기는 1 × 0.79 = 0.79이고, 이것이 곱 w2·x2까지 그대로 전해집니다(덧셈의 국소
# 미분은 1입니다). 그런데 w2·x2를 w2로 미분하면 **w2와 곱하는** x2, 곧 0입니다. 입력이 0이면
# 가중치를 바꾸어도 결과가 그대로입니다. w1의 기울기는 0.7864 × 2 = 1.57입니다.
# %% answer [markdown] lang="en"
# w2. The gradient of n is 1 × 0.79 = 0.79, and it reaches the product w2·x2 unchanged (the local
# derivative of a sum is 1). But the local derivative by w2 is **what w2 is multiplied by**: x2,
# which is 0. Where the input is 0, changing the weight changes nothing. The gradient of w1 is
# 0.7864 × 2 = 1.57.
# %% question [markdown]
# 편향 b를 6.5에서 8, 12로 키우면 출력 y가 커집니다. w1의 기울기도 커질까요?
# %% question [markdown] lang="en"
# If the bias b grows from 6.5 to 8 and to 12, so does the output y. Does the gradient of w1 grow?
# %%
for bias in (6.5, 8.0, 12.0):
    w = Value(-3.0)  # w1
    out = (w * 2.0 + bias).tanh()
    out.backward()
    print(f"b {bias:<4}  y {out.data:.4f}  w.grad {w.grad:.4f}")
# %% answer [markdown]
# 오히려 줄어듭니다. y가 1에 가까우면 tanh의 국소 미분 1 − y²이 0에 가깝고, 이 값이 tanh로 들어간
# 모든 값의 기울기에 곱해집니다. 이것을 **포화**(saturation)라고 합니다(8번 수업에서 다시 봅니다).
# %% answer [markdown] lang="en"
# It shrinks. Where y is close to 1, the local derivative of tanh, 1 − y², is close to 0, and it is
# multiplied into the gradient of everything that went into the tanh. This is **saturation**
# (lesson 8 returns to it).
# %%
draw(y, steps=True)
# %% next [markdown]
# 다음은 3. 기울기는 왜 더하는가입니다. 한 값을 여러 번 쓰면 어떻게 될까요?
# %% next [markdown] lang="en"
# Next is 3, why gradients add: a value that is used more than once.
