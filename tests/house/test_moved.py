"""예전 이름: 옮기기 전의 길로도 가져올 수 있고, 예전 피클도 열린다.

Former names: what stood in a module before it moved into a room is found there still, by import and
by pickle.
"""

import importlib
import inspect
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import micrograd_ko
from micrograd_ko import Tensor, Value
from micrograd_ko.moved import MOVED

PUBLIC = {
    "": "Value Tensor op grad replay vectorize explain watch diagnose check_gradients",
    "nn": "MLP BatchNorm Dropout Layer Linear Module Neuron Sequential activation_of",
    "optim": "SGD Momentum Nesterov AdaGrad RMSProp Adam Optimizer",
    "losses": "mse half_mse cross_entropy",
    "train": "fit evaluate predict History",
    "record": "record",
    "data": "Dataset boston diabetes digits load minibatches moons spirals split standardize xor",
    "mnist": "mnist download_mnist Mnist cache_folder DEFAULT_URL SHA256",
    "strategies": "assert_gradients_match graphs",
    "errors": "MicrogradError AnomalyError DetachedWarning",
    "replaying": "replay vectorize Program Picked",
    "init": "manual_seed",
    "graph": "Node no_grad topological_order scope MODE",
    "ops": "TABLE Op op find where bound ieee",
    "array_ops": "ARRAY_TABLE ArrayOp array_op fit",
    "operators": "check_whole is_real plain",
    "value": "Value",
    "tensor": "Tensor",
    "check": "check_gradients",
    "differences": "numerical_gradient",
    "explain": "explain compare_orders",
    "steps": "Stepper",
}


@pytest.mark.parametrize("module", PUBLIC)
def test_every_public_path_still_imports(module):
    found = importlib.import_module(f"micrograd_ko.{module}" if module else "micrograd_ko")
    for name in PUBLIC[module].split():
        assert hasattr(found, name), f"{module}.{name}"


@pytest.mark.parametrize("name", MOVED)
def test_a_former_module_hands_on_what_its_successors_hold(name):
    former = importlib.import_module(f"micrograd_ko.{name}")
    for successor in MOVED[name]:
        module = importlib.import_module(f"micrograd_ko.{successor}")
        for thing in getattr(module, "__all__", ()):
            assert hasattr(former, thing)
    with pytest.raises(AttributeError, match="moved to"):
        _ = former.nothing_of_that_name


def test_a_former_module_does_not_take_the_place_of_a_function():
    code = (
        "import micrograd_ko.explain, micrograd_ko.watch, micrograd_ko.expand\n"
        "from micrograd_ko.graph import Node\n"
        "print(all(map(callable, (micrograd_ko.explain, micrograd_ko.watch, "
        "micrograd_ko.expand))), Node is micrograd_ko.Node)"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(micrograd_ko.__file__).parents[1])}
    run = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["True", "True"]


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("model", "Card Edge Picture picture_of"), ("steps", "Animation animation_of"),
        ("engine", "find_engine lay_out"),
        ("fold", "fold_groups"), ("dot", "to_dot"), ("svg", "to_svg"), ("text", "to_text"),
        ("tex", "to_tex"),
        ("mermaid", "to_mermaid"), ("page", "to_html"), ("stage", "Stage"),
        ("frames", "save_frames"),
        ("figures", "STYLE"), ("fonts", "families"), ("predicted", "predictions"),
        ("before", "Before"),
        ("plots", "activations"), ("palette", "KINDS"), ("png", "to_png"), ("quoting", "html"),
    ],
)  # fmt: skip
def test_every_path_of_viz_still_imports(module, names):
    found = importlib.import_module(f"viz.{module}")
    assert [name for name in names.split() if not hasattr(found, name)] == []


def test_walking_over_all_modules_loads_nothing():
    assert inspect.getmodule(test_walking_over_all_modules_loads_nothing) is sys.modules[__name__]
    former = sys.modules["micrograd_ko.diagnosis"]
    assert not hasattr(former, "__path__") and not hasattr(former, "__file__")


def test_the_functions_that_old_pickles_call_are_found():
    for module, name in (
        ("graph", "_rebuilt"), ("graph", "About"), ("ops", "_restored"), ("array_ops", "_restored"),
        ("errors", "_rebuild"),
    ):  # fmt: skip
        assert callable(getattr(importlib.import_module(f"micrograd_ko.{module}"), name))


@pytest.mark.parametrize("kind", [Value, Tensor])
def test_a_pickle_with_former_names_loads_and_differentiates(kind):
    x = kind(3.0, "x")
    y = x * x + 1
    y.backward()
    raw = pickle.dumps((x, y), protocol=0)
    old = raw.replace(b"micrograd_ko.engine.row\n", b"micrograd_ko.ops\n").replace(
        b"micrograd_ko.engine.", b"micrograd_ko."
    )
    assert old != raw and b"engine" not in old
    x, y = pickle.loads(old)
    y.backward()
    assert float(x.grad) == 12.0 and y.parents[0].parents == (x, x)
