"""신경망의 페이지를 진짜 브라우저에서: 누르고, 바꾸고, 학습시킨다; 수는 모두 엔진의 것.

The page of a network in a real browser: press, change, train; every number is the engine's.
"""

import json
import time

import numpy as np
import pytest

from micrograd_ko import Tensor, Value, data, expand, set_language, topological_order
from micrograd_ko.engine import number
from micrograd_ko.errors import FormatError
from micrograd_ko.losses import binary_cross_entropy, cross_entropy
from micrograd_ko.messages import MESSAGES, text
from micrograd_ko.naming import all_names
from micrograd_ko.nn import MLP, BatchNorm, Dropout, Layer, Linear, Module, Sequential
from micrograd_ko.optim import SGD
from micrograd_ko.train import fit
from tests.helpers.pages import until
from viz import draw, save

XOR = data.xor()
X, T = XOR.X, XOR.y.reshape(-1, 1)


def mlp(*sizes, rng=0):
    return MLP(2, list(sizes), activation="tanh", rng=rng)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Pages of networks, each made once for each language."""
    folder = tmp_path_factory.mktemp("networks")
    made = {}

    def page(name):
        key = name, text("page.down")
        if key not in made:
            model = {"2-3-1": mlp(3, 1), "2-16-16-1": mlp(16, 16, 1)}[name]
            path = folder / f"{len(made)}.html"
            made[key] = save(model, path, X, T, loss="binary_cross_entropy")
        return made[key]

    return page


def graph_of(model, sample):
    """The scalar graph of one sample's loss, by the engine."""
    x = Tensor(X[sample : sample + 1], label="x", kind="input")
    root = expand(binary_cross_entropy(model(x), T[sample : sample + 1]))
    root.label = "L"
    root.backward()
    return root


def by_name(root):
    order = topological_order(root)
    names, _ = all_names(order)
    return {str(names[node]): node for node in order}


def shown(page, what):
    """Numbers of the program, by name."""
    found = page.evaluate(f"[...lab.live.{what}]")
    return dict(zip(page.evaluate("lab.live.given.names"), found, strict=True))


@pytest.mark.parametrize("sample", [0, 1, 3])
def test_every_number_of_a_sample_is_the_engines(visit, pages, sample):
    page = visit(pages("2-3-1"))
    page.evaluate(f"chooseSample({sample})")
    values, gradients = shown(page, "values"), shown(page, "gradients")
    for name, node in by_name(graph_of(mlp(3, 1), sample)).items():
        if node.kind == "constant" or "·" in name:  # the page calls targets t
            continue
        assert values[name] == pytest.approx(node.data, rel=1e-14, abs=1e-16), name
        assert gradients[name] == pytest.approx(node.grad, rel=1e-13, abs=1e-16), name


def test_circles_and_lines_show_the_numbers(visit, pages):
    page = visit(pages("2-3-1"))
    page.evaluate("chooseSample(1)")
    nodes = by_name(graph_of(mlp(3, 1), 1))
    for k in range(3):
        assert float(page.text_content(f"#n1_{k}_value")) == pytest.approx(
            nodes[f"a⁽¹⁾{'₁₂₃'[k]}"].data, abs=0.005
        )
    assert page.text_content("#loss_value").strip() == number(nodes["L"].data, 3)
    classes = {k: page.get_attribute(f"#l2_0_{k} .line", "class") for k in range(3)}
    for k, found in classes.items():
        sign = "plus" if nodes[f"w⁽²⁾{'₁₂₃'[k]}₁"].data > 0 else "minus"
        assert sign in found.split()


def test_a_line_says_why_its_weight_has_that_gradient(visit, pages):
    page, nodes = visit(pages("2-3-1")), by_name(graph_of(mlp(3, 1), 1))
    page.focus("#l1_0_1")
    page.keyboard.press("Enter")
    assert page.text_content("#ui-picked") == "w⁽¹⁾₂₁"
    sentence = page.text_content("#ui-sentence")
    assert sentence.startswith(f"w⁽¹⁾₂₁ = {number(nodes['w⁽¹⁾₂₁'].data)} · ")
    said = page.text_content("#ui-local")
    first, _, last, end = said.splitlines()
    assert end.startswith(f"∂L/∂z⁽²⁾₁ = {number(nodes['z⁽²⁾₁'].grad)}: ")
    assert first.startswith("∂L/∂w⁽¹⁾₂₁ = ∂L/∂z⁽¹⁾₁ × x₂ = ")
    assert first.endswith(f" = {number(nodes['w⁽¹⁾₂₁'].grad)}")
    assert last.startswith("∂L/∂a⁽¹⁾₁ = ∂L/∂z⁽²⁾₁ × w⁽²⁾₁₁ = ")
    assert last.endswith(f" = {number(nodes['a⁽¹⁾₁'].grad)}")
    lit = page.evaluate("[...document.querySelectorAll('.chosen')].map((e) => e.id).sort()")
    assert lit == ["l1_0_1", "l2_0_0", "loss", "n1_0", "n2_0"]


@pytest.mark.parametrize("unit", range(3))
def test_a_circle_opens_its_computation_with_its_own_numbers(visit, pages, unit):
    page, nodes = visit(pages("2-3-1")), by_name(graph_of(mlp(3, 1), 1))
    page.focus(f"#n1_{unit}")
    page.keyboard.press("Enter")
    rows = page.evaluate(
        "[...document.querySelectorAll('#ui-rows tr')]"
        ".map((r) => [...r.cells].map((c) => c.textContent))"
    )
    found = {name: (value, gradient) for name, value, gradient in rows}
    j = "₁₂₃"[unit]
    for name in (f"a⁽¹⁾{j}", f"z⁽¹⁾{j}", f"w⁽¹⁾₁{j}", f"w⁽¹⁾₂{j}", f"b⁽¹⁾{j}"):
        node = nodes[name]
        assert found[name] == (number(node.data), number(node.grad)), name
    labels = page.evaluate(
        "[...document.querySelectorAll('#ui-view .card')].map((c) => c.textContent)"
    )
    assert sum(f"w(1)2{unit + 1}" in label for label in labels) >= 1
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == f"n1_{unit}"
    assert page.is_visible("#n1_0")


def test_an_opened_neuron_is_stepped_through(visit, pages):
    page, nodes = visit(pages("2-3-1")), by_name(graph_of(mlp(3, 1), 1))
    page.click("#n1_1")
    last = page.evaluate("scene.steps.length")
    page.keyboard.press("Home")
    said = []
    for _ in range(last):
        page.keyboard.press("ArrowRight")
        said.append(page.text_content("#ui-sentence"))
    assert any(words.startswith("a⁽¹⁾₂ = tanh(z⁽¹⁾₂) = ") for words in said)
    arrived = MESSAGES["step.arrived"][0].format(
        gradient="∂L/∂a⁽¹⁾₂", contribution=number(nodes["a⁽¹⁾₂"].grad)
    )
    assert arrived in said
    assert any(words.startswith("∂L/∂w⁽¹⁾₂₂ = ") for words in said)


def test_the_loss_opens_too(visit, pages):
    page = visit(pages("2-3-1"))
    page.click("#loss")
    names = page.evaluate("scene.cards.map((card) => card.label)")
    assert "L" in names and "t" in names and "z⁽²⁾₁" in names


def test_training_is_that_of_the_engine_step_by_step(visit, pages):
    page, model = visit(pages("2-3-1")), mlp(3, 1)
    page.fill("#ui-rate", "0.5")
    for _ in range(3):
        page.click("#ui-down")
    fit(model, X, T, loss="binary_cross_entropy", optimizer=SGD(model, lr=0.5), epochs=3,
        batch_size=None, progress=False)  # fmt: skip
    values = shown(page, "values")
    names = {"W": "w⁽{}⁾{}{}", "b": "b⁽{}⁾{}"}
    for layer, (W, b) in enumerate(
        zip(model.parameters()[::2], model.parameters()[1::2], strict=True)
    ):
        up = "¹²"[layer]
        for (i, j), w in np.ndenumerate(W.data):
            assert values[names["W"].format(up, "₁₂₃"[i], "₁₂₃"[j])] == pytest.approx(w, rel=1e-12)
        for j, bias in enumerate(b.data):
            assert values[names["b"].format(up, "₁₂₃"[j])] == pytest.approx(bias, rel=1e-12)


def test_it_learns_xor_to_the_end_and_the_surface_follows(visit, pages):
    page = visit(pages("2-3-1"))
    first = page.evaluate("document.getElementById('ui-plane').toDataURL()")
    page.fill("#ui-rate", "1")
    page.click("#ui-run")
    until(page, "lab.running === null")
    assert page.text_content("#ui-wrong") == text("page.learned")
    assert page.evaluate("lab.trainer.losses.at(-1)") < 0.01
    assert "4/4" in page.text_content("#ui-loss")
    page.wait_for_timeout(300)
    assert page.evaluate("document.getElementById('ui-plane').toDataURL()") != first
    assert len(page.get_attribute("#ui-line", "points").split()) > 10
    page.click("#ui-undo")
    assert page.evaluate("lab.trainer.losses.length") == 1


def test_training_on_one_sample_alone(visit, pages):
    page = visit(pages("2-3-1"))
    page.uncheck("#ui-batch")
    before = page.evaluate("lab.live.values.at(-1)")
    page.click("#ui-down")
    assert page.evaluate("lab.live.values.at(-1)") < before
    assert page.evaluate("lab.trainer.losses.length") == 2


def test_samples_are_chosen_by_number_and_on_the_plane(visit, pages):
    page = visit(pages("2-3-1"))
    page.fill("#ui-sample", "4")
    page.keyboard.press("Enter")
    assert page.text_content("#ui-target").startswith("정답 0 · 출력 ")
    frame = page.locator("#ui-plane").bounding_box()
    page.mouse.click(frame["x"] + frame["width"] * 0.17, frame["y"] + frame["height"] * 0.83)
    assert page.input_value("#ui-sample") == "1"  # (0, 0) stands at the lower left


def test_an_input_of_a_sample_can_be_changed(visit, pages):
    page = visit(pages("2-3-1"))
    page.click("#n0_0")
    page.fill("#ui-slide", "0.5")
    assert page.evaluate("lab.trainer.rows[lab.trainer.sample][0]") == 0.5
    page.click("#ui-undo")
    assert page.evaluate("lab.trainer.rows[lab.trainer.sample][0]") == X[1, 0]


def test_lines_show_weights_or_gradients(visit, pages):
    page = visit(pages("2-3-1"))
    page.click("#ui-colour")
    assert page.text_content("#ui-colour") == text("page.network.gradients")
    nodes = by_name(graph_of(mlp(3, 1), 1))
    for k in range(3):
        sign = "plus" if nodes[f"w⁽²⁾{'₁₂₃'[k]}₁"].grad > 0 else "minus"
        assert sign in page.get_attribute(f"#l2_0_{k} .line", "class").split()


def test_both_languages(visit, pages):
    page = visit(pages("2-3-1"))
    page.keyboard.press("l")
    start = MESSAGES["page.network.start"][1].format(sizes="2-3-1")
    assert page.text_content("#ui-sentence") == start
    assert page.text_content("#ui-view").count("hidden 1") == 1
    assert page.text_content("#ui-down") == MESSAGES["page.down"][1]
    page.click("#n1_0")
    assert "weight" in page.text_content("#ui-view")
    set_language("en")


@pytest.mark.parametrize(("name", "kilobytes"), [("2-3-1", 300), ("2-16-16-1", 600)])
def test_the_file_is_small(pages, name, kilobytes):
    assert pages(name).stat().st_size <= kilobytes * 1000


def test_it_is_made_soon(tmp_path):
    times = []
    for _ in range(3):
        start = time.process_time()
        save(mlp(16, 16, 1), tmp_path / "net.html", X, T, loss="binary_cross_entropy")
        times.append(time.process_time() - start)
    assert min(times) < 2


def test_it_is_quick(visit, pages):
    page = visit(pages("2-16-16-1"))
    slide, step = page.evaluate("""() => {
      const median = (action) => {
        const times = Array.from({ length: 41 }, (_, i) => {
          const start = performance.now();
          action(i);
          return performance.now() - start;
        });
        return times.sort((a, b) => a - b)[20];
      };
      return [median((i) => setPicked(i / 40)), median(() => lab.trainer.descend(0.01))];
    }""")
    assert slide < 16 and step < 2


@pytest.mark.parametrize(("wide", "high"), [(1280, 800), (390, 844)])
@pytest.mark.parametrize("name", ["2-3-1", "2-16-16-1"])
def test_it_opens_whole_and_nothing_runs_over(visit, pages, name, wide, high):
    page = visit(pages(name), wide=wide, high=high)
    assert page.evaluate("document.documentElement.scrollWidth") <= wide
    view = page.locator("#ui-view").bounding_box()
    for id in ("n0_0", "n1_0", "loss") if wide == 1280 or name == "2-3-1" else ("n0_0",):
        box = page.locator(f"#{id}").bounding_box()
        assert box["x"] >= view["x"] and box["x"] + box["width"] <= view["x"] + view["width"] + 1
    scale = page.evaluate("drawing.getScreenCTM().a")
    sizes = page.evaluate(
        "[...drawing.querySelectorAll('.value')].map((t) => Number(t.getAttribute('font-size')))"
    )
    assert scale * min(size for size in sizes if size) > 7
    if wide == 1280:
        for id in ("ui-slide", "ui-down", "ui-run", "ui-curve"):
            box = page.locator(f"#{id}").bounding_box()
            assert box["y"] + box["height"] <= high


# ── other networks ──


class OfValues(Module):
    """Two of micrograd's layers."""

    def __init__(self):
        self.first, self.second = (
            Layer(2, 3, activation="tanh", rng=0),
            Layer(3, 1, nonlin=False, rng=1),
        )

    def forward(self, x):
        return self.second(self.first(x))


def test_a_network_of_values(visit, tmp_path):
    path = save(OfValues(), tmp_path / "values.html", X, T, loss=lambda y, t: (y - t[0]) ** 2)
    page = visit(path)
    page.fill("#ui-rate", "0.05")
    page.click("#ui-down")
    losses = page.evaluate("lab.trainer.losses")
    assert losses[1] < losses[0]
    page.click("#n1_2")
    assert page.evaluate("scene.cards.length") > 5


def test_the_model_that_fit_trained_brings_its_data(visit, tmp_path):
    model = mlp(3, 1)
    fit(model, X, T, loss="mse", optimizer="adam", epochs=3, progress=False)
    page = visit(save(model, tmp_path / "xor.html"))
    assert page.evaluate("lab.trainer.rows.length") == 4
    assert page.evaluate("lab.trainer.losses[0]") == pytest.approx(
        float(np.mean((np.asarray(model(X).data) - T) ** 2))
    )


def test_a_model_without_data_can_be_tried_out(visit, tmp_path):
    page = visit(save(mlp(3, 1), tmp_path / "bare.html"))
    page.click("#n0_0")
    page.fill("#ui-slide", "1")
    assert page.text_content("#n1_0_value") != ""
    assert page.is_hidden("#ui-run")


def test_several_outputs_and_their_loss(visit, tmp_path):
    digits = np.random.default_rng(0).normal(size=(12, 5))
    model = MLP(5, [4, 3], activation="relu", rng=0)
    path = save(model, tmp_path / "classes.html", digits, np.arange(12) % 3, loss="cross_entropy")
    page = visit(path)
    page.fill("#ui-rate", "0.5")
    page.click("#ui-down")
    fit(model, digits, np.arange(12) % 3, loss=cross_entropy, optimizer=SGD(model, lr=0.5),
        epochs=1, batch_size=None, progress=False)  # fmt: skip
    found = shown(page, "values")
    assert found["w⁽¹⁾₅₄"] == pytest.approx(model.parameters()[0].data[4, 3], rel=1e-10)


def test_normalisation_and_dropout_are_as_in_use(visit, tmp_path):
    model = Sequential(
        Linear(2, 3, rng=0), BatchNorm(3), np.tanh, Dropout(0.5), Linear(3, 1, rng=1)
    )
    page = visit(save(model, tmp_path / "norm.html", X, T, loss="mse"))
    assert page.evaluate("network.units.length") >= 6
    model.eval()
    predicted = np.asarray(model(X).data)
    assert page.evaluate("lab.trainer.losses[0]") == pytest.approx(np.mean((predicted - T) ** 2))


def test_undoing_reaches_back_over_a_change_of_the_batch(visit, pages):
    page = visit(pages("2-3-1"))
    for _ in range(3):
        page.click("#ui-down")
    page.uncheck("#ui-batch")
    for _ in range(3):
        page.click("#ui-undo")
        shown_loss = page.text_content("#ui-loss").split()[2]
        assert shown_loss == page.evaluate("live.value(live.program.root)")


def test_the_loss_of_one_sample_is_that_of_the_sample_in_sight(visit, pages):
    page = visit(pages("2-3-1"))
    page.uncheck("#ui-batch")
    page.click("#ui-down")
    for sample in range(4):
        page.evaluate(f"chooseSample({sample})")
        shown_loss = page.text_content("#ui-loss").split()[2]
        assert shown_loss == page.evaluate("live.value(live.program.root)")
    page.click("#ui-undo")
    assert page.evaluate("lab.trainer.losses") == [page.evaluate("live.values.at(-1)")]


class Branching(Module):
    """A model that computes otherwise for some inputs."""

    def __init__(self):
        self.first, self.second = Linear(2, 3, rng=0), Linear(3, 1, rng=1)

    def forward(self, x):
        h = self.first(x)
        return self.second(h.tanh() if x.sum() > 1 else h.relu())


def test_of_a_model_with_an_if_one_sample_is_alive(visit, tmp_path):
    page = visit(save(Branching(), tmp_path / "if.html", X, T, loss="mse", sample=3))
    assert page.is_hidden("#ui-samples")
    assert MESSAGES["page.network.rows"][0].format(count=4, shown=1) in page.text_content("footer")
    before = page.evaluate("lab.trainer.losses[0]")
    page.fill("#ui-rate", "0.01")
    page.click("#ui-down")
    assert page.evaluate("lab.trainer.losses[1]") < before


def test_what_is_too_large_for_a_page_is_told(tmp_path):
    pixels = np.zeros((2, 784))
    with pytest.raises(FormatError, match=r"\.svg") as told:
        save(MLP(784, [10, 2]), tmp_path / "mnist.html", pixels, [0, 1], loss="cross_entropy")
    assert "20,000" in str(told.value)
    assert save(MLP(784, [10, 2]), tmp_path / "mnist.svg", pixels).exists()


def test_a_neuron_of_very_many_inputs_is_told_of_but_not_opened(visit, tmp_path):
    page = visit(save(MLP(200, [2, 1], rng=0), tmp_path / "wide.html", np.ones((1, 200))))
    page.click("#n1_0")
    assert page.evaluate("net.open") is None
    assert page.text_content("#ui-sentence").startswith("a⁽¹⁾₁ = ")
    page.click("#n2_0")
    assert page.evaluate("net.open") == "n2_0"


def test_targets_of_any_kind_of_number_are_shown(visit, tmp_path):
    for targets in (T == 1, T.astype(int), T.astype(np.float32), T.tolist()):
        page = visit(save(mlp(3, 1), tmp_path / "kinds.html", X.tolist(), targets, loss="mse"))
        page.evaluate("chooseSample(1)")
        assert page.text_content("#ui-target").startswith("정답 1 · 출력 ")


def test_a_dropout_that_was_drawn_is_said_to_stay(visit, tmp_path):
    model = Sequential(Linear(2, 4, rng=0), np.tanh, Dropout(0.5, rng=1), Linear(4, 1, rng=2))
    loss = ((model(Tensor(X[1:2], label="x", kind="input")) - 1) ** 2).sum()
    page = visit(save(loss, tmp_path / "drawn.html", view="network"))
    assert "Dropout(0.5)" in page.text_content("footer")


def test_a_loss_that_is_no_mean_says_that_one_sample_is_trained(visit, tmp_path):
    def total(y, t):
        return ((y - t) ** 2).sum()

    page = visit(save(mlp(3, 1), tmp_path / "sum.html", X, T, loss=total))
    assert text("page.network.not_mean") in page.text_content("footer")
    assert not page.evaluate("lab.trainer.wholeBatch") and page.is_hidden("#ui-batch")


def test_a_graph_with_several_samples_in_it(visit, tmp_path):
    x = Tensor(X, label="x", kind="input")
    loss = binary_cross_entropy(mlp(3, 1)(x), T)
    page = visit(save(loss, tmp_path / "batch.html", view="network"))
    first = page.text_content("#n1_0_value")
    page.fill("#ui-sample", "3")
    page.keyboard.press("Enter")
    assert page.text_content("#n1_0_value") != first
    before = page.evaluate("lab.trainer.losses[0]")
    page.click("#ui-down")
    assert page.evaluate("lab.trainer.losses[1]") < before


def reasons(page):
    """What the page says of each weight and bias: the end of its first line, and its gradient."""
    for id in page.evaluate("[...net.byWire.keys(), ...net.byBias.keys()]"):
        page.evaluate(f"choose('{id}')")
        said = page.text_content("#ui-local").splitlines()[0]
        yield said, page.evaluate(f"live.gradient(nodeOf('{id}'))")


def test_reasons_end_in_the_gradient_where_samples_lie_side_by_side(visit, tmp_path):
    for count in (1, 2, 4):
        x = Tensor(X[-count:], label="x", kind="input")
        loss = binary_cross_entropy(mlp(3, 1)(x), T[-count:])
        loss.label = "L"
        found = list(reasons(visit(save(loss, tmp_path / f"{count}.html", view="network"))))
        assert len(found) == 13
        for said, gradient in found:
            assert said.endswith(f" = {gradient}")
            assert (f"{count}개 항의 합" in said) == (count > 3)


def test_reasons_tell_of_what_a_penalty_adds(visit, tmp_path):
    weights = [Value(0.5, "w1"), Value(-1.0, "w2")]
    z = weights[0] * Value(2.0, "x1") + weights[1] * Value(1.5, "x2") + Value(0.1, "b")
    loss = (z.tanh() - 1) ** 2 + 0.1 * (weights[0] ** 2 + weights[1] ** 2)
    first, second, bias = reasons(visit(save(loss, tmp_path / "penalty.html", view="network")))
    for (said, gradient), rest in ((first, 0.1), (second, -0.2)):
        assert said.endswith(f" (여기에 다른 경로로 온 {number(rest)} 더하기: {gradient})")
    assert bias[0].endswith(f" = {bias[1]}")


def test_names_cannot_inject_markup(visit, tmp_path):
    w, b, x = (
        Value(1.0, "w<img src=x onerror=alert(1)>"),
        Value(0.0, "b</script>"),
        Value(2.0, "$x"),
    )
    y = (w * x + b).tanh()
    page = visit(save(y, tmp_path / "nasty.html", view="network"))
    page.click("#n1_0")
    assert page.evaluate("document.images.length") == 0


def test_in_a_notebook_it_is_a_frame():
    drawing = draw(mlp(3, 1), X, T, loss="mse", steps=True)
    assert "<iframe" in drawing._repr_mimebundle_()["text/html"]
    assert json.dumps(repr(drawing))


def test_in_a_notebook_what_is_too_large_says_so_beside_its_table():
    shown = draw(MLP(784, [50, 10]), steps=True)._repr_mimebundle_()
    assert list(shown) == ["text/plain"]
    assert "너무 큽니다" in shown["text/plain"] and "은닉층 1" in shown["text/plain"]


def test_axe_finds_nothing_serious(visit, pages):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = visit(pages("2-3-1"))
    for state in ("", "choose('n1_0')"):
        if state:
            page.evaluate(state)
        found = axe.Axe().run(page).response["violations"]
        assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
