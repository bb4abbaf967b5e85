"""The options of `symconv prove`: which layers a statement is then decided for, and what it is proved for."""

from __future__ import annotations

import re

import pytest

from cli.asked_to_prove import LEADS, NOTES, WRONG, answer, asked

GENERAL = "dX = correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), rot180(K), dilation=d)"
OPTIONS: dict[str, tuple[list[str], str, list[str]]] = {
    "a parameter that is named is symbolic": (
        [GENERAL],
        "proved",
        ["n", "k", "s", "d", "pl", "pr", *LEADS, "rank"],
    ),
    "--layer fixes the rank": ([NOTES, "--layer", "conv2d"], "proved", ["n", "k", *LEADS]),
    "--stride s": (["dB = sum(dZ)", "--stride", "s"], "proved", ["n", "k", "s", *LEADS, "rank"]),
    "--stride 2": ([NOTES, "--stride", "2"], "refuted", ["n", "k", *LEADS, "rank"]),
    "--stride 2 where s is named": ([GENERAL, "--stride", "2"], "proved", ["n", "k", "d", "pl", "pr", *LEADS, "rank"]),
    "--stride 2x1": (["o = (n-k)//s + 1", "--layer", "conv2d", "--stride", "2x1"], "proved", []),
    "--stride 1x2 is refuted": (["o = (n-k)//2 + 1", "--layer", "conv2d", "--stride", "2x1"], "refuted", []),
    "--stride=3": (["o = (n-k)//3 + 1", "--stride=3"], "proved", []),
    "--dilation 2": (["o = n - 2*(k-1)", "--dilation", "2"], "proved", []),
    "--dilation d": (["o = n - D", "--dilation", "d"], "proved", ["n", "k", "d", *LEADS, "rank"]),
    "--padding p": (["o = n + 2*p - k + 1", "--padding", "p"], "proved", ["n", "k", "p", *LEADS, "rank"]),
    "--padding pl,pr": (
        ["o = n + pl + pr - k + 1", "--padding", "pl,pr"],
        "proved",
        ["n", "k", "pl", "pr", *LEADS, "rank"],
    ),
    "--padding 1,2": (["o = n + 3 - k + 1", "--padding", "1,2"], "proved", ["n", "k", *LEADS, "rank"]),
    "--padding 1,2 as sides": (["pl + 1 = pr", "--padding", "1,2"], "proved", []),
    "--padding 1,2x0": (["o = n - k + 1 + pl + pr", "--padding", "1,2x0", "--layer", "conv2d"], "proved", []),
    "--padding valid": (["pl + pr = 0", "--padding", "valid"], "proved", []),
    "no padding": (["o = n - k + 1"], "proved", []),
    "--input 5 --kernel 2": (["o = 4", "--input", "5", "--kernel", "2"], "proved", [*LEADS, "rank"]),
    "--input 5x6": (["o = n - 1", "--layer", "conv2d", "--input", "5x6", "--kernel", "2"], "proved", LEADS),
    "--groups 2": ([NOTES, "--groups", "2"], "proved", ["n", "k", "batch", "in_channels", "out_channels", "rank"]),
    "--groups g": ([NOTES, "--groups", "g"], "proved", ["n", "k", *LEADS, "rank"]),
    "all counts": (
        [NOTES, "--groups", "2", "--in-channels", "4", "--out-channels", "6", "--batch", "3"],
        "proved",
        ["n", "k", "rank"],
    ),
    "--convention convolution": ([WRONG, "--convention", "convolution"], "proved", ["n", "k", *LEADS, "rank"]),
    "--convention convolution refutes": ([NOTES, "--convention", "convolution"], "refuted", []),
    "--convention cross-correlation": ([NOTES, "--convention", "cross-correlation"], "proved", []),
    "--no-bias": (["dot(Z, dZ) = dot(X, dX)", "--no-bias"], "proved", ["n", "k", *LEADS, "rank"]),
    "with bias": (["dot(Z, dZ) = dot(X, dX)"], "refuted", []),
    "--layer conv_transpose2d": (
        ["o = s*(n-1) + k + op", "--layer", "conv_transpose2d"],
        "proved",
        ["n", "k", "s", "op", *LEADS],
    ),
    "--output-padding 1": (
        ["o = 2*(n-1) + k + 1", "--layer", "conv_transpose1d", "--stride", "2", "--output-padding", "1"],
        "proved",
        ["n", "k", *LEADS],
    ),
    "op of transposed layers": (
        ["o = s*(n-1) + k + op", "--layer", "conv_transpose2d"],
        "proved",
        ["n", "k", "s", "op", *LEADS],
    ),
    "op of no layer": (["o = s*(n-1) + k + op"], "refuted", ["n", "k", "s", "op", *LEADS, "rank"]),
    "aliases": (["dX = correlate(pad(dY, k-1), rot180(W))"], "proved", ["n", "k", *LEADS, "rank"]),
    "--timeout": ([NOTES, "--timeout", "5"], "proved", []),
}


@pytest.mark.parametrize(("arguments", "verdict", "symbolic"), OPTIONS.values(), ids=OPTIONS)
def test_options(
    arguments: list[str], verdict: str, symbolic: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    row = answer(arguments, capsys)
    assert row["verdict"] == verdict
    if symbolic:
        assert row["scope"] == symbolic


def test_the_scope_of_free_tensors_names_their_sizes(capsys: pytest.CaptureFixture[str]) -> None:
    row = answer(["convolve(A, B, mode=full) = convolve(B, A, mode=full)"], capsys)
    assert row["verdict"] == "proved"
    assert {"A", "B"} <= set(row["scope"])


@pytest.mark.parametrize(
    "arguments",
    [
        [NOTES],
        ["o = o", "--layer", "conv2d", "--stride", "2x1", "--padding", "1,2"],
        ["sum(pad(A, 1)) = sum(A)"],
    ],
    ids=["of the notes", "with numbers", "of a free tensor"],
)
def test_the_scope_says_nothing_idle(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = asked(arguments, capsys)
    assert code == 0
    scope = out.splitlines()[1]
    assert not re.search(r"(^|[ ,])\d+ >= \d+", scope), "a condition on no size"
    assert ">= -" not in scope, "weaker than what every size satisfies"


@pytest.mark.parametrize(
    "options",
    [
        ["--layer", "conv1d", "--input", "2", "--kernel", "5"],
        ["--input", "2", "--kernel", "5"],
        ["--layer", "conv_transpose1d", "--input", "1", "--kernel", "1", "--padding", "3"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("statement", ["n = n", "dX = dX", "rot180(rot180(A)) = A"])
def test_nothing_is_proved_where_the_numbers_are_those_of_no_layer(
    statement: str, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    row = answer([statement, *options], capsys)
    assert (row["verdict"], row["reason"]) == (
        "undecided",
        "no layer was found for which the statement says anything",
    )
