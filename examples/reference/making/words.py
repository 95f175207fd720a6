"""만든 쪽에 쓰는 말, 두 언어로 나란히. The words of pages that are made, in both languages.

Written as reStructuredText or MyST, as the page is that they stand in.
"""

from __future__ import annotations

from collections.abc import Callable

from micrograd_ko.messages import LANGUAGES, chosen

__all__ = ["LANGUAGES", "THEME", "speaker"]

# of the theme, which speaks English
THEME = {
    "Next": "다음",
    "Previous": "이전",
    "Home": "처음",
    "On this page": "이 쪽에서",
    "Back to top": "맨 위로",
    "Skip to content": "본문으로",
}

WORDS = {
    # the pages of names
    "api.title": ("API", "API"),
    "api.intro": (
        "문(패키지의 ``__all__``)마다 한 쪽입니다. 이름마다 설명은 그것이 나온 방의 쪽에 한 번만 있습니다.",
        "A page for each door: what stands in its ``__all__``. Each name is described once, on the page of the room that it comes from.",
    ),
    "api.elsewhere": ("다른 쪽에서 설명하는 이름", "Names described on other pages"),
    "api.rows": (
        "두 표의 연산은 모두 이 모듈의 함수이기도 합니다: :doc:`/ops`.",
        "Each op of the two tables is a function of this module, too: :doc:`/ops`.",
    ),
    "api.dict": ("사전입니다. 키: {keys}.", "A dict. Its keys: {keys}."),
    "api.alias": ("타입의 다른 이름입니다: ``{what}``.", "Another name of a type: ``{what}``."),
    "api.value": ("``{what}``\\ 의 하나입니다.", "One ``{what}``."),
    "api.methods": (
        "두 표의 연산은 모두 메서드이기도 합니다: :doc:`/ops`.",
        "Each op of the two tables is a method, too: :doc:`/ops`.",
    ),
    "api.attributes": ("속성", "Attributes"),
    # the table of ops
    "ops.title": ("연산의 표", "The table of ops"),
    "ops.intro": (
        "연산 하나는 ``micrograd_ko/engine/ops.py``\\ 의 한 행이며, 이 쪽은 그 행을 읽어 만듭니다. 행의 이름은 ``Value``\\ 와 ``Tensor``\\ 의 메서드이자(``x.tanh()``) ``micrograd_ko``\\ 의 함수입니다(``micrograd_ko.tanh(x)``). 자신의 연산도 같은 방법으로 더합니다: :func:`micrograd_ko.op`.",
        "An op is a row of ``micrograd_ko/engine/ops.py``; this page is read from those rows. The name of a row is a method of ``Value`` and ``Tensor`` (``x.tanh()``) and a function of ``micrograd_ko`` (``micrograd_ko.tanh(x)``). Your own op is added the same way: :func:`micrograd_ko.op`.",
    ),
    "ops.elementwise": ("원소별 연산", "Elementwise ops"),
    "ops.how": (
        "도함수는 흘러온 기울기가 1일 때 역전파 규칙이 내는 값이고, 식에 나오는 *y*\\ 는 연산의 결과입니다. 그래프의 실선은 함수, 파선은 첫째 입력에 대한 도함수, 점선은 둘째 입력에 대한 도함수입니다. 입력이 둘이면 *b*\\ 를 고정하고 *a*\\ 를 움직입니다. 정의역은 테스트가 입력을 뽑는 구간이고, 특이점에서는 함수가 꺾이거나 발산합니다.",
        "A derivative is the backward rule called with an upstream gradient of 1; the *y* in it is the op's result. In a plot the solid line is the function, the dashed one the derivative by the first input, the dotted one that by the second. Of two inputs *b* stands still while *a* moves. The domain is the interval that tests draw inputs from; at special points there is a kink or a pole.",
    ),
    "ops.arrays": ("배열 연산", "Ops on whole arrays"),
    "ops.how arrays": (
        "``Tensor``\\ 에만 있습니다. 입력마다, 흘러온 기울기 *g*\\ 에서 받는 기여분을 적었습니다.",
        "These are of ``Tensor`` alone. For each input stands the contribution that it gets from the upstream gradient *g*.",
    ),
    "ops.op": ("연산", "Op"),
    "ops.formula": ("식, 도함수, 정의역", "Formula, derivatives, domain"),
    "ops.contribution": ("식과 기여분", "Formula and contributions"),
    "ops.plot": ("그래프", "Plot"),
    "ops.domain": ("정의역", "Domain"),
    "ops.params": ("매개변수", "Parameters"),
    "ops.special": ("특이점", "Special"),
    "ops.else": ("그 밖에", "otherwise"),
    "ops.alt": ("{name}의 그래프", "The plot of {name}"),
    "ops.here": ("{at}일 때", "at {at}"),
    # the gallery and the live pages
    "gallery.title": ("그림", "Gallery"),
    "gallery.intro": (
        "모두 ``examples/reference/gallery.py``\\ 가 이 페이지를 만들 때 그린 그림이고, 아래의 코드가 그것을 만든 코드 그대로입니다.",
        "All of these were made by ``examples/reference/gallery.py`` as this page was built, and the code below each is the code that made it.",
    ),
    "gallery.drawing": ("그래프와 신경망", "Graphs and networks"),
    "gallery.plot": ("matplotlib 그림", "Plots"),
    "gallery.touch": ("만져 보기", "Touch a graph"),
    "gallery.touch.intro": (
        '아무것도 설치하지 않고 여기서 바로 그래프를 만져 볼 수 있습니다. 앞뒤로 넘기고, 카드를 눌러 수를 바꾸고, 학습을 시켜 보십시오. 자신의 그래프로는 ``viz.save(L, "graph.html")``\\ 이 이런 페이지를 파일 하나로 씁니다.',
        'Graphs to touch right here, with nothing installed: step to and fro, press a card to change its number, let the network learn. Of your own graph ``viz.save(L, "graph.html")`` writes such a page, in one file.',
    ),
    "live.open": ("새 창에서 크게 보기", "Open in a window of its own"),
    # the glossary
    "glossary.title": ("용어집", "Glossary"),
    "glossary.intro": (
        "메시지, 수업, 안내가 함께 쓰는 용어입니다.",
        "The terms that messages, lessons and guides share.",
    ),
    # the lessons
    "lessons.question": ("예측해 보십시오", "What do you expect?"),
    "lessons.answer": ("실행 결과와 답 보기", "Show the result and the answer"),
    "lessons.exercise": ("연습", "Exercise"),
    "lessons.solve": (
        "빈칸 `____`를 채웁니다. 다음 명령은 어디가 왜 틀렸는지 말해 줍니다.",
        "Fill the gaps `____`. This command tells what is wrong with an answer, and why.",
    ),
    "lessons.notebook": ("이 수업을 노트북으로 내려받기", "Download this lesson as a notebook"),
    "lessons.hint": ("도움말", "A hint"),
    "lessons.next": ("다음", "Next"),
    "lessons.figure": ("그림", "Figure"),
    "lessons.live": ("만져 보는 페이지, 수업", "Live page of lesson"),
}


def speaker(language: str, part: str) -> Callable[..., str]:
    """한 쪽의 말을 한 언어로. Give the words of one kind of page, in one language, by their key."""

    def say(key: str, **values: object) -> str:
        words = chosen(WORDS[f"{part}.{key}"], language)
        return words.format(**values) if values else words

    return say
