"""기울기를 살피는 것의 문장.

Sentences of the gradient check and of the strategies for property tests.
"""

MESSAGES: dict[str, tuple[str, str]] = {
    # ── functions to differentiate ──
    "derivative.function": (
        "미분할 대상은 함수나 노드여야 합니다. 받은 것: {type} {got}. lambda x: x * x처럼 함수를 주십시오.",
        "What is differentiated is a function or a node: {type} {got}. Give a function, such as lambda x: x * x.",
    ),
    "derivative.inputs": (
        "미분할 입력이 없거나 상수뿐입니다. 함수 뒤에 Value, Tensor, 숫자, 배열을 주십시오: (f, x)처럼.",
        "There is no input to differentiate by, or it is a constant. Give Values, Tensors, numbers or arrays after the function: (f, x).",
    ),
    "derivative.result": (
        "함수의 결과가 노드가 아닙니다: {type} {got}. .data, float(), np.asarray()를 거치면 그래프가 끊깁니다. 노드의 연산만으로 계산하십시오.",
        "The result of the function is not a node: {type} {got}. .data, float() and np.asarray() cut the graph. Compute with operations on nodes alone.",
    ),
    "derivative.left": (
        "{line}에서 {name}의 값만 꺼내 썼으므로 그 경로의 기울기가 빠집니다. 노드의 연산만으로 계산하십시오.",
        "{name} was turned into a plain number at {line}, so its gradient is missing there. Compute with operations on nodes alone.",
    ),
    "derivative.hessian": (
        "헤세 행렬은 값이 하나인 함수(스칼라 함수)에서만 정의됩니다. 결과의 모양: {shape}. .sum()으로 스칼라를 만들거나 jacobian을 쓰십시오.",
        "A Hessian is of one number. Shape of the result: {shape}. Make it one number, with .sum(), or use jacobian.",
    ),
    # ── the gradient check ──
    "check.random": (
        "함수가 같은 입력에 다른 값을 냅니다: {first:.9g}, {second:.9g}. 드롭아웃을 끄거나(model.eval()) 난수 시드를 함수 안에서 정하십시오.",
        "The function gives different values for the same inputs: {first:.9g}, {second:.9g}. Turn dropout off (model.eval()), or seed random numbers inside the function.",
    ),
    "check.random.rule": (
        "함수의 값은 같은데 같은 그래프의 역전파가 부를 때마다 다른 기울기를 냅니다: {first:.9g}, {second:.9g}. backward 규칙이 호출 사이에 무언가를 기억합니다: 횟수, 저장해 둔 값, 난수를 찾아보십시오.",
        "The function gives the same values, but each backward pass over the same graph gives another gradient: {first:.9g}, {second:.9g}. A backward rule remembers something between calls: look for a counter, a cache, a random number.",
    ),
    "check.empty": (
        "검사할 것이 없습니다: 입력이나 함수의 결과가 빈 배열입니다. 숫자가 하나 이상 든 입력과 결과로 검사하십시오.",
        "There is nothing to check: the inputs, or the function's result, are empty. Check with at least one number in both.",
    ),
    "check.mixed": (
        "함수의 결과에 Value와 Tensor가 섞여 있어 함께 검사할 수 없습니다. Value를 내는 함수와 Tensor를 내는 함수로 나누어 따로 검사하십시오.",
        "The function gives Values and Tensors, which cannot be checked together. Check the Values and the Tensors by a function each.",
    ),
    "check.writes": (
        "함수가 입력 {name}의 값을 바꿉니다. 역전파는 바뀐 값으로 계산하므로 틀립니다. 제자리에서 바꾸지 말고 새 배열을 만드십시오: np.clip(x, 0, 1)처럼, out=이나 x.data[…] = … 없이.",
        "The function changes the numbers of its input {name}, and the backward pass would reckon with those it has changed. Make a new array instead of writing in place: np.clip(x, 0, 1), without out= or x.data[…] = ….",
    ),
    "check.right": (
        "기울기 검사: 모두 맞습니다. {counts}; 최대 상대 오차 {worst}.",
        "Gradient check: all right. {counts}; largest relative error {worst}.",
    ),
    "check.nothing": (
        "기울기 검사: 비교할 수 있는 곳이 없습니다. {counts}. 다른 점에서 검사하십시오.",
        "Gradient check: nothing could be compared. {counts}. Check at another point.",
    ),
    "check.wrong": (
        "기울기 검사: {total}개 중 {wrong}개가 틀렸습니다. {counts}.",
        "Gradient check: {wrong} of {total} are wrong. {counts}.",
    ),
    "check.count": ("{order}계 {count}개({method})", "order {order}: {count} ({method})"),
    "check.method.complex": ("복소수 미분", "complex step"),
    "check.method.differences": ("차분", "differences"),
    "check.more": ("… 외 {count}개", "… and {count} more"),
    "check.head.order": ("계", "order"),
    "check.head.input": ("입력", "input"),
    "check.head.entry": ("자리", "entry"),
    "check.head.expected": ("기대", "expected"),
    "check.head.got": ("받음", "got"),
    "check.head.ratio": ("받음/기대", "got/expected"),
    "check.order": ("{order}계, ", "order {order}, "),
    "check.direction": ("방향", "direction"),
    "check.kink": (
        "꺾인 점 {name}: 왼쪽 기울기 {left:.6g}, 오른쪽 기울기 {right:.6g}. 받은 {got:.6g}은(는) 두 값 사이에 있으므로 틀렸다고 할 수 없습니다.",
        "a kink at {name}: slope {left:.6g} on the left, {right:.6g} on the right. Got {got:.6g}, which lies between and is not wrong.",
    ),
    "check.kinks": (
        "여러 연산이 꺾이는 점 {name}: 함수의 기울기는 {expected:.6g}이지만 연산마다 이 점에서 꺾이므로, 받은 {got:.6g}도 틀렸다고 할 수 없습니다.",
        "several kinks at {name}: the function's slope is {expected:.6g}, but each op has its kink just here, so the {got:.6g} got is not wrong.",
    ),
    "check.jump": (
        "불연속점 {name}: 값이 이어지지 않아 미분할 수 없을 뿐, 틀린 것은 아닙니다. 왼쪽 기울기 {left:.6g}, 오른쪽 기울기 {right:.6g}, 받은 값 {got:.6g}.",
        "a jump at {name}: the value leaps, there is no derivative, and nothing is wrong. Slope {left:.6g} on the left, {right:.6g} on the right, got {got:.6g}.",
    ),
    "check.pole": (
        "발산하거나 정의되지 않는 점 {name}: 미분할 수 없을 뿐, 틀린 것은 아닙니다. 왼쪽 기울기 {left:.6g}, 오른쪽 기울기 {right:.6g}, 받은 값 {got:.6g}.",
        "a pole, or the edge of what is defined, at {name}: there is no derivative, and nothing is wrong. Slope {left:.6g} on the left, {right:.6g} on the right, got {got:.6g}.",
    ),
    "check.choice": (
        "{name}: 왼쪽 기울기 {left:.6g}, 오른쪽 기울기 {right:.6g}. 미분할 수 없는 점에서 고른 기울기는 두 값 사이에 있어야 합니다. 받은 값 {got:.6g}.",
        "{name}: slope {left:.6g} on the left, {right:.6g} on the right. What is chosen where there is no derivative has to lie between. Got {got:.6g}.",
    ),
    "check.elsewhere": (
        "주어진 입력에서는 모두 맞지만 다른 점에서 틀렸습니다: {inputs}{op}",
        "All is right at the given inputs, but not at another point: {inputs}{op}",
    ),
    "check.elsewhere_shape": (
        "주어진 입력에서는 모두 맞지만 다른 모양의 입력에서 틀렸습니다: {inputs}. 정사각 행렬이나 길이가 같은 축은 잘못을 가립니다. 규칙을 고치십시오. 함수가 받지 말아야 할 모양이면 함수에서 모양을 확인해 오류를 내고, 준 점에서만 검사하려면 points=0을 쓰십시오.",
        "All is right at the given inputs, but not at inputs of another shape: {inputs}. A square matrix, or axes of one length, hide mistakes: mend the rule. If the function is not meant for such shapes, let it raise an error there, or check the given point alone, by points=0.",
    ),
    "check.points": (
        "스스로 고른 점 {count}개에서도 맞습니다.",
        "Right at {count} points drawn beside the inputs, too.",
    ),
    "check.unusable": (
        "함수나 그 역전파를 계산할 수 없어 건너뛴 점: {count}개({example})",
        "Points skipped, as the function or its backward pass fails there: {count} ({example})",
    ),
    "check.unclear": (
        "판정할 수 없는 점 {name}: 간격을 어떻게 잡아도 차분 값이 안정되지 않거나, 반올림 오차에 묻힙니다({expected:.6g} ± {error:.1g}). 받은 {got:.6g}.",
        "not clear at {name}: differences are not steady at any step, or lost in rounding ({expected:.6g} ± {error:.1g}). Got {got:.6g}.",
    ),
    "check.flat": (
        "함수가 평평해 반올림 오차와 구별할 수 없는 곳: {count}개",
        "too flat to tell from rounding: {count}",
    ),
    "check.node": (" (연산 {node})", " (at the op {node})"),
    "check.note.cut": (
        "기록된 그래프의 미분은 받은 값과 같지만 함수의 미분과는 다릅니다. 계산의 일부가 그래프 밖에서 이루어집니다: .data, float(), np.asarray()를 찾아보십시오.",
        "The recorded graph's derivative is what was got, but the function's is another: part of the computation is outside the graph. Look for .data, float() and np.asarray().",
    ),
    "check.note.upstream": (
        "기울기가 흘러온 기울기 g에 비례하지 않습니다. 역전파 규칙은 g를 곱하기만 해야 합니다: 자르거나 반올림하거나 버리지 마십시오.",
        "The gradient is not proportional to the upstream gradient. A backward rule only multiplies by g: it does not clip, round or drop it.",
    ),
    "check.note.cut_upstream": (
        "흘러온 기울기 g를 수로만 읽어, 이 연산을 쓴 식의 2계 미분에서 g를 거치는 항이 사라집니다. 규칙에서 g.data, float(g), np.asarray(g)를 빼고 g로 계산하십시오.",
        "The rule reads the upstream gradient g as plain numbers, so every second derivative of what the op is used in lacks the terms through g. Compute with g itself, without g.data, float(g) or np.asarray(g).",
    ),
    "check.note.readings": (
        "같은 규칙을 숫자로 계산한 값(기대)과 노드로 계산한 값(받음)이 다릅니다. 규칙은 연산자와 표의 함수만으로 쓰십시오.",
        "The same rule read with numbers (expected) and with nodes (got) differs. Write rules with operators and functions of the table alone.",
    ),
    "check.note.nan": (
        "함수에는 기울기가 있는데 역전파는 nan입니다: 발산하거나 정의되지 않은 연산이 있어 0 × ∞가 됩니다. 결과를 쓰지 않을 자리에는 먼저 안전한 값을 넣으십시오: np.log(np.where(x > 0, x, 1.0))처럼.",
        "The function has a slope, but backward gives nan: an op has its pole, or no value, just here, which makes 0 · inf. Put a safe number where its result is not used, before the op: np.log(np.where(x > 0, x, 1.0)).",
    ),
    "check.nan": (
        "스스로 고른 점 {count}개에서는 함수에 기울기가 있는데 역전파가 nan을 냅니다(0 × ∞). 그런 입력도 쓴다면 쓰지 않을 자리에 먼저 안전한 값을 넣으십시오: np.log(np.where(x > 0, x, 1.0))처럼. 그런 점의 예: {inputs}{op}",
        "At {count} of the points drawn, backward gives nan (0 · inf) where the function has a slope. If such inputs occur, put a safe number where the result is not used: np.log(np.where(x > 0, x, 1.0)). One such point: {inputs}{op}",
    ),
    "check.stopped": (
        "{order}계 미분이 틀렸으므로 더 높은 계는 비교하지 않았습니다.",
        "Order {order} is wrong, so higher orders were not compared.",
    ),
    "check.ended": (
        "{order}계 미분을 비교할 수 없는 곳이 있으므로 더 높은 계는 비교하지 않았습니다.",
        "Order {order} could not be compared everywhere, so higher orders were not compared.",
    ),
    "check.scaled": (
        "위의 기울기에는 모두 흘러온 기울기(무작위로 뽑은 수)가 곱해져 있습니다.",
        "All slopes above are multiplied by upstream gradients drawn at random.",
    ),
    # ── strategies for property tests ──
    "strategies.hypothesis": (
        "micrograd_ko.strategies에는 Hypothesis가 필요합니다. 설치: {install}",
        "micrograd_ko.strategies needs Hypothesis. Install it: {install}",
    ),
    "strategies.guilty": (
        "처음으로 틀린 연산은 {op}입니다. 그 입력값에서 이 연산만 따로 검사해도 국소 미분이 맞지 않습니다.",
        "The first op at fault is {op}: by itself, on its inputs' numbers, its local derivative is wrong.",
    ),
    "strategies.innocent": (
        "연산 하나하나의 국소 미분은 맞습니다. 기록된 그래프 전체는 다음과 같습니다:",
        "Each op by itself has the right local derivative. All of the recorded graph:",
    ),
}
