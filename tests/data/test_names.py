"""한국어 이름: 서로 다르고, 두 음절이고, 가나다순. Korean names: distinct and in order."""

from pathlib import Path

from micrograd_ko import data

found = data.names()


def test_names_are_distinct_two_syllables_each_and_in_order():
    assert len(found) == len(set(found.words)) == 1789
    assert list(found.words) == sorted(found.words)
    assert all(len(word) == 2 and all("가" <= c <= "힣" for c in word) for word in found.words)


def test_letters_are_the_syllables_that_occur():
    assert len(found.letters) == 184 and list(found.letters) == sorted(set("".join(found.words)))
    assert repr(found) == "Names(1789: 가람 … 희철, letters=184)"


def test_the_licence_stands_beside_the_names():
    folder = Path(data.__file__).parent
    words = (folder / "README.md").read_text(encoding="utf-8")
    assert "names.txt" in words and "1,789" in words and "MIT" in words
    assert (folder / "names.txt").read_bytes().decode("utf-8").endswith("희철\n")


def test_names_are_split_so_that_each_is_in_one_part_alone():
    words, test, again, _ = data.split(found.words, found.words, test=0.1, seed=0)
    assert set(words.tolist()).isdisjoint(test.tolist()) and list(words) == list(again)
    assert len(words) + len(test) == len(found)
