"""그림 위의 말: 단계의 자리와 문장.

Write what stands above the drawing of a frame: the place of its step, its sentence, and the local
derivative. All frames keep the same room for it, enough for the longest, so nothing is cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from micrograd_ko.messages import clipped, em, text

from ..drawn import FONTS
from ..palette import GREY_TEXT, INK, PHASES
from ..quoting import html, visible
from ..records import Take

__all__ = ["Block", "Caption", "block_of", "captions_of", "heading"]

# how many em make the width of a frame; the first whose words fit HIGH is taken
SIZES = (50, 57, 65, 74)
HIGH = 4.6  # em
# em: a longer name or formula in a sentence is clipped, so that its numbers stay in sight
LONG = 60.0
LINE, SMALL = 1.4, 0.82  # the height of a line, and the size of the second sentence
TOP = 2.5
# em: the line with the step's place, and the margin within the panel below it
INSIDE = 0.45
PANEL, TRACK = "#F5F6F8", "#D5DAE0"


@dataclass(frozen=True, slots=True)
class Caption:
    """한 장의 말. Hold the words of one frame; `phase` is "" at the start, before any step."""

    title: str
    place: int
    last: int
    phase: str
    sentence: str
    local: str


@dataclass(frozen=True, slots=True)
class Block:
    """말이 차지할 자리.

    Hold the room for the words, in the units of the drawing: its width and height, and its font's
    size.
    """

    width: float
    height: float
    size: float

    @property
    def limit(self) -> float:
        """한 줄에 들어가는 em. The number of em that a line holds."""
        return self.width / self.size - 3.2


def captions_of(take: Take) -> list[Caption]:
    """처음과 단계마다의 말. Write the words of the start and of every step."""
    last = len(take.moments)
    captions = [Caption(_titled(take.title), 0, last, "", text("step.start"), "")]
    for place, moment in enumerate(take.moments, start=1):
        words = {name: clipped(visible(said), LONG) for name, said in moment.words.items()}
        local = text("step.local", **words) if words.get("local") else ""
        captions.append(
            Caption(
                _titled(take.title), place, last, moment.phase, text(moment.key, **words), local
            )
        )
    return captions


def _titled(title: str) -> str:
    """수만 있는 제목은 에폭이다. Call a title that is a mere number that of an epoch."""
    return f"{text('page.epoch')} {title}" if title.isdecimal() else clipped(visible(title), 24)


def block_of(captions: list[Caption], width: float) -> Block:
    """모든 장의 말이 들어갈 자리.

    Find the room that the words of every frame fit: in a smaller font where they are long.
    """
    blocks = [Block(width, 0, width / size) for size in SIZES]
    needed = [max(_height(caption, block.limit) for caption in captions) for block in blocks]
    block, high = next(
        (pair for pair in zip(blocks, needed, strict=True) if pair[1] <= HIGH),
        (blocks[-1], needed[-1]),
    )
    return Block(width, (TOP + high + 2 * INSIDE) * block.size, block.size)


def _height(caption: Caption, limit: float) -> float:
    return LINE * sum(size for _, size in _lines(caption, limit))


def _lines(caption: Caption, limit: float) -> list[tuple[str, float]]:
    """줄마다 글과 크기. Break a caption into lines, each with its size in em."""
    local = wrapped(caption.local, limit / SMALL)
    return [
        *((line, 1.0) for line in wrapped(caption.sentence, limit)),
        *((line, SMALL) for line in local),
    ]


def wrapped(sentence: str, limit: float) -> list[str]:
    """limit em을 넘지 않는 줄로.

    Break `sentence` into lines of at most `limit` em; a sign stays with what follows it.
    """
    lines: list[str] = []
    for word in re.findall(r"(?:[=×+] )?\S+", sentence):
        if lines and em(f"{lines[-1]} {word}") <= limit:
            lines[-1] += f" {word}"
        else:
            lines += _pieces(word, limit)
    return lines


def _pieces(word: str, limit: float) -> Iterator[str]:
    """한 줄보다 긴 낱말은 아무 데서나 나눈다. Break a word into pieces that fit a line."""
    while len(word) > 1 and em(word) > limit:
        end = max(1, next(end for end in range(1, len(word) + 1) if em(word[:end]) > limit) - 1)
        yield word[:end]
        word = word[end:]
    yield word


def heading(caption: Caption, block: Block) -> str:
    """말의 SVG. Write the words as SVG, from (0, 0) to the width and height of the block."""
    size, width = block.size, block.width
    top = TOP * size
    colour = PHASES.get(caption.phase, TRACK)
    parts = [
        f'<g class="caption" font-family="{FONTS}" font-size="{size:.2f}" fill="{INK}">',
        _first_line(caption, block, colour),
        f'<rect x="0" y="{top:.2f}" width="{width:.2f}" height="{block.height - top:.2f}" '
        f'fill="{PANEL}"/>',
        f'<rect x="0" y="{top:.2f}" width="{0.35 * size:.2f}" height="{block.height - top:.2f}" '
        f'fill="{colour}"/>',
    ]
    y = top + INSIDE * size
    for line, scale in _lines(caption, block.limit):
        ink = f' fill="{GREY_TEXT}" font-size="{scale * size:.2f}"' if scale < 1 else ""
        parts.append(_text(1.6 * size, y + 1.05 * scale * size, line, ink))
        y += LINE * scale * size
    return "".join([*parts, "</g>"])


def _text(x: float, y: float, words: str, attributes: str = "") -> str:
    return f'<text x="{x:.2f}" y="{y:.2f}"{attributes}>{html(words)}</text>'


def _first_line(caption: Caption, block: Block, colour: str) -> str:
    """자리, 방향, 제목, 그리고 어디까지 왔는지.

    Write the place, the phase, the title, and a bar that shows how far on.
    """
    size, x, y = block.size, block.size, 1.6 * block.size
    place = f"[{caption.place}/{caption.last}]"
    parts = [_text(x, y, place)]
    # the widest place, so that nothing moves
    x += (em(f"[{caption.last}/{caption.last}]") + 0.5) * size
    room = (max(em(text(f"step.phase.{phase}")) for phase in PHASES) + 1.2) * size
    if caption.phase:
        parts.append(
            f'<rect x="{x:.2f}" y="{0.5 * size:.2f}" width="{room:.2f}" height="{1.5 * size:.2f}" '
            f'rx="{0.75 * size:.2f}" fill="{colour}"/>'
        )
        middle = ' text-anchor="middle" fill="#FFFFFF"'
        parts.append(_text(x + room / 2, y, text(f"step.phase.{caption.phase}"), middle))
    x += room + 0.8 * size
    if caption.title:
        parts.append(_text(x, y, caption.title))
        x += (em(caption.title) + 0.8) * size
    whole = block.width - size - x
    for length, fill in ((whole, TRACK), (whole * caption.place / max(caption.last, 1), colour)):
        parts.append(
            f'<rect x="{x:.2f}" y="{1.1 * size:.2f}" width="{length:.2f}" '
            f'height="{0.3 * size:.2f}" '
            f'rx="{0.15 * size:.2f}" fill="{fill}"/>'
        )
    return "".join(parts)
