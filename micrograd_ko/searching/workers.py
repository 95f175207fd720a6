"""누가 시도하는가: 이 프로세스, executor, 죽으면 바꾸는 프로세스들.

Carry attempts out: here one after another, in an executor of the user's, or in a pool of our own
that is replaced where a process in it dies. Each way calls `note(index, outcome)` as outcomes come,
in any order; what an outcome is does not depend on it.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    as_completed,
)
from typing import TYPE_CHECKING, Any, Protocol

from ..arguments import is_whole, shown
from ..errors import OptionError, SearchError
from ..messages import text
from .running import Objective, Outcome, Task, attempt, lost

__all__ = ["Workers", "workers_of"]

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

Note = Callable[[int, Outcome], None]
AGAIN = 3  # times that an attempt is sent again where nobody took it, or a pool is replaced


class Workers(Protocol):
    """시도하는 이들. Carry out attempts."""

    def run(self, tasks: Sequence[Task], note: Note) -> None:
        """모두 한다. Carry all tasks out."""

    def close(self, *, now: bool) -> None:
        """끝낸다. Let go of what was started; `now` without waiting."""


class _Here:
    """차례로. Attempt one after another, in this process."""

    def __init__(self, objective: Objective) -> None:
        self._objective = objective

    def run(self, tasks: Sequence[Task], note: Note) -> None:
        for i, task in enumerate(tasks):
            note(i, attempt(self._objective, task))

    def close(self, *, now: bool) -> None:
        pass


class _Theirs:
    """사용자의 executor로. Attempt in an executor of the user's, which stays open."""

    def __init__(self, objective: Objective, executor: Executor) -> None:
        self._objective, self._executor = objective, executor
        if any(kind.__name__ == "ProcessPoolExecutor" for kind in type(executor).__mro__):
            _pickled(objective)  # says at once what each task would

    def run(self, tasks: Sequence[Task], note: Note) -> None:
        # The objective travels with each task. Spread beforehand, it would be lost with the workers
        # that held it, and no executor can make it again.
        waiting = list(range(len(tasks)))
        for left in reversed(range(AGAIN + 1)):
            again = self._run([(i, tasks[i]) for i in waiting], note, last=not left)
            if not again:
                return
            waiting = again

    def _run(self, tasks: Sequence[tuple[int, Task]], note: Note, *, last: bool) -> list[int]:
        """한 번씩 보내고, 취소되어 돌아온 것들의 번호를 돌려준다.

        Send each task once; returns which came back cancelled, by an executor that lost them.
        """
        futures: dict[Future[Outcome], int] = {}
        cancelled = list[int]()
        try:
            for i, task in tasks:
                futures[self._executor.submit(attempt, self._objective, task)] = i
            for future in as_completed(futures):
                try:
                    note(futures[future], future.result())
                except BrokenExecutor:
                    raise
                except CancelledError as error:
                    if last:
                        note(futures[future], lost(error))
                    else:
                        cancelled.append(futures[future])
                except Exception as error:  # it could not be sent, or killed every worker it met
                    note(futures[future], lost(error))
        except BrokenExecutor as error:
            kind = type(self._executor).__name__
            raise SearchError("search.broken", executor=kind, error=error) from error
        finally:
            for future in futures:
                future.cancel()
        return sorted(cancelled)

    def close(self, *, now: bool) -> None:
        pass


class _Pool:
    """우리 프로세스들: 하나가 죽으면 모두 바꾸고, 끝나지 않은 것을 다시 한다.

    Attempt in processes of our own. Where one dies, as by lack of memory, all are replaced and what
    was not done is done again; after some such deaths one by one, so that it shows which attempt
    kills its process.
    """

    def __init__(self, objective: Objective, count: int) -> None:
        self._sent, self._count = _pickled(objective), count
        self._pool: ProcessPoolExecutor | None = None

    def run(self, tasks: Sequence[Task], note: Note) -> None:
        waiting = list(range(len(tasks)))
        for _ in range(AGAIN):
            waiting = self._run([(i, tasks[i]) for i in waiting], note)
            if not waiting:
                return
            self.close(now=True)
        for i in waiting:
            if self._run([(i, tasks[i])], note):
                self.close(now=True)
                note(i, lost(SearchError("search.process_died")))

    def _run(self, tasks: Sequence[tuple[int, Task]], note: Note) -> list[int]:
        """끝나지 않은 것들의 번호를. Run tasks; returns which a broken pool left undone."""
        futures: dict[Future[Outcome], int] = {}
        undone = {i for i, _ in tasks}
        try:
            for i, task in tasks:
                futures[self._open().submit(_attempt, task)] = i
            for future in as_completed(futures):
                try:
                    outcome = future.result()
                except BrokenExecutor:
                    continue
                except Exception as error:  # what was drawn could not be sent
                    outcome = lost(error)
                undone.discard(futures[future])
                note(futures[future], outcome)
        except BrokenExecutor:
            pass  # it broke while tasks were still being sent
        return sorted(undone)

    def _open(self) -> ProcessPoolExecutor:
        import multiprocessing  # which WebAssembly does not have
        from concurrent.futures import ProcessPoolExecutor

        if self._pool is None:
            # a fork of a process with threads may hang, so a fresh one, as on every platform
            fresh = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(
                self._count, mp_context=fresh, initializer=_begin, initargs=(self._sent,)
            )
        return self._pool

    def close(self, *, now: bool) -> None:
        if self._pool is not None:
            # Python 3.14 has terminate_workers() for this
            processes = list((getattr(self._pool, "_processes", None) or {}).values())
            self._pool.shutdown(wait=not now, cancel_futures=True)
            for process in processes if now else ():
                process.terminate()
            self._pool = None


_held: list[Objective] = []  # in a process of a pool: what it is here for
_failed: list[Outcome] = []  # or why that could not be received


def _begin(objective: bytes) -> None:
    """프로세스마다 한 번: 목적 함수를 받고, Ctrl-C는 부모에게 맡긴다.

    Receive the objective once a process, however many its attempts; Ctrl-C is the parent's affair.
    """
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _held[:] = [pickle.loads(objective)]
    except Exception as error:  # such as a function of a session, which is not here
        _failed[:] = [lost(error)]


def _attempt(task: Task) -> Outcome:
    return _failed[0] if _failed else attempt(_held[0], task)


def _pickled(objective: Objective) -> bytes:
    try:
        return pickle.dumps(objective)
    except Exception as error:
        words = {"objective": shown(objective), "error": error}
        raise OptionError("search.pickle", **words) from error


def workers_of(objective: Objective, executor: Any) -> Workers:
    """executor 인자에서. Decide who runs the attempts, from what `executor` was given."""
    if executor is None:
        return _Here(objective)
    if is_whole(executor, low=1):
        return _Pool(objective, int(executor))
    dask = hasattr(executor, "get_executor")  # its client has a `submit` of its own
    if hasattr(executor, "submit") and hasattr(executor, "shutdown") and not dask:
        return _Theirs(objective, executor)
    words = {"type": type(executor).__name__, "got": shown(executor)}
    hint = text("search.executor.dask" if dask else "search.executor.hint")
    raise OptionError("search.executor", **words, hint=hint)
