"""모델을 한 번 불러 기록한다.

Call a model once and record its graph: which nodes depend on its input, what each was computed
from, and which choices Python made by their numbers.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import numpy as np

from ..arguments import shown
from ..engine import Node, Op, Tensor, Value, default_modes, no_grad, plain
from ..errors import GraphError, NotANumberError, NumericWarning
from ..lines import users_frame
from ..nn import Module
from ..replaying import Capture, Guard, listening
from .masks import Mask

__all__ = ["Recorded", "computed", "record", "takes_values"]

Source = tuple[Op | None, tuple[Node, ...]]


class _Listener(Capture):
    """기록하는 동안 듣는다.

    Hears what the graph does not tell. What a file cannot do again each time is refused at once.
    """

    def __init__(self, inputs: list[Node]) -> None:
        super().__init__(inputs)
        self.masks = dict[int, Mask]()
        self.outcomes = list[tuple[Guard, Mask | None]]()

    def compared(self, name: str, a: Any, b: Any, outcome: Any) -> Any:
        """비교를 적고, 배열이면 따라간다. Note a comparison; of arrays, follow its outcome."""
        super().compared(name, a, b, outcome)
        known = isinstance(outcome, np.ndarray)
        mask = Mask(outcome, name, (a, b), self.masks) if known else None
        self.outcomes.append((self._taken.pop(), mask))
        return mask

    def ensured(self, node: Node, function: Callable[[Any], bool]) -> None:
        """층이 요구하는 것. Leave out what a layer demands of its input: it chooses nothing."""

    def written(self, node: Node) -> None:
        """잎의 수를 바꾸었다. Refuse that the model changed a number."""
        if node.kind != "constant":
            raise GraphError("export.written", name=node.name, line=users_frame().line)

    def drawn(self, draw: Callable[[], Any], source: np.random.Generator) -> Any:
        """난수를 뽑는다. Refuse that the model draws random numbers."""
        raise GraphError("export.training", what=_at_line("Dropout"))

    def observed(self, nodes: tuple[Node, ...], update: Callable[..., Any]) -> None:
        """수를 따라간다. Refuse that a layer follows the numbers of the batch."""
        what = getattr(update, "__qualname__", "observed").partition(".")[0]
        raise GraphError("export.training", what=_at_line(what))


def _at_line(what: str) -> str:
    """무엇이, 어느 줄에서. Write what it is, and at which line of the user's."""
    return f"{what} ({users_frame().line})"


class Recorded:
    """기록한 모델: 입력에 딸린 노드들.

    A model as it was recorded on one input.

    Attributes:
        inputs, roots: the leaves that went in, the nodes that came out: one Tensor each; or of one
            sample a Value for each number, for a model whose parameters are Values.
        order: the nodes that depend on the input, each after those that it was computed from;
            the inputs come first.
    """

    def __init__(self, heard: _Listener, roots: list[Node]) -> None:
        self._heard = heard
        self.inputs, self.roots = heard.inputs, roots
        depends: dict[Node, bool] = dict.fromkeys(self.inputs, True)
        for root in roots:
            self._settle(root, depends)
        unused = next((root for root in roots if not depends[root]), None)
        self.order = [node for node, live in depends.items() if live]
        masks = [m for m in map(self.mask, self.order) if m is not None]
        self._used = {id(part) for mask in masks for part in mask.parts()}
        self._expect_no_branch(depends)
        if unused is not None:
            raise GraphError("export.unused", name=unused.name)

    def source(self, node: Node) -> Source:
        """무엇으로 셈했는가, no_grad() 안에서였어도.

        Return the op that made a node and what of, under no_grad(), too.
        """
        return self._heard.detachments.get(node, (node.op, node.parents))

    def mask(self, node: Node) -> Mask | None:
        """골라 쓴 노드의 조건.

        Return the comparison that a node was chosen by; None where the condition is a constant.
        """
        op = self.source(node)[0]
        if op is None or op.name != "where":
            return None
        return self._heard.masks.get(id(op.params["condition"]))

    def _needed(self, node: Node) -> tuple[Node, ...]:
        mask = self.mask(node)
        return self.source(node)[1] + (() if mask is None else tuple(mask.nodes()))

    def _settle(self, root: Node, depends: dict[Node, bool]) -> None:
        """입력에 딸린 노드인가, 아래에서부터.

        Find out of `root` and of all below it whether they depend on the input, in an order in
        which each comes after what it was computed from.
        """
        path = [root]
        while path:
            node = path[-1]
            needed = () if node in depends else self._needed(node)
            waiting = [p for p in needed if p not in depends]
            path += reversed(waiting)
            if not waiting:
                depends.setdefault(node, any(depends[p] for p in needed))
                path.pop()

    def _expect_no_branch(self, depends: dict[Node, bool]) -> None:
        """입력의 수에 따른 파이썬의 선택이 없는지.

        Raise a GraphError for a choice that Python made by numbers that depend on the input.
        """
        looked_at = [
            guard
            for guard, mask in self._heard.outcomes
            if mask is None or mask.escaped or id(mask) not in self._used
        ]
        for guard in [*looked_at, *self._heard._taken, *self._heard._read.values()]:
            for node in (x for x in guard.operands if isinstance(x, Node)):
                self._settle(node, depends)
                if depends[node]:
                    raise GraphError("export.branch", what=guard.words, line=guard.line)


def takes_values(model: Any) -> bool:
    """수의 목록을 받는 모델인가, micrograd처럼.

    Tell whether a model takes lists of numbers, as micrograd's do: its parameters are Values.
    """
    return isinstance(model, Module) and any(isinstance(p, Value) for p in model.parameters())


def record(model: Callable[[Any], Any], example: np.ndarray[Any, Any]) -> Recorded:
    """모델을 예로 한 번 불러 기록한다.

    Call `model`, as in use, on an example, and record what it does. A model of Values is called on
    the first sample.

    Raises:
        GraphError: the result does not depend on the input, Python chose by the numbers of the
            input, or something is drawn at random.
        NotANumberError: the result is not a node, nor, of Values, a list of nodes.
    """
    given: list[Node] = [Tensor(example, "x", kind="input")]
    if values := takes_values(model):
        given = [Value(x, f"x{i}", kind="input") for i, x in enumerate(example[0])]
    heard = _Listener(given)
    with _by_itself(model), listening(heard):
        found = model(given if values else given[0])
    roots = list(found) if values and isinstance(found, (list, tuple)) else [found]
    if not roots or not all(isinstance(root, type(given[0])) for root in roots):
        kind = type(found).__name__
        raise NotANumberError("export.result", type=kind, got=shown(found))
    return Recorded(heard, roots)


def computed(model: Callable[[Any], Any], inputs: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """모델의 계산, 그래프 없이. Compute what the model does, as in use and without a graph."""
    with _by_itself(model), no_grad():
        if not takes_values(model):
            return plain(model(Tensor.constant(inputs)))  # type: ignore[no-any-return]
        rows = [model(list(map(float, row))) for row in inputs]
    return np.array(
        [list(map(plain, y)) if isinstance(y, (list, tuple)) else plain(y) for y in rows]
    )


@contextmanager
def _by_itself(model: Any) -> Iterator[None]:
    """예측 상태로(함수면 그대로), 모드 없이; 지어낸 입력의 nan은 알리지 않는다.

    Let a module act as in use (a function is as it is) and switch all modes off. Nobody is told of
    a nan: it may come of inputs that were made up.
    """
    use = model.in_use() if isinstance(model, Module) else nullcontext()
    with use, default_modes(), warnings.catch_warnings():
        warnings.simplefilter("ignore", NumericWarning)
        yield
