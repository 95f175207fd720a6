"""PyTorch의 state_dict로, 그리고 state_dict에서.

Write a model's numbers as a PyTorch state dict, and read them from one. The names are PyTorch's:
of a Sequential the place of a layer among all layers and functions, as of torch.nn.Sequential with
its activations as modules; of a module of your own its attributes. A kind of layer joins with one
line of `LAYERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from ..arguments import shown
from ..engine import Node
from ..errors import NotANumberError, OpError, ShapeError
from ..nn import (
    AvgPool2d,
    BatchNorm,
    Conv2d,
    Dropout,
    Embedding,
    Flatten,
    LayerNorm,
    Linear,
    MaxPool2d,
    Module,
    Sequential,
)
from .packages import needs

__all__ = ["LAYERS", "Entry", "from_torch", "state_of", "to_torch"]

Array = np.ndarray[Any, Any]


def _as_it_is(x: Array) -> Array:
    return x


class Entry(NamedTuple):
    """state_dict의 한 줄: 저쪽 이름, 우리 이름, 모양을 바꾸는 법.

    Say what PyTorch calls one array of a layer, what it is called here (None: nothing here holds
    it, and it is a count of 0), and how the array lies there: `layout` turns one into the other.
    """

    theirs: str
    ours: str | None
    layout: Callable[[Array], Array] = _as_it_is


# PyTorch's weight is (outputs, inputs), ours (inputs, outputs). What is None, such as no bias, is
# left out on both sides.
LAYERS: dict[type, tuple[Entry, ...]] = {
    Linear: (Entry("weight", "W", np.transpose), Entry("bias", "b")),
    BatchNorm: (
        Entry("weight", "gamma"),
        Entry("bias", "beta"),
        Entry("running_mean", "running_mean"),
        Entry("running_var", "running_var"),
        Entry("num_batches_tracked", None),
    ),
    LayerNorm: (Entry("weight", "gamma"), Entry("bias", "beta")),
    Embedding: (Entry("weight", "W"),),
    Conv2d: (Entry("weight", "W"), Entry("bias", "b")),
    **dict.fromkeys((Dropout, MaxPool2d, AvgPool2d, Flatten), ()),
}


class _Slot(NamedTuple):
    """state_dict의 이름 하나에 있는 것. Hold what stands under one name of a state dict."""

    held: Any  # a node, an array, or None for a count
    layout: Callable[[Array], Array]

    def array(self) -> Array:
        """PyTorch에 놓이는 대로. Return the array as it lies in PyTorch."""
        if self.held is None:
            return np.zeros((), dtype=np.int64)
        own = np.asarray(self.held.data if isinstance(self.held, Node) else self.held)
        return np.array(self.layout(own), order="C")

    def fill(self, numbers: Array) -> None:
        """수를 넣는다. Put numbers in, from how they lie in PyTorch."""
        if isinstance(self.held, Node) and not isinstance(self.held.data, np.ndarray):
            self.held.data = float(numbers)
        elif self.held is not None:
            own = self.held.data if isinstance(self.held, Node) else self.held
            own[...] = self.layout(numbers)


def to_torch(model: Module) -> dict[str, Any]:
    """모델의 수를 PyTorch의 state_dict로.

    Return the numbers of `model` as a PyTorch state dict, copied:
    ``torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))`` takes
    that of ``MLP(2, [8, 1])`` by ``load_state_dict``. The dtype stays as it is here: give the other
    ``.double()`` for float64.

    Raises:
        DataError: PyTorch is not installed.
        OpError: a kind of layer that PyTorch does not have alike.

    >>> import torch
    >>> from micrograd_ko.nn import MLP
    >>> theirs = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))
    >>> model, x = MLP(2, [8, 1]), np.ones((1, 2))
    >>> theirs.double().load_state_dict(to_torch(model))
    <All keys matched successfully>
    >>> np.allclose(theirs(torch.from_numpy(x)).detach(), model(x).data)
    True
    """
    state = state_of(model)
    try:
        import torch
    except ImportError as error:
        raise needs("torch", "to_torch") from error
    return {name: torch.from_numpy(x) for name, x in state.items()}


def state_of(model: Module) -> dict[str, Array]:
    """to_torch의 수를 배열로.

    Return what :func:`to_torch` does as arrays, for which PyTorch is not needed.

    >>> from micrograd_ko.nn import MLP
    >>> {name: x.shape for name, x in state_of(MLP(2, [3, 1], rng=0)).items()}
    {'0.weight': (3, 2), '0.bias': (3,), '2.weight': (1, 3), '2.bias': (1,)}
    """
    return {name: slot.array() for name, slot in _slots(model).items()}


def from_torch(model: Module, state: Mapping[str, Any]) -> Module:
    """PyTorch의 state_dict를 모델에 넣는다.

    Put the numbers of a PyTorch state dict (of tensors, or arrays) into `model`, which keeps its
    dtype. Nothing is changed unless everything fits.

    Returns:
        the model.

    Raises:
        NotANumberError: `state` is no dict, or holds what is no array of numbers.
        OpError: a kind of layer that PyTorch does not have alike.
        ShapeError: names that are missing or unknown, shapes that differ; lists them all.

    >>> from micrograd_ko.nn import MLP
    >>> model = MLP(2, [1])
    >>> state = {"0.weight": np.array([[1.0, 10.0]]), "0.bias": np.array([0.5])}  # as PyTorch's
    >>> from_torch(model, state)([[3.0, 4.0]]).item()
    43.5
    """
    if not isinstance(state, Mapping):
        raise NotANumberError("export.torch.dict", type=type(state).__name__, got=shown(state))
    slots = _slots(model)
    given = {name: _array(name, x) for name, x in state.items() if name in slots}
    shapes = [
        f"{name} {x.shape} ≠ {own}"
        for name, x in given.items()
        if x.shape != (own := slots[name].array().shape)
    ]
    missing = [name for name, slot in slots.items() if slot.held is not None and name not in given]
    unknown = [str(name) for name in state if name not in slots]
    words = {"missing": missing, "unknown": unknown, "shapes": shapes}
    if any(words.values()):
        raise ShapeError("export.torch.state", **{k: ", ".join(v) or "-" for k, v in words.items()})
    for name, x in given.items():
        slots[name].fill(x)
    return model


def _array(name: str, x: Any) -> Array:
    """텐서나 배열을 배열로. Read a tensor, or an array, as an array of numbers."""
    if hasattr(x, "detach"):  # of PyTorch, which need not be imported to read it
        x = x.detach().cpu()
        x = x.float() if str(x.dtype) == "torch.bfloat16" else x  # which NumPy does not have
        x = x.numpy()
    found = np.asarray(x.data if isinstance(x, Node) else x)
    if found.dtype.kind not in "fiub":
        raise NotANumberError("export.torch.array", name=name, type=type(x).__name__, got=shown(x))
    return found


def _slots(model: Any) -> dict[str, _Slot]:
    """이름마다 있는 것.

    Find what stands under each name of the state dict.

    Raises:
        OpError: something that is trained has no name in it.
    """
    if not isinstance(model, Module):
        raise NotANumberError("export.torch.model", type=type(model).__name__, got=shown(model))
    found: dict[str, _Slot] = {}
    waiting = [("", model)]
    while waiting:
        name, module = waiting.pop()
        own, below = _of(module)
        found |= {f"{name}{key}": slot for key, slot in own.items()}
        waiting += reversed([(f"{name}{key}.", inner) for key, inner in below.items()])
    held = {id(slot.held) for slot in found.values()}
    left = next((name for name, p in model.named_parameters() if id(p) not in held), None)
    if left is not None:
        raise OpError("export.torch.parameter", name=left, model=type(model).__name__)
    return found


def _of(module: Module) -> tuple[dict[str, _Slot], dict[str, Module]]:
    """모듈 하나의 배열들과 그 안의 모듈들. Find the arrays of a module, and the modules in it."""
    kind = next((kind for kind in type(module).__mro__ if kind in LAYERS), None)
    if kind is not None:
        own = {entry: getattr(module, entry.ours) for entry in LAYERS[kind] if entry.ours}
        return {
            entry.theirs: _Slot(own.get(entry), entry.layout)
            for entry in LAYERS[kind]
            if entry not in own or own[entry] is not None
        }, {}
    if isinstance(module, Sequential):
        layers = enumerate(module.layers)
        return {}, {str(i): layer for i, layer in layers if isinstance(layer, Module)}
    if type(module).__module__.startswith(Module.__module__.partition(".")[0] + "."):
        raise OpError(
            "export.torch.layer",
            layer=type(module).__name__,
            options=", ".join(kind.__name__ for kind in (*LAYERS, Sequential)),
        )
    members = list(_members(module))
    arrays = {key: _Slot(x, _as_it_is) for key, x in members if not isinstance(x, Module)}
    return arrays, {key: x for key, x in members if isinstance(x, Module)}


def _members(module: Module) -> Iterator[tuple[str, Any]]:
    """사용자의 모듈이 담은 것: 모듈과 매개변수와 버퍼.

    Yield what a module of the user's own holds: modules, parameters and buffers.
    """
    for name, x in module._members():
        trained = isinstance(x, Node) and x.op is None and x.kind != "constant"
        if trained or isinstance(x, (Module, np.ndarray)):
            yield name, x
