"""터미널의 트리, 글자 하나까지.

The tree in a terminal, to the letter.
"""

import unicodedata

import numpy as np
import pytest

from micrograd_ko import Tensor, Value, set_language, tanh
from viz import draw


def neuron():
    x1, x2 = Value(2.0, label="x1"), Value(0.0, label="x2")
    w1, w2 = Value(-3.0, label="w1"), Value(1.0, label="w2")
    loss = tanh(w1 * x1 + w2 * x2 + Value(6.5, label="b"))
    loss.label = "L"
    return loss


BEFORE_KO = """\
                               값  기울기  국소 미분
L = tanh (손실)            0.4621       -
└─ z = + (중간값)          0.5000       -     ∂ 0.79
   ├─ w1·x1 = × (중간값)  -6.0000       -     ∂ 1.00
   │  ├─ w1 (가중치)      -3.0000       -     ∂ 2.00
   │  └─ x1 (입력)         2.0000       -    ∂ -3.00
   ├─ w2·x2 = × (중간값)   0.0000       -     ∂ 1.00
   │  ├─ w2 (가중치)       1.0000       -     ∂ 0.00
   │  └─ x2 (입력)         0.0000       -     ∂ 1.00
   └─ b (편향)             6.5000       -     ∂ 1.00"""

AFTER_KO = """\
                               값   기울기  국소 미분
L = tanh (손실)            0.4621   1.0000
└─ z = + (중간값)          0.5000   0.7864     ∂ 0.79
   ├─ w1·x1 = × (중간값)  -6.0000   0.7864     ∂ 1.00
   │  ├─ w1 (가중치)      -3.0000   1.5729     ∂ 2.00
   │  └─ x1 (입력)         2.0000  -2.3593    ∂ -3.00
   ├─ w2·x2 = × (중간값)   0.0000   0.7864     ∂ 1.00
   │  ├─ w2 (가중치)       1.0000   0.0000     ∂ 0.00
   │  └─ x2 (입력)         0.0000   0.7864     ∂ 1.00
   └─ b (편향)             6.5000   0.7864     ∂ 1.00"""

BEFORE_EN = """\
                                  value  gradient  local derivative
L = tanh (loss)                  0.4621         -
└─ z = + (intermediate)          0.5000         -            ∂ 0.79
   ├─ w1·x1 = × (intermediate)  -6.0000         -            ∂ 1.00
   │  ├─ w1 (weight)            -3.0000         -            ∂ 2.00
   │  └─ x1 (input)              2.0000         -           ∂ -3.00
   ├─ w2·x2 = × (intermediate)   0.0000         -            ∂ 1.00
   │  ├─ w2 (weight)             1.0000         -            ∂ 0.00
   │  └─ x2 (input)              0.0000         -            ∂ 1.00
   └─ b (bias)                   6.5000         -            ∂ 1.00"""

AFTER_EN = """\
                                  value  gradient  local derivative
L = tanh (loss)                  0.4621    1.0000
└─ z = + (intermediate)          0.5000    0.7864            ∂ 0.79
   ├─ w1·x1 = × (intermediate)  -6.0000    0.7864            ∂ 1.00
   │  ├─ w1 (weight)            -3.0000    1.5729            ∂ 2.00
   │  └─ x1 (input)              2.0000   -2.3593           ∂ -3.00
   ├─ w2·x2 = × (intermediate)   0.0000    0.7864            ∂ 1.00
   │  ├─ w2 (weight)             1.0000    0.0000            ∂ 0.00
   │  └─ x2 (input)              0.0000    0.7864            ∂ 1.00
   └─ b (bias)                   6.5000    0.7864            ∂ 1.00"""


@pytest.mark.parametrize(
    ("language", "backward", "tree"),
    [
        ("ko", False, BEFORE_KO),
        ("ko", True, AFTER_KO),
        ("en", False, BEFORE_EN),
        ("en", True, AFTER_EN),
    ],
)
def test_the_tree_of_a_neuron(language, backward, tree):
    set_language(language)
    loss = neuron()
    if backward:
        loss.backward()
    assert str(draw(loss)) == tree


@pytest.mark.parametrize(("language", "gradient"), [("ko", "기울기"), ("en", "gradient")])
def test_numbers_of_arrays_are_called_rms_below_the_heads_of_their_columns(language, gradient):
    set_language(language)
    x, W = Tensor([[1.0, 2.0]], "x"), Tensor(np.arange(6.0).reshape(2, 3) / 7, "W")
    L = (x @ W).tanh().sum()
    L.backward()
    head, scalar, *arrays = str(draw(L)).splitlines()
    assert "rms" not in head + scalar
    assert len(arrays) == 4 and all(line.count("rms ") == 2 for line in arrays)
    numbers = {terminal_cells(line[: line.rindex("rms") + len("rms 0.0000")]) for line in arrays}
    assert numbers == {terminal_cells(head[: head.index(gradient)] + gradient)}


def test_an_array_without_a_gradient_has_a_dash():
    x = Tensor([[1.0, 2.0]], "x")
    assert str(draw(x)).splitlines()[1] == "x (입력 1×2)  rms 1.5811       -"


def test_a_shared_node_is_shown_once_and_then_pointed_at():
    x = Value(3.0, label="x")
    square = x * x
    lines = str(draw(square + square)).splitlines()
    assert [line.lstrip(" │├└─").split("  ")[0] for line in lines[1:]] == [
        "x·x + x·x = + (결과)",
        "x·x = × (중간값)",
        "x (입력)",
        "x ↑",
        "x·x ↑",  # and what is below it is not repeated
    ]


def test_a_leaf_alone_is_a_tree_of_one_line():
    assert str(draw(Value(1.5, label="x"))).splitlines()[1:] == ["x (입력)  1.5000       -"]


def terminal_cells(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_columns_end_in_the_same_terminal_cell(language):
    set_language(language)
    x, w = Value(2.0, label="한글 이름표"), Value(-12345.678, label="w")
    loss = (x * w + x).tanh()
    loss.backward()
    lines = str(draw(loss)).splitlines()
    ends = {terminal_cells(line) for line in lines if "∂" in line or line == lines[0]}
    assert len(ends) == 1  # the last column is flush right
    points = {
        terminal_cells(line.split("∂")[0].rstrip())
        for line in lines
        if "∂" in line and "↑" not in line
    }
    assert len(points) == 1  # and so are gradients


def test_no_line_ends_in_blanks_and_the_text_not_in_a_line_break():
    loss = neuron()
    for drawn in (str(draw(loss)), str(draw(loss * 2))):
        assert drawn == drawn.strip("\n")
        assert all(line == line.rstrip() for line in drawn.splitlines())


def test_a_long_label_is_cut_short():
    x = Value(1.0, label="아주긴이름" * 20)
    lines = str(draw(-x)).splitlines()
    assert "…" in lines[2]
    assert terminal_cells(lines[2]) < 90


@pytest.mark.filterwarnings("ignore::micrograd_ko.NumericWarning")
def test_where_nan_arose_stands_an_exclamation_mark():
    lines = str(draw(Value(-1.0, label="x").log() * 2)).splitlines()
    assert [line.split("(")[-1].count("!") for line in lines] == [0, 0, 1, 0, 0]


def test_repr_says_what_it_is_and_how_to_keep_it():
    drawing = draw(neuron())
    assert repr(drawing) == "<계산 그래프: 노드 10개, 연산 5개 - .save('graph.svg')로 저장>"
    set_language("en")
    assert (
        repr(drawing) == "<computational graph: 10 nodes, 5 ops - save it with .save('graph.svg')>"
    )
