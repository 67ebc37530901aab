"""Machine code of the compiled loops: made by numba once, kept in the cache, called without numba from then on.

Importing numba and its cached functions takes a second of processor time, as much as the families of 20,000 articles. So
`Compiled` has numba compile the functions of a module that are marked with `exported`, keeps the object code for this processor in
the cache folder, and on later starts hands it to LLVM's loader (llvmlite) alone. Calls let go of the GIL.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import platform
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeVar, cast

import numpy as np

from dedup.cache import cache_folder, write_atomically
from dedup.errors import MissingExtra

_F = TypeVar("_F", bound=Callable[..., Any])

_FORMAT: Final = "1"
"""Of the file and of how functions are called: a part of the file's name."""
_MARK: Final = "compiled_signature"
_OPTIONS: Final[dict[str, Any]] = {
    "nogil": True,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
    "_nrt": False,
    "error_model": "numpy",
}


def exported(signature: str) -> Callable[[_F], _F]:
    """Mark a function as one to be called from Python: its types in numba's notation, "int64(uint32[::1], int64)".

    Arrays have one dimension and are contiguous, numbers are int64. It must not allocate: numba's runtime is not there.
    """

    def mark(function: _F) -> _F:
        setattr(function, _MARK, signature)
        return function

    return mark


def inner(function: _F) -> _F:
    """A function that exported ones call. It must not call itself: what it would jump to is not among what is kept."""
    import numba

    return cast(_F, numba.njit(**_OPTIONS)(function))


class Compiled:
    """The exported functions of `module`, as methods; `sources` are modules whose constants are compiled into them.

    A call raises TypeError for an array of another dtype or one that is not contiguous, for machine code would read past it, and
    MissingExtra where the functions have yet to be compiled and numba is not installed.
    """

    def __init__(self, module: str, *sources: str) -> None:
        self._module, self._sources = module, sources
        self._lock = Lock()
        self._engine: Any = None
        self._functions: dict[str, Callable[..., int]] = {}

    def __getattr__(self, name: str) -> Callable[..., int]:
        if self._engine is None:
            with self._lock:
                if self._engine is None:
                    self._load()
        if name not in self._functions:
            raise AttributeError(f"{self._module} exports no {name!r}")
        return self._functions[name]

    def _load(self) -> None:
        try:
            import llvmlite
            import llvmlite.binding as llvm
        except ModuleNotFoundError as error:
            raise MissingExtra(f"sketches need {error.name}; install it with: pip install 'dedup[index]'") from error
        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        path = self._path(llvmlite.__version__, llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten())
        head, _, code = self._made(path).partition(b"\n")
        engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), llvm.Target.from_default_triple().create_target_machine())
        engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        engine.finalize_object()
        for name, (symbol, dtypes) in json.loads(head).items():
            self._functions[name] = _caller(name, engine.get_function_address(symbol), dtypes)
        self._engine = engine  # last: whoever sees it finds the functions; and it owns the code

    def _made(self, path: Path) -> bytes:
        """What `_compile` makes, from the file that keeps it where there is one."""
        try:
            return path.read_bytes()
        except OSError:  # not there yet, or in a cache that cannot be read
            content = _compile(self._module)
        try:
            write_atomically(path, content)
        except OSError:
            return content  # a cache that cannot be written costs seconds of compiling at each start, nothing else
        return content

    def _path(self, *machine: str) -> Path:
        """Another source, compiler or processor has another file."""
        origins = [find_spec(name) for name in (self._module, *self._sources)]
        sources = [Path(place.origin or "").read_bytes() for place in origins if place]
        key = hashlib.sha256(b"\0".join([*sources, _FORMAT.encode(), platform.machine().encode(), *map(str.encode, machine)]))
        return cache_folder() / "compiled" / f"{self._module}.{key.hexdigest()[:16]}.o"


def _compile(module: str) -> bytes:
    """A line of JSON with the symbol and the dtypes of each function, and the object code of all."""
    import llvmlite.binding as llvm

    try:
        import numba
    except ModuleNotFoundError as error:
        raise MissingExtra(f"sketches need {error.name}; install it with: pip install 'dedup[index]'") from error
    head: dict[str, tuple[str, list[str]]] = {}
    joined = llvm.parse_assembly("")
    for name, function in vars(import_module(module)).items():
        if not hasattr(function, _MARK):
            continue
        compiled = numba.njit(getattr(function, _MARK), **_OPTIONS)(function)
        (types,) = compiled.signatures
        head[name] = (compiled.overloads[types].fndesc.llvm_func_name, [_dtype(item) for item in types])
        joined.link_in(llvm.parse_assembly(compiled.inspect_llvm(types)))
    machine = llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=3, jit=True
    )
    return json.dumps(head).encode() + b"\n" + bytes(machine.emit_object(joined))


def _dtype(argument: Any) -> str:
    """The dtype of an array argument as NumPy writes it, "" for a number."""
    return np.dtype(str(argument.dtype)).str if hasattr(argument, "ndim") else ""


def _caller(name: str, address: int, dtypes: Sequence[str]) -> Callable[..., int]:
    """The function at an address, in numba's calling convention.

    It returns a status and takes where to write the result and an error; an array is seven values: two owners, its length, the
    size of an item, the data, the shape and the strides.
    """
    kinds: list[Any] = [ctypes.c_void_p, ctypes.c_void_p]
    for dtype in dtypes:
        kinds += (
            [*[ctypes.c_void_p] * 2, *[ctypes.c_int64] * 2, ctypes.c_void_p, *[ctypes.c_int64] * 2] if dtype else [ctypes.c_int64]
        )
    function = ctypes.CFUNCTYPE(ctypes.c_int32, *kinds)(address)

    def call(*arguments: Any) -> int:
        result, error = ctypes.c_int64(), ctypes.c_void_p()
        flat: list[Any] = [ctypes.addressof(result), ctypes.addressof(error)]
        for dtype, value in zip(dtypes, arguments, strict=True):
            flat += _seven(name, value, dtype) if dtype else (value,)
        if status := function(*flat):
            raise RuntimeError(f"{name} ended with status {status}")
        return result.value

    return call


def _seven(name: str, array: Any, dtype: str) -> tuple[Any, ...]:
    if array.dtype.str != dtype or array.ndim != 1 or not array.flags.c_contiguous:
        raise TypeError(f"{name} takes a contiguous {dtype} array of one dimension, got {array.dtype.str} {array.shape}")
    size, item = len(array), array.itemsize
    return None, None, size, item, array.ctypes.data, size, item
