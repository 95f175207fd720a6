"""진단: 손으로 쓴 역전파에서 틀린 곳을 찾는다.

Find the mistake in a backpropagation written by hand. A forward function and a backward function
flow in, findings that name the line flow out:

=================  =========================================================================
handwritten        how such functions are called, and what they give
tracing            the forward function, called with Tensors, becomes a graph
places             which of the user's lines made a node
trace              the way back over that graph, in which single steps can be changed
nudging            what the loss does when its parameters are moved a little
recognition        the activations and the constant factors in a forward pass
epsilons           the same forward pass without the constants that keep a log finite
case               the right gradients, the learner's, and the forward pass, side by side
mutations          what people get wrong, one change each: an array taken for another
wrong_derivatives  …: the derivative of an activation
wrong_sums         …: what a gradient adds up from
mistakes           the table of all these, the simplest first
search             which mistakes of the table give the learner's numbers
findings           what was found, in words
diagnosis          ``diagnose``: all of it put together
=================  =========================================================================
"""

from .diagnosis import diagnose

__all__ = [
    "diagnose",
]
