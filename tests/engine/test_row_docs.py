"""행의 설명은 한 언어로, 고른 언어를 따라.

The documentation of a row is in one language: the one chosen now.
"""

import inspect
import re

import pytest

import micrograd_ko
from micrograd_ko import ARRAY_TABLE, TABLE, Tensor, Value, set_language
from micrograd_ko.engine import Op
from micrograd_ko.messages.op_names import OP_NAMES

HANGUL = re.compile("[가-힣]")
ROWS = [*TABLE.values(), *ARRAY_TABLE.values()]
each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)


@each_row
def test_korean_documentation_has_no_english_words(row):
    words = re.sub(r"\(.*?\)|`.*?`", "", row.doc.partition(":")[0])  # the title
    assert not re.search("[a-z]{2}", words.replace("ReLU", ""))
    for line in row.doc.split("\n")[1:]:
        head = re.match(r"(국소 미분|입력마다의 기여분 \(g는 출력 쪽에서 온 기울기\)):|    ", line)
        assert head, line


@each_row
def test_english_documentation_has_no_hangul_and_no_blank_line(row):
    set_language("en")
    assert not HANGUL.search(row.doc) and not HANGUL.search(row.title)
    assert "\n\n" not in row.doc
    assert row.doc.split("\n")[1].startswith(("local derivative:", "what each input gets (g is"))


def test_documentation_word_by_word():
    assert TABLE["tanh"].doc == "쌍곡탄젠트 (tanh): y = tanh(a)\n국소 미분: ∂y/∂a = 1 - y·y"
    mul = "곱셈 (mul): y = a·b\n국소 미분:\n    ∂y/∂a = b\n    ∂y/∂b = a"
    assert TABLE["mul"].doc == mul
    set_language("en")
    assert TABLE["sigmoid"].doc == (
        "sigmoid: y = 1 / (1 + exp(-a))\nlocal derivative: ∂y/∂a = y·(1 - y)"
    )
    assert ARRAY_TABLE["matmul"].doc == (
        "matrix product (matmul): y = a @ b\n"
        "what each input gets (g is the upstream gradient):\n    a: g @ bᵀ\n    b: aᵀ @ g"
    )


def test_help_of_a_row_and_of_a_method_follow_the_language():
    for language, title in (("ko", "쌍곡탄젠트 (tanh)"), ("en", "hyperbolic tangent (tanh)")):
        set_language(language)
        for documented in (micrograd_ko.tanh, Value.tanh, Tensor.tanh):
            assert inspect.getdoc(documented).startswith(f"{title}: y = tanh(a)")
    assert TABLE["pow"].bind(exponent=2).__doc__.startswith("power (pow): y = a^2")


def test_help_of_the_class_tells_of_the_class():
    assert Op.__doc__.startswith("표의 한 행. 부르면 입력에 적용된다.")
    assert type(ARRAY_TABLE["sum"]).__doc__.startswith("배열 연산의 한 행.")


def test_an_op_of_the_users_own_is_called_by_its_row_in_english(temporary_op):
    def row(name, label):
        return temporary_op(name, name, label, lambda a: a * 2, lambda g, y, a: (g * 2,))

    twice, plain = row("twice", "두 배"), row("plain", "doubling")
    assert (twice.title, plain.title) == ("두 배", "doubling")
    set_language("en")
    assert (twice.title, plain.title) == ("twice", "doubling")
    assert twice.doc.startswith("twice: y = a·2\n") and Value.twice.__doc__ == twice.doc


def test_english_names_are_of_ops_that_exist():
    assert set(OP_NAMES) <= {row.name for row in ROWS}
    assert all(OP_NAMES[name] != name for name in OP_NAMES)
