"""기록한 그래프를 ONNX로, 노드 하나씩.

Translate a recorded graph node by node. Of elementwise ops nothing is said a second time: their own
rules are read, down to primitives, each of which has its name in ONNX. Ops on whole arrays have one
function each, in :mod:`micrograd_ko.exporting.array_rows`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..engine import ArrayOp, Node, Op, Value
from ..errors import GraphError, MicrogradError, OpError
from ..replaying import PRIMITIVES, Pattern, Ref, Row
from .array_rows import ARRAY_ROWS
from .formulas import DOUBLE, FORMULAS
from .masks import Mask
from .recording import Recorded
from .sizes import Sizes
from .step import Step
from .writer import BOOL, Term, Writer

__all__ = ["translated"]

COMPARISONS = {
    "<": "Less", "<=": "LessOrEqual", ">": "Greater", ">=": "GreaterOrEqual", "==": "Equal",
    "!=": "NotEqual",
}  # fmt: skip
LOGIC = {"and": "And", "or": "Or", "not": "Not"}


def translated(
    first: Recorded, second: Recorded, sizes: Sizes, writer: Writer, names: Mapping[Node, str]
) -> list[Term]:
    """두 번 기록한 그래프를 적는다.

    Write the graph that was recorded at two sizes; returns its results.

    Args:
        names: what to call leaves in the file, such as parameters.

    Raises:
        GraphError: the two are different graphs, or something in them changes with the number of
            samples in a way that cannot be written.
        OpError: an op has no translation.
    """
    if len(first.order) != len(second.order):
        counts = {"first": len(first.order), "second": len(second.order)}
        raise GraphError("export.unlike", rows=sizes.first, others=sizes.second, **counts)
    return _Translation((first, second), sizes, writer, names).run()


class _Translation:
    def __init__(
        self,
        both: tuple[Recorded, Recorded],
        sizes: Sizes,
        writer: Writer,
        names: Mapping[Node, str],
    ) -> None:
        self.first, self.second = both
        self.sizes, self.writer, self.names = sizes, writer, names
        self.terms: dict[Node, Term] = {}
        self.twins = dict(zip(self.first.order, self.second.order, strict=True))
        self.patterns: dict[tuple[Any, ...], Pattern] = {}

    def run(self) -> list[Term]:
        """차례대로 적는다. Write all nodes in order."""
        self._take_in()
        for a in self.first.order:
            if a in self.terms:
                continue
            step, chosen_by = self._step(a)
            with self.writer.writing(repr(step.ops[0])):
                inputs = [self._read(step, pair) for pair in step.parents]
                self.terms[a] = self._written(step, inputs, chosen_by)
        return [self.terms[root] for root in self.first.roots]

    def _take_in(self) -> None:
        """입력을 적는다: Tensor 하나, 또는 수마다 한 열.

        Write what goes in: one Tensor, or for each number a column.
        """
        if not isinstance(self.first.inputs[0], Value):
            self.terms[self.first.inputs[0]] = self.writer.input
            return
        for k, node in enumerate(self.first.inputs):
            column = self.writer.constant(np.array(k, np.int64))
            self.terms[node] = self.writer.emit("Gather", self.writer.input, column, axis=1)

    def _step(self, a: Node) -> tuple[Step, tuple[Mask | None, Mask | None]]:
        """두 기록에서 같은 자리의 연산.

        Bring together what stands at one place in both recordings.
        """
        b = self.twins[a]
        (one, parents), (two, others) = self.first.source(a), self.second.source(b)
        masks = self.first.mask(a), self.second.mask(b)
        alike = (
            one is not None
            and two is not None
            and one.row is two.row
            and len(parents) == len(others)
            and (masks[0] is None) == (masks[1] is None)
            and all(self.twins.get(p, q) is q for p, q in zip(parents, others, strict=True))
        )
        if one is None or two is None or not alike:
            sizes = {"rows": self.sizes.first, "others": self.sizes.second}
            raise GraphError("export.unlike", **sizes, first=repr(one), second=repr(two))
        pairs = list(zip(parents, others, strict=True))
        return Step(self.writer, self.sizes, (one, two), (a, b), pairs), masks

    def _read(self, step: Step, pair: tuple[Node, Node]) -> Term:
        """입력 하나: 적힌 것이거나, 상수. Return what is written already, or write a constant."""
        node = pair[0]
        if node not in self.terms:
            found = step.array(node.data, pair[1].data, self.names.get(node, ""))
            if pair[0] is not pair[1]:  # a constant of this call
                return found
            self.terms[node] = found
        return self.terms[node]

    def _written(
        self, step: Step, inputs: Sequence[Term], masks: tuple[Mask | None, Mask | None]
    ) -> Term:
        op = step.ops[0]
        if not isinstance(op, ArrayOp):
            return self._elementwise(step, [x.cast(step.dtype) for x in inputs])
        if op.name not in ARRAY_ROWS:
            raise OpError("export.row", name=op.name, options=", ".join(ARRAY_ROWS))
        if op.name == "astype":
            return ARRAY_ROWS["astype"](step, *inputs)
        if op.name == "where":
            inputs = [*inputs, self._condition(step, masks)]
        own = [x if x.dtype == BOOL else x.cast(step.dtype) for x in inputs]
        return ARRAY_ROWS[op.name](step, *own)

    # ── elementwise ops, by their own rules ──

    def _elementwise(self, step: Step, inputs: Sequence[Term]) -> Term:
        """행마다 한 노드. Write a node for each row of the op's pattern."""
        op = step.ops[0]
        for name in op.params:
            step.option(name)
        pattern = self._pattern(op)
        held: dict[Ref, Term] = {("in", k): x for k, x in enumerate(inputs)}
        for row in pattern.rows:
            held[row.to] = self._primitive(row, held, step.dtype)
        result = self._held(pattern.results[0], held, step.dtype)
        read = {ref for row in pattern.rows for ref in row.reads} | set(pattern.results)
        if all(("in", k) in read for k in range(len(inputs))):
            return _number(result, step.dtype)
        # a rule that leaves an input out has a result of that one's shape all the same
        return result.writer.emit("Expand", result, step.writer.shape(step.dims))

    def _pattern(self, op: Op) -> Pattern:
        """연산의 순전파가 하는 일, 한 번만 읽는다. Read off, once, what an op does."""
        key = (op.row.name, *op.params.items())
        if key not in self.patterns:
            try:
                self.patterns[key] = Pattern(op)
            except MicrogradError as error:
                raise OpError("export.op", op=repr(op), why=error) from None
            except Exception as error:  # somebody's own rule may do anything with no numbers
                why = f"{type(error).__name__}: {error}"
                raise OpError("export.op", op=repr(op), why=why) from error
        return self.patterns[key]

    def _primitive(self, row: Row, held: Mapping[Ref, Term], dtype: Any) -> Term:
        """행 하나. Write one row: by ONNX's operator, or by a formula where there is none."""
        if row.name not in PRIMITIVES:
            raise OpError("export.function", name=row.name)
        name = PRIMITIVES[row.name].onnx
        reads = [self._held(ref, held, dtype) for ref in row.reads]
        if row.name == "copy":
            return reads[0]
        if name == "Where":  # into a copy of what is taken otherwise
            condition, taken = reads
            other = self._held(row.to, held, dtype)
            both = [_number(x, dtype) for x in (taken, other)]
            return self.writer.emit("Where", _truth(condition), *both, dtype=dtype)
        if name in LOGIC.values():
            return self.writer.emit(name, *map(_truth, reads))
        terms = [_number(x, dtype) for x in reads]
        if name in FORMULAS:
            return FORMULAS[name](*terms)
        if name in DOUBLE and dtype == "float64":
            return DOUBLE[name](*terms)
        return self.writer.emit(name, *terms, dtype=BOOL if name in COMPARISONS.values() else None)

    def _held(self, ref: Ref, held: Mapping[Ref, Term], dtype: Any) -> Term:
        kind, number = ref
        return self.writer.number(number, dtype) if kind == "constant" else held[ref]

    # ── conditions ──

    def _condition(self, step: Step, masks: tuple[Mask | None, Mask | None]) -> Term:
        """골라 쓰는 조건: 상수이거나, 비교. Write what a node is chosen by."""
        if masks[0] is None or masks[1] is None:
            return step.array(*step.both("condition"))
        written: dict[int, Term] = {}
        for a, b in zip(masks[0].parts(), masks[1].parts(), strict=False):
            if a.name != b.name or len(a.operands) != len(b.operands):
                raise step.refusal(a.name, b.name)
            both = zip(a.operands, b.operands, strict=True)
            operands = [self._operand(step, x, y, written) for x, y in both]
            written[id(a)] = self._compared(a, operands)
        return written[id(masks[0])]

    def _operand(self, step: Step, x: Any, y: Any, written: Mapping[int, Term]) -> Term | Any:
        if isinstance(x, Mask):
            return written[id(x)]
        if isinstance(x, Node) and x in self.twins:
            if self.twins[x] is not y:
                raise step.refusal(x.name, getattr(y, "name", y))
            return self.terms[x]
        a, b = (np.asarray(getattr(z, "data", z) if isinstance(z, Node) else z) for z in (x, y))
        return step.array(a, b)

    def _compared(self, mask: Mask, operands: Sequence[Term]) -> Term:
        if mask.name in LOGIC:
            return self.writer.emit(LOGIC[mask.name], *map(_truth, operands))
        compared = [x.data if isinstance(x, Node) else x for x in mask.operands]
        dtype = np.result_type(*compared)  # a Python number takes the dtype of the array beside it
        terms = [x.cast(dtype) for x in operands]
        name = COMPARISONS[mask.name]
        if name in FORMULAS:
            return FORMULAS[name](*terms)
        return self.writer.emit(name, *terms, dtype=BOOL)


def _number(x: Term, dtype: Any) -> Term:
    """참은 1.0, 거짓은 0.0. Bring it to numbers: bools are 1 and 0."""
    return x.cast(dtype)


def _truth(x: Term) -> Term:
    """0이 아니면 참. Bring it to bools: what is not 0 is true."""
    return x.cast(BOOL)
