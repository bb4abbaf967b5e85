"""What Python is asked as the command line is: layers and families in words, formulas as text, answers that say it."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
from dataclasses import FrozenInstanceError, fields
from typing import Any

import pytest
from cli.called import called

import symconv
from symconv import (
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose1d,
    ConvTranspose2d,
    Layer,
    Proof,
    Refutation,
    Undecided,
    family,
    prove,
    verify,
)
from symconv.layers.build import Conv, ConvTranspose
from symconv.outcomes import OUTCOMES
from symconv.results import together
from symconv.sizes import symbol
from symconv.testing import CodeVerdict, check_backward

NOTES = "dX = correlate(pad(dZ, k-1), rot180(K))"
WRONG = "dX = correlate(pad(dZ, k-1), K)"
SIZE = "o = s*(n-1) + op + k - 2*p"
LAYER = Conv2d(input=3, kernel=2)

LAYERS = {
    "plain": Conv2d(input=3, kernel=2),
    "uneven": Conv2d(input=(5, 4), kernel=(2, 3), stride=(1, 2), padding=[(1, 0), 2], dilation=(2, 1)),
    "line": Conv1d(input=5, kernel=2, padding=[(0, 3)], bias=False),
    "channels": Conv3d(input=2, kernel=1, groups=2, in_channels=4, out_channels=6, batch=3),
    "transposed": ConvTranspose2d(input=3, kernel=2, stride=2, output_padding=1, convention="convolution"),
    "five axes": Conv(input=(2, 2, 2, 2, 2), kernel=1),
    "four axes, transposed": ConvTranspose(input=(2, 2, 2, 2), kernel=2),
}


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_a_layers_repr_makes_the_layer(layer: Layer) -> None:
    assert eval(repr(layer), vars(symconv)) == layer
    assert "\n" not in repr(layer)


def test_a_layer_answers_what_it_was_given() -> None:
    layer = LAYERS["uneven"]
    assert (layer.input, layer.kernel, layer.stride, layer.dilation) == ((5, 4), (2, 3), (1, 2), (2, 1))
    assert layer.padding == ((1, 0), (2, 2))
    assert LAYERS["transposed"].output_padding == (1, 1)
    assert layer.is_concrete
    assert not family("conv2d").layer.is_concrete


def test_torchs_name_for_the_kernel_is_understood() -> None:
    assert Conv2d(input=3, kernel_size=2) == LAYER
    assert family("conv2d", kernel_size=2) == family("conv2d", kernel=2)


@pytest.mark.parametrize("function", [Conv2d, ConvTranspose1d, prove, family], ids=lambda each: each.__name__)
def test_signatures_name_every_option(function: Any) -> None:
    named = inspect.signature(function).parameters
    assert {"input", "kernel", "stride", "padding", "dilation", "groups", "bias", "convention"} <= named.keys()
    assert all(each.kind is not each.VAR_KEYWORD for each in named.values())


# What Python is asked, the command line is asked in words: they answer the same.
ASKED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "numbers": ({"stride": 2, "padding": 1}, ["--stride", "2", "--padding", "1"]),
    "symbols": ({"stride": "s", "padding": "p"}, ["--stride", "s", "--padding", "p"]),
    "a transposed plane": (
        {"layer": "conv_transpose2d", "stride": 2, "padding": "p"},
        ["--layer", "conv_transpose2d", "--stride", "2", "--padding", "p"],
    ),
    "axis by axis": (
        {"layer": "conv2d", "stride": (1, "s"), "kernel": ["k", 3]},
        ["--layer", "conv2d", "--stride", "1xs", "--kernel", "kx3"],
    ),
    "before and after": ({"padding": [(1, "p")]}, ["--padding", "1,p"]),
    "text as it is typed": ({"layer": "conv2d", "padding": "1,2x3"}, ["--layer", "conv2d", "--padding", "1,2x3"]),
    "channels": ({"groups": 2, "in_channels": 4}, ["--groups", "2", "--in-channels", "4"]),
    "another convention": ({"convention": "convolution", "bias": False}, ["--convention", "convolution", "--no-bias"]),
    "by its effect": ({"padding": "same"}, ["--padding", "same"]),
}


@pytest.mark.parametrize("statement", ["dK = correlate(X, dZ)", "o = n - k + 1"])
@pytest.mark.parametrize(("options", "arguments"), ASKED.values(), ids=ASKED)
def test_python_answers_what_the_command_line_answers(
    statement: str, options: dict[str, Any], arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    found = prove(statement, **options)
    code, out, _ = called(["prove", statement, *arguments, "--json"], capsys)
    assert bool(found) == (code == 0)
    rows = {json.dumps(each | {"seconds": 0}) for each in found.json()["results"]}
    assert rows == {json.dumps(each | {"seconds": 0}) for each in json.loads(out)["results"]}


def test_layers_of_any_rank_have_names() -> None:
    assert prove(SIZE, layer="conv_transpose")
    assert prove(NOTES, layer="conv").json()["results"][0]["layer"]["rank"] is None
    assert isinstance(prove(SIZE, layer="conv"), Refutation | Undecided)


def test_a_theorem_is_a_proof_only_with_all_its_statements() -> None:
    found = prove("T1")
    assert isinstance(found, Proof)
    assert [each.statement for each in found.others] == [NOTES]
    assert str(found).count("proved:") == 2
    assert "and 1 more" in repr(found)


def test_of_several_answers_the_worst_is_the_answer() -> None:
    found = together([prove(SIZE), prove("o = n - k + 1"), prove("o = n")])
    assert isinstance(found, Refutation)
    assert len(found.others) == 2


def test_a_family_in_words() -> None:
    found = family("conv_transpose2d", stride="s", padding="p", groups=1)
    assert found.rank == 2
    assert found.layer.transposed
    assert found.layer.stride == (symbol("s"),)
    assert prove("o = s*(n-1) + k - 2*p", found)
    assert repr(found) == "<Family: conv_transpose2d --input n --kernel k --stride s --padding p>"


def test_formulas_as_text() -> None:
    assert verify(LAYER, {"dX": "correlate(pad(dZ, k-1), rot180(K))"})
    assert verify(LAYER, {"dK": "dW = correlate(X, dZ)"})
    found = verify(LAYER, {"dX": "correlate(pad(dZ, k-1), K)"})
    assert found.outcome == "refuted"
    assert found.formulas == (WRONG,)
    assert symconv.derive(LAYER, formulas={"dX": WRONG}).outcome == "refuted"


def right(x: Any, k: Any, b: Any, dz: Any) -> Any:
    """The backward pass of a layer whose input is as large as its kernel."""
    return dz * k, dz * x, b * 0 + dz.sum(axis=(0, 2))


def wrong(x: Any, k: Any, b: Any, dz: Any) -> Any:
    """The same with the kernel turned."""
    return dz * k[:, :, ::-1], dz * x, b * 0 + dz.sum(axis=(0, 2))


WINDOW = Conv1d(input=2, kernel=2)

ANSWERS: dict[str, tuple[Any, str]] = {
    "proof": (prove(NOTES), f"<Proof of {NOTES}: for all n, k >= 1"),
    "refutation": (prove(WRONG), f"<Refutation of {WRONG}: at n=2, k=2, entry 1"),
    "undecided": (prove("n*n*n - n = 3*((n*n*n - n)//3)", timeout=0.5), "<Undecided of n*n*n"),
    "verified": (verify(LAYER), "<Verdict on conv2d --input 3x3 --kernel 2x2: proved, T2, T1, T3 compared along each"),
    "not verified": (
        verify(LAYER, {"dX": WRONG}),
        f"<Verdict on conv2d --input 3x3 --kernel 2x2: refuted, {WRONG}: dx11 is",
    ),
    "derived": (symconv.derive(LAYER), "<Derivation of conv2d --input 3x3 --kernel 2x2: dK, dX, dB proved>"),
    "audited": (symconv.audit("$$y_1 = w_1 x_1$$"), "<Report on notes: "),
    "checked": (check_backward(right, WINDOW), "<CodeVerdict on right, conv1d --input 2 --kernel 2: proved, "),
    "not right": (
        check_backward(wrong, WINDOW),
        "<CodeVerdict on wrong, conv1d --input 2 --kernel 2: refuted, dX[0,0,0] is dz1*k2, should be dz1*k1>",
    ),
    "one of many": (symconv.prove_many(["dX = Q"], jobs=1)[0], "Unreadable("),
}


@pytest.mark.parametrize(("answer", "said"), ANSWERS.values(), ids=ANSWERS)
def test_an_answer_is_a_good_citizen(answer: Any, said: str) -> None:
    assert repr(answer).startswith(said)
    assert "\n" not in repr(answer)
    assert len(str(answer)) > 20
    assert answer.outcome in OUTCOMES
    assert bool(answer) == (answer.outcome == "proved")
    found = answer.json()
    assert found["schema"].startswith("symconv.")
    assert json.loads(json.dumps(found)) == found
    again = pickle.loads(pickle.dumps(answer))
    assert again == answer
    assert str(again) == str(answer)
    assert copy.deepcopy(answer) == answer
    with pytest.raises(FrozenInstanceError):
        setattr(answer, fields(answer)[0].name, None)


def test_every_kind_of_answer_is_among_them() -> None:
    shown = (getattr(module, name) for module in (symconv, symconv.testing) for name in module.__all__)
    kinds = {each for each in shown if hasattr(each, "json")}
    assert CodeVerdict in kinds
    assert {type(answer) for answer, _ in ANSWERS.values()} == kinds - {Layer}


@pytest.mark.parametrize(
    ("notes", "outcome", "true"),
    [
        ("$$z_1 = x_1 k_1$$", "proved", True),
        (r"$$z_1 = x_1 k_1$$ $$z_1 = \cancel{x_1}$$", "unreadable", True),
        (r"$$z_1 = x_1 k_1$$ $$z_1 = \cancel{x_1}$$ $$z_1 = x_1 k_1 k_1$$", "refuted", False),
        ("No mathematics.", "unreadable", True),
    ],
    ids=["all of it", "one that is not read", "one that is false", "nothing"],
)
def test_a_report_answers_with_its_worst_and_is_false_only_where_that_is_refuted(
    notes: str, outcome: str, true: bool
) -> None:
    found = symconv.audit(notes)
    assert (found.outcome, bool(found)) == (outcome, true)


def test_dir_shows_what_there_is_to_call() -> None:
    shown = {name for name in dir(symconv) if not name.startswith("_")}
    assert shown == {*symconv.__all__, "testing"}
    assert all(getattr(symconv, name) is not None for name in shown)


def test_dir_of_testing_shows_what_tests_call() -> None:
    """What it lists is promised to stay: none of what it imports for itself is."""
    shown = {name for name in dir(symconv.testing) if not name.startswith("_")}
    assert shown == set(symconv.testing.__all__)
    code, statements = ("backward", "forward", "pair"), ("proved", "derives")
    checks = {f"{verb}_{what}" for verb in ("assert", "check") for what in code}
    assert shown == {"CodeVerdict", *checks, *(f"assert_{what}" for what in statements)}


def test_gradients_are_chosen_by_a_text_as_on_the_command_line() -> None:
    assert [*symconv.derive(LAYER, wrt="X, K").gradients] == [*symconv.derive(LAYER, wrt=("X", "K")).gradients]


def test_a_drawing_is_text_that_shows_itself() -> None:
    drawn: Any = symconv.draw(LAYER, "dX")
    assert drawn._repr_svg_() == drawn
    assert drawn != symconv.draw(LAYER, "dX", step=1)
    assert symconv.draw(LAYER, "dX", animate=True) != drawn
    tikz: Any = symconv.draw(LAYER, "dX", "tikz")
    assert tikz.startswith("\\begin{tikzpicture}")
    assert tikz._repr_svg_() is None
