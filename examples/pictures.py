"""README의 그림을 다시 그립니다: ``python examples/pictures.py [폴더]``

Draw the pictures of the READMEs, in both languages, beside this file or into a folder: one neuron
(`neuron`), halfway through its backward pass (`halfway`), and a network that has learned XOR
(`network`). A test holds that the committed files are what this draws.
"""

import sys
from pathlib import Path

from micrograd_ko import Stepper, Value, data, label_names, scope, set_language
from micrograd_ko.nn import MLP
from micrograd_ko.optim import Adam
from micrograd_ko.train import fit
from viz import save

NEURON = {"ko": ("뉴런 1 : tanh(w·x + b)", "합"), "en": ("neuron: tanh(w·x + b)", "sum")}
HALFWAY = 10  # the step of both passes after which half of the gradients have arrived


def neuron(language: str) -> Value:
    """뉴런 하나, L = tanh(w₁x₁ + w₂x₂ + b). One neuron, before its backward pass."""
    title, added = NEURON[language]
    x1, x2 = Value(2.0, "x₁"), Value(0.0, "x₂")
    with scope(title):
        w1, w2, b = Value(-3.0, "w₁"), Value(1.0, "w₂"), Value(6.8813735870195432, "b")
        w1x1, w2x2 = w1 * x1, w2 * x2
        total = w1x1 + w2x2
        n = total + b
        L = n.tanh()
    label_names({"w1x1": w1x1, "w2x2": w2x2, added: total, "n": n, "L": L})
    return L


def learned() -> tuple[MLP, data.Dataset]:
    """XOR를 학습한 2-3-1 신경망. A 2-3-1 network that has learned XOR."""
    xor, model = data.xor(), MLP(2, [3, 1], activation="tanh", rng=0)
    fit(
        model,
        xor.X,
        xor.y.reshape(-1, 1),
        loss="binary_cross_entropy",
        optimizer=Adam(model, lr=0.05),
        epochs=200,
        progress=False,
    )
    return model, xor


def main(folder: Path) -> list[Path]:
    """그림을 모두 그립니다. Draw them all; returns the files."""
    files = []
    for language, ending in (("ko", ".svg"), ("en", ".en.svg")):
        set_language(language)
        L = neuron(language)
        Stepper(L).goto(HALFWAY)
        files.append(save(L, folder / f"halfway{ending}"))
        L.zero_grad()
        L.backward()
        files.append(save(L, folder / f"neuron{ending}"))
        model, xor = learned()
        target = xor.y.reshape(-1, 1)
        name = folder / f"network{ending}"
        files.append(save(model, name, xor.X, target, loss="binary_cross_entropy", sample=1))
    return files


if __name__ == "__main__":
    for file in main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent):
        print(file)
