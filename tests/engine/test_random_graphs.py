"""아무 그래프나 만들어, 일부러 어리석게 짠 미분과 견준다.

Random graphs with shared nodes, next to a deliberately naive oracle.
"""

import math

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, multiple, rule

from micrograd_ko import Value, grad

MAX_PATHS = 200  # the naive way walks every path, and sharing doubles them
MAX_SIZE = 1e4


class Naive:
    """A number and the local derivative by each input. No sharing, no order, no accumulation."""

    def __init__(self, data, *terms):
        self.data, self.terms = data, terms
        self.paths = sum(parent.paths for parent, _ in terms) or 1

    def walk(self, product=1.0):
        """Every path down from here: where it ends, and the product of the derivatives along it."""
        yield self, product
        for parent, local in self.terms:
            yield from parent.walk(product * local)


class Graphs(RuleBasedStateMachine):
    nodes = Bundle("nodes")

    def __init__(self):
        super().__init__()
        self.pairs, self.expected = [], {}

    def keep(self, value, naive):
        if naive.paths > MAX_PATHS or abs(naive.data) > MAX_SIZE:
            return multiple()
        assert value.data == naive.data
        self.pairs.append((value, naive))
        return value, naive

    @rule(target=nodes, x=st.floats(-3, 3))
    def leaf(self, x):
        return self.keep(Value(x), Naive(x))

    @rule(target=nodes, a=nodes, b=nodes)
    def add(self, a, b):
        return self.keep(a[0] + b[0], Naive(a[1].data + b[1].data, (a[1], 1.0), (b[1], 1.0)))

    @rule(target=nodes, a=nodes, b=nodes)
    def subtract(self, a, b):
        return self.keep(a[0] - b[0], Naive(a[1].data - b[1].data, (a[1], 1.0), (b[1], -1.0)))

    @rule(target=nodes, a=nodes, b=nodes)
    def multiply(self, a, b):
        return self.keep(
            a[0] * b[0], Naive(a[1].data * b[1].data, (a[1], b[1].data), (b[1], a[1].data))
        )

    @rule(target=nodes, a=nodes, b=nodes)
    def divide(self, a, b):
        if abs(b[1].data) < 0.5:
            return multiple()
        x, y = a[1].data, b[1].data
        return self.keep(a[0] / b[0], Naive(x / y, (a[1], 1 / y), (b[1], -x / y**2)))

    @rule(target=nodes, a=nodes)
    def negate(self, a):
        return self.keep(-a[0], Naive(-a[1].data, (a[1], -1.0)))

    @rule(target=nodes, a=nodes)
    def tanh(self, a):
        y = math.tanh(a[1].data)
        return self.keep(a[0].tanh(), Naive(y, (a[1], 1 - y * y)))

    @rule(target=nodes, a=nodes, c=st.sampled_from([2, -1.5, 0]))
    def with_a_plain_number(self, a, c):
        return self.keep(c * a[0] + 1, Naive(c * a[1].data + 1, (a[1], float(c))))

    @rule(root=nodes, g=st.floats(-2, 2))
    def backward(self, root, g):
        value, naive = root
        value.backward(g)
        found = {}
        for node, product in naive.walk(g):
            found.setdefault(node, []).append(product)
        for node, products in found.items():
            total, size = self.expected.get(node, (0.0, 0.0)) if not node.terms else (0.0, 0.0)
            self.expected[node] = total + math.fsum(products), size + sum(map(abs, products))
        self.check()

    @rule(root=nodes, other=nodes)
    def grad(self, root, other):
        products = [product for node, product in root[1].walk() if node is other[1]]
        tolerance = 1e-9 * (1 + sum(map(abs, products)))
        assert abs(grad(root[0], other[0]) - math.fsum(products)) <= tolerance
        assert (
            abs(grad(root[0], other[0], create_graph=True).data - math.fsum(products)) <= tolerance
        )
        self.check()  # and no .grad has changed

    def check(self):
        for value, naive in self.pairs:
            if naive not in self.expected:
                assert value.grad is None
            else:
                total, size = self.expected[naive]
                assert abs(value.grad - total) <= 1e-9 * (1 + size)


TestGraphs = Graphs.TestCase
TestGraphs.settings = settings(max_examples=settings().max_examples, stateful_step_count=25)
