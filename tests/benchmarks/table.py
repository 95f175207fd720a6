"""잰 값으로 표를 쓴다: ``python -m tests.benchmarks.table [JSON]``.

Write the tables of README.md, README.en.md and the guides from the JSON of a run, all pages and
both languages from the same figures. What the tables need of it is kept in figures.json, beside
this file; without a JSON the tables are written from that.

A page says where a table stands, ``<!-- figures: NAME -->`` to ``<!-- /figures -->``, and
tables/NAME.ko.md and tables/NAME.en.md how it looks; what stands there in braces is a cell of
`CELLS`. Below each table stands the machine.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .figures import PER
from .machine import software

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
KEPT = HERE / "figures.json"
PLACE = re.compile(r"(?<=<!-- figures: )(\w+)( -->\n).*?(?=<!-- /figures -->)", re.DOTALL)
MOONS = 33_418  # nodes of a step
FREE = 0.75  # of a laptop's memory, when a browser is open beside Python

Figure = Mapping[str, Any]


def short(number: float) -> str:
    """유효숫자 두 자리, 정수는 그대로. Two digits that count, and all digits before the point."""
    power = int(f"{number:.1e}".partition("e")[2])  # of ten, once it is rounded: 0.999 is 1.0
    return f"{number:,.{max(0, 1 - power)}f}"


def seconds(figure: Figure) -> float:
    """초로. A time in seconds, whatever its unit, a node's too."""
    return float(figure["number"]) / PER[figure["unit"].partition("/")[0]]


def ms(figure: Figure, language: str) -> str:
    """천분의 일 초. Milliseconds."""
    return short(seconds(figure) * 1e3)


def secs(figure: Figure, language: str) -> str:
    """초. Seconds."""
    return short(seconds(figure))


def us(figure: Figure, language: str) -> str:
    """백만분의 일 초. Microseconds."""
    return short(seconds(figure) * 1e6)


def ns(figure: Figure, language: str) -> str:
    """십억분의 일 초. Nanoseconds."""
    return short(seconds(figure) * 1e9)


def us_of_moons(figure: Figure, language: str) -> str:
    """moons 한 스텝에서 노드 하나의 몫. Microseconds of a moons step that a node takes."""
    return short(seconds(figure) * 1e6 / MOONS)


def number(figure: Figure, language: str) -> str:
    """그대로. The number as it is."""
    return short(figure["number"])


def thousands(figure: Figure, language: str) -> str:
    """천으로 나누어. In thousands, as of bytes in kB."""
    return short(figure["number"] / 1e3)


def nodes_in(gigabytes: int) -> Callable[[Figure, str], str]:
    """그 메모리에 드는 노드. How many nodes of so many bytes fit into a laptop of such memory."""

    def fitting(figure: Figure, language: str) -> str:
        millions = FREE * gigabytes * 1e3 / figure["number"]
        return f"{short(millions)} million" if language == "en" else f"{short(millions * 100)}만 개"

    return fitting


class Cell(NamedTuple):
    """표의 한 칸. One cell: the figure it is made of, and how it is written in a language."""

    name: str
    written: Callable[[Figure, str], str]


def _network(short_name: str, name: str) -> dict[str, Cell]:
    sides = {
        "loop": "replay, loop",
        "step": "replay, step",
        "jax": "JAX jit",
        "numpy": "NumPy by hand",
        "torch": "PyTorch eager",
    }
    return {f"{short_name}_{key}": Cell(f"(bcd) {name}, {side}", ms) for key, side in sides.items()}


RUNNING = "(e) memory of 100,000 nodes, while its backward runs"
BECOMING = "(e) memory of 100,000 nodes, while it becomes a program"
CELLS = {
    "moons_replay": Cell("(a) moons step, 50 samples, replay", ms),
    "moons_eager": Cell("(a) moons step, 50 samples, micrograd_ko", ms),
    "moons_micrograd": Cell("(a) moons step, 50 samples, micrograd", ms),
    "moons_torch": Cell("(a) moons step, 50 samples, torch", ms),
    **_network("deep", "10-32x6-2 batch 1"),
    **_network("tall", "506x13-3-3-3-1"),
    **_network("wide", "784-50-10 batch 100"),
    "differences_replay": Cell("(f) numerical gradient of 10-32x6-2, replay", ms),
    "differences_notes": Cell("(f) numerical gradient of 10-32x6-2, the notes' loop", ms),
    "eager_time": Cell("(a) moons step, 50 samples, micrograd_ko", us_of_moons),
    "eager_bytes": Cell(RUNNING, number),
    "held_bytes": Cell("(e) memory of 100,000 nodes, as a graph", number),
    "eager_8": Cell(RUNNING, nodes_in(8)),
    "eager_16": Cell(RUNNING, nodes_in(16)),
    "compile_time": Cell("(e) 33,418 nodes, compile", us),
    "compile_bytes": Cell(BECOMING, number),
    "compile_8": Cell(BECOMING, nodes_in(8)),
    "compile_16": Cell(BECOMING, nodes_in(16)),
    "program_bytes": Cell("(e) memory of 100,000 nodes, as a program", number),
    "replay_time": Cell("(e) 33,418 nodes, called from Python", ns),
    "rows_bytes": Cell("(e) 33,418 nodes, rows", number),
    "numbers_bytes": Cell("(e) 33,418 nodes, numbers", number),
    "draw_time": Cell("draw, a node of the network", us),
    "draw_bytes": Cell("draw, memory at its most", thousands),
    "file_bytes": Cell("draw, the file", thousands),
    "round_bytes": Cell("a Dask round, parameters", number),
    "round_time": Cell("a Dask round, two processes, nothing computed", ms),
    "cluster_step": Cell("a training step of 784-50-10, batch 100, replay", ms),
    "in_turn": Cell("8 trainings of 200 eager steps, in turn", secs),
    "on_two": Cell("8 trainings of 200 eager steps, on two processes", secs),
    "even_time": Cell("a step that breaks even on two", ms),
}


def kept(found: Mapping[str, Any]) -> dict[str, Any]:
    """표에 드는 것만. Of what a run wrote, the head and the figures that tables are made of."""
    figures = {figure["name"]: figure for figure in found["figures"]}
    names = dict.fromkeys(cell.name for cell in CELLS.values())
    if missing := [name for name in names if name not in figures]:
        lines = "\n  ".join(["없는 값 / these figures are missing:", *missing])
        raise SystemExit(f"{lines}\npython -m tests.benchmarks --json FILE")
    needed = [{key: figures[name][key] for key in ("name", "number", "unit")} for name in names]
    return {"head": found["head"], "figures": needed}


def table(name: str, found: Mapping[str, Any], language: str) -> str:
    """표 하나와 그 기계. One table, with the machine below it."""
    figures, head = {figure["name"]: figure for figure in found["figures"]}, found["head"]
    cells = {key: cell.written(figures[cell.name], language) for key, cell in CELLS.items()}
    looks, machine = (
        (HERE / "tables" / f"{each}.{language}.md").read_text(encoding="utf-8")
        for each in (name, "machine")
    )
    return looks.format(**cells) + "\n" + machine.format(**head, software=software(head))


def filled(page: str, found: Mapping[str, Any], language: str) -> str:
    """표를 채운 글. A page with its tables written anew."""
    return PLACE.sub(lambda place: place[1] + place[2] + table(place[1], found, language), page)


def pages() -> dict[Path, str]:
    """표가 있는 글과 그 언어. The pages with tables, and the language of each."""
    guides = {
        page: page.parents[1].name
        for page in sorted((ROOT / "examples" / "reference").glob("*/guides/*.md"))
    }
    all_pages = {ROOT / "README.md": "ko", ROOT / "README.en.md": "en", **guides}
    return {
        page: language
        for page, language in all_pages.items()
        if PLACE.search(page.read_text(encoding="utf-8"))
    }


def main(arguments: list[str]) -> None:
    """표를 모두 쓴다. Write all tables."""
    if arguments:
        found = kept(json.loads(Path(arguments[0]).read_text(encoding="utf-8")))
        KEPT.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    found = json.loads(KEPT.read_text(encoding="utf-8"))
    for page, language in pages().items():
        page.write_text(filled(page.read_text(encoding="utf-8"), found, language), encoding="utf-8")
        print(page.relative_to(ROOT))


if __name__ == "__main__":
    main(sys.argv[1:])
