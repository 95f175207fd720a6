"""공개된 이름마다 돌아가는 예가 있다.

Every public name has an example that runs: what the doors hand on, and the methods of what people
hold in their hands. The examples themselves are run by test_documents.
"""

import doctest
import inspect
import sys
from functools import cached_property
from importlib import import_module

import pytest

ROOMS = """
nn losses optim train data init checking diagnosing replaying seeing saving files exporting
estimators searching record preparing strategies testing
"""
DOORS = ("micrograd_ko", *(f"micrograd_ko.{room}" for room in ROOMS.split()), "viz", "viz.plots")

# Kinds of things that can hold no docstring of their own: tables, one instance, aliases of types.
NO_DOCSTRING = {
    "micrograd_ko.ARRAY_TABLE", "micrograd_ko.TABLE", "micrograd_ko.checking.METHODS",
    "micrograd_ko.files.SUFFIXES", "micrograd_ko.init.INITIALISERS", "micrograd_ko.losses.LOSSES",
    "micrograd_ko.losses.Loss", "micrograd_ko.losses.METRICS", "micrograd_ko.losses.Metric",
    "micrograd_ko.losses.PROBABILITIES", "micrograd_ko.optim.OPTIMIZERS",
    "micrograd_ko.replaying.PRIMITIVES", "micrograd_ko.replaying.Ref",
    "micrograd_ko.seeing.NO_EARLIER", "micrograd_ko.train.LOSSES", "micrograd_ko.train.Loss",
    "viz.SUFFIXES",
}  # fmt: skip

# The classes whose methods people call themselves. Methods made from the rows of the tables are
# documented by the row (its formula, its local derivatives) and have no docstring of their own.
HELD = (
    "micrograd_ko.Value", "micrograd_ko.Tensor", "micrograd_ko.Op", "micrograd_ko.Sym",
    "micrograd_ko.Stepper", "micrograd_ko.nn.Module", "micrograd_ko.optim.Optimizer",
    "micrograd_ko.replaying.Program", "micrograd_ko.checking.GradientReport",
    "micrograd_ko.checking.Entry", "micrograd_ko.train.History", "micrograd_ko.searching.Search",
    "micrograd_ko.searching.Space", "micrograd_ko.searching.Trial", "micrograd_ko.data.Names",
    "micrograd_ko.estimators.MLPClassifier", "micrograd_ko.estimators.MLPRegressor",
    "micrograd_ko.strategies.Network", "viz.Drawing", "viz.NetworkDrawing",
)  # fmt: skip
DOCUMENTED = (type(lambda: None), property, classmethod, staticmethod, cached_property)


def thing_called(name):
    door, _, last = name.rpartition(".")
    return getattr(import_module(door), last)


def code_of(member):
    inner = getattr(member, "fget", None) or getattr(member, "func", None)
    return inner or getattr(member, "__func__", member)


def by_hand(member, kind, name):
    """Whether a member is written in the class, with a docstring, and not made from a table."""
    if name.startswith("_") or not isinstance(member, DOCUMENTED) or not member.__doc__:
        return False
    return code_of(member).__qualname__ == f"{kind.__qualname__}.{name}"


def methods(kind):
    """The members that a class has by hand: for each name those of the class and of its bases."""
    found = {}
    for base in kind.__mro__:
        if base.__module__.startswith(("micrograd_ko", "viz")):
            for name, member in vars(base).items():
                if by_hand(member, base, name):
                    found.setdefault(name, []).append(member)
    return found


def public_names():
    """Each name with the things of which one must have an example; a thing counts once."""
    seen = set()
    for door in DOORS:
        for last in import_module(door).__all__:
            name = f"{door}.{last}"
            thing = thing_called(name)
            if name not in NO_DOCSTRING and id(thing) not in seen:
                seen.add(id(thing))
                yield name, [thing]
    for name in HELD:
        for method, members in methods(thing_called(name)).items():
            if not seen & {id(member) for member in members}:
                yield f"{name}.{method}", members
            seen |= {id(member) for member in members}


NAMES = dict(public_names())


def has_example(thing):
    return bool(doctest.DocTestParser().get_examples(thing.__doc__ or ""))


LACKING = {name for name, things in NAMES.items() if not any(map(has_example, things))}
# What has none yet: this list only ever gets shorter.
YET = """
micrograd_ko.AnomalyError micrograd_ko.ArrayOp micrograd_ko.DataError micrograd_ko.DetachedWarning
micrograd_ko.DivergedError micrograd_ko.EthicsWarning micrograd_ko.ExpressionError
micrograd_ko.FormatError micrograd_ko.GraphError micrograd_ko.KeywordError
micrograd_ko.LanguageError micrograd_ko.LayoutError micrograd_ko.MicrogradError micrograd_ko.Node
micrograd_ko.NotANumberError micrograd_ko.NumericWarning micrograd_ko.Op micrograd_ko.Op.bind
micrograd_ko.Op.contributions micrograd_ko.Op.doc micrograd_ko.Op.formula
micrograd_ko.Op.local_derivatives micrograd_ko.Op.local_formulas micrograd_ko.Op.sign
micrograd_ko.OpError micrograd_ko.OptionError micrograd_ko.ScopeError micrograd_ko.SearchError
micrograd_ko.ShapeError micrograd_ko.Stepper.back micrograd_ko.Stepper.current
micrograd_ko.Stepper.goto micrograd_ko.Stepper.lines micrograd_ko.Stepper.next
micrograd_ko.Stepper.reset micrograd_ko.Stepper.run micrograd_ko.Sym.latex micrograd_ko.Tensor.T
micrograd_ko.Tensor.astype micrograd_ko.Tensor.copy micrograd_ko.Tensor.dtype
micrograd_ko.Tensor.mT micrograd_ko.Tensor.ndim micrograd_ko.Tensor.reshape
micrograd_ko.Tensor.shape micrograd_ko.Tensor.size micrograd_ko.Tensor.squeeze
micrograd_ko.Tensor.swapaxes micrograd_ko.Tensor.tolist micrograd_ko.Tensor.transpose
micrograd_ko.TrainingWarning micrograd_ko.UnknownNameError micrograd_ko.UnknownOpError
micrograd_ko.Value.backward micrograd_ko.Value.constant micrograd_ko.Value.holds
micrograd_ko.Value.imag micrograd_ko.Value.item micrograd_ko.Value.kind micrograd_ko.Value.label
micrograd_ko.Value.name micrograd_ko.Value.own micrograd_ko.Value.parents micrograd_ko.Value.real
micrograd_ko.Value.scope micrograd_ko.Value.taken micrograd_ko.Value.zero_grad
micrograd_ko.array_op micrograd_ko.checking.Entry micrograd_ko.checking.Entry.name
micrograd_ko.checking.Entry.ratio micrograd_ko.checking.Entry.where micrograd_ko.checking.Function
micrograd_ko.checking.GradientReport micrograd_ko.checking.GradientReport.sweep
micrograd_ko.checking.GradientReport.worst micrograd_ko.checking.rebuilt
micrograd_ko.checking.slope micrograd_ko.data.Dataset micrograd_ko.data.Names
micrograd_ko.data.Names.letters micrograd_ko.data.batches micrograd_ko.data.boston
micrograd_ko.data.diabetes micrograd_ko.data.digits micrograd_ko.data.finite
micrograd_ko.data.load micrograd_ko.data.minibatches micrograd_ko.data.moons
micrograd_ko.data.names micrograd_ko.data.paired micrograd_ko.data.spirals micrograd_ko.data.split
micrograd_ko.data.standardize micrograd_ko.data.xor micrograd_ko.detect_anomaly
micrograd_ko.estimators.MLPClassifier micrograd_ko.estimators.MLPClassifier.decision_function
micrograd_ko.estimators.MLPClassifier.fit micrograd_ko.estimators.MLPClassifier.partial_fit
micrograd_ko.estimators.MLPClassifier.predict
micrograd_ko.estimators.MLPClassifier.predict_log_proba
micrograd_ko.estimators.MLPClassifier.predict_proba micrograd_ko.estimators.MLPRegressor
micrograd_ko.estimators.MLPRegressor.partial_fit micrograd_ko.estimators.MLPRegressor.predict
micrograd_ko.files.BrokenError micrograd_ko.files.Document micrograd_ko.files.expect_path
micrograd_ko.files.expected micrograd_ko.files.field micrograd_ko.files.generator_from_tree
micrograd_ko.files.items micrograd_ko.files.read_document micrograd_ko.files.read_tree
micrograd_ko.files.tree_of_generator micrograd_ko.files.write_beside micrograd_ko.files.write_tree
micrograd_ko.from_torch micrograd_ko.get_language micrograd_ko.init.constant
micrograd_ko.init.generator micrograd_ko.init.initial micrograd_ko.init.seeded
micrograd_ko.label_names micrograd_ko.load micrograd_ko.load_run micrograd_ko.losses.accuracy
micrograd_ko.losses.binary_cross_entropy micrograd_ko.losses.cross_entropy
micrograd_ko.losses.expect_weights micrograd_ko.losses.f1 micrograd_ko.losses.half_mse
micrograd_ko.losses.hinge micrograd_ko.losses.mae micrograd_ko.losses.mse
micrograd_ko.losses.numbers micrograd_ko.losses.one_hot micrograd_ko.losses.precision
micrograd_ko.losses.prepared micrograd_ko.losses.r2 micrograd_ko.losses.recall
micrograd_ko.losses.rmse micrograd_ko.manual_seed micrograd_ko.nn.AvgPool2d
micrograd_ko.nn.BatchNorm micrograd_ko.nn.Dropout micrograd_ko.nn.Flatten micrograd_ko.nn.Layer
micrograd_ko.nn.LayerNorm micrograd_ko.nn.Linear micrograd_ko.nn.MaxPool2d micrograd_ko.nn.Module
micrograd_ko.nn.Module.eval micrograd_ko.nn.Module.forward micrograd_ko.nn.Module.in_use
micrograd_ko.nn.Module.load_state_dict micrograd_ko.nn.Module.modules
micrograd_ko.nn.Module.named_buffers micrograd_ko.nn.Module.named_parameters
micrograd_ko.nn.Module.parameters micrograd_ko.nn.Module.predict
micrograd_ko.nn.Module.predict_proba micrograd_ko.nn.Module.reseed
micrograd_ko.nn.Module.state_dict micrograd_ko.nn.Module.summary micrograd_ko.nn.Module.train
micrograd_ko.nn.Module.zero_grad micrograd_ko.nn.Neuron micrograd_ko.nn.RNNCell
micrograd_ko.nn.Sequential micrograd_ko.nn.activation_of micrograd_ko.nn.changes
micrograd_ko.nn.predicted micrograd_ko.nn.wide micrograd_ko.no_grad micrograd_ko.op
micrograd_ko.optim.AdaGrad micrograd_ko.optim.Adam micrograd_ko.optim.AdamW
micrograd_ko.optim.Momentum micrograd_ko.optim.Nesterov micrograd_ko.optim.Optimizer
micrograd_ko.optim.Optimizer.follow_schedule micrograd_ko.optim.Optimizer.load_state_dict
micrograd_ko.optim.Optimizer.options micrograd_ko.optim.Optimizer.state_dict
micrograd_ko.optim.Optimizer.step micrograd_ko.optim.Optimizer.zero_grad
micrograd_ko.optim.RMSProp micrograd_ko.optim.SGD micrograd_ko.optim.listed
micrograd_ko.preparing.Runaway micrograd_ko.preparing.cleared micrograd_ko.preparing.optimizer_for
micrograd_ko.preparing.usable micrograd_ko.record.Recording micrograd_ko.replaying.Capture
micrograd_ko.replaying.Guard micrograd_ko.replaying.Pattern micrograd_ko.replaying.Picked
micrograd_ko.replaying.Program micrograd_ko.replaying.Program.backward
micrograd_ko.replaying.Program.numerical_gradient micrograd_ko.replaying.Program.step
micrograd_ko.replaying.Program.train micrograd_ko.replaying.Row micrograd_ko.replaying.listening
micrograd_ko.saving.Saved micrograd_ko.scope micrograd_ko.searching.Search
micrograd_ko.searching.Search.best micrograd_ko.searching.Search.best_parameters
micrograd_ko.searching.Search.best_score micrograd_ko.searching.Search.scales
micrograd_ko.searching.Search.table micrograd_ko.searching.Space micrograd_ko.searching.Space.draw
micrograd_ko.searching.Space.narrowed micrograd_ko.searching.Space.rvs
micrograd_ko.searching.Trial micrograd_ko.searching.Trial.scored micrograd_ko.searching.choice
micrograd_ko.searching.log_uniform micrograd_ko.searching.search micrograd_ko.searching.uniform
micrograd_ko.searching.whole micrograd_ko.seeing.BackwardStep micrograd_ko.seeing.Earlier
micrograd_ko.seeing.ForwardStep micrograd_ko.seeing.Gathering
micrograd_ko.seeing.earlier_gradients micrograd_ko.seeing.local_numbers
micrograd_ko.seeing.narration micrograd_ko.seeing.steps_of micrograd_ko.set_language
micrograd_ko.strategies.Expression micrograd_ko.strategies.Network
micrograd_ko.strategies.Network.loss micrograd_ko.strategies.broadcasting_shapes
micrograd_ko.strategies.expressions micrograd_ko.strategies.graphs
micrograd_ko.strategies.inputs_of micrograd_ko.strategies.networks micrograd_ko.strategies.numbers
micrograd_ko.strategies.shapes micrograd_ko.strategies.tensors micrograd_ko.strategies.values
micrograd_ko.testing.gradient_tests micrograd_ko.to_torch micrograd_ko.topological_order
micrograd_ko.train.Callback micrograd_ko.train.History micrograd_ko.train.History.note
micrograd_ko.train.Lesson micrograd_ko.train.evaluate micrograd_ko.train.fit
micrograd_ko.train.history_from_tree micrograd_ko.train.lesson_of micrograd_ko.train.named
micrograd_ko.train.predict micrograd_ko.train.tree_of_history micrograd_ko.where
micrograd_ko.zero_grad viz.Card viz.Drawing viz.Drawing.dot viz.Drawing.html viz.Drawing.save
viz.Drawing.svg viz.Edge viz.NetworkDrawing viz.NetworkDrawing.html viz.NetworkDrawing.save
viz.NetworkDrawing.svg viz.Picture viz.draw viz.picture_of viz.plots.activation_histograms
viz.plots.activations viz.plots.curves viz.plots.decision_boundary viz.plots.digits
viz.plots.filters viz.plots.gradient_norms viz.plots.optimizer_paths viz.plots.predictions
viz.plots.save viz.plots.step_sizes viz.plots.timings viz.plots.trials viz.save viz.save_frames
"""


def test_every_public_name_has_an_example():
    assert sorted(LACKING - set(YET.split())) == []


def test_what_has_an_example_is_struck_off_the_list():
    assert sorted(set(YET.split()) - LACKING) == []


def place_of(thing):
    """The module and the name by which doctest knows a thing."""
    code = code_of(thing)
    return code.__module__, f"{code.__module__}.{code.__qualname__}"


def test_every_example_is_found_and_run():
    """What doctest does not find would never be run, whatever it says."""
    wanted = {
        place_of(thing) for things in NAMES.values() for thing in things if has_example(thing)
    }
    found = {
        test.name
        for module in {module for module, _ in wanted}
        for test in doctest.DocTestFinder().find(import_module(module))
    }
    assert sorted({name for _, name in wanted} - found) == []


@pytest.mark.parametrize("name", sorted(NO_DOCSTRING))
def test_what_needs_no_example_can_hold_none(name):
    thing = thing_called(name)
    assert not inspect.isclass(thing) and not inspect.isroutine(thing)


def test_no_example_prints_a_blank_line_marker():
    marked = [
        name
        for name, things in NAMES.items()
        if any("BLANKLINE" in (t.__doc__ or "") for t in things)
    ]
    assert marked == []


def main():
    print(*sorted(LACKING), sep="\n")
    print(f"{len(LACKING)} of {len(NAMES)} public names have no example", file=sys.stderr)


if __name__ == "__main__":
    main()
