"""8에서 13까지의 수업이 말하는 것을 실제로 보인다.

Lessons 8 to 13 show what they say. Figures of trainings get bounds here, since another processor
rounds otherwise; what is computed in a few steps is compared with the words exactly.
"""

import re

import numpy as np
import pytest

from micrograd_ko.lessons import run, sheet
from micrograd_ko.losses import cross_entropy
from micrograd_ko.nn import MLP
from micrograd_ko.optim import SGD, Adam, AdamW

pytestmark = pytest.mark.slow


@pytest.fixture
def taken(tmp_path, monkeypatch, capsys):
    """Run a lesson; gives the names it leaves and what it prints."""
    monkeypatch.chdir(tmp_path)

    def take(number):
        shown = []
        names = run(sheet(number), words=lambda cell: None, shown=shown.append)
        return names, capsys.readouterr().out

    return take


def words(number):
    return [" ".join(cell.source for cell in sheet(number).read(x)) for x in ("ko", "en")]


def table(out, pattern):
    """What a pattern finds in each line, numbers as numbers."""
    found = re.findall(pattern, out, re.MULTILINE)
    assert found
    return found


def test_08_vanishing_needs_both_the_activation_and_the_initial_value(taken):
    names, out = taken(8)
    found = names["found"]
    first = {name: layers[0] for name, layers in found.items()}
    assert all(first[f"sigmoid {init}"] < 1e-5 for init in ("small", "xavier", "he"))
    assert all(first[f"{name} small"] < 1e-12 for name in ("tanh", "relu"))
    assert all(first[f"{name} he"] > 0.1 for name in ("tanh", "relu"))
    assert found["sigmoid small"][-1] > 0.1 and found["relu small"][-1] < 1e-12
    pattern = r"^(\w+ \w+) +float32 (\S+) +float64 (\S+)$"
    deep = {name: (float(narrow), float(wide)) for name, narrow, wide in table(out, pattern)}
    for name in ("sigmoid small", "tanh small", "relu small", "sigmoid he"):
        narrow, wide = deep[name]
        assert narrow == 0 < wide < 1e-45
    assert deep["tanh xavier"][0] > 1e-3 and deep["relu he"][0] > 1e-3
    assert out.rstrip().endswith("True")  # subtracting it changes nothing


def test_09_digits_learns_and_labels_of_other_images_are_chance(taken):
    _, out = taken(9)
    five = [float(x) for x in re.findall(r"'(\d\.\d+)'", out)]
    assert len(five) == 5 and five == sorted(five, reverse=True)
    assert abs(five[0] - np.log(10)) < 0.1
    (before, *_), (after, paired, mixed) = table(out, r"(\d+) epochs: paired (\d+)%  mixed (\d+)%")
    assert (before, after) == ("0", "40") and int(paired) >= 98 and int(mixed) < 25
    assert int(re.search(r"test (\d+)%", out)[1]) >= 95


def test_09_digits_gradients_are_the_engines(taken):
    names, _ = taken(9)
    model = MLP(64, [50, 10], activation="sigmoid", rng=0)
    kept = [names[name].copy() for name in ("W1", "b1", "W2", "b2")]
    for p, held in zip(model.parameters(), kept, strict=True):
        p.data[...] = held
    X, y = names["X"][:7], names["y"][:7]
    cross_entropy(model(X), y).backward()
    names["train_step"](X, names["t"][:7], lr=1.0)
    for p, held, name in zip(model.parameters(), kept, ("W1", "b1", "W2", "b2"), strict=True):
        np.testing.assert_allclose(held - names[name], p.grad, atol=1e-12)


def test_10_initial_values_saturate_shrink_or_keep_their_size(taken):
    _, out = taken(10)
    rows = {
        (name, init): [float(x) for x in rest.split()]
        for name, init, rest in table(out, r"^(sigmoid|tanh|relu) +(\S+) +((?:[\d.]+ *){6})$")
    }
    assert len(rows) == 12
    assert rows["tanh", "1.0"][4] > 0.9 and rows["tanh", "1.0"][5] < 0.1
    for name in ("sigmoid", "tanh", "relu"):
        assert rows[name, "0.01"][4] < 0.0001
    assert rows["tanh", "xavier"][4] > 0.3 and rows["relu", "he"][4] > 0.4
    assert rows["relu", "xavier"][4] < rows["relu", "he"][4] / 4
    shares = np.divide(rows["sigmoid", "xavier"][1:5], rows["sigmoid", "xavier"][:4])
    assert shares == pytest.approx([0.23] * 4, abs=0.03)  # a quarter
    zeros, alike, xavier = (
        np.array(
            [[float(x) for x in row.split(",")] for row in re.findall(r"\[([^\[\]]+)\]", line)]
        )
        for line in re.findall(r"^loss .*$", out, re.MULTILINE)
    )
    assert not zeros.any() and np.ptp(alike, axis=1).max() == 0 < abs(alike).min()
    assert np.ptp(xavier, axis=1).min() > 0.5
    losses = [float(x) for x in re.findall(r"^loss ([\d.]+)", out, re.MULTILINE)]
    assert losses[0] == 0.25 and losses[1] > 0.15 and losses[2] < 0.001


def test_11_batch_norm_normalises_and_is_faster_and_its_last_claim_need_not_hold(taken):
    _, out = taken(11)
    assert "[-1.2247  0.      1.2247]" in out
    assert all("1.2247" in told for told in words(11))
    plain, norm = np.array(
        [[float(x) for x in row] for row in table(out, r"^init .* loss ([\d.]+) ([\d.]+)$")]
    ).T
    assert len(plain) == 9 and (norm < plain).sum() == 8
    assert plain[7] < norm[7]  # from 1, with lr 0.1
    assert (norm[1:3] < 0.5).all() and (plain[:3] > 2).all()  # from 0.01
    runs = {
        (wrong, norm): (float(mean), [float(x) for x in tests.split()], float(epochs))
        for wrong, norm, mean, tests, epochs in table(
            out, r"^wrong (\S+) norm (\d) test (\S+) \[(.*)\] (\S+)$"
        )
    }
    assert all(len(tests) == 5 for _, tests, _ in runs.values())
    for wrong in ("0.0", "0.2"):
        assert runs[wrong, "1"][2] < runs[wrong, "0"][2] * 0.8  # fewer epochs to the same loss
        assert abs(runs[wrong, "1"][0] - runs[wrong, "0"][0]) < 0.03  # neither way by much
    assert runs["0.2", "1"][0] < runs["0.2", "0"][0]


def test_12_over_fitting_shows_and_validation_chooses(taken):
    names, out = taken(12)
    rows = {
        (decay, p): (float(train), float(val))
        for decay, p, train, val in table(
            out, r"^weight decay (\S+) +dropout (\S+) +train (\S+)% +validation (\S+)%$"
        )
    }
    train, val = rows["0", "0"]
    assert train > 95 and train - val > 15
    assert all(other > val and less < train for less, other in list(rows.values())[1:])
    tested = float(re.search(r"^test (\S+)%", out, re.MULTILINE)[1])
    assert max(other for _, other in rows.values()) - 6 < tested < 90
    parts = [names[part] for part in ("X", "X_val", "X_test")]
    assert sum(map(len, parts)) == 1797 == len(np.unique(np.concatenate(parts), axis=0))


def test_12_the_term_of_the_loss_and_both_scalings(taken):
    _, out = taken(12)
    assert "SGD   term 2.8000  decay 2.8000" in out and "Adam  term 2.9000  decay 2.7500" in out
    average, removed, kept = (
        float(x) for x in re.search(r"average (\S+)  × 0.3 (\S+)  × 0.7 (\S+)", out).groups()
    )
    assert average == pytest.approx(kept, rel=0.005) and removed < average / 2
    inverted = re.search(r"average (\S+)  all on (\S+)", out).groups()
    assert float(inverted[0]) == pytest.approx(float(inverted[1]), rel=0.005)
    many, one = re.search(r"100 networks (\S+)%  one (\S+)%", out).groups()
    assert abs(float(many) - float(one)) < 3


def test_12_over_ten_steps_the_term_is_the_decay_for_sgd_and_not_for_adam():
    slopes, w = np.array([1.0, -0.3]), np.array([3.0, -2.0])
    for rule, apart, same in ((SGD, SGD, True), (Adam, AdamW, False)):
        term, decay = {"w": w.copy()}, {"w": w.copy()}
        one, other = rule(lr=0.1), apart(lr=0.1, weight_decay=0.5)
        for _ in range(10):
            one.update(term, {"w": slopes + 0.5 * term["w"]})
            other.update(decay, {"w": slopes})
        assert np.allclose(term["w"], decay["w"]) == same


def test_13_adam_is_last_in_the_bowl_and_first_in_training(taken):
    _, out = taken(13)
    bowl = {
        name: ([float(x) for x in heights.split()], int(turns), first)
        for name, heights, turns, first in table(
            out, r"^(\w+) +((?:\d\.\d{6} ){3}) *(\d+)  \((.*)\)$"
        )
    }
    assert len(bowl) == 6
    assert max(bowl, key=lambda name: bowl[name][0][0]) == "Adam"
    assert bowl["Adam"][2] == "0.30, -0.30"
    assert {name: turns for name, (_, turns, _) in bowl.items() if turns} == {
        "SGD": 30, "Momentum": 3, "Nesterov": 2}  # fmt: skip
    assert bowl["RMSProp"][0][2] > bowl["RMSProp"][0][1]  # up again
    rows = table(out, r"^(\S+)  (\S+)  (\S+)  (\w+)$")
    losses = {name: [float(x) for x in row] for *row, name in rows}
    best = sorted(losses, key=lambda name: min(losses[name]))
    assert best[:2] == ["Adam", "AdaGrad"] and losses["Adam"][2] > 0.5
