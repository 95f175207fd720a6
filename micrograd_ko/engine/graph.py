"""계산 그래프: 노드와 위상 정렬.

Hold the computational graph: nodes, a deterministic topological order, names, words about nodes.
Nothing here recurses over a graph, so depth is limited by memory alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from copy import deepcopy
from typing import Any, ClassVar, NamedTuple

from ..arguments import shown
from ..errors import GraphError, NotANumberError
from .row import Op
from .symbols import Operand

__all__ = ["KINDS", "Node", "topological_order"]

KINDS = ("input", "weight", "bias", "constant")  # of leaves; what an op made needs none


class About(NamedTuple):
    """노드에 대해 알려진 것.

    Hold what is known about a node besides its numbers; most nodes share BLANK.
    """

    label: str = ""
    scope: tuple[str, ...] = ()
    kind: str | None = None
    guards: tuple[Any, ...] = ()  # comparisons that the rules took when they made this gradient
    taken: str = ""  # the first choice that went by its numbers, in words: "x < 0.5 (file.py:12)"


BLANK = About()


class Node(Operand):
    """그래프의 노드: 값, 기울기, 그리고 어떤 연산으로 무엇에서 나왔는지.

    A node of a graph.

    Attributes:
        data: its value.
        grad: the gradient of the last ``backward()`` root with respect to it; None before.
        op: the row of the table that made it, None for a leaf.

    A leaf whose `kind` is "constant" gets no gradient.

    >>> from micrograd_ko import Value, scope
    >>> with scope("neuron 1"):
    ...     w, x = Value(3.0, "w", kind="weight"), Value(2.0, "x")
    ...     z = w * x if x > 0 else w
    >>> z.op, [parent.label for parent in z.parents], w.kind, z.scope
    (mul, ['w', 'x'], 'weight', ('neuron 1',))
    >>> z.name, x.taken.partition(" (")[0]  # how messages call it; what chose by its number
    ('mul(w=3, x=2)', 'x > 0')
    """

    # Six slots and no more: the time that the cyclic collector takes over a large graph goes with
    # the bytes of a node. So the parents stand in two slots named as in the table's rules, not in a
    # tuple, and what few nodes have is one shared record.
    __slots__ = ("_a", "_about", "_b", "data", "grad", "op")

    data: Any
    grad: Any
    op: Op | None
    _a: Node | None
    _b: Node | tuple[Node, ...] | None  # a tuple: the second parent and all after it
    _about: About
    _adds: ClassVar[bool] = False  # whether its class adds attributes of its own

    @property
    def parents(self) -> tuple[Node, ...]:
        """연산의 입력, 차례대로. The op's inputs, in order; ``x * x`` has two, a leaf none."""
        a, b = self._a, self._b
        if a is None:
            return ()
        if b is None:
            return (a,)
        return (a, *b) if isinstance(b, tuple) else (a, b)

    @property
    def label(self) -> str:
        """그림에 쓸 이름. The node's name on drawings, "" for none; it can be set."""
        return self._about.label

    @label.setter
    def label(self, label: str) -> None:
        self._about = self._about._replace(label=checked_label(label))

    @property
    def scope(self) -> tuple[str, ...]:
        """만들어진 구역, 바깥부터. The names of the scopes it was made in, outermost first."""
        return self._about.scope

    @property
    def kind(self) -> str | None:
        """잎의 종류.

        Of a leaf: "input", "weight", "bias", "constant", or None to judge by the label.
        """
        return self._about.kind

    @property
    def taken(self) -> str:
        """수를 보고 고른 첫 선택, 없으면 "".

        The first choice that went by this node's number as it was, in words, such as an `if`; ""
        for none.
        """
        return self._about.taken

    @classmethod
    def constant(cls, data: Any) -> Node:
        """기울기를 받지 않는 상수 노드. Make a node of this kind that gets no gradient."""
        raise NotImplementedError

    @classmethod
    def holds(cls, data: Any) -> bool:
        """.data에 있을 수 있는 것인가. Tell whether ``.data`` of such a node may hold this."""
        raise NotImplementedError

    def own(self, number: Any) -> Any:
        """이 노드의 값과 같은 꼴의 수, 새것으로.

        Copy a number, or an array, into the kind that this node holds.

        >>> from micrograd_ko import Tensor
        >>> Tensor([1.0], dtype="float32").own(2.5)
        array(2.5, dtype=float32)
        """
        raise NotImplementedError

    @property
    def name(self) -> str:
        """메시지에 쓰는 이름.

        The name by which messages call this node: its label, or its op applied to its inputs'
        numbers.
        """
        return self.label or call_text(self)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if cls.__hash__ is None:  # so Python does where a class has an __eq__ of its own
            cls.__hash__ = object.__hash__
        if cls.__hash__ is not object.__hash__:  # nodes are keys of dictionaries
            raise GraphError("node.hash", name=cls.__name__)
        told = cls.__getstate__ is not object.__getstate__
        if told or cls.__dictoffset__ or vars(cls).get("__slots__") != ():
            cls._adds = True

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        """Pickle and copy without recursion: whatever this node was made from goes first, in
        order. What a subclass adds to its nodes comes along, by its ``__getstate__``.
        """
        known = _flattening.get()
        ancestors = None if known is not None and self in known else _Ancestors(self)
        fields = tuple(getattr(self, name) for name in FIELDS)
        return _rebuilt, (type(self), ancestors, fields), own_state(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Node:
        """Copy without recursion, too: parents first."""
        for node in topological_order(self):
            if id(node) in memo:
                continue
            if node is not self and type(node).__deepcopy__ is not Node.__deepcopy__:
                memo[id(node)] = node.__deepcopy__(memo)
                continue
            twin = memo[id(node)] = object.__new__(type(node))
            for name in FIELDS:
                setattr(twin, name, deepcopy(getattr(node, name), memo))
            give_state(twin, deepcopy(own_state(node), memo))
        return memo[id(self)]  # type: ignore[no-any-return]


def checked_label(label: Any) -> str:
    if not isinstance(label, str):
        raise NotANumberError("value.label", type=type(label).__name__, got=shown(label))
    return label


FIELDS = ("data", "grad", "op", "_a", "_b", "_about")
# of the pickle that is being written: the nodes whose parents go before them
_flattening: ContextVar[set[Node] | None] = ContextVar("flattening", default=None)


def own_state(node: Any) -> Any:
    """하위 클래스가 노드에 더한 것, 없으면 None.

    Return what a subclass has added to a node: its attributes and slots, or what its __getstate__
    says; None for nothing.
    """
    if not node._adds:  # nearly all nodes: to ask costs as much as to pickle them
        return None
    state = node.__getstate__()
    if isinstance(state, tuple) and len(state) == 2 and isinstance(state[1], dict):
        own, slots = state[0], {k: v for k, v in state[1].items() if k not in FIELDS}
        return (own, slots) if own or slots else None
    return state


def give_state(node: Any, state: Any) -> None:
    """그것을 다시 준다, pickle처럼. Give it to a copy, as pickle does."""
    if state is None:
        return
    if hasattr(node, "__setstate__"):
        node.__setstate__(state)
        return
    own, slots = state if isinstance(state, tuple) else (state, None)
    if own:
        vars(node).update(own)
    for name, value in (slots or {}).items():
        setattr(node, name, value)


class _Ancestors:
    """피클에 조상을 차례로 먼저 넣는다.

    Pickles as a list of a node's ancestors, parents first. The pickler remembers each as it
    goes, so when it comes to the node itself everything below is known already and no call
    nests deeper than one level. While the list is written the nodes in it need none of their own.
    """

    def __init__(self, node: Node) -> None:
        self.node = node

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return list, (), None, self._each()

    def _each(self) -> Iterator[Node]:
        outer = _flattening.get()  # where an attribute of a node led to another graph
        known = set[Node]() if outer is None else outer
        _flattening.set(known)
        try:
            for node in topological_order(self.node)[:-1]:
                if node not in known:
                    known.add(node)
                    yield node
        finally:
            _flattening.set(outer)


def _rebuilt(cls: type[Node], ancestors: list[Node] | None, fields: tuple[Any, ...]) -> Node:
    node = object.__new__(cls)
    for name, value in zip(FIELDS, fields, strict=True):
        setattr(node, name, value)
    return node


def remade(
    cls: type[Node], numbers: tuple[Any, Any], op: Op | None, parents: Sequence[Node], **about: Any
) -> Node:
    """적어 둔 대로 다시 만든 노드.

    Make a node as it was written down: its value and gradient, op and inputs, and what is known
    about it (the fields of About). Nothing is computed or checked.
    """
    a, b = packed(parents) if parents else (None, None)
    return _rebuilt(cls, None, (*numbers, op, a, b, BLANK._replace(**about) if about else BLANK))


def packed(parents: Sequence[Any]) -> tuple[Any, Any]:
    """입력을 노드의 두 자리에 담는 꼴. Put inputs in the form of a node's two slots."""
    if len(parents) == 2:
        return parents[0], parents[1]
    return parents[0], tuple(parents[1:]) or None


def give_parents(node: Node, parents: Sequence[Node]) -> None:
    """입력을 바꾼다. Give a result other inputs, as copies of a graph need."""
    node._a, node._b = packed(parents)


def topological_order(*roots: Node) -> list[Node]:
    """부모가 항상 자식보다 먼저 오는 순서로 모든 조상을 돌려준다.

    Return every node that `roots` were made from, and they themselves, each once and after all of
    its parents. Depth first, iterative, deterministic, in time linear in nodes and edges.
    Backward runs over it in reverse: no gradient is passed on before all of it has arrived.

    >>> from micrograd_ko import Value
    >>> x = Value(3.0, "x")
    >>> [node.name for node in topological_order(x * x + x)]
    ['x', 'mul(x=3, x=3)', 'add(9, x=3)']
    """
    return list(in_order(*roots))


def in_order(*roots: Node, value: Any = None) -> dict[Node, Any]:
    """위상 순서의 노드마다 value를 둔 사전.

    Return the nodes in topological order as keys, each with `value`.
    """
    found: dict[Node, Any] = {}
    # of many parents: those to come, for each time its turn comes back
    rest: dict[Node, Iterator[Node]] = {}
    for root in roots:
        path: list[Node | None] = [None]  # from the root there is nothing to come back to
        node: Node | None = None if root in found else root
        while node is not None:
            # down to the first parent, and back to this node later
            while (a := node._a) is not None and a not in found:
                path.append(node)
                node = a
            while node is not None:  # the first is found: now the second, and all after it
                b = node._b
                if type(b) is tuple:
                    b = next((p for p in rest.setdefault(node, iter(b)) if p not in found), None)
                if b is not None and b not in found:
                    path.append(node)
                    node = b  # type: ignore[assignment]
                    break
                found[node] = value  # all parents are found, so this node is next
                node = path.pop()
    return found


def expect_numbers(*nodes: Node) -> None:
    """노드마다 .data에 수가 들어 있는지.

    Raise a NotANumberError that names the first node whose ``.data`` was set to no number.

    Anything can be written to ``.data``, which is a mere slot. This is asked where an op or a pass
    has failed.
    """
    for node in nodes:
        if not node.holds(node.data):
            key = "data.node" if isinstance(node.data, Node) else "data.other"
            name, kind = type(node.data).__name__, getattr(node.data, "dtype", "")
            words = {"type": f"{name} ({kind})" if kind else name, "got": shown(node.data)}
            raise NotANumberError(key, node=node.label or type(node).__name__, **words)


# ── words about nodes, for messages ──


def call_text(node: Node) -> str:
    """``log(-1)``처럼 연산과 입력의 값.

    Write the op applied to its inputs' values, or the value of a leaf.
    """
    if node.op is None:
        return figure(node.data)
    inputs = ", ".join(
        f"{p.label}={figure(p.data)}" if p.label else figure(p.data) for p in node.parents
    )
    return f"{node.op!r}({inputs})"


def figure(data: Any) -> str:
    """수는 유효숫자 여섯 자리로, 배열은 모양으로.

    Write a number with six digits; of an array with several entries, its shape.
    """
    if isinstance(data, float):
        return f"{data:.6g}"
    if not hasattr(data, "shape"):  # .data was set to an int, or to what is no number
        return shown(data)
    return f"{data.item():.6g}" if data.size == 1 else str(data.shape)


def expect_node(x: Any, place: str) -> Node:
    """노드인지 확인한다. Check that x is a node; the error names the place."""
    if not isinstance(x, Node):
        raise NotANumberError("value.not_a_node", place=place, type=type(x).__name__, got=shown(x))
    return x
