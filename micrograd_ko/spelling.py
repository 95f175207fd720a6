"""틀린 이름에 바른 이름을 알려 준다.

What is meant by a name that does not exist: an attribute or an argument that is misspelt, or that other
libraries have and this one spells another way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from .errors import UnknownNameError
from .messages import text

__all__ = ["MISNAMED", "Misnamed", "unknown_argument"]

# What micrograd, PyTorch, TensorFlow and NumPy call what is called otherwise here, and what fingers make of it.
OURS = {
    **dict.fromkeys(("gradient", "gradients", "derivative", "grads", "gard", "get_grad"), "grad"),
    **dict.fromkeys(("value", "values", "val", "numpy", "array", "number", "cpu", "datas"), "data"),
    **dict.fromkeys(("backwards", "backword", "bacward", "backwrad", "backpass", "backprop", "backpropagate"), "backward"),
    **dict.fromkeys(("children", "inputs", "prev", "parent"), "parents"),
    **dict.fromkeys(("operation", "grad_fn", "creator"), "op"),
    **dict.fromkeys(("zero_grads", "zero_gradient", "zero_gradients", "cleargrad", "zerograd"), "zero_grad()"),
    **dict.fromkeys(("lable", "title", "set_label"), "label"),
    "tolist": "data.tolist()",
}
ARGUMENTS = {
    **dict.fromkeys(("name", "title", "lable"), "label"),
    **dict.fromkeys(("act", "activation_function", "nonlinearity"), "activation"),
    **dict.fromkeys(("in_features", "input_size", "n_in"), "nin"),
    **dict.fromkeys(("out_features", "output_size", "n_out", "units"), "nout"),
    **dict.fromkeys(("seed", "random_state", "generator"), "rng"),
    **dict.fromkeys(("rate", "prob"), "p"),
    **dict.fromkeys(("num_features", "n_features"), "features"),
    "use_bias": "bias",
}
# What is not a matter of spelling has a sentence of its own.
EXPLAINED = ("requires_grad", "requires_grad_", "detach", "retain_grad", "retain_graph", "is_leaf")
MISNAMED = frozenset({*OURS, *EXPLAINED})


class Misnamed:
    """다른 곳의 이름: 쓰면 여기의 이름을 알려 준다. A name that is used elsewhere; asked for, it tells the one used here."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, x: Any, kind: type) -> Any:
        own = getattr(x, "__dict__", None)
        if own is not None and self.name in own:  # a subclass may use it
            return own[self.name]
        raise UnknownNameError("name.attribute", kind=kind.__name__, name=self.name, hint=_hint(self.name, dir(kind)))

    def __set__(self, x: Any, value: Any) -> None:
        if not hasattr(x, "__dict__"):
            self.__get__(x, type(x))
        x.__dict__[self.name] = value


def unknown_argument(call: str, given: Iterable[str], options: Iterable[str]) -> UnknownNameError:
    """없는 인자라는 오류. The error for arguments that `call` does not take, with those that it does."""
    first, known = next(iter(given)), list(options)
    return UnknownNameError("name.argument", call=call, name=first, options=", ".join(known), hint=_hint(first, known))


def _hint(name: str, known: list[str]) -> str:
    if name in EXPLAINED:
        return text(f"name.hint.{name.rstrip('_')}")
    ours = {**OURS, **ARGUMENTS}.get(name, "")
    if re.split(r"\W", ours)[0] in known:
        return text("name.hint.ours", ours=ours)

    from difflib import get_close_matches  # takes a while to load, and only a mistake needs it

    similar = get_close_matches(name, known, n=3)
    return text("name.hint.similar", similar=", ".join(similar)) if similar else ""
