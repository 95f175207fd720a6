"""기계가 도는 행: 주소를 적어 넣은 표.

Rows as the machine runs them: with the addresses of the functions that carry them out written in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .native import Machine
from .numpy_loops import numpy_loop
from .opcodes import CODES, EACH, FAMILIES, SCALAR_FAMILIES, WIDTH

__all__ = ["NativeRows", "NativeScalars", "levels"]

Array = np.ndarray[Any, Any]
Brought = tuple[Array, Array]  # places, and where the numbers for them lie elsewhere
NAMES = list(CODES)


def at(array: Array) -> int:
    """배열의 수가 놓인 주소. Return where the numbers of an array lie."""
    return array.__array_interface__["data"][0]  # type: ignore[no-any-return]


class NativeRows:
    """배열의 행들.

    Rows over arrays, in a machine.

    Args:
        table, places: the rows, and the places that they name.
        x: the array that all numbers lie in.
    """

    def __init__(self, machine: Machine, table: Array, places: Array, x: Array) -> None:
        self._machine, self._places, self._x = machine, places, x
        self._table = table = table.copy()
        codes = np.unique(table[:, 0]).tolist()
        names = (f"arrays.{FAMILIES[code]}" for code in codes)
        _, _, *families = machine.parts("called", "run", *names)
        for code, family in zip(codes, families, strict=True):
            which = table[:, 0] == code
            table[which, WIDTH - 1] = family.address
            _call_numpy(table, which, NAMES[code], machine.dtype)
        self._lies = at(table), at(places), at(x)
        self._runs: dict[tuple[int, int], Callable[[], None]] = {}

    def run(self, low: int, high: int) -> None:
        """low번째부터 high번째 앞까지. Carry out the rows from `low` to before `high`."""
        if (run := self._runs.get((low, high))) is None:
            run = self._runs[low, high] = self._machine.prepared("run", *self._lies, low, high)
        run()

    def slopes(self, places: Array, first: int, y: int, above: float, below: float) -> Array:
        """자리마다의 차분.

        Nudge the number at each place, carry out the rows from `first` on, and find the difference
        of the number at `y`.
        """
        (slopes,) = self._machine.parts("slopes")
        places, found = places.astype(np.uint64), np.zeros(places.size)
        ends = len(places), first, len(self._table), y
        slopes.call(*self._lies, at(places), *ends, above, below, at(found))
        return found

    def training(
        self,
        middle: int,
        loss: int,
        losses: Array,
        done: Array,
        exact: NativeRows,
        brought: Brought,
    ) -> Callable[[], None]:
        """학습 스텝의 반복문.

        Make a function that takes as many steps as there is room for `losses`. A step runs the rows
        up to `middle`, reads the loss, runs the rows of `exact` and brings their numbers to where
        they are used, and runs the rest; `done` counts.
        """
        to, origin = brought
        begin = *self._lies, middle, len(self._table), loss, at(losses), len(losses), at(done)
        numbers = exact._lies[0], len(exact._table), exact._lies[2], at(to), at(origin), len(to)
        return self._machine.prepared("train", *begin, *numbers)


def _call_numpy(table: Array, which: Array, name: str, dtype: np.dtype[Any]) -> None:
    """NumPy의 반복문을 부르는 행에 그 주소를.

    Write the address of NumPy's own loop into the rows that call one: a matrix product, or an
    elementwise function (see ``applied`` among the loops for Numba).
    """
    if name == "matmul":
        table[which, 9] = numpy_loop(name, dtype)[0]
    elif name in EACH and FAMILIES[CODES[name]] == "functions":
        primitive, single = EACH[name]
        address, data, inputs = numpy_loop(primitive, dtype)
        goes_on = (single != "_p") + 2 * (single != "_q") + 4 * (inputs == 2)
        table[which, 8], table[which, 9], table[which, 10] = address, data, goes_on


class NativeScalars:
    """수 하나짜리 행들.

    Rows of one number each, in a machine.

    Args:
        codes, starts: of each run of rows of one code, and where the last ends.
        to, first, second: for each row where its result and its inputs lie.
    """

    def __init__(
        self, machine: Machine, codes: Array, starts: Array, to: Array, first: Array, second: Array
    ) -> None:
        self._columns = to, first, second
        self._x: Array | None = None
        families = [f"scalars.{SCALAR_FAMILIES[code]}" for code in codes.tolist()]
        _, _, *parts = machine.parts("called", "scalars", *families)
        addresses = [part.address for part in parts]
        runs = codes, starts[:-1], np.diff(starts), np.array(addresses, np.uint64)
        self._runs = np.stack([column.astype(np.uint64) for column in runs], axis=1)
        self._machine = machine
        self._ready: dict[tuple[int, int], Callable[[], None]] = {}

    def run(self, x: Array, low: int, high: int) -> None:
        """x에서 low번째부터 high번째 앞까지의 구간을. Carry out runs of rows over `x`."""
        if x is not self._x:
            self._x, self._ready = x, {}
        if (run := self._ready.get((low, high))) is None:
            lies = map(at, (self._runs, *self._columns, x))
            run = self._ready[low, high] = self._machine.prepared("scalars", *lies, low, high)
        run()


def levels(
    machine: Machine, to: Array, first: Array, second: Array, reads_old: Array, places: int
) -> Array:
    """행마다 단계. Find the level of each row, see ``levels`` among the loops for Numba."""
    level, found = np.zeros(places, np.int64), np.zeros(len(to), np.int64)
    (part,) = machine.parts("levels")
    whole = [np.ascontiguousarray(ids, np.int64) for ids in (to, first, second)]
    flags = np.ascontiguousarray(reads_old, np.uint8)
    part.call(*map(at, whole), at(flags), at(level), at(found), len(found))
    return found
