"""scikit-learn의 추정기: MLPClassifier와 MLPRegressor.

Train our networks as scikit-learn's estimators, in pipelines, searches and cross-validation. Needs
the extra `sklearn`. Tables and targets flow in, a trained estimator flows out; what trains it is
:func:`micrograd_ko.train.fit`. What everything here has a word for is called by it (lr, epochs,
optimizer, patience), the rest as scikit-learn calls it (hidden_layer_sizes, random_state).

==========  =======================================================================
network     arguments, making the network, training, early stopping, weights
classifier  MLPClassifier: two classes, several, or several labels at once
regressor   MLPRegressor: one quantity or several
==========  =======================================================================

    >>> from micrograd_ko import data
    >>> moons = data.moons(n=200, seed=0)
    >>> model = MLPClassifier((16, 16), batch_size=16, random_state=0).fit(moons.X, moons.y)
    >>> model.score(moons.X, moons.y) > 0.95
    True
"""

from ..errors import DataError

try:
    from .classifier import MLPClassifier
    from .regressor import MLPRegressor
except ImportError as _missing:  # no scikit-learn, or one from before validate_data
    _command = 'python -m pip install "scikit-learn>=1.6"'
    raise DataError("estimators.package", error=_missing, command=_command) from _missing

__all__ = ["MLPClassifier", "MLPRegressor"]
