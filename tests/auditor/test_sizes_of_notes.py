"""Equations between sizes: the output of a layer, numbers put in, how sizes are chosen."""

from __future__ import annotations

import pytest

from symconv import audit
from symconv.auditor.size_reader import read_divided
from symconv.auditor.tokens import ReadError, tokens

GENERAL = r"$$y_u = \sum_{m=0}^{M-1} x_{su+m} w_m$$"
THREE_BY_THREE = r"""
$$z_{11} = x_{11} k_{11} + x_{12} k_{12} + x_{21} k_{21} + x_{22} k_{22}$$
$$z_{12} = x_{12} k_{11} + x_{13} k_{12} + x_{22} k_{21} + x_{23} k_{22}$$
$$z_{21} = x_{21} k_{11} + x_{22} k_{12} + x_{31} k_{21} + x_{32} k_{22}$$
$$z_{22} = x_{22} k_{11} + x_{23} k_{12} + x_{32} k_{21} + x_{33} k_{22}$$
"""
DEFINED = r"""
$$z_1 = x_1 k_1 + x_3 k_2$$
$$z_2 = x_2 k_1 + x_4 k_2$$
$D = 2$, $s = 1$
"""

PROVED = [
    r"H_{out} = \left\lfloor \frac{H_{in} + 2p - k}{s} \right\rfloor + 1",
    r"o = \lfloor (n + 2p - k) / s \rfloor + 1",
    r"o = \left\lfloor \frac{n - k}{s} + 1 \right\rfloor",
    r"o = \lceil (n - k + 1) / s \rceil",
    r"H' = H - k + 1",
    r"W_{out} = \left\lfloor \frac{W_{in} + 2 \times \text{padding}[1] - \text{dilation}[1] \times"
    r" (\text{kernel\_size}[1] - 1) - 1}{\text{stride}[1]} + 1 \right\rfloor",
    r"\lfloor (n - k) / s \rfloor + 1 = o",
]
REFUTED = [
    r"H_{out} = \left\lfloor \frac{H_{in} + 2p - k}{s} \right\rfloor",
    r"o = \lfloor (n + 2p - k + 1) / s \rfloor + 1",
    r"o = \lceil (n - k) / s \rceil",
    r"H' = H - k",
    r"\frac{5 - 3}{2} + 1 = 3",
]
AMBIGUOUS = {
    r"o = \frac{n + 2p - k}{s} + 1": "rounded down",
    r"W_2 = (W_1 - F + 2P) / S + 1": "rounded down",
    r"o = \lfloor (n - k + p + s) / s \rfloor": "both sides together",
    r"o = s (n - 1) + k - 2p": "a transposed layer",
}
DEFINITION = [r"p = \frac{k - 1}{2}", r"\mathit{op} = 1", r"p = \lfloor k / 2 \rfloor", r"o = 3", r"D = 2"]
UNREADABLE = [
    r"o = \lfloor 2 \frac{n - k}{s} \rfloor + 1",
    r"o = \lfloor \frac{n}{s} + \frac{k}{s} \rfloor",
    r"o = \lfloor (n - k) / q \rfloor + 1",
    r"o = (n - k) / 2s + 1",
    r"O = W I",
    r"m = \lfloor (n - k) / s \rfloor + 1",
]


def last(text: str) -> tuple[str, str, str]:
    found = audit(text).statements[-1]
    return found.outcome, found.scope, found.reason


@pytest.mark.parametrize("before", ["", GENERAL], ids=["alone", "general"])
@pytest.mark.parametrize("equation", PROVED)
def test_a_right_formula_is_proved_for_all_sizes(equation: str, before: str) -> None:
    assert last(f"{before}\n$${equation}$$\n")[:2] == ("proved", "for all sizes")


@pytest.mark.parametrize("equation", REFUTED)
def test_a_wrong_formula_is_refuted(equation: str) -> None:
    assert last(f"$${equation}$$\n")[0] == "refuted"


@pytest.mark.parametrize("equation", AMBIGUOUS)
def test_what_is_true_in_one_reading_is_ambiguous(equation: str) -> None:
    outcome, _, reason = last(f"$${equation}$$\n")
    assert outcome == "ambiguous"
    assert AMBIGUOUS[equation] in reason


@pytest.mark.parametrize("equation", DEFINITION)
def test_a_choice_claims_nothing(equation: str) -> None:
    assert last(f"{GENERAL}\n$${equation}$$\n")[0] == "definition"


@pytest.mark.parametrize("equation", UNREADABLE)
def test_what_is_no_size_is_not_read_as_one(equation: str) -> None:
    assert last(f"{GENERAL}\n$${equation}$$\n")[0] == "unreadable"


@pytest.mark.parametrize(
    ("equation", "said"),
    [
        ("k - 1 = 2 - 1", "proved"),
        ("n - k = 3 - 2", "proved"),
        ("k - 1 = 3 - 1", "undecided"),
        (r"H - k + 1 = 2", "proved"),
        ("2 - 1 = 1", "proved"),
        ("2 - 1 = 2", "refuted"),
    ],
)
def test_numbers_are_those_of_the_layer_of_the_notes(equation: str, said: str) -> None:
    """Other numbers may be those of another layer: nothing is refuted for that."""
    assert last(f"{THREE_BY_THREE}\n$${equation}$$\n")[0] == said


def test_what_the_notes_say_of_a_name_says_what_it_means() -> None:
    """D is 2 here, which is as far as the kernel reaches; a dilation is called so too, and is 2 as well."""
    assert last(DEFINED + "$$D - 1 = 2 - 1$$")[0] == "proved"
    assert last(DEFINED + "$$D + s = 2 + 1$$")[0] == "proved"
    assert last(DEFINED + "$$D + s = 2 + 2$$")[0] == "undecided"


def test_an_axis_that_is_named_is_the_one_that_counts() -> None:
    both = THREE_BY_THREE + "Along axis 1: $k - 1 = 2 - 1$. Along axis 2: $k - 1 = 2 - 1$."
    assert [each.outcome for each in audit(both).statements[-2:]] == ["proved", "proved"]
    apart = r"$$z_{11} = x_{11} k_{11} + x_{12} k_{12}$$ $$z_{12} = x_{12} k_{11} + x_{13} k_{12}$$"
    apart += r" $$z_{21} = x_{21} k_{11} + x_{22} k_{12}$$ $$z_{22} = x_{22} k_{11} + x_{23} k_{12}$$"
    assert last(f"{apart}\n\n$k - 1 = 2 - 1$")[0] == "ambiguous"
    assert last(f"{apart}\n\nAlong axis 2: $k - 1 = 2 - 1$")[0] == "proved"
    assert last(f"{apart}\n\nAlong axis 1: $k - 1 = 2 - 1$")[0] == "undecided"


def test_indices_that_are_tied_claim_nothing() -> None:
    assert last(f"{GENERAL}\nwith $u = m + 2$")[0] == "definition"


@pytest.mark.parametrize(
    ("written", "size"),
    [
        (r"\lfloor \frac{n-k}{s} \rfloor + 1", "(n - k)//s + 1"),
        (r"\lceil n / 2 \rceil", "(n + 1)//2"),
        (r"\lfloor \frac{n}{2} - 1 \rfloor", "n//2 - 1"),
        (r"\frac{6}{3} + n", "n + 2"),
    ],
)
def test_sizes_are_read(written: str, size: str) -> None:
    assert str(read_divided(tokens(written, 0, len(written)))[0]) == size


@pytest.mark.parametrize(
    "written", [r"\frac{3}{2}", r"n / 0", r"\lfloor -\frac{n}{2} \rfloor", r"\lfloor n / 2 k \rfloor"]
)
def test_what_is_rounded_otherwise_is_refused(written: str) -> None:
    with pytest.raises(ReadError):
        read_divided(tokens(written, 0, len(written)))
