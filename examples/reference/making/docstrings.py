"""docstring을 읽는 언어로. Read a docstring in one language, as text that Sphinx can bind.

Docstrings here begin with a Korean line, which an English page leaves out; they show code by
indenting it, which reStructuredText takes for a quotation; and Korean particles stand right behind
a quoted word, where reStructuredText wants a space.
"""

from __future__ import annotations

import re

__all__ = ["in_language"]

HANGUL = re.compile("[가-힣]")
KOREAN_SENTENCES = re.compile(r"(?s)(.*[가-힣][^.?!]*[.?!:])\s+(?=[A-Z(`])")
QUOTED_BEFORE_HANGUL = re.compile(r"((`{1,2})[^`\s](?:[^`]*[^`\s])?\2)(?=[가-힣])")
NOT_CODE = re.compile(r"\s*(>>>|\.\. |[-*•] |=+\s|:\w|\w+:$)")


def in_language(lines: list[str], language: str) -> list[str]:
    """docstring의 줄을 그 언어로.

    Write the lines of a docstring for a page in `language`: "en" without the Korean, "ko" with
    both, the Korean in a paragraph of its own.
    """
    first, rest = _first_paragraph(lines)
    korean, english = _parted(" ".join(line.strip() for line in first))
    kept = [korean] if language == "ko" or not (english or any(rest)) else []
    paragraphs = [part for part in (*kept, english) if part]
    begun = [line for part in paragraphs for line in (part, "")]
    return _quoted_code([QUOTED_BEFORE_HANGUL.sub(r"\1\\ ", line) for line in begun + rest])


def _first_paragraph(lines: list[str]) -> tuple[list[str], list[str]]:
    blank = next((i for i, line in enumerate(lines) if not line.strip()), len(lines))
    return lines[:blank], lines[blank + 1 :]


def _parted(paragraph: str) -> tuple[str, str]:
    """앞의 한국어와 뒤의 영어. Part a paragraph where its Korean ends."""
    if not HANGUL.search(paragraph):
        return "", paragraph
    found = KOREAN_SENTENCES.match(paragraph)
    return (found[1], paragraph[found.end() :]) if found else (paragraph, "")


def _quoted_code(lines: list[str]) -> list[str]:
    """들여 쓴 것을 코드로. Put `::` before what is indented behind a paragraph: it is code."""
    written: list[str] = []
    for i, line in enumerate(lines):
        indent, before = _indent(line), [each for each in written if each.strip()]
        follows = bool(before) and bool(written) and not written[-1].strip()
        if (
            line.strip() and follows and _indent(before[-1]) < indent
            and not NOT_CODE.match(line) and not before[-1].rstrip().endswith("::")
            and not _is_listed(before[-1])
        ):  # fmt: skip
            written += [" " * _indent(before[-1]) + "::", ""]
        written.append(lines[i])
    return written


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_listed(line: str) -> bool:
    """목록이나 인자의 설명인가. Tell whether a line belongs to a list or an argument."""
    return bool(re.match(r"\s*([-*] |\d+\. |\.\. )", line))
