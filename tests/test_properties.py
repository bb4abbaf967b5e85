"""Random layers: SymPy's derivation, the exact engine, every closed formula and plain loops say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.loops import Ints, backward, forward, geometry, random_tensors
from other_forms import other_forms
from quick import examples
from strategies.geometries import PRODUCTS, layers

from symconv import Conv2d, Layer, derive, verify
from symconv.arrays.numbers import Numbers, aligned
from symconv.calculus.chain import Symbols, symbols
from symconv.calculus.derive import claimed_entries
from symconv.derivation import Derivation
from symconv.exact.comparison import claimed_array, claimed_monomials
from symconv.exact.engine import Engine
from symconv.exact.monomials import MonomialTable, first_difference, terms
from symconv.layers.notation import NOTATIONS
from symconv.layers.tensors import GIVEN, tensor
from symconv.sizes import concrete
from symconv.statements.theorems import Formula, closed_forms

Polynomial = dict[tuple[str, ...], int]
XKZ = NOTATIONS["xkz"]


def expected_arrays(layer: Layer, tensors: Mapping[str, Ints]) -> dict[str, Ints]:
    """Z and the gradients by plain loops."""
    g = geometry(layer)
    return {"Z": forward(g, tensors["X"], tensors["K"], tensors["B"])} | backward(
        g, tensors["X"], tensors["K"], tensors["dZ"]
    )


def sympy_polynomial(expression: sympy.Expr) -> Polynomial:
    found: Polynomial = {}
    for term in sympy.Add.make_args(sympy.expand(expression)):
        coefficient, product = term.as_coeff_Mul()
        powers = product.as_powers_dict().items()
        names = [str(base) for base, power in powers if base != 1 for _ in range(int(power))]
        if coefficient != 0:
            found[tuple(sorted(names))] = int(coefficient)
    return found


def engine_polynomials(layer: Layer, table: MonomialTable, entries: int) -> list[Polynomial]:
    """A table of the engine with variable numbers replaced by names: X, K, B and dZ one after the other."""
    engine = Engine.of(layer)
    names = ["", *(name for each in GIVEN for name in engine.entry_names(each))]
    return [
        {tuple(sorted(names[number] for number in product)): coefficient for coefficient, product in terms(table, at)}
        for at in range(entries)
    ]


def values_of(tensors: Mapping[str, Ints], entries: Symbols) -> dict[sympy.Symbol, sympy.Integer]:
    found: dict[sympy.Symbol, sympy.Integer] = {}
    for name in GIVEN:
        found |= {
            symbol: sympy.Integer(int(value))
            for symbol, value in zip(entries.of[name], tensors[name].reshape(-1), strict=True)
        }
    return found


def formula_value(layer: Layer, of: str, formula: Formula, tensors: Mapping[str, Ints]) -> Ints:
    """The formula evaluated on integers, with the axes that users see."""
    grouped = {name: tensors[name].reshape([concrete(n) for n in tensor(layer, name).shape.sizes]) for name in GIVEN}
    expr = formula.build(layer)
    wanted = tensor(layer, of).shape
    value = aligned(expr.value(grouped, Numbers()), expr.shape.labels, wanted.labels)
    return value.reshape([concrete(n) for n in wanted.shown])


def all_formulas(layer: Layer) -> list[tuple[str, Formula]]:
    return [*closed_forms(layer).items(), *((formula.of, formula) for formula in other_forms(layer))]


def derived_entries(d: Derivation) -> dict[str, tuple[sympy.Expr, ...]]:
    return {"Z": d.z} | {of: gradient.values for of, gradient in d.gradients.items()}


def test_the_strategy_reaches_every_kind_of_layer() -> None:
    seen: Counter[str] = Counter()

    @settings(deadline=None, derandomize=True, max_examples=400, database=None)
    @given(layers())
    def look(layer: Layer) -> None:
        g = geometry(layer)
        assert layer.products() <= PRODUCTS
        rows = list(zip(g.n, g.k, g.s, g.d, g.pl, g.pr, g.op, strict=True))
        reaches = [d * (k - 1) for _, k, _, d, _, _, _ in rows]
        seen.update([f"rank {layer.rank}", layer.convention, f"batch {g.batch}", f"groups {g.groups}"])
        flags = {
            "direct": not g.transposed,
            "transposed": g.transposed,
            "no bias": not g.bias,
            "asymmetric": g.pl != g.pr,
            "stride": max(g.s) > 1,
            "dilation": max(g.d) > 1,
            "crops": any(max(pl, pr) > reach for (*_, pl, pr, _), reach in zip(rows, reaches, strict=True)),
            "gaps": any(s > k for _, k, s, *_ in rows),
            "op below the dilation": any(op >= s for _, _, s, _, _, _, op in rows if op),
            "depthwise": g.groups == g.channels > 1,
            "leftover": not g.transposed
            and any(
                (n + pl + pr - reach - 1) % s for (n, _, s, _, pl, pr, _), reach in zip(rows, reaches, strict=True)
            ),
        }
        seen.update(name for name, holds in flags.items() if holds)

    look()
    expected = {"rank 1", "rank 2", "rank 3", "cross-correlation", "convolution", "batch 1", "batch 2", "groups 1"}
    expected |= {"groups 2", "groups 3", "direct", "transposed", "no bias", "asymmetric", "stride", "dilation"}
    expected |= {"crops", "gaps", "op below the dilation", "depthwise", "leftover"}
    rare = {name for name in expected if seen[name] < 8}
    assert not rare


def check_derivation_by_loops(layer: Layer, seed: int) -> None:
    d = derive(layer)
    tensors = random_tensors(geometry(layer), seed)
    values = values_of(tensors, d.symbols)
    shown = {"Z": d.Z, "dX": d.dX, "dK": d.dK, "dB": d.dB}
    expected = expected_arrays(layer, tensors)
    assert {of for of, array in shown.items() if array is not None} == expected.keys()
    for of, value in expected.items():
        size = value.shape if layer.shows_channels or of == "dB" else value.shape[2:]
        assert tuple(shown[of].shape) == size
        found = [int(entry.xreplace(values)) for entry in derived_entries(d)[of]]
        assert found == value.reshape(-1).tolist()


def check_derivation_by_engine(layer: Layer) -> None:
    d = derive(layer)
    engine = Engine.of(layer)
    z = engine.output()
    for of, entries in derived_entries(d).items():
        table = engine.derived(of, z)
        assert engine_polynomials(layer, table, len(entries)) == [sympy_polynomial(entry) for entry in entries]


def check_formulas(layer: Layer, seed: int) -> None:
    tensors = random_tensors(geometry(layer), seed)
    expected = expected_arrays(layer, tensors)
    entries = symbols(layer, XKZ)
    derived = derived_entries(derive(layer))
    engine = Engine.of(layer)
    z = engine.output()
    for of, formula in all_formulas(layer):
        np.testing.assert_array_equal(formula_value(layer, of, formula, tensors), expected[of], formula.name)
        written = claimed_monomials(engine, of, claimed_array(layer, of, formula))
        assert first_difference(engine.derived(of, z), written) is None, formula.name
        claimed = claimed_entries(layer, entries, of, formula)
        assert claimed is not None, formula.name
        assert [sympy_polynomial(entry) for entry in claimed] == [sympy_polynomial(entry) for entry in derived[of]]


@settings(deadline=None, derandomize=True, max_examples=examples(200))
@given(layers(), st.integers(0, 1000))
def test_the_derivation_is_what_plain_loops_compute(layer: Layer, seed: int) -> None:
    check_derivation_by_loops(layer, seed)


@settings(deadline=None, derandomize=True, max_examples=examples(120))
@given(layers())
def test_the_engine_has_the_monomials_of_the_derivation(layer: Layer) -> None:
    check_derivation_by_engine(layer)


@settings(deadline=None, derandomize=True, max_examples=examples(120))
@given(layers(), st.integers(0, 1000))
def test_every_formula_is_the_derivation_read_three_ways(layer: Layer, seed: int) -> None:
    check_formulas(layer, seed)


@settings(deadline=None, derandomize=True, max_examples=examples(40))
@given(layers(plain=True), st.integers(0, 1000))
def test_the_simple_forms_hold_for_plain_layers(layer: Layer, seed: int) -> None:
    names = {formula.name for formula in other_forms(layer)}
    if layer.transposed:
        assert names == (set() if layer.convention == "convolution" else {"T7, where the crop is idle"})
    elif layer.convention == "convolution":
        assert names == {"T4, as a full convolution", "T5, as a convolution"}
    else:
        assert names == {"T1, as the notes write it", "T2, cropped by padding"}
    check_formulas(layer, seed)


@settings(deadline=None, derandomize=True, max_examples=examples(120))
@given(layers())
def test_every_layer_is_proved(layer: Layer) -> None:
    by_engine = verify(layer)
    assert by_engine
    assert by_engine.outcome == "proved"
    assert not by_engine.differences
    d = derive(layer)
    assert d.verdict.outcome == "proved"
    assert d.verdict.formulas == by_engine.formulas == tuple(each.name for each in closed_forms(layer).values())
    assert d.verdict.monomials == by_engine.monomials


@settings(deadline=None, derandomize=True, max_examples=examples(40))
@given(layers())
def test_every_other_form_is_proved_on_request(layer: Layer) -> None:
    for formula in other_forms(layer):
        assert verify(layer, {formula.of: formula}).outcome == "proved"
        assert derive(layer, formulas={formula.of: formula}).verdict.outcome == "proved"


@pytest.mark.parametrize("of", ["Z", "dX", "dK"])
def test_the_comparison_with_the_loops_notices_the_other_convention(of: str) -> None:
    layer = Conv2d(input=4, kernel=(2, 3))
    tensors = random_tensors(geometry(layer))
    other = expected_arrays(Conv2d(input=4, kernel=(2, 3), convention="convolution"), tensors)
    d = derive(layer)
    values = values_of(tensors, d.symbols)
    found = [int(entry.xreplace(values)) for entry in derived_entries(d)[of]]
    assert found == expected_arrays(layer, tensors)[of].reshape(-1).tolist()
    assert found != other[of].reshape(-1).tolist()
