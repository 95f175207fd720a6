"""그림의 단계를 기록으로, 그리고 단계마다의 무대.

The steps of a drawing as records, and the stage on which they are shown: nothing here needs a
browser.
"""

import os
import subprocess
import sys

import numpy as np
import pytest

from micrograd_ko import (
    FormatError,
    GraphError,
    Tensor,
    Value,
    backward_steps,
    expand,
    forward_steps,
    no_grad,
    scope,
    set_language,
    tanh,
    topological_order,
)
from micrograd_ko.engine.notation import number
from micrograd_ko.messages import LANGUAGES, text
from viz import draw, save
from viz.palette import STRONG, scale, shade
from viz.played.stage import NOT_YET, SVG, Stage
from viz.records.animation import animation_of


def square(x=3.0):
    x = Value(x, "x")
    y = x * x + 2 * x
    y.label = "y"
    return y


def deep(layers=150):
    """A graph that is folded: layers in scopes of their own, joined by nodes that are in none."""
    x = Value(0.5, "x")
    y = x
    for layer in range(layers):
        with scope(f"층 {layer}"):
            h = (y * Value(0.9, "w") + x).tanh()
        y = y + h
    y.label = "y"
    return y


def only(animation):
    (take,) = animation.takes
    return take


# ── the records ──


def test_a_moment_for_each_step_of_the_engine():
    y = square()
    take = only(animation_of(y))
    ids = {node: f"v{place}" for place, node in enumerate(topological_order(y))}
    forward, backward = forward_steps(y), backward_steps(y)
    assert [m.phase for m in take.moments] == ["forward"] * len(forward) + ["backward"] * len(
        backward
    )
    assert [m.card for m in take.moments] == [ids[s.node] for s in forward] + [
        ids[s.parent] for s in backward
    ]
    assert [m.source for m in take.moments] == [""] * (len(forward) + 1) + [
        ids[s.node] for s in backward[1:]
    ]
    assert [m.figure for m in take.moments] == [number(s.value) for s in forward] + [
        number(s.total) for s in backward
    ]
    assert [text(m.key, **m.words) for m in take.moments] == [
        *map(str, forward),
        *map(str, backward),
    ]
    drawn = {e.id for e in take.picture.edges} | {
        f"e{c.id[1:]}" for c in take.picture.cards if c.sign
    }
    assert {id for m in take.moments for id in m.edges} == drawn
    assert [m.shade for m in take.moments[len(forward) :]] == [
        shade(s.total, 8.0) for s in backward
    ]
    assert [take.title, animation_of(y).picture == take.picture] == ["", True]


def test_no_gradient_is_written_and_what_is_held_is_told_apart_from_what_is_computed():
    y = square()
    before = animation_of(y)
    assert all(node.grad is None for node in topological_order(y))
    for node in topological_order(y):
        node.grad = 123.0
    (before,), (after,) = before.takes, animation_of(y).takes
    assert (after.picture, after.moments) == (before.picture, before.moments)
    assert set(after.held.values()) == {"123.0000"} and before.held == {}
    assert {node.grad for node in topological_order(y)} == {123.0}
    assert draw(y, steps=True).html.count("123.0") == len(after.held) + draw(
        y, steps=True
    ).html.count(".grad = 123.0")


@pytest.mark.parametrize("gather", [lambda y: y, lambda y: {"하나": y, "둘": y}])
def test_the_same_bytes_every_time(gather, tmp_path):
    first, second = (save(gather(square()), tmp_path / f"{i}.html").read_bytes() for i in range(2))
    assert first == second
    assert first.startswith(b"<!DOCTYPE html>")
    assert b"\r" not in first


def test_the_same_bytes_in_every_process(tmp_path):
    code = (
        "import hashlib; from micrograd_ko import Value; from viz import draw; x = Value(3.0, "
        "'x'); w = Value(2.0, 'w');"
        "y = (x * w + x).tanh(); print(hashlib.sha256(draw(y, "
        "steps=True).html.encode()).hexdigest())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout != b""


def test_several_times_of_one_graph():
    roots = {0: square(1.0), 50: square(2.0), "끝": square(3.0)}
    animation = animation_of(roots)
    assert [take.title for take in animation.takes] == ["0", "50", "끝"]
    for take, root in zip(animation.takes, roots.values(), strict=True):
        assert take == only(animation_of({take.title: root}))
    assert animation.picture == animation.takes[-1].picture


def test_what_comes_out_of_a_folded_group_comes_at_once():
    y = deep()
    take = only(animation_of(y))
    shown = {c.id: c for c in take.picture.cards}
    assert take.picture.folded
    nodes = {f"v{place}": node for place, node in enumerate(topological_order(y))}
    y.backward()
    last = {m.card: m.figure for m in take.moments if m.phase == "backward"}
    assert last == {
        id: number(nodes[id].grad)
        for id in shown
        if id.startswith("v") and nodes[id].kind != "constant"
    }
    assert {m.card for m in take.moments} <= set(shown)
    assert {m.source for m in take.moments} <= {"", *shown}
    groups = [m for m in take.moments if m.key == "step.backward.group"]
    assert groups
    assert all(m.source.startswith("g") for m in groups)
    assert len({m.edges for m in groups}) == len(groups)  # each of its arrows once
    edges = {e.id for e in take.picture.edges} | {
        f"e{c.id[1:]}" for c in take.picture.cards if c.sign
    }
    assert {id for m in take.moments for id in m.edges} <= edges
    unfolded = only(animation_of(y, fold=False))
    assert len(unfolded.moments) == len(forward_steps(y)) + len(backward_steps(y))


def test_a_large_folded_drawing_says_how_many_in_either_language():
    y = Value(0.5, "x")
    for _ in range(999):
        y = -y
    made = draw(y, steps=True).html
    assert 'data-ko="노드 601개" data-en="601 nodes">노드 601개</text>' in made


# ── what cannot be ──


@pytest.mark.parametrize(
    "make", [animation_of, lambda roots: draw(roots, steps=True), lambda roots: draw(roots).html]
)
def test_without_a_graph_there_is_no_page(raised, make):
    korean, english = raised(lambda: make({}), FormatError)
    assert korean == "그릴 그래프가 없습니다. 기록한 에폭이 하나는 있어야 합니다."
    assert english == "There is no graph to draw. At least one epoch has to be recorded."


def other_op():
    x = Value(3.0, "x")
    y = x * x - 2 * x
    y.label = "y"
    return y


def other_kind():
    w = Value(3.0, "w")
    return w * w + 2 * w


@pytest.mark.parametrize(
    "other", [other_op, other_kind, lambda: tanh(square()), lambda: Value(1.0, "x")]
)
def test_graphs_that_differ_share_no_page(raised, other):
    roots = {0: other(), 10: square(), 20: square()}
    korean, english = raised(lambda: animation_of(roots), FormatError)
    assert (
        korean
        == "0의 그래프가 20의 그래프와 다릅니다. 한 페이지에는 값만 다른 같은 그래프를 담습니다."
    )
    assert (
        english
        == "The graph of 0 is not that of 20. One page holds one graph, whose numbers alone differ."
    )


def test_a_constant_has_no_steps(raised):
    with no_grad():
        x = Value(1.0, "x") * 2
    x.label = "c"
    korean, english = raised(lambda: animation_of(x), GraphError)
    assert korean == text("backward.constant", "ko", node="c")
    assert english == text("backward.constant", "en", node="c")
    korean, english = raised(lambda: save(x, "x.html"), GraphError)
    assert korean == text("backward.constant", "ko", node="c")


def test_a_drawing_without_steps_makes_no_page(raised, tmp_path):
    path = tmp_path / "x.html"
    korean, english = raised(lambda: draw(square()).save(path), FormatError)
    assert korean == (
        "이 그림에는 단계가 없습니다. draw(root, steps=True)로 그리거나 save(root, "
        "'graph.html')을 쓰십시오."
    )
    assert (
        english
        == "This drawing has no steps. Draw it with draw(root, steps=True), or use save(root, "
        "'graph.html')."
    )
    assert not path.exists()


def test_a_notebook_gets_the_page_in_a_frame_that_cannot_reach_it():
    drawing = draw(square(), steps=True)
    bundle = drawing._repr_mimebundle_()
    assert bundle["text/html"].count("<iframe ") == 1
    assert 'sandbox="allow-scripts"' in bundle["text/html"]
    assert bundle["text/html"].count("<script") == 0
    assert bundle["text/plain"] == repr(drawing)
    assert "<iframe" not in draw(square())._repr_mimebundle_()["text/html"]


# ── the stage ──


def cell(svg, card, what):
    """The number of a cell, its background and its ink."""
    group = next(e for e in svg.iter() if e.get("id") == f"a_{card}_{what}")
    back = next(e for e in group.iter() if e.tag in (f"{SVG}polygon", f"{SVG}rect"))
    words = next(group.iter(f"{SVG}text"))
    return (words.text or "", back.get("fill").upper(), (words.get("fill") or "").upper())


def pale(svg):
    return {e.get("id") for e in svg.iter() if e.get("opacity") not in (None, "1")}


def product():
    x, W = Tensor(np.ones((1, 3)), label="x"), Tensor(np.full((3, 1), -2.0), label="W")
    return expand((x @ W).sum())


@pytest.mark.parametrize("make", [square, product])
def test_the_stage_after_each_step(make):
    root = make()
    animation = animation_of(root)
    take, stage = only(animation), Stage(animation)
    largest = take.picture.gradient_max
    for step in range(len(take.moments) + 1):
        svg = stage.show(take, step)
        done = take.moments[:step]
        values = {m.card: m.figure for m in done if m.phase == "forward"}
        ahead = {m.card for m in take.moments if m.phase == "forward"} - values.keys()
        reached = {id for m in done for id in m.edges}
        gradients = {m.card: m.figure for m in done if m.phase == "backward"}
        for card in take.picture.cards:
            if card.has_value_row:
                leaf = "" if card.sign else number(card.value)
                assert cell(svg, card.id, "value")[0] == values.get(card.id, leaf)
            if card.has_gradient_row:
                figure, back, ink = cell(svg, card.id, "gradient")
                assert figure == gradients.get(card.id, NOT_YET)
                t = shade(float(figure), largest) if figure != NOT_YET else None
                assert back == (
                    "#FFFFFF"
                    if t is None
                    else scale(next(m for m in reversed(done) if m.card == card.id).shade)
                )
                assert (ink == "#FFFFFF") == (t is not None and abs(t) > STRONG)
        arrows = {e.id for e in take.picture.edges if e.id not in reached}
        assert pale(svg) == ahead | {f"{kind}{id[1:]}" for id in ahead for kind in "oe"} | arrows


def test_the_stage_shows_other_times_on_the_same_layout():
    animation = animation_of({0: square(1.0), 1: square(3.0)})
    stage = Stage(animation)
    for take, x in zip(animation.takes, (1.0, 3.0), strict=True):
        svg = stage.show(take, len(take.moments))
        assert cell(svg, "v0", "value")[0] == number(x)
        assert cell(svg, "v0", "gradient")[0] == number(2 * x + 2)
        locals_ = [
            (e.text or "").strip(" \xa0") for e in svg.iter() if "local" in e.get("class", "")
        ]
        assert sorted(locals_) == sorted([number(x, 2)] * 3 + ["2.00", "1.00", "1.00"])
    boxes = {
        stage.show(take, step).get("viewBox") for take in animation.takes for step in (0, 3, 9)
    }
    assert len(boxes) == 1


def test_the_stage_shows_other_times_of_arrays():
    def row(x):
        y = (Tensor([x, 1.0], label="x") * Tensor([2.0, 3.0], label="w")).sum()
        y.label = "y"
        return y

    animation = animation_of({0: row(1.0), 1: row(5.0)})
    first, last = animation.takes
    stage = Stage(animation)
    # between arrays there is no one number
    assert {edge.local for edge in first.picture.edges} == {None}
    shown = [
        {(e.text or "").strip() for e in stage.show(take, len(take.moments)).iter(f"{SVG}text")}
        for take in (first, last)
    ]
    assert "5.0000" in shown[0] - shown[1] and "13.0000" in shown[1] - shown[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_stage_speaks_the_chosen_language(language):
    set_language(language)
    words = {e.text for e in Stage(animation_of(square())).svg.iter(f"{SVG}text")}
    assert {text("draw.value"), text("draw.gradient"), text("draw.kind.intermediate")} <= words
