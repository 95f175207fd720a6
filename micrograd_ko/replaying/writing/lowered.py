"""기록된 그래프를 명령으로: 수 없는 배열로 한 번 더 계산한다.

A recorded graph as instructions: it is computed once more, forward, backward and the optimizer's
step, with abstract arrays in place of numbers. The rules, the chain rule and the optimizers are
those that run eagerly; nothing about them is said twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from typing import Any

import numpy as np

from ...engine import NOTHING, Node, Op, chain_rule, give_parents, in_arrays
from ...errors import OpError
from ..capture import Detachments
from .abstract import AbstractArray
from .instructions import Instruction
from .tape import Tape

__all__ = ["Lowered", "NotReady", "Update", "varies"]

Array = np.ndarray[Any, Any]
FEW = 16
# columns of products up to which, and rows from which, matrices lie column by column
MANY = 64


class Lowered:
    """명령이 된 그래프.

    A graph as instructions on `tape`; the first `split` of them are its forward pass.

    Args:
        order: the graph, parents first.
        root: what is differentiated; of one with several numbers the gradient comes from outside
            (`seed`).
        given: leaves whose numbers come from outside, with the shape of each.
        wanted: leaves whose gradients are asked for.
        dtype: of all numbers.
        detachments: constants that ops made of nodes, with those: computed like any node, and
            constants to the chain rule.
        mean: differentiate the mean of the root's numbers instead.
        seeded: the gradient of the root comes from outside in any case; else that of one number is
            1.
    """

    def __init__(
        self,
        order: list[Node],
        root: Node,
        given: Mapping[Node, tuple[int, ...]],
        wanted: Sequence[Node],
        dtype: Any,
        *,
        detachments: Detachments,
        mean: bool = False,
        seeded: bool = False,
    ) -> None:
        self.tape = Tape(dtype, tall=_tall(order), scalar=mean)
        self.values: dict[Node, AbstractArray] = {}
        # copies of the nodes with abstract numbers, for the chain rule to go through
        twins: dict[Node, Node] = {}
        asked = set(wanted)  # by identity, where == of a list would compare numbers
        for node in order:
            twin = twins[node] = copy(node)
            if node in detachments:
                twin.data = self._computed(*detachments[node])
            elif node.op is None:
                twin.data = self._leaf(node, given)
                twin._about = twin._about._replace(kind=None if node in asked else "constant")
            else:
                give_parents(twin, [twins[p] for p in node.parents])
                twin.data = self._computed(node.op, node.parents)
            self.values[node] = twin.data
        self.root: AbstractArray = self.values[root]
        self.loss: Any = np.mean(self.root) if mean else self.root
        self.split = len(self.tape.instructions)
        self.seed = self._seed(fixed=(self.root.size == 1 or mean) and not seeded)
        found = chain_rule(twins[root], self.seed, in_arrays)
        gradients = {leaf: found.get(twins[leaf], NOTHING) for leaf in wanted if leaf in twins}
        self.gradients: dict[Node, AbstractArray] = {
            leaf: self.tape.constant(g) for leaf, g in gradients.items() if g is not NOTHING
        }

    def __del__(self) -> None:
        self.tape.clear()

    def _leaf(self, leaf: Node, given: Mapping[Node, tuple[int, ...]]) -> AbstractArray:
        """잎의 수. Return a leaf's numbers: they come from outside, or are constant."""
        if leaf in given:
            return self.tape.array(given[leaf], lasting=True)
        return self.tape.constant(leaf.data)

    def _computed(self, op: Op, parents: Sequence[Node]) -> AbstractArray:
        """연산의 결과. Carry out an op on nodes that are here already."""
        try:
            return self.tape.constant(op.forward(*(self.values[p] for p in parents)))
        except OpError as error:
            if error.key.startswith("replay."):
                raise OpError("replay.op", op=repr(op), why=error) from None
            raise

    def _seed(self, *, fixed: bool) -> AbstractArray:
        """root의 기울기. Return the gradient of the root: that of the mean, or one from outside."""
        if fixed:
            return self.tape.constant(np.full(self.root.shape, 1 / self.root.size))
        return self.tape.array(self.root.shape, lasting=True)


def _tall(order: list[Node]) -> bool:
    """행이 많고 열이 적은 곱뿐인가. Tell whether all products are of many rows and few columns."""
    products = [
        node.data.shape for node in order if node.op is not None and node.op.name == "matmul"
    ]
    return bool(products) and all(
        len(shape) == 2 and shape[1] <= FEW and shape[0] >= MANY for shape in products
    )


class NotReady(Exception):
    """아직 옮길 수 없다.

    Say that what the optimizer remembers is not all there yet: this step has to be its own.
    """


class Update:
    """옵티마이저의 한 스텝을 명령으로.

    Write an optimizer's step as instructions: its own ``step()``, carried out on abstract
    parameters. Its options (η and the like) and what it remembers come from outside, so that they
    may change between steps. What is computed from numbers alone, such as Adam's 1 - β₁ᵗ, goes on a
    tape of its own in double precision.
    """

    def __init__(
        self,
        optimizer: Any,
        tape: Tape,
        values: Mapping[Node, AbstractArray],
        gradients: Mapping[Node, AbstractArray],
    ) -> None:
        self.tape, self.exact = tape, Tape(np.float64, outer=tape)
        self.options: dict[str, AbstractArray] = {
            k: self.exact.array((), lasting=True)
            for k, v in vars(optimizer).items()
            if varies(k, v)
        }
        self.exact.nonzero.update(x.buffer for x in self.options.values())
        moved = [i for i, p in enumerate(optimizer.parameters) if p in gradients]
        self.states = {
            i: {k: self._state(v) for k, v in optimizer.memories[i].items()} for i in moved
        }
        own = [optimizer.parameters[i] for i in moved]
        twin = self._twin(optimizer, own, values, gradients)
        before, known = len(tape.instructions), tape.known()
        twin.step()
        if any(
            memory.keys() != states.keys()
            for states, memory in zip(self.states.values(), twin.memories, strict=True)
        ):
            tape.forget(before, known)
            raise NotReady
        # what the step made anew goes where the old was
        pairs = [
            (old, new) for old, new in self._moves(twin, [values[p] for p in own]) if new is not old
        ]
        for old, new in pairs:
            old.tape.instructions.append(_written_back(old, old.tape.constant(new)))
        self.written = [old.buffer for old, _ in pairs if old.tape is tape]
        self.brought = dict(tape.brought)
        self.exactly = [
            *(old.buffer for old, _ in pairs if old.tape is self.exact),
            *self.brought,
        ]
        self.instructions = tape.forget(before, known)

    def _twin(
        self,
        optimizer: Any,
        own: Sequence[Node],
        values: Mapping[Node, AbstractArray],
        gradients: Mapping[Node, AbstractArray],
    ) -> Any:
        """값 없는 옵티마이저. Return a copy of the optimizer, all of whose numbers are abstract."""
        twin = copy(optimizer)
        vars(twin).update(self.options, schedule=None)  # the learning rate comes from outside
        twin.memories = [dict(states) for states in self.states.values()]
        twin.parameters = [copy(p) for p in own]
        for p, shadow in zip(own, twin.parameters, strict=True):
            shadow.data, shadow.grad = values[p], gradients[p]
        return twin

    def _moves(
        self, twin: Any, values: Sequence[AbstractArray]
    ) -> Iterator[tuple[AbstractArray, Any]]:
        """스텝 전과 후.

        Return all numbers of the optimizer before its step, each with that after it.
        """
        yield from zip(values, (shadow.data for shadow in twin.parameters), strict=True)
        yield from ((old, getattr(twin, name)) for name, old in self.options.items())
        for states, memory in zip(self.states.values(), twin.memories, strict=True):
            yield from ((old, memory[k]) for k, old in states.items())

    def __del__(self) -> None:
        self.exact.clear()

    def _state(self, number: Any) -> AbstractArray:
        """기억하는 수. Bring in numbers that are remembered; a count is exact."""
        tape = self.exact if isinstance(number, int) else self.tape
        return tape.array(np.shape(number), lasting=True)


def _written_back(old: AbstractArray, new: AbstractArray) -> Instruction:
    """새 값을 제자리에.

    Write the instruction that puts `new` where `old` is; a difference is taken there itself.
    """
    last = _maker(new)
    if last is not None and last.name == "sub":
        whole, part = last.inputs
        if whole.key == old.key and part.shape == old.shape:
            by = _maker(part)
            if by is not None and by.name == "mul" and by.inputs[1].size == 1 and by.out is part:
                return _lowered_by(old, *by.inputs)
            return Instruction("lower", old, (part,))
    return Instruction("copy", old, (new,))


def _lowered_by(old: AbstractArray, slope: AbstractArray, rate: AbstractArray) -> Instruction:
    """기울기 곱하기 학습률만큼 낮춘다.

    Write the instruction that lowers `old` by a gradient times the learning rate. The gradient of a
    weight by one sample is a column times a row, and need not be written down.
    """
    product = _maker(slope)
    if product is not None and product.name == "matmul" and product.out.key == slope.key:
        column, row = product.inputs
        if column.shape[1] == 1 and row.strides[1] == 1 and old.strides == (row.size, 1):
            return Instruction("lower_outer", old, (column, row, rate))
    return Instruction("lower_by", old, (slope, rate))


def _maker(x: AbstractArray) -> Instruction | None:
    """x를 만든 명령. Find the instruction that wrote `x` last."""
    return next((i for i in reversed(x.tape.instructions) if i.out.buffer is x.buffer), None)


def varies(name: str, option: Any) -> bool:
    """스텝마다 다를 수 있는 수인가.

    Tell whether a number may differ from step to step; an option of 0 is one that is switched off.
    """
    return (type(option) is float and option != 0) or name == "steps"
