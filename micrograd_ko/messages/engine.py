"""엔진의 문장: 언어, 값, 그래프, 표.

Sentences of the engine: language, values, the graph, the table.
"""

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
    "value.hint.node": (
        "이미 그래프의 노드이므로 그대로 쓰면 됩니다. 값만 복사하려면 Value(v.data)처럼 .data를 넘기십시오. Value와 Tensor는 한 식에서 섞어 쓸 수 없습니다.",
        "It already is a node of a graph, so use it as it is. To copy only its numbers pass .data, as in Value(v.data). Values and Tensors do not mix in one expression.",
    ),
    "value.hint.many": (
        "숫자가 여럿이면 [Value(x) for x in ...]처럼 하나씩 만들거나 Tensor에 담으십시오.",
        "For several numbers make one each: [Value(x) for x in ...].",
    ),
    "value.hint.ragged": ("안쪽 목록의 길이가 서로 다릅니다.", "The lists inside it differ in length."),
    "value.hint.masked": (
        "Tensor에는 마스크(mask)가 남지 않습니다. x.filled(0.0)처럼 채우거나, 가리지 않은 값만 x.compressed()로 꺼내 쓰십시오.",
        "A Tensor keeps no mask. Fill it, as with x.filled(0.0), or take what is not masked, x.compressed().",
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
    "value.not_a_node": (
        "{place}에는 Value가 와야 하는데 {type} {got}을(를) 받았습니다. Value(...)로 감싸거나 그래프의 노드를 넘기십시오.",
        "{place} needs a Value, but was given the {type} {got}. Wrap it in Value(...) or pass a node of the graph.",
    ),
    # ── numbers that leave the graph ──
    "border.number": (
        "{taker}에서 {node}의 값 {number}만 꺼내 갔습니다. 그 값은 그래프 밖에 있으므로, 이 경로의 기울기가 빠집니다. {hint}",
        "{taker} took the number {number} of {node}. That number is outside the graph, so the gradient along this path is missing. {hint}",
    ),
    "border.unknown": ("노드를 모르는 코드", "code that knows no nodes"),
    "border.hint.function": (
        "{x}.{function}()이나 micrograd_ko.{function}({x})(으)로 쓰면 경로가 이어집니다. 값만 필요하다면 {x}.data를 쓰십시오.",
        "Written as {x}.{function}() or micrograd_ko.{function}({x}) the path is followed. If the number alone is needed write {x}.data.",
    ),
    "border.hint.cell": (
        "배열의 원소에는 숫자만 들어갑니다. 노드를 목록에 모아 np.stack([…])(Tensor)이나 np.array([…])(Value)로 한 배열을 만드십시오. 값만 필요하다면 {x}.data를 쓰십시오.",
        "Cells of an array hold plain numbers. Collect the nodes in a list and make one array: np.stack([…]) of Tensors, np.array([…]) of Values. If the number alone is needed write {x}.data.",
    ),
    "border.hint.other": (
        "노드의 연산이나 NumPy 함수(np.exp({x}) 등)로 쓰면 경로가 이어집니다. 값만 필요하다면 {x}.data나 float({x})을(를) 쓰십시오.",
        "Written with operations on nodes or NumPy functions, such as np.exp({x}), the path is followed. If the number alone is needed write {x}.data or float({x}).",
    ),
    # ── numbers that stopped being finite ──
    "numeric.forward": (
        "순전파의 결과가 {result}입니다: {call}{place}. 흔한 원인: {cause}",
        "the forward pass produced {result}: {call}{place}. Usual cause: {cause}",
    ),
    "numeric.entries": ("{first} (자리 {place}, {size}개 가운데 {count}개)", "{first} (at {place}, {count} of {size} entries)"),
    "numeric.place": (" (구역 {scope})", " (in scope {scope})"),
    "numeric.backward": (
        "역전파에서 {node}의 기울기가 {result}입니다. 생긴 곳: {call}. 흔한 원인: {cause}",
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
    "numeric.cause.exp": (
        "exp는 약 709를 넘으면 오버플로가 일어납니다(expm1, sinh, cosh도).",
        "exp overflows above about 709, and so do expm1, sinh and cosh.",
    ),
    "numeric.cause.domain": (
        "log1p는 -1보다 큰 수, arcsin과 arccos는 -1부터 1, arctanh는 -1과 1 사이, arccosh는 1 이상에서만 유한하고, 그 끝과 cbrt의 0에서는 기울기가 inf입니다.",
        "log1p is finite above -1 only, arcsin and arccos from -1 to 1, arctanh between -1 and 1, arccosh from 1; at those ends, and of cbrt at 0, the gradient is inf.",
    ),
    "numeric.cause.other": (
        "결과가 너무 크거나(1.8e308 초과), 입력에 이미 inf나 nan이 있습니다.",
        "the result is too large (beyond 1.8e308), or an input already was inf or nan.",
    ),
    # ── numbers that were changed after the forward pass ──
    "anomaly.changed": (
        "순전파 뒤에 .data가 바뀌었습니다: {call}{place}을(를) 다시 계산하면 {now}인데, 기록된 값은 {then}입니다. 흔한 원인: 역전파보다 먼저 입력 {inputs} 또는 이 결과의 .data를 바꾸었습니다(예: optimizer.step()). 이대로 미분하면 서로 다른 두 지점의 값이 섞입니다. .data를 바꾼 뒤에는 식을 다시 계산해 그래프를 새로 만들고, 거기서 backward()를 부르십시오.",
        ".data was changed after the forward pass: carried out again, {call}{place} gives {now}, but what was recorded is {then}. Usual cause: .data of an input ({inputs}) or of this result was changed before the backward pass, for example by optimizer.step(). Its gradients would mix the numbers of two points. After changing .data compute the expression again, and call backward() on the new graph.",
    ),
    "anomaly.changed.error": ("오류({error})", "an error ({error})"),
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
    "node.hash": (
        "{name}에 __hash__가 있습니다. 노드는 사전의 키이고 하나하나가 다른 것이어야 하므로, 값이 같다고 해시와 ==까지 같게 하면 기울기가 섞입니다. Value와 Tensor의 하위 클래스에는 __hash__를 쓰지 마십시오.",
        "{name} has a __hash__. Nodes are keys of dictionaries, and each must be one of its own: alike by their numbers, their gradients would be mixed up. Write no __hash__ in a subclass of Value or Tensor.",
    ),
    "grad.nothing": (
        "grad(y, xs)의 xs가 비었습니다. 미분할 Value를 하나 이상 넘기십시오.",
        "xs is empty in grad(y, xs). Pass at least one Value to differentiate with respect to.",
    ),
    "scope.name": (
        "scope의 이름은 비어 있지 않은 문자열이어야 하는데 {got}을(를) 받았습니다. 예: with scope('layer 1'):",
        "The name of a scope must be non-empty text, but it was {got}. For example: with scope('layer 1'):",
    ),
    "backward.shape": (
        "'{node}'은(는) 모양이 {shape}인 배열인데 backward에 준 기울기의 모양은 {got}입니다. 역전파는 스칼라(숫자 하나)에서 시작합니다: loss = y.sum() 또는 y.mean()에서 부르거나, 모양이 {shape}인 gradient를 주십시오.",
        "'{node}' is an array of shape {shape}, but the gradient given to backward has the shape {got}. Backward starts from one number: call it on y.sum() or y.mean(), or give a gradient of shape {shape}.",
    ),
    # ── the table ──
    "op.doc": ("국소 미분", "local derivative"),
    "op.doc.array": (
        "입력마다의 기여분 (g는 출력 쪽에서 온 기울기)",
        "what each input gets (g is the upstream gradient)",
    ),
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
        "연산 '{name}': backward는 (g, y, 입력…) 순서로 인자 {expected}개를 받아야 하는데 {got}개를 받습니다.",
        "op '{name}': backward must take (g, y, inputs…), {expected} arguments in all, but takes {got}.",
    ),
    "op.contributions": (
        "연산 '{name}': backward는 입력마다 하나씩 {expected}개짜리 튜플을 돌려줘야 하는데 {got}을(를) 돌려줬습니다. 입력이 하나면 (g * ...,)처럼 쉼표를 붙이십시오.",
        "op '{name}': backward must return a tuple of {expected}, one for each input, but returned {got}. "
        "With one input write (g * ...,) and mind the comma.",
    ),
    "op.share.none": (
        "연산 '{name}': backward가 입력 {input}의 기여분으로 None을 돌려줬습니다. 기울기가 0이면 0.0 * g라고 쓰십시오.",
        "op '{name}': backward returned None as the share of input {input}. If its gradient is zero, write 0.0 * g.",
    ),
    "op.share.shape": (
        "연산 '{name}': backward가 입력 {input}의 기여분으로 모양이 {got}인 배열을 돌려줬는데 입력의 모양은 {shape}입니다. 입력의 모양이나 그 모양으로 브로드캐스팅되는 모양의 배열을 돌려주십시오.",
        "op '{name}': backward returned, as the share of input {input}, an array of shape {got}, but the input has the shape {shape}. Return one of the input's shape, or one that broadcasts with it.",
    ),
    "op.domain": (
        "연산 '{name}': domain은 입력마다 (최솟값, 최댓값) 하나씩 {expected}개짜리 튜플이어야 하는데 {got}입니다.",
        "op '{name}': domain must hold one (low, high) for each input, {expected} in all, but is {got}.",
    ),
    "op.trial": (
        "연산 '{name}': {point}에서 규칙을 시험하다 {error}이(가) 났습니다. 규칙은 연산자와 표의 함수(exp, log, where, …)로만 쓰십시오. math.exp나 if는 그래프로 읽을 수 없습니다.",
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
        "규칙 안에서 if, and, or, not으로 분기하면 그래프와 수식으로 읽을 수 없습니다. where(조건, 참일 때, 거짓일 때)를 쓰십시오.",
        "A rule that branches with if, and, or, not cannot be read as a graph or a formula. "
        "Write where(condition, if_true, if_false).",
    ),
}  # fmt: skip
