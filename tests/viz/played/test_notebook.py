"""노트북의 칸 안에서: 맞거나 스크롤하고, 아무것도 잘리지 않는다.

In the cell of a notebook: it fits or it scrolls, and nothing is clipped.
"""

import base64
import re
from xml.etree import ElementTree

import pytest

from micrograd_ko import Value
from tests.helpers.pages import graph
from viz import draw

DRAWN = {
    "leaf": lambda: Value(1.0, "x"),
    "neuron": lambda: graph("neuron"),
    "xor": lambda: graph("xor"),
    "large": lambda: graph("large"),
}
SMALLEST = 8  # pixels of text that can be read


def html(name, **options):
    return draw(DRAWN[name](), **options)._repr_mimebundle_()["text/html"]


@pytest.fixture
def notebook(visit, tmp_path):
    """A page with outputs one below the other, each in a cell that is so wide."""

    def show(*outputs, wide):
        cells = "".join(f'<div class="cell" style="width:{wide}px">{o}</div>' for o in outputs)
        style = ".cell img { max-width: 100%; height: auto }"  # as notebooks have it
        path = tmp_path / "notebook.html"
        path.write_text(f"<!doctype html><style>{style}</style>{cells}", encoding="utf-8")
        return visit(path)

    return show


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("wide", [1280, 700, 360])
def test_a_drawing_fits_its_cell_or_scrolls_whole(notebook, name, wide):
    page = notebook(html(name), wide=wide)
    cell, box, image = map(page.query_selector, (".cell", ".cell > div", ".cell img"))
    assert cell.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert box.evaluate("e => getComputedStyle(e).overflow") == "auto"
    shown, natural = image.evaluate("e => [e.clientWidth, e.naturalWidth]")
    assert image.evaluate("e => e.complete") and shown <= natural + 1
    # the whole image can be scrolled to
    assert box.evaluate("e => e.scrollWidth") == max(shown, wide)
    assert box.evaluate("e => e.scrollHeight >= e.firstChild.clientHeight")
    text = 11 if name == "large" else 10 * 96 / 72
    assert text * shown / natural > SMALLEST
    # no wider than the cell unless text would be too small
    assert shown <= wide or text * shown / natural < SMALLEST + 1
    assert box.evaluate("e => e.clientHeight") <= 720


def test_the_image_keeps_its_proportions_and_takes_no_more_room_than_it_needs(notebook):
    page = notebook(html("xor"), wide=700)
    sides = "e => [e.clientWidth / e.clientHeight, e.naturalWidth / e.naturalHeight]"
    shown, natural = page.query_selector("img").evaluate(sides)
    assert shown == pytest.approx(natural, rel=0.01)
    small = notebook(html("leaf"), wide=700).query_selector("img")
    assert small.evaluate("e => e.clientWidth == e.naturalWidth")


def test_ids_of_two_drawings_do_not_meet(notebook):
    page = notebook(html("large"), html("large"), html("neuron"), wide=700)
    assert page.evaluate("document.querySelectorAll('[id]').length") == 0
    assert page.evaluate("document.querySelectorAll('img').length") == 3


@pytest.mark.parametrize("name", DRAWN)
def test_the_image_is_the_svg(name):
    drawing = draw(DRAWN[name]())
    shown = drawing._repr_mimebundle_()
    assert list(shown) == ["text/html", "image/svg+xml", "text/plain"]
    encoded = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', shown["text/html"])[1]
    assert base64.b64decode(encoded).decode() == drawing.svg == shown["image/svg+xml"]
    box = ElementTree.fromstring(shown["text/html"])  # well-formed, so a sanitizer can read it
    assert [e.tag for e in box.iter()] == ["div", "img"]
    assert box[0].get("alt") == "계산 그래프" and box.get("tabindex") == "0"


@pytest.mark.parametrize("wide", [1280, 700])
def test_a_page_fits_its_cell_and_can_be_made_taller(notebook, wide):
    page = notebook(html("xor", steps=True), wide=wide)
    cell, frame = page.query_selector(".cell"), page.query_selector("iframe")
    assert cell.evaluate("e => e.scrollWidth <= e.clientWidth && e.scrollHeight <= e.clientHeight")
    assert frame.evaluate("e => [e.clientWidth, e.clientHeight]") == [wide, 720]
    inner = frame.content_frame()
    inner.wait_for_selector("#ui-view svg")
    assert inner.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1400, "height": 1200})
    corner = cell.bounding_box()
    x, y = corner["x"] + corner["width"] - 4, corner["y"] + corner["height"] - 4
    page.mouse.move(x, y)
    page.mouse.down()
    for step in (50, 100, 180):
        page.mouse.move(x, y + step)
    page.mouse.up()
    assert inner.evaluate("innerHeight") == 900


def test_the_frame_lets_scripts_run_and_nothing_else(notebook):
    frame = notebook(html("neuron", steps=True), wide=700).query_selector("iframe")
    assert frame.get_attribute("sandbox") == "allow-scripts"
    inner = frame.content_frame()
    inner.click("#ui-next")
    assert inner.text_content("#ui-place").startswith("1")
