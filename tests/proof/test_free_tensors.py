"""Free tensors that meet the layer's channels: whose they get is as expected here, one by one, and so is the verdict.

True by plain loops means true at layers with several examples, groups and channels, along one axis and two; wrong
statements differ at some of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import pytest
from oracles.free_readings import as_read, likeness, with_length
from oracles.one_geometry import Axis, Geometry
from oracles.statement_values import differs, says_something
from quick import cases

from symconv import Conv1d, prove
from symconv.arrays.sums import Guard
from symconv.exact.instance import Instance
from symconv.layers.order import Choice, LeadSizes, in_order
from symconv.proof.claim import claim
from symconv.proof.free import FreeTensors, free_tensors
from symconv.results import Refutation
from symconv.sizes import concrete, symbol
from symconv.statements.described import family_about
from symconv.statements.glossary import free_names
from symconv.statements.grammar import Statement, StatementError, names, parse

PLAIN = (Axis(4, 2), Axis(3, 3), Axis(5, 1), Axis(3, 2))
STRIDED = (Axis(6, 2, 2, 2, 1, 0), Axis(5, 2, 3, 1, 0, 2), Axis(4, 3, 1, 1, 2, 1), Axis(5, 2, 2, 1, 1, 1))
CHANNELS: tuple[dict[str, Any], ...] = (
    {},
    {"batch": 2, "ins": 2},
    {"batch": 2, "groups": 2, "ins": 3, "outs": 2},
    {"groups": 3, "outs": 2},
)
# The lengths that a free tensor of any size is tried at.
LENGTHS = (2, 4, 5)
WRITTEN_LENGTHS: Mapping[str, Callable[[Axis], int]] = {"n+k-1": lambda axis: axis.n + axis.k - 1}


@dataclass(frozen=True)
class Asked:
    """A statement; of free tensors the tensor they are shaped like, or whose channels they have, and their length."""

    text: str
    like: str
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def tree(self) -> Statement:
        return parse(self.text)

    @property
    def expected(self) -> dict[str, tuple[str, str]]:
        """`A:X C:Z=n+k-1` as names with the tensor and the length; without one it is that tensor's own, `?` is any."""
        pieces = (piece.split(":") for piece in self.like.split())
        return {name: (what.partition("=")[0], what.partition("=")[2]) for name, what in pieces}

    @property
    def channels(self) -> tuple[tuple[str, str], ...]:
        return tuple(sorted((name, like) for name, (like, _) in self.expected.items()))

    def read(self) -> FreeTensors:
        layer, options = self.options.get("layer"), {k: v for k, v in self.options.items() if k != "layer"}
        return free_tensors(self.tree, family_about(self.tree, layer, options))

    def geometries(self) -> Iterator[Geometry]:
        axes = PLAIN if names(self.tree).isdisjoint({"s", "pl"}) else STRIDED
        for channels in CHANNELS:
            for along in ((axes[0],), (axes[1],), axes[:2], axes[2:]):
                yield from self._with_free(
                    replace(
                        Geometry(
                            along,
                            transposed="transpose" in self.options.get("layer", ""),
                            turned=self.options.get("convention") == "convolution",
                            bias=self.options.get("bias", True),
                        ),
                        **channels,
                    )
                )

    def _with_free(self, found: Geometry) -> Iterator[Geometry]:
        lengths = LENGTHS if any(length == "?" for _, length in self.expected.values()) else (0,)
        for number in lengths:
            lengths_of = []
            for name in free_names(self.tree):
                like, length = self.expected[name]
                along = [self._length(found, at, length, number) for at in range(len(found.axes))]
                lengths_of.append((name, tuple(along) if length else found.shape(like)[1]))
            yield replace(found, free=tuple(lengths_of), like=self.channels)

    @staticmethod
    def _length(found: Geometry, at: int, length: str, number: int) -> int:
        return number if length == "?" else WRITTEN_LENGTHS[length](found.axes[at]) if length else 0


def asked(text: str, like: str, **options: Any) -> Any:
    return pytest.param(Asked(text, like, options), id=" ".join([text, *map(str, options.values())]))


TRANSPOSED = {"layer": "conv_transpose"}
TURNED = {"convention": "convolution"}
DX = "correlate(pad(insert_zeros(C, s), D-pl, D-pr+r), rot180(K), dilation=d)"
DK = "crop(correlate(pad(X, pl, pr), C, stride=d, dilation=s), k)"
RIGHT = [
    asked(f"grad(dot(Z, C), X) = {DX}", "C:Z"),
    asked(f"grad(dot(C, Z), K) = {DK}", "C:Z"),
    asked("grad(dot(Z, C), B) = sum(C)", "C:Z"),
    asked("grad(dot(Z, C), X) = correlate(pad(C, k-1), rot180(K))", "C:Z"),
    asked("grad(dot(Z, C), X) = correlate(pad(C, k-1), K)", "C:Z", **TURNED),
    asked("grad(dot(Z, C), X) = correlate(C, K)", "C:Z", **TRANSPOSED),
    asked("grad(dot(Z, C), K) = correlate(C, X)", "C:Z", **TRANSPOSED),
    asked("grad(dot(Z, C), K) = correlate(X, C)", "C:Z"),
    asked("grad(dot(Z, 3*C), X) = 3*correlate(pad(C, k-1), rot180(K))", "C:Z"),
    asked("correlate(A + X, K) = correlate(A, K) + correlate(X, K)", "A:X"),
    asked("correlate(X + A, K + C) = correlate(X, K) + correlate(A, K) + correlate(X, C) + correlate(A, C)", "A:X C:K"),
    asked("correlate(A, K) - correlate(X, K) = correlate(A - X, K)", "A:X"),
    asked("correlate(A + X, K) + B = Z + correlate(A, K)", "A:X"),
    asked("correlate(X + A, K) = Z + correlate(A, K)", "A:X", bias=False),
    asked("toeplitz(K, X + A) = toeplitz(K, A) + toeplitz(K, X)", "A:X", bias=False),
    asked("dot(grad(dot(Z, C), K), A) = dot(C, correlate(X, A))", "C:Z A:K"),
    asked("dot(correlate(A, K), dZ) = dot(A, dX)", "A:X"),
    asked("dot(correlate(X, A), dZ) = dot(A, dK)", "A:K"),
    asked("dot(grad(dot(Z, C), X), vX) = dot(C, correlate(vX, K))", "C:Z"),
    asked("dot(A, grad(dot(Z, C), X)) = dot(C, correlate(A, K))", "A:X C:Z"),
    asked("grad(dot(grad(dot(Z, C), X), vX), C) = correlate(vX, K)", "C:Z"),
    asked("grad(dot(Z, C), C) = Z", "C:Z"),
    asked("grad(dot(correlate(A, K), dZ), A) = dX", "A:X"),
    asked("grad(dot(toeplitz(A, X), dZ), A) = dK", "A:K"),
    asked("grad(dot(times(A, Z), Z), X) = 2*correlate(pad(times(A, Z), k-1), rot180(K))", "A:Z"),
    asked("grad(dot(Z, times(A, C)), X) = correlate(pad(times(A, C), k-1), rot180(K))", "A:Z C:Z"),
    asked("grad(dot(Z - C, Z - C), B) = 2*sum(Z - C)", "C:Z"),
    asked("dot(Z - C, Z - C) = dot(Z, Z) - 2*dot(Z, C) + dot(C, C)", "C:Z"),
    asked("toeplitz(K, A) = correlate(A, K)", "A:X"),
    asked("scatter(C, K) = grad(dot(Z, C), X)", "C:Z"),
    asked("im2col(X, C) = grad(dot(C, Z), K)", "C:Z"),
    asked(f"toeplitz_transposed(K, C) = {DX}", "C:Z"),
    asked("dot(toeplitz(A, X), C) = dot(A, im2col(X, C))", "A:K C:Z"),
    asked("sum(C) + dB = sum(C + dZ)", "C:Z"),
    asked("times(A, X) = times(X, A)", "A:X"),
    asked("A - X = -(X - A)", "A:X"),
    asked("rot180(X + A) = rot180(A) + rot180(X)", "A:X"),
    asked("dot(K + A, dK) = dot(K, dK) + dot(A, dK)", "A:K"),
    asked("flip(flip(A + X, 0), 0) = X + A", "A:X"),
    asked("grad(dot(correlate(X, K, mode=full), C), X) = correlate(C, rot180(K))", "C:Z=n+k-1"),
    asked("crop(A, n) + X = X + crop(A, n)", "A:X=?"),
]
WRONG = [
    asked(f"grad(dot(Z, C), X) = {DX.replace('rot180(K)', 'K')}", "C:Z"),
    asked(f"grad(dot(Z, C), X) = {DX.replace('D-pl, D-pr+r', 'D-pr+r, D-pl')}", "C:Z"),
    asked(f"grad(dot(Z, C), X) = {DX.replace('D-pr+r', 'D-pr')}", "C:Z"),
    asked(f"grad(dot(Z, C), X) = {DX.replace('dilation=d', 'dilation=s')}", "C:Z"),
    asked(f"grad(dot(Z, C), X) = {DX.replace('C', 'dZ')}", "C:Z"),
    asked(f"grad(dot(Z, C), X) = 2*{DX}", "C:Z"),
    asked(f"grad(dot(C, Z), K) = {DK.replace('stride=d, dilation=s', 'stride=s, dilation=d')}", "C:Z"),
    asked(f"grad(dot(C, Z), K) = {DK.replace('pl, pr', 'pr, pl')}", "C:Z"),
    asked(f"grad(dot(C, Z), K) = {DK.replace('crop(', 'rot180(crop(')})", "C:Z"),
    asked("grad(dot(Z, C), B) = sum(dZ)", "C:Z"),
    asked("grad(dot(Z, C), B) = 2*sum(C)", "C:Z"),
    asked("grad(dot(Z, C), X) = correlate(pad(C, k-1), K)", "C:Z"),
    asked("grad(dot(Z, C), X) = correlate(pad(C, k-1), rot180(K))", "C:Z", **TURNED),
    asked("grad(dot(Z, C), X) = correlate(pad(C, k), rot180(K))", "C:Z"),
    asked("grad(dot(Z, C), X) = dX", "C:Z"),
    asked("grad(dot(Z, C), X) = correlate(C, rot180(K))", "C:Z", **TRANSPOSED),
    asked("grad(dot(Z, C), K) = rot180(correlate(X, C))", "C:Z"),
    asked("grad(dot(Z, 3*C), X) = 2*correlate(pad(C, k-1), rot180(K))", "C:Z"),
    asked("correlate(A + X, K) = correlate(A, K) - correlate(X, K)", "A:X"),
    asked("correlate(A + X, K) = correlate(X, K)", "A:X"),
    asked("correlate(A + X, K) = Z + correlate(A, K)", "A:X"),
    asked("correlate(X + A, K + C) = correlate(X, K) + correlate(A, C)", "A:X C:K"),
    asked("correlate(X + A, K + C) = correlate(X, K) + correlate(A, K) + correlate(X, C)", "A:X C:K"),
    asked("correlate(A, K) = Z", "A:X=?"),
    asked("correlate(A, K) - correlate(X, K) = correlate(X - A, K)", "A:X"),
    asked("dot(grad(dot(Z, C), K), A) = dot(C, correlate(X, rot180(A)))", "C:Z A:K"),
    asked("dot(grad(dot(Z, C), K), A) = 2*dot(C, correlate(X, A))", "C:Z A:K"),
    asked("dot(grad(dot(Z, C), K), A) = dot(dZ, correlate(X, A))", "C:Z A:K"),
    asked("dot(correlate(A, K), dZ) = dot(X, dX)", "A:X"),
    asked("dot(correlate(A, K), dZ) = dot(rot180(A), dX)", "A:X"),
    asked("dot(correlate(X, A), dZ) = dot(K, dK)", "A:K"),
    asked("dot(grad(dot(Z, C), X), vX) = dot(C, correlate(X, K))", "C:Z"),
    asked("dot(A, grad(dot(Z, C), X)) = dot(C, Z)", "A:X C:Z"),
    asked("dot(A, grad(dot(Z, C), X)) = dot(C, correlate(A, rot180(K)))", "A:X C:Z"),
    asked("grad(dot(Z, C), C) = 2*Z", "C:Z"),
    asked("grad(dot(Z, C), C) = C", "C:Z"),
    asked("grad(dot(correlate(A, K), dZ), A) = rot180(dX)", "A:X"),
    asked("grad(dot(toeplitz(A, X), dZ), A) = 2*dK", "A:K"),
    asked("grad(dot(times(A, Z), Z), X) = correlate(pad(times(A, Z), k-1), rot180(K))", "A:Z"),
    asked("grad(dot(times(A, Z), Z), X) = 2*correlate(pad(Z, k-1), rot180(K)) + 0*grad(dot(A, Z), X)", "A:Z"),
    asked("grad(dot(Z - C, Z - C), B) = 2*sum(Z + C)", "C:Z"),
    asked("dot(Z - C, Z - C) = dot(Z, Z) - dot(Z, C) + dot(C, C)", "C:Z"),
    asked("toeplitz(K, A) = correlate(A, rot180(K))", "A:X"),
    asked("scatter(C, K) = grad(dot(Z, C + dZ), X)", "C:Z"),
    asked("dot(toeplitz(A, X), C) = dot(K, im2col(X, C))", "A:K C:Z"),
    asked("sum(C) + dB = sum(C - dZ)", "C:Z"),
    asked("times(A, X) = times(A, A)", "A:X"),
    asked("A - X = X - A", "A:X"),
    asked("X + A = X", "A:X"),
    asked("A = X", "A:X=?"),
    asked("A = Z", "A:Z=?"),
    asked("rot180(X + A) = rot180(A) + X", "A:X"),
    asked("flip(A + X, 0) = X + A", "A:X"),
    asked("grad(dot(correlate(X, K, mode=full), C), X) = correlate(C, K)", "C:Z=n+k-1"),
    asked("grad(dot(correlate(X, K, mode=full), C), X) = correlate(crop(C, n), rot180(K), mode=full)", "C:Z=n+k-1"),
    asked("crop(A, n) + X = X - crop(A, n)", "A:X=?"),
    asked("grad(dot(Z, C), X) = correlate(pad(insert_zeros(C, s), D-pl, D-pr), rot180(K), dilation=d)", "C:Z"),
]


def test_there_are_enough() -> None:
    assert len(RIGHT) >= 25
    assert len(WRONG) >= 40


@pytest.mark.parametrize("each", [*RIGHT, *WRONG])
def test_the_channels_are_those_that_a_reader_expects(each: Asked) -> None:
    found = each.read()
    assert found.like == {name: like for name, (like, _) in each.expected.items()}
    for name, (like, length) in each.expected.items():
        symbols = {"X": "n", "K": "k"}
        if length == "?":
            assert [*map(str, found.sizes[name])] in ([name], [f"{name}0", f"{name}1"])
        elif not length and like in symbols:
            assert {str(size).rstrip("01") for size in found.sizes[name]} == {symbols[like]}


@pytest.mark.parametrize("each", cases([*RIGHT, *WRONG], quick=12))
def test_an_own_reading_gives_them_the_same(each: Asked) -> None:
    transposed = each.options == TRANSPOSED
    assert likeness(each.tree, transposed) == each.read().like
    for member in islice(each.geometries(), 4):
        assert [*as_read(each.tree, [replace(member, like=())])] == [member]
        for name, (_, length) in each.expected.items():
            longer = with_length(member, name, 0, dict(member.free)[name][0] + 1)
            assert bool([*as_read(each.tree, [replace(longer, like=())])]) == (length == "?")


@pytest.mark.parametrize("each", cases(RIGHT, quick=12))
def test_what_is_true_by_plain_loops_is_proved(each: Asked) -> None:
    members = [*each.geometries()]
    assert not any(differs(each.tree, member) for member in members)
    assert any(says_something(each.tree, member) for member in members)
    assert prove(each.text, **each.options).outcome == "proved"


@pytest.mark.parametrize("each", cases(WRONG, quick=12))
def test_what_is_wrong_by_plain_loops_is_refuted_where_it_is_wrong(each: Asked) -> None:
    assert any(differs(each.tree, member) for member in each.geometries())
    found = prove(each.text, **each.options)
    assert isinstance(found, Refutation)
    assert differs(each.tree, _geometry(found.counterexample.instance, each))


def _geometry(instance: Instance, each: Asked) -> Geometry:
    layer = instance.layer
    batch, groups, ins, outs = map(concrete, (layer.batch, layer.groups, layer.in_per_group, layer.out_per_group))
    return Geometry(
        tuple(Axis(*map(concrete, (x.n, x.k, x.s, x.d, x.pl, x.pr, x.op))) for x in layer.axes),
        layer.transposed,
        layer.convention == "convolution",
        layer.bias,
        batch,
        groups,
        ins,
        outs,
        free=tuple(instance.free.items()),
        like=each.channels,
    )


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("correlate(A, C) = Z", ("A has the channels of X and C has the channels of K", "C has the channels of Z")),
        (
            "dot(correlate(X, C), A) = dot(A, correlate(X, C))",
            ("A has the channels of X and C has neither batch nor channels", "C has the channels of K"),
        ),
        ("dot(correlate(A, C), dZ) = dot(A, grad(dot(correlate(A, C), dZ), A))", ("A has the channels of Z",)),
    ],
)
def test_what_may_be_like_several_is_refused_and_the_readings_are_named(text: str, readings: tuple[str, ...]) -> None:
    with pytest.raises(StatementError) as refused:
        prove(text)
    assert all(reading in str(refused.value) for reading in readings)
    assert "write vX for one like X, vK for one like K, dZ for one like Z" in str(refused.value)
    assert text[refused.value.column or 0] in "AC"


@pytest.mark.parametrize(
    "text",
    [
        "correlate(A, K) = correlate(A, K)",
        "correlate(X, A) = correlate(X, A)",
        "dot(A, A)*X = X*dot(A, A)",
        "A + C = C + A",
    ],
)
def test_where_no_channels_are_needed_there_are_none(text: str) -> None:
    tree = parse(text)
    assert free_tensors(tree, family_about(tree, None, {})).like == {}
    assert prove(text)


def test_another_tensor_with_channels_gives_none_to_one_that_needs_none() -> None:
    text = "dot(A, A)*dot(Z, C) = dot(C, Z)*dot(A, A)"
    assert Asked(text, "").read().like == {"C": "Z"}
    assert prove(text)


@pytest.mark.parametrize(
    "text", ["correlate(A, K) = dK + X", "A + X = A + K", "toeplitz(A, A) = Z", "C + B = dX + Z", "grad(A, X) = X"]
)
def test_what_fits_in_no_reading_is_no_statement(text: str) -> None:
    with pytest.raises(StatementError):
        prove(text)


def test_of_two_demands_the_first_holds_and_the_other_is_no_hypothesis() -> None:
    """A is as long as X on the left; that it is as long as a kernel on the right is then wrong at most sizes."""
    text = "dot(A, X) = dot(crop(A, k), crop(X, k)) + 0*dot(A + pad(X, 1), A)"
    assert prove(text).outcome == "refuted"


def test_a_condition_on_a_size_keeps_it_a_symbol() -> None:
    tree = parse("A + X = X + A")
    about = replace(family_about(tree, None, {}), given=(Guard(symbol("A") - 3, ">="),))
    assert str(free_tensors(tree, about).sizes["A"][0]) == "A"
    found = claim(tree, about)
    assert Guard(symbol("A") - 3, ">=") in found.hypotheses


def test_the_scope_says_whose_channels_and_which_size() -> None:
    layers = "in cross-correlation layers with stride 1, dilation 1, padding 0 and a bias"
    short = prove("grad(dot(Z, C), X) = correlate(pad(C, k-1), rot180(K))")
    assert str(short).splitlines()[-1].strip() == f"{layers}, C shaped like Z"
    wide = prove("grad(dot(correlate(X, K, mode=full), C), X) = correlate(C, rot180(K))")
    assert str(wide).endswith(f"{layers}, C with the batch and channels of Z and the size k + n - 1")
    loose = prove("crop(A, n) + X = X + crop(A, n)")
    assert str(loose).endswith(f"{layers}, A with the batch and channels of X")
    assert "A >= 1" in str(loose)
    wrong = prove("X + A = X - A")
    assert wrong.outcome == "refuted"
    assert str(wrong).endswith(f"{layers}, A shaped like X")
    options: dict[str, Any] = {"input": (3, 4), "kernel": 2, "batch": 2, "groups": 1, "in_channels": 3}
    one = prove("X + A = A + X", layer="conv2d", out_channels=2, **options)
    assert str(one).endswith("--out-channels 2 --batch 2, A shaped like X")


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("grad(dot(A, Z), K) = crop(correlate(pad(X, pr, pl), C, stride=d, dilation=s), k)", {"C": 1}),
        (f"grad(dot(Z, C), X) = 2*{DX}", {}),
        ("crop(A, n) + X = X - crop(A, n)", {"A": 1}),
    ],
)
def test_the_smallest_layer_is_tried_first(text: str, sizes: dict[str, int]) -> None:
    """All sizes as small as can be: also paddings, of which the size of a free tensor may be made."""
    found = prove(text)
    assert isinstance(found, Refutation)
    smallest = {"n": 1, "k": 1, "s": 1, "d": 1, "pl": 0, "pr": 0, **sizes}
    assert found.counterexample.sizes == {name: smallest[name] for name in found.counterexample.sizes}


def test_machines_are_told_the_same() -> None:
    (row,) = prove("grad(dot(correlate(X, K, mode=full), C), X) = correlate(C, rot180(K))").json()["results"]
    assert row["free"] == {"C": {"like": "Z", "size": ["k + n - 1"]}}
    assert "C" not in row["scope"]
    (loose,) = prove("crop(A, n) + X = X + crop(A, n)").json()["results"]
    assert loose["free"] == {"A": {"like": "X", "size": ["A"]}}
    assert "A" in loose["scope"]
    (none,) = prove("correlate(A, K) = correlate(A, K)").json()["results"]
    assert "free" not in none


def test_the_smallest_counterexample_counts_channels_of_free_tensors() -> None:
    """With more channels there are more entries of C too: an instance counts them as the order does."""
    instance = Instance(
        Conv1d(input=4, kernel=2, batch=2, in_channels=6, out_channels=4, groups=2), {"A": (3,), "C": (5,)}, {"C": "Z"}
    )
    counted = 3 + 5 * 2 * 4 + 2 * 6 * 4 + 4 * 3 * 2 + 2 * 4 * 3
    assert instance.entries(parse("dot(A, A)*dot(Z, C) = 0*dot(C, C)")) == counted
    choice = Choice(instance.layer.axes[0], (("n", 4),), (4, 2, 3), (3, 5))
    other = replace(choice, free=(3, 4))
    lead = LeadSizes(2, 2, 3, 2)
    single = LeadSizes()
    ordered = list(in_order([[choice, other]], [single, lead], True, ("", "Z")))
    assert ordered == [((other,), single), ((choice,), single), ((other,), lead), ((choice,), lead)]
