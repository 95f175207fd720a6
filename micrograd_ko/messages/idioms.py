"""흔히 쓰는 관용구의 문장: NumPy 함수, 제자리 갱신, 틀린 이름.

Sentences about idioms that people write: NumPy's functions, updates in place, misspelt names.
"""

MESSAGES: dict[str, tuple[str, str]] = {
    # ── NumPy's functions ──
    "numpy.foreign": (
        "{name}은(는) NumPy의 함수도 표의 연산도 아니어서, 노드에 쓰면 그래프가 끊깁니다. {hint}"
        "역전파 규칙을 알려 주려면 op(...)로 등록하고, 기울기가 필요 없다면 .data에 쓰십시오.",
        "{name} is neither a function of NumPy's nor a row of the tables, so the graph would end at it. {hint}"
        "To give it a backward rule register it with op(...); where no gradient is needed use it on .data.",
    ),
    "numpy.foreign.same": ("같은 일을 하는 것: {same}. ", "What does the same: {same}. "),
    "numpy.plain": (
        "NumPy 함수 {name}을(를) {how}와(과) 함께 노드에 쓸 수 없습니다. np.{name}(…)로 부르거나 np.{name}.outer(a, b)로 쓰고, 축을 줄이려면 np.sum(t, axis=0)처럼, 배열의 일부를 바꾸려면 np.where(조건, X + t, X)처럼 쓰십시오.",
        "The NumPy function {name} does not take a node together with {how}. Call np.{name}(…) or np.{name}.outer(a, b), reduce "
        "by np.sum(t, axis=0) and the like, and change some entries of an array by np.where(condition, X + t, X).",
    ),
    "numpy.out": (
        "NumPy 함수 {name}의 결과를 이미 있는 배열에 쓸 수 없습니다(out=, X += t). 배열의 원소는 그래프를 기억하지 못합니다. X = X + t처럼 새로 만들고, np.percentile처럼 그렇게 쓰는 함수에는 Value의 배열 대신 Tensor([1.0, 2.0])을 주십시오.",
        "The result of the NumPy function {name} cannot be written into an array that exists, as out= or X += t would: its cells "
        "remember no graph. Make a new one, X = X + t, and give functions that write so, as np.percentile does, Tensor([1.0, 2.0]) "
        "in place of an array of Values.",
    ),
    "numpy.where": (
        "np.{name}(…, where=조건)은 조건이 거짓인 자리에 정해지지 않은 값을 남기므로 노드에 쓸 수 없습니다. 그 자리의 값까지 적으십시오: np.where(조건, np.{name}(…), 0.0)",
        "np.{name}(…, where=condition) leaves numbers that nobody has set where the condition is false, so it does not take a node. "
        "Say what stands there: np.where(condition, np.{name}(…), 0.0)",
    ),
    "numpy.arguments": (
        "노드에는 {call}처럼 부를 수 없습니다. 쓸 수 있는 인자: {options}",
        "{call} is not how it is called on a node. Its arguments here: {options}",
    ),
    "numpy.failed": (
        "{call}을(를) 계산할 수 없습니다. NumPy의 오류 메시지: {error}. 인자의 모양과 종류를 NumPy 문서에 맞추십시오.",
        "{call} cannot be computed. NumPy says: {error}. Give it arguments of the shape and kind that NumPy's own description names.",
    ),
    "numpy.option": (
        "Tensor의 np.{name}에서 {option}에 쓸 수 있는 것: {options}. 받은 것: {got}. 다른 것이 필요하고 기울기는 필요 없다면 t.data에 쓰십시오.",
        "For a Tensor {option} of np.{name} is one of {options}, but it was {got}. If another is needed, and no gradient, use it on t.data.",
    ),
    "numpy.pairs": (
        "np.{name}에는 조건과 값이 짝을 이루어야 하는데 {first}개와 {second}개를 받았습니다. 목록의 길이를 맞추십시오.",
        "np.{name} takes pairs of conditions and choices, but was given {first} and {second}. Give lists of the same length.",
    ),
    "numpy.linalg": (
        "np.linalg.{name}을(를) 계산할 수 없습니다: {error}. 받은 모양: {shapes}. 특이(singular)하거나, 양의 정부호가 아니거나, nan이나 inf가 든 행렬이 아닌지 확인하고, "
        "필요하면 대각선에 작은 수를 더하십시오: a + 1e-6 * np.eye(n)",
        "np.linalg.{name} cannot be computed: {error}. The shapes given: {shapes}. Check whether a matrix is singular, not positive "
        "definite, or holds nan or inf; if need be add a small number to its diagonal: a + 1e-6 * np.eye(n)",
    ),
    "numpy.linalg.values": (
        "np.linalg.{name}은(는) 반복해서 수렴시키는 계산이라 Value의 그래프로 펼칠 수 없습니다. Tensor 그래프로 그리고 미분하십시오.",
        "np.linalg.{name} is computed by iterating until it converges, and is not a graph of Values. Draw and differentiate the graph of Tensors.",
    ),
    # ── updates in place ──
    "update.result": (
        "{node}은(는) 연산의 결과라서 no_grad() 안에서 제자리 갱신(+=, -= …)을 할 수 없습니다. 이 값으로 계산한 기록과 어긋나기 때문입니다. y = y - …처럼 새로 만들고, 학습할 매개변수라면 Value(...)나 Tensor(...)로 만든 잎을 갱신하십시오.",
        "{node} is the result of an op and cannot be updated in place (+=, -= …) under no_grad(): it would contradict what was "
        "recorded. Make a new value, y = y - …; what is trained should be a leaf, made by Value(...) or Tensor(...).",
    ),
    "update.recorded": (
        "기록 중인 함수 안에서 {node}을(를) 제자리 갱신하면 재실행할 때 빠집니다. 갱신은 함수 밖에서 하거나 optimizer에 맡기십시오.",
        "{node} is updated in place inside a function that is being recorded; running it again would leave the update out. "
        "Update outside of the function, or let an optimizer do it.",
    ),
    "update.shape": (
        "{node}의 모양은 {shape}인데 제자리 갱신의 결과는 {got}입니다. 브로드캐스팅은 잎의 모양을 바꿀 수 없습니다. "
        "더하거나 빼는 것의 모양을 {shape}에 맞추십시오.",
        "{node} has the shape {shape}, but its update in place would give {got}. Broadcasting cannot change the shape of a leaf. "
        "Bring what is added or subtracted to the shape {shape}.",
    ),
    "update.matmul": (
        "{node}: 행렬 곱은 제자리 갱신(@=)으로 할 수 없습니다. W = W @ A처럼 쓰거나, 잎의 값을 바꾸려면 W.data = W.data @ A로 씁니다.",
        "{node}: a matrix product cannot be an update in place (@=). Write W = W @ A, or to change the numbers of a leaf W.data = W.data @ A.",
    ),
    "operand.none": (
        "{node}과(와) 함께 쓴 값이 None입니다. 기울기(.grad)라면 아직 backward()를 부르지 않았거나, 이 노드가 그 식에 쓰이지 않은 것입니다. "
        "loss.backward()를 먼저 부르십시오.",
        "What stands beside {node} is None. If it is a gradient (.grad), backward() has not been called yet, or the node has no part "
        "in that expression. Call loss.backward() first.",
    ),
    # ── names ──
    "name.attribute": ("{kind}에 '{name}'(이)라는 속성이나 메서드는 없습니다. {hint}", "A {kind} has no attribute or method '{name}'. {hint}"),
    "name.argument": (
        "{call}에는 {given}(이)라는 인자가 없습니다. 쓸 수 있는 인자: {options}. {hint}",
        "{call} takes no argument called {given}. It takes: {options}. {hint}",
    ),
    "name.hint.ours": ("여기서는 {ours}(이)라고 씁니다.", "Here it is called {ours}."),
    "name.hint.requires_grad": (
        "Value(...)나 Tensor(...)로 만든 잎은 모두 기울기를 받습니다. 받지 않게 하려면 kind='constant'로 만드십시오.",
        "Every leaf made by Value(...) or Tensor(...) gets a gradient. Make it with kind='constant' if it should not.",
    ),
    "name.hint.detach": (
        "값만 필요하면 x.data를, 그래프에서 떼어 낸 새 노드가 필요하면 type(x)(x.data, kind='constant')를 쓰십시오. 그래프 없이 계산하려면 with no_grad():",
        "For its numbers alone write x.data; for a new node apart from the graph type(x)(x.data, kind='constant'). To compute without a graph: with no_grad():",
    ),
    "name.hint.retain_grad": (
        "중간 노드의 기울기도 backward() 뒤에 .grad에 남습니다.",
        "The gradients of intermediate nodes stand in .grad after backward(), too.",
    ),
    "name.hint.retain_graph": (
        "그래프는 backward() 뒤에도 남아 있으므로 다시 부를 수 있습니다.",
        "The graph is still there after backward(), which can be called again.",
    ),
    "name.hint.dtype": (
        "Value는 float 하나라서 dtype이 없습니다. 배열의 계산에는 Value의 배열 대신 Tensor([1.0, 2.0])을 쓰십시오.",
        "A Value is one float, without a dtype. To compute with arrays write Tensor([1.0, 2.0]) in place of an array of Values.",
    ),
    "name.hint.is_leaf": ("잎인지는 x.op is None으로 알 수 있습니다.", "A leaf is a node with x.op is None."),
    "zero_grad.what": (
        "zero_grad에는 노드, 모델, 또는 그것들의 목록(list, tuple, dict)이 와야 하는데 {type} {got}을(를) 받았습니다. 예: zero_grad(loss), zero_grad(model), zero_grad([w, b])",
        "zero_grad takes a node, a model, or a list, tuple or dict of them, but was given the {type} {got}. For example: zero_grad(loss), zero_grad(model), zero_grad([w, b])",
    ),
    # ── micrograd ──
    "micrograd.children": (
        "{kind}(값, 자식들, '연산')으로 연산의 결과를 직접 만들 수는 없습니다. 두 번째 인자는 이름(label)입니다. 새 연산은 op('이름', '기호', '한국어 이름', lambda a: ..., lambda g, y, a: (g * ...,))로 표에 한 행 넣으면 역전파까지 됩니다.",
        "{kind}(data, children, 'op') cannot make the result of an op by hand; the second argument is a label. Put an op of your own "
        "into the table as a row, op('name', 'sign', 'label', lambda a: ..., lambda g, y, a: (g * ...,)), and it is differentiated, too.",
    ),
    "micrograd.backward": (
        "{node}의 기울기(.grad)가 아직 None이라 부모에게 전달할 값이 없습니다. 마지막 노드에서 o.grad = 1.0을 먼저 쓰십시오.",
        "The gradient (.grad) of {node} is None still, so there is nothing to pass on to its parents. Set o.grad = 1.0 at the last node first.",
    ),
    "nn.neuron": ("뉴런 {index}", "neuron {index}"),
    "nn.neuron.inputs": (
        "{layer}에는 숫자나 Value {expected}개의 목록이 와야 하는데 {got}을(를) 받았습니다. 배열을 한꺼번에 계산하려면 nn.Linear를 쓰십시오.",
        "{layer} takes a list of {expected} numbers or Values, but was given {got}. For whole arrays use nn.Linear.",
    ),
    "numeric.by_hand": (
        "{call}에서 부모에게 전달한 기울기에 nan이나 inf가 있습니다.",
        "what {call} passed on to its parents holds a nan or an inf.",
    ),
    # ── kinks ──
    "numeric.kink": (
        "{call}은(는) 꺾이는 점에 있어 기울기를 하나 골라 썼습니다. 그 기울기를 다시 미분한 2계 미분은 그 점에서 정의되지 않으므로, 나오는 값을 믿을 수 없습니다. 꺾이는 점에서 조금 떨어진 입력을 쓰거나, 꺾이지 않는 식(norm(x)**2 대신 (x * x).sum())으로 쓰십시오.",
        "{call} stands at a kink, where its gradient is a choice. The second derivative, which comes of differentiating that gradient "
        "again, is not defined there, so its number cannot be relied on. Take an input a little off the kink, or write an "
        "expression without one: (x * x).sum() instead of norm(x)**2.",
    ),
    # ── what was written to .data ──
    "data.node": (
        "{node}.data에 숫자가 아니라 노드가 들어 있습니다: {type} {got}. .data에는 숫자를 넣습니다: p.data = (p - 0.1 * p.grad).data, 또는 with no_grad(): p -= 0.1 * p.grad",
        "{node}.data holds a node instead of numbers: {type} {got}. Numbers belong in .data: "
        "p.data = (p - 0.1 * p.grad).data, or with no_grad(): p -= 0.1 * p.grad",
    ),
    "data.other": (
        "{node}.data에 들어 있는 {type} {got}(으)로는 계산할 수 없습니다. Value의 .data에는 실수 하나를, "
        "Tensor의 .data에는 float64나 float32 배열을 넣으십시오. 예: t.data = np.array([1.0, 2.0])",
        "{node}.data holds the {type} {got}, which cannot be computed with. Set the .data of a Value to one real number, "
        "and the .data of a Tensor to an array of float64 or float32: t.data = np.array([1.0, 2.0])",
    ),
}  # fmt: skip
