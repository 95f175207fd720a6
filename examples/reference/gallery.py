"""그림을 모두 만드는 한 파일. The one script that makes the pictures of the gallery.

Each function here is a picture, or a page that can be touched: its code is what the reference shows
beside the picture, and what made it, run as the site is built. ``python gallery.py [FOLDER]`` makes
them all without a site, in the language of MICROGRAD_KO_LANG.
"""

from __future__ import annotations

import inspect
import re
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple


class Picture(NamedTuple):
    """그림 하나: 이름, 종류, 제목과 설명(한국어, 영어), 만드는 것.

    Hold a picture: its name, its kind ("drawing", "plot" or "page"), its title and caption in both
    languages, and what makes it.
    """

    name: str
    kind: str
    title: tuple[str, str]
    caption: tuple[str, str]
    make: Callable[[], Any]

    @property
    def code(self) -> str:
        """보이는 코드. The code that is shown: the body, as one would write it in a notebook."""
        source = inspect.getsource(self.make)
        body = source[source.index("() -> Any:\n") + len("() -> Any:\n") :]
        shown = textwrap.dedent(body).replace("  # fmt: skip", "").strip()
        if (node := re.search(r"\nreturn (\w+)$", shown)) is not None:
            return f'import viz\n{shown[: node.start()]}\nviz.save({node[1]}, "{self.file}")'
        return shown.replace("\nreturn ", "\n")

    @property
    def file(self) -> str:
        """파일 이름. The name of its file."""
        return f"{self.name}.{'html' if self.kind == 'page' else 'svg'}"

    def save(self, folder: Path) -> Path:
        """만들어 저장한다. Make it and write its file."""
        import viz
        from viz import plots

        made, path = self.make(), folder / self.file
        if self.kind == "plot":
            return plots.save(made, path)
        return made.save(path) if hasattr(made, "svg") else viz.save(made, path)


PICTURES: dict[str, Picture] = {}


def picture(
    kind: str, title: tuple[str, str], caption: tuple[str, str]
) -> Callable[[Callable[[], Any]], None]:
    """이 함수는 그림이다. Enter a function as a picture, under its name."""

    def enter(make: Callable[[], Any]) -> None:
        name: str = make.__name__  # type: ignore[attr-defined]
        PICTURES[name] = Picture(name, kind, title, caption, make)

    return enter


# ── graphs ──


@picture(
    "drawing",
    ("뉴런 하나", "One neuron"),
    ("값과 기울기가 카드마다, 국소 미분이 화살표마다 있습니다. 화살표가 굵을수록 기울기가 많이 지나갑니다.",
     "Value and gradient stand on each card, the local derivative on each arrow; more gradient goes through a thicker arrow."),
)  # fmt: skip
def neuron() -> Any:
    from micrograd_ko import Value, label_names
    from viz import draw

    x1, x2 = Value(2.0, "x₁"), Value(0.0, "x₂")
    w1, w2, b = Value(-3.0, "w₁"), Value(1.0, "w₂"), Value(6.8814, "b")
    n = w1 * x1 + w2 * x2 + b
    o = n.tanh()
    label_names({"n": n, "o": o})
    o.backward()
    return draw(o)


@picture(
    "drawing",
    ("미분을 미분하기", "A derivative, differentiated"),
    ("기울기를 계산하는 것도 그래프입니다. x³의 도함수 3x²이 그려졌고, 그것을 다시 미분했습니다.",
     "Computing a gradient is a graph, too: this one is 3x², the derivative of x³, differentiated once more."),
)  # fmt: skip
def second_order() -> Any:
    from micrograd_ko import Value, grad
    from viz import draw

    x = Value(2.0, "x")
    slope = grad(x**3, x, create_graph=True)
    slope.backward()
    return draw(slope)


@picture(
    "drawing",
    ("배열과 브로드캐스팅", "Arrays and broadcasting"),
    ("카드에는 배열의 모양과 크기가 있습니다. 편향은 표본마다 더해졌으므로, 그 기울기는 표본에 걸친 합입니다.",
     "Cards show the shapes and sizes of arrays. The bias was added to every sample, so its gradient is a sum over samples."),
)  # fmt: skip
def broadcasting() -> Any:
    import numpy as np

    from micrograd_ko import Tensor
    from viz import draw

    X = np.array([[1.0, 2.0], [0.5, -1.0], [-2.0, 0.3]])
    W, b = Tensor([[0.4, -0.6, 0.1], [0.2, 0.9, -0.3]], "W"), Tensor([0.1, 0.0, -0.1], "b")
    loss = ((X @ W + b).tanh() ** 2).mean()
    loss.label = "loss"
    loss.backward()
    return draw(loss)


@picture(
    "drawing",
    ("nan이 태어난 곳", "Where nan was born"),
    ("음수의 로그는 nan이고, 그 뒤로는 모두 nan입니다. 빨간 테두리와 표시가 처음 생긴 곳을 가리킵니다.",
     "The logarithm of a negative number is nan, and so is all that comes after it. The mark shows where it began."),
)  # fmt: skip
def born_nan() -> Any:
    import warnings

    from micrograd_ko import NumericWarning, Value
    from viz import draw

    p = Value(-0.5, "p")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NumericWarning)
        loss = 1 - p.log() * 2
        loss.label = "loss"
        loss.backward()
    return draw(loss)


@picture(
    "drawing",
    ("접힌 큰 그래프", "A large graph, folded"),
    ("노드가 400개를 넘으면 층과 뉴런을 하나의 카드로 접고, 몇 개가 들어 있는지 적습니다.",
     "With more than 400 nodes, layers and neurons are folded into one card each, which says how many nodes it holds."),
)  # fmt: skip
def folded() -> Any:
    from micrograd_ko import Value, scope
    from micrograd_ko.nn import Neuron
    from viz import draw

    x = [Value(0.5, "x₁"), Value(-1.0, "x₂"), Value(2.0, "x₃")]
    for layer, width in enumerate([10, 10, 1], start=1):
        with scope(f"layer {layer}"):
            neurons = [Neuron(len(x), activation="tanh", rng=seed) for seed in range(width)]
            x = [neuron(x) for neuron in neurons]
    x[0].backward()
    return draw(x[0])


@picture(
    "drawing",
    ("신경망", "A network"),
    ("XOR를 학습한 2-3-1 신경망입니다. 선의 색은 가중치, 원 안의 수는 표본 하나를 넣었을 때의 값입니다.",
     "A 2-3-1 network that has learned XOR: lines are coloured by weight, the circles hold the numbers of one sample."),
)  # fmt: skip
def network() -> Any:
    from micrograd_ko import data
    from micrograd_ko.nn import MLP
    from micrograd_ko.optim import Adam
    from micrograd_ko.train import fit
    from viz import draw

    xor = data.xor()
    X, y = xor.X, xor.y.reshape(-1, 1)
    model = MLP(2, [3, 1], activation="tanh", rng=0)
    adam = Adam(model, lr=0.05)
    fit(model, X, y, loss="binary_cross_entropy", optimizer=adam, epochs=200, progress=False)
    return draw(model, sample=1)


# ── plots ──


@picture(
    "plot",
    ("활성화 함수", "Activation functions"),
    ("함수는 실선, 도함수는 파선입니다. 시그모이드의 도함수는 0.25를 넘지 않습니다.",
     "Functions are solid, derivatives dashed. The derivative of the sigmoid never exceeds 0.25."),
)  # fmt: skip
def activations() -> Any:
    from viz import plots

    return plots.activations(["sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus"])


@picture(
    "plot",
    ("최적화 경로", "Paths of optimizers"),
    ("같은 곳에서 출발해 f(x, y) = x²/20 + y²의 바닥까지 가는 경로입니다. SGD는 가파른 y 쪽으로 지그재그를 그립니다.",
     "From the same start towards the bottom of f(x, y) = x²/20 + y². SGD zigzags along y, where the slope is steep."),
)  # fmt: skip
def optimizer_paths() -> Any:
    from micrograd_ko import Tensor
    from micrograd_ko.optim import SGD, AdaGrad, Adam, Momentum
    from viz import plots

    def path(rule, **options):
        p = Tensor([-7.0, 2.0], "p")
        optimizer, places = rule([p], **options), [p.data.copy()]
        for _ in range(30):
            loss = (p * p * [1 / 20, 1.0]).sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            places.append(p.data.copy())
        return places

    return plots.optimizer_paths(
        {
            "SGD": path(SGD, lr=0.95),
            "Momentum": path(Momentum, lr=0.1),
            "AdaGrad": path(AdaGrad, lr=1.5),
            "Adam": path(Adam, lr=0.3),
        }
    )


@picture(
    "plot",
    ("기울기의 화살표", "Arrows of the gradient"),
    ("화살표는 기울기의 반대 방향이고 등고선과 수직입니다. 최소점을 가리키지는 않아서, 경사 하강은 지그재그를 그립니다.",
     "Arrows point against the gradient, at a right angle to the contours and not to the minimum: so descent zigzags."),
)  # fmt: skip
def gradient_arrows() -> Any:
    from micrograd_ko import Tensor
    from micrograd_ko.optim import SGD
    from viz import plots

    p = Tensor([-7.0, 2.0], "p")
    sgd, places = SGD([p], lr=0.95), [p.data.copy()]
    for _ in range(20):
        loss = (p * p * [1 / 20, 1.0]).sum()
        sgd.zero_grad()
        loss.backward()
        sgd.step()
        places.append(p.data.copy())
    return plots.gradient_arrows(path=places)


@picture(
    "plot",
    ("손실의 지형", "The land of a loss"),
    ("출발점이 다르면 다른 골짜기에 닿습니다. f(x, y) = (x² - 1)² + y²에는 최소점이 둘 있습니다.",
     "Another start ends in another valley: f(x, y) = (x² - 1)² + y² has two minima."),
)  # fmt: skip
def landscape() -> Any:
    from micrograd_ko import Value
    from viz import plots

    def f(x, y):
        return (x**2 - 1) ** 2 + y**2

    def descent(x, y):
        places = [(x, y)]
        for _ in range(25):
            x, y = Value(places[-1][0]), Value(places[-1][1])
            f(x, y).backward()
            places.append((x.data - 0.08 * x.grad, y.data - 0.08 * y.grad))
        return places

    paths = {"(0.2, 1.5)": descent(0.2, 1.5), "(-0.2, 1.2)": descent(-0.2, 1.2)}
    return plots.landscape(f, paths, window=((-2, 2), (-1, 2)), minima=[(-1, 0), (1, 0)])


@picture(
    "plot",
    ("너비와 근사", "Width and approximation"),
    ("은닉 뉴런 하나로는 sin 2x를 따라갈 수 없지만, 셋이면 거의 따라갑니다.",
     "One hidden neuron cannot follow sin 2x; three nearly can."),
)  # fmt: skip
def fits() -> Any:
    import numpy as np

    from micrograd_ko.nn import MLP
    from micrograd_ko.optim import Adam
    from micrograd_ko.train import fit
    from viz import plots

    x = np.linspace(-3, 3, 60).reshape(-1, 1)
    y = np.sin(2 * x)

    def fitted(width):
        model = MLP(1, [width, 1], activation="tanh", rng=0)
        fit(model, x, y, loss="mse", optimizer=Adam(model, lr=0.05), epochs=400, progress=False)
        return model.predict(x)

    answers = {f"{width}": fitted(width) for width in (1, 3, 10)}
    return plots.fits(x, y, answers, truth=lambda x: np.sin(2 * x))


@picture(
    "plot",
    ("초깃값과 활성화값의 분포", "Initial values and activations"),
    ("시그모이드 층 다섯의 활성화값입니다. 가중치의 표준편차가 1이면 0과 1에 몰리고, 0.01이면 0.5에 몰립니다.",
     "Activations of five layers of sigmoids: weights of deviation 1 drive them to 0 and 1, 0.01 to 0.5."),
)  # fmt: skip
def activation_histograms() -> Any:
    import numpy as np

    from micrograd_ko.nn import MLP, Linear
    from viz import plots

    samples = np.random.default_rng(0).standard_normal((500, 100))

    def layers(init):
        model = MLP(100, [100] * 5, activation="sigmoid", output="sigmoid", init=init, rng=0)
        found, x = [], samples
        for layer in model.layers:
            x = layer(x)
            if not isinstance(layer, Linear):
                found.append(x.data)
        return found

    inits = {"N(0, 1)": 1.0, "N(0, 0.01)": 0.01, "Xavier": "xavier"}
    return plots.activation_histograms({name: layers(init) for name, init in inits.items()})


@picture(
    "plot",
    ("층마다 기울기의 크기", "The gradient at each layer"),
    ("은닉층 열 개를 거슬러 가는 동안 작은 가중치의 시그모이드는 기울기를 잃고, He 초깃값의 ReLU는 지킵니다.",
     "On the way back through ten layers, sigmoids with small weights lose the gradient; ReLU with He's weights keeps it."),
)  # fmt: skip
def gradient_norms() -> Any:
    import numpy as np

    from micrograd_ko.losses import half_mse
    from micrograd_ko.nn import MLP, Linear
    from viz import plots

    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((1, 10)), rng.standard_normal((1, 2))

    def norms(activation, init):
        model = MLP(10, [32] * 10 + [2], activation=activation, init=init, rng=0)
        half_mse(model(x), y).backward()
        return [np.linalg.norm(p.W.grad) for p in model.layers if isinstance(p, Linear)]

    return plots.gradient_norms(
        {
            "sigmoid, N(0, 0.01)": norms("sigmoid", "small"),
            "sigmoid, Xavier": norms("sigmoid", "xavier"),
            "ReLU, He": norms("relu", "he"),
        }
    )


@picture(
    "plot",
    ("학습 곡선", "Learning curves"),
    ("손글씨 숫자를 학습한 64-50-10 신경망입니다. 학습은 실선, 검증은 파선입니다.",
     "A 64-50-10 network on handwritten digits: training solid, validation dashed."),
)  # fmt: skip
def curves() -> Any:
    from micrograd_ko import data
    from micrograd_ko.nn import MLP
    from micrograd_ko.optim import SGD
    from micrograd_ko.train import fit
    from viz import plots

    digits = data.digits()
    X, X_val, y, y_val = data.split(digits.X, digits.y, test=0.25, seed=0)
    model = MLP(64, [50, 10], activation="sigmoid", rng=0)
    history = fit(
        model, X, y, loss="cross_entropy", optimizer=SGD(model, lr=0.5), epochs=30,
        validation=(X_val, y_val), metric="accuracy", progress=False,
    )  # fmt: skip
    return plots.curves(history)


@picture(
    "plot",
    ("맞힌 숫자, 틀린 숫자", "Digits, right and wrong"),
    ("시험 이미지마다 예측을 적었습니다. 틀린 것은 색과 테두리와 ✗로 알립니다.",
     "Test images, each with its prediction; a wrong one is told by colour, frame and ✗."),
)  # fmt: skip
def digits() -> Any:
    from micrograd_ko import data
    from micrograd_ko.nn import MLP
    from micrograd_ko.optim import SGD
    from micrograd_ko.train import fit
    from viz import plots

    found = data.digits()
    X, X_test, y, y_test = data.split(found.X, found.y, test=0.25, seed=0)
    model = MLP(64, [50, 10], activation="sigmoid", rng=0)
    sgd = SGD(model, lr=0.5)
    fit(model, X, y, loss="cross_entropy", optimizer=sgd, epochs=30, progress=False)
    return plots.digits(X_test[:30], model.predict(X_test[:30]).argmax(axis=1), y_test[:30])


@picture(
    "plot",
    ("합성곱의 필터", "The filters of a convolution"),
    ("숫자를 학습한 3×3 필터 여덟 개입니다. 빨강은 더하고 파랑은 뺍니다.",
     "Eight filters of 3×3, trained on digits: red adds, blue subtracts."),
)  # fmt: skip
def filters() -> Any:
    from micrograd_ko import data, relu
    from micrograd_ko.nn import Conv2d, Flatten, Linear, MaxPool2d, Sequential
    from micrograd_ko.optim import Adam
    from micrograd_ko.train import fit
    from viz import plots

    found = data.digits()
    conv = Conv2d(1, 8, 3, padding=1, rng=0)
    model = Sequential(conv, relu, MaxPool2d(2), Flatten(), Linear(128, 10, rng=1))
    adam = Adam(model, lr=0.005)
    X = found.X.reshape(-1, 1, 8, 8)
    fit(model, X, found.y, loss="cross_entropy", optimizer=adam, epochs=5, progress=False)
    return plots.filters(conv.W)


@picture(
    "plot",
    ("평면을 나누기", "Dividing the plane"),
    ("소용돌이 세 팔을 2-32-3 신경망이 나눈 것입니다.",
     "Three arms of a spiral, as a 2-32-3 network divides them."),
)  # fmt: skip
def decision_boundary() -> Any:
    from micrograd_ko import data
    from micrograd_ko.nn import MLP
    from micrograd_ko.optim import Adam
    from micrograd_ko.train import fit
    from viz import plots

    arms = data.spirals(300, seed=0)
    model = MLP(2, [32, 3], rng=0)
    adam = Adam(model, lr=0.02)
    fit(model, arms.X, arms.y, loss="cross_entropy", optimizer=adam, epochs=200, progress=False)
    return plots.decision_boundary(model.predict, arms.X, arms.y)


@picture(
    "plot",
    ("회귀의 예측", "Predictions of a regression"),
    ("당뇨병의 진행을 예측한 값과 실제값입니다. 대각선에 가까울수록 맞습니다.",
     "The progress of diabetes, predicted and true; the nearer to the diagonal, the better."),
)  # fmt: skip
def predictions() -> Any:
    from micrograd_ko import data
    from micrograd_ko.nn import MLP
    from micrograd_ko.optim import Adam
    from micrograd_ko.train import fit
    from viz import plots

    found = data.load("diabetes")
    X, X_test, y, y_test = data.split(found.X, found.y, test=0.25, seed=0)
    X, X_test = data.standardize(X, X_test)
    model = MLP(10, [8, 1], rng=0)
    fit(model, X, y, loss="mse", optimizer=Adam(model, lr=0.02), epochs=60, progress=False)
    return plots.predictions(y_test, model.predict(X_test))


@picture(
    "plot",
    ("하이퍼파라미터 탐색", "A search of hyperparameters"),
    ("학습률과 가중치 감소를 로그 척도로 무작위로 뽑고, 좋았던 범위로 한 번 좁혔습니다.",
     "Learning rate and weight decay, drawn at random on a log scale, and narrowed once to where it went well."),
)  # fmt: skip
def trials() -> Any:
    from micrograd_ko import data
    from micrograd_ko.losses import accuracy
    from micrograd_ko.nn import MLP
    from micrograd_ko.optim import SGD
    from micrograd_ko.searching import log_uniform, search
    from micrograd_ko.train import fit
    from viz import plots

    digits = data.digits()
    X, X_val, y, y_val = data.split(digits.X, digits.y, test=0.25, seed=0)

    def score(lr, decay, seed):
        model = MLP(64, [30, 10], activation="sigmoid", rng=seed)
        sgd = SGD(model, lr, weight_decay=decay)
        fit(model, X, y, loss="cross_entropy", optimizer=sgd, epochs=3, progress=False)
        return accuracy(model.predict(X_val), y_val)

    space = {"lr": log_uniform(0.1, 10), "decay": log_uniform(1e-6, 1e-2)}
    return plots.trials(search(score, space, trials=20, stages=2, progress=False))


@picture(
    "plot",
    ("수치 미분의 간격", "The step of numerical differentiation"),
    ("간격 h가 크면 휘어진 만큼, 작으면 반올림만큼 틀립니다. 가장 좋은 간격은 그 사이에 있습니다.",
     "A large step h is off by the curvature, a small one by rounding; the best lies between."),
)  # fmt: skip
def step_sizes() -> Any:
    from micrograd_ko import Value, check_gradients
    from viz import plots

    x = Value(0.7, "x")
    report = check_gradients(lambda x: (x * 3).sin() * x.exp(), x)
    return plots.step_sizes(report)


@picture(
    "plot",
    ("걸린 시간", "Time taken"),
    ("같은 계산의 순전파와 역전파를 Value로, 그것을 replay로, Tensor로 잰 것입니다(이 쪽을 만든 컴퓨터에서).",
     "The same computation forward and backward: with Value, that replayed, and with Tensor, on the machine that built this page."),
)  # fmt: skip
def timings() -> Any:
    from timeit import repeat

    import numpy as np

    from micrograd_ko import Tensor, Value, replay
    from viz import plots

    rng = np.random.default_rng(0)
    w, X = rng.normal(size=20), rng.normal(size=(30, 20))
    values = [Value(each) for each in w]
    array = Tensor(w)

    def with_values():
        outputs = [sum(a * b for a, b in zip(values, row, strict=True)).tanh() for row in X]
        return sum(outputs) / len(outputs)

    def with_arrays():
        return (X @ array).tanh().mean()

    program = replay(with_values())

    def replayed():
        program()
        program.backward()

    steps = {
        "Value": lambda: with_values().backward(),
        "Value, replay": replayed,
        "Tensor": lambda: with_arrays().backward(),
    }
    for step in steps.values():
        step()
    return plots.timings({name: repeat(step, number=1, repeat=9) for name, step in steps.items()})


# ── pages ──


@picture(
    "page",
    ("뉴런 하나를 한 단계씩", "One neuron, step by step"),
    ("→ 키로 넘기며 값이 앞으로, 기울기가 뒤로 가는 것을 봅니다. 입력과 매개변수를 직접 바꾸어 보십시오.",
     "Press → and see values go forward and gradients back. Change the inputs and parameters."),
)  # fmt: skip
def touch_neuron() -> Any:
    from micrograd_ko import Value, label_names

    x1, x2 = Value(2.0, "x₁"), Value(-1.0, "x₂")
    w1, w2, b = Value(-0.5, "w₁"), Value(0.8, "w₂"), Value(1.0, "b")
    n = w1 * x1 + w2 * x2 + b
    o = n.tanh()
    label_names({"n": n, "o": o})
    return o


@picture(
    "page",
    ("두 번 쓰인 값", "A value that is used twice"),
    ("x는 두 경로로 y에 닿습니다. 두 기여분이 더해지는 순간을 찾아 보십시오.",
     "x reaches y on two paths. Find the moment at which its two contributions are added."),
)  # fmt: skip
def touch_sum() -> Any:
    from micrograd_ko import Value

    x = Value(3.0, "x")
    y = x * x + 2 * x
    y.label = "y"
    return y


@picture(
    "page",
    ("학습하는 신경망", "A network that learns"),
    ("가중치를 바꾸면 모든 것이 따라 바뀝니다. 학습을 시켜 손실과 경계가 움직이는 것을 보십시오.",
     "Change a weight and all else follows. Let it learn, and watch the loss and the boundary move."),
)  # fmt: skip
def touch_network() -> Any:
    from micrograd_ko import data
    from micrograd_ko.nn import MLP
    from viz import draw

    xor = data.xor()
    model = MLP(2, [3, 1], activation="tanh", rng=0)
    return draw(model, xor.X, xor.y.reshape(-1, 1), loss="binary_cross_entropy", steps=True)


@picture(
    "page",
    ("학습의 기록", "A training, recorded"),
    ("XOR를 배우는 동안 20에폭마다 남긴 그래프입니다. 위의 막대는 단계, 아래 막대는 에폭입니다.",
     "The graph of one sample while XOR is learned, kept every 20 epochs: the upper bar is the step, the lower one the epoch."),
)  # fmt: skip
def touch_training() -> Any:
    from micrograd_ko import data
    from micrograd_ko.nn import MLP
    from micrograd_ko.optim import Adam
    from micrograd_ko.record import record
    from micrograd_ko.train import fit

    xor = data.xor()
    X, y = xor.X, xor.y.reshape(-1, 1)
    model = MLP(2, [3, 1], activation="tanh", rng=0)
    recording = record(model, X[1:2], y[1:2], loss="binary_cross_entropy", every=20)
    fit(
        model, X, y, loss="binary_cross_entropy", optimizer=Adam(model, lr=0.05), epochs=140,
        progress=False, on_epoch=recording,
    )  # fmt: skip
    return recording


if __name__ == "__main__":
    for each in PICTURES.values():
        print(each.save(Path(sys.argv[1] if len(sys.argv) > 1 else "gallery")))
