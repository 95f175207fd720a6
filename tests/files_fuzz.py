"""파일의 퍼즈: 온전한 파일을 망가뜨려 불러온다.

A fuzz of files. Valid files of models, graphs and checkpoints, in every form, are damaged: bits
flipped, cut off, spliced, members exchanged, JSON edited, headers that lie. Each is loaded by the
public way, and gives a clear error of this package or something consistent: what was saved, or
another thing that can be saved and loaded again as it is. No other exception, no crash, no code
that runs, at most 1 GB, at most 2 s.

    python -m tests.files_fuzz --files 10000 --seed 0
    python -m tests.files_fuzz --everywhere

Damage that must not go unnoticed says so ("must"): a newer version, inputs in a circle, bytes of an
array that were changed under a checksum, arrays of objects, members that are compressed or lie.
"""

import argparse
import contextlib
import functools
import hashlib
import importlib
import io
import json
import os
import pickle
import pkgutil
import random
import select
import struct
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np

import micrograd_ko
from micrograd_ko import ARRAY_TABLE, TABLE, MicrogradError, Tensor, TrainingWarning, Value
from micrograd_ko.files import SUFFIXES, read_tree, write_tree
from micrograd_ko.files.trees import pack
from micrograd_ko.nn import (
    MLP,
    RNN,
    BatchNorm,
    Conv2d,
    Dropout,
    Embedding,
    Flatten,
    Layer,
    LayerNorm,
    Linear,
    MaxPool2d,
    Neuron,
    RNNCell,
    Sequential,
)  # fmt: skip
from micrograd_ko.optim import SGD, Adam, Momentum
from micrograd_ko.saving import load, load_run, save
from micrograd_ko.saving.graphs import tree_of_graph
from micrograd_ko.saving.saved import _run_tree
from micrograd_ko.train import fit
from tests.helpers.layers import Block

GIGABYTE, SECONDS = 1 << 30, 2.0

# ── what is damaged ──


def trained(model, optimizer=None, *, epochs=2):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(12, 3)), rng.normal(size=(12, 1))
    options = {"loss": "mse", "metric": "rmse", "progress": False, "seed": 1}
    optimizer = optimizer or Adam(model)
    return model, optimizer, fit(model, X, y, optimizer=optimizer, epochs=epochs, **options)


def models():
    """Models with what trained them, by name."""
    tied = Sequential(Linear(3, 3, rng=0), TABLE["relu"], Linear(3, 3, rng=1), Linear(3, 1, rng=2))
    tied.layers[2].W = tied.layers[0].W
    mixed = Sequential(
        Linear(3, 4, rng=0), BatchNorm(4), TABLE["leaky_relu"].bind(slope=0.1), Dropout(0.2, rng=3),
        MLP(4, [3, 1], activation="tanh", rng=4),
    )  # fmt: skip
    small = MLP(3, [2, 1], dtype="float32", rng=0)
    return {
        "mixed": trained(mixed),
        "tied": trained(tied, Momentum(tied, clip_norm=1.0)),
        "float32": trained(small, SGD(small)),
        "own": trained(Sequential(Block(3), Linear(3, 1, rng=0))),
        "words": (Sequential(Embedding(5, 2, rng=0), RNN(2, 3, last=True, rng=1)), None, None),
        "images": (
            Sequential(Conv2d(1, 2, (2, 3), stride=2, rng=0), MaxPool2d(2), Flatten(),
                       LayerNorm(4), RNNCell(4, 2, rng=1)), None, None,
        ),
        "neurons": (Layer(2, 2, activation="tanh", rng=0), None, None),
        "neuron": (Neuron(3, rng=0), None, None),
    }  # fmt: skip


def graphs():
    """Roots of graphs, by name."""
    x, w = Value(2.0, "x"), Value(-1.0, "w", kind="weight")
    loss = ((x * w).tanh() + 2**x + w**3 - x.leaky_relu(slope=0.2)).maximum(w)
    loss.backward()
    rng = np.random.default_rng(1)
    W, b = Tensor(rng.normal(size=(3, 2)), "W"), Tensor(np.zeros(2), "b", dtype=np.float32)
    y = Tensor.constant(rng.normal(size=(4, 3))) @ W + b.astype(np.float64)
    picked = y[1:, ::-1][[0, 2], np.array([1, 0])]
    joined = np.concatenate([picked, y[..., 0].reshape(2, 2).sum(axis=0), y.max(axis=(0,))])
    root = np.where(joined.data > 0, joined, joined.softmax(axis=-1)).mean()
    root.backward()
    return {"values": loss, "tensors": root, "several": [root, y, W]}


def checkpoints():
    """Trees as a training keeps them, by name."""
    rng = np.random.default_rng(2)
    state = {"layers.0.W": rng.normal(size=(3, 4)), "layers.0.b": np.zeros(4, np.float32)}
    place = {"epoch": 3, "batch": 7, "done": False, "best": float("inf"), "name": "학습"}
    every = {dtype: np.arange(6).reshape(2, 3).astype(dtype) for dtype in "?bhiqBHIQefd"}
    random_states = [rng.bit_generator.state, None]
    return {"training": {"model": state, "place": place, "random": random_states, "all": every}}


class Original:
    """A valid file, and how it is loaded."""

    def __init__(self, kind, name, suffix, thing, folder):
        self.kind, self.name, self.suffix, self.thing = kind, name, suffix, thing
        path = folder / f"{name}{suffix}"
        self.write(thing, path)
        self.data = path.read_bytes()
        self.print = fingerprint(kind, self.load(path))

    def write(self, thing, path):
        if self.kind == "model":
            model, optimizer, history = thing
            save(model, path, optimizer=optimizer, history=history)
        elif self.kind == "graph":
            save(thing, path)
        else:
            write_tree(path, thing, "checkpoint")

    def load(self, path):
        if self.kind == "model":
            own = Sequential(Block(3), Linear(3, 1, rng=9)) if self.name == "own" else None
            return load_run(path, into=own)
        return load(path) if self.kind == "graph" else read_tree(path, "checkpoint")


def fingerprint(kind, thing):
    """A digest of all that a file keeps."""
    if kind == "model":
        tree = _run_tree(*thing)
    elif kind == "graph":
        roots = thing if isinstance(thing, list) else [thing]
        tree = tree_of_graph(roots, many=isinstance(thing, list))
    else:
        tree = thing
    packed, arrays = pack(tree)
    found = hashlib.blake2b(json.dumps(packed).encode())
    for x in arrays.values():
        found.update(f"{x.dtype}{x.shape}".encode() + np.where(x == x, x, 0).tobytes())
    return found.hexdigest()


@functools.cache
def originals():
    """All of them, by kind."""
    made = {"model": models(), "graph": graphs(), "checkpoint": checkpoints()}
    with tempfile.TemporaryDirectory() as folder:
        return [
            Original(kind, name, suffix, thing, Path(folder))
            for kind, things in made.items()
            for name, thing in things.items()
            for suffix in SUFFIXES
        ]


# ── damage to bytes ──


def flipped(data, chance, of):
    found = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 8, 64])):
        found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found), False


def cut(data, chance, of):
    end = chance.randrange(len(data) - 1)
    return data[:end], True


def without(data, chance, of):
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.choice([1, 2, 8, 100]) :], False


def inserted(data, chance, of):
    start, more = chance.randrange(len(data)), chance.choice([1, 4, 200])
    return data[:start] + chance.randbytes(more) + data[start:], False


def spliced(data, chance, of):
    other = chance.choice(originals()).data
    start, end = chance.randrange(len(data)), chance.randrange(len(other))
    return data[:start] + other[end:], False


def repeated(data, chance, of):
    start, size = chance.randrange(len(data)), chance.randrange(1, 300)
    return data[: start + size] + data[start:], False


def blanked(data, chance, of):
    start, size = chance.randrange(len(data)), chance.randrange(1, 64)
    return data[:start] + b"\0\xff"[chance.randrange(2) :][:1] * size + data[start + size :], False


def foreign(data, chance, of):
    return chance.choice(
        [
            pickle.dumps(Trap()), b"\x89PNG\r\n\x1a\n" + chance.randbytes(99), b"", b"PK\x03\x04",
            chance.randbytes(500), b"{" * 9999, b"[" * 99999, b"PK\x05\x06" + bytes(18),
            zipped({"a": b"b"}), b'{"a": 1}', struct.pack("<Q", 2**40), b"null", b'"micrograd_ko"',
        ]
    ), True  # fmt: skip


BYTES = (flipped, cut, without, inserted, spliced, repeated, blanked, foreign)


class Trap:
    """Is seen by the hook below where it is unpickled."""

    def __reduce__(self):
        return os.system, ("true",)


# ── damage to archives and headers ──


def members(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(inside, *, compressed=()):
    """An archive; pairs or a dict."""
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w") as archive:
        warnings.simplefilter("ignore")  # a name twice
        for name, data in inside.items() if isinstance(inside, dict) else inside:
            kind = zipfile.ZIP_DEFLATED if name in compressed else zipfile.ZIP_STORED
            archive.writestr(zipfile.ZipInfo(name), data, kind)
    return file.getvalue()


def arrays_in(inside):
    return [name for name in inside if name.endswith(".npy")]


def some(inside, chance):
    return chance.choice(arrays_in(inside) or ["tree.json"])


def exchanged(data, chance, of):
    inside = members(data)
    a, b = some(inside, chance), some(inside, chance)
    inside[a], inside[b] = inside[b], inside[a]
    return zipped(inside), False


def dropped(data, chance, of):
    inside = members(data)
    del inside[chance.choice(list(inside))]
    return zipped(inside), True


def twice(data, chance, of):
    inside = members(data)
    name = chance.choice(list(inside))
    return zipped([*inside.items(), (name, inside[some(inside, chance)])]), True


def renamed(data, chance, of):
    inside = members(data)
    name = chance.choice(list(inside))
    wrong = [
        "../" + name,
        "/" + name,
        name + "\0",
        name.upper(),
        "x",
        "",
        "a/../" + name,
        "C:" + name,
    ]
    return zipped({(chance.choice(wrong) if n == name else n): x for n, x in inside.items()}), True


def compressed(data, chance, of):
    inside = members(data)
    name = chance.choice(list(inside))
    if name.endswith(".npy"):
        inside[name] += bytes(10**6)
    return zipped(inside, compressed={name}), True


def headed(data, chance, of):
    """A member whose header says something else, under a right checksum."""
    inside = members(data)
    name = some(inside, chance)
    shape = chance.choice([(10**12,), (-1,), (2**63, 2**63), (0, 10**18), (3,), (), (1,) * 70])
    descr = chance.choice(["<f8", "<f4", "|O", "<U9999", ">f8", "<c16", "|V8", "<M8[s]", "|b1"])
    header = f"{{'descr': '{descr}', 'fortran_order': {chance.random() < 0.3}, 'shape': {shape}, }}"
    if chance.random() < 0.2:
        header = chance.choice(["__import__('os').system('true')", "(" * 100, "{", "[]"])
    head = header.encode().ljust(chance.choice([54, 118])) + b"\n"
    rest = inside[name][128:] if chance.random() < 0.5 else pickle.dumps(Trap())
    version = chance.choice([b"\x01\x00", b"\x01\x00", b"\x02\x00", b"\x09\x09"])
    size = len(head) if chance.random() < 0.8 else chance.randrange(2**16)
    inside[name] = b"\x93NUMPY" + version + struct.pack("<H", size) + head + rest
    # it is no array any longer, but where the new header happens to fit
    return zipped(inside), descr not in ("<f8", "<f4", "|b1")


def objects(data, chance, of):
    inside = members(data)
    trap, file = np.empty(1, dtype=object), io.BytesIO()
    trap[0] = Trap()
    np.save(file, trap, allow_pickle=True)
    inside[some(inside, chance)] = file.getvalue()
    return zipped(inside), True


def lying(data, chance, of):
    """An archive whose directory says something else."""
    found = bytearray(data)
    signs = [b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"]
    at = chance.choice(places(data, chance.choice(signs)) or [0])
    field = at + chance.choice([4, 6, 8, 10, 16, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 42])
    number = chance.choice([0, 1, 2**16 - 1, 2**31, 2**32 - 1, chance.randrange(2**32), len(data)])
    if field + 4 <= len(found):
        found[field : field + 4] = struct.pack("<I", number)
    return bytes(found), False


def places(data, sign):
    found, at = [], data.find(sign)
    while at >= 0:
        found.append(at)
        at = data.find(sign, at + 1)
    return found


def overwritten(data, chance, of):
    """Numbers of an array changed; the checksum tells."""
    inside = members(data)
    names = [name for name in arrays_in(inside) if len(inside[name]) > 128]
    if not names:
        return cut(data, chance, of)
    old = inside[chance.choice(names)]
    new = bytearray(old)
    new[chance.randrange(128, len(old))] ^= 1 << chance.randrange(8)
    return data.replace(old, bytes(new)), True


ARCHIVES = (
    exchanged, dropped, twice, renamed, compressed, headed, objects, lying, overwritten,
)  # fmt: skip


def header_of(data):
    (size,) = struct.unpack("<Q", data[:8])
    return json.loads(data[8 : 8 + size]), data[8 + size :]


def safe(header, rest):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + rest


def offsets(data, chance, of):
    """A header of tensors that lies."""
    header, rest = header_of(data)
    name = chance.choice([n for n in header if n != "__metadata__"] or [None])
    if name is None:
        return safe(header, rest)[: chance.randrange(len(data))], True
    part = chance.choice(["dtype", "shape", "data_offsets", "name", "metadata"])
    wrong = [-1, 0, 1, 2**31, 2**63, 2**64, 10**12, 0.5, "x", None, [], True]
    if part == "dtype":
        kinds = [
            "F64",
            "F32",
            "F16",
            "BF16",
            "I64",
            "U8",
            "BOOL",
            "C64",
            "F8_E4M3",
            "O",
            "",
            3,
            None,
        ]
        header[name][part] = chance.choice(kinds)
    elif part == "name":
        header[chance.choice(["x", "../x", "", name.upper()])] = header.pop(name)
    elif part == "metadata":
        metadata = [None, {}, [], {"micrograd_ko": 3}, {"micrograd_ko": ""}, {"format": "pt"}, "x"]
        header["__metadata__"] = chance.choice(metadata)
    elif chance.random() < 0.2:
        header[name][part] = chance.choice(wrong)
    else:
        numbers = header[name][part] or [1]
        numbers[chance.randrange(len(numbers))] = chance.choice(wrong)
        header[name][part] = numbers
    return safe(header, rest), False


def sizes(data, chance, of):
    wrong = [0, 1, 7, 2**31, 2**40, 2**63, 2**64 - 1, len(data), len(data) - 8, len(data) - 9]
    return struct.pack("<Q", chance.choice(wrong)) + data[8:], False


HEADERS = (offsets, sizes)

# ── damage to the JSON in every form ──


def document_of(data, suffix):
    if suffix == ".npz":
        return json.loads(members(data)["tree.json"])
    if suffix == ".json":
        return json.loads(data)
    return json.loads(header_of(data)[0]["__metadata__"]["micrograd_ko"])


def with_text(data, suffix, text):
    """The same file around another text."""
    if suffix == ".json":
        return text.encode(errors="surrogatepass")
    if suffix == ".npz":
        inside = {**members(data), "tree.json": text.encode(errors="surrogatepass")}
        return zipped(inside)
    header, rest = header_of(data)
    header["__metadata__"]["micrograd_ko"] = text
    return safe(header, rest)


def spots(x, found=None):
    """All (container, key) in a document."""
    found = [] if found is None else found
    for key in range(len(x)) if isinstance(x, list) else list(x):
        found.append((x, key))
        if isinstance(x[key], (dict, list)):
            spots(x[key], found)
    return found


NUMBERS = [
    0, -1, 1, 2, 3, -3, 2**31, 2**53, 2**63, 2**64, 2**128, 10**12, -(10**12),
    10**30, 10**399, 10**500, 0.5, -0.0, 1e308, -1e308, 5e-324, 1e17,
    {"$float": "nan"}, {"$float": "-inf"},
]  # fmt: skip
THINGS = [
    None, True, False, "", "x", [], {}, 3, 2.5, [1, 2], [[]], {"a": 1}, {"$array": "nope"},
    {"$array": {"dtype": "float64", "shape": [10**12], "numbers": []}},
    {"$array": {"dtype": "float64", "shape": [2], "numbers": [1.0, 2.0]}},
    {"$array": {"dtype": "float32", "shape": [1], "numbers": [0.5]}},
    {"$array": {"dtype": "bool", "shape": [], "numbers": [True]}},
    {"$array": {"dtype": "int64", "shape": [0, 3], "numbers": []}},
    {"again": 0}, {"again": 1},
    {"row": "relu"}, {"tuple": [0, 1]}, {"slice": [0, None, -1]}, {"ellipsis": None}, {"$new": 1},
    {"class": "Linear", "settings": {"nin": 10**6, "nout": 10**6}},
    {"class": "MLP", "settings": {"nin": 10**5, "nouts": [10**6, -(10**6), 1]}},
    {"class": "Layer", "settings": {"nin": 1, "nout": 10**9}},
    {"class": "BatchNorm", "settings": {"features": 10**11}},
    {"class": "LayerNorm", "settings": {"features": 10**11}},
    {"class": "Embedding", "settings": {"count": 10**6, "dim": 10**6}},
    {"class": "Conv2d", "settings": {"in_channels": 1, "out_channels": 1, "size": [10**6, 10**6]}},
    {"class": "Conv2d", "settings": {"in_channels": 10**5, "out_channels": 10**5, "size": 3}},
    {"class": "MaxPool2d", "settings": {"size": 10**12, "stride": 10**12}},
    {"class": "RNN", "settings": {"nin": 1, "hidden": 10**6}},
    {"class": "RNNCell", "settings": {"nin": 10**12, "hidden": 1}},
    {"class": "Sequential", "settings": {"layers": [{"again": 0}]}},
    {"op": "mul", "parents": [0, 0], "data": 1.0}, {"data": 1.0}, {"dtype": "float32"},
]  # fmt: skip
STRINGS = [
    "os.system", "__import__('os').system('true')", "builtins.eval", "Linear", "MLP", "Dropout",
    "Layer", "Module", "Sequential", "relu", "softmax", "put", "broadcast_to", "getitem", "where",
    "concatenate", "pow", "eigh", "../../etc/passwd", "x" * 100_000, "\ud800", "nan", "float16",
    "object", "O", "<f8", "f8,f8", "bool", "int64", "PCG64", "MT19937", "Philox", "Adam", "SGD",
    "mse", "hinge", "constant", "weight", "graph", "model", "W", "layers.0.W", "0", "$array", "{}",
    "__class__", "W₁", "\0", "ㄱ" * 3000,
]  # fmt: skip


def chosen(document, chance, fits=lambda x: True):
    """A place in the document, mostly in its tree."""
    fitting = [(x, key) for x, key in spots(document) if fits(x[key])]
    return chance.choice(fitting or spots(document))


def is_number(x):
    return isinstance(x, (int, float)) and not isinstance(x, bool)


def numbered(document, chance, of):
    x, key = chosen(document, chance, is_number)
    x[key] = chance.choice(NUMBERS)


def retyped(document, chance, of):
    x, key = chosen(document, chance)
    x[key] = chance.choice(THINGS)


def worded(document, chance, of):
    x, key = chosen(document, chance, lambda x: isinstance(x, str))
    x[key] = chance.choice(STRINGS)


def removed(document, chance, of):
    x, key = chosen(document, chance)
    del x[key]


def rekeyed(document, chance, of):
    x, key = chosen(document, chance)
    if isinstance(x, dict):
        new = chance.choice([key + "x", "$" + key, key[1:], *STRINGS[:12], *x])
        x[new] = x.pop(key)
    else:
        x.insert(key, chance.choice([x[key], *THINGS]))


def swapped(document, chance, of):
    (x, a), (y, b) = chosen(document, chance), chosen(document, chance)
    one, other = json.dumps(x[a]), json.dumps(y[b])  # copies: one may lie in the other
    x[a], y[b] = json.loads(other), json.loads(one)


def transplanted(document, chance, of):
    other = chance.choice(originals())
    x, key = chosen(document, chance)
    y, there = chosen(document_of(other.data, other.suffix), chance)
    x[key] = y[there]


def nested(document, chance, of):
    x, key = chosen(document, chance)
    for _ in range(chance.choice([1, 2, 40, 140, 160, 400])):
        x[key] = chance.choice([[x[key]], {"a": x[key]}])


def many(document, chance, of):
    x, key = chosen(document, chance, lambda x: isinstance(x, list) and x)
    if isinstance(x[key], list):
        x[key] = x[key] * chance.choice([2, 3, 1000 // (len(x[key]) + 1) + 1])


def laughing(document, chance, of):
    """Layers in layers in layers, each twice: a few lines that say 2⁴⁰ of them."""
    tree = {"class": "Dropout", "settings": {"p": 0.5}}
    count = chance.choice([3, 30, 40])
    for depth in range(count):
        layers = [tree, {"again": count - depth}]
        tree = {"class": "Sequential", "settings": {"layers": layers}}
    if of.kind == "model":
        document["tree"]["model"]["built"] = tree
    else:
        retyped(document, chance, of)


def newer(document, chance, of):
    document["version"] = chance.choice([2, 3, 10**6, 2**70])
    return True


def unversioned(document, chance, of):
    document["version"] = chance.choice([0, -1, "1", None, 1.0, True, [1]])
    return True


def misnamed(document, chance, of):
    key = chance.choice(["format", "kind"])
    document[key] = chance.choice(["", "torch", "Model", None, 3, [], {}])
    return True


def circled(document, chance, of):
    """Inputs that come later, or are the node itself."""
    if of.kind != "graph":
        return newer(document, chance, of)
    nodes = document["tree"]["nodes"]
    at = chance.choice([i for i, node in enumerate(nodes) if node.get("parents")])
    parents = nodes[at]["parents"]
    wrong = [at, at + 1, len(nodes) - 1 if at < len(nodes) - 1 else at, len(nodes), 10**20, -1]
    parents[chance.randrange(len(parents))] = chance.choice(wrong)
    return True


def unknown_op(document, chance, of):
    if of.kind != "graph":
        return misnamed(document, chance, of)
    node = chance.choice([node for node in document["tree"]["nodes"] if "op" in node])
    wrong = ["system", "__class__", "eval", "", "Mul", "mul ", "bind", "np.exp"]
    node["op"] = chance.choice([*wrong, {"name": chance.choice(wrong), "params": {}}])
    return True


def reparametered(document, chance, of):
    """Ops with the parameters of others, or with none."""
    if of.kind != "graph":
        return retyped(document, chance, of)
    node = chance.choice([node for node in document["tree"]["nodes"] if "op" in node])
    name = chance.choice([*TABLE, *ARRAY_TABLE])
    names = ["axis", "index", "shape", "exponent", "keepdims", "dtype", "condition", "axes", "self"]
    params = {
        chance.choice(names): chance.choice([*THINGS, *NUMBERS, *STRINGS[:9]])
        for _ in range(chance.randrange(3))
    }
    node["op"] = chance.choice([name, {"name": name, "params": params}])
    return None


EDITS = (
    numbered, retyped, worded, removed, rekeyed, swapped, transplanted, nested, many, laughing,
    newer, unversioned, misnamed, circled, unknown_op, reparametered,
)  # fmt: skip


def doubled(text, chance):
    """A key of the JSON twice."""
    at = chance.choice(places(text, '": ') or places(text, '":'))
    start = text.rindex('"', 0, at)
    return text[:start] + text[start : at + 2] + "1, " + text[start:]


WRITTEN = ("NaN", "Infinity", "-Infinity", "1e999", "01", "1_000", "'x'", "1" * 5000, "[" * 5000)


def edited(edit, data, chance, of):
    document = document_of(data, of.suffix)
    must = bool(edit(document, chance, of))
    return with_text(data, of.suffix, json.dumps(document)), must


def doubled_key(data, chance, of):
    text = json.dumps(document_of(data, of.suffix))
    return with_text(data, of.suffix, doubled(text, chance)), True


def written(data, chance, of):
    """A number that JSON does not have."""
    text = json.dumps(document_of(data, of.suffix))
    at = chance.choice([i for i in places(text, " ") if text[i + 1 : i + 2].isdigit()] or [0])
    end = at + 1
    while text[end : end + 1] in tuple("0123456789.e+-"):
        end += 1
    return with_text(data, of.suffix, text[: at + 1] + chance.choice(WRITTEN) + text[end:]), True


DAMAGES = {
    **{f.__name__: f for f in (*BYTES, doubled_key, written)},
    **{f.__name__: functools.partial(edited, f) for f in EDITS},
}
OF_SUFFIX = {
    ".npz": {f.__name__: f for f in ARCHIVES},
    ".safetensors": {f.__name__: f for f in HEADERS},
    ".json": {},
}


EVERYTHING = [*THINGS, *NUMBERS[::3], *STRINGS[::5]]
EVERYWHERE = -1  # the seed without chance: each of these at each place of a file of text


@functools.cache
def everywhere():
    """(original, place, thing) of all of them."""
    return [
        (of, place, thing)
        for of in originals()
        if of.suffix == ".json"
        for place in range(len(spots(document_of(of.data, of.suffix))))
        for thing in EVERYTHING
    ]


def case(seed, i):
    """The damaged file number `i`: what it was, the name of the damage, bytes, and whether the
    damage must be noticed.
    """
    if seed == EVERYWHERE:
        of, place, thing = everywhere()[i]
        document = document_of(of.data, of.suffix)
        x, key = spots(document)[place]
        x[key] = thing
        return of, "everywhere", json.dumps(document).encode(), False
    chance = random.Random(f"{seed}/{i}")
    of = chance.choice(originals())
    damages = DAMAGES | OF_SUFFIX[of.suffix]
    name = chance.choice(list(damages))
    data, must = damages[name](of.data, chance, of)
    return of, name, data, must and data != of.data


# ── what comes of it ──

RUNS = {
    "exec", "compile", "os.system", "os.exec", "os.spawn", "os.posix_spawn", "subprocess.Popen",
    "pickle.find_class", "marshal.loads", "code.__new__", "function.__new__", "socket.connect",
    "ctypes.dlopen", "os.remove", "os.rename", "shutil.rmtree",
}  # fmt: skip
_loading, _told = [False], []


def _hook(event, args):
    """Note what code does while a file is loaded."""
    if _loading[0]:
        new = event == "import" and args[0] not in sys.modules
        writes = event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")
        if event in RUNS or new or writes:
            _told.append(f"{event} {args!r:.80}")


def watch():
    """Import what is only imported where it is used, so that no file does; then watch."""
    import difflib  # noqa: F401

    import safetensors.numpy  # noqa: F401

    for module in pkgutil.walk_packages(micrograd_ko.__path__, "micrograd_ko."):
        if module.name.split(".")[1] not in ("__main__", "replaying"):
            importlib.import_module(module.name)
    sys.addaudithook(_hook)


@contextlib.contextmanager
def loading():
    _told.clear()
    _loading[0] = True
    try:
        yield
    finally:
        _loading[0] = False


def outcome(seed, i, folder):
    """What came of one file: "error", "same", "other", or what is wrong; and its seconds."""
    of, name, data, must = case(seed, i)
    path = folder / f"f{of.suffix}"
    path.write_bytes(data)
    start = time.process_time()
    try:
        with loading():
            found = of.load(path)
        what = "found"
    except MicrogradError as error:
        what = "error" if str(path) in str(error) else f"WRONG: no path in {error}"
    except BaseException as error:
        what = f"WRONG: {type(error).__name__}: {error}\n{traceback.format_exc(limit=-4)}"
    seconds = time.process_time() - start
    if _told:
        what = f"WRONG: {_told[0]}"
    elif seconds > SECONDS:
        what = f"WRONG: {seconds:.1f} s"
    elif what == "found":
        try:
            what = judged(of, found, folder, must)
        except Exception as error:
            what = f"WRONG: it cannot be saved and loaded again: {error!r}"
    return {"i": i, "damage": name, "form": of.suffix, "kind": of.kind, "what": what, "s": seconds}


def judged(of, found, folder, must):
    """Whether what was loaded is what was saved, or at least one that can be saved."""
    mark = fingerprint(of.kind, found)
    if mark == of.print:
        # a lie that says the same is none
        return "same"
    if must:
        return "WRONG: damage that must be noticed was not"
    again = folder / f"again{of.suffix}"
    of.write(found, again)
    if fingerprint(of.kind, of.load(again)) != mark:
        return "WRONG: saved and loaded again it is another"
    return "other"


def work(seed, first, end, step):
    """Go through files in this process, at most a gigabyte more than it has now."""
    import resource

    watch()

    warnings.simplefilter("error")
    warnings.simplefilter("ignore", TrainingWarning)
    originals()
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + GIGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    with tempfile.TemporaryDirectory() as folder:
        for i in range(first, end, step):
            print(json.dumps({"start": i}), flush=True)
            found = outcome(seed, i, Path(folder))
            found["rss"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            print(json.dumps(found), flush=True)


def run(files, seed, processes=2):
    """What came of all files; a process that dies or hangs is replaced."""
    found, waiting = [], {}

    def begin(first, lane):
        command = [sys.executable, "-m", "tests.files_fuzz"]
        numbers = ",".join(map(str, (seed, first, files, processes)))
        worker = subprocess.Popen(
            [*command, f"--work={numbers}"], stdout=subprocess.PIPE, bufsize=0
        )
        waiting[worker.stdout] = [worker, first, time.monotonic() + 120, lane]

    for lane in range(min(processes, files)):
        begin(lane, lane)
    while waiting:
        ready, _, _ = select.select(list(waiting), [], [], 1.0)
        for stream, state in list(waiting.items()):
            worker, at, deadline, lane = state
            line = stream.readline() if stream in ready else None
            if line:
                told = json.loads(line)
                found += [told] if "what" in told else []
                state[1] = told["start"] if "start" in told else told["i"] + processes
                state[2] = time.monotonic() + 60
                continue
            if line is None and time.monotonic() < deadline:
                continue
            worker.kill()  # it is at its end, or it hangs
            code = worker.wait()
            stream.close()
            del waiting[stream]
            if at < files and code != 0:
                of, name, _, _ = case(seed, at)
                about = {"i": at, "damage": name, "form": of.suffix, "kind": of.kind, "s": 0.0}
                found.append({**about, "what": f"WRONG: crashed or hung ({code})", "rss": 0})
                begin(at + processes, lane)
    return found


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.files_fuzz", description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--everywhere", action="store_true", help="odd things at every place")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--work", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        return work(*map(int, given.work.split(",")))
    if given.everywhere:
        given.files, given.seed = len(everywhere()), EVERYWHERE
    start = time.perf_counter()
    found = run(given.files, given.seed, given.processes)
    wrong = [one for one in found if one["what"].startswith("WRONG")]
    for one in wrong[:20]:
        print(f"file {one['i']} ({one['kind']}{one['form']}, {one['damage']}): {one['what']}\n")
    table = {}
    for one in found:
        table.setdefault(one["damage"], Counter())[one["what"].partition(":")[0]] += 1
    for name, counts in sorted(table.items()):
        print(f"{name:16}", *(f"{what} {n:5}" for what, n in sorted(counts.items())))
    print({k: dict(Counter(one[k] for one in found)) for k in ("form", "kind")})
    total = Counter(one["what"].partition(":")[0] for one in found)
    slowest, most = max(one["s"] for one in found), max(one["rss"] for one in found)
    seconds = time.perf_counter() - start
    print(f"{len(found)} files, {dict(total)}; {len(found) / seconds:.0f} files/s")
    print(f"slowest {slowest:.2f} s, at most {most / 1e6:.0f} MB in memory")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
