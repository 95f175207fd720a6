"""시도 한 번: 어느 프로세스에서든 같은 결과가 나오게.

Make one attempt, in whatever process or thread, so that what comes out depends on nothing but what
goes in: its own random numbers, one thread of linear algebra, no warnings, and errors as results.
"""

from __future__ import annotations

import math
import os
import platform
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from importlib.util import find_spec
from typing import Any, NamedTuple

from ..errors import DivergedError, NumericWarning, ReplayWarning, TrainingWarning
from ..init import seeded
from .trials import DIVERGED, DONE, FAILED, WORST

__all__ = ["Objective", "Outcome", "Task", "attempt", "calm", "here", "lost"]

Objective = Callable[..., Any]


class Task(NamedTuple):
    """할 일: 값, 시드, 에폭 수. Hold one attempt: values, seed, epochs (None: not said)."""

    parameters: dict[str, Any]
    seed: int
    epochs: int | None
    origin: tuple[int, str]  # the process that searches


class Outcome(NamedTuple):
    """한 번의 결과. Hold what came out of one attempt."""

    state: str
    score: float
    error: str
    details: str
    seconds: float


def attempt(objective: Objective, task: Task) -> Outcome:
    """한 번 해 본다. 오류도 결과다.

    Call the objective; an error is an outcome too, so that it reaches the search from any process.
    """
    began = time.perf_counter()
    state, score, error, details = DONE, WORST, "", ""
    budget = {} if task.epochs is None else {"epochs": task.epochs}
    # threads share both with the process that searches, which keeps calm itself
    with nullcontext() if task.origin == here() else calm(), seeded(task.seed):
        try:
            score = float(objective(**task.parameters, seed=task.seed, **budget))
        except DivergedError as diverged:
            state, error = DIVERGED, str(diverged)
        except Exception as raised:
            state, error = FAILED, f"{type(raised).__name__}: {raised}"
            details = traceback.format_exc()
    if state == DONE and not math.isfinite(score):
        state, score, error = DIVERGED, WORST, f"{score:g}"
    return Outcome(state, score, error, details, time.perf_counter() - began)


def lost(error: BaseException) -> Outcome:
    """작업자가 죽었거나 보낼 수 없었다. Say that an attempt never came back, and why."""
    return Outcome(FAILED, WORST, f"{type(error).__name__}: {error}", "", 0.0)


def here() -> tuple[int, str]:
    """이 프로세스. Name this process, on whichever machine."""
    return os.getpid(), platform.node()


@contextmanager
def calm() -> Iterator[None]:
    """발산의 경고 없이, 선형대수는 스레드 하나로.

    Silence what a search expects (some trials diverge), and compute with one thread of linear
    algebra: sums in another order would be other numbers, and workers would wait for each other.
    """
    limits: Any = nullcontext()
    if find_spec("threadpoolctl") is not None:  # comes with scikit-learn
        from threadpoolctl import threadpool_limits

        limits = threadpool_limits(1)
    with warnings.catch_warnings(), limits:
        for kind in (NumericWarning, ReplayWarning, TrainingWarning):
            warnings.simplefilter("ignore", kind)
        yield
