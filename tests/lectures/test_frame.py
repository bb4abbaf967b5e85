"""What a derivation says around its tables: how it begins, one derivative in full, its results, and how it ends."""

from __future__ import annotations

import re

import pytest
import sympy

from symconv import Conv1d, Conv2d, Conv3d, ConvTranspose2d, Layer, derive
from symconv.lectures.in_words import in_words, noun
from symconv.lectures.lecture import lecture
from symconv.lectures.lesson import telling
from symconv.lectures.ranges import ranges
from symconv.lectures.vocabulary import Vocabulary
from symconv.page import text
from symconv.page.document import Arrows, Conclusion, Equation, Equations, Prose
from symconv.page.maths import Entry, Letter, Marked, Maths, Number, Product
from symconv.statements.theorems import closed_forms, written

PLAIN = Conv2d(input=3, kernel=2)
LAYERS: dict[str, Layer] = {
    "plain": PLAIN,
    "true convolution": Conv2d(input=3, kernel=2, convention="convolution"),
    "strided, dilated, padded": Conv1d(input=9, kernel=3, stride=2, dilation=2, padding=((1, 2),)),
    "groups": Conv1d(input=4, kernel=2, in_channels=2, out_channels=4, groups=2, batch=2),
    "transposed": ConvTranspose2d(input=2, kernel=2, stride=2),
    "transposed, true convolution": ConvTranspose2d(input=2, kernel=2, convention="convolution"),
    "3D": Conv3d(input=2, kernel=2),
}


def flat(words: str) -> str:
    return " ".join(words.split())


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_one_derivative_is_worked_out_for_each_gradient(layer: Layer) -> None:
    """Under one term stands what is left of it without the entry that it is taken by, under all others 0."""
    d = derive(layer)
    document = lecture(d, tables=["chain"])
    blocks = [each for each in document if isinstance(each, Arrows) and each.joint == "+"]
    assert len(blocks) == len(d.gradients)
    for of, block in zip(d.gradients, blocks, strict=True):
        ((term, value),) = [
            (text.written(term), text.written(value))
            for term, value in zip(block.terms, block.values, strict=True)
            if value not in (None, Number(0))
        ]
        factors = term.split("·")
        (entry,) = [each for each in factors if each.startswith(d.notation.letter(of))]
        assert value == ("·".join(each for each in factors if each != entry) or "1")


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_every_closed_form_is_boxed_and_said_in_words(layer: Layer) -> None:
    d = derive(layer)
    document = lecture(d)
    boxed = [block.name for block in document if isinstance(block, Conclusion)]
    assert boxed == [*(["Z"] if layer.transposed else []), *d.gradients]
    words = [block for block in document if isinstance(block, Prose) and str(block.pieces[0]).startswith("In words: ")]
    assert len(words) == len(d.gradients)


@pytest.mark.parametrize(
    "claim",
    [
        {"dX": "correlate(X, K)"},
        {"dX": "correlate(dZ, K)"},
        {"dX": "correlate(pad(dZ, 3), K)"},
        {"dK": "correlate(2*X, dZ)"},
        {"dK": "correlate(correlate(X, K), dZ)"},
        {"dB": "correlate(X, dZ)"},
    ],
    ids=str,
)
def test_a_claim_of_another_shape_or_of_what_are_no_entries_is_told_without_matrices(claim: dict[str, str]) -> None:
    d = derive(Conv2d(input=4, kernel=2), formulas=claim)
    assert d.outcome == "refuted"
    assert "In matrices" not in d.text(full=True, tables=["all"])


def test_why_nothing_slides_for_such_a_claim_is_said() -> None:
    d = derive(ConvTranspose2d(input=2, kernel=2), wrt="X", formulas={"dX": "toeplitz_transposed(K, dZ)"})
    said = flat(d.text(tables=["sliding"], full=True))
    assert "no formula here is one product of two arrays" in said
    assert "too large" not in said


def test_what_is_refuted_is_neither_boxed_nor_summed_up() -> None:
    d = derive(PLAIN, formulas={"dX": written("no turn", "dX = correlate(pad(dZ, k-1), K)")})
    assert not d.verdict
    document = lecture(d)
    assert not any(isinstance(block, Conclusion) for block in document)
    assert "In short" not in d.text()
    assert "In words" not in d.text()


def test_the_opening_says_what_goes_where() -> None:
    said = flat(derive(PLAIN).text(tables=["wanted"]))
    assert "L is the loss: one number" in said
    assert "Wanted is the same for K, X and B, each an array like what it is taken by" in said
    assert "∂L/∂K and ∂L/∂B change the parameters. ∂L/∂X goes to the layer before" in said
    alone = flat(derive(PLAIN, wrt=["K"]).text(tables=["wanted"]))
    assert "Wanted is the same for K, an array" in alone
    assert "layer before" not in alone


@pytest.mark.parametrize(
    ("wrt", "said"),
    [
        (["K", "X", "B"], "the layer keeps X and K from its forward pass; Z it need not keep."),
        (["K"], "the layer keeps X from its forward pass; Z it need not keep."),
        (["X", "B"], "the layer keeps K from its forward pass; Z it need not keep."),
    ],
    ids="-".join,
)
def test_the_opening_says_what_is_kept(wrt: list[str], said: str) -> None:
    assert said in flat(derive(PLAIN, wrt=wrt).text(tables=["wanted"]))


@pytest.mark.parametrize("of", ["K", "X"])
@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_a_gradient_is_made_of_what_is_kept_and_of_no_other_array(layer: Layer, of: str) -> None:
    d = derive(layer)
    gradient = d.dK if of == "K" else d.dX
    assert gradient is not None
    letters = {str(symbol)[0] for entry in sympy.flatten(gradient) for symbol in entry.free_symbols}
    assert letters == {"d", {"K": "x", "X": "k"}[of]}


def test_the_layer_stands_in_its_network() -> None:
    said = derive(PLAIN).text(tables=["wanted"])
    assert "… ─layers before→ X ─this layer: K, B→ Z ─layers after→ L" in said
    assert "… ←layers before─ ∂L/∂X ←this layer─ ∂L/∂Z ←layers after─ L" in said
    assert "←" not in derive(PLAIN, wrt=["K"]).text(tables=["wanted"])


def marked(equation: Equation) -> list[Maths]:
    """The factors and terms of a sum that stand out."""
    factors = (factor for term in equation.terms for factor in (term.factors if isinstance(term, Product) else [term]))
    return [each.of for each in factors if isinstance(each, Marked)]


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_an_entry_stands_out_in_every_output_that_contains_it(layer: Layer) -> None:
    d = derive(layer)
    lists = [
        block.equations
        for block in lecture(d, length="full", tables=["chain"])
        if isinstance(block, Equations) and any(map(marked, block.equations))
    ]
    found = {}
    for equations in lists:
        ((entry,),) = {tuple(marked(each)) for each in equations}
        assert isinstance(entry, Entry)
        of = next(name for name in d.gradients if d.notation.letter(name) == entry.letter)
        at = Vocabulary(d).entries(of).index(entry)
        outputs = [Vocabulary(d).outputs[place] for place, _ in d.gradients[of].locals[at]]
        assert [each.left for each in equations] == outputs
        found[of] = entry
    assert [*found] == [of for of in d.gradients if max(map(len, d.gradients[of].locals)) > 1]


def test_capitals_are_a_notation() -> None:
    assert "∂L/∂K11 = ∂L/∂Z11·X11" in derive(PLAIN, notation="capitals").text(tables=["entries"])


def test_the_bias_keeps_nothing() -> None:
    assert "keeps" not in derive(PLAIN, wrt=["B"]).text(tables=["wanted"])


def test_terms_that_are_0_are_left_out_and_it_is_said_why() -> None:
    usual = flat(derive(PLAIN, wrt=["X"]).text(tables=["chain"]))
    assert "So x11, for instance, is in z11 and in no other: ∂L/∂x11 = ∂L/∂z11·∂z11/∂x11 ∂L/∂x12" in usual
    full = flat(derive(PLAIN, wrt=["X"]).text(tables=["chain"], full=True))
    assert "∂L/∂x11 = ∂L/∂z11·∂z11/∂x11 + ∂L/∂z12·∂z12/∂x11 + ∂L/∂z21·∂z21/∂x11 + ∂L/∂z22·∂z22/∂x11" in full


def test_full_and_valid_are_named() -> None:
    turned = derive(LAYERS["true convolution"], notation="delta").text(tables=["summary"])
    assert "ΔX = rot180(W) *[full] ΔY" in turned
    assert "ΔW = rot180(X) *[valid] ΔY" in turned
    assert "∂L/∂K = conv(X, ∂L/∂Z) (valid)" in derive(PLAIN).text(tables=["summary"])


IN_WORDS = {
    "plain": "the output's gradient with zeros around it, correlated with the kernel turned by 180 degrees",
    "true convolution": "the output's gradient with zeros around it, correlated with the kernel",
    "strided, dilated, padded": (
        "the output's gradient with zeros between its entries and around it, correlated with the kernel turned by 180 "
        "degrees whose entries lie 2 apart"
    ),
    "transposed": "the output's gradient correlated with the kernel, in steps of 2",
}


@pytest.mark.parametrize(("name", "said"), IN_WORDS.items(), ids=IN_WORDS)
def test_the_input_gradient_in_words(name: str, said: str) -> None:
    layer = LAYERS[name]
    assert in_words(closed_forms(layer)["dX"].build(layer).simplified()) == said


def test_nouns() -> None:
    assert [noun(each) for each in ("X", "dB", "dZ")] == ["the input", "the bias' gradient", "the output's gradient"]


@pytest.mark.parametrize(
    ("counts", "rows"),
    [
        ([1, 2, 1, 2, 4, 2, 1, 2, 1], [0, 4, 1]),
        ([2, 2, 2], [0, 1, 2]),
        ([2] * 36, [0, 18, 35]),
        ([0, 1, 0], [1, 0, 2]),
        ([0, 0], [0, 1]),
        ([3], [0]),
        ([3, 1, 2], [1, 0, 2]),
    ],
    ids=[
        "corner, middle, edge", "all alike", "many alike", "one that nobody reads", "nobody reads any", "one alone",
        "in another order",
    ],
)
def test_the_rows_that_teach_something(counts: list[int], rows: list[int]) -> None:
    assert telling(counts, fewest=3) == rows
    assert telling(counts) == [at for at in rows if at in telling(counts)]


def test_a_cut_never_hides_the_lesson() -> None:
    """Of a strided layer the first entries are 0: a corner, an edge and a middle are shown all the same."""
    d = derive(Conv2d(input=7, kernel=3, stride=2, padding=0), wrt=["X"])
    for given in ({}, {"brief": True}):
        rows = re.findall(r"∂L/∂x\d\d = (.*)", d.text(tables=["entries"], **given))
        terms = [row.count("·") for row in rows]
        assert {1, 2, 4} <= {*terms}
    assert len(rows) == 3


def test_brief_usual_and_full_are_longer_and_longer() -> None:
    d = derive(Conv2d(input=6, kernel=3))
    lengths = [len(each) for each in (d.text(brief=True), d.text(), d.text(full=True))]
    assert lengths == sorted(lengths)
    assert len({*lengths}) == 3


def test_ranges_of_letters() -> None:
    i, j, c = map(Letter, "ijc")
    said = ranges((i, j, c), (1, 1, 4))
    assert "".join(each if isinstance(each, str) else text.written(each) for each in said) == (
        "i and j are always 1; c runs from 1 to 4"
    )
    assert ranges((), ()) == []


def test_sizes_are_written_with_a_cross() -> None:
    """What one types is `3x3`, what one reads is 3×3: outside of commands no x stands between numbers."""
    for form in ("text", "markdown", "latex"):
        found = getattr(derive(PLAIN), form)(tables=["layer", "closed", "verdict", "padding"])
        assert "3×3" in found
        assert not re.search("[0-9]x[0-9]", found)


def test_a_boxed_result_can_be_referred_to_in_latex() -> None:
    d = derive(ConvTranspose2d(input=2, kernel=2))
    assert re.findall(r"\\label\{eq:([A-Za-z]+)\}", d.latex()) == ["Z", "dK", "dX", "dB"]
