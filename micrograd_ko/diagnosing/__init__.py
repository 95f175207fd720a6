"""진단: 손으로 쓴 역전파에서 틀린 곳을 찾는다.

Find the mistake in a backpropagation written by hand. A forward function and a backward function
flow in, findings that name the line flow out:

============  ==================================================================
handwritten   how such functions are called, and what they give
tracing       the graph that they make, line by line
nudging       what a line does to the numbers, tried out
recognition   which rule a line is
epsilons      where what is tried would fail
mutations     what people get wrong, one change each
mistakes      the mutations that fit a finding
search        which mutation explains all numbers
findings      what was found, in words
diagnosis     ``diagnose``: all of it put together
============  ==================================================================
"""

from .diagnosis import diagnose

__all__ = [
    "diagnose",
]
