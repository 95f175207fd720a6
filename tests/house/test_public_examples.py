"""공개된 이름마다 돌아가는 예가 있다.

Every public name has an example that runs: what the doors hand on, and the methods of what people
hold in their hands. The examples themselves are run by test_documents.
"""

import doctest
import inspect
import re
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec

import pytest

ROOMS = """
nn losses optim train data init checking diagnosing replaying seeing saving files exporting
estimators searching record preparing strategies testing lessons
"""
SHUT = () if find_spec("sklearn") else ("micrograd_ko.estimators",)  # where a package is missing
DOORS = [
    door
    for door in (
        "micrograd_ko",
        *(f"micrograd_ko.{room}" for room in ROOMS.split()),
        "viz",
        "viz.plots",
    )
    if door not in SHUT
]

# Kinds of things that can hold no docstring of their own: tables, one instance, aliases of types.
NO_DOCSTRING = {
    "micrograd_ko.ARRAY_TABLE", "micrograd_ko.TABLE", "micrograd_ko.checking.METHODS",
    "micrograd_ko.files.SUFFIXES", "micrograd_ko.init.INITIALISERS", "micrograd_ko.lessons.GAP",
    "micrograd_ko.lessons.LESSONS", "micrograd_ko.losses.LOSSES",
    "micrograd_ko.losses.Loss", "micrograd_ko.losses.METRICS", "micrograd_ko.losses.Metric",
    "micrograd_ko.losses.PROBABILITIES", "micrograd_ko.optim.OPTIMIZERS",
    "micrograd_ko.replaying.PRIMITIVES", "micrograd_ko.replaying.Ref",
    "micrograd_ko.seeing.NO_EARLIER", "micrograd_ko.train.LOSSES", "micrograd_ko.train.Loss",
    "viz.SUFFIXES",
}  # fmt: skip

# The classes whose methods people call themselves. Methods made from the rows of the tables are
# documented by the row (its formula, its local derivatives) and have no docstring of their own.
HELD = (
    "micrograd_ko.Value", "micrograd_ko.Tensor", "micrograd_ko.Op", "micrograd_ko.Sym",
    "micrograd_ko.Stepper", "micrograd_ko.nn.Module", "micrograd_ko.optim.Optimizer",
    "micrograd_ko.replaying.Program", "micrograd_ko.checking.GradientReport",
    "micrograd_ko.checking.Entry", "micrograd_ko.train.History", "micrograd_ko.searching.Search",
    "micrograd_ko.searching.Space", "micrograd_ko.searching.Trial", "micrograd_ko.data.Names",
    "micrograd_ko.estimators.MLPClassifier", "micrograd_ko.estimators.MLPRegressor",
    "micrograd_ko.strategies.Network", "viz.Drawing", "viz.NetworkDrawing",
)  # fmt: skip
DOCUMENTED = (type(lambda: None), property, classmethod, staticmethod, cached_property)


def thing_called(name):
    door, _, last = name.rpartition(".")
    return getattr(import_module(door), last)


def code_of(member):
    inner = getattr(member, "fget", None) or getattr(member, "func", None)
    return inner or getattr(member, "__func__", member)


def by_hand(member, kind, name):
    """Whether a member is written in the class, with a docstring, and not made from a table."""
    if name.startswith("_") or not isinstance(member, DOCUMENTED) or not member.__doc__:
        return False
    return code_of(member).__qualname__ == f"{kind.__qualname__}.{name}"


def methods(kind):
    """The members that a class has by hand: for each name those of the class and of its bases."""
    found = {}
    for base in kind.__mro__:
        if base.__module__.startswith(("micrograd_ko", "viz")):
            for name, member in vars(base).items():
                if by_hand(member, base, name):
                    found.setdefault(name, []).append(member)
    return found


def shown_by(kind, name):
    """The classes whose own example, which stands right above, already uses a member."""
    used = re.compile(rf"(\.|def ){name}\b")
    return [base for base in kind.__mro__ if any(used.search(x.source) for x in examples(base))]


def examples(thing):
    return doctest.DocTestParser().get_examples(thing.__doc__ or "")


def public_names():
    """Each name with the things of which one must have an example; a thing counts once."""
    seen = set()
    for door in DOORS:
        for last in import_module(door).__all__:
            name = f"{door}.{last}"
            thing = thing_called(name)
            if name not in NO_DOCSTRING and id(thing) not in seen:
                seen.add(id(thing))
                yield name, [thing]
    for name in (name for name in HELD if not name.startswith(SHUT)):
        kind = thing_called(name)
        for method, members in methods(kind).items():
            if not seen & {id(member) for member in members}:
                yield f"{name}.{method}", [*members, *shown_by(kind, method)]
            seen |= {id(member) for member in members}


NAMES = dict(public_names())


def has_example(thing):
    return bool(examples(thing))


LACKING = {name for name, things in NAMES.items() if not any(map(has_example, things))}


def test_every_public_name_has_an_example():
    assert sorted(LACKING) == []


def place_of(thing):
    """The module and the name by which doctest knows a thing."""
    code = code_of(thing)
    name = code.__name__ if "<locals>" in code.__qualname__ else code.__qualname__
    return code.__module__, f"{code.__module__}.{name}"


def test_every_example_is_found_and_run():
    """What doctest does not find would never be run, whatever it says."""
    wanted = {
        place_of(thing) for things in NAMES.values() for thing in things if has_example(thing)
    }
    found = {
        test.name
        for module in {module for module, _ in wanted}
        for test in doctest.DocTestFinder().find(import_module(module))
    }
    assert sorted({name for _, name in wanted} - found) == []


@pytest.mark.parametrize("name", sorted(NO_DOCSTRING))
def test_what_needs_no_example_can_hold_none(name):
    thing = thing_called(name)
    assert not inspect.isclass(thing) and not inspect.isroutine(thing)


def test_no_example_prints_a_blank_line_marker():
    marked = [
        name
        for name, things in NAMES.items()
        if any("BLANKLINE" in (t.__doc__ or "") for t in things)
    ]
    assert marked == []
