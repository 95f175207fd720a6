"""train: 데이터 하나로 신경망을 학습시킨다. Train a network on one of the data sets."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..data import load, split, standardize
from ..errors import DataError
from ..files import expect_path
from ..init import manual_seed
from ..messages import clipped, text
from ..mnist import Mnist, download_mnist
from ..nn import MLP
from ..optim import OPTIMIZERS
from ..saving import save
from ..train import History, evaluate, fit, predict
from .options import whole

__all__ = ["RECIPES", "Recipe", "Task", "add_arguments", "prepare", "run", "task_of", "tell"]

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Recipe:
    """데이터마다 잘 맞는 신경망과 학습법.

    Hold a network and a way to train it that suit a data set.
    """

    hidden: tuple[int, ...]
    activation: str
    loss: str
    optimizer: str
    lr: float
    epochs: int
    batch_size: int | None


RECIPES = {
    "xor": Recipe((4,), "tanh", "binary_cross_entropy", "adam", 0.05, 300, None),
    "moons": Recipe((16, 16), "relu", "binary_cross_entropy", "adam", 0.01, 100, 32),
    "spirals": Recipe((32, 32), "relu", "cross_entropy", "adam", 0.01, 150, 32),
    "digits": Recipe((50,), "sigmoid", "cross_entropy", "sgd", 0.5, 60, 32),
    "mnist": Recipe((50,), "sigmoid", "cross_entropy", "sgd", 0.1, 17, 100),
    "diabetes": Recipe((16,), "relu", "mse", "adam", 0.003, 60, 32),
    "boston": Recipe((16, 16), "leaky_relu", "mse", "adam", 0.01, 100, 32),
}


# what the command line may change
OPTIONS = ("hidden", "activation", "optimizer", "lr", "epochs", "batch_size")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """이 명령의 인자. Declare what this command takes."""
    parser.add_argument(
        "data",
        choices=list(RECIPES),
        metavar="{" + ",".join(RECIPES) + "}",
        help=text("train.data"),
    )
    parser.add_argument("--epochs", type=whole("--epochs"), metavar="N", help=text("train.epochs"))
    parser.add_argument("--optimizer", choices=list(OPTIMIZERS), help=text("train.optimizer"))
    parser.add_argument("--lr", type=_number, metavar="X", help=text("train.lr"))
    parser.add_argument(
        "--batch-size", type=whole("--batch-size"), metavar="N", help=text("train.batch_size")
    )
    parser.add_argument("--hidden", type=_sizes, metavar="16,16", help=text("train.hidden"))
    parser.add_argument("--activation", metavar="NAME", help=text("train.activation"))
    add_seed_and_path(parser)
    parser.add_argument("--download", action="store_true", help=text("train.download"))
    parser.add_argument("--plot", metavar="FILE", help=text("train.plot"))
    parser.add_argument("--save", metavar="FILE", help=text("train.save"))
    parser.add_argument("--checkpoint", metavar="FILE", help=text("train.keep"))


def add_seed_and_path(parser: argparse.ArgumentParser) -> None:
    """시드와 데이터 파일. Declare the seed and the files of the data."""
    seed = whole("--seed", low=0, digits=18)
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help=text("train.seed"))
    parser.add_argument("--data", dest="path", metavar="PATH", help=text("train.path"))


def _number(given: str) -> float:
    try:
        return float(given)
    except ValueError:
        raise argparse.ArgumentTypeError(text("cli.real", given=clipped(given, 40))) from None


def _sizes(given: str) -> tuple[int, ...]:
    return tuple(map(whole("--hidden"), given.split(",")))


@dataclass(frozen=True)
class Task:
    """학습할 데이터: 나누고, 표준화한 것.

    Hold what to train on: split, and standardised where that helps.
    """

    X: Array
    y: Array
    X_validation: Array
    y_validation: Array
    X_test: Array
    y_test: Array
    outputs: int
    # of regression: mean and deviation of the targets, which are standardised
    scale: tuple[float, float] | None

    @property
    def metric(self) -> str | None:
        """분류에는 정확도. The metric: accuracy, for classes."""
        return "accuracy" if self.scale is None else None


def run(given: argparse.Namespace) -> int:
    """학습하고, 결과를 말하고, 그림을 저장한다. Train, tell the result, save the plots."""
    if given.plot:
        prepare(Path(given.plot))
    if given.save:
        expect_path(given.save)
    recipe = replace(
        RECIPES[given.data], **{k: v for k in OPTIONS if (v := getattr(given, k)) is not None}
    )
    if given.download:
        if given.data != "mnist":
            raise DataError("train.download_only", data=given.data)
        download_mnist(given.path)
    task = task_of(given.data, given.path, given.seed)
    manual_seed(given.seed)
    model = MLP(
        task.X.shape[1],
        [*recipe.hidden, task.outputs],
        activation=recipe.activation,
        dtype=task.X.dtype,
    )
    optimizer = OPTIMIZERS[recipe.optimizer](model, recipe.lr)
    _tell_start(given.data, recipe, task, model)
    options = {
        "epochs": recipe.epochs,
        "batch_size": recipe.batch_size,
        "metric": task.metric,
        "seed": given.seed,
        "checkpoint": given.checkpoint,
    }
    history = fit(
        model,
        task.X,
        task.y,
        loss=recipe.loss,
        optimizer=optimizer,
        validation=(task.X_validation, task.y_validation),
        **options,
    )
    tell(model, task, recipe.loss)
    print(text("train.seconds", seconds=f"{history.seconds:.1f}", epochs=len(history.loss)))
    made = []
    if given.save:
        made.append(save(model, given.save, optimizer=optimizer, history=history))
    if given.plot:
        made += _plots(given.data, model, task, history, Path(given.plot))
    for path in made:
        print(text("cli.saved", path=path))
    return 0


def _tell_start(name: str, recipe: Recipe, task: Task, model: MLP) -> None:
    """무엇을 학습하는지. Tell what is going to be trained."""
    sizes = {
        "train": len(task.X),
        "validation": len(task.X_validation),
        "test": len(task.X_test),
        "count": sum(p.size for p in model.parameters()),
    }
    about = {"data": name, "model": model, "optimizer": recipe.optimizer, "lr": recipe.lr}
    print(text("train.start", **about, **sizes))


def prepare(path: Path, *, drawn: bool = True) -> None:
    """파일을 저장할 수 있는지 학습하기 전에 본다.

    See before training whether a file can be saved: its folder, and of a plot the format.
    """
    if drawn:
        from viz.plotted import format_of

        format_of(path)
    path.parent.mkdir(parents=True, exist_ok=True)


def task_of(name: str, path: str | None, seed: int) -> Task:
    """데이터를 읽어 학습, 검증, 시험으로 나눈다. Load a data set, split and scaled."""
    try:
        data = load(name, path=path, seed=seed)
    except DataError as error:
        if name == "mnist" and path is None:
            raise DataError("train.no_mnist", error=error) from None
        raise
    if isinstance(data, Mnist):
        X, X_kept, y, y_kept = split(data.X_train, data.y_train, test=1 / 6, seed=seed)
        parts = X, y, X_kept, y_kept, data.X_test, data.y_test
        return Task(*parts, int(data.y_train.max()) + 1, None)
    if name == "xor":  # four points, all of which have to be seen
        return Task(*(data.X, data.y.reshape(-1, 1)) * 3, 1, None)
    X, X_kept, X_test, *targets = split(data.X, data.y, validation=0.2, test=0.2, seed=seed)
    if data.y.ndim == 2:  # a quantity, not a class
        X, X_kept, X_test = standardize(X, X_kept, X_test)
        mean, deviation = float(targets[0].mean()), float(targets[0].std())
        y, y_kept, y_test = ((part - mean) / deviation for part in targets)
        return Task(X, y, X_kept, y_kept, X_test, y_test, 1, (mean, deviation))
    classes = int(data.y.max()) + 1
    y, y_kept, y_test = (part.reshape(-1, 1) if classes == 2 else part for part in targets)
    return Task(X, y, X_kept, y_kept, X_test, y_test, 1 if classes == 2 else classes, None)


def tell(model: MLP, task: Task, loss: str) -> None:
    """학습, 검증, 시험 데이터에서 어떤지 말한다. Tell how it does on each part of the data."""
    parts = {
        "train": (task.X, task.y),
        "validation": (task.X_validation, task.y_validation),
        "test": (task.X_test, task.y_test),
    }
    for part, (X, y) in parts.items():
        found, accuracy = evaluate(model, X, y, loss=loss, metric=task.metric)
        name = text(f"train.part.{part}")
        if task.scale is None:
            print(text("train.result", part=name, loss=f"{found:.4g}", accuracy=f"{accuracy:.2%}"))
        else:  # back in the units of the data; the targets have variance 1 on the training part
            variance = float(np.var(y))
            print(
                text(
                    "train.result.regression",
                    part=name,
                    mse=f"{found * task.scale[1] ** 2:.4g}",
                    r2=f"{1 - found / variance:.4g}",
                )
            )


def _plots(name: str, model: MLP, task: Task, history: History, path: Path) -> list[Path]:
    """결과 그림과 학습 곡선.

    Save the plot of the result in the file asked for, the curves beside it.
    """
    from viz import plots

    if task.scale is not None:
        mean, deviation = task.scale
        figure = plots.predictions(
            task.y_test * deviation + mean, predict(model, task.X_test) * deviation + mean
        )
    elif task.X.shape[1] == 2:
        figure = plots.decision_boundary(
            lambda points: _classes(predict(model, points)), task.X, task.y.reshape(-1)
        )
    else:
        figure = plots.digits(
            task.X_test[:30], _classes(predict(model, task.X_test[:30])), task.y_test[:30]
        )
    curves = path.with_name(f"{path.stem}_curves{path.suffix}")
    return [plots.save(figure, path), plots.save(plots.curves(history), curves)]


def _classes(scores: Array) -> Array:
    return (
        scores.argmax(axis=1) if scores.shape[1] > 1 else (scores.reshape(-1) > 0).astype(np.int64)
    )
