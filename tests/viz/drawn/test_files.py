"""파일과 프로그램: 저장, 빠진 것이 있을 때의 말, 글꼴.

Files and programs: saving, what is said where something is missing, fonts.
"""

import os
import re
import shutil
import struct
import subprocess
import sys
import types
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

import pytest
from graphviz.backend import dot_command

import viz
from micrograd_ko import FormatError, LayoutError, NotANumberError, Value
from viz import SUFFIXES, draw, save
from viz.drawn.layout import ENGINES, find_engine, lay_out
from viz.png import korean_font, to_png

TEXT_FORMATS = [".dot", ".mmd", ".tex", ".txt"]
SYSTEM_DOT = shutil.which("dot")


@pytest.fixture
def loss():
    x, w = Value(2.0, label="입력 값"), Value(-0.5, label="w₁")
    root = (x * w).tanh()
    root.label = "손실"
    root.backward()
    return root


@pytest.fixture
def no_engine(monkeypatch):
    """As on a machine with neither graphviz-pure nor dot."""
    for module in (viz.drawn.layout, viz.drawing):
        monkeypatch.setattr(module, "find_engine", lambda name: None)


@pytest.mark.parametrize(
    ("suffix", "start"),
    [
        (".svg", '<?xml version="1.0" encoding="UTF-8"?>\n<svg '),
        (".dot", "digraph "),
        (".mmd", "flowchart LR\n"),
        (".tex", "\\begin{align*}\n"),
        (".txt", " "),
    ],
)
def test_the_suffix_says_the_format(loss, tmp_path, suffix, start):
    for name in (f"그래프{suffix}", f"a.b{suffix.upper()}"):
        path = save(loss, str(tmp_path / name))
        assert path == tmp_path / name
        written = path.read_bytes().decode("utf-8")
        assert written.startswith(start)
        assert "입력 값" in written
        assert written.endswith("\n")
        assert "\r" not in written


def test_a_png_has_two_pixels_for_each_of_the_svg(loss, tmp_path):
    drawing = draw(loss)
    made = drawing.save(tmp_path / "a.png").read_bytes()
    assert made[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", made[16:24])
    box = ElementTree.fromstring(drawing.svg).get("viewBox").split()
    scale = width / float(box[2])
    assert height / float(box[3]) == pytest.approx(scale, rel=0.01)
    assert scale == pytest.approx(2 * 96 / 72, rel=0.01)  # the SVG is measured in points


@pytest.mark.skipif(SYSTEM_DOT is not None, reason="a system Graphviz is installed")
def test_a_pdf_needs_a_system_dot(loss, tmp_path, raised):
    korean, english = raised(lambda: save(loss, tmp_path / "a.pdf"), LayoutError)
    assert "PDF에는 시스템 Graphviz의 dot이 필요합니다" in korean
    assert "A PDF needs the dot of a system Graphviz" in english
    for words in (korean, english):
        assert "apt install graphviz" in words
        assert ".svg" in words
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.skipif(SYSTEM_DOT is None, reason="no system Graphviz is installed")
def test_a_pdf_is_made_by_a_system_dot(loss, tmp_path):
    assert save(loss, tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_a_pdf_is_what_the_system_dot_makes_of_the_drawing(loss, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr("viz.drawing.find_engine", Path)
    monkeypatch.setattr(
        "viz.drawing.lay_out",
        lambda *given, **options: asked.append((given, options)) or b"%PDF-1.7",
    )
    assert save(loss, tmp_path / "a.pdf").read_bytes() == b"%PDF-1.7"
    assert asked == [((draw(loss).dot, "pdf"), {"engine": "dot"})]


def test_a_large_drawing_has_no_pdf(tmp_path, monkeypatch, raised):
    monkeypatch.setattr("viz.drawing.find_engine", Path)
    root = Value(1.0)
    for _ in range(500):
        root = -root
    drawing = draw(root)
    korean, english = raised(lambda: drawing.save(tmp_path / "a.pdf"), FormatError)
    assert f"{len(drawing.picture.cards)}" in korean and ".svg" in korean
    assert f"{len(drawing.picture.cards)}" in english and ".svg" in english
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.parametrize("name", ["a.jpg", "a", "그래프.svg.bak", ".svg"])
def test_an_unknown_suffix_lists_the_valid_ones(loss, tmp_path, raised, name):
    korean, english = raised(lambda: save(loss, tmp_path / name), FormatError)
    for words in (korean, english):
        assert str(tmp_path / name) in words
        assert f"'{Path(name).suffix}'" in words
        assert ", ".join(SUFFIXES) in words
    assert "쓸 수 있는 것" in korean
    assert "Use one of" in english
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_a_node_cannot_be_drawn(raised):
    korean, english = raised(lambda: draw(3.0), NotANumberError)
    assert "draw(root)에는 Value가 와야 하는데 float 3.0을 받았습니다" in korean
    assert "draw(root) needs a Value, but was given the float 3.0" in english


def test_files_are_utf8_whatever_the_locale(loss, tmp_path):
    script = (
        "from micrograd_ko import Value; from viz import save\n"
        "x, w = Value(2.0, label='\\uc785\\ub825 \\uac12'), Value(-0.5, label='w\\u2081')\n"
        "root = (x * w).tanh(); root.label = '\\uc190\\uc2e4'; root.backward()\n"
        "for suffix in ('.svg', '.dot', '.mmd', '.tex', '.txt'): save(root, 'a' + suffix)\n"
    )
    quiet = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON"))}
    plain = {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONPATH": str(Path(viz.__file__).parents[1]),
    }
    subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**quiet, **plain, "MICROGRAD_KO_LANG": "ko"},
        check=True,
    )
    for suffix in (".svg", ".dot", ".mmd", ".tex", ".txt"):
        here = draw(loss).save(tmp_path / f"here{suffix}").read_bytes()
        assert (tmp_path / f"a{suffix}").read_bytes() == here


# ── what is missing ──


@pytest.mark.parametrize("missing", ["resvg_py", "pylopdf_fonts_ko"])
def test_a_png_without_its_extra_names_the_command(loss, tmp_path, monkeypatch, raised, missing):
    monkeypatch.setattr(
        "viz.png.find_spec", lambda name: None if name == missing else find_spec(name)
    )
    korean, english = raised(lambda: save(loss, tmp_path / "a.png"), LayoutError)
    for words in (korean, english):
        assert "python -m pip install resvg-py pylopdf-fonts-ko" in words
    assert "설치" in korean
    assert "Install" in english
    assert not (tmp_path / "a.png").exists()


def test_a_png_without_matplotlib_has_its_numbers_in_the_korean_font(loss, monkeypatch):
    svg = draw(loss).svg
    with_it = to_png(svg)
    monkeypatch.setattr(
        "viz.png.find_spec", lambda name: None if name == "matplotlib" else find_spec(name)
    )
    without = to_png(svg)
    assert without[:4] == b"\x89PNG"
    assert without != with_it


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_without_an_engine_the_error_names_the_command(loss, tmp_path, no_engine, raised, suffix):
    korean, english = raised(lambda: save(loss, tmp_path / f"a{suffix}"), LayoutError)
    for words in (korean, english):
        assert "python -m pip install graphviz-pure" in words
        assert ".dot, .mmd, .tex" in words  # what still works
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", TEXT_FORMATS)
def test_text_formats_need_no_engine(loss, tmp_path, no_engine, suffix):
    assert save(loss, tmp_path / f"a{suffix}").stat().st_size > 100


def test_large_drawings_need_no_engine(loss, tmp_path, no_engine):
    for _ in range(200):
        loss = -loss
    assert save(loss, tmp_path / "a.svg").stat().st_size > 1000


def test_a_notebook_shows_the_svg(loss):
    shown = draw(loss)._repr_mimebundle_()
    assert shown["image/svg+xml"] == draw(loss).svg
    assert shown["text/plain"].startswith("<계산 그래프")


def test_a_notebook_without_an_engine_shows_the_tree_and_why(loss, no_engine):
    shown = draw(loss)._repr_mimebundle_(include=None, exclude=None)
    assert set(shown) == {"text/plain"}
    assert "pip install graphviz-pure" in shown["text/plain"]
    assert str(draw(loss)) in shown["text/plain"]


def test_an_unknown_engine_lists_the_known_ones(loss, raised):
    korean, english = raised(lambda: draw(loss, engine="neato").svg, LayoutError)
    assert korean == "engine='neato'는 없습니다. 고를 수 있는 것: graphviz-pure, dot"
    assert english == "engine='neato' does not exist. Choose one of: graphviz-pure, dot"


def test_the_engine_asked_for_is_the_one_that_is_missed(monkeypatch):
    monkeypatch.setattr("viz.drawn.layout.find_engine", lambda name: None)
    for engine, hint in (
        ("graphviz-pure", "pip install graphviz-pure"),
        ("dot", "graphviz.org/download"),
    ):
        with pytest.raises(LayoutError, match=re.escape(hint)):
            lay_out("digraph {}", "svg", engine=engine)


@pytest.mark.parametrize("source", ["digraph { <<< }", "digraph {a [label=<<B>>]}", "무엇"])
def test_dot_that_does_not_parse_is_an_error_and_not_a_picture(source):
    with pytest.raises(LayoutError, match="graphviz-pure"):
        lay_out(source, "svg", engine="graphviz-pure")


def test_the_program_of_the_graphviz_package_is_put_back():
    before = dot_command.DOT_BINARY
    lay_out("digraph {a}", "svg")
    assert before == dot_command.DOT_BINARY
    with pytest.raises(LayoutError):
        lay_out("digraph {", "svg")
    assert before == dot_command.DOT_BINARY


def test_the_packaged_engine_is_found_with_nothing_on_the_path(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert find_engine("graphviz-pure").is_file()
    assert find_engine("dot") is None
    assert ENGINES[0] == "graphviz-pure"
    assert b"<svg" in lay_out("digraph {a}", "svg")


def test_without_its_package_the_program_on_the_path_is_taken(monkeypatch, tmp_path):
    def gone(package):
        raise metadata.PackageNotFoundError(package)

    monkeypatch.setattr("viz.drawn.layout.shutil.which", lambda name: str(tmp_path / name))
    monkeypatch.setattr(
        "viz.drawn.layout.sysconfig.get_path", lambda name: str(tmp_path / "no scripts here")
    )
    # not installed; installed without a list of its files
    for files in (gone, lambda package: None):
        monkeypatch.setattr("viz.drawn.layout.metadata.files", files)
        assert find_engine("graphviz-pure") == tmp_path / "graphviz-pure"


def test_a_broken_program_is_an_error_that_names_it(monkeypatch, tmp_path):
    wrong = tmp_path / "dot"
    wrong.write_text("#!/nothing/here\n", encoding="utf-8")
    wrong.chmod(0o755)
    monkeypatch.setattr("viz.drawn.layout.find_engine", lambda name: wrong)
    with pytest.raises(LayoutError, match="배치 프로그램 dot이"):
        lay_out("digraph {a}", "svg")


# ── the Korean font ──

MISSING = "\U0010fffd"  # a character that no font has: it is drawn as an empty box


def word(label):
    """One word as a picture, without anything around it."""
    return to_png(
        '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30">'
        f'<text x="5" y="20" font-size="14" font-family="sans-serif">{label}</text></svg>'
    )


def test_hangul_is_drawn_and_not_as_empty_boxes():
    blank, first, second, unknown = map(word, (" ", "값", "곱", MISSING))
    assert first != blank
    assert first != second  # two empty boxes would be alike
    assert first != unknown
    assert word("값") == first


def test_two_labels_give_two_pictures():
    assert draw_png("기울기 값") != draw_png("기울기 곱")


def draw_png(label):
    return to_png(draw(Value(1.0, label=label)).svg)


@pytest.mark.parametrize("signs", ["∂", "₁", "×÷√σ", "—", "…", "↑", "−"])
def test_every_sign_of_a_drawing_has_a_glyph(signs):
    """A sign that no font has would look like any other that no font has."""
    tofu = word(MISSING)
    for sign in signs:
        assert word(sign) not in (tofu, word(" "))


def test_the_korean_font_is_the_packaged_one_whatever_is_installed(monkeypatch):
    assert korean_font().name == "NotoSansKR-Regular.otf"
    monkeypatch.setattr(
        "viz.png.find_spec", lambda name: types.SimpleNamespace(submodule_search_locations=[])
    )
    assert korean_font() is None
