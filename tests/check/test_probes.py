"""Code that cannot be followed: what exact probes show of it, and how little is said where they show nothing."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from check import opaque
from symconv import Conv1d, Conv2d, Layer, SymconvError
from symconv.check.calls import Trial
from symconv.check.code import Code
from symconv.check.handed import NUMPY, Arrays, Dtype
from symconv.check.namespaces import territory
from symconv.check.numbers import SMALL
from symconv.check.probes import LARGEST, Probes
from symconv.check.reference import OfLayer
from symconv.testing import assert_backward, check_backward

LAYER = Conv1d(input=5, kernel=2, batch=2, in_channels=2, out_channels=3)
SMALLEST = Conv1d(input=3, kernel=2)

REFUTED = {
    "unturned": "dX: the kernel is not rotated",
    "decayed": "dK: 0.0001*K is added",
    "barely_decayed": "",
    "clipped": "",
    "thresholded": "",
    "of_whole_numbers": "",
    "squared": "",
    "changing": "the call changes its argument dz",
    "wrong_later": "a second call with the same arguments answers something else",
    "reusing": "",
}
UNDECIDED = {
    "fourier": "rounds: ",
    "single": "it answers in float32: ask with --dtype float32",
    "single_seen_as_double": "rounds: ",
    "counting": "is changed by a call",
    "silent": "nothing was computed",
}


@pytest.mark.parametrize("name", ["right", "masked_far_away"])
def test_what_is_right_on_every_probe_agrees_and_is_never_called_proved(name: str) -> None:
    verdict = check_backward(getattr(opaque, name), LAYER)
    assert verdict.outcome == "agrees", verdict
    assert not verdict
    assert "proved" not in str(verdict)
    assert verdict.agreement is not None
    assert verdict.agreement.bound < 1e-6
    assert "polynomial of degree at most 2 in the entries of x, k, b and dz" in str(verdict)


@pytest.mark.parametrize("name", REFUTED)
def test_what_a_probe_shows_is_refuted(name: str) -> None:
    verdict = check_backward(getattr(opaque, name), LAYER)
    assert verdict.outcome == "refuted", verdict
    assert REFUTED[name] in "".join(verdict.causes), verdict


@pytest.mark.parametrize("name", UNDECIDED)
def test_rounding_and_what_is_kept_leave_it_undecided(name: str) -> None:
    verdict = check_backward(getattr(opaque, name), LAYER)
    assert verdict.outcome == "undecided", verdict
    assert UNDECIDED[name] in verdict.reason


def test_the_form_of_a_wrong_entry_is_read_off_basis_vectors() -> None:
    verdict = check_backward(opaque.unturned, SMALLEST)
    assert str(verdict.finding) == "dX[0,0,0] is dz1*k2, should be dz1*k1"
    decayed = check_backward(opaque.decayed, SMALLEST).finding
    assert decayed is not None
    assert "k1" in decayed.got


def test_the_recipe_makes_the_numbers_on_which_it_is_wrong() -> None:
    finding = check_backward(opaque.barely_decayed, LAYER).finding
    assert finding is not None
    assert "[...] = 0" in finding.recipe
    made: dict[str, Any] = {}
    exec("import numpy as np\n" + finding.recipe, made)
    at = tuple(map(int, finding.entry.split("[")[1].rstrip("]").split(",")))
    function: Callable[..., Any] = opaque.barely_decayed
    answered = function(*(made[name] for name in ("x", "k", "b", "dz")))
    assert repr(float(answered[1][at])) == finding.number


@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_arrays_of_a_narrower_type_are_asked_on_numbers_that_it_adds_up_exactly(dtype: Dtype) -> None:
    verdict = check_backward(opaque.in_its_type, LAYER, dtype=dtype)
    assert verdict.outcome == "agrees", verdict
    assert verdict.agreement is not None
    assert verdict.agreement.dtype == dtype
    assert verdict.agreement.bound < 1e-5


LAYERS = [LAYER, SMALLEST, Conv2d(input=9, kernel=3, in_channels=8, out_channels=16)]


def tried(layer: Layer, arrays: Arrays = NUMPY) -> Trial:
    code = Code(opaque.right, "backward", (), arrays)
    return Trial(code, territory(opaque.right), OfLayer.of(layer))


@pytest.mark.parametrize("layer", LAYERS, ids=str)
@pytest.mark.parametrize("dtype", ["float64", "float32", "float16"])
def test_every_sum_of_a_probe_is_exact(layer: Layer, dtype: Dtype) -> None:
    arrays = Arrays("numpy", dtype)
    trial = tried(layer, arrays)
    probes, reference = Probes.of(trial), trial.reference
    for sample in list(probes.samples(trial.names, ()))[:40]:
        values = sample.operands(reference, trial.names)
        assert max(reference.room(of, values).max() for of in ("dX", "dK", "dB")) <= 2**arrays.bits


def test_sparse_probes_together_take_every_entry() -> None:
    trial = tried(LAYERS[-1], Arrays("numpy", "float16"))
    probes, reference = Probes.of(trial), trial.reference
    assert probes.blocks == probes.tried > 1
    taken = np.zeros(reference.shape("dZ"), dtype=int)
    for sample in probes.samples(("X", "K", "B", "dZ"), ()):
        if sample.seed == 2:
            taken += sample.operands(reference, ("X", "K", "B", "dZ"))["dZ"] != 0
    assert (taken == 1).all()


def test_entries_of_wide_types_are_large_and_those_of_the_first_probe_readable() -> None:
    probes = Probes.of(tried(SMALLEST))
    first, *others = probes.samples(("X", "K", "B", "dZ"), ())
    assert first.largest == SMALL
    assert max(each.largest for each in others) == LARGEST
    assert math.isclose(probes.bound, LARGEST**-2.0)


def test_a_test_suite_takes_agreement_unless_it_is_strict() -> None:
    assert_backward(opaque.right, LAYER)
    with pytest.raises(AssertionError, match="agrees"):
        assert_backward(opaque.right, LAYER, strict=True)


def test_all_sizes_up_to_a_bound_agree_or_the_smallest_wrong_one_is_shown() -> None:
    verdict = check_backward(opaque.right, SMALLEST, sizes=2)
    assert verdict.outcome == "agrees", verdict
    assert verdict.layers > 1
    wrong = check_backward(opaque.unturned, SMALLEST, sizes=2)
    assert (wrong.outcome, str(wrong.layer)) == ("refuted", "conv1d --input 2 --kernel 2")


@pytest.mark.parametrize(
    ("library", "dtype", "words"),
    [
        ("numpy", "bfloat16", "NumPy has no bfloat16"),
        ("cupy", "float32", "numpy, torch, jax"),
        ("numpy", "int8", "float64, float32"),
    ],
)
def test_arrays_that_there_are_not_are_a_mistake(library: str, dtype: str, words: str) -> None:
    with pytest.raises(SymconvError, match=words):
        Arrays(library, dtype)  # type: ignore[arg-type]
