"""NumPy가 가진 함수와 여기서 하는 대답의 표.

The table of what NumPy offers for arrays, and what is answered for Tensors: differentiated, plain
numbers, or refused. ``python -m tests.vocabulary`` prints it, ``--write`` writes it beside the
tests, which hold it to what the engine does.
"""

import sys
from pathlib import Path

import autograd.numpy  # noqa: F401 - fills the table of primitives
import numpy as np
from autograd.core import primitive_vjps

from micrograd_ko.engine.numpy_functions import FUNCTIONS, PLAIN

VERSION = ".".join(np.__version__.split(".")[:2])
PAGE = Path(__file__).parent / "engine" / "vocabulary.md"
MODULES = (np, np.linalg, np.fft)
ANSWERS = ("differentiated", "plain numbers", "refused")
HEAD = """\
# NumPy의 함수와 Tensor / NumPy's functions and Tensors

`python -m tests.vocabulary --write`가 만듭니다. Made by `python -m tests.vocabulary --write`; a
test holds it to what the engine does.
"""


def offered(module):
    """The functions of a module that ask the class of their arguments: name and function."""
    for name in sorted(dir(module)):
        function = getattr(module, name)
        if not name.startswith("_") and isinstance(function, (np.ufunc, type(np.sum))):
            yield name, function


def answer(function):
    return ANSWERS[0 if function in FUNCTIONS else 1 if function in PLAIN else 2]


def of_autograd():
    """The functions of NumPy's, of whole arrays and entry by entry, that HIPS autograd
    differentiates.
    """
    found = {}
    for primitive in primitive_vjps:
        function = getattr(primitive, "fun", primitive)
        module = getattr(function, "__module__", "") or ""
        name = "concatenate" if function.__name__ == "concatenate_args" else function.__name__
        if module in ("numpy", "numpy.linalg") or name == "concatenate":
            home = np.linalg if module == "numpy.linalg" else np
            found[name] = getattr(home, name, function)
    return found


def page():
    lines = [HEAD, f"NumPy {VERSION}\n"]
    for module in MODULES:
        found = dict(offered(module))
        for kind in ANSWERS:
            names = [name for name, function in found.items() if answer(function) == kind]
            lines.append(f"## {module.__name__}: {kind} ({len(names)})\n")
            lines.append(", ".join(names) + "\n" if names else "-\n")
    theirs = of_autograd()
    ours = [name for name, function in theirs.items() if function in FUNCTIONS]
    rest = sorted(set(theirs) - set(ours))
    lines.append(f"## HIPS autograd: {len(ours)} of {len(theirs)}\n")
    lines.append(f"Not here: {', '.join(rest) or '-'}\n")
    return "\n".join(lines)


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        sys.stdout.reconfigure(encoding="utf-8")
        print(page())
