"""사람이 읽는 모든 문장을 한국어와 영어로 나란히 둔다.

Every sentence a person reads, Korean and English side by side. A row is
``key: (Korean, English)``; both use the same ``{placeholders}`` (a test holds them equal).
No other module contains a sentence for people.
"""

from __future__ import annotations

import os

__all__ = ["LANGUAGES", "MESSAGES", "get_language", "set_language", "text"]

LANGUAGES = ("ko", "en")

MESSAGES: dict[str, tuple[str, str]] = {
    # ── language ──
    "language.unknown": (
        "'{given}'은(는) 고를 수 없는 언어입니다. 고를 수 있는 언어: {options}. 예: set_language('ko')",
        "'{given}' is not a language that can be chosen. Choose one of: {options}. For example: set_language('en')",
    ),
    # ── values ──
    "value.not_a_number": (
        "Value에는 실수 하나만 담을 수 있는데 {type} {got}을(를) 받았습니다. {hint}",
        "A Value holds one real number, but it was given the {type} {got}. {hint}",
    ),
    "value.hint.text": ("문자열이라면 float(...)로 먼저 바꾸십시오.", "If it is text, convert it first: float(...)."),
    "value.hint.none": (
        "아무것도 돌려주지 않는 함수의 결과가 아닌지 확인하십시오.",
        "Check whether it is the result of a function that returns nothing.",
    ),
    "value.hint.complex": (
        "복소수는 다루지 않습니다. 실수부는 z.real로 꺼냅니다.",
        "Complex numbers are not supported. Take the real part: z.real.",
    ),
    "value.hint.value": (
        "이미 Value이므로 그대로 쓰면 됩니다. 값만 복사하려면 Value(v.data)로 쓰십시오.",
        "It already is a Value, so use it as it is. To copy only its number, write Value(v.data).",
    ),
    "value.hint.many": (
        "숫자가 여럿이면 [Value(x) for x in ...]처럼 하나씩 만드십시오.",
        "For several numbers make one each: [Value(x) for x in ...].",
    ),
    "value.hint.other": ("int, float, NumPy 스칼라를 쓸 수 있습니다.", "Use an int, a float or a NumPy scalar."),
    "value.too_large": (
        "숫자가 너무 큽니다. float에는 1.8e308까지 담을 수 있습니다.",
        "The number is too large. A float holds numbers up to 1.8e308.",
    ),
    "value.kind": (
        "kind='{given}'은(는) 없는 종류입니다. 고를 수 있는 종류: {options}",
        "kind='{given}' does not exist. Choose one of: {options}",
    ),
    "value.ufunc": (
        "NumPy 함수 {name}은(는) Value에 쓸 수 없습니다. 쓸 수 있는 함수: {options}",
        "The NumPy function {name} does not work on a Value. These do: {options}",
    ),
    "value.ufunc.plain": (
        "NumPy의 {name}을(를) out이나 reduce와 함께 Value에 쓸 수 없습니다. X += v 대신 X = X + v처럼 새 배열을 만드십시오.",
        "NumPy's {name} does not take a Value together with out or reduce. Make a new array: X = X + v instead of X += v.",
    ),
    "value.not_a_node": (
        "{place}에는 Value가 와야 하는데 {type} {got}을(를) 받았습니다. Value(...)로 감싸거나 그래프의 노드를 넘기십시오.",
        "{place} needs a Value, but was given the {type} {got}. Wrap it in Value(...) or pass a node of the graph.",
    ),
    # ── numbers that stopped being finite ──
    "numeric.forward": (
        "순전파의 결과가 {result}입니다: {call}{place}. 흔한 까닭: {cause}",
        "the forward pass produced {result}: {call}{place}. Usual cause: {cause}",
    ),
    "numeric.place": (" (구역 {scope})", " (in scope {scope})"),
    "numeric.backward": (
        "역전파에서 {node}의 기울기가 {result}입니다. 생긴 곳: {call}. 흔한 까닭: {cause}",
        "the backward pass made the gradient of {node} {result}; it arose at {call}. Usual cause: {cause}",
    ),
    "numeric.input": (
        "역전파의 시작값이 {result}입니다. 유한한 수로 시작하십시오.",
        "The backward pass was started with {result}. Start it with a finite number.",
    ),
    "numeric.cause.div": ("0이거나 0에 아주 가까운 수로 나누었습니다.", "division by zero or by a number very close to it."),
    "numeric.cause.log": ("log는 양수에서만 유한합니다.", "log is finite for positive numbers only."),
    "numeric.cause.sqrt": (
        "sqrt는 음수에서 nan이고, 0에서 기울기가 inf입니다. 안쪽에 작은 수를 더하십시오.",
        "sqrt is nan below zero and its gradient is inf at zero. Add a small number inside.",
    ),
    "numeric.cause.pow": (
        "음수의 분수 거듭제곱은 nan, 0의 음수 거듭제곱은 inf, 큰 수의 거듭제곱은 float 범위를 넘습니다. 밑이 음수이면 지수로는 미분할 수 없습니다.",
        "a fractional power of a negative number is nan, a negative power of zero is inf, a power of a large number overflows. "
        "With a negative base there is no derivative with respect to the exponent.",
    ),
    "numeric.cause.exp": ("exp는 약 709를 넘으면 넘칩니다.", "exp overflows above about 709."),
    "numeric.cause.other": (
        "결과가 너무 크거나(1.8e308 초과), 입력에 이미 inf나 nan이 있습니다.",
        "the result is too large (beyond 1.8e308), or an input already was inf or nan.",
    ),
    # ── the graph ──
    "backward.constant": (
        "{node}은(는) 상수라서 역전파할 것이 없습니다. no_grad() 안에서 계산한 값이 아닌지 확인하십시오.",
        "{node} is a constant, so there is nothing to propagate. Check whether it was computed under no_grad().",
    ),
    "backward.gradient": (
        "backward(gradient)의 gradient는 실수 하나여야 하는데 {type} {got}을(를) 받았습니다. 생략하면 1.0입니다.",
        "gradient of backward(gradient) must be one real number, but was the {type} {got}. Left out, it is 1.0.",
    ),
    "value.label": (
        "label은 문자열이어야 하는데 {type} {got}을(를) 받았습니다. 예: Value(2.0, label='x')",
        "label must be text, but was the {type} {got}. For example: Value(2.0, label='x')",
    ),
    "grad.nothing": (
        "grad(y, xs)의 xs가 비었습니다. 미분할 Value를 하나 이상 넘기십시오.",
        "xs is empty in grad(y, xs). Pass at least one Value to differentiate with respect to.",
    ),
    "scope.name": (
        "scope의 이름은 비어 있지 않은 문자열이어야 하는데 {got}을(를) 받았습니다. 예: with scope('layer 1'):",
        "The name of a scope must be non-empty text, but it was {got}. For example: with scope('layer 1'):",
    ),
    # ── the table ──
    "op.name": (
        "'{name}'은(는) 연산 이름으로 쓸 수 없습니다: {why}",
        "'{name}' cannot be the name of an op: {why}",
    ),
    "op.name.identifier": (
        "파이썬 이름(영문자, 숫자, 밑줄)이어야 합니다.",
        "it has to be a Python identifier.",
    ),
    "op.name.taken": (
        "이미 있는 이름입니다. 다른 이름을 고르십시오.",
        "the name is taken already. Choose another.",
    ),
    "op.rule": (
        "연산 '{name}': forward와 backward는 lambda나 def로 쓴 함수여야 하는데 {got}을(를) 받았습니다.",
        "op '{name}': forward and backward must be functions written with lambda or def, but one is {got}.",
    ),
    "op.arity": (
        "연산 '{name}': backward는 (g, y, 입력…) 차례로 {expected}개를 받아야 하는데 {got}개를 받습니다.",
        "op '{name}': backward must take (g, y, inputs…), {expected} arguments in all, but takes {got}.",
    ),
    "op.contributions": (
        "연산 '{name}': backward는 입력마다 하나씩 {expected}개의 튜플을 돌려줘야 하는데 {got}을(를) 돌려줬습니다. "
        "입력이 하나면 (g * ...,)처럼 쉼표를 붙이십시오.",
        "op '{name}': backward must return a tuple of {expected}, one for each input, but returned {got}. "
        "With one input write (g * ...,) and mind the comma.",
    ),
    "op.domain": (
        "연산 '{name}': domain은 입력마다 (작은 수, 큰 수) 하나씩 {expected}개의 튜플이어야 하는데 {got}입니다.",
        "op '{name}': domain must hold one (low, high) for each input, {expected} in all, but is {got}.",
    ),
    "op.trial": (
        "연산 '{name}': {point}에서 규칙을 시험하다 {error}이(가) 났습니다. "
        "규칙은 연산자와 표의 함수(exp, log, where, …)로만 쓰십시오. math.exp나 if는 그래프를 읽지 못합니다.",
        "op '{name}': trying its rules at {point} raised {error}. "
        "Write rules with operators and the table's functions (exp, log, where, …) only; math.exp and if cannot read a graph.",
    ),
    "op.params": (
        "연산 '{name}'에 매개변수 {got}이(가) 없습니다. 있는 것: {options}",
        "op '{name}' has no parameter {got}. It has: {options}",
    ),
    "op.params.missing": (
        "연산 '{name}'에는 {missing}이(가) 필요합니다. 예: {name}(x, {missing}=2)",
        "op '{name}' needs {missing}. For example: {name}(x, {missing}=2)",
    ),
    "op.params.number": (
        "연산 '{name}'의 매개변수 {param}은(는) 실수여야 하는데 {got}을(를) 받았습니다.",
        "The parameter {param} of op '{name}' must be a real number, but was given {got}.",
    ),
    "op.inputs": (
        "연산 '{name}'은(는) 입력 {expected}개를 받는데 {got}개를 받았습니다.",
        "op '{name}' takes {expected} inputs, but was given {got}.",
    ),
    "op.unknown": (
        "'{name}'(이)라는 연산이 없습니다. 표에 있는 연산: {options}. 직접 만든 연산이면 먼저 op(...)로 등록하십시오.",
        "There is no op called '{name}'. The table has: {options}. If it is your own, register it first with op(...).",
    ),
    "sym.truth": (
        "규칙 안에서 if, and, or, not으로 갈라지면 그래프와 수식으로 읽을 수 없습니다. "
        "where(조건, 참일 때, 거짓일 때)를 쓰십시오.",
        "A rule that branches with if, and, or, not cannot be read as a graph or a formula. "
        "Write where(condition, if_true, if_false).",
    ),
    # ── drawing ──
    "draw.suffix": (
        "'{path}': 파일 이름이 '{suffix}'(으)로 끝나서 어떤 형식으로 저장할지 알 수 없습니다. 쓸 수 있는 것: {options}",
        "'{path}': the file name ends in '{suffix}', which says no known format. Use one of: {options}",
    ),
    "draw.engine.missing": (
        "그래프를 배치할 프로그램이 없습니다. 설치: {install}. "
        "설치하지 않아도 .dot, .mmd, .tex, .txt로는 저장할 수 있습니다.",
        "There is no program here to lay the graph out. Install it: {install}. "
        "Without it .dot, .mmd, .tex and .txt can still be saved.",
    ),
    "draw.engine.unknown": (
        "engine='{given}'은(는) 없습니다. 고를 수 있는 것: {options}",
        "engine='{given}' does not exist. Choose one of: {options}",
    ),
    "draw.engine.failed": (
        "배치 프로그램 {engine}이(가) 실패했습니다: {error}",
        "The layout program {engine} failed: {error}",
    ),
    "draw.engine.dot": (
        "PDF에는 시스템 Graphviz의 dot이 필요합니다. 설치: {install}. 또는 .svg로 저장하십시오.",
        "A PDF needs the dot of a system Graphviz. Install it: {install}. Or save as .svg.",
    ),
    "draw.pdf.large": (
        "카드 {count:,}장은 PDF 한 쪽에 담을 수 없습니다. .svg로 저장해 브라우저에서 인쇄하십시오.",
        "{count:,} cards do not fit a page of PDF. Save as .svg and print it from a browser.",
    ),
    "draw.png.missing": (
        "PNG를 만들려면 resvg-py와 글꼴이 필요합니다. 설치: {install}. 또는 .svg로 저장하십시오.",
        "A PNG needs resvg-py and a font. Install them: {install}. Or save as .svg.",
    ),
    "draw.too_many": (
        "노드 {count:,}개를 접지 않고 그리기에는 너무 많습니다(최대 {limit:,}개). fold=True로 접거나 앞부분만 그리십시오.",
        "{count:,} nodes are too many to draw unfolded (the limit is {limit:,}). Use fold=True, or draw a part.",
    ),
    "draw.folded": (
        "노드 {count:,}개를 {shown}개로 접어 그렸습니다. 모두 보려면 fold=False",
        "{count:,} nodes, folded into {shown}. To see them all: fold=False",
    ),
    "draw.object": (
        "<계산 그래프: 노드 {nodes}개, 연산 {ops}개 - .save('graph.svg')로 저장>",
        "<computational graph: {nodes} nodes, {ops} ops - save it with .save('graph.svg')>",
    ),
    "draw.kind.input": ("입력", "input"),
    "draw.kind.weight": ("가중치", "weight"),
    "draw.kind.bias": ("편향", "bias"),
    "draw.kind.constant": ("상수", "constant"),
    "draw.kind.intermediate": ("중간값", "intermediate"),
    "draw.kind.loss": ("손실", "loss"),
    "draw.kind.result": ("결과", "result"),
    "draw.kind.folded": ("묶음", "folded"),
    "draw.kind.parameter": ("가중치·편향", "weight, bias"),
    "draw.value": ("값", "value"),
    "draw.gradient": ("기울기", "gradient"),
    "draw.local": ("국소 미분", "local derivative"),
    "draw.nodes": ("노드 {count:,}개", "{count:,} nodes"),
    "draw.legend.edge": ("화살표 ∂ = 국소 미분, 굵기 = |기울기|", "arrow ∂ = local derivative, width = |gradient|"),
    "draw.large.edge": ("화살표의 굵기 = |기울기|", "arrow width = |gradient|"),
    "draw.legend.pending": ("— = 아직 역전파 전", "— = before backward()"),
    "draw.born": ("여기서 처음 생김", "first arose here"),
    "draw.title": ("계산 그래프", "computational graph"),
    "draw.rest": ("그 밖", "the rest"),
    # ── command line ──
    "cli.about": (
        "micrograd_ko - 역전파를 한 단계씩 보여 주는 자동미분 엔진",
        "micrograd_ko - an autograd engine that shows backpropagation step by step",
    ),
    "cli.lang": ("언어: ko 또는 en", "language: ko or en"),
    "cli.usage": ("사용법: ", "usage: "),
    "cli.options": ("선택 사항", "options"),
    "cli.positionals": ("인자", "arguments"),
    "cli.commands": ("명령", "commands"),
    "cli.help": ("이 도움말을 보인다", "show this help"),
    "cli.version": ("버전을 보인다", "show the version"),
    "cli.error": ("오류: {error}", "error: {error}"),
    "cli.missing": ("빠진 인자가 있습니다: {names}", "missing: {names}"),
    "cli.value": ("{name} 뒤에 값이 하나 있어야 합니다.", "{name} needs one value."),
    "cli.argument": ("{error}", "{error}"),
    "cli.choice": ("{name}에 쓸 수 없는 값 {given}. 쓸 수 있는 값: {options}", "{name} cannot be {given}. Use one of: {options}"),
    "cli.unrecognized": ("모르는 인자: {given}. --help로 쓸 수 있는 것을 보십시오. 빼기로 시작하는 식은 괄호로 묶으십시오: \"(-2*x)\"", "unknown argument: {given}. See --help for what there is. Put an expression that starts with a minus in brackets: \"(-2*x)\""),
    "cli.number": ("{name}은(는) 1 이상의 정수여야 하는데 {given}을(를) 받았습니다.", "{name} must be a whole number of at least 1, but was {given}."),
    "cli.failed": ("실패: {error}", "failed: {error}"),
    "cli.write": ("'{path}'에 쓸 수 없습니다: {error}. 다른 곳을 -o로 고르십시오.", "cannot write '{path}': {error}. Choose another place with -o."),
    "cli.saved": ("저장: {path}", "saved: {path}"),
    "cli.stopped": ("멈췄습니다.", "stopped."),
    "demo.about": (
        "뉴런 하나를 그리고 작은 신경망을 학습시켜 그린다",
        "draw one neuron, then train a small network and draw it",
    ),
    "demo.folder": ("그림을 담을 폴더 (기본: {default})", "the folder for the drawings (default: {default})"),
    "demo.epochs": ("학습 반복 수 (기본: {default})", "number of training epochs (default: {default})"),
    "demo.neuron": (
        "\n1. 뉴런 하나: L = tanh(w₁x₁ + w₂x₂ + b)\n   backward()를 부른 뒤의 모습입니다. 손실 L에서 입력 쪽으로 읽습니다.\n",
        "\n1. One neuron: L = tanh(w₁x₁ + w₂x₂ + b)\n   After backward(); read from the loss L towards the inputs.\n",
    ),
    "demo.reading": (
        "\n   w₁의 기울기 {gradient} = 출력 쪽에서 흘러온 기울기 {upstream} × 국소 미분 {local}\n",
        "\n   gradient of w₁ {gradient} = upstream gradient {upstream} × local derivative {local}\n",
    ),
    "demo.training": (
        "\n2. 작은 신경망 2-3-1: 부리 길이와 깊이로 턱끈펭귄(Chinstrap)을 가려낸다 ({count}마리)\n"
        "   자료: Palmer Penguins (Horst, Hill, Gorman 2020), CC0\n",
        "\n2. A small network 2-3-1: tell Chinstrap penguins by the length and depth of their bill ({count} birds)\n"
        "   Data: Palmer Penguins (Horst, Hill, Gorman 2020), CC0\n",
    ),
    "demo.progress": ("학습", "training"),
    "demo.loss": ("손실", "loss"),
    "demo.accuracy": ("정확도", "accuracy"),
    "demo.result": (
        "   손실 {first:.3f} -> {last:.3f}, 정확도 {accuracy:.1%} (늘 '아니다'라고 답하면 {baseline:.1%})",
        "   loss {first:.3f} -> {last:.3f}, accuracy {accuracy:.1%} (always answering 'no' gives {baseline:.1%})",
    ),
    "demo.files": ("\n3. 그림을 열어 보십시오 (웹 브라우저로 열립니다):", "\n3. Open the drawings (a web browser shows them):"),
    "demo.hidden": ("은닉층 뉴런 {index}", "hidden neuron {index}"),
    "demo.output": ("출력 뉴런", "output neuron"),
    "demo.neuron_scope": ("뉴런 1 : tanh(w·x + b)", "neuron 1: tanh(w·x + b)"),
    "demo.sum": ("합", "sum"),
    "demo.length": ("길이", "length"),
    "demo.depth": ("깊이", "depth"),
    "draw.about": ("식 하나를 계산하고, 기울기를 구하고, 그린다", "evaluate an expression, differentiate it and draw it"),
    "draw.expr": ("식. 예: \"tanh(w*x + b)\"", "the expression, e.g. \"tanh(w*x + b)\""),
    "draw.names": ("이름에 줄 값. 예: w=2 x=-1 b=0.5", "values for its names, e.g. w=2 x=-1 b=0.5"),
    "draw.output": ("저장할 파일. 끝이 형식을 정한다: {options}", "the file to save; its ending says the format: {options}"),
    "draw.wrt": ("기울기를 구할 이름, 쉼표로 나눈다 (기본: 모두)", "names to differentiate with respect to, comma-separated (default: all)"),
    "draw.unfold": ("노드가 400개를 넘어도 접지 않는다", "do not fold graphs of more than 400 nodes"),
    "draw.functions": ("쓸 수 있는 함수: {options}", "functions: {options}"),
    "ops.about": ("표에 있는 연산과 그 미분을 보인다", "list the ops of the table and their derivatives"),
    "ops.header": ("연산|기호|이름|식|국소 미분", "op|symbol|name|formula|local derivative"),
    "doctor.about": ("설치 상태를 살피고, 빠진 것을 설치하는 명령을 알려 준다", "check the installation and say how to mend it"),
    "doctor.ok": ("있음", "ok"),
    "doctor.missing": ("없음", "missing"),
    "doctor.notice": ("주의", "notice"),
    "doctor.python": ("파이썬", "Python"),
    "doctor.encoding": ("글자 인코딩", "text encoding"),
    "doctor.encoding.fix": (
        "환경 변수 PYTHONUTF8=1을 켜면 기호가 모두 보입니다.",
        "set the environment variable PYTHONUTF8=1 to see every symbol.",
    ),
    "doctor.engine": ("그래프 배치", "graph layout"),
    "doctor.dot": ("시스템 dot (PDF에만 필요)", "system dot (for PDF only)"),
    "doctor.font": ("한국어 글꼴 (PNG)", "Korean font (PNG)"),
    "doctor.extra": ("추가 기능 [{name}]", "extra [{name}]"),
    "doctor.ready": ("꼭 필요한 것은 모두 있습니다.", "Everything that is required is here."),
    "doctor.broken": ("꼭 필요한 것이 빠졌습니다. 위의 명령을 실행하십시오.", "Something that is required is missing. Run the commands above."),
    # ── expressions of the command line ──
    "expr.long": ("식이 너무 깁니다: {got:,}자 (최대 {limit:,}자).", "The expression is too long: {got:,} characters (at most {limit:,})."),
    "expr.deep": (
        "괄호나 연산이 너무 깊이 겹쳤습니다 (최대 {limit}겹). 가운데 결과에 이름을 붙여 나누십시오.",
        "The expression is nested too deeply (at most {limit} levels). Split it and name the parts.",
    ),
    "expr.empty": ("식이 비어 있습니다. 예: tanh(w*x + b)", "The expression is empty. For example: tanh(w*x + b)"),
    "expr.syntax": ("여기서 식을 읽을 수 없습니다.", "The expression cannot be read here."),
    "expr.unsupported": (
        "여기 쓴 것은 식에 쓸 수 없습니다. 쓸 수 있는 것: 숫자, 이름, + - * / **, 괄호, 함수 호출. 거듭제곱은 ^가 아니라 **입니다.",
        "This cannot stand in an expression. Use numbers, names, + - * / **, parentheses and function calls. A power is **, not ^.",
    ),
    "expr.name": (
        "'{name}'의 값을 모릅니다. 값을 준 이름: {options}. 예: {name}=1.5",
        "'{name}' has no value. Names with a value: {options}. For example: {name}=1.5",
    ),
    "expr.function": ("'{name}'(이)라는 함수가 없습니다. 쓸 수 있는 함수: {options}", "There is no function '{name}'. Functions: {options}"),
    "expr.call": ("여기서 함수를 잘못 불렀습니다: {error}", "The function is called wrongly here: {error}"),
    "expr.number": ("숫자가 너무 큽니다. 1.8e308까지 쓸 수 있습니다.", "The number is too large. Numbers go up to 1.8e308."),
    "expr.nonfinite": (
        "여기서 값이 {result}이(가) 됩니다: {call}",
        "The value becomes {result} here: {call}",
    ),
    "expr.placed": ("{error}{place}", "{error}{place}"),
    "expr.none": ("(없음)", "(none)"),
    "expr.binding": ("'{given}'을(를) 읽을 수 없습니다. 이름=숫자로 쓰십시오. 예: x=1.5", "'{given}' cannot be read. Write name=number, for example x=1.5"),
    "expr.binding.twice": ("'{name}'에 값을 두 번 주었습니다.", "'{name}' was given a value twice."),
    "expr.binding.function": ("'{name}'은(는) 함수의 이름이라 값을 줄 수 없습니다.", "'{name}' is the name of a function and cannot be given a value."),
    "expr.wrt": ("--wrt의 '{name}'이(가) 식에 없습니다. 식에 있는 이름: {options}", "'{name}' of --wrt is not in the expression. Its names: {options}"),
    "expr.unused": ("'{name}'에 값을 주었지만 식에 없습니다. 식에 있는 이름: {options}", "'{name}' was given a value but is not in the expression. Its names: {options}"),
}  # fmt: skip

_language = "ko"


def set_language(language: str) -> None:
    """읽을 언어를 고른다: "ko" 또는 "en".

    Choose the language of every message, "ko" or "en", for the whole process.
    The environment variable MICROGRAD_KO_LANG sets it at import.

    Raises:
        LanguageError: for any other language.
    """
    if language not in LANGUAGES:
        from .errors import LanguageError  # errors takes its words from here

        raise LanguageError("language.unknown", given=language, options=", ".join(LANGUAGES))
    global _language
    _language = language


def get_language() -> str:
    """지금 고른 언어를 돌려준다.

    The language chosen now, "ko" or "en".
    """
    return _language


def text(key: str, **values: object) -> str:
    """지금 언어로 된 문장 하나를 값을 채워 돌려준다.

    The message `key` in the chosen language, its placeholders filled with `values`.
    """
    return MESSAGES[key][LANGUAGES.index(_language)].format(**values)


# A wrong MICROGRAD_KO_LANG must not keep `import micrograd_ko` from working; the command line reports it.
if os.environ.get("MICROGRAD_KO_LANG") in LANGUAGES:
    set_language(os.environ["MICROGRAD_KO_LANG"])
