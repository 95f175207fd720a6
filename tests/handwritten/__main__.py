"""모음 전체를 진단한다: ``python -m tests.handwritten``.

Diagnose the whole collection and count: right programs that alarm, wrong ones that are missed or
named otherwise than was written down, and what cannot be followed.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections import Counter
from typing import Any

import numpy as np

from micrograd_ko import diagnose, set_language
from tests.handwritten.mutations import Wrong, load
from tests.handwritten.programs import cases

# Names that were made more exact after the expectations had been written.
RENAMED = {
    "use_missing": ("share_missing",),
    "use_doubled": ("share_factor",),
    "multiplied": ("factor",),
    "twice": ("mask_again",),
    "share_missing": ("label_missing", "one_use"),
    "label_missing": ("share_missing",),
    "mask_again": ("twice",),
    "one_use": ("share_missing", "assigned"),
    "penalty_factor": ("constant_inside",),
    "share_factor": ("constant_inside",),
    "path_cut": ("share_missing", "one_use"),
    "mean_twice": ("divided",),
    "mean": ("constant_inside",),
    "wrong_axis": ("softmax_axis",),
    "wrong_point": ("other_layer",),
    "wrong_operand": ("other_layer",),
    "wrong_signal": ("left_out",),
    "constant": ("constant_again", "constant_inside"),
    "keep_rate": ("mask_again", "constant_again"),
}


def judged(wrong: Wrong, found: Any, *, shown: bool = True) -> str:
    """판정: 맞게 불렀는가. Tell whether a wrong program was named rightly: "" if it was.

    Args:
        shown: a name counts that is shown as the second of two that fit; else the first alone.
    """
    said = {finding.name: finding for finding in found.findings}
    missed = [name for name in wrong.expected if said[name].right]
    false = [n for n, finding in said.items() if n not in wrong.expected and not finding.right]
    named = {
        name: [said[name].verdict, *(parts[0].key for parts in said[name].alternatives)]
        for name, keys in wrong.expected.items()
        if not _keys(said[name], shown) & _allowed(keys)
    }
    if missed or false:
        return f"missed {missed} alarmed {false}"
    return f"expected {wrong.expected}, said {named}" if named else ""


def _keys(finding: Any, shown: bool) -> set[str]:
    told = (finding.mistakes, *(finding.alternatives if shown else ()))
    return {finding.verdict, *(part.key for parts in told for part in parts)}


def _allowed(keys: tuple[str, ...]) -> set[str]:
    return {*keys, *(new for key in keys for new in RENAMED.get(key, ()))}


def main() -> int:
    """모음을 진단하고 센다. Diagnose everything and print what is not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m tests.handwritten", description=__doc__)
    parser.add_argument("--only", default="", help="titles that contain this")
    parser.add_argument("--slow", type=float, default=3.0, help="seconds that are told of")
    parser.add_argument("--right", action="store_true")
    parser.add_argument("--wrong", action="store_true")
    for kind in ("held", "fresh"):
        parser.add_argument(
            f"--{kind}",
            dest="kind",
            action="store_const",
            const=kind,
            help="those written without a look at the diagnosis",
        )
    options = parser.parse_args()
    both = options.right == options.wrong
    set_language("en")
    warnings.simplefilter("ignore")
    counts: Counter[str] = Counter()
    if both or options.right:
        for program, dtype in cases(f"{options.kind}_right" if options.kind else "right"):
            title = f"{program.name} ({np.dtype(dtype)})"
            if options.only in title:
                counts.update(right(title, *program.make(dtype), options.slow))
    if both or options.wrong:
        for case in load(options.kind or "wrong"):
            if options.only in case.id:
                counts.update(wrong(case, options.slow))
    print(dict(counts))
    return 0


def right(title: str, forward: Any, gradients: Any, parameters: Any, slow: float) -> list[str]:
    """맞는 것 하나. Diagnose a right program."""
    found, seconds, words = timed(title, forward, gradients, parameters, slow)
    if found is None:
        return ["right", "right: refused"]
    told = ["right", *words]
    if not found:
        print(f"ALARM {title} {seconds:.1f} s\n{found}")
        told.append("right: alarmed")
    return told


def wrong(case: Wrong, slow: float) -> list[str]:
    """틀린 것 하나. Diagnose a wrong program."""
    found, _, words = timed(case.id, *case.program(), slow)
    if found is None:
        return ["wrong", "wrong: refused"]
    told = ["wrong", *words]
    if why := judged(case, found):
        told.append("wrong: missed" if why.startswith("missed") else "wrong: named otherwise")
        print(f"{told[-1].upper()} {case.id}: {why}\n{found}")
    elif judged(case, found, shown=False):
        told.append("wrong: named second")
    return told


def timed(
    title: str, forward: Any, gradients: Any, parameters: Any, slow: float
) -> tuple[Any, float, list[str]]:
    """진단하고 시간을 잰다. Diagnose, and say what took long and what was not followed."""
    begun = time.perf_counter()
    try:
        found = diagnose(forward, gradients, parameters)
    except Exception as error:
        print(f"REFUSED {title}: {type(error).__name__}: {error}")
        return None, 0.0, []
    seconds, words = time.perf_counter() - begun, []
    if seconds > slow:
        print(f"SLOW {title}: {seconds:.1f} s")
        words.append("slow")
    if found.why:
        print(f"NOT FOLLOWED {title}: {found.why}")
        words.append("not followed")
    return found, seconds, words


if __name__ == "__main__":
    raise SystemExit(main())
