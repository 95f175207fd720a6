"""기계어를 불러온다, Numba 없이.

Load machine code into this process with llvmlite, which Numba brings along. Numba itself is not
needed for that; to import it takes longer than everything else that a small program does.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from typing import Any

import llvmlite.binding as llvm

__all__ = ["loaded", "processor", "target_machine"]


def loaded(
    code: bytes, symbol: str, called: Iterable[str], kinds: Iterable[Any]
) -> tuple[Callable[..., None], int]:
    """불러온 함수와 그 주소.

    Load machine code; gives its function `symbol`, which takes arguments of `kinds`, and where it
    lies.

    Raises:
        LookupError: a function that it calls is nowhere to be found.
    """
    for name in called:
        _expect(name)
    engine = _engine()
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    address = engine.get_function_address(symbol)
    return ctypes.CFUNCTYPE(None, *kinds)(address), address


def processor() -> tuple[str, str, str]:
    """이 컴퓨터의 프로세서. Tell this machine's processor as LLVM does."""
    features = llvm.get_host_cpu_features()
    return llvm.get_process_triple(), llvm.get_host_cpu_name(), features.flatten()


def target_machine() -> Any:
    """이 프로세서를 위한 LLVM. Return an LLVM for this processor."""
    _start()
    triple, cpu, features = processor()
    return llvm.Target.from_triple(triple).create_target_machine(
        cpu, features, opt=3, codemodel="jitdefault", jit=True
    )


@cache
def _start() -> None:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()


@cache
def _engine() -> Any:
    module, machine = llvm.parse_assembly(""), target_machine()
    # by these it knows what names look like in machine code on this system
    module.triple, module.data_layout = machine.triple, str(machine.target_data)
    return llvm.create_mcjit_compiler(module, machine)


def _expect(name: str) -> None:
    """부르는 함수가 있는지.

    Check that a function can be found, here or in the C library, or else among those that Numba
    brings: LLVM ends the whole process where one cannot.
    """
    if llvm.address_of_symbol(name) is not None:
        return
    library = "ucrtbase" if sys.platform == "win32" else ctypes.util.find_library("m")
    found = getattr(ctypes.CDLL(library), name, None)
    if found is not None:
        llvm.add_symbol(name, ctypes.cast(found, ctypes.c_void_p).value)
        return
    import_module("numba")
    if llvm.address_of_symbol(name) is None:
        raise LookupError(name)
