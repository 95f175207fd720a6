"""그림의 배치가 얼마나 나쁜지 센다.

What is bad about the layout of a drawing, counted from its SVG; `python -m
tests.viz.drawn.layout_measure` prints the table. Both writers are read: Graphviz's (circles, labels
on arrows) and our own for large graphs (the op in the card).
"""

import re
import sys
import unicodedata
from dataclasses import astuple, dataclass, fields
from itertools import combinations
from xml.etree import ElementTree

import numpy as np

from micrograd_ko import Value, expand, manual_seed, scope
from micrograd_ko.commands import demo
from micrograd_ko.losses import binary_cross_entropy
from micrograd_ko.messages import columns, em
from micrograd_ko.nn import MLP, Layer, Neuron
from tests.helpers.pages import neuron, square
from viz import draw

SVG = "{http://www.w3.org/2000/svg}"
READABLE = 9  # px: no smaller letter is read with ease
STEPS = 12  # straight pieces of a curve
SLACK = 1.5  # px: boxes that share no more than this touch, and do not overlap


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self):
        return (self.right - self.left) * (self.bottom - self.top)

    def shrunk(self, by):
        return Box(self.left + by, self.top + by, self.right - by, self.bottom - by)

    def overlaps(self, other):
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return min(wide, high) > SLACK


@dataclass(frozen=True)
class Written:
    """A text: its words, where it stands, its size, and the part of the drawing it belongs to."""

    words: str
    box: Box
    size: float
    part: str


@dataclass(frozen=True)
class Read:
    """What an SVG shows. Edges are by id; an edge is a list of lines, each an array of points."""

    cards: dict
    ops: dict
    edges: dict
    texts: list
    frames: list  # outlines of scopes, as arrays of points
    whole: Box


@dataclass(frozen=True)
class Measured:
    """Less is better, everywhere. `width`: at how many px the smallest letter can be read."""

    crossings: int
    through: int
    over_text: int
    over_line: int
    unused: float
    width: int
    inversions: int


# ── reading the SVG ──


def numbers(text):
    return [float(x) for x in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text)]


def flattened(d):
    """The lines of a path, each piece of a curve as short straight ones."""
    lines = []
    for part in re.findall(r"M[^M]*", d):
        points = []
        for command, rest in re.findall(r"([MCL])([^MCL]*)", part):
            given = np.reshape(numbers(rest), (-1, 2))
            if command != "C":
                points.extend(given)
                continue
            for a, b, c in given.reshape(-1, 3, 2):
                t = np.linspace(0, 1, STEPS + 1)[1:, None]
                start = points[-1]
                points.extend(
                    (1 - t) ** 3 * start + 3 * (1 - t) ** 2 * t * a + 3 * (1 - t) * t**2 * b
                    + t**3 * c
                )  # fmt: skip
        lines.append(np.array(points))
    return lines


def around(points):
    (left, top), (right, bottom) = np.min(points, axis=0), np.max(points, axis=0)
    return Box(float(left), float(top), float(right), float(bottom))


def outline(shape):
    kind = shape.tag.removeprefix(SVG)
    if kind == "path":
        return np.concatenate(flattened(shape.get("d")))
    if kind == "polygon":
        return np.reshape(numbers(shape.get("points")), (-1, 2))
    if kind == "ellipse":
        centre = np.array([float(shape.get("cx")), float(shape.get("cy"))])
        half = np.array([float(shape.get("rx")), float(shape.get("ry"))])
    else:
        half = np.array([float(shape.get("width")), float(shape.get("height"))]) / 2
        centre = np.array([float(shape.get("x", 0)), float(shape.get("y", 0))]) + half
    return np.array([centre - half, centre + half])


def written(text, part, anchor, size):
    """A text with the box that the widths of its letters give; `tspan`s keep their own size."""
    size = float(text.get("font-size", size))
    runs = [(text.text or "", size)]
    for run in text:
        share = float(run.get("font-size", "100%").rstrip("%")) / 100
        runs += [(run.text or "", share * size), (run.tail or "", size)]
    words = "".join(word for word, _ in runs)
    wide = sum(em(word.replace("\u00a0", " ")) * s for word, s in runs)
    x, y = float(text.get("x")), float(text.get("y"))
    x -= {"start": 0.0, "middle": 0.5, "end": 1.0}[text.get("text-anchor", anchor)] * wide
    smallest = min(s for word, s in runs if word.strip()) if words.strip() else size
    return Written(
        words.strip(), Box(x, y - 0.75 * size, x + wide, y + 0.15 * size), smallest, part
    )


def read(svg):
    """Find cards, circles, edges, scopes and texts in an SVG that we wrote."""
    root = ElementTree.fromstring(svg)
    cards, ops, edges, texts, frames = {}, {}, {}, [], []
    stack = [(root, "", "start", 11)]
    while stack:
        element, part, anchor, size = stack.pop()
        kinds = element.get("class", "").split()
        anchor = element.get("text-anchor", anchor)
        size = element.get("font-size", size)
        if {"value", "op", "edge", "cluster"} & set(kinds):
            part = element.get("id")
            shapes = [e for e in element.iter() if e.tag[len(SVG) :] in SHAPES]
            if "edge" in kinds:
                edges[part] = [
                    line for e in shapes if e.tag == f"{SVG}path" for line in flattened(e.get("d"))
                ]
            else:
                drawn = next(e for e in shapes if e.get("stroke", "none") != "none")
                if "cluster" in kinds:
                    frames.append(outline(drawn))
                else:
                    found = around(np.concatenate([outline(e) for e in shapes]))
                    (cards if "value" in kinds else ops)[part] = found
        if element.tag == f"{SVG}text":
            texts.append(written(element, part, anchor, size))
        else:
            stack.extend((child, part, anchor, size) for child in reversed(element))
    left, top, wide, high = numbers(root.get("viewBox"))
    return Read(cards, ops, edges, [t for t in texts if t.words], frames,
                Box(left, top, left + wide, top + high))  # fmt: skip


SHAPES = {"path", "polygon", "ellipse", "rect"}


# ── counting ──


def crosses(a, b):
    """Whether two lines of points cross, within them and not at their ends."""
    p, r = a[:-1, None], (a[1:] - a[:-1])[:, None]
    q, s = b[None, :-1], (b[1:] - b[:-1])[None]
    across = r[..., 0] * s[..., 1] - r[..., 1] * s[..., 0]
    between = q - p
    with np.errstate(all="ignore"):
        t = (between[..., 0] * s[..., 1] - between[..., 1] * s[..., 0]) / across
        u = (between[..., 0] * r[..., 1] - between[..., 1] * r[..., 0]) / across
    return bool(((across != 0) & (t >= 0) & (t < 1) & (u >= 0) & (u < 1)).any())


def enters(line, box):
    """Whether a line of points runs through a box (Liang and Barsky 1984)."""
    if not near(around(line), box):
        return False
    start, way = line[:-1], np.diff(line, axis=0)
    with np.errstate(all="ignore"):
        one = (np.array([box.left, box.top]) - start) / way
        two = (np.array([box.right, box.bottom]) - start) / way
    # a piece along an axis is inside of the other bounds always, or never
    inside = (start > [box.left, box.top]) & (start < [box.right, box.bottom])
    enter = np.where(way != 0, np.fmin(one, two), np.where(inside, -np.inf, np.inf)).max(axis=1)
    leave = np.where(way != 0, np.fmax(one, two), np.where(inside, np.inf, -np.inf)).min(axis=1)
    return bool((np.maximum(enter, 0) < np.minimum(leave, 1)).any())


def ends_of(edge):
    """The cards at the ends of an edge, by its id: e0_2_0, e2, e_g0_v7."""
    parts = edge.split("_")
    if parts[0] == "e":
        return set(parts[1:])
    return {f"v{part}" for part in (edge[1:].split("_")[:2])}


def near(a, b):
    """Whether two boxes could touch at all."""
    return a.left < b.right and b.left < a.right and a.top < b.bottom and b.top < a.bottom


def crossings(seen):
    found = 0
    edges = [(line, around(line)) for lines in seen.edges.values() for line in lines]
    for (a, box), (b, other) in combinations(edges, 2):
        # arrows that leave one card, or come to one circle, meet at that end
        if near(box, other):
            a, b = trimmed(a, b)
            found += len(a) > 1 and len(b) > 1 and crosses(a, b)
    return found


def trimmed(a, b, room=14.0):
    """Two lines without the pieces near an end that they share."""
    for end in (a[0], a[-1]):
        for other in (b[0], b[-1]):
            if np.hypot(*(end - other)) < room:
                a = a[np.hypot(*(a - end).T) > room]
                b = b[np.hypot(*(b - end).T) > room]
                if not len(a) or not len(b):
                    return a, b
    return a, b


def through(seen):
    return sum(
        any(enters(line, box.shrunk(2)) for line in lines)
        for id, lines in seen.edges.items()
        for card, box in (seen.cards | seen.ops).items()
        if card not in ends_of(id) and "v" + card[1:] not in ends_of(id)
    )


def over_text(seen):
    """Texts upon texts; the pieces of one label on an arrow are one text."""
    return sum(
        a.box.overlaps(b.box)
        for a, b in combinations(seen.texts, 2)
        if not (a.part == b.part and a.part[:1] == "e") and a.part + b.part
    )


def over_line(seen):
    """Texts on an arrow, on the border of a card or circle that is not theirs, or of a scope."""
    lines = [line for parts in seen.edges.values() for line in parts] + seen.frames
    found = 0
    for text in seen.texts:
        box = text.box.shrunk(SLACK)
        found += any(enters(line, box) for line in lines)
        found += any(
            box.overlaps(card) for id, card in (seen.cards | seen.ops).items() if id != text.part
        )
        own = (seen.cards | seen.ops).get(text.part)
        found += own is not None and not (
            own.left <= box.left and box.right <= own.right
            and own.top <= box.top and box.bottom <= own.bottom
        )  # fmt: skip
    return found


def inversions(seen, rows):
    """Pairs of cards that should stand one above the other, and do not."""
    middle = {id: (box.top + box.bottom) / 2 for id, box in seen.cards.items()}
    return sum(
        middle[a] > middle[b]
        for row in rows
        for a, b in combinations([id for id in row if id in middle], 2)
    )


def measure(svg, rows=()):
    """Count what is bad about a drawing. `rows`: ids of cards that belong in this order, from the
    top.
    """
    seen = read(svg)
    used = sum(box.area for box in seen.cards.values())
    smallest = min(text.size for text in seen.texts)
    return Measured(
        crossings(seen),
        through(seen),
        over_text(seen),
        over_line(seen),
        round(1 - used / seen.whole.area, 3),
        round((seen.whole.right - seen.whole.left) * READABLE / smallest),
        inversions(seen, rows),
    )


# ── the graphs ──


def readme():
    x = Value(3.0, label="x")
    y = x * x + 2 * x
    y.label = "y"
    return y


def tensors(*sizes):
    """The loss of a network on one sample, as Values."""
    manual_seed(0)
    model = MLP(sizes[0], list(sizes[1:]), activation="tanh")
    x = np.linspace(1.0, -0.5, sizes[0])[None]
    loss = binary_cross_entropy(model(x), np.array([[1.0]]))
    loss.label = "L"
    return expand(loss)


def lists():
    """2-3-1 of Values, written as users of micrograd do."""
    hidden = Layer(2, 3, activation="tanh", rng=0)
    out = Neuron(3, nonlin=False, rng=1)
    inputs = [Value(1.0, "x₁"), Value(0.0, "x₂")]
    with scope("은닉층"):
        h = hidden(inputs)
    with scope("출력층"):
        y = out(h)
    loss = (y - 1.0) ** 2
    loss.label = "L"
    return loss


def summed():
    """A loss over four samples, by sum()."""
    w, b = Value(0.5, "w"), Value(0.1, "b")
    terms = [(w * x + b - t) ** 2 for x, t in ((1.0, 2.0), (2.0, 3.0), (3.0, 5.0), (4.0, 6.0))]
    loss = sum(terms)
    loss.label = "L"
    return loss


def penguin():
    network = demo.Network(demo.random.Random(demo.SEED))
    return demo.trained_graph(network, demo.penguins()[0])


GRAPHS = {
    "neuron": neuron,
    "readme": readme,
    "square": square,
    "summed": summed,
    "2-3-1 tensors": lambda: tensors(2, 3, 1),
    "2-3-1 lists": lists,
    "penguin": penguin,
    "2-4-4-1": lambda: tensors(2, 4, 4, 1),
}


def rows_of(picture):
    """What belongs from the top down: inputs, the weights of a neuron, and the neurons of a layer.

    The cards of each kind and scope come in the order in which they were made; of the scopes within
    one scope, their first cards.
    """
    kept = [c for c in picture.cards if c.kind in ("input", "weight")]
    alike, first = {}, {}
    for c in sorted(kept, key=lambda c: _place(c.label)):
        alike.setdefault((c.kind, c.scope), []).append(c.id)
    for c in sorted(picture.cards, key=lambda c: _place(c.scope[-1] if c.scope else "")):
        if c.scope and (c.scope[:-1], c.scope[-1]) not in first:
            first[c.scope[:-1], c.scope[-1]] = c.id
    neurons = {}
    for (path, _), id in first.items():
        neurons.setdefault(path, []).append(id)
    # scopes side by side, such as layers, are no neurons
    return [*alike.values(), *(ids for path, ids in neurons.items() if path)]


def _place(name):
    """Digits in a name, in whatever script they are written."""
    return [unicodedata.digit(c) for c in name if c.isdigit()]


def measured(root):
    root.zero_grad()  # a trained one holds gradients already
    root.backward()
    drawing = draw(root)
    return measure(drawing.svg, rows_of(drawing.picture))


def table():
    rows = [["", *(field.name for field in fields(Measured))]]
    rows += [[name, *map(str, astuple(measured(make())))] for name, make in GRAPHS.items()]
    return "\n".join(columns(rows, right=range(1, len(rows[0]))))


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    print(table())
