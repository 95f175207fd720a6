"""용어: 교과서의 말로, 하나의 뜻에 하나의 말로.

Terms: those of Korean textbooks, and one word for one thing, in all that a person reads: messages,
the page, docstrings, lesson sheets, exercises, READMEs, guides, notes, examples, CONTRIBUTING.md.
"""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import micrograd_ko
import viz
from micrograd_ko import messages
from micrograd_ko.lessons import LESSONS, exercise
from micrograd_ko.messages import GLOSSARY, MESSAGES, Term, cells

CORE, VIZ = (Path(package.__file__).parent for package in (micrograd_ko, viz))
HANGUL = re.compile("[가-힣]")


def docstrings():
    for path in [*CORE.rglob("*.py"), *VIZ.rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and (
                doc := ast.get_docstring(node)
            ):
                yield f"{path.relative_to(CORE.parent)}: {getattr(node, 'name', '')}", doc


def exercises():
    """Task, hint, what is said after, and what is said of each mistake."""
    for number, name in enumerate(LESSONS, 1):
        given = exercise(number)
        said = [given.task, given.hint, given.after, *(m.words for m in given.mistakes)]
        for i, (korean, _) in enumerate(said):
            yield f"exercise {name}, {i}", korean


def pages():
    """Sheets, READMEs, guides, notes and examples, by paragraph: a term may break at a line.

    Not CHANGELOG.md, which is of its time.
    """
    root = CORE.parent
    for path in [
        *(CORE / "lessons" / "path").glob("*.py"), *root.glob("README*.md"),
        *root.glob("examples/*.py"), *root.glob("examples/reference/ko/**/*.md"),
        CORE / "data" / "README.md", root / "CONTRIBUTING.md",
    ]:  # fmt: skip
        for part in re.split(r"\n(?:#?[ ]*\n|# %%[^\n]*\n)", path.read_text(encoding="utf-8")):
            yield path.relative_to(root).as_posix(), re.sub(r"\s*\n(#[ ])?\s*", " ", part)


def read_by_people():
    yield from ((key, korean) for key, (korean, _) in MESSAGES.items())
    yield from docstrings()
    yield from ((term.korean, term.korean_sentence) for term in GLOSSARY)
    for path in (VIZ / "played" / "assets").iterdir():
        yield path.name, path.read_text(encoding="utf-8")
    yield from exercises()
    yield from pages()


TEXTS = [(place, words) for place, words in read_by_people() if HANGUL.search(words)]

# what is said instead
FORBIDDEN = {
    "사슬": "연쇄법칙", "몫": "기여분", "묶음": "미니배치, 배치 크기, 그룹",
    "걸음": "학습 스텝, 간격",
    "글쇠": "키", "견주|견준|견줄": "비교", "손수": "직접", "모형": "모델", "씨앗": "시드",
    "(?<![가-힣])길(을|의|로|은|마다| 하나| [0-9{])": "경로", "그냥 수": "보통 수",
    "두 점의 수": "서로 다른 두 지점의 값", "새 수로": "새 값으로",
    "이름을 부릅니다": "따로 알려 줍니다",
    "속성 시험": "속성 기반 테스트", "들여다보는 창|보는 창입": "뷰",
    "조건에 맞는 상대 오차": "조건수",
    "상한 파일": "손상된 파일", "흔한 까닭": "흔한 원인", "셈(한다|합니다|하는|한 )": "계산",
}  # fmt: skip
# what pages say instead; a docstring may be shorter than a sentence on a page
FORBIDDEN_ON_PAGES = {
    "레슨": "수업", "라벨": "레이블", "어림": "근사", "넘침": "오버플로", "글 트리": "텍스트 트리",
    "(한|양)쪽 차분": "전진 차분, 중심 차분", "(첫|둘)째 미분|두 번째 미분": "1계 미분, 2계 미분",
    "상류": "흘러온 기울기", "경사 하강(?!법)": "경사 하강법", "최적화(를|의|는|기)": "옵티마이저",
    "그냥": "보통, 바로", "살아 있는 페이지": "만져 보는 페이지", "찍히|찍은|찍는|찍어": "출력",
    "지워지|지워집": "약분, 상쇄", "말합니다|말하며": "알려 줍니다", "거절": "오류",
    "(?<![가-힣])우리( |의)": "micrograd_ko",
    r"(?<!니)다\.(?![가-힣])": "합니다, at the end of a sentence",
}  # fmt: skip
PAGES = [*exercises(), *((p, w) for p, w in pages() if p != "CONTRIBUTING.md")]
# 수업 자료 is what a teacher hands out, and no data to learn from
EXCEPTIONS = {("viz/played/frames.py: ", "자료")}


def around(word, texts):
    """Where a word that is not wanted stands, and what stands around it."""
    return [
        f"{place}: {words[max(0, match.start() - 20) : match.end() + 20]!r}"
        for place, words in texts
        for match in re.finditer(word, words)
    ]


@pytest.mark.parametrize("word", FORBIDDEN)
def test_no_text_has_a_word_that_textbooks_do_not(word):
    assert not around(word, TEXTS), f"say {FORBIDDEN[word]}"


@pytest.mark.parametrize("word", FORBIDDEN_ON_PAGES)
def test_no_page_and_no_lesson_has_a_word_that_textbooks_do_not(word):
    assert not around(word, PAGES), f"say {FORBIDDEN_ON_PAGES[word]}"


def test_data_are_called_data():
    found = [place for place, words in TEXTS if re.search("자료", words)]
    assert {(place, "자료") for place in found} <= EXCEPTIONS | {
        ("CONTRIBUTING.md", "자료"),  # what flows between rooms
        ("micrograd_ko/messages/layers.py: ", "자료"),
    }


def test_forbidden_words_are_found():
    assert re.search("견주|견준|견줄", "수치 미분과 견준다") and len(TEXTS) > 2000
    assert re.search("(?<!니)다\\.", "값이 같다.") and not re.search("(?<!니)다\\.", "같습니다.")
    places = {place for place, _ in PAGES}
    assert len({p for p in places if p.startswith("exercise ")}) > 100
    assert len({p for p in places if p.startswith("micrograd_ko/lessons/path/")}) == len(LESSONS)
    assert {"README.md", "examples/names.py", "examples/reference/ko/notes.md"} <= places


KNOWN = re.compile("|".join(sorted((re.escape(t.korean) for t in GLOSSARY), key=len, reverse=True)))
AVOIDED = [(spelling, term.korean) for term in GLOSSARY for spelling in term.avoided]


@pytest.mark.parametrize(("spelling", "korean"), AVOIDED)
def test_no_text_has_a_competing_spelling_of_a_term(spelling, korean):
    found = [place for place, words in TEXTS if spelling in KNOWN.sub("·", words)]
    assert not found, f"say {korean}"


def pairs_of_languages(english):
    """Messages whose English has the term, and their Korean."""
    word = re.compile(rf"\b{english}s?\b", re.I)
    return [(key, ko) for key, (ko, en) in MESSAGES.items() if word.search(en)]


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("chain rule", "연쇄법칙"), ("local derivative", "국소 미분"), ("forward pass", "순전파"),
        ("learning rate", "학습률"), ("weight decay", "가중치 감소"), ("hidden layer", "은닉층"),
        ("one-hot", "원-핫"), ("initial value", "초깃값"), ("epoch", "에폭|미니배치|epochs"),
        ("activation function", "활성화 함수"), ("validation", "검증|validation"),
        ("optimizer", "옵티마이저|optimizer|이 상태는"), ("decision boundary", "결정 경계"),
    ],
)  # fmt: skip
def test_messages_say_the_glossarys_word_for_an_english_term(english, korean):
    wrong = [key for key, ko in pairs_of_languages(english) if not re.search(korean, ko)]
    assert not wrong


# ── the glossary itself ──


def test_the_glossary_is_of_terms_with_a_sentence_in_each_language():
    assert 90 <= len(GLOSSARY) <= 130
    for term in GLOSSARY:
        assert isinstance(term, Term)
        assert term.korean_sentence.endswith("니다.") and HANGUL.search(term.korean_sentence)
        assert term.english_sentence.endswith(".") and not HANGUL.search(term.english_sentence)
        assert not HANGUL.search(term.english) and cells(term.korean) <= 24
        assert term.korean not in term.avoided


def test_every_term_has_one_row_and_no_spelling_is_both_used_and_avoided():
    for names in ([t.korean for t in GLOSSARY], [t.english for t in GLOSSARY]):
        assert len(set(names)) == len(names)
    used = {term.korean for term in GLOSSARY}
    assert not used & {spelling for spelling, _ in AVOIDED}


def test_the_glossary_holds_what_the_notes_are_about():
    asked = (
        "연쇄법칙 역전파 국소_미분 기여분 경로 계산_그래프 위상_정렬 순전파 기울기 기울기_소실 "
        "활성화_함수 초깃값 손실 교차_엔트로피 원-핫 소프트맥스 배치_정규화 드롭아웃 가중치_감소 "
        "오버피팅 하이퍼파라미터 검증_데이터 시험_데이터 에폭 학습_스텝 미니배치 학습률 모멘텀 "
        "수치_미분 중심_차분 야코비_행렬 헤세_행렬 브로드캐스팅 뷰 속성_기반_테스트 조건수 "
        "배치_크기 시드 모델"
    )
    assert {word.replace("_", " ") for word in asked.split()} <= {t.korean for t in GLOSSARY}


def test_words_of_two_names_say_so():
    said = {term.korean: term.korean_sentence for term in GLOSSARY}
    assert "오차역전파법" in said["역전파"] and "국소적 미분" in said["국소 미분"]


def test_the_glossary_is_read_only_when_it_is_asked_for():
    code = (
        "import sys, micrograd_ko.commands.cli; name = 'micrograd_ko.messages.glossary'\n"
        "assert name not in sys.modules\n"
        "from micrograd_ko.messages import GLOSSARY\nassert name in sys.modules and GLOSSARY"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=CORE.parent)


def test_the_door_has_nothing_else_to_give():
    with pytest.raises(AttributeError, match="no attribute 'GLOSSAR'"):
        _ = messages.GLOSSAR
