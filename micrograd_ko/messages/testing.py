"""기울기 시험의 문장.

Sentences of the gradient tests for pytest.
"""

MESSAGES: dict[str, tuple[str, str]] = {
    "testing.missing": (
        "micrograd_ko.testing에는 {name}이(가) 필요합니다. 설치: {install}",
        "micrograd_ko.testing needs {name}. Install it: {install}",
    ),
    "testing.empty": (
        "시험할 함수가 없습니다. 이름과 함수의 표를 주십시오: gradient_tests({example}).",
        "There is no function to test. Give a table of names and functions: gradient_tests({example}).",
    ),
    "testing.row": (
        "표의 행 {name}의 값 {given}: 함수가 아닙니다({type}). 함수, (함수, 입력, …), pytest.param(함수, 입력, …, marks=…) 가운데 하나를 주십시오.",
        "Row {name} of the table is no function: {given} ({type}). Give a function, (function, input, …) or pytest.param(function, input, …, marks=…).",
    ),
    "testing.nameless": (
        "표의 {place}번째 함수에 이름이 없습니다: {given}. 이름과 함수의 dict로 주십시오: gradient_tests({example}).",
        "Function {place} of the table has no name: {given}. Give a dict of names and functions: gradient_tests({example}).",
    ),
    "testing.inputs": (
        "{name}: 입력이 몇 개인지 알 수 없습니다({given}). 함수 뒤에 입력을 만들 전략을 적으십시오: ({name}, tensors((3, 4)), values(0.1, 2)).",
        "{name}: how many inputs it takes cannot be told ({given}). Write strategies for them after the function: ({name}, tensors((3, 4)), values(0.1, 2)).",
    ),
    "testing.wrong": (
        "{name}: 기울기가 틀렸습니다. 입력: {inputs}",
        "{name}: a gradient is wrong. Inputs: {inputs}",
    ),
    "testing.nothing": (
        "{name}: {count}번 뽑은 입력 가운데 비교할 수 있는 곳이 하나도 없어, 검사한 것이 없습니다. 함수의 정의역에서 뽑으십시오: ({name}, values(0.1, 2)). 마지막 입력: {inputs}",
        "{name}: at none of the {count} inputs drawn could anything be compared, so nothing was tested. Draw from the function's domain: ({name}, values(0.1, 2)). The last inputs: {inputs}",
    ),
}
