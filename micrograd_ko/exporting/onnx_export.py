"""모델을 ONNX 파일로.

Export a model to ONNX, for onnxruntime and other programs: it is recorded twice, translated,
checked and compared before anything is written.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from ..arguments import check_whole, shown
from ..engine import Node, plain
from ..errors import NotANumberError, OptionError, ShapeError
from ..files import write_beside
from ..nn import BatchNorm, Linear, Module, Neuron
from ..spelling import spelled
from .onnx_file import compare, imported, serialized
from .recording import record, takes_values
from .sizes import Dim, Sizes
from .translation import translated
from .writer import Term, Writer

__all__ = ["export_onnx"]

Array = np.ndarray[Any, Any]
RECORDED = Sizes(5, 8)  # one odd, one even
COMPARED = (1, 2, 11)  # batches on which the file is compared with the model
SEED = 0


@spelled
def export_onnx(
    model: Callable[[Any], Any],
    path: str | os.PathLike[str],
    X: Any = None,
    *,
    batch: int | None = None,
    input_name: str = "x",
    output_name: str = "y",
) -> Path:
    """모델을 ONNX 파일로 내보낸다, 학습이 끝난 상태로.

    Write `model`, as in use (no dropout, running statistics), as an ONNX file (opset 17, IR 8). Its
    graph is recorded on examples and translated op by op, so that modules and ops of your own work,
    too. Before the file is written it is checked, and compared with the model on random inputs.

    Args:
        model: a module, or a function of one Tensor, such as ``lambda x: softmax(model(x))``. Of
            a module of Values (Neuron, Layer) the file takes samples (n, …), not one list.
        path: of the file; one that is there is replaced.
        X: samples (n, …), as examples of an input: their shape, dtype and range. Left out, a model
            that begins with Linear or BatchNorm tells its width.
        batch: None for a file that takes any number of samples; or just that many.
        input_name, output_name: what they are called in the file.

    Returns:
        the path.

    Raises:
        DataError: onnx is not installed (extra `io`), or the file cannot be written.
        GraphError: Python chose something by the numbers of the input (an `if`), the graph cannot
            be the same for any number of samples, or the file computes something else.
        OpError: an op has no translation, by name.
        OptionError: X is needed.

    >>> from micrograd_ko.nn import MLP
    >>> export_onnx(MLP(2, [3, 1], rng=0), "net.onnx").name  # doctest: +SKIP
    'net.onnx'
    """
    imported()
    path = Path(path)
    examples = _Examples(model, X)
    if batch is not None:
        batch = check_whole("batch", batch, low=1)
    writer = Writer(_name("input_name", input_name), examples.dtype)
    name = writer.named(_name("output_name", output_name, input_name))
    rows = Dim(1, 0) if batch is None else Dim(0, batch)
    result, shape = _written(model, examples, writer, batch, rows)
    given = [rows, *(Dim(0, n) for n in examples.shape)]
    content = serialized(writer, given, result, shape, name, repr(model))
    for n in COMPARED if batch is None else (batch,):
        compare(content, model, input_name, examples.batch(n))

    def fill(file: BinaryIO) -> None:
        file.write(content)

    write_beside(path, fill)
    return path


def _written(
    model: Any, examples: _Examples, writer: Writer, batch: int | None, rows: Dim
) -> tuple[Term, list[Dim | None]]:
    """모델을 적는다. Write the model; returns its result, and what is known of its shape."""
    values = takes_values(model)  # then each recording is of one sample
    sizes = Sizes(1, 1) if values else RECORDED if batch is None else Sizes(batch, batch)
    first, second = (record(model, examples.batch(n)) for n in sizes)
    terms = translated(first, second, sizes, writer, _names(model))
    if not values:
        lengths = zip(first.roots[0].data.shape, second.roots[0].data.shape, strict=True)
        return terms[0], [sizes.dim(*both) for both in lengths]
    if len(terms) == 1:
        return writer.emit("Expand", terms[0], writer.shape([rows])), [rows]
    wide = writer.shape([rows, Dim(0, 1)])
    columns = [
        writer.emit("Expand", writer.emit("Unsqueeze", x, writer.whole(-1)), wide) for x in terms
    ]
    return writer.emit("Concat", *columns, axis=1), [rows, Dim(0, len(terms))]


class _Examples:
    """모델에 넣어 볼 입력.

    Draws inputs for the model: like the samples given, feature by feature; without any, numbers
    around 0.
    """

    def __init__(self, model: Any, X: Any) -> None:
        self.rng = np.random.default_rng(SEED)
        parameter = next(iter(model.parameters()), None) if isinstance(model, Module) else None
        own = None if parameter is None else np.asarray(parameter.data).dtype
        self.samples: Array | None = None if X is None else _samples(X, own)
        if self.samples is not None:
            self.shape, self.dtype = self.samples.shape[1:], self.samples.dtype
        else:
            self.shape, self.dtype = (_width(model),), own or np.dtype(np.float64)

    def batch(self, n: int) -> Array:
        """표본 n개. Draw n samples."""
        if self.samples is None:
            return self.rng.normal(scale=2.0, size=(n, *self.shape)).astype(self.dtype)
        rows = self.rng.integers(len(self.samples), size=(n, *self.shape))
        return np.take_along_axis(self.samples, rows, axis=0)


def _samples(X: Any, dtype: Any) -> Array:
    found = np.asarray(plain(X))
    if found.dtype.kind not in "fiub":
        raise NotANumberError("export.samples", type=type(X).__name__, got=shown(X))
    if found.ndim < 1 or not len(found):
        raise ShapeError("export.samples.shape", shape=found.shape)
    if dtype is None:
        dtype = found.dtype if found.dtype == np.float32 else np.float64
    return found.astype(dtype, copy=False)


def _width(model: Any) -> int:
    """입력의 폭: 첫 층이 안다. Find how wide the input is: the first layer knows."""
    for layer in model.modules() if isinstance(model, Module) else ():
        if isinstance(layer, (Linear, Neuron)):
            return layer.nin
        if isinstance(layer, BatchNorm):
            return layer.features
    raise OptionError("export.width", model=shown(model))


def _names(model: Any) -> dict[Node, str]:
    """매개변수의 이름, 파일에서도. Find the names of parameters, which they keep in the file."""
    named = model.named_parameters() if isinstance(model, Module) else ()
    return {p: name for name, p in named}


def _name(option: str, given: Any, other: str = "") -> str:
    if isinstance(given, str) and given not in ("", other):
        return given
    raise OptionError("export.name", option=option, given=shown(given))
