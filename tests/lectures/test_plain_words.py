"""Each theorem has plain words, and every number of a theorem leads to them inside its own document."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from page.tex import compiled, warnings

from symconv import Conv1d, Conv2d, ConvTranspose1d, Layer, derive, prove
from symconv.lectures.lecture import lecture
from symconv.page.document import Document, Link, Prose
from symconv.statements.library import library
from symconv.statements.plain_words import PLAIN_WORDS

LAYERS: dict[str, Layer] = {
    "cross-correlation": Conv2d(input=3, kernel=2),
    "true convolution": Conv1d(input=4, kernel=2, convention="convolution"),
    "transposed": ConvTranspose1d(input=3, kernel=2, stride=2),
    "transposed, true convolution": ConvTranspose1d(input=3, kernel=2, convention="convolution"),
}
layers = pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)


def links(document: Document) -> list[str]:
    pieces = (piece for block in document if isinstance(block, Prose) for piece in block.pieces)
    return [piece.to for piece in pieces if isinstance(piece, Link)]


def test_every_theorem_has_plain_words_and_nothing_else_has() -> None:
    assert [*PLAIN_WORDS] == [*dict.fromkeys(each.id for each in library())]
    # Words, no formulas: no brackets, no options, no entry.
    assert [id for id, words in PLAIN_WORDS.items() if re.search(r"[()=\[\]*]|\bd[XKZ]\b", words)] == []


@pytest.mark.parametrize("id", ["T1", "T4", "T5", "T6"])
def test_plain_words_name_the_turn(id: str) -> None:
    assert "turn" in PLAIN_WORDS[id]


@layers
def test_every_number_leads_to_its_theorem_in_plain_words(layer: Layer) -> None:
    d = derive(layer)
    document = lecture(d)
    named = {block.name: block for block in document if isinstance(block, Prose) and block.name}
    assert [*named] == [formula.name for formula in d.formulas.values()]
    # Once where the closed form stands, once in the verdict.
    assert sorted(links(document)) == sorted([*named] * 2)
    assert [block.pieces for block in named.values()] == [(f"{id}. {PLAIN_WORDS[id]}",) for id in named]


def test_every_number_is_a_link_and_none_is_left_plain() -> None:
    for block in lecture(derive(LAYERS["cross-correlation"])):
        if isinstance(block, Prose) and not block.name:
            plain = " ".join(piece for piece in block.pieces if isinstance(piece, str))
            assert not re.search(r"\bT[0-9]", plain) or plain.startswith("Each is about all sizes")


def test_where_the_words_are_not_told_a_number_is_no_link() -> None:
    assert links(lecture(derive(LAYERS["transposed"]), tables=["closed", "verdict"])) == []


def test_a_formula_of_the_reader_has_no_plain_words_of_ours() -> None:
    document = lecture(derive(Conv1d(input=3, kernel=2), formulas={"dX": "correlate(pad(dZ, k-1), rot180(K))"}))
    assert not {"T1"} & {*links(document)}


@layers
def test_links_of_a_page_lead_somewhere(layer: Layer) -> None:
    found = derive(layer).html()
    led = re.findall(r'<a href="#(T[0-9]+)">T', found)
    assert len(led) == 2 * len(derive(layer).formulas)
    assert {*led} == {*re.findall(r'<p id="(T[0-9]+)">', found)}


def test_links_in_markdown_lead_to_places_of_their_own() -> None:
    found = derive(LAYERS["cross-correlation"]).markdown()
    assert "The closed form ([T1](#t1), the input's gradient" in found
    assert '<a id="t1"></a>T1. The input' in found


@pytest.mark.parametrize("package", [[], ["hyperref"]], ids=["amsmath alone", "with hyperref"])
def test_links_in_latex_need_no_package_and_work_with_the_one_for_links(package: Sequence[str], tmp_path: Path) -> None:
    used = "".join(f"\\usepackage{{{each}}}" for each in ["amsmath", *package])
    body = derive(LAYERS["cross-correlation"]).latex()
    source = f"\\documentclass{{article}}{used}\\pdfcompresslevel0\\begin{{document}}{body}\\end{{document}}"
    if package and shutil.which("kpsewhich") is None:
        pytest.skip("there is no TeX to ask for the package")
    log = compiled(source, tmp_path)
    assert warnings(log) == []
    pdf = (tmp_path / "it.pdf").read_bytes()
    # Two links to each of three places.
    assert len(re.findall(rb"/Subtype ?/Link", pdf)) == (6 if package else 0)


@pytest.mark.parametrize("id", ["T1", "T3", "T10", "T13", "T14"])
def test_a_proof_begins_with_plain_words_and_says_them_once(id: str) -> None:
    found = " ".join(prove(id).explain().split())
    assert found.count(PLAIN_WORDS[id]) == 1
    assert found.index(PLAIN_WORDS[id]) < found.index("The statement is proved")


def test_a_statement_of_the_reader_is_not_told_as_a_theorem() -> None:
    found = " ".join(prove("o = n - k + 1", "conv").explain().split())
    assert not any(words in found for words in PLAIN_WORDS.values())
