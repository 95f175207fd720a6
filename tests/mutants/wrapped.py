"""감싼 규칙: 행의 규칙이 준 것을 어떤 자리에서만 바꾼다.

A row's own rule, wrapped: what it gives is changed somewhere, and is right elsewhere.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from micrograd_ko import TABLE, Tensor, Value
from micrograd_ko.engine.array_rule_words import fit, numbers
from micrograd_ko.engine.row import bound
from micrograd_ko.engine.symbols import Operand


class Mutant(NamedTuple):
    """A wrong rule, where it is judged, and where it is wrong.

    Attributes:
        row, words: the row, and what was changed.
        rule: the wrong rule.
        params: the row's parameters.
        given: the inputs that the check is given.
        wrong_at: inputs where the rule is wrong.
        upstream: the size of the upstream gradients with which it is.
        order: of the check.
        touched: whether the rule is already wrong at `given`.
        nodes: Tensor or Value.
        outer: what follows the op in the function that is checked.
    """

    row: Any
    words: str
    rule: Callable[..., Any]
    params: dict[str, Any]
    given: list[Any]
    wrong_at: list[Any]
    upstream: float = 1.0
    order: int = 1
    touched: bool = False
    nodes: type = Tensor
    outer: Callable[[Any], Any] = lambda y: y

    @property
    def name(self) -> str:
        """The row and its parameters, what was changed, and what the check is given."""
        op = self.row.bind(**self.params) if self.params else self.row
        called = " ".join(f"{op!r}".split())  # an index may be an array
        if self.nodes is Value:
            given = "Values " + ", ".join(f"{x:.4g}" for x in self.given)
        else:
            given = "Tensors of " + ", ".join(str(np.shape(x)) for x in self.given)
        return f"{called}: {self.words}; {given}"

    def right(self) -> "Mutant":
        """The row itself, where the mutant is wrong."""
        return self._replace(rule=self.row.backward, given=self.wrong_at)

    def op(self, rule: Callable[..., Any]) -> Any:
        """A copy of the row, with its parameters and this backward rule, in no table."""
        this = self.row.bind(**self.params) if self.params else self.row
        twin = bound(this, dict(this.params))
        twin.forward, twin.backward = this.forward, partial(rule, **this.params)
        return twin


def both(mutant):
    """The mutant of an elementwise row for Tensors, and with their first entries for Values."""
    yield mutant
    if mutant.row.name in TABLE:
        yield as_values(mutant, 0)


def as_values(mutant, k):
    """The mutant of an elementwise row, at the k-th entries of its inputs."""
    given, wrong_at = (
        [float(np.ravel(x)[k]) for x in inputs] for inputs in (mutant.given, mutant.wrong_at)
    )
    return mutant._replace(nodes=Value, given=given, wrong_at=wrong_at)


def wrapped(row, change):
    """The row's rule, each contribution c of it replaced by change(i, c, g, inputs, params): the
    inputs are numbers, whatever the rule is read with.
    """

    def rule(g, y, *inputs, **params):
        given = [numbers(x) for x in inputs]
        found = row.backward(g, y, *inputs, **params)
        return tuple(
            change(i, of_shape(c() if callable(c) else c, x, row), g, given, params)
            for i, (c, x) in enumerate(zip(found, inputs, strict=True))
        )

    return rule


def of_shape(c, x, row):
    """An array row's contribution in its input's shape. Those of elementwise rows stay as wide as
    the result, as masks of several inputs are.
    """
    return c if row.name in TABLE else fit(c, x.shape)


def upstream_changed(row, factor):
    """The row's rule with another upstream gradient: g times factor(g)."""

    def rule(g, y, *inputs, **params):
        return row.backward(times(g, factor(numbers(g))), y, *inputs, **params)

    return rule


def times(c, factor):
    """c · factor, whatever it is made of."""
    return c * (float(factor) if np.ndim(factor) == 0 else factor)


def chosen(mask, other, c):
    """`other` where `mask` holds, else c."""
    if np.ndim(mask) == 0 and not (isinstance(c, (np.ndarray, Tensor)) and np.shape(c)):
        return other if mask else c
    return np.where(mask, other, c)


def read_with_nodes(*inputs):
    return any(isinstance(x, Operand) for x in inputs)
