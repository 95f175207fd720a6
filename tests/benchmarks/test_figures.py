"""성능을 재는 것의 순수한 부분: 기준, 표시, 표, 머리.

The parts of the benchmarks that measure nothing: bars, marks, tables, the head of the JSON. That
pages hold what the figures say is tested here as well.
"""

import json
import re

import pytest

from tests.benchmarks import __main__ as program
from tests.benchmarks import machine
from tests.benchmarks.cluster import break_even
from tests.benchmarks.figures import MISSED, Report, at_least, at_most
from tests.benchmarks.table import CELLS, HERE, KEPT, ROOT, filled, kept, pages, short, table

KEPT_FIGURES = json.loads(KEPT.read_text(encoding="utf-8"))


@pytest.fixture
def report():
    """One bar met, one missed, one figure without."""
    found = Report()
    found.figure("a ratio", 1.5, "x", at_most(1.5))
    found.figure("another", 7.9, "x", at_least(8))
    found.times("a time", [0.001, 0.003, 0.002], "ms")
    return found


@pytest.mark.parametrize(
    ("bar", "below", "above"), [(at_most(2), True, False), (at_least(2), False, True)]
)
def test_a_bar_has_a_direction_and_is_met_at_its_number(bar, below, above):
    assert (bar.met(1.999), bar.met(2), bar.met(2.001)) == (below, True, above)


def test_nothing_that_is_not_a_number_meets_a_bar():
    nan = float("nan")
    assert not at_most(1).met(nan) and not at_least(1).met(nan)


def test_a_missed_bar_has_a_sign_in_the_margin_and_words_in_both_languages(report, capsys):
    met, missed, plain = (figure.line() for figure in report.figures)
    assert missed.startswith(MISSED) and "못 미침" in missed and "missed" in missed
    for line in (met, plain):
        assert line.startswith("   ") and "missed" not in line and "못 미침" not in line
    assert "1.5 이하 / at most 1.5" in met and "8 이상 / at least 8" in missed
    assert "1 - 3" in plain  # the spread
    assert all(line.encode("cp949") for line in (met, missed, plain))  # a Korean console of Windows


def test_the_summary_counts_bars_and_names_what_missed(report):
    first, *rest = report.summary().split("\n")
    assert "2개 가운데 1개" in first and "1 of 2 bars met" in first
    assert rest == [report.figures[1].line()]


def test_the_json_keeps_a_bar_as_data(report):
    met, missed, plain = (figure.as_json() for figure in report.figures)
    assert met["bar"] == {"direction": "at most", "number": 1.5} and met["met"] is True
    assert missed["bar"]["direction"] == "at least" and missed["met"] is False
    assert plain == {
        "name": "a time",
        "number": 2.0,
        "unit": "ms",
        "seconds": (0.001, 0.003, 0.002),
    }


def test_a_run_exits_with_0_unless_it_is_strict(tmp_path, monkeypatch, capsys):
    def bench(found, effort):
        found.figure("slow", 2.0 if effort.quick else 0.5, "x", at_most(1))

    monkeypatch.setattr(program, "BENCHES", {"slow": bench})
    path = tmp_path / "found.json"
    assert program.main(["--quick", "--json", str(path)]) == 0
    assert program.main(["--quick", "--strict"]) == 1
    assert program.main(["--strict"]) == 0
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["head"]["quick"] is True and found["figures"][0]["met"] is False
    assert {"date", "cpu", "cores", "os", "python", "packages"} <= found["head"].keys()
    assert "0 of 1 bars met" in capsys.readouterr().out


def test_the_head_names_versions_and_what_is_not_installed(monkeypatch):
    monkeypatch.setattr(machine, "PACKAGES", {"numpy": "NumPy", "no-such-package": "None Such"})
    found = machine.head()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found["date"])
    assert found["cpu"] and found["cores"] >= 1
    assert found["packages"]["numpy"] and found["packages"]["no-such-package"] is None
    said = machine.software(found)
    assert said.startswith(f"Python {found['python']}, NumPy ") and "None Such" not in said


def test_linux_says_the_model_of_its_cpu(tmp_path):
    path = tmp_path / "cpuinfo"
    path.write_text("processor\t: 0\nmodel name\t: A CPU @ 2.5 GHz\nprocessor\t: 1\n")
    assert machine.cpu(path) == "A CPU @ 2.5 GHz"
    assert machine.cpu(tmp_path / "none")  # elsewhere: what Python knows


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0.01149, "0.011"),
        (0.0049, "0.0049"),
        (0.999, "1.0"),
        (9.8, "9.8"),
        (67.4, "67"),
        (4613.2, "4,613"),
    ],
)
def test_two_digits_count_and_whole_numbers_are_kept(number, written):
    assert short(number) == written


def test_a_page_is_filled_between_its_markers_and_nowhere_else():
    page = "before\n<!-- figures: speed -->\nold\n<!-- /figures -->\nafter\n"
    said = filled(page, KEPT_FIGURES, "ko")
    assert said.startswith("before\n<!-- figures: speed -->\n| ")
    assert said.endswith("\n<!-- /figures -->\nafter\n") and "old" not in said
    assert filled(said, KEPT_FIGURES, "ko") == said


def test_what_is_kept_is_what_tables_need_and_a_lack_is_named():
    run = {**KEPT_FIGURES, "figures": [*KEPT_FIGURES["figures"], {"name": "not in a table"}]}
    assert kept(run) == KEPT_FIGURES
    name = KEPT_FIGURES["figures"][0]["name"]
    with pytest.raises(SystemExit, match=re.escape(name)):
        kept({**KEPT_FIGURES, "figures": KEPT_FIGURES["figures"][1:]})


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_holds_what_the_figures_say(page):
    text = page.read_text(encoding="utf-8")
    again = filled(text, KEPT_FIGURES, pages()[page])
    assert text == again, "python -m tests.benchmarks.table"


def test_both_readmes_and_guides_have_their_tables():
    names = {page.relative_to(ROOT).as_posix() for page in pages()}
    assert {"README.md", "README.en.md"} <= names
    assert {name.replace("/ko/", "/en/") for name in names} <= names


def test_tables_look_alike_in_both_languages():
    looks = {path.name: path.read_text(encoding="utf-8") for path in (HERE / "tables").glob("*.md")}
    for name, korean in looks.items():
        if name.endswith(".ko.md"):
            english = looks[name.replace(".ko.", ".en.")]
            cells = [re.findall(r"{(\w+)}", each) for each in (korean, english)]
            assert cells[0] == cells[1] and cells[0]
    used = {cell for look in looks.values() for cell in re.findall(r"{(\w+)}", look)}
    assert CELLS.keys() <= used  # no figure is kept for nothing


def test_a_table_names_its_machine():
    said = table("speed", KEPT_FIGURES, "en")
    for word in (KEPT_FIGURES["head"]["cpu"], "NumPy", "PyTorch", KEPT_FIGURES["head"]["date"]):
        assert word in said.split("\n\n")[1]


def test_a_shared_step_breaks_even_where_both_ways_take_as_long():
    for machines in (2, 5):
        step = break_even(0.08, machines)
        assert step == pytest.approx(step / machines + 0.08)
