"""명령줄의 train. The command `train`."""

from pathlib import Path

import numpy as np
import pytest

from micrograd_ko import EthicsWarning, NumericWarning
from micrograd_ko.commands.cli import main
from micrograd_ko.saving import load, load_run


@pytest.fixture
def train(capsys, monkeypatch, tmp_path):
    """Run `train` in a folder of its own, with an empty cache; gives the exit code, the words and
    the complaints.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MICROGRAD_KO_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("MICROGRAD_KO_LANG", raising=False)

    def run(*arguments):
        code = main(["train", *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.mark.parametrize("name", ["xor", "moons", "spirals", "digits"])
def test_a_classifier_learns_and_is_drawn(train, tmp_path, name):
    epochs = {"xor": "300", "moons": "60", "spirals": "60", "digits": "8"}[name]
    code, out, _ = train(name, "--epochs", epochs, "--plot", "made/x.png")
    assert code == 0 and "매개변수" in out
    accuracy = [
        float(line.split("정확도 ")[1].rstrip("%")) for line in out.splitlines() if "정확도" in line
    ]
    assert len(accuracy) == 3 and min(accuracy) > 85
    assert all(
        (tmp_path / "made" / file).stat().st_size > 3000 for file in ("x.png", "x_curves.png")
    )


def test_regression_is_told_in_the_units_of_the_data(train, tmp_path):
    code, out, _ = train("diabetes", "--epochs", "20", "--plot", "y.svg")
    errors = [
        float(line.split("오차 ")[1].split(",")[0]) for line in out.splitlines() if "오차" in line
    ]
    assert code == 0 and all(1000 < error < 6000 for error in errors)
    assert "<svg" in (tmp_path / "y.svg").read_text(encoding="utf-8")


def test_a_model_is_saved_and_training_goes_on_from_a_checkpoint(train, tmp_path):
    files = ("--save", "model.npz", "--checkpoint", "kept.npz")
    _, whole, _ = train("moons", "--epochs", "6", "--save", "whole.npz")
    train("moons", "--epochs", "2", *files)
    code, out, _ = train("moons", "--epochs", "6", *files)
    assert code == 0 and "model.npz" in out
    results = [[line for line in words.splitlines() if "손실" in line] for words in (whole, out)]
    assert results[0] == results[1] and len(results[0]) == 3
    model, optimizer, history = load_run(tmp_path / "model.npz")
    expected = load(tmp_path / "whole.npz").state_dict()
    assert all(np.array_equal(x, expected[name]) for name, x in model.state_dict().items())
    assert optimizer.steps == 6 * 4 and len(history.loss) == 6


@pytest.mark.parametrize("option", ["--save", "--checkpoint"])
def test_a_file_of_an_unknown_kind_is_refused_before_training(train, option):
    code, out, err = train("moons", option, "model.pkl")
    assert code == 1 and ".npz" in err and "정확도" not in out


def test_boston_warns(train):
    with pytest.warns(EthicsWarning):
        assert train("boston", "--epochs", "1")[0] == 0


def test_options_change_the_recipe_and_the_seed_repeats_it(train):
    options = ("moons", "--epochs", "3", "--hidden", "5,4", "--activation", "elu", "--optimizer",
               "rmsprop", "--lr", "0.02",
               "--batch-size", "16")  # fmt: skip
    first, second, other = (
        train(*options, "--seed", seed)[1].splitlines() for seed in ("1", "1", "2")
    )
    assert (
        "Linear(2, 5), elu[alpha=1], Linear(5, 4)" in first[1]
        and "rmsprop, 학습률 0.02" in first[1]
    )
    assert first[:-1] == second[:-1] != other[:-1]  # the last line holds the seconds


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["nosuch"], 2, "xor, moons, spirals, digits, mnist"),
        (["xor", "--epochs", "0"], 2, "--epochs는 1 이상의 정수"),
        (["xor", "--lr", "abc"], 2, "'abc'"),
        (["xor", "--optimizer", "sdg"], 2, "sgd, momentum"),
        (["xor", "--activation", "rleu"], 1, "tanh, sigmoid"),
        (["xor", "--plot", "x.bmp"], 1, ".png, .svg, .pdf"),
        (["xor", "--download"], 1, "mnist에만"),
        (["mnist"], 1, "--download로 내려받거나"),
    ],
)
def test_a_wrong_wish_says_what_to_do(train, arguments, code, words):
    found, _, err = train(*arguments)
    assert found == code and words in err


def save_mnist(folder):
    """Forty images of 2 × 2 pixels: of a 0 the left half is black, of a 1 the right."""
    y = np.arange(40) % 2
    x = np.where(y[:, None, None] == np.array([0, 1]), 255, 0).repeat(2, axis=1).astype(np.uint8)
    np.savez(folder / "mnist.npz", x_train=x[:30], y_train=y[:30], x_test=x[30:], y_test=y[30:])


def test_mnist_is_read_from_a_folder(train, tmp_path):
    save_mnist(tmp_path)
    code, out, _ = train(
        "mnist", "--data", str(tmp_path), "--epochs", "60", "--batch-size", "5", "--lr", "0.1"
    )
    assert code == 0 and out.count("정확도 100.00%") == 3


def test_mnist_is_downloaded_first_when_asked_for(train, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "micrograd_ko.commands.train.download_mnist", lambda path: save_mnist(Path(path))
    )
    code, out, _ = train("mnist", "--download", "--data", str(tmp_path), "--epochs", "1")
    assert code == 0 and "Linear(4, " in out


def test_a_file_that_is_no_mnist_is_told_of_as_it_is(train, tmp_path):
    (tmp_path / "mnist.npz").write_bytes(b"no zip")
    code, _, err = train("mnist", "--data", str(tmp_path))
    assert code == 1 and "mnist.npz" in err and "--download" not in err


def test_divergence_is_told(train):
    with pytest.warns(NumericWarning):
        code, _, err = train("moons", "--lr", "1e300", "--epochs", "2")
    assert code == 1 and "학습이 발산했습니다: 에폭 1" in err


def test_it_speaks_english(train):
    code, out, _ = train("xor", "--epochs", "2", "--lang", "en")
    assert code == 0 and "samples to train on" in out and "training: loss" in out
