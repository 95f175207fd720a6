"""적기: 규칙을 수 없는 배열로 불러, 할 일을 적는다.

Write down what is to be done: rules, the chain rule and optimizers are called with arrays that have
no numbers yet. A graph flows in, instructions flow out:

============  ==================================================================================
primitives    what the machine can do, entry by entry
instructions  what is to be done, before it has a place
functions     NumPy's functions, written down as instructions
abstract      arrays without numbers: rules called with them write instructions
tape          where they write
lowered       a graph of arrays, and an optimizer's step, as instructions
============  ==================================================================================
"""
