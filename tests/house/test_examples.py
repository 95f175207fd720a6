"""examples의 수업이 돌아가고, 적힌 대로를 보인다.

Each lesson in examples/ runs and shows what it says. Long ones get fewer rounds here; what a full
run shows is in their own words.
"""

import re
import runpy
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from micrograd_ko import EthicsWarning

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


def test_02_own_op(lesson):
    _, words = lesson("02_own_op.py")
    assert (
        "y' = 0.444444, y'' = -0.592593" in words
        and "0.444444, -0.592593" in words.splitlines()[-1]
    )


def test_10_hyperparameters(lesson):
    names, words = lesson("10_hyperparameters.py", "6")
    assert words.count("번째 범위") == 3
    scores = [float(x) for x in re.findall(r"검증 정확도 ([\d.]+)%", words)]
    assert scores == sorted(scores)
    assert names["test"] > 0.85


@pytest.mark.parametrize("name", ["diabetes", "boston"])
def test_11_deep_regression(lesson, tmp_path, name):
    if name == "boston":
        with pytest.warns(EthicsWarning, match="윤리"):
            names, words = lesson("11_deep_regression.py", name, "3000")
    else:
        names, words = lesson("11_deep_regression.py", name, "3000")
    assert "모양" in words and names["X"].shape[1] in (10, 13)
    losses = [float(x) for x in re.findall(r"에폭.*MSE ([\d.]+) ", words)]
    assert losses[-1] < losses[0]
    learned, tested = (float(x) for x in re.findall(r"(?:학습|시험) MSE .* R² (\S+)", words))
    assert learned > 0.5 and tested > 0.3
    saved(words, tmp_path)


def test_14_the_page_shows_a_network_that_learns_xor(lesson, tmp_path):
    names, words = lesson("14_watch_learning.py")
    recording = names["recording"]
    assert list(recording) == [0, 20, 40, 60, 80, 100, 120, 140]
    assert float(recording[0]) > 0.5 and float(recording[140]) < 0.05
    assert np.all((names["model"](names["X"]).data > 0) == (names["y"] > 0.5))
    (page,) = saved(words, tmp_path)
    assert page.stat().st_size < 300_000


def test_15_the_notes_mistakes_get_their_names_and_cost_something(lesson):
    _, words = lesson("15_find_the_mistake.py")
    first, second, third, cost = re.split(r"\n\d\. ", words)
    assert (
        "평균의 1/n(n = 200)이 빠졌습니다" in first
        and "시그모이드(σ)의 도함수를 곱하지 않았습니다" in first
    )
    assert (
        "W1, W2, b2: 맞습니다." in second and "b1: 틀렸습니다" in second and "평균의" not in second
    )
    assert "W1, b1, W2, b2: 맞습니다." in third
    losses = [float(x) for x in re.findall(r"→ ([\d.]+)", cost)]
    assert len(losses) == 3 and losses == sorted(losses, reverse=True) and losses[-1] < 0.02


def test_16_why_fast(lesson, tmp_path):
    names, words = lesson("16_why_fast.py", "20")
    eager, replayed, batch = (
        float(x) for x in re.findall(r"[\d.]{5,}", words.splitlines()[-2])[-3:]
    )
    assert eager == replayed == pytest.approx(batch)
    middle = {name: np.median(each) for name, each in names["times"].items()}
    assert (
        middle["객체로"] > 3 * middle["replay"] and middle["객체로"] > 3 * middle["vectorize"]
    )  # about 500 and 40 on a calm machine
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
