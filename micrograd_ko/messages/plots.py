"""그래프(matplotlib) 그림의 문장.

Sentences on plots.
"""

MESSAGES: dict[str, tuple[str, str]] = {
    "plot.missing": (
        "이 그림에는 matplotlib이 필요합니다. 설치: {install}",
        "This plot needs matplotlib. Install it: {install}",
    ),
    "plot.font": (
        "한국어 글꼴을 찾지 못해 글자가 네모로 나옵니다. 설치: {install}. 또는 다음 글꼴 가운데 하나를 설치하십시오: {options}",
        "There is no Korean font here: letters would come out as boxes. Install it: {install}. Or install one of: {options}",
    ),
    "plot.named": (
        "{name}에는 이름을 키로 한 사전이 와야 합니다. 예: {example}. 받은 것: {kind}",
        "{name} must be a dictionary with names, such as {example}. Got: {kind}",
    ),
    "plot.empty": (
        "{name}이(가) 비어 있어 그릴 것이 없습니다.",
        "{name} is empty: there is nothing to plot.",
    ),
    "plot.numbers": (
        "{name}에는 숫자의 배열이 와야 합니다. 받은 것: {kind}",
        "{name} must be an array of numbers. Got: {kind}",
    ),
    "plot.shape": (
        "{name}의 모양은 {wanted}이어(여)야 하는데 {shape}입니다.",
        "The shape of {name} must be {wanted}, but it is {shape}.",
    ),
    "plot.finite": (
        "{name}의 값 {size:,}개 가운데 {count:,}개가 nan이나 inf입니다. 값이 어디에서 커졌는지 먼저 살펴보십시오.",
        "Of the {size:,} values of {name}, {count:,} are nan or inf. Find out first where they grew.",
    ),
    "plot.negative": (
        "{name}에 음수 {value:g}이(가) 있습니다. 크기(norm)는 0보다 작을 수 없습니다.",
        "{name} holds the negative number {value:g}. A norm cannot be less than 0.",
    ),
    "plot.log": (
        "{name}에 0 이하인 값 {value:g}이(가) 있어 로그 축에 그릴 수 없습니다. log=False로 그리십시오.",
        "{name} holds {value:g}, and a log axis has no place for 0 or less. Plot it with log=False.",
    ),
    "plot.inputs": (
        "'{name}'은(는) 입력이 {count}개인 연산입니다. 입력이 하나이고 매개변수에 기본값이 있는 연산만 그릴 수 있습니다.",
        "'{name}' is an op of {count} inputs. Only ops with one input and a default for each parameter can be plotted.",
    ),
    "plot.history": (
        "{name}에는 에폭마다의 손실이 담긴 .loss가 있어야 합니다. 받은 것: {kind}",
        "{name} must have .loss, the loss of each epoch. Got: {kind}",
    ),
    "plot.lengths": (
        "{first}의 길이는 {first_length}인데 {second}의 길이는 {second_length}입니다. 길이가 같아야 합니다.",
        "{first} has length {first_length}, but {second} has length {second_length}. They must be equally long.",
    ),
    "plot.predictions.shapes": (
        "y의 모양 {y}와(과) y_hat의 모양 {y_hat}이(가) 다릅니다. 이대로 빼면 NumPy가 모양을 늘려(broadcast) "
        "엉뚱한 값이 나옵니다. 모양을 맞추십시오. 예: y_hat.reshape(y.shape)",
        "The shape of y, {y}, is not that of y_hat, {y_hat}. Subtracted like this NumPy would broadcast them "
        "to something else. Give them one shape, as by y_hat.reshape(y.shape)",
    ),
    "plot.surface": (
        "f는 모양 {wanted}인 x와 y를 받아 같은 모양의 유한한 값을 돌려주어야 하고, 그 값이 모두 같아서는 안 됩니다. 돌려준 모양: {shape}",
        "f is given x and y of shape {wanted} and must return finite values of that shape, not all equal. Its shape was {shape}",
    ),
    "plot.predict.shape": (
        "predict는 모양 {points}인 점들을 받아 모양이 ({n},)인 클래스나 ({n}, 클래스 수)인 점수를 돌려주어야 하는데, "
        "돌려준 모양은 {shape}입니다.",
        "predict is given points of shape {points} and must return classes of shape ({n},) or scores of shape "
        "({n}, classes), but it returned {shape}.",
    ),
    "plot.predict.scores": (
        "predict가 모양 {shape}의 배열로 {value:g}을(를) 돌려주었습니다. 클래스가 아니라 점수로 보입니다. 클래스로 바꾸십시오. 예: lambda points: predict(points) > 0.5",
        "predict returned {value:g} in shape {shape}. That looks like a score, not a class. "
        "Turn it into classes, as by lambda points: predict(points) > 0.5",
    ),
    "plot.predict.classes": (
        "predict의 점수는 열이 {columns}개여서 클래스는 0부터 {last}까지인데, y의 클래스는 {found}입니다.",
        "The scores of predict have {columns} columns, that is classes 0 to {last}, but the classes of y are {found}.",
    ),
    "plot.digits.many": (
        "이미지 {count:,}장은 한 장에 그리기에 너무 많습니다(최대 {limit}장). 일부만 고르십시오. 예: images[:{limit}]",
        "{count:,} images are too many for one plot (the limit is {limit}). Choose some, as by images[:{limit}]",
    ),
    "plot.activations.title": ("활성화 함수와 그 도함수", "Activation functions and their derivatives"),
    "plot.function": ("함수 f(x)", "function f(x)"),
    "plot.derivative": ("도함수 f′(x)", "derivative f′(x)"),
    "plot.curves.title": ("학습 곡선", "Learning curves"),
    "plot.loss": ("손실", "loss"),
    "plot.loss.log": ("손실 (로그 눈금)", "loss (log scale)"),
    "plot.accuracy": ("정확도", "accuracy"),
    "plot.epoch": ("에폭", "epoch"),
    "plot.train": ("학습", "training"),
    "plot.validation": ("검증", "validation"),
    "plot.histograms.title": ("초기화에 따른 층별 활성값의 분포", "Activations of each layer, by initialisation"),
    "plot.layer": ("{number}층", "layer {number}"),
    "plot.deviation": ("표준편차 {value}", "std {value}"),
    "plot.saturated": ("포화 {share:.0%}", "saturated {share:.0%}"),
    "plot.saturated.legend": ("포화: 활성값 < {low:g} 또는 > {high:g}", "saturated: activation < {low:g} or > {high:g}"),
    "plot.norms.title": ("층별 기울기의 크기", "Size of the gradient in each layer"),
    "plot.norms.x": ("층 (1: 입력에 가장 가까운 층)", "layer (1: nearest to the input)"),
    "plot.norms.y": ("기울기의 크기 (로그 눈금)", "gradient norm (log scale)"),
    "plot.norms.zero": ("기울기 0 (소실)", "gradient 0 (vanished)"),
    "plot.paths.title": ("옵티마이저가 지나간 경로", "The paths of optimizers"),
    "plot.paths.steps": ("{steps}스텝 뒤 f = {value}", "f = {value} after {steps} steps"),
    "plot.paths.start": ("출발", "start"),
    "plot.paths.end": ("도착", "end"),
    "plot.paths.minimum": ("최소점", "minimum"),
    "plot.steps.title": ("간격 h와 수치 미분의 오차", "The step and the error of numerical differentiation"),
    "plot.steps.entry": ("{name}, {order}계: 기대 {expected:.6g}", "{name}, order {order}: expected {expected:.6g}"),
    "plot.steps.forward": ("전진 차분 (f(x+h) - f(x)) / h", "forward difference (f(x+h) - f(x)) / h"),
    "plot.steps.central": ("중심 차분 (f(x+h) - f(x-h)) / 2h", "central difference (f(x+h) - f(x-h)) / 2h"),
    "plot.steps.got": ("연산 규칙으로 구한 기울기 {got:.6g}", "gradient by the rules {got:.6g}"),
    "plot.steps.x": ("간격 h", "step h"),
    "plot.steps.y": ("상대 오차", "relative error"),
    "plot.steps.y.absolute": ("오차", "error"),
    "plot.times.title": ("걸린 시간", "Time taken"),
    "plot.times.positive": (
        "{name}에 0 이하인 시간 {value:g}이(가) 있습니다. 걸린 시간은 0보다 큽니다.",
        "{name} holds the time {value:g}. A time taken is above 0.",
    ),
    "plot.times.x": ("초 (로그 눈금)", "seconds (log scale)"),
    "plot.boundary.title": ("결정 경계", "Decision boundary"),
    "plot.class": ("클래스 {label}", "class {label}"),
    "plot.predictions.title": ("실제값과 예측값", "Targets and predictions"),
    "plot.predictions.x": ("실제값 y", "target y"),
    "plot.predictions.y": ("예측값 ŷ", "prediction ŷ"),
    "plot.predictions.ideal": ("완벽한 예측 (ŷ = y)", "perfect prediction (ŷ = y)"),
    "plot.digits.title": ("손글씨 숫자와 예측", "Digits and predictions"),
    "plot.digits.wrong": ("✗ {predicted} (정답 {label})", "✗ {predicted} (is {label})"),
    "plot.digits.note": ("{total:,}장 가운데 {right:,}장을 맞혔습니다. ✗: 틀린 예측", "{right:,} of {total:,} are right. ✗: a wrong prediction"),
    "plot.others": ("나머지 (비교용)", "the others, to compare"),
    "plot.layer.x": ("층 (1: 입력 쪽)", "layer (1: at the input)"),
    "plot.zoom": ("확대", "zoomed in"),
    "plot.predictions.spread": ("{name}\n표준편차 {value:.3g}", "{name}\nstd {value:.3g}"),
    "plot.fits.title": ("함수에 맞춘 곡선", "Curves fitted to a function"),
    "plot.fits.points": ("데이터", "data"),
    "plot.fits.truth": ("실제 함수", "the function itself"),
    "plot.arrows.title": ("기울기가 가리키는 쪽", "Where the gradient points"),
    "plot.arrows.down": ("-기울기 (가장 긴 화살표: {value})", "-gradient (longest arrow: {value})"),
    "plot.arrows.f": (
        "f는 모양 {wanted}인 Tensor x와 y를 받아 같은 모양의 Tensor를 돌려주어야 합니다. 돌려준 것: 모양 {shape}의 {kind}. "
        "연산자와 micrograd_ko의 함수로 쓰십시오. 예: lambda x, y: x**2 / 20 + y**2",
        "f is given Tensors x and y of shape {wanted} and must return a Tensor of that shape. It returned {kind} of shape {shape}. "
        "Write it with operators and functions of micrograd_ko, such as lambda x, y: x**2 / 20 + y**2",
    ),
    "plot.landscape.title": ("손실의 지형과 내려간 경로", "The land of a loss and the paths down"),
    "plot.landscape.height": ("f (진할수록 낮음)", "f (darker is lower)"),
    "plot.landscape.steps": ("{steps}스텝 뒤 x = {point}, f = {value}", "after {steps} steps x = {point}, f = {value}"),
    "plot.surface.one": (
        "f는 모양 {wanted}인 x를 받아 같은 모양의 유한하고 높낮이가 있는 값을 돌려주어야 합니다. 돌려준 모양: {shape}",
        "f is given x of shape {wanted} and must return finite values of that shape, not all equal. Its shape was {shape}",
    ),
}  # fmt: skip
