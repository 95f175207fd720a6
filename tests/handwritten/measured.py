"""기울기를 이름마다: 손으로 쓴 것과 차분으로 잰 것.

Give the gradients of a program by the names of its parameters, however they are kept: those
written by hand, and those measured by differences.
"""

import numpy as np

from tests.handwritten.programs import call, leaves, loss_of, replaced

FORMS = ("d{}", "{}", "grad_{}", "{}_grad", "d_{}")


# ── names of nested parameters ──


def names_of(parameters):
    """What each array is called: by its keys, or W1, b1, … in a list of layers."""
    paths = list(leaves(parameters))
    if isinstance(parameters, dict):
        return {path: "".join([path[0], *map(suffix, path[1:])]) for path in paths}
    if all(len(path) == 2 for path in paths):
        first = sum(np.size(leaf) for leaf in parameters[0])  # [biases, weights] or [(W, b), …]
        sorted_apart = len(parameters) == 2
        heavy = 0 if first >= sum(np.size(leaf) for leaf in parameters[1]) else 1
        return {
            (
                a,
                b,
            ): f"{'W' if (a if sorted_apart else b) == (heavy if sorted_apart else 0) else 'b'}"
            f"{(b if sorted_apart else a) + 1}"
            for a, b in paths
        }
    return {path: f"p{k}" for k, path in enumerate(paths, start=1)}


def suffix(key):
    return f"[{key}]" if isinstance(key, int) else f".{key}"


def argument_names(forward, parameters):
    """A flat list is called by the arguments of forward."""
    flat = isinstance(parameters, (list, tuple)) and all(len(p) == 1 for p in leaves(parameters))
    taken = forward.__code__.co_varnames[: forward.__code__.co_argcount]
    taken = tuple(name for name in taken if name != "self")
    if flat and len(taken) == len(parameters):
        return {(k,): name for k, name in enumerate(taken)}
    return names_of(parameters)


def stands_at(gradients, path):
    """What stands at a path in the gradients, whose dicts may say dW for W."""
    for key in path:
        if isinstance(gradients, dict):
            key = next(form.format(key) for form in FORMS if form.format(key) in gradients)
        gradients = gradients[key]
    return gradients


def by_name(gradients, names):
    """The gradients by the parameters' names."""
    if len(names) == 1 and not isinstance(gradients, (dict, list)):
        return {name: np.asarray(gradients) for name in names.values()}
    if isinstance(gradients, (list, tuple)) and isinstance(next(iter(names))[0], str):
        return dict(zip(names.values(), map(np.asarray, gradients), strict=True))
    found = {}
    for path, name in names.items():
        keys = [form.format(name) for form in FORMS]
        known = [k for k in keys if isinstance(gradients, dict) and k in gradients]
        found[name] = np.asarray(gradients[known[0]] if known else stands_at(gradients, path))
    return found


def by_hand(program):
    forward, gradients, parameters = program
    with np.errstate(all="ignore"):
        call(forward, parameters)
        return by_name(call(gradients, parameters), argument_names(forward, parameters))


# ── differences ──


def by_differences(program, step=1e-4):
    """By five points, whose error is of the fourth order."""
    forward, gradients, parameters = program
    found = {}
    for path, leaf in leaves(parameters).items():
        array = leaf if isinstance(leaf, np.ndarray) else np.array(float(leaf))
        slopes = np.zeros(array.shape)
        for index in np.ndindex(array.shape):
            kept, losses = array[index], []
            for move in (1, -1, 2, -2):
                array[index] = kept + move * step
                given = parameters if array is leaf else replaced(parameters, path, float(array))
                losses.append(loss_of((forward, gradients, given)))
            array[index] = kept
            near, far = losses[0] - losses[1], losses[2] - losses[3]
            slopes[index] = (8 * near - far) / (12 * step)
        found[argument_names(forward, parameters)[path]] = slopes
    return found
