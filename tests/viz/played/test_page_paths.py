"""페이지의 경로와 여러 에폭. Paths and several epochs on the page, in a real browser."""

from collections import Counter

import pytest

from micrograd_ko import Value, explain, topological_order
from micrograd_ko.engine.notation import number, signed
from micrograd_ko.messages import text
from micrograd_ko.seeing import local_numbers
from tests.helpers.pages import Engine, frame, go, graph, read, step
from viz import save

# ── paths ──


def descendants(root, node):
    found = {node}
    for child in topological_order(root):
        if found.intersection(child.parents):
            found.add(child)
    return found


def between_cards(path, ids):
    """The local derivatives along a path, without those within the card of a sum."""
    hops = zip(path.nodes[::-1], path.nodes[-2::-1], strict=False)
    return [x for x, (a, b) in zip(path.locals, hops, strict=True) if ids[a] != ids[b]]


@pytest.mark.parametrize("name", ["square", "xor", "mlp"])
def test_pointing_at_a_node_shows_its_paths_to_the_root(visit, name):
    root = graph(name)
    page, engine = visit(name, wide=2000, high=1200), Engine(root)
    page.keyboard.press("0")
    view = frame(page, "#ui-view")
    for node in engine.folding.shown:
        page.hover(f"#{engine.ids[node]}")
        state, below = read(page), descendants(root, node)
        assert frame(page, "#ui-view") == view
        edges = {
            engine.folding.edge_id(p, child, i)
            for child in below
            for i, p in enumerate(child.parents)
            if p in below
        } - {""}
        assert set(state["path"]) == {engine.ids[n] for n in below} | edges | set().union(
            *(engine.op(n) for n in below - {node})
        )
        assert state["traced"]
        if isinstance(node, Value) and node.kind != "constant":
            found = explain(root, node)
            name_of = state["table"][engine.ids[node]][0]
            assert state["trace"].startswith(
                text("page.trace.count", name=name_of, root=root.label, count=found.count)
            )
            assert state["trace"].endswith(f" {number(found.total)}")
            if found.count <= 4 and node is not root:
                terms = state["trace"].split(": ", 1)[1].rsplit(" = ", 1)[0].split(" + ")
                assert Counter(terms) == Counter(
                    " × ".join(signed(number(x)) for x in between_cards(path, engine.ids))
                    for path in found.paths
                )
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
    assert page.text_content("#ui-trace") == text(
        "page.trace.many", name="x", root="y", count=2**70, total=number(2.0**70)
    )


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
            assert (
                page.text_content("#ui-title")
                == page.get_attribute("#ui-take", "aria-valuetext")
                == loss
            )
            assert step(page) == place
            assert state["sentence"] == (
                str(engine.steps[place - 1]) if place else text("step.start")
            )
            assert {id: r[1] for id, r in state["table"].items()} == engine.values(place)
            assert {id: r[2] for id, r in state["table"].items()} == engine.gradients(place)
            assert state["values"].items() <= engine.values(place).items()
            locals_ = {
                engine.folding.edge_id(p, n, i): number(local, 2)
                for n in engine.order
                if n.op
                for i, (p, local) in enumerate(zip(n.parents, local_numbers(n), strict=True))
            }
            locals_.pop("", None)  # within the card of a sum
            assert {id: said.strip(" \xa0") for id, said in state["locals"].items()} == locals_
    page.focus("#ui-take")
    page.keyboard.press("ArrowLeft")
    assert page.text_content("#ui-title").startswith("10 · ")
    assert step(page) == place


def test_one_time_alone_has_no_slider_of_epochs(visit):
    assert not visit("neuron").is_visible("#ui-epochs")
