"""수업의 노트북은 수업이 만든 그대로이고, 주피터에서 돌아간다.

The notebooks of the lessons are what the sheets make, and run in Jupyter.
"""

from pathlib import Path

import pytest

from micrograd_ko.lessons import GAP, LESSONS
from tests.notebooks import FOLDER, all_notebooks, is_current, path_of

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("number", "language"), all_notebooks())
def test_a_notebook_is_what_its_sheet_makes(number, language):
    assert is_current(number, language), "python -m tests.notebooks --write"


def test_there_is_no_other_notebook():
    assert set(FOLDER.rglob("*.ipynb")) == {path_of(*each) for each in all_notebooks()}


def text_of(cell):
    """What a cell showed, as text."""
    shown = [output.get("data", {}).get("text/plain", "") for output in cell.outputs]
    return "".join([*shown, *(output.get("text", "") for output in cell.outputs)])


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # of Jupyter's own packages
@pytest.mark.parametrize("number", range(1, len(LESSONS) + 1), ids=LESSONS)
def test_a_notebook_runs_and_tells_the_gap_that_is_left(number, tmp_path, monkeypatch):
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("MICROGRAD_KO_LANG", raising=False)
    notebook = nbformat.read(path_of(number, "ko"), as_version=4)
    client = nbclient.NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    )
    client.execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    pages = [output for cell in code for output in cell.outputs if "data" in output]
    assert any("<iframe" in output.data.get("text/html", "") for output in pages)
    assert GAP in text_of(code[-1]) and "남아" in text_of(code[-1])
