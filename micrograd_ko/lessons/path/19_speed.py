# %% [markdown]
# # 19. 왜 빠른가
# 이 수업을 마치면 역전파가 어디에 시간을 쓰는지, replay는 왜 그러지 않는지 설명할 수 있습니다.
# Closure는 널리 알려진 micrograd처럼 노드마다 역전파 계산을 함수로 담아 둡니다.
# %% [markdown] lang="en"
# # 19. Why it is fast
# After this lesson you can say where backpropagation spends its time, and why replay does not.
# Closure does as the well-known micrograd: each node holds its backward step, a function.
# %%
import gc
from statistics import median
from timeit import repeat
from micrograd_ko import Value, data, replay
from viz import draw


class Closure:
    def __init__(self, data):
        self.data, self.grad, self.back = data, 0.0, None

    def __mul__(self, other):
        out = Closure(self.data * other.data)
        out.back = lambda: (out.grad * other.data, out.grad * self.data)
        return out


# %% question [markdown]
# 1000번 곱해서 만든 그래프를 지웁니다. 아무 데서도 참조하지 않는 객체는 곧바로 해제됩니다. 그래도
# 남아서 가비지 컬렉터(garbage collector)가 찾아야 하는 객체는 Closure와 Value에서 각각 몇 개일까요?
# %% question [markdown] lang="en"
# Drop a graph of 1000 products. What nothing refers to is freed at once. How many objects are left
# for the garbage collector to find, with Closure and with Value?
# %%
gc.disable()
for kind in (Closure, Value):
    gc.collect()
    x = y = kind(1.001)
    for _ in range(1000):
        y = y * x
    del x, y
    print(f"{kind.__name__:<8} {gc.collect():>5}")
gc.enable()
# %% answer [markdown]
# Closure는 수천 개, Value는 0개입니다. out이 back을, back이 다시 out을 참조하는 **순환 참조**는
# 가비지 컬렉터가 모든 객체를 뒤져야 찾습니다. Value는 부모만 참조합니다. (다음 셀은 numba가 처음
# 컴파일할 때 1분쯤 걸릴 수 있습니다.)
# %% answer [markdown] lang="en"
# Thousands with Closure, 0 with Value. out holds back, which refers to out: a **cycle**, which the
# collector finds by searching all objects. A Value refers to its parents alone. (The next cell may
# take a minute, the first time that numba compiles.)
# %%
points, w, b = data.moons(500, seed=0).X.tolist(), Value(0.5, "w"), Value(-0.3, "b")


def loss():
    return sum(((w * x1 + b).tanh() - x2) ** 2 for x1, x2 in points)


program = replay(loss(), parameters=[w, b])
works = (lambda: loss().backward()), (lambda: (program(), program.backward()))
slow, fast = (median(repeat(work, gc.enable, number=1, repeat=15)) * 1000 for work in works)
print(
    f"objects {slow:.3f} ms, replay {fast:.3f} ms, {slow / fast:.0f} to 1", program(), loss().data
)
# %% [markdown]
# 객체로 계산하면 매번 노드 수천 개를 새로 만들고 파이썬이 규칙을 하나씩 부릅니다. replay는 그래프를
# **정수로 된 행**(연산, 입력의 자리, 결과의 자리)으로 한 번만 옮긴 뒤 배열 하나 위에서 실행합니다.
# 결과는 같습니다. numba(추가 기능 fast)가 있으면 기계어로 실행되어 수백 배 빠르고, 없으면 NumPy로
# 실행되어 객체보다 느릴 수도 있습니다(그때는 Tensor를 쓰십시오).
# %% [markdown] lang="en"
# Objects: thousands of nodes are made each time, and Python calls rules one by one. replay turns
# the graph into **rows of integers** once (op, places of inputs, of the result) and runs them over
# one array. The numbers are the same. With numba (the extra "fast") it is machine code, hundreds of
# times faster; without, NumPy runs it, perhaps slower than objects (use Tensors then).
# %%
draw((Value(0.5, "w") * 2.0 + Value(-0.3, "b")).tanh(), steps=True)
# %% next [markdown]
# 다음은 20. 학습하는 모습 보기입니다. 모든 값과 기울기를 에폭마다 한 페이지에서 봅니다.
# %% next [markdown] lang="en"
# Next is 20, watch a network learn: all values and gradients during training, on one page.
