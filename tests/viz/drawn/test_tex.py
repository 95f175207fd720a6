r"""LaTeX: 연쇄법칙의 식과 수, 그리고 진짜 TeX으로 만든 문서.

LaTeX: the chain rule in formulas and numbers, and documents made by a real TeX.
"""

import os
import shutil
import subprocess

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import Tensor, Value, grad, scope, tanh
from tests.helpers.sharing import required
from viz import draw
from viz.drawn.mermaid import to_mermaid
from viz.drawn.tex import to_tex
from viz.png import korean_font

NAN, INF = float("nan"), float("inf")


def tex(root):
    return to_tex(draw(root).picture)


def derivatives(root):
    """The lines of the block from the root's gradient on."""
    lines = tex(root).splitlines()[1:-1]
    start = next(i for i, line in enumerate(lines) if line.startswith(r"\frac") or ".grad" in line)
    return [line.removesuffix(r" \\") for line in lines[start:]]


def neuron(names=("x1", "x2", "w1", "w2", "b", "L")):
    x1, x2, w1, w2, b = (
        Value(x, label=name) for x, name in zip((-2.0, 0.5, -3.0, 1.0, -6.0), names, strict=False)
    )
    loss = tanh(w1 * x1 + w2 * x2 + b)
    loss.label = names[-1]
    return loss


def square():
    x = Value(3.0, label="x")
    a, b = x * x, 2 * x
    a.label, b.label = "a", "b"
    y = a + b
    y.label = "y"
    return y, x


def layer():
    X = Tensor(np.ones((4, 3)), label="X")
    W = Tensor(np.ones((3, 2)), label="W")
    b = Tensor(np.zeros(2), label="b")
    loss = (X @ W + b).tanh().mean()
    loss.label = "손실"
    return loss


NEURON = r"""\begin{align*}
w_{1} &= -3 \\
x_{1} &= -2 \\
w_{1} \cdot x_{1} &= 6 \\
w_{2} &= 1 \\
x_{2} &= 0.5 \\
w_{2} \cdot x_{2} &= 0.5 \\
b &= -6 \\
z &= w_{1} \cdot x_{1} + w_{2} \cdot x_{2} + b = 0.5 \\
L &= \tanh\left(z\right) = 0.462117 \\
"""


def test_a_neuron_is_its_equations_and_then_the_chain_rule_from_the_root_down():
    loss = neuron()
    loss.backward()
    written = tex(loss)
    assert written.startswith(NEURON)
    assert derivatives(loss)[:3] == [
        r"\frac{\partial L}{\partial L} &= 1",
        r"\frac{\partial L}{\partial z} &= \frac{\partial L}{\partial L}\frac{\partial "
        r"L}{\partial z}"
        r" = 1 \times 0.786448 = 0.786448",
        r"\frac{\partial L}{\partial b} &= \frac{\partial L}{\partial z}\frac{\partial "
        r"z}{\partial b}"
        r" = 0.786448 \times 1 = 0.786448",
    ]
    assert (
        r"\frac{\partial L}{\partial x_{1}} &= "
        r"\frac{\partial L}{\partial \left(w_{1} \cdot x_{1}\right)}"
        r"\frac{\partial \left(w_{1} \cdot x_{1}\right)}{\partial x_{1}} "
        r"= 0.786448 \times \left(-3\right) = -2.35934"
    ) in written
    assert written.endswith("\n\\end{align*}\n")


def test_before_backward_there_are_equations_alone():
    assert r"\partial" not in tex(neuron())
    assert tex(Value(2.0)) == "\\begin{align*}\nv_{1} &= 2\n\\end{align*}\n"


def test_a_long_label_is_written_once_and_then_called_by_a_number():
    x = Value(3.0, label="아주 긴 이름표" * 3)
    y = -x
    y.backward()
    assert rf"v_{{2}} &= \text{{{x.label}}} = 3" in tex(y)
    assert derivatives(y)[-1].startswith(r"\frac{\partial v_{1}}{\partial v_{2}} &= ")


RULE = [
    r"\frac{\partial y}{\partial x} &= \frac{\partial y}{\partial a}\frac{\partial a}{\partial x}"
    r" + \frac{\partial y}{\partial a}\frac{\partial a}{\partial x} + \frac{\partial y}{\partial "
    r"b}\frac{\partial b}{\partial x}",
    r"&= 1 \times 3 + 1 \times 3 + 1 \times 2 = 8",
]


def test_x_times_x_has_two_terms():
    y, _ = square()
    y.backward()
    assert derivatives(y) == [
        r"\frac{\partial y}{\partial y} &= 1",
        r"\frac{\partial y}{\partial b} &= \frac{\partial y}{\partial y}\frac{\partial "
        r"y}{\partial b} = 1 \times 1 = 1",
        r"\frac{\partial y}{\partial a} &= \frac{\partial y}{\partial y}\frac{\partial "
        r"y}{\partial a} = 1 \times 1 = 1",
        *RULE,
    ]


def test_a_gradient_that_accumulated_stands_apart_from_the_derivative():
    y, _ = square()
    y.backward()
    y.backward()
    assert derivatives(y)[-3:] == [*RULE, r"x\text{.grad} &= 16"]


def test_the_gradients_of_another_root_are_no_derivatives_of_this_one():
    y, _ = square()
    z = y * 10
    z.label = "z"
    y.backward()
    assert derivatives(z) == [
        rf"{name}\text{{.grad}} &= {g}" for name, g in (("y", 1), ("b", 1), ("a", 1), ("x", 8))
    ]
    z.backward()
    y.backward()  # y, a and b now hold their gradients for y, and x holds the sum of all three
    assert derivatives(z)[1:3] == [
        r"\frac{\partial z}{\partial y} &= \frac{\partial z}{\partial z}\frac{\partial "
        r"z}{\partial y} = 1 \times 10 = 10",
        r"y\text{.grad} &= 1",
    ]
    assert derivatives(z)[-2:] == [
        r"&= 10 \times 3 + 10 \times 3 + 10 \times 2 = 80",
        r"x\text{.grad} &= 96",
    ]


def test_a_backward_that_starts_elsewhere_is_followed_down():
    y, _ = square()
    y.backward(-0.5)
    assert derivatives(y)[0] == r"\frac{\partial y}{\partial y} &= -0.5"
    assert derivatives(y)[-1] == (
        r"&= \left(-0.5\right) \times 3 + \left(-0.5\right) \times 3 + \left(-0.5\right) \times 2 "
        r"= -4"
    )


def test_a_long_sum_goes_on_in_the_next_line():
    x = Value(1.0, label="x")
    y = x * x + x * x
    y.label = "y"
    y.backward()
    *_, first, second, third, fourth = derivatives(y)
    assert first.count(r"\frac") == 7
    assert second.startswith(r"&\quad + \frac")
    assert [third, fourth] == [
        r"&= 1 \times 1 + 1 \times 1 + 1 \times 1",
        r"&\quad + 1 \times 1 = 4",
    ]


@pytest.mark.filterwarnings("ignore::micrograd_ko.NumericWarning")
def test_numbers_that_are_none_and_powers_of_ten():
    x, w = Value(0.0, label="x"), Value(2e-9, label="w")
    y = x.log() * w
    y.label = "y"
    y.backward()
    assert derivatives(y)[1].endswith(r"= 1 \times \left(-\infty\right) = -\infty")
    assert derivatives(y)[-1].endswith(r"= \left(2 \times 10^{-9}\right) \times \infty = \infty")
    z = Value(NAN, label="x") * 2
    z.backward()
    assert derivatives(z)[-1].endswith(r"1 \times 2 = 2")
    assert r"x &= \mathrm{nan}" in tex(z)


@given(
    st.lists(
        st.tuples(st.sampled_from("+-*"), st.integers(0, 9), st.integers(0, 9)),
        min_size=1,
        max_size=12,
    )
)
def test_each_equation_of_numbers_is_true(steps):
    nodes = [Value(float(i - 2), label=f"x{i}") for i in range(4)]
    for sign, i, j in steps:
        a, b = nodes[i % len(nodes)], nodes[j % len(nodes)]
        nodes.append(a + b if sign == "+" else a - b if sign == "-" else a * b)
    nodes[-1].backward()
    block = tex(nodes[-1]).replace(" \\\\\n&\\quad", "")  # long sums on one line again
    for line in block.splitlines():
        if r"\times" in line and r"10^" not in line:
            *_, terms, result = line.removesuffix(r" \\").replace("&", "").split("=")
            counted = eval(
                terms.replace(r"\times", "*").replace(r"\left", "").replace(r"\right", "")
            )
            assert counted == pytest.approx(float(result), rel=1e-4, abs=1e-6)


def test_arrays_have_products_and_shapes_in_place_of_numbers():
    loss = layer()
    loss.backward()
    up = r"\frac{\partial \text{손실}}{\partial %s}"
    assert derivatives(loss) == [
        r"\frac{\partial \text{손실}}{\partial \text{손실}} &= 1",
        up % "a"
        + r" &= \frac{\partial \text{손실}}{\partial \text{손실}}/n = \left[4 \times 2\right]",
        up % "z" + " &= " + up % "a" + r" \odot \left(1-a \cdot a\right) = \left[4 \times 2\right]",
        r"\frac{\partial \text{손실}}{\partial b} &= \sum " + up % "z" + r" = \left[2\right]",
        up % r"\left(X \, W\right)" + " &= " + up % "z" + r" = \left[4 \times 2\right]",
        r"\frac{\partial \text{손실}}{\partial W} &= X{}^{\top}\,"
        + up % r"\left(X \, W\right)"
        + r" = \left[3 \times 2\right]",
        r"\frac{\partial \text{손실}}{\partial X} &= "
        + up % r"\left(X \, W\right)"
        + r"\,W{}^{\top} = \left[4 \times 3\right]",
    ]


def test_an_array_of_one_number_shows_what_it_holds():
    s = Tensor(2.0, label="s")
    y = (s * Tensor(np.ones(3), label="v")).sum()
    y.backward()
    assert derivatives(y)[-1] == r"s\text{.grad} &= 3"
    assert derivatives(y)[-2].startswith(
        r"\frac{\partial \operatorname{sum}\left(s \cdot v\right)}{\partial s} &= \sum \frac"
    )


def folded():
    x = Value(0.5, label="x")
    h = x
    with scope("층"):
        for _ in range(450):
            h = h * 1.001
    y = h + x
    y.label = "y"
    y.backward()
    return y


def test_what_goes_through_a_folded_group_is_left_open():
    y = folded()
    assert draw(y).picture.folded
    assert derivatives(y) == [
        r"\frac{\partial y}{\partial y} &= 1",
        r"\frac{\partial y}{\partial x} &= \frac{\partial y}{\partial y}\frac{\partial "
        r"y}{\partial x} + \cdots",
        rf"x\text{{.grad}} &= {1 + 1.001**450:.6g}",
    ]


# ── the same numbers in Mermaid ──


def test_mermaid_says_upstream_times_local_is_the_contribution():
    loss = neuron()
    assert 'v0 -- "∂ -2.00" --> o2' in to_mermaid(draw(loss).picture)
    loss.backward(0.5)
    written = to_mermaid(draw(loss).picture)
    assert 'v0 -- "0.3932 × ∂ -2.0000 #61; -0.7864" --> o2' in written
    assert 'v1 -- "0.3932 × ∂ -3.0000 #61; -1.1797" --> o2' in written


def test_mermaid_keeps_the_words_between_arrays():
    loss = layer()
    loss.backward()
    assert 'v1 -- "Xᵀ #64; g" --> o2' in to_mermaid(draw(loss).picture)


# ── a real TeX ──

DOCUMENT = r"""\documentclass{article}
\usepackage[a4paper, margin=20mm]{geometry}
\usepackage{amsmath, fontspec}
\setmainfont{%s}[Path=%s/]
\allowdisplaybreaks
\begin{document}
%s
\end{document}
"""
SPECIAL = (
    "\\ { }",
    "$ & # %",
    "_ ^ ~",
    '<b> " `',
    "\\end{align*}",
    "a_b^c{} \\\\[1cm] | @ · ᵀ g",
    "*",
    "[x]",
    "가" * 15,
)


@pytest.fixture
def typeset(tmp_path):
    """Make a PDF of a document; the font cache is kept in the folder of the test."""
    engine = next(filter(shutil.which, ("lualatex", "xelatex")), None)
    if engine is None:
        required("tex", "no TeX here: neither lualatex nor xelatex is on PATH")
    if korean_font() is None:
        pytest.skip("no Korean font here: the package pylopdf-fonts-ko is not installed")

    def run(body):
        font = korean_font()
        (tmp_path / "a.tex").write_text(
            DOCUMENT % (font.name, font.parent.as_posix(), body), encoding="utf-8"
        )
        command = [engine, "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
        cache = {"TEXMFVAR": str(tmp_path / "var"), "TEXMFCACHE": str(tmp_path / "var")}
        done = subprocess.run(
            command, cwd=tmp_path, env={**os.environ, **cache}, capture_output=True, check=False
        )
        log = (tmp_path / "a.log").read_text(encoding="utf-8", errors="replace")
        assert done.returncode == 0, log[-3000:]
        assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
        return log

    return run


def perceptron():
    X = Tensor(np.linspace(-1, 1, 12).reshape(4, 3), label="입력")
    t = Tensor(np.ones((4, 2)), label="목표")
    W1, b1 = Tensor(np.full((3, 5), 0.3), label="W1"), Tensor(np.zeros(5), label="b1")
    W2, b2 = Tensor(np.full((5, 2), -0.2), label="W2"), Tensor(np.zeros(2), label="b2")
    loss = (
        (((X @ W1 + b1).relu() @ W2 + b2 - t) ** 3).mean()
        + (W1.T @ W1).sum() / 2
        + (X @ W1).softmax().max()
    )
    loss.label = "손실"
    return loss


def second_order():
    x = Value(0.5, label="x")
    y = (x * x).tanh() + x**3
    y.label = "y"
    return grad(y, x, create_graph=True)


def special():
    total = Value(1.0, label="합")
    for name in SPECIAL:
        total = total * Value(2.0, label=name)
    row = (
        Tensor(np.ones(2), label=SPECIAL[5])
        @ Tensor(np.ones((2, 2)), label=SPECIAL[0])
        * Tensor(np.ones(2), label=SPECIAL[1])
    )
    return total, row.sum()


def not_numbers():
    return Value(0.0, label="x").log() * Value(NAN, label="없음") + Value(-INF, label="w") * 1e-30


@pytest.mark.filterwarnings("ignore::micrograd_ko.NumericWarning")
def test_a_real_tex_makes_a_document_of_every_kind_of_graph(typeset):
    roots = [
        neuron(("입력₁", "입력 둘", "가중치", "w2", "편향", "손실")),
        square()[0],
        layer(),
        perceptron(),
    ]
    roots += [second_order(), *special(), not_numbers(), folded(), Value(1.0)]
    blocks = [tex(root) for root in roots[:2]]  # before backward
    for root in roots:
        root.backward()
        blocks.append(tex(root))
    log = typeset("\n".join(blocks))
    assert "Missing character" not in log  # Hangul and every sign has its glyph
    assert "Overfull" not in log  # no line runs off the page
