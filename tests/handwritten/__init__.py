"""손으로 쓴 역전파의 모음: 사람들이 실제로 쓰는 모양 그대로, 모두 맞는 것.

Collect backward passes written by hand as people write them, all of them right. Nothing flows in;
programs flow out, each a function that makes its forward pass, its gradients and its parameters:

=============  =====================================================================
programs       the decorator, the registry, and how functions and containers are read
right_...      the programs, by theme
test_programs  every gradient beside central differences
=============  =====================================================================
"""
