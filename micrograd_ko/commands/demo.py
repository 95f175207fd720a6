"""demo: 뉴런 하나와 작은 신경망.

Draw one neuron, then train a small network on real data.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .. import data
from ..engine import Value, scope, topological_order
from ..messages import text
from ..progress import progress_bar
from .options import whole

__all__ = ["add_arguments", "run"]

FOLDER, EPOCHS, HIDDEN, SEED, RATE = "micrograd_ko_demo", 60, 3, 2, 3.0

Sample = tuple[tuple[float, float], bool]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """이 명령의 인자. Declare what this command takes."""
    parser.add_argument(
        "folder", nargs="?", default=FOLDER, help=text("demo.folder", default=FOLDER)
    )
    parser.add_argument(
        "--epochs", type=whole("--epochs"), default=EPOCHS, help=text("demo.epochs", default=EPOCHS)
    )


def run(given: argparse.Namespace) -> int:
    """뉴런 하나와, 신경망과 그 뉴런 하나를 그린다. Draw a neuron, a network, and one of its own."""
    from viz import draw, save

    folder = Path(given.folder)
    folder.mkdir(parents=True, exist_ok=True)

    print(text("demo.neuron"))
    loss, product = neuron()
    made = [save(loss, folder / "neuron_before.svg")]
    loss.backward()
    made.append(save(loss, folder / "neuron_after.svg"))
    print(draw(loss))
    w1, x1 = product.parents
    print(
        text(
            "demo.reading",
            gradient=f"{w1.grad:.4f}",
            upstream=f"{product.grad:.4f}",
            local=f"{x1.data:.4f}",
        )
    )

    samples = penguins()
    print(text("demo.training", count=len(samples)))
    network = Network(random.Random(SEED))
    first, last, correct = train(network, samples, given.epochs)
    baseline = sum(not wanted for _, wanted in samples) / len(samples)
    print(text("demo.result", first=first, last=last, accuracy=correct, baseline=baseline))
    trained = trained_graph(network, samples[-1])
    made.append(save(trained, folder / "penguin_network.svg", view="network"))
    made.append(save(trained, folder / "penguin_network.html", view="network"))
    made.append(save(hidden_neuron(trained), folder / "penguin_neuron.svg"))

    print(text("demo.files"))
    for path in made:
        print(f"   {path}")
    return 0


def neuron() -> tuple[Value, Value]:
    """L = tanh(w₁x₁ + w₂x₂ + b)와 w₁x₁.

    Build the neuron L = tanh(w₁x₁ + w₂x₂ + b), and its w₁x₁.
    """
    x1, x2 = Value(2.0, "x₁"), Value(0.0, "x₂")
    with scope(text("demo.neuron_scope")):
        w1, w2, b = Value(-3.0, "w₁"), Value(1.0, "w₂"), Value(6.8813735870195432, "b")
        first, second = w1 * x1, w2 * x2
        total = first + second
        n = total + b
        loss = n.tanh()
    for node, label in (
        (first, "w₁x₁"),
        (second, "w₂x₂"),
        (total, text("demo.sum")),
        (n, "n"),
        (loss, "L"),
    ):
        node.label = label
    return loss, first


def penguins() -> list[Sample]:
    """펭귄마다 표준화한 (부리 길이, 부리 깊이)와 턱끈펭귄인지.

    Give for each penguin the standardised (bill length, bill depth), and whether it is a Chinstrap.
    Source: Palmer Penguins, CC0 (see data/README.md).
    """
    found = data.penguins()
    columns = [_standardised(column.tolist()) for column in found.X[:, :2].T]
    chinstrap = (found.y == found.class_names.index("Chinstrap")).tolist()
    return list(zip(zip(*columns, strict=True), chinstrap, strict=True))


def _standardised(numbers: list[float]) -> list[float]:
    mean = sum(numbers) / len(numbers)
    deviation = math.sqrt(sum((x - mean) ** 2 for x in numbers) / len(numbers))
    return [(x - mean) / deviation for x in numbers]


class Network:
    """입력 둘, tanh 은닉 뉴런 셋, 출력 하나.

    Hold two inputs, three hidden tanh neurons, one output (a logit).
    """

    def __init__(self, rng: random.Random) -> None:
        self.layers: list[tuple[str, list[Value], Value]] = []
        for i in range(1, HIDDEN + 1):
            with scope(text("demo.hidden", index=i)):
                weights = [Value(rng.gauss(0, 1), f"w{i}{j}") for j in (1, 2)]
                self.layers.append((text("demo.hidden", index=i), weights, Value(0.0, f"b{i}")))
        with scope(text("demo.output")):
            self.output = (
                [Value(rng.gauss(0, 1), f"w{i}") for i in range(1, HIDDEN + 1)],
                Value(0.0, "b"),
            )

    @property
    def parameters(self) -> list[Value]:
        """학습하는 값 모두. The Values that are trained."""
        return [
            p
            for weights, bias in [*((w, b) for _, w, b in self.layers), self.output]
            for p in (*weights, bias)
        ]

    def __call__(self, inputs: tuple[Value, Value]) -> Value:
        hidden = []
        for i, (name, weights, bias) in enumerate(self.layers, start=1):
            with scope(name):
                h = (weights[0] * inputs[0] + weights[1] * inputs[1] + bias).tanh()
                h.label = f"h{i}"
                hidden.append(h)
        with scope(text("demo.output")):
            weights, bias = self.output
            return sum((w * h for w, h in zip(weights, hidden, strict=True)), start=bias)


def loss_of(network: Callable[[tuple[Value, Value]], Value], sample: Sample) -> tuple[Value, bool]:
    """한 마리의 손실과 맞혔는지.

    Measure the cross-entropy of one bird, softplus(∓logit), and whether the answer is right.
    """
    (length, depth), wanted = sample
    logit = network((Value(length, text("demo.length")), Value(depth, text("demo.depth"))))
    return ((-logit) if wanted else logit).softplus(), (logit.data > 0) == wanted


def train(network: Network, samples: list[Sample], epochs: int) -> tuple[float, float, float]:
    """모든 데이터로 경사 하강.

    Descend with full batches; returns the first and last loss and the last accuracy.
    """
    first = last = correct = 0.0
    desc = "   " + text("demo.progress")
    for epoch in (progress := progress_bar(None, desc, width=78, iterable=range(epochs + 1))):
        outcomes = [loss_of(network, sample) for sample in samples]
        loss = sum((loss for loss, _ in outcomes), start=Value.constant(0.0)) / len(samples)
        last, correct = loss.data, sum(right for _, right in outcomes) / len(samples)
        first = first or last
        progress.set_postfix(
            {text("demo.loss"): f"{last:.3f}", text("demo.accuracy"): f"{correct:.0%}"},
            refresh=False,
        )
        if epoch < epochs:  # the last round only measures
            descend(network, loss)
    return first, last, correct


def descend(network: Network, loss: Value) -> None:
    """경사 하강 한 스텝. Take one step of gradient descent."""
    loss.zero_grad()
    loss.backward()
    for p in network.parameters:
        p.data -= RATE * p.grad  # type: ignore[operator]


def trained_graph(network: Network, sample: Sample) -> Value:
    """한 마리에 대한 학습된 신경망의 그래프.

    Build the graph of the trained network for one bird, gradients and all.
    """
    loss, _ = loss_of(network, sample)
    loss.label = "L"
    loss.zero_grad()
    loss.backward()
    return loss


def hidden_neuron(loss: Value) -> Value:
    """은닉층의 첫 뉴런, 손실에서 받은 기울기로 다시 역전파한 것.

    Find the first hidden neuron in the graph of a loss, and pass on its gradient alone: else its
    inputs would hold what the other neurons gave them, too.
    """
    neuron: Any = next(node for node in topological_order(loss) if node.label == "h1")
    gradient = neuron.grad
    loss.zero_grad()
    neuron.backward(gradient)
    return neuron  # type: ignore[no-any-return]
