"""난수 생성기의 상태를 나무로, 나무에서.

Turn the states of random generators into trees, and back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..arguments import shown
from ..errors import DataError
from .broken import BrokenError, field

__all__ = ["generator_from_tree", "tree_of_generator"]

# The generators whose state is two numbers; that of the others has an index into memory, which a
# file must not choose.
GENERATORS: dict[str, Callable[[], Any]] = {
    "PCG64": lambda: np.random.PCG64(0),
    "PCG64DXSM": lambda: np.random.PCG64DXSM(0),
}


def tree_of_generator(rng: np.random.Generator) -> dict[str, Any]:
    """난수 생성기의 상태. Write the state of a generator.

    Raises:
        DataError: it is of a kind that files do not keep.

    >>> tree_of_generator(np.random.default_rng(0))["bit_generator"]
    'PCG64'
    """
    state: dict[str, Any] = dict(rng.bit_generator.state)
    if state["bit_generator"] not in GENERATORS:
        options = ", ".join(GENERATORS)
        raise DataError("saving.generator", got=state["bit_generator"], options=options)
    return state


def generator_from_tree(tree: Any, place: str) -> np.random.Generator:
    """그 상태의 난수 생성기. Make a generator that goes on from a state.

    >>> rng = np.random.default_rng(0)
    >>> again = generator_from_tree(tree_of_generator(rng), "rng")
    >>> again.normal() == rng.normal()
    True
    """
    name = field(tree, "bit_generator", str, place)
    if name not in GENERATORS:
        raise BrokenError("saving.generator", got=shown(name), options=", ".join(GENERATORS))
    inner = field(tree, "state", dict, place)
    limits = {"has_uint32": 2, "uinteger": 2**32}
    numbers = {key: field(tree, key, int, place) for key in limits}
    pair = {key: field(inner, key, int, f"{place}.state") for key in ("state", "inc")}
    within = [0 <= x < 2**128 for x in pair.values()]
    within += [0 <= x < limits[key] for key, x in numbers.items()]
    if not all(within):
        raise BrokenError("saving.generator.state", place=place, got=shown(tree))
    source = GENERATORS[name]()
    source.state = {"bit_generator": name, "state": pair, **numbers}
    return np.random.Generator(source)
