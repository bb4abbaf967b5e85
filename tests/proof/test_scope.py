"""What a verdict is about: all of it is said, so two verdicts about different families never say the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from quick import examples

import symconv
from symconv import Conv1d, Conv2d, ConvTranspose2d
from symconv.arrays.sums import Guard
from symconv.errors import SymconvError
from symconv.layers.family import Family, family_of
from symconv.layers.layer import Axis
from symconv.layers.listed import layers_data
from symconv.proof.claim import claim
from symconv.proof.scope import conditions, layers_text, scope_list, scope_text
from symconv.proving import prove
from symconv.sizes import symbol
from symconv.statements.described import OpenOptions, family_about
from symconv.statements.grammar import Statement, parse

WRITTEN = ("dX = dX", "dK + dK = 2*dK", "flip(X, 1) = flip(X, 1)", "n + s + pl + op = pl + s + n + op")
STATEMENTS = tuple(map(parse, WRITTEN))
SIZE = st.sampled_from([None, None, "1", "2", "3", "u", "v", "1x2", "2x1", "ux2"])
LEAST = st.sampled_from([None, "1", "2", "4"])


# Options that are drawn one by one seldom fit each other.
MANY_MAKE_NO_FAMILY = [HealthCheck.filter_too_much]
OPTIONS = ("layer", *(name for name in OpenOptions.__annotations__ if name != "kernel_size"))


@st.composite
def options(draw: st.DrawFn) -> dict[str, Any]:
    """Options of `symconv.prove`, most of them left out."""
    found: dict[str, Any] = {}
    found["layer"] = draw(st.sampled_from([None, "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d"]))
    for name in ("input", "kernel", "stride", "dilation"):
        found[name] = draw(SIZE)
    found["padding"] = draw(st.sampled_from([None, "0", "1", "1,2", "p", "u,v", "1x2,1", "pl,pr", "valid"]))
    found["output_padding"] = draw(st.sampled_from([None, None, "0", "1", "op"]))
    for name in ("groups", "in_channels", "out_channels", "batch"):
        found[name] = draw(LEAST)
    found["bias"] = draw(st.booleans())
    found["convention"] = draw(st.sampled_from(["convolution", "cross-correlation"]))
    return found


def family(asked: dict[str, Any], tree: Statement) -> Family:
    try:
        return family_about(tree, asked["layer"], {name: value for name, value in asked.items() if name != "layer"})
    except SymconvError:
        assume(False)
        raise


def told(tree: Statement, about: Family) -> tuple[str, str, str]:
    """The scope as text, as JSON, and of what is not proved."""
    try:
        made = claim(tree, about)
    except SymconvError:
        assume(False)
        raise
    said = {"layer": layers_data(about), "scope": scope_list(about), "conditions": conditions(about, made)}
    return scope_text(tree, about, made), str(said), layers_text(tree, about)


@given(st.sampled_from(STATEMENTS), options(), options(), st.sampled_from([*OPTIONS, ""]))
@settings(max_examples=examples(400), deadline=None, suppress_health_check=MANY_MAKE_NO_FAMILY)
def test_different_families_are_never_told_alike(
    tree: Statement, one: dict[str, Any], other: dict[str, Any], alike: str
) -> None:
    """Also where they differ in one option alone."""
    if alike:
        other = one | {alike: other[alike]}
    left, right = family(one, tree), family(other, tree)
    ours, theirs = told(tree, left), told(tree, right)
    assert (left == right) == (ours[0] == theirs[0])
    assert (left == right) == (ours[1] == theirs[1])


@given(st.sampled_from(STATEMENTS), options())
@settings(max_examples=examples(100), deadline=None, suppress_health_check=MANY_MAKE_NO_FAMILY)
def test_nothing_is_left_to_guess(tree: Statement, asked: dict[str, Any]) -> None:
    about = family(asked, tree)
    text, _, layers = told(tree, about)
    assert "this layer" not in text
    assert len(text.splitlines()) <= 2
    assert text.splitlines()[-1] == layers
    if layers.startswith("in "):
        for word in ("bias", "true-convolution" if asked["convention"] == "convolution" else "cross-correlation"):
            assert word in layers
        assert ("transposed" in layers) == ("transpose" in (asked["layer"] or ""))
        for name in about.parameters():
            # Lead axes are any, or in groups that share out a number of channels, said by their letters.
            shared = any(f"{letter}*g" in layers for letter in "cf")
            assert ("any" if name == "N" or (name in "gcf" and not shared) else name) in text
    else:
        assert layers == f"for {about.layer}"


BIAS = "stride 1, dilation 1, padding 0 and a bias"


@pytest.mark.parametrize(
    ("statement", "given", "scope"),
    [
        (
            "dX = correlate(pad(dZ, k-1), rot180(K))",
            {},
            "for all n, k >= 1 with n >= k; any number of axes, each with its own; any batch, groups and channels\n"
            f"in cross-correlation layers with {BIAS}",
        ),
        ("rot180(rot180(A)) = A", {}, "for all A >= 1; any number of axes, each with its own"),
        (
            "flip(flip(A, 1), 1) = A",
            {},
            "for all A0, A1, A2 >= 1; at least 2 axes, axes 0 and 1 singled out, each with its own",
        ),
        (
            "flip(flip(A, 0), 0) = A",
            {},
            "for all A0, A1 >= 1; any number of axes, axis 0 singled out, each with its own",
        ),
        ("o = 4", {"layer": Conv1d(input=5, kernel=2)}, "for conv1d --input 5 --kernel 2"),
        (
            "sum(A) = sum(rot180(A))",
            {"layer": Conv2d(input=5, kernel=2)},
            "for all A0, A1 >= 1; 2 axes",
        ),
        (
            "o = o",
            {"layer": ConvTranspose2d(input=2, kernel=3, stride=(1, 2), bias=False, convention="convolution")},
            "for conv_transpose2d --input 2x2 --kernel 3x3 --stride 1x2 --convention convolution --no-bias",
        ),
    ],
)
def test_a_scope(statement: str, given: dict[str, Any], scope: str) -> None:
    found = symconv.prove(statement, **given)
    assert found
    assert found.scope == scope
    assert str(found).splitlines() == [f"proved: {statement}", *(f"  {line}" for line in scope.splitlines())]


def test_what_is_not_proved_names_its_layers_too() -> None:
    usual = f"\n  in cross-correlation layers with {BIAS}"
    assert str(symconv.prove("dX = correlate(pad(dZ, k-1), K)")).endswith(usual)
    assert str(symconv.prove("o = 3", Conv1d(input=5, kernel=2))).endswith("\n  for conv1d --input 5 --kernel 2")
    assert str(symconv.prove("n*n*n - n = 3*((n*n*n - n)//3)")).endswith(usual)
    assert len(str(symconv.prove("A = rot180(A)")).splitlines()) == 2


def test_a_condition_on_groups_follows_what_they_range_over() -> None:
    g, c = symbol("g"), symbol("c")
    family = family_of((Axis(5, 3),), groups=g, ins=c, given=(Guard(c * g - 4, "="),))
    said = "for all g, c >= 1 with c*g = 4; any number of axes, each with its own"
    assert prove("dB = sum(dZ)", family).scope.splitlines()[0] == said


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("convolve(convolve(A, B, mode=full), B) = correlate(convolve(A, B, mode=full), rot180(B))", "all A, B >= 1"),
        (
            "convolve(insert_zeros(A, 5), insert_zeros(B, 3), mode=full) "
            "= convolve(insert_zeros(B, 3), insert_zeros(A, 5), mode=full)",
            "all A, B >= 1",
        ),
        ("convolve(pad(A, 1), B) = convolve(pad(A, 1), B)", "all A, B >= 1 with A + 2 >= B"),
    ],
)
def test_a_condition_that_follows_from_the_ranges_is_not_said(statement: str, said: str) -> None:
    assert prove(statement).scope == f"for {said}; any number of axes, each with its own"


def test_a_symbol_of_several_kinds_of_axes_is_the_same_along_them() -> None:
    n, k, h = map(symbol, "nkh")
    crossed = family_of((Axis(n, k), Axis(k, n)))
    assert "any number of axes, axis 0 singled out, all with the same n and k\n" in f"{prove('X = X', crossed)}"
    partly = family_of((Axis(n, k), Axis(h, k)))
    said = "any number of axes, axis 0 singled out, all with the same k, and each with its own of the others\n"
    assert said in f"{prove('X = X', partly)}"


def test_a_free_tensor_without_channels_is_said_to_have_none() -> None:
    assert str(prove("correlate(A, K) = correlate(A, K)")).endswith("and a bias, A without batch and channels")
    assert "without batch" not in str(prove("rot180(rot180(A)) = A"))
    assert "without batch" not in str(prove("correlate(X + A, K) = correlate(X, K) + correlate(A, K)"))


@pytest.mark.parametrize(
    ("statement", "options", "said"),
    [
        ("A = A", {"input": "A"}, "for all sizeA (the size of A) >= 1; any number of axes"),
        ("correlate(A, K) = correlate(A, K)", {"kernel": "A"}, "for all n, A, sizeA (the size of A) >= 1 with n >= A"),
        ("A = A", {}, "for all A >= 1; any number of axes"),
    ],
    ids=["of no layer", "beside a kernel", "called as the tensor"],
)
def test_whose_size_a_symbol_is(statement: str, options: OpenOptions, said: str) -> None:
    assert said in prove(statement, **options).scope


IMPLIED: dict[str, tuple[str | None, OpenOptions, str]] = {
    "o = n + k - 1": ("conv_transpose", {}, "for all n, k >= 1; any"),
    "o = s*(n-1) + k": ("conv_transpose", {"stride": "s"}, "for all n, k, s >= 1; any"),
    "convolve(A, B, mode=full) = convolve(B, A, mode=full)": (None, {}, "for all A, B >= 1; any"),
    "o = n": (None, {"padding": "same"}, "for all n, k >= 1; any"),
    "correlate(pad(X, 1), K) = correlate(pad(X, 1), K)": (None, {}, "for all n, k >= 1 with n >= k; any"),
    "dX = dX": (None, {"dilation": "d"}, "for all n, k, d >= 1 with d + n >= d*k + 1; any"),
}


@pytest.mark.parametrize(("statement", "about"), IMPLIED.items(), ids=IMPLIED)
def test_what_follows_from_the_rest_is_not_said(statement: str, about: tuple[str | None, OpenOptions, str]) -> None:
    layer, options, said = about
    found = prove(statement, layer, **options)
    assert found.scope.startswith(said)
    # Machines are told everything.
    assert len(found.json()["results"][0]["conditions"]) >= said.count(">=")
