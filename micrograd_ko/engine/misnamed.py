"""노드의 다른 이름: 다른 라이브러리에서 쓰는 속성에 여기의 이름을 알려 준다.

Attributes of nodes that other libraries have, or that fingers make of ours: asked for, they tell
the name here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from ..errors import KeywordError, UnknownNameError
from ..messages import text

__all__ = ["MISNAMED", "Misnamed", "unknown_argument"]

# What micrograd, PyTorch, TensorFlow and NumPy call what is called otherwise here, and what fingers
# make of it.
OURS = {
    **dict.fromkeys(("gradient", "gradients", "derivative", "grads", "gard", "get_grad"), "grad"),
    **dict.fromkeys(("value", "values", "val", "numpy", "array", "number", "cpu", "datas"), "data"),
    **dict.fromkeys(
        ("backwards", "backword", "bacward", "backwrad", "backpass", "backprop", "backpropagate"),
        "backward",
    ),
    **dict.fromkeys(("children", "inputs", "prev", "parent"), "parents"),
    **dict.fromkeys(("operation", "grad_fn", "creator"), "op"),
    **dict.fromkeys(
        ("zero_grads", "zero_gradient", "zero_gradients", "cleargrad", "zerograd"), "zero_grad()"
    ),
    **dict.fromkeys(("lable", "title", "set_label"), "label"),
    "tolist": "data.tolist()",
}
# What is not a matter of spelling has a sentence of its own.
EXPLAINED = (
    *("requires_grad", "requires_grad_", "detach", "retain_grad", "retain_graph", "is_leaf"),
    "dtype",  # NumPy asks for it where it computes with an array whose entries are Values
)
MISNAMED = frozenset({*OURS, *EXPLAINED})


class Misnamed:
    """다른 곳의 이름: 쓰면 여기의 이름을 알려 준다.

    A name that is used elsewhere; asked for, it tells the one used here.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, x: Any, kind: type) -> Any:
        own = getattr(x, "__dict__", None)
        if own is not None and self.name in own:  # a subclass may use it
            return own[self.name]
        raise UnknownNameError(
            "name.attribute",
            kind=kind.__name__,
            name=self.name,
            hint=_hint(self.name, lambda ours: hasattr(kind, ours)),
        )

    def __set__(self, x: Any, value: Any) -> None:
        if not hasattr(x, "__dict__"):
            self.__get__(x, type(x))
        x.__dict__[self.name] = value


def unknown_argument(call: str, given: str, options: Iterable[str]) -> KeywordError:
    """없는 인자라는 오류.

    Return the error for an argument that a node does not take; what others use it for has its way
    here, too.
    """
    options = list(options)
    if given not in EXPLAINED:
        from ..spelling import unknown_keyword

        return unknown_keyword(call, given, options)
    return KeywordError(
        "name.argument",
        call=call,
        given=given,
        options=", ".join(options),
        hint=_hint(given, options.__contains__),
    )


def _hint(name: str, is_known: Callable[[str], bool]) -> str:
    if name in EXPLAINED:
        return text(f"name.hint.{name.rstrip('_')}")
    ours = OURS.get(name, "")
    if ours and is_known(re.split(r"\W", ours)[0]):
        return text("name.hint.ours", ours=ours)
    return ""
