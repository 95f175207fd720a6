"""틀린 역전파: 사람들이 하는 실수의 표와, 그 표에서 찾기.

List what people get wrong in a backward pass, and search the list. A case flows in, the simplest
mistakes that explain it flow out. *A mistake is a mutation of the backward pass*:

===========  ==============================================================
mistakes     the table, the simplest first
search       which mistakes of the table give the learner's numbers
derivatives  wrong derivatives of activations
operands     an array taken for another in a product, a signal for another
products     factors and masks left out, taken twice, or exchanged; powers
shares       one of several shares missing, alone, or of another size
sums         samples and axes
moves        reshapes for transposes, clipping, steps taken too early
===========  ==============================================================
"""

from .search import search

__all__ = ["search"]
