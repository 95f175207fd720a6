"""무엇을 언제 읽는가: `import micrograd_ko`와 Value는 쓰지 않는 것을 읽지 않는다.

What is loaded when: `import micrograd_ko` and a Value load nothing that they do not use, and what
comes later is what it would have been.
"""

import ast
import os
import pickle
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import micrograd_ko
from micrograd_ko import TABLE, OpError, Tensor, Value, messages
from micrograd_ko.engine import operators, row_checks
from micrograd_ko.engine.numpy_elementwise import CALLED, ELEMENTWISE

ROOT = Path(micrograd_ko.__file__).parents[1]

REPORT = """
import sys
former = {module for module in sys.modules if type(sys.modules[module]).__name__ == "_Former"}
print(*(module for module in sys.modules if module not in former))
"""
ONE_VALUE = """
import micrograd_ko
x = micrograd_ko.Value(2.0, "x")
y = x * x + 1
y.backward()
assert x.grad == 4.0
"""
NOT_FOR_A_VALUE = """
array_ops array_row array_rule_words arrays expanding formulas linalg_rule_words notation
numpy_calls numpy_choices numpy_elementwise numpy_functions numpy_linalg numpy_places numpy_products
numpy_shapes numpy_sums numpy_values pieces row_checks taker tensor tensor_methods ufunc_calls
value_calls
"""


def run(code, **variables):
    """What a fresh process prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **variables},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def loaded_by(code):
    return {name for name in run(code + REPORT).split() if "." in name or name == "numpy"}


def ours(modules):
    return {name.removeprefix("micrograd_ko.") for name in modules if name.startswith("micrograd")}


def test_import_alone_loads_the_door():
    loaded = loaded_by("import micrograd_ko")
    assert ours(loaded) == {"later", "moved"} and "numpy" not in loaded


def test_a_value_loads_what_it_is_made_of():
    loaded = ours(loaded_by(ONE_VALUE))
    assert {"engine.value", "engine.backward", "engine.ops"} <= loaded
    assert not {f"engine.{name}" for name in NOT_FOR_A_VALUE.split()} & loaded
    assert not {room for room in loaded if room.startswith("messages.")}  # nothing was said
    assert not loaded & {"checking", "diagnosing", "init", "replaying", "saving", "seeing", "nn"}
    assert len(loaded) <= 26


def test_the_files_that_a_value_does_without_exist():
    engine = ROOT / "micrograd_ko" / "engine"
    assert {*NOT_FOR_A_VALUE.split()} <= {file.stem for file in engine.glob("*.py")}


def test_a_sentence_loads_its_own_file():
    code = (
        "from micrograd_ko import set_language\ntry:\n    set_language('jp')\nexcept ValueError:\n"
    )
    said = {name for name in ours(loaded_by(f"{code}    pass")) if name.startswith("messages.")}
    assert said == {"messages.particles", "messages.engine"}


@pytest.mark.parametrize("file", messages.FAMILIES)
def test_the_families_of_a_file_of_sentences_are_those_of_its_keys(file):
    keys = import_module(f"micrograd_ko.messages.{file}").MESSAGES
    assert {*messages.FAMILIES[file].split()} == {key.partition(".")[0] for key in keys}


# ── doors ──

DOORS = ["micrograd_ko", "micrograd_ko.engine", "micrograd_ko.messages"]


def parts_of(door):
    """What type checkers see a door hand on, and what its table says: names by module."""
    tree = ast.parse(Path(import_module(door).__file__).read_text(encoding="utf-8"))
    checked = next(node for node in tree.body if isinstance(node, ast.If)).body
    seen = {
        node.module: {alias.name for alias in node.names}
        for node in checked
        if isinstance(node, ast.ImportFrom)
    }
    call = next(
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "handing_on"
    )
    table = {module: {*names.split()} for module, names in ast.literal_eval(call.args[1]).items()}
    return seen, table


@pytest.mark.parametrize("door", DOORS)
def test_the_table_of_a_door_is_what_type_checkers_see(door):
    seen, table = parts_of(door)
    assert table == seen
    assert set().union(*table.values()) <= {*import_module(door).__all__}


@pytest.mark.parametrize("door", DOORS)
def test_every_name_of_a_door_is_there(door):
    run(f"from {door} import *\nimport {door} as door\nassert {{*door.__all__}} <= {{*globals()}}")


@pytest.mark.parametrize("door", DOORS)
def test_a_door_says_what_it_does_not_have(door):
    with pytest.raises(AttributeError, match=f"module '{door}' has no attribute 'nothing'"):
        _ = import_module(door).nothing


def test_rooms_can_be_asked_for_as_if_they_were_loaded():
    code = "import micrograd_ko as m; print(m.errors.OpError.__name__, m.engine.tensor.Tensor)"
    assert run(code) == "OpError <class 'micrograd_ko.engine.tensor.Tensor'>"


def test_functions_are_no_modules_whatever_is_imported_first():
    first = "import micrograd_ko.engine.expand, micrograd_ko.engine.expanding, micrograd_ko.expand"
    code = f"{first}\nfrom micrograd_ko.engine import expand\nimport micrograd_ko as m"
    assert run(f"{code}\nprint(expand is m.expand, callable(expand))") == "True True"


def test_threads_find_the_same_at_first_use():
    code = """
import threading, micrograd_ko
found, start = [], threading.Barrier(8)
def use():
    start.wait()
    x, t = micrograd_ko.Value(0.5), micrograd_ko.Tensor([1.0, 2.0])
    y, loss = x.tanh() * x.exp(), (t.tanh() @ t).sum()
    y.backward(), loss.backward()
    found.append((type(x), type(t), x.grad, t.grad.tolist(), micrograd_ko.tanh, type(x).tanh))
threads = [threading.Thread(target=use) for _ in range(8)]
[t.start() for t in threads], [t.join() for t in threads]
print(len(found), all(f[:5] == found[0][:5] for f in found))
"""
    assert run(code) == "8 True"


# ── rows ──

OWN_OP = """
from micrograd_ko import Value, op
row = op("halved", "½×", "절반", lambda a: a / 2, lambda g, y, a: (g / 2,))
x = Value(3.0)
x.halved().backward()
import micrograd_ko, numpy as np
t = micrograd_ko.Tensor([3.0])
t.halved().sum().backward()
print(x.grad, t.grad, micrograd_ko.halved is row, "halved" in dir(micrograd_ko))
"""


def test_an_op_of_ones_own_is_a_method_of_tensors_that_come_later():
    assert run(OWN_OP) == "0.5 [0.5] True True"


@pytest.mark.parametrize(
    "taken", ["softmax", "reshape", "shape", "floor", "data", "tanh", "expand", "Value", "grad"]
)
def test_a_name_that_is_taken_is_refused_whatever_is_loaded(taken):
    code = f"""
from micrograd_ko.engine import op
try:
    op({taken!r}, "s", "이름", lambda a: a, lambda g, y, a: (g,))
except Exception as error:
    print(type(error).__name__, error)
"""
    refused = run(code)
    assert refused.startswith(f"OpError '{taken}'") and "이미 있는 이름" in refused


def test_an_array_op_of_ones_own_may_come_before_any_tensor():
    code = """
from micrograd_ko.engine import array_op
array_op("backwards", "⇄", "거꾸로", lambda a: a[::-1], lambda g, y, a: (g[::-1],), ("g",))
from micrograd_ko import Tensor
print(Tensor([1.0, 2.0]).backwards().data)
try:
    array_op("shape", "s", "모양", lambda a: a, lambda g, y, a: (g,), ("g",))
except Exception as error:
    print(type(error).__name__)
"""
    assert run(code).split("\n") == ["[2. 1.]", "OpError"]


@pytest.mark.parametrize("row", TABLE.values(), ids=repr)
def test_a_row_of_the_table_would_be_accepted_as_ones_own(row, monkeypatch):
    row_checks.try_rules(row)
    monkeypatch.setattr(row_checks, "TABLE", {})  # its name is taken by itself
    row_checks.check_row(row)


def test_a_wrong_row_would_not(monkeypatch):
    wrong = type(TABLE["neg"])(
        "wrong", "w", "잘못", lambda a: -a, lambda g, y, a: -g, ((0.0, 1.0),), None
    )
    with pytest.raises(OpError, match="wrong"):
        row_checks.try_rules(wrong)


def test_a_pickle_is_opened_where_nothing_else_was_loaded(tmp_path):
    x, t = Value(2.0, "x"), Tensor([1.0, 2.0], "t")
    things = {"value": (x * x).tanh(), "tensor": (t * t).softmax(axis=0).sum(), "op": TABLE["add"]}
    things["array op"] = micrograd_ko.ARRAY_TABLE["sum"].bind(axis=0)
    for name, thing in things.items():
        file = tmp_path / name
        file.write_bytes(pickle.dumps(thing))
        code = f"import pickle; print(repr(pickle.loads(open({str(file)!r}, 'rb').read())))"
        assert run(code) == repr(thing)
    code = f"import pickle; y = pickle.loads(open({str(tmp_path / 'tensor')!r}, 'rb').read())"
    assert run(f"{code}\n(y * 2).exp().backward(); print(y.grad is not None)") == "True"


# ── methods ──


def test_numpys_functions_that_are_methods_are_those_that_have_a_meaning():
    ufuncs = {f.__name__ for f in ELEMENTWISE if isinstance(f, np.ufunc)}
    assert {*operators.NUMPYS} == ufuncs | {*CALLED, "round"}


def test_a_method_is_made_once():
    code = """
from micrograd_ko import Value
before = type(vars(Value)["sigmoid"]).__name__
made = Value.sigmoid
print(before, type(made).__name__, vars(Value)["sigmoid"] is made is Value.sigmoid, made.__name__)
"""
    assert run(code) == "MadeOnUse function True sigmoid"


def test_a_method_of_a_subclass_is_made_in_the_class_that_has_it():
    code = """
from micrograd_ko import Value
class Mine(Value):
    def tanh(self):
        return super().tanh() * 2
x = Mine(0.5)
print(x.tanh().data == 2 * Value(0.5).tanh().data, "exp" in vars(Mine), x.exp().data > 1)
print(Mine.floor.__name__, "floor" in vars(Mine))
"""
    assert run(code).split("\n") == ["True False True", "floor False"]


def test_documentation_follows_the_language_whenever_a_method_is_made():
    code = """
from micrograd_ko import Value, set_language
first = Value.cos.__doc__
set_language("en")
print(first.startswith("코사인"), Value.cos.__doc__.partition(" ")[0], Value.exp.__doc__[:11])
"""
    assert run(code) == "True cosine exponential"
