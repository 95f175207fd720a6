"""내 시험에 쓰는 Hypothesis 전략: 수, 그래프, 식, 배열, 신경망.

Draw numbers, graphs and networks for property tests of one's own ops and functions:

    from hypothesis import given
    from micrograd_ko.strategies import assert_gradients_match, graphs

    @given(graphs(ops=["add", "mul", "softsign"]))
    def test_softsign_anywhere_in_a_graph(root):
        assert_gradients_match(root)

They construct, and never reject: what comes too near a kink or leaves an op's domain is moved or
left out by a fixed rule, so that every example counts and shrinking stays quick. A failure shrinks
to the graph with the fewest ops and the shortest numbers. Choices of Hypothesis flow in, numbers,
graphs and networks flow out:

===========  ===================================================================
numbers      short decimals, leaves, inputs of one op
graphs       graphs of numbers that share nodes
expressions  expressions as text, with their graphs
arrays       shapes and Tensors
networks     small networks with data
matching     the assertion, which draws what is wrong
===========  ===================================================================
"""

from importlib.util import find_spec

from ..drawable import register
from ..messages import text

if find_spec("hypothesis") is None:
    words = text("strategies.hypothesis", install="python -m pip install hypothesis")
    raise ModuleNotFoundError(words, name="hypothesis")

from .arrays import broadcasting_shapes, shapes, tensors
from .expressions import Expression, expressions
from .graphs import graphs
from .matching import assert_gradients_match
from .networks import Network, networks
from .numbers import inputs_of, numbers, values

register()  # by now Hypothesis is in use

__all__ = [
    "Expression",
    "Network",
    "assert_gradients_match",
    "broadcasting_shapes",
    "expressions",
    "graphs",
    "inputs_of",
    "networks",
    "numbers",
    "shapes",
    "tensors",
    "values",
]
