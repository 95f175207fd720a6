"""진단: 손으로 쓴 역전파에서 틀린 곳을 찾는다.

Find the mistake in a backpropagation written by hand. A forward function and a backward function
flow in, findings that name the line flow out:

===========  ===============================================================
diagnosis    ``diagnose``: all of it put together
handwritten  how such functions are called
parameters   parameters and gradients, in whatever containers people keep them
following/   the forward function, called with stand-ins, becomes a record
traces/      the record, and the way back over it, in which steps can change
wrong/       what people get wrong, and which of it gives a learner's numbers
nudging      what the loss does when its parameters are moved a little
findings     what was found, in words
===========  ===============================================================
"""

from .diagnosis import diagnose

__all__ = [
    "diagnose",
]
