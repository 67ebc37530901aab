"""The loops that are too slow in Python: C where the package was built with a compiler, else NumPy twins of the same names.

The C stands in `native/`; it is compiled when the package is built (`native/build.py`), never by a run: no machine code is read
from anywhere but the package's own folder. A twin declares what its C function takes, in its annotations, and is tested against it.
Calls of C let go of the GIL.
"""

from __future__ import annotations

import ctypes
import sys
import warnings
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dedup.sketch.native.build import library_path

U8 = NDArray[np.uint8]
U16 = NDArray[np.uint16]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I8 = NDArray[np.int8]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

_DTYPES: Final = {
    name: np.dtype(code)
    for name, code in {
        "U8": "|u1",
        "U16": "<u2",
        "U32": "<u4",
        "U64": "<u8",
        "I8": "|i1",
        "I32": "<i4",
        "I64": "<i8",
        "F32": "<f4",
        "F64": "<f8",
    }.items()
}

Kernel = Callable[..., int]


class Kernels:
    """The functions of `module`, one of twins, as methods: in C where that was built, unless `plain`.

    A call raises TypeError for an array of another dtype, of more dimensions, or one that is not contiguous: C would read past it.
    """

    def __init__(self, module: str, *, plain: bool = False) -> None:
        self._module, self._plain = module, plain
        self._functions: dict[str, Kernel] | None = None

    def __getattr__(self, name: str) -> Kernel:
        if self._functions is None:
            self._functions = _functions(self._module, None if self._plain else _library())  # of two threads, each makes the same
        if name not in self._functions:
            raise AttributeError(f"{self._module} has no {name!r}")
        self.__dict__[name] = function = self._functions[name]  # the next call does not come here
        return function


def are_compiled() -> bool:
    """Whether the loops run as C."""
    return _library() is not None


@cache
def _library() -> ctypes.CDLL | None:
    path = library_path()
    if not path.is_file():
        return None
    try:
        return ctypes.CDLL(str(path))
    except OSError as error:  # of another C library, say: the twins give the same, and a run that is slow should know why
        warnings.warn(f"the compiled loops cannot be loaded, NumPy takes their place: {error}", RuntimeWarning, stacklevel=2)
        return None


def _functions(module: str, library: ctypes.CDLL | None) -> dict[str, Kernel]:
    made = {}
    for name, twin in vars(import_module(module)).items():
        if name.startswith("_") or getattr(twin, "__module__", None) != module or not callable(twin):
            continue
        kinds = [kind for argument, kind in twin.__annotations__.items() if argument != "return"]
        made[name] = _checked(name, twin, kinds) if library is None else _native(name, library, kinds)
    return made


def _checked(name: str, twin: Kernel, kinds: Sequence[str]) -> Kernel:
    def call(*arguments: Any) -> int:
        for kind, value in zip(kinds, arguments, strict=True):
            if kind in _DTYPES:
                _check(name, value, _DTYPES[kind])
        return twin(*arguments)

    return call


def _native(name: str, library: ctypes.CDLL, kinds: Sequence[str]) -> Kernel:
    """An array is two arguments, its address and its length; a number is one, 64 bits wide."""
    function = library[name]
    function.restype = ctypes.c_int64
    function.argtypes = [
        one for kind in kinds for one in ((ctypes.c_void_p, ctypes.c_int64) if kind in _DTYPES else (ctypes.c_int64,))
    ]
    dtypes = [_DTYPES.get(kind) for kind in kinds]

    def call(*arguments: Any) -> int:
        flat: list[int] = []
        for dtype, value in zip(dtypes, arguments, strict=True):
            if dtype is None:
                flat.append(value)
            else:
                _check(name, value, dtype)
                flat += (_address(value), len(value))
        return int(function(*flat))

    return call


def _check(name: str, array: Any, dtype: np.dtype[Any]) -> None:
    if array.dtype != dtype or array.ndim != 1 or not array.flags.c_contiguous:
        raise TypeError(f"{name} takes a contiguous {dtype.str} array of one dimension, got {array.dtype.str} {array.shape}")


_DATA_AT: Final = object.__basicsize__
"""Where NumPy's C API keeps the address of an array's values: first behind the head that every object of CPython has."""


def _quick_address(array: NDArray[Any]) -> int:
    """`array.ctypes.data` in a tenth of the time: of a crawler's page a twelfth went there."""
    return ctypes.c_void_p.from_address(id(array) + _DATA_AT).value or 0


def _slow_address(array: NDArray[Any]) -> int:
    return int(array.ctypes.data)


def _address_by(probe: NDArray[Any]) -> Callable[[NDArray[Any]], int]:
    """The quick way to an array's address where it leads to that of the probe, else NumPy's own."""
    is_known = sys.implementation.name == "cpython" and _quick_address(probe) == probe.ctypes.data
    return _quick_address if is_known else _slow_address


_address: Final = _address_by(np.zeros(1))
