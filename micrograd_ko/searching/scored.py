"""추정기와 데이터를 목적 함수로.

Make an estimator and data the function that is searched: train on one part, score on the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..arguments import is_real, shown
from ..errors import DataError, OptionError
from ..spelling import unknown_option

__all__ = ["Scored", "scored"]


@dataclass(frozen=True)
class Scored:
    """추정기를 학습시켜 검증 데이터로 점수를 잰다.

    Score an estimator with the parameters of one attempt. Each attempt starts afresh, also after an
    earlier rung: so it is what ``fit`` with these parameters and as many epochs gives by itself, on
    whichever worker, and a worker that dies takes nothing along.
    """

    estimator: Any
    train: tuple[Any, Any]
    validation: tuple[Any, Any]
    scoring: Any
    resource: str

    def __call__(self, *, seed: int, epochs: int | None = None, **parameters: Any) -> float:
        from sklearn.base import clone

        seeds = {
            name: seed
            for name in self.estimator.get_params()
            if name == "random_state" or name.endswith("__random_state")
        }
        budget = {} if epochs is None else {self.resource: epochs}
        model = clone(self.estimator).set_params(**{**seeds, **budget, **parameters})
        model.fit(*self.train)
        score = model.score if self.scoring is None else self._scorer(model)
        return float(score(*self.validation))

    def _scorer(self, model: Any) -> Any:
        from sklearn.metrics import get_scorer

        scorer = get_scorer(self.scoring) if isinstance(self.scoring, str) else self.scoring
        return lambda X, y: scorer(model, X, y)


def scored(
    estimator: Any, names: Iterable[str], X: Any, y: Any, *, validation: Any, scoring: Any,
    resource: str, budget: bool, seed: int,
) -> Scored:  # fmt: skip
    """추정기의 목적 함수를, 살펴서.

    Make the objective of an estimator.

    Args:
        names: of the parameters that are searched; the estimator has to have them.
        validation: the share of the samples that is set aside, of each class alike where it is a
            classifier; or (X, y) of its own.
        scoring: None for the estimator's own score; a name or a scorer of scikit-learn.
        resource: the parameter that takes the epochs. budget: is it going to be used?
    """
    known = estimator.get_params()
    for name in (*names, *([resource] if budget else [])):
        if name not in known:
            raise unknown_option("parameter", name, known)
    if X is None or y is None:
        raise DataError("search.data", estimator=shown(estimator))
    if isinstance(validation, (tuple, list)) and len(validation) == 2:
        return Scored(estimator, (X, y), (validation[0], validation[1]), scoring, resource)
    if not is_real(validation) or not 0 < float(validation) < 1:
        raise OptionError("search.validation", got=shown(validation))
    train, held = _divided(estimator, X, y, float(validation), seed)
    return Scored(estimator, train, held, scoring, resource)


def _divided(estimator: Any, X: Any, y: Any, share: float, seed: int) -> tuple[Any, Any]:
    from sklearn.base import is_classifier
    from sklearn.model_selection import train_test_split

    labels = np.asarray(y)
    mixed = is_classifier(estimator) and labels.ndim == 1
    if mixed and np.unique(labels, return_counts=True)[1].min() < 2:
        mixed = False  # a class of one cannot be in both parts
    X, X_held, y, y_held = train_test_split(
        X, y, test_size=share, random_state=seed, stratify=labels if mixed else None
    )
    return (X, y), (X_held, y_held)
