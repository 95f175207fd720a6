"""명령줄의 search. The command `search`."""

import csv

import pytest

from micrograd_ko.commands.cli import main
from micrograd_ko.commands.train import RECIPES

QUICK = ("--trials", "4", "--stages", "2", "--epochs", "4")


@pytest.fixture
def search(capsys, monkeypatch, tmp_path):
    """Run `search` in a folder of its own; gives the exit code, the words and the complaints."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MICROGRAD_KO_LANG", raising=False)

    def run(*arguments):
        code = main(["search", *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.mark.parametrize("name", ["xor", "moons", "spirals", "digits", "diabetes"])
def test_data_of_the_notes_are_searched(search, name):
    code, out, err = search(name, *QUICK)
    assert code == 0 and "weight_decay" in out and "탐색" in err
    assert f"{RECIPES[name].epochs}에폭을 학습하고, 시험 데이터로 한 번" in out
    assert ("R²" if name == "diabetes" else "정확도") in out.splitlines()[-1]
    assert "1에폭에서 포기" in out  # a third of four


def test_files_hold_every_trial(search, tmp_path):
    code, out, _ = search("moons", *QUICK, "--out", "made/t.csv", "--plot", "made/t.png")
    assert code == 0 and "t.csv" in out and "t.png" in out
    with (tmp_path / "made" / "t.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["number"] for row in rows] == list("12345678")
    assert {row["state"] for row in rows} <= {"done", "given_up", "diverged"}
    assert all(1e-6 <= float(row["lr"]) <= 100 for row in rows)
    assert (tmp_path / "made" / "t.png").stat().st_size > 10000


def test_workers_do_not_change_the_result(search):
    def scores(*more):
        out = search("moons", *QUICK, "--seed", "5", *more)[1]
        return [line.rsplit(None, 1)[0] for line in out.splitlines()[2:8]]  # without the seconds

    assert scores() == scores("--workers", "2")


def test_options_choose_ranges_optimizer_and_rungs(search, tmp_path):
    code, out, _ = search(
        "moons", *QUICK, "--lr", "1e-4,1e-3", "--weight-decay", "1e-3,1e-2", "--optimizer", "adamw",
        "--give-up", "2,3", "--out", "t.csv", "--lang", "en",
    )  # fmt: skip
    assert code == 0 and "given up at 2" in out and "on the test data, once" in out
    rows = list(csv.DictReader((tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()))
    assert all(1e-4 <= float(row["lr"]) <= 1e-3 for row in rows)
    assert {row["epochs"] for row in rows} == {"2", "3", "4"}


def test_ctrl_c_shows_what_was_done(search, monkeypatch):
    from micrograd_ko.commands import search as command

    def stopped(*args, **options):
        with pytest.warns(match="Ctrl-C"):
            return true(judge, *args[1:], **options)

    def judge(*, lr, weight_decay, seed, epochs):
        if epochs == 4:
            raise KeyboardInterrupt
        return lr

    true = command.search
    monkeypatch.setattr(command, "search", stopped)
    code, out, _ = search("moons", *QUICK)
    assert code == 1 and "Ctrl-C로 멈추어" in out and "시험" not in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("moons", "--lr", "5"), "LOW,HIGH"), (("moons", "--lr", "a,b"), "a,b"),
     (("moons", "--give-up", "x"), "--give-up"), (("moons", "--workers", "0"), "--workers"),
     (("nothing",), "moons")],
)  # fmt: skip
def test_wrong_use_is_told(search, arguments, words):
    code, _, err = search(*arguments)
    assert code == 2 and words in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("moons", "--lr", "1,0.1"), "log_uniform(1.0, 0.1)"), (("moons", "--plot", "t.gif"), ".gif"),
     (("moons", "--give-up", "9", "--epochs", "3"), "epochs=3")],
)  # fmt: skip
def test_what_does_not_fit_is_told(search, arguments, words):
    code, _, err = search(*arguments)
    assert code == 1 and words in err
