"""search: 무작위로 뽑고, 일찍 포기하고, 범위를 좁힌다.

Search: draw at random, give up early, narrow the ranges. Everything is drawn here, from the seed,
and what is given up is decided when all of a rung are there: so neither the executor nor the order
in which attempts end changes a result.
"""

from __future__ import annotations

import inspect
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..arguments import check_whole, is_real, is_whole, shown
from ..errors import OptionError, SearchError, TrainingWarning, warn
from ..messages import text
from ..spelling import spelled
from .running import Outcome, Task, calm, here
from .scored import scored
from .spaces import Space, spaces_of
from .trials import DONE, FAILED, GIVEN_UP, STOPPED, Search, Trial, ranked
from .workers import Workers, workers_of

__all__ = ["search"]


@spelled
def search(
    objective: Any, space: Any, X: Any = None, y: Any = None, *, trials: int = 20, stages: int = 1,
    epochs: int | None = None, give_up: Sequence[int] = (), keep: float = 1 / 3, seed: int = 0,
    executor: Any = None, validation: Any = 0.25, scoring: Any = None, resource: str = "epochs",
    progress: bool = True,
) -> Search:  # fmt: skip
    """하이퍼파라미터를 찾는다: 무작위로 뽑고, 나쁜 것은 일찍 포기하고, 범위를 좁힌다.

    Search hyperparameters and return the :class:`Search`. What it returns depends on the arguments
    but not on the executor, the number of workers or which of them is first; nor, with Dask or a
    pool of our own, on workers that die.

    Args:
        objective: a function of the parameters, by name, and of `seed` (and of `epochs` where those
            are given), that returns a score, larger is better; or an estimator of scikit-learn.
        space: for each parameter, by name, :func:`log_uniform`, :func:`uniform`, :func:`whole`,
            :func:`choice`, a list of options, or a frozen distribution of SciPy.
        X, y: samples and targets, for an estimator.
        trials: how many to draw in each stage.
        stages: each begins with the ranges of the best quarter (at least three) of all before.
        epochs: of a whole training; given to the objective. Left out, it is not told of any.
        give_up: after so many epochs, such as (2, 6), the worse of the stage's trials are given up
            and the best `keep` (rounded up) are trained for longer: successive halving, by rungs
            (Jamieson and Talwalkar, 2016). Each rung trains afresh.
        seed: for what is drawn. Each trial has a seed of its own, by this one and its number.
        executor: None for one after another; how many processes of our own; or any
            ``concurrent.futures.Executor``, such as ``dask.distributed.Client().get_executor()``.
        validation, scoring, resource: for an estimator, the share that is set aside (or an (X, y)
            of its own), a name or scorer of scikit-learn, and the parameter that takes the epochs.
        progress: show a progress bar on stderr.

    Raises:
        OptionError: arguments that do not fit.
        SearchError: no trial of a stage has a score; or an executor of the user's broke down.

    Warns:
        TrainingWarning: some trials raised an error, or Ctrl-C broke the search off; what was done
            until then is returned.

    >>> search(lambda lr, seed: 1 - abs(lr - 0.1), {"lr": [0.1, 0.01]}, trials=9, progress=False)
    Search(9 trials, best 1: lr=0.1)
    """
    spaces = spaces_of(space)
    rungs = _rungs(objective, epochs, give_up, resource)
    for name, number, low in (("trials", trials, 1), ("stages", stages, 1), ("seed", seed, 0)):
        check_whole(name, number, low=low)
    if not (is_real(keep) and 0 < float(keep) < 1):
        raise OptionError("option.range", option="keep", given=shown(keep), bounds="> 0, < 1")
    if hasattr(objective, "get_params") and hasattr(objective, "fit"):
        objective = scored(
            objective, spaces, X, y, validation=validation, scoring=scoring, resource=resource,
            budget=rungs != (None,), seed=seed,
        )  # fmt: skip
    else:
        _check_call(objective, spaces, budget=rungs != (None,))
    run = _Search(workers_of(objective, executor), rungs, float(keep), seed, trials)
    with _bar(stages * run.attempts(trials), progress) as bar, calm():
        found = run.go(spaces, stages, bar)
    _tell(found, stages * trials)
    return found


def _rungs(
    objective: Any, epochs: int | None, give_up: Any, resource: str
) -> tuple[int | None, ...]:
    """에폭 수의 계단. List the epochs of each rung; (None,) where nobody counts epochs."""
    early = [give_up] if is_whole(give_up) else list(give_up)
    if epochs is None and early and hasattr(objective, "get_params"):
        epochs = objective.get_params().get(resource)
    if epochs is None and early:
        raise OptionError("search.epochs", give_up=shown(give_up))
    if epochs is None:
        return (None,)
    check_whole("epochs", epochs, low=1)
    rungs = [*early, int(epochs)]
    if not all(is_whole(e, low=1) for e in rungs) or sorted(set(rungs)) != rungs:
        raise OptionError("search.give_up", give_up=shown(give_up), epochs=epochs)
    return tuple(rungs)


def _check_call(objective: Any, spaces: dict[str, Space], *, budget: bool) -> None:
    """목적 함수를 그렇게 부를 수 있는지. Check that the objective can be called as it will be."""
    words = [*spaces, "seed", *(["epochs"] if budget else [])]
    call = f"({', '.join(f'{word}=…' for word in words)})"
    if not callable(objective):
        kind = type(objective).__name__
        raise OptionError("search.objective", type=kind, got=shown(objective), call=call)
    taken = [name for name in spaces if name in ("seed", "epochs")]
    if taken:
        raise OptionError("search.taken", name=taken[0])
    try:
        inspect.signature(objective).bind(**dict.fromkeys(words))
    except TypeError as error:
        name = getattr(objective, "__name__", shown(objective))
        raise OptionError("search.call", objective=name, call=call, error=error) from None
    except ValueError:
        pass  # a function that does not tell its arguments


class _Search:
    """탐색 한 번. Go through the stages of one search."""

    def __init__(
        self, workers: Workers, rungs: tuple[int | None, ...], keep: float, seed: int, trials: int
    ) -> None:
        self.workers, self.rungs, self.keep, self.seed = workers, rungs, keep, seed
        self.each = trials
        self.trials: list[Trial] = []
        self.spaces: list[dict[str, Space]] = []
        self.began = time.perf_counter()

    def attempts(self, trials: int) -> int:
        """한 단계의 시도 횟수. Count the attempts of a stage, if none diverges."""
        total = 0
        for _ in self.rungs:
            total += trials
            trials = math.ceil(trials * self.keep)
        return total

    def go(self, spaces: dict[str, Space], stages: int, bar: Any) -> Search:
        """모든 단계를. Run all stages; with Ctrl-C return what there is."""
        finished = False
        try:
            for stage in range(1, stages + 1):
                self.spaces.append(spaces)
                first = len(self.trials)
                self.trials += self._drawn(spaces, stage)
                self._climb(range(first, len(self.trials)), bar)
                spaces = self._narrowed(spaces)
            finished = True
        except KeyboardInterrupt:
            self._settle_interrupted()
        finally:
            self.workers.close(now=not finished)
        seconds = time.perf_counter() - self.began
        return Search(tuple(self.trials), tuple(self.spaces), finished, seconds)

    def _drawn(self, spaces: dict[str, Space], stage: int) -> Iterator[Trial]:
        """시도마다 값과 시드를 뽑는다. Draw parameters and a seed for each trial of a stage."""
        for number in range((stage - 1) * self.each + 1, stage * self.each + 1):
            values, training = np.random.SeedSequence([self.seed, number]).spawn(2)
            rng = np.random.default_rng(values)
            parameters = {name: space.draw(rng) for name, space in spaces.items()}
            yield Trial(number, stage, parameters, int(training.generate_state(1)[0]))

    def _climb(self, places: Sequence[int], bar: Any) -> None:
        """한 단계의 시도들: 계단마다 나쁜 쪽을 포기한다. Take trials from rung to rung."""
        going = list(places)
        for i, epochs in enumerate(self.rungs, start=1):
            self._attempt(going, epochs, bar)
            scored = [t for t in going if self.trials[t].state == DONE]
            if i == len(self.rungs):
                return
            best = ranked(self.trials[t] for t in scored)[: math.ceil(len(going) * self.keep)]
            numbers = {t.number for t in best}
            for t in scored:
                if self.trials[t].number not in numbers:
                    self.trials[t] = replace(self.trials[t], state=GIVEN_UP)
            going = [t for t in scored if self.trials[t].number in numbers]

    def _attempt(self, places: list[int], epochs: int | None, bar: Any) -> None:
        """이 계단을 모두 해 본다. Attempt one rung, and note what comes out as it comes."""

        def note(index: int, outcome: Outcome) -> None:
            place = places[index]
            self.trials[place] = _with(self.trials[place], epochs, outcome)
            _show(bar, self.trials)

        going, origin = [self.trials[t] for t in places], here()
        tasks = [Task(t.parameters, t.seed, epochs, origin) for t in going]
        self.workers.run(tasks, note)

    def _narrowed(self, spaces: dict[str, Space]) -> dict[str, Space]:
        """가장 좋았던 것들이 있는 곳으로. Narrow every range to where the best trials lie."""
        good = [t for t in ranked(self.trials) if t.scored][: max(3, self.each // 4)]
        if not good:
            failed = [t for t in self.trials if t.state == FAILED]
            key = "search.all_failed" if failed else "search.all_diverged"
            first = (failed or self.trials)[0]
            shown_values = ", ".join(f"{k}={shown(v)}" for k, v in first.parameters.items())
            words = {"count": len(self.trials), "parameters": shown_values, "error": first.error}
            raise SearchError(key, **words)
        return {
            name: space.narrowed([t.parameters[name] for t in good])
            for name, space in spaces.items()
        }

    def _settle_interrupted(self) -> None:
        """끝나지 않은 단계의 시도는 포기한 것도 다 한 것도 아니다.

        Mark what Ctrl-C left on the way: trials with a score of an early rung are given up, those
        without one are stopped.
        """
        for i, t in enumerate(self.trials):
            if t.state == DONE and len(t.curve) < len(self.rungs):
                self.trials[i] = replace(t, state=GIVEN_UP)


def _with(trial: Trial, epochs: int | None, outcome: Outcome) -> Trial:
    """시도에 한 번의 결과를 더한다. Add what came out of an attempt to its trial."""
    curve = trial.curve
    if outcome.state == DONE:
        curve = (*curve, (0 if epochs is None else epochs, outcome.score))
    return replace(
        trial, state=outcome.state, score=outcome.score, curve=curve, error=outcome.error,
        details=outcome.details, seconds=trial.seconds + outcome.seconds,
    )  # fmt: skip


def _tell(found: Search, planned: int) -> None:
    if not found.finished:
        done = sum(t.state != STOPPED for t in found.trials)
        warn("search.stopped", TrainingWarning, done=done, planned=planned)
    failed = [t for t in found.trials if t.state == FAILED]
    if failed:
        first, count = failed[0], len(failed)
        warn("search.some_failed", TrainingWarning, count=count, all=len(found.trials),
             number=first.number, error=first.error)  # fmt: skip


def _bar(total: int, shown_at_all: bool) -> Any:
    from tqdm import tqdm  # not needed to import the package

    words = text("search.progress")
    return tqdm(total=total, desc=words, disable=not shown_at_all, ascii=" .#", ncols=88)


def _show(bar: Any, trials: list[Trial]) -> None:
    best = next((t for t in ranked(trials) if t.scored), None)
    if best is not None:
        bar.set_postfix({text("search.best"): f"{best.score:.4g}"}, refresh=False)
    bar.update()
