"""Checks for a test suite: is this statement proved, this formula derived; is this code the layer's backward pass?

An assertion fails with the counterexample as its message.
"""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Literal, Union, Unpack

from symconv.check.code import Code
from symconv.check.every_size import check_every_size
from symconv.check.handed import Arrays, Dtype, Library
from symconv.check.judge import judge
from symconv.check.namespaces import Function
from symconv.check.pair import judge_pair
from symconv.check.reference import OfLayer
from symconv.check.sweep import check_sizes
from symconv.check.verdict import CodeVerdict
from symconv.errors import SymconvError
from symconv.exact.verify import verify
from symconv.layers.build import existing
from symconv.layers.family import Family
from symconv.layers.layer import Layer
from symconv.layers.options import taking
from symconv.proof.decide import TIMEOUT
from symconv.proving import NOT_GIVEN, prove
from symconv.statements.described import OpenOptions

__all__ = [
    "CodeVerdict",
    "assert_backward",
    "assert_derives",
    "assert_forward",
    "assert_pair",
    "assert_proved",
    "check_backward",
    "check_forward",
    "check_pair",
]


def __dir__() -> list[str]:
    return [*__all__, "__doc__"]


@taking(OpenOptions, NOT_GIVEN)
def assert_proved(
    statement: str,
    layer: Layer | Family | str | None = None,
    *,
    timeout: float = TIMEOUT,
    **options: Unpack[OpenOptions],
) -> None:
    """AssertionError, with the counterexample or what remained, unless `symconv.prove` says proved.

    >>> assert_proved("o = s*(n-1) + k", layer="conv_transpose1d", stride="s")
    >>> assert_proved("o = s*n", layer="conv_transpose1d", stride="s")
    Traceback (most recent call last):
    ...
    AssertionError: refuted: o = s*n
      at n=1, k=1, s=2, the left side is 1, but the right side is 2
      in transposed cross-correlation layers with dilation 1, padding 0, output padding 0 and a bias
    """
    __tracebackhide__ = True
    found = prove(statement, layer, timeout=timeout, **options)
    if not found:
        raise AssertionError(str(found))


def assert_derives(
    layer: Layer,
    *,
    Z: str | None = None,  # noqa: N803 - the letter of the notes
    dK: str | None = None,  # noqa: N803
    dX: str | None = None,  # noqa: N803
    dB: str | None = None,  # noqa: N803
) -> None:
    """AssertionError, with the first wrong entry, unless each formula is what is derived of `layer`, entry by entry.

    Without any, the closed formulas of the layer are compared.

    >>> from symconv import Conv2d
    >>> assert_derives(Conv2d(input=3, kernel=2), dX="correlate(pad(dZ, k-1), K)")
    Traceback (most recent call last):
    ...
    AssertionError: refuted: dX = correlate(pad(dZ, k-1), K): dx11 is dz11*k11, but the formula gives dz11*k12; \
smallest layer: conv2d --input 1x2 --kernel 1x2
    """
    __tracebackhide__ = True
    given = {"Z": Z, "dK": dK, "dX": dX, "dB": dB}
    formulas = {of: text for of, text in given.items() if text is not None}
    found = verify(layer, formulas or None)
    if not found:
        raise AssertionError(str(found))

# Which sizes besides that of the layer: none, all up to a bound, or all there are.
UpTo = Union[int, Literal["all"], None]


def check_backward(
    function: Function,
    layer: Layer,
    sizes: UpTo = None,
    *,
    arrays: Library = "numpy",
    dtype: Dtype = "float64",
    executor: Executor | None = None,
) -> CodeVerdict:
    """Whether `function(x, k, b, dz) -> (dx, dk, db)` is the backward pass of `layer`.

    Arrays are `x (N, C, *spatial)`, `k (F, C/g, *spatial)` (transposed layers: `k (C, F/g, *spatial)`), `b (F,)`,
    `dz (N, F, *spatial)`, of float64; `b` is None for a layer without bias. The function answers None for what it does
    not compute. Parameters named stride, padding, dilation, output_padding or groups are given those of the layer.

    With `sizes`, the same for all layers with inputs and kernels up to there, smallest first; parameters that the
    function does not take stay those of `layer`. With `sizes="all"`, code of torch and jax that is made of
    convolutions, paddings, slices, permutations and sums is proved for all sizes, any batch and channels.

    Layers up to some size are shared out among the workers of an `executor` of `concurrent.futures`, such as a
    `ProcessPoolExecutor` or Dask's `Client.get_executor()`, if there is one: then the function is one of a module that
    they can import.

    The operands are arrays of the library `arrays` (numpy, torch, jax) and of the floating type `dtype`. What is not
    NumPy's float64 cannot be followed on forms, nor what hands its arrays to something that computes outside Python:
    such code is asked on whole numbers that its type adds up exactly, and the outcome is `agrees` instead of proved.

    The function is run: on forms, and as it is on whole numbers. Raises SymconvError for what cannot be called so.

    >>> from symconv import Conv1d
    >>> def backward(x, k, b, dz):
    ...     dx, dk = x * 0, k * 0
    ...     for m in range(2):
    ...         for a in range(2):
    ...             dx[0, 0, m + a] += dz[0, 0, m] * k[0, 0, a]
    ...             dk[0, 0, a] += dz[0, 0, m] * x[0, 0, m + a]
    ...     return dx, dk, dz.sum(axis=(0, 2))
    >>> check_backward(backward, Conv1d(input=3, kernel=2)).outcome
    'proved'
    """
    return _checked(Code.of(function, "backward", Arrays(arrays, dtype)), layer, sizes, executor)


def check_forward(
    function: Function,
    layer: Layer,
    sizes: UpTo = None,
    *,
    arrays: Library = "numpy",
    dtype: Dtype = "float64",
    executor: Executor | None = None,
) -> CodeVerdict:
    """Whether `function(x, k, b) -> z` computes `layer`; see `check_backward`."""
    return _checked(Code.of(function, "forward", Arrays(arrays, dtype)), layer, sizes, executor)


def check_pair(forward: Function, backward: Function, layer: Layer) -> CodeVerdict:
    """Whether `backward(x, k, b, dz)` answers the gradients of what `forward(x, k, b)` computes, whatever that is.

    Of the layer only the sizes of x, k and b are used.

    >>> from symconv import Conv1d
    >>> def forward(x, k, b):
    ...     return x * k.sum() + b
    >>> def backward(x, k, b, dz):
    ...     return dz * k.sum(), k * 0 + (dz * x).sum(), dz.sum()
    >>> verdict = check_pair(forward, backward, Conv1d(input=3, kernel=2))
    >>> verdict.outcome, verdict.reason, str(verdict.finding)
    ('refuted', '', 'dB is of shape (), should be of shape (1,)')
    """
    return judge_pair(Code.of(forward, "forward"), Code.of(backward, "backward"), existing(layer))


def assert_backward(
    function: Function,
    layer: Layer,
    sizes: UpTo = None,
    *,
    arrays: Library = "numpy",
    dtype: Dtype = "float64",
    strict: bool = False,
    executor: Executor | None = None,
) -> None:
    """AssertionError, with the wrong entry and the numbers that show it, unless `check_backward` says proved or agrees.

    With `strict`, unless it says proved.
    """
    __tracebackhide__ = True
    _asserted(check_backward(function, layer, sizes, arrays=arrays, dtype=dtype, executor=executor), strict)


def assert_forward(
    function: Function,
    layer: Layer,
    sizes: UpTo = None,
    *,
    arrays: Library = "numpy",
    dtype: Dtype = "float64",
    strict: bool = False,
    executor: Executor | None = None,
) -> None:
    """AssertionError unless `check_forward` says proved or, without `strict`, agrees."""
    __tracebackhide__ = True
    _asserted(check_forward(function, layer, sizes, arrays=arrays, dtype=dtype, executor=executor), strict)


def assert_pair(forward: Function, backward: Function, layer: Layer, *, strict: bool = False) -> None:
    """AssertionError unless `check_pair` says proved or, without `strict`, agrees."""
    __tracebackhide__ = True
    _asserted(check_pair(forward, backward, layer), strict)


def _checked(code: Code, layer: Layer, sizes: UpTo, executor: Executor | None) -> CodeVerdict:
    existing(layer)
    if executor is not None and (sizes is None or sizes == "all"):
        raise SymconvError("`executor` shares out the many layers of `sizes=3`: there are none to share out here")
    if sizes is None:
        return judge(code, OfLayer.of(layer))
    if sizes == "all":
        return check_every_size(code, layer)
    if isinstance(sizes, bool) or not isinstance(sizes, int) or sizes < 1:
        raise SymconvError(
            f"`sizes` must be a whole number of 1 or more, or 'all', not {sizes!r:.40}", text=str(sizes)
        )
    return check_sizes(code, layer, sizes, executor)


def _asserted(verdict: CodeVerdict, strict: bool) -> None:
    __tracebackhide__ = True
    if not verdict and (strict or verdict.outcome != "agrees"):
        raise AssertionError(str(verdict))
