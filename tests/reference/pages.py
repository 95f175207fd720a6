"""지어진 쪽을 읽는다. Read the pages of a built site: what they link to, what can be linked to."""

from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

# what makes a browser ask for a file, by its element; a link that a reader follows is no request
REQUESTS = {
    "img": ("src", "srcset"),
    "script": ("src",),
    "iframe": ("src",),
    "link": ("href",),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
    "audio": ("src",),
    "object": ("data",),
    "use": ("href", "xlink:href"),
    "image": ("href", "xlink:href"),
}
QUOTING = ("pre", "code", "script", "style", "dt", "math")


class Page(NamedTuple):
    """What a page holds: ids, the links of readers, the requests of browsers, its text but code."""

    ids: frozenset[str]
    links: tuple[str, ...]
    requests: tuple[str, ...]
    text: str


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.links, self.requests, self.words = set(), [], [], []
        self.quoted = 0  # how deep in code

    def handle_starttag(self, tag, attributes):
        held = dict(attributes)
        self.ids.update(held[key] for key in ("id", "name") if held.get(key))
        if tag == "a" and held.get("href"):
            self.links.append(held["href"])
        self.requests += [held[key] for key in REQUESTS.get(tag, ()) if held.get(key)]

        self.quoted += tag in QUOTING

    def handle_endtag(self, tag):
        self.quoted -= tag in QUOTING

    def handle_data(self, data):
        if not self.quoted:
            self.words.append(data)


@cache
def read(path: Path) -> Page:
    """Read a page."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    words = " ".join(reader.words)
    return Page(frozenset(reader.ids), tuple(reader.links), tuple(reader.requests), words)


def broken(path: Path, link: str) -> str:
    """What is wrong with a link of a page, or nothing."""
    parts = urlsplit(link)
    if parts.scheme in ("http", "https", "mailto", "data"):
        return ""
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.is_file():
        return f"{path}: {link} leads nowhere"
    if (
        parts.fragment
        and target.suffix == ".html"
        and unquote(parts.fragment) not in read(target).ids
    ):
        return f"{path}: {link} has no such place"
    return ""
