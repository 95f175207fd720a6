"""글이 가리키는 것은 있다: docstring의 이름, 안내서의 파일.

What words point at is there: names in docstrings, files in the guides.
"""

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = [
    path for folder in ("micrograd_ko", "viz", "tests") for path in (ROOT / folder).rglob("*.py")
]
ROLE = re.compile(r":(?:mod|func|class|meth|data|attr):`~?((?:micrograd_ko|viz)[\w.]*)`")
NAMED = sorted(
    {name for path in SOURCES for name in ROLE.findall(path.read_text(encoding="utf-8"))}
)
FILE = re.compile(r"`((?:micrograd_ko|viz|tests|examples)/[\w/.]*)`|\]\(((?!http)[\w/.-]+)\)")
PAGES = (ROOT / "examples" / "reference").glob("*/guides/*.md")
GUIDES = sorted([*ROOT.glob("*.md"), ROOT / "tests" / "benchmarks" / "README.md", *PAGES])


def is_module(dotted):
    path = ROOT / dotted.replace(".", "/")
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


@pytest.mark.parametrize("name", NAMED)
def test_what_a_docstring_names_exists(name):
    parts = name.split(".")
    depth = max(k for k in range(1, len(parts) + 1) if is_module(".".join(parts[:k])))
    thing = importlib.import_module(".".join(parts[:depth]))
    for part in parts[depth:]:
        thing = getattr(thing, part)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_that_a_guide_names_exist(guide):
    found = FILE.findall(guide.read_text(encoding="utf-8"))
    named = {ROOT / file for file, _ in found if file}
    named |= {guide.parent / link for _, link in found if link}  # a link begins where its page is
    assert [name for name in named if not name.exists()] == []
    assert named or guide.name == "CHANGELOG.md" or guide.parent.name == "guides"
