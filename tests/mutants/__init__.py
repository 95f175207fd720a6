"""규칙의 돌연변이: 표의 역전파 규칙을 한 군데씩 망가뜨리고, check_gradients가 알아채는지 본다.

Mutants of the rules: the backward rules of both tables, broken in one place at a time, to see
whether check_gradients catches it. ``python -m tests.mutants`` prints the score by kind, what
survived, and the rows that are taken for mutants themselves.

========  ======================================================================================
given     the inputs that the rules are judged at
wrapped   :class:`Mutant`; a rule that is changed somewhere and right elsewhere
wrong     is a mutant wrong at all?
source    the source of each rule, changed in one place
regions   wrong in a region of the inputs, or for entries of another size: regional, scale_only
exact     wrong at single points: tie, kink, pole
readings  wrong as they are read: with another upstream gradient (clipped), with nodes
          (second_order)
layouts   wrong in one entry (per_entry), or hidden by a square, equal (square_only) or lucky input
scoring   is it caught?
========  ======================================================================================
"""

from .scoring import KINDS, checked, mutants_of, rows, sampled, survivors

__all__ = ["KINDS", "checked", "mutants_of", "rows", "sampled", "survivors"]
