"""A certificate says whose channels free tensors have and how long they are; any other is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from proof.tampering import edited, remove, replaced, resealed, said
from symconv import prove
from symconv.proof import certificate, free, members
from symconv.proof import claim as claims
from symconv.proof.certificate import recheck, write
from symconv.proof.free import FreeTensors
from symconv.sizes import symbol

UPSTREAM = "grad(dot(Z, C), X) = correlate(pad(C, k-1), rot180(K))"


def _written(text: str, folder: Path) -> Path:
    (path,) = write([prove(text)], folder)
    return path


def test_a_certificate_says_it_and_holds(tmp_path: Path) -> None:
    path = _written(UPSTREAM, tmp_path)
    (found,) = recheck(path)
    assert found
    assert "C shaped like Z" in str(found)
    assert '"like": "Z"' in (path / "free.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "tampered",
    [
        pytest.param(edited("free.json", lambda found: found["C"].update(like="X")), id="another tensor"),
        pytest.param(edited("free.json", lambda found: found["C"].update(size=["C"])), id="any size"),
        pytest.param(edited("free.json", lambda found: found.clear()), id="none"),
        pytest.param(edited("free.json", lambda found: found.update(A=found["C"])), id="one more"),
        pytest.param(resealed(remove("free.json")), id="left out"),
        pytest.param(replaced("sums.txt", "C K", "K C"), id="the factors of the sums"),
        pytest.param(said(UPSTREAM.replace("C", "A")), id="another letter"),
        pytest.param(said("grad(dot(Z, C), X) = dX"), id="another statement"),
    ],
)
def test_a_changed_certificate_is_refused(tampered: Callable[[Path], None], tmp_path: Path) -> None:
    path = _written(UPSTREAM, tmp_path)
    tampered(path)
    assert not recheck(path)[0]


@pytest.mark.parametrize(
    ("text", "forged"),
    [
        pytest.param(
            "correlate(A, K) = correlate(A, K)", FreeTensors({"A": (symbol("A"),)}, {"A": "X"}), id="channels of X"
        ),
        pytest.param(UPSTREAM, FreeTensors({"C": (symbol("n") - symbol("k") + 1,)}, {"C": "Z"}), id="the same again"),
        pytest.param(
            "crop(A, n) + X = X + crop(A, n)", FreeTensors({"A": (symbol("n"),)}, {"A": "X"}), id="a size of less"
        ),
        pytest.param(
            "dot(correlate(X, C), A) = dot(A, correlate(X, C))",
            FreeTensors({"A": (symbol("A"),), "C": (symbol("C"),)}, {"A": "Z", "C": "K"}),
            id="one of several readings",
        ),
    ],
)
def test_a_certificate_of_another_choice_is_refused(
    text: str, forged: FreeTensors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Everything is made anew by the writer itself, with the other choice: what is read is the statement alone."""
    with monkeypatch.context() as patched:
        for module in (claims, certificate, members, free):
            patched.setattr(module, "free_tensors", lambda *_: forged)
        path = _written(text, tmp_path)
        assert recheck(path)[0]
    assert bool(recheck(path)[0]) == ("the same again" in request.node.name)
