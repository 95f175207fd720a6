"""경로를 시험할 때 함께 쓰는 것. What tests of paths share."""

from micrograd_ko import (
    set_language,
)


def both(thing):
    """What `print` shows, Korean and English, line by line."""
    found = []
    for language in ("ko", "en"):
        set_language(language)
        found.append(str(thing).split("\n"))
    set_language("ko")
    return found
