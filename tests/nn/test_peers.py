"""PyTorch와 소수점 아래 열두 자리까지 같다.

Next to PyTorch, to 1e-12: outputs, and the gradients of inputs and parameters. Run with
``pytest -m peers``.
"""

import os

import numpy as np
import pytest

from micrograd_ko import Tensor, from_torch, relu, to_torch
from micrograd_ko.nn import (
    RNN,
    AvgPool2d,
    Conv2d,
    Embedding,
    Flatten,
    LayerNorm,
    Linear,
    MaxPool2d,
    RNNCell,
    Sequential,
)
from tests.helpers.layers import points

pytestmark = pytest.mark.peers


@pytest.fixture
def torch(request):
    asked = "peers" in request.config.option.markexpr or os.environ.get("MICROGRAD_KO_PEERS") == "1"
    if not asked:
        pytest.skip("pytest -m peers")
    import torch

    return torch


def close(found, theirs):
    theirs = theirs.detach().numpy()
    assert np.shape(found) == theirs.shape
    np.testing.assert_allclose(found, theirs, rtol=1e-12, atol=1e-12)


def compare(torch, ours, theirs, x, *, given=None):
    """The same numbers in, the same gradient from above: everything equal."""
    x_ours = Tensor(x) if given is None else given
    x_theirs = torch.tensor(x, requires_grad=x.dtype.kind == "f")
    found, expected = ours(x_ours), theirs(x_theirs)
    close(found.data, expected)
    upstream = points(*found.shape, seed=7)
    found.backward(upstream)
    expected.backward(torch.tensor(upstream))
    if x.dtype.kind == "f":
        close(x_ours.grad, x_theirs.grad)


def taken(theirs, **numbers):
    """Their parameters, with our numbers."""
    for name, p in numbers.items():
        getattr(theirs, name).data[...] = getattr(theirs, name).data.new_tensor(p.data)
    return theirs


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize(
    ("size", "stride", "padding"),
    [
        (1, 1, 0), (3, 1, 0), (3, 1, 1), (3, 2, 1), (2, 3, 2), ((2, 3), (1, 2), (0, 2)),
        ((5, 1), 1, (2, 0)), ((7, 9), 1, 0), (2, (3, 1), (1, 0)),
    ],
)  # fmt: skip
def test_convolution(torch, batch, bias, size, stride, padding):
    options = {"stride": stride, "padding": padding, "bias": bias}
    ours = Conv2d(2, 3, size, **options)
    theirs = torch.nn.Conv2d(2, 3, size, **options, dtype=torch.float64)
    if bias:
        ours.b.data[:] = points(3)
    named = {"weight": ours.W} | ({"bias": ours.b} if bias else {})
    compare(torch, ours, taken(theirs, **named), points(batch, 2, 7, 9))
    for name, p in named.items():
        close(p.grad, getattr(theirs, name).grad)


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize(("size", "stride"), [(2, None), (3, 1), ((2, 3), None), ((3, 1), (1, 2))])
def test_pooling(torch, batch, size, stride):
    x = points(batch, 2, 7, 9)
    compare(torch, MaxPool2d(size, stride), torch.nn.MaxPool2d(size, stride), x)
    compare(torch, AvgPool2d(size, stride), torch.nn.AvgPool2d(size, stride), x)


def test_where_numbers_tie_pytorch_gives_all_to_the_first(torch):
    x = np.ones((1, 1, 2, 2))
    ours, theirs = Tensor(x), torch.tensor(x, requires_grad=True)
    MaxPool2d(2)(ours).sum().backward()
    torch.nn.MaxPool2d(2)(theirs).sum().backward()
    assert ours.grad.tolist() == [[[[0.25, 0.25], [0.25, 0.25]]]]
    assert theirs.grad.numpy().tolist() == [[[[1.0, 0.0], [0.0, 0.0]]]]


@pytest.mark.parametrize("shape", [(), (5,), (3, 4), (2, 1, 3)])
def test_embedding(torch, shape):
    x = np.random.default_rng(0).integers(0, 6, shape)
    ours, theirs = Embedding(6, 3), torch.nn.Embedding(6, 3, dtype=torch.float64)
    compare(torch, ours, taken(theirs, weight=ours.W), x, given=x)
    close(ours.W.grad, theirs.weight.grad)


@pytest.mark.parametrize("shape", [(4,), (1, 4), (3, 4), (2, 3, 4)])
@pytest.mark.parametrize("eps", [1e-5, 1e-2])
def test_layer_normalisation(torch, shape, eps):
    ours, theirs = LayerNorm(4, eps), torch.nn.LayerNorm(4, eps, dtype=torch.float64)
    ours.gamma.data[:], ours.beta.data[:] = points(4), points(4, seed=1)
    compare(torch, ours, taken(theirs, weight=ours.gamma, bias=ours.beta), points(*shape))
    close(ours.gamma.grad, theirs.weight.grad)
    close(ours.beta.grad, theirs.bias.grad)


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("started", [True, False])
def test_recurrence(torch, batch, started):
    ours, cell = RNN(2, 3), RNNCell(2, 3)
    cell.load_state_dict(ours.cell.state_dict())
    for layer in (ours.cell, cell):
        layer.b.data[:] = points(3)
    theirs = torch.nn.RNN(2, 3, batch_first=True, dtype=torch.float64)
    zero = Tensor(np.zeros(3))
    taken(theirs, weight_ih_l0=ours.cell.W.T, weight_hh_l0=ours.cell.U.T,
          bias_ih_l0=ours.cell.b, bias_hh_l0=zero)  # fmt: skip
    h = points(batch, 3, seed=4) if started else None
    start = None if h is None else torch.tensor(h)[None]
    compare(torch, lambda x: ours(x, h), lambda x: theirs(x, start)[0], points(batch, 5, 2))
    close(ours.cell.W.grad.T, theirs.weight_ih_l0.grad)
    close(ours.cell.U.grad.T, theirs.weight_hh_l0.grad)
    close(ours.cell.b.grad, theirs.bias_ih_l0.grad)

    step = torch.nn.RNNCell(2, 3, dtype=torch.float64)
    taken(step, weight_ih=cell.W.T, weight_hh=cell.U.T, bias_ih=cell.b, bias_hh=zero)
    first = None if h is None else torch.tensor(h)
    compare(torch, lambda x: cell(x, h), lambda x: step(x, first), points(batch, 2))
    close(cell.U.grad.T, step.weight_hh.grad)


def test_a_network_is_handed_over_and_back(torch):
    ours = Sequential(
        Conv2d(1, 4, 3, padding=1), relu, MaxPool2d(2), Flatten(), LayerNorm(64), Linear(64, 3)
    )
    nn = torch.nn
    theirs = nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.LayerNorm(64),
        nn.Linear(64, 3),
    ).double()  # fmt: skip
    theirs.load_state_dict(to_torch(ours))
    compare(torch, ours, theirs, points(3, 1, 8, 8))
    for p in theirs.parameters():
        p.data += 0.1
    from_torch(ours, theirs.state_dict())
    compare(torch, ours, theirs, points(3, 1, 8, 8, seed=2))
    letters, other = Embedding(5, 2), nn.Embedding(5, 2).double()
    from_torch(letters, other.state_dict())
    close(letters([[4, 0]]).data, other(torch.tensor([[4, 0]])))
