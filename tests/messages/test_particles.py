"""조사: 앞말의 끝소리에 맞는 꼴.

Particles: the form that fits what stands before, for all that a sentence may be filled with.
"""

import json
import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import viz
from micrograd_ko.messages import LANGUAGES, MESSAGES, filled, final_sound, particle, text
from micrograd_ko.messages.particles import PAIR, PAIRS

# what stands before, and its final sound: "" for a vowel
SOUNDS = {
    # Hangul
    "값": "ㅄ", "기울기": "", "연산": "ㄴ", "길": "ㄹ", "서울": "ㄹ", "부엌": "ㅋ", "닭": "ㄺ",
    "가": "", "힣": "ㅎ", "ㄱ": "ㄱ", "ㄹ": "ㄹ", "ㅏ": "",
    "\u1100\u1161\u11ab": "ㄴ", "\u1112\u1161": "",  # in pieces, as macOS writes it
    # a Latin letter, and words read letter by letter
    "L": "ㄹ", "M": "ㅁ", "N": "ㄴ", "R": "ㄹ", "l": "ㄹ", "x": "", "y": "", "W": "", "h": "",
    "lr": "ㄹ", "MLP": "", "RNN": "ㄴ", "SGD": "", "CSV": "", "URL": "ㄹ", "npz": "", "std": "",
    "dW": "", "db": "", "w_b": "", "x_n": "ㄴ",
    # Latin words, as loan words are spelt
    "model": "ㄹ", "label": "ㄹ", "tuple": "ㄹ", "file": "ㄹ", "module": "ㄹ", "scale": "ㄹ",
    "sum": "ㅁ", "Adam": "ㅁ", "name": "ㅁ", "BatchNorm": "ㅁ", "mean": "ㄴ", "None": "ㄴ",
    "nan": "ㄴ", "line": "ㄴ", "Python": "ㄴ", "string": "ㅇ", "block": "ㄱ", "metric": "ㄱ",
    "step": "ㅂ", "map": "ㅂ", "loop": "", "group": "ㅂ", "dtype": "ㅂ", "NoneType": "ㅂ",
    "net": "ㅅ", "split": "ㅅ", "input": "ㅅ", "dropout": "ㅅ", "float": "", "point": "",
    "epoch": "ㄱ", "batch": "", "seed": "", "size": "", "batch_size": "", "axis": "", "slope": "",
    "loss": "", "Value": "", "Tensor": "", "ndarray": "", "inf": "", "True": "", "int": "",
    "sin": "ㄴ", "cos": "ㄴ", "tan": "", "arccos": "ㄴ", "arctan": "", "log": "", "exp": "",
    "y_test": "", "X_train": "ㄴ", "list": "", "relu": "", "ReLU": "", "NumPy": "", "set": "",
    # digits and numbers
    "0": "ㅇ", "1": "ㄹ", "2": "", "3": "ㅁ", "4": "", "5": "", "6": "ㄱ", "7": "ㄹ", "8": "ㄹ",
    "9": "", "10": "ㅂ", "20": "ㅂ", "100": "ㄱ", "1000": "ㄴ", "1,000": "ㄴ", "10000": "ㄴ",
    "100000": "ㄴ", "1,000,000": "ㄴ", "100000000": "ㄱ", "1000000000000": "",
    "10000000000000000": "ㅇ", "12": "", "21": "ㄹ", "1,234": "", "205": "", "1,2": "",
    "-3": "ㅁ", "-1": "ㄹ", "0.5": "", "1.0": "ㅇ", "1.20": "ㅇ", "0.001": "ㄹ", "3.14": "",
    "1e-6": "ㄱ", "1e-05": "", "1.2e+10": "ㅂ", "1e60": "ㅂ", "1e-07": "ㄹ", "0..255": "",
    "float64": "", "x1": "ㄹ", "５": "", "٣": "ㅁ",
    # signs
    "10^8": "ㅂ", "x^2": "ㅂ", "x²": "ㅂ", "x³": "ㅂ", "a⁻¹": "ㅂ", "aᵀ": "", "a′": "ㅁ",
    "ŷ": "ㅅ", "y\u0302": "ㅅ", "é": "", "w₁": "ㄹ", "w₁₁": "ㄹ", "x₀": "ㅇ", "a₂": "", "z₁₀": "ㅂ",
    "v₃": "ㅁ",
    "σ": "", "π": "", "∂": "", "λ": "", "ε": "ㄴ", "Σ": "", "%": "", "50%": "", "°": "", "90°": "",
    "∞": "", "±": "", "→": "", "#": "ㅂ", "⁺": "",
    # looked through
    "시그모이드(σ)": "", "쌍곡탄젠트(tanh)": "", "연산(op)": "ㄴ", "값(x)": "ㅄ", "값 (3)": "ㅁ",
    "tanh(x)": "", "f(n)": "ㄴ", "'값'": "ㅄ", '"seed"': "", "`L`": "ㄹ", "[1, 2]": "",
    "(3, 4)": "",
    "(3,)": "ㅁ", "{'b'}": "", "「길」": "ㄹ", "값 ": "ㅄ", "값\n": "ㅄ", "값.": "ㅄ", "1...": "ㄹ",
    "backward()": "", "y = mul(x=5, 2) (구역 뉴런)": "ㄴ", "x_": "",
    # nothing to read
    "": "", "''": "", "()": "", " \n": "", "中": "", "あ": "", "ん": "ㄴ", "🐧": "",
}  # fmt: skip


@pytest.mark.parametrize("words", SOUNDS)
def test_final_sound(words):
    assert final_sound(words) == SOUNDS[words]


def test_table_is_large():
    assert len(SOUNDS) >= 80


FORMS = {
    "을(를)": "을를", "를(을)": "을를", "이(가)": "이가", "은(는)": "은는", "과(와)": "과와",
    "와(과)": "과와", "아(야)": "아야",
}  # fmt: skip


@pytest.mark.parametrize("pair", FORMS)
def test_each_pair_after_a_final_and_after_a_vowel(pair):
    after_final, after_vowel = FORMS[pair]
    assert [particle(pair, word) for word in ("값", "길", "수")] == [
        after_final, after_final, after_vowel,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pair", "final", "rieul", "vowel"),
    [
        ("(으)로", "으로", "로", "로"),
        ("(으)면", "으면", "면", "면"),
        ("(이)라는", "이라는", "이라는", "라는"),
        ("(이)나", "이나", "이나", "나"),
        ("(이)다", "이다", "이다", "다"),
        ("이어(여)야", "이어야", "이어야", "여야"),
        ("이었(였)다", "이었다", "이었다", "였다"),
    ],
)
def test_pairs_with_an_ending(pair, final, rieul, vowel):
    assert [particle(pair, word) for word in ("값", "1", "x")] == [final, rieul, vowel]


def test_what_is_no_pair_is_refused():
    with pytest.raises(ValueError, match="'의' is none of"):
        particle("의", "값")


def test_pairs_in_the_template_are_chosen_and_those_in_the_values_stay():
    made = filled("{a}을(를) {b}(으)로, {{x}}이(가) {c}은(는)", {"a": "이(가)", "b": "3", "c": "L"})
    assert made == "이(가)를 3으로, {x}가 L은"


def test_a_pair_looks_at_all_that_was_said_before_it():
    assert filled("{empty}을(를)", {"empty": ""}) == "를"
    assert filled("배열 {empty}을(를)", {"empty": ""}) == "배열 을"
    assert filled("모양 {shape:>4}이(가)", {"shape": "()"}) == "모양   ()이"


@given(st.text())
def test_any_text_has_a_final_sound_that_is_a_letter_or_none(words):
    assert final_sound(words) == "" or "ㄱ" <= final_sound(words) <= "ㅎ"


@given(st.integers(), st.sampled_from(["", "값은 ", "x="]))
def test_integers_are_read_by_their_last_word(n, before):
    words = "영일이삼사오육칠팔구"
    digits = str(abs(n))
    zeros = len(digits) - len(digits.rstrip("0")) if n else 0
    if zeros == 0:
        word = words[int(digits[-1])]
    else:
        word = "십백천"[zeros - 1] if zeros < 4 else "만억조경해자양구간정재극"[zeros // 4 - 1]
    assert final_sound(f"{before}{n}") == final_sound(word) == final_sound(f"{before}{n:,}")


@given(st.text(string.ascii_letters + "가각1)'", min_size=1), st.sampled_from(")]}'\"` .\n"))
def test_what_is_looked_through_changes_nothing(words, closing):
    assert final_sound(words + closing * 3) == final_sound(words)


def test_a_very_long_word_is_read_at_its_end():
    assert final_sound("가" * 10**5 + "값" + ")" * 10**4) == "ㅄ"


# ── no message prints both forms ──

FILLINGS = ("값", "기울기", "서울", "x", "L", "loss", "model", "", "()", "'a'", "(3, 4)", "을(를)")
BOTH_FORMS = re.compile(PAIR)
WITH_PAIRS = [key for key, (korean, _) in MESSAGES.items() if BOTH_FORMS.search(korean)]
each_with_pairs = pytest.mark.parametrize("key", WITH_PAIRS)


class Anything(str):
    """Text that any format fits: what a placeholder shows is the text itself."""

    def __format__(self, spec):
        return str(self)


def names_in(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def shown(key, value):
    return text(key, "ko", **dict.fromkeys(names_in(MESSAGES[key][0]), Anything(value)))


@each_with_pairs
def test_no_message_prints_both_forms(key):
    for value in FILLINGS[:-1]:
        assert not BOTH_FORMS.search(shown(key, value))


@each_with_pairs
@given(value=st.text(max_size=8))
def test_no_message_prints_both_forms_whatever_fills_it(key, value):
    # a letter before what fills a place keeps a pair from arising across a border
    if not BOTH_FORMS.search(value):
        assert not BOTH_FORMS.search(shown(key, f"a{value}a"))


@each_with_pairs
def test_what_fills_a_message_is_left_as_it_is(key):
    assert "x을(를)x" in shown(key, "x을(를)x")


def test_there_are_messages_with_pairs_and_english_has_none():
    assert len(WITH_PAIRS) > 150
    assert not [key for key, (_, english) in MESSAGES.items() if BOTH_FORMS.search(english)]


# A particle of one form right after a place is wrong for half of what may stand there. After a
# bracket that explains a word of the sentence it goes by that word, which is always the same.
ONE_FORM = re.compile(
    r"\{[^{}]*\}['\"`]?(을|를|이|가|은|는|과|와|로|으로|라는|이라는|라고|이라고|나|여야|이어야)(?![가-힣(])"
)


def test_no_particle_of_one_form_stands_right_after_a_place():
    wrong = {key: found[0] for key, (ko, _) in MESSAGES.items() if (found := ONE_FORM.search(ko))}
    assert wrong == {}
    assert ONE_FORM.search("{n}이 있는데") and ONE_FORM.search("'{path}'로 마저")


def test_sentences_that_the_page_fills_by_itself_have_no_pairs():
    """The page has no particles of its own: its sentences are written so that they need none."""
    from viz.played.document import SPOKEN

    said = {key: korean for key, (korean, _) in MESSAGES.items() if key.startswith(SPOKEN)}
    assert len(said) > 50
    assert {key for key, korean in said.items() if BOTH_FORMS.search(korean)} == set()
    assert {key for key, korean in said.items() if ONE_FORM.search(korean)} == set()


def test_no_source_but_messages_writes_both_forms():
    package = Path(viz.__file__).parent.parent
    files = [*(package / "viz").rglob("*.*"), *(package / "micrograd_ko").rglob("*.py")]
    wrong = [
        str(path.relative_to(package))
        for path in files
        if path.suffix in (".py", ".js", ".html") and path.parent.name != "messages"
        if re.search(r"[가-힣]\([가-힣]\)|\(으\)로", path.read_text(encoding="utf-8"))
        and BOTH_FORMS.search(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_every_pair_is_known_by_its_two_forms():
    assert all(final != vowel for final, vowel in PAIRS.values())
    assert json.dumps(PAIRS, ensure_ascii=False).count("(") == len(PAIRS)
    assert text("data.whole", "en", name="n", least=1, got="0").startswith("n must be")
    assert LANGUAGES == ("ko", "en")
