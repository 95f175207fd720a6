"""왜 빠른가: 같은 일을 네 가지로 하고, 걸린 시간을 그린다. ``python 16_why_fast.py [SAMPLES]``

Time one pass as objects, with the collector and without, and replayed. Saves why_fast.png.
"""

import gc
import sys
import time
from pathlib import Path

import numpy as np

from micrograd_ko import Value, data, replay, topological_order, vectorize
from viz import plots

SAMPLES = int(sys.argv[1]) if len(sys.argv) > 1 else 50
rng, moons = np.random.default_rng(0), data.moons(SAMPLES, noise=0.1, seed=0)
rows = np.column_stack([moons.X, 2.0 * moons.y - 1]).tolist()  # x, y, 그리고 ±1인 정답 t
arrays = [rng.uniform(-1, 1, (m, n + 1)) for n, m in ((2, 16), (16, 16), (16, 1))]
layers = [[[Value(w) for w in row] for row in array] for array in arrays]
weights = [w for layer in layers for row in layer for w in row]


def score(h):
    for layer in layers:
        h = [sum((w * x for w, x in zip(row, h, strict=False)), row[-1]) for row in layer]
        h = h if layer is layers[-1] else [x.relu() for x in h]
    return h[0]


def loss():
    return sum((1 - t * score(point)).relu() for *point, t in rows) / SAMPLES


def timed(work, rounds):
    return np.diff([(work(), time.perf_counter())[1] for _ in range(rounds + 1)])  # 처음은 몸풀기


# 1. 테이프. 노드는 파이썬 객체이고, 순전파는 객체를 만들고 역전파는 그것을 거꾸로 걷는다.
graph = loss()
print(f"표본 {SAMPLES}개의 그래프: 노드 {len(topological_order(graph)):,}개")
times = {"객체로": timed(lambda: loss().backward(), 7)}
# 2. 수집기. 객체가 늘면 파이썬은 서로를 가리키는 쓰레기를 찾는다. 쉬게 하면 그만큼 빨라진다.
gc.disable()
times["객체로, 수집기 없이"] = timed(lambda: loss().backward(), 7)
gc.enable()
# 3. replay. 그래프를 정수의 행으로 한 번 옮겨 두면 객체도, 규칙을 부르는 일도 없이 수만 셈한다.
program = replay(graph, parameters=weights)
times["replay"] = timed(lambda: (program(), program.backward()), 100)
# 4. 표본 하나의 그래프를 배열로. 덧셈 하나가 모두의 덧셈이 된다. 많을수록 이득이다(1000은?).
one = x, y, t = Value(0.5), Value(0.5), Value(1.0)
batch = vectorize((1 - t * score([x, y])).relu(), inputs=one, parameters=weights)
columns = np.array(rows).T.copy()
times["vectorize"] = timed(lambda: (batch(*columns), batch.backward()), 100)
for name, each in times.items():
    middle, ratio = np.median(each), np.median(times["객체로"]) / np.median(each)
    print(f"{middle * 1e3:>9.3f} ms {ratio:>8.1f}배  {name}")
mean = np.mean(batch(*columns)).item()
print(f"손실: 객체로 {graph.data!r}, replay {program()!r}, vectorize {mean!r}")
print("저장:", plots.save(plots.timings(times), Path(__file__).with_name("why_fast.png")).name)
