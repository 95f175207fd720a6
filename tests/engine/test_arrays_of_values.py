"""NumPy의 통계 함수와 Value의 배열: 그래프가 되거나, 우리말로 거절한다.

NumPy's statistics of an array whose entries are Values: a graph, or a refusal in our words.
"""

import numpy as np
import pytest

from micrograd_ko import OpError, Tensor, UnknownNameError, Value, set_language


@pytest.mark.parametrize("axis", [None, 0, 1])
@pytest.mark.parametrize("function", [np.mean, np.var, np.std, np.median])
def test_statistics_are_graphs_with_the_gradients_of_a_tensor(function, axis):
    numbers = [[1.0, 2.5, 4.0], [0.5, -1.0, 3.0]]
    values, tensor = [[Value(x) for x in row] for row in numbers], Tensor(numbers)
    found, wanted = function(np.array(values), axis=axis), function(tensor, axis=axis)
    np.sum(found * found).backward()
    np.sum(wanted * wanted).backward()
    np.testing.assert_allclose(
        [[x.grad or 0.0 for x in row] for row in values], tensor.grad, atol=1e-15
    )


def test_rounding_gives_mere_numbers_as_it_does_of_one_value():
    values = np.array([Value(1.26), Value(-2.75)])
    assert np.round(values).tolist() == np.rint(values).tolist() == [1.0, -3.0]
    assert np.round(values, 1).tolist() == [1.3, -2.8]


@pytest.mark.parametrize(
    "function",
    [lambda a: np.percentile(a, 50), lambda a: np.quantile(a, 0.5), lambda a: np.var(a[0, ...])],
    ids=["percentile", "quantile", "var of an array without axes"],
)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_numpy_does_not_do_with_values_names_the_way(function, language):
    """A new NumPy asks a Value for its dtype; an older one writes into an array."""
    set_language(language)
    with pytest.raises((UnknownNameError, OpError), match=r"dtype|out=") as caught:
        function(np.array([Value(1.0), Value(2.0)]))
    assert "Tensor([" in str(caught.value)


def test_a_tensor_has_a_dtype_and_a_value_has_none():
    assert not hasattr(Value(1.0), "dtype") and Tensor([1.0]).dtype == np.float64
