"""matplotlib 그림: 그린 값이 받은 값과 같고, 두 언어로 읽히고, 네모 글자가 없다.

The plots: what is drawn is what was given, in both languages, with no missing glyph and no
warning (pytest turns every warning into an error), and nothing of the user's is changed.
"""

import pickle
import re
import subprocess
import sys
from importlib.util import find_spec
from io import BytesIO
from types import SimpleNamespace

import matplotlib
import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.text import Text

from micrograd_ko import (
    TABLE,
    DivergedError,
    FormatError,
    LayoutError,
    OpError,
    Tensor,
    UnknownOpError,
    check_gradients,
    set_language,
)
from micrograd_ko.errors import DataError, ShapeError
from micrograd_ko.searching import log_uniform, search, whole
from viz import plots
from viz.plotted import fonts
from viz.plotted.figures import COLOURS, DASH, MARKERS, ORANGE, STYLE

HANGUL = re.compile("[가-힣]")
rng = np.random.default_rng(0)


def run(n=12, **more):
    falling = np.exp(-0.3 * np.arange(n))
    return SimpleNamespace(
        loss=list(falling), val_loss=list(falling + 0.1), metric=list(1 - falling / 2),
        val_metric=list(0.9 - falling / 2),
        metric_name="accuracy", **more,
    )  # fmt: skip


def only_loss(*loss):
    return SimpleNamespace(loss=list(loss))


def by_side(points):
    return (points[:, 0] > 0).astype(int)


X = np.array([[-2.0, 0.0], [-1.0, 1.0], [1.0, -1.0], [2.0, 0.5]])
LABELS = np.array([0, 0, 1, 1])
IMAGES = rng.integers(0, 17, (6, 64)).astype(float)
PATH = [[-7, 2], [-5, -1.5], [-3, 1], [0.1, -0.2]]


def tried():
    """A search with every kind of parameter and every kind of end."""

    def score(lr, kind, width, *, seed, epochs):
        if lr > 10:
            raise DivergedError("train.diverged", epoch=1, batch=1, loss="inf")
        return -abs(np.log10(lr) + 2) - (100 if lr < 1e-5 else 0) - (kind == "tanh")

    space = {"lr": log_uniform(1e-6, 1e2), "kind": ["relu", "tanh", None], "width": whole(1, 9)}
    return search(score, space, trials=14, stages=2, epochs=9, give_up=3, progress=False)


# The words a person reads on each: title first, Korean and English.
FIGURES = {
    "activations": (lambda: plots.activations(["tanh", "relu6"]), "활성화 함수와 그 도함수",
                    "Activation functions and their derivatives"),
    "curves": (lambda: plots.curves(run()), "학습 곡선", "Learning curves"),
    "curves_of_runs": (lambda: plots.curves({"SGD": run(), "Adam": run()}, log=True), "학습 곡선",
                       "Learning curves"),
    "histograms": (
        lambda: plots.activation_histograms({"Xavier": [rng.normal(size=(9, 9)),
                                                        rng.normal(size=(9, 9))]}),
        "초기화에 따른 층별 활성값의 분포", "Activations of each layer, by initialisation",
    ),
    "norms": (lambda: plots.gradient_norms({"ReLU": [0, 1e-9, 0.1, 1]}), "층별 기울기의 크기",
              "Size of the gradient in each layer"),
    "steps": (lambda: plots.step_sizes(check_gradients(lambda w: w.tanh(), 0.6)),
              "간격 h와 수치 미분의 오차",
              "The step and the error of numerical differentiation"),
    "paths": (lambda: plots.optimizer_paths({"SGD": PATH}), "옵티마이저가 지나간 경로",
              "The paths of optimizers"),
    "boundary": (lambda: plots.decision_boundary(by_side, X, LABELS, resolution=40), "결정 경계",
                 "Decision boundary"),
    "predictions": (lambda: plots.predictions([1, 2, 3], [1.1, 1.9, 3.2]), "실제값과 예측값",
                    "Targets and predictions"),
    "marginals": (lambda: plots.predictions([1, 2, 3], [1.1, 1.9, 3.2], marginals=True),
                  "실제값과 예측값", "Targets and predictions"),
    "fits": (lambda: plots.fits([0, 1, 2], [0, 1, 0], {"1": [0, 0, 0], "3": [0, 1, 0]}),
             "함수에 맞춘 곡선", "Curves fitted to a function"),
    "arrows": (lambda: plots.gradient_arrows(path=PATH), "기울기가 가리키는 쪽",
               "Where the gradient points"),
    "land": (lambda: plots.landscape(lambda x, y: x * x + y * y, {"SGD": PATH}, minima=[(0, 0)]),
             "손실의 지형과 내려간 경로", "The land of a loss and the paths down"),
    "slopes": (lambda: plots.landscape(lambda x: x * x, {"0.1": [2, 1, 0.5]}, minima=[0]),
               "손실의 지형과 내려간 경로", "The land of a loss and the paths down"),
    "curves_of_four": (lambda: plots.curves({f"{i}": run() for i in range(4)}), "학습 곡선",
                       "Learning curves"),
    "curves_of_seven": (lambda: plots.curves({f"{i}": run() for i in range(7)}, log=True),
                        "학습 곡선", "Learning curves"),
    "norms_of_three": (lambda: plots.gradient_norms({f"{i}": [0, 10.0**-i, 1] for i in range(3)}),
                       "층별 기울기의 크기", "Size of the gradient in each layer"),
    "norms_of_seven": (lambda: plots.gradient_norms({f"{i}": [0, 10.0**-i] for i in range(7)}),
                       "층별 기울기의 크기", "Size of the gradient in each layer"),
    "times": (lambda: plots.timings({"Value": [0.03, 0.04], "replay": 1e-4}), "걸린 시간",
              "Time taken"),
    "trials": (lambda: plots.trials(tried()), "하이퍼파라미터마다의 점수",
               "Scores by hyperparameter"),
    "digits": (lambda: plots.digits(IMAGES, range(6), [0, 1, 2, 3, 4, 9]), "손글씨 숫자와 예측",
               "Digits and predictions"),
    "filters": (lambda: plots.filters(Tensor(rng.normal(size=(2, 2, 3, 3)))),
                "필터: 빨강은 더하고 파랑은 뺀다", "Filters: red adds, blue takes away"),
}  # fmt: skip
each_figure = pytest.mark.parametrize("name", FIGURES)


def words(figure):
    """All text on the figure after it was drawn, ticks too."""
    return [t.get_text() for t in figure.findobj(Text) if t.get_visible() and t.get_text()]


def drawn(figure):
    """The figure as PNG at its own resolution: drawing is where a missing glyph warns."""
    file = BytesIO()
    figure.savefig(file, format="png", dpi="figure")
    return file.getvalue()


def lines(ax, kind=None):
    return {
        line.get_label(): line for line in ax.lines if kind is None or line.get_linestyle() == kind
    }


# ── all of them ──


@each_figure
@pytest.mark.parametrize("language", ["ko", "en"])
def test_figure_speaks_the_language_with_no_glyph_missing_and_nothing_cut_off(name, language):
    set_language(language)
    make, *titles = FIGURES[name]
    figure = make()
    assert type(figure) is Figure
    assert drawn(figure).startswith(b"\x89PNG")  # a missing glyph or a failed layout warns here
    box, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    assert min(box.x0, box.y0) > -0.01 and box.x1 < width + 0.01 and box.y1 < height + 0.01
    assert figure.get_suptitle() == titles[language == "en"]
    assert any(HANGUL.search(word) for word in words(figure)) == (language == "ko")


@pytest.mark.parametrize("name", ["activations", "norms", "paths", "boundary"])
def test_every_text_keeps_the_korean_font(name):
    figure = FIGURES[name][0]()
    for ax in figure.axes:
        ax.set(xlim=(0, 1e3))  # more ticks than there were
    with matplotlib.rc_context({"font.family": "serif", "axes.unicode_minus": False}):
        drawn(figure)
    assert {
        tuple(thing.get_fontfamily()) for thing in figure.findobj(Text) if thing.get_text()
    } == {tuple(fonts.families())}


@each_figure
def test_own_title_and_none(name):
    make = {
        "activations": lambda title: plots.activations(["tanh"], title=title),
        "curves": lambda title: plots.curves(run(), title=title),
        "curves_of_runs": lambda title: plots.curves({"SGD": run()}, title=title),
        "histograms": lambda title: plots.activation_histograms({"a": [[0.1, 0.2]]}, title=title),
        "norms": lambda title: plots.gradient_norms({"a": [1.0]}, title=title),
        "steps": lambda title: plots.step_sizes(
            check_gradients(lambda w: w.tanh(), 0.6), title=title
        ),
        "trials": lambda title: plots.trials(tried(), title=title),
        "paths": lambda title: plots.optimizer_paths({"a": PATH}, title=title),
        "boundary": lambda title: plots.decision_boundary(
            by_side, X, LABELS, resolution=9, title=title
        ),
        "predictions": lambda title: plots.predictions([1], [2], title=title),
        "marginals": lambda title: plots.predictions([1], [2], marginals=True, title=title),
        "fits": lambda title: plots.fits([1], [2], {"a": [2]}, title=title),
        "arrows": lambda title: plots.gradient_arrows(title=title),
        "land": lambda title: plots.landscape(lambda x, y: x * y, {"a": PATH}, title=title),
        "slopes": lambda title: plots.landscape(lambda x: x, {"a": [1, 2]}, title=title),
        "curves_of_four": lambda title: plots.curves(
            {"abcd"[i]: run() for i in range(4)}, title=title
        ),
        "curves_of_seven": lambda title: plots.curves(
            {"abcdefg"[i]: run() for i in range(7)}, title=title
        ),
        "norms_of_three": lambda title: plots.gradient_norms(
            {c: [1.0] for c in "abc"}, title=title
        ),
        "norms_of_seven": lambda title: plots.gradient_norms(
            {c: [1.0] for c in "abcdefg"}, title=title
        ),
        "times": lambda title: plots.timings({"a": 1.0}, title=title),
        "digits": lambda title: plots.digits(IMAGES[:1], [1], title=title),
        "filters": lambda title: plots.filters(np.ones((1, 2, 2)), title=title),
    }[name]
    assert make("내 제목").get_suptitle() == "내 제목"
    assert make("").get_suptitle() == ""


@each_figure
def test_the_style_of_the_user_is_neither_used_nor_changed(name):
    with matplotlib.rc_context(
        {"font.size": 30, "axes.facecolor": "black", "lines.linewidth": 9, "font.family": "serif"}
    ):
        before = dict(matplotlib.rcParams)
        figure = FIGURES[name][0]()
        assert dict(matplotlib.rcParams) == before
    assert all(to_hex(ax.get_facecolor()) == "#ffffff" for ax in figure.axes)
    assert figure.axes[0].title.get_fontsize() <= STYLE["figure.titlesize"]


def test_plots_need_no_pyplot_and_importing_them_no_matplotlib():
    code = (
        "import sys; from viz import plots; assert 'matplotlib' not in sys.modules;"
        "plots.predictions([1], [2]); assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_every_function_of_the_module_is_tested():
    tested = {"activations", "curves", "activation_histograms", "gradient_norms", "optimizer_paths",
              "decision_boundary",
              "predictions", "digits", "filters", "save", "step_sizes", "timings", "fits",
              "gradient_arrows", "landscape", "trials"}  # fmt: skip
    assert set(plots.__all__) == tested


# ── activations ──


def test_activation_and_its_derivative_are_those_of_the_table():
    names = ["sigmoid", "tanh", "relu", "leaky_relu", "elu", "relu6", "softplus"]
    figure = plots.activations()
    drawn(figure)
    for ax, name in zip(figure.axes, names, strict=True):
        row = TABLE[name]
        found = lines(ax)
        value, slope = found["함수 f(x)"], found["도함수 f′(x)"]
        x = value.get_xdata()
        assert ax.get_title(loc="left") == f"{row.label} {name}"
        assert (x.min(), x.max()) == tuple(1.5 * end for end in row.domain[0])
        np.testing.assert_array_equal(value.get_ydata(), row(x))
        known = ~np.isnan(slope.get_ydata())
        np.testing.assert_array_equal(
            slope.get_ydata()[known], row.backward(1.0, row(x), x)[0][known]
        )
        assert (value.get_linestyle(), slope.get_linestyle()) == ("-", "--")


@pytest.mark.parametrize(
    ("name", "kinks"), [("relu", [0]), ("relu6", [0, 6]), ("leaky_relu", [0]), ("tanh", [])]
)
def test_derivative_has_a_gap_where_it_jumps(name, kinks):
    slope = lines(plots.activations([name]).axes[0])["도함수 f′(x)"]
    np.testing.assert_allclose(slope.get_xdata()[np.isnan(slope.get_ydata())], kinks, atol=0.05)


def test_any_op_of_one_input_can_be_plotted():
    plots.activations(
        [row.name for row in TABLE.values() if len(row.inputs) == 1 and not row.required]
    )


def test_activation_errors(raised):
    ko, en = raised(lambda: plots.activations(["mul"]), OpError)
    assert "'mul'은 입력이 2개인 연산" in ko and "'mul' is an op of 2 inputs" in en
    ko, en = raised(lambda: plots.activations([]), DataError)
    assert "names가 비어" in ko and "names is empty" in en
    with pytest.raises(UnknownOpError):
        plots.activations(["tanhh"])


# ── curves ──


def test_curves_show_all_four_records():
    history = run()
    loss, metric = plots.curves(history).axes
    for ax, kind in ((loss, "loss"), (metric, "metric")):
        found = lines(ax)
        np.testing.assert_array_equal(found["학습"].get_ydata(), getattr(history, kind))
        np.testing.assert_array_equal(found["검증"].get_ydata(), getattr(history, f"val_{kind}"))
        np.testing.assert_array_equal(found["학습"].get_xdata(), np.arange(1, 13))
        assert (found["학습"].get_linestyle(), found["검증"].get_linestyle()) == ("-", "--")
        assert found["학습"].get_color() != found["검증"].get_color()
    assert (loss.get_ylabel(), metric.get_ylabel(), loss.get_xlabel()) == ("손실", "정확도", "에폭")


def test_curves_without_metric_or_validation_have_one_panel_and_one_line():
    (ax,) = plots.curves(
        SimpleNamespace(loss=[2, 1], val_loss=[], metric=None, metric_name="")
    ).axes
    assert list(lines(ax)) == ["학습"]


def test_runs_have_each_their_colour_and_marker_and_stand_once_in_the_legend():
    figure = plots.curves({"SGD": run(), "Adam": only_loss(3, 2, 1)})
    legend = [entry.get_text() for entry in figure.legends[0].get_texts()]
    assert legend == ["SGD · 학습", "SGD · 검증", "Adam"]
    sgd, adam = lines(figure.axes[0])["SGD · 학습"], lines(figure.axes[0])["Adam"]
    assert sgd.get_color() != adam.get_color() and sgd.get_marker() != adam.get_marker()
    assert lines(figure.axes[0])["SGD · 검증"].get_color() == sgd.get_color()


def test_validation_of_the_metric_alone_is_in_the_legend():
    figure = plots.curves(
        SimpleNamespace(loss=[2, 1], metric=[0.1, 0.2], val_metric=[0, 0.1], metric_name="F1")
    )
    assert [entry.get_text() for entry in figure.legends[0].get_texts()] == ["학습", "검증"]
    assert figure.axes[1].get_ylabel() == "F1"


def test_log_axis_writes_plain_numbers():
    figure = plots.curves(only_loss(1, 0.1, 0.01, 0.0001), log=True)
    drawn(figure)
    (ax,) = figure.axes
    assert ax.get_yscale() == "log" and ax.get_ylabel() == "손실 (로그 눈금)"
    assert {"1", "0.1", "0.01", "0.001", "0.0001"} <= {
        label.get_text() for label in ax.get_yticklabels()
    }


@pytest.mark.parametrize(
    "loss", [[0.6931, 0.6930], [0.5], [1.0, 1.0], [1e-8, 1e8], [1, np.nan, np.inf], [np.nan]]
)
@pytest.mark.parametrize("log", [False, True])
def test_strange_losses_are_drawn_without_a_warning(loss, log):
    figure = plots.curves(only_loss(*loss), log=log)
    drawn(figure)
    ticks = [
        float(label.get_text().replace("−", "-")) for label in figure.axes[0].get_xticklabels()
    ]
    assert all(tick == int(tick) for tick in ticks)


def test_curve_errors(raised):
    ko, en = raised(
        lambda: plots.curves({"SGD": SimpleNamespace(loss=[1, 2, 3], val_loss=[1, 2])}), ShapeError
    )
    assert "history['SGD'].loss의 길이는 3인데 history['SGD'].val_loss의 길이는 2" in ko
    assert "history['SGD'].loss has length 3, but history['SGD'].val_loss has length 2" in en
    ko, en = raised(lambda: plots.curves(only_loss(1, 0), log=True), DataError)
    assert (
        "history.loss에 0 이하인 값 0이" in ko
        and "log=False" in ko
        and "history.loss holds 0" in en
    )
    ko, en = raised(lambda: plots.curves({"loss": [1, 2]}), DataError)
    assert "history['loss']에는" in ko and "list" in ko and "history['loss'] must have .loss" in en
    ko, en = raised(lambda: plots.curves(SimpleNamespace(loss=[[1, 2]])), ShapeError)
    assert (
        "history.loss의 모양은 (epochs,)여야 하는데 (1, 2)" in ko
        and "must be (epochs,), but it is (1, 2)" in en
    )
    for empty in ({}, only_loss()):
        ko, en = raised(lambda empty=empty: plots.curves(empty), DataError)
        assert "비어" in ko and "empty" in en


# ── histograms ──


def heights(ax):
    inner, *outer = (patch.get_data() for patch in ax.patches)
    return inner, outer[0] if outer else None


def test_histograms_hold_every_value_and_the_saturated_share():
    layers = [np.tanh(2 * rng.normal(size=(50, 20))), np.tanh(rng.normal(size=(50, 20)))]
    figure = plots.activation_histograms(
        {"큰": layers, "작은": [layer / 10 for layer in layers]}, saturated=(-0.97, 0.97)
    )
    assert [ax.get_title() for ax in figure.axes] == ["1층", "2층", "", ""]
    assert [figure.axes[i].get_ylabel() for i in (0, 2)] == ["큰", "작은"]
    for ax, values in zip(figure.axes, layers, strict=False):
        inner, outer = heights(ax)
        np.testing.assert_allclose(outer.values, np.histogram(values, inner.edges)[0] / values.size)
        share = (abs(values) > 0.97).mean()
        np.testing.assert_allclose((outer.values - outer.baseline).sum(), share)
        assert ax.texts[0].get_text() == f"표준편차 {values.std():#.2g}\n포화 {share:.0%}"
    assert figure.axes[2].texts[0].get_text().endswith("포화 0%")
    assert figure.legends[0].get_texts()[0].get_text() == "포화: 활성값 < -0.97 또는 > 0.97"


def test_histograms_may_do_without_saturation_and_hold_equal_values():
    figure = plots.activation_histograms({"0": [np.zeros(5)]}, saturated=None)
    inner, outer = heights(figure.axes[0])
    assert outer is None and inner.values.sum() == 1 and not figure.legends


def test_histogram_errors(raised):
    ko, en = raised(lambda: plots.activation_histograms({"a": [[1], [2]], "b": [[1]]}), ShapeError)
    assert (
        "activations['a']의 길이는 2인데 activations['b']의 길이는 1" in ko and "has length 2" in en
    )
    ko, en = raised(lambda: plots.activation_histograms({"a": [[1, np.nan, np.inf]]}), DataError)
    assert (
        "activations['a'][0]의 값 3개 가운데 2개가 nan" in ko
        and "Of the 3 values of activations['a'][0], 2" in en
    )
    ko, en = raised(lambda: plots.activation_histograms([[1]]), DataError)
    assert "사전" in ko and "Got: list" in en
    for empty in ({}, {"a": []}, {"a": [[]]}):
        ko, en = raised(lambda empty=empty: plots.activation_histograms(empty), DataError)
        assert "activations" in ko and "empty" in en


# ── norms and paths ──


def test_norms_are_drawn_as_given_and_zeros_marked():
    norms = {"a": [0.0, 1e-3, 1.0], "b": [1, 2, 3, 4]}
    (ax,) = plots.gradient_norms(norms).axes
    found = lines(ax)
    np.testing.assert_array_equal(found["a"].get_ydata(), [np.nan, 1e-3, 1])
    np.testing.assert_array_equal(found["b"].get_xydata(), [[1, 1], [2, 2], [3, 3], [4, 4]])
    zeros = [line for line in ax.lines if line.get_marker() == "x" and len(line.get_xdata())]
    assert [list(line.get_xdata()) for line in zeros] == [[1]]
    assert zeros[0].get_color() == found["a"].get_color() and "기울기 0 (소실)" in found
    assert ax.get_yscale() == "log"
    assert found["a"].get_linestyle() != found["b"].get_linestyle()


def test_norms_that_are_all_zero_or_all_equal():
    for norms in ([0, 0], [1, 1], [5]):
        drawn(plots.gradient_norms({"a": norms}))


def test_norm_errors(raised):
    ko, en = raised(lambda: plots.gradient_norms({"a": [1, -2]}), DataError)
    assert "norms['a']에 음수 -2가" in ko and "negative number -2" in en
    ko, en = raised(lambda: plots.gradient_norms({"a": np.ones((2, 3))}), ShapeError)
    assert "(layers,)여야 하는데 (2, 3)" in ko and "must be (layers,), but it is (2, 3)" in en
    ko, en = raised(lambda: plots.gradient_norms({"a": ["x"]}), DataError)
    assert "norms['a']에는 숫자의 배열" in ko and "must be an array of numbers" in en


def test_paths_are_drawn_as_given_over_contours():
    figure = plots.optimizer_paths({"SGD": PATH, "Adam": PATH[::-1]})
    for ax, (name, path) in zip(
        figure.axes, {"SGD": PATH, "Adam": PATH[::-1]}.items(), strict=True
    ):
        (whole,) = (line for line in ax.lines if line.get_marker() == ".")
        np.testing.assert_array_equal(whole.get_xydata(), path)
        found = lines(ax)
        np.testing.assert_array_equal(found["출발"].get_xydata(), [path[0]])
        np.testing.assert_array_equal(found["도착"].get_xydata(), [path[-1]])
        np.testing.assert_array_equal(found["최소점"].get_xydata(), [[0, 0]])
        height = path[-1][0] ** 2 / 20 + path[-1][1] ** 2
        assert ax.get_title(loc="left") == f"{name}\n3스텝 뒤 f = {height:.2g}"
        assert len(ax.collections) == 1  # the contours
        (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
        assert left < -7 and right > 0.1 and bottom < -1.5 and top > 2


def test_paths_over_another_function_in_a_window():
    figure = plots.optimizer_paths(
        {"a": [[1, 1], [1e9, 2]]},
        f=lambda x, y: x * x + y,
        minimum=(1, 2),
        window=((-3, 3), (-1, 4)),
    )
    drawn(figure)
    (ax,) = figure.axes
    assert (ax.get_xlim(), ax.get_ylim()) == ((-3, 3), (-1, 4))
    np.testing.assert_array_equal(lines(ax)["최소점"].get_xydata(), [[1, 2]])


@pytest.mark.parametrize(("count", "grid"), [(1, (1, 1)), (3, (1, 3)), (4, (2, 2)), (5, (2, 3))])
def test_paths_stand_in_a_grid_that_fits_a_slide(count, grid):
    figure = plots.optimizer_paths({str(i): PATH for i in range(count)})
    assert len(figure.axes) == count
    assert figure.axes[0].get_gridspec().get_geometry() == grid
    assert figure.get_figwidth() <= 13


def test_path_errors(raised):
    ko, en = raised(lambda: plots.optimizer_paths({"SGD": [[1, 2, 3]]}), ShapeError)
    assert (
        "paths['SGD']의 모양은 (steps + 1, 2)여야 하는데 (1, 3)" in ko and "but it is (1, 3)" in en
    )
    for surface in (lambda x, y: 1.0, lambda x, y: 0 * x, lambda x, y: x + np.nan):
        ko, en = raised(
            lambda surface=surface: plots.optimizer_paths({"a": PATH}, f=surface), DataError
        )
        assert "(120, 120)" in ko and "(120, 120)" in en


# ── decision boundary ──


def regions(ax):
    """The colour of each cell of the plane."""
    return ax.images[0].get_array()


def samples(ax):
    return {
        c.get_label(): np.asarray(c.get_offsets())
        for c in ax.collections
        if isinstance(c, PathCollection)
    }


@pytest.mark.parametrize(
    "predict",
    [
        by_side,
        lambda points: points[:, 0] > 0,
        lambda points: np.stack([-points[:, 0], points[:, 0]], axis=1),
        lambda points: Tensor(np.stack([-points[:, 0], points[:, 0]], axis=1)),
    ],
    ids=["labels", "bools", "scores", "tensor"],
)
def test_regions_follow_the_classifier_and_samples_stand_where_they_are(predict):
    (ax,) = plots.decision_boundary(predict, X, LABELS, resolution=40).axes
    cells = regions(ax)
    assert cells.shape == (40, 40, 3)
    left, right = (1 - 0.3 * (1 - np.array(to_rgb(COLOURS[i]))) for i in (0, 1))
    np.testing.assert_allclose(cells[:, :20], np.broadcast_to(left, (40, 20, 3)))
    np.testing.assert_allclose(cells[:, 20:], np.broadcast_to(right, (40, 20, 3)))
    found = samples(ax)
    np.testing.assert_array_equal(found["클래스 0"], X[:2])
    np.testing.assert_array_equal(found["클래스 1"], X[2:])
    (line,) = (c for c in ax.collections if not isinstance(c, PathCollection))
    assert all(abs(vertex[0]) < 0.1 for path in line.get_paths() for vertex in path.vertices)


def test_up_is_up():
    (ax,) = plots.decision_boundary(
        lambda p: (p[:, 1] > 0).astype(int), X, (X[:, 1] > 0).astype(int), resolution=40
    ).axes
    bottom, top = to_rgb(COLOURS[0]), to_rgb(COLOURS[1])
    for row, hue in ((0, bottom), (-1, top)):
        np.testing.assert_allclose(regions(ax)[row, 0], 1 - 0.3 * (1 - np.array(hue)))
    assert ax.images[0].origin == "lower"


def test_classes_may_be_any_numbers_or_names():
    (ax,) = plots.decision_boundary(
        lambda p: np.sign(p[:, 0]), X, [-1.0, -1.0, 1.0, 1.0], resolution=40
    ).axes
    assert list(samples(ax)) == ["클래스 -1", "클래스 1"]
    pick = np.array(["가", "나"])
    (ax,) = plots.decision_boundary(lambda p: pick[by_side(p)], X, pick[LABELS], resolution=40).axes
    assert list(samples(ax)) == ["클래스 가", "클래스 나"]
    names = plots.decision_boundary(
        by_side, X, LABELS, names=["아델리", "젠투"], features=("부리", "날개"), resolution=40
    ).axes[0]
    assert list(samples(names)) == ["아델리", "젠투"] and (
        names.get_xlabel(),
        names.get_ylabel(),
    ) == ("부리", "날개")


@pytest.mark.parametrize("chosen", [0, 1])
def test_classifier_that_knows_one_class_has_no_line(chosen):
    figure = plots.decision_boundary(lambda p: np.full(len(p), chosen), X, LABELS, resolution=20)
    drawn(figure)
    assert all(isinstance(c, PathCollection) for c in figure.axes[0].collections)


def test_a_region_of_one_cell_and_a_sample_at_one_place():
    def speck(points):
        return (np.arange(len(points)) == 210).astype(int)

    drawn(plots.decision_boundary(speck, [[1.0, 1.0]], [0], resolution=20))


def test_boundary_errors(raised):
    def error(kind, predict=by_side, X=X, y=LABELS, **more):
        return raised(lambda: plots.decision_boundary(predict, X, y, resolution=10, **more), kind)

    ko, en = error(ShapeError, X=np.ones((4, 3)))
    assert "X의 모양은 (n, 2)여야 하는데 (4, 3)" in ko and "must be (n, 2), but it is (4, 3)" in en
    ko, en = error(ShapeError, y=LABELS[:, None])
    assert "y의 모양은 (4,)여야 하는데 (4, 1)" in ko and "must be (4,), but it is (4, 1)" in en
    ko, en = error(ShapeError, predict=lambda p: p[:, :1])
    assert "(100, 2)" in ko and "(100, 1)" in ko and "(100,)" in en
    ko, en = error(DataError, predict=lambda p: np.full(len(p), 0.25))
    assert "0.25" in ko and "> 0.5" in ko and "looks like a score" in en
    ko, en = error(DataError, predict=lambda p: p, y=[-1, -1, 1, 1])
    assert (
        "열이 2개여서 클래스는 0부터 1까지인데, y의 클래스는 -1, 1" in ko
        and "classes of y are -1, 1" in en
    )
    ko, en = error(ShapeError, names=["하나"])
    assert "classes [0, 1]의 길이는 2인데 names의 길이는 1" in ko and "names has length 1" in en


# ── predictions ──


@pytest.mark.parametrize("shape", [(4,), (4, 1)])
def test_predictions_are_drawn_as_given_with_mse_and_r2(shape):
    y, y_hat = np.array([1.0, 2, 3, 4]), np.array([1.5, 2, 2.5, 4])
    (ax,) = plots.predictions(y.reshape(shape), y_hat.reshape(shape)).axes
    (points,) = (line for line in ax.lines if line.get_marker() == "o")
    np.testing.assert_array_equal(points.get_xydata(), np.stack([y, y_hat], axis=1))
    assert ax.texts[0].get_text() == "MSE = 0.125\nR² = 0.900"  # by hand: 0.5/4 and 1 − 0.5/5
    diagonal = lines(ax)["완벽한 예측 (ŷ = y)"].get_xydata()
    np.testing.assert_array_equal(diagonal[:, 0], diagonal[:, 1])
    assert ax.get_xlim() == ax.get_ylim() and ax.get_aspect() == 1


@pytest.mark.parametrize(
    ("y", "y_hat", "expected"),
    [
        ([2, 2], [1, 3], "MSE = 1\nR² = —"),
        ([0, 400], [200, 200], "MSE = 40,000\nR² = 0.000"),
        ([0, 1], [1, 0], "MSE = 1\nR² = -3.000"),
        ([0, 1e6], [1e6, 0], "MSE = 1e+12\nR² = -3.000"),
    ],
)
def test_mse_and_r2_by_hand(y, y_hat, expected):
    assert plots.predictions(y, y_hat).axes[0].texts[0].get_text() == expected


def test_a_tensor_is_an_array():
    (ax,) = plots.predictions(Tensor([[1.0], [2.0]]), Tensor([[1.0], [2.0]])).axes
    assert ax.texts[0].get_text() == "MSE = 0\nR² = 1.000"


def test_prediction_errors(raised):
    ko, en = raised(lambda: plots.predictions(np.ones(3), np.ones((3, 1))), ShapeError)
    for message in (ko, en):
        assert "(3,)" in message and "(3, 1)" in message and "y_hat.reshape(y.shape)" in message
    ko, en = raised(lambda: plots.predictions(np.ones((3, 2)), np.ones((3, 2))), ShapeError)
    assert "y의 모양은 (n,)이어야 하는데 (3, 2)" in ko and "must be (n,), but it is (3, 2)" in en
    ko, en = raised(lambda: plots.predictions([1, 2], [1, np.nan]), DataError)
    assert "y_hat의 값 2개 가운데 1개" in ko and "of y_hat, 1" in en
    raised(lambda: plots.predictions([], []), DataError)
    raised(lambda: plots.predictions(object(), [1]), DataError)


# ── digits ──


@pytest.mark.parametrize("shape", [(6, 64), (6, 8, 8), (6, 4, 16)])
def test_digits_show_each_image(shape):
    figure = plots.digits(IMAGES.reshape(shape), np.arange(6.0))
    for ax, image in zip(figure.axes, IMAGES, strict=True):
        np.testing.assert_array_equal(
            ax.images[0].get_array(), image.reshape(shape[1:] if len(shape) == 3 else (8, 8))
        )
        assert ax.images[0].get_clim() == (IMAGES.min(), IMAGES.max())
    assert [ax.get_title() for ax in figure.axes] == list("012345")
    assert not figure.get_supxlabel()


def test_images_of_mnist():
    (ax,) = plots.digits(np.zeros((1, 784)), [7]).axes
    assert ax.images[0].get_array().shape == (28, 28)


def test_wrong_digits_are_told_by_colour_sign_and_frame():
    figure = plots.digits(IMAGES, [0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 9], columns=3)
    *right, wrong = figure.axes
    assert wrong.get_title() == "✗ 5 (정답 9)"
    assert wrong.title.get_color() == to_hex(wrong.spines["left"].get_edgecolor()).upper() == ORANGE
    assert all("✗" not in ax.get_title() and ax.title.get_color() != ORANGE for ax in right)
    assert wrong.spines["left"].get_linewidth() > right[0].spines["left"].get_linewidth()
    assert figure.get_supxlabel() == "6장 가운데 5장을 맞혔습니다. ✗: 틀린 예측"
    assert wrong.get_gridspec().get_geometry() == (2, 3)


def test_digit_errors(raised):
    for shape in ((6, 65), (6,), (2, 3, 4, 5)):
        ko, en = raised(
            lambda shape=shape: plots.digits(np.ones(shape), np.ones(shape[0])), ShapeError
        )
        assert "(n, 64), (n, 784), (n, h, w)" in ko and f"but it is {shape}" in en
    ko, en = raised(lambda: plots.digits(IMAGES, np.ones((6, 10))), ShapeError)
    assert (
        "predicted의 모양은 (6,)이어야 하는데 (6, 10)" in ko
        and "must be (6,), but it is (6, 10)" in en
    )
    ko, en = raised(lambda: plots.digits(IMAGES, range(6), range(5)), ShapeError)
    assert "labels의 모양은 (6,)이어야 하는데 (5,)" in ko and "labels" in en
    ko, en = raised(lambda: plots.digits(np.ones((201, 64)), np.ones(201)), FormatError)
    assert "201장" in ko and "images[:200]" in en
    raised(lambda: plots.digits(np.ones((0, 64)), []), DataError)


# ── files and notebooks ──


@pytest.mark.parametrize(
    ("name", "start"), [("a.png", b"\x89PNG"), ("a.SVG", b"<?xml"), ("a.pdf", b"%PDF")]
)
def test_saved_file_has_its_format_and_always_the_same_bytes(tmp_path, name, start):
    first, second = (
        plots.save(plots.predictions([1, 2], [1, 3]), tmp_path / f"{i}{name}").read_bytes()
        for i in (1, 2)
    )
    assert first == second and first.startswith(start)


def test_png_has_150_dots_per_inch(tmp_path):
    figure = plots.predictions([1, 2], [1, 3])
    data = plots.save(figure, str(tmp_path / "a.png")).read_bytes()
    assert int.from_bytes(data[16:20]) == int(figure.get_figwidth() * 150)


def test_unknown_suffix_lists_the_known(raised, tmp_path):
    for name, suffix in (("a.jpg", ".jpg"), ("a", "")):
        ko, en = raised(lambda name=name: plots.save(Figure(), tmp_path / name), FormatError)
        assert f"'{suffix}'" in ko and ".png, .svg, .pdf" in ko and ".png, .svg, .pdf" in en
        assert not (tmp_path / name).exists()


def test_notebook_shows_the_figure_and_pickle_keeps_it():
    figure = plots.predictions([1, 2], [1, 3])
    assert figure._repr_png_().startswith(b"\x89PNG")
    assert pickle.loads(pickle.dumps(figure))._repr_png_().startswith(b"\x89PNG")


# ── fonts ──


@pytest.fixture
def only_latin(monkeypatch):
    """A machine with no Korean font."""
    latin = [font for font in fontManager.ttflist if font.name.startswith("DejaVu")]
    monkeypatch.setattr(fontManager, "ttflist", latin)
    fontManager._findfont_cached.cache_clear()
    yield
    fontManager._findfont_cached.cache_clear()


@pytest.mark.parametrize("name", ["histograms", "predictions", "digits"])
def test_without_an_installed_korean_font_the_packaged_one_is_used(only_latin, name):
    figure = FIGURES[name][0]()
    assert fonts.families() == ["Noto Sans KR", "DejaVu Sans"]
    drawn(figure)


def test_without_any_korean_font_the_error_says_how_to_get_one(only_latin, monkeypatch, raised):
    monkeypatch.setattr("viz.plotted.fonts.korean_font", lambda: None)
    for message in raised(lambda: plots.predictions([1], [2]), LayoutError):
        assert (
            "pip install" in message
            and "pylopdf-fonts-ko" in message
            and "Malgun Gothic" in message
        )


def test_without_matplotlib_the_error_says_how_to_get_it(monkeypatch, raised):
    monkeypatch.setattr(
        "viz.plotted.fonts.find_spec",
        lambda name: None if name == "matplotlib" else find_spec(name),
    )
    for message in raised(lambda: plots.activations(), LayoutError):
        assert "pip install" in message and "matplotlib" in message


def installed(name, weight=400, style="normal"):
    return SimpleNamespace(name=name, weight=weight, style=style)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([installed("Malgun Gothic"), installed("NanumGothic")], "NanumGothic"),
        ([installed("Apple SD Gothic Neo")], "Apple SD Gothic Neo"),
        # a variable font, read as Thin
        ([installed("Noto Sans KR", 100), installed("NanumGothic")], "NanumGothic"),
        ([installed("Noto Sans CJK KR", 700), installed("Noto Sans CJK KR")], "Noto Sans CJK KR"),
        ([installed("NanumGothic", style="italic"), installed("Malgun Gothic")], "Malgun Gothic"),
    ],
)
def test_the_first_family_of_regular_weight_is_chosen(monkeypatch, found, expected):
    monkeypatch.setattr(fontManager, "ttflist", found)
    assert fonts.families() == [expected, "DejaVu Sans"]


# ── colours ──


def test_colours_and_markers_together_tell_many_things_apart():
    assert len({(COLOURS[i % len(COLOURS)], MARKERS[i % len(MARKERS)]) for i in range(56)}) == 56
    assert DASH[1]


# ── step sizes ──


def test_timings_are_bars_from_the_fastest_to_the_slowest_run(raised):
    (ax,) = plots.timings({"Value": [0.03, 0.05, 0.04], "replay": 1.2e-4}).axes
    assert [bar.get_x() + bar.get_width() for bar in ax.patches] == pytest.approx([0.04, 1.2e-4])
    assert [words.get_text() for words in ax.texts] == ["40 ms", "120 µs"]
    assert [words.get_text() for words in ax.get_yticklabels()] == ["Value", "replay"]
    assert ax.get_xscale() == "log"
    ko, _ = raised(lambda: plots.timings({"a": [0.0, 1.0]}), DataError)
    assert "a" in ko


def test_step_sizes_show_how_far_off_each_difference_is(temporary_op):
    temporary_op("near", "n", "거의", lambda a: a * a * a, lambda g, y, a: (g * (3.003 * a * a),))
    report = check_gradients(lambda w: w.near(), 0.6)
    (ax,) = plots.step_sizes(report).axes
    found = lines(ax)
    for name, side in (
        ("전진 차분 (f(x+h) - f(x)) / h", "right"),
        ("중심 차분 (f(x+h) - f(x-h)) / 2h", "central"),
    ):
        off = [abs(getattr(nudge, side) / report.worst.expected - 1) for nudge in report.sweep()]
        shown = found[name].get_ydata()
        np.testing.assert_allclose(
            shown[~np.isnan(shown)], [x for x in off if x], rtol=1e-6, atol=1e-15
        )
    (level,) = (
        line for name, line in found.items() if name.startswith("연산 규칙으로 구한 기울기")
    )
    assert level.get_ydata()[0] == pytest.approx(1e-3, rel=1e-3)
    assert ax.get_title(loc="left").startswith("w, 1계: 기대")
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")


def test_step_sizes_of_a_flat_function_and_of_a_pole(raised):
    (ax,) = plots.step_sizes(check_gradients(lambda x: x * x, 0.0, order=1)).axes
    assert ax.get_ylabel() == "오차"
    pole = check_gradients(lambda x: x.log(), 0.0)
    ko, en = raised(lambda: plots.step_sizes(pole, pole.entries[0]), DataError)
    assert "entry.expected" in ko and "entry.expected" in en


def test_filters_are_cells_on_one_scale_with_their_numbers():
    weights = np.array([[[1.25, -2.0], [0.0, -0.04]], [[0.5, 0.5], [0.5, 4.0]]])
    figure = plots.filters(weights)
    first, second, bar = figure.axes
    assert bar.get_xlim() == (-4.0, 4.0)
    for ax, picture in zip((first, second), weights, strict=True):
        assert np.array_equal(ax.images[0].get_array(), picture)
        assert ax.images[0].get_clim() == (-4.0, 4.0)
    assert [t.get_text() for t in first.texts] == ["+1.2", "-2.0", "0", "0"]
    assert second.texts[3].get_color() == "white" != second.texts[0].get_color()
    red, blue = (ax.images[0].to_rgba([n])[0] for ax, n in ((second, 4.0), (first, -4.0)))
    assert red[0] > 2 * red[2] and blue[2] > 2 * blue[0]


def test_channels_of_a_filter_are_a_row():
    figure = plots.filters(rng.normal(size=(3, 2, 2, 5)))
    titles = [ax.get_title() for ax in figure.axes[:-1]]
    assert titles[1:3] == ["필터 1, 채널 2", "필터 2, 채널 1"]
    grid = figure.axes[0].get_subplotspec().get_gridspec()
    assert (grid.nrows, grid.ncols) == (3, 2)
    assert [ax.get_title() for ax in plots.filters(np.ones((2, 1, 2, 2))).axes[:-1]] == [
        "필터 1", "필터 2"
    ]  # fmt: skip


def test_large_filters_have_dashes_where_they_take_away():
    figure = plots.filters(np.array([[[-1.0] * 8] + [[1.0] * 8] * 7]))
    assert [t.get_text() for t in figure.axes[0].texts] == ["-"] * 8 + [""] * 56
    assert words(plots.filters(np.zeros((1, 2, 2))))  # all alike


def test_filter_errors(raised):
    ko, en = raised(lambda: plots.filters(np.zeros((3, 3))), ShapeError)
    assert all("weights" in m and "(3, 3)" in m and "(filters, rows, columns)" in m
               for m in (ko, en))  # fmt: skip
    ko, en = raised(lambda: plots.filters(np.zeros((11, 10, 2, 2))), FormatError)
    assert all("110" in m and "100" in m and "layer.W.data[:4]" in m for m in (ko, en))
    raised(lambda: plots.filters(np.zeros((0, 3, 3))), DataError)


# ── trials ──


def test_trials_stand_at_their_values_and_scores_darker_by_stage():
    found = tried()
    axes = plots.trials(found).axes
    assert [ax.get_xlabel() for ax in axes] == ["lr", "kind", "width"]
    assert [ax.get_xscale() for ax in axes] == ["log", "linear", "linear"]
    assert [tick.get_text() for tick in axes[1].get_xticklabels()] == ["relu", "tanh", "None"]
    options = ["relu", "tanh", None]
    for ax, place in zip(
        axes, (lambda p: p["lr"], lambda p: options.index(p["kind"]), lambda p: p["width"]),
        strict=True,
    ):  # fmt: skip
        dots = [c for c in ax.collections if c.get_label().startswith(("단계", "일찍"))]
        points = {(float(x), float(y)) for c in dots for x, y in c.get_offsets()}
        shown = [t for t in found.trials if t.scored and t.score > -50]
        assert points == {(float(place(t.parameters)), t.score) for t in shown}
        star = next(c for c in ax.collections if c.get_label().startswith("최고"))
        assert star.get_offsets().tolist() == [[place(found.best.parameters), found.best_score]]
        first, second = (next(c for c in dots if c.get_label() == f"단계 {s}") for s in (1, 2))
        assert first.get_facecolor()[0].sum() > second.get_facecolor()[0].sum()


def test_trials_without_a_score_and_far_too_low_ones_lie_at_the_bottom():
    found = tried()
    ax = plots.trials(found).axes[0]
    ends = {c.get_label(): sorted(x for x, _ in c.get_offsets()) for c in ax.collections}
    diverged = [t.parameters["lr"] for t in found.trials if t.state == "diverged"]
    low = [t.parameters["lr"] for t in found.trials if t.scored and t.score < -50]
    assert ends["발산·실패"] == sorted(diverged) and ends["더 낮은 점수"] == sorted(low)
    assert ax.get_ylim()[0] > -20


def test_a_search_whose_scores_are_all_alike_is_drawn():
    found = search(lambda lr, *, seed: 1.0, {"lr": log_uniform(1e-3, 1)}, trials=3, progress=False)
    low, high = plots.trials(found, title="").axes[0].get_ylim()
    assert low < 1 < high


def test_many_options_get_no_names():
    space = {"lr": [f"option {i}" for i in range(20)]}
    found = search(lambda lr, *, seed: 1.0, space, trials=5, progress=False)
    assert "option 3" not in words(plots.trials(found))


def test_only_a_search_with_scores_can_be_plotted(raised):
    ko, en = raised(lambda: plots.trials([1, 2]), DataError)
    assert "list" in ko and "micrograd_ko.searching.search" in en
    none = SimpleNamespace(trials=[SimpleNamespace(scored=False)], scales={})
    ko, en = raised(lambda: plots.trials(none), DataError)
    assert "시도 1개" in ko and "None of the 1 trials" in en
