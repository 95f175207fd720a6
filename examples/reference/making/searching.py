"""한국어로 찾기. Find Korean words whatever particle they stand with.

Sphinx knows words by the blanks around them: 손실 would not be found where a page says 손실을.
"""

from __future__ import annotations

import re

from sphinx.search.en import SearchEnglish

__all__ = ["KoreanSearch"]

PARTICLES = (
    "은 는 이 가 을 를 의 에 와 과 도 로 만 인 께 으로 에서 에는 에게 까지 부터 마다 보다 처럼 "
    "이나 이고 이며 이면 입니다 입니까 이라고 으로는 에서는 에서의 들은 들이 들을 들의"
)
WITH_PARTICLE = re.compile(rf"(\w+?)({'|'.join(PARTICLES.split())})$")


class KoreanSearch(SearchEnglish):
    """영어 낱말은 영어처럼, 한국어 낱말은 조사를 떼고도.

    Index English words as in English, Korean ones as they stand and without their particle.
    """

    lang = "ko"  # its stemmer in the browser stays the English one, by language_name

    def split(self, input: str) -> list[str]:
        """글을 낱말로. Split a text into words.

        >>> KoreanSearch({}).split("손실을 weight에 모읍니다")
        ['손실을', '손실', 'weight에', 'weight', '모읍니다']
        """
        return [form for word in super().split(input) for form in _forms(word)]


def _forms(word: str) -> list[str]:
    found = WITH_PARTICLE.fullmatch(word)
    return [word, found[1]] if found else [word]
