"""Code of jax traced for all sizes: what `jax.make_jaxpr` says of it on arrays of symbolic sizes, as expressions."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from symconv.arrays.sums import Guard
from symconv.check.ledger import Ledger
from symconv.check.traced import Traced, UnreadableError
from symconv.sizes import Quotient, Size, floordiv, symbol, terms

# Primitives that leave every entry as it is.
SAME = ("copy", "copy_p", "stop_gradient", "optimization_barrier")
INNER = ("jit", "pjit", "closed_call", "core_call", "remat", "checkpoint", "custom_jvp_call")


def traced_by_jax(
    function: Callable[..., Any],
    given: Mapping[str, Traced | None],
    assumed: Sequence[Guard],
    dtype: str,
    ledger: Ledger,
) -> Any:
    """What `function` answers of arrays of these sizes, by position, as it returns them.

    Raises UnreadableError for what no expression says, and whatever jax and the function raise.
    """
    import jax
    from jax import export

    there = {name: array for name, array in given.items() if array is not None}
    known = [f"{in_jax(guard.value)} {'==' if guard.relation == '=' else '>='} 0" for guard in assumed]
    scope = export.SymbolicScope([each for each in known if "floordiv" not in each])
    arrays = [
        jax.ShapeDtypeStruct(export.symbolic_shape(", ".join(map(in_jax, array.shape)), scope=scope), dtype)
        for array in there.values()
    ]

    def called(*present: Any) -> Any:
        by_name = dict(zip(there, present, strict=True))
        return function(*(by_name.get(name) for name in given))

    with _told_apart(type(next(iter(arrays)).shape[0]), ledger):
        program, shape = jax.make_jaxpr(called, return_shape=True)(*arrays)
    if any(array is not None for array in program.consts):
        raise UnreadableError("an array of constants")
    found = _run(program.jaxpr, list(there.values()))
    return jax.tree.unflatten(jax.tree.structure(shape), found)


@contextmanager
def _told_apart(kind: type, ledger: Ledger) -> Iterator[None]:
    """Where sizes of this class are the same only if they always are: of others, jax says that they differ.

    It knows what it does with that; code that asks gets no answer.
    """
    before: dict[str, Callable[..., Any]] = {name: vars(kind)[name] for name in ("__eq__", "__ne__", "__hash__")}

    def asking(name: str) -> Callable[..., Any]:
        def asked(one: Any, *other: Any) -> Any:
            package = str(sys._getframe(1).f_globals.get("__name__", "")).split(".")[0]
            if package not in ("jax", "jaxlib"):
                if not other:
                    ledger.refuse(f"a size is used as a key: {one}")
                if not isinstance(of_jax(one) - of_jax(*other), int):
                    ledger.refuse(f"a size is compared, and the answer depends on it: {one} with {other[0]}")
            return before[name](one, *other)

        return asked

    try:
        for name in before:
            setattr(kind, name, asking(name))
        yield
    finally:
        for name, own in before.items():
            setattr(kind, name, own)


def in_jax(size: Size) -> str:
    """A size as jax writes it.

    >>> in_jax((symbol("n") - symbol("k")) // symbol("s") + 1)
    'floordiv(n + -1*k, s) + 1'
    """
    shown = []
    for monomial, coefficient in terms(size):
        factors = [_atom(each) for each in monomial]
        if coefficient != 1 or not factors:
            factors.insert(0, str(coefficient))
        shown.append("*".join(factors))
    return " + ".join(shown) or "0"


def _atom(atom: Any) -> str:
    if isinstance(atom, Quotient):
        return f"floordiv({in_jax(atom.numerator)}, {in_jax(atom.denominator)})"
    return str(atom)


def of_jax(size: Any) -> Size:
    """A size that jax has computed.

    Raises UnreadableError for one that is no polynomial in sizes and quotients of them.

    >>> print(of_jax("floordiv(n + -1*k, 2) + 1"))
    (n - k)//2 + 1
    """
    return size if type(size) is int else _read(ast.parse(str(size), mode="eval").body)


def _read(node: ast.expr) -> Size:
    match node:
        case ast.Constant(int(value)):
            return value
        case ast.Name(name):
            return symbol(name)
        case ast.UnaryOp(ast.USub(), inner):
            return -_read(inner)
        case ast.BinOp(left, ast.Add(), right):
            return _read(left) + _read(right)
        case ast.BinOp(left, ast.Sub(), right):
            return _read(left) - _read(right)
        case ast.BinOp(left, ast.Mult(), right):
            return _read(left) * _read(right)
        case ast.BinOp(left, ast.Pow(), ast.Constant(2)):
            return _read(left) * _read(left)
        case ast.Call(ast.Name("floordiv"), [left, right]):
            return floordiv(_read(left), _read(right))
        case ast.Call(ast.Name("mod"), [left, right]):
            one, other = _read(left), _read(right)
            return one - other * floordiv(one, other)
    raise UnreadableError(f"the size {ast.unparse(node)}")


def _run(program: Any, arguments: Sequence[Any]) -> list[Any]:
    """The values that a program returns."""
    values: dict[Any, Any] = dict(zip(program.invars, arguments, strict=True))

    def read(variable: Any) -> Any:
        return variable.val if hasattr(variable, "val") else values[variable]

    for equation in program.eqns:
        given = [read(each) for each in equation.invars]
        found = _applied(equation, given)
        values |= dict(zip(equation.outvars, found, strict=True))
    return [read(each) for each in program.outvars]


def _applied(equation: Any, given: list[Any]) -> list[Any]:
    name, said = equation.primitive.name, equation.params
    if name in INNER:
        inner = said.get("jaxpr") or said.get("call_jaxpr")
        if getattr(inner, "consts", ()):
            raise UnreadableError("an array of constants")
        return _run(getattr(inner, "jaxpr", inner), given)
    if name in SAME or (name == "convert_element_type" and _widens(equation)):
        return given
    if name not in PRIMITIVES:
        raise UnreadableError(f"jax's {name} is not traced ({_line(equation)})")
    try:
        return [PRIMITIVES[name](said, *given)]
    except UnreadableError as error:
        raise UnreadableError(f"{error} ({_line(equation)})") from None


def _line(equation: Any) -> str:
    """The line of the code that an operation comes from, as jax remembers it."""
    from jax.extend import source_info_util

    return str(source_info_util.summarize(equation.source_info))


def _convolved(said: Mapping[str, Any], x: Any, k: Any) -> Traced:
    if said["batch_group_count"] != 1 or said["feature_group_count"] != 1:
        raise UnreadableError("groups are not traced")
    order = said["dimension_numbers"]
    image, kernel = _array(x).permuted(order.lhs_spec), _array(k).permuted(order.rhs_spec)
    sides = [(0, 0), (0, 0), *((of_jax(lo), of_jax(hi)) for lo, hi in said["padding"])]
    spread = image.spread([1, 1, *map(of_jax, said["lhs_dilation"])]).padded(sides)
    steps, gaps = ([of_jax(each) for each in said[name]] for name in ("window_strides", "rhs_dilation"))
    found = spread.correlated(kernel, steps, gaps)
    return found.permuted([order.out_spec.index(at) for at in range(len(sides))])


def _padded(said: Mapping[str, Any], x: Any, value: Any) -> Traced:
    if isinstance(value, Traced) or value != 0:
        raise UnreadableError("a padding with anything but zeros")
    config = [tuple(map(of_jax, each)) for each in said["padding_config"]]
    return _array(x).spread([inner + 1 for _, _, inner in config]).padded([(lo, hi) for lo, hi, _ in config])


def _sliced(said: Mapping[str, Any], x: Any) -> Traced:
    found = _array(x)
    cuts = [
        (-of_jax(start), of_jax(stop) - n)
        for start, stop, n in zip(said["start_indices"], said["limit_indices"], found.shape, strict=True)
    ]
    return found.padded(cuts).strided([of_jax(each) for each in said["strides"] or [1] * len(cuts)])


def _added(_: Mapping[str, Any], x: Any, y: Any) -> Traced:
    return _array(x).plus(_array(y))


def _multiplied(_: Mapping[str, Any], x: Any, y: Any) -> Traced:
    array, factor = (x, y) if isinstance(x, Traced) else (y, x)
    if isinstance(factor, Traced) or float(factor) != int(factor):
        raise UnreadableError("a product of arrays, or with a fraction, is not traced")
    return _array(array).times(int(factor))


def _widens(equation: Any) -> bool:
    """Whether a conversion keeps every entry."""
    import numpy as np

    return bool(np.can_cast(equation.invars[0].aval.dtype, equation.params["new_dtype"]))


def _array(value: Any) -> Traced:
    if not isinstance(value, Traced):
        raise UnreadableError("an array of constants")
    return value


PRIMITIVES: Mapping[str, Callable[..., Traced]] = {
    "conv_general_dilated": _convolved,
    "pad": _padded,
    "slice": _sliced,
    "rev": lambda said, x: _array(x).flipped(said["dimensions"]),
    "transpose": lambda said, x: _array(x).permuted(said["permutation"]),
    "reduce_sum": lambda said, x: _array(x).summed(said["axes"]),
    "add": _added,
    "add_any": _added,
    "sub": lambda said, x, y: _added(said, x, _array(y).times(-1)),
    "neg": lambda _, x: _array(x).times(-1),
    "mul": _multiplied,
}
