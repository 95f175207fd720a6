"""용어집. Write the glossary, from the table of terms that messages hold."""

from __future__ import annotations

from collections.abc import Iterator

from micrograd_ko.messages import GLOSSARY, chosen

from .words import speaker

__all__ = ["glossary_pages"]


def glossary_pages(language: str) -> Iterator[tuple[str, str]]:
    """쪽의 이름과 글. Give the name and text of the page."""
    say = speaker(language, "glossary")
    parts = [f"{say('title')}\n{'=' * 40}\n\n{say('intro')}\n\n.. glossary::\n"]
    for korean, english, in_korean, in_english, _ in GLOSSARY:
        names = (korean, english) if language == "ko" else (english, korean)
        sentence = chosen((in_korean, in_english), language)
        parts += [*(f"   {name}" for name in dict.fromkeys(names)), f"      {sentence}\n"]
    yield "glossary.rst", "\n".join(parts)
