"""examples의 수업이 돌아가고, 적힌 대로를 보인다.

Each lesson in examples/ runs and shows what it says. Long ones get fewer rounds here; what a full
run shows is in their own words.
"""

import math
import re
import runpy
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[2] / "examples"
LESSONS = sorted(path.name for path in FOLDER.glob("[0-9]*.py"))
pytestmark = pytest.mark.slow


@pytest.fixture
def lesson(tmp_path, monkeypatch, temporary_op, capsys):
    """Run a lesson in a folder of its own; gives its names, its words and the folder."""

    def run(name, *arguments):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", [name, *arguments])
        names = runpy.run_path(str(shutil.copy(FOLDER / name, tmp_path)))
        return names, capsys.readouterr().out

    return run


def saved(words, folder):
    files = [folder / name for name in re.findall(r"저장: (\S+)", words)]
    assert files and all(file.stat().st_size > 3000 for file in files)
    return files


def test_every_lesson_is_run_here():
    source = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in LESSONS if source.count(f'lesson("{name}"') == 0] == []


def test_01_neuron(lesson, tmp_path):
    names, words = lesson("01_neuron.py")
    assert names["w1"].grad == pytest.approx(1.0)
    saved(words, tmp_path)


def test_03_activations_and_the_collapse_of_linear_layers(lesson, tmp_path):
    names, words = lesson("03_activations.py")
    assert names["bend"](names["two"]) < 1e-14 and names["bend"](names["deep"]) > 0.1
    np.testing.assert_allclose(
        names["two"](names["samples"]).data, names["one"](names["samples"]).data, atol=1e-14
    )
    saved(words, tmp_path)


def test_04_numerical_differentiation_and_backprop_agree(lesson):
    names, words = lesson("04_numerical_vs_backprop.py", "1")
    assert len(names["differences"]) == 2 and max(names["differences"]) < 1e-6
    speedups = [
        float(line.split()[4].replace(",", ""))
        for line in words.splitlines()
        if re.match(r" +\d", line)
    ]
    assert len(speedups) == 2 and min(speedups) > 20  # thousands; 20 holds on any machine
    for before, after in re.findall(r"(0\.\d+) → (0\.\d+)", words):
        assert float(after) < float(before)


def test_05_gradients_vanish_with_sigmoid_and_not_with_relu(lesson, tmp_path):
    names, words = lesson("05_vanishing_gradients.py")
    ratio = {name: each[0] / each[-1] for name, each in names["found"].items()}
    assert ratio["sigmoid, N(0, 0.01)"] < 1e-6
    assert 1e-2 < ratio["ReLU, He"] < 1e2
    saved(words, tmp_path)


def test_06_digits(lesson, tmp_path):
    names, words = lesson("06_digits_mlp.py")
    assert abs(names["before"] - math.log(10)) < 0.3
    steps = [float(x) for x in re.findall(r"다섯 장의 손실 ([\d.]+)", words)]
    assert len(steps) == 5 and steps == sorted(steps, reverse=True) and steps[-1] < steps[0] - 0.2
    assert names["history"].val_metric[-1] >= 0.95 and names["tested"] >= 0.95
    assert words.count("시험") == 1  # looked at once
    assert len(saved(words, tmp_path)) == 2


def test_07_optimizers(lesson, tmp_path):
    names, words = lesson("07_optimizers.py")
    height = {
        name: float(np.sum(path[-1] ** 2 * names["SCALE"])) for name, path in names["paths"].items()
    }
    assert set(height) == {"SGD", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam"}
    assert max(height.values()) < 0.2  # from 6.45
    turns = {
        name: int((np.diff(np.sign(path[:, 1])) != 0).sum())
        for name, path in names["paths"].items()
    }
    assert turns["SGD"] == 30 and turns["AdaGrad"] == 0
    saved(words, tmp_path)


def test_08_initial_values(lesson, tmp_path):
    names, words = lesson("08_initial_values.py")
    rows = {
        line.split()[0]: [float(x) for x in line.split()[1:]]
        for line in words.splitlines()
        if line.startswith("   ") and "(" not in line
    }
    assert rows["zeros"] == [0.0] * 5
    # of ReLU, which comes last
    assert rows["he"][-1] > 0.5 and rows["xavier"][-1] < 0.3 and rows["small"][-1] < 1e-3
    W = names["model"].layers[0].W.data
    assert np.ptp(W, axis=1).max() == 0 and np.abs(W).max() > 1  # it learned, every neuron alike
    assert len(saved(words, tmp_path)) == 2


def test_09_regularization(lesson, tmp_path):
    names, words = lesson("09_regularization.py")
    kept = {name: history.val_metric[-1] for name, history in names["runs"].items()}
    train = {name: history.metric[-1] for name, history in names["runs"].items()}
    plain = "그대로"
    assert train[plain] > kept[plain] + 0.05  # over-fitted
    for name in ("가중치 감소 0.02", "드롭아웃 0.5", "배치 정규화 + 드롭아웃"):
        assert kept[name] > kept[plain] + 0.02 and train[name] < train[plain]
    assert words.count("시험") == 1 and names["tested"] == pytest.approx(
        max(kept.values()), abs=0.03
    )
    assert names["early"]["배치 정규화"] > names["early"][plain] + 0.3
    saved(words, tmp_path)


def test_12_backprop_walk(lesson):
    _, words = lesson("12_backprop_walk.py")
    losses = [float(x) for x in re.findall(r"에폭 +\d+: 손실 ([\d.]+)", words)]
    assert len(losses) == 5 and losses == sorted(losses, reverse=True)
    assert all(float(x) < 1e-15 for x in re.findall(r"기울기 차이 (\S+)", words))


def test_13_a_shared_weight_gets_the_sum_and_order_matters(lesson, tmp_path):
    names, words = lesson("13_step_by_step.py")
    w, L = names["w"], names["L"]
    two = [path.product for path in names["explain"](L, w).paths]
    assert len(two) == 2 and sum(two) == pytest.approx(w.grad)
    assert "w의 1/2번째 기여분" in words and "w의 2/2번째 기여분" in words
    assert "노드 4개 가운데 1개의 기울기가 다릅니다" in words
    saved(words, tmp_path)


def test_17_names_a_model_that_reads_two_syllables_beats_the_bigrams(lesson, tmp_path):
    names, words = lesson("17_names.py")
    parts = [set(names[part].tolist()) for part in ("train", "val", "test")]
    assert sum(map(len, parts)) == len(set.union(*parts)) == len(names["found"])  # each in one
    losses = {
        name: float(loss) for name, loss in re.findall(r"(\S+): 학습 [\d.]+, 검증 (\d\.\d+)", words)
    }
    assert losses["MLP"] < losses["세기"] - 0.7 and losses["MLP"] < losses["바이그램"] - 0.7
    tested = float(re.search(r"MLP의 시험 손실 ([\d.]+)", words)[1])
    assert abs(tested - losses["MLP"]) < 0.3
    two = dict(re.findall(r"(\S+): 학습.*두 음절 (\d+)%", words))
    assert int(two["MLP"]) > 90 > 40 > int(two["바이그램"])
    saved(words, tmp_path)


def test_18_convolution_loses_less_than_the_mlp_where_images_are_moved(lesson, tmp_path):
    names, words = lesson("18_convolution.py", "25")
    sizes = [sum(p.size for p in model.parameters()) for model in names["models"].values()]
    assert sizes == [1370, 1360]
    (still, *moved), (mlp_still, *mlp_moved) = names["tests"].values()
    assert min(still, mlp_still) > 0.94
    assert np.mean(moved) > np.mean(mlp_moved) + 0.05
    one = names["moved"](np.arange(64.0).reshape(1, 1, 8, 8), 1, 0)[0, 0]
    assert not one[0].any() and one[1, 0] == 0 and one[2, 0] == 8 and one[7, 7] == 55
    assert len(saved(words, tmp_path)) == 2
