"""수업의 노트북을 examples/lessons에 쓴다: ``python -m tests.notebooks --write``

Write the notebooks of the lessons, which are made of the sheets, to examples/lessons (Korean) and
examples/lessons/en, without outputs; without --write, say which of them are not what the sheets
make.
"""

import sys
from pathlib import Path

from micrograd_ko import get_language, set_language
from micrograd_ko.lessons import LESSONS, notebook_text

FOLDER = Path(__file__).parents[1] / "examples" / "lessons"
LANGUAGES = {"ko": FOLDER, "en": FOLDER / "en"}


def path_of(number, language):
    return LANGUAGES[language] / f"{number:02}_{LESSONS[number - 1]}.ipynb"


def content_of(number, language):
    """The text of a notebook; the language chosen stays what it was."""
    before = get_language()
    set_language(language)
    try:
        return notebook_text(number)
    finally:
        set_language(before)


def is_current(number, language):
    path = path_of(number, language)
    return path.exists() and path.read_text(encoding="utf-8") == content_of(number, language)


def all_notebooks():
    return [(number, language) for number in range(1, len(LESSONS) + 1) for language in LANGUAGES]


if __name__ == "__main__":
    for each in all_notebooks():
        if not is_current(*each):
            print(path_of(*each))
            if "--write" in sys.argv:
                path_of(*each).parent.mkdir(parents=True, exist_ok=True)
                path_of(*each).write_text(content_of(*each), encoding="utf-8")
