"""문마다 무엇이 공개되어 있는지. Find what is public: the doors and the names in their __all__."""

from __future__ import annotations

import importlib
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple

__all__ = ["DOORS", "ROW_LABEL", "Name", "described", "door", "named", "whole_name"]

# the pages, in the order that they are listed in; a test holds that no room is forgotten
DOORS = (
    "micrograd_ko",
    *(
        f"micrograd_ko.{room}"
        for room in (
            "nn", "losses", "optim", "train", "data", "init", "checking", "diagnosing",
            "replaying", "seeing", "saving", "files", "exporting", "estimators", "searching",
            "record", "preparing", "strategies", "testing", "lessons",
        )
    ),
    "viz",
    "viz.plots",
)  # fmt: skip
ROW_LABEL = "op-{}"  # the place of a row in the table of ops


class Name(NamedTuple):
    """공개된 이름 하나: 쓰는 이름, 그것, 설명이 있는 쪽.

    Hold a public name: as it is written in code, what it is, and the door on whose page it stands.
    """

    whole: str
    thing: Any
    page: str


def door(name: str) -> ModuleType:
    """문을 연다. Import a door."""
    return importlib.import_module(name)


@cache
def described() -> tuple[Name, ...]:
    """공개된 것을 모두, 한 번씩.

    List all that is public, each once: under the name of the first door that has it, which is the
    shortest, on the page of the innermost, which is the room that it comes from.
    """
    found: dict[int, Name] = {}
    for name in DOORS:
        for public in door(name).__all__:
            thing = getattr(door(name), public)
            first = found.get(id(thing))
            is_room_of_its_own = first is not None and first.page == "micrograd_ko"
            if first is None:
                found[id(thing)] = Name(f"{name}.{public}", thing, name)
            elif is_room_of_its_own:
                found[id(thing)] = first._replace(page=name)
    return tuple(found.values())


@cache
def _by_identity() -> dict[int, Name]:
    return {id(name.thing): name for name in described()}


def named(thing: Any) -> Name | None:
    """그것의 공개된 이름. Find the public name of a thing, if it has one."""
    return _by_identity().get(id(thing))


def whole_name(target: str) -> Any:
    """점으로 이어진 이름이 가리키는 것; 없으면 LookupError.

    Import what a dotted name stands for; LookupError if there is no such thing.
    """
    parts = target.split(".")
    for count in range(len(parts), 0, -1):
        try:
            thing: Any = importlib.import_module(".".join(parts[:count]))
        except ImportError:
            continue
        try:
            for part in parts[count:]:
                thing = getattr(thing, part)
        except AttributeError:
            break
        return thing
    raise LookupError(target)
