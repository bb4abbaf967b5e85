"""What a user's code keeps from one call to the next: globals, attributes, closures, defaults, random generators.

A call may depend on it, so a proof of one call says nothing about the next unless it stays the same.
"""

from __future__ import annotations

import dis
import os
import pickle
import random
import sys
from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from fractions import Fraction
from functools import lru_cache, partial
from itertools import chain
from types import CodeType, FunctionType, GeneratorType, MethodType, ModuleType
from typing import Any

import numpy as np

from symconv.check.expanded import ExpansionError, expand
from symconv.check.form_array import plain, true_type
from symconv.check.forms import Form, Unwritten
from symconv.check.namespaces import Territory, compiled_from

# Where a value stands, such as `homework.layer.count`, and what it is.
State = Mapping[str, Hashable]
MOST_SEEN = 200_000
NONE_ITSELF = ("value", "NoneType", "None")
EMPTY = ("dict", 0)
# What is kept of code that cannot change it, and the instructions that bind what outlives a call.
UNCHANGED = {"value", "module", "function", "type", "tuple"}
BINDING = ("STORE_GLOBAL", "STORE_ATTR", "STORE_DEREF", "DELETE_GLOBAL", "DELETE_ATTR")
SIMPLE = (type(None), bool, int, float, complex, str, bytes, Fraction, np.generic, range, slice)


def state(own: Territory) -> State:
    """Everything that is kept, by name; arrays of entries by what they hold, so that two calls can be compared."""
    seen: dict[int, Any] = {}
    found: dict[str, Hashable] = {}
    roots: list[tuple[str, Any]] = [
        ("os.environ", hash(frozenset(_environment().items()))),
        ("the state of random", hash(random.getstate())),
        ("the state of np.random", hash(pickle.dumps(np.random.get_state(legacy=False)))),
    ]
    for namespace in own.namespaces:
        module = namespace.get("__name__", "")
        names = ((name, value) for name, value in list(namespace.items()) if not _of_python(name))
        roots += [(f"{module}.{name}", value) for name, value in names]
    roots += [(f"{each.__qualname__}", each) for each in own.functions]
    roots += [("function", own.function)]
    waiting = roots[::-1]
    while waiting:
        name, value = waiting.pop()
        if issubclass(type(value), SIMPLE):
            found[name] = ("value", type(value).__name__, repr(value))
            continue
        if id(value) in seen:
            continue
        if len(seen) > MOST_SEEN:
            # Equal to nothing, not even to itself at the next call.
            return {**found, "what the code keeps, which is too much to look through,": object()}
        seen[id(value)] = value
        found[name] = _token(value)
        waiting += [(f"{name}{at}", each) for at, each in _parts(value, own)]
    return found


def _environment() -> Mapping[Any, Any]:
    """The variables of the environment, as Python keeps them where it does: it decodes each that it is asked for."""
    found: Mapping[Any, Any] = getattr(os.environ, "_data", os.environ)
    return found


def may_keep(own: Territory, found: State) -> bool:
    """Whether the code has anything that it could change: more than functions and constants, or names and attributes
    that it binds.
    """
    kinds = {token[0] for token in found.values() if isinstance(token, tuple)}
    return not kinds <= UNCHANGED or any(_binds(each.__code__) for each in own.functions)


@lru_cache(maxsize=256)
def _binds(code: CodeType) -> bool:
    inner = (each for each in code.co_consts if isinstance(each, CodeType))
    return any(each.opname in BINDING for each in dis.get_instructions(code)) or any(map(_binds, inner))


def changed(before: State, after: State) -> str | None:
    """The first name whose value is another than before; None where there is none.

    New names do not count, nor what is remembered of a call rather than counted: arrays, and what was None.
    """
    for name, value in before.items():
        if name not in after or after[name] == value or _remembered(value, after[name]):
            continue
        if value != EMPTY or not _holds_arrays(name, after):
            return name
    return None


def _holds_arrays(name: str, found: State) -> bool:
    """Whether there is nothing but arrays in a dictionary, as in that of a layer's gradients."""
    return all(_is_array(each) for inner, each in found.items() if inner.startswith(f"{name}["))


def _is_array(token: Hashable) -> bool:
    return isinstance(token, tuple) and token[0] == "array"


def differs(one: State, other: State) -> str | None:
    """The first name that is not the same in both, or not in both; None where there is none."""
    return next((name for name in {**one, **other} if one.get(name) != other.get(name)), None)


def _remembered(one: Hashable, other: Hashable) -> bool:
    return all(each == NONE_ITSELF or _is_array(each) for each in (one, other)) or (
        one == NONE_ITSELF and isinstance(other, tuple) and other[0] != "value"
    )


def _token(value: Any) -> Hashable:
    if isinstance(value, Form | Unwritten):
        return "array", (), (_content(value),)
    if isinstance(value, ModuleType):
        # Whoever counts on a library's module counts with numbers.
        simple = ((name, each) for name, each in vars(value).items() if type(each) in (int, bool, float))
        return "module", frozenset((name, repr(each)) for name, each in simple)
    if isinstance(value, memoryview):
        return "memoryview", bytes(value)
    if isinstance(value, np.ndarray):
        if true_type(value).kind == "O":
            return "array", value.shape, tuple(_content(each) for each in plain(value).flat)
        # Of a masked array also what is masked; the constant `masked` cannot say its bytes but in this way.
        mask = np.asarray(getattr(value, "mask", False)).tobytes()
        return "array", value.shape, str(value.dtype), np.ndarray.tobytes(value), mask
    if isinstance(value, list | tuple | dict | set | frozenset):
        return type(value).__name__, len(value)
    return (type(value).__name__,)


def _content(value: Any) -> Hashable:
    try:
        return frozenset(expand(value).items())
    except ExpansionError as error:
        return str(error)


def _parts(value: Any, own: Territory) -> Iterable[tuple[str, Any]]:
    """What a value consists of, each with how one gets there."""
    if isinstance(value, np.ndarray | ModuleType | Form | Unwritten):
        return ()
    if isinstance(value, list | tuple):
        return chain(((f"[{at}]", each) for at, each in enumerate(value)), _attributes(value).items())
    if isinstance(value, dict):
        inside = ((f"[{_key(key)}]", each) for key, each in value.items())
        return chain(inside, _strange(value), _attributes(value).items())
    if isinstance(value, set | frozenset):
        return (("", tuple(sorted(map(_key, value)))), *_strange(value), *_attributes(value).items())
    if isinstance(value, ContextVar):
        return ((".get()", value.get(None)),)
    if isinstance(value, type):
        module = vars(sys.modules[value.__module__]) if value.__module__ in sys.modules else {}
        return ((f".{name}", each) for name, each in vars(value).items() if own.owns(module) and not _of_python(name))
    if isinstance(value, FunctionType):
        return _of_function(value) if own.owns(value.__globals__) else ()
    if isinstance(value, MethodType):
        # A library's method that lies among the user's names (pytest's `getfixture`) leads to all that the library has.
        owned = own.owns(getattr(value.__func__, "__globals__", {}))
        return ((".__self__", value.__self__), (".__func__", value.__func__)) if owned else ()
    if isinstance(value, partial):
        held = ((".func", value.func), (".args", value.args), (".keywords", value.keywords))
        return (*held, *_attributes(value).items())
    if compiled_from(value) is not None:
        return ((".py_func", compiled_from(value)),)
    if isinstance(value, GeneratorType):
        frame = value.gi_frame
        return () if frame is None else ((".line", frame.f_lasti), *((f".{k}", v) for k, v in frame.f_locals.items()))
    return _of_object(value)


def _of_function(value: FunctionType) -> Iterator[tuple[str, Any]]:
    yield "()", value.__defaults__
    yield "(*)", value.__kwdefaults__
    yield from ((f".{name}", each) for name, each in vars(value).items())
    for name, cell in zip(value.__code__.co_freevars, value.__closure__ or (), strict=True):
        try:
            yield f".{name}", cell.cell_contents
        except ValueError:  # an empty cell
            continue


def _attributes(value: Any) -> dict[str, Any]:
    kept = getattr(value, "__dict__", None)
    found = {f".{name}": each for name, each in kept.items()} if isinstance(kept, dict) else {}
    for kind in type(value).__mro__:
        slots = vars(kind).get("__slots__", ())
        names = (slots,) if isinstance(slots, str) else tuple(slots)
        found |= {f".{name}": getattr(value, name) for name in names if hasattr(value, name)}
    return found


def _of_object(value: Any) -> Iterator[tuple[str, Any]]:
    attributes = _attributes(value)
    yield from attributes.items()
    kind: Any = type(value)
    if hasattr(kind, "contents"):
        # A pointer of ctypes, which tells nothing of what it points to.
        yield ".contents", value.contents if value else None
    told = any(getattr(kind, name) is not getattr(object, name) for name in ("__reduce_ex__", "__reduce__"))
    if told or not attributes:
        # Counters of itertools, deques, generators of random numbers: their own account of their state.
        try:
            account = value.__reduce_ex__(2)
        except Exception:  # whatever a stranger's object raises: it has no state that it can tell
            return
        if isinstance(account, tuple):
            for at, each in enumerate(account[1:]):
                yield f".{at}", list(each) if isinstance(each, Iterator) else each


def _of_python(name: str) -> bool:
    """Whether a module has it without anybody's doing."""
    return name.startswith("__") and name.endswith("__")


def _strange(keys: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Members of a set, or keys of a dictionary, that may keep something."""
    return ((f"{{{_key(each)}}}", each) for each in keys if not isinstance(each, SIMPLE))


def _key(key: Any) -> str:
    return repr(key) if isinstance(key, SIMPLE) else f"{type(key).__name__} {id(key)}"
