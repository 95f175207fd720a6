"""손으로 쓴 역전파의 모음: 사람들이 실제로 쓰는 모양 그대로, 맞는 것과 한 줄이 틀린 것.

Collect backward passes written by hand as people write them, right ones and such with a wrong line.
Nothing flows in; programs flow out, each a function that makes its forward pass, its gradients and
its parameters:

=============  =========================================================================
programs       the decorator, the registry, and how functions and containers are read
right_...      the programs, by theme
mutations      the same for wrong ones: a right one with lines replaced, and the mistake's name
wrong_...      the wrong ones, by theme
held_...       right and wrong ones, written without a look at it
fresh_...      a second such set
measured       gradients by name, by hand and by differences
test_...       every gradient beside central differences
=============  =========================================================================
"""
