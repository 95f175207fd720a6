"""단계를 넘기는 페이지를 진짜 브라우저에서: 수와 문장은 모두 엔진의 것과 같다.

The page in a real browser: every number and sentence on it, at every step, is the engine's; keys,
buttons, quiz, languages, paths, epochs, zoom, dark, print, and people who use no mouse.
"""

import importlib.util
import itertools
import json
import re
import shutil
import time
import warnings
from collections import Counter
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from micrograd_ko import (
    NumericWarning,
    Tensor,
    Value,
    backward_steps,
    expand,
    explain,
    forward_steps,
    get_language,
    scope,
    set_language,
    tanh,
    topological_order,
)
from micrograd_ko.engine.notation import magnitude, number, signed
from micrograd_ko.messages import MESSAGES, text
from micrograd_ko.seeing.steps import local_numbers
from tests.helpers.sharing import required
from viz import draw, save
from viz.palette import STRONG, gradient_colours, shade

NOT_YET = "—"
NASTY = (
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</script><h1>", "&amp;", "{x}", "{gradient}", "%s"),
    *("$name", "$data", "'\"`", "👨‍👩‍👧", "אבג", "\u202e뒤집힘", "가" * 200, "줄\n바꿈", "]]>", "\x00", "\ud800", "1.23456"),
)

# ── the graphs ──


def neuron():
    x1, w1, x2, w2, b = map(Value, (2.0, -3.0, 0.0, 1.0, 6.8814), ("x₁", "w₁", "x₂", "w₂", "b"))
    with scope("뉴런"):
        n = w1 * x1 + w2 * x2 + b
    loss = tanh(n)
    loss.label = "L"
    return loss


def square():
    x = Value(3.0, "x")
    y = x * x + 2 * x
    y.label = "y"
    return y


def mlp(samples=4, shift=0.0):
    """The loss of a 2-3-1 network on XOR, as Tensors."""
    rng = np.random.default_rng(0)
    x, t = np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 1.0], [1.0, 1.0]])[:samples], np.array([[1.0], [0.0], [1.0], [0.0]])[:samples]
    W1, b1 = Tensor(rng.normal(size=(2, 3)) + shift, label="W1"), Tensor(np.zeros(3), label="b1")
    W2, b2 = Tensor(rng.normal(size=(3, 1)) - shift, label="W2"), Tensor(np.zeros(1), label="b2")
    with scope("층 1"):
        h = (Tensor(x, label="x") @ W1 + b1).tanh()
    with scope("층 2"):
        y = (h @ W2 + b2).tanh()
    loss = ((y - t) ** 2).mean()
    loss.label = "손실"
    return loss


def xor(shift=0.0):
    return expand(mlp(1, shift))


def wide(nodes):
    """Layer upon layer until there are so many nodes: each a scope of its own, and some nodes in none."""
    h = [Value(0.1 * i, f"x{i}") for i in range(6)]
    total, layer = sum(h[1:], h[0]), 0
    while len(topological_order(total)) < nodes:
        with scope(f"층 {layer}"):
            h = [(h[i] * Value(0.3, f"w{i}") + h[(i + 1) % 6]).tanh() for i in range(6)]
        total, layer = total + h[0], layer + 1
    total.label = "L"
    return total


def broken():
    x, w = Value(0.0, "x"), Value(0.0, "w")
    y = x.log() * w  # -inf · 0
    y.label = "y"
    return y


def epochs():
    return {epoch: xor(0.05 * epoch) for epoch in (0, 10, 50)}


GRAPHS = {"neuron": neuron, "square": square, "xor": xor, "mlp": mlp, "broken": broken, "epochs": epochs}
GRAPHS |= {"large": lambda: wide(360), "folded": lambda: wide(1_000), "many epochs": lambda: {i: xor(0.1 * i) for i in range(8)}}


@cache
def graph(name):
    with warnings.catch_warnings(action="ignore", category=NumericWarning):
        return GRAPHS[name]()


# ── the browser ──


@pytest.fixture(scope="module")
def chromium():
    """Debian's Chromium, driven by Playwright."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        required("browser", "no browser here: neither chromium nor google-chrome is on PATH")
    if importlib.util.find_spec("playwright") is None:
        required("browser", "no browser here: the package playwright is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The page of a graph as a file, made once for each graph and language."""
    folder = tmp_path_factory.mktemp("pages")
    made = {}

    def file(name):
        key = name, get_language()
        if key not in made:
            made[key] = save(graph(name), folder / f"{len(made)}.html")
        return made[key]

    return file


@pytest.fixture(scope="module")
def window(chromium):
    """One window for all tests: a new one for each costs more than most of them."""
    with chromium.new_context(offline=True) as context:
        yield context


@pytest.fixture
def visit(chromium, window, files):
    """Open the page of a graph, or a file, in a tab; what it asks for, complains of or violates fails the test.

    Any further options are those of a window of its own.
    """
    opened, troubles, asked = [], [], []

    def visit(name, *, wide=1366, high=768, color_scheme="light", reduced_motion="reduce", **options):
        path = name if isinstance(name, Path) else files(name)
        context = chromium.new_context(offline=True, **options) if options else window
        page = context.new_page()
        opened.append(context if options else page)
        page.set_viewport_size({"width": wide, "height": high})
        page.emulate_media(color_scheme=color_scheme, reduced_motion=reduced_motion)
        page.add_init_script("addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.violatedDirective))")
        page.set_default_timeout(10_000)
        page.on("console", lambda said: troubles.append(said.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: (troubles.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: asked.append(request.url) if request.url != path.as_uri() else None)
        page.goto(path.as_uri())
        return page

    yield visit
    for each in opened:
        each.close()
    assert troubles == []
    assert [url for url in asked if not url.startswith("data:")] == []


READ = """() => {
  const all = (what) => [...document.querySelectorAll(what)], text = (e) => (e ? e.textContent : null);
  const [svg, ids] = ["#ui-view svg ", (what) => all(what).map((e) => e.id).sort()];
  return {
    place: text(document.querySelector("#ui-place")), phase: text(document.querySelector("#ui-phase")),
    sentence: text(document.querySelector("#ui-sentence")), local: text(document.querySelector("#ui-local")),
    trace: text(document.querySelector("#ui-trace")), verdict: text(document.querySelector("#ui-verdict")),
    values: Object.fromEntries(all(svg + ".cell.value").map((e) => [e.id.split("_")[1], text(e.querySelector("text"))])),
    gradients: Object.fromEntries(all(svg + ".cell.gradient").map((e) => [e.id.split("_")[1], text(e.querySelector("text"))])),
    table: Object.fromEntries(all("#ui-rows tr").map((r) => [r.id.slice(7), [...r.cells].map(text)])),
    locals: Object.fromEntries(all(svg + ".local").map((e) => [e.closest(".edge").id, text(e)])),
    now: ids(svg + ".now"), later: ids(svg + ".later"), path: ids(svg + ".path"), row: ids("#ui-rows .now"),
    traced: document.querySelector(svg).classList.contains("trace"),
  };
}"""
WALK = f"""() => {{
  const [read, next, states] = [{READ}, document.getElementById("ui-next"), []];
  document.getElementById("ui-reset").click();
  states.push(read());
  while (!next.disabled) {{ next.click(); states.push(read()); }}
  return states;
}}"""


def read(page):
    return page.evaluate(READ)


def step(page):
    return int(page.text_content("#ui-place").split("/")[0])


def go(page, place, slider="ui-step"):
    """Pull a slider there."""
    pull = "([id, place]) => { const s = document.getElementById(id); s.value = place; s.dispatchEvent(new Event('input')) }"
    page.evaluate(pull, [slider, place])


def focused(page):
    return page.evaluate("document.activeElement.id")


def box(page):
    return [float(part) for part in page.get_attribute("#ui-view svg", "viewBox").split()]


def frame(page, selector):
    return page.evaluate("(what) => document.querySelector(what).getBoundingClientRect().toJSON()", selector)


# ── what the engine says ──


class Engine:
    """What has to stand on the page, from the engine's own log: values, sums so far, what is lit and what is pale."""

    def __init__(self, root):
        self.order = topological_order(root)
        self.ids = {node: f"v{place}" for place, node in enumerate(self.order)}
        self.forward, self.backward = forward_steps(root), backward_steps(root)
        self.steps = [*self.forward, *self.backward]

    def edges(self, node):
        return {f"e{self.ids[p][1:]}_{self.ids[node][1:]}_{i}" for i, p in enumerate(node.parents)}

    def values(self, place):
        ahead = {step.node for step in self.forward[place:]}
        return {self.ids[node]: "" if node in ahead else number(magnitude(node.data)) for node in self.order}

    def gradients(self, place):
        found = {self.ids[node]: "" if node.kind == "constant" else NOT_YET for node in self.order}
        sums = {}
        for step in self.steps[len(self.forward) : place]:
            sums[step.parent] = sums.get(step.parent, 0.0) + step.contribution
            found[self.ids[step.parent]] = number(magnitude(sums[step.parent]))
        return found

    def lit(self, place):
        """Cards, circles and arrows that the step is about."""
        if place == 0:
            return set()
        step = self.steps[place - 1]
        if place <= len(self.forward):
            return {self.ids[step.node], *self.op(step.node), *self.edges(step.node)}
        if step.node is None:
            return {self.ids[step.parent]}
        edge = f"e{self.ids[step.parent][1:]}_{self.ids[step.node][1:]}_{step.index}"
        return {self.ids[step.parent], self.ids[step.node], *self.op(step.node), edge}

    def pale(self, place):
        ahead = [step.node for step in self.forward[place:]]
        return {id for node in ahead for id in (self.ids[node], *self.op(node), *self.edges(node))}

    def op(self, node):
        return {f"o{self.ids[node][1:]}", f"e{self.ids[node][1:]}"}


# ── every step ──


@pytest.mark.parametrize("name", ["neuron", "square", "xor", "mlp"])
def test_every_step_shows_what_the_engine_computed(visit, name):
    root = graph(name)
    page, engine = visit(name), Engine(root)
    for language in ("ko", "en"):
        set_language(language)
        states = page.evaluate(WALK)
        assert [state["place"] for state in states] == [f"{i} / {len(engine.steps)}" for i in range(len(engine.steps) + 1)]
        assert [state["sentence"] for state in states] == [text("step.start"), *map(str, engine.steps)]
        for place, state in enumerate(states):
            values, gradients = engine.values(place), engine.gradients(place)
            assert {id: [value, gradient] for id, (_, value, gradient) in state["table"].items()} == {
                id: [values[id], gradients[id]] for id in values
            }
            assert state["values"].items() <= values.items()
            assert state["gradients"] == {id: shown for id, shown in gradients.items() if shown}
            assert set(state["now"]) == engine.lit(place)
            assert set(state["later"]) == engine.pale(place)
            current = engine.steps[place - 1] if place else None
            back = place > len(engine.forward)
            assert state["row"] == ([f"ui-row-{engine.ids[current.parent if back else current.node]}"] if current else [])
            assert state["phase"] == text("step.phase.backward" if back else "step.phase.forward")
            numeric = back and current.local is not None
            assert state["local"] == (text("step.local", **current.words) if numeric else "")
        page.keyboard.press("l")
    set_language("ko")
    root.zero_grad()
    root.backward()
    end = {engine.ids[n]: number(magnitude(n.grad)) for n in engine.order if n.kind != "constant"}
    assert states[-1]["gradients"] == end
    assert len(states[-1]["values"]) == sum(card.has_value_row for card in draw(root).picture.cards)


def twice():
    """A graph whose leaves hold the sum of two passes, and one of them what another loss left as well."""
    loss = neuron()
    loss.backward()
    loss.backward()
    b = loss.parents[0].parents[1]
    (b * 3.0).backward()
    return loss


HELD = """() => Object.fromEntries([...document.querySelectorAll("#ui-rows tr")].map((row) => {
  const id = row.id.slice(7), card = document.getElementById(id), words = (e) => (e ? e.textContent : "");
  const shapes = [...card.querySelectorAll(".cell.gradient :is(polygon, rect)")].map((e) => getComputedStyle(e));
  return [row.querySelector("button").textContent, {
    table: words(row.querySelector("small")), card: words(document.querySelector(`#a_${id}_before text`)),
    dashed: shapes.some((s) => s.strokeDasharray !== "none" && s.stroke !== "none"),
  }];
}))"""


@pytest.mark.parametrize("language", ["ko", "en"])
def test_where_grad_holds_a_gradient_from_before_the_page_says_so_and_how_to_clear_it(visit, tmp_path, language):
    set_language(language)
    root = twice()
    held = {node.label: f".grad = {number(node.grad)}" for node in topological_order(root) if node.op is None and node.grad}
    assert len(held) == 4  # of w₂ the gradient is 0, twice
    page = visit(save(root, tmp_path / "twice.html"))
    for key in ("Home", "End", "l"):
        page.keyboard.press(key)
        for name, shown in page.evaluate(HELD).items():
            assert shown == {"table": held.get(name, ""), "card": held.get(name, ""), "dashed": name in held}
    assert read(page)["gradients"] == Engine(root).gradients(len(Engine(root).steps))
    legend = page.text_content("#ui-legend")
    assert text("page.before.legend", "en" if language == "ko" else "ko") in legend and "L.zero_grad()" in legend
    root.zero_grad()
    root.backward()
    page = visit(save(root, tmp_path / "once.html"))
    assert not any(shown["table"] or shown["card"] or shown["dashed"] for shown in page.evaluate(HELD).values())
    assert ".grad" not in page.text_content("#ui-legend")


def test_each_epoch_says_what_its_own_nodes_hold(visit, tmp_path):
    takes = {0: neuron(), 1: twice(), 2: neuron()}
    page = visit(save(takes, tmp_path / "epochs.html"))
    for place, count in ((0, 0), (1, 4), (2, 0)):
        go(page, place, "ui-take")
        shown = page.evaluate(HELD).values()
        assert sum(bool(each["table"]) for each in shown) == sum(each["dashed"] for each in shown) == count
    takes = {0: neuron(), 1: twice()}
    page = visit(save(takes, tmp_path / "last.html"))
    for place, count in ((0, 0), (1, 4)):
        go(page, place, "ui-take")
        assert sum(bool(each["card"]) for each in page.evaluate(HELD).values()) == count


def test_folded_groups_say_how_many_of_their_nodes_hold_a_gradient_from_before(visit, tmp_path):
    root = wide(1_000)
    root.backward()
    root.backward()
    page = visit(save(root, tmp_path / "folded.html"))
    shown = page.evaluate(HELD)
    assert shown["층 1"]["table"] == shown["층 1"]["card"] == "≠ 앞선 기울기 6개"
    page.keyboard.press("l")
    assert page.evaluate(HELD)["층 1"]["card"] == "≠ 6 from before"


def test_a_page_of_changed_data_says_that_its_gradients_mix_two_points(visit, tmp_path):
    root = neuron()
    root.backward()
    for node in topological_order(root):
        if node.op is None:
            node.data += 0.25
    page = visit(save(root, tmp_path / "changed.html"))
    assert text("draw.changed") in page.text_content("#ui-legend")
    assert not any(shown["table"] for shown in page.evaluate(HELD).values())


def colour(said):
    """The computed colour as 0 to 255, and how opaque it is."""
    numbers = [float(x) for x in re.findall(r"-?[\d.]+(?:e-?\d+)?", said.removeprefix("color(srgb"))]
    scale = 255 if said.startswith("color(srgb") else 1
    return tuple(x * scale for x in numbers[:3])


def contrast(one, other):
    def luminance(rgb):
        linear = [x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in (c / 255 for c in rgb)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted(map(luminance, (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


FILLS = """() => [...document.querySelectorAll("#ui-view svg .cell")].map((cell) => ({
  id: cell.id, said: cell.querySelector("text").textContent, ink: getComputedStyle(cell.querySelector("text")).fill,
  back: getComputedStyle(cell.querySelector("polygon, rect")).fill,
  frame: getComputedStyle([...cell.querySelectorAll("polygon, rect")].at(-1)).stroke }))"""


@pytest.mark.parametrize("name", ["xor", "large"])
def test_gradients_have_the_colours_of_the_drawing(visit, name):
    root = graph(name)
    root.zero_grad()
    root.backward()
    picture = draw(root).picture
    page = visit(name)
    page.keyboard.press("End")
    cells = {cell["id"]: cell for cell in page.evaluate(FILLS)}
    for card in picture.cards:
        if card.has_gradient_row:
            cell, (back, ink) = cells[f"a_{card.id}_gradient"], gradient_colours(card.gradient, picture.gradient_max)
            hexes = [tuple(bytes.fromhex(c[1:])) for c in (back, ink)]
            assert colour(cell["back"]) == pytest.approx(hexes[0], abs=2)
            assert colour(cell["ink"]) == pytest.approx(hexes[1], abs=2)
            assert (hexes[1] == (255, 255, 255)) == (abs(shade(card.gradient, picture.gradient_max)) > STRONG)
    page.keyboard.press("Home")
    before = {colour(cell["back"]) for cell in page.evaluate(FILLS)}
    assert before == {(255.0, 255.0, 255.0)}


# ── keys, buttons, slider ──


def test_every_key(visit):
    page, last = visit("neuron"), len(Engine(graph("neuron")).steps)
    for key, place in (
        *(("ArrowRight", 1), ("n", 2), ("N", 3), ("ArrowLeft", 2), ("b", 1), ("ArrowLeft", 0), ("ArrowLeft", 0)),
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
    for key, (dx, dy) in (("ArrowRight", (0.1, 0)), ("ArrowDown", (0.1, 0.1)), ("ArrowLeft", (0, 0.1)), ("ArrowUp", (0, 0))):
        page.keyboard.press(f"Shift+{key}")
        assert box(page) == pytest.approx([x + dx * wide, y + dy * high, wide, high], abs=1e-3)
    assert box(page) == pytest.approx(whole, abs=1e-3)
    assert step(page) == 0
    for key in ("Control+ArrowRight", "Alt+n", "Meta+ArrowRight", "x", "Tab"):  # the browser's own, or nobody's
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
    assert page.get_attribute("#ui-step", "aria-valuetext") == f"{MESSAGES['step.phase.forward'][0]} 4 / {last}"
    page.focus("#ui-step")
    for key, place in (("ArrowRight", 5), ("ArrowLeft", 4), ("ArrowUp", 5), ("ArrowDown", 4), ("End", last), ("Home", 0)):
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
    page, last = visit("square", locale="ko"), len(Engine(graph("square")).steps)  # the clock is that of a whole window
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
    page.keyboard.press("ArrowRight")
    assert page.text_content("#ui-score") == text("page.quiz.score", right=0, tried=0)
    page.click("#ui-quiz")  # off: nothing is asked any more
    assert not page.is_visible("#ui-answer")
    page.keyboard.press("ArrowRight")
    assert (step(page), page.is_visible("#ui-answer")) == (8, False)


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
    for place, coming in enumerate(engine.steps[len(engine.forward) + 1 :], start=len(engine.forward) + 1):
        shown = engine.gradients(place)
        edge = f"e{engine.ids[coming.parent][1:]}_{engine.ids[coming.node][1:]}_{coming.index}"
        before = 0.0 if coming.before is None else float(shown[engine.ids[coming.parent]])
        product = float(shown[engine.ids[coming.node]]) * locals_[edge]
        good.append((place, str(before + product)))
        bad += [(place, str(before + product + 0.1 * abs(product) + 0.05)), (place, str(before - product - 0.05))]
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


# ── languages ──

HANGUL = re.compile(r"[가-힣]+")
SAID = """() => [document.title, document.documentElement.innerText,
  ...[...document.querySelectorAll("#ui-view svg text")].map((e) => e.textContent),
  ...[...document.querySelectorAll("[aria-label], [title], [aria-valuetext]")].flatMap(
    (e) => ["aria-label", "title", "aria-valuetext"].map((name) => e.getAttribute(name) ?? ""))].join("\\n")"""


@pytest.mark.filterwarnings("ignore::micrograd_ko.NumericWarning")
@pytest.mark.parametrize("name", ["mlp", "large", "folded", "broken", "epochs"])
def test_one_key_changes_every_word(visit, name):
    page = visit(name)
    page.keyboard.press("End")
    page.focus("#ui-rows tr:last-child button")
    korean = page.evaluate(SAID)
    page.keyboard.press("l")
    english = page.evaluate(SAID)
    own = {"English", "한국어", "뉴런", "층", "손실"}  # the button to the other language, and labels
    assert set(HANGUL.findall(english)) <= own | {MESSAGES["draw.rest"][0]}
    for key, (ko, en) in MESSAGES.items():
        if key.startswith(("draw.kind.", "page.back", "page.keys", "page.title", "page.table")) or key == "draw.gradient":
            assert (ko in korean) == (en in english), key
            assert ko not in english or ko in own
    assert page.get_attribute("html", "lang") == "en"
    page.keyboard.press("l")
    assert page.evaluate(SAID) == korean
    assert page.get_attribute("html", "lang") == "ko"


def test_the_quiz_changes_its_words_too(visit):
    page = visit("square")
    page.keyboard.press("q")
    go(page, 4)
    page.click("#ui-next")
    page.fill("#ui-given", "x")
    page.keyboard.press("Enter")
    page.click("#ui-language")
    assert set(HANGUL.findall(page.evaluate(SAID))) == {"한국어"}
    assert page.inner_text("#ui-answer").split("\n")[0].startswith(MESSAGES["page.quiz.answer"][1])


def test_a_page_made_in_english_starts_in_english(visit):
    set_language("en")
    page = visit("square")
    assert page.get_attribute("html", "lang") == "en"
    assert page.title() == MESSAGES["page.title"][1]
    assert page.text_content("#ui-sentence") == MESSAGES["step.start"][1]
    assert set(HANGUL.findall(page.evaluate(SAID))) == {"한국어"}
    page.click("#ui-language")
    assert page.text_content("#ui-sentence") == MESSAGES["step.start"][0]
    assert "intermediate" not in page.evaluate(SAID)


# ── paths ──


def descendants(root, node):
    found = {node}
    for child in topological_order(root):
        if found.intersection(child.parents):
            found.add(child)
    return found


@pytest.mark.parametrize("name", ["square", "xor", "mlp"])
def test_pointing_at_a_node_shows_its_paths_to_the_root(visit, name):
    root = graph(name)
    page, engine = visit(name, wide=2000, high=1200), Engine(root)
    page.keyboard.press("0")
    view = frame(page, "#ui-view")
    for node in engine.order:
        page.hover(f"#{engine.ids[node]}")
        state, below = read(page), descendants(root, node)
        assert frame(page, "#ui-view") == view
        edges = {
            f"e{engine.ids[p][1:]}_{engine.ids[child][1:]}_{i}"
            for child in below
            for i, p in enumerate(child.parents)
            if p in below
        }
        assert set(state["path"]) == {engine.ids[n] for n in below} | edges | set().union(*(engine.op(n) for n in below - {node}))
        assert state["traced"]
        if isinstance(node, Value) and node.kind != "constant":
            found = explain(root, node)
            name_of = state["table"][engine.ids[node]][0]
            assert state["trace"].startswith(text("page.trace.count", name=name_of, root=root.label, count=found.count))
            assert state["trace"].endswith(f" {number(found.total)}")
            if found.count <= 4 and node is not root:
                terms = state["trace"].split(": ", 1)[1].rsplit(" = ", 1)[0].split(" + ")
                assert Counter(terms) == Counter(" × ".join(signed(number(x)) for x in path.locals) for path in found.paths)
    page.mouse.move(1, 1)
    state = read(page)
    assert (state["traced"], state["trace"]) == (False, "")
    assert frame(page, "#ui-view") == view  # what comes and goes with the pointer moves nothing


def test_a_row_in_focus_shows_its_paths_and_follows_what_changes(visit):
    root = graph("square")
    page, engine = visit("square"), Engine(root)
    x = engine.order[0]
    page.focus(f"#ui-row-{engine.ids[x]} button")
    told = read(page)["trace"]
    paths = sorted(" × ".join(map(number, path.locals)) for path in explain(root, x).paths)
    assert sorted(told.split(": ")[1].split(" = ")[0].split(" + ")) == paths
    assert told.startswith(text("page.trace.count", name="x", root="y", count=3))
    assert told.endswith(" = 8.0000")
    page.keyboard.press("ArrowRight")  # the steps go on meanwhile
    assert (step(page), read(page)["trace"]) == (1, told)
    page.keyboard.press("q")
    assert read(page)["trace"] == text("page.trace.count", name="x", root="y", count=3)
    page.keyboard.press("q")
    page.focus("#ui-next")
    assert (read(page)["traced"], read(page)["trace"]) == (False, "")


def test_paths_are_counted_however_many_there_are(visit, tmp_path):
    x = Value(1.0, "x")
    y = x
    for _ in range(70):
        y = y + y
    y.label = "y"
    page = visit(save(y, tmp_path / "a.html"))
    page.focus("#ui-row-v0 button")
    assert page.text_content("#ui-trace") == text("page.trace.many", name="x", root="y", count=2**70, total=number(2.0**70))


# ── several epochs ──


def test_one_graph_at_several_times(visit):
    takes = graph("epochs")
    page = visit("epochs")
    assert page.is_visible("#ui-take")
    engines = {title: Engine(root) for title, root in takes.items()}
    for place in (0, 5, 40, len(engines[0].steps)):
        go(page, place)
        for i, (title, engine) in enumerate(engines.items()):
            go(page, i, "ui-take")
            state = read(page)
            loss = f"{title} · {engine.order[-1].label} {number(engine.order[-1].data)}"
            assert page.text_content("#ui-title") == page.get_attribute("#ui-take", "aria-valuetext") == loss
            assert step(page) == place
            assert state["sentence"] == (str(engine.steps[place - 1]) if place else text("step.start"))
            assert {id: r[1] for id, r in state["table"].items()} == engine.values(place)
            assert {id: r[2] for id, r in state["table"].items()} == engine.gradients(place)
            assert state["values"].items() <= engine.values(place).items()
            locals_ = {
                f"e{engine.ids[p][1:]}_{engine.ids[n][1:]}_{i}": number(local, 2)
                for n in engine.order
                if n.op
                for i, (p, local) in enumerate(zip(n.parents, local_numbers(n), strict=True))
            }
            assert {id: said.strip(" \xa0") for id, said in state["locals"].items()} == locals_
    page.focus("#ui-take")
    page.keyboard.press("ArrowLeft")
    assert page.text_content("#ui-title").startswith("10 · ")
    assert step(page) == place


def test_one_time_alone_has_no_slider_of_epochs(visit):
    assert not visit("neuron").is_visible("#ui-epochs")


# ── zoom ──


def test_zoom_and_drag(visit):
    page = visit("neuron")
    whole, stage = box(page), frame(page, "#ui-view svg")
    page.mouse.move(stage["x"] + stage["width"] * 0.3, stage["y"] + stage["height"] * 0.6)
    page.mouse.wheel(0, -300)
    assert box(page) == whole
    card = frame(page, "#v0")
    x, y = card["x"] + card["width"] / 2, card["y"] + card["height"] / 2
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    for _ in range(3):
        page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    page.wait_for_function("(wide) => document.querySelector('#ui-view svg').viewBox.baseVal.width < wide / 1.5", arg=whole[2])
    near = frame(page, "#v0")
    assert near["width"] > 1.4 * card["width"]
    assert near["x"] < x < near["x"] + near["width"]  # what was under the pointer stays there
    assert near["x"] + near["width"] / 2 == pytest.approx(x, abs=2)
    page.mouse.down()
    page.mouse.move(x + 40, y + 25, steps=4)
    page.mouse.up()
    moved = frame(page, "#v0")
    assert (moved["x"] - near["x"], moved["y"] - near["y"]) == (pytest.approx(40, abs=1), pytest.approx(25, abs=1))
    page.mouse.move(x, y)  # the button is up: nothing moves any more
    assert frame(page, "#v0") == moved
    page.click("#ui-fit")
    assert box(page) == whole
    clicks = "([id, times]) => { for (let i = 0; i < times; i++) document.getElementById(id).click() }"
    page.evaluate(clicks, ["ui-in", 30])
    assert frame(page, "#v0")["width"] < 2000
    page.evaluate(clicks, ["ui-out", 60])
    assert frame(page, "#v0")["width"] > 10


def inside(inner, outer):
    return (
        outer["left"] - 1 <= inner["left"]
        and inner["right"] <= outer["right"] + 1
        and outer["top"] - 1 <= inner["top"]
        and inner["bottom"] <= outer["bottom"] + 1
    )


@pytest.mark.parametrize("name", ["neuron", "mlp"])
def test_words_of_either_language_fit_their_cards(visit, name):
    page = visit(name)
    for _ in range(3):  # there and back again
        over = page.evaluate("""() => [...document.querySelectorAll("#ui-view .card text")].filter((text) => {
          const [word, card] = [text, text.closest(".card").querySelector(".frame")].map((e) => e.getBoundingClientRect());
          return text.textContent && (word.right > card.right || word.left < card.left);
        }).map((text) => text.textContent)""")
        assert over == []
        page.keyboard.press("l")


@pytest.mark.parametrize(("name", "wide", "high"), [("large", 1366, 768), ("xor", 1366, 768), ("xor", 390, 844)])
def test_a_large_drawing_is_readable_and_follows_the_steps(visit, name, wide, high):
    engine, page = Engine(graph(name)), visit(name, wide=wide, high=high)
    places = [*range(1, len(engine.steps), 1 if name == "xor" else 37), len(engine.steps)]
    states = page.evaluate("""(places) => {
      const [states, slider] = [[], document.getElementById("ui-step")];
      const rect = (e) => e.getBoundingClientRect().toJSON();
      for (const place of places) {
        slider.value = place; slider.dispatchEvent(new Event("input"));
        const row = document.querySelector("#ui-rows .now");
        const card = document.getElementById(row.id.slice(7));
        const [text, view] = [card.querySelector(".cell text"), document.getElementById("ui-view")];
        states.push({ card: rect(card), text: rect(text), view: rect(view),
                      row: rect(row), side: rect(document.getElementById("ui-side")) });
      }
      return states;
    }""", places)  # fmt: skip
    for state in states:
        assert inside(state["card"], state["view"])
        assert inside(state["row"], state["side"])
        assert state["text"]["height"] > 9  # pixels: what a person can read
    page.keyboard.press("0")
    root = frame(page, f"#{engine.ids[engine.order[-1]]}")
    assert inside(root, frame(page, "#ui-view"))


def test_a_folded_graph_ends_with_the_gradients_of_the_engine(visit):
    root = graph("folded")
    engine, page = Engine(root), visit("folded")
    states = page.evaluate(WALK)
    root.zero_grad()
    root.backward()
    grads = {engine.ids[n]: number(n.grad) for n in engine.order if n.grad is not None}
    end = states[-1]
    assert any(id.startswith("g") for id in end["table"])
    shown = {id: said for id, said in end["gradients"].items() if id.startswith("v")}
    assert len(shown) > 10
    assert shown.items() <= grads.items()
    assert set(states[0]["gradients"].values()) == {NOT_YET}
    for before, state in itertools.pairwise(states):  # what changes is lit
        assert {id for id, _ in state["gradients"].items() - before["gradients"].items()} <= set(state["now"])
    assert end["later"] == []
    sums = [text("step.backward.group", gradient="@", contribution="@", total="@").split("@")[1].strip()]
    assert any(sums[0] in state["sentence"] for state in states)
    for state in states:  # a group is never taken for the node whose number it shares
        pale = {id[1:] for id in state["later"] if id.startswith("v")}
        assert {id[1:] for id in state["later"] if id.startswith("o")} == pale


# ── motion, colours, paper ──


def test_nothing_moves_for_who_asks_for_that(visit):
    page = visit("neuron")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.getAnimations().length") == 0
    lively = visit("neuron", reduced_motion="no-preference")
    lively.keyboard.press("ArrowRight")
    assert lively.evaluate("document.getAnimations().some((a) => a.animationName === 'flow')")


def readable(page, least=4.5):
    """Every word of the drawing and its background, which is what is painted there before it."""
    pairs = page.evaluate("""() => {
      const found = [];
      for (const text of document.querySelectorAll("#ui-view svg .card text, #ui-view svg .op text")) {
        const group = text.closest(".cell") ?? text.closest(".card, .op");
        const shape = group.querySelector("polygon, rect, path, ellipse");
        found.push([text.textContent, getComputedStyle(text).fill, getComputedStyle(shape).fill]);
      }
      return found;
    }""")
    paper = colour(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(pairs) > 10
    for said, ink, back in pairs:
        behind = paper if back == "none" else colour(back)
        assert contrast(colour(ink), behind) >= least, (said, ink, back)


@pytest.mark.parametrize("name", ["xor", "large"])
def test_a_dark_screen(visit, name):
    page = visit(name, color_scheme="dark")
    for key in ("End", "ArrowLeft", "Home"):
        page.keyboard.press(key)
        readable(page)
    assert max(colour(page.evaluate("getComputedStyle(document.body).backgroundColor"))) < 60
    shapes = page.evaluate("""() =>
      [...document.querySelectorAll("#ui-view svg :is(polygon, path, rect, ellipse)")].map((e) => getComputedStyle(e).fill)""")
    assert not [fill for fill in shapes if fill != "none" and min(colour(fill)) > 200]
    page.click("#ui-theme")
    assert min(colour(page.evaluate("getComputedStyle(document.body).backgroundColor"))) == 255
    page.click("#ui-theme")
    assert max(colour(page.evaluate("getComputedStyle(document.body).backgroundColor"))) < 60


def test_on_paper(visit):
    page = visit("xor", color_scheme="dark", high=900)
    page.keyboard.press("t")
    page.keyboard.press("t")
    page.keyboard.press("End")
    zoomed = box(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert not [id for id in ("ui-next", "ui-play", "ui-step", "ui-quiz", "ui-in", "ui-take") if page.is_visible(f"#{id}")]
    assert page.is_visible("#ui-view svg")
    assert page.is_visible("#ui-sentence")
    assert min(colour(page.evaluate("getComputedStyle(document.body).backgroundColor"))) == 255
    drawing = frame(page, "#ui-view svg")
    assert all(inside(frame(page, f"#v{i}"), drawing) for i in range(len(Engine(graph("xor")).order)))
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert box(page) == zoomed
    assert page.pdf().startswith(b"%PDF")


# ── without a mouse, and for screen readers ──


def test_tab_reaches_everything_in_order(visit):
    page, engine = visit("epochs"), Engine(graph("epochs")[0])
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("q")
    page.keyboard.press("n")
    page.mouse.click(3, 3)  # from the top
    seen = []
    for _ in range(15):
        page.keyboard.press("Tab")
        at = page.evaluate("""() => { const e = document.activeElement, s = getComputedStyle(e);
          return [e.id || e.textContent, s.outlineStyle, s.outlineWidth] }""")
        seen.append(at[0])
        assert at[1:] == ["solid", "3px"], at
    assert seen == [
        *("ui-back", "ui-reset", "ui-step", "ui-quiz", "ui-theme", "ui-language", "ui-take"),
        *("ui-given", text("page.quiz.check"), "ui-reveal", "ui-in", "ui-out", "ui-fit", "ui-side", engine.order[-1].label),
    ]


def test_a_whole_pass_by_keyboard_alone(visit):
    page, engine = visit("neuron"), Engine(graph("neuron"))
    while focused(page) != "ui-next":
        page.keyboard.press("Tab")
    for place in range(1, len(engine.steps) + 1):
        page.keyboard.press("Enter")
        assert page.text_content("#ui-sentence") == str(engine.steps[place - 1])
    page.keyboard.press("ArrowLeft")  # the button is at its end, the keys go on
    assert step(page) == len(engine.steps) - 1


def axe(frame):
    """Serious and critical violations that axe-core finds."""
    spec = importlib.util.find_spec("axe_playwright_python")
    if spec is None:
        required("browser", "no axe-core here: the package axe-playwright-python is not installed")
    script = next(Path(spec.submodule_search_locations[0]).rglob("axe.min.js")).read_text(encoding="utf-8")
    frame.evaluate(f"() => {{ if (!window.axe) {{ {script} }} }}")
    found = frame.evaluate("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations")
    return [(v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in found if v["impact"] in ("serious", "critical")]


def test_axe_finds_nothing_serious(visit):
    page = visit("epochs")
    assert axe(page) == []
    page.keyboard.press("End")
    assert axe(page) == []
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("q")
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    assert axe(page) == []
    page.click("#ui-language")
    page.click("#ui-theme")
    assert axe(page) == []
    page.click("#ui-quiz")
    page.keyboard.press("End")
    page.focus("#ui-rows button")
    assert axe(page) == []


def test_in_a_notebook(visit, tmp_path):
    made = draw(graph("neuron"), steps=True)._repr_mimebundle_()["text/html"]
    host = f'<!DOCTYPE html><html lang="ko"><meta charset="utf-8"><title>노트북</title><main><h1>노트북</h1>{made}</main></html>'
    path = tmp_path / "host.html"
    path.write_text(host, encoding="utf-8")
    page = visit(path)
    inner = next(f for f in page.frames if f is not page.main_frame)
    inner.click("#ui-next")
    assert inner.text_content("#ui-sentence") == str(Engine(graph("neuron")).steps[0])
    inner.press("#ui-next", "ArrowRight")
    assert inner.text_content("#ui-place").startswith("2 / ")
    assert inner.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(inner) == []
    assert axe(page) == []
    with pytest.raises(Exception, match=r"SecurityError|Blocked"):  # the page cannot reach the notebook
        inner.evaluate("parent.document.title")


# ── labels ──


def test_labels_are_text_everywhere(visit, tmp_path):
    total = Value(0.5, NASTY[0])
    for i, label in enumerate(NASTY):
        with scope(label):
            total = total * Value(1.0 + 0.1 * i, label)
    total.label = NASTY[1]
    engine, page = Engine(total), visit(save({NASTY[0]: total, NASTY[1]: total}, tmp_path / "a.html"))
    states = page.evaluate(WALK)
    assert [s["sentence"] for s in states[1:]] == [str(step) for step in engine.steps]
    names = {id: r[0] for id, r in states[0]["table"].items()}
    assert {engine.ids[n]: n.label for n in engine.order if n.label}.items() <= names.items()
    assert page.text_content("#ui-title").startswith(NASTY[0])
    told = page.evaluate("""(ids) => ids.map((id) => {
      document.querySelector(`#ui-row-${id} button`).focus();
      return document.getElementById("ui-trace").textContent;
    })""", list(names))  # fmt: skip
    assert all(said.startswith(name) for said, name in zip(told, names.values(), strict=True))
    page.keyboard.press("l")
    assert page.evaluate("""[...document.querySelectorAll("script")].length""") == 2
    foreign = "img, a[href], iframe, h1 ~ h1, #ui-view svg :is(script, foreignObject)"
    assert page.locator(foreign).count() == 0
    drawn = page.evaluate("""[...document.querySelectorAll("#ui-view svg text")].map((e) => e.textContent)""")
    assert "1.23456" in drawn
    assert any(said.startswith("<script>alert") for said in drawn)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# ── numbers that are none ──


@pytest.mark.filterwarnings("ignore::micrograd_ko.NumericWarning")
def test_nan_and_inf_are_shown(visit):
    root = graph("broken")
    engine, page = Engine(root), visit("broken")
    states = page.evaluate(WALK)
    for place, state in enumerate(states):
        assert {id: r[1] for id, r in state["table"].items()} == engine.values(place)
        assert {id: r[2] for id, r in state["table"].items()} == engine.gradients(place)
        assert state["sentence"] == (str(engine.steps[place - 1]) if place else text("step.start"))
    assert {"nan", "-inf"} <= {*states[-1]["values"].values(), *states[-1]["gradients"].values()}
    red = (217, 45, 32)
    for cell in page.evaluate(FILLS):  # framed in red, on white: neither zero nor not yet
        broken = cell["said"] in ("nan", "inf", "-inf")
        assert (cell["frame"] != "none" and colour(cell["frame"]) == red) == broken
        assert not broken or colour(cell["back"]) == (255, 255, 255)
    page.keyboard.press("Home")
    assert not [cell for cell in page.evaluate(FILLS) if cell["id"].endswith("gradient") and cell["frame"] != "none"]
    page.focus("#ui-row-v0 button")
    assert page.text_content("#ui-trace").endswith(engine.gradients(len(engine.steps))["v0"])


# ── the file ──


def test_without_javascript_the_drawing_shows_the_end(visit):
    root = graph("neuron")
    page, engine = visit("neuron", java_script_enabled=False), Engine(graph("neuron"))
    assert page.locator("#ui-view svg").is_visible()
    end = len(engine.steps)
    for id, figure in {**engine.gradients(end)}.items():
        if figure:
            assert page.locator(f"#a_{id}_gradient").text_content().strip() == figure
    assert page.locator("body noscript").text_content() == text("page.noscript")
    assert page.locator("body noscript").is_visible()
    assert root.label in page.locator("#ui-view").text_content()


@pytest.mark.parametrize(("name", "kilobytes"), [("xor", 300), ("many epochs", 300), ("large", 1_000)])
def test_the_file_is_small_and_well_formed(files, name, kilobytes):
    raw = files(name).read_bytes()
    assert len(raw) < kilobytes * 1_000
    page = raw.decode("utf-8")
    (svg,) = re.findall(r"<svg xmlns.*</svg>(?=\s*<p id=)", page, flags=re.S)
    assert ElementTree.fromstring(svg).get("role") == "img"
    (data,) = re.findall(r'<script id="ui-data" type="application/json">(.*?)</script>', page, flags=re.S)
    parsed = json.loads(data, parse_constant=pytest.fail)
    assert len(parsed["steps"]) == len(parsed["takes"][0]["steps"])
    assert not re.search(r"https?://(?!www\.w3\.org/)", page)


def test_a_page_of_400_nodes_is_made_soon():
    times = []
    for _ in range(3):
        root = wide(390)
        start = time.perf_counter()
        made = draw(root, steps=True).html
        times.append(time.perf_counter() - start)
    assert len(made) > 100_000
    assert min(times) < 2
