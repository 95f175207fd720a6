"""모든 문장이 두 언어로 있고, 쓰이고, 채워진다.

Every sentence exists in both languages, is used, and gets its placeholders filled.
"""

import ast
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path
from string import Formatter

import pytest

import micrograd_ko
import viz
from micrograd_ko import LanguageError, get_language, messages, set_language
from micrograd_ko.messages import LANGUAGES, MESSAGES, filled, text

PACKAGES = [Path(package.__file__).parent for package in (micrograd_ko, viz)]
SOURCES = [path for package in PACKAGES for path in sorted(package.rglob("*.py"))]
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}
# the table of messages does not use its own keys
for path in (PACKAGES[0] / "messages").glob("*.py"):
    for node in TREES[path].body:
        if isinstance(node, ast.AnnAssign):
            node.value = None
HANGUL = re.compile("[가-힣]")

each_message = pytest.mark.parametrize("key", MESSAGES)


def placeholders(sentence):
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def words(sentence):
    return "".join(literal for literal, _, _, _ in Formatter().parse(sentence))


def test_no_key_stands_in_two_files():
    parts = [
        module.MESSAGES
        for module in vars(messages).values()
        if inspect.ismodule(module) and hasattr(module, "MESSAGES")
    ]
    assert sum(map(len, parts)) == len(MESSAGES)


@each_message
def test_both_languages_have_words_and_the_same_placeholders(key):
    korean, english = MESSAGES[key]
    assert korean.strip() and english.strip()
    assert placeholders(korean) == placeholders(english)
    assert "" not in placeholders(korean)  # each has a name


@each_message
def test_korean_has_hangul_and_english_has_none(key):
    korean, english = MESSAGES[key]
    assert not HANGUL.search(english)
    assert HANGUL.search(korean) or not re.search("[A-Za-z]", words(korean))


# ── keys in the source ──


def strings():
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path, node


def keys_in_source():
    """Every piece of text in the source that looks like a key."""
    families = {key.partition(".")[0] for key in MESSAGES}
    modules = {"numpy.testing"}  # is no key of ours
    looks_like_key = re.compile(rf"({'|'.join(families)})(\.[a-z_]+)+")
    return [
        (path, node)
        for path, node in strings()
        if looks_like_key.fullmatch(node.value) and node.value not in modules
    ]


def patterns():
    """f-strings that put a key together, such as f"draw.kind.{kind}", as regular expressions."""
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(p.value) if isinstance(p, ast.Constant) else "([a-z_.]+)"
                    for p in node.values
                ]
                if re.search(r"[a-z]\\\.|\\\.[a-z]", "".join(parts)):
                    yield re.compile("".join(parts))


def keys_in_assets():
    """What the page says: keys in its program, and in its HTML with _ for the point."""
    assets = PACKAGES[1] / "played" / "assets"
    for program in assets.glob("*.js"):
        yield from re.findall(r'"([a-z_.]+)"', program.read_text(encoding="utf-8"))
    for name in re.findall(r"\$([a-z_]+)", (assets / "template.html").read_text(encoding="utf-8")):
        yield name.removesuffix("_label").replace("_", ".")


STRINGS = {node.value for _, node in strings()} | set(keys_in_assets())
PATTERNS = list(patterns())


@each_message
def test_message_is_used_somewhere(key):
    # What an f-string fills in has to be written somewhere too.
    made = [match.groups() for match in (pattern.fullmatch(key) for pattern in PATTERNS) if match]
    assert key in STRINGS or any(STRINGS.issuperset(groups) for groups in made)


def test_every_key_in_the_source_exists():
    missing = [
        f"{path.name}:{node.lineno} {node.value}"
        for path, node in keys_in_source()
        if node.value not in MESSAGES
    ]
    assert not missing


def calls_with_a_key():
    """Calls text("key", ...), SomeError("key", ...), warn("key", ...) that name their values one by
    one.
    """
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and re.search("^(text|warn)$|Error$", ast.unparse(node.func))
                and node.args
            ):
                if not isinstance(node.args[0], ast.Constant):
                    continue
                key, names = node.args[0].value, [keyword.arg for keyword in node.keywords]
                if key in MESSAGES and None not in names:  # None is **words
                    yield pytest.param(key, set(names), id=f"{path.name}:{node.lineno}:{key}")


@pytest.mark.parametrize(("key", "names"), list(calls_with_a_key()))
def test_call_fills_every_placeholder(key, names):
    assert placeholders(MESSAGES[key][0]) <= names


# ── choosing a language ──


def test_text_follows_the_chosen_language():
    assert text("draw.value") == "값"
    set_language("en")
    assert (get_language(), text("draw.value")) == ("en", "value")


@pytest.mark.parametrize("wrong", ["fr", "", None, "KO"])
def test_unknown_language_lists_the_known_ones(raised, wrong):
    ko, en = raised(lambda: set_language(wrong), LanguageError)
    assert filled("'{wrong}'은(는) 고를 수 없는 언어", {"wrong": wrong}) in ko and "ko, en" in ko
    assert f"'{wrong}' is not a language" in en and "ko, en" in en


@pytest.mark.parametrize(
    ("variable", "expected"), [("en", "en"), ("ko", "ko"), ("", "ko"), ("klingon", "ko")]
)
def test_environment_variable_chooses_at_import(variable, expected):
    code = "import micrograd_ko; print(micrograd_ko.get_language())"
    env = {**os.environ, "MICROGRAD_KO_LANG": variable, "PYTHONPATH": str(PACKAGES[0].parent)}
    run = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == expected
    assert expected in LANGUAGES
