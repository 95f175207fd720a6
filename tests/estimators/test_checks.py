"""scikit-learn의 검사를 모두 지난다, 기본값 그대로.

Both estimators pass all checks of scikit-learn, with their defaults and without exceptions.
"""

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from micrograd_ko.estimators import MLPClassifier, MLPRegressor


# scikit-learn's own data are not always such that nothing warns
@pytest.mark.filterwarnings("default")
@parametrize_with_checks([MLPClassifier(), MLPRegressor()])
def test_scikit_learn_finds_nothing_wrong(estimator, check):
    check(estimator)
