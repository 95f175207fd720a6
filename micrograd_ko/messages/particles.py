"""조사: 앞말의 끝소리에 맞는 꼴.

Choose Korean particles by the final sound of what stands before them. Sentences are written with
both forms, ``{name}을(를)``; here the one that fits is put in their place: 값을, 기울기를, 3을, x를.
The rules for what is not Hangul are those by which it is read aloud:

==================  ====================================================================
digits              the number as read: 20 이십, 1,000 천, 10 000 0000 억, 0.5 영 점 오, 1e-6 육
a letter, CSV, lr   the letters' names: L 엘, M 엠, N 엔 and R 알 have a final sound
a Latin word        by its ending, as loan words are spelt: model 모델, step 스텝, size 사이즈
w₁, x², a′, ŷ       일, 제곱, 프라임, 햇; aᵀ 티
σ, %, °, ∞          시그마, 퍼센트, 도, 무한대; of the Greek ones ε, ο, υ have a final
quotes, brackets    looked through, as blanks and full stops are: ``tanh(x)`` is read up to x
뉴런(neuron)        a gloss in brackets after Hangul is not read: 뉴런(neuron)을
anything else       as if it ended in a vowel
==================  ====================================================================
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

__all__ = ["PAIRS", "filled", "final_sound", "particle"]

# both forms as they are written, then the one after a final sound and the one after a vowel
PAIRS = {
    "을(를)": ("을", "를"), "를(을)": ("을", "를"),
    "이(가)": ("이", "가"), "가(이)": ("이", "가"),
    "은(는)": ("은", "는"), "는(은)": ("은", "는"),
    "과(와)": ("과", "와"), "와(과)": ("과", "와"),
    "아(야)": ("아", "야"), "야(아)": ("아", "야"),
    "이었(였)": ("이었", "였"), "이어(여)": ("이어", "여"),
    "(으)": ("으", ""), "(이)": ("이", ""),  # 으로/로, 으면/면; 이라/라, 이나/나, 이든/든
}  # fmt: skip
PAIR = "|".join(f"{a}[(]{b}[)]" for a, b in (pair[:-1].split("(") for pair in PAIRS))

FINALS: list[str] = [
    "",
    *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ",
]  # in Unicode's order
DIGITS = dict(zip("0123456789", ["ㅇ", "ㄹ", "", "ㅁ", "", "", "ㄱ", "ㄹ", "ㄹ", ""], strict=True))
TENS = ("", "ㅂ", "ㄱ", "ㄴ")  # 십, 백, 천
MYRIADS = "만억조경해자양구간정재극"
LETTERS = {"l": "ㄹ", "m": "ㅁ", "n": "ㄴ", "r": "ㄹ"}
# signs that are read with a final sound, and signs read without one that stand among those
SIGNS = {
    **dict.fromkeys("εϵουΕΟΥ", "ㄴ"), "₩": "ㄴ", "′": "ㅁ", "″": "ㅁ", "‰": "ㄹ", "#": "ㅂ",
    "⁺": "", "⁻": "", "ᵀ": "", "ん": "ㄴ", "ン": "ㄴ",
}  # fmt: skip
MARKS = {"\u0302": "ㅅ"}  # ŷ is 와이 햇
# Latin words whose loan form does not go by its ending; also as the end of a longer one (dtype)
WORDS = {
    "type": "ㅂ", "group": "ㅂ", "epoch": "ㄱ", "cos": "ㄴ", "tan": "", "book": "ㄱ", "look": "ㄱ",
    "hook": "ㄱ", "check": "", "bit": "", "set": "", "edit": "", "script": "", "tab": "ㅂ",
    "lab": "ㅂ", "web": "ㅂ", "job": "ㅂ", "soup": "", "up": "ㅂ", "some": "ㅁ", "recipe": "",
}  # fmt: skip
# how other Latin words end, the first that fits
ENDINGS = (
    (r"ng$", "ㅇ"),  # string 스트링
    (r"l$|[^aeiouy]le$|[aiou]le$", "ㄹ"),  # model 모델, tuple 튜플, file 파일
    (r"me?$", "ㅁ"),  # sum 섬, name 네임
    (r"ne?$", "ㄴ"),  # mean 민, line 라인
    (r"ck$|ic$", "ㄱ"),  # block 블록, metric 메트릭
    (r"(^|[^aeiou])[aeiou]p$", "ㅂ"),  # step 스텝, but loop 루프
    (r"(^|[^aeiou])[aeiou]t$|out$", "ㅅ"),  # net 넷, dropout 드롭아웃, but float 플로트
)
SEEN_THROUGH = frozenset("()[]{}<>\"'`‘’“”「」『』《》〈〉【】.,:;!?…·_*|")
# compiled when a sentence first needs them (by re): most programs print none
NUMBER = r"(?:(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?:[eE][-+−]?(\d+))?)$"
POWER = r"\^[({]?[-−]?\w+$"
WORD = r"[A-Z]?[a-z]+$|[A-Z]+$"
GLOSS = r"(?<=[가-힣])\([^()]*\)$"
LONGEST = 96  # no number or word that ends a text is longer


def particle(pair: str, before: str) -> str:
    """앞말에 맞는 조사: particle("을(를)", "기울기")는 "를".

    Return the form of `pair`, one of PAIRS or such as ``(으)로`` and ``(이)라는``, that fits after
    the text `before`.
    """
    both, rest = next(
        ((known, pair.removeprefix(known)) for known in PAIRS if pair.startswith(known)), ("", "")
    )
    if not both:
        raise ValueError(f"{pair!r} is none of {', '.join(PAIRS)}")
    return _chosen(both, before) + rest


def filled(template: str, values: Mapping[str, object]) -> str:
    """틀을 값으로 채우고, 틀에 적힌 조사를 고른다.

    Format `template` with `values` and choose the particles that stand in the template itself; what
    looks like one inside of a value is somebody else's text and stays.
    """
    first, rest = _cut(template)
    made = first.format(**values)
    for pair, words in rest:
        made += _chosen(pair, made) + words.format(**values)
    return made


@cache
def _cut(template: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """조사에서 자른다. Cut a template at its pairs; no pair holds a brace, so no field is cut."""
    pieces = re.split(PAIR, template)
    return pieces[0], tuple(zip(re.findall(PAIR, template), pieces[1:], strict=True))


def _chosen(pair: str, before: str) -> str:
    sound = final_sound(before)
    if pair == "(으)" and sound == "ㄹ":  # 서울로, 만들면
        sound = ""
    return PAIRS[pair][not sound]


def final_sound(words: str) -> str:
    """읽을 때의 끝소리(받침), 모음이면 "".

    Return the consonant that `words` ends in when read aloud in Korean, as a letter such as "ㄹ",
    or "" where it ends in a vowel or cannot be read.
    """
    if words.endswith(")"):
        words = words[: -2 * LONGEST] + re.sub(GLOSS, "", words[-2 * LONGEST :])
    end = len(words)
    while end and (words[end - 1] in SEEN_THROUGH or words[end - 1].isspace()):
        end -= 1
    return _sound(words[max(0, end - LONGEST) : end]) if end else ""


def _sound_of_hangul(c: str) -> str | None:
    if "가" <= c <= "힣":
        return FINALS[(ord(c) - ord("가")) % 28]
    if "ㄱ" <= c <= "ㅎ":  # 기역, 니은, 리을
        return "ㄹ" if c == "ㄹ" else "ㄱ"
    return "" if "ㅏ" <= c <= "ㅣ" else None


@lru_cache(maxsize=512)
def _sound(tail: str) -> str:
    sound = _sound_of_hangul(tail[-1])
    if sound is not None:
        return sound
    if unicodedata.combining(tail[-1]) or "\u1160" <= tail[-1] <= "\u11ff" or tail[-1] > "\u007f":
        return _sound_of_sign(tail)
    if re.search(POWER, tail):
        return "ㅂ"  # x^2 is 엑스의 이 제곱
    if tail[-1].isdecimal():
        return _sound_of_number(tail)
    if word := re.search(WORD, tail):
        return _sound_of_word(word[0])
    return SIGNS.get(tail[-1], "")


def _sound_of_sign(tail: str) -> str:
    """ASCII도 한글 음절도 아닌 글자. Read what ends in neither ASCII nor a syllable."""
    last = tail[-1]
    if last in SIGNS:
        return SIGNS[last]
    plain = unicodedata.normalize("NFC", tail)
    if plain != tail:  # Hangul in pieces, as macOS writes names of files
        return _sound(plain)
    kind, _, code = unicodedata.decomposition(last).partition(" ")
    if kind == "<super>":
        return "ㅂ"
    if kind == "<sub>":
        return _sound(re.sub(r"[^\x00-\x7f]+$", _lowered, tail))
    if kind and not kind.startswith("<"):  # a letter with a mark
        mark = chr(int(code.split()[-1], 16)) if code else ""
        return MARKS.get(mark) or _sound_of_word(chr(int(kind, 16)))
    if last in MARKS:
        return MARKS[last]
    if unicodedata.combining(last):
        return _sound(tail[:-1]) if tail[:-1] else ""
    return DIGITS.get(str(unicodedata.decimal(last, "")), "")  # １


def _lowered(signs: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", signs[0])


def _sound_of_number(tail: str) -> str:
    number = re.search(NUMBER, tail)
    assert number is not None  # the last character is a digit
    whole, fraction, exponent = number.groups()
    if fraction and not exponent:
        return DIGITS[fraction[-1]]  # read digit by digit
    digits = (exponent or whole).replace(",", "")
    zeros = len(digits) - len(digits.rstrip("0"))
    if zeros == len(digits) or not zeros:
        return DIGITS[digits[-1]]
    if zeros < 4:
        return TENS[zeros]
    unit = zeros // 4 - 1  # 십만, 백만 and 천만 end in 만
    return _sound_of_hangul(MYRIADS[unit]) or "" if unit < len(MYRIADS) else DIGITS["0"]


@cache
def _sound_of_word(word: str) -> str:
    low = word.lower()
    if len(word) == 1 or word.isupper() or not re.search("[aeiouy]", low):
        return LETTERS.get(low[-1], "")
    for known, sound in WORDS.items():
        if low.endswith(known) and (low == known or len(known) > 3):
            return sound
    if low in ("arctan", "arccos"):
        return WORDS[low[3:]]
    return next((sound for ending, sound in ENDINGS if re.search(ending, low)), "")
