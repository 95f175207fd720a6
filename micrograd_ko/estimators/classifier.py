"""MLPClassifier: 클래스를 맞히는 추정기. Classify: two classes, several, or labels side by side."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.utils import column_or_1d
from sklearn.utils.multiclass import check_classification_targets, type_of_target

from ..arguments import shown
from ..errors import DataError
from .network import Array, Network

__all__ = ["MLPClassifier"]


class MLPClassifier(ClassifierMixin, Network):  # type: ignore[misc]
    """scikit-learn의 분류기인 다층 퍼셉트론.

    Classify with a multilayer perceptron, as an estimator of scikit-learn: softmax and
    cross-entropy, for two classes sigmoid and binary cross-entropy. Labels may be text. A y of
    several columns of 0 and 1 is several labels at once, each with its own sigmoid.

    Args:
        hidden_layer_sizes: neurons of each hidden layer; () for none.
        activation, init: as for :class:`micrograd_ko.nn.MLP`.
        optimizer: a name such as "adam", or a class of :mod:`micrograd_ko.optim`.
        lr, weight_decay, clip_norm: of the optimizer; lr may be a schedule.
        dropout: the share of hidden neurons dropped at each step.
        batch_norm: normalise the batch before each activation.
        epochs: how often :meth:`fit` sees all samples; all of them, unless it stops early.
        batch_size: "auto" for at most 200; None for all at once.
        early_stopping: set `validation_fraction` of the samples aside, stop after `patience` epochs
            without a lower loss on them, and go back to the best parameters.
        warm_start: let :meth:`fit` go on with the network that there is.
        replay: record a training step once and run that again; "auto" where Numba is installed and
            there are steps enough for it to pay.
        random_state: for initial values, order and dropout: a whole number repeats a run.
        verbose: show a progress bar.

    Attributes:
        classes_: the labels, sorted.
        model_: the network, to be drawn or looked into: ``viz.draw(model.model_)``.
        loss_curve_, n_iter_: the loss of each epoch, and how many there were.
        best_loss_: the lowest loss, of the validation part where there is one.
        history_: all records, for :func:`viz.plots.curves`.
        optimizer_: what trained it.
        n_features_in_, feature_names_in_: as of all estimators.

    >>> from micrograd_ko import data
    >>> moons = data.moons(n=200, seed=0)
    >>> model = MLPClassifier((16,), epochs=100, batch_size=16, lr=0.01, random_state=0)
    >>> model.fit(moons.X, moons.y).score(moons.X, moons.y) > 0.9, model.n_iter_, model.classes_
    (True, 100, array([0, 1]))
    """

    def _loss_name(self) -> str:
        return "binary_cross_entropy" if self._columns else "cross_entropy"

    @property
    def _columns(self) -> int:
        """시그모이드의 수. Count the sigmoids: one for two classes, 0 for softmax."""
        return len(self.classes_) if self._multilabel else int(len(self.classes_) == 2)

    def partial_fit(self, X: Any, y: Any, classes: Any = None, sample_weight: Any = None) -> Self:
        """한 에폭 더 학습한다.

        Train for one epoch on these samples, without early stopping; returns self. The first call
        needs all `classes`.

        >>> model = MLPClassifier((4,), random_state=0)
        >>> for X, y in (([[0.0], [1.0]], ["no", "yes"]), ([[2.0]], ["yes"])):  # as data come in
        ...     model = model.partial_fit(X, y, classes=["no", "yes"])
        >>> model.classes_.tolist()
        ['no', 'yes']
        """
        if classes is None and not hasattr(self, "model_"):
            raise DataError("estimators.no_classes")
        return self._partial_fit(X, y, classes, sample_weight)

    def decision_function(self, X: Any) -> Array:
        """로짓: (표본, 클래스), 두 클래스면 (표본,). Compute logits (n, classes); (n,) for two.

        >>> model = MLPClassifier((), random_state=0).fit([[0.0], [1.0]], [0, 1])
        >>> logits = model.decision_function([[0.0], [1.0]])
        >>> ((logits > 0) == model.predict([[0.0], [1.0]])).all().item()
        True
        """
        scores = self._scores(X)
        one = self._columns and not self._multilabel
        return scores[:, 0] if one else scores

    def predict(self, X: Any) -> Array:
        """클래스를 맞힌다. Predict the class of each sample; of labels a row of 0 and 1.

        >>> model = MLPClassifier((), epochs=500, lr=0.1, random_state=0)
        >>> model.fit([[-1.0], [1.0]], ["cat", "dog"]).predict([[-2.0], [2.0]]).tolist()
        ['cat', 'dog']
        """
        scores = self._scores(X)
        if self._multilabel:
            return np.asarray(scores > 0, dtype=np.int64)
        chosen = (scores[:, 0] > 0).astype(np.intp) if self._columns else scores.argmax(axis=1)
        found: Array = self.classes_[chosen]
        return found

    def predict_proba(self, X: Any) -> Array:
        """클래스마다의 확률 (표본, 클래스). Compute the probability of each class, or label.

        >>> model = MLPClassifier((), random_state=0).fit([[0.0], [1.0]], [0, 1])
        >>> model.predict_proba([[0.5]]).sum().round(6).item()
        1.0
        """
        return np.exp(self.predict_log_proba(X))

    def predict_log_proba(self, X: Any) -> Array:
        """확률의 로그. Compute the logarithms of :meth:`predict_proba`, also where it is near 0.

        >>> model = MLPClassifier((), random_state=0).fit([[0.0], [1.0]], [0, 1])
        >>> p, log_p = model.predict_proba([[0.5]]), model.predict_log_proba([[0.5]])
        >>> np.allclose(np.log(p), log_p)
        True
        """
        scores = self._scores(X)
        if self._multilabel:
            return np.asarray(-np.logaddexp(0, -scores))
        if self._columns:
            scores = np.concatenate([np.zeros_like(scores), scores], axis=1)
        scores = scores - scores.max(axis=1, keepdims=True)
        return np.asarray(scores - np.log(np.exp(scores).sum(axis=1, keepdims=True)))

    def _look_at(self, y: Array, classes: Any, fresh: bool) -> None:
        check_classification_targets(y)
        kind = type_of_target(y)
        if kind == "multiclass-multioutput":
            raise DataError("estimators.several_outputs", columns=y.shape[1])
        several = kind == "multilabel-indicator"
        if not fresh:
            self._fits(y, classes, several)
            return
        self._multilabel = several
        if several:
            self.classes_ = np.arange(y.shape[1])
            if classes is not None and len(classes) != y.shape[1]:
                raise DataError("estimators.outputs", got=y.shape[1], expected=len(classes))
        else:
            labels = column_or_1d(y, warn=True)
            self.classes_ = np.unique(labels if classes is None else np.asarray(classes))
            self._refuse_new(labels)
        if len(self.classes_) < 2 and not several:
            raise DataError("estimators.one_class", label=shown(self.classes_.tolist()[0]))

    def _fits(self, y: Array, classes: Any, several: bool) -> None:
        """이어서 배울 y가 맞는지. Check that y, to go on with, is of the classes that are known."""
        known = self.classes_
        if classes is not None and not np.array_equal(np.unique(np.asarray(classes)), known):
            words = {"given": shown(list(classes)), "known": shown(known.tolist())}
            raise DataError("estimators.classes_again", **words)
        if several or self._multilabel:
            columns = y.shape[1] if y.ndim == 2 else 1
            if columns != len(known) or not self._multilabel:
                raise DataError("estimators.outputs", got=columns, expected=len(known))
        else:
            self._refuse_new(column_or_1d(y, warn=True))

    def _refuse_new(self, labels: Array) -> None:
        new = np.setdiff1d(labels, self.classes_)
        if len(new):
            words = {"new": shown(new.tolist()), "known": shown(self.classes_.tolist())}
            raise DataError("estimators.new_class", **words)

    def _targets(self, y: Array) -> Array:
        if self._multilabel:
            return y.astype(np.float64)
        codes = np.asarray(np.searchsorted(self.classes_, column_or_1d(y)))
        return codes.reshape(-1, 1).astype(np.float64) if self._columns else codes

    def _outputs(self) -> int:
        return self._columns or len(self.classes_)

    def _strata(self, y: Array) -> Array | None:
        return None if self._multilabel else column_or_1d(y)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags
