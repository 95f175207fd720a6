"""페이지의 모습: 확대, 움직임, 색, 종이, 화면 낭독기.

The looks of the page: zoom, motion, colours, paper, screen readers, in a real browser.
"""

import importlib.util
import itertools
from pathlib import Path

import pytest

from micrograd_ko.engine.notation import number
from micrograd_ko.messages import text
from tests.helpers.pages import NOT_YET, WALK, Engine, box, colour, focused, frame, graph, step
from tests.helpers.sharing import required
from viz import draw


def contrast(one, other):
    def luminance(rgb):
        linear = [
            x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4
            for x in (c / 255 for c in rgb)
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted(map(luminance, (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


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
    page.wait_for_function(
        "(wide) => document.querySelector('#ui-view svg').viewBox.baseVal.width < wide / 1.5",
        arg=whole[2],
    )
    near = frame(page, "#v0")
    assert near["width"] > 1.4 * card["width"]
    assert near["x"] < x < near["x"] + near["width"]  # what was under the pointer stays there
    assert near["x"] + near["width"] / 2 == pytest.approx(x, abs=2)
    page.mouse.down()
    page.mouse.move(x + 40, y + 25, steps=4)
    page.mouse.up()
    moved = frame(page, "#v0")
    assert (moved["x"] - near["x"], moved["y"] - near["y"]) == (
        pytest.approx(40, abs=1),
        pytest.approx(25, abs=1),
    )
    page.mouse.move(x, y)  # the button is up: nothing moves any more
    assert frame(page, "#v0") == moved
    page.click("#ui-fit")
    assert box(page) == whole
    clicks = (
        "([id, times]) => { for (let i = 0; i < times; i++) document.getElementById(id).click() }"
    )
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
        over = page.evaluate("""() => [
          ...document.querySelectorAll("#ui-view .card text")].filter((text) => {
          const [word, card] = [text, text.closest(".card").querySelector(".frame")].map(
            (e) => e.getBoundingClientRect());
          return text.textContent && (word.right > card.right || word.left < card.left);
        }).map((text) => text.textContent)""")
        assert over == []
        page.keyboard.press("l")


@pytest.mark.parametrize(
    ("name", "wide", "high"), [("large", 1366, 768), ("xor", 1366, 768), ("xor", 390, 844)]
)
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
    assert len(shown) > 5
    assert shown.items() <= grads.items()
    assert set(states[0]["gradients"].values()) == {NOT_YET}
    for before, state in itertools.pairwise(states):  # what changes is lit
        assert {id for id, _ in state["gradients"].items() - before["gradients"].items()} <= set(
            state["now"]
        )
    assert end["later"] == []
    sums = [
        text("step.backward.group", gradient="@", contribution="@", total="@").split("@")[1].strip()
    ]
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
      for (const text of document.querySelectorAll(
          "#ui-view svg .card text, #ui-view svg .op text")) {
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
      [...document.querySelectorAll("#ui-view svg :is(polygon, path, rect, ellipse)")].map(
        (e) => getComputedStyle(e).fill)""")
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
    assert not [
        id
        for id in ("ui-next", "ui-play", "ui-step", "ui-quiz", "ui-in", "ui-take")
        if page.is_visible(f"#{id}")
    ]
    assert not page.is_visible(".keys.graph")
    assert page.is_visible("#ui-view svg")
    assert page.is_visible("#ui-sentence")
    assert min(colour(page.evaluate("getComputedStyle(document.body).backgroundColor"))) == 255
    drawing = frame(page, "#ui-view svg")
    assert all(inside(frame(page, f"#{id}"), drawing) for id in Engine(graph("xor")).ids.values())
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
    for _ in range(20):
        page.keyboard.press("Tab")
        at = page.evaluate("""() => { const e = document.activeElement, s = getComputedStyle(e);
          return [e.id || e.textContent, s.outlineStyle, s.outlineWidth] }""")
        seen.append(at[0])
        assert at[1:] == ["solid", "3px"], at
    assert seen == [
        *("ui-back", "ui-reset", "ui-step", "ui-quiz", "ui-theme", "ui-language", "ui-take"),
        *(
            "ui-given",
            text("page.quiz.check"),
            "ui-reveal",
            "ui-in",
            "ui-out",
            "ui-fit",
            *("ui-value", "ui-slide", "ui-rate", "ui-down", "ui-run"),
            "ui-side",
            engine.order[-1].label,
        ),
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
    """Serious and critical violations that axe-core finds; what is pale on purpose left out, whose
    numbers stand in the table.
    """
    spec = importlib.util.find_spec("axe_playwright_python")
    if spec is None:
        required("browser", "no axe-core here: the package axe-playwright-python is not installed")
    script = next(Path(spec.submodule_search_locations[0]).rglob("axe.min.js")).read_text(
        encoding="utf-8"
    )
    frame.evaluate(f"() => {{ if (!window.axe) {{ {script} }} }}")
    found = frame.evaluate(
        "async () => (await axe.run({ exclude: ['.later', '.trace .card:not(.path)'] },"
        " { resultTypes: ['violations'] })).violations"
    )
    return [
        (v["id"], [n["html"][:120] for n in v["nodes"]][:3])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


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
    host = (
        '<!DOCTYPE html><html lang="ko"><meta charset="utf-8"><title>노트북</title><main>'
        f"<h1>노트북</h1>{made}</main></html>"
    )
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
    # the page cannot reach the notebook
    with pytest.raises(Exception, match=r"SecurityError|Blocked"):
        inner.evaluate("parent.document.title")
