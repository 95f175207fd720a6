"""말할 수 있는 것: 수, 매개변수에 올 것, 사람들이 쓰는 말.

What random programs are made of: numbers, what may stand for each parameter of a row, and what
people write that is no row of its own. A row with a parameter of a new name needs one line in DRAW.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

# ── numbers ──

SPECIAL = (math.inf, -math.inf, math.nan, 0.0, -0.0)
WIDE = {np.dtype(np.float64): (1e160, -1e160, 1e-160), np.dtype(np.float32): (1e20, -1e20, 1e-20)}


def numbers(rng: Any, shape: tuple[int, ...], style: str, dtype: Any) -> Any:
    """An array in one of several styles; a float for dtype None."""
    if style == "positive":
        found = rng.uniform(0.2, 2.5, shape)
    elif style == "whole":
        found = rng.integers(-2, 3, shape).astype(float)
    else:
        found = rng.normal(0, 1, shape)
    found = np.asarray(np.round(found, 3))
    if style in ("special", "wide"):
        choices = (
            SPECIAL if style == "special" else (*SPECIAL[3:], *WIDE[np.dtype(dtype or np.float64)])
        )
        found = np.where(
            rng.random(shape) < 2 / (3 + found.size) + 0.05, rng.choice(choices, shape), found
        )
    return float(found) if dtype is None else found.astype(dtype)


def shape_of(rng: Any, flavour: str) -> tuple[int, ...]:
    ndim = int(rng.choice([0, 1, 2, 3, 4], p=[0.08, 0.22, 0.35, 0.25, 0.1]))
    shape = [int(n) for n in rng.choice([1, 2, 3, 4, 5], ndim, p=[0.15, 0.3, 0.3, 0.15, 0.1])]
    if flavour == "long" and ndim:
        shape[int(rng.integers(ndim))] = int(rng.choice([9, 17, 100]))
    if flavour == "empty" and ndim:
        shape[int(rng.integers(ndim))] = 0
    if flavour == "tall":
        shape = [int(rng.choice([64, 70, 100])), int(rng.integers(1, 6))]
    return tuple(shape)


def partner_shape(rng: Any, shape: tuple[int, ...]) -> tuple[int, ...]:
    """A shape that broadcasts with `shape`: fewer axes, or axes of length 1, or (rarely) more
    axes.
    """
    found = [1 if rng.random() < 0.3 else n for n in shape][
        int(rng.integers(len(shape) + 1)) if rng.random() < 0.4 else 0 :
    ]
    return (int(rng.integers(1, 4)), *found) if rng.random() < 0.08 else tuple(found)


# ── what stands for the parameters of rows, by name: code ──


def draw_axis(rng: Any, row: Any, arrays: list[Any]) -> str:
    ndim = arrays[0].ndim
    if rng.random() < 0.25 and row.params.get("axis", 0) is None:
        return "None"
    if ndim > 1 and rng.random() < 0.35:
        chosen = rng.permutation(ndim)[: int(rng.integers(1, ndim + 1))]
        return repr(tuple(int(i) - ndim * int(rng.integers(2)) for i in chosen))
    return repr(int(rng.integers(-max(ndim, 1), max(ndim, 1))))


def draw_shape(rng: Any, row: Any, arrays: list[Any]) -> str:
    shape = arrays[0].shape
    if row.name == "broadcast_to":
        stretched = [int(rng.integers(1, 4)) if n == 1 and rng.random() < 0.7 else n for n in shape]
        return repr((*(int(n) for n in rng.integers(1, 4, int(rng.integers(3)))), *stretched))
    if row.name == "sum_to":
        return repr(
            tuple(1 if rng.random() < 0.5 else n for n in shape)[
                int(rng.integers(len(shape) + 1)) :
            ]
        )
    if row.name == "put":
        return repr((int(rng.integers(1, 8)), *shape[1:]))
    size, found = math.prod(shape), []
    while size > 1 and len(found) < 3:
        n = int(rng.choice([k for k in range(1, size + 1) if size % k == 0]))
        found.append(n)
        size //= n
    found = [*found, size] if size != 1 or rng.random() < 0.3 else found
    if found and rng.random() < 0.3:
        found[int(rng.integers(len(found)))] = -1
    return repr(tuple(found))


def draw_axes(rng: Any, row: Any, arrays: list[Any]) -> str:
    ndim = arrays[0].ndim
    return (
        repr(tuple(int(i) - ndim * int(rng.random() < 0.2) for i in rng.permutation(ndim)))
        if rng.random() < 0.8
        else "None"
    )


def draw_index(rng: Any, row: Any, arrays: list[Any]) -> str:
    shape = arrays[0].shape
    if row.name == "put":
        return f"np.arange({shape[0] if shape else 1}) * 2 % {max(shape[0] if shape else 1, 1)}"
    if shape and rng.random() < 0.1:
        return chosen_places(rng, shape[: int(rng.integers(1, len(shape) + 1))])
    parts, many = [], int(rng.integers(1, 5))
    for n in shape[: int(rng.integers(len(shape) + 1))]:
        kind = rng.choice(["int", "slice", "all", "list", "mask"], p=[0.25, 0.4, 0.15, 0.15, 0.05])
        parts.append(index_part(rng, kind, n, many))
    for extra, chance in (("None", 0.2), ("...", 0.2)):
        if rng.random() < chance:
            parts.insert(int(rng.integers(len(parts) + 1)), extra)
    if len(parts) == 1 and rng.random() < 0.8:
        return parts[0]
    return f"({', '.join(parts)},)" if parts else "()"


def index_part(rng: Any, kind: str, n: int, many: int) -> str:
    if kind == "int":
        return repr(int(rng.integers(-n, n))) if n else "slice(None)"
    if kind == "list":
        return f"np.array({rng.integers(-n, n, many).tolist()})" if n else "slice(None)"
    if kind == "mask":
        return chosen_places(rng, (n,))
    if kind == "all":
        return "slice(None)"
    ends = [None if rng.random() < 0.5 else int(rng.integers(-n - 1, n + 2)) for _ in range(2)]
    return f"slice({ends[0]}, {ends[1]}, {rng.choice([None, 1, 2, -1, -2, 3])})"


def chosen_places(rng: Any, shape: tuple[int, ...]) -> str:
    size = math.prod(shape)
    return (
        f"(np.arange({size}).reshape({shape}) * {rng.choice([1, 3, 7])} % 5 < "
        f"{int(rng.integers(1, 5))})"
    )


def draw_condition(rng: Any, row: Any, arrays: list[Any]) -> str:
    try:
        shape = np.broadcast_shapes(*(a.shape for a in arrays))
    except ValueError:  # operands that do not fit: that is for the row to say
        shape = arrays[0].shape
    return chosen_places(rng, partner_shape(rng, shape))


def draw_dtype(rng: Any, row: Any, arrays: list[Any]) -> str:
    """Most often what it is already: all numbers of a replay are of one kind."""
    return (
        f"np.{arrays[0].dtype}"
        if rng.random() < 0.7
        else str(rng.choice(["np.float32", "np.float64"]))
    )


DRAW = {
    "dtype": draw_dtype,
    "axis": draw_axis,
    "shape": draw_shape,
    "axes": draw_axes,
    "index": draw_index,
    "condition": draw_condition,
    "keepdims": lambda rng, row, arrays: repr(bool(rng.random() < 0.5)),
    "exponent": lambda rng, row, arrays: repr(
        float(rng.choice([2.0, 3.0, 0.5, -1.0, 1.0, 0.0, -2.0, 1.5]))
    ),
    "base": lambda rng, row, arrays: repr(float(rng.choice([2.0, 0.5, 1.0, 10.0, 0.0]))),
    "slope": lambda rng, row, arrays: repr(float(rng.choice([0.01, 0.3, 0.0, 2.0, 1.0]))),
    "alpha": lambda rng, row, arrays: repr(float(rng.choice([1.0, 0.5, 2.0]))),
}

SPELLED = {
    "add": "{0} + {1}", "sub": "{0} - {1}", "mul": "{0} * {1}", "div": "{0} / {1}", "neg": "-{0}",
    "abs": "abs({0})",
    "power": "{0} ** {1}", "matmul": "{0} @ {1}",
}  # fmt: skip


def call_of(rng: Any, row: Any, arrays: list[Any]) -> str:
    """A template that calls a row, with its parameters drawn."""
    given = {}
    for name in [*row.required, *row.params]:
        if name in row.required or rng.random() < 0.75:
            if name not in DRAW:
                assert name in row.params, f"tell replay_programs.DRAW what may stand for {name}"
                continue
            given[name] = DRAW[name](rng, row, arrays)
    if row.name in SPELLED:
        return SPELLED[row.name]
    if row.name == "pow":
        return f"{{0}} ** {given['exponent']}"
    if row.name == "rpow":
        return f"{given['base']} ** {{0}}"
    if row.name == "getitem":
        return f"{{0}}[{given['index']}]"
    slots = ", ".join(f"{{{i}}}" for i in range(len(arrays)))
    slots = slots if row.inputs else f"[{slots}]"
    return f"OPS[{row.name!r}]({', '.join([slots, *(f'{k}={v}' for k, v in given.items())])})"


# What people write that is no row of its own: templates over nodes; {x} is drawn anew, {p} is a
# parameter.

IDIOMS = (
    "{0}.T", "{0}.mT", "{0}.swapaxes(0, -1)", "{0}.swapaxes(1, 2)", "{0}.reshape(-1)",
    "{0}.squeeze()", "{0}.copy()",
    "np.square({0})", "np.var({0}, axis=0)", "np.std({0}, axis=-1)",
    "np.clip({0}, -0.5, 0.8)", "np.dot({0}, {1})", "np.outer({0}, {1})",
    "{0} - {0}.mean(axis=-1, keepdims=True)", "{0} * {0}", "1.0 - {0}", "2.0 / {0}", "{0} + 1.5",
    "{0} ** 2", "{0} * 0.0",
    "({0} - {1}).mean() ** 2", "np.broadcast_to({0}, (2, *{0}.shape)).tanh()",
    "(-np.broadcast_to({0}, (3, 1))).sum(axis=0)",
    "np.sum({0}, axis=0, keepdims=True) * {0}", "{0}.T.sum(axis=0)",
    "{0}.transpose(1, 2, 0).max(axis=1)",
    "np.concatenate([{0}, {1}], axis=-1)", "mse({0}, {1})", "{0}[..., ::-1]",
    "{0}[None, ..., None]",
    "{0}.sum(axis=-1).reshape(-1, 1)", "({0} * {1}).sum()", "({0} @ {0}.mT)",
    "{0}.log_softmax().mean(axis=0)",
    "np.exp2({0})", "np.reciprocal({0})", "np.degrees({0})", "np.logaddexp2({0}, {1})",
    "{0} % 0.7", "np.fmod(1.3, {0})", "np.add.reduce({0})", "np.multiply.outer({0}, [1.0, -2.0])",
)  # fmt: skip
CHOICES = (
    "np.where({0} > {1}, {0}, {1})", "np.where({0} > 0.1, {0}, 0.5 * {0})",
    "({0} * 2.0 if {1}.sum() > 0.3 else {0} - 1.0)",
    "{0} * np.sign({1})", "{0} + np.floor({1})", "np.fmax({0}, {1})", "np.nan_to_num({0})",
    "{0} // 0.5 * {1}", "np.where(np.isfinite({0}), {1}, 0.0)",
    "({0}.tanh() if ({0} < 5.0).all() else {0})", "np.where(abs({0}) <= 0.7, {0}, 0.0)",
)  # fmt: skip
QUIET = (
    "with no_grad():\n    {out} = {0} * 0.5\n{out} = {0} - {out}", "{0} * {1}.data",
    "{0} * Tensor({1}.data)",
    "with no_grad():\n    {out} = {1}.sum()\n{out} = {0} * {out}",
)  # fmt: skip
MODULES = (
    "Dropout(0.4, rng=7)",
    "BatchNorm({n}, dtype=np.{dtype})",
    "Linear({n}, 3, rng=5, dtype=np.{dtype})",
)
VALUE_IDIOMS = (
    "{0} * {0}", "1.0 - {0}", "2 / {0}", "{0} + 1.5", "{0} ** 2", "sum([{0}, {1}, {0}])",
    "-{0} * {1}", "{0} * 0.0",
    "{0} - {1} - {0}", "np.exp2({0})", "1.3 % {0}", "np.logaddexp2({0}, {1})",
    "np.clip({0}, -1, 1)",
    "sum([{0} * {0}, {1} * 2.0, {0} * {1}, {1}])", "({0} - {1}) ** 2",
)  # fmt: skip
VALUE_CHOICES = (
    "({0} * 2.0 if {1} > 0.3 else {0} - 1.0)", "where({0} > {1}, {0}, {1})",
    "({0} if {0} <= {1} else {1} * {0})",
    "({0} ** 2 if {1} > 0 else {0})",
    "{0} * np.sign({1})", "{0} + np.floor({1})", "np.fmax({0}, {1})", "np.nan_to_num({0})",
    "{0} // 0.5 * {1}", "divmod({0}, 0.7)[1]",
)  # fmt: skip
