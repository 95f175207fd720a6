"""다른 프로그램에 넘긴다: ONNX 파일, PyTorch의 state_dict, networkx의 그래프.

Hand models and graphs on to other programs. A trained model, or a node of a graph, flows in; a file
or another library's object flows out, and PyTorch's numbers flow back into a model. From what a
user calls down to what it is made of:

=============  =================================================================================
onnx_export    ``export_onnx``: record twice, translate, check, compare, write
recording      a model called once: its graph, and the choices that Python made by its numbers
masks          what becomes of a comparison such as ``x > 0``
sizes          what depends on the number of samples: lengths, and arrays that grow with it
translation    a recorded graph node by node; elementwise ops by their own rules
step           one op as it was recorded at both sizes
array_rows     one function for each op on whole arrays
places         indexing
formulas       what ONNX, or onnxruntime in double precision, has no operator for
writer         an ONNX graph as plain data
onnx_file      the file: made, checked, compared with the model
torch_state    ``to_torch``, ``from_torch``: state dicts with PyTorch's names and layout
graphs         ``to_networkx``
packages       what to say where one is not installed
=============  =================================================================================

The packages onnx, torch and networkx are imported where they are used, and nowhere else.
"""

from .graphs import to_networkx
from .onnx_export import export_onnx
from .torch_state import from_torch, state_of, to_torch

__all__ = ["export_onnx", "from_torch", "state_of", "to_networkx", "to_torch"]
