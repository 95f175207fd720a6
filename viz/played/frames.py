"""수업 자료에 넣을 그림: 단계마다 한 장, 그리고 움직이는 그림.

Save frames for slides: one picture for each step, numbered, with the sentence of the step above the
drawing; and, if asked for, all of them as one moving picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isfinite
from numbers import Real
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from micrograd_ko.arguments import shown
from micrograd_ko.errors import FormatError, OptionError

from ..png import expect_png, to_png
from ..quoting import scripted
from ..records import Animation, Roots, animation_of
from .animated import ANIMATIONS, MARK, expect_pillow, marked, save_animation
from .captions import Block, Caption, block_of, captions_of, heading
from .stage import SVG, Element, Stage

__all__ = ["save_frames"]

FORMATS = ("svg", "png")
LIMIT = 1000  # frames: an animation holds them all in memory
LONGEST = 60  # seconds
WIDE = 1.6
# a frame is not much higher than a slide, and no narrower than its words need
LEAST = 480
PIXELS = 960  # the width of a frame; a PNG has twice as many, as a projector has


def save_frames(
    root: Roots,
    folder: str | Path,
    *,
    format: str = "svg",
    animation: str | None = None,
    seconds: float = 1.2,
    fold: bool = True,
    engine: str | None = None,
) -> list[Path]:
    """단계마다 그림 한 장을 폴더에 저장한다: frame_000.svg가 처음, 그다음은 한 단계에 한 장.

    Save a frame for each step of the passes into a folder, for slides: frame_000.svg is the start,
    then comes one for each step, all of one size. Above the drawing stands the step's sentence, in
    the chosen language. Gradients are computed anew; no ``.grad`` is read or written.

    The folder is made if need be. Frames of the same format that an earlier call left in it are
    deleted first, so that a shorter run is not mixed with a longer one; all else stays, frames of
    the other format too. A file of one of these names that was not made here is never touched.

    Args:
        root: as for :func:`viz.draw`; the frames of one graph at several times follow one another,
            with its title on each. A title that is a whole number is read as that of an epoch.
        folder: where the files go.
        format: "svg", or "png", 1920 pixels wide.
        animation: "gif" or "apng" also makes steps.gif or steps.apng, which shows all frames in a
            loop.
        seconds: how long it rests on each.
        fold, engine: as for :func:`viz.draw`.

    Returns:
        the frames in order, and behind them the moving picture, if there is one.

    Raises:
        OptionError: `format`, `animation` or `seconds` cannot be used.
        FormatError: more than 1,000 frames, `folder` is a file, or a file in it is not from here.
        LayoutError: what draws is not installed.

    >>> from micrograd_ko import Value
    >>> [path.name for path in save_frames(Value(2.0, "x") * 3, "slides")]
    ['frame_000.svg', 'frame_001.svg', 'frame_002.svg', 'frame_003.svg']
    """
    _expect_options(format, animation, seconds)
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise FormatError("frames.folder", folder=folder)
    steps = animation_of(root, fold=fold)
    count = sum(len(take.moments) + 1 for take in steps.takes)
    if count > LIMIT:
        raise FormatError("frames.many", count=count, limit=LIMIT)
    stage = Stage(steps, engine=engine)  # before any file is touched: it says what is missing
    paths = [folder / f"frame_{place:03}.{format}" for place in range(count)]
    moving = [folder / f"steps.{animation}"] if animation else []
    _make_room(folder, format, [*paths, *moving])
    pngs = _written(paths, _frames(steps, stage), png=bool(animation))
    for path in moving:
        save_animation(path, pngs, seconds)
    for _ in pngs:  # where nothing moves, nothing else has asked for them
        pass
    return [*paths, *moving]


def _expect_options(format: str, animation: str | None, seconds: float) -> None:
    if format not in FORMATS:
        raise OptionError("frames.format", given=shown(format), options=_named(FORMATS))
    if animation is not None and animation not in ANIMATIONS:
        raise OptionError("frames.animation", given=shown(animation), options=_named(ANIMATIONS))
    number = isinstance(seconds, Real) and not isinstance(seconds, bool)
    if not (number and isfinite(seconds) and 0 < seconds <= LONGEST):
        raise OptionError("frames.seconds", given=shown(seconds), longest=LONGEST)
    if animation is not None:
        expect_pillow()
    if animation is not None or format == "png":
        expect_png()


def _named(options: Any) -> str:
    return ", ".join(map(repr, options))


def _make_room(folder: Path, format: str, paths: list[Path]) -> None:
    """전에 만든 같은 형식의 그림을 지운다. 남의 파일은 지우지도 덮어쓰지도 않는다.

    Delete the frames of this format that an earlier call made. What is not ours is neither deleted
    nor replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    old = [
        path
        for path in sorted(folder.iterdir())
        if re.fullmatch(rf"frame_\d{{3}}\.{format}", path.name)
    ]
    for path in {*old, *paths}:
        if path.exists() and not _ours(path):
            raise FormatError("frames.foreign", path=path)
    for path in old:
        path.unlink()


def _ours(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return MARK in file.read(2048)  # behind the palette


def _written(paths: list[Path], frames: Iterator[str], *, png: bool) -> Iterator[bytes]:
    """한 장씩 쓰고, 원하면 그 PNG를 내놓는다.

    Write the frames one by one, and give the PNG of each if it is wanted.
    """
    for path, svg in zip(paths, frames, strict=True):
        drawn = to_png(svg) if png or path.suffix == ".png" else b""
        path.write_bytes(marked(drawn) if path.suffix == ".png" else svg.encode())
        yield drawn


def _frames(steps: Animation, stage: Stage) -> Iterator[str]:
    """모든 장의 SVG. Yield the SVG of every frame, made as it is asked for."""
    captions = [captions_of(take) for take in steps.takes]
    left, top, wide, high = map(float, stage.svg.get("viewBox", "").split())
    width = max(wide, WIDE * high, LEAST)
    block = block_of([caption for of_take in captions for caption in of_take], width)
    box = (left - (width - wide) / 2, top - block.height, width, high + block.height)
    for take, of_take in zip(steps.takes, captions, strict=True):
        for caption in of_take:
            yield _framed(stage.show(take, caption.place), caption, block, box)


def _framed(
    svg: Element, caption: Caption, block: Block, box: tuple[float, float, float, float]
) -> str:
    """그림 위에 말을 붙인 한 장.

    Write a whole frame: the drawing where it was, and the words above it.
    """
    left, top, width, height = box
    svg.attrib.pop("style", None)
    svg.set("viewBox", " ".join(f"{side:.2f}" for side in box))
    svg.set("width", str(PIXELS))
    svg.set("height", str(round(PIXELS * height / width)))
    paper = (
        f'<rect x="{left:.2f}" y="{top:.2f}" width="{width:.2f}" height="{height:.2f}" '
        'fill="white"/>'
    )
    words = (
        f'<g transform="translate({left:.2f} {top:.2f})">{scripted(heading(caption, block))}</g>'
    )
    around = ElementTree.fromstring(f'<svg xmlns="{SVG[1:-1]}">{paper}{words}</svg>')
    svg[1:1] = list(around)  # behind the title, below the drawing
    body = ElementTree.tostring(svg, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {MARK.decode()} -->\n{body}\n'
