"""여러 선이 서로를 가리지 않고, 한 축의 숫자는 한 가지로 쓰인다.

Many lines do not hide one another, small slopes are seen, and an axis writes its numbers one way.
"""

import re
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex

from micrograd_ko.messages import text
from viz import plots
from viz.plotted.crowds import FADED, ends_apart
from viz.plotted.figures import COLOURS, short

rng = np.random.default_rng(0)


def run(speed=0.3, n=12):
    falling = np.exp(-speed * np.arange(n))
    return SimpleNamespace(
        loss=list(falling), val_loss=list(falling + 0.1), metric=list(1 - falling / 2),
        val_metric=list(0.9 - falling / 2), metric_name="accuracy",
    )  # fmt: skip


def labels(figure):
    return [entry.get_text() for entry in figure.legends[0].get_texts()]


def ticks(axis):
    """What stands at an axis after drawing, within its limits."""
    low, high = sorted(axis.get_view_interval())
    return [
        label.get_text()
        for place, label in zip(axis.get_majorticklocs(), axis.get_ticklabels(), strict=True)
        if low <= place <= high
    ]


# ── names at the ends ──


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_names_at_the_ends_stand_apart_in_order_and_within_the_panel(shares):
    places = ends_apart(shares, 0.1)
    order = np.argsort(shares, kind="stable")
    assert (np.diff(places[order]) > 0.1 - 1e-9).all()
    assert places.min() >= 0.04 - 1e-9 and places.max() <= 0.98 + 1e-9


def test_a_name_with_room_stays_at_its_line():
    np.testing.assert_allclose(ends_apart([0.9, 0.2, 0.5], 0.1), [0.9, 0.2, 0.5])
    np.testing.assert_allclose(ends_apart([0.5, 0.52, 0.9], 0.1), [0.46, 0.56, 0.9])


def test_from_three_runs_on_names_stand_at_the_ends_and_the_legend_says_only_the_lines():
    figure = plots.curves({"SGD": run(0.1), "모멘텀": run(0.3), "Adam": run(0.2)})
    assert labels(figure) == ["학습", "검증"]
    for ax in figure.axes:
        found = {note.get_text(): note for note in ax.texts}
        assert set(found) == {"SGD", "모멘텀", "Adam"}
        assert [to_hex(found[name].get_color()).upper() for name in ("SGD", "모멘텀", "Adam")] == [
            hue.upper() for hue in COLOURS[:3]
        ]
    by_height = sorted(figure.axes[0].texts, key=lambda note: note.xyann[1])
    assert [note.get_text() for note in by_height] == ["모멘텀", "Adam", "SGD"]


def test_a_run_that_ends_in_nan_is_named_at_its_last_number():
    runs = {name: SimpleNamespace(loss=[3.0, 2.0, 1.0]) for name in "ab"}
    (ax,) = plots.curves({**runs, "발산": SimpleNamespace(loss=[1.0, 4.0, np.nan])}).axes
    assert next(note for note in ax.texts if note.get_text() == "발산").xy[0] == 2.0
    assert not ax.figure.legends  # nothing is dashed


def test_a_run_of_nothing_but_nan_is_named_at_the_foot():
    runs = {name: SimpleNamespace(loss=[3.0, 2.0, 1.0]) for name in "ab"}
    (ax,) = plots.curves({**runs, "발산": SimpleNamespace(loss=[np.nan] * 3)}).axes
    assert next(note for note in ax.texts if note.get_text() == "발산").xyann[1] < 0.2


# ── a panel for each ──


def test_more_than_six_runs_have_each_a_panel_with_the_others_faded_behind():
    runs = {f"시드 {i}": SimpleNamespace(loss=list(rng.random(5))) for i in range(7)}
    axes = plots.curves(runs).axes
    assert [ax.get_title(loc="left") for ax in axes] == list(runs)
    for i, (ax, history) in enumerate(zip(axes, runs.values(), strict=True)):
        faded = [line for line in ax.lines if line.get_color() == FADED and len(line.get_xdata())]
        own = [line for line in ax.lines if line.get_color() == COLOURS[i % 7]]
        assert len(faded) == 6 and len(own) == 1
        np.testing.assert_array_equal(own[0].get_ydata(), history.loss)
        assert own[0].get_zorder() > max(line.get_zorder() for line in faded)
    assert len({ax.get_ylim() for ax in axes}) == 1  # so that panels compare


def test_seven_runs_with_a_metric_have_two_panels_each():
    figure = plots.curves({f"{i}": run(0.1 + i / 20) for i in range(7)}, log=True)
    assert [ax.get_title(loc="left") for ax in figure.axes] == [str(i // 2) for i in range(14)]
    assert {ax.get_yscale() for ax in figure.axes[::2]} == {"log"}
    assert {ax.get_yscale() for ax in figure.axes[1::2]} == {"linear"}
    assert labels(figure) == ["학습", "검증", "나머지 (비교용)"]


def test_names_of_norms_stand_where_the_lines_are_further_apart():
    def places(norms):
        (ax,) = plots.gradient_norms(norms).axes
        return ax, {note.get_text(): note.xy[0] for note in ax.texts}

    ax, found = places({"a": [1e-8, 1e-2, 1], "b": [1e-4, 0.1, 1], "c": [0.1, 0.5, 1]})
    assert found == {"a": 1, "b": 1, "c": 1}
    assert ax.get_xlim()[0] < 0.8 and min(ax.get_xticks()) >= 1  # room, but no layer 0
    _, found = places({"a": [1, 1e-2, 1e-8], "b": [1, 0.1, 1e-3], "c": [1, 1, 1]})
    assert found == {"a": 3, "b": 3, "c": 3}


def test_lines_that_vanished_have_their_crosses_side_by_side_with_their_names():
    (ax,) = plots.gradient_norms({"a": [1e-9, 1], "b": [0.0, 0.0], "c": [0.0, 0.0]}).axes
    feet = {
        line.get_color(): line.get_ydata()[0]
        for line in ax.lines
        if line.get_marker() == "x" and len(line.get_xdata())
    }
    assert len(feet) == 2 and len(set(feet.values())) == 2
    named = {note.get_color(): note.xy[1] for note in ax.texts}
    for hue, foot in feet.items():
        assert named[hue] == pytest.approx(foot)


def test_long_names_get_a_wider_figure_and_no_narrower_panels():
    def width(names):
        figure = plots.curves({name: SimpleNamespace(loss=[2.0, 1.0]) for name in names})
        figure.canvas.draw()
        return figure.axes[0].get_position().width * figure.get_figwidth()

    assert width(["경사 하강법, 학습률 0.01", "모멘텀, 학습률 0.01", "b"]) > 0.9 * width("abc")


def test_more_than_six_norms_have_each_a_panel_and_zeros_are_marked_in_it():
    norms = {f"{i}": [0.0 if i == 3 else 10.0**-i, 1.0] for i in range(7)}
    figure = plots.gradient_norms(norms)
    assert [ax.get_title(loc="left") for ax in figure.axes] == list(norms)
    crosses = [
        i for i, ax in enumerate(figure.axes)
        for line in ax.lines if line.get_marker() == "x" and len(line.get_xdata())
    ]  # fmt: skip
    assert crosses == [3]
    assert labels(figure) == [text("plot.norms.zero"), "나머지 (비교용)"]


# ── activations ──


def written(name):
    (ax,) = plots.activations([name]).axes
    return ax, [note.get_text() for note in ax.texts]


def test_leaky_relu_is_seen_to_differ_from_relu():
    relu, words = written("relu")
    assert words == ["f′ = 0", "f′ = 1"] and not relu.child_axes
    leaky, words = written("leaky_relu")
    assert words == ["f′ = 0.01", "f′ = 1"]
    (zoom,) = leaky.child_axes
    function, slope = zoom.lines[:2]
    x = function.get_xdata()
    assert x.max() <= 0 and zoom.get_title() == "확대"
    np.testing.assert_allclose(function.get_ydata(), 0.01 * x)
    np.testing.assert_allclose(slope.get_ydata(), 0.01)
    low, high = zoom.get_ylim()
    assert np.ptp(function.get_ydata()) > 0.3 * (high - low)  # steep enough to be seen


@pytest.mark.parametrize(
    ("name", "slopes"),
    [("relu6", ["f′ = 0", "f′ = 1", "f′ = 0"]), ("elu", ["f′ = 1"]), ("tanh", []), ("sigmoid", [])],
)
def test_constant_slopes_are_written(name, slopes):
    ax, words = written(name)
    assert words == slopes and not ax.child_axes


# ── one notation on an axis ──


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1e-5, 1], ["0.00001", "0.0001", "0.001", "0.01", "0.1", "1"]),
        ([1, 1e6], ["1", "10", "100", "1,000", "10,000", "100,000", "1,000,000"]),
        ([0.02, 0.4], ["0.02", "0.05", "0.1", "0.2"]),
    ],
)
def test_log_axes_write_plain_numbers_where_all_are_short(values, expected):
    figure = plots.curves(SimpleNamespace(loss=values), log=True)
    figure.canvas.draw()
    assert ticks(figure.axes[0].yaxis) == expected


@pytest.mark.parametrize("values", [[1e-9, 1], [1e-28, 1e3], [2e-7, 3e-6], [1, 1e12]])
def test_log_axes_write_powers_where_one_number_would_be_long(values):
    figure = plots.curves(SimpleNamespace(loss=values), log=True)
    figure.canvas.draw()
    found = ticks(figure.axes[0].yaxis)
    assert found and all(re.fullmatch("([25]×)?10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", word) for word in found)


def test_linear_axes_write_whole_numbers_with_no_offset_beside_them():
    figure = plots.curves(SimpleNamespace(loss=[0.693147, 0.693146, 0.693145]))
    figure.canvas.draw()
    axis = figure.axes[0].yaxis
    assert axis.get_offset_text().get_text() == ""
    assert all(word.startswith("0.69314") for word in ticks(axis))


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "0"), (0.04051, "0.041"), (4.05e-9, "4.0×10⁻⁹"), (12.34, "12"), (1234.5, "1,234"),
     (-0.5, "-0.5"), (0.00001, "0.00001"), (3e7, "3.0×10⁷"), (np.inf, "inf")],
)  # fmt: skip
def test_short_numbers_never_hold_an_e(value, expected):
    assert short(value) == expected
