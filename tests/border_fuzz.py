"""경계의 퍼즈: 노드와 NumPy, math, 파이썬의 통을 섞은 프로그램.

A fuzz of the graph's border. Programs mix nodes with NumPy's public functions, math, containers,
cells of arrays and other libraries. A step about which anything is said (an exception, a warning of
this package) is left out; what is left was silent, so its gradient has to be the numerical one.

    python -m tests.border_fuzz --programs 100000 --seed 0
"""

import argparse
import contextlib
import functools
import inspect
import itertools
import math
import operator
import statistics
import time
import warnings
from collections import Counter
from types import SimpleNamespace

import numpy as np

from micrograd_ko import DetachedWarning, Node, NumericWarning, Tensor, Value

try:
    import pandas as pd
except ImportError:
    pd = None
try:
    import scipy.special as special
except ImportError:
    special = None

LEAVES = {
    "a": (Value, ()),
    "b": (Value, ()),
    "s": (Tensor, ()),
    "t": (Tensor, (3,)),
    "u": (Tensor, (3,)),
    "m": (Tensor, (2, 3)),
}
FAMILIES = (
    ("a", "b"),
    ("s", "t", "u"),
    ("t", "u", "m"),
    ("a", "t"),
    ("a", "s"),
    ("t",),
    ("a", "b", "s", "t", "m"),
)
CONSTANTS = {
    "k": 0.7,
    "c": np.array([0.3, -1.2, 0.8]),
    "C": np.array([[0.5, -0.4, 1.1], [0.9, 0.2, -0.6]]),
}
for _constant in ("c", "C"):
    # an array that changes after it was recorded is detect_anomaly's business
    CONSTANTS[_constant].flags.writeable = False


# What prints, reads files, changes NumPy's settings, or gives memory as it was found; and what of
# real numbers is only rounding.
LEFT_OUT = {
    "empty", "empty_like", "ndarray", "recarray", "memmap", "save", "savez", "savez_compressed",
    "savetxt", "load", "loadtxt",
    "fromfile", "fromregex", "genfromtxt", "frombuffer", "show_config", "show_runtime", "info",
    "test", "seterr", "seterrcall",
    "setbufsize", "set_printoptions", "printoptions", "errstate", "get_include", "bmat",
    "from_dlpack", "may_share_memory",
    "shares_memory", "masked_all", "masked_all_like",
    "array2string", "array_repr", "array_str", "typename", "DataSource", "nditer", "flatiter",
    "ndenumerate", "gcd", "lcm",
}  # fmt: skip


def public(module):
    """Names of what can be called in a module."""
    return [
        name
        for name in sorted(getattr(module, "__all__", None) or dir(module))
        if not name.startswith("_")
        and name not in LEFT_OUT
        and callable(f := getattr(module, name, None))
        and not (inspect.isclass(f) and issubclass(f, BaseException))
    ]


def one_by_one(forms):
    """Ways to write a step, from text with bars between them."""
    return [form.strip() for line in forms.strip().splitlines() for form in line.split(" | ")]


CALLS = one_by_one("""
    {f}({x}) | {f}({x}) | {f}({x}, {y}) | {f}({y}, {x}) | {f}({c}, {x}) | {f}({x}, {c})
    {f}([{x}, {y}]) | {f}(({x}, {c}))
    {f}({x}, axis=0) | {f}([{x}, {y}], axis=0) | {f}({x}, 1) | {f}({c}, {x}, {y})
    {f}([{x}, {x}], [{y}, {c}])
    {f}({x}, {y}, {c}) | {f}([[{x}, 0.0], [0.0, {y}]]) | {f}(2, {x}) | {f}({c}, {x}, axis=0)
    {f}([0.0, 1.0], {x})
""")
UFUNCS = one_by_one("""
    {f}({x}) | {f}({x}, {y}) | {f}({c}, {x}) | {f}({x}, {c}) | {f}.reduce([{x}, {y}])
    {f}.reduce({x})
    {f}.outer({c}, {x}) | {f}.accumulate([{x}, {y}]) | {f}.at({c}.copy(), 0, {x}) | {f}([{x}, {y}])
    {f}({c}, {x}, out={c}.copy()) | {f}({x}, where=[True]) | {f}({c}, [{x}, {y}, 1.0])
""")
STATEMENTS = one_by_one("""
    {x} + {y} | {x} * {y} | {x} - {c} | {c} * {x} | {c} / {x} | {x} ** 2 | 2 ** {x} | {c} ** {x}
    {c} @ {x} | {x} @ {c}
    {x} % {c} | {x} // {c} | {c} % {x} | divmod({x}, {c}) | pow({x}, 3) | abs({x}) | -{x}
    sum([{x}, {y}]) | sum({x})
    max({x}, {y}) | min([{x}, {y}, 0.1]) | max({x}) | sorted([{x}, {y}, 0.2]) | sorted({x})[0]
    round({x}) | int({x} * 3)
    bool({x}) | any([{x}, {y}]) | all([{x}, {y}]) | {x} if {x} > {y} else {y}
    {x} if {x} else {y} | {x} and {y}
    {x} or {y} | list(map(math.exp, [{x}, {y}])) | [math.sin(e) for e in [{x}, {y}]]
    list(zip([{x}], [{y}]))
    list(map(operator.mul, [{x}, {y}], [{y}, {x}])) | {{'p': {x}, 'q': {y}}} | ({x}, [{y}])
    set([{x}])
    [{x} * e for e in {x}] | [e * 2 for e in {y}] | {x}[0] | {x}[1:] | {x}[int({y}) % 2]
    {c}[int({y})]
    1.0 if {x} == {y} else {x} | {x} in [{y}, {x}] | [{y}, {x}].index({x}) | {x} < {y} | {x} >= {c}
    np.zeros(2); v[0] = {x} | np.zeros(2); v[0] += {x} | np.zeros(3); v[:] = {x}
    {c}.copy(); v[...] = {x}
    np.empty(2, dtype=object); v[0] = {x}; v[1] = {y} | np.zeros(3); v += {x}
    {c}.copy(); v *= {x} | np.array([{x}, {y}])
    np.array([{x}, {y}], dtype=float) | np.array([{x}, {y}], dtype=object) | np.asarray({x})
    np.array([{x}, {y}]).sum()
    np.array([{x}, {y}]).mean() | np.array([{x}, {y}]).max() | np.array([{x}, {y}]).std()
    np.array([{x}, {y}]) @ np.array([{y}, 1.0]) | np.array([{x}, {y}]).astype(float)
    np.array([{x}, {y}]).prod()
    np.array([{x}, {y}]).cumsum() | np.array([{x}, {y}]).dot([1.0, 2.0])
    np.array([{x}, {y}]).argmax() * 1.0
    np.array([[{x}, 0.0], [0.0, {y}]]) | np.array([{x}, 1.0]).reshape(2, 1)
    np.array([{x}, {y}]).tolist()
    np.array([{x}, {y}]).clip(-0.5, 0.5) | np.array([{x}, {y}]).var()
    np.array([{x}, {y}]).round(1) | {c}.dot({x})
    np.fromiter([{x}, {y}], float) | np.fromiter({x}, float) | np.r_[{x}, {y}] | np.c_[{x}, {y}]
    np.full(2, {x})
    np.full(2, {x}, dtype=float) | np.full_like(np.ones(3), {x})
    np.vectorize(lambda e: e * e)({x}) | [0.0]; v[0] = {x}
    np.vectorize(math.exp)({x}) | np.frompyfunc(lambda e: e * 2, 1, 1)({x})
    np.apply_along_axis(sum, 0, {x})
    np.piecewise({x}, [{x} > 0], [1.0, lambda e: e]) | np.select([{x} > 0], [{x}], 0.5)
    np.where({x} > 0, {x}, {c})
    np.where({c} > 0, {x}, {y}) | np.interp(0.3, [0.0, 1.0], [{x}, {y}])
    np.ma.masked_array({c}, {c} > 0) * {x}
    {x} * np.ma.masked_array({c}, {c} > 0) | np.ma.array([{x}, {y}])
    np.matrix([[1.0, 2.0, 3.0]]) * {x}
    np.polynomial.Polynomial([{x}, {y}])(0.5) | np.polynomial.Polynomial([1.0, 2.0])({x})
    np.polyval([1.0, 2.0], {x})
    np.polyval([{x}, {y}], 0.3) | np.linspace({x}, {y}, 3) | np.arange(0.0, 1.0, abs({x}) + 0.3)
    {x}.sum()
    np.random.default_rng(0).normal({x}, 1.0) | np.random.default_rng(0).uniform(-3.0, {x})
    complex({x}).real
    functools.reduce(operator.add, [{x}, {y}]) | list(itertools.accumulate([{x}, {y}]))
    statistics.mean([{x}, {y}])
    statistics.fmean([{x}, {y}]) | statistics.NormalDist({x}, 1.0).pdf(0.3)
    statistics.median([{x}, {y}, 0.1]) | {x}.exp()
    {x}.tanh().mean() | {x}.reshape(-1) | {x}.T | list({x}) | first, *rest = {x}; v = first
    {x}; v += {y} | {x}; v *= {c}
    math.hypot({x}, {y}) | math.fsum([{x}, {y}]) | math.prod([{x}, {y}])
    math.dist([{x}, 0.0], [{y}, 1.0])
    np.float64({x}) | np.float64(1.5) * {x} | np.float32(1.5) + {x} | np.float64(1.5) ** {x}
    np.int64(3) * {x}
    {x} * np.float64(2.0) | memoryview({x})[0] | slice({x}).stop | divmod({x}, 0.3)[1]
    math.fmod({x}, 0.3)
    {x} + [1.0, 2.0, 3.0] | [1.0, 2.0, 3.0] * {x} | np.add.reduce([{x}, {y}])
    sum([{x}, {y}]) / len([{x}, {y}])
    min([{x}, {y}], key=lambda e: -e) | np.stack([{x}, {y}]).sum() | np.concatenate([{x}, {c}])
    np.einsum('i,i->', {x}, {c}) | np.array(({x}, {c})).sum() | range(3)[int({x})] * {y}
""")
PANDAS = one_by_one("""
    pd.Series([{x}, {y}]).sum() | pd.Series({c}) * {x} | {x} * pd.Series({c})
    pd.Series([{x}, {y}]).mean()
    pd.DataFrame({{'p': [1.0, 2.0, 3.0]}}) * {x} | pd.DataFrame(np.ones((2, 3))) @ {x}
    {x} @ pd.DataFrame(np.ones((3, 2)))
    pd.Series({c}).apply(lambda e: e * {x}) | pd.Series([{x}, {y}]).astype(float) | pd.Series({x})
    pd.DataFrame({{'p': {x}}}) | pd.Series([{x}, {y}]).max() | pd.Series([{x}, {y}]).std()
    pd.Series([{x}, {y}]).cumsum()
    pd.Series({c}).dot({x}) | np.exp(pd.Series([{x}, {y}]))
    pd.Series({c}).map(lambda e: {x}).sum()
    pd.to_numeric(pd.Series([{x}, {y}])) | pd.Series({c}).fillna({x}) | pd.Series({c}).clip({x})
    pd.Series({c}); v[0] = {x} | pd.Series({c}).add({x})
""")


def written_out():
    """Every way to call each public function, as text with {x}, {y} (nodes or what came of them)
    and {c} (constants).
    """
    modules = {
        "math": math,
        "np": np,
        "np.linalg": np.linalg,
        "np.fft": np.fft,
        "np.ma": np.ma,
        "operator": operator,
    }
    modules |= {"np.polynomial.polynomial": np.polynomial.polynomial, "special": special}
    pairs = [
        (f"{path}.{name}", getattr(module, name))
        for path, module in modules.items()
        if module
        for name in public(module)
    ]
    for path, f in pairs:
        yield (
            path,
            [form.replace("{f}", path) for form in (UFUNCS if isinstance(f, np.ufunc) else CALLS)],
        )


FUNCTIONS = dict(written_out())
SPELLED = list(FUNCTIONS.values())
KNOWN = {
    "math": math, "np": np, "operator": operator, "statistics": statistics, "itertools": itertools,
    "functools": functools,
    "pd": pd, "special": special,
}  # fmt: skip


@functools.lru_cache(maxsize=100_000)
def compiled(line):
    return compile(line, "<program>", "exec")


class Program:
    """Leaves with their numbers, and lines."""

    def __init__(self, numbers, lines=()):
        self.numbers, self.lines = numbers, list(lines)

    def start(self, t=0.0, direction=None):
        """The names that a program starts with, its leaves moved by t along a direction."""
        env = dict(KNOWN)
        for name, number in self.numbers.items():
            moved = number if direction is None else number + t * direction[name]
            env[name] = LEAVES[name][0](moved, name)
        for name, number in CONSTANTS.items():
            env[name] = number
        return env

    def outcome(self, t=0.0, direction=None):
        """The names after the program, and all numbers that it made, in order."""
        env = self.start(t, direction)
        for line in self.lines:
            exec(compiled(line), env)
        made = [env[name] for name in env if name[0] == "v" and name[1:].isdecimal()]
        return env, list(itertools.chain.from_iterable(map(parts, made)))

    def __str__(self):
        leaves = [
            f"{name} = {LEAVES[name][0].__name__}({np.round(x, 3).tolist()}, {name!r})"
            for name, x in self.numbers.items()
        ]
        return "\n".join("    " + line for line in [*leaves, *self.lines])


def parts(x, depth=0):
    """The nodes and arrays of plain numbers that something holds."""
    if isinstance(x, Node):
        yield x
    elif isinstance(x, (bool, int, float, complex, np.number, np.bool_)):
        yield plain(x)
    elif isinstance(x, np.ma.MaskedArray):
        yield from parts(x.filled(0.0), depth)
    elif isinstance(x, np.ndarray):
        if x.dtype == object:
            yield from itertools.chain.from_iterable(parts(e, depth + 1) for e in x.flat)
        elif x.dtype.kind in "fiubc":
            yield plain(x)
    elif isinstance(x, (list, tuple, set, frozenset)) and depth < 4:
        yield from itertools.chain.from_iterable(parts(e, depth + 1) for e in x)
    elif isinstance(x, dict):
        yield from itertools.chain.from_iterable(parts(e, depth + 1) for e in x.values())
    elif pd is not None and isinstance(x, (pd.Series, pd.DataFrame)):
        yield from parts(x.to_numpy(), depth)


def plain(x):
    x = np.asarray(x)
    return np.stack([x.real, x.imag]).astype(float) if x.dtype.kind == "c" else x.astype(float)


def flat(found):
    numbers = [np.ravel(p.data if isinstance(p, Node) else p) for p in found]
    return np.concatenate(numbers).astype(float) if numbers else np.zeros(0)


STEP = 1e-4


def judged(program, rng):
    """What is wrong with a program; "" if nothing is, None if that cannot be told or something was
    said.
    """
    direction = {
        name: rng.uniform(0.5, 1.5, np.shape(x)) * rng.choice([-1.0, 1.0], np.shape(x))
        for name, x in program.numbers.items()
    }
    try:
        env, found = program.outcome()
        base = flat(found)
        moved = {k: flat(program.outcome(k * STEP, direction)[1]) for k in (-2, -1, 1, 2)}
    except Exception:
        return None
    if any(len(m) != len(base) for m in moved.values()):
        return None
    near, far = (moved[1] - moved[-1]) / (2 * STEP), (moved[2] - moved[-2]) / (4 * STEP)
    slopes = (4 * near - far) / 3
    size = np.maximum(np.maximum(np.abs(base), np.abs(slopes)), 1.0)
    right, left = (moved[1] - base) / STEP, (base - moved[-1]) / STEP
    smooth = (
        np.isfinite(slopes)
        & np.isfinite(size)
        & (np.abs(near - far) < 1e-4 * size)
        & (np.abs(right - left) < 1e-2 * size)
    )
    smooth &= size < 1e8
    weights = np.where(smooth, rng.uniform(0.5, 1.5, len(base)) / np.where(smooth, size, 1.0), 0.0)
    try:
        got = by_the_graph(program, env, found, weights, smooth, direction)
    except Exception:
        return None
    expected = float(np.sum(np.where(smooth, slopes, 0.0) * weights))
    if not math.isfinite(got) or abs(got - expected) <= 1e-5 * max(
        1.0, float(np.sum(weights != 0))
    ):
        return "" if math.isfinite(got) else None
    return f"gradient {got:.6g}, numerical {expected:.6g}"


def by_the_graph(program, env, found, weights, smooth, direction):
    """The slope along a direction that backward() gives, of the smooth numbers times their
    weights.
    """
    at = 0
    for part in found:
        count = np.size(part.data) if isinstance(part, Node) else np.size(part)
        w, chosen, at = weights[at : at + count], smooth[at : at + count], at + count
        if not isinstance(part, Node) or part.kind == "constant" or not chosen.any():
            continue
        if isinstance(part, Value):
            part.backward(float(w[0]))
        else:
            part.backward(w.reshape(part.shape))
    grads = [
        (env[name].grad, direction[name]) for name in program.numbers if isinstance(env[name], Node)
    ]
    return float(sum(np.sum(g * v) for g, v in grads if g is not None))


def drawn(rng, length=5, tries=9):
    """A program of steps about which nothing was said, the number of steps about which something
    was.
    """
    leaves = FAMILIES[rng.integers(len(FAMILIES))]
    numbers = {
        name: rng.uniform(0.2, 1.6, LEAVES[name][1]) * rng.choice([1.0, 1.0, -1.0], LEAVES[name][1])
        for name in leaves
    }
    numbers = {
        name: x if x.ndim else float(x)
        for name, x in ((n, np.asarray(x)) for n, x in numbers.items())
    }
    program, said = Program(numbers), 0
    env, known = program.start(), list(leaves)
    for _ in range(tries):
        if len(program.lines) == length:
            break
        name = f"v{len(program.lines)}"
        line = as_step(a_form(rng, known), name)
        try:
            exec(compiled(line), env)
            # fails for a masked array that NumPy itself left broken
            has_numbers = any(True for _ in parts(env[name]))
        except Exception:
            said += 1
            env.pop(name, None)
            continue
        program.lines.append(line)
        if has_numbers:
            known.append(name)
    return program, said


@functools.lru_cache(maxsize=100_000)
def as_step(form, name):
    """A form as a step that gives `name`: an expression, or statements about v."""
    if ";" not in form:
        return f"{name} = {form}"
    first, *rest = form.split("; ")
    if not first.startswith("first,"):
        first = f"v = {first}"
    return "; ".join([first, *rest, f"{name} = v"])


def a_form(rng, known):
    kind = rng.integers(10)
    if kind < 5:
        forms = STATEMENTS
    elif kind == 5 and pd is not None and rng.integers(4) == 0:
        forms = PANDAS
    else:
        forms = SPELLED[rng.integers(len(SPELLED))]
    form = forms[rng.integers(len(forms))]
    x, y = (known[i] for i in rng.integers(len(known), size=2))
    return form.format(x=x, y=y, c=("k", "c", "c", "C")[rng.integers(4)])


def shrunk(program, seed):
    """The fewest lines that are still wrong."""
    for i in reversed(range(len(program.lines))):
        fewer = Program(program.numbers, program.lines[:i] + program.lines[i + 1 :])
        if judged(fewer, np.random.default_rng(seed)):
            program = fewer
    for name in list(program.numbers):
        fewer = Program({n: x for n, x in program.numbers.items() if n != name}, program.lines)
        if fewer.numbers and judged(fewer, np.random.default_rng(seed)):
            program = fewer
    return program


@contextlib.contextmanager
def listening():
    """Warnings of this package are errors in here, NumPy's are not heard."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for kind in (DetachedWarning, NumericWarning):
            warnings.simplefilter("error", kind)
        yield


def run(programs, seed):
    """Counts, and the silent programs that are wrong: (what is wrong, program), shrunk."""
    counts, wrong = Counter(), []
    with listening():
        for i in range(seed, seed + programs):
            rng = np.random.default_rng(i)
            program, said = drawn(rng)
            verdict = judged(program, np.random.default_rng(i))
            counts["said"] += said
            counts["steps"] += len(program.lines)
            counts["untold" if verdict is None else "wrong" if verdict else "right"] += 1
            if verdict:
                small = shrunk(program, i)
                wrong.append((judged(small, np.random.default_rng(i)), small))
    return SimpleNamespace(counts=counts, wrong=wrong)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    start = time.perf_counter()
    found = run(given.programs, given.seed)
    seen = Counter()
    for what, program in found.wrong:
        kind = "; ".join(line.partition("=")[2] for line in program.lines)
        seen[kind] += 1
        if seen[kind] == 1:
            print(f"\n{what}\n{program}")
    seconds = time.perf_counter() - start
    print(dict(found.counts), f"{given.programs / seconds:.0f} programs/s")


if __name__ == "__main__":
    main()
