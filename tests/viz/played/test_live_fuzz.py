"""무작위 그래프와 신경망의 페이지를 흔든다.

Shake the pages of random graphs and networks; many more with HYPOTHESIS_PROFILE=intense.
"""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from micrograd_ko import backward_steps, forward_steps, topological_order
from micrograd_ko.engine import number
from micrograd_ko.nn import MLP
from micrograd_ko.optim import SGD
from micrograd_ko.strategies import graphs
from tests.viz.played.live_fuzz import ODD, STATE, changeable, redone, unlike
from tests.viz.played.shaken_networks import shaken
from viz import save
from viz.records import samples_of

FEWER = settings(
    max_examples=settings.default.max_examples // 4,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def tab(window, tmp_path):
    """One tab for all examples: open() shows another graph in it."""
    page, troubles = window.new_page(), []
    page.on("console", lambda said: troubles.append(said.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))

    def open(root, **options):
        page.goto(save(root, tmp_path / "shaken.html", **options).as_uri())
        return page

    yield open
    page.close()
    assert troubles == []


@FEWER
@given(
    graphs(max_ops=8, leaves=4),
    st.lists(st.dictionaries(st.integers(0, 9), st.floats() | st.sampled_from(ODD)), max_size=3),
)
@pytest.mark.filterwarnings("ignore::micrograd_ko.NumericWarning")
def test_whatever_is_typed_into_a_graph_its_page_shows_what_the_engine_computes(tab, root, changes):
    if root.op is None:
        return
    order, page = topological_order(root), tab(root)
    places, leaves = changeable(root), {}
    for some in [{}, *changes]:
        now = {places[k % len(places)]: x for k, x in some.items()}
        leaves |= now
        found = page.evaluate(STATE, list(now.items()))
        assert unlike(order, leaves, found) == []
    after = redone(root, leaves)
    if [node.data for node in topological_order(after)] == found["values"]:
        said = page.evaluate(
            "scene.steps.map((_, i) => { const { key, values } = scene.words(i);"
            " return fill(words(key), values); })"
        )
        assert said == [str(step) for step in (*forward_steps(after), *backward_steps(after))]


@FEWER
@given(shaken(), st.data())
@pytest.mark.filterwarnings("ignore::micrograd_ko.NumericWarning")
def test_a_network_trains_on_its_page_as_the_engine_trains_it(tab, net, data):
    samples = samples_of(net.model, net.X, net.y, net.loss)
    order = topological_order(*samples.roots)
    page = tab(net.model, X=net.X, y=net.y, loss=net.loss)
    place = {node: i for i, node in enumerate(order)}
    for k in data.draw(st.lists(st.integers(0, len(samples.rows) - 1), max_size=2)):
        row = {
            place[leaf]: x
            for leaf, x in zip(samples.leaves, samples.rows[k], strict=True)
            if leaf in place
        }
        if len(samples.rows) > 1:
            page.evaluate(f"chooseSample({k})")
            assert unlike(order, row, page.evaluate(STATE, [])) == []
    row = _kept_changes(page, order, data)
    assert unlike(order, row, page.evaluate(STATE, [])) == []
    page.reload()
    rel = 1e-4 if net.single else 1e-9
    rate, steps = 0.03125, data.draw(st.integers(1, 3))
    page.fill("#ui-rate", str(rate))
    found = []
    for _ in range(steps):
        page.evaluate("descend()")
        found.append(page.evaluate("lab.trainer.losses.at(-1)"))
    parameters = page.evaluate("lab.trainer.parameters.map((node) => live.values[node])")
    losses = _trained(net, rate, steps)
    if not np.all(np.isfinite(losses)) or max(losses) > 100:
        return
    assert found == pytest.approx(losses, rel=rel, abs=rel)
    assert sorted(parameters) == pytest.approx(sorted(net.parameters()), rel=rel, abs=rel)
    for _ in range(steps):
        page.evaluate("undo()")
    assert page.evaluate("lab.trainer.past.length") == 0


def _kept_changes(page, order, data):
    """Change some leaves, weights and inputs alike; gives what all of them hold then."""
    leaves = [i for i, n in enumerate(order) if n.op is None and n.kind != "constant"]
    found = data.draw(st.dictionaries(st.sampled_from(leaves), st.sampled_from([0.5, -2.0, *ODD])))
    page.evaluate(STATE, list(found.items()))
    now = page.evaluate("[...live.values]")
    return {i: float(now[i]) for i, node in enumerate(order) if node.op is None}


ACTIONS = [
    "descend()", "undo()", "run()", "halt()", "chooseSample(1)", "chooseSample(2)",
    "$('ui-batch').click()", "$('ui-colour').click()", "choose('n1_0')", "choose('loss')",
    "choose('l1_0_0')", "choose('n0_0')", "closeUnit()", "speak(other())",
    "($('ui-value').value = 0.75, typed())",
    "slide()", "$('ui-quiz').click()", "forth()", "back()", "first()", "KEYS[' ']()",
    "toggleTheme()",
    "tell('n1_1')", "tell(null)", "state.asked && $('ui-answer').requestSubmit()",
]  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The page of a small network."""
    X = np.array([[0.0, 1.0], [1.0, 0.0], [0.5, -1.0]])
    path = tmp_path_factory.mktemp("small") / "net.html"
    model = MLP(2, [2, 1], activation="tanh", rng=0)
    return save(model, path, X, X[:, :1] * X[:, 1:], loss="mse")


@FEWER
@given(st.lists(st.sampled_from(ACTIONS), max_size=25))
def test_whatever_is_pressed_the_page_agrees_with_itself(window, small, actions):
    page, troubles = window.new_page(), []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(small.as_uri())
    try:
        for action in actions:
            page.evaluate(action)
            assert troubles == []
        page.evaluate("halt()")
        found = page.evaluate("""() => {
          const values = lab.live.values.slice();
          lab.live.program.forward(values);
          return [[...lab.live.values], [...values], lab.trainer.losses, lab.trainer.loss(),
            document.getElementById("ui-loss").textContent,
            lab.trainer.rows[lab.trainer.sample], lab.trainer.leaves.map((k) => values[k])];
        }""")
    finally:
        page.close()
    values, anew, losses, loss, said, row, inputs = found
    assert values == anew and row == inputs
    assert losses[-1] == pytest.approx(loss, rel=1e-12) and None not in losses
    assert said.partition(" = ")[2].split()[0] == number(losses[-1])


def _trained(net, rate, steps):
    """The losses after each step of the engine's own descent."""
    optimizer, losses = SGD(net.model, lr=rate), []
    for _ in range(steps):
        optimizer.zero_grad()
        net.whole().backward()
        optimizer.step()
        losses.append(float(net.whole().data))
    return losses
