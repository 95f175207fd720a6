"""수업 자료에 넣을 그림: 장수, 말, 칸, 폴더, 움직이는 그림.

Frames for slides: how many, what they say, what stands in the cells, the folder, the moving
picture.
"""

import re
from importlib.util import find_spec
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image, ImageChops

from micrograd_ko import (
    FormatError,
    GraphError,
    LayoutError,
    NotANumberError,
    OptionError,
    Stepper,
    Tensor,
    Value,
    nn,
    scope,
    set_language,
)
from micrograd_ko.engine.notation import number
from micrograd_ko.messages.widths import em
from viz import save_frames
from viz.played.captions import SIZES, block_of, captions_of, wrapped
from viz.played.stage import NOT_YET, PHASES, SVG
from viz.records.animation import animation_of


def graph(a=3.0):
    """c = b·a + b with b = a·a: three contributions to a, two to b."""
    x = Value(a, label="a")
    b = x * x
    b.label = "b"
    c = b * x + b
    c.label = "c"
    return c


def neuron():
    """L = tanh(w·x + b)."""
    root = (Value(2.0, label="x") * Value(-0.5, label="w") + Value(0.25, label="b")).tanh()
    root.label = "L"
    return root


def read(path):
    return ElementTree.fromstring(path.read_bytes())


def spoken(svg):
    """The words above the drawing."""
    return " ".join(
        "".join(text.itertext())
        for text in svg.iter(f"{SVG}text")
        if text in set(svg.find(f".//{SVG}g[@class='caption']"))
    )


def cell(svg, card, what):
    return svg.find(f".//{SVG}g[@id='a_{card}_{what}']").find(f".//{SVG}text").text or ""


@pytest.fixture(scope="module")
def moving(tmp_path_factory):
    """Frames of a small graph as PNGs with a GIF, and once more with an APNG."""
    folder = tmp_path_factory.mktemp("moving")
    root = Value(2.0, label="x") * Value(-3.0, label="w")
    pngs = save_frames(root, folder, format="png", animation="gif", seconds=0.7)
    svgs = save_frames(root, folder, animation="apng", seconds=0.7)
    return pngs, svgs


# ── the frames ──


def test_there_is_a_frame_for_the_start_and_one_for_each_step(tmp_path):
    root = graph()
    paths = save_frames(root, tmp_path / "new" / "folder")
    assert [path.name for path in paths] == [
        f"frame_{place:03}.svg" for place in range(len(Stepper(root)) + 1)
    ]
    assert sorted((tmp_path / "new" / "folder").iterdir()) == paths


def test_all_frames_have_one_size_and_the_drawing_one_place(tmp_path):
    svgs = [read(path) for path in save_frames(graph(), tmp_path)]
    assert (
        len({tuple(svg.get(side) for side in ("width", "height", "viewBox")) for svg in svgs}) == 1
    )
    assert len({svg.find(f"{SVG}g[@id='graph0']").get("transform") for svg in svgs}) == 1
    assert len({svg.find(f".//{SVG}g[@id='a_v0_value']//{SVG}text").get("x") for svg in svgs}) == 1


def test_a_frame_says_what_the_stepper_says(tmp_path):
    root = graph()
    paths, stepper = save_frames(root, tmp_path), Stepper(root)
    for place, path in enumerate(paths):
        stepper.goto(place)
        first, *lines = stepper.lines()
        said = spoken(read(path))
        for words in (*first.removesuffix(" (끝)").split(" ", 1), *lines):
            assert words in said


def test_frames_speak_english(tmp_path):
    set_language("en")
    paths = save_frames(graph(), tmp_path)
    assert "Start. Nothing has been computed yet." in spoken(read(paths[0]))
    assert "sum so far" in spoken(read(paths[-1]))
    assert not re.search("[가-힣]", "".join(path.read_text(encoding="utf-8") for path in paths))


def test_labels_are_text_and_never_markup(tmp_path):
    x = Value(2.0, label='<script>&"x"\n\x00')
    root = x * 3.0
    root.label = "]]>"
    for path in save_frames(root, tmp_path):
        written = path.read_text(encoding="utf-8")
        assert "<script" not in written and "\x00" not in written
        said = spoken(ElementTree.fromstring(written.encode()))
    assert '<script>&"x"␊␀' in said


def test_frames_are_the_same_bytes_each_time_and_ask_for_nothing(tmp_path):
    first, again = save_frames(graph(), tmp_path / "a"), save_frames(graph(), tmp_path / "b")
    for one, other in zip(first, again, strict=True):
        assert one.read_bytes() == other.read_bytes()
        written = one.read_text(encoding="utf-8")
        assert written.startswith('<?xml version="1.0" encoding="UTF-8"?>\n')
        assert not re.search(r"href|<image|@import|<script|url\((?!#)", written)
        ids = [
            element.get("id")
            for element in ElementTree.fromstring(written.encode()).iter()
            if element.get("id")
        ]
        assert len(ids) == len(set(ids))


def test_no_gradient_of_the_graph_is_read_or_written(tmp_path):
    root = graph()
    root.backward()
    before = root.grad
    save_frames(root, tmp_path)
    assert root.grad is before


# ── the cells ──


@pytest.mark.parametrize("make", [graph, neuron])
def test_values_and_gradients_stand_there_from_their_step_on(tmp_path, make):
    root = make()
    steps = animation_of(root).takes[0]
    values = {card.id: number(card.value) for card in steps.picture.cards}
    later = {moment.card for moment in steps.moments if moment.phase == "forward"}
    gradients = dict.fromkeys(values, NOT_YET)
    stepper = Stepper(root)
    for place, path in enumerate(save_frames(root, tmp_path)):
        svg = read(path)
        if place:
            moment = steps.moments[place - 1]
            later -= {moment.card}
            if moment.phase == "backward":  # what the engine has summed up so far
                gradients[moment.card] = number(stepper.goto(place).current.total)
        for card in values:
            assert cell(svg, card, "value") == ("" if card in later else values[card])
            assert cell(svg, card, "gradient") == gradients[card]
            assert (svg.find(f".//{SVG}g[@id='{card}']").get("opacity") is not None) == (
                card in later
            )


def test_the_step_stands_out(tmp_path):
    root = neuron()
    steps = animation_of(root).takes[0]
    for path, moment in zip(save_frames(root, tmp_path)[1:], steps.moments, strict=True):
        svg = read(path)
        (lit,) = [
            g.get("id")
            for g in svg.iter(f"{SVG}g")
            if g.find(f"{SVG}path[@class='halo']") is not None
        ]
        assert lit == moment.card
        end = "marker-end" if moment.phase == "forward" else "marker-start"
        arrows = {
            g.get("id")
            for g in svg.iter(f"{SVG}g")
            for a in g.iter(f"{SVG}path")
            if a.get(end) == f"url(#{moment.phase})"
        }
        assert set(moment.edges) <= arrows
        assert (
            PHASES[moment.phase] in {ellipse.get("fill") for ellipse in svg.iter(f"{SVG}ellipse")}
            or not moment.edges
        )


def test_frames_of_tensors(tmp_path):
    x = Tensor(np.arange(8.0).reshape(4, 2), label="X")
    loss = (nn.MLP(2, [3, 1], rng=np.random.default_rng(0))(x) ** 2).mean()
    said = [spoken(read(path)) for path in save_frames(loss, tmp_path)]
    assert any("모양 4×3, rms" in words for words in said)


def test_frames_of_a_folded_graph(tmp_path):
    x = Value(0.5, label="x")
    with scope("사슬"):
        chain = x
        for _ in range(400):
            chain = -chain
    loss = chain * x
    assert animation_of(loss).picture.folded
    assert any(
        "접은 그룹에서 온 기여분" in spoken(read(path)) for path in save_frames(loss, tmp_path)
    )


def test_frames_in_the_style_of_large_drawings(tmp_path, monkeypatch):
    monkeypatch.setattr("viz.drawn.large.LARGE_CARDS", 3)
    steps = animation_of(neuron()).takes[0]
    for path, moment in zip(save_frames(neuron(), tmp_path)[1:], steps.moments, strict=True):
        svg = read(path)
        assert svg.find(f".//{SVG}g[@id='{moment.card}']/{SVG}rect[@class='halo']") is not None
        what = "value" if moment.phase == "forward" else "gradient"
        assert cell(svg, moment.card, what) == moment.figure
        lit = {
            a.get("id") for a in svg.iter(f"{SVG}path") if "url(#" + moment.phase in str(a.attrib)
        }
        # no arrow from an op to its card here
        assert lit == {id for id in moment.edges if "_" in id}


# ── several takes ──


def test_takes_follow_one_another_on_one_layout(tmp_path):
    roots = {3: neuron(), "끝": neuron()}
    roots["끝"] = (Value(2.0, label="x") * Value(10.5, label="w") + Value(0.25, label="b")).tanh()
    roots["끝"].label = "L"
    paths = save_frames(roots, tmp_path)
    each = len(Stepper(roots[3])) + 1
    assert len(paths) == 2 * each
    svgs = [read(path) for path in paths]
    assert [spoken(svg).count("에폭 3") for svg in svgs] == [1] * each + [0] * each
    assert "끝" in spoken(svgs[-1])
    assert len({svg.get("viewBox") for svg in svgs}) == 1
    for svg, root in ((svgs[each - 1], roots[3]), (svgs[-1], roots["끝"])):
        take = animation_of(root).takes[0]
        everything = "".join(svg.itertext())
        for card in take.picture.cards:
            assert cell(svg, card.id, "value") == number(card.value)
            assert cell(svg, card.id, "gradient") == number(card.gradient)
        for edge in take.picture.edges:
            local = svg.find(f".//{SVG}g[@id='{edge.id}']/{SVG}text[@class='local']")
            assert local.text.strip() == number(edge.local, 2)
        assert f"+{number(take.picture.gradient_max, 2)}" in everything


def test_graphs_that_differ_are_no_takes(tmp_path, raised):
    raised(lambda: save_frames({1: neuron(), 2: graph()}, tmp_path), FormatError)
    raised(lambda: save_frames({}, tmp_path), FormatError)
    assert list(tmp_path.iterdir()) == []


# ── the words fit ──


@pytest.mark.parametrize("label", ["x", "아주 긴 이름 " * 20, "끝없이긴이름" * 40, "wWmM" * 60])
def test_no_line_is_wider_than_the_frame_and_none_hangs_below(label):
    x = Value(2.0, label=label)
    root = x * x + x
    captions = captions_of(animation_of(root).takes[0])
    block = block_of(captions, 700)
    assert block.size in [700 / size for size in SIZES]
    for caption in captions:
        lines = [
            line
            for said in (caption.sentence, caption.local)
            for line in wrapped(said, block.limit)
        ]
        assert all(em(line) * block.size < block.width for line in lines)
        assert "".join(lines).replace(" ", "") == (caption.sentence + caption.local).replace(
            " ", ""
        )
    if label != "x":
        assert block.size == 700 / SIZES[-1]


def test_a_line_breaks_before_a_sign():
    assert wrapped("a = bbbb × cccc = 1.0000", 8) == ["a = bbbb", "× cccc", "= 1.0000"]
    assert wrapped("", 8) == []
    assert wrapped("가나다라", 2.5) == ["가나", "다라"]
    assert wrapped("가나", 0.5) == ["가", "나"]


def test_numbers_stay_in_sight_behind_a_long_name():
    caption = captions_of(animation_of(Value(2.0, label="이름" * 500) * 3.0).takes[0])[-1]
    assert "…" in caption.sentence
    assert caption.sentence.endswith("= 3.0000")


# ── the folder ──


def test_a_shorter_run_leaves_no_frame_of_a_longer_one(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "frame_1.svg").write_text("mine")
    long = save_frames(graph(), tmp_path)
    short = save_frames(Value(2.0) * 3.0, tmp_path)
    assert len(short) < len(long)
    assert {path.name for path in tmp_path.iterdir()} == {
        "notes.txt",
        "frame_1.svg",
        *(path.name for path in short),
    }


def test_a_file_that_is_not_ours_is_neither_replaced_nor_deleted(tmp_path, raised):
    for name in ("frame_001.svg", "frame_900.svg"):
        (tmp_path / name).write_text("mine")
        korean, english = raised(lambda: save_frames(graph(), tmp_path), FormatError)
        for words in (korean, english):
            assert str(tmp_path / name) in words
            assert "save_frames" in words
        assert "다른 폴더" in korean and "another folder" in english
        assert [path.name for path in tmp_path.iterdir()] == [name]
        assert (tmp_path / name).read_text() == "mine"
        (tmp_path / name).unlink()
    (tmp_path / "frame_000.svg").mkdir()
    raised(lambda: save_frames(graph(), tmp_path), FormatError)


def test_formats_stand_side_by_side_and_all_are_known_as_ours(moving, raised):
    pngs, svgs = moving
    assert sorted(pngs[0].parent.iterdir()) == sorted({*pngs, *svgs})
    for path in {*pngs, *svgs}:
        assert b"made by micrograd_ko save_frames" in path.read_bytes()[:2048]


# ── PNG, GIF, APNG ──


def test_pngs_are_as_wide_as_a_projector(moving):
    sizes = set()
    for path in moving[0][:-1]:
        with Image.open(path) as image:
            image.load()
            sizes.add(image.size)
    assert len(sizes) == 1
    assert sizes.pop()[0] == 1920


@pytest.mark.parametrize("index", [0, 1])
def test_a_moving_picture_shows_every_frame_for_its_time_and_starts_over(moving, index):
    frames, path = moving[0][:-1], moving[index][-1]
    assert path.name == f"steps.{('gif', 'apng')[index]}"
    with Image.open(path) as picture:
        assert picture.n_frames == len(frames) == 5
        assert picture.info["loop"] == 0
        for place, frame in enumerate(frames):
            picture.seek(place)
            assert picture.info["duration"] == 700
            with Image.open(frame) as still:
                half = still.convert("RGB").resize(picture.size, Image.Resampling.LANCZOS)
                off = np.asarray(ImageChops.difference(picture.convert("RGB"), half), float)
            assert off.mean() < 1.5  # 256 colours


# ── errors ──


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"format": "jpg"}, "'svg', 'png'"),
        ({"format": "gif"}, "animation='gif'"),
        ({"animation": "mp4"}, "'gif', 'apng'"),
        ({"animation": True}, "True"),
        ({"seconds": 0}, "seconds=0"),
        ({"seconds": -1.0}, "-1"),
        ({"seconds": float("nan")}, "nan"),
        ({"seconds": 61}, "60"),
        ({"seconds": "빨리"}, "빨리"),
        ({"seconds": True}, "True"),
    ],
)
def test_a_wrong_option_says_what_can_be_used(tmp_path, raised, wrong, said):
    korean, english = raised(lambda: save_frames(graph(), tmp_path / "new", **wrong), OptionError)
    assert said in korean and said in english
    assert not (tmp_path / "new").exists()


def test_a_file_is_no_folder(tmp_path, raised):
    (tmp_path / "a.svg").write_text("mine")
    korean, english = raised(lambda: save_frames(graph(), tmp_path / "a.svg"), FormatError)
    assert "폴더가 아니라 파일" in korean and "is a file" in english
    assert (tmp_path / "a.svg").read_text() == "mine"


def test_too_many_frames_are_refused_before_anything_is_written(tmp_path, raised, monkeypatch):
    monkeypatch.setattr("viz.played.frames.LIMIT", 5)
    korean, english = raised(lambda: save_frames(graph(), tmp_path / "new"), FormatError)
    for words in (korean, english):
        assert "11" in words and "5" in words and "graph.html" in words
    assert not (tmp_path / "new").exists()


def test_what_has_no_gradient_has_no_steps(tmp_path):
    with pytest.raises(GraphError):
        save_frames((Value(2.0) * 3.0).parents[1], tmp_path / "new")
    with pytest.raises(NotANumberError):
        save_frames(3.0, tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("missing", "module", "options", "command"),
    [
        ("PIL", "viz.played.animated", {"animation": "gif"}, "pillow"),
        ("resvg_py", "viz.png", {"animation": "apng"}, "resvg-py"),
        ("resvg_py", "viz.png", {"format": "png"}, "resvg-py"),
    ],
)
def test_what_is_missing_is_named_before_anything_is_written(
    tmp_path, monkeypatch, raised, missing, module, options, command
):
    monkeypatch.setattr(
        f"{module}.find_spec", lambda name: None if name == missing else find_spec(name)
    )
    korean, english = raised(lambda: save_frames(graph(), tmp_path / "new", **options), LayoutError)
    for words in (korean, english):
        assert re.search(f"python -m pip install .*{command}", words)
    assert "설치" in korean and "Install" in english
    assert not (tmp_path / "new").exists()
    assert save_frames(graph(), tmp_path / "new")  # the SVGs need neither


def test_without_an_engine_old_frames_stay(tmp_path, monkeypatch, raised):
    old = save_frames(graph(), tmp_path)
    monkeypatch.setattr("viz.drawn.layout.find_engine", lambda name: None)
    raised(lambda: save_frames(neuron(), tmp_path), LayoutError)
    assert sorted(tmp_path.iterdir()) == old
