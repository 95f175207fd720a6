"""학습의 기록, 그리고 에폭마다 부르는 것.

Note what happened in a training, in files, too, and say what is called after each epoch.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Protocol

from ..arguments import shown
from ..files import BrokenError, expected, items
from ..files import field as entry

__all__ = ["Callback", "History", "history_from_tree", "tree_of_history"]


@dataclass
class History:
    """학습의 기록: 에폭마다의 손실과 지표.

    Record what happened, one number for each epoch. `loss` is the mean over the epoch's batches, as
    the parameters moved; the rest is taken after the epoch, with the network as in use. `metric`
    and `val_metric` are of the first metric that was asked for; `metrics` holds all by name, those
    of the validation data under ``val_`` and the name. What was not asked for is empty.

    >>> history = History(loss=[2.0, 0.5], seconds=1.5)
    >>> history, history.loss[-1]
    (History(2 epochs, loss=0.5, 1.5 s), 0.5)
    """

    loss: list[float] = field(default_factory=list)
    metric: list[float] = field(default_factory=list)
    val_loss: list[float] = field(default_factory=list)
    val_metric: list[float] = field(default_factory=list)
    metric_name: str = ""
    best_epoch: int | None = None  # counted from 1; None without early stopping
    seconds: float = 0.0
    metrics: dict[str, list[float]] = field(default_factory=dict)

    def note(self, name: str, number: float) -> None:
        """지표 하나를 적는다. Note a metric of this epoch, under its name.

        >>> history = History(metric_name="accuracy")
        >>> history.note("accuracy", 0.5)
        >>> history.note("accuracy", 0.75)
        >>> history.metric, history.metrics
        ([0.5, 0.75], {'accuracy': [0.5, 0.75]})
        """
        self.metrics.setdefault(name, []).append(number)
        if name == self.metric_name:
            self.metric.append(number)
        elif name == f"val_{self.metric_name}":
            self.val_metric.append(number)

    def __repr__(self) -> str:
        best = f", best_epoch={self.best_epoch}" if self.best_epoch else ""
        last = "".join(
            f", {k}={v[-1]:.4g}"
            for k in ("loss", "metric", "val_loss", "val_metric")
            if (v := getattr(self, k))
        )
        return f"History({len(self.loss)} epochs{last}{best}, {self.seconds:.1f} s)"


class Callback(Protocol):
    """에폭이 끝날 때마다 부르는 것: 함수 하나면 된다.

    Stand for what ``fit(on_epoch=…)`` calls after each epoch; any function of these two is one:

    >>> from micrograd_ko.nn import Linear
    >>> from micrograd_ko.train import fit
    >>> def enough(epoch, history):
    ...     return history.loss[-1] < 0.01
    >>> len(fit(Linear(1, 1, init="zeros"), [[1.0]], [[2.0]], loss="mse", optimizer="sgd",
    ...         epochs=500, progress=False, on_epoch=enough).loss)  # it stopped early
    75
    """

    def __call__(self, epoch: int, history: History, /) -> Any:
        """에폭의 번호(1부터)와 지금까지의 기록을 받는다. True를 돌려주면 학습을 마친다.

        Take the number of the epoch, from 1, and the history so far; to return True ends training.
        """


def tree_of_history(history: History) -> dict[str, Any]:
    """학습 기록. Write a history.

    >>> tree = tree_of_history(History(loss=[2.0, 0.5]))
    >>> tree["loss"], tree["best_epoch"]
    ([2.0, 0.5], None)
    """
    return asdict(history)


def history_from_tree(tree: Any) -> History:
    """학습 기록을 다시. Read a history.

    >>> history_from_tree({"loss": [2.0, 0.5], "seconds": 1.5})
    History(2 epochs, loss=0.5, 1.5 s)
    """
    plain, known = History(), {f.name for f in fields(History)}
    more = [name for name in expected(tree, dict, "history") if name not in known]
    if more:
        raise BrokenError("files.more", names=shown(", ".join(more)))
    for name in tree:
        if isinstance(getattr(plain, name), list):
            items(tree, name, (float, int), "history")
        elif isinstance(getattr(plain, name), dict):
            for metric in entry(tree, name, dict, "history"):
                items(tree[name], metric, (float, int), f"history.{name}")
        else:
            kinds = OTHER.get(name, type(getattr(plain, name)))
            entry(tree, name, kinds, "history")
    return History(**tree)


OTHER: dict[str, Any] = {"best_epoch": (int, type(None))}
