"""그리기 전의 기록: 카드, 화살표, 이름, 종류, 수.

The records before anything is drawn: cards, edges, names, kinds, numbers.
"""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import Value, scope
from micrograd_ko.engine.notation import number
from micrograd_ko.messages import em
from viz import draw, picture_of
from viz.records.fold import folding_of

NAN, INF = float("nan"), float("inf")
BINARY = (lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b)
UNARY = (lambda a, b: a.tanh(), lambda a, b: a.sigmoid(), lambda a, b: -a, lambda a, b: a**2)


@st.composite
def graphs(draw):
    """The root of a random graph: few leaves, used often, so that much is shared."""
    nodes = [Value(draw(st.floats(-2, 2)), label=f"x{i}") for i in range(draw(st.integers(1, 3)))]
    for _ in range(draw(st.integers(1, 8))):
        operation = draw(st.sampled_from(BINARY + UNARY))
        nodes.append(operation(draw(st.sampled_from(nodes)), draw(st.sampled_from(nodes))))
    return nodes[-1]


def labels(root):
    return [c.label for c in picture_of(root).cards]


@given(graphs())
def test_parents_come_first_and_the_root_last(root):
    picture = picture_of(root)
    place = {c.id: i for i, c in enumerate(picture.cards)}
    assert all(place[e.source] < place[e.target] for e in picture.edges)
    assert picture.cards[-1] is picture.root
    assert picture.root.value == root.data
    assert picture.nodes == len(place) + len(folding_of(root).within)
    assert len(place) == len(picture.cards)


@given(graphs())
def test_what_flows_along_the_edges_of_a_node_adds_up_to_its_gradient(root):
    root.backward()
    picture = picture_of(root)
    for card in picture.cards[:-1]:
        shares = [e.share for e in picture.edges if e.source == card.id]
        room = 1e-12 * sum(map(abs, shares))  # large shares may cancel
        assert card.gradient == pytest.approx(math.fsum(shares), rel=1e-9, abs=room)


def test_two_builds_of_the_same_graph_give_the_same_records():
    def build():
        x, w = Value(2.0, label="x"), Value(-3.0, label="w")
        with scope("뉴런"):
            loss = (x * w + x).tanh()
        loss.backward()
        return loss

    assert picture_of(build()) == picture_of(build())


def test_x_times_x_has_two_edges_with_ids_of_their_own():
    x = Value(3.0, label="x")
    assert [(e.id, e.source, e.target, e.local) for e in picture_of(x * x).edges] == [
        ("e0_1_0", "v0", "v1", 3.0),
        ("e0_1_1", "v0", "v1", 3.0),
    ]


@pytest.mark.parametrize(
    ("operation", "locals_"),
    [
        (lambda a, b: a + b, [1, 1]),
        (lambda a, b: a - b, [1, -1]),
        (lambda a, b: a * b, [4, 3]),
        (lambda a, b: a / b, [0.25, -0.1875]),
        (lambda a, b: -a, [-1]),
        (lambda a, b: a**3, [27]),
        (lambda a, b: a.tanh(), [1 - math.tanh(3) ** 2]),
        (lambda a, b: (-a).leaky_relu(slope=0.1), [-1, 0.1]),
    ],
)
def test_local_derivatives_at_3_and_4(operation, locals_):
    picture = picture_of(operation(Value(3.0), Value(4.0)))
    assert [e.local for e in picture.edges] == pytest.approx(locals_)


def test_a_share_is_the_upstream_gradient_times_the_local_derivative():
    x, w = Value(2.0), Value(5.0)
    loss = x * w
    assert [e.share for e in picture_of(loss).edges] == [None, None]
    loss.backward(10.0)
    assert [e.share for e in picture_of(loss).edges] == [50.0, 20.0]


def test_kinds_come_from_the_place_in_the_graph_then_the_kind_then_the_label():
    x = Value(1.0, label="x")
    w = Value(1.0, label="W1")
    b = Value(1.0, label="bias")
    named = Value(1.0, label="w", kind="input")
    loss = (x * w + b) * named + 2
    assert {c.label: c.kind for c in picture_of(loss).cards} == {
        "x": "input", "W1": "weight", "bias": "bias", "w": "input", "2": "constant",
        "x·W1": "intermediate", "x·W1 + bias": "intermediate",
        "(x·W1 + bias)·w": "intermediate", "v₁": "result",
    }  # fmt: skip
    assert picture_of(x).root.kind == "input"  # a leaf drawn alone is no loss


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("L", "loss"),
        ("loss", "loss"),
        ("손실", "loss"),
        ("L₂", "loss"),
        ("y", "result"),
        ("", "result"),
        ("logit", "result"),
    ],
)
def test_a_root_is_a_loss_if_it_is_called_so(label, kind):
    y = Value(1.0, label="x") + 1
    y.label = label
    assert picture_of(y).root.kind == kind


@pytest.mark.parametrize(
    ("label", "formula"),
    [("a+b", "(a+b)·k"), ("w x", "(w x)·k"), ("w₁x₁", "w₁x₁·k"), ("h[0]", "h[0]·k")],
)
def test_a_label_that_reads_as_an_expression_is_bracketed_in_a_formula(label, formula):
    y = Value(1.0, label) * Value(2.0, "k")
    assert picture_of(y).root.label == formula
    assert (r"\left(" in y._repr_latex_()) == formula.startswith("(")


KINDS_BY_LABEL = {
    "weight": [
        "w",
        "W",
        "w1",
        "w_1",
        "w₁",
        "w12",
        "w[0]",
        "weight",
        "Weight 2",
        "가중치",
        "가중치 1",
    ],
    "bias": ["b", "b1", "b₂", "b[3]", "bias", "편향", "편향₁"],
    "input": ["", "x", "x₁", "word", "batch", "bill length", "width", "부리 길이"],
}


@pytest.mark.parametrize(
    ("kind", "label"),
    [(kind, label) for kind, labels in KINDS_BY_LABEL.items() for label in labels],
)
def test_the_label_of_a_leaf_tells_its_kind(kind, label):
    assert picture_of(Value(1.0, label=label)).root.kind == kind


@pytest.mark.parametrize(
    ("build", "name"),
    [
        (lambda a, b, c: (a + b) * c, "(a + b)·c"),
        (lambda a, b, c: a + b * c, "a + b·c"),
        (lambda a, b, c: a - (b - c), "a - (b - c)"),
        (lambda a, b, c: a - b - c, "a - b - c"),
        (lambda a, b, c: a / (b * c), "a / (b·c)"),
        (lambda a, b, c: -(a + b), "-(a + b)"),
        (lambda a, b, c: (-a) ** 2, "(-a)^2"),
        (lambda a, b, c: -(a**2), "-a^2"),
        (lambda a, b, c: abs(a - b), "|a - b|"),
        (lambda a, b, c: (a * b).exp(), "exp(a·b)"),
        (lambda a, b, c: a**b**c, "a^b^c"),
        (lambda a, b, c: (a**b) ** c, "(a^b)^c"),
        (lambda a, b, c: a * -2.0, "a·(-2)"),
    ],
)
def test_an_unlabelled_node_is_called_by_its_formula(build, name):
    assert (
        labels(build(Value(1.0, label="a"), Value(2.0, label="b"), Value(3.0, label="c")))[-1]
        == name
    )


def test_a_long_formula_gives_way_to_a_number_and_the_next_names_go_on_from_there():
    x = Value(1.0, label="아주긴이름")
    y = x * x
    assert labels(y + 1) == ["아주긴이름", "v₁", "1", "v₁ + 1"]


def test_a_label_given_by_hand_is_the_name():
    y = Value(1.0, label="a") + Value(2.0, label="b")
    y.label = "합"
    assert labels(y.tanh()) == ["a", "b", "합", "tanh(합)"]


def test_names_stay_short_however_long_the_graph():
    x = Value(0.5, label="x")
    for _ in range(300):
        x = x * x
    assert max(map(em, labels(x))) <= 10


@pytest.mark.parametrize(
    ("x", "shown"),
    [
        (0.0, "0.0000"), (-0.0, "0.0000"), (1.0, "1.0000"), (-2.5, "-2.5000"), (0.00012, "0.0001"),
        (0.0001, "0.0001"), (0.00005, "5.000e-05"), (-1e-12, "-1.000e-12"), (5e-324, "4.941e-324"),
        (-10.0, "-10.0000"), (999999.5, "999999.5000"), (1e6, "1.000e+06"),
        (-1.5e300, "-1.500e+300"),
        (NAN, "nan"), (INF, "inf"), (-INF, "-inf"),
    ],
)  # fmt: skip
def test_numbers_table(x, shown):
    assert number(x) == shown


@given(st.floats(-1e300, 1e300) | st.sampled_from([NAN, INF, -INF]))
def test_numbers_are_short_ascii_and_read_back_close(x):
    shown = number(x)
    assert shown.isascii()
    assert len(shown) <= 13  # -1000000.0000
    if math.isfinite(x):
        assert float(shown) == pytest.approx(x, rel=5.1e-4, abs=5.1e-5 if abs(x) >= 1e-4 else 0)
        assert shown.startswith("-") == (x < 0)


def test_a_drawing_shows_the_moment_it_was_made():
    x = Value(2.0, label="x")
    y = x * x
    drawing = draw(y)
    before = str(drawing), drawing.dot
    y.backward()
    x.data, x.label = 7.0, "바뀐 이름"
    assert (str(drawing), drawing.dot) == before
    assert drawing.picture.root.gradient is None


@pytest.mark.filterwarnings("ignore::micrograd_ko.NumericWarning")
def test_born_marks_where_nan_or_inf_arose_and_not_where_it_passes():
    x, zero = Value(-1.0, label="x"), Value(0.0, label="y")
    root = (x.log() * 2 + 1 / zero).exp()
    assert [c.sign for c in picture_of(root).cards if c.born] == ["log", "÷"]


def test_the_tooltip_says_label_kind_scope_and_formula():
    x = Value(2.0, label="x")
    with scope("층 1"), scope("뉴런 2"):
        y = x**2
    y.label = "제곱"
    assert picture_of(y).root.tooltip == "제곱 (결과) · 층 1 / 뉴런 2 · pow[exponent=2]: x^2"


def test_the_tooltip_of_an_edge_is_the_formula_and_its_value():
    x, w = Value(2.0, label="x"), Value(3.0, label="w")
    assert [e.tooltip for e in picture_of(x * w).edges] == ["∂ = w = 3.0000", "∂ = x = 2.0000"]
    assert [e.tooltip for e in picture_of(x + w).edges] == ["∂ = 1.0000", "∂ = 1.0000"]


def test_the_largest_gradient_ignores_what_is_not_finite():
    x = Value(0.0, label="x")
    y = x.sqrt()
    assert picture_of(y).gradient_max == 0
    with pytest.warns(RuntimeWarning, match="inf"):
        y.backward(-2.0)
    assert picture_of(y).gradient_max == 2
