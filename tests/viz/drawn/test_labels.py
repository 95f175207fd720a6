"""이름표와 구역 이름에는 어떤 글자도 올 수 있다.

Labels and names of scopes are any text at all: nothing in them breaks a format, is lost, or
comes to life in a page.
"""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from micrograd_ko import Value, scope
from tests.helpers.sharing import fewer
from viz import draw
from viz.drawn.dot import to_dot
from viz.drawn.layout import lay_out
from viz.drawn.mermaid import to_mermaid
from viz.drawn.svg import to_svg
from viz.drawn.tex import to_tex
from viz.drawn.text import to_text
from viz.quoting import visible

ENGINE = "graphviz-pure"
NASTY = (
    *(
        "<b>굵게</b>",
        "<script>alert(1)</script>",
        '"><a href="https://example.org">x</a>',
        "javascript:alert(1)",
    ),
    *(
        "' onload='x()",
        "<!-- ",
        " -->",
        "]]>",
        "<![CDATA[",
        "<?xml?>",
        "</text></svg>",
        'xlink:href="#"',
        "url(#x)",
    ),
    *("&#x0;", "&#1;", "&#xFFFF;", "&lt;script&gt;", "&amp;", "&nosuch;", "&"),
    *(
        "{a|b}",
        "<f0> x",
        "{",
        "}",
        "{}",
        "{0}",
        "\\",
        "\\N",
        "\\G",
        "\\E",
        "\\n",
        "\\l",
        "\\text{",
        "\\end{align*}",
    ),
    *(
        "%",
        "%s",
        "$x$",
        "a = b",
        "a_b^c~d#",
        '"',
        "'",
        "`",
        ";",
        "-->",
        "end",
        "subgraph",
        "digraph {",
        "↑",
        "└─",
    ),
    *(
        "\n",
        "\r\n",
        "\t",
        "\x00",
        "\x1b[31m",
        "\x7f",
        "\x85",
        "\u2028",
        "\u202e",
        "\u200f",
        "\u200d",
        "\ufeff",
        "\ufffe",
    ),
    *("한글 이름", "가" * 300, "👨‍👩‍👧", "e\u0301", "אבג", " ", "w" * 5000),
)
pieces = st.sampled_from(NASTY) | st.text(max_size=6)
labels = pieces | st.text() | st.lists(pieces, max_size=4).map("".join)
names = labels.filter(str.strip)  # a scope needs a name

ELEMENTS = {
    "svg",
    "g",
    "a",
    "title",
    "path",
    "polygon",
    "polyline",
    "ellipse",
    "text",
    "tspan",
    "rect",
    "defs",
    "marker",
}
# the tooltips: the one attribute that holds people's text
WORDS = "{http://www.w3.org/1999/xlink}title"


def graph_of(labels, scope_names):
    """A sum of labelled values, each in a scope of its own while names last."""
    total = Value(1.0)
    for i, label in enumerate(labels):
        with scope(scope_names[i % len(scope_names)]):
            total = total + Value(float(i), label=label)
    total.backward()
    return total


def tags_in_a_page(svg):
    """The tags that a browser's HTML parser sees, which is not an XML parser."""
    tags = []
    parser = HTMLParser()
    parser.handle_starttag = parser.handle_startendtag = lambda tag, attributes: tags.append(tag)
    parser.feed(svg)
    parser.close()
    return tags


def assert_inert(svg):
    """Only shapes and text, no attribute that refers or runs. A list of what is allowed forgets
    nothing.
    """
    root = ElementTree.fromstring(svg)
    tags = [element.tag.removeprefix("{http://www.w3.org/2000/svg}") for element in root.iter()]
    assert set(tags) <= ELEMENTS
    assert tags == tags_in_a_page(svg)
    for element in root.iter():
        for name, value in element.items():
            if name != WORDS:
                assert not re.search(r"^on|href|src", name)
                assert not re.search(r"javascript:|://|url\((?!#tip\))", value)
    return root


def tooltips(root):
    """id -> what is shown on hovering, in either style of SVG; a layout engine may write a blank as
    a hard one.
    """
    found = {}
    for group in root.iter("{http://www.w3.org/2000/svg}g"):
        for child in group:
            if WORDS in child.attrib:
                found[group.get("id").removeprefix("a_")] = child.get(WORDS).replace("\u00a0", " ")
            elif child.tag.endswith("}title"):
                found[group.get("id")] = child.text
    return found


@given(st.lists(labels, min_size=1, max_size=6), st.lists(names, min_size=1, max_size=3))
@fewer(2)
def test_any_label_is_drawn_whole_and_inert(labels, scope_names):
    picture = draw(graph_of(labels, scope_names)).picture
    root = assert_inert(to_svg(picture, engine=ENGINE))
    cards = [g.get("id") for g in root.iter() if g.get("class", "").startswith("node value")]
    assert sorted(cards) == sorted(c.id for c in picture.cards)
    shown = tooltips(root)
    for card in picture.cards:
        assert shown[card.id] == visible(card.tooltip)


@given(st.lists(labels, min_size=1, max_size=6), st.lists(names, min_size=1, max_size=3))
@fewer(2)
def test_any_label_is_inert_in_the_large_style(labels, scope_names):
    total = graph_of(labels, scope_names)
    for _ in range(160):
        total = -total
    picture = draw(total).picture
    root = assert_inert(to_svg(picture))
    shown = tooltips(root)
    for card in picture.cards:
        assert shown[card.id] == visible(card.tooltip)


@pytest.mark.parametrize("style", ["small", "large"])
def test_every_nasty_label_and_scope_name_at_once(style):
    total = graph_of(NASTY, [name for name in NASTY if name.strip()])
    for _ in range(0 if style == "small" else 20):
        total = -total
    picture = draw(total).picture
    source = to_dot(picture)  # laid out as it is: a label that ends its statement would be an error
    svg = lay_out(source, "svg", engine=ENGINE).decode() if style == "small" else to_svg(picture)
    assert svg.count("<script") == 0


@pytest.mark.parametrize("label", NASTY)
def test_a_nasty_label_is_in_the_tooltip_of_its_card(label):
    x = Value(1.0, label=label)
    with scope(label if label.strip() else "빈칸"):
        y = x * x
    root = assert_inert(draw(y, engine=ENGINE).svg)
    assert tooltips(root)["v0"].startswith(visible(label) + " (")
    if label.strip():
        assert tooltips(root)["clust1"] == visible(label)


@given(st.lists(labels, min_size=1, max_size=6), st.lists(names, min_size=1, max_size=3))
def test_mermaid_keeps_one_statement_a_line(labels, scope_names):
    picture = draw(graph_of(labels, scope_names)).picture
    head, *lines = to_mermaid(picture).splitlines()
    assert head == "flowchart LR"
    statement = re.compile(
        r'    (v\d+\["[^"\[\]]*"\]:::[a-z]+|o\d+\(\("[^"()]*"\)\) -->'
        r' v\d+|[vo]\d+ (-- "[^"]*" )?--> [vo]\d+|classDef .*)'
    )
    assert [line for line in lines if not statement.fullmatch(line)] == []
    assert sum('["' in line for line in lines) == len(picture.cards)


@given(st.lists(labels, min_size=1, max_size=6))
@example(["a = b"])  # the sign at which equations are aligned, within a label
@example(["}", "{", "\\"])
def test_latex_keeps_its_braces_and_aligns_each_line_once(labels):
    lines = to_tex(draw(graph_of(labels, ["구역"])).picture).splitlines()
    assert lines[0] == r"\begin{align*}"
    assert lines[-1] == r"\end{align*}"
    for line in lines[1:-1]:
        depth, aligned_at = 0, []
        for token in re.findall(r"\\.|[{}&]", line):  # \{ and \& are characters, not structure
            depth += {"{": 1, "}": -1}.get(token, 0)
            assert depth >= 0
            if token == "&":
                aligned_at.append(depth)
        assert depth == 0
        assert aligned_at == [0]


@given(st.lists(labels, min_size=1, max_size=6), st.lists(names, min_size=1, max_size=3))
def test_the_text_tree_has_a_header_and_one_line_for_each_card(labels, scope_names):
    picture = draw(graph_of(labels, scope_names)).picture
    assert len(picture.cards) == len(picture.edges) + 1  # a tree: nothing is used twice
    assert len(to_text(picture).splitlines()) == 1 + len(picture.cards)


def test_dot_reads_back_as_the_graph_that_was_drawn():
    picture = draw(graph_of(NASTY[:40], ["구역"])).picture
    plain = lay_out(to_dot(picture), "plain", engine=ENGINE).decode()
    nodes = re.findall(r"^node (\S+)", plain, flags=re.M)
    assert sorted(nodes) == sorted(
        [c.id for c in picture.cards] + [c.op_id for c in picture.cards if c.sign]
    )
