"""예외와 경고. 말은 messages에서 온다.

Define the exceptions and warnings; each takes its words from :mod:`micrograd_ko.messages`. Every
exception is also the built-in one that a Python programmer would catch.
"""

from __future__ import annotations

import warnings

from .lines import users_frame
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
    """

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values
        super().__init__(text(key, **values))

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.key, self.values)


def _rebuild(kind: type[MicrogradError], key: str, values: dict[str, object]) -> MicrogradError:
    return kind(key, **values)


class LanguageError(MicrogradError, ValueError):
    """없는 언어를 골랐다. Report a language that does not exist."""


class NotANumberError(MicrogradError, TypeError):
    """실수 하나가 와야 할 곳에 다른 것이 왔다.

    Report something else where one real number belongs.
    """


class OpError(MicrogradError, ValueError):
    """표의 행이 잘못되었거나 연산을 잘못 불렀다.

    Report a wrong row of the table, or a wrong call of an op.
    """


class ShapeError(MicrogradError, ValueError):
    """모양이 맞지 않는 배열, 또는 없는 축이나 자리.

    Report arrays whose shapes do not fit, or an axis or index that does not exist.
    """


class OptionError(MicrogradError, ValueError):
    """없는 이름이나 범위를 벗어난 선택.

    Report an option that does not exist or is out of its range.
    """


class KeywordError(MicrogradError, TypeError):
    """없는 키워드 인자. Report a keyword argument that a function or class does not take."""


class DivergedError(MicrogradError, ArithmeticError):
    """학습이 발산했다. Report that training went to infinity."""


class UnknownNameError(MicrogradError, AttributeError, TypeError):
    """없는 속성이나 인자. Report an attribute or an argument that does not exist."""


class UnknownOpError(MicrogradError, LookupError):
    """표에 없는 연산. Report an op that is not in the table."""


class ScopeError(MicrogradError, ValueError):
    """scope의 이름이 잘못되었다. Report a wrong name of a scope."""


class GraphError(MicrogradError, RuntimeError):
    """그래프에 그 일을 할 것이 없다. Report that the graph has nothing to do that with."""


class AnomalyError(MicrogradError, ArithmeticError):
    """detect_anomaly() 안에서 nan이나 inf가 생겼거나 .data가 바뀌었다.

    Report nan, inf or changed ``.data`` under detect_anomaly().
    """


class LayoutError(MicrogradError, RuntimeError):
    """그림을 배치하거나 만들 프로그램이 없거나 실패했다.

    Report that the program that draws is missing or failed.
    """


class FormatError(MicrogradError, ValueError):
    """모르는 형식, 또는 그릴 수 없는 크기.

    Report an unknown format, or a size that cannot be drawn.
    """


class ExpressionError(MicrogradError, ValueError):
    """명령줄 식의 잘못된 곳.

    Report a fault in an expression; `position` is its place, in characters from 0.

    Args:
        key: which message.
        position: index of the character at fault, or None where the fault has no one place.
    """

    def __init__(self, key: str, position: int | None = None, **values: object) -> None:
        self.position = position
        super().__init__(key, **values)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.key, {"position": self.position, **self.values})


class DataError(MicrogradError, ValueError):
    """데이터나 데이터 파일이 잘못되었다.

    Report data, or a file of data, that is not what it should be.
    """


class SearchError(MicrogradError, RuntimeError):
    """탐색이 결과를 내지 못했다. Report a search that has no result: no trial has a score."""


class ReplayWarning(UserWarning):
    """다시 실행이 도움이 되지 않는다. Warn of a replay that has to record again and again."""


class EthicsWarning(UserWarning):
    """데이터에 윤리 문제가 있다. Warn of a data set with an ethical problem."""


class DetachedWarning(UserWarning):
    """노드가 보통 숫자가 되어 기울기가 끊겼다.

    Warn that a node became a plain number, so a gradient is missing.
    """


class NumericWarning(RuntimeWarning):
    """유한한 수에서 nan이나 inf가 생겼다. Warn that a nan or inf arose from finite numbers."""


class TrainingWarning(UserWarning):
    """학습이 뜻대로 되지 않을 듯하다. Warn of training that goes on, but hardly as it was meant."""


def warn(key: str, kind: type[Warning] = NumericWarning, **values: object) -> None:
    """사용자의 줄을 가리키며 경고를 낸다.

    Emit a warning, a NumericWarning unless told otherwise, that points at the caller's line outside
    this package.
    """
    warnings.warn(text(key, **values), kind, stacklevel=users_frame().level + 1)
