"""Why the closed forms look as they do: every number, index and entry that a reason names, against plain loops."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.loops import Geometry, Ints, backward, forward, geometry
from oracles.tree_values import value
from quick import examples
from strategies.geometries import layers

from symconv import Conv, Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, Layer, derive
from symconv.layers.notation import NOTATIONS
from symconv.lectures.lecture import lecture
from symconv.lectures.lesson import Lesson
from symconv.lectures.reasons.meeting import Meeting, meetings
from symconv.lectures.reasons.why import of_formula
from symconv.page import text
from symconv.page.document import Link, Prose
from symconv.page.maths import Entry, Letter, Listed, Maths, Product, Relation
from symconv.statements.theorems import written

LAYERS = (
    Conv1d(input=3, kernel=2),
    Conv2d(input=3, kernel=2, convention="convolution"),
    Conv2d(input=(6, 5), kernel=2, stride=(3, 2)),
    Conv2d(input=(5, 4), kernel=(3, 2), stride=(2, 1), padding=[(1, 2), (0, 1)], dilation=(1, 2), batch=2),
    Conv1d(input=4, kernel=2, padding=3),
    Conv1d(input=1, kernel=3, padding=1),
    Conv1d(input=7, kernel=2, dilation=3, padding=[(0, 2)], stride=2, convention="convolution"),
    Conv1d(input=3, kernel=1, padding=1, stride=3, groups=2, in_channels=2, out_channels=4),
    Conv3d(input=(3, 2, 2), kernel=(2, 1, 2), padding=(0, 1, 0), bias=False),
    Conv(input=(1, 2, 1, 2), kernel=(1, 2, 1, 1)),
    ConvTranspose1d(input=2, kernel=3, stride=2, padding=1, output_padding=1),
    ConvTranspose1d(input=3, kernel=2, dilation=3, stride=2, padding=[(3, 2)], output_padding=2),
    ConvTranspose2d(input=2, kernel=(3, 1), stride=2, dilation=4, padding=1, output_padding=3),
    ConvTranspose2d(input=(3, 2), kernel=2, padding=1, convention="convolution", in_channels=2, out_channels=2),
)


@dataclass(frozen=True)
class Met:
    """Everything that meets along one axis, found by trying: triples of an output, an input and a kernel entry from 1.

    `places` are those in a row, where neighbours of what has windows lie a stride apart and the first is at 1, that
    would meet some cell.
    """

    triples: frozenset[tuple[int, int, int]]
    outputs: int
    inputs: int
    taps: int
    places: frozenset[int]
    last: int


def met(g: Geometry, axis: int) -> Met:
    windows, cells = (g.n[axis], g.z[axis]) if g.transposed else (g.z[axis], g.n[axis])
    triples, places = set(), set()
    far = g.s[axis] * windows + g.d[axis] * g.k[axis] + g.pl[axis] + cells
    for a in range(g.k[axis]):
        tap = g.k[axis] - a if g.turned else a + 1
        for w in range(windows):
            for cell in range(cells):
                if g.s[axis] * w + g.d[axis] * a == cell + g.pl[axis]:
                    triples.add((cell + 1, w + 1, tap) if g.transposed else (w + 1, cell + 1, tap))
        for place, cell in product(range(-far, far), range(cells)):
            if place + g.d[axis] * a == cell + g.pl[axis]:
                places.add(place + 1)
    last = 1 + sum(g.s[axis] for _ in range(windows - 1))
    return Met(frozenset(triples), g.z[axis], g.n[axis], g.k[axis], frozenset(places), last)


def lone(found: Met, at: int, count: int) -> tuple[int, ...]:
    """What is in no triple: of outputs, inputs or kernel entries."""
    return tuple(each for each in range(1, count + 1) if each not in {triple[at] for triple in found.triples})


def check_numbers(layer: Layer) -> None:
    g = geometry(layer)
    for number, meeting in enumerate(meetings(layer)):
        found = met(g, number)
        output, entry = (1, 0) if layer.transposed else (0, 1)
        for cell in range(1, meeting.cells + 1):
            wanted = sorted((each[output], each[2]) for each in found.triples if each[entry] == cell)
            assert sorted(meeting.met(cell)) == wanted
        assert (meeting.before, meeting.after) == (1 - min(found.places), max(found.places) - found.last)
        unread, unmade = lone(found, 1, found.inputs), lone(found, 0, found.outputs)
        assert (meeting.lone_windows, meeting.lone_cells) == (
            (unread, unmade) if layer.transposed else (unmade, unread)
        )
        assert meeting.lone_taps == lone(found, 2, found.taps)
        assert len(meeting.met(meeting.instance)) == max(
            len(meeting.met(cell)) for cell in range(1, meeting.cells + 1)
        )
        room = meeting.cells + g.pl[number] + g.pr[number]
        fits = sum(1 for at in range(0, room, g.s[number]) if at + g.d[number] * (g.k[number] - 1) < room)
        assert meeting.spare_windows == fits - meeting.windows
        moves = sum(1 for at in range(0, room, g.d[number]) if at + g.s[number] * (meeting.windows - 1) < room)
        assert meeting.spare_taps == moves - g.k[number]


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_the_numbers_are_those_of_loops(layer: Layer) -> None:
    check_numbers(layer)


@settings(max_examples=examples(150), deadline=None)
@given(layers())
def test_the_numbers_of_any_small_layer_are_those_of_loops(layer: Layer) -> None:
    check_numbers(layer)


def test_a_number_that_is_off_by_one_is_noticed() -> None:
    meeting = Meeting(windows=2, cells=6, k=2, s=3, d=1, pl=0, pr=1, backwards=False)
    assert (meeting,) == meetings(Conv1d(input=6, kernel=2, stride=3, padding=[(0, 1)]))
    found = met(geometry(Conv1d(input=6, kernel=2, stride=3)), 0)
    assert (meeting.before, meeting.after) == (1 - min(found.places), max(found.places) - found.last)
    moved = met(geometry(Conv1d(input=6, kernel=2, stride=3, padding=1)), 0)
    assert (meeting.before, meeting.after) != (1 - min(moved.places), max(moved.places) - moved.last)


@dataclass(frozen=True)
class Reader:
    """Reads the reasons of one derivation as a student does, and checks each claim by trying."""

    lesson: Lesson
    g: Geometry
    axes: Sequence[Met]

    def read(self, of: str) -> list[str]:
        """Check the reasons for `of`; which words each begins with."""
        labels = []
        for block in of_formula(self.lesson, of):
            assert isinstance(block, Prose)
            pieces = pieces_of(block)
            first = pieces[0] if isinstance(pieces[0], str) else ""
            named = re.match(r"[A-Z][a-z ]+ along ax[ei]s ([\d and]+): ", first)
            numbers = [int(each) - 1 for each in named[1].split(" and ")] if named else range(len(self.axes))
            words = re.sub(r"^([A-Z][a-z ]+) along ax[ei]s [\d and]+: ", r"\1: ", text_of(block))
            labels.append(words.split(":")[0].split(" ")[0])
            self._contains(pieces, numbers)
            self._equations(pieces, numbers)
            for number in numbers:
                self._borders(words, self.axes[number])
            if "gradient is 0" in words or "it is only" in words:
                self._nothing(of, pieces)
        return labels

    def letters(self, number: int) -> tuple[Maths, ...]:
        """The index of an output, an input and a kernel entry along an axis."""
        return tuple(self.lesson.vocabulary.spatial_indices(name)[number] for name in "ZXK")

    def _contains(self, pieces: Sequence[str | Maths], numbers: Sequence[int]) -> None:
        for at, piece in enumerate(pieces):
            if piece != " contains ":
                continue
            z, factors = pieces[at - 1], pieces[at + 1]
            where = pieces[at + 3] if at + 3 < len(pieces) and pieces[at + 2] == " where " else None
            assert isinstance(z, Entry)
            assert isinstance(factors, Product)
            kernel = self.lesson.derivation.notation.letter("K")
            x, k = sorted(
                (each for each in factors.factors if isinstance(each, Entry)), key=lambda each: each.letter == kernel
            )
            if z.numbered and x.numbered and k.numbered and not isinstance(z.index[0], Entry):
                lead = 2 if self.lesson.derivation.layer.shows_channels else 0
                triples = zip(*(each.index[lead:] for each in (z, x, k)), strict=True)
                for triple, found in zip(triples, self.axes, strict=True):
                    assert triple in found.triples
            else:
                for number in numbers:
                    assert self._claimed(z, x, k, where, numbers[0], self.axes[number]) == self.axes[number].triples

    def _claimed(
        self, z: Entry, x: Entry, k: Entry, where: str | Maths | None, first: int, found: Met
    ) -> frozenset[tuple[int, int, int]]:
        """The triples that the sentence says, every letter tried from 1 to the size of what it counts."""
        claimed = set()
        sizes = found.outputs, found.inputs, found.taps
        for places in product(*(range(1, size + 1) for size in sizes)):
            names = dict(zip(self.letters(first), places, strict=True))
            triple = tuple(
                value(at, names, nothing) for each in (z, x, k) for at in each.index if not isinstance(at, int)
            )
            holds = not isinstance(where, Relation) or value(where.left, names, nothing) == value(
                where.right, names, nothing
            )
            inside = all(1 <= at <= size for at, size in zip(triple, sizes, strict=True))
            # Letters that the sentence does not use take every value, which adds nothing new.
            if holds and inside:
                claimed.add((triple[0], triple[1], triple[2]))
        return frozenset(claimed)

    def _equations(self, pieces: Sequence[str | Maths], numbers: Sequence[int]) -> None:
        """Chains such as D - pl = 2 - 1 = 1, with the layer's numbers for the letters."""
        for piece in pieces:
            indices = {each for number in numbers for each in self.letters(number)}
            if not isinstance(piece, Relation) or indices & {*spelled(piece)}:
                continue
            for number in numbers:
                g, found = self.g, self.axes[number]
                names = {"k": g.k[number], "D": g.d[number] * (g.k[number] - 1), "op": g.op[number], "pl": g.pl[number]}
                names |= {"pr": g.pr[number], "p": g.pl[number]}
                room = found.inputs + g.pl[number] + g.pr[number]
                # Only a direct layer has a leftover, and always a first window.
                windows = range(0, 0 if g.transposed else room - names["D"], g.s[number])
                names["r"] = min((room - names["D"] - 1 - at for at in windows), default=0)
                known: dict[Maths, int] = {
                    each: names[each.name] for each in spelled(piece) if isinstance(each, Letter)
                }
                assert len({value(side, known, nothing) for side in ends(piece)}) == 1, text.written(piece)

    def _borders(self, words: str, found: Met) -> None:
        for verb, outside, border, off in (
            ("this begins", "before", "first", 1 - min(found.places)),
            ("it ends", "after", "last", max(found.places) - found.last),
        ):
            if verb in words:
                said = re.search(rf"{verb} (?:with the {border}|(\d+) places? (before|after) the {border})", words)
                assert said is not None
                amount = int(said[1] or 0) * (1 if said[2] == outside else -1)
                assert amount == off

    def _nothing(self, of: str, pieces: Sequence[str | Maths]) -> None:
        """The entries that a gradient lacks are those that loops find 0 where everything given is positive."""
        at, count, index = {"Z": (0, "outputs", 0), "dX": (1, "inputs", 1), "dK": (2, "taps", 2)}[of]
        for number, found in enumerate(self.axes):
            letter = self.letters(number)[index]
            said: list[int] = []
            more = 0
            for place, piece in enumerate(pieces):
                if isinstance(piece, Relation) and piece.left == letter:
                    said.append(value(piece.right, {}, nothing))
                elif piece == letter and isinstance(pieces[place + 1], str) and "among" in str(pieces[place + 1]):
                    listed = pieces[place + 2]
                    assert isinstance(listed, Listed)
                    said += [value(each, {}, nothing) for each in listed.parts]
                    counted = re.match(r" and (\d+) more", str(pieces[place + 3]))
                    more = int(counted[1]) if counted else 0
            wanted = lone(found, at, getattr(found, count))
            assert (tuple(said), more) == (wanted[: len(said)], len(wanted) - len(said))
        assert (zero_places(self.g, of) == expected_zeros(self.axes, at, of)).all()


def ends(tree: Maths) -> Iterator[Maths]:
    """The sides of a chain of equations."""
    if isinstance(tree, Relation):
        yield from ends(tree.left)
        yield from ends(tree.right)
    else:
        yield tree


def spelled(tree: Maths) -> Iterator[Letter | Entry]:
    """The letters in a tree."""
    if isinstance(tree, Letter | Entry):
        yield tree
    for name in ("left", "right", "of"):
        if hasattr(tree, name):
            yield from spelled(getattr(tree, name))
    for each in getattr(tree, "terms", ()):
        yield from spelled(each)


def nothing(letter: str, place: tuple[int, ...]) -> int:
    raise AssertionError(f"no number of the layer: {letter}{place}")


def pieces_of(block: Prose) -> list[str | Maths]:
    """The words and the mathematics of a reason, which links to nothing."""
    found = [each for each in block.pieces if not isinstance(each, Link)]
    assert len(found) == len(block.pieces)
    return found


def text_of(block: Prose) -> str:
    return "".join(each if isinstance(each, str) else text.written(each) for each in pieces_of(block))


def zero_places(g: Geometry, of: str) -> Ints:
    """Where a gradient, or the output but for its bias, is 0 though everything given is positive: by plain loops."""
    ones = {name: np.ones(size, dtype=np.int64) for name, size in g.shapes.items()}
    if of == "Z":
        found = forward(g, ones["X"], ones["K"], np.zeros_like(ones["B"]))
    else:
        found = backward(g, ones["X"], ones["K"], ones["Z"])[of]
    zero: Ints = (found == 0).all(axis=(0, 1))
    assert (zero == (found == 0).any(axis=(0, 1))).all(), "alike in all channels"
    return zero


def expected_zeros(axes: Sequence[Met], at: int, of: str) -> Ints:
    counts = {"Z": "outputs", "dX": "inputs", "dK": "taps"}
    sizes = tuple(getattr(each, counts[of]) for each in axes)
    missing = [lone(each, at, size) for each, size in zip(axes, sizes, strict=True)]
    found = np.zeros(sizes, dtype=bool)
    for place in np.ndindex(*sizes):
        found[place] = any(index + 1 in each for index, each in zip(place, missing, strict=True))
    return found


def read(layer: Layer, notation: str = "xkz") -> dict[str, list[str]]:
    g = geometry(layer)
    reader = Reader(Lesson(derive(layer, notation=notation), "usual"), g, [met(g, axis) for axis in range(layer.rank)])
    wanted = ("dK", "dX", *(["dB"] if layer.bias else []), *(["Z"] if layer.transposed else []))
    return {of: reader.read(of) for of in wanted}


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_every_claim_of_a_reason_holds(layer: Layer) -> None:
    read(layer, "delta")


@settings(max_examples=examples(40), deadline=None)
@given(layers(), st.sampled_from(sorted(NOTATIONS)))
def test_every_claim_of_any_small_layer_holds_and_no_entry_that_is_0_is_forgotten(layer: Layer, notation: str) -> None:
    g = geometry(layer)
    for of, labels in read(layer, notation).items():
        if of != "dB":
            assert any(label in ("No", "It") for label in labels) == bool(zero_places(g, of).any())


WORDS = {
    "the kernel turned": (LAYERS[0], "dX", ["Why", "Turned", "For", "Padded"]),
    "two turns cancel": (LAYERS[1], "dX", ["Why,", "Not", "For", "Padded"]),
    "zeros between, and inputs nobody reads": (
        LAYERS[2], "dX", ["Why,", "Turned", "Turned", "Zeros", "Zeros", "Padded", "Padded", "No"],
    ),
    "cropped": (LAYERS[2], "dK", ["Why,", "Not", "Not", "Dilated", "Dilated", "Cropped", "Cropped"]),
    "padding larger than the kernel": (LAYERS[4], "dX", ["Why", "Turned", "For", "Cut"]),
    "kernel entries that meet only padding": (LAYERS[5], "dK", ["Why", "Not", "Padded", "It"]),
    "channels": (
        Conv1d(input=3, kernel=2, in_channels=2, out_channels=2, groups=2), "dK", ["Why", "Not", "Not"],
    ),
    "a bias": (LAYERS[0], "dB", ["Why", "Added"]),
    "a transposed layer": (LAYERS[10], "Z", ["Why", "Turned", "For", "Zeros", "Padded"]),
}  # fmt: skip


@pytest.mark.parametrize(("layer", "of", "labels"), WORDS.values(), ids=WORDS)
def test_which_reasons_are_given(layer: Layer, of: str, labels: list[str]) -> None:
    assert read(layer)[of] == labels


def test_a_kernel_of_one_entry_needs_no_reasons_and_says_so() -> None:
    found = read(Conv1d(input=3, kernel=1))
    assert (found["dX"], found["dK"]) == (["Why", "The"], ["Why", "The"])


def test_no_reason_is_given_for_a_formula_of_somebody_else() -> None:
    layer = Conv1d(input=3, kernel=2)
    wrong = derive(layer, wrt=["X"], formulas={"dX": written("no rot180", "dX = correlate(pad(dZ, k-1), K)")})
    assert list(of_formula(Lesson(wrong, "usual"), "dX")) == []
    assert list(of_formula(Lesson(derive(layer, wrt=["X"]), "usual"), "dX")) != []


@pytest.mark.parametrize(
    "layer", [each for each in LAYERS if each.transposed and any(str(axis.op) != "0" for axis in each.axes)], ids=str
)
def test_what_output_padding_adds_is_counted(layer: Layer) -> None:
    """What a layer leaves out is what remains of all places, those that inputs reach and those that are added."""
    g = geometry(layer)
    told = [text_of(each) for each in lecture(derive(layer, wrt=["X"]), tables=["reasons"]) if isinstance(each, Prose)]
    (said, *_) = [each for each in told if "output padding adds" in each]
    reached, added, of, before = map(
        int, re.findall(r"reach (\d+) .* adds (\d+) .* these (\d+) .* out (\d+) before", said)[0]
    )
    taps = [(i, a) for i in range(g.n[0]) for a in range(g.k[0])]
    assert reached == max(g.s[0] * i + g.d[0] * a for i, a in taps) + 1
    assert (added, of, before) == (g.op[0], reached + g.op[0], g.pl[0])
    after = re.search(r"and (\d+|as many) after", said)
    assert after is not None
    assert of - before - (before if after[1] == "as many" else int(after[1])) == g.z[0]


UNEQUAL = """\
Padded: with z[i] at place 2i - 1, x[u] meets the places from u - 1 to u. At x[1] this begins 1 place before the \
first, so 1 zero stands before: D - pl = 1 - 0 = 1. At x[5] it ends 2 places after the last, so 2 zeros stand after: \
D - pr + r = 1 - 0 + 1 = 2. Here D = 1 is how far the kernel reaches, and r = 1 is left over at the end."""


def test_unequal_padding_in_words() -> None:
    told = lecture(derive(Conv1d(input=5, kernel=2, stride=2), wrt=["X"]), tables=["reasons"])
    said = [text_of(each) for each in told if isinstance(each, Prose)]
    assert UNEQUAL in said
    assert "No output reads it, so its gradient is 0: x[u] with u = 5." in said
