"""배우는 이가 쓴 기울기를 진단한 말.

Give the words of :func:`micrograd_ko.diagnosing.diagnose` on gradients that a learner wrote, for an
exercise's ``judge``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..errors import MicrogradError

__all__ = ["diagnosed"]


def diagnosed(
    forward: Callable[..., Any], gradients: Callable[..., Any], parameters: Mapping[str, Any]
) -> str:
    """diagnose의 말; 맞으면 빈 글.

    Diagnose gradients: the words, or "" if all are right.

    >>> print(diagnosed(lambda w: 3 * w**2, lambda w: {"w": 3 * w}, {"w": 2.0}))
    w: 틀렸습니다. 절반입니다. 제곱을 미분할 때 나오는 2가 빠졌습니다.
      w: 맞는 값 12.0000, 쓴 값 6.0000, 비 0.5000

    Args:
        forward, gradients, parameters: as :func:`~micrograd_ko.diagnosing.diagnose` takes them.
    """
    from ..diagnosing import diagnose  # of wrong answers alone; dear to import

    try:
        found = diagnose(forward, gradients, parameters)
    except MicrogradError as error:  # gradients that are no numbers, of other shapes, …
        return str(error)
    except Exception:  # the learner's code stops where diagnose nudges; what differs is told anyway
        return ""
    return "" if found else str(found)
