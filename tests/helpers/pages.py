"""페이지를 시험할 때 함께 쓰는 것: 그래프, 브라우저, 엔진의 답.

What tests of the page share: graphs, the browser, and what the engine says.
"""

import re
import warnings
from functools import cache

import numpy as np

from micrograd_ko import (
    NumericWarning,
    Tensor,
    Value,
    backward_steps,
    expand,
    forward_steps,
    scope,
    tanh,
    topological_order,
)
from micrograd_ko.engine.notation import magnitude, number
from viz.records.fold import folding_of

NOT_YET = "—"


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
    x = np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 1.0], [1.0, 1.0]])[:samples]
    t = np.array([[1.0], [0.0], [1.0], [0.0]])[:samples]
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
    """Layer upon layer until there are so many nodes: each a scope of its own, and some nodes in
    none.
    """
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


GRAPHS = {
    "neuron": neuron, "square": square, "xor": xor, "mlp": mlp, "broken": broken, "epochs": epochs,
    "large": lambda: wide(360), "folded": lambda: wide(1_000),
    "many epochs": lambda: {i: xor(0.1 * i) for i in range(8)},
}  # fmt: skip


@cache
def graph(name):
    with warnings.catch_warnings(action="ignore", category=NumericWarning):
        return GRAPHS[name]()


READ = """() => {
  const all = (what) => [...document.querySelectorAll(what)];
  const text = (e) => (e ? e.textContent : null);
  const [svg, ids] = ["#ui-view svg ", (what) => all(what).map((e) => e.id).sort()];
  return {
    place: text(document.querySelector("#ui-place")),
    phase: text(document.querySelector("#ui-phase")),
    sentence: text(document.querySelector("#ui-sentence")),
    local: text(document.querySelector("#ui-local")),
    trace: text(document.querySelector("#ui-trace")),
    verdict: text(document.querySelector("#ui-verdict")),
    values: Object.fromEntries(all(svg + ".cell.value").map(
      (e) => [e.id.split("_")[1], text(e.querySelector("text"))])),
    gradients: Object.fromEntries(all(svg + ".cell.gradient").map(
      (e) => [e.id.split("_")[1], text(e.querySelector("text"))])),
    table: Object.fromEntries(all("#ui-rows tr").map(
      (r) => [r.id.slice(7), [...r.cells].map(text)])),
    locals: Object.fromEntries(all(svg + ".local").map((e) => [e.closest(".edge").id, text(e)])),
    now: ids(svg + ".now"), later: ids(svg + ".later"), path: ids(svg + ".path"),
    row: ids("#ui-rows .now"),
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
    pull = (
        "([id, place]) =>"
        " { const s = document.getElementById(id); s.value = place; s.dispatchEvent(new "
        "Event('input')) }"
    )
    page.evaluate(pull, [slider, place])


def until(page, condition, seconds=20):
    """Wait until a condition holds; the page's policy forbids Playwright's own way."""
    for _ in range(seconds * 20):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)


def focused(page):
    return page.evaluate("document.activeElement.id")


def box(page):
    return [float(part) for part in page.get_attribute("#ui-view svg", "viewBox").split()]


def frame(page, selector):
    return page.evaluate(
        "(what) => document.querySelector(what).getBoundingClientRect().toJSON()", selector
    )


class Engine:
    """What has to stand on the page, from the engine's own log: values, sums so far, what is lit
    and what is pale. A sum of many terms is one card, which shows the partial sums on the way.
    """

    def __init__(self, root):
        self.order = topological_order(root)
        self.folding = folding_of(root, fold=False)
        self.ids = {node: self.folding.id(node) for node in self.order}
        self.forward, self.backward = forward_steps(root), backward_steps(root)
        self.steps = [*self.forward, *self.backward]

    def edges(self, node):
        """The arrows into the card of a node; there is none within a sum."""
        return {self.folding.edge_id(p, node, i) for i, p in enumerate(node.parents)} - {""}

    def values(self, place):
        found = {
            self.ids[node]: "" if node.op else number(magnitude(node.data))
            for node in self.folding.shown
        }
        for step in self.forward[:place]:
            found[self.ids[step.node]] = number(magnitude(step.value))
        return found

    def gradients(self, place):
        found = {
            self.ids[node]: "" if node.kind == "constant" else NOT_YET
            for node in self.folding.shown
        }
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
        edge = self.folding.edge_id(step.parent, step.node, step.index)
        return {self.ids[step.parent], self.ids[step.node], *self.op(step.node), edge} - {""}

    def pale(self, place):
        of = [
            {self.ids[step.node], *self.op(step.node), *self.edges(step.node)}
            for step in self.forward
        ]
        return set().union(*of[place:]) - set().union(*of[:place])

    def op(self, node):
        return {f"{part}{self.ids[node][1:]}" for part in "oe"}


def colour(said):
    """The computed colour as 0 to 255, and how opaque it is."""
    numbers = [
        float(x) for x in re.findall(r"-?[\d.]+(?:e-?\d+)?", said.removeprefix("color(srgb"))
    ]
    scale = 255 if said.startswith("color(srgb") else 1
    return tuple(x * scale for x in numbers[:3])
