"""The closed forms as notes write them: each is a theorem about its layers, and each says what its words say."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from quick import examples
from strategies.geometries import layers

from symconv import Conv1d, ConvTranspose1d, ConvTranspose2d, Layer, derive
from symconv.exact.verify import verify
from symconv.layers.layer import Convention
from symconv.lectures.tables.summary import NOTES_FORMS, NotesForm
from symconv.proof.decide import decide
from symconv.statements.theorems import GENERAL, TRANSPOSED, theorem

TURNED = "convolution"


def stated(form: NotesForm, bias: bool = True) -> str:
    return f"{form.statement} + B" if form.of == "Z" and bias else form.statement


@pytest.mark.parametrize(
    ("kind", "form"),
    [(kind, form) for kind, forms in NOTES_FORMS.items() for form in forms],
    ids=lambda each: getattr(each, "statement", None),
)
def test_it_is_proved_for_all_sizes(kind: tuple[bool, Convention], form: NotesForm) -> None:
    transposed, convention = kind
    axis = TRANSPOSED if transposed else GENERAL
    claim = theorem("", "", f"{form.of} = {stated(form)}", axis, transposed=transposed, convention=convention)
    assert decide(claim.tree, claim.family).outcome == "proved"


def test_every_kind_of_layer_has_one_for_each_gradient() -> None:
    kinds = {(transposed, convention) for transposed in (False, True) for convention in ("cross-correlation", TURNED)}
    assert {*NOTES_FORMS} == kinds
    for (transposed, _), forms in NOTES_FORMS.items():
        assert sorted(form.of for form in forms) == (["Z", "dK", "dX"] if transposed else ["dK", "dX"])


@settings(max_examples=examples(30), deadline=None)
@given(layers())
def test_it_is_true_of_any_small_layer(layer: Layer) -> None:
    for form in NOTES_FORMS[layer.transposed, layer.convention]:
        assert verify(layer, {form.of: stated(form, layer.bias)}).outcome == "proved", str(layer)


SAID = {
    "plain": (Conv1d(input=3, kernel=2), ["∂L/∂X = ∂L/∂Z *[full] K", "∂L/∂K = conv(X, ∂L/∂Z) (valid)"], ""),
    "padded": (
        Conv1d(input=4, kernel=2, padding=1),
        ["∂L/∂X = pad(∂L/∂Z *[full] K, -1)", "∂L/∂K = conv(pad(X, 1), ∂L/∂Z) (valid)"],
        "A negative padding takes off the places that the layer's own padding adds.",
    ),
    "strided, with a leftover": (
        Conv1d(input=5, kernel=2, stride=2),
        [
            "∂L/∂X = pad(insert_zeros(∂L/∂Z, 2), 0, 1) *[full] K",
            "∂L/∂K = conv(pad(X, 0, -1), ∂L/∂Z, dilation 2) (valid)",
        ],
        "The zeros at the end are for the places there that no window reaches.",
    ),
    "dilated and turned": (
        Conv1d(input=5, kernel=2, dilation=2, convention="convolution"),
        ["∂L/∂X = insert_zeros(rot180(K), 2) *[full] ∂L/∂Z", "∂L/∂K = rot180(X) *[stride 2, valid] ∂L/∂Z"],
        "Gaps count in how long something is.",
    ),
    "transposed": (
        ConvTranspose1d(input=3, kernel=2, stride=2, output_padding=1),
        ["Z = pad(insert_zeros(X, 2), 0, 1) *[full] K + B", "∂L/∂X = conv(pad(∂L/∂Z, 0, -1), K, stride 2) (valid)"],
        "The zeros at the end are for the output padding.",
    ),
}


@pytest.mark.parametrize(("layer", "lines", "words"), SAID.values(), ids=SAID)
def test_it_is_written(layer: Layer, lines: list[str], words: str) -> None:
    said = derive(layer).text(tables=["summary"])
    for line in lines:
        assert re.search(rf"^ +{re.escape(line)}$", said, re.MULTILINE), said
    assert words in " ".join(said.split())


def test_a_step_that_leads_to_two_forms_is_told_once() -> None:
    found = " ".join(derive(ConvTranspose2d(input=2, kernel=2)).text(tables=["summary"]).split())
    assert found.count("notes call a correlation conv") == 1
    assert found.count("as notes write it") == 3
