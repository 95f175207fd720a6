"""체크포인트: 학습이 하던 일을 파일에 남기고, 거기에서 이어 간다.

Keep in a file what a training was doing, and go on from there: the model, the optimizer, the random
numbers, the history, and the place in the epoch. A training that was killed and started again comes
to the same numbers, to the last bit, as one that was not.
"""

from __future__ import annotations

import hashlib
import math
import os
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import EXACT, is_real, shown
from ..errors import DataError, MicrogradError, OptionError
from ..files import (
    BrokenError,
    expect_path,
    expected,
    field,
    generator_from_tree,
    read_tree,
    tree_of_generator,
    write_tree,
)
from ..losses import LOSSES
from ..nn import Module
from ..optim import Optimizer
from .history import history_from_tree, tree_of_history
from .steps import Data
from .stopping import EarlyStopping

if TYPE_CHECKING:
    from .running import Run

__all__ = ["Checkpoint", "same_training"]

KIND = "checkpoint"
PARTS: dict[str, type | tuple[type, ...]] = {  # of the tree in the file
    "training": dict, "place": dict, "model": dict, "optimizer": dict, "random": list,
    "history": dict, "runaway": dict, "stopper": (dict, type(None)),
}  # fmt: skip
LOOKED_AT = (*range(10), *(10**n for n in range(1, 7)))  # steps, to tell schedules apart
SECONDS = 10.0  # how much work may be lost: a checkpoint is due after so much time


class Checkpoint:
    """학습 하나의 체크포인트 파일. 경로가 없으면 아무것도 하지 않는다.

    Hold the checkpoint of one training; without a path it does nothing.

    Args:
        training: what makes this training the same as the one in the file.
    """

    def __init__(
        self, path: str | os.PathLike[str] | None, run: Run, optimizer: Optimizer,
        stopper: EarlyStopping, training: dict[str, str],
    ) -> None:  # fmt: skip
        self.path = None if path is None else expect_path(path)
        self.run, self.optimizer, self.stopper = run, optimizer, stopper
        self.training = training
        self._last = time.monotonic()

    def resume(self) -> None:
        """파일이 있으면 거기에서 이어 간다. Go on from the file, if there is one.

        Raises:
            OptionError: it is of another training, with all that differs.
            DataError: it is no checkpoint, or not whole.
        """
        if self.path is None or not self.path.exists():
            return
        tree = read_tree(self.path, KIND)
        try:
            parts = {name: field(tree, name, kind, KIND) for name, kind in PARTS.items()}
            different = self._different(parts["training"])
            if not different:
                self._take_up(parts)
        except (BrokenError, MicrogradError, KeyError, TypeError, ValueError) as error:
            reason = f"{type(error).__name__}: {error}"
            raise DataError("train.checkpoint.broken", path=self.path, error=reason) from error
        if different:
            raise OptionError("train.checkpoint", path=self.path, differs="; ".join(different))

    def _take_up(self, tree: dict[str, Any]) -> None:
        """읽은 상태를 제자리에. Put a state that was read where it belongs."""
        run = self.run
        self.stopper.take_up(tree["stopper"])
        run.model.load_state_dict(tree["model"])
        self.optimizer.load_state_dict(tree["optimizer"])
        for (module, name), state in zip(_drawing(run.model), tree["random"], strict=True):
            setattr(module, name, generator_from_tree(state, "random"))
        run.history = history_from_tree(tree["history"])
        vars(run.place).update(_placed(_like(vars(run.place), tree["place"])))
        vars(run.runaway).update(_like(vars(run.runaway), tree["runaway"]))

    def save_if_due(self) -> None:
        """때가 되었으면 남긴다. Write the file if that is due."""
        if self.path is not None and time.monotonic() - self._last >= SECONDS:
            self.save()

    def save(self) -> None:
        """지금 상태를 남긴다. Write the state of now, in place of the one before."""
        if self.path is None:
            return
        run = self.run
        tree = {
            "training": self.training,
            "place": asdict(run.place),
            "model": run.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "random": [tree_of_generator(getattr(*place)) for place in _drawing(run.model)],
            "history": tree_of_history(run.history),
            "runaway": vars(run.runaway),
            "stopper": self.stopper.kept(),
        }
        write_tree(self.path, tree, KIND)
        self._last = time.monotonic()

    def _different(self, then: dict[str, Any]) -> list[str]:
        """그때의 학습과 다른 것. List what differs from the training in the file."""
        return [
            f"{name}: {then.get(name, '-')} ≠ {now}"
            for name, now in self.training.items()
            if then.get(name) != now
        ]


def same_training(
    run: Run, optimizer: Optimizer, data: Data, validation: Any, stopper: EarlyStopping
) -> dict[str, str]:
    """이어 가려면 같아야 하는 것. Tell, in words, what has to be the same to go on."""
    options = optimizer.options()
    if optimizer.schedule is not None:
        options["lr"] = _digest([_rate(optimizer.schedule, step) for step in LOOKED_AT])
    shapes = {name: (x.shape, x.dtype.name) for name, x in run.model.state_dict().items()}
    return {
        "model": f"{run.model!r} {_digest(repr(shapes).encode())}",
        "optimizer": f"{type(optimizer).__name__}({_listed(options)})",
        "loss": _written(run.loss_of),
        "patience": str(stopper.patience),
        "metric": ", ".join(run.metrics),
        "batch_size": str(run.batch_size),
        "seed": str(run.seed),
        "data": _digest(*data.arrays()),
        "validation": "" if validation is None else _digest(*validation),
    }


def _like(now: dict[str, Any], then: dict[str, Any]) -> dict[str, Any]:
    """같은 칸에 같은 종류가 든 것.

    Check that a dict from a file has the entries of `now`, each of the same type; a number or None
    where that is None.
    """
    if expected(then, dict, KIND).keys() != now.keys():
        raise ValueError(f"{sorted(then)} ≠ {sorted(now)}")
    for name, x in then.items():
        unset = now[name] is None and (x is None or _is_number(x))
        if not unset and type(x) is not type(now[name]):
            raise TypeError(f"{name}: {shown(x)}")
        if isinstance(x, list):
            _numbers(x)
    return then


def _placed(place: dict[str, Any]) -> dict[str, Any]:
    """있을 수 있는 자리인가: 배운 미니배치마다 손실과 크기.

    Check that a training can have come to this place: whatever batches were done have losses and
    sizes.
    """
    sizes = place["sizes"]
    counted = len(place["losses"]) == len(sizes) and all(0 < n < math.inf for n in sizes)
    if not counted or place["epoch"] < 1 or (place["batch"] > 0) != bool(sizes):
        raise ValueError(shown(place))
    return place


def _is_number(x: Any) -> bool:
    return is_real(x) and not (isinstance(x, int) and abs(x) >= EXACT)


def _numbers(given: Any) -> list[float]:
    if not isinstance(given, list) or not all(map(_is_number, given)):
        raise TypeError(shown(given))
    return given


def _drawing(model: Module) -> list[tuple[Module, str]]:
    """난수 생성기가 있는 곳. List where a model has random generators: modules and attributes."""
    return [
        (module, name)
        for module in model.modules()
        for name, x in vars(module).items()
        if isinstance(x, np.random.Generator)
    ]


def _rate(schedule: Any, step: int) -> float:
    """그 스텝의 학습률, 거기까지 가지 않는 스케줄이면 nan.

    Give the learning rate at a step; nan where a schedule, such as a table, does not go so far.
    """
    try:
        return float(schedule(step))
    except Exception:  # whatever the user's function raises; training tells of its own steps
        return math.nan


def _written(function: Any) -> str:
    """함수의 이름, 직접 쓴 것이면 그 내용의 지문도.

    Name a function; of one of the user's own, which may be called as another, with what it does.
    """
    name: str = getattr(function, "__name__", repr(function))
    code = getattr(function, "__code__", None)
    if function in LOSSES.values() or code is None:
        return name
    # a set is written in another order by each process
    constants = [
        sorted(map(repr, x)) if isinstance(x, frozenset) else x
        for x in code.co_consts
        if not isinstance(x, type(code))
    ]
    about = repr((code.co_code, code.co_names, constants)).encode()
    return f"{name} {_digest(np.frombuffer(about, np.uint8))}"


def _listed(options: dict[str, Any]) -> str:
    return ", ".join(f"{name}={x!r}" for name, x in sorted(options.items()))


def _digest(*given: Any) -> str:
    """내용의 지문. Give a fingerprint of numbers: their types, shapes and bytes."""
    found = hashlib.blake2b(digest_size=8)
    for one in given:
        x = np.ascontiguousarray(one)
        found.update(f"{x.dtype.str}{x.shape}".encode())
        found.update(x.data)
    return found.hexdigest()
