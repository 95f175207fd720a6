"""뿌리 여럿을 그림 하나에.

Several roots in one picture.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import (
    FormatError,
    NotANumberError,
    Tensor,
    Value,
    scope,
    tanh,
    topological_order,
    zero_grad,
)
from tests.helpers.graphs import OPS, picks
from viz import draw, picture_of, save, save_frames
from viz.drawn import to_tex
from viz.records.fold import MAX_NODES, folding_of


def two():
    """a = tanh(w·x) and b = v·x + w, which share two leaves."""
    x, w, v = Value(2.0, "x"), Value(-1.0, "w"), Value(0.5, "v")
    a, b = tanh(w * x), v * x + w
    a.label, b.label = "a", "b"
    return a, b


def shared():
    """p = h·h and q = h + 1, which share what an op made."""
    h = Value(3.0, "x") * 2
    p, q = h * h, h + 1
    h.label, p.label, q.label = "h", "p", "q"
    return p, q, h


def flagged(*roots):
    return [c.label for c in picture_of(list(roots)).cards if c.before]


TREES = """\
                          값  기울기  국소 미분
a = tanh (결과)      -0.9640  1.0000
└─ w·x = × (중간값)  -2.0000  0.0707     ∂ 0.07
   ├─ w (가중치)     -1.0000  1.1413     ∂ 2.00
   └─ x (입력)        2.0000  0.4293    ∂ -1.00
b = + (결과)          0.0000  1.0000
├─ v·x = × (중간값)   1.0000  1.0000     ∂ 1.00
│  ├─ v (입력)        0.5000  2.0000     ∂ 2.00
│  └─ x ↑                                ∂ 0.50
└─ w ↑                                   ∂ 1.00"""


def test_trees_stand_one_after_the_other_and_share_nodes():
    a, b = two()
    a.backward(), b.backward()
    assert str(draw([a, b])) == str(draw((a, b))) == TREES
    assert [line[0] for line in str(draw([b, a])).splitlines()[1:] if line[0] in "ab"] == ["b", "a"]


def test_a_root_below_another_is_shown_where_it_comes_first():
    p, _, h = shared()
    assert str(draw([p, h])).splitlines()[-1] == "h ↑"
    assert str(draw([h, p])).count("h = ×") == 1


@pytest.mark.parametrize("suffix", [".svg", ".png", ".dot", ".mmd", ".tex", ".txt"])
def test_every_form_that_stands_still_shows_both(tmp_path, suffix):
    a, b = two()
    a.backward(), b.backward()
    written = save([a, b], tmp_path / f"f{suffix}").read_bytes()
    assert len(written) > 300
    if suffix != ".png":
        for words in ("1.14", "0.429", "tanh"):  # w.grad and x.grad: from both
            assert words in written.decode()


def test_latex_says_what_nodes_hold_and_not_by_which_root():
    a, b = two()
    a.backward(), b.backward()
    lines = to_tex(picture_of([a, b]))
    assert r"w\text{.grad} &= 1.1413" in lines and r"\partial" not in lines
    assert r"\partial" in to_tex(picture_of(a))


@given(picks, st.data())
def test_a_picture_of_several_roots_shows_each_node_once(choices, data):
    nodes = [Value(0.5, "x"), Value(-1.0)]
    for name, i, j in choices:
        nodes.append(OPS[name](nodes[-1 - i % len(nodes)], nodes[-1 - j % len(nodes)]))
    roots = data.draw(st.lists(st.sampled_from(nodes), min_size=1, max_size=4))
    shown = picture_of(roots)
    assert shown.nodes == len(topological_order(*roots))
    assert [c.id for c in shown.cards] == list(map((plan := folding_of(roots)).id, plan.shown))
    assert len(shown.roots) == len({id(root) for root in roots})
    tree = str(draw(roots)).splitlines()
    assert sum(line[0] not in "├└│ …" for line in tree[1:]) >= len(shown.roots)
    assert picture_of(roots[:1]) == picture_of(roots[0])  # a list of one is that one


def test_roots_are_told_from_other_nodes_of_the_same_number():
    x = Value(1.0, "x")
    same = x * 1
    root = same * 1
    other = Value(1.0, "y") * 1
    assert [c.kind for c in picture_of([root, other]).cards if c.sign] == [
        "intermediate",
        "result",
        "result",
    ]


def test_arrays_are_roots_too():
    W = Tensor([[1.0, 2.0], [3.0, 4.0]], "W")
    a, b = W.T, W.sum()
    a.label, b.label = "a", "b"
    b.backward()
    assert [c.label for c in picture_of([a, b]).roots] == ["a", "b"]
    assert "W ↑" in str(draw([a, b]))


# ── gradients ──


def test_before_backward_no_root_has_a_gradient():
    a, b = two()
    assert not picture_of([a, b]).has_gradients
    b.backward()
    assert {c.label: c.gradient for c in picture_of([a, b]).cards}["a"] is None
    assert flagged(a, b) == []


def test_gradients_of_both_add_up_where_they_share_leaves_alone():
    a, b = two()
    a.backward(), b.backward()
    assert flagged(a, b) == []
    assert flagged(a) == ["w", "x"]  # which hold b's, too


def test_gradients_from_before_are_told_and_the_line_below_clears_them():
    p, q, _ = shared()
    p.backward(), q.backward()  # h holds that of the last one alone
    assert flagged(p, q) == ["x", "h"]
    note = picture_of([p, q]).fresh_start
    assert note == "zero_grad(p, q); (p + q).backward()"
    exec(note, {"p": p, "q": q, "zero_grad": zero_grad})
    assert flagged(p, q) == []


def test_a_root_that_another_reaches_is_not_started_from_again():
    p, _, h = shared()
    p.backward(), h.backward()
    assert flagged(p, h) == ["x", "h"]
    note = picture_of([p, h]).fresh_start
    assert note == "p.zero_grad(); p.backward()"
    exec(note, {"p": p})
    assert flagged(p, h) == []


def test_roots_without_names_are_called_by_their_places():
    x = Value(1.0, "x")
    assert picture_of([x * 2, x * 3]).fresh_start.startswith("zero_grad(root1, root2)")


# ── large ──


def test_roots_of_a_large_graph_stay_when_it_is_folded():
    ends = []
    for part in range(3):
        with scope(f"부분 {part}"):
            x = Value(0.1, f"x{part}")
            for _ in range(300):
                x = -x
        x.label = f"y{part}"
        ends.append(x)
    shown = picture_of(ends)
    assert shown.folded and [c.label for c in shown.roots] == ["y0", "y1", "y2"]
    assert all(c.kind == "result" for c in shown.roots)
    assert "y1" in draw(ends).svg


def test_more_roots_than_fit_are_folded_too():
    shown = picture_of([Value(float(i)) for i in range(MAX_NODES + 100)])
    assert shown.folded and len(shown.cards) == MAX_NODES
    assert shown.nodes == MAX_NODES + 100


# ── what cannot be drawn ──


def test_steps_begin_at_one_root(tmp_path, raised):
    a, b = two()
    for wrong in (
        lambda: draw([a, b], steps=True),
        lambda: save((a, b), tmp_path / "f.html"),
        lambda: save_frames([a, b], tmp_path / "frames"),
        lambda: draw({0: [a, b]}, steps=True),
    ):
        korean, english = raised(wrong, FormatError)
        assert "뿌리 2개" in korean and "draw(b, steps=True)" in korean
        assert "2 were given" in english and "draw(b, steps=True)" in english
    assert list(tmp_path.iterdir()) == []
    assert draw([a], steps=True).animation == draw(a, steps=True).animation


@pytest.mark.parametrize("empty", [[], ()])
def test_an_empty_list_is_told(raised, empty):
    korean, english = raised(lambda: draw(empty), FormatError)
    name = type(empty).__name__
    assert f"빈 {name}" in korean and f"the {name} is empty" in english and "[a, b]" in english


def test_what_is_no_node_is_told_with_its_place(raised):
    korean, english = raised(lambda: draw([two()[0], 3.0]), NotANumberError)
    assert "root[1]에는 Value가 와야 하는데 float 3.0" in korean
    assert "root[1] needs a Value, but was given the float 3.0" in english


def test_a_mapping_is_still_one_graph_at_several_times():
    a, b = two()
    assert draw({1: b, 2: a}).picture == picture_of(a)
