"""공격해 보기: 경우마다 잡히는지, 놓아주는지.

Attack: is a wrong function caught, is a right one let pass? Loads every file of cases beside it.
"""

from collections import Counter
from importlib import import_module
from pathlib import Path
from time import perf_counter

from micrograd_ko import GraphError, check_gradients
from tests.checking.attacks.cases import RIGHT, WRONG, own_rows

OTHERS = {"__init__", "__main__", "cases", "running"}  # files without cases


def load():
    """The wrong and the right cases of all files."""
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem not in OTHERS:
            import_module(f"tests.checking.attacks.{path.stem}")
    return WRONG, RIGHT


def caught(case):
    """Does the report say that something is wrong, or is the function refused for changing, itself
    or its inputs?
    """
    with own_rows():
        f, inputs = case.make()
        try:
            return not check_gradients(f, *inputs)
        except GraphError as error:
            if error.key not in ("check.random", "check.random.rule", "check.writes"):
                raise
            return True


def attack(cases, words, wished):
    """Try each case; print for each kind how many are as wished, and the others by name."""
    total, good, missed = Counter(), Counter(), {}
    began = perf_counter()
    for case in cases:
        total[case.kind] += 1
        try:
            found = caught(case)
        except Exception as error:
            found = f"{type(error).__name__}: {error}"
        if found is wished:
            good[case.kind] += 1
        else:
            told = f"{case.name}  [{found}]" if isinstance(found, str) else case.name
            missed.setdefault(case.kind, []).append(told)
    print(f"{words}: {good.total()} of {total.total()} in {perf_counter() - began:.1f} s")
    for kind in total:
        print(f"  {kind:14} {good[kind]:3} of {total[kind]:3}")
        for name in missed.get(kind, []):
            print(f"      missed: {name}")
