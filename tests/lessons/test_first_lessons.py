"""수업 1에서 7까지의 글이 말하는 수를, 코드가 보인다.

The code of lessons 1 to 7 shows the numbers that their words state.
"""

import contextlib
import io
import re

import numpy as np
import pytest

from micrograd_ko import Value
from micrograd_ko.lessons import run, sheet

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def taken():
    """Take a lesson once; gives its names, what it printed, and what its cells showed."""
    known = {}

    def take(number):
        if number not in known:
            printed, shown = io.StringIO(), []
            with contextlib.redirect_stdout(printed):
                names = run(sheet(number), words=lambda cell: None, shown=shown.append)
            known[number] = names, printed.getvalue(), shown
        return known[number]

    return take


def numbers(line):
    return [float(x) for x in re.findall(r"-?\d+\.?\d*", line.replace(",", ""))]


def words(number, language="ko"):
    return "\n".join(cell.source for cell in sheet(number).read(language) if not cell.is_code)


def test_1_the_learners_value_agrees_with_ours_and_with_the_function_itself(taken):
    names, printed, _ = taken(1)
    mine, ours = printed.splitlines()
    assert mine == ours and numbers(mine)[1] == 4.7187 and "4.72" in words(1)
    assert names["Value"] is not Value and type(names["u"]) is Value
    nudged = [np.tanh(u * -3.0 + 6.5) * -2.0 for u in (2.0, 2.001)]
    assert (nudged[1] - nudged[0]) / 0.001 == pytest.approx(4.72, abs=0.01)


def test_2_the_weight_of_an_input_that_is_0_has_the_gradient_0(taken):
    names, printed, _ = taken(2)
    gradients = {name: names[name].grad for name in ("x1", "x2", "w1", "w2", "b", "n")}
    assert [name for name, g in gradients.items() if g == 0] == ["w2"]
    assert round(gradients["w1"], 4) == round(2 * gradients["n"], 4) == 1.5729
    sizes = [numbers(line)[-1] for line in printed.splitlines()]
    assert sizes == sorted(sizes, reverse=True) and sizes[-1] < 0.0001


def test_3_three_uses_add_up_and_what_is_not_cleared_gathers(taken):
    _, printed, shown = taken(3)
    assert [path.product for path in shown[0].paths] == [3.0, 3.0, 2.0]
    assert "26.0000" in str(shown[1]) and "2.0000" in str(shown[1])
    assert printed.split() == ["x.grad", "16.0", "x.grad", "8.0"]


def test_4_rates_starts_and_a_valley(taken):
    names, printed, _ = taken(4)
    rows = {row[0]: row[1:] for row in map(numbers, printed.splitlines()[:5])}
    assert rows[1.0] == [3, -3, 3, -3, 3, -3, 3] and rows[0.5][1:] == [0] * 6
    assert abs(rows[1.1][-1]) > abs(rows[1.1][0]) and 2.6 < rows[0.01][-1] < 2.7
    ends = {row[0]: row[1:] for row in map(numbers, printed.splitlines()[5:9])}
    assert ends[0.12] == ends[-2.0] != ends[0.13] == ends[2.0] and ends[0.13][0] == 0.9304
    assert ends[0.12][1] < ends[0.13][1]  # descent stopped above the lowest place
    x, y = np.array(names["path"]).T
    assert (np.sign(y[1:]) == -np.sign(y[:-1])).all() and abs(x[-1]) > 100 * abs(y[-1])


def test_5_the_pass_by_hand_is_the_engines_and_1_over_n_makes_a_factor_of_2(taken):
    _, printed, _ = taken(5)
    shapes, ratios, losses = np.split(printed.splitlines(), [3, 6])
    assert shapes[0] == "layer 1: (3,) @ (3, 5) + (5,) -> (5,)"
    assert [line.split()[1:] for line in ratios] == [["x2.0000", "True"]] * 3
    found = [numbers(line)[-1] for line in losses]
    assert len(found) == 5 and found == sorted(found, reverse=True) and found[-1] < found[0] / 100


def test_6_the_work_of_numerical_differentiation_is_counted(taken):
    _, printed, _ = taken(6)
    one, five, ten = map(numbers, printed.splitlines())
    assert five[1:3] == [4643, 27858] and ten[1:3] == [9923, 109153]
    assert round(ten[2] / five[2], 1) == 3.9 and round(9922 / 4642, 2) == 2.14
    assert 2 < ten[3] / five[3] < 6  # some 3.5 on a calm machine
    for row in (five, ten):
        assert row[3] > 10 * row[4] and row[5] < 0.00001
    assert one[2] < five[2]


def test_7_width_helps_linear_layers_do_not_and_a_relu_dies(taken):
    _, printed, _ = taken(7)
    slopes = {line.split()[0]: numbers(line)[-5:] for line in printed.splitlines()[:6]}
    assert max(slopes["sigmoid"]) < 0.25 and slopes["relu"] == [0, 0, 1, 1, 1]
    mse = {line[:9].strip(): numbers(line)[1:] for line in printed.splitlines()[6:11]}
    errors = [mse[f"tanh {width}"][0] for width in (1, 3, 10, 50)]
    assert errors == sorted(errors, reverse=True) and errors[1] < 0.05 and errors[3] < 0.001
    x, y = np.linspace(-3, 3, 61), np.sin(2 * np.linspace(-3, 3, 61))
    best = np.mean((np.polyval(np.polyfit(x, y, 1), x) - y) ** 2)
    assert mse["linear 50"] == [pytest.approx(best, abs=1e-4), 0] and "0.43" in words(7)
    dead, leaky = printed.splitlines()[11:13]
    assert numbers(dead) == [1, -4] and numbers(leaky) == pytest.approx([1, 0], abs=0.01)
