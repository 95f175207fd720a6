"""용어집을 찾는 명령의 문장. Sentences of the command that looks words up in the glossary."""

MESSAGES: dict[str, tuple[str, str]] = {
    "words.about": (
        "용어집에서 용어를 찾는다: 한국어, 영어, 뜻 한 문장",
        "look up a term in the glossary: Korean, English, one sentence",
    ),
    "words.word": (
        "찾을 말이나 그 일부, 한국어나 영어로. 없으면 모든 용어를 보인다",
        "the term or a part of it, in Korean or English; without it all are shown",
    ),
    "words.header": ("한국어|영어|뜻", "Korean|English|meaning"),
    "words.unknown": (
        "용어집에 '{word}'이(가) 없습니다. 비슷한 용어: {nearest}. 모두 보기: python -m micrograd_ko words",
        "'{word}' is not in the glossary. Terms like it: {nearest}. To see all: python -m micrograd_ko words",
    ),
    "words.instead": (
        "'{word}' 대신 여기서는 '{term}'을(를) 씁니다.",
        "For '{word}' this project says '{term}'.",
    ),
}
