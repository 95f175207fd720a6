"""탐색할 목적 함수들: 다른 프로세스도 가져올 수 있는 곳에 둔다.

Objectives of searches, where other processes can import them.
"""

import os
import signal
import time
from pathlib import Path

import numpy as np

from micrograd_ko import data
from micrograd_ko.nn import MLP
from micrograd_ko.optim import SGD
from micrograd_ko.searching import log_uniform, whole
from micrograd_ko.train import fit

SPACE = {"lr": log_uniform(1e-5, 1e4), "weight_decay": log_uniform(1e-8, 1), "width": whole(2, 20)}
PLAN = {"trials": 6, "stages": 2, "epochs": 6, "give_up": (2,), "keep": 0.5, "seed": 3}
PLAN["progress"] = False
MOONS = data.moons(n=80, seed=0)


def trained(lr, weight_decay, width, *, seed, epochs):
    """The score of a network, with initial weights from the common generator."""
    model = MLP(2, [width, width, 1])
    y = MOONS.y.reshape(-1, 1)
    sgd = SGD(model, lr, weight_decay=weight_decay)
    fit(model, MOONS.X[:60], y[:60], loss="mse", optimizer=sgd, epochs=epochs, batch_size=8,
        seed=seed, progress=False)  # fmt: skip
    return -float(np.mean((model.predict(MOONS.X[60:]) - y[60:]) ** 2))


class Killing:
    """`trained`, but the process that takes attempt number `at` is killed in the middle of it.

    Attempts are counted from 0 by files in `folder`. Whoever takes the trial with `seed` is killed,
    too.
    """

    def __init__(self, folder, at=None, seed=None):
        self.folder, self.at, self.seed = str(folder), at, seed

    def __call__(self, *, seed, epochs, **parameters):
        number = self._count()
        time.sleep(0.05)  # so that the other worker is at work, too
        if number == self.at or seed == self.seed:
            os.kill(os.getpid(), signal.SIGKILL)
        return trained(**parameters, seed=seed, epochs=epochs)

    def _count(self):
        number = 0
        while True:
            try:
                (Path(self.folder) / str(number)).touch(exist_ok=False)
            except FileExistsError:
                number += 1
            else:
                return number


def failing(lr, *, seed):
    """A score; but an error for every third trial, by its seed."""
    if seed % 3 == 0:
        raise ZeroDivisionError(f"seed {seed}")
    return -abs(np.log(lr))


class Unwelcome:
    """Something that can be sent, but not received."""

    def __call__(self, lr, *, seed):
        return 0.0

    def __reduce__(self):
        return int, ("no number",)
