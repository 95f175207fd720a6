"""모델은 파일에서 마지막 비트까지 그대로 돌아온다.

Models come back from files to the last bit, with all that belongs to them.
"""

import subprocess
import sys

import numpy as np
import pytest

import micrograd_ko
from micrograd_ko import DataError, OptionError, Tensor, TrainingWarning, load, load_run, save
from micrograd_ko.files import SUFFIXES, write_tree
from micrograd_ko.init import generator
from micrograd_ko.losses import binary_cross_entropy, mse
from micrograd_ko.nn import (
    MLP,
    RNN,
    AvgPool2d,
    BatchNorm,
    Conv2d,
    Dropout,
    Embedding,
    Flatten,
    Layer,
    LayerNorm,
    Linear,
    MaxPool2d,
    Module,
    Neuron,
    RNNCell,
    Sequential,
)  # fmt: skip
from micrograd_ko.optim import OPTIMIZERS, SGD, Adam, cosine
from micrograd_ko.saving.models import CLASSES, tree_of_model
from micrograd_ko.saving.sizes import COUNTS
from micrograd_ko.saving.states import tree_of_optimizer
from micrograd_ko.train import History, fit
from tests.helpers.layers import Block, points, relu, same_numbers, tanh
from viz import draw

each_suffix = pytest.mark.parametrize("suffix", SUFFIXES)


def whole():
    """A model with a layer of every kind for arrays, trained a little, and what trained it."""
    model = Sequential(
        Linear(2, 6, rng=0),
        BatchNorm(6, momentum=0.2, eps=1e-4),
        tanh,
        Dropout(0.3, rng=1),
        MLP(6, [4, 1], activation="leaky_relu", output="tanh", rng=2),
    )
    X = points(40, 2)
    optimizer = Adam(model, lr=0.03, weight_decay=0.01)
    y = (X[:, :1] > 0) * 1.0
    kept = {"loss": "binary_cross_entropy", "optimizer": optimizer, "progress": False}
    history = fit(model, X, y, epochs=3, metric="accuracy", validation=(X, y), **kept)
    return model, optimizer, history, X, y


MODELS = {
    "linear": lambda: Linear(3, 2, bias=False, rng=0),
    "float32": lambda: MLP(3, [4, 2], dtype="float32", rng=0),
    "one layer": lambda: MLP(3, 2, output="sigmoid", rng=0),
    "no activation": lambda: MLP(3, [4, 2], activation=None, rng=0),
    "bound rows": lambda: Sequential(
        Linear(3, 4, rng=0),
        micrograd_ko.TABLE["leaky_relu"].bind(slope=0.3),
        Linear(4, 2, rng=0),
        micrograd_ko.ARRAY_TABLE["softmax"].bind(axis=0),
    ),
    "bound activation": lambda: MLP(
        3, [4, 2], activation=micrograd_ko.TABLE["elu"].bind(alpha=0.5), rng=0
    ),
    "nested": lambda: Sequential(Sequential(Linear(3, 4, rng=0), relu), Linear(4, 2, rng=0)),
    "normal": lambda: Sequential(LayerNorm(3, eps=1e-3), Linear(3, 1, rng=0)),
    "words": lambda: Sequential(Embedding(7, 2, rng=0), Flatten(), Linear(6, 1, rng=1)),
    "sequence": lambda: Sequential(Embedding(7, 2, rng=0), RNN(2, 4, last=True, rng=1)),
    "cell": lambda: RNNCell(3, 2, dtype="float32", rng=0),
    "images": lambda: Sequential(
        Conv2d(1, 2, (2, 3), stride=(1, 2), padding=(1, 0), rng=0),
        relu,
        MaxPool2d(2),
        AvgPool2d((1, 2)),
        Flatten(),
        Linear(2 * 3, 1, rng=1),
    ),
    "neuron": lambda: Neuron(3, activation="tanh", rng=0),
    "straight neuron": lambda: Neuron(3, nonlin=False, rng=0),
    "neurons": lambda: Layer(3, 4, activation="sigmoid", rng=0),
}


INPUTS = {
    **{name: list(points(3)) for name in ("neuron", "straight neuron", "neurons")},
    **{name: np.array([[0, 6, 2], [1, 1, 5]]) for name in ("words", "sequence")},
    "images": points(2, 1, 5, 9),
}


@each_suffix
@pytest.mark.parametrize("name", MODELS)
def test_models_come_back_as_they_were(tmp_path, suffix, name):
    model = MODELS[name]()
    found = load(save(model, tmp_path / f"model{suffix}"))
    assert type(found) is type(model) and repr(found) == repr(model)
    assert same_numbers(found, model)
    x = INPUTS.get(name, points(5, 3))
    before, after = model(x), found(x)
    numbers = [[n.data for n in y] if isinstance(y, list) else y.data for y in (before, after)]
    assert np.array_equal(*numbers)
    kinds = [[(n, type(p), np.asarray(p.data).dtype, p.label, p.kind, p.scope)
              for n, p in m.named_parameters()] for m in (model, found)]  # fmt: skip
    assert kinds[0] == kinds[1]


@each_suffix
def test_a_training_goes_on_as_if_it_had_never_stopped(tmp_path, suffix):
    model, optimizer, history, X, y = whole()
    model.train()
    path = save(model, tmp_path / f"run{suffix}", optimizer=optimizer, history=history)
    other, moves, past = load_run(path)
    assert past == history and past is not history
    assert (type(moves), moves.steps, moves.options()) == (
        Adam,
        optimizer.steps,
        optimizer.options(),
    )
    for net, rule in ((model, optimizer), (other, moves)):
        for _ in range(3):
            rule.zero_grad()
            binary_cross_entropy(net(X), y).backward()
            rule.step()
    assert same_numbers(model, other)  # dropout drew the same, and moments were the same


@each_suffix
def test_modes_and_states_of_dropout_come_back(tmp_path, suffix):
    model = whole()[0]
    model.train()
    model.layers[1].training = False
    model(points(3, 2))  # draws
    found = load(save(model, tmp_path / f"model{suffix}"))
    assert [m.training for m in found.modules()] == [m.training for m in model.modules()]
    ours, theirs = model.layers[3].rng, found.layers[3].rng
    assert ours.bit_generator.state == theirs.bit_generator.state
    assert found.layers[1].momentum == 0.2 and found.layers[1].eps == 1e-4


def test_load_gives_the_model_and_load_run_all(tmp_path):
    model, optimizer, history, *_ = whole()
    bare = save(model, tmp_path / "bare.npz")
    full = save(model, tmp_path / "full.npz", optimizer=optimizer, history=history)
    assert type(load(bare)) is type(load(full)) is Sequential
    assert load_run(bare)[1:] == (None, None)
    assert isinstance(load_run(full).history, History)


def test_shared_parameters_and_shared_layers_stay_shared(tmp_path):
    twice = Linear(2, 2, rng=0)
    model = Sequential(twice, tanh, twice, Linear(2, 2, rng=1), Linear(2, 2, rng=2))
    model.layers[4].W = model.layers[3].W
    found = load(save(model, tmp_path / "model.json"))
    assert found.layers[0] is found.layers[2]
    assert found.layers[3].W is found.layers[4].W
    assert len(found.parameters()) == len(model.parameters()) == 5
    assert same_numbers(model, found)


def test_labels_that_were_given_by_hand_come_back(tmp_path):
    model = MLP(2, [2, 1], rng=0)
    model.layers[0].W.label = "첫 가중치"
    assert load(save(model, tmp_path / "a.npz")).layers[0].W.label == "첫 가중치"


def test_the_loss_it_was_trained_with_comes_back_by_name(tmp_path):
    model = whole()[0]
    found = load(save(model, tmp_path / "a.npz"))
    X = points(5, 2)
    assert np.array_equal(found.predict_proba(X), model.predict_proba(X))
    assert "Drawing" in type(draw(found)).__name__  # which knows no data
    again = load(save(found, tmp_path / "b.npz"))
    assert np.array_equal(again.predict_proba(X), model.predict_proba(X))


def test_a_loss_of_ones_own_is_left_out(tmp_path):
    model = MLP(2, [1], rng=0)
    own = {"loss": lambda p, y: mse(p, y), "optimizer": "sgd", "epochs": 1, "progress": False}
    fit(model, points(4, 2), points(4, 1), **own)
    found = load(save(model, tmp_path / "a.npz"))
    with pytest.raises(OptionError):
        found.predict_proba(points(4, 2))


@pytest.mark.parametrize("kind", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_every_optimizer_goes_on_where_it_was(tmp_path, kind):
    model = Sequential(Linear(2, 3, rng=0), tanh, Linear(3, 1, rng=1))
    optimizer = kind(model.layers[2], lr=0.05, clip_norm=0.5)  # moves a part of the model
    X, y = points(8, 2), points(8, 1)

    def step(model, optimizer):
        optimizer.zero_grad()
        mse(model(X), y).backward()
        optimizer.step()

    step(model, optimizer)
    path = save(model, tmp_path / "a.npz", optimizer=optimizer)
    other, moves, _ = load_run(path)
    assert type(moves) is kind and moves.parameters == other.layers[2].parameters()
    for _ in range(3):
        step(model, optimizer)
        step(other, moves)
    assert same_numbers(model, other)


def test_dictionaries_of_the_notes_are_remembered_too(tmp_path):
    optimizer, params = Adam(lr=0.1), {"W": np.ones(2)}
    optimizer.update(params, {"W": np.array([1.0, 2.0])})
    path = save(MLP(1, [1], rng=0), tmp_path / "a.npz", optimizer=optimizer)
    found = load_run(path).optimizer
    assert np.array_equal(found.by_name["W"]["m"], optimizer.by_name["W"]["m"])


def test_a_schedule_is_missed_with_a_warning(tmp_path):
    model = MLP(2, [1], rng=0)
    optimizer = SGD(model, lr=cosine(0.1, steps=3))
    for _ in range(4):  # to a learning rate of 0, which is no option of its own
        optimizer.zero_grad()
        mse(model(points(4, 2)), points(4, 1)).backward()
        optimizer.step()
    path = save(model, tmp_path / "a.npz", optimizer=optimizer)
    with pytest.warns(TrainingWarning, match="스케줄"):
        found = load_run(path).optimizer
    assert (found.lr, found.steps, found.schedule) == (0.0, 4, None)
    load(path)  # wants no optimizer


def test_saving_and_loading_draw_nothing_from_the_common_source(tmp_path):
    model = whole()[0]
    micrograd_ko.manual_seed(7)
    before = generator(None).bit_generator.state
    load(save(model, tmp_path / "a.npz"))
    assert generator(None).bit_generator.state == before


def test_a_loaded_model_learns(tmp_path):
    model, _, _, X, y = whole()
    found = load(save(model, tmp_path / "a.npz"))
    optimizer = Adam(found, lr=0.05)
    loss = {"loss": "binary_cross_entropy"}
    history = fit(found, X, y, **loss, optimizer=optimizer, epochs=30, progress=False)
    assert min(history.loss[-5:]) < 0.8 * history.loss[0]


# ── classes of one's own ──


def test_numbers_of_ones_own_class_go_into_one(tmp_path, raised):
    model = Block(3)
    model.norm.running_mean[:] = [1.0, 2.0, 3.0]
    path = save(model.eval(), tmp_path / "block.npz")
    other = Block(3)
    assert load(path, into=other) is other and same_numbers(model, other)
    assert not other.training and not other.norm.training
    ko, en = raised(lambda: load(path), DataError)
    assert "load(path, into=Block(...))" in ko
    assert "classes of your own" in en and "Block" in en


def test_what_does_not_fit_changes_nothing(tmp_path, raised):
    path = save(Block(3), tmp_path / "block.npz")
    for other in (Block(4), MLP(3, [3], rng=0), Sequential(Block(3), Dropout())):
        before = other.state_dict()
        ko, en = raised(lambda other=other: load(path, into=other), DataError)
        assert "모델에 맞지 않습니다" in ko and "do not fit the model" in en
        after = other.state_dict()
        assert all(np.array_equal(before[name], after[name]) for name in before)


def test_other_modules_than_were_saved_are_told(tmp_path, raised):
    class Own(Sequential):
        """A class that no file builds again."""

    path = save(Own(Linear(2, 2, rng=0), tanh), tmp_path / "a.npz")
    other = Own(Linear(2, 2, rng=1), Dropout())
    ko, en = raised(lambda: load(path, into=other), DataError)
    assert (
        "모듈이 3개인데 파일에는 2개" in ko and "has 3 modules, but the file the states of 2" in en
    )


@pytest.mark.parametrize(
    ("made", "other"),
    [
        (lambda: MLP(2, [3, 1], rng=0), lambda: MLP(2, [3, 1], activation="tanh", rng=1)),
        (lambda: Sequential(Conv2d(1, 2, 2)), lambda: Sequential(Conv2d(1, 2, 2, stride=2))),
        (lambda: Dropout(0.5, rng=0), lambda: Dropout(0.1, rng=0)),
        (lambda: Linear(2, 1, rng=0), lambda: Linear(2, 1, rng=0, dtype=np.float32)),
        (lambda: MLP(2, [1], rng=0), lambda: MLP(2, [1], output=lambda x: x, rng=0)),
    ],
)
def test_the_same_numbers_do_not_go_into_a_model_that_computes_something_else(
    tmp_path, raised, made, other
):
    path, into = save(made(), tmp_path / "a.npz"), other()
    before = into.state_dict()
    ko, en = raised(lambda: load(path, into=into), DataError)
    assert all("load_state_dict(load(path).state_dict())" in m for m in (ko, en))
    assert all(np.array_equal(before[k], x) for k, x in into.state_dict().items())


def test_a_broken_optimizer_leaves_into_as_it_was(tmp_path):
    model = Block(2)
    path = save(model, tmp_path / "a.json", optimizer=SGD(model))
    path.write_text(
        path.read_text(encoding="utf-8").replace('"kind": "SGD"', '"kind": "SGX"'), encoding="utf-8"
    )
    other = Block(2)
    before = other.state_dict()
    with pytest.raises(DataError, match="SGX"):
        load_run(path, into=other)
    assert all(np.array_equal(before[n], x) for n, x in other.state_dict().items())


def test_our_classes_that_were_changed_are_not_built_as_something_else(tmp_path):
    model = Layer(2, 2, activation="relu", rng=0)
    model.neurons[1].activation = tanh
    path = save(model, tmp_path / "a.npz")
    with pytest.raises(DataError, match="into"):
        load(path)
    other = Layer(2, 2, activation="relu", rng=1)
    assert same_numbers(load(path, into=other), model)


def test_layers_of_mixed_precision_need_into(tmp_path):
    model = Linear(2, 2, rng=0)
    model.b.data = model.b.data.astype(np.float32)
    path = save(model, tmp_path / "a.npz")
    with pytest.raises(DataError, match="into"):
        load(path)
    other = load(path, into=Linear(2, 2, rng=1))
    assert (other.W.dtype, other.b.dtype) == (np.float64, np.float32)


class Named(Linear):
    """A subclass may compute anything: it is not built as a Linear."""

    def forward(self, x):
        return -super().forward(x)


def test_a_subclass_of_our_layers_needs_into(tmp_path):
    path = save(Sequential(Named(2, 1, rng=0)), tmp_path / "a.npz")
    with pytest.raises(DataError, match="into"):
        load(path)
    assert isinstance(load(path, into=Sequential(Named(2, 1, rng=1))).layers[0], Named)


def test_every_layer_with_settings_is_built_again():
    classes = {
        name: kind
        for name, kind in vars(micrograd_ko.nn).items()
        if isinstance(kind, type) and issubclass(kind, Module) and hasattr(kind, "settings")
    }
    assert classes == CLASSES and classes.keys() == COUNTS.keys()


@pytest.mark.parametrize("name", MODELS)
def test_layers_hold_as_many_numbers_as_they_are_counted(name):
    for module in MODELS[name]().modules():
        own = sum(np.size(p.data) for p in module.parameters())
        counted = COUNTS[type(module).__name__](module.settings())
        assert counted >= own or isinstance(module, Sequential)


def test_importing_the_package_does_not_import_files():
    code = "import sys, micrograd_ko as m; print([n for n in sys.modules if n[13:] == 'saving'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# ── what cannot be saved ──


def test_functions_without_a_name_in_the_table_are_refused(tmp_path, raised):
    path = tmp_path / "a.npz"
    ko, en = raised(lambda: save(Sequential(Linear(2, 2), lambda x: x * 2), path), DataError)
    assert "<lambda>" in ko and "op(...)" in ko and "subclass of Module" in en
    ko, en = raised(lambda: save(Sequential(Linear(2, 2), np.tanh), path), DataError)
    assert "micrograd_ko.tanh" in ko and "micrograd_ko.tanh" in en
    assert not path.exists()


def test_an_op_of_ones_own_is_saved_by_name_and_must_be_there(tmp_path, raised, temporary_op):
    softsign = temporary_op(
        "softsign", "softsign", "소프트사인",
        lambda a: a / (1 + abs(a)), lambda g, y, a: (g / (1 + abs(a)) ** 2,),
    )  # fmt: skip
    path = save(Sequential(Linear(2, 2, rng=0), softsign), tmp_path / "a.npz")
    assert load(path).layers[1] is softsign
    row = micrograd_ko.TABLE.pop("softsign")
    ko, en = raised(lambda: load(path), DataError)
    gone = raised(lambda: save(Sequential(Linear(2, 2), row), path), DataError)
    micrograd_ko.TABLE["softsign"] = row
    assert "'softsign'" in ko and "먼저 정의하십시오" in ko and "define it before loading" in en
    assert "표에 없어서" in gone[0] and "not in the table" in gone[1]


def test_other_things_are_refused(tmp_path, raised):
    for wrong in (3, "model", [], [1.0], {"a": 1}, np.ones(3), None, Linear):
        ko, en = raised(lambda wrong=wrong: save(wrong, tmp_path / "a.npz"), OptionError)
        assert "저장할 수 있는 것은" in ko and "can be saved" in en


def test_wrong_options_are_refused(tmp_path, raised):
    model, path = MLP(2, [1], rng=0), tmp_path / "a.npz"
    for option in ({"optimizer": "adam"}, {"optimizer": Adam}, {"history": [1.0]}):
        ko, en = raised(lambda option=option: save(model, path, **option), OptionError)
        (name,) = option
        assert ko.startswith(f"{name}에") and en.startswith(name)
    ko, en = raised(lambda: load(save(model, path), into=3), OptionError)
    assert ko.startswith("into에") and en.startswith("into")
    ko, en = raised(lambda: save(Tensor([1.0]), path, history=History()), OptionError)
    assert "모델과 함께" in ko and "with a model" in en


def test_optimizers_of_other_models_and_of_ones_own_are_refused(tmp_path, raised):
    class Mine(SGD):
        pass

    model, path = MLP(2, [1], rng=0), tmp_path / "a.npz"
    other = SGD(MLP(2, [1], rng=0))
    ko, en = raised(lambda: save(model, path, optimizer=other), OptionError)
    assert "이 모델에 없습니다" in ko and "not this model's" in en
    ko, en = raised(lambda: save(model, path, optimizer=Mine(model)), OptionError)
    assert "Mine" in ko and "state_dict" in en


def test_generators_of_other_kinds_are_refused(tmp_path, raised):
    model = Sequential(Dropout(0.5, rng=np.random.Generator(np.random.MT19937(0))))
    ko, en = raised(lambda: save(model, tmp_path / "a.npz"), DataError)
    assert "MT19937" in ko and "default_rng" in en


def test_data_that_is_no_number_is_refused(tmp_path, raised):
    model = MLP(2, [1], rng=0)
    model.layers[0].W.data = "nothing"
    ko, en = raised(lambda: save(model, tmp_path / "a.npz"), DataError)
    assert "layers.0.W" in ko and "nothing" in en


def test_the_two_saves_point_to_each_other(tmp_path, raised):
    import viz
    from micrograd_ko import FormatError, Value

    model = MLP(2, [1], rng=0)
    ko, en = raised(lambda: save(model, tmp_path / "model.html"), DataError)
    assert "from viz import save" in ko and "from viz import save" in en
    for thing in (model, Value(1.0) * 2):
        ko, en = raised(lambda thing=thing: viz.save(thing, tmp_path / "a.npz"), FormatError)
        assert "from micrograd_ko import save" in ko and "from micrograd_ko import save" in en


# ── files that are made up ──

HUGE = {"nin": 10**6, "nout": 10**6}
MADE_UP = {
    "a huge layer": (("built",), {"class": "Linear", "settings": HUGE}, "훨씬 큽니다"),
    "a huge layer beside one below 0": (
        ("built",),
        {"class": "MLP", "settings": {"nin": 10**6, "nouts": [10**6, -(10**6), 1]}},
        "훨씬 큽니다",
    ),
    "a huge table of words": (
        ("built",),
        {"class": "Embedding", "settings": {"count": 10**7, "dim": 10**5}},
        "훨씬 큽니다",
    ),
    "a huge filter": (
        ("built",),
        {
            "class": "Conv2d",
            "settings": {"in_channels": 1, "out_channels": 1, "size": [10**5, 10**6]},
        },
        "훨씬 큽니다",
    ),
    "a huge state": (
        ("built",),
        {"class": "RNN", "settings": {"nin": 1, "hidden": 10**6}},
        "훨씬 큽니다",
    ),
    "many neurons": (
        ("built",),
        {"class": "Layer", "settings": {"nin": 1, "nout": 10**10}},
        "훨씬 큽니다",
    ),
    "a class that is a function": (("built", "class"), "system", "'system'"),
    "a class that is not built": (("built", "class"), "Module", "'Module'"),
    "settings that are missing": (("built", "settings"), {"nin": 2}, "'nout'"),
    "settings that are unknown": (("built", "settings", "more"), 1, "more"),
    "a type that NumPy would evaluate": (("built", "settings", "dtype"), "0", "'0'"),
    "an option out of its range": (("built", "settings", "nin"), 0, "nin"),
    "a number for a model": (("built",), {"row": "relu"}, "relu"),
    "a module in itself": (
        ("built",),
        {"class": "Sequential", "settings": {"layers": [{"again": 0}]}},
        "0번째 모듈",
    ),
    "a parameter among the buffers": (("buffers", "W"), np.ones((2, 1)), "W"),
    "a parameter of another shape": (("state", "W"), np.ones((1, 2)), "W"),
    "a parameter of another type": (("state", "W"), np.ones((2, 1), dtype=int), "W"),
    "a parameter of another precision": (("state", "W"), np.ones((2, 1), np.float32), "W"),
    "a number for an array": (("state", "W"), 1.0, "W"),
    "a parameter that is shared with none": (("shared", "W"), "V", "'V'"),
    "parameters that cannot be one": (("shared", "W"), "b", "'b'"),
    "a mode for each and one more": (("training",), [True, False], "2개"),
    "a mode that is a number": (("training",), [1], "training[0]"),
    "random numbers where nothing is drawn": (("generators", "0"), {}, "bit_generator"),
    "a label that is a number": (("labels", "W"), 3, "labels.W"),
    "a loss that is unknown": (("loss",), "system", "'system'"),
}


def changed(tree, path, new):
    """A copy of a tree with something else at a path."""
    key, *rest = path
    inner = changed(tree.get(key, {}), rest, new) if rest else new
    return {**tree, key: inner}


def written(path, model, at, new):
    tree = changed({"model": tree_of_model(model)}, ("model", *at), new)
    return write_tree(path, tree, "model")


@pytest.mark.parametrize("name", MADE_UP)
def test_made_up_models_are_errors(tmp_path, raised, name):
    at, new, words = MADE_UP[name]
    path = written(tmp_path / "a.npz", Linear(2, 1, rng=0), at, new)
    ko, en = raised(lambda: load(path), DataError)
    assert words in ko and str(path) in ko and str(path) in en


def test_a_few_lines_cannot_say_endless_layers(tmp_path, raised):
    tree, count = {"class": "Dropout", "settings": {"p": 0.5}}, 40
    for depth in range(count):
        layers = [tree, {"again": count - depth}]
        tree = {"class": "Sequential", "settings": {"layers": layers}}
    path = written(tmp_path / "a.json", Dropout(), ("built",), tree)
    ko, en = raised(lambda: load(path), DataError)
    assert "100000개보다" in ko and "more than 100000 modules" in en


GENERATOR = {
    "bit_generator": "PCG64",
    "state": {"state": 1, "inc": 1},
    "has_uint32": 0,
    "uinteger": 0,
}


@pytest.mark.parametrize(
    ("at", "new", "words"),
    [
        ((), {}, "bit_generator"),
        (("bit_generator",), "MT19937", "'MT19937'"),
        (("state", "state"), -1, "범위를"),
        (("state", "inc"), 2**128, "범위를"),
        (("has_uint32",), 2, "범위를"),
        (("uinteger",), 2**32, "범위를"),
        (("state", "state"), 1.0, "state.state"),
    ],
)
def test_made_up_random_states_are_errors(tmp_path, raised, at, new, words):
    state = changed({"0": GENERATOR}, ("0", *at), new)["0"] if at else new
    path = written(tmp_path / "a.npz", Dropout(rng=0), ("generators",), {"0": state})
    ko, _ = raised(lambda: load(path), DataError)
    assert words in ko


@pytest.mark.parametrize(
    ("at", "new", "words"),
    [
        (("kind",), "system", "'system'"),
        (("parameters",), ["W", "W"], "두 번"),
        (("parameters",), ["W", "V"], "V"),
        (("steps",), -1, "steps"),
        (("steps",), 2**60, "steps"),
        (("options", "lr"), float("nan"), "lr"),
        (("options", "lr"), -1.0, "lr"),
        (("options", "beta1"), 2.0, "beta1"),
        (("options", "more"), 1.0, "more"),
        (("memories",), [], "0 ≠ 2"),
        (("memories",), [{"m": np.ones(7)}, {}], "(7,)"),
        (("memories",), [{"t": -1}, {}], "'t'"),
        (("memories",), [{"m": np.ones((2, 1), dtype=int)}, {}], "'m'"),
        (("memories",), [{"m": "x"}, {}], "'x'"),
        (("by_name",), [], "by_name"),
        (("scheduled",), 1, "scheduled"),
    ],
)
def test_made_up_optimizers_are_errors(tmp_path, raised, at, new, words):
    model = Linear(2, 1, rng=0)
    tree = {"model": tree_of_model(model), "optimizer": tree_of_optimizer(Adam(model), model)}
    path = write_tree(tmp_path / "a.npz", changed(tree, ("optimizer", *at), new), "model")
    ko, en = raised(lambda: load_run(path), DataError)
    assert words in ko and words.replace("두 번", "twice") in en
    assert isinstance(load(path), Linear)  # which asks for the model alone


@pytest.mark.parametrize(
    ("history", "words"),
    [
        ([], "history"),
        ({"loss": ["x"]}, "loss[0]"),
        ({"loss": 1.0}, "loss"),
        ({"metrics": {"rmse": [None]}}, "rmse[0]"),
        ({"best_epoch": 1.5}, "best_epoch"),
        ({"more": []}, "more"),
    ],
)
def test_made_up_histories_are_errors(tmp_path, raised, history, words):
    tree = {"model": tree_of_model(Linear(2, 1, rng=0)), "history": history}
    path = write_tree(tmp_path / "a.npz", tree, "model")
    ko, en = raised(lambda: load_run(path), DataError)
    assert words in ko and words in en


def test_tied_values_stay_tied(tmp_path):
    neuron = Neuron(3, rng=0)
    neuron.w[2] = neuron.w[0]
    found = load(save(neuron, tmp_path / "a.npz"))
    assert found.w[2] is found.w[0] is not found.w[1] and same_numbers(found, neuron)
