"""변수 이름을 이름표로.

Label nodes with the names of the variables that hold them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .graph import Node

__all__ = ["label_names"]


def label_names(namespace: Mapping[str, Any]) -> dict[str, Node]:
    """변수 이름을 노드의 이름표로 붙인다: ``label_names(globals())``.

    Label every unlabelled node with the name of the variable that holds it; nodes in a list,
    tuple or dict get ``name[0]``, ``name['key']``. Labels given by hand stay, and names that
    start with an underscore do not count.

    Returns:
        the nodes labelled now, by label.

    >>> from micrograd_ko import Value
    >>> a, b = Value(2.0), [Value(3.0)]
    >>> list(label_names({"a": a, "b": b})), a
    (['a', 'b[0]'], Value(data=2, grad=None, label='a'))
    """
    named: dict[str, Node] = {}
    ours = [
        (name, held)
        for name, held in namespace.items()
        if not name.startswith("_") and name not in HISTORY
    ]
    # x before xs[0]
    for name, held in sorted(ours, key=lambda item: not isinstance(item[1], Node)):
        for label, node in _held_nodes(name, held):
            if not node.label:
                node.label, named[label] = label, node
    return named


HISTORY = ("In", "Out")  # where IPython keeps what was typed and shown


def _held_nodes(name: str, held: Any) -> Iterable[tuple[str, Node]]:
    if isinstance(held, Node):
        return [(name, held)]
    if isinstance(held, (list, tuple)):
        return [(f"{name}[{i}]", x) for i, x in enumerate(held) if isinstance(x, Node)]
    if isinstance(held, dict):
        return [(f"{name}[{key!r}]", x) for key, x in held.items() if isinstance(x, Node)]
    return []
