"""최적화: 논문과 PyTorch 문서의 공식을 따로 적은 것과 걸음마다 견준다.

Optimizers, step by step against their formulas written again from the papers and PyTorch's
documentation.
"""

import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import GraphError, NotANumberError, OptionError, Tensor, Value
from micrograd_ko.nn import MLP, Linear, Module
from micrograd_ko.optim import (
    OPTIMIZERS,
    SGD,
    AdaGrad,
    Adam,
    AdamW,
    Momentum,
    Nesterov,
    Optimizer,
    RMSProp,
)

# ── the published rules, on arrays: each takes the parameters p and the gradients of all steps ──


def decayed(rule):
    """The rule with PyTorch's weight_decay: g ← g + λ·θ."""

    def steps(p, gradients, *, lam=0.0, **options):
        return rule(p, (lambda now, g=g: g + lam * now for g in gradients), **options)

    return steps


@decayed
def sgd(p, gradients, *, lr):
    """θ ← θ - γ·g (PyTorch, SGD)."""
    for g in gradients:
        p = p - lr * g(p)
        yield p


@decayed
def momentum(p, gradients, *, lr, mu):
    """b ← μ·b + g (b = g at first), θ ← θ - γ·b (PyTorch, SGD with momentum)."""
    b = None
    for g in gradients:
        b = g(p) if b is None else mu * b + g(p)
        p = p - lr * b
        yield p


@decayed
def nesterov(p, gradients, *, lr, mu):
    """b ← μ·b + g, θ ← θ - γ·(g + μ·b) (PyTorch, SGD with nesterov=True)."""
    b = None
    for gradient in gradients:
        g = gradient(p)
        b = g if b is None else mu * b + g
        p = p - lr * (g + mu * b)
        yield p


@decayed
def adagrad(p, gradients, *, lr, eps):
    """s ← s + g², θ ← θ - γ·g/(√s + ε) (PyTorch, Adagrad)."""
    s = np.zeros_like(p)
    for gradient in gradients:
        g = gradient(p)
        s = s + g**2
        p = p - lr * g / (np.sqrt(s) + eps)
        yield p


@decayed
def rmsprop(p, gradients, *, lr, rho, eps):
    """v ← α·v + (1 - α)·g², θ ← θ - γ·g/(√v + ε) (PyTorch, RMSprop)."""
    v = np.zeros_like(p)
    for gradient in gradients:
        g = gradient(p)
        v = rho * v + (1 - rho) * g**2
        p = p - lr * g / (np.sqrt(v) + eps)
        yield p


@decayed
def adam(p, gradients, *, lr, b1, b2, eps, weight_decay=0.0):
    """Algorithm 1 of Kingma and Ba; `weight_decay` as in PyTorch's AdamW: θ ← θ - γ·λ·θ first."""
    m, v = np.zeros_like(p), np.zeros_like(p)
    for t, gradient in enumerate(gradients, start=1):
        g = gradient(p)
        p = p - lr * weight_decay * p
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g**2
        p = p - lr * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps)
        yield p


# ── drawn gradients, step by step ──

SIXTEENTHS = st.integers(-160, 160).map(lambda n: n / 16)
SHARES = st.floats(0.0, 0.999)
EPS = st.floats(1e-8, 1e-2)
RATES = st.floats(1e-4, 1.0)


@st.composite
def runs(draw):
    """Where to start, and the gradients of 5 to 8 steps, for 1 to 3 parameters; zeros come up,
    too.
    """
    k = draw(st.integers(1, 3))
    row = st.lists(SIXTEENTHS, min_size=k, max_size=k).map(np.array)
    return draw(row), draw(st.lists(row, min_size=5, max_size=8))


# (class, published rule, drawn options in our words, in the rule's words)
CASES = {
    "sgd": (SGD, sgd, {}, {}),
    "momentum": (Momentum, momentum, {"momentum": SHARES}, {"momentum": "mu"}),
    "nesterov": (Nesterov, nesterov, {"momentum": SHARES}, {"momentum": "mu"}),
    "adagrad": (AdaGrad, adagrad, {"eps": EPS}, {}),
    "rmsprop": (RMSProp, rmsprop, {"decay": SHARES, "eps": EPS}, {"decay": "rho"}),
    "adam": (
        Adam,
        adam,
        {"beta1": SHARES, "beta2": SHARES, "eps": EPS},
        {"beta1": "b1", "beta2": "b2"},
    ),
    "adamw": (
        AdamW,
        adam,
        {"beta1": SHARES, "beta2": SHARES, "eps": EPS},
        {"beta1": "b1", "beta2": "b2"},
    ),
}
LAMBDA = {"adamw": "weight_decay"}  # the others add it to the gradient


def test_every_optimizer_is_tested():
    assert {name: case[0] for name, case in CASES.items()} == OPTIMIZERS


@pytest.mark.parametrize("name", CASES)
def test_every_step_is_the_published_one_for_tensors_and_values(name):
    optimizer_of, rule, drawn, words = CASES[name]

    @given(runs(), RATES, st.sampled_from([0.0, 0.1, 1.5]), st.fixed_dictionaries(drawn))
    def holds(run, lr, decay, options):
        start, gradients = run
        w, values = Tensor(start), [Value(x) for x in start]
        optimizers = [
            optimizer_of([w], lr, weight_decay=decay, **options),
            optimizer_of(values, lr, weight_decay=decay, **options),
        ]
        theirs = {words.get(option, option): number for option, number in options.items()}
        expected = rule(start, gradients, lr=lr, **{LAMBDA.get(name, "lam"): decay}, **theirs)
        for g, p in zip(gradients, expected, strict=True):
            w.grad = g.copy()
            for value, number in zip(values, g, strict=True):
                value.grad = float(number)
            for optimizer in optimizers:
                optimizer.step()
            assert np.allclose(w.data, p, rtol=1e-9, atol=1e-9)
            assert np.allclose([value.data for value in values], w.data, rtol=1e-12, atol=1e-12)
            assert all(type(value.data) is float for value in values)
        assert [optimizer.steps for optimizer in optimizers] == [len(gradients)] * 2

    holds()


def test_defaults():
    w = [Tensor([1.0])]
    assert (SGD(w).lr, Momentum(w).lr, Momentum(w).momentum, Nesterov(w).momentum) == (
        0.01,
        0.01,
        0.9,
        0.9,
    )
    assert (AdaGrad(w).lr, RMSProp(w).lr, RMSProp(w).decay) == (0.01, 0.01, 0.99)
    assert (Adam(w).lr, Adam(w).beta1, Adam(w).beta2, Adam(w).eps) == (0.001, 0.9, 0.999, 1e-8)
    assert all(OPTIMIZERS[name](w).weight_decay == 0.0 for name in OPTIMIZERS if name != "adamw")
    assert AdamW(w).weight_decay == 0.01  # PyTorch's


# ── by hand ──


def stepped(optimizer, *gradients):
    """One step for each gradient, of the optimizer's only parameter; its numbers after each."""
    (p,) = optimizer.parameters
    numbers = []
    for g in gradients:
        p.grad = p.own(np.full(np.shape(p.data), g))
        optimizer.step()
        numbers.append(float(p.data))
    return numbers


@pytest.mark.parametrize("make", [Tensor, Value])
def test_steps_by_hand(make):
    assert stepped(SGD([make(1.0)], 0.5), 1.0, -2.0) == [0.5, 1.5]
    assert stepped(Momentum([make(0.0)], 1.0, momentum=0.5), 1.0, 1.0, 0.0) == [-1.0, -2.5, -3.25]
    assert stepped(Nesterov([make(0.0)], 1.0, momentum=0.5), 1.0, 1.0, 0.0) == [-1.5, -3.25, -3.625]
    assert stepped(AdaGrad([make(0.0)], 1.0, eps=1e-12), 3.0, 4.0) == pytest.approx([-1.0, -1.8])
    assert stepped(RMSProp([make(0.0)], 1.0, decay=0.75, eps=1e-12), 2.0) == pytest.approx([-2.0])
    assert stepped(SGD([make(1.0)], 0.5, weight_decay=0.25), 1.0) == [1.0 - 0.5 * (1.0 + 0.25)]
    assert stepped(AdamW([make(1.0)], 0.5, weight_decay=0.25, eps=1e-12), 3.0) == pytest.approx(
        [1.0 - 0.125 - 0.5]
    )


@pytest.mark.parametrize("g", [1e-3, -0.5, 7.0, -1e6])
def test_adams_first_step_has_the_size_of_its_learning_rate(g):
    for make in (Tensor, Value):
        assert stepped(Adam([make(2.0)], 0.05), g)[0] == pytest.approx(
            2.0 - math.copysign(0.05, g), rel=1e-6
        )


@given(runs(), st.floats(1e-4, 0.5))
def test_adamw_without_decay_is_adam(run, lr):
    start, gradients = run
    first, second = Tensor(start), Tensor(start)
    optimizers = Adam([first], lr), AdamW([second], lr, weight_decay=0.0)
    for g in gradients:
        first.grad, second.grad = g, g
        for optimizer in optimizers:
            optimizer.step()
        assert np.array_equal(first.data, second.data)


def test_weight_decay_decay_does_not_pass_through_the_moments():
    """With a gradient of 0 AdamW shrinks by ηλ a step; Adam's coupled decay makes a full step of
    it.
    """
    assert stepped(AdamW([Value(2.0)], 0.1, weight_decay=0.5), 0.0, 0.0) == pytest.approx(
        [2.0 * 0.95, 2.0 * 0.95**2]
    )
    assert stepped(Adam([Value(2.0)], 0.1, weight_decay=0.5), 0.0) == pytest.approx([1.9], rel=1e-6)


def test_weight_decay_joins_biases_too():
    model = MLP(1, [1])
    W, b = model.parameters()
    W.data[:], b.data[:] = 2.0, 4.0
    W.grad, b.grad = np.zeros((1, 1)), np.zeros(1)
    SGD(model, 0.1, weight_decay=0.5).step()
    assert W.data == pytest.approx(1.9) and b.data == pytest.approx(3.8)


def test_momentum_0_is_sgd():
    gradients = [1.0, -0.5, 2.0]
    plain = stepped(SGD([Value(1.0)], 0.1), *gradients)
    assert stepped(Momentum([Value(1.0)], 0.1, momentum=0.0), *gradients) == pytest.approx(
        plain, rel=1e-15
    )
    assert stepped(Nesterov([Value(1.0)], 0.1, momentum=0.0), *gradients) == pytest.approx(
        plain, rel=1e-15
    )


# ── gradients of 0, and none ──


@pytest.mark.parametrize("make", [Tensor, Value])
@pytest.mark.parametrize("name", [name for name in CASES if name != "adamw"])
def test_a_gradient_of_0_from_the_start_moves_nothing(name, make):
    assert stepped(OPTIMIZERS[name]([make(3.0)], 0.1), 0.0, 0.0, 0.0) == [3.0, 3.0, 3.0]


@pytest.mark.parametrize("name", CASES)
def test_a_parameter_without_gradient_stays(name):
    used, unused = Tensor([1.0, 2.0]), Tensor([3.0])
    optimizer = OPTIMIZERS[name]([unused, used], 0.1)
    for _ in range(3):
        optimizer.zero_grad()
        (used * used).sum().backward()
        optimizer.step()
    assert unused.data.tolist() == [3.0] and unused.grad is None
    assert (used.data < [1.0, 2.0]).all()


def test_a_parameter_that_joins_late_starts_like_any_other():
    early, late = Value(1.0), Value(1.0)
    optimizer = Adam([early, late], 0.1)
    early.grad = 1.0
    for _ in range(4):
        optimizer.step()
    late.grad = 1.0
    optimizer.step()
    assert late.data == pytest.approx(0.9, rel=1e-6)


@pytest.mark.parametrize("name", CASES)
def test_a_step_without_any_gradient_says_so_and_changes_nothing(raised, name):
    w = Tensor([1.0])
    optimizer = OPTIMIZERS[name]([w], 0.1)
    ko, en = raised(optimizer.step, GraphError)
    kind = type(optimizer).__name__
    assert ko.startswith(f"{kind}.step()") and "loss.backward()를 먼저" in ko
    assert en.startswith(f"{kind}.step()") and "Call loss.backward() first" in en
    assert optimizer.steps == 0 and w.data.tolist() == [1.0]


def test_zero_grad_clears_all():
    values = [Value(1.0), Value(2.0)]
    optimizer = SGD(values)
    (values[0] * values[1]).backward()
    optimizer.zero_grad()
    assert [v.grad for v in values] == [None, None]


@pytest.mark.parametrize("name", CASES)
def test_arrays_are_changed_in_place(name):
    w = Tensor([[1.0, 2.0]])
    array, view = w.data, w.data[0]
    optimizer = OPTIMIZERS[name]([w], 0.1)
    (w * w).sum().backward()
    gradient = w.grad
    kept = gradient.copy()
    for _ in range(3):
        optimizer.step()
    assert w.data is array and (view < [1.0, 2.0]).all()
    assert w.grad is gradient and np.array_equal(gradient, kept)


@pytest.mark.parametrize("name", CASES)
def test_float32_stays_float32(name):
    w = Tensor([1.0, 2.0], dtype=np.float32)
    optimizer = OPTIMIZERS[name]([w], 0.1, weight_decay=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        (w * w).sum().backward()
        optimizer.step()
    assert w.dtype == np.float32
    assert all(
        np.asarray(x).dtype == np.float32
        for memory in optimizer.memories
        for k, x in memory.items()
        if k != "t"
    )


# ── parameters and options ──


def test_a_model_and_its_parameters_are_the_same():
    model = MLP(2, [3, 1])
    for given_parameters in (
        model,
        model.parameters(),
        iter(model.parameters()),
        tuple(model.parameters()),
    ):
        assert SGD(given_parameters).parameters == model.parameters()


@pytest.mark.parametrize("empty", [[], (), iter([])])
@pytest.mark.parametrize("name", CASES)
def test_no_parameters_at_all(raised, name, empty):
    ko, en = raised(lambda: OPTIMIZERS[name](empty), NotANumberError)
    kind = OPTIMIZERS[name].__name__
    assert ko.startswith(f"{kind}에 매개변수가 하나도") and en.startswith(
        f"{kind} was given no parameters"
    )


class Frozen(Module):
    """Holds numbers in all ways that are not trained."""

    def __init__(self):
        self.W, self.scale, self._b = Tensor.constant([1.0]), Value.constant(2.0), Tensor([3.0])


@pytest.mark.parametrize("model", [Module(), Frozen()], ids=["empty", "frozen"])
def test_a_model_of_which_nothing_is_trained_is_called_so(raised, model):
    ko, en = raised(lambda: Adam(model), NotANumberError)
    name = type(model).__name__
    assert ko.startswith(f"Adam에 넘긴 {name}()에는 학습할 매개변수가 없습니다")
    assert en.startswith(f"Adam was given {name}(), which has no parameter to train")


def test_a_parameter_that_is_given_twice_moves_once():
    layer = Linear(2, 1, rng=0)
    twice, once = SGD([*layer.parameters(), layer.W], lr=0.5), Linear(2, 1, rng=0)
    assert twice.parameters == layer.parameters()
    for model, optimizer in ((layer, twice), (once, SGD(once, lr=0.5))):
        for p in model.parameters():
            p.grad = np.full(p.shape, 2.0)
        optimizer.step()
    assert np.array_equal(layer.W.data, once.W.data)


def test_a_generator_that_is_read_up_says_so(raised):
    parameters = (p for p in Linear(2, 1).parameters())
    SGD(parameters)
    ko, en = raised(lambda: SGD(parameters), NotANumberError)
    assert "생성기(generator)는 한 번만" in ko and "A generator can be read only once" in en


@pytest.mark.parametrize("wrong", [MLP, SGD([Tensor([1.0])])], ids=["a class", "an optimizer"])
def test_what_only_has_parameters_in_its_name_is_refused(raised, wrong):
    ko, en = raised(lambda: SGD(wrong), NotANumberError)
    assert all("SGD(parameters)" in m for m in (ko, en))


@pytest.mark.parametrize("wrong", [["w"], [1.0], [None], [Value(1.0), np.ones(2)], "w"])
def test_what_is_no_parameter(raised, wrong):
    ko, en = raised(lambda: SGD(wrong), NotANumberError)
    assert all("SGD(parameters)" in m for m in (ko, en))


@pytest.mark.parametrize("wrong", [[Tensor([1.0]) * 2], [Tensor.constant([1.0])], Value(2.0) + 1])
def test_what_could_never_be_trained_is_refused(raised, wrong):
    ko, en = raised(lambda: SGD(wrong), NotANumberError)
    assert "매개변수가 아니라" in ko and "is no parameter" in en


@pytest.mark.parametrize("one", [Tensor([1.0, 2.0]), Value(1.0)])
def test_one_parameter_may_come_without_a_list(one):
    assert SGD(one).parameters == [one]


OPTIONS = {  # option: (classes, its bounds as the message says them, values out of range)
    "lr": (CASES, "> 0", [0, 0.0, -0.1, math.nan, math.inf, "0.1", None, [0.1]]),
    "weight_decay": (CASES, ">= 0", [-1e-9, math.nan, math.inf, "0", None]),
    "momentum": (("momentum", "nesterov"), ">= 0, < 1", [-0.1, 1, 1.0, 2, math.nan, "0.9", None]),
    "decay": (("rmsprop",), ">= 0, < 1", [-0.1, 1.0, math.nan, None]),
    "beta1": (("adam", "adamw"), ">= 0, < 1", [-0.1, 1.0, math.nan, None]),
    "beta2": (("adam", "adamw"), ">= 0, < 1", [-0.1, 1.0, math.nan, "x"]),
    "eps": (("adagrad", "rmsprop", "adam", "adamw"), "> 0", [0.0, -1e-9, math.nan, math.inf, None]),
}


@pytest.mark.parametrize(
    ("name", "option", "wrong"),
    [
        (name, option, wrong)
        for option, (names, _, values) in OPTIONS.items()
        for name in names
        for wrong in values
    ],
)
def test_options_out_of_range_are_named_with_their_bounds(raised, name, option, wrong):
    ko, en = raised(lambda: OPTIMIZERS[name]([Value(1.0)], **{option: wrong}), OptionError)
    assert all(f"{option}={wrong!r}" in m and OPTIONS[option][1] in m for m in (ko, en))


def test_the_ends_of_the_ranges_are_in_them():
    w = [Value(1.0)]
    assert Momentum(w, 1, momentum=0, weight_decay=0).momentum == 0.0
    assert Adam(w, beta1=0.0, beta2=0.0, eps=1e-30).eps == 1e-30
    assert SGD(w, np.float32(0.5)).lr == 0.5 and SGD(w, 1e300).lr == 1e300


def test_the_learning_rate_can_be_changed_on_the_way():
    w = Value(0.0)
    optimizer = SGD([w], 1.0)
    w.grad = 1.0
    optimizer.step()
    optimizer.lr = 0.25
    optimizer.step()
    assert w.data == -1.25


def test_repr():
    assert repr(Adam(MLP(2, [3, 1]), 0.003)) == "Adam(lr=0.003, 4 parameters)"


def test_a_rule_of_ones_own():
    class Signed(Optimizer):
        """p ← p - η·sign(g)."""

        def _descent(self, g, memory):
            return self.lr * np.sign(g)

    w = Tensor([1.0, -1.0])
    w.grad = np.array([0.3, -7.0])
    Signed([w], 0.5).step()
    assert w.data.tolist() == [0.5, -0.5]


# ── down a long valley ──

VALLEY = {
    "sgd": 0.9,
    "momentum": 0.1,
    "nesterov": 0.1,
    "adagrad": 1.5,
    "rmsprop": 0.05,
    "adam": 0.3,
    "adamw": 0.3,
}


@pytest.mark.parametrize("name", CASES)
def test_all_find_the_bottom_of_a_valley(name):
    """x²/20 + y² from (-7, 2), Values and Tensors step for step."""
    x, y, p = Value(-7.0), Value(2.0), Tensor([-7.0, 2.0])
    optimizers = OPTIMIZERS[name]([x, y], VALLEY[name]), OPTIMIZERS[name]([p], VALLEY[name])
    for _ in range(200):
        for optimizer in optimizers:
            optimizer.zero_grad()
        (x * x / 20 + y * y).backward()
        (p * p * [1 / 20, 1.0]).sum().backward()
        for optimizer in optimizers:
            optimizer.step()
    assert x.data**2 / 20 + y.data**2 < 1e-3
    assert [x.data, y.data] == pytest.approx(p.data.tolist(), rel=1e-6, abs=1e-9)


def test_a_parameter_that_is_shared_steps_once():
    w = Tensor([1.0, 2.0])
    optimizer = SGD([w, w], 0.01)
    (w * w).sum().backward()
    optimizer.step()
    np.testing.assert_allclose(w.data, [0.98, 1.96])


def test_an_optimizer_in_an_old_pickle_still_remembers():
    optimizer = Momentum([Value(1.0)], 0.1)
    optimizer.parameters[0].grad = 2.0
    optimizer.step()
    state = {("_memories" if k == "memories" else k): v for k, v in vars(optimizer).items()}
    again = object.__new__(Momentum)
    again.__setstate__(state)
    assert vars(again) == vars(optimizer)
    assert vars(pickle.loads(pickle.dumps(optimizer))).keys() == vars(optimizer).keys()


def test_whole_numbers_beyond_floats_are_out_of_range(raised):
    ko, en = raised(lambda: SGD([Tensor([1.0])], lr=10**400), OptionError)
    assert ko.startswith("lr") and "lr" in en
