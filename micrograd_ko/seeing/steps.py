"""한 단계의 기록: 순전파의 연산 하나, 역전파의 화살표 하나.

Record one step: an op of the forward pass, or an edge of the backward pass. Each reads as the
sentence that tells it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..engine import Node
from ..messages import text

__all__ = ["BackwardStep", "ForwardStep", "Step", "Words"]

Words = dict[str, str] | Callable[[], dict[str, str]]


class Step:
    """한 단계. 그대로 읽으면 문장이다.

    Record one step; what it shows of itself is its sentence, in the chosen language. `key` and
    `words` are that sentence's message and what fills it: numbers, names and formulas, the same in
    every language.
    """

    # and no dataclass: importing that module takes half as long as all of this package
    __slots__ = ("_words", "key")

    def __init__(self, key: str, words: Words) -> None:
        self.key, self._words = key, words

    @property
    def words(self) -> dict[str, str]:
        """문장을 채우는 것.

        The words that fill the sentence; made when it is read, since most steps of a long log are
        not.
        """
        return self._words() if callable(self._words) else self._words

    def __repr__(self) -> str:
        return text(self.key, **self.words)


class ForwardStep(Step):
    """순전파의 한 단계: 연산 하나. Record one step forward: an op, applied.

    Attributes:
        node: what the op made.
        value: its number, or its array.

    >>> from micrograd_ko import Value, forward_steps
    >>> (step,) = forward_steps(Value(3.0, "x") * 2)
    >>> step, step.value, step.node.op
    (x·2 = 3.0000·2.0000 = 6.0000, 6.0, mul)
    """

    __slots__ = ("node", "value")

    def __init__(self, key: str, words: Words, node: Node, value: Any) -> None:
        super().__init__(key, words)
        self.node, self.value = node, value


class BackwardStep(Step):
    """역전파의 한 단계: 화살표 하나. Record one step backward: an edge.

    Attributes:
        node: from whose gradient it comes; None for the first step, in which the root gets its own.
        parent: the input of `node` that gets the contribution.
        index: which input of `node` that is, from 0; ``x * x`` has two.
        upstream: the gradient of `node`.
        local: the local derivative, a number; None between arrays, where it is no number.
        formula: the local derivative as a formula; between arrays that of the contribution.
        contribution: upstream × local.
        before: the sum of what `parent` got in earlier steps; None if there was none.
        total: the sum so far; after the last of its contributions, the gradient of `parent`.

    >>> from micrograd_ko import Value, backward_steps
    >>> step = backward_steps(Value(3.0, "x") * 2)[-1]
    >>> step.upstream, step.local, step.contribution, step.formula
    (1.0, 2.0, 2.0, '2')
    """

    __slots__ = (
        "before",
        "contribution",
        "formula",
        "index",
        "local",
        "node",
        "parent",
        "total",
        "upstream",
    )

    def __init__(
        self, key: str, words: Words, node: Node | None, parent: Node, index: int, upstream: Any,
        local: float | None, formula: str, contribution: Any, before: Any, total: Any,
    ) -> None:  # fmt: skip
        super().__init__(key, words)
        self.node, self.parent, self.index = node, parent, index
        self.upstream, self.local, self.formula = upstream, local, formula
        self.contribution, self.before, self.total = contribution, before, total
