"""돌연변이를 얼마나 알아채는지 센다.

Count, by kind, how many mutants are caught, of all kinds or of those named on the command line; and
name the rows that are taken for mutants themselves.
"""

import sys

from . import KINDS, checked, mutants_of, rows, survivors

total = lost = 0
print("kind          mutants  caught  survived")
for kind in sys.argv[1:] or KINDS:
    mutants = mutants_of(kind)
    survived = survivors(mutants)
    total, lost = total + len(mutants), lost + len(survived)
    print(f"{kind:12} {len(mutants):8} {len(mutants) - len(survived):7} {len(survived):9}")
    for m in survived:
        print(f"    {m.name}", flush=True)
print(f"mutation score: {total - lost} of {total} = {1 - lost / total:.1%}")
taken = [m.name.replace(m.words, "itself") for m in rows(order=2) if not checked(m)]
print(f"rows taken for mutants: {len(taken)}", *taken, sep="\n    ")
