"""Numba로 컴파일한다: 파이썬 코드에서 기계어로.

Compile a part of the machine: Python to LLVM's language by Numba, and that to machine code by LLVM.
Imported where something is compiled, and nowhere else.
"""

from __future__ import annotations

from typing import Any

import llvmlite.binding as llvm
import numpy as np
from numba.core import config as _config

from .loading import target_machine
from .numba_source import kernel, source

__all__ = ["compiled"]

config: Any = _config  # it has no types


def compiled(part: str, dtype: np.dtype[Any], symbol: str) -> tuple[bytes, list[str]]:
    """기계어로 옮긴 것과, 그것이 부르는 함수의 이름.

    Compile a part into a function of the name `symbol`; gives the machine code, and the names of
    the C library's functions that it calls.
    """
    names: dict[str, Any] = {"__name__": __name__}
    switched_off, config.DISABLE_JIT = config.DISABLE_JIT, False  # that is for the user's functions
    try:
        exec(source(part, dtype), names)
    finally:
        config.DISABLE_JIT = switched_off
    function = names[kernel(part).__name__]
    module = llvm.parse_assembly(function.inspect_llvm())
    module.get_function(function.native_name).name = symbol
    _alone(module, symbol)
    called = {_in_c(each.name) for each in module.functions if each.is_declaration}
    return target_machine().emit_object(module), sorted(called - {""})


def _alone(module: Any, symbol: str) -> None:
    """필요 없는 것을 없앤다.

    Remove what nobody needs: what Numba adds to raise Python's errors, as none is raised here. LLVM
    sees that once it knows that nobody else calls the functions within.
    """
    for each in module.functions:
        if not each.is_declaration and each.name != symbol:
            each.linkage = "internal"
    passes = llvm.create_new_module_pass_manager()
    passes.add_ipsccp_pass()
    passes.add_simplify_cfg_pass()
    passes.add_global_dead_code_eliminate_pass()
    passes.run(
        module, llvm.create_pass_builder(target_machine(), llvm.create_pipeline_tuning_options())
    )


def _in_c(name: str) -> str:
    """LLVM의 이름을 C의 이름으로.

    Return the C library's name of what LLVM calls ``llvm.pow.f64``; "" for what is no function
    there.
    """
    if not name.startswith("llvm."):
        return name
    _, which, *kind = name.split(".")
    if which in ("memset", "memcpy", "memmove"):
        return which
    if which in C_FUNCTIONS:
        return f"{which}f" if kind[-1].endswith("f32") else which
    return ""


# of LLVM's intrinsics, those that become calls
C_FUNCTIONS = (
    "exp", "exp2", "log", "log2", "log10", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin",
    "acos", "atan", "atan2", "pow", "floor",
)  # fmt: skip
