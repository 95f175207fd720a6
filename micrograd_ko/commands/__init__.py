"""명령줄: 명령마다 모듈 하나, add_arguments와 run.

Carry out commands, one module for each: ``add_arguments(parser)`` says what it takes,
``run(given)`` carries it out and returns the exit code. Words from a terminal flow in, drawings and
answers flow out; ``cli`` reads the words and chooses the command. With
:mod:`micrograd_ko.strategies` the only part of the package that draws through `viz`.
"""

from .cli import main

__all__ = ["main"]
