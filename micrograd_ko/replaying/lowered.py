"""기록된 그래프를 명령으로: 그래프를 Traced로 한 번 계산한다.

A recorded graph as instructions: it is computed once more, forward, backward and the optimizer's step,
with Traced arrays in place of numbers. The rules, the chain rule and the optimizers are those that run
eagerly; nothing about them is said twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

import numpy as np

from ..backward import NOTHING, _cotangents
from ..errors import OpError, OptionError
from ..graph import Node
from .traced import Instruction, Tape, Traced

__all__ = ["Lowered", "Update", "varies"]

Array = np.ndarray[Any, Any]
FEW, MANY = 16, 64  # columns of products up to which, and rows from which, matrices lie column by column


class Lowered:
    """명령이 된 그래프.

    A graph as instructions on `tape`; the first `split` of them are its forward pass.

    Args:
        order: the graph, parents first.
        root: what is differentiated; of one with several numbers the gradient comes from outside (`seed`).
        given: leaves whose numbers come from outside, with the shape of each.
        wanted: leaves whose gradients are asked for.
        dtype: of all numbers.
        mean: differentiate the mean of the root's numbers instead.
    """

    def __init__(
        self,
        order: list[Node],
        root: Node,
        given: Mapping[Node, tuple[int, ...]],
        wanted: Sequence[Node],
        dtype: Any,
        *,
        mean: bool = False,
    ) -> None:
        self.tape = Tape(dtype, tall=_tall(order))
        self.values: dict[Node, Traced] = {}
        twins: dict[Node, Node] = {}
        asked = set(wanted)  # by identity, where == of a list would compare numbers
        for node in order:
            twin = twins[node] = copy(node)
            if node.op is None:
                twin.data = self.tape.array(given[node], lasting=True) if node in given else self.tape.constant(node.data)
                twin._about = twin._about._replace(kind=None if node in asked else "constant")
            else:
                twin._a, *rest = (twins[p] for p in node.parents)
                twin._b = None if not rest else rest[0] if len(rest) == 1 else tuple(rest)
                twin.data = self._computed(node, [twins[p].data for p in node.parents])
            self.values[node] = twin.data
        self.root: Traced = self.values[root]
        self.loss: Any = np.mean(self.root) if mean else self.root  # type: ignore[call-overload]
        self.split = len(self.tape.instructions)
        one = self.root.size == 1 or mean
        self.seed = (
            self.tape.constant(np.full(self.root.shape, 1 / self.root.size))
            if one
            else self.tape.array(self.root.shape, lasting=True)
        )
        found = _cotangents(twins[root], self.seed, as_graph=False)
        gradients = {leaf: found.get(twins[leaf], NOTHING) for leaf in wanted if leaf in twins}
        self.gradients: dict[Node, Traced] = {leaf: self.tape.constant(g) for leaf, g in gradients.items() if g is not NOTHING}

    def _computed(self, node: Node, inputs: list[Traced]) -> Traced:
        assert node.op is not None
        try:
            return self.tape.constant(node.op.forward(*inputs))
        except OpError as error:
            if error.key.startswith("replay."):
                raise OpError("replay.op", op=repr(node.op), why=error) from None
            raise


def _tall(order: list[Node]) -> bool:
    """행이 많고 열이 적은 곱뿐인가. Are all products of many rows and few columns?"""
    products = [node.data.shape for node in order if node.op is not None and node.op.name == "matmul"]
    return bool(products) and all(len(shape) == 2 and shape[1] <= FEW and shape[0] >= MANY for shape in products)


class Update:
    """최적화의 한 걸음을 명령으로.

    An optimizer's step as instructions: its own ``step()``, carried out on Traced parameters. Its options
    (η and the like) and what it remembers come from outside, so that they may change between steps. What is
    computed from numbers alone, such as Adam's 1 - β₁ᵗ, goes on a tape of its own in double precision.
    """

    def __init__(self, optimizer: Any, tape: Tape, values: Mapping[Node, Traced], gradients: Mapping[Node, Traced]) -> None:
        self.tape, self.exact = tape, Tape(np.float64, outer=tape)
        self.options: dict[str, Traced] = {
            k: self.exact.array((), lasting=True) for k, v in vars(optimizer).items() if varies(k, v)
        }
        self.exact.nonzero.update(x.buffer for x in self.options.values())
        self.states = [{k: self._state(v) for k, v in memory.items()} for memory in optimizer._memories]
        twin = copy(optimizer)
        vars(twin).update(self.options)
        twin._memories = [dict(states) for states in self.states]
        twin.parameters = [copy(p) for p in optimizer.parameters]
        for p, shadow in zip(optimizer.parameters, twin.parameters, strict=True):
            shadow.data, shadow.grad = values.get(p), gradients.get(p)
        before, known = len(tape.instructions), tape.known()
        try:
            twin.step()
        except (TypeError, ValueError, AttributeError) as error:
            raise OptionError("replay.optimizer", name=type(optimizer).__name__, error=error) from error
        held = [name for name, member in vars(twin).items() if name not in self.options and isinstance(member, Traced)]
        if held:
            raise OptionError("replay.optimizer", name=type(optimizer).__name__, error=f"self.{held[0]}")
        pairs = [(values[p], s.data) for p, s in zip(optimizer.parameters, twin.parameters, strict=True) if s.grad is not None]
        pairs += [(old, getattr(twin, name)) for name, old in self.options.items()]
        for states, memory in zip(self.states, twin._memories, strict=True):
            pairs += [(old, memory[k]) for k, old in states.items()]
        for old, new in pairs:
            if new is not old:  # what the step made anew goes where the old was
                old.tape.instructions.append(_written_back(old, old.tape.constant(new)))
        written = [old for old, new in pairs if new is not old]
        self.written = [x.buffer for x in written if x.tape is tape]
        self.brought = dict(tape.brought)
        self.exactly = [*(x.buffer for x in written if x.tape is self.exact), *self.brought]
        self.instructions = tape.forget(before, known)

    def _state(self, number: Any) -> Traced:
        return (self.exact if isinstance(number, int) else self.tape).array(np.shape(number), lasting=True)


def _written_back(old: Traced, new: Traced) -> Instruction:
    """새 값을 제자리에. The instruction that puts `new` where `old` is; a difference is taken there itself."""
    last = next((i for i in reversed(old.tape.instructions) if i.out.buffer is new.buffer), None)
    if last is not None and last.name == "sub" and last.inputs[0].key == old.key and last.inputs[1].shape == old.shape:
        return Instruction("lower", old, (last.inputs[1],))
    return Instruction("copy", old, (new,))


def varies(name: str, option: Any) -> bool:
    """걸음마다 다를 수 있는 수인가. A number that may differ from step to step; an option of 0 is one that is switched off."""
    return (type(option) is float and option != 0) or name == "steps"
