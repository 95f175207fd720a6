"""Optimizer: 갱신 규칙들이 함께 쓰는 것.

Define what all optimizers share: the parameters, a step and what it goes through (the learning
rate of a schedule, clipping, weight decay), the notes' dictionaries, saving.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from functools import reduce
from typing import Any

import numpy as np

from ..arguments import EXACT, is_real, is_whole, number_option, shown
from ..engine import Node, clear_gradients, expect_node
from ..errors import GraphError, NotANumberError, OptionError, ShapeError
from ..spelling import spelled, spelled_init

__all__ = ["Memory", "Optimizer", "Rate", "listed"]

Memory = dict[str, Any]
Rate = float | Callable[[int], float]  # a learning rate, or what gives it for each step from 0
LARGEST = float(np.finfo(np.float64).max)
# what is no option of an optimizer
STATE = ("parameters", "memories", "steps", "by_name", "schedule")


class Optimizer:
    """갱신 규칙의 뿌리: step()이 .grad를 읽어 .data를 바꾼다.

    Give optimizers what they share. ``step()`` reads each parameter's ``.grad`` and changes its
    ``.data`` in place; ``zero_grad()`` sets the gradients back to None.

    Args:
        parameters: a Module, or parameters (Tensors or Values) in any iterable; left out for
            dictionaries of arrays, which are given to :meth:`update` instead.
        lr: the learning rate η, above 0; or a function that gives it for each step, from 0, such as
            :func:`micrograd_ko.optim.cosine`.
        weight_decay: λ of the penalty ½λ‖p‖², whose gradient λ·p joins every parameter's
            gradient (biases too, as in PyTorch).
        clip_norm: the largest norm that all gradients may have together; larger ones are made
            shorter before each step, in the same direction. None for any. Source: Pascanu, Mikolov
            and Bengio (2013), "On the difficulty of training recurrent neural networks".

    Raises:
        NotANumberError: something that is no parameter among the parameters, or none at all.
        OptionError: an option out of its range.

    >>> from micrograd_ko import Value
    >>> from micrograd_ko.optim import SGD
    >>> w = Value(3.0, "w")
    >>> optimizer = SGD([w], lr=0.1)
    >>> for _ in range(50):
    ...     optimizer.zero_grad()
    ...     ((w - 1) ** 2).backward()
    ...     optimizer.step()
    >>> round(w.data, 3)
    1.0
    """

    schedule: Callable[[int], float] | None = None  # for optimizers in old pickles
    clip_norm: float | None = None

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        spelled_init(cls)

    @spelled
    def __init__(
        self,
        parameters: Any,
        lr: Rate,
        *,
        weight_decay: float = 0.0,
        clip_norm: float | None = None,
    ) -> None:
        given = [] if parameters is None else listed(parameters)
        self.parameters: list[Node] = list(
            dict.fromkeys(_leaf(p, type(self).__name__) for p in given)
        )
        if not self.parameters and parameters is not None:
            raise _nothing_to_train(type(self).__name__, parameters)
        self.schedule = lr if callable(lr) else None
        self.lr = 0.0 if callable(lr) else number_option("lr", lr, low=0.0, open_low=True)
        self.weight_decay = number_option("weight_decay", weight_decay, low=0.0)
        if clip_norm is not None:
            clip_norm = number_option("clip_norm", clip_norm, low=0.0, open_low=True)
        self.clip_norm = clip_norm
        self.steps = 0
        self.memories: list[Memory] = [{} for _ in self.parameters]
        self.by_name: dict[Any, Memory] = {}  # what is remembered of arrays in a dictionary
        self.follow_schedule()

    def __setstate__(self, state: dict[str, Any]) -> None:
        """예전 피클도 읽는다. Read old pickles, too, in which `memories` was private."""
        vars(self).update({"by_name": {}} | state)
        if "_memories" in state:
            self.memories = vars(self).pop("_memories")

    def step(self) -> None:
        """한 스텝 갱신한다. 기울기가 없는 매개변수는 그대로 둔다.

        Take one step. A parameter without a gradient, which the loss does not depend on, stays.

        Raises:
            GraphError: no parameter has a gradient; backward() was not called.

        >>> from micrograd_ko import Value
        >>> from micrograd_ko.optim import SGD
        >>> w = Value(3.0, "w")
        >>> (w * w).backward()
        >>> SGD([w], lr=0.1).step()
        >>> round(w.data, 3)  # 3 - 0.1 · 6
        2.4
        """
        self._move(self.parameters, self.memories)

    def update(self, params: MutableMapping[Any, Any], grads: Mapping[Any, Any]) -> None:
        """배열의 사전으로 한 스텝: ``optimizer.update(network.params, grads)``.

        Take one step with dictionaries of arrays, as in networks that are written with NumPy alone:
        each array of `params` is changed in place by the one of that name in `grads`; numbers
        are put anew. What is remembered, such as a velocity, is remembered by name.

        >>> from micrograd_ko.optim import SGD
        >>> params, grads = {"W": np.array([1.0, 2.0])}, {"W": np.array([10.0, -10.0])}
        >>> SGD(lr=0.1).update(params, grads)
        >>> params["W"]
        array([0., 3.])

        Raises:
            ShapeError: names without a gradient, or a gradient of another shape.
            NotANumberError: what is neither a number nor an array of floats. Nothing was changed.
        """
        held = {name: _Held(name, p, grads) for name, p in params.items()}
        for name, one in held.items():
            if why := _misremembered(self.by_name.get(name, {}), np.shape(one.data)):
                raise ShapeError("optim.held.before", name=name, why=why)
        for name in params:
            self.by_name.setdefault(name, {})
        self._move(list(held.values()), [self.by_name[name] for name in params])
        for name, one in held.items():
            if not isinstance(one.data, np.ndarray):
                params[name] = float(one.data)

    def _move(self, parameters: Sequence[Any], memories: Sequence[Memory]) -> None:
        """매개변수를 한 스텝 옮긴다.

        Move the parameters by one step: Tensors and Values, arrays by name, or those of a program
        that are still without numbers.
        """
        moved = [(p, m) for p, m in zip(parameters, memories, strict=True) if p.grad is not None]
        if not moved:
            key = "optim.no_gradient" if self.parameters else "optim.no_parameters"
            raise GraphError(key, name=type(self).__name__)
        self.follow_schedule()
        self.steps += 1
        gradients = [p.grad for p, _ in moved]
        if self.clip_norm is not None:
            gradients = clipped(gradients, self.clip_norm)
        for (p, memory), g in zip(moved, gradients, strict=True):
            p.data -= self._change(p.data, g, memory)

    def follow_schedule(self) -> None:
        """다음 스텝의 학습률. Take the learning rate of the coming step from the schedule.

        >>> from micrograd_ko.optim import SGD
        >>> optimizer = SGD(lr=lambda step: 0.5**step)
        >>> optimizer.steps = 3  # as after three steps
        >>> optimizer.follow_schedule()
        >>> optimizer.lr
        0.125
        """
        if self.schedule is not None:
            rate = self.schedule(self.steps)
            if not (is_real(rate) and 0 <= float(rate) < float("inf")):
                raise OptionError("optim.schedule", step=self.steps, given=shown(rate))
            self.lr = float(rate)

    def zero_grad(self) -> None:
        """기울기를 모두 지운다. Set the gradient of every parameter back to None.

        >>> from micrograd_ko import Value
        >>> from micrograd_ko.optim import SGD
        >>> w = Value(3.0, "w")
        >>> (w * w).backward()
        >>> SGD([w]).zero_grad()
        >>> print(w.grad)
        None
        """
        clear_gradients(self.parameters)

    def _change(self, p: Any, g: Any, memory: Memory) -> Any:
        """매개변수에서 뺄 만큼, 가중치 감소까지.

        Compute what is taken away from a parameter `p` with the gradient `g`, weight decay
        included.
        """
        return self._descent(g + self.weight_decay * p if self.weight_decay else g, memory)

    def _descent(self, g: Any, memory: Memory) -> Any:
        """규칙이 매개변수에서 뺄 만큼. Compute what the rule takes away, with the gradient `g`."""
        raise NotImplementedError

    def options(self) -> dict[str, Any]:
        """선택과 그 값. Return the options by name, the learning rate as it is now.

        >>> from micrograd_ko.optim import Momentum
        >>> Momentum(lr=0.1).options()
        {'lr': 0.1, 'weight_decay': 0.0, 'clip_norm': None, 'momentum': 0.9}
        """
        return {name: x for name, x in vars(self).items() if name not in STATE}

    def state_dict(self) -> dict[str, Any]:
        """옵티마이저의 상태: 선택, 스텝 수, 기억의 복사본.

        Copy the state: the kind, its options, the number of steps, and what is remembered of each
        parameter, in their order. A schedule is a function and is not in it.

        >>> from micrograd_ko.optim import Momentum
        >>> optimizer = Momentum(lr=0.1)
        >>> optimizer.update({"w": 3.0}, {"w": 6.0})
        >>> state = optimizer.state_dict()
        >>> state["steps"], round(state["by_name"]["w"]["v"], 3)
        (1, -0.6)
        """
        state: dict[str, Any] = {
            "kind": type(self).__name__,
            "options": self.options(),
            "steps": self.steps,
            "memories": [_copied(memory) for memory in self.memories],
        }
        if self.by_name:
            state["by_name"] = {name: _copied(memory) for name, memory in self.by_name.items()}
        return state

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """state_dict를 되돌려 넣는다. 스케줄은 그대로 둔다.

        Put a state back, its options too; nothing is changed unless everything fits. A schedule
        stays as it is, and goes on from the step of the state.

        Raises:
            ShapeError: the state of another kind of optimizer, or of other parameters.

        >>> from micrograd_ko.optim import SGD
        >>> optimizer = SGD(lr=0.5)
        >>> optimizer.load_state_dict(SGD(lr=0.1, clip_norm=1.0).state_dict())
        >>> optimizer.options()
        {'lr': 0.1, 'weight_decay': 0.0, 'clip_norm': 1.0}
        """
        expected = {"kind", "options", "steps", "memories"}
        if not isinstance(state, Mapping) or not expected <= state.keys():
            raise OptionError("optim.no_state", got=shown(state))
        why = _misfit(self, state)
        if why:
            raise ShapeError("optim.state", optimizer=repr(self), why=why)
        vars(self).update(state["options"])
        self.steps = int(state["steps"])
        self.memories = [_copied(memory) for memory in state["memories"]]
        self.by_name = {name: _copied(m) for name, m in state.get("by_name", {}).items()}

    def __repr__(self) -> str:
        of = f", {len(self.parameters)} parameters" if self.parameters else ""
        return f"{type(self).__name__}(lr={self.lr:g}{of})"


def clipped(gradients: Sequence[Any], clip_norm: float) -> list[Any]:
    """모든 기울기를 합친 노름이 clip_norm을 넘지 않게.

    Make gradients shorter, all by one factor, where their norm together is above `clip_norm`. They
    are squared as shares of the largest entry, so that none overflows.
    """
    largest = reduce(np.maximum, (np.max(abs(g)) for g in gradients))
    unit = np.where(largest == 0, 1.0, largest)
    norm = unit * np.sqrt(sum(np.sum((g / unit) ** 2) for g in gradients))
    factor = clip_norm / np.maximum(norm, clip_norm)
    if isinstance(factor, np.float64):
        factor = float(factor)  # takes on the kind of number that a gradient has
    return [g * factor for g in gradients]


def listed(given: Any) -> list[Any]:
    """목록으로. List the parameters of a Module, the items of an iterable, or one thing.

    >>> from micrograd_ko.nn import Linear
    >>> [p.label for p in listed(Linear(2, 1))], listed(3)
    (['W', 'b'], [3])
    """
    given = (
        given.parameters()
        if callable(getattr(given, "parameters", None)) and not isinstance(given, type)
        else given
    )
    return (
        list(given)
        if isinstance(given, Iterable) and not isinstance(given, (Node, np.ndarray))
        else [given]
    )


class _Held:
    """사전에 담긴 배열과 그 기울기. Hold an array of a dictionary, with its gradient."""

    def __init__(self, name: Any, data: Any, grads: Mapping[Any, Any]) -> None:
        floats = isinstance(data, np.ndarray) and data.dtype.kind == "f"
        if not floats and not is_real(data):
            raise NotANumberError(
                "optim.held", name=name, type=type(data).__name__, got=shown(data)
            )
        if floats and not data.flags.writeable:
            raise NotANumberError("optim.held.fixed", name=name)
        if name not in grads:
            raise ShapeError("optim.held.missing", name=name, names=", ".join(map(str, grads)))
        if np.shape(grads[name]) != np.shape(data):
            raise ShapeError(
                "optim.held.shape", name=name, shape=np.shape(data), got=np.shape(grads[name])
            )
        self.data = data if floats else float(data)
        grad = np.asarray(grads[name])
        if grad.dtype.kind not in "biuf":
            words = {"type": type(grads[name]).__name__, "got": shown(grads[name])}
            raise NotANumberError("optim.held.gradient", name=name, **words)
        self.grad = grad if floats else float(grad)


def _copied(memory: Mapping[str, Any]) -> Memory:
    return {k: np.array(x) if isinstance(x, np.ndarray) else x for k, x in memory.items()}


def _misfit(optimizer: Optimizer, state: Mapping[str, Any]) -> str:
    """이 옵티마이저의 상태가 아닌 까닭. Tell why a state is none of this optimizer; "" if it is."""
    kind, options, memories = state["kind"], state["options"], state["memories"]
    own, now, by_name = optimizer.parameters, optimizer.options(), state.get("by_name", {})
    if kind != type(optimizer).__name__:
        return f"{kind} ≠ {type(optimizer).__name__}"
    if not isinstance(options, Mapping) or options.keys() != now.keys():
        return f"{shown(options)} ≠ {sorted(now)}"
    for name, x in options.items():
        if is_real(now[name]) or now[name] is None:
            optional = getattr(type(optimizer), name, 0.0) is None
            fits = (x is None and optional) or (is_real(x) and -LARGEST <= x <= LARGEST)
        else:
            fits = type(x) is type(now[name])
        if not fits:
            return f"{name} = {shown(x)}"
    try:  # a schedule may have brought the learning rate to 0, which is no option
        type(optimizer)(None, **{**options, "lr": options["lr"] or 1.0})
    except OptionError as error:
        return str(error)
    except TypeError:  # a rule of one's own, which is made in another way
        pass
    if not _is_count(state["steps"]):
        return f"steps = {shown(state['steps'])}"
    if not isinstance(memories, list):
        return f"memories = {shown(memories)}"
    if len(memories) != len(own):
        return f"{len(memories)} ≠ {len(own)}"
    if not isinstance(by_name, Mapping):
        return f"by_name = {shown(by_name)}"
    shapes = [np.shape(p.data) for p in own]
    wrong = [_misremembered(m, shape) for m, shape in zip(memories, shapes, strict=True)]
    return next(filter(None, [*wrong, *map(_misremembered, by_name.values())]), "")


def _misremembered(memory: Any, shape: tuple[int, ...] | None = None) -> str:
    """기억일 수 없는 까닭.

    Tell why something cannot be what is remembered of a parameter: numbers, counts, and arrays of
    floats of its `shape`.
    """
    if not isinstance(memory, Mapping):
        return shown(memory)
    for name, x in memory.items():
        if isinstance(x, np.ndarray) and shape is not None and x.shape not in ((), shape):
            return f"{shown(name)} {x.shape} ≠ {shape}"
        array = isinstance(x, np.ndarray)
        number = x.dtype.kind == "f" if array else isinstance(x, (float, np.floating))
        if not (_is_count(x) or (number and name != "t")):  # the steps that a rule has counted
            return f"{shown(name)} = {shown(x)}"
    return ""


def _is_count(x: Any) -> bool:
    return is_whole(x, low=0) and x < EXACT


def _nothing_to_train(name: str, given: Any) -> NotANumberError:
    if hasattr(given, "parameters"):
        return NotANumberError("optim.nothing_to_train", name=name, model=shown(given))
    return NotANumberError("optim.empty", name=name)


def _leaf(p: Any, place: str) -> Node:
    if expect_node(p, f"{place}(parameters)").op is not None or p.kind == "constant":
        raise NotANumberError("optim.parameter", name=place, node=p.name)
    return p  # type: ignore[no-any-return]
