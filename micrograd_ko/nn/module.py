"""Module: 층과 신경망이 함께 쓰는 것.

Define what all layers and networks share: parameters and buffers by name, training and use, saving,
the printed summary, and the scope that each is drawn in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ..arguments import shown
from ..engine import Node, Tensor, clear_gradients, current_scope, no_grad, plain, scope
from ..errors import OptionError, ShapeError
from ..losses import LOSSES, PROBABILITIES
from ..messages import cells, columns, text
from ..spelling import spelled_init

__all__ = ["Module", "changes", "predicted", "wide"]

Array = np.ndarray[Any, Any]
LARGE = 4096  # rows that go through a network at once where no gradient is needed


class Module:
    """층과 신경망의 뿌리: __init__에서 Tensor를 담고, forward에서 계산한다.

    Give layers and networks what they share. A subclass holds Tensors and modules as attributes, or
    in lists, and defines ``forward``; everything else follows:

    >>> from micrograd_ko.nn import Linear
    >>> class Twice(Module):
    ...     def __init__(self):
    ...         self.first, self.second = Linear(2, 8), Linear(8, 1)
    ...     def forward(self, x):
    ...         return self.second(self.first(x).tanh())
    >>> {name: p.shape for name, p in Twice().named_parameters()}
    {'first.W': (2, 8), 'first.b': (8,), 'second.W': (8, 1), 'second.b': (1,)}
    """

    # What fit trained it on lies beside its attributes, in the model, so that both go together even
    # where a loss holds the model.
    __slots__ = ("__dict__", "__weakref__", "_lesson")

    training = True
    starts_layer = False  # is it the first of a group of its own where it stands in a Sequential?
    _loss: str | None = None  # the name of the loss that it was trained with, if that has one
    _title = ""  # the scope that it opens, given by the module that holds it

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        spelled_init(cls)

    def __getstate__(self) -> dict[str, Any]:
        """복사하고 피클할 것: 배운 데이터는 빼고. Leave out of copies what it was trained on."""
        return vars(self)

    def forward(self, *inputs: Any) -> Any:
        """입력에서 출력으로. Map input to output."""
        raise NotImplementedError(text("nn.forward", kind=type(self).__name__))

    def __call__(self, *inputs: Any) -> Any:
        if not self._title:
            return self.forward(*inputs)
        with scope(self._title):
            return self.forward(*inputs)

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)
        _changes[0] += 1
        for title, child in _held(name, value) if not name.startswith("_") else ():
            if isinstance(child, Module):
                child._join(title)

    def _join(self, title: str) -> None:
        """다른 모듈에 담긴다.

        Become part of another module, under `title`; the first that takes it in gives the name.
        """
        if not self._title:
            self._title = title
            outer = len(current_scope())
            for _, p in self.named_parameters():
                p._about = p._about._replace(scope=(*p.scope[:outer], title, *p.scope[outer:]))

    def _members(self) -> Iterator[tuple[str, Any]]:
        for name, value in vars(self).items():
            if not name.startswith("_"):
                yield from _held(name, value)

    def modules(self) -> Iterator[Module]:
        """이 모듈과 그 안의 모듈 모두. Yield this module and all in it, outermost first.

        >>> from micrograd_ko.nn import MLP
        >>> list(MLP(2, [3, 1]).modules())
        [MLP(Linear(2, 3), relu, Linear(3, 1)), Linear(2, 3), Linear(3, 1)]
        """
        yield self
        for _, member in self._members():
            if isinstance(member, Module):
                yield from member.modules()

    def named_parameters(self, *, repeated: bool = False) -> Iterator[tuple[str, Any]]:
        """매개변수를 이름과 함께, 한 번씩: ``layers.0.W``.

        Yield each parameter, a Tensor or a Value, once, with its name; if `repeated`, with each of
        its names.
        """
        seen: set[Node] = set()
        for name, node in self._named(Node):
            if node.op is None and node.kind != "constant" and (repeated or node not in seen):
                seen.add(node)
                yield name, node

    def named_buffers(self) -> Iterator[tuple[str, Array]]:
        """매개변수가 아닌 배열을 이름과 함께.

        Yield each array that is no parameter, such as a running mean, with its name.

        >>> from micrograd_ko.nn import BatchNorm
        >>> {name: x.tolist() for name, x in BatchNorm(2).named_buffers()}
        {'running_mean': [0.0, 0.0], 'running_var': [1.0, 1.0]}
        """
        yield from self._named(np.ndarray)

    def _named(self, kind: type) -> Iterator[tuple[str, Any]]:
        for name, member in self._members():
            if isinstance(member, kind):
                yield name, member
            elif isinstance(member, Module):
                yield from ((f"{name}.{inner}", found) for inner, found in member._named(kind))

    def parameters(self) -> list[Any]:
        """학습하는 매개변수 모두. List everything that is trained, Tensors or Values, each once.

        >>> from micrograd_ko.nn import MLP
        >>> sum(p.size for p in MLP(2, [16, 16, 1]).parameters())
        337
        """
        return [p for _, p in self.named_parameters()]

    def zero_grad(self) -> None:
        """매개변수의 기울기를 모두 지운다. Set the gradient of every parameter back to None.

        >>> from micrograd_ko.nn import Linear
        >>> model = Linear(2, 1)
        >>> model([[1.0, 2.0]]).backward()
        >>> model.zero_grad()  # model.W.grad is None again
        """
        clear_gradients(self.parameters())

    def train(self, training: bool = True) -> Module:
        """학습 상태로: 드롭아웃과 배치 정규화가 달라진다.

        Let dropout and batch normalisation act as in training; returns self.

        >>> from micrograd_ko.nn import Dropout
        >>> Dropout(0.5, rng=0).train()(np.ones(4))
        array([2., 0., 0., 0.])
        """
        for module in self.modules():
            module.training = training
        return self

    def eval(self) -> Module:
        """예측 상태로.

        Let the layers act as in use: dropout does nothing, batch normalisation goes by its running
        statistics; returns self.

        >>> from micrograd_ko.nn import Dropout
        >>> Dropout(0.5, rng=0).eval()(np.ones(4))
        array([1., 1., 1., 1.])
        """
        return self.train(False)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """잠깐 예측 상태로: with 블록 뒤에 되돌린다.

        Act as in use for a while, and then as before, each module by itself.

        >>> from micrograd_ko.nn import Dropout
        >>> layer = Dropout(0.5)
        >>> with layer.in_use():
        ...     layer(np.ones(4))
        array([1., 1., 1., 1.])
        """
        training = [(module, module.training) for module in self.modules()]
        try:
            self.eval()
            yield
        finally:
            for module, before in training:
                module.training = before

    def predict(self, X: Any) -> Array:
        """예측값: 배열로, 예측 상태로, 그래프 없이.

        Predict for X (n, …): what the network gives, as an array, with the network as in use and
        without a graph. Of one that was trained on logits these are logits; see
        :meth:`predict_proba`.

        >>> from micrograd_ko.nn import Linear
        >>> Linear(2, 1, init="zeros").predict([[1.0, 2.0], [3.0, 4.0]]).tolist()
        [[0.0], [0.0]]
        """
        with self.in_use():
            return predicted(self, X)

    def predict_proba(self, X: Any, *, loss: Any = None) -> Array:
        """클래스마다의 확률 (n, 클래스): 손실이 정하는 대로 로짓에 소프트맥스나 시그모이드를.

        Predict the probabilities of the classes (n, classes): the softmax of the logits after
        cross_entropy, the sigmoid after binary_cross_entropy (one output gives both classes, 0 and
        1, in two columns). The most probable class is ``.argmax(axis=1)``.

        Args:
            loss: the loss or its name; by default the one that ``fit`` trained the model with.

        Raises:
            OptionError: there is none, or one that speaks of no probabilities.

        >>> from micrograd_ko.nn import Linear
        >>> Linear(2, 4, init="zeros").predict_proba([[1.0, 2.0]], loss="cross_entropy")
        array([[0.25, 0.25, 0.25, 0.25]])
        """
        chosen: Any = self._loss if loss is None else loss
        of_name = {name: PROBABILITIES.get(one) for name, one in LOSSES.items()}
        found = of_name.get(chosen) if isinstance(chosen, str) else PROBABILITIES.get(chosen)
        if found is None:
            names = ", ".join(name for name, one in of_name.items() if one is not None)
            raise OptionError("nn.probabilities", loss=shown(chosen), options=names)
        return found(self.predict(X))

    def reseed(self, seed: int) -> None:
        """드롭아웃의 난수를 처음부터 다시.

        Start the random numbers of every dropout anew, each its own.

        >>> from micrograd_ko.nn import Dropout
        >>> layer = Dropout(0.5)
        >>> masks = [layer(np.ones(8)) for _ in range(2) if layer.reseed(1) is None]
        >>> (masks[0] == masks[1]).all().item()
        True
        """
        for i, module in enumerate(self.modules()):
            if isinstance(getattr(module, "rng", None), np.random.Generator):
                module.rng = np.random.default_rng([seed, i])

    def state_dict(self) -> dict[str, Array]:
        """매개변수와 버퍼의 복사본을 이름으로. Copy all parameters and buffers, by name.

        >>> from micrograd_ko.nn import Linear
        >>> {name: x.tolist() for name, x in Linear(2, 1, init="zeros").state_dict().items()}
        {'W': [[0.0], [0.0]], 'b': [0.0]}
        """
        buffers = dict(self.named_buffers())
        return {
            name: np.array(x)
            for name, x in ({n: p.data for n, p in self.named_parameters()} | buffers).items()
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """state_dict를 되돌려 넣는다.

        Put the numbers of a state_dict back. Nothing is changed unless everything fits.

        Raises:
            ShapeError: names that are missing or unknown, shapes that differ; lists them all.

        >>> from micrograd_ko.nn import Linear
        >>> model = Linear(2, 1)
        >>> model.load_state_dict({"W": [[1.0], [2.0]], "b": [0.5]})
        >>> model([[10.0, 100.0]]).item()
        210.5
        """
        parameters = dict(self.named_parameters())
        own: dict[str, Array] = {n: np.asarray(p.data) for n, p in parameters.items()} | dict(
            self.named_buffers()
        )
        missing, unknown = [n for n in own if n not in state], [n for n in state if n not in own]
        # refuses what is no array of numbers
        given = {n: Tensor.constant(state[n]).data for n in own if n in state}
        shapes = [
            f"{n} {x.shape} ≠ {own[n].shape}" for n, x in given.items() if x.shape != own[n].shape
        ]
        if missing or unknown or shapes:
            words = {"missing": missing, "unknown": unknown, "shapes": shapes}
            raise ShapeError("nn.state", **{k: ", ".join(v) or "-" for k, v in words.items()})
        for name, x in own.items():
            # a Value's number
            if name in parameters and not isinstance(parameters[name].data, np.ndarray):
                parameters[name].data = float(given[name])
            else:
                x[...] = given[name]

    def summary(self) -> str:
        """매개변수의 표: 이름, 모양, 개수. Write a table of the parameters: name, shape, count.

        >>> from micrograd_ko.nn import MLP
        >>> print(MLP(2, [3, 1]).summary().splitlines()[-1].split()[-1])  # how many numbers, in all
        13
        """
        head = tuple(text(f"nn.summary.{column}") for column in ("name", "shape", "count"))
        rows = [
            (name, str(np.shape(p.data)), f"{np.size(p.data):,}")
            for name, p in self.named_parameters()
        ]
        total = (
            text("nn.summary.total"),
            "",
            f"{sum(np.size(p.data) for p in self.parameters()):,}",
        )
        lines = columns([head, *rows, total], right=(2,))
        rule = "─" * cells(lines[0])
        return "\n".join([repr(self), rule, lines[0], rule, *lines[1:-1], rule, lines[-1]])

    def __repr__(self) -> str:
        inner = ", ".join(
            repr(member) for _, member in self._members() if isinstance(member, Module)
        )
        return f"{type(self).__name__}({inner})"


def predicted(model: Module, X: Any) -> Array:
    """예측값, 모델의 지금 상태로.

    Predict for X (n, …) with the model in the state that it is in, 4096 rows at a time.

    >>> predicted(lambda X: X * 10, [[1.0], [2.0]]).tolist()
    [[10.0], [20.0]]
    """
    rows = np.asarray(plain(X))
    if rows.ndim == 0:
        raise ShapeError("nn.samples", got=shown(X))
    with no_grad():
        parts = [
            plain(model(wide(rows[i : i + LARGE]))) for i in range(0, max(len(rows), 1), LARGE)
        ]
    if any(np.ndim(part) == 0 for part in parts):
        raise ShapeError("nn.samples.result", model=shown(model))
    return np.concatenate(parts)


def wide(X: Array) -> Array:
    """좁은 정수는 넓게: uint8의 3 - 5는 254이다.

    Give whole numbers of less than 64 bits, and bools, 64: as uint8, 3 - 5 would be 254.

    >>> pixels = np.array([3], dtype="uint8")
    >>> (pixels - np.uint8(5)).item(), (wide(pixels) - np.uint8(5)).item()
    (254, -2)
    """
    narrow = X.dtype.kind in "bu" or (X.dtype.kind == "i" and X.dtype.itemsize < 8)
    return X.astype(np.int64) if narrow else X


_changes = [0]


def changes() -> int:
    """모든 모듈의 속성을 지금까지 몇 번 바꾸었는가.

    Count how often an attribute of any module was set: while it stays, so do they.

    >>> from micrograd_ko.nn import Dropout
    >>> before, layer = changes(), Dropout(0.5)
    >>> changes() - before  # it set p and rng
    2
    """
    return _changes[0]


def _held(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """속성 하나가 담은 것들.

    Yield what an attribute holds: itself, or the items of a list, tuple or dict.
    """
    if isinstance(value, (list, tuple)):
        value = dict(enumerate(value))
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _held(f"{name}.{key}", item)
    else:
        yield name, value
