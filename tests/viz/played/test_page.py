"""단계를 넘기는 페이지를 진짜 브라우저에서: 수와 문장은 모두 엔진의 것과 같다.

The page in a real browser: every number and sentence on it, at every step, is the engine's; keys,
buttons, quiz, languages, paths, epochs, zoom, dark, print, and people who use no mouse.
"""

import json
import re
import time
from xml.etree import ElementTree

import pytest

from micrograd_ko import Value, scope, set_language, topological_order
from micrograd_ko.engine.notation import magnitude, number
from micrograd_ko.messages import MESSAGES, text
from micrograd_ko.naming import all_names
from tests.helpers.pages import WALK, Engine, colour, go, graph, neuron, read, wide
from viz import draw, save
from viz.palette import STRONG, gradient_colours, shade

NASTY = (
    *(
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</script><h1>",
        "&amp;",
        "{x}",
        "{gradient}",
        "%s",
    ),
    *(
        "$name",
        "$data",
        "'\"`",
        "👨‍👩‍👧",
        "אבג",
        "\u202e뒤집힘",
        "가" * 200,
        "줄\n바꿈",
        "]]>",
        "\x00",
        "\ud800",
        "1.23456",
    ),
)


# ── every step ──


def second_line(engine, step, *, back):
    """Below the sentence: the local derivative; of a sum on one card that there is more to come."""
    if back:
        return text("step.local", **step.words) if step.local is not None else ""
    whole = step and engine.folding.within.get(step.node)
    return text("page.partial", name=all_names(engine.order)[0][whole]) if whole else ""


@pytest.mark.parametrize("name", ["neuron", "square", "xor", "mlp"])
def test_every_step_shows_what_the_engine_computed(visit, name):
    root = graph(name)
    page, engine = visit(name), Engine(root)
    for language in ("ko", "en"):
        set_language(language)
        states = page.evaluate(WALK)
        assert [state["place"] for state in states] == [
            f"{i} / {len(engine.steps)}" for i in range(len(engine.steps) + 1)
        ]
        assert [state["sentence"] for state in states] == [
            text("step.start"),
            *map(str, engine.steps),
        ]
        for place, state in enumerate(states):
            values, gradients = engine.values(place), engine.gradients(place)
            assert {
                id: [value, gradient] for id, (_, value, gradient) in state["table"].items()
            } == {id: [values[id], gradients[id]] for id in values}
            assert state["values"].items() <= values.items()
            assert state["gradients"] == {id: shown for id, shown in gradients.items() if shown}
            assert set(state["now"]) == engine.lit(place)
            assert set(state["later"]) == engine.pale(place)
            current = engine.steps[place - 1] if place else None
            back = place > len(engine.forward)
            assert state["row"] == (
                [f"ui-row-{engine.ids[current.parent if back else current.node]}"]
                if current
                else []
            )
            assert state["phase"] == text("step.phase.backward" if back else "step.phase.forward")
            assert state["local"] == second_line(engine, current, back=back)
        page.keyboard.press("l")
    set_language("ko")
    root.zero_grad()
    root.backward()
    end = {engine.ids[n]: number(magnitude(n.grad)) for n in engine.order if n.kind != "constant"}
    assert states[-1]["gradients"] == end
    assert len(states[-1]["values"]) == sum(card.has_value_row for card in draw(root).picture.cards)


def twice():
    """A graph whose leaves hold the sum of two passes, and one of them what another loss left as
    well.
    """
    loss = neuron()
    loss.backward()
    loss.backward()
    b = loss.parents[0].parents[1]
    (b * 3.0).backward()
    return loss


HELD = """() => Object.fromEntries([...document.querySelectorAll("#ui-rows tr")].map((row) => {
  const id = row.id.slice(7), card = document.getElementById(id);
  const words = (e) => (e ? e.textContent : "");
  const shapes = [...card.querySelectorAll(".cell.gradient :is(polygon, rect)")]
    .map((e) => getComputedStyle(e));
  return [row.querySelector("button").textContent, {
    table: words(row.querySelector("small")),
    card: words(document.querySelector(`#a_${id}_before text`)),
    dashed: shapes.some((s) => s.strokeDasharray !== "none" && s.stroke !== "none"),
  }];
}))"""


@pytest.mark.parametrize("language", ["ko", "en"])
def test_where_grad_holds_a_gradient_from_before_the_page_says_so_and_how_to_clear_it(
    visit, tmp_path, language
):
    set_language(language)
    root = twice()
    held = {
        node.label: f".grad = {number(node.grad)}"
        for node in topological_order(root)
        if node.op is None and node.grad
    }
    assert len(held) == 4  # of w₂ the gradient is 0, twice
    page = visit(save(root, tmp_path / "twice.html"))
    for key in ("Home", "End", "l"):
        page.keyboard.press(key)
        for name, shown in page.evaluate(HELD).items():
            assert shown == {
                "table": held.get(name, ""),
                "card": held.get(name, ""),
                "dashed": name in held,
            }
    assert read(page)["gradients"] == Engine(root).gradients(len(Engine(root).steps))
    legend = page.text_content("#ui-legend")
    assert (
        text("page.before.legend", "en" if language == "ko" else "ko") in legend
        and "L.zero_grad()" in legend
    )
    root.zero_grad()
    root.backward()
    page = visit(save(root, tmp_path / "once.html"))
    assert not any(
        shown["table"] or shown["card"] or shown["dashed"] for shown in page.evaluate(HELD).values()
    )
    assert ".grad" not in page.text_content("#ui-legend")


def test_each_epoch_says_what_its_own_nodes_hold(visit, tmp_path):
    takes = {0: neuron(), 1: twice(), 2: neuron()}
    page = visit(save(takes, tmp_path / "epochs.html"))
    for place, count in ((0, 0), (1, 4), (2, 0)):
        go(page, place, "ui-take")
        shown = page.evaluate(HELD).values()
        assert (
            sum(bool(each["table"]) for each in shown)
            == sum(each["dashed"] for each in shown)
            == count
        )
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
    assert shown["층 1"]["table"] == shown["층 1"]["card"] == "≠ 이전 기울기 6개"
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


FILLS = """() => [...document.querySelectorAll("#ui-view svg .cell")].map((cell) => ({
  id: cell.id, said: cell.querySelector("text").textContent,
  ink: getComputedStyle(cell.querySelector("text")).fill,
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
            cell = cells[f"a_{card.id}_gradient"]
            (back, ink) = gradient_colours(card.gradient, picture.gradient_max)
            hexes = [tuple(bytes.fromhex(c[1:])) for c in (back, ink)]
            assert colour(cell["back"]) == pytest.approx(hexes[0], abs=2)
            assert colour(cell["ink"]) == pytest.approx(hexes[1], abs=2)
            assert (hexes[1] == (255, 255, 255)) == (
                abs(shade(card.gradient, picture.gradient_max)) > STRONG
            )
    page.keyboard.press("Home")
    before = {colour(cell["back"]) for cell in page.evaluate(FILLS)}
    assert before == {(255.0, 255.0, 255.0)}


# ── languages ──


HANGUL = re.compile(r"[가-힣]+")


SAID = """() => [document.title, document.documentElement.innerText,
  ...[...document.querySelectorAll("#ui-view svg text")].map((e) => e.textContent),
  ...[...document.querySelectorAll("[aria-label], [title], [aria-valuetext]")].flatMap(
    (e) => ["aria-label", "title", "aria-valuetext"].map(
      (name) => e.getAttribute(name) ?? ""))].join("\\n")"""


@pytest.mark.filterwarnings("ignore::micrograd_ko.NumericWarning")
@pytest.mark.parametrize("name", ["mlp", "large", "folded", "broken", "epochs"])
def test_one_key_changes_every_word(visit, name):
    page = visit(name)
    page.keyboard.press("End")
    page.focus("#ui-rows tr:last-child button")
    korean = page.evaluate(SAID)
    page.keyboard.press("l")
    english = page.evaluate(SAID)
    # the button to the other language, and labels
    own = {"English", "한국어", "뉴런", "층", "손실"}
    assert set(HANGUL.findall(english)) <= own | {MESSAGES["draw.rest"][0]}
    for key, (ko, en) in MESSAGES.items():
        if (
            key.startswith(("draw.kind.", "page.back", "page.keys", "page.title", "page.table"))
            or key == "draw.gradient"
        ):
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


# ── labels ──


def test_labels_are_text_everywhere(visit, tmp_path):
    total = Value(0.5, NASTY[0])
    for i, label in enumerate(NASTY):
        with scope(label):
            total = total * Value(1.0 + 0.1 * i, label)
    total.label = NASTY[1]
    engine = Engine(total)
    page = visit(save({NASTY[0]: total, NASTY[1]: total}, tmp_path / "a.html"))
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
    drawn = page.evaluate(
        """[...document.querySelectorAll("#ui-view svg text")].map((e) => e.textContent)"""
    )
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
    assert not [
        cell
        for cell in page.evaluate(FILLS)
        if cell["id"].endswith("gradient") and cell["frame"] != "none"
    ]
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


@pytest.mark.parametrize(
    ("name", "kilobytes"), [("xor", 300), ("many epochs", 300), ("large", 1_000)]
)
def test_the_file_is_small_and_well_formed(files, name, kilobytes):
    raw = files(name).read_bytes()
    assert len(raw) < kilobytes * 1_000
    page = raw.decode("utf-8")
    (svg,) = re.findall(r"<svg xmlns.*</svg>(?=\s*<p id=)", page, flags=re.S)
    assert ElementTree.fromstring(svg).get("role") == "img"
    (data,) = re.findall(
        r'<script id="ui-data" type="application/json">(.*?)</script>', page, flags=re.S
    )
    parsed = json.loads(data, parse_constant=pytest.fail)
    record = parsed["live"]["record"]
    assert len(record["ops"]) == len(parsed["live"]["names"]) == len(parsed["scene"]["nodes"])
    assert all(len(take["leaves"]) == len(record["ops"]) for take in parsed["takes"])
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
