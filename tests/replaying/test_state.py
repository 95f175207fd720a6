"""기록한 뒤에 바뀌는 것: 층의 상태, 최적화.

What changes after a recording: the state of layers, and what optimizers do and remember. A replay
follows it, or refuses.
"""

import itertools
import warnings

import numpy as np
import pytest

from micrograd_ko import TABLE, Tensor, replay
from micrograd_ko.nn import BatchNorm, Dropout, Linear, Module, Sequential
from micrograd_ko.optim import OPTIMIZERS, Optimizer
from tests.replay_fuzz.cases import assert_equal, assert_equal_or_refused, scenario, some
from tests.replay_fuzz.checks import check
from tests.replay_fuzz.programs import NAMES

# ── the state of layers ──


class Noisy(Module):
    """A layer with noise of its own."""

    def __init__(self):
        self.W, self.rng = Tensor(np.full(3, 0.5), "W"), np.random.default_rng(3)

    def forward(self, x):
        return x * self.W + self.rng.normal(size=3)


class Counting(Module):
    """A layer that counts its calls, and goes by the count."""

    def __init__(self):
        self.W, self.calls = Tensor(np.full(3, 0.5), "W"), 0

    def forward(self, x):
        self.calls += 1
        return x * self.W / self.calls


class Masked(Module):
    """A layer with a number that can be set."""

    def __init__(self):
        self.W, self.share, self.mask = Tensor(np.full(3, 0.5), "W"), 1.0, np.ones(3)

    def forward(self, x):
        return x * self.W * self.share * self.mask


@pytest.fixture
def own_layers(monkeypatch):
    for kind in (Noisy, Counting, Masked):
        monkeypatch.setitem(NAMES, kind.__name__, kind)


CHANGES = [
    ("Dropout(0.5, rng=3)", "m0.eval()"),
    ("Dropout(0.5, rng=3)", "m0.p = 0.9"),
    ("BatchNorm(3)", "m0.eval()"),
    ("BatchNorm(3)", "m0.eps = 2.0"),
    ("BatchNorm(3)", "m0.momentum = 0.9"),
    ("BatchNorm(3).eval()", "m0.running_mean[...] = 5.0"),
    ("BatchNorm(3).eval()", "m0.running_var = m0.running_var * 9"),
    ("BatchNorm(3).eval()", "m0.train()"),
    ("Linear(3, 2, rng=0)", "m0.W.data = m0.W.data * 3"),
    ("Linear(3, 2, rng=0)", "m0.W.data[...] = 2.0"),
    ("Linear(3, 2, rng=0)", "m0.W = Tensor(np.ones((3, 2)), 'W')"),
    ("Linear(3, 2, rng=0)", "m0.b = None"),
    ("Noisy()", ""),
    ("Counting()", ""),
    ("Masked()", "m0.share = 0.1"),
    ("Masked()", "m0.mask = np.array([0.0, 1.0, 0.0])"),
    ("Masked()", "m0.mask[1] = 0.0"),
    ("Masked()", "m0.W = Tensor(np.ones(3), 'W')"),
    ("Sequential(Linear(3, 4, rng=0), Dropout(0.5, rng=1), Linear(4, 2, rng=1))", "m0.eval()"),
    ("Sequential(Linear(3, 4, rng=0), BatchNorm(4), Linear(4, 2, rng=1))", "m0.eval()"),
]


@pytest.mark.parametrize(("module", "change"), CHANGES, ids=lambda x: x or "as it is")
@pytest.mark.parametrize("other", [False, True], ids=["same numbers", "other numbers"])
def test_a_layer_that_changes_after_recording_is_followed_or_refused(
    either_machine, own_layers, module, change, other
):
    x, y = some(6, 3), some(6, 3)
    batches = [{"x0": x}, {"x0": y}]
    actions = [
        ("call", 0),
        *([("call", 1)] if other else []),
        ("run", change or "pass"),
        ("call", 0),
        ("call", int(other)),
    ]
    assert_equal_or_refused(
        ["(m0(x0) ** 2).mean()"], *actions, m0=module, x0=x, batches=batches, early=False
    )
    step = ("step", 0, 0)
    assert_equal_or_refused(
        ["(m0(x0) ** 2).mean() + (w0 * w0).sum()"],
        step,
        step,
        ("run", change or "pass"),
        step,
        step,
        ("call", 1),
        m0=module,
        x0=x,
        w0=some(2),
        batches=batches,
        early=False,
        optimizers=["SGD([w0], lr=0.1)"],
    )


def test_a_weight_of_the_loss_that_changes_is_followed_or_refused(either_machine, monkeypatch):
    monkeypatch.setitem(NAMES, "m_share", 1.0)
    for layer in ("Dropout(0.5, rng=3)", "BatchNorm(3)", "Linear(3, 3, rng=0)"):
        batches = [{"x0": some(6, 3)} for _ in range(3)]
        calls = [
            ("step", 0, 0),
            ("run", "m_share = 0.5"),
            ("step", 0, 1),
            ("run", "m_share = 0.1"),
            ("step", 0, 2),
            ("step", 0, 0),
        ]
        assert_equal_or_refused(
            ["(m0(x0) ** 2).mean() * m_share + (w0 * w0).sum()"],
            *calls,
            m0=layer,
            w0=some(2),
            x0=batches[0]["x0"],
            batches=batches,
            early=False,
            optimizers=["SGD([w0], lr=0.1)"],
        )


def test_dropout_of_one_number_draws_anew(either_machine):
    calls = [("call", 0)] * 8
    assert_equal(["m0(w0 * 2.0)"], *calls, m0="Dropout(0.5, rng=1)", w0=np.array(1.5), early=False)
    assert_equal(["m0(w0)"], *calls, m0="Dropout(0.5, rng=1)", w0=np.array([1.5]), early=False)


def test_a_mask_is_drawn_once_for_each_call_whatever_is_recorded_anew(either_machine):
    lines = ["m0(w0 * x0)", "np.where(v0 > 0.1, v0, 0.5 * v0)"]
    assert_equal(
        lines, *[("call", 0)] * 6, m0="Dropout(0.4, rng=7)", w0=some(12), x0=some(12), early=False
    )


def test_a_loss_that_is_not_finite_is_computed_once(either_machine):
    step = ("step", 0, 0)
    given = {
        "w0": some(4, 3),
        "x0": np.zeros(3),
        "early": False,
        "optimizers": ["SGD([w0], lr=0.1)"],
    }
    batches = [{"x0": np.zeros(3)}, {"x0": np.ones(3)}]
    for module in ("BatchNorm(3)", "Dropout(0.4, rng=7)"):
        actions = (step, ("step", 0, 1), step, ("step", 0, 1), ("step", 0, 1))
        assert_equal(["(m0(w0) ** 2 / x0).sum()"], *actions, m0=module, batches=batches, **given)


# ── optimizers of one's own ──


class Counted(Optimizer):
    """A counter, which is an int, decides the step."""

    def __init__(self, parameters, lr=0.1):
        super().__init__(parameters, lr)
        self.seen = 0

    def step(self):
        self.seen += 1
        super().step()

    def _descent(self, g, memory):
        return self.lr * g / self.seen


class Halving(Optimizer):
    """Its rate falls inside step()."""

    def __init__(self, parameters, lr=0.1):
        super().__init__(parameters, lr)

    def step(self):
        super().step()
        self.lr *= 0.5

    def _descent(self, g, memory):
        return self.lr * g


class Options(Optimizer):
    """Options that are no floats: a tuple, None, a NumPy number."""

    def __init__(self, parameters, lr=0.1):
        super().__init__(parameters, lr)
        self.betas, self.clip, self.scale = (0.5, 0.9), None, np.float64(1.0)

    def _descent(self, g, memory):
        m = memory["m"] = self.betas[0] * memory.get("m", 0.0) + (1 - self.betas[0]) * g
        return self.lr * self.scale * (m if self.clip is None else m * self.clip)


class Shaken(Optimizer):
    """Noise on each gradient."""

    def __init__(self, parameters, lr=0.1):
        super().__init__(parameters, lr)
        self.rng = np.random.default_rng(4)

    def _descent(self, g, memory):
        return self.lr * (g + self.rng.normal(size=np.shape(g)))


class Averaging(Optimizer):
    """A list of averages beside the parameters."""

    def __init__(self, parameters, lr=0.1):
        super().__init__(parameters, lr)
        self.averages = [np.array(p.data) for p in self.parameters]

    def step(self):
        super().step()
        self.averages = [
            0.9 * a + 0.1 * p.data for a, p in zip(self.averages, self.parameters, strict=True)
        ]

    def _descent(self, g, memory):
        return self.lr * g


class EachThird(Optimizer):
    """Does something else in each third step."""

    def __init__(self, parameters, lr=0.1):
        super().__init__(parameters, lr)

    def _descent(self, g, memory):
        t = memory["t"] = memory.get("t", 0) + 1
        return self.lr * g * (10 if t % 3 == 0 else 1)


class Clipped(Optimizer):
    """Looks at the norm of a gradient."""

    def __init__(self, parameters, lr=0.1):
        super().__init__(parameters, lr)

    def _descent(self, g, memory):
        size = float(np.sqrt(np.sum(np.square(g))))
        return self.lr * g / max(size, 1.0)


class Replacing(Optimizer):
    """Gives a parameter new data instead of changing it in place."""

    def __init__(self, parameters, lr=0.1):
        super().__init__(parameters, lr)

    def step(self):
        self.steps += 1
        for p in self.parameters:
            if p.grad is not None:
                p.data = p.data - self.lr * p.grad


OWN = (Counted, Halving, Options, Shaken, Averaging, EachThird, Clipped, Replacing)


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("scalar", [True, False])
def test_an_optimizer_of_ones_own_does_what_it_does_or_is_refused(
    either_machine, monkeypatch, kind, scalar
):
    monkeypatch.setitem(NAMES, kind.__name__, kind)
    size = () if scalar else (3,)
    line = "(w0 * x0 - w1) ** 2" if scalar else "((w0 * x0 - w1) ** 2).sum()"
    given = {
        "w0": some(*size),
        "w1": some(*size),
        "x0": some(*size),
        "optimizers": [f"{kind.__name__}([w0, w1])"],
    }
    assert_equal_or_refused([line], *[("step", 0, 0)] * 7, **given)
    assert_equal_or_refused([line], ("step", 0, 0), ("train", 0, 0, 5), ("step", 0, 0), **given)


@pytest.mark.parametrize(
    "change",
    [
        "betas = (0.1, 0.9)",
        "clip = 0.25",
        "scale = np.float64(3.0)",
        "scale = np.float32(3.0)",
        "lr = 1",
        "lr = np.float64(0.7)",
        "weight_decay = 0.5",
    ],
)
def test_an_option_that_is_changed_between_steps_is_followed(either_machine, monkeypatch, change):
    monkeypatch.setitem(NAMES, "Options", Options)
    for scalar in (True, False):
        size = () if scalar else (3,)
        line = "(w0 * x0) ** 2" if scalar else "((w0 * x0) ** 2).sum()"
        steps = [("step", 0, 0)] * 3
        given = scenario(
            [line],
            *steps,
            ("option", 0, *change.split(" = ")),
            *steps,
            w0=some(*size),
            x0=some(*size),
            optimizers=["Options([w0])"],
        )
        found = check(given)
        assert found.status in ("equal", "refused"), found.detail


@pytest.mark.parametrize(("first", "second"), list(itertools.permutations(OPTIMIZERS, 2))[::5])
@pytest.mark.parametrize("scalar", [True, False])
def test_several_optimizers_take_turns(either_machine, first, second, scalar):
    size = () if scalar else (3,)
    line = "(w0 * x0 - w1) ** 2" if scalar else "((w0 * x0 - w1) ** 2).sum()"
    kinds = [OPTIMIZERS[name].__name__ for name in (first, second)]
    for sets in (("w0, w1", "w0, w1"), ("w0", "w1"), ("w0, w1", "w1")):
        turns = [("step", i, 0) for i in (0, 1, 0, 0, 1, 1, 0)] + [
            ("train", 1, 0, 2),
            ("train", 0, 0, 2),
            ("step", 1, 0),
        ]
        given = {"w0": some(*size), "w1": some(*size), "x0": some(*size)}
        assert_equal(
            [line],
            *turns,
            **given,
            optimizers=[
                f"{kind}([{names}], lr=0.05)" for kind, names in zip(kinds, sets, strict=True)
            ],
        )


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_several_losses_take_turns_at_one_optimizer(either_machine, name):
    def losses(a, b):
        return (
            lambda x: ((a * x) ** 2).sum(),
            lambda x: ((a * x - b) ** 2).mean(),
            lambda x: (b * x).sum() ** 2,
        )

    rng = np.random.default_rng(1)
    x, start = rng.normal(size=3), rng.normal(size=(2, 3))
    turns = [0, 0, 1, 2, 1, 1, 0, 2, 2, 0]
    found = []
    for replayed in (False, True):
        a, b = Tensor(start[0], "a"), Tensor(start[1], "b")
        optimizer, functions = OPTIMIZERS[name]([a, b], lr=0.05), losses(a, b)
        programs = [replay(f, parameters=[a, b]) for f in functions]
        for i in turns:
            if replayed:
                programs[i].step(optimizer, x)
            else:
                optimizer.zero_grad()
                functions[i](Tensor(x)).backward()
                optimizer.step()
        found.append(
            (
                a.data.copy(),
                b.data.copy(),
                optimizer.steps,
                [{k: np.array(v) for k, v in m.items()} for m in optimizer.memories],
            )
        )
    for one, other in zip(found[0][:2], found[1][:2], strict=True):
        np.testing.assert_allclose(other, one, rtol=1e-10)
    assert found[0][2] == found[1][2]
    for one, other in zip(found[0][3], found[1][3], strict=True):
        assert one.keys() == other.keys()
        for k in one:
            np.testing.assert_allclose(other[k], one[k], rtol=1e-10)


def test_fit_learns_the_same_with_replay_and_without():
    from micrograd_ko.train import fit

    X = np.random.default_rng(0).normal(size=(37, 3))
    y = np.random.default_rng(1).integers(0, 2, (37, 2)).astype(float)
    for name in OPTIMIZERS:
        found = []
        for replayed in (False, True):
            model = Sequential(
                Linear(3, 5, rng=0, bias=False),
                BatchNorm(5),
                TABLE["tanh"],
                Dropout(0.3, rng=1),
                Linear(5, 2, rng=2),
            )
            optimizer = OPTIMIZERS[name](model, lr=0.05, weight_decay=0.01)
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                history = fit(
                    model,
                    X,
                    y,
                    loss="mse",
                    optimizer=optimizer,
                    epochs=3,
                    batch_size=8,
                    replay=replayed,
                    progress=False,
                )
            found.append((history.loss, [p.data for p in model.parameters()]))
        np.testing.assert_allclose(found[1][0], found[0][0], rtol=1e-9)
        for one, other in zip(found[0][1], found[1][1], strict=True):
            np.testing.assert_allclose(other, one, rtol=1e-7, atol=1e-12)
