"""내보낸 파일을 onnxruntime으로 돌린다. Run exported files with onnxruntime."""

import numpy as np
import onnxruntime

from micrograd_ko import Tensor, export_onnx, no_grad
from micrograd_ko.nn import Module

CLOSE = {"float32": 1e-6, "float64": 1e-12}  # what is promised, beside 1 and the result


def session(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # its warnings are not ours
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def run(path, x):
    found = session(path)
    (result,) = found.run(None, {found.get_inputs()[0].name: x})
    return result


def ours(model, x):
    with no_grad():
        if isinstance(model, Module):
            with model.in_use():
                return model(Tensor(x)).data
        return model(Tensor(x)).data


def expect_equal(found, expected, close=None):
    """Equal to what is promised; nan and infinities in the same places."""
    assert (found.shape, found.dtype) == (expected.shape, expected.dtype)
    bound = CLOSE[expected.dtype.name] if close is None else close
    np.testing.assert_allclose(found, expected, rtol=bound, atol=bound)


def expect_exported(model, path, *batches, X=None, close=None, **options):
    """Export it, and compare on every batch what onnxruntime and the model compute."""
    written = export_onnx(model, path, X, **options)
    runs = session(written)
    name = options.get("input_name", "x")
    for x in batches:
        (found,) = runs.run(None, {name: x})
        expect_equal(found, ours(model, x), close)
    return written


def samples(*shape, seed=0, dtype=np.float64):
    return np.random.default_rng(seed).normal(size=shape).astype(dtype)
