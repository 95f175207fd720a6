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

CORE, VIZ = (Path(package.__file__).parent for package in (micrograd_ko, viz))
FILES = [path for package in (CORE, VIZ) for path in sorted(package.rglob("*.py"))]
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(CORE.parent).as_posix())

# A module may import from its own line and the lines above it.
TIERS = [
    {"messages", "errors", "folders", "measure", "misnamed", "spelling"},
    {"symbols"},
    {"ops"},
    {"graph"},
    {"choices"},
    {"array_ops"},
    {"anomaly", "notation"},
    {"backward"},
    {"border", "earlier", "operators", "taker"},
    {"arrays", "numpy_functions"},
    {"value", "tensor"},
    {"derivatives", "differences", "expand", "explain", "steps", "init", "losses", "optim"},
    {"module", "projection", "watch"},
    {"check"},
    {"tracing"},
    {"guards", "handwritten", "nudging", "recognition"},
    {"findings", "mutations"},
    {"mistakes"},
    {"search"},
    {"diagnosis"},
    {"nn"},
    {"replaying"},
    {"batches", "csv_columns", "csv_images", "data", "mnist", "readers"},
    {"preparing"},
    {"train"},
    {"record"},
]
TIER = {name: i for i, names in enumerate(TIERS) for name in names}


def runtime_nodes(tree):
    """All of a file but what stands under `if TYPE_CHECKING`, which never runs."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        yield node
        yield from runtime_nodes(node)


def imports(path):
    """(module, name) for all a file imports, inside functions too; relative imports written out."""
    package = path.relative_to(CORE.parent).with_suffix("").parts[:-1]
    for node in runtime_nodes(TREES[path]):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((module, alias.name) for alias in node.names)


def core_modules(path):
    """The modules of micrograd_ko that a file imports."""
    for module, name in imports(path):
        root, _, rest = module.partition(".")
        if root == "micrograd_ko":
            yield rest or name


@pytest.mark.parametrize("name", sorted(TIER))
def test_core_imports_only_downwards(name):
    files = [path for path in FILES if path in (CORE / f"{name}.py", *(CORE / name).glob("*.py"))]
    assert files, f"there is no module {name}"
    found = {module.partition(".")[0] for path in files for module in core_modules(path)}
    assert all(module in TIER for module in found), f"{name} imports {sorted(found - set(TIER))}"
    assert all(TIER[module] <= TIER[name] for module in found)


def test_reader_of_imports_sees_them():
    assert ("micrograd_ko.graph", "MODE") in set(imports(CORE / "value.py"))
    assert "graph" in set(core_modules(VIZ / "model.py"))
    assert ("viz.model", "Picture") in set(imports(VIZ / "dot.py"))


OUTERMOST = ("cli.py", "__main__.py", "commands", "strategies.py")  # what nothing else imports


@each_file
def test_only_the_command_line_and_the_strategies_import_viz(path):
    inside = path.relative_to(CORE.parent).parts
    if inside[0] == "micrograd_ko" and inside[1] not in OUTERMOST:
        assert not [module for module, _ in imports(path) if module.partition(".")[0] == "viz"]


def test_drawings_read_graphs_only_through_the_model():
    graphs = {f"micrograd_ko.{name}" for name in ("graph", "value", "backward")}
    readers = {
        path.name
        for path in FILES
        if path.parent == VIZ
        for module, name in imports(path)
        if module in graphs and name != "shown"
    }
    assert readers == {"model.py", "fold.py", "steps.py"}


HEAVY = {"matplotlib", "graphviz", "torch", "tqdm", "sklearn", "resvg_py", "viz", "hypothesis", "numba"}


def test_importing_the_core_imports_nothing_heavy():
    code = "import sys, micrograd_ko; print(*{name.partition('.')[0] for name in sys.modules})"
    env = {**os.environ, "PYTHONPATH": str(CORE.parent)}
    run = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "micrograd_ko" in loaded
    assert not loaded & HEAVY


# ── sizes ──


@each_file
def test_module_has_at_most_400_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", sorted((VIZ / "assets").iterdir()), ids=lambda path: path.name)
def test_asset_has_at_most_400_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@each_file
def test_function_fits_a_screen(path):
    functions = [node for node in ast.walk(TREES[path]) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    assert not [f"{f.name}: {f.end_lineno - f.lineno + 1}" for f in functions if f.end_lineno - f.lineno >= 60]


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
    assert row.doc.startswith(f"{row.label}: y = ")
    assert re.search("[가-힣]", row.label)
