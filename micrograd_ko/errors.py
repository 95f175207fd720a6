"""예외와 경고. 말은 messages에서 온다.

Define the exceptions and warnings; each takes its words from :mod:`micrograd_ko.messages`. Every
exception is also the built-in one that a Python programmer would catch.
"""

from __future__ import annotations

import warnings

from .messages import text

__all__ = [
    "AnomalyError",
    "DataError",
    "DetachedWarning",
    "DivergedError",
    "EthicsWarning",
    "ExpressionError",
    "FormatError",
    "GraphError",
    "KeywordError",
    "LanguageError",
    "LayoutError",
    "MicrogradError",
    "NotANumberError",
    "NumericWarning",
    "OpError",
    "OptionError",
    "ReplayWarning",
    "ScopeError",
    "SearchError",
    "ShapeError",
    "TrainingWarning",
    "UnknownNameError",
    "UnknownOpError",
    "warn",
]


class MicrogradError(Exception):
    """이 라이브러리의 모든 예외의 뿌리.

    Stand at the root of all exceptions here.

    Args:
        key: which message.
        values: what fills its placeholders; kept as ``error.values``.

    >>> from micrograd_ko import Value
    >>> try:
    ...     Value("3")
    ... except MicrogradError as error:  # whatever kind: its key and its values can be asked for
    ...     print(type(error).__name__, error.key, error.values["got"])
    NotANumberError value.not_a_number '3'
    """

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values
        super().__init__(text(key, **values))

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.key, self.values)


def _rebuild(kind: type[MicrogradError], key: str, values: dict[str, object]) -> MicrogradError:
    return kind(key, **values)


class LanguageError(MicrogradError, ValueError):
    """없는 언어를 골랐다. Report a language that does not exist.

    >>> from micrograd_ko import set_language
    >>> set_language("jp")
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.LanguageError: 'jp'...: ko, en. ...
    >>> set_language("ko")  # instead
    """


class NotANumberError(MicrogradError, TypeError):
    """실수 하나가 와야 할 곳에 다른 것이 왔다.

    Report something else where one real number belongs.

    >>> from micrograd_ko import Value
    >>> Value("3")
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.NotANumberError: ...str '3'...float(...)...
    >>> Value(float("3"))  # instead
    Value(data=3, grad=None)
    """


class OpError(MicrogradError, ValueError):
    """표의 행이 잘못되었거나 연산을 잘못 불렀다.

    Report a wrong row of the table, or a wrong call of an op.

    >>> from micrograd_ko import op
    >>> op("twice", "2×", "두 배", lambda a: 2 * a, lambda g, y, a: 2 * g)
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.OpError: ...'twice': backward...
    >>> op("twice", "2×", "두 배", lambda a: 2 * a, lambda g, y, a: (2 * g,))(4.0)  # a tuple
    8.0
    """


class ShapeError(MicrogradError, ValueError):
    """모양이 맞지 않는 배열, 또는 없는 축이나 자리.

    Report arrays whose shapes do not fit, or an axis or index that does not exist.

    >>> from micrograd_ko import Tensor
    >>> X, W = Tensor([[1.0, 2.0, 3.0]]), Tensor([[4.0, 5.0, 6.0]])
    >>> X @ W
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.ShapeError: matmul((1, 3), (1, 3)): ...
    >>> (X @ W.T).data  # instead
    array([[32.]])
    """


class OptionError(MicrogradError, ValueError):
    """없는 이름이나 범위를 벗어난 선택.

    Report an option that does not exist or is out of its range.

    >>> from micrograd_ko.nn import MLP
    >>> MLP(2, [3, 1], activation="rellu")
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.OptionError: activation='rellu'...activation='relu'...
    >>> MLP(2, [3, 1], activation="relu")  # instead
    MLP(Linear(2, 3), relu, Linear(3, 1))
    """


class KeywordError(MicrogradError, TypeError):
    """없는 키워드 인자. Report a keyword argument that a function or class does not take.

    >>> from micrograd_ko.optim import SGD
    >>> SGD(None, learning_rate=0.1)
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.KeywordError: ...learning_rate...lr=...
    >>> SGD(None, lr=0.1)  # instead
    SGD(lr=0.1)
    """


class DivergedError(MicrogradError, ArithmeticError):
    """학습이 발산했다. Report that training went to infinity.

    >>> import warnings
    >>> from micrograd_ko import nn, optim, train
    >>> model, x = nn.Linear(1, 1, init="zeros"), [[1.0], [2.0], [3.0]]
    >>> with warnings.catch_warnings(action="ignore"):  # of the numbers on the way to infinity
    ...     train.fit(model, x, x, loss="mse", optimizer=optim.SGD(model, lr=1.0),
    ...               epochs=300, progress=False)  # lr=0.1 learns
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.DivergedError: ...inf...
    """


class UnknownNameError(MicrogradError, AttributeError, TypeError):
    """없는 속성이나 인자. Report an attribute or an argument that does not exist.

    >>> from micrograd_ko import Value
    >>> Value(1.0).gradient
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.UnknownNameError: Value...'gradient'...grad...
    >>> Value(1.0).grad is None  # instead; None before backward()
    True
    """


class UnknownOpError(MicrogradError, LookupError):
    """표에 없는 연산. Report an op that is not in the table.

    >>> from micrograd_ko.engine import find
    >>> find("sine")
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.UnknownOpError: 'sine'...sin, cos, tan...
    >>> find("sin")  # instead
    sin
    """


class ScopeError(MicrogradError, ValueError):
    """scope의 이름이 잘못되었다. Report a wrong name of a scope.

    >>> from micrograd_ko import scope
    >>> scope("")
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.ScopeError: scope...''...
    >>> with scope("layer 1"):  # instead
    ...     pass
    """


class GraphError(MicrogradError, RuntimeError):
    """그래프에 그 일을 할 것이 없다. Report that the graph has nothing to do that with.

    >>> from micrograd_ko import Value
    >>> from micrograd_ko.optim import SGD
    >>> w = Value(2.0, "w")
    >>> SGD([w], lr=0.1).step()
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.GraphError: SGD.step(): ...loss.backward()...
    >>> (w * w).backward()  # first
    >>> SGD([w], lr=0.1).step()
    """


class AnomalyError(MicrogradError, ArithmeticError):
    """detect_anomaly() 안에서 nan이나 inf가 생겼거나 .data가 바뀌었다.

    Report nan, inf or changed ``.data`` under detect_anomaly().

    >>> from micrograd_ko import Value, detect_anomaly
    >>> x = Value(0.0, "x")
    >>> with detect_anomaly():
    ...     x.log() * 0.5
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.AnomalyError: ...-inf...: log(x=0). ...
    >>> with detect_anomaly():
    ...     y = (x + 1e-9).log() * 0.5  # keep away from the pole
    """


class LayoutError(MicrogradError, RuntimeError):
    """그림을 배치하거나 만들 프로그램이 없거나 실패했다.

    Report that the program that draws is missing or failed.

    >>> from micrograd_ko import Value
    >>> from viz import draw
    >>> draw(Value(2.0) * 3, engine="neato").svg
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.LayoutError: engine='neato'...: graphviz-pure, dot
    >>> draw(Value(2.0) * 3).dot[:7]  # instead; DOT, Mermaid and text need no program
    'digraph'
    """


class FormatError(MicrogradError, ValueError):
    """모르는 형식, 또는 그릴 수 없는 크기.

    Report an unknown format, or a size that cannot be drawn.

    >>> from viz import save
    >>> from micrograd_ko import Value
    >>> save(Value(2.0) * 3, "graph.bmp")
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.FormatError: 'graph.bmp': ....svg, .html, .png, ...
    >>> save(Value(2.0) * 3, "graph.mmd").name  # instead
    'graph.mmd'
    """


class ExpressionError(MicrogradError, ValueError):
    """명령줄 식의 잘못된 곳.

    Report a fault in an expression; `position` is its place, in characters from 0.

    Args:
        key: which message.
        position: index of the character at fault, or None where the fault has no one place.

    >>> from micrograd_ko.expression import evaluate
    >>> try:
    ...     evaluate("2 * (3 + x", {})
    ... except ExpressionError as error:
    ...     print(error.position)
    4
    """

    def __init__(self, key: str, position: int | None = None, **values: object) -> None:
        self.position = position
        super().__init__(key, **values)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.key, {"position": self.position, **self.values})


class DataError(MicrogradError, ValueError):
    """데이터나 데이터 파일이 잘못되었다.

    Report data, or a file of data, that is not what it should be.

    >>> from micrograd_ko import data
    >>> data.split([[1.0], [2.0], [3.0]], [1.0, 2.0])
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.DataError: X...(3, 1)...(2,)...
    >>> parts = data.split([[1.0], [2.0], [3.0]], [1.0, 2.0, 3.0])  # a target for each row
    """


class SearchError(MicrogradError, RuntimeError):
    """탐색이 결과를 내지 못했다. Report a search that has no result: no trial has a score.

    >>> from micrograd_ko.searching import search, uniform
    >>> def score(lr, *, seed):
    ...     return float("nan") if lr > 0.5 else -abs(lr - 0.1)
    >>> search(score, {"lr": uniform(0.6, 1)}, trials=3, progress=False).best_score
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.SearchError: ...nan...
    >>> search(score, {"lr": uniform(0, 0.5)}, trials=9, progress=False).best_score > -0.1
    True
    """


class ReplayWarning(UserWarning):
    """다시 실행이 도움이 되지 않는다. Warn of a replay that has to record again and again."""


class EthicsWarning(UserWarning):
    """데이터에 윤리 문제가 있다. Warn of a data set with an ethical problem.

    >>> import warnings
    >>> from micrograd_ko import data
    >>> with warnings.catch_warnings(action="error"):  # load "diabetes" instead
    ...     data.boston()
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.EthicsWarning: boston...
    """


class DetachedWarning(UserWarning):
    """노드가 보통 숫자가 되어 기울기가 끊겼다.

    Warn that a node became a plain number, so a gradient is missing.

    >>> import math, warnings
    >>> from micrograd_ko import Value
    >>> w = Value(2.0, "w")
    >>> with warnings.catch_warnings(action="error"):
    ...     math.exp(w)
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.DetachedWarning: math.exp...w.exp()...
    >>> y = w.exp()  # instead
    """


class NumericWarning(RuntimeWarning):
    """유한한 수에서 nan이나 inf가 생겼다. Warn that a nan or inf arose from finite numbers.

    >>> import warnings
    >>> from micrograd_ko import Value
    >>> with warnings.catch_warnings(action="error"):  # stops where the first nan arose
    ...     Value(-1.0, "x").log() * 0.5
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.NumericWarning: ...nan...: log(x=-1). ...
    """


class TrainingWarning(UserWarning):
    """학습이 뜻대로 되지 않을 듯하다. Warn of training that goes on, but hardly as it was meant.

    >>> import warnings
    >>> from micrograd_ko import nn, optim, train
    >>> model = nn.Linear(1, 1, init="zeros")
    >>> partial = optim.SGD([model.W], lr=0.1)  # without model.b
    >>> with warnings.catch_warnings(action="error"):
    ...     train.fit(model, [[1.0]], [[2.0]], loss="mse", optimizer=partial, progress=False)
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.TrainingWarning: SGD(lr=0.1, 1 parameters)...
    """


def warn(key: str, kind: type[Warning] = NumericWarning, **values: object) -> None:
    """사용자의 줄을 가리키며 경고를 낸다.

    Emit a warning, a NumericWarning unless told otherwise, that points at the caller's line outside
    this package.
    """
    from .lines import users_frame

    warnings.warn(text(key, **values), kind, stacklevel=users_frame().level + 1)
