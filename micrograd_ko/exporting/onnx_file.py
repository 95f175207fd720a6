"""ONNX 파일: 만들고, 살피고, 우리 것과 비교한다.

Make an ONNX file of what a Writer holds, have it checked by the package onnx, and compare what it
computes with the model itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..errors import GraphError, MicrogradError
from .packages import needs
from .recording import computed
from .sizes import Dim
from .writer import Instruction, Term, Writer

__all__ = ["compare", "imported", "serialized"]

Array = np.ndarray[Any, Any]
OPSET, IR_VERSION = 17, 8  # the package onnx would write IR versions that onnxruntime refuses
# how far the two may lie apart, beside 1 and the largest result: both round at each operation
CLOSE = {"float32": 1e-5, "float64": 1e-11}


def serialized(
    writer: Writer,
    given: Sequence[Dim],
    result: Term,
    shape: Sequence[Dim | None],
    name: str,
    about: str,
) -> bytes:
    """ONNX 파일의 내용.

    Make the bytes of the file, checked by onnx.

    Args:
        given: the shape of the input.
        result, shape, name: what comes out, its shape (None for a length that is no line in the
            number of samples), and what it is called in the file.
        about: a description.
    """
    onnx = imported()
    helper = onnx.helper
    end = Instruction("Identity", (result.name,), name, {}, "")
    graph = helper.make_graph(
        [_node(onnx, instruction) for instruction in [*writer.instructions, end]],
        "micrograd_ko",
        [_info(onnx, writer.input.name, writer.input.dtype, given)],
        [_info(onnx, name, result.dtype, shape)],
        [onnx.numpy_helper.from_array(x, key) for key, x in writer.constants.items()],
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="micrograd_ko",
        doc_string=about,
    )
    onnx.checker.check_model(model, full_check=True)
    found: bytes = model.SerializeToString()
    return found


def imported() -> Any:
    """onnx 패키지. Import the package onnx, which only this needs."""
    try:
        import onnx
        import onnx.reference
    except ImportError as error:
        raise needs("onnx", "export_onnx") from error
    return onnx


def _node(onnx: Any, instruction: Instruction) -> Any:
    options = {
        key: onnx.helper.np_dtype_to_tensor_dtype(x) if isinstance(x, np.dtype) else x
        for key, x in instruction.options.items()
    }
    return onnx.helper.make_node(
        instruction.operator,
        list(instruction.inputs),
        [instruction.output],
        name=instruction.output,
        doc_string=instruction.about,
        **options,
    )


def _info(onnx: Any, name: str, dtype: Any, dims: Sequence[Dim | None]) -> Any:
    kind = onnx.helper.np_dtype_to_tensor_dtype(np.dtype(dtype))
    shape = [
        f"{name}_{i}" if dim is None else str(dim) if dim.each else dim.fixed
        for i, dim in enumerate(dims)
    ]
    return onnx.helper.make_tensor_value_info(name, kind, shape)


def compare(content: bytes, model: Callable[[Any], Any], name: str, inputs: Array) -> None:
    """파일이 모델과 같은 것을 계산하는지.

    Compute `inputs` with the file and with the model.

    Raises:
        GraphError: the results differ, or the file does not run.
    """
    try:
        ours = computed(model, inputs)
    except MicrogradError:  # such a batch the model itself does not take
        return
    evaluator = imported().reference.ReferenceEvaluator(content)
    try:
        with np.errstate(all="ignore"):
            (theirs,) = evaluator.run(None, {name: inputs})
    except Exception as error:  # of NumPy's, where shapes do not fit
        raise GraphError("export.fails", rows=len(inputs), error=error) from error
    words = {"rows": len(inputs), "shape": np.shape(theirs), "expected": np.shape(ours)}
    if np.shape(ours) != np.shape(theirs) or ours.dtype != theirs.dtype:
        raise GraphError("export.differs.shape", **words)
    apart = _apart(ours, theirs)
    if not apart <= CLOSE[ours.dtype.name]:
        raise GraphError("export.differs", rows=len(inputs), apart=f"{apart:.3g}")


def _apart(ours: Array, theirs: Array) -> float:
    """가장 큰 차이, 가장 큰 결과에 비교해.

    Return the largest difference, beside 1 and the largest finite result; what is nan or infinite
    has to be so in both.
    """
    with np.errstate(all="ignore"):
        alike = (ours == theirs) | ((ours != ours) & (theirs != theirs))
        apart = np.where(alike, 0.0, np.abs(ours - theirs))
        size = np.abs(ours[np.isfinite(ours)]).max(initial=1.0)
    apart[~np.isfinite(apart)] = np.inf
    return float(apart.max(initial=0.0) / size)
