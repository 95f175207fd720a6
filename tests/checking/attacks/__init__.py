"""공격: check_gradients가 잡아야 할 틀린 함수와, 놓아주어야 할 맞는 함수.

The checker attacked: wrong functions that ``check_gradients`` has to catch, and right ones that it
has to let pass. ``python -m tests.checking.attacks`` tells which.

================  ==================================================================
cases             what a case is, and the two lists of them
running           all cases tried: what is caught, what is missed
adversary         the ten that were known first
regional          wrong in a region
entries           wrong at one entry, one row, one place
second_order      right as numbers, wrong as a graph
ties, kinks       wrong where two are equal, where a function bends
poles             wrong where the slope is infinite
undefined         nan where there is a slope, by a branch that is not used
upstream          not linear in the upstream gradient
shapes            right for square or symmetric matrices only
axes              wrong with one more axis, or a stretched one
equal             right for equal entries only
scales            right for numbers about 1 only
luck              right at the given point only
composites        within a formula, a network, a closure, a graph
changing          not the same from one call to the next
right             all right functions (imports the files below, gives RIGHT)
right_conditions  ill conditioned, noisy, solved by iteration
right_kinks       kinks and ties
right_poles       poles and jumps
right_domains     that refuse points and shapes; numbers of very different sizes
right_matrices    matrices, float32
right_networks    networks, losses, recorded graphs
right_forms       lists of Values, ops of a user's own, functions that remember
right_edges       next to where numbers end: overflow, lost digits
right_flat        constant, flat, straight; derivatives of derivatives
right_lost        digits lost within: 1 - sigmoid far out
right_inputs      inputs of many forms; many entries at kinks at once
================  ==================================================================
"""
