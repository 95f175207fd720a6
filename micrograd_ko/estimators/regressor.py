"""MLPRegressor: 수를 맞히는 추정기. Predict quantities: one of each sample, or several."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import MultiOutputMixin, RegressorMixin

from ..errors import DataError
from .network import Array, Network

__all__ = ["MLPRegressor"]


class MLPRegressor(RegressorMixin, MultiOutputMixin, Network):  # type: ignore[misc]
    """scikit-learn의 회귀기인 다층 퍼셉트론.

    Predict quantities with a multilayer perceptron and the mean squared error, as an estimator of
    scikit-learn: y is (n,) or (n, quantities), and so are predictions. Where y is far from 1 in
    size, standardise it, as by :class:`sklearn.compose.TransformedTargetRegressor`. Arguments and
    attributes are those of :class:`MLPClassifier`, without classes.

    >>> model = MLPRegressor((), epochs=500, lr=0.1, random_state=0)
    >>> model.fit([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0]).score([[0.0], [1.0]], [1.0, 3.0]) > 0.99
    True
    """

    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """한 에폭 더 학습한다.

        Train for one epoch on these samples, without early stopping; returns self.

        >>> model = MLPRegressor((), random_state=0)
        >>> for X, y in (([[0.0], [1.0]], [1.0, 3.0]), ([[2.0]], [5.0])):  # as data come in
        ...     model = model.partial_fit(X, y)
        >>> len(model.loss_curve_)
        2
        """
        return self._partial_fit(X, y, None, sample_weight)

    def predict(self, X: Any) -> Array:
        """수를 맞힌다. Predict, in the shape of the y that was learned.

        >>> model = MLPRegressor((), epochs=500, lr=0.1, random_state=0)
        >>> model.fit([[0.0], [1.0]], [[1.0, 2.0], [3.0, 2.0]]).predict([[2.0]]).round(2)
        array([[5., 2.]])
        """
        found = self._scores(X)
        return found if self._shape else found[:, 0]

    def _look_at(self, y: Array, classes: Any, fresh: bool) -> None:
        if fresh:
            self._shape = y.shape[1:]
        elif y.shape[1:] != self._shape:
            got, expected = (shape[0] if shape else 1 for shape in (y.shape[1:], self._shape))
            raise DataError("estimators.outputs", got=got, expected=expected)

    def _targets(self, y: Array) -> Array:
        return y.reshape(len(y), -1).astype(np.float64)

    def _loss_name(self) -> str:
        return "mse"

    def _outputs(self) -> int:
        return int(self._shape[0]) if self._shape else 1
