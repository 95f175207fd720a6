"""철자: 틀린 인자와 이름에 옳은 것을 알려 주는가.

Spelling: whether what is wrong in a call is answered with what is right.
"""

import inspect
import pickle

import numpy as np
import pytest

from micrograd_ko import KeywordError, OptionError, Tensor
from micrograd_ko.messages import filled
from micrograd_ko.nn import MLP, BatchNorm, Dropout, Linear, Module
from micrograd_ko.optim import OPTIMIZERS, SGD, Adam, AdamW, Momentum, Optimizer, RMSProp
from micrograd_ko.spelling import OTHER_WORDS, closest, spelled
from micrograd_ko.train import evaluate, fit

X, Y = np.ones((4, 2)), np.zeros((4, 1))


def trained(**wrong):
    model = MLP(2, [1], rng=0)
    return fit(model, X, Y, loss="mse", optimizer=SGD(model), epochs=1, progress=False, **wrong)


class Net(Module):
    def __init__(self, hidden, *, slope=0.1):
        self.inner = Linear(2, hidden)


class Cautious(Adam):
    def __init__(self, parameters, lr=0.1, *, patience=3):
        super().__init__(parameters, lr)


CALLS = {  # the call, the class or function that is named, what was written, what is right
    "learning rate": (lambda: SGD(MLP(2, [1]), learning_rate=0.1), "SGD", "learning_rate", "lr"),
    "capitals": (lambda: SGD(MLP(2, [1]), LR=0.1), "SGD", "LR", "lr"),
    "typo": (lambda: Momentum(MLP(2, [1]), momentun=0.5), "Momentum", "momentun", "momentum"),
    "betas": (lambda: Adam(MLP(2, [1]), betas=(0.9, 0.99)), "Adam", "betas", "beta1"),
    "alpha": (lambda: RMSProp(MLP(2, [1]), alpha=0.9), "RMSProp", "alpha", "decay"),
    "passed on": (lambda: AdamW(MLP(2, [1]), epsilon=1e-6), "AdamW", "epsilon", "eps"),
    "inherited": (
        lambda: OPTIMIZERS["nesterov"](MLP(2, [1]), weigth_decay=0.1),
        "Nesterov",
        "weigth_decay",
        "weight_decay",
    ),
    "own optimizer": (
        lambda: Cautious(MLP(2, [1]), patiance=1),
        "Cautious",
        "patiance",
        "patience",
    ),
    "parameters": (lambda: SGD(params=MLP(2, [1])), "SGD", "params", "parameters"),
    "batch size": (lambda: trained(batchsize=2), "fit", "batchsize", "batch_size"),
    "rounds": (lambda: trained(n_epochs=2), "fit", "n_epochs", "epochs"),
    "validation": (lambda: trained(validation_data=(X, Y)), "fit", "validation_data", "validation"),
    "metrics": (lambda: trained(metrics=["accuracy"]), "fit", "metrics", "metric"),
    "verbose": (lambda: trained(verbose=0), "fit", "verbose", "progress"),
    "criterion": (
        lambda: fit(MLP(2, [1]), X, Y, criterion="mse", optimizer="sgd"),
        "fit",
        "criterion",
        "loss",
    ),
    "evaluate": (lambda: evaluate(MLP(2, [1]), X, Y, los="mse"), "evaluate", "los", "loss"),
    "hidden": (lambda: MLP(2, hidden=[3, 1]), "MLP", "hidden", "nouts"),
    "units": (lambda: Linear(2, units=3), "Linear", "units", "nout"),
    "use_bias": (lambda: Linear(2, 3, use_bias=False), "Linear", "use_bias", "bias"),
    "seed of a layer": (lambda: Linear(2, 3, seed=1), "Linear", "seed", "rng"),
    "rate": (lambda: Dropout(rate=0.2), "Dropout", "rate", "p"),
    "features": (lambda: BatchNorm(num_features=3), "BatchNorm", "num_features", "features"),
    "own model": (lambda: Net(hiden=3), "Net", "hiden", "hidden"),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_misspelt_keyword_gets_the_right_one(raised, name):
    action, call, given, right = CALLS[name]
    ko, en = raised(action, KeywordError)
    absent = filled(
        "에는 {given}(이)라는 인자가 없습니다. {right}=(으)로 쓰십시오. 쓸 수 있는 인자: ",
        {"given": given, "right": right},
    )
    assert ko.startswith(f"{call}{absent}")
    assert en.startswith(
        f"{call} takes no argument called {given}. Write {right}= instead. It takes: "
    )


def test_a_keyword_that_is_near_nothing_lists_what_there_is(raised):
    ko, en = raised(lambda: Dropout(zzz=1), KeywordError)
    assert ko == "Dropout에는 zzz라는 인자가 없습니다. 쓸 수 있는 인자: p, rng"
    assert en == "Dropout takes no argument called zzz. It takes: p, rng"


@pytest.mark.parametrize(
    "name", ["lr", "learning_rate", "eta", "momentum", "weight_decay", "beta1"]
)
def test_what_belongs_to_the_optimizer_is_sent_there(raised, name):
    ko, en = raised(lambda: trained(**{name: 0.1}), KeywordError)
    assert (
        filled("fit에는 {name}(이)라는 인자가", {"name": name}) in ko
        and "optimizer=SGD(model, lr=0.1)" in ko
    )
    assert f"fit takes no argument called {name}" in en and "optimizer=SGD(model, lr=0.1)" in en


def test_it_is_the_error_that_python_would_raise():
    assert issubclass(KeywordError, TypeError)
    with pytest.raises(TypeError, match="missing"):
        MLP(2)


def test_right_calls_are_as_they_were():
    assert inspect.signature(MLP) == inspect.signature(MLP.__init__.__wrapped__).replace(
        parameters=list(inspect.signature(MLP.__init__.__wrapped__).parameters.values())[1:]
    )
    assert Net(hidden=3, slope=0.2).inner.nout == 3
    assert Cautious(MLP(2, [1]), patience=5).lr == 0.1
    assert fit.__doc__ and fit.__name__ == "fit"
    copy = pickle.loads(pickle.dumps(MLP(2, [3, 1], rng=0)))
    assert copy(X).shape == (4, 1)


def test_a_class_that_takes_any_keyword_still_does():
    class Loose(Module):
        def __init__(self, **options):
            self.options = sorted(options)

    class Plain(Optimizer):
        pass

    assert Loose(anything=1, lr=2).options == ["anything", "lr"]
    assert Plain([Tensor([1.0])], lr=0.5).lr == 0.5


def test_our_own_name_is_nobody_elses():
    """What others call it never hides a name that a function itself takes."""

    @spelled
    def function(seed, rng=None):
        return seed, rng

    assert function(seed=1) == (1, None)
    assert closest("random_state", ["seed"]) == "seed" and closest("random_state", ["rng"]) == "rng"
    assert all(ours not in theirs.split() for ours, theirs in OTHER_WORDS.items())


# ── choices ──

CHOICES = {
    "optimizer": (lambda: trained_by("adamm"), "adamm", "adam"),
    "Adam": (lambda: trained_by("Adam"), "Adam", "adam"),
    "loss": (lambda: evaluate(MLP(2, [1]), X, Y, loss="MSE"), "MSE", "mse"),
    "crossentropy": (
        lambda: evaluate(MLP(2, [1]), X, Y, loss="crossentropy"),
        "crossentropy",
        "cross_entropy",
    ),
    "metric": (
        lambda: evaluate(MLP(2, [1]), X, Y, loss="mse", metric="accurcy"),
        "accurcy",
        "accuracy",
    ),
    "activation": (lambda: MLP(2, [1], activation="Relu"), "Relu", "relu"),
    "init": (lambda: Linear(2, 1, init="xavierr"), "xavierr", "xavier"),
}


def trained_by(optimizer):
    return fit(MLP(2, [1], rng=0), X, Y, loss="mse", optimizer=optimizer, epochs=1, progress=False)


@pytest.mark.parametrize("name", CHOICES)
def test_a_misspelt_choice_gets_the_right_one(raised, name):
    action, given, right = CHOICES[name]
    ko, en = raised(action, OptionError)
    assert filled("={given!r}은(는) 없습니다", {"given": given}) in ko
    assert filled("={right!r}을(를) 쓰려던", {"right": right}) in ko
    assert f"={given!r} does not exist" in en and f"={right!r} was meant" in en


def test_a_choice_that_is_near_nothing_lists_what_there_is(raised):
    ko, en = raised(lambda: trained_by("lbfgs"), OptionError)
    options = "sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw"
    assert ko == f"optimizer='lbfgs'는 없습니다. 고를 수 있는 것: {options}"
    assert en == f"optimizer='lbfgs' does not exist. Choose one of: {options}"
