"""손실의 지형과 회귀의 그림: 그린 값이 받은 값과 같다.

The land of a loss, arrows of its gradient, fitted curves: what is drawn is what was given.
"""

import numpy as np
import pytest
from matplotlib.quiver import Quiver

from micrograd_ko import tanh
from micrograd_ko.errors import DataError, ShapeError
from viz import plots

PATH = np.array([[-7, 2], [-5, -1.5], [-3, 1], [0.1, -0.2]])


def lines(ax):
    return {line.get_label(): line for line in ax.lines}


def arrows(figure):
    (found,) = (c for c in figure.axes[0].collections if isinstance(c, Quiver))
    return np.stack([found.X, found.Y]), np.stack([found.U, found.V])


# ── arrows ──


def test_arrows_point_against_the_gradient_and_are_as_long_as_it():
    figure = plots.gradient_arrows(path=PATH)
    (x, y), drawn = arrows(figure)
    expected = -np.stack([x / 10, 2 * y])  # by hand, of x²/20 + y²
    scale = np.hypot(*drawn).max() / np.hypot(*expected).max()
    np.testing.assert_allclose(drawn, scale * expected, atol=1e-12)
    assert figure.axes[0].get_aspect() == 1  # a right angle to the contour looks like one
    longest = np.hypot(*expected).max()
    assert f"-기울기 (가장 긴 화살표: {longest:.2g})" in lines(figure.axes[0])


def test_paths_lie_over_the_arrows_as_they_were_given():
    figure = plots.gradient_arrows(path={"0.1": PATH, "0.9": PATH[::-1]})
    found = lines(figure.axes[0])
    np.testing.assert_array_equal(found["0.1"].get_xydata(), PATH)
    np.testing.assert_array_equal(found["0.9"].get_xydata(), PATH[::-1])
    assert found["0.1"].get_color() != found["0.9"].get_color()
    assert found["0.1"].get_marker() != found["0.9"].get_marker()
    np.testing.assert_array_equal(found["최소점"].get_xydata(), [[0, 0]])


def test_arrows_of_another_function_need_no_path_and_no_minimum():
    window = ((0.0, 1.0), (0.0, 1.0))
    figure = plots.gradient_arrows(lambda x, y: tanh(x) + y, minimum=None, window=window)
    (x, _), drawn = arrows(figure)
    np.testing.assert_allclose(drawn[0] / drawn[1], 1 - np.tanh(x) ** 2)
    assert "최소점" not in lines(figure.axes[0]) and "출발" not in lines(figure.axes[0])


def test_a_number_that_f_does_not_use_has_no_slope():
    _, drawn = arrows(plots.gradient_arrows(lambda x, y: y * y + 0 * x, minimum=None))
    assert not drawn[0].any()
    _, drawn = arrows(plots.gradient_arrows(lambda x, y: y * y, minimum=None))
    assert not drawn[0].any() and drawn[1].any()


def test_a_window_far_from_square_gives_up_the_right_angle():
    (ax,) = plots.gradient_arrows(window=((-10, 10), (-0.1, 0.1))).axes
    assert ax.get_aspect() == "auto"


def test_arrow_errors(raised):
    ko, en = raised(lambda: plots.gradient_arrows(lambda x, y: np.asarray(x.data)), DataError)
    assert "ndarray" in ko and "(136,)" in ko and "lambda x, y: x**2 / 20 + y**2" in en
    ko, en = raised(lambda: plots.gradient_arrows(path=[[1, 2, 3]]), ShapeError)
    assert "path의 모양은 (steps + 1, 2)" in ko and "but it is (1, 3)" in en


# ── landscape ──


def test_landscape_holds_every_path_and_every_minimum():
    (ax, bar) = plots.landscape(
        lambda x, y: (x * x - 1) ** 2 + y * y, {"왼쪽": PATH, "오른쪽": -PATH},
        minima=[(-1, 0), (1, 0)],
    ).axes  # fmt: skip
    found = lines(ax)
    np.testing.assert_array_equal(found["왼쪽"].get_xydata(), PATH)
    np.testing.assert_array_equal(found["오른쪽"].get_xydata(), -PATH)
    stars = [line.get_xydata()[0].tolist() for line in ax.lines if line.get_marker() == "*"]
    assert stars == [[-1, 0], [1, 0]]
    assert bar.get_ylabel() == "f (진할수록 낮음)"
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    assert left < -7 and right > 7 and bottom < -2 and top > 2


def test_each_colour_of_a_landscape_covers_an_equal_area():
    def steep(x, y):
        return np.exp(x) + 0 * y

    window = ((-4.0, 4.0), (0.0, 1.0))
    (ax, _) = plots.landscape(steep, {"a": [[0, 0.5]]}, window=window).axes
    filled = ax.collections[0]
    levels = filled.levels if hasattr(filled, "levels") else filled.norm.boundaries
    widths = np.diff(np.log(levels))  # where each band begins and ends on x
    np.testing.assert_allclose(widths, 8 / len(widths), atol=0.1)


def test_landscape_of_one_number_draws_a_panel_for_each_path():
    paths = {"0.1": [3.0, 2.4], "0.9": [3.0, -2.4, 1.92], "1.1": [3.0, -3.6, 4.3, -5.2]}
    axes = plots.landscape(lambda x: x * x, paths, window=(-4, 4), minima=[0]).axes
    for ax, (name, path) in zip(axes, paths.items(), strict=True):
        (walked,) = (line for line in ax.lines if line.get_marker() == ".")
        np.testing.assert_allclose(walked.get_xydata(), [[x, x * x] for x in path])
        assert ax.get_title(loc="left").startswith(f"{name}\n{len(path) - 1}스텝 뒤")
        assert ax.get_xlim() == (-4, 4)
        np.testing.assert_array_equal(lines(ax)["최소점"].get_xydata(), [[0, 0]])


def test_landscape_errors(raised):
    ko, en = raised(lambda: plots.landscape(lambda x: 1.0, {"a": [1, 2]}), DataError)
    assert "(400,)" in ko and "돌려준 모양: ()" in ko and "(400,)" in en
    ko, en = raised(lambda: plots.landscape(lambda x, y: 1.0, {"a": PATH}), DataError)
    assert "(120, 120)" in ko and "(120, 120)" in en
    ko, en = raised(lambda: plots.landscape(lambda x: x, {"a": [1, 2], "b": PATH}), ShapeError)
    assert "paths['b']의 모양은 (steps + 1,)" in ko and "(4, 2)" in en
    raised(lambda: plots.landscape(lambda x: x, {}), DataError)


# ── fits and marginals ──


@pytest.mark.parametrize("shape", [(4,), (4, 1)])
def test_fits_are_drawn_in_order_of_x_with_their_mse(shape):
    x, y = np.array([2.0, 0.0, 1.0, 3.0]), np.array([4.0, 0.0, 1.0, 9.0])
    answers = y + np.array([1.0, 0, 0, -1])
    figure = plots.fits(
        x.reshape(shape), y.reshape(shape), {"너비 3": answers.reshape(shape), "너비 9": y},
        truth=lambda x: x**2,
    )  # fmt: skip
    first, second = figure.axes
    assert first.get_title(loc="left") == "너비 3\nMSE = 0.5"
    assert second.get_title(loc="left") == "너비 9\nMSE = 0"
    curve = first.lines[-1]
    np.testing.assert_array_equal(curve.get_xdata(), [0, 1, 2, 3])
    np.testing.assert_array_equal(curve.get_ydata(), [0, 1, 5, 8])
    truth = lines(first)["실제 함수"]
    np.testing.assert_allclose(truth.get_ydata(), truth.get_xdata() ** 2)
    assert first.get_ylim() == second.get_ylim()


def test_fit_errors(raised):
    ko, en = raised(lambda: plots.fits([1, 2], [1, 2], {"a": [1, 2, 3]}), ShapeError)
    assert "x의 길이는 2인데 fitted['a']의 길이는 3" in ko and "has length 3" in en
    ko, en = raised(lambda: plots.fits([1, 2], [[1, 2]], {"a": [1, 2]}), ShapeError)
    assert "y의 모양은 (n,)" in ko and "(1, 2)" in en
    raised(lambda: plots.fits([1], [1], [1]), DataError)


def test_marginal_histograms_count_every_target_and_every_prediction():
    y, y_hat = np.arange(10.0), np.full(10, 4.5)
    (ax,) = plots.predictions(y, y_hat, marginals=True).axes
    top, right = ax.child_axes
    assert top.patches[0].get_data().values.sum() == right.patches[0].get_data().values.sum() == 10
    assert right.patches[0].get_data().values.max() == 10  # all answers alike
    assert top.patches[0].get_data().values.max() == 1
    assert top.get_xlim() == ax.get_xlim() and right.get_ylim() == ax.get_ylim()
    assert top.texts[0].get_text() == f"실제값 y\n표준편차 {y.std():.3g}"
    assert right.texts[0].get_text() == "예측값 ŷ\n표준편차 0"
