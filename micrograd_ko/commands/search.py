"""search: 데이터 하나에 맞는 학습률과 가중치 감소를 찾는다.

Search the learning rate and the weight decay for one of the data sets, as the notes do: at random
in log scale, judged on validation data, narrowed in stages; the test data are looked at once.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..init import manual_seed
from ..losses import accuracy
from ..messages import clipped, text
from ..nn import MLP
from ..optim import OPTIMIZERS
from ..searching import Search, log_uniform, search
from ..train import fit
from .options import whole
from .train import RECIPES, Recipe, Task, add_seed_and_path, prepare, task_of, tell

__all__ = ["add_arguments", "run"]

LR, DECAY = (1e-6, 1e2), (1e-8, 1.0)  # the notes' ranges


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """이 명령의 인자. Declare what this command takes."""
    names = "{" + ",".join(RECIPES) + "}"
    parser.add_argument("data", choices=list(RECIPES), metavar=names, help=text("train.data"))
    for name, default in (("trials", 15), ("stages", 3), ("workers", 1)):
        words, read = text(f"search.help.{name}"), whole(f"--{name}")
        parser.add_argument(f"--{name}", type=read, default=default, metavar="N", help=words)
    parser.add_argument(
        "--epochs", type=whole("--epochs"), metavar="N", help=text("search.help.epochs")
    )
    parser.add_argument("--give-up", type=_epochs, metavar="2,6", help=text("search.help.give_up"))
    for option, ends in (("--lr", LR), ("--weight-decay", DECAY)):
        parser.add_argument(
            option, type=_range, default=ends, metavar="LOW,HIGH",
            help=text("search.help.range", low=f"{ends[0]:g}", high=f"{ends[1]:g}"),
        )  # fmt: skip
    parser.add_argument("--optimizer", choices=list(OPTIMIZERS), help=text("train.optimizer"))
    add_seed_and_path(parser)
    parser.add_argument("--plot", metavar="FILE", help=text("search.help.plot"))
    parser.add_argument("--out", metavar="FILE", help=text("search.help.out"))


def _epochs(given: str) -> tuple[int, ...]:
    return tuple(map(whole("--give-up"), given.split(",")))


def _range(given: str) -> tuple[float, float]:
    try:
        low, high = map(float, given.split(","))
    except ValueError:
        words = text("search.cli.range", given=clipped(given, 40))
        raise argparse.ArgumentTypeError(words) from None
    return low, high


@dataclass(frozen=True)
class _Judged:
    """값 하나를 학습시켜 검증 데이터로 잰다.

    Train a recipe's network with what was drawn, and judge it on validation data: by its accuracy,
    or by R² where a quantity is predicted.
    """

    recipe: Recipe
    task: Task

    def __call__(self, *, lr: float, weight_decay: float, seed: int, epochs: int) -> float:
        model = self.model(lr, weight_decay, seed, epochs, progress=False)
        scores, wanted = model.predict(self.task.X_validation), self.task.y_validation
        if self.task.scale is None:
            return accuracy(scores, wanted)
        return 1 - float(np.mean((scores - wanted) ** 2)) / float(np.var(wanted))

    def model(
        self, lr: float, weight_decay: float, seed: int, epochs: int, *, progress: bool
    ) -> MLP:
        """그 값으로 학습한 신경망. Train a network with these values."""
        task, recipe = self.task, self.recipe
        sizes = [*recipe.hidden, task.outputs]
        model = MLP(
            task.X.shape[1], sizes, activation=recipe.activation, rng=seed, dtype=task.X.dtype
        )
        kind: Any = OPTIMIZERS[recipe.optimizer]
        fit(
            model, task.X, task.y, loss=recipe.loss,
            optimizer=kind(model, lr, weight_decay=weight_decay),
            epochs=epochs, batch_size=recipe.batch_size, seed=seed, progress=progress,
        )  # fmt: skip
        return model


def run(given: argparse.Namespace) -> int:
    """찾고, 표로 말하고, 고른 것을 시험 데이터로 한 번 잰다.

    Search, tell by a table, and measure what was chosen on the test data, once.
    """
    for file in (given.plot, given.out):
        if file:
            prepare(Path(file), drawn=file is given.plot)
    recipe = RECIPES[given.data]
    if given.optimizer is not None:
        recipe = replace(recipe, optimizer=given.optimizer)
    task = task_of(given.data, given.path, given.seed)
    judged = _Judged(recipe, task)
    # few epochs, so that bad values cost little; a ninth and a third of them before giving up
    epochs = given.epochs or max(recipe.epochs // 4, 1)
    early = {epochs // 9, epochs // 3} - {0, epochs}
    found = search(
        judged,
        {"lr": log_uniform(*given.lr), "weight_decay": log_uniform(*given.weight_decay)},
        trials=given.trials,
        stages=given.stages,
        epochs=epochs,
        give_up=sorted(early) if given.give_up is None else given.give_up,
        seed=given.seed,
        executor=None if given.workers == 1 else given.workers,
    )
    print(found)
    _save(found, given.out, given.plot)
    if not found.finished:
        return 1
    _finish(judged, found, max(recipe.epochs, epochs), given.seed)
    return 0


def _finish(judged: _Judged, found: Search, epochs: int, seed: int) -> None:
    chosen = found.best_parameters
    words = {name: f"{value:.3g}" for name, value in chosen.items()}
    print(text("search.chosen", **words, epochs=epochs))
    manual_seed(seed)
    model = judged.model(**chosen, seed=found.best.seed, epochs=epochs, progress=True)
    tell(model, judged.task, judged.recipe.loss)


def _save(found: Search, out: str | None, plot: str | None) -> None:
    if out:
        with Path(out).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(_rows(found))
        print(text("cli.saved", path=out))
    if plot:
        from viz import plots

        print(text("cli.saved", path=plots.save(plots.trials(found), Path(plot))))


def _rows(found: Search) -> list[list[Any]]:
    """표의 줄: 뽑은 차례대로. Write a row for each trial, in the order in which they were drawn."""
    head = ["number", "stage", *found.scales, "seed", "score", "state", "epochs"]
    return [
        [*head, "seconds", "error"],
        *(
            [
                t.number, t.stage, *t.parameters.values(), t.seed, t.score if t.scored else "",
                t.state, t.curve[-1][0] if t.curve else "", f"{t.seconds:.3f}", t.error,
            ]
            for t in found.trials
        ),
    ]  # fmt: skip
