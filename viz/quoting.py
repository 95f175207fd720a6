"""이름표를 각 형식에 안전하게 옮긴다. 이 일은 여기서만 한다.

Put labels safely into each format; nowhere else is text escaped. A label is any text at all.
Quoting of DOT identifiers and strings is the `graphviz` package's own.
"""

from __future__ import annotations

import html as _html
import re
import unicodedata

from micrograd_ko.messages import SMALLER, script_of

__all__ = ["html", "mermaid", "runs", "scripted", "visible"]

SHIFT = {-1: 0.22, 0: 0.0, 1: -0.36}  # em downwards, where a script stands


def visible(text: str) -> str:
    """보이지 않는 글자를 보이는 기호로 바꾼다.

    Replace what cannot stand in XML or would hide on the screen: control characters become
    their pictures (␀, ␊), line separators ␤, direction marks and other invisible formatting
    characters, surrogates and non-characters �.
    """
    return "".join(c if c.isprintable() or c == " " else _picture(c) for c in text)


def _picture(c: str) -> str:
    code = ord(c)
    if code < 0x20 or code == 0x7F:
        return chr(0x2421 if code == 0x7F else 0x2400 + code)
    return {"Zl": "\u2424", "Zp": "\u2424", "Zs": " "}.get(unicodedata.category(c), "\ufffd")


def html(text: str) -> str:
    """HTML 꼴 이름표와 SVG에 넣을 글. Escape text for an HTML-like label, or for SVG."""
    return _html.escape(visible(text), quote=True)


def mermaid(text: str) -> str:
    """Mermaid의 따옴표 안에 넣을 글: 글자와 숫자 말고는 모두 부호로.

    Escape text inside Mermaid quotes, special characters as codes.
    """
    return "".join(
        c if c.isalnum() or c in " .,+-" or ord(c) > 0x7F else f"#{ord(c)};" for c in visible(text)
    )


def runs(label: str) -> list[tuple[str, int]]:
    """이름표를 보통 글자와 첨자의 토막으로: w₁₂는 w와 아래의 12.

    Split a label into runs of ordinary characters, each with its place: -1 lowered, 0 on the line,
    1 raised. A comma between two subscripts is one, too.
    """
    found: list[tuple[str, int]] = []
    for c in label:
        base, place = script_of(c)
        if found and found[-1][1] == place:
            found[-1] = found[-1][0] + base, place
        else:
            found.append((base, place))
    return _with_commas(found)


def _with_commas(found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    i = 1
    while i < len(found) - 1:
        if found[i] == (",", 0) and found[i - 1][1] == found[i + 1][1] != 0:
            joined = found[i - 1][0] + "," + found[i + 1][0], found[i - 1][1]
            found[i - 1 : i + 2] = [joined]
        else:
            i += 1
    return found


def scripted(svg: str) -> str:
    """SVG의 글에서 첨자를 작은 보통 글자로: 첨자를 흐리게 그리거나 빠뜨린 글꼴이 많다.

    Write the subscripts and superscripts in an SVG's texts as smaller ordinary characters, lowered
    or raised: many Korean fonts draw them faint, or not at all.
    """
    return re.sub(r"(?<=>)[^<>]+(?=</text>)", lambda found: _tspans(found[0]), svg)


def _tspans(words: str) -> str:
    parts, at = [], 0.0  # em of the text: how far below the line we are
    for run, place in runs(words):
        size = SMALLER if place else 1.0
        down = (SHIFT[place] - at) / size
        shift = f' dy="{down:.2f}em"' if down else ""
        small = f' font-size="{SMALLER:.0%}"' if place else ""
        parts.append(f"<tspan{small}{shift}>{run}</tspan>" if small or shift else run)
        at = SHIFT[place]
    return "".join(parts)
