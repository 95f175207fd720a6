"""micrograd를 위해 쓴 코드는 import만 바꾸면 돈다.

Code written for micrograd's Value runs with only its import replaced.
"""

import math
import random

import pytest

from micrograd_ko import Value
from tests.helpers.theirs import TheirMLP


def test_readme_example_gives_the_numbers_of_its_readme():
    a = Value(-4.0)
    b = Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    assert f"{g.data:.4f}" == "24.7041"
    g.backward()
    assert f"{a.grad:.4f}" == "138.8338"
    assert f"{b.grad:.4f}" == "645.5773"


def moons(count):
    """Two interleaving half circles, without noise."""
    angles = [math.pi * i / (count - 1) for i in range(count)]
    upper = [((math.cos(t), math.sin(t)), -1) for t in angles]
    lower = [((1 - math.cos(t), 0.5 - math.sin(t)), 1) for t in angles]
    return upper + lower


@pytest.mark.slow
def test_demo_training_separates_the_moons():
    state = random.getstate()
    random.seed(1)
    model = TheirMLP(2, [12, 1])
    random.setstate(state)
    data, losses, accuracy, steps = moons(15), [], 0.0, 120
    for k in range(steps):
        scores = [model(x) for x, _ in data]
        hinge = sum((1 + -y * score).relu() for (_, y), score in zip(data, scores, strict=True)) * (
            1.0 / len(data)
        )
        loss = hinge + 1e-4 * sum(p * p for p in model.parameters())
        accuracy = sum(
            (y > 0) == (score.data > 0) for (_, y), score in zip(data, scores, strict=True)
        ) / len(data)
        losses.append(loss.data)
        for p in model.parameters():
            p.grad = 0  # micrograd's zero_grad
        loss.backward()
        for p in model.parameters():
            p.data -= (1.0 - 0.9 * k / steps) * p.grad
    assert losses[-1] < 0.1 * losses[0]
    assert accuracy == 1.0
