"""집의 얼개를 센다: 방, 층, 화살표, 고리.

Count the house: which rooms there are, on how many floors they lie, how many imports go from one
room into another, and whether any go in a circle. ``python -m tests.house`` prints it.

A room is a package, or a module that stands in no room of its own. An import is an arrow from the
file that imports to the room that it imports from; within a room nothing is counted. What is
imported only for its type, under ``if TYPE_CHECKING``, is none.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("micrograd_ko", "viz")
FILES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
DOORS = {("micrograd_ko", "mnist"): ("micrograd_ko", "data")}  # files that are a room's second door
PATHS = [path.relative_to(ROOT) for path in FILES]
# rooms that are packages
INSIDE = {".".join(path.parts[:2]) for path in PATHS if len(path.parts) > 2}


def module_of(path: Path) -> tuple[str, ...]:
    """The dotted name of a file, in parts; a package's own file has the package's name."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


MODULES = {module_of(path): path for path in FILES}


def room_of(module: tuple[str, ...]) -> str:
    """The room that a module stands in: ``("micrograd_ko", "engine", "graph")`` in engine."""
    return ".".join(DOORS.get(module, module)[:2])


def runtime_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """All of a file but what stands under `if TYPE_CHECKING`, which never runs."""
    for node in ast.iter_child_nodes(tree):
        if (
            isinstance(node, ast.If)
            and isinstance(node.test, ast.Name)
            and node.test.id == "TYPE_CHECKING"
        ):
            continue
        yield node
        yield from runtime_nodes(node)


def imported(path: Path) -> Iterator[tuple[tuple[str, ...], str]]:
    """(module, name) for all that a file imports, inside functions too; relative imports written
    out.
    """
    here = path.relative_to(ROOT).parent.parts
    for node in runtime_nodes(TREES[path]):
        if isinstance(node, ast.Import):
            yield from ((tuple(alias.name.split(".")), "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else ()
            module = (*base, *(node.module.split(".") if node.module else ()))
            yield from ((module, alias.name) for alias in node.names)


def ours(path: Path) -> set[tuple[str, ...]]:
    """The modules of the two packages that a file imports: the one that is named, or that a name
    is.

    A name that a package's own file hands on is no module, even where one is called so, as
    ``explain``.
    """
    found = set()
    for module, name in imported(path):
        if module and module[0] in PACKAGES:
            inner = (*module, name) in MODULES and name not in handed_on(module)
            found.add((*module, name) if inner else module)
    return found


@cache
def handed_on(package: tuple[str, ...]) -> set[str]:
    """What a package's own file imports for others."""
    return {name for _, name in imported(MODULES[package])} if package in MODULES else set()


def arrows() -> dict[str, dict[str, set[str]]]:
    """For each room the rooms that it imports from, each with the files that do."""
    found: dict[str, dict[str, set[str]]] = {room_of(module): {} for module in MODULES}
    for module, path in MODULES.items():
        for target in ours(path):
            if target in MODULES and room_of(target) != room_of(module):
                found[room_of(module)].setdefault(room_of(target), set()).add(
                    path.relative_to(ROOT).as_posix()
                )
    return found


def reaching_in() -> list[str]:
    """Imports that go past a room's door: ``micrograd_ko/train.py into
    micrograd_ko.engine.graph``.
    """
    return [
        f"{path.relative_to(ROOT).as_posix()} into {'.'.join(target)}"
        for module, path in MODULES.items()
        for target in sorted(ours(path))
        if len(target) > 2 and room_of(target) != room_of(module)
    ]


def circles(graph: dict[str, dict[str, set[str]]]) -> list[set[str]]:
    """Groups of rooms that import each other, in however many steps (strongly connected, by
    reachability).
    """
    reach = {room: _reached(graph, room) for room in graph}
    groups = {frozenset(other for other in reach[room] if room in reach[other]) for room in graph}
    return [set(group) for group in groups if group]


def _reached(graph: dict[str, dict[str, set[str]]], room: str) -> set[str]:
    found: set[str] = set()
    waiting = list(graph[room])
    while waiting:
        if (x := waiting.pop()) not in found:
            found.add(x)
            waiting += graph.get(x, ())
    return found


def floors(graph: dict[str, dict[str, set[str]]]) -> dict[str, int]:
    """The floor of each room: one above the highest that it imports from. Only without circles."""
    found: dict[str, int] = {}
    while len(found) < len(graph):
        ready = [
            room
            for room in graph
            if room not in found and all(below in found for below in graph[room])
        ]
        if not ready:
            raise ValueError(f"in a circle: {sorted(set(graph) - set(found))}")
        for room in ready:
            found[room] = 1 + max((found[below] for below in graph[room]), default=0)
    return found


def main() -> None:
    """Print the counts, and each room on its floor."""
    graph = arrows()
    round_about = circles(graph)
    count = sum(len(files) for targets in graph.values() for files in targets.values())
    print(
        f"rooms {len(graph)}, arrows from files {count}, from rooms "
        f"{sum(map(len, graph.values()))}, circles {len(round_about)}"
    )
    print(f"imports past a door {len(reaching_in())}")
    if round_about:
        print(*map(sorted, round_about), sep="\n")
        return
    levels = floors(graph)
    print(f"floors {max(levels.values())}")
    for floor in sorted(set(levels.values()), reverse=True):
        print(f"{floor:2}", *sorted(room for room, at in levels.items() if at == floor))
