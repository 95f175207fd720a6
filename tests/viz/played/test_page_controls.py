"""페이지를 다루는 법: 키, 단추, 슬라이더, 문제 풀기.

The page in use: keys, buttons, slider, and the quiz, in a real browser.
"""

import numpy as np
import pytest

from micrograd_ko.engine.notation import magnitude, number
from micrograd_ko.messages import MESSAGES, text
from tests.helpers.pages import Engine, box, focused, go, graph, read, step

# ── keys, buttons, slider ──


def test_every_key(visit):
    page, last = visit("neuron"), len(Engine(graph("neuron")).steps)
    for key, place in (
        *(
            ("ArrowRight", 1),
            ("n", 2),
            ("N", 3),
            ("ArrowLeft", 2),
            ("b", 1),
            ("ArrowLeft", 0),
            ("ArrowLeft", 0),
        ),
        *(("End", last), ("ArrowRight", last), ("n", last), ("b", last - 1), ("Home", 0)),
    ):
        page.keyboard.press(key)
        assert (key, step(page)) == (key, place)
    page.keyboard.press("q")
    assert page.get_attribute("#ui-quiz", "aria-pressed") == "true"
    page.keyboard.press("q")
    assert page.get_attribute("#ui-quiz", "aria-pressed") == "false"
    page.keyboard.press("l")
    assert page.get_attribute("html", "lang") == "en"
    page.keyboard.press("t")
    assert page.get_attribute("html", "data-theme") == "dark"
    page.keyboard.press("t")
    assert page.get_attribute("html", "data-theme") == "light"
    page.keyboard.press(" ")
    assert page.text_content("#ui-play") == MESSAGES["page.pause"][1]
    page.keyboard.press("+")  # looking closer does not stop it
    assert page.text_content("#ui-play") == MESSAGES["page.pause"][1]
    page.keyboard.press(" ")
    assert page.text_content("#ui-play") == MESSAGES["page.play"][1]
    page.keyboard.press("0")
    x, y, wide, high = whole = box(page)
    for key, factor in (("+", 0.8), ("-", 1.0), ("=", 0.8), ("0", 1.0), ("-", 1.25), ("0", 1.0)):
        page.keyboard.press(key)
        assert box(page)[2:] == pytest.approx([wide * factor, high * factor])
    for key, (dx, dy) in (
        ("ArrowRight", (0.1, 0)),
        ("ArrowDown", (0.1, 0.1)),
        ("ArrowLeft", (0, 0.1)),
        ("ArrowUp", (0, 0)),
    ):
        page.keyboard.press(f"Shift+{key}")
        assert box(page) == pytest.approx([x + dx * wide, y + dy * high, wide, high], abs=1e-3)
    assert box(page) == pytest.approx(whole, abs=1e-3)
    assert step(page) == 0
    # the browser's own, or nobody's
    for key in ("Control+ArrowRight", "Alt+n", "Meta+ArrowRight", "x", "Tab"):
        page.keyboard.press(key)
    assert step(page) == 0


def test_every_button_and_the_slider(visit):
    page, last = visit("neuron"), len(Engine(graph("neuron")).steps)
    for button, place in (("next", 1), ("next", 2), ("back", 1), ("next", 2), ("reset", 0)):
        page.click(f"#ui-{button}")
        assert step(page) == place
    assert page.is_disabled("#ui-back")
    page.keyboard.press("End")
    assert page.is_disabled("#ui-next")
    assert page.input_value("#ui-step") == page.get_attribute("#ui-step", "max") == str(last)
    go(page, 4)
    assert step(page) == 4
    assert (
        page.get_attribute("#ui-step", "aria-valuetext")
        == f"{MESSAGES['step.phase.forward'][0]} 4 / {last}"
    )
    page.focus("#ui-step")
    for key, place in (
        ("ArrowRight", 5),
        ("ArrowLeft", 4),
        ("ArrowUp", 5),
        ("ArrowDown", 4),
        ("End", last),
        ("Home", 0),
    ):
        page.keyboard.press(key)
        assert step(page) == place
    page.keyboard.press("n")
    assert step(page) == 1
    for button in ("quiz", "language", "theme", "play"):
        page.click(f"#ui-{button}")
    assert page.get_attribute("#ui-quiz", "aria-pressed") == "true"
    assert page.get_attribute("html", "lang") == "en"
    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.text_content("#ui-play") == MESSAGES["page.pause"][1]
    page.click("#ui-play")
    whole = box(page)
    page.click("#ui-in")
    assert box(page)[2] == pytest.approx(whole[2] * 0.8)
    page.click("#ui-out")
    assert box(page) == pytest.approx(whole)
    page.click("#ui-in")
    page.click("#ui-fit")
    assert box(page) == whole


def test_a_key_on_a_focused_button_is_pressed_once(visit):
    page = visit("neuron")
    for button, place in (("next", 1), ("next", 2), ("back", 1), ("reset", 0)):
        page.focus(f"#ui-{button}")
        page.keyboard.press(" ")
        assert (button, step(page)) == (button, place)
        assert page.text_content("#ui-play") == MESSAGES["page.play"][0]
    page.focus("#ui-next")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    assert step(page) == 2
    page.focus("#ui-play")
    page.keyboard.press(" ")
    assert page.text_content("#ui-play") == MESSAGES["page.pause"][0]


def test_playing(visit):
    page = visit("square", locale="ko")
    # the clock is that of a whole window
    last = len(Engine(graph("square")).steps)
    page.clock.install()
    page.reload()

    def pass_time(steps):
        page.clock.run_for(1_100 * steps)
        return step(page)

    assert pass_time(2) == 0
    page.keyboard.press(" ")
    assert pass_time(3) == 3
    page.keyboard.press(" ")
    assert pass_time(3) == 3
    page.keyboard.press(" ")
    page.keyboard.press("ArrowRight")  # by hand: that ends it
    assert page.text_content("#ui-play") == MESSAGES["page.play"][0]
    assert pass_time(3) == 4
    page.click("#ui-play")
    page.click("#ui-back")
    assert pass_time(3) == 3
    page.click("#ui-play")
    assert pass_time(last) == last
    assert page.text_content("#ui-play") == MESSAGES["page.play"][0]
    page.click("#ui-play")  # once more: from the start
    assert step(page) == 0
    assert pass_time(2) == 2
    page.keyboard.press("q")  # a question ends it too
    assert pass_time(last) == 4
    assert page.is_visible("#ui-answer")
    assert page.text_content("#ui-play") == MESSAGES["page.play"][0]


# ── the quiz ──


def test_a_question_hides_the_answer_and_an_answer_goes_on(visit):
    page, engine = visit("square"), Engine(graph("square"))
    page.keyboard.press("q")
    for _ in range(4):  # forward, and the root's own gradient: nothing to ask
        page.keyboard.press("ArrowRight")
        assert not page.is_visible("#ui-answer")
    asked = right = 0
    for place in range(4, len(engine.steps)):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")  # a second time does not slip past the question
        state, coming = read(page), engine.steps[place]
        question = "page.quiz.sum" if coming.before is not None else "page.quiz.question"
        assert state["sentence"] == text(question, **coming.words)
        assert state["local"] == ""
        assert {id: row[2] for id, row in state["table"].items()} == engine.gradients(place)
        assert state["gradients"].items() <= engine.gradients(place).items()
        page.hover(f"#{engine.ids[coming.parent]}")
        assert number(magnitude(coming.total)) not in read(page)["trace"]
        assert focused(page) == "ui-given"
        page.fill("#ui-given", f"{coming.total + 1}")
        page.keyboard.press("Enter")
        assert read(page)["verdict"] == text("page.quiz.wrong", **coming.words)
        assert step(page) == place
        page.fill("#ui-given", f"{coming.total}")
        page.keyboard.press("Enter")
        asked, right = asked + 2, right + 1
        state = read(page)
        assert step(page) == place + 1
        assert state["verdict"] == text("page.quiz.right", right=right, tried=asked)
        assert state["sentence"] == str(coming)
        assert not page.is_visible("#ui-answer")
        assert focused(page) == ("ui-next" if place + 1 < len(engine.steps) else "ui-back")
    page.mouse.move(1, 1)
    page.keyboard.press("ArrowLeft")
    assert read(page)["verdict"] == ""


def test_what_is_no_number_costs_nothing_and_keys_belong_to_the_answer(visit):
    page = visit("neuron")
    page.keyboard.press("q")
    go(page, 6)
    page.keyboard.press("ArrowRight")
    for nothing in ("", "   ", "abc", "1.2.3", "--1"):
        page.fill("#ui-given", nothing)
        page.keyboard.press("Enter")
        assert page.text_content("#ui-verdict") == MESSAGES["page.quiz.number"][0]
    page.fill("#ui-given", "")
    before = box(page)
    page.keyboard.type("-0 q+=ntlb")
    for key in ("Home", "ArrowLeft", "ArrowRight", "End"):
        page.keyboard.press(key)
    assert page.input_value("#ui-given") == "-0 q+=ntlb"
    assert (step(page), box(page), page.get_attribute("html", "lang")) == (6, before, "ko")
    assert page.text_content("#ui-score") == text("page.quiz.score", right=0, tried=0)
    assert page.is_disabled("#ui-next")
    assert page.is_disabled("#ui-play")
    page.click("#ui-reveal")
    assert (step(page), focused(page)) == (7, "ui-next")
    assert page.text_content("#ui-sentence") == str(Engine(graph("neuron")).steps[6])
    page.keyboard.press("ArrowRight")  # within the card of the sum, where nothing is asked
    assert (step(page), page.is_visible("#ui-answer")) == (8, False)
    page.keyboard.press("ArrowRight")
    assert (step(page), page.is_visible("#ui-answer")) == (8, True)
    assert page.text_content("#ui-score") == text("page.quiz.score", right=0, tried=0)
    page.click("#ui-quiz")  # off: nothing is asked any more
    assert not page.is_visible("#ui-answer")
    page.keyboard.press("ArrowRight")
    assert (step(page), page.is_visible("#ui-answer")) == (9, False)


def test_a_number_as_people_write_it(visit):
    page, engine = visit("neuron"), Engine(graph("neuron"))
    assert number(engine.steps[-1].total) == "-1.4999"
    page.keyboard.press("q")
    for i, written in enumerate(("-1.4999", "−1,4999", " -1.5 ", "-1.5e0", "-１.５"), start=1):
        go(page, len(engine.steps) - 1)
        page.keyboard.press("n")
        page.fill("#ui-given", written)
        page.keyboard.press("Enter")
        assert page.text_content("#ui-verdict") == text("page.quiz.right", right=i, tried=i)


@pytest.mark.parametrize("name", ["neuron", "xor"])
def test_what_is_read_off_the_rounded_drawing_is_right(visit, name):
    page, engine = visit(name), Engine(graph(name))
    page.keyboard.press("q")
    answer = """(tries) => tries.map(([place, given]) => {
      const [slider, field] = ["ui-step", "ui-given"].map((id) => document.getElementById(id));
      slider.value = place; slider.dispatchEvent(new Event("input"));
      document.getElementById("ui-next").click();
      field.value = given;
      document.getElementById("ui-answer").requestSubmit();
      return Number(document.getElementById("ui-place").textContent.split("/")[0]) === place + 1;
    })"""
    good, bad = [], []
    locals_ = {id: float(said.strip(" \xa0∂")) for id, said in read(page)["locals"].items()}
    for place, coming in enumerate(
        engine.steps[len(engine.forward) + 1 :], start=len(engine.forward) + 1
    ):
        shown = engine.gradients(place)
        edge = engine.folding.edge_id(coming.parent, coming.node, coming.index)
        if not edge:  # within the card of a sum: its gradient stands there already
            continue
        before = 0.0 if coming.before is None else float(shown[engine.ids[coming.parent]])
        product = float(shown[engine.ids[coming.node]]) * locals_[edge]
        good.append((place, str(before + product)))
        bad += [
            (place, str(before + product + 0.1 * abs(product) + 0.05)),
            (place, str(before - product - 0.05)),
        ]
    assert set(page.evaluate(answer, good)) == {True}
    assert set(page.evaluate(answer, bad)) == {False}


@pytest.mark.filterwarnings("ignore::micrograd_ko.NumericWarning")
def test_arrays_and_what_is_no_number_are_not_asked(visit):
    page = visit("mlp")
    page.keyboard.press("q")
    asked = []
    for place, coming in enumerate(Engine(graph("mlp")).steps):
        page.keyboard.press("ArrowRight")
        if page.is_visible("#ui-answer"):
            asked.append(coming)
            page.click("#ui-reveal")
        assert step(page) == place + 1
    assert all(coming.local is not None for coming in asked)
    page = visit("broken")
    page.keyboard.press("q")
    for coming in Engine(graph("broken")).steps:
        page.keyboard.press("ArrowRight")
        if page.is_visible("#ui-answer"):
            assert np.isfinite(coming.total)
            page.click("#ui-reveal")
    assert step(page) == len(Engine(graph("broken")).steps)
