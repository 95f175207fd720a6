"""무작위 프로그램을 내보낸다: 모델과 같거나, 이름을 대고 거절되거나.

Export random programs over both tables: what onnxruntime computes from the file is what the program
computes, on other numbers and other numbers of samples; or the program is refused. ``python -m
tests.exporting.programs 10000`` counts.
"""

import collections
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np

from micrograd_ko import GraphError, MicrogradError, OpError, Tensor, export_onnx, no_grad
from micrograd_ko.engine import Node
from tests.helpers.exports import session
from tests.replay_fuzz.programs import NAMES, program_of

APART = 1e-7  # beside the largest result: a program may lose digits by itself


def function_of(program):
    """The program as a function of its inputs, which are leaves that are no constants."""
    space = dict(NAMES)
    for leaf in program.leaves:
        if leaf.role == "m":
            space[leaf.name] = eval(leaf.data, space).eval()
        else:
            space[leaf.name] = leaf.data if leaf.role == "c" else Tensor(leaf.data, leaf.name)
    exec(program.source(), space)
    return space["f"], [np.asarray(x.data) for x in program.leaves if x.role == "x"]


def drawn(seed):
    """A program on arrays of float64, with one input."""
    rng = np.random.default_rng(seed)
    while True:
        program = program_of(rng, scalar=False)
        inputs = [leaf for leaf in program.leaves if leaf.role == "x"]
        wide = all(np.asarray(x.data).dtype == np.float64 for x in program.leaves if x.role != "m")
        if len(inputs) == 1 and np.size(inputs[0].data) and wide:
            return program


def packed(function, shape):
    """The function of one row of numbers."""
    return lambda x: function(x[0].reshape(shape))


def computed(model, x):
    with np.errstate(all="ignore"), no_grad():
        found = model(Tensor(x))
    return found.data if isinstance(found, Node) else None


def outcome(seed, folder, *, grows):
    """What becomes of a program: "equal", "refused", "not finite", or what is wrong with it.

    Args:
        grows: its input has any number of samples; otherwise it is one row of just so many numbers.
    """
    program = drawn(seed)
    function, (x,) = function_of(program)
    if grows and not x.ndim:
        return "no samples"
    model = function if grows else packed(function, x.shape)
    given = x if grows else x.reshape(1, -1)
    path = Path(folder) / "program.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            export_onnx(model, path, given, **({} if grows else {"batch": 1}))
        except (GraphError, OpError) as error:
            known = error.key.startswith("export.")
            return "refused" if known else "refused elsewhere"
        except MicrogradError:
            return "refused elsewhere"
        except Exception as error:
            return f"broken {type(error).__name__}: {error}"
        return compared(model, path, given, np.random.default_rng(seed), grows=grows)


def compared(model, path, x, rng, *, grows):
    runs = session(path)
    tried = "not finite"
    for n in (1, 3, 12) if grows else (1, 1):
        rows = rng.permuted(x[rng.integers(len(x), size=n)], axis=0)
        rows = rows * rng.uniform(0.9, 1.1, rows.shape)
        try:
            expected = computed(model, rows)
        except MicrogradError:  # the program does not take such a batch
            continue
        if expected is None or not np.isfinite(expected).all():
            continue
        (found,) = runs.run(None, {"x": rows})
        if found.shape != expected.shape or found.dtype != expected.dtype:
            return f"of shape {found.shape} {found.dtype}, not {expected.shape} {expected.dtype}"
        apart = np.abs(found - expected).max(initial=0) / np.abs(expected).max(initial=1)
        if not apart <= APART:
            return f"apart by {apart}"
        tried = "equal"
    return tried


def main(count):
    with tempfile.TemporaryDirectory() as folder:
        for grows in (False, True):
            found = collections.Counter()
            for seed in range(count):
                result = outcome(seed, folder, grows=grows)
                found[result.partition(" ")[0]] += 1
                if result.startswith(("of shape", "apart", "broken")):
                    print(seed, result, drawn(seed).source(), sep="\n")
            print("any number of samples:" if grows else "one row:", dict(found))


if __name__ == "__main__":
    main(int(sys.argv[1]))
