"""설계의 약속: 가져오는 방향, 크기, 설명.

What the design promises about the source itself: the direction of imports, sizes, docstrings.
"""

import ast
import inspect
import os
import re
import subprocess
import sys
from functools import cached_property
from pathlib import Path

import pytest

import micrograd_ko
import viz
from micrograd_ko import TABLE
from tests.house import counting as house

CORE, VIZ = (Path(package.__file__).parent for package in (micrograd_ko, viz))
LESSONS = CORE / "lessons" / "path"  # notebooks, not modules
FILES = [
    path
    for package in (CORE, VIZ)
    for path in sorted(package.rglob("*.py"))
    if LESSONS not in path.parents
]
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
each_file = pytest.mark.parametrize(
    "path", FILES, ids=lambda path: path.relative_to(CORE.parent).as_posix()
)

# A room may import from the rooms above its line, and from those beside it that import nothing from
# it.
ORDER = """
later lines folders moved progress
messages
errors
arguments language spelling
files
engine
naming
checking seeing init losses optim expression
nn drawable
replaying diagnosing data
preparing
train
exporting record saving
estimators searching
micrograd_ko lessons
commands strategies
testing
__main__
"""
VIZ_ORDER = """
palette quoting
records png
drawn plotted
played plots
drawing
viz
"""


def levels(order):
    return {name: i for i, line in enumerate(order.split("\n")) for name in line.split()}


@pytest.mark.parametrize(
    ("package", "level"), [("micrograd_ko", levels(ORDER)), ("viz", levels(VIZ_ORDER))]
)
def test_rooms_import_only_downwards(package, level):
    wrong = [
        f"{room} imports {target} in {', '.join(sorted(files))}"
        for room, targets in house.arrows().items()
        for target, files in targets.items()
        if room.partition(".")[0] == package and target.startswith(f"{package}.")
        if level[target.rpartition(".")[2]] > level[room.rpartition(".")[2]]
    ]
    assert not wrong


def test_there_are_no_circles():
    assert house.circles(house.arrows()) == []
    floors = house.floors(house.arrows())
    assert (floors["micrograd_ko.later"], floors["micrograd_ko.messages"]) == (1, 2)


def test_circles_are_found():
    graph = {"a": {"b": set()}, "b": {"c": set()}, "c": {"b": set()}, "d": {}}
    assert house.circles(graph) == [{"b", "c"}]
    with pytest.raises(ValueError, match=r"\['a', 'b', 'c'\]"):
        house.floors(graph)


def test_rooms_are_entered_by_their_doors():
    assert house.reaching_in() == []


def test_reader_of_imports_sees_them():
    inside = CORE / "engine" / "value.py"
    assert (("micrograd_ko", "engine", "modes"), "MODE") in set(house.imported(inside))
    assert ("micrograd_ko", "engine") in house.ours(VIZ / "records" / "picture.py")
    assert (("viz", "records"), "Picture") in set(house.imported(VIZ / "drawn" / "dot.py"))


def test_every_room_says_what_flows_in_and_out():
    for room in house.INSIDE:
        doc = ast.get_docstring(house.TREES[house.MODULES[tuple(room.split("."))]])
        assert "flow" in doc and doc.count("\n") > 3, room


def test_the_map_of_a_room_names_every_file_in_it():
    for room in house.INSIDE:
        door = house.MODULES[tuple(room.split("."))]
        doc = ast.get_docstring(house.TREES[door])
        inside = {file.stem for file in door.parent.glob("[a-z]*.py")}
        if "====" in doc:  # a table of files
            assert inside <= set(re.findall(r"\w+", doc)), room


BORDER = re.compile(r"^\s*(=+(?:  =+)+)$", re.MULTILINE)  # a line over, under or within a table


@each_file
def test_the_borders_of_a_table_are_alike(path):
    """The reference cannot read a table whose lines differ, and is built last of all."""
    for place in ast.walk(house.TREES[path]):
        if isinstance(place, ast.Module | ast.ClassDef | ast.FunctionDef):
            borders = BORDER.findall(ast.get_docstring(place) or "")
            assert len(set(borders)) < 2 <= len(borders) or not borders


OUTERMOST = ("__main__.py", "commands", "strategies")  # what nothing else imports


@each_file
def test_only_the_command_line_and_the_strategies_import_viz(path):
    inside = path.relative_to(CORE.parent).parts
    if inside[0] == "micrograd_ko" and inside[1] not in OUTERMOST:
        assert not [module for module, _ in house.imported(path) if module[:1] == ("viz",)]


def test_drawings_read_graphs_only_through_the_model():
    walking = {"topological_order", "Node", "gradients_of", "grad"}  # what reads a graph
    readers = {
        path.name
        for path in FILES
        if VIZ in path.parents
        for _, name in house.imported(path)
        if name in walking
    }
    may = {"picture.py", "fold.py", "animation.py", "computation.py", "samples.py", "network.py"}
    assert readers <= may | {"sheet.py", "neurons.py", "sums.py"} and "picture.py" in readers


HEAVY = {
    "matplotlib",
    "graphviz",
    "torch",
    "tqdm",
    "sklearn",
    "resvg_py",
    "viz",
    "hypothesis",
    "numba",
}


def test_importing_the_core_imports_nothing_heavy():
    code = "import sys, micrograd_ko; print(*{name.partition('.')[0] for name in sys.modules})"
    env = {**os.environ, "PYTHONPATH": str(CORE.parent)}
    run = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    loaded = set(run.stdout.split())
    assert "micrograd_ko" in loaded
    assert not loaded & HEAVY


# ── sizes ──


@each_file
def test_module_has_at_most_400_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize(
    "path", sorted((VIZ / "played" / "assets").iterdir()), ids=lambda path: path.name
)
def test_asset_has_at_most_400_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@each_file
def test_function_fits_a_screen(path):
    functions = [
        node
        for node in ast.walk(TREES[path])
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    assert not [
        f"{f.name}: {f.end_lineno - f.lineno + 1}"
        for f in functions
        if f.end_lineno - f.lineno >= 60
    ]


# ── docstrings ──


def public_things():
    for package in (micrograd_ko, viz):
        for name in package.__all__:
            thing = getattr(package, name)
            if inspect.isclass(thing) or inspect.isfunction(thing):
                yield f"{package.__name__}.{name}", thing
            if inspect.isclass(thing):
                for method, member in vars(thing).items():
                    if not method.startswith("_") and isinstance(member, DOCUMENTED):
                        yield f"{package.__name__}.{name}.{method}", member
    yield from ((f"{path.parent.name}.{path.stem}", TREES[path]) for path in FILES)


FUNCTION = type(lambda: None)
DOCUMENTED = (FUNCTION, property, classmethod, staticmethod, cached_property)
THINGS = dict(public_things())


@pytest.mark.parametrize("name", THINGS)
def test_docstring_starts_in_korean(name):
    thing = THINGS[name]
    doc = (ast.get_docstring(thing) if isinstance(thing, ast.Module) else thing.__doc__) or ""
    assert re.search("[가-힣]", doc.partition("\n")[0]), doc


@pytest.mark.parametrize("row", TABLE.values(), ids=repr)
def test_op_is_documented_in_korean(row):
    assert row.doc.startswith(f"{row.label} ({row.name}): y = ")
    assert re.search("[가-힣]", row.label)


# An English sentence of a docstring begins with a verb that says what the thing does.
NOUNS = re.compile(
    r"(What|Where|How|Which|Whether|Who|Whose|Why|When|Is|Are|Does|Has|Have|Can|Should)\b"
)


def english(doc):
    """The English of a docstring: what follows its Korean first sentence or line."""
    first, _, rest = doc.partition("\n")
    if not re.search("[가-힣]", first):
        return doc
    same_line = re.split(r"(?<=[.:?!]) (?=[A-Z`])", first, maxsplit=1)[1:]
    return "\n".join([*same_line, rest]).strip()


@each_file
def test_docstrings_say_with_a_verb_what_a_thing_does(path):
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = [ast.get_docstring(n) for n in ast.walk(TREES[path]) if isinstance(n, documented)]
    assert [doc for doc in docs if doc and NOUNS.match(english(doc))] == []


def test_the_english_of_a_docstring_is_found():
    assert english("이름. What it is called.") == "What it is called."
    assert english("이름: 둘.\n\nReturn the names. What else?") == "Return the names. What else?"
