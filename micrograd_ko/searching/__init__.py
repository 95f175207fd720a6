"""하이퍼파라미터 찾기: 무작위로 뽑고, 범위를 좁히고, 나쁜 것은 일찍 포기한다.

Search hyperparameters as the notes do: draw at random in log scale, judge on validation data,
narrow the ranges around the best, give bad trials up early. A function (or an estimator of
scikit-learn) and ranges flow in, a table of trials flows out; the trials run one after another, or
in any ``concurrent.futures.Executor``, such as Dask's ``Client.get_executor()``.

========  ===========================================================================
spaces    the ranges that values are drawn from, and how each is narrowed
trials    the records: what was tried, what came out, the best, the table
running   one attempt, in whatever process: its seeds, its warnings, how it went wrong
workers   who runs attempts: this process, an executor, a pool that replaces dead ones
scored    an estimator and data as the function that is searched
search    stages and rungs: what is drawn, what is given up, when ranges narrow
========  ===========================================================================

    >>> def score(lr, *, seed):
    ...     return -abs(lr - 0.01)
    >>> found = search(score, {"lr": log_uniform(1e-6, 1)}, trials=20, stages=3, progress=False)
    >>> abs(found.best_parameters["lr"] - 0.01) < 0.005
    True
"""

from .search import search
from .spaces import Space, choice, log_uniform, uniform, whole
from .trials import Search, Trial

__all__ = ["Search", "Space", "Trial", "choice", "log_uniform", "search", "uniform", "whole"]
