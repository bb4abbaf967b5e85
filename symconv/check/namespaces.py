"""The modules that are the user's own, and other names put in place of NumPy's there for the time of a call."""

from __future__ import annotations

import builtins
import sys
import sysconfig
import threading
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import chain
from types import CellType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

Namespace = dict[str, Any]
Function = Callable[..., Any]

# The names of modules are everybody's, so there is one verdict at a time in a process, whatever its threads.
ONE_VERDICT = threading.RLock()
# What Python calls for an import statement.
IMPORT = "__import__"
# Names that every module has without having them, which stand-ins may take.
BUILT_IN = {"type": type}
# What holds a function of the user's without being one.
WRAPPERS = (type(lru_cache(len)), np.vectorize)


@dataclass(frozen=True, slots=True)
class Territory:
    """What belongs to the user: the global names of his modules, the cells of his closures, his functions, and what
    numba compiled of these.
    """

    function: Function
    namespaces: tuple[Namespace, ...]
    cells: tuple[CellType, ...]
    functions: tuple[FunctionType, ...]
    compiled: tuple[Any, ...]

    def owns(self, namespace: Namespace) -> bool:
        """Whether code that runs in this namespace is the user's."""
        return any(namespace is each for each in self.namespaces)


def territory(function: Function) -> Territory:
    """Everything that is reached from a function without entering a library."""
    home = _home(function)
    namespaces: dict[int, Namespace] = {}
    cells: dict[int, CellType] = {}
    functions: dict[int, FunctionType] = {}
    seen: dict[int, Any] = {}
    compiled: list[Any] = []
    waiting: list[Any] = [function]
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen[id(value)] = value
        namespace = None
        if isinstance(value, ModuleType):
            namespace = vars(value)
            if _is_library(namespace, home) or not hasattr(value, "__file__"):
                continue
        elif isinstance(value, FunctionType):
            namespace = value.__globals__
            if _is_library(namespace, home):
                continue
            functions[id(value)] = value
            cells |= {id(cell): cell for cell in value.__closure__ or ()}
            waiting += [held for _, held in _filled(value.__closure__ or ())]
            waiting += value.__defaults__ or ()
            waiting += (value.__kwdefaults__ or {}).values()
        elif isinstance(value, MethodType):
            waiting += [value.__func__, type(value.__self__)]
        elif isinstance(value, partial):
            waiting += [value.func, *value.args, *value.keywords.values()]
        elif isinstance(value, type):
            if value.__module__ not in sys.modules or _is_library(vars(sys.modules[value.__module__]), home):
                continue
            waiting += [getattr(each, "__func__", each) for each in vars(value).values()]
            waiting += [getattr(each, "fget", None) for each in vars(value).values()]
            waiting += value.__bases__
        elif compiled_from(value) is not None:
            compiled.append(value)
            waiting.append(compiled_from(value))
        elif hasattr(value, "__dict__") and callable(value):
            waiting.append(type(value))
        if isinstance(value, FunctionType) or type(value) in WRAPPERS:
            waiting += [getattr(value, name, None) for name in ("__wrapped__", "pyfunc")]
        if namespace is not None and id(namespace) not in namespaces:
            namespaces[id(namespace)] = namespace
            waiting += list(namespace.values())
    return Territory(
        function, tuple(namespaces.values()), tuple(cells.values()), tuple(functions.values()), tuple(compiled)
    )


def belongs(namespace: Namespace, own: Territory) -> bool:
    """Whether a namespace that was not reached is the user's all the same: what `exec` runs, a module imported late."""
    return _package(namespace) != "importlib" and not _is_library(namespace, _home(own.function))


@contextmanager
def replaced(own: Territory, table: Mapping[int, Any]) -> Iterator[Function]:
    """For the time of the block, `table[id(value)]` stands where `value` stood in the user's modules.

    What numba compiled stands as the Python that it was made of. `import` in the user's functions gives what stands
    there too. The block gets the function to call.
    """
    named = (list(namespace.values()) for namespace in own.namespaces)
    everything = chain(*named, (value for _, value in _filled(own.cells)), list(sys.modules.values()))
    back = {id(table[id(value)]): value for value in everything if id(value) in table}
    compiled: list[tuple[Namespace, str, Any]] = []
    added: list[tuple[Namespace, str]] = []
    imported = vars(builtins)[IMPORT]

    def importing(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        found = imported(name, globals, locals, fromlist, level)
        return table.get(id(found), found) if globals is not None and own.owns(globals) else found

    try:
        for namespace in own.namespaces:
            for name, value in list(namespace.items()):
                if id(value) in table:
                    namespace[name] = table[id(value)]
                elif compiled_from(value) is not None:
                    compiled.append((namespace, name, value))
                    namespace[name] = compiled_from(value)
            for name, value in BUILT_IN.items():
                if id(value) in table and name not in namespace:
                    namespace[name] = table[id(value)]
                    added.append((namespace, name))
        for cell, value in _filled(own.cells):
            if id(value) in table:
                cell.cell_contents = table[id(value)]
        setattr(builtins, IMPORT, importing)
        yield compiled_from(own.function) or own.function
    finally:
        setattr(builtins, IMPORT, imported)
        for namespace, name, value in compiled:
            namespace[name] = value
        for namespace, name in added:
            namespace.pop(name, None)
        # Also what the code itself has put elsewhere: everything that stands for something goes back.
        for namespace in own.namespaces:
            for name, value in list(namespace.items()):
                if id(value) in back:
                    namespace[name] = back[id(value)]
        for cell, value in _filled(own.cells):
            if id(value) in back:
                cell.cell_contents = back[id(value)]


def compiled_from(value: Any) -> Function | None:
    """The Python of a function that numba compiled; None for anything else."""
    kind = type(value)
    if kind.__module__.split(".")[0] != "numba":
        return None
    found: Function | None = getattr(value, "py_func", None)
    return found


def in_parallel(own: Territory, ran: Container[CodeType]) -> bool:
    """Whether numba runs some of the code that ran in several threads, which may get into each other's way."""
    parallel = (each for each in own.compiled if getattr(each, "targetoptions", {}).get("parallel"))
    return any(each.py_func.__code__ in ran for each in parallel)


def _filled(cells: tuple[CellType, ...]) -> Iterator[tuple[CellType, Any]]:
    for cell in cells:
        try:
            yield cell, cell.cell_contents
        except ValueError:  # an empty cell
            continue


def _home(function: Function) -> Namespace:
    """The global names of the module that a function comes from: the user's, even where it is installed."""
    while isinstance(function, partial | MethodType):
        function = function.func if isinstance(function, partial) else function.__func__
    function = compiled_from(function) or function
    if isinstance(function, FunctionType):
        return function.__globals__
    module = function.__module__ if isinstance(function, type) else type(function).__module__
    return vars(sys.modules[module])


def _is_library(namespace: Namespace, home: Namespace) -> bool:
    if namespace is home:
        return False
    package = _package(namespace)
    if package == "symconv":
        return True
    path = namespace.get("__file__")
    return package != _package(home) and isinstance(path, str) and path.startswith(_libraries())


def _package(namespace: Namespace) -> str:
    return str(namespace.get("__name__", "")).split(".")[0]


@cache
def _libraries() -> tuple[str, ...]:
    return tuple(sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib"))
