"""The ways of comparing: which decides what, that they agree, and what is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

import pytest
from built import Built
from shorthand import correlate, pad

from exact.both_ways import compared_in_all_ways, in_all_ways, random_formula, random_layer
from symconv import Conv1d, Conv2d, ConvTranspose2d, Layer, verify
from symconv.arrays.array import Array
from symconv.arrays.kinds import Entries, Value
from symconv.arrays.moves import Rot180
from symconv.errors import TooLargeError
from symconv.exact import ways
from symconv.layers.tensors import tensor
from symconv.statements.theorems import Formula

PLAIN = Conv2d(input=(4, 5), kernel=(2, 3))
LINE = Conv1d(input=6, kernel=3)
RIGHT = "correlate(pad(dZ, k-1), rot180(K))"


@dataclass(frozen=True, slots=True)
class Turned(Rot180):
    """An operator that the language does not have: it turns all axes at once."""

    def computed(self, tensors: Mapping[str, Value], kind: Entries[Value]) -> Value:
        return kind.move(self.array.value(tensors, kind), lambda cells: cells[..., ::-1, ::-1])


class Fewer(Turned):
    """One that is wrong, and says of one axis what is right."""

    def computed(self, tensors: Mapping[str, Value], kind: Entries[Value]) -> Value:
        return kind.move(self.array.value(tensors, kind), lambda cells: cells[..., ::-1, :])


def built(of: str, build: Callable[[Layer], Array]) -> Mapping[str, Formula | str]:
    return {of: Built("claim", of, build)}


@pytest.mark.parametrize("seed", range(12))
def test_the_ways_agree_on_random_formulas(seed: int) -> None:
    """A sample of `python -m exact.both_ways`, right formulas and wrong ones."""
    draw = Random(1000 + seed)
    decided = 0
    for _ in range(12):
        layer = random_layer(draw)
        of, text = random_formula(draw, layer)
        found = in_all_ways(layer, of, text)
        assert found is None or not found.contradictory, f"{layer}: {of} = {text}"
        decided += found is not None and (found.along_axes is True or found.looked_up is not None)
    assert decided


# A right formula that does not come apart by axes, and one that is as much like it as can be and wrong.
ENTANGLED: dict[str, tuple[Layer, Mapping[str, Formula | str], Mapping[str, Formula | str]]] = {
    "an operator of somebody's own": (
        PLAIN,
        built("dX", lambda layer: correlate(pad(tensor(layer, "dZ"), (1, 2)), Turned(tensor(layer, "K")))),
        built("dX", lambda layer: correlate(pad(tensor(layer, "dZ"), (1, 2)), Fewer(tensor(layer, "K")))),
    ),
    "terms that are right together only": (
        LINE,
        {"dK": "correlate(pad(crop(X, 2), 0, n-2), dZ) + correlate(pad(pad(X, -2, 0), 2, 0), dZ)"},
        {"dK": "correlate(pad(crop(X, 2), 0, n-2), dZ) + correlate(pad(pad(X, -3, 0), 3, 0), dZ)"},
    ),
    "a tensor that occurs twice": (
        PLAIN,
        {"dX": f"{RIGHT} + grad(dot(X, X), X) - 2*X"},
        {"dX": f"{RIGHT} + grad(dot(X, X), X) - X"},
    ),
    "a product of three, and what takes it away": (
        LINE,
        {"dX": f"{RIGHT} + times(X, sum(X)) - times(X, sum(X))"},
        {"dX": f"{RIGHT} + times(X, sum(X)) - times(X, sum(rot180(X)+X)) "},
    ),
}


@pytest.mark.parametrize(("layer", "right", "wrong"), ENTANGLED.values(), ids=ENTANGLED)
def test_what_does_not_come_apart_is_enumerated(
    layer: Layer, right: Mapping[str, Formula | str], wrong: Mapping[str, Formula | str]
) -> None:
    assert (verify(layer, right).outcome, verify(layer, right).compared) == ("proved", ("monomials",))
    assert (verify(layer, wrong).outcome, verify(layer, wrong).compared) == ("refuted", ("monomials",))


def test_terms_that_are_alike_along_each_axis_but_not_together_are_not_equal() -> None:
    """`X + rot180(X)` and `flip(X, 0) + flip(X, 1)`: along each axis both have the entry and its mirror image."""
    exchanged = f"rot180({RIGHT}) + {RIGHT} - flip({RIGHT}, 0) - flip({RIGHT}, 1) + {RIGHT}"
    assert verify(PLAIN, {"dX": exchanged}).outcome == "refuted"
    assert verify(PLAIN, {"dX": f"rot180({RIGHT}) + {RIGHT} - rot180({RIGHT})"}).outcome == "proved"


WRONG_ALONG_ONE_AXIS = [f"flip({RIGHT}, 0)", f"flip({RIGHT}, 1)", "correlate(pad(dZ, k-1), flip(K, 1))", f"2*{RIGHT}"]


@pytest.mark.parametrize("text", WRONG_ALONG_ONE_AXIS)
def test_an_axis_that_differs_does_not_refute_but_monomials_do(text: str) -> None:
    verdict = verify(Conv2d(input=(40, 50), kernel=(2, 3)), {"dX": text})
    assert (verdict.outcome, verdict.compared) == ("refuted", ("monomials",))


@pytest.mark.parametrize("text", [f"3*{RIGHT} - 2*{RIGHT}", f"{RIGHT} + 0*X", f"{RIGHT} + X - X"])
def test_like_terms_are_added_up(text: str) -> None:
    assert verify(PLAIN, {"dX": text}).outcome == "proved"


def test_a_size_that_is_right_at_one_layer_only_is_compared_there() -> None:
    """k-1 = 1 at this layer: the formula is right here, along every axis, whatever it is elsewhere."""
    assert verify(Conv2d(input=2000, kernel=2), {"dX": "correlate(pad(dZ, 1), rot180(K))"}).compared == ("axes",)
    assert verify(Conv2d(input=2000, kernel=(2, 1)), {"dX": "correlate(pad(dZ, 1), rot180(K))"}).outcome == "refuted"


LARGE = Conv2d(input=300, kernel=3)


def test_large_layers_are_compared_along_the_axes_and_small_ones_both_ways() -> None:
    assert verify(PLAIN).compared == ("axes and monomials",) * 3
    assert verify(LARGE).compared == ("axes",) * 3
    assert verify(LARGE, enumerate=True).compared == ("monomials",) * 3
    assert verify(LARGE).monomials == verify(LARGE, enumerate=True).monomials


@pytest.mark.parametrize(
    "layer",
    [
        Conv2d(input=100_000, kernel=3),
        Conv2d(input=10**6, kernel=3),
        Conv2d(input=(1, 10**6), kernel=1, in_channels=300),
        Conv2d(input=2_000, kernel=50, stride=7),
        Conv2d(input=500, kernel=3, in_channels=2_000, out_channels=2_000, batch=64),
        ConvTranspose2d(input=100_000, kernel=4, stride=2, padding=1, groups=3, in_channels=6, out_channels=3),
    ],
    ids=str,
)
def test_what_is_too_large_to_enumerate_is_decided_along_the_axes(layer: Layer) -> None:
    verdict = verify(layer)
    assert verdict.outcome == "proved"
    assert {*verdict.compared} == {"axes"}
    with pytest.raises(TooLargeError, match=r"verify (takes|compares) at most") as caught:
        verify(layer, enumerate=True)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("formulas", "why"),
    [
        ({"dX": "correlate(pad(dZ, k-1), K)"}, "is not the same along every axis"),
        ({"dX": f"{RIGHT} + grad(dot(X, X), X) - 2*X"}, "does not come apart by axes"),
    ],
)
def test_what_only_monomials_decide_is_refused_where_it_is_too_large(formulas: dict[str, str], why: str) -> None:
    with pytest.raises(TooLargeError, match=why) as caught:
        verify(Conv2d(input=100_000, kernel=3), formulas)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "formula",
    ["times(correlate(X, dZ), sum(correlate(X, dZ)))", "correlate(X, dZ) + times(correlate(X, dZ), dot(X, X))"],
)
def test_products_of_sums_are_refused_where_they_would_fill_the_memory(formula: str) -> None:
    """Of a hundred entries or fewer, each a sum of a million summands when it is multiplied out."""
    with pytest.raises(TooLargeError, match=r"verify takes at most 256 MB"):
        verify(Conv2d(input=40, kernel=3), {"dK": formula})
    assert verify(Conv2d(input=5, kernel=3), {"dK": formula}).outcome == "refuted"


def test_what_is_wrong_only_where_it_is_large_is_refuted_there() -> None:
    def build(layer: Layer) -> Array:
        kernel = tensor(layer, "K")
        turned = kernel if layer.input[0] == 800 else Rot180(kernel)
        return correlate(pad(tensor(layer, "dZ"), [axis.k - 1 for axis in layer.axes]), turned)

    verdict = verify(Conv2d(input=800, kernel=(3, 2)), built("dX", build))
    assert verdict.outcome == "refuted"
    assert str(verdict.differences[0].layer) == "conv2d --input 800x800 --kernel 3x2"


def test_ways_that_disagree_are_a_defect_and_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways, "agree_by_axes", lambda *_: True)
    with pytest.raises(ways.WaysDisagreeError, match="right along each axis"):
        verify(PLAIN, {"dX": "correlate(pad(dZ, k-1), K)"})


def test_the_oracle_of_this_test_knows_wrong_from_right() -> None:
    found = [in_all_ways(PLAIN, "dX", text) for text in (RIGHT, "correlate(pad(dZ, k-1), K)")]
    assert [each is not None and each.right for each in found] == [True, False]
    wrong = compared_in_all_ways(PLAIN, "dX", tensor(PLAIN, "X"))
    assert (wrong.right, wrong.along_axes, wrong.looked_up) == (False, False, False)
