"""무작위 그래프와 신경망의 페이지를 흔든다.

Shake the pages of random graphs and networks; many more with HYPOTHESIS_PROFILE=intense.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from micrograd_ko import backward_steps, forward_steps, topological_order
from micrograd_ko.strategies import graphs
from tests.viz.played.live_fuzz import ODD, STATE, changeable, redone, unlike
from viz import save

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
