"""두 추정기에 공통인 것: 인자, 신경망 만들기, 학습.

Hold what both estimators share: the arguments, how the network is made, how it is trained.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.model_selection import train_test_split
from sklearn.utils import check_array, check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from ..arguments import check_whole, is_real, number_option, shown
from ..errors import DataError, OptionError
from ..nn import MLP, BatchNorm, Dropout, Linear, Module, Sequential
from ..optim import OPTIMIZERS, Optimizer
from ..spelling import spelled, unknown_option
from ..train import History, fit

__all__ = ["Network"]

Array = np.ndarray[Any, Any]
FLOATS = (np.float64, np.float32)  # what samples are computed in; the network is made alike
# Recording a step costs some 20 ms a size of batch, and a process that has not used Numba yet loads
# its code for 0.7 s; a step then is shorter by 0.15 ms (1797 × 64 digits, batches of 32: 0.09 ms
# instead of 0.26). So many steps pay for both.
PAYS = 5000
# what makes a network the one that it is: warm_start cannot change it
STRUCTURE = ("hidden_layer_sizes", "activation", "dropout", "batch_norm", "optimizer")


class Network(BaseEstimator):  # type: ignore[misc]
    """두 추정기에 공통인 것. Hold what both estimators share."""

    @spelled
    def __init__(
        self,
        hidden_layer_sizes: Any = (100,),
        *,
        activation: Any = "relu",
        init: Any = None,
        optimizer: Any = "adam",
        lr: Any = 0.001,
        weight_decay: float = 0.0,
        clip_norm: float | None = None,
        dropout: float = 0.0,
        batch_norm: bool = False,
        epochs: int = 200,
        batch_size: Any = "auto",
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        patience: int = 10,
        warm_start: bool = False,
        replay: Any = "auto",
        random_state: Any = None,
        verbose: bool = False,
    ) -> None:
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.init = init
        self.optimizer = optimizer
        self.lr = lr
        self.weight_decay = weight_decay
        self.clip_norm = clip_norm
        self.dropout = dropout
        self.batch_norm = batch_norm
        self.epochs = epochs
        self.batch_size = batch_size
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.patience = patience
        self.warm_start = warm_start
        self.replay = replay
        self.random_state = random_state
        self.verbose = verbose

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """학습한다. Train on X (n, features) and y; returns self.

        Args:
            sample_weight: (n,) numbers from 0: how much each sample counts. A weight of 2 is that
                sample twice, 0 is the sample left out. What early stopping sets aside is measured
                without weights.

        >>> from micrograd_ko.estimators import MLPRegressor
        >>> model = MLPRegressor((), epochs=500, lr=0.1, random_state=0)
        >>> model.fit([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0]).predict([[3.0]]).round(2)
        array([7.])
        """
        fresh = not (self.warm_start and hasattr(self, "model_"))
        X, y = self._given(X, y, fresh)
        X, y, weight = _weighted(X, y, sample_weight)
        self._look_at(y, None, fresh)
        epochs = check_whole("epochs", self.epochs, low=1)
        return self._learn(X, y, weight, fresh, epochs, stopping=self.early_stopping)

    def _partial_fit(self, X: Any, y: Any, classes: Any, sample_weight: Any) -> Self:
        fresh = not hasattr(self, "model_")
        X, y = self._given(X, y, fresh)
        self._look_at(y, classes, fresh)
        X, y, weight = _weighted(X, y, sample_weight)
        return self._learn(X, y, weight, fresh, 1, stopping=False)

    def _given(self, X: Any, y: Any, fresh: bool) -> tuple[Array, Array]:
        """데이터를 배열로, 살펴서. Check the data and give them as arrays."""
        X, y = validate_data(self, X, y, reset=fresh, multi_output=True, dtype=FLOATS)
        return X, np.asarray(y.toarray() if hasattr(y, "toarray") else y)

    def _look_at(self, y: Array, classes: Any, fresh: bool) -> None:
        """y가 무엇인지 알아 둔다. Learn what y is; or, of a trained network, check that it fits."""
        raise NotImplementedError

    def _targets(self, y: Array) -> Array:
        """손실이 계산하는 모양으로. Give y as the loss computes with it."""
        raise NotImplementedError

    def _loss_name(self) -> str:
        raise NotImplementedError

    def _outputs(self) -> int:
        """신경망의 출력 수. Count the outputs of the network."""
        raise NotImplementedError

    def _strata(self, y: Array) -> Array | None:
        """검증용에 고루 나눌 클래스. Give the classes that a validation part should mix alike."""
        return None

    def _begin(self, X: Array) -> None:
        """새 신경망을 만든다. Make the network and start its records."""
        self._source = check_random_state(self.random_state)
        seed = int(self._source.randint(2**31 - 1))
        self.model_ = self._made(X.shape[1], np.random.default_rng(seed), X.dtype)
        self.optimizer_ = self._made_optimizer()
        self.history_ = History()
        self._structure = {name: getattr(self, name) for name in STRUCTURE}

    def _made(self, features: int, rng: np.random.Generator, dtype: Any) -> Module:
        """숨은 층마다 배치 정규화와 드롭아웃을 끼워.

        Make the network: an MLP, with batch normalisation before each activation and dropout after
        it where they are asked for.
        """
        hidden = self.hidden_layer_sizes
        sizes = [hidden] if is_real(hidden) else list(hidden)
        outputs = self._outputs()
        mlp = MLP(
            features,
            [*sizes, outputs],
            activation=self.activation,
            init=self.init,
            rng=rng,
            dtype=dtype,
        )
        dropout = number_option("dropout", self.dropout, low=0.0, high=1.0)
        if not (dropout or self.batch_norm):
            return mlp
        layers: list[Any] = []
        for layer in mlp.layers:
            layers.append(layer)
            linear = isinstance(layer, Linear)
            inner = layer is not mlp.layers[-1]
            if self.batch_norm and linear and inner:
                layers.append(BatchNorm(layer.nout, dtype=dtype))
            if dropout and inner and not (linear and self.activation is not None):
                layers.append(Dropout(dropout, rng=rng))
        return Sequential(*layers)

    def _made_optimizer(self) -> Optimizer:
        kind = self.optimizer
        if isinstance(kind, str):
            if kind not in OPTIMIZERS:
                raise unknown_option("optimizer", kind, OPTIMIZERS)
            kind = OPTIMIZERS[kind]
        if not callable(kind):
            words = {"type": type(kind).__name__, "got": shown(kind)}
            raise OptionError("train.optimizer.kind", **words, options=", ".join(OPTIMIZERS))
        options = {"weight_decay": self.weight_decay, "clip_norm": self.clip_norm}
        made: Optimizer = kind(self.model_, self.lr, **options)
        return made

    def _goes_on(self) -> None:
        """이어서 배운다. Go on with the network there is, by the options as they are now."""
        for name, made in self._structure.items():
            if getattr(self, name) != made:
                given = shown(getattr(self, name))
                raise OptionError("estimators.changed", option=name, given=given, made=shown(made))
        before, self.optimizer_ = self.optimizer_, self._made_optimizer()
        self.optimizer_.steps, self.optimizer_.memories = before.steps, before.memories

    def _learn(
        self, X: Array, y: Array, weight: Array | None, fresh: bool, epochs: int, *, stopping: bool
    ) -> Self:
        if fresh:
            self._begin(X)
        else:
            self._goes_on()
        seed = int(self._source.randint(2**31 - 1))
        targets = self._targets(y)
        validation = None
        if stopping:
            kept, held = self._held_out(y, seed)
            validation = (X[held], targets[held])
            X, targets = X[kept], targets[kept]
            weight = None if weight is None else weight[kept]
        size = self._batch(len(X))
        steps = epochs * (1 if size is None else -(-len(X) // size))
        history = fit(
            self.model_,
            X,
            targets,
            loss=self._loss_name(),
            optimizer=self.optimizer_,
            epochs=epochs,
            batch_size=size,
            validation=validation,
            patience=self.patience if stopping else None,
            seed=seed,
            replay=self._replays(steps),
            progress=bool(self.verbose),
            sample_weight=weight,
        )
        self._note(history)
        return self

    def _note(self, history: History) -> None:
        """기록을 잇는다. Join the record of this training to those before it."""
        before, so_far = self.history_, len(self.history_.loss)
        best = history.best_epoch
        self.history_ = History(
            before.loss + history.loss,
            val_loss=before.val_loss + history.val_loss,
            best_epoch=None if best is None else so_far + best,
            seconds=before.seconds + history.seconds,
        )
        self.loss_curve_ = self.history_.loss
        self.n_iter_ = len(self.loss_curve_)
        self.best_loss_ = min(self.history_.val_loss or self.loss_curve_)

    def _held_out(self, y: Array, seed: int) -> tuple[Array, Array]:
        """학습에 쓸 행과 검증에 쓸 행. Choose the rows to learn from, and those to validate on."""
        share = number_option(
            "validation_fraction", self.validation_fraction, low=0.0, high=1.0, open_low=True
        )
        count, strata = -int(-share * len(y) // 1), self._strata(y)
        if not 0 < count < len(y):
            raise DataError("estimators.too_few", n=len(y), fraction=share)
        if strata is not None:  # each class in both parts, where there is enough of each
            sizes = np.unique(strata, return_counts=True)[1]
            if sizes.min() < 2 or min(count, len(y) - count) < len(sizes):
                strata = None
        kept, held = train_test_split(
            np.arange(len(y)), test_size=count, random_state=seed, stratify=strata
        )
        return kept, held

    def _batch(self, n: int) -> int | None:
        """배치 크기, 한꺼번에면 None. Decide on the size of a batch; None for all at once."""
        if isinstance(self.batch_size, str):
            if self.batch_size != "auto":
                raise unknown_option("batch_size", self.batch_size, ["auto"])
            size = 200
        elif self.batch_size is None:
            return None
        else:
            size = check_whole("batch_size", self.batch_size, low=1)
        # one sample has no variance: batch normalisation must not meet it as what is left over
        while self.batch_norm and size < n and n % size == 1:
            size += 1
        return size if size < n else None

    def _replays(self, steps: int) -> bool:
        """replay로 할까. Decide on replay by its option, or by how much there is to do."""
        if isinstance(self.replay, str):
            if self.replay != "auto":
                raise unknown_option("replay", self.replay, ["auto"])
            return steps >= PAYS and find_spec("numba") is not None
        return bool(self.replay)

    def _scores(self, X: Any) -> Array:
        """신경망의 출력 (n, outputs). Compute what the network gives for X, before any sigmoid."""
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, dtype=FLOATS)
        return self.model_.predict(X)


def _weighted(X: Array, y: Array, given: Any) -> tuple[Array, Array, Array | None]:
    """가중치가 0인 표본은 없는 것과 같다.

    Check the weights of the samples. Those of weight 0 are left out, which is the same.
    """
    if given is None:
        return X, y, None
    if is_real(given):
        given = np.full(len(X), float(given))
    weight = check_array(given, ensure_2d=False, dtype=np.float64, input_name="sample_weight")
    if weight.shape != (len(X),):
        raise DataError("estimators.weight.shape", n=len(X), shape=weight.shape)
    if weight.min() < 0:
        raise DataError("estimators.weight.negative", got=f"{weight.min():g}")
    counts = weight > 0
    if not counts.any():
        raise DataError("estimators.weight.zero")
    return X[counts], y[counts], weight[counts]
