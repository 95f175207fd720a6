"""모델을 나무로: 다시 만드는 방법과 수.

Turn a model into a tree, and back: how it is built again, where its classes are this package's own
and untouched, and its numbers by name. A model with a class of the user's own keeps its numbers
alone; they are put into one that the user makes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import nn
from ..arguments import EXACT, shown
from ..engine import Node, Op, Tensor, Value
from ..errors import DataError, MicrogradError
from ..files import BrokenError, expected, field, generator_from_tree, items, tree_of_generator
from ..losses import LOSSES
from ..nn import Module
from .rows import FLOATS, row_from_tree, row_in_table, tree_of_row
from .sizes import COUNTS, MOST_MODULES, room

__all__ = ["model_from_tree", "tree_of_model"]

Array = np.ndarray[Any, Any]

# what a file may build, by name: nothing is imported because a file names it
CLASSES: dict[str, type[Module]] = {
    name: kind
    for name in COUNTS
    if isinstance(kind := getattr(nn, name, None), type) and issubclass(kind, Module)
}

# the numbers come from the file
PLAINLY: dict[type[Module], dict[str, Any]] = {
    kind: {
        option: x
        for option, x in {"rng": 0, "init": "zeros"}.items()
        if option in inspect.signature(kind).parameters
    }
    for kind in CLASSES.values()
}


def tree_of_model(model: Module) -> dict[str, Any]:
    """모델의 나무.

    Write a model as a tree.

    Raises:
        DataError: a function in it that has no name in the table, or another thing that no file
            holds.
    """
    parameters, buffers = dict(model.named_parameters()), dict(model.named_buffers())
    first = {p: name for name, p in parameters.items()}
    names = model.named_parameters(repeated=True)
    modules = list(model.modules())
    state = {name: _numbers(name, p) for name, p in parameters.items()}
    return {
        "class": type(model).__name__,
        "built": _recipe(model, room([*state.values(), *buffers.values()])),
        "state": state,
        "labels": {name: p.label for name, p in parameters.items()},
        "shared": {name: first[p] for name, p in names if first[p] != name},
        "buffers": buffers,
        "loss": model._loss,
        "training": [bool(module.training) for module in modules],
        "generators": {
            str(i): tree_of_generator(m.rng)  # type: ignore[attr-defined]
            for i, m in enumerate(modules)
            if _draws(m)
        },
    }


def _numbers(name: str, p: Node) -> Any:
    if not p.holds(p.data):
        raise DataError("saving.data", node=name, type=type(p.data).__name__, got=shown(p.data))
    return float(p.data) if isinstance(p, Value) else p.data


def _draws(module: Module) -> bool:
    return isinstance(getattr(module, "rng", None), np.random.Generator)


# ── how it is built again ──


def _recipe(model: Module, numbers: int) -> Any:
    """다시 만드는 방법, 없으면 None.

    Tell how to build such a model again, of at most so many numbers. None where a class in it is
    not this package's own, or it was changed so that its settings no longer tell what it is.
    """
    tree = _described(model, {})
    if not all(type(module) is CLASSES.get(type(module).__name__) for module in model.modules()):
        return None
    try:
        twin = _Builder(numbers).built(tree)
    except BrokenError:
        return None
    return tree if _alike(model, twin) else None


def _described(x: Any, seen: dict[Module, int]) -> Any:
    """모듈, 표의 행, 그리고 그 인자를 나무로.

    Write a module as its class and settings, and the modules and rows in them likewise. One that
    stands in two places is written once.
    """
    if isinstance(x, (list, tuple)):
        return [_described(item, seen) for item in x]
    if isinstance(x, Op):
        return {"row": tree_of_row(x)}
    if isinstance(x, Module):
        if x in seen:
            return {"again": seen[x]}
        seen[x] = len(seen)
        ours = type(x) is CLASSES.get(type(x).__name__)
        settings = x.settings() if ours else {}  # type: ignore[attr-defined]
        inner = {name: _described(item, seen) for name, item in settings.items()}
        return {"class": type(x).__name__, "settings": inner}
    if callable(x):
        name = getattr(x, "__name__", "")
        hint = "named" if row_in_table(name) else "own"
        raise DataError(f"saving.function.{hint}", got=shown(x), name=name)
    return x


def _alike(model: Module, twin: Module) -> bool:
    """쌍둥이가 모든 곳에서 같은가, 수는 빼고. Tell whether two models are alike but for numbers."""
    ours, theirs = list(model.modules()), list(twin.modules())
    return (
        [type(m) for m in ours] == [type(m) for m in theirs]
        and all(_described(a, {}) == _described(b, {}) for a, b in zip(ours, theirs, strict=True))
        and _shapes(model) == _shapes(twin)
    )


def _shapes(model: Module) -> list[tuple[Any, ...]]:
    """담은 것의 이름, 종류, 모양. List what a model holds: names, kinds, shapes."""
    nodes = [
        (name, type(p), np.asarray(p.data).dtype, np.shape(p.data))
        for name, p in model.named_parameters(repeated=True)
    ]
    return [*nodes, *((name, x.dtype, x.shape) for name, x in model.named_buffers())]


PLAIN = (type(None), bool, int, float, str)


class _Builder:
    """파일이 적은 대로 모델을 만든다.

    Build what a file describes, of at most so many numbers.
    """

    def __init__(self, numbers: int) -> None:
        self.numbers, self.modules = numbers, MOST_MODULES
        self.made: list[tuple[Module, int] | None] = []  # with the number of modules in it

    def built(self, tree: Any, place: str = "built") -> Any:
        """나무가 적은 것. Build what a tree describes: a module, a row, or a plain thing."""
        if isinstance(tree, list):
            return [self.built(item, f"{place}[{i}]") for i, item in enumerate(tree)]
        if not isinstance(tree, dict):
            return expected(tree, PLAIN, place)
        if "row" in tree:
            return row_from_tree(tree["row"], place)
        if "again" in tree:
            index = field(tree, "again", int, place)
            found = self.made[index] if 0 <= index < len(self.made) else None
            if found is None:
                raise BrokenError("saving.again", place=place, got=index)
            self._take(found[1])
            return found[0]
        return self._module(tree, place)

    def _take(self, modules: int) -> None:
        """모듈의 수를 센다: 한 모듈이 여러 곳에 있으면 곳마다.

        Count modules, one that stands in several places each time: a few lines can say more of
        them than a walk comes to the end of.
        """
        self.modules -= modules
        if self.modules < 0:
            raise BrokenError("saving.many", most=MOST_MODULES)

    def _module(self, tree: Any, place: str) -> Module:
        name = field(tree, "class", str, place)
        if name not in CLASSES:
            raise BrokenError("saving.class", name=shown(name), options=", ".join(CLASSES))
        at, before = len(self.made), self.modules
        self.made.append(None)
        self._take(1)
        settings = field(tree, "settings", dict, place)
        given = {k: self.built(x, f"{place}.{k}") for k, x in settings.items()}
        if (dtype := given.get("dtype", FLOATS[0])) not in FLOATS:  # NumPy would read it as code
            raise BrokenError("files.dtype", got=shown(dtype), options=", ".join(FLOATS))
        try:
            count = COUNTS[name](given)
            if type(count) is not int or count > self.numbers:
                raise BrokenError("saving.size", name=name, got=shown(settings))
            self.numbers -= count
            module = made(CLASSES[name], given)
        except (MicrogradError, KeyError, TypeError, ValueError, OverflowError) as error:
            # an option out of its range, one that is missing
            raise BrokenError("saving.settings", name=name, error=shown(str(error))) from None
        self.made[at] = module, before - self.modules
        return module


def made(kind: type[Module], settings: dict[str, Any]) -> Module:
    """그 인자로 만든 층. Make a layer by its settings, without a draw from the common source."""
    layers = settings.pop("layers", []) if kind is nn.Sequential else []
    return kind(*layers, **settings, **PLAINLY[kind])


# ── its numbers ──


def model_from_tree(tree: Any, into: Module | None) -> tuple[Module, Callable[[], None]]:
    """나무에서 모델을, 그리고 수를 넣는 함수를.

    Build a model again, or take `into`; and give the function that puts the numbers in, all checked
    before.

    Raises:
        BrokenError: the tree is no model's, or does not fit `into`.
    """
    state, buffers = field(tree, "state", dict, "model"), field(tree, "buffers", dict, "model")
    model, recipe = into, field(tree, "built", (dict, type(None)), "model")
    if into is not None and recipe is not None:
        _expect_alike(into, recipe)
    if model is None:
        if recipe is None:
            raise BrokenError("saving.into", name=field(tree, "class", str, "model")[:60])
        builder = _Builder(room([*state.values(), *buffers.values()]))
        model = expected(builder.built(recipe), Module, "built")
        _share(model, field(tree, "shared", dict, "model"))
    numbers = _checked(model, state, buffers, built=into is None)
    labels = field(tree, "labels", dict, "model")
    loss = field(tree, "loss", (str, type(None)), "model")
    if loss is not None and loss not in LOSSES:
        raise BrokenError("saving.loss", got=shown(loss), options=", ".join(LOSSES))
    training = items(tree, "training", bool, "model")
    generators = {
        i: generator_from_tree(rng, f"generators.{i}")
        for i, rng in field(tree, "generators", dict, "model").items()
    }
    modules = {str(i): module for i, module in enumerate(model.modules())}
    drawing = {i for i, module in modules.items() if _draws(module)}
    if len(training) != len(modules) or drawing != generators.keys():
        raise BrokenError("saving.modules", expected=len(modules), got=len(training))
    named = [
        (p, expected(labels.get(name, p.label), str, f"labels.{name}"))
        for name, p in model.named_parameters()
    ]

    def put() -> None:
        for p, x in numbers:
            p.data = x
        for name, x in model.named_buffers():
            x[...] = buffers[name]
        for p, label in named:
            p.label = label
        for (i, module), mode in zip(modules.items(), training, strict=True):
            module.training = mode
            if i in generators:
                module.rng = generators[i]
        object.__setattr__(model, "_loss", loss)  # as fit remembers it

    return model, put


def _expect_alike(into: Module, recipe: Any) -> None:
    """파일의 모델과 같은 모델인가: 활성화 함수나 보폭이 다르면 같은 수로도 다른 것을 계산한다.

    Check that a model is built as the one in the file: with another activation or stride the same
    numbers would compute something else.
    """
    try:
        own = _described(into, {})
    except DataError:  # a function of the user's own, of which a file cannot tell
        own = None
    if own != recipe:
        raise BrokenError("saving.into.other", into=shown(into), made=shown(recipe, 200))


def _checked(
    model: Module, state: dict[str, Any], buffers: dict[str, Any], *, built: bool
) -> list[Any]:
    """매개변수와 그 새 값, 모두 맞을 때만.

    Pair parameters with their new numbers; an error lists everything that does not fit. A model
    that was `built` from the file has the very types; another takes on those of the file.
    """
    parameters, arrays = dict(model.named_parameters()), dict(model.named_buffers())
    missing = [n for n in parameters if n not in state] + [n for n in arrays if n not in buffers]
    unknown = [n for n in state if n not in parameters] + [n for n in buffers if n not in arrays]
    wrong = [n for n, p in parameters.items() if n in state and not _fits(p, state[n], built)]
    wrong += [
        n
        for n, x in arrays.items()
        if n in buffers and not (_like(x, buffers[n]) and buffers[n].dtype == x.dtype)
    ]
    if missing or unknown or wrong:
        words = {"missing": missing, "unknown": unknown, "wrong": wrong}
        raise BrokenError(
            "saving.state", **{k: shown(", ".join(v) or "-", 200) for k, v in words.items()}
        )
    return [
        (p, state[n] if isinstance(p, Tensor) else float(state[n])) for n, p in parameters.items()
    ]


def _fits(p: Node, x: Any, built: bool) -> bool:
    if isinstance(p, Tensor):
        return _like(p.data, x) and (x.dtype == p.dtype if built else Tensor.holds(x))
    return type(x) is float or (type(x) is int and abs(x) < EXACT)


def _like(own: Array, x: Any) -> bool:
    return isinstance(x, np.ndarray) and x.shape == np.shape(own)


def _share(model: Module, shared: dict[str, Any]) -> None:
    """같은 매개변수를 나눈 곳에 다시 같은 것을.

    Put one parameter where the saved model held one under several names.
    """
    nodes = dict(model.named_parameters(repeated=True))
    for name, first in shared.items():
        first = expected(first, str, f"shared.{name}")
        one, other = nodes.get(first), nodes.get(name)
        if one is None or other is None or np.shape(one.data) != np.shape(other.data):
            raise BrokenError("saving.shared", name=shown(name), first=shown(first))
        if one is not other:  # as those of a layer that stands in two places already are
            _put(model, name, one)


def _put(module: Any, name: str, node: Node) -> None:
    """이름이 가리키는 곳에 노드를. Put a node where its name points, through modules and lists."""
    owner: Any = module
    *path, last = name.split(".")
    for part in path:
        owner = _part(owner, part)
    if isinstance(owner, Module):
        setattr(owner, last, node)
    elif isinstance(owner, list):
        owner[int(last)] = node
    else:
        raise BrokenError("saving.shared", name=shown(name), first=shown(node.label))


def _part(owner: Any, part: str) -> Any:
    if isinstance(owner, Module):
        return vars(owner)[part]
    return owner[int(part)]  # layers in a list or tuple
