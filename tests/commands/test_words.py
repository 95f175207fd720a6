"""words: 용어집에서 찾는 명령. The command that looks words up in the glossary."""

import pytest

from micrograd_ko import set_language
from micrograd_ko.commands.cli import main
from micrograd_ko.commands.words import found, nearest
from micrograd_ko.messages import GLOSSARY, cells


def lines_of(capsys, *arguments):
    assert main(["words", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("연쇄법칙", "연쇄법칙"), ("연쇄", "연쇄법칙"), ("chain rule", "연쇄법칙"),
        ("CHAIN", "연쇄법칙"), ("minibatch", "미니배치"), ("헤시안", "헤세 행렬"),
        ("기울기", "기울기"), ("gradient", "기울기"), ("one hot", "원-핫"),
        ("배치크기", "배치 크기"), ("학습", "학습"), ("과적합", "오버피팅"),
        ("\u1109\u1175\u1103\u1173", "시드"),  # in pieces, as macOS writes it
    ],
)  # fmt: skip
def test_a_term_is_found_by_either_name_or_a_part(word, first):
    assert found(word)[0].korean == first


def test_without_a_word_all_are_found():
    assert found("") == list(GLOSSARY)


def test_the_table_is_aligned_and_in_the_readers_language(capsys):
    lines = lines_of(capsys, "기울기")
    assert lines[0].split() == ["한국어", "영어", "뜻"] and len(lines) == 1 + len(found("기울기"))
    starts = {cells(line[: line.index(word)]) for line, word in zip(
        lines, ["영어", *(term.english for term in found("기울기"))], strict=True
    )}  # fmt: skip
    assert len(starts) == 1
    set_language("en")
    assert "The partial derivatives of the loss" in "\n".join(lines_of(capsys, "기울기"))


def test_a_word_of_several_parts_needs_no_quotes(capsys):
    assert lines_of(capsys, "chain", "rule")[1].startswith("연쇄법칙")


def test_another_spelling_is_found_and_the_one_used_here_is_told(capsys):
    assert lines_of(capsys, "체인 룰")[0] == "'체인 룰' 대신 여기서는 '연쇄법칙'을 씁니다."


def test_an_unknown_word_gets_the_nearest_ones(capsys):
    assert main(["words", "역전바"]) == 1
    error = capsys.readouterr().err
    assert "'역전바'가 없습니다. 비슷한 용어: 역전파 (backpropagation)" in error
    set_language("en")
    assert main(["words", "overfiting"]) == 1
    error = capsys.readouterr().err
    assert "'overfiting' is not in the glossary. Terms like it: 오버피팅 (overfitting)" in error
    assert nearest("smothness")[0] == "매끄러움 (smoothness)"
