"""가중치의 초깃값과, 그것을 뽑는 난수.

Draw initial values of weights, and hold the random numbers that they are drawn from. A layer's
`init` is a name of :data:`INITIALISERS`, a number (the standard deviation of a normal
distribution), or a function ``(rng, shape) -> array``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

from .arguments import is_real, shown
from .errors import OptionError
from .spelling import unknown_option

__all__ = ["INITIALISERS", "constant", "generator", "initial", "manual_seed", "seeded"]

Array = np.ndarray[Any, Any]
Initialiser = Callable[["np.random.Generator", tuple[int, int]], Array]

# made when first needed: numpy.random takes as long to import as the rest
_generator: np.random.Generator | None = None
# what `seeded` puts in its place, for one thread or task
_own: ContextVar[np.random.Generator | None] = ContextVar("_own", default=None)


def manual_seed(seed: int) -> None:
    """초깃값과 드롭아웃의 난수를 처음부터 다시 시작한다.

    Start the random numbers of initial values and dropout anew. Every process starts with
    seed 0, so a script repeats exactly as it is.

    >>> from micrograd_ko.nn import Linear
    >>> def first_weight():
    ...     manual_seed(3)
    ...     return Linear(2, 1).W.data.item(0)
    >>> first_weight() == first_weight()
    True
    """
    global _generator
    if _own.get() is not None:
        _own.set(np.random.default_rng(seed))
    else:
        _generator = np.random.default_rng(seed)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """with 블록 안의 난수를 seed에서 시작하고, 밖의 것은 그대로 둔다.

    Start the random numbers of initial values and dropout at `seed` within the block, for this
    thread alone; what follows it goes on as if nothing had been drawn.

    >>> from micrograd_ko.nn import Linear
    >>> manual_seed(0)
    >>> with seeded(3):
    ...     a = Linear(2, 1)
    >>> manual_seed(3)
    >>> bool((a.W.data == Linear(2, 1).W.data).all())
    True
    """
    before = _own.set(np.random.default_rng(seed))
    try:
        yield
    finally:
        _own.reset(before)


def generator(rng: np.random.Generator | int | None) -> np.random.Generator:
    """난수 생성기: 시드이면 새것, None이면 모두가 함께 쓰는 것.

    Give a generator: a new one for a seed, the common one for None.

    >>> a, b = generator(3), generator(3)
    >>> a.normal() == b.normal(), generator(None) is generator(None)
    (True, True)
    """
    if rng is not None:
        return np.random.default_rng(rng)
    own = _own.get()
    if own is not None:
        return own
    if _generator is None:
        manual_seed(0)
    assert _generator is not None
    return _generator


def constant(number: float) -> Initialiser:
    """모두 같은 값.

    Fill all entries alike: neurons that start alike stay alike, which is what lesson 10 shows.

    >>> from micrograd_ko.nn import Linear
    >>> Linear(2, 3, init=constant(0.5)).W.data
    array([[0.5, 0.5, 0.5],
           [0.5, 0.5, 0.5]])
    """
    return lambda rng, shape: np.full(shape, float(number))


def _normal(deviation: Callable[[int], float]) -> Initialiser:
    return lambda rng, shape: rng.normal(0.0, deviation(shape[0]), shape)


def _uniform(rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    bound = shape[0] ** -0.5
    return rng.uniform(-bound, bound, shape)


# n is the number of inputs. Sources: "small" is the 0.01 of the early networks; Xavier: Glorot and
# Bengio (2010), in the form 1/√n that is usual since Caffe (theirs is √(2/(n + m)) with m outputs);
# He: He, Zhang, Ren and Sun (2015); "uniform" U(-1/√n, 1/√n) is what PyTorch's nn.Linear does.
INITIALISERS: dict[str, Initialiser] = {
    "zeros": constant(0.0),
    "small": _normal(lambda n: 0.01),
    "xavier": _normal(lambda n: n**-0.5),
    "he": _normal(lambda n: (2 / n) ** 0.5),
    "uniform": _uniform,
}


def initial(
    init: str | float | Initialiser, shape: tuple[int, int], rng: np.random.Generator
) -> Array:
    """초깃값을 뽑는다.

    Draw initial weights of `shape` (inputs, outputs).

    Raises:
        OptionError: an unknown name or a wrong number, or a function whose result has another
            shape.

    >>> rng = np.random.default_rng(0)
    >>> round(float(initial("he", (200, 1000), rng).std()), 2)  # √(2/200)
    0.1
    """
    if isinstance(init, str):
        if init not in INITIALISERS:
            raise unknown_option("init", init, INITIALISERS)
        init = INITIALISERS[init]
    elif is_real(init) and 0 <= float(init) < float("inf"):  # type: ignore[arg-type]
        deviation = float(init)  # type: ignore[arg-type]
        init = _normal(lambda n: deviation)
    elif not callable(init):
        raise OptionError("init.kind", given=shown(init), options=", ".join(INITIALISERS))
    found = np.asarray(init(rng, shape))
    if found.shape != shape:
        raise OptionError("init.shape", expected=shape, got=found.shape)
    return found
