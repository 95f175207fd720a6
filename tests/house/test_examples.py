"""examples의 프로그램이 돌아가고, 적힌 대로를 보인다.

Each example runs and shows what it says. Long ones get fewer rounds here; what a full
run shows is in their own words.
"""

import re
import runpy
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[2] / "examples"
EXAMPLES = sorted(path.name for path in FOLDER.glob("*.py") if path.name != "pictures.py")
pytestmark = pytest.mark.slow


@pytest.fixture
def example(tmp_path, monkeypatch, temporary_op, capsys):
    """Run an example in a folder of its own; gives its names, its words and the folder."""

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


def test_every_example_is_run_here():
    source = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in EXAMPLES if source.count(f'example("{name}"') == 0] == []


def test_names_a_model_that_reads_two_syllables_beats_the_bigrams(example, tmp_path):
    names, words = example("names.py")
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


def test_convolution_loses_less_than_the_mlp_where_images_are_moved(example, tmp_path):
    names, words = example("convolution.py", "25")
    sizes = [sum(p.size for p in model.parameters()) for model in names["models"].values()]
    assert sizes == [1370, 1360]
    (still, *moved), (mlp_still, *mlp_moved) = names["tests"].values()
    assert min(still, mlp_still) > 0.94
    assert np.mean(moved) > np.mean(mlp_moved) + 0.05
    one = names["moved"](np.arange(64.0).reshape(1, 1, 8, 8), 1, 0)[0, 0]
    assert not one[0].any() and one[1, 0] == 0 and one[2, 0] == 8 and one[7, 7] == 55
    assert len(saved(words, tmp_path)) == 2
