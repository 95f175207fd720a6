"""살아 있는 페이지를 진짜 브라우저에서: 수를 바꾸면 모든 것이 엔진과 똑같이 따라온다.

The live page in a real browser: change a number, and everything on it follows as the engine says:
values, gradients, sentences, the table, the quiz; steps of gradient descent, and back.
"""

import copy

import pytest

from micrograd_ko import (
    Value,
    backward_steps,
    forward_steps,
    relu,
    set_language,
    topological_order,
)
from micrograd_ko.engine import magnitude, number
from micrograd_ko.messages import MESSAGES, text
from tests.helpers.pages import WALK, Engine, graph, neuron, read, until
from viz import save


def redone(root, changes):
    """The graph with other numbers in its leaves, computed by the engine."""
    root = copy.deepcopy(root)
    order = topological_order(root)
    for i, x in changes.items():
        order[i].data = x
    for node in order:
        if node.op is not None:
            node.data = node.op.forward(*(p.data for p in node.parents))
    return root


def change(page, node, x):
    page.evaluate("([node, x]) => { pick(node); setPicked(x); }", [node, x])


def leaves(root):
    """Places of the leaves that can be changed."""
    return [
        i
        for i, node in enumerate(topological_order(root))
        if node.op is None and node.kind != "constant"
    ]


@pytest.mark.parametrize("name", ["neuron", "square", "xor"])
def test_after_a_change_every_step_is_what_the_engine_computes(visit, name):
    root, page = graph(name), visit(name)
    changes = {i: (-1) ** k * (0.375 + 0.25 * k) for k, i in enumerate(leaves(root))}
    for i, x in changes.items():
        change(page, i, x)
    root = redone(root, changes)
    engine = Engine(root)
    for language in ("ko", "en"):
        set_language(language)
        page.evaluate(f"speak('{language}')")
        states = page.evaluate(WALK)
        said = [str(step) for step in (*forward_steps(root), *backward_steps(root))]
        assert [state["sentence"] for state in states[1:]] == said
        last = states[-1]
        assert last["values"] == {
            id: figure for id, figure in engine.values(len(said)).items() if id in last["values"]
        }


def test_the_slider_and_typing_change_the_number_that_was_picked(visit):
    page = visit("neuron")
    page.click("#v1")  # the weight's card
    label = topological_order(graph("neuron"))[1].label
    assert page.text_content("#ui-picked") == label
    page.fill("#ui-value", "１,5")  # as some keyboards type it
    page.keyboard.press("Enter")
    assert page.evaluate("lab.live.values[1]") == 1.5
    assert page.input_value("#ui-slide") == "1.5"
    page.fill("#ui-slide", "-2")
    assert page.input_value("#ui-value") == "-2"
    assert page.evaluate("lab.live.values[1]") == -2
    page.fill("#ui-value", "many")
    page.keyboard.press("Enter")
    assert page.text_content("#ui-wrong") == text("page.quiz.number")
    assert page.evaluate("lab.live.values[1]") == -2


def test_one_step_down_and_back(visit):
    root, page = graph("neuron"), visit("neuron")
    order = topological_order(root)
    root = redone(root, {})
    root.backward()
    page.fill("#ui-rate", "0.25")
    page.click("#ui-down")
    found = page.evaluate("[...lab.live.values]")
    for i, node in enumerate(topological_order(root)):
        if node.op is None:
            moved = node.data - 0.25 * node.grad if node.label in ("w₁", "w₂", "b") else node.data
            assert found[i] == moved
    page.click("#ui-undo")
    assert page.evaluate("[...lab.live.values]") == [node.data for node in order]
    assert page.is_disabled("#ui-undo")


def test_training_lowers_the_loss_and_is_undone_at_once(visit):
    page = visit("xor")
    before = page.evaluate("lab.live.values.at(-1)")
    page.click("#ui-run")
    until(page, "lab.trainer.steps > 3")
    page.evaluate("halt()")
    assert page.evaluate("lab.live.values.at(-1)") < before
    page.click("#ui-undo")
    assert page.evaluate("lab.live.values.at(-1)") == before
    assert page.text_content("#ui-run") == text("page.run")


@pytest.mark.parametrize("given", ["0", "-1", "nan", "fast"])
def test_a_learning_rate_that_is_none_is_told(visit, given):
    page = visit("neuron")
    page.fill("#ui-rate", given)
    page.click("#ui-down")
    assert page.text_content("#ui-wrong") == text("page.rate.wrong")
    assert page.text_content("#ui-count") == MESSAGES["page.descents"][0].format(count=0)


@pytest.mark.filterwarnings("ignore::micrograd_ko.NumericWarning")
def test_numbers_that_are_not_finite_are_shown_as_python_shows_them(visit):
    root, page = graph("neuron"), visit("neuron")
    place = leaves(root)[0]
    for x, typed in ((float("inf"), "inf"), (float("nan"), "nan")):
        page.evaluate(f"pick({place})")
        page.fill("#ui-value", typed)
        page.keyboard.press("Enter")
        engine = Engine(redone(root, {place: x}))
        state = read(page)
        expected = engine.values(len(engine.steps))
        assert state["values"] == {id: expected[id] for id in state["values"]}


def test_the_quiz_asks_for_the_new_number(visit):
    page = visit("square")
    change(page, 0, 2.0)
    page.evaluate("goto(0)")
    page.click("#ui-quiz")
    while page.is_hidden("#ui-answer"):
        page.keyboard.press("ArrowRight")
    answer = page.evaluate("scene.figure(state.step)")
    page.fill("#ui-given", answer)
    page.keyboard.press("Enter")
    assert "1/1" in page.text_content("#ui-verdict")


def test_the_paths_follow(visit):
    page = visit("square")  # y = x·x + 2x
    change(page, 0, 5.0)
    page.hover("#v0")
    assert page.text_content("#ui-trace").endswith("= 12.0000")


def test_each_epoch_brings_its_own_numbers(visit):
    page, roots = visit("epochs"), graph("epochs")
    assert page.evaluate("lab.live.values.at(-1)") == roots[0].data
    assert page.text_content("#ui-title").endswith(number(roots[0].data))
    page.fill("#ui-take", "1")
    assert page.evaluate("lab.live.values.at(-1)") == roots[10].data
    page.click("#ui-down")
    page.fill("#ui-take", "0")
    assert page.evaluate("lab.live.values.at(-1)") == roots[0].data


def test_a_branch_that_python_took_is_said_to_stay(visit, tmp_path):
    x = Value(2.0, "x")
    y = x * 3 if x > 1 else x * 5
    y.label = "y"
    page = visit(save(y, tmp_path / "branch.html"))
    assert "x > 1" in page.text_content("footer")
    change(page, 0, 0.5)
    assert page.evaluate("lab.live.values.at(-1)") == 1.5


def test_an_op_of_ones_own_is_alive(visit, tmp_path, temporary_op):
    temporary_op("live_bump", "bump", "혹", lambda a: a * a + 1, lambda g, y, a: (g * (2 * a),))
    x = Value(3.0, "x")
    y = relu(x.live_bump())
    y.label = "y"
    page = visit(save(y, tmp_path / "own.html"))
    change(page, 0, 1.5)
    assert page.evaluate("[lab.live.values.at(-1), lab.live.gradients[0]]") == [3.25, 3.0]


def test_arrays_say_why_they_cannot_be_changed(visit):
    page = visit("mlp")
    assert page.is_hidden("#ui-lab")
    assert text("page.fixed.arrays") in page.text_content("footer")
    folded = visit("folded")
    assert folded.is_hidden("#ui-lab")
    assert text("page.fixed.folded") in folded.text_content("footer")


def test_what_can_be_changed_is_chosen_by_what_it_is(visit, tmp_path):
    x = Value(3.0, "x")
    y = x * x
    y.label = "y"
    page = visit(save(y, tmp_path / "plain.html"))  # without a parameter the inputs descend
    page.click("#ui-down")
    assert page.evaluate("lab.live.values[0]") == pytest.approx(2.4)
    assert magnitude(x.data) == 3.0 and number(x.data) == "3.0000"


def test_the_table_picks_numbers_by_keyboard(visit, tmp_path):
    page = visit(save(neuron(), tmp_path / "neuron.html"))
    page.focus("#ui-row-v0 button")
    page.keyboard.press("Enter")
    assert page.text_content("#ui-picked") == page.text_content("#ui-row-v0 button")


@pytest.mark.parametrize("root", [Value(3.0, "x"), Value.constant(3.0) * Value.constant(2.0)])
def test_the_smallest_graphs_have_a_page_too(visit, tmp_path, root):
    page = visit(save(root, tmp_path / "small.html"))
    assert page.is_visible("#ui-lab") == (root.op is None)  # of constants nothing can be changed
    page.keyboard.press("End")
    page.keyboard.press("d")
    assert page.text_content("#ui-sentence") != ""


def test_endless_names_leave_room_for_the_drawing(visit, tmp_path):
    a, b = Value(1.0, "가나" * 150), Value(2.0, "w" * 300)
    page = visit(save(a * b + 1, tmp_path / "endless.html"))
    page.keyboard.press("End")
    assert page.locator("#ui-view").bounding_box()["height"] > 768 / 3
    assert page.locator("#ui-down").bounding_box()["y"] < 768
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
