"""손으로 쓴 역전파의 틀린 곳을 말하는 문장.

Sentences of the diagnosis of gradients written by hand.
"""

MESSAGES: dict[str, tuple[str, str]] = {
    # ── the report ──
    "diagnose.right": ("{names}: 맞습니다.", "{names}: right."),
    "diagnose.close": (
        "{names}: 맞습니다. 상대 오차가 {error}이지만, 수치 미분과 반올림에서 생길 수 있는 크기입니다.",
        "{names}: right. The relative error is {error}, but numerical differentiation and rounding make as much.",
    ),
    "diagnose.kink": (
        "{names}: 맞습니다. 이 점에서 순전파가 꺾이는데, 받은 기울기는 양쪽 기울기 가운데 하나이거나 그 사이의 값입니다.",
        "{names}: right. The forward pass has a kink at this point, and what was got is one of its two slopes or between them.",
    ),
    "diagnose.wrong": ("{names}: 틀렸습니다. {sentence}", "{names}: wrong. {sentence}"),
    "diagnose.also": ("{names}: 또한 {sentence}", "{names}: and besides, {sentence}"),
    "diagnose.too": ("{first} 게다가: {second}", "{first} And: {second}"),
    "diagnose.or": ("또는: {sentence}", "Or: {sentence}"),
    "diagnose.entry": (
        "{entry}: 맞는 값 {expected}, 쓴 값 {got}, 비 {ratio}",
        "{entry}: should be {expected}, is {got}, ratio {ratio}",
    ),
    "diagnose.entry.plain": (
        "{entry}: 맞는 값 {expected}, 쓴 값 {got}",
        "{entry}: should be {expected}, is {got}",
    ),
    "diagnose.everywhere": (
        "모든 기울기에 같은 실수가 있으므로, 역전파의 첫 줄인 손실의 미분부터 살펴보십시오.",
        "All gradients have this in common, so look at the first line of the backward pass, the derivative of the loss itself.",
    ),
    "diagnose.untraced": (
        "순전파를 따라갈 수 없어({why}) 수치 미분과 비교했습니다. 이때는 층 안쪽의 실수를 찾지 못합니다. 값을 문자열이나 바이트로 바꾸거나 다른 라이브러리에 넘기는 줄을 NumPy 함수로 바꿔 쓰면 찾을 수 있습니다.",
        "The forward pass could not be followed ({why}), so this was compared with numerical derivatives. Mistakes inside layers are "
        "not looked for then. They are once the line that turns numbers into text or bytes, or hands them to another library, is written "
        "with functions of NumPy's.",
    ),
    "diagnose.untraced.arguments": (
        "forward가 읽는 배열을 찾지 못함",
        "the arrays that forward reads were not found",
    ),
    "diagnose.untraced.lost": (
        "돌려준 {type}에는 계산의 기록이 없음",
        "the {type} that it returned has no record of how it was computed",
    ),
    "diagnose.untraced.array": (
        "숫자만 읽는 함수에 넘겨져 계산 경로가 끊김",
        "handed to a function that reads numbers alone, where the path of the computation ends",
    ),
    "diagnose.untraced.method": (
        "배열의 {name}은(는) 따라갈 수 없음",
        "an array's {name} cannot be followed",
    ),
    "diagnose.untraced.differs": (
        "기록한 값이 forward의 값과 다름",
        "what was recorded differs from what forward computes",
    ),
    "diagnose.skipped": (
        "순전파의 그래프가 커서(노드 {count}개) 모든 실수를 대조해 보지는 못했습니다. 표본 몇 개와 작은 층으로 다시 진단해 보십시오.",
        "The graph of the forward pass is large ({count} nodes), so not all mistakes were tried. Diagnose it with a few samples and small layers.",
    ),
    "diagnose.why": ("{place}: {message}", "{place}: {message}"),
    "diagnose.guarded": (
        "log 안의 작은 상수나 np.clip을 뺀 손실의 기울기와 비교했습니다. 교과서의 식이 그렇습니다. 그것까지 미분하면 상대 오차가 {error}입니다.",
        "This was compared with the gradient of the loss without the small constant inside its log, or the np.clip, as in the formula of "
        "textbooks. With it there is a relative difference of {error}.",
    ),
    "diagnose.saturated": (
        "여기서는 확률이 정확히 0이나 1이어서, log 안의 작은 상수나 np.clip이 없으면 손실이 유한하지 않습니다. 교과서의 식과 비교하려면 더 작은 가중치로 진단하십시오.",
        "A probability is exactly 0 or 1 here, and without the small constant inside the log, or the np.clip, the loss is not finite. "
        "Diagnose it with smaller weights to compare with the formula of textbooks.",
    ),
    "diagnose.sampled": (
        "매개변수의 원소가 모두 {total}개라서 {count}개를 골라 비교했습니다.",
        "Of the {total} numbers of the parameters {count} were drawn and compared.",
    ),
    "diagnose.outer": (
        "순전파부터 살펴보십시오: {at}에서 모양 {a}과(와) {b}이(가) {shape}이(가) 되었습니다. 의도한 것이 아니라면 두 모양을 맞추십시오.",
        "Look at the forward pass first: at {at} the shapes {a} and {b} became {shape}. If this is not what you meant, make them agree.",
    ),
    "diagnose.place.label": ("{label}", "{label}"),
    "diagnose.place.op": ("{line}번째 줄 `{source}`의 {op}", "{op} in line {line} `{source}`"),
    "diagnose.place.line": ("{line}번째 줄 `{source}`", "line {line} `{source}`"),
    "diagnose.place.round": (
        "{place}, {round}번째 반복",
        "{place}, round {round} of its loop",
    ),
    "diagnose.place.shape": ("모양 {shape}의 배열", "an array of shape {shape}"),
    # ── mistakes ──
    "diagnose.zero": (
        "모두 0입니다. 계산하지 않았거나 다른 곳에 저장했습니다.",
        "All of it is 0: it was not computed, or written to some other place.",
    ),
    "diagnose.unfilled": (
        "{count}곳이 처음에 채운 {value} 그대로입니다. 첫 번째 자리는 {entry}입니다.",
        "{count} of its entries are still the {value} it was filled with, the first at {entry}.",
    ),
    "diagnose.elsewhere": (
        "{entry} 자리에 {other}의 기울기가 들어 있습니다. 값을 넣은 곳의 이름이나 인덱스를 살펴보십시오.",
        "The entry {entry} holds the derivative of {other}. Look at the name or the index it was written to.",
    ),
    "diagnose.sign": ("부호가 반대입니다.", "The sign is the wrong way round."),
    "diagnose.transpose": (
        "전치되어 있습니다: 받은 모양 {shape}, 맞는 모양 {right}.",
        "It is transposed: its shape is {shape}, the right one is {right}.",
    ),
    "diagnose.reshaped": (
        "값은 맞지만 모양이 다릅니다: 받은 모양 {shape}, 맞는 모양 {right}.",
        "The numbers are right, the shape is not: it is {shape} and should be {right}.",
    ),
    "diagnose.swapped": (
        "여기에 {other}의 기울기가 들어 있습니다.",
        "It holds the gradient of {other}.",
    ),
    "diagnose.unsummed": (
        "표본 축을 따라 더하지 않았습니다: 모양 {shape}을(를) axis={axis}(으)로 더하면 맞는 모양 {right}의 기울기입니다.",
        "It is not summed over the samples: of shape {shape}, its sum along axis={axis} is the right gradient of shape {right}.",
    ),
    "diagnose.nan": (
        "유한하지 않은 값(nan이나 inf)이 {count}개 있습니다.",
        "{count} of its numbers are not finite (nan or inf).",
    ),
    "diagnose.shape": (
        "모양이 다릅니다: 받은 모양 {shape}, 맞는 모양 {right}.",
        "Its shape is wrong: it is {shape} and should be {right}.",
    ),
    "diagnose.unknown": (
        "알려진 어떤 실수와도 일치하지 않습니다. 원소 {size}개 가운데 {count}개가 다릅니다.",
        "It equals what none of the known mistakes would give. {count} of its {size} entries differ.",
    ),
    "diagnose.near": (
        "상대 오차가 {error}(으)로 작지만 수치 미분의 오차나 반올림 오차는 아닙니다. 작은 항(가중치 감소 등)이 빠졌거나 상수가 조금 다릅니다.",
        "The relative error is only {error}, but neither numerical differentiation nor rounding makes it. A small term is missing, such as "
        "weight decay, or a constant is a little off.",
    ),
    "diagnose.ignored": (
        "값을 어떻게 바꾸어도 forward의 손실이 그대로입니다. forward가 다른 배열을 읽고 있지 않은지 확인하십시오.",
        "Whatever it is changed to, forward's loss stays as it is. See whether forward reads another array.",
    ),
    # ── factors ──
    "diagnose.factor": ("맞는 기울기의 {c}배입니다.", "It is {c} times the right gradient."),
    "diagnose.mean": (
        "{n}배입니다. 평균의 1/n(n = {n})이 빠졌습니다: 평균이 아니라 합의 기울기입니다.",
        "It is {n} times too large. The 1/n of the mean (n = {n}) is missing: this is the gradient of a sum.",
    ),
    "diagnose.mean_twice": (
        "1/{n}배입니다. 평균의 1/n(n = {n})을 한 번 더 곱했습니다.",
        "It is 1/{n} of what it should be. The 1/n of the mean (n = {n}) is there once too often.",
    ),
    "diagnose.count": (
        "{n}개의 평균인데 {m}(으)로 나누었습니다.",
        "The mean is over {n} numbers, but it was divided by {m}.",
    ),
    "diagnose.divided": (
        "1/{m}배입니다. 손실은 {m}(으)로 나누지 않는데 기울기는 나누었습니다.",
        "It is 1/{m} of what it should be. The loss is not divided by {m}, but the gradient is.",
    ),
    "diagnose.constant": (
        "순전파에서 곱한 상수 {s}이(가) 기울기에 빠졌습니다.",
        "The constant factor {s} of the forward pass is missing in the gradient.",
    ),
    "diagnose.constant_inside": (
        "곱하는 수 {s}이(가) 빠졌습니다({at}). 순전파에서 곱한 수는 역전파에서도 곱합니다.",
        "The factor {s} is missing ({at}). What the forward pass multiplies by, the backward pass does, too.",
    ),
    "diagnose.constant_again": (
        "순전파에서 곱한 상수 {s}을(를) 한 번 더 곱했습니다.",
        "The constant factor {s} of the forward pass is there once too often.",
    ),
    "diagnose.square": (
        "절반입니다. 제곱을 미분할 때 나오는 2가 빠졌습니다.",
        "It is half of what it should be. The 2 that a square's derivative brings is missing.",
    ),
    "diagnose.doubled": (
        "두 배입니다. 제곱의 미분에서 나오는 2를 한 번 더 곱했습니다.",
        "It is twice what it should be. The 2 that a square's derivative brings is there once too often.",
    ),
    # ── inside the backward pass ──
    "diagnose.left_out": (
        "{name}의 도함수를 곱하지 않았습니다({at}). 출력의 기울기를 입력의 기울기로 그대로 썼습니다.",
        "The derivative of {name} is left out ({at}): the gradient of its output was used as that of its input.",
    ),
    "diagnose.twice": (
        "{name}의 도함수를 두 번 곱했습니다({at}).",
        "The derivative of {name} is there twice ({at}).",
    ),
    "diagnose.wrong_point": (
        "{name}의 도함수를 입력이 아니라 출력에서 계산했습니다({at}).",
        "The derivative of {name} was taken at its output, not at its input ({at}).",
    ),
    "diagnose.wrong_formula": (
        "{name}의 도함수를 출력으로 나타낸 식에 출력 대신 입력을 넣었습니다({at}).",
        "The derivative of {name} is written in terms of its output, but its input was put in ({at}).",
    ),
    "diagnose.formula": (
        "{name}의 도함수 {right} 대신 {formula}을(를) 곱했습니다({at}). a는 입력, y는 출력, g는 출력의 기울기입니다.",
        "{formula} was used for the derivative {right} of {name} ({at}). Its input is a, its output y, and g the gradient of its output.",
    ),
    "diagnose.other_activation": (
        "{name}의 도함수가 아니라 {other}의 도함수를 곱했습니다({at}).",
        "The derivative of {other} was used for that of {name} ({at}).",
    ),
    "diagnose.other_layer": (
        "{name}의 도함수를 다른 배열의 값에서 계산했습니다: {at}의 값이 아니라 {other}의 값입니다.",
        "The derivative of {name} was taken at the values of another array: not those of {at} but those of {other}.",
    ),
    "diagnose.operand_transposed": (
        "행렬 곱의 역전파에서 {operand}의 전치가 틀렸습니다. 정사각 행렬이라서 모양은 맞습니다.",
        "In the derivative of the matrix product {operand} is transposed wrongly. It is square, so the shapes fit.",
    ),
    "diagnose.wrong_operand": (
        "곱의 역전파에서 {operand}이(가) 아니라 {used}을(를) 곱했습니다.",
        "In the derivative of the product {used} was used for {operand}.",
    ),
    "diagnose.one_use": (
        "{what}은(는) {count}번 쓰였는데 {k}번째 사용({at})의 기여분만 있습니다. 기울기는 모든 기여분의 합입니다.",
        "{what} is used {count} times, but only the share of use {k} ({at}) is there. A gradient is the sum of all shares.",
    ),
    "diagnose.share_missing": (
        "{what}은(는) {count}번 쓰였는데 {k}번째 사용({at})의 기여분이 빠졌습니다.",
        "{what} is used {count} times, and the share of use {k} ({at}) is missing.",
    ),
    "diagnose.share_factor": (
        "{what}은(는) {count}번 쓰였는데 그중 {k}번째 사용({at})의 기여분이 {c}배입니다.",
        "{what} is used {count} times, and the share of use {k} ({at}) is {c} times what it should be.",
    ),
    "diagnose.penalty_missing": (
        "손실에는 {what}의 페널티({at})가 있는데 기울기에는 없습니다.",
        "The loss has a penalty on {what} ({at}), and the gradient has not.",
    ),
    "diagnose.penalty_factor": (
        "{what}의 페널티({at})의 기울기가 {c}배입니다. ½λw²의 미분은 λw, λw²의 미분은 2λw입니다.",
        "The gradient of the penalty on {what} ({at}) is {c} times what it should be. The derivative of ½λw² is λw, that of λw² is 2λw.",
    ),
    "diagnose.penalty_extra": (
        "손실에는 없는 페널티의 기울기 {c}·{form}을(를) 더했습니다(w는 이 매개변수).",
        "The gradient {c}·{form} of a penalty was added that the loss does not have (w is this parameter).",
    ),
    "diagnose.assigned": (
        "{what}에서 두 번 이상 꺼낸 자리({at})에 마지막 기여분만 있습니다. dW[idx] = …와 dW[idx] += …는 같은 자리를 한 번만 씁니다. np.add.at(dW, idx, …)으로 더하십시오.",
        "Entries of {what} that are taken more than once ({at}) have their last share alone: dW[idx] = … and dW[idx] += … write an entry once. Use np.add.at(dW, idx, …).",
    ),
    "diagnose.path_cut": (
        "{what}을(를) 지나 뒤로 가는 경로가 빠졌습니다. 앞 시점이나 앞 층으로 기울기를 넘기지 않았습니다.",
        "The way back through {what} is missing: no gradient was passed on to the earlier time step or layer.",
    ),
    "diagnose.one_sample": (
        "흘러온 기울기(모양 {shape})에서 axis={axis}의 {k}번째 성분만 반영했습니다({at}). 반복문에서 더하지 않고 덮어쓰면 이렇게 됩니다.",
        "Only number {k} along axis={axis} of the gradient that came in (shape {shape}) was counted ({at}), as in a loop that assigns instead of adding.",
    ),
    "diagnose.averaged": (
        "흘러온 기울기(모양 {shape})를 axis={axis}(으)로 평균해 모두에 똑같이 썼습니다({at}).",
        "The mean of the gradient that came in (shape {shape}) along axis={axis} was used for all alike ({at}).",
    ),
    "diagnose.wrong_axis": (
        "다른 축으로 더했습니다: 모양 {shape}을(를) axis={axis}(으)로 더했는데, axis={over}(으)로 더해야 모양 {right}의 맞는 기울기가 됩니다.",
        "It is summed over the wrong axis: of shape {shape}, along axis={axis}. Along axis={over} it is the right gradient of shape {right}.",
    ),
    "diagnose.softmax_axis": (
        "소프트맥스의 미분에서 Σg·y를 axis={axis}(으)로 더했습니다({at}). 소프트맥스와 같은 축으로 더해야 합니다.",
        "In the derivative of the softmax Σg·y is summed along axis={axis} ({at}). It has to be the axis of the softmax.",
    ),
    "diagnose.label_missing": (
        "정답의 1을 빼지 않았습니다({at}): 소프트맥스와 교차 엔트로피를 함께 미분하면 p가 아니라 p - t가 됩니다.",
        "The one of the right answer was not subtracted ({at}): the derivative of softmax and cross entropy together is p - t, not p.",
    ),
    "diagnose.total": (
        "축을 정하지 않고 모두 더했습니다: 모양 {shape}을(를) axis={axis}(으)로 더해야 모양 {right}의 맞는 기울기가 됩니다. 예: dz.sum(axis={axis})",
        "It is summed over everything. Summed along axis={axis}, what has shape {shape} is the right gradient of shape {right}: dz.sum(axis={axis})",
    ),
    "diagnose.from_other": (
        "다른 배열의 기울기를 더했습니다: {used}의 기울기입니다. 이 매개변수를 더한, 모양이 {shape}인 배열의 기울기를 더하십시오.",
        "The gradient of another array was summed: that of {used}. Sum that of the array of shape {shape} which this parameter was added to.",
    ),
    "diagnose.mask": (
        "{operand}을(를) 곱하지 않았습니다({at}). 순전파에서 곱하거나 고른 것은 역전파에서도 곱합니다.",
        "{operand} was not multiplied by ({at}). What the forward pass multiplies by, or chooses by, the backward pass does, too.",
    ),
    "diagnose.mask_again": (
        "{operand}을(를) 두 번 곱했습니다({at}).",
        "{operand} was multiplied by twice ({at}).",
    ),
    "diagnose.keep_rate": (
        "{operand}의 배율 {s}이(가) 빠졌습니다({at}): 순전파처럼 유지 비율로 나눈 마스크를 곱합니다.",
        "The scale {s} of {operand} is missing ({at}): multiply by the mask divided by the keep rate, as the forward pass does.",
    ),
    "diagnose.power_rule": (
        "x^{n}의 미분 {right} 대신 {form}을(를) 곱했습니다({at}).",
        "{form} was used for the derivative {right} of x^{n} ({at}).",
    ),
    "diagnose.reshape_transpose": (
        "전치할 것을 reshape했습니다: 값은 그대로지만 순서가 섞였습니다. .T나 transpose를 쓰십시오.",
        "It was reshaped where it should be transposed: the numbers are there, but in another order. Use .T or transpose.",
    ),
    "diagnose.updated": (
        "역전파에서 쓰기 전에 {what}을(를) 먼저 갱신했습니다(학습률 {rate}). 기울기를 모두 구한 뒤에 갱신하십시오.",
        "{what} was updated before the backward pass used it (learning rate {rate}). Update after all gradients are there.",
    ),
    "diagnose.clipped": (
        "기울기가 ±{c}에서 잘려 있습니다. 클리핑은 기울기를 모두 구한 뒤에 합니다.",
        "The gradient is clipped at ±{c}. Clipping comes after the gradients are found, it is not part of them.",
    ),
    "diagnose.mixed": (
        "표본이 섞였습니다: {at}에서 {side} 대신 axis={axis}의 평균을 뺀 결과와 같습니다. (n, 1)에서 (n,)을 빼면 (n, n)이 됩니다. 모양을 맞추십시오.",
        "Samples are mixed: at {at} it is as if {side} were its mean along axis={axis}. (n, 1) minus (n,) is (n, n). Make the shapes agree.",
    ),
    "diagnose.wrong_signal": (
        "다른 곳의 기울기를 넘겼습니다: {instead}의 기울기 자리에 {used}의 기울기를 썼습니다.",
        "The gradient of another place was passed on: that of {used} where that of {instead} belongs.",
    ),
    # ── what cannot be diagnosed ──
    "diagnose.no_parameters": (
        "diagnose에 매개변수가 없습니다. 예: diagnose(forward, gradients, {{'W': W, 'b': b}})",
        "diagnose has no parameters. As in: diagnose(forward, gradients, {{'W': W, 'b': b}})",
    ),
    "diagnose.parameter": (
        "매개변수 {name}은(는) 실수의 배열이나 실수여야 하는데 {type} {got}입니다. np.array(…, dtype=float)로 주십시오.",
        "The parameter {name} must be a float array or a float, but is a {type} {got}. Give it as np.array(…, dtype=float).",
    ),
    "diagnose.integers": (
        "매개변수 {name}은(는) 정수의 배열({dtype})입니다. 기울기를 빼면 소수점 아래가 사라집니다. {name}.astype(float)로 주십시오.",
        "The parameter {name} is an array of integers ({dtype}): what is taken off it in a step would be cut to whole numbers. Give it as {name}.astype(float).",
    ),
    "diagnose.float_in_place": (
        "{function}에 인자가 없으면 매개변수를 제자리에서 바꾸며 확인해야 하는데 {name}은(는) 그럴 수 없는 {type}입니다. {function}이(가) {name}을(를) 인자로 받게 하거나 배열로 주십시오.",
        "As {function} takes no arguments its parameters are nudged in place, but {name} is a {type}, which cannot be. "
        "Let {function} take {name} as an argument, or give it as an array.",
    ),
    "diagnose.not_finite": (
        "{what}에 nan이나 inf가 있습니다: {got}. 유한한 수가 나오는 매개변수로 진단하십시오.",
        "There is a nan or inf in {what}: {got}. Diagnose it at parameters where all is finite.",
    ),
    "diagnose.arguments": (
        "{function}은(는) 인자 {count}개를 받는데 매개변수는 {given}개({names})입니다. 인자를 매개변수와 맞추거나, 인자 없이 배열을 직접 읽게 하십시오.",
        "{function} takes {count} arguments, but there are {given} parameters ({names}). Let it take these, or none and read the arrays itself.",
    ),
    "diagnose.loss": (
        "forward는 손실, 곧 숫자 하나를 돌려주어야 하는데 {type}, 모양 {shape}을(를) 돌려주었습니다. np.sum이나 np.mean으로 줄이십시오.",
        "forward must return the loss, one number, but it returned a {type} of shape {shape}. Reduce it with np.sum or np.mean.",
    ),
    "diagnose.loss.alone": (
        "forward는 손실, 곧 숫자 하나만 돌려주어야 하는데 {type}을(를) 돌려주었습니다. 손실만 꺼내는 함수를 주십시오. 예: lambda W: forward(W)[0]",
        "forward must return the loss alone, one number, but it returned a {type}. Give a function that takes the loss out of it, as lambda W: forward(W)[0]",
    ),
    "diagnose.random": (
        "같은 매개변수로 두 번 부른 forward의 손실이 다릅니다: {first}, {second}. 드롭아웃 같은 무작위성을 끄거나 난수 시드를 forward 안에서 정하십시오.",
        "Called twice with the same parameters forward gave two losses: {first}, {second}. Turn off what is random, such as dropout, or set its seed inside forward.",
    ),
    "diagnose.changed": (
        "{function}이(가) 매개변수 {name}을(를) 바꾸었습니다. -=나 {name}[…] = … 대신 새 배열에 계산하십시오.",
        "{function} changed the parameter {name}. Compute into a new array instead of {name} -= … or {name}[…] = …",
    ),
    "diagnose.gradients.type": (
        "gradients는 이름을 키로 한 사전이나 순서대로 담은 튜플을 돌려주어야 하는데 {type}을(를) 돌려주었습니다. 매개변수: {names}",
        "gradients must return a dict by name or a tuple in order, but returned a {type}. The parameters: {names}",
    ),
    "diagnose.gradients.count": (
        "gradients가 기울기 {count}개를 돌려주었는데 매개변수는 {expected}개({names})입니다. 순서대로 하나씩, 또는 이름을 키로 한 사전으로 돌려주십시오.",
        "gradients returned {count} gradients, but there are {expected} parameters ({names}). Return one for each in order, or a dict by name.",
    ),
    "diagnose.gradients.names": (
        "gradients가 돌려준 이름이 매개변수와 다릅니다. 없는 것: {missing}. 모르는 것: {extra}. 쓸 수 있는 이름: {options} (또는 dW, grad_W, W_grad 꼴)",
        "The names that gradients returned are not those of the parameters. Missing: {missing}. Unknown: {extra}. Valid: {options} (or as dW, grad_W, W_grad)",
    ),
    "diagnose.gradients.mapping": (
        "gradients가 사전이 든 {type}을(를) 돌려주었습니다. 기울기의 사전만 돌려주십시오. 예: lambda W: gradients(W)[1]",
        "gradients returned a {type} with a dict in it. Return the dict of the gradients alone, as lambda W: gradients(W)[1] does.",
    ),
    "diagnose.gradients.number": (
        "{name}의 기울기는 실수의 배열이어야 하는데 {type} {got}입니다.",
        "The gradient of {name} must be an array of real numbers, but is a {type} {got}.",
    ),
}
