"""이름표를 각 형식에 안전하게 옮긴다. 이 일은 여기서만 한다.

Put labels safely into each format; nowhere else is text escaped. A label is any text at all.
Quoting of DOT identifiers and strings is the `graphviz` package's own.
"""

from __future__ import annotations

import html as _html
import unicodedata

__all__ = ["html", "mermaid", "visible"]


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
