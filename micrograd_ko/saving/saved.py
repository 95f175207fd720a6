"""save와 load: 모델과 그래프를 저장하고 불러온다.

Save models and graphs, and load them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NamedTuple

from ..arguments import shown
from ..engine import Node
from ..errors import DataError, OptionError
from ..files import BrokenError, expected, field, read_document, write_tree
from ..nn import Module
from ..optim import Optimizer
from ..spelling import spelled
from ..train import History, history_from_tree, tree_of_history
from .graphs import graph_from_tree, tree_of_graph
from .models import model_from_tree, tree_of_model
from .states import optimizer_from_tree, tree_of_optimizer

__all__ = ["Saved", "load", "load_run", "save"]


class Saved(NamedTuple):
    """저장한 학습: 모델, 옵티마이저, 기록.

    Hold what a file of a model holds: ``model, optimizer, history = load_run(path)``. What was not
    saved is None.

    >>> from micrograd_ko.nn import Linear
    >>> model, optimizer, history = load_run(save(Linear(2, 1), "model.npz"))
    >>> model, optimizer, history
    (Linear(2, 1), None, None)
    """

    model: Module
    optimizer: Optimizer | None
    history: History | None


@spelled
def save(
    thing: Any,
    path: str | os.PathLike[str],
    *,
    optimizer: Optimizer | None = None,
    history: History | None = None,
) -> Path:
    """모델이나 그래프를 파일로 저장한다: ``save(model, "model.npz")``.

    Save a model, with its optimizer and history if they are given, or a graph. Its numbers, states
    of random numbers and modes come back to the last bit, and so do the gradients of a graph. The
    file is written beside the old one and renamed: the path always holds a whole file. It is never
    a pickle.

    Args:
        thing: a Module, a node, or a list of nodes. Of a Module with classes of your own the
            numbers are saved; :func:`load` puts them into one that you make.
        path: its suffix says the form: .npz, .json (text to read), .safetensors (extra `io`). Its
            folder is made if need be.

    Returns:
        the path.

    Raises:
        DataError: an unknown suffix, something that no file holds (such as a lambda), a folder
            that cannot be written to, a full disk.
        OptionError: `thing` is something else, or the optimizer belongs to another model.

    >>> import tempfile
    >>> from micrograd_ko.nn import MLP
    >>> path = save(MLP(2, [3, 1], rng=0), Path(tempfile.mkdtemp()) / "model.npz")
    >>> load(path)
    MLP(Linear(2, 3), relu, Linear(3, 1))
    """
    if isinstance(thing, Module):
        return write_tree(path, _run_tree(thing, optimizer, history), "model")
    roots = list(thing) if isinstance(thing, (list, tuple)) else [thing]
    if not roots or not all(isinstance(root, Node) for root in roots):
        raise OptionError("saving.thing", type=type(thing).__name__, got=shown(thing))
    if optimizer is not None or history is not None:
        raise OptionError("saving.graph_alone")
    many = isinstance(thing, (list, tuple))
    return write_tree(path, tree_of_graph(roots, many=many), "graph")


@spelled
def load(path: str | os.PathLike[str], *, into: Module | None = None) -> Any:
    """저장한 모델이나 그래프를 불러온다: ``model = load("model.npz")``.

    Load what :func:`save` wrote: the model; or of a graph its root, or the list of its roots. What
    comes back does not depend on what else is in the file; for the optimizer and the history there
    is :func:`load_run`. Nothing in the file is executed.

    Args:
        into: a model to put the numbers into, such as one of a class of your own; it comes back.

    Raises:
        DataError: no such file, one that is damaged, foreign, hostile or newer; a model with
            classes of your own and no `into`; numbers that do not fit `into`, which then is as it
            was.

    >>> from micrograd_ko import Value
    >>> y = Value(3.0, "x") * 2
    >>> y.backward()
    >>> again = load(save(y, "graph.json"))
    >>> again.data, again.parents[0].label, again.parents[0].grad
    (6.0, 'x', 2.0)
    """
    found = _loaded(path, into, "model", "graph")
    return found.model if isinstance(found, Saved) else found


@spelled
def load_run(path: str | os.PathLike[str], *, into: Module | None = None) -> Saved:
    """저장한 모델과 옵티마이저와 기록을 불러온다: ``model, optimizer, history = load_run(path)``.

    Load a model as :func:`load` does, with its optimizer and history, None for what was not saved.
    The optimizer moves this model's parameters and goes on from where it was.

    Raises:
        DataError: as :func:`load`; or the file holds a graph.

    Warns:
        TrainingWarning: the learning rate followed a schedule, a function, which no file holds.

    >>> from micrograd_ko.nn import Linear
    >>> from micrograd_ko.optim import Adam
    >>> model = Linear(2, 1)
    >>> path = save(model, "run.npz", optimizer=Adam(model, lr=0.01))
    >>> load_run(path).optimizer
    Adam(lr=0.01, 2 parameters)
    """
    found: Saved = _loaded(path, into, "model", whole=True)
    return found


def _run_tree(model: Module, optimizer: Any, history: Any) -> dict[str, Any]:
    tree: dict[str, Any] = {"model": tree_of_model(model)}
    if optimizer is not None:
        if not isinstance(optimizer, Optimizer):
            raise OptionError("saving.option", option="optimizer", got=shown(optimizer))
        tree["optimizer"] = tree_of_optimizer(optimizer, model)
    if history is not None:
        if not isinstance(history, History):
            raise OptionError("saving.option", option="history", got=shown(history))
        tree["history"] = tree_of_history(history)
    return tree


def _loaded(
    path: str | os.PathLike[str], into: Module | None, *kinds: str, whole: bool = False
) -> Any:
    if into is not None and not isinstance(into, Module):
        raise OptionError("saving.option", option="into", got=shown(into))
    document = read_document(path, *kinds)
    try:
        if document.kind == "model":
            return _run(document.tree, into, whole=whole)
        if into is not None:
            raise OptionError("saving.into_graph", path=path)
        return graph_from_tree(document.tree)
    except BrokenError as error:
        raise DataError("files.broken", path=path, what=error.what) from None


def _run(tree: Any, into: Module | None, *, whole: bool) -> Saved:
    """모델을, whole이면 옵티마이저와 기록도. Load a model, and if `whole` what trained it."""
    parts = expected(tree, dict, "file")
    model, put = model_from_tree(field(parts, "model", dict, "file"), into)
    optimizer = history = None
    if whole and "history" in parts:
        history = history_from_tree(parts["history"])
    if whole and "optimizer" in parts:
        optimizer = optimizer_from_tree(parts["optimizer"], model)
    put()  # when everything was found to fit
    return Saved(model, optimizer, history)
