"""철자: 잘못 적은 이름에 옳은 이름을 알려 준다.

Find the right spelling for a name that is wrong: of a keyword argument, or of a choice such as a
loss. What PyTorch, Keras and scikit-learn call the same thing counts as a misspelling of our name
for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from .errors import KeywordError, OptionError

__all__ = ["closest", "spelled", "spelled_init", "unknown_keyword", "unknown_option"]

P = ParamSpec("P")
R = TypeVar("R")

OTHER_WORDS = {  # our name: what others call it
    "activation": "act nonlinearity",
    "batch_size": "batch minibatch_size",
    "beta1": "betas beta_1",
    "beta2": "beta_2",
    "bias": "use_bias",
    "checkpoint": "checkpoint_path resume save_path",
    "clip_norm": "clip clipnorm max_norm max_grad_norm gradient_clip_val",
    "colour": "color",
    "decay": "rho alpha",
    "epochs": "n_epochs num_epochs max_epochs iterations max_iter",
    "eps": "epsilon",
    "hidden_layer_sizes": "hidden hidden_size hidden_sizes hidden_layers nouts layers sizes",
    "features": "num_features n_features",
    "init": "initializer kernel_initializer weight_init",
    "label": "name title lable",
    "loss": "criterion loss_fn loss_function",
    "lr": "learning_rate learning_rate_init eta step_size",
    "metric": "metrics",
    "nin": "in_features input_size input_dim n_in",
    "nout": "out_features output_size output_dim n_out units",
    "nouts": "hidden hidden_size hidden_sizes hidden_layers hidden_layer_sizes layers sizes",
    "on_epoch": "callback callbacks",
    "p": "rate prob probability dropout",
    "optimizer": "solver",
    "parameters": "params",
    "patience": "early_stopping n_iter_no_change",
    "progress": "verbose",
    "rng": "seed random_state",
    "random_state": "seed rng",
    "sample_weight": "weight weights sample_weights",
    "seed": "random_state",
    "validation": "validation_data val_data eval_set",
    "verbose": "progress",
    "weight_decay": "l2 alpha",
}
# what `fit` does not take
OF_OPTIMIZERS = (
    "lr", "momentum", "weight_decay", "clip_norm", "beta1", "beta2", "eps", "decay"
)  # fmt: skip


def closest(given: str, options: Iterable[str]) -> str | None:
    """가장 가까운 옳은 이름.

    Find the right name that `given` is nearest to; None if none is near.
    """
    from difflib import get_close_matches  # only for a name that is wrong

    word, names = given.casefold(), {name.casefold(): name for name in options}
    for name in names.values():
        if word in OTHER_WORDS.get(name, "").split():
            return name
    near = get_close_matches(word, names, n=1)
    return names[near[0]] if near else None


def unknown_option(option: str, given: object, options: Iterable[str]) -> OptionError:
    """없는 이름을 골랐다는 오류.

    Make the error for a choice that does not exist: those there are, and the one that was meant.
    """
    options = list(options)
    words = {"option": option, "given": repr(given), "options": ", ".join(options)}
    meant = closest(given, options) if isinstance(given, str) else None
    return (
        OptionError("option.unknown", **words)
        if meant is None
        else OptionError("option.meant", **words, meant=meant)
    )


def spelled(function: Callable[P, R]) -> Callable[P, R]:
    """함수의 키워드 인자가 틀리면 옳은 철자를 알려 준다.

    Wrap a function: an error of ours, which knows the right spelling, for a keyword that it does
    not take. On ``__init__`` it speaks of the class.

    Raises:
        KeywordError: at a call with such a keyword.
    """
    code = function.__code__
    names = code.co_varnames[code.co_posonlyargcount : code.co_argcount + code.co_kwonlyargcount]

    @wraps(function)
    def checked(*args: P.args, **options: P.kwargs) -> R:
        for name in options:
            if name not in names:
                raise unknown_keyword(
                    type(args[0]).__name__ if names[:1] == ("self",) else function.__name__,
                    name,
                    names,
                )
        return function(*args, **options)

    return checked


def spelled_init(kind: type) -> None:
    """클래스의 __init__에 같은 일을 한다.

    Wrap the ``__init__`` that a class defines likewise, unless it takes any keyword.
    """
    takes_any = 0x08  # CO_VARKEYWORDS of https://docs.python.org/3/library/inspect.html
    code = getattr(vars(kind).get("__init__"), "__code__", None)
    if code is not None and not code.co_flags & takes_any:
        kind.__init__ = spelled(kind.__init__)  # type: ignore[misc]


def unknown_keyword(call: str, given: str, names: Iterable[str]) -> KeywordError:
    """없는 인자라는 오류.

    Make the error for an argument that `call` does not take, with those that it does.
    """
    names = [name for name in names if name != "self"]
    words: dict[str, Any] = {"call": call, "given": given, "options": ", ".join(names)}
    of_optimizer = given in OF_OPTIMIZERS or closest(given, OF_OPTIMIZERS) is not None
    if "optimizer" in names and of_optimizer and closest(given, names) is None:
        return KeywordError("keyword.optimizer", **words)
    meant = closest(given, names)
    return (
        KeywordError("keyword.unknown", **words)
        if meant is None
        else KeywordError("keyword.meant", **words, meant=meant)
    )
