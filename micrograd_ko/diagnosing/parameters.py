"""매개변수와 기울기: 사람이 담아 두는 대로.

Read parameters and gradients as people keep them: a dict, a list, pairs of weights and biases, a
list of weights beside one of biases, dicts of dicts. Inside, each array has a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ..arguments import is_real, shown
from ..engine import plain
from ..errors import DataError, NotANumberError, OptionError
from .traces import Array

__all__ = ["Parameters", "array_of"]

FORMS = ("{}_grad", "grad_{}", "d_{}", "d{}", "{}")  # what a gradient may be called; the last wins
Path = tuple[Any, ...]  # keys and places, from the outermost container in


class Parameters:
    """배우는 이가 준 매개변수들.

    Hold the parameters as they were given.

    Args:
        given: an array, or containers of arrays.
        arguments: the names of the arguments that the forward function takes, in order.
        variables: names of the learner's own variables, by the id of what they hold.

    Attributes:
        leaves: each array or number by its name.
        top: the outermost container's items by name: what a function with an argument for each
            takes.
    """

    def __init__(self, given: Any, arguments: list[str], variables: Mapping[int, str]) -> None:
        is_container = isinstance(given, (Mapping, list, tuple))
        self.given = given if is_container else [given]
        self.whole = given
        paths = [path for path, _ in _walk(self.given, ())]
        self.names = _names(self.given, paths, arguments, variables)
        self.leaves = {self.names[path]: _at(self.given, path) for path in paths}
        if not paths:
            raise OptionError("diagnose.no_parameters")

    @property
    def top(self) -> dict[str, Any]:
        """가장 바깥의 것들. Give the outermost items by name."""
        return dict(self.filled(self.leaves, top=True))

    def filled(self, values: Mapping[str, Any], *, top: bool = False) -> Any:
        """같은 꼴에 다른 값을 담는다.

        Build the same containers with other values.

        Args:
            top: as a dict from the name of each outermost item.
        """
        if not top:
            return self._built(self.whole, (), values)
        items = self.given.items() if isinstance(self.given, Mapping) else enumerate(self.given)
        return {
            self.names.get((key,), str(key)): self._built(item, (key,), values)
            for key, item in items
        }

    def _built(self, item: Any, path: Path, values: Mapping[str, Any]) -> Any:
        if not path and item is not self.given:  # one array alone
            return values[self.names[(0,)]]
        if path in self.names:
            return values[self.names[path]]
        if isinstance(item, Mapping):
            return {key: self._built(x, (*path, key), values) for key, x in item.items()}
        return type(item)([self._built(x, (*path, i), values) for i, x in enumerate(item)])

    # ── gradients ──

    def gradients(self, result: Any) -> dict[str, Array]:
        """gradients가 돌려준 것을 이름마다. Sort what `gradients` returned by name."""
        names = list(self.leaves)
        if isinstance(result, Mapping):
            found = self._by_name(result)
        elif len(names) == 1 and not (isinstance(result, tuple) and len(result) == 1):
            found = {names[0]: result}
        elif isinstance(result, (tuple, list)):
            found = self._in_order(result)
        else:
            raise NotANumberError(
                "diagnose.gradients.type", type=type(result).__name__, names=", ".join(names)
            )
        return {name: _numbers(name, found[name]) for name in names}

    def _by_name(self, result: Mapping[Any, Any]) -> dict[str, Any]:
        """이름이 적힌 기울기.

        Find the gradients of a dict by their names: W, dW, grad_W, W_grad. What else is in it, such
        as dZ1, is of no concern.
        """
        found: dict[str, Any] = {}
        extra: list[str] = []
        known = {form.format(name): name for form in FORMS for name in self.leaves}
        keys = {str(path[0]): path[0] for path in self.names}
        outer = {form.format(name): key for form in FORMS for name, key in keys.items()}
        for key, value in result.items():
            if str(key) in known and not isinstance(value, (Mapping, list, tuple)):
                found[known[str(key)]] = value
            elif str(key) in outer or key in keys.values():
                place = key if key in keys.values() else outer[str(key)]
                for path, name in self.names.items():
                    if path[0] == place:
                        _put(found, name, value, path[1:])
            elif str(key) in known:
                found[known[str(key)]] = value
            else:
                extra.append(str(key))
        if missing := [name for name in self.leaves if name not in found]:
            raise OptionError(
                "diagnose.gradients.names",
                missing=", ".join(missing),
                extra=", ".join(extra) or "-",
                options=", ".join(self.leaves),
            )
        return found

    def _in_order(self, result: tuple[Any, ...] | list[Any]) -> dict[str, Any]:
        """차례로 적힌 기울기.

        Name the gradients of a list: in the containers that the parameters are in, else one after
        the other, else weights and biases by turns where the parameters are sorted.
        """
        if any(isinstance(value, Mapping) for value in result) and not any(
            isinstance(_at(self.given, path[:1]), Mapping) for path in self.names
        ):
            raise NotANumberError("diagnose.gradients.mapping", type=type(result).__name__)
        found: dict[str, Any] = {}
        for path, name in self.names.items():
            keys = list(self.given) if isinstance(self.given, Mapping) else None
            first = path[0] if keys is None else keys.index(path[0])
            _put(found, name, result, (first, *path[1:]))
        if len(found) == len(self.names) and len(result) == len(self.given):
            return found
        flat = [value for _, value in _walk(result, (), numbers=True)]
        if len(flat) != len(self.names):
            raise OptionError(
                "diagnose.gradients.count",
                count=len(flat),
                expected=len(self.names),
                names=", ".join(self.leaves),
            )
        half = len(flat) // 2
        by_turns = [x for pair in zip(flat[:half], flat[half:], strict=False) for x in pair]
        sorted_apart = [*flat[::2], *flat[1::2]]
        shapes = [np.shape(value) for value in self.leaves.values()]
        for order in (flat, by_turns, sorted_apart):
            if [np.shape(x) for x in order] == shapes:
                return dict(zip(self.leaves, order, strict=True))
        return dict(zip(self.leaves, flat, strict=True))


def _put(found: dict[str, Any], name: str, value: Any, path: Path) -> None:
    """그 자리에 있으면 적는다. Note what stands at `path`, if something does."""
    try:
        for key in path:
            if isinstance(value, Mapping) and key not in value:
                key = next(k for k in (form.format(key) for form in FORMS) if k in value)
            value = value[key]
    except (LookupError, TypeError, StopIteration):
        return
    found[name] = value


def _walk(item: Any, path: Path, *, numbers: bool = False) -> Iterator[tuple[Path, Any]]:
    """그릇 속의 배열마다. Yield what containers hold, with the path to it."""
    if isinstance(item, Mapping):
        for key, x in item.items():
            yield from _walk(x, (*path, key), numbers=numbers)
    elif isinstance(item, (list, tuple)) and (not path or numbers or _holds_arrays(item)):
        for i, x in enumerate(item):
            yield from _walk(x, (*path, i), numbers=numbers)
    else:
        yield path, item


def _holds_arrays(item: Any) -> bool:
    return any(
        isinstance(x, (np.ndarray, Mapping)) or (isinstance(x, (list, tuple)) and _holds_arrays(x))
        for x in item
    )


def _at(item: Any, path: Path) -> Any:
    for key in path:
        item = item[key]
    return item


def _names(
    given: Any, paths: list[Path], arguments: list[str], variables: Mapping[int, str]
) -> dict[Path, str]:
    """매개변수의 이름.

    Name each parameter: by its key; by forward's argument or the learner's own variable; in pairs
    of weights and biases W1, b1, W2 …; else p1, p2 …
    """
    items = given if isinstance(given, (list, tuple)) else []
    outer: dict[Any, str] = {}
    if len(arguments) >= len(items) and (len(items) > 1 or len(paths) == len(items)):
        outer = dict(enumerate(arguments[: len(items)]))
    own = [variables.get(id(_at(given, path)), "") for path in paths]
    pairs = _of_pairs(given, paths)
    names: dict[Path, str] = {}
    for k, path in enumerate(paths):
        first = str(path[0]) if isinstance(given, Mapping) else outer.get(path[0], "")
        if len(path) == 1:
            names[path] = first or own[k] or f"p{k + 1}"
        elif first and (isinstance(given, Mapping) or not pairs):
            names[path] = first + "".join(
                f"[{key}]" if isinstance(key, int) else f".{key}" for key in path[1:]
            )
        else:
            names[path] = own[k] or (pairs[k] if pairs else "") or f"p{k + 1}"
    if len({*names.values()}) < len(names):
        return {path: f"p{k}" for k, path in enumerate(paths, start=1)}
    return names


def _of_pairs(given: Any, paths: list[Path]) -> list[str]:
    """[(W, b), …]와 [[W, …], [b, …]]의 이름.

    Name W1, b1, … what is kept in pairs of a weight and a bias, or in a list of weights and one of
    biases; nothing where that is not told by their shapes.
    """
    if isinstance(given, Mapping) or any(len(path) != 2 for path in paths):
        return []
    sizes = [np.size(_at(given, path)) for path in paths]
    if all(len(items) == 2 for items in given) and len(given) != 2:
        letters, numbers = [path[1] for path in paths], [path[0] for path in paths]
    elif len(given) == 2 and len(given[0]) == len(given[1]):
        by_pair = all(np.size(items[0]) >= np.size(items[1]) for items in given)
        apart = all(
            np.shape(a)[-1:] == np.shape(b)[-1:] or np.shape(a)[:1] == np.shape(b)[:1]
            for a, b in zip(*given, strict=True)
        )
        pairs_fit = all(len(items) == 2 for items in given) and by_pair and not apart
        letters = [path[1 if pairs_fit else 0] for path in paths]
        numbers = [path[0 if pairs_fit else 1] for path in paths]
    else:
        return []
    of_kind = [sum(s for s, kind in zip(sizes, letters, strict=True) if kind == k) for k in (0, 1)]
    weight = 0 if of_kind[0] >= of_kind[1] else 1
    return [
        f"{'W' if kind == weight else 'b'}{i + 1}" for kind, i in zip(letters, numbers, strict=True)
    ]


def array_of(name: str, value: Any) -> Array:
    """매개변수를 float64의 배열로, 또는 까닭을 적은 오류.

    Make a new float64 array of a parameter, or an error that says why not.
    """
    if isinstance(value, np.ndarray) and value.dtype.kind in "iub":
        raise NotANumberError("diagnose.integers", name=name, dtype=value.dtype)
    if not (isinstance(value, np.ndarray) and value.dtype.kind == "f") and (
        not is_real(value) or isinstance(value, bool)
    ):
        raise NotANumberError(
            "diagnose.parameter", name=name, type=type(value).__name__, got=shown(value)
        )
    array = np.array(value, dtype=float)
    if not np.isfinite(array).all():
        raise DataError("diagnose.not_finite", what=name, got=shown(value))
    return array


def array_in(value: Any) -> Array:
    """배열로, 안 되면 아무 배열도 아닌 것으로. Read an array; np.asarray(None) of what is none."""
    try:
        return np.asarray(plain(value))
    except ValueError:  # rows of different lengths
        return np.asarray(None)


def _numbers(name: str, value: Any) -> Array:
    array = array_in(value)
    if array.dtype.kind not in "fiub":
        raise NotANumberError(
            "diagnose.gradients.number", name=name, type=type(value).__name__, got=shown(value)
        )
    return array
