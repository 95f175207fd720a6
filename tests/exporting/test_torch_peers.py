"""PyTorch와 견준다: 옮긴 모델이 같은 것을 셈하고, 같은 기울기를 갖는다.

Next to PyTorch: a model that was handed on computes the same, and has the same gradients. Run with
``pytest -m peers`` (extra `bench`).
"""

import os

import numpy as np
import pytest

from micrograd_ko import TABLE, from_torch, to_torch
from micrograd_ko.nn import MLP, BatchNorm, Dropout, Linear, Sequential
from tests.exporting.test_torch_state import Twice

pytestmark = pytest.mark.peers


@pytest.fixture
def torch(request):
    """PyTorch, for who asks for it."""
    asked = "peers" in request.config.option.markexpr or os.environ.get("MICROGRAD_KO_PEERS") == "1"
    if not asked:
        pytest.skip("pytest -m peers")
    import torch

    torch.set_num_threads(1)
    return torch


def networks(torch):
    nn = torch.nn
    yield (
        MLP(3, [5, 4, 2], activation="relu", rng=0),
        nn.Sequential(
            nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 4), nn.ReLU(), nn.Linear(4, 2)
        ),
    )  # fmt: skip
    yield (
        Sequential(
            Linear(3, 6, rng=0), BatchNorm(6), TABLE["tanh"], Dropout(0.0),
            Sequential(Linear(6, 4, rng=1, bias=False), BatchNorm(4, momentum=0.3, eps=1e-3)),
            TABLE["sigmoid"], Linear(4, 2, rng=2),
        ),
        nn.Sequential(
            nn.Linear(3, 6), nn.BatchNorm1d(6), nn.Tanh(), nn.Dropout(0.0),
            nn.Sequential(nn.Linear(6, 4, bias=False), nn.BatchNorm1d(4, momentum=0.3, eps=1e-3)),
            nn.Sigmoid(), nn.Linear(4, 2),
        ),
    )  # fmt: skip


def twice(torch):
    """The same module written for PyTorch."""
    nn = torch.nn

    class Block(nn.Module):
        def __init__(self, n):
            super().__init__()
            self.inner, self.norm = nn.Linear(n, n), nn.BatchNorm1d(n)
            self.scale = nn.Parameter(torch.ones(n))

        def forward(self, x):
            return x + torch.relu(self.norm(self.inner(x))) * self.scale

    class Theirs(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.blocks = nn.Linear(2, 4), nn.ModuleList([Block(4), Block(4)])
            self.scale = nn.Parameter(torch.ones(4))
            self.register_buffer("seen", torch.zeros(2))

        def forward(self, x):
            x = self.first(x)
            for block in self.blocks:
                x = block(x)
            return x * self.scale

    return Theirs()


def close(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


def compare(torch, ours, theirs, width, *, training):
    """Outputs, gradients of the parameters and of the input, and what layers follow."""
    rng = np.random.default_rng(3)
    x, g = rng.normal(size=(16, width)), None
    ours.train(training)
    theirs.train(training)
    for _ in range(2):  # running statistics move, and count in the second round
        given = torch.tensor(x, requires_grad=True)
        y, found = theirs(given), ours(x)
        close(found.data, y.detach().numpy())
        g = rng.normal(size=found.shape)
        ours.zero_grad()
        theirs.zero_grad()
        found.backward(g)
        y.backward(torch.tensor(g))
        grads = {name: p.grad.numpy() for name, p in theirs.named_parameters()}
        expected = {id(p): name for name, p in named(ours)}
        for p in ours.parameters():
            own = p.grad.T if p.label.startswith("W") else p.grad
            close(own, grads[expected[id(p)]])
    state = {name: t.numpy() for name, t in theirs.state_dict().items()}
    for name, t in to_torch(ours).items():
        if not name.endswith("num_batches_tracked"):
            close(t.numpy(), state[name])


def named(model):
    """Parameters with PyTorch's names, found by identity."""
    from micrograd_ko.exporting.torch_state import _slots

    return [(name, slot.held) for name, slot in _slots(model).items()]


@pytest.mark.parametrize("training", [True, False])
def test_sequentials_take_our_numbers_and_compute_the_same(torch, training):
    for ours, theirs in networks(torch):
        theirs.double().load_state_dict(to_torch(ours))
        compare(torch, ours, theirs, 3, training=training)


@pytest.mark.parametrize("training", [True, False])
def test_sequentials_give_their_numbers(torch, training):
    torch.manual_seed(0)
    for ours, theirs in networks(torch):
        theirs.double().train()
        theirs(torch.randn(32, 3, dtype=torch.float64) * 2 + 1)  # which moves the statistics
        from_torch(ours, theirs.state_dict())
        compare(torch, ours, theirs, 3, training=training)


@pytest.mark.parametrize("training", [True, False])
def test_a_module_of_ones_own(torch, training):
    ours, theirs = Twice(), twice(torch).double()
    theirs.load_state_dict(to_torch(ours))
    compare(torch, ours, theirs, 2, training=training)
    from_torch(ours, twice(torch).state_dict())
    assert not ours.seen.any()


def test_tensors_are_copies_of_the_models_dtype(torch):
    model = MLP(2, [3], rng=0, dtype=np.float32)
    state = to_torch(model)
    assert {t.dtype for t in state.values()} == {torch.float32}
    state["0.weight"].zero_()
    assert model.layers[0].W.data.all()


def test_tensors_of_few_digits_and_with_gradients_are_read(torch):
    model = MLP(2, [1], rng=0)
    weight = torch.tensor([[0.5, -2.0]], dtype=torch.bfloat16)
    from_torch(model, {"0.weight": weight, "0.bias": torch.ones(1, requires_grad=True)})
    np.testing.assert_array_equal(model.layers[0].W.data, [[0.5], [-2.0]])
    assert model.layers[0].b.data == 1.0
