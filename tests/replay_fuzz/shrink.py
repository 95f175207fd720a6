"""가장 작은 프로그램으로 줄이고, 돌려 볼 수 있는 파이썬으로 적는다.

Makes a scenario that shows a fault as small as it gets, and writes it as a few lines of Python.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from tests.replay_fuzz.checks import Scenario, check
from tests.replay_fuzz.programs import Leaf, Program, Step

TRIES = 400


def shrunk(
    scenario: Scenario, check: Callable[[Scenario], Any] = check, tries: int = TRIES
) -> Scenario:
    """The smallest scenario found in so many tries that still shows the same kind of fault."""
    wanted, progress = kind_of(check(scenario)), True
    while progress and tries > 0:
        progress = False
        for candidate in smaller(scenario):
            tries -= 1
            try:
                same = kind_of(check(candidate)) == wanted
            except (
                SyntaxError,
                NameError,
                KeyError,
                IndexError,
                TypeError,
                ValueError,
                AttributeError,
            ):
                continue  # no program any more
            if same:
                scenario, progress = candidate, True
                break
            if tries <= 0:
                break
    return scenario


def kind_of(outcome: Any) -> tuple[str, str]:
    """What has to stay while a scenario shrinks: the status, and what differed, not where."""
    return outcome.status, re.sub(r"^\w+ ", "", outcome.what)


def smaller(scenario: Scenario) -> Iterator[Scenario]:
    actions, program = scenario.actions, scenario.program
    for i in range(len(actions)):
        if len(actions) > 1:
            yield replace(scenario, actions=actions[:i] + actions[i + 1 :])
    for i, (name, *rest) in enumerate(actions):
        if name == "train" and rest[2] > 1:
            yield replace(scenario, actions=(*actions[:i], (name, *rest[:2], 1), *actions[i + 1 :]))
        if name in ("call", "numerical") and rest[0]:
            yield replace(scenario, actions=(*actions[:i], (name, 0), *actions[i + 1 :]))
    for program_ in fewer_steps(program):
        yield with_program(scenario, program_)
    if scenario.listed is not None:
        yield replace(scenario, listed=None)
    if scenario.how == "graph":
        yield replace(scenario, how="function")
    for old, new in ((100, 9), (17, 9), (9, 2), (5, 2), (4, 2), (3, 2), (2, 1)):
        yield with_axis(scenario, old, new)
    for i, leaf in enumerate(program.leaves):
        if leaf.role == "m" or np.size(leaf.data) > 2000:
            continue
        data = np.asarray(leaf.data)
        for simple in (
            np.round(data, 1),
            np.round(data),
            np.arange(1.0, data.size + 1).reshape(data.shape),
        ):
            if not np.array_equal(simple, data, equal_nan=True) and len(
                repr(simple.tolist())
            ) < len(repr(data.tolist())):
                simple = float(simple) if type(leaf.data) is float else simple.astype(data.dtype)
                yield with_leaf(scenario, i, replace(leaf, data=simple))


def fewer_steps(program: Program) -> Iterator[Program]:
    """Programs that end earlier, and such as leave one step out."""
    for i in range(1, len(program.steps)):
        yield Program(program.leaves, program.steps[:i]).pruned()
    for i, step in enumerate(program.steps):
        nodes = [name for name in step.operands if name[0] != "c"]
        for name in dict.fromkeys(nodes):
            rest = tuple(
                replace(s, operands=tuple(name if o == step.name else o for o in s.operands))
                for s in program.steps[i + 1 :]
            )
            if program.steps[:i] + rest:
                yield Program(program.leaves, program.steps[:i] + rest).pruned()
    for leaf in program.leaves:
        if leaf.role != "m" and all(leaf.name not in step.names() for step in program.steps):
            yield Program(tuple(x for x in program.leaves if x is not leaf), program.steps)
    for leaf in program.leaves:  # one leaf in the place of another
        for other in program.leaves:
            if (
                leaf.role in "wxc"
                and other.role in "wx"
                and leaf.name > other.name
                and type(leaf.data) is type(other.data)
            ):
                steps = [
                    replace(
                        s, operands=tuple(other.name if o == leaf.name else o for o in s.operands)
                    )
                    for s in program.steps
                ]
                yield Program(program.leaves, tuple(steps)).pruned()


def with_program(scenario: Scenario, program: Program) -> Scenario:
    kept = {leaf.name for leaf in program.leaves}
    listed = (
        None
        if scenario.listed is None
        else tuple(n for n in scenario.listed if n.partition(".")[0] in kept)
    )
    batches = tuple(
        {name: data for name, data in batch.items() if name in kept} for batch in scenario.batches
    )
    chosen = tuple(
        re.sub(
            r"\[(.*?)\]",
            lambda m: f"[{', '.join(n for n in m[1].split(', ') if n.partition('.')[0] in kept)}]",
            code,
        )
        for code in scenario.optimizers
    )
    return replace(scenario, program=program, listed=listed, batches=batches, optimizers=chosen)


def with_leaf(scenario: Scenario, i: int, leaf: Leaf) -> Scenario:
    leaves = scenario.program.leaves
    batches = scenario.batches
    if leaf.role == "x" and scenario.how != "vectorize" and batches:
        batches = ({**batches[0], leaf.name: leaf.data}, *batches[1:])
    return replace(
        scenario,
        program=replace(scenario.program, leaves=(*leaves[:i], leaf, *leaves[i + 1 :])),
        batches=batches,
    )


def with_axis(scenario: Scenario, old: int, new: int) -> Scenario:
    """Every axis of the length `old` as long as `new`: of leaves, inputs, and in what steps say."""

    def cut(x: Any) -> Any:
        if not isinstance(x, np.ndarray):
            return x
        return np.asarray(x[tuple(slice(new) if n == old else slice(None) for n in x.shape)])

    program = scenario.program
    leaves = tuple(
        replace(
            leaf,
            data=cut(leaf.data)
            if leaf.role != "m"
            else re.sub(rf"\b{old}\b(?!\.)", str(new), leaf.data),
        )
        for leaf in program.leaves
    )
    steps = tuple(
        Step(
            s.name, re.sub(rf"(?<![\d.{{v-])\b{old}\b(?![.\d}}])", str(new), s.template), s.operands
        )
        for s in program.steps
    )
    batches = tuple({name: cut(x) for name, x in batch.items()} for batch in scenario.batches)
    actions = tuple(tuple(cut(x) for x in action) for action in scenario.actions)
    return replace(scenario, program=Program(leaves, steps), batches=batches, actions=actions)


# ── as Python ──


def written(scenario: Scenario) -> str:
    """The scenario as a script."""
    program = scenario.program
    lines = [
        "import numpy as np; from micrograd_ko import *; from micrograd_ko.nn import *; from "
        "micrograd_ko.optim import *"
    ]
    names: dict[str, list[str]] = {
        role: [leaf.name for leaf in program.leaves if leaf.role == role] for role in "wxcm"
    }
    for leaf in program.leaves:
        kind = "Value" if type(leaf.data) is float else "Tensor"
        if leaf.role == "w":
            lines.append(f'{leaf.name} = {kind}({literal(leaf.data)}, "{leaf.name}")')
        elif leaf.role != "x":
            lines.append(f"{leaf.name} = {leaf.data if leaf.role == 'm' else literal(leaf.data)}")
    for i, batch in enumerate(scenario.batches if names["x"] else ()):
        used = any(
            (name in ("call", "numerical") and i == rest[0])
            or (name in ("step", "train") and i == rest[1])
            for name, *rest in scenario.actions
        )
        if used or (i == 0 and scenario.early):
            lines.append(f"batch{i} = {', '.join(literal(x) for x in batch.values())},")
    lines.append(program.source().rstrip())
    make = "vectorize" if scenario.how == "vectorize" else "replay"
    listed = "" if scenario.listed is None else f", parameters=[{', '.join(scenario.listed)}]"
    if scenario.how == "graph":
        lines.append(
            "inputs = [Tensor(x) if isinstance(x, np.ndarray) else Value(x) for x in batch0]"
            if names["x"]
            else "inputs = []"
        )
        lines.append(f"program = replay(f(*inputs), inputs=inputs{listed})")
    else:
        first = "[float(x[0]) for x in batch0]" if scenario.how == "vectorize" else "batch0"
        given = f", inputs={first}" if scenario.early and names["x"] else ""
        lines.append(f"program = {make}(f{given}{listed})")
    lines += [f"optimizer{i} = {code}" for i, code in enumerate(scenario.optimizers)]
    lines += [action_line(action, bool(names["x"])) for action in scenario.actions]
    return "\n".join(lines)


def action_line(action: tuple[Any, ...], inputs: bool) -> str:
    name, *rest = action
    batch = (lambda i: f"*batch{i}") if inputs else (lambda i: "")
    after = (lambda i: f", *batch{i}") if inputs else batch
    if name == "call":
        return f"print(result := program({batch(rest[0])}))"
    if name == "backward":
        seed = (
            f"np.random.default_rng({rest[1]}).normal(size=result.shape)"
            if rest[0] == "array"
            else repr(rest[0])
        )
        return f"program.backward({seed})"
    if name == "set":
        return (
            f"{rest[0]}.data{'[...]' if rest[2] and type(rest[1]) is not float else ''} = "
            f"{literal(rest[1])}"
        )
    if name == "step":
        return f"print(program.step(optimizer{rest[0]}{after(rest[1])}))"
    if name == "train":
        return f"print(program.train(optimizer{rest[0]}{after(rest[1])}, steps={rest[2]}))"
    if name == "numerical":
        return f"print(program.numerical_gradient({batch(rest[0])}))"
    return "# every .grad = None" if name == "zero" else str(rest[0])


def literal(x: Any) -> str:
    if type(x) is float:
        return repr(x)
    dtype = ", dtype=np.float32" if x.dtype == np.float32 else ""
    if not x.size:
        return f"np.zeros({x.shape}{dtype})"
    if x.size > 60:
        return (
            f"np.resize(np.array({[round(float(v), 3) for v in x.flat[:12]]}{dtype}), "
            f"{x.shape})  # about\n"
        )
    return f"np.array({x.tolist()}{dtype})"
