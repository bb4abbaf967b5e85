"""torch and jax themselves, and code that takes their arrays; skipped, visibly, where they are not installed."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from check.of_frameworks import JAX, TORCH, Case
from symconv import Conv, Conv1d, Conv2d, ConvTranspose2d, Layer, SymconvError
from symconv.check import frameworks
from symconv.check.frameworks import Framework, check_framework, grid
from symconv.cli.main import run
from symconv.testing import check_backward, check_forward

LAYERS = [
    Conv2d(input=(7, 6), kernel=(3, 2), stride=2, padding=1, batch=2, in_channels=2, out_channels=3),
    Conv2d(input=(6, 5), kernel=2, dilation=2, padding=[(0, 1), (2, 0)], groups=2, in_channels=2, out_channels=4),
    ConvTranspose2d(
        input=(3, 4), kernel=2, stride=(3, 2), padding=1, output_padding=1, groups=2, in_channels=4, out_channels=2
    ),
    ConvTranspose2d(input=3, kernel=3, padding=[(0, 1), (1, 0)], bias=False),
    Conv1d(input=9, kernel=3, stride=2, dilation=2),
]


@pytest.mark.parametrize("framework", ["torch", "jax"])
@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_a_framework_is_right_in_both_types(framework: Framework, layer: Layer) -> None:
    pytest.importorskip(framework)
    verdicts = check_framework(framework, [layer])
    assert Counter(each.outcome for each in verdicts) == {"agrees": len(verdicts)}
    assert {each.function.split(" in ")[1] for each in verdicts} == {"float64", "float32"}


def test_the_grid_has_hundreds_of_geometries_of_every_kind() -> None:
    layers = grid("torch")
    assert len(layers) >= 500
    assert len({*layers}) == len(layers)
    assert Counter(layer.transposed for layer in layers)[True] > 200
    assert {layer.rank for layer in layers} == {1, 2, 3}
    for name in ("s", "d", "pl", "pr", "op"):
        assert len({getattr(layer.axes[0], name) for layer in layers}) > 1, name
    assert {layer.groups for layer in grid("jax")} == {1, 2, 3}


def test_many_layers_are_one_verdict(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("torch")
    monkeypatch.setitem(frameworks.EVERY, "torch", 60)
    assert run(["check", "torch", "--grid", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["verdict"], found["layer"], found["layers"]) == ("agrees", None, 10)
    assert len(found["functions"]) == 6
    assert run(["check", "torch", "--grid", "--strict"]) == 3
    assert "agrees: torch_autograd in float32, 10 layers\n" in capsys.readouterr().out


def test_a_framework_that_is_wrong_is_refuted_with_the_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a release once was: the gradients of a helper were those of other strides."""
    torch = pytest.importorskip("torch")
    real = torch.nn.grad.conv1d_weight

    def careless(x: Any, size: Any, dz: Any, stride: Any, *more: Any) -> Any:  # noqa: ARG001
        return real(x, size, dz, 1, *more)

    monkeypatch.setattr(torch.nn.grad, "conv1d_weight", careless)
    wrong = [each for each in check_framework("torch", LAYERS[-1:]) if each.outcome == "refuted"]
    assert [each.function for each in wrong] == ["torch_nn_grad in float64", "torch_nn_grad in float32"]
    assert wrong[0].layer == LAYERS[-1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["torch"], "say for which layer"),
        (["torch", "conv1d", "--grid"], "leave conv1d out"),
        (["jax", "conv1d", "--input", "4", "--kernel", "2", "--sizes", "2"], "--sizes is for a function of your own"),
        (["homework.py:f", "--grid"], "--grid is for torch and jax"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_asked_is_said(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", *arguments]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (Conv1d(input=4, kernel=2, convention="convolution"), "cross-correlations"),
        (Conv(input=[2] * 4, kernel=1), "3 axes"),
    ],
    ids=str,
)
def test_what_they_do_not_compute_is_said(layer: Layer, words: str) -> None:
    with pytest.raises(SymconvError, match=words):
        check_framework("torch", [layer])


def test_a_framework_that_is_not_installed_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert run(["check", "torch", "conv1d", "--input", "4", "--kernel", "2"]) == 2
    assert "pip install 'symconv[torch]'" in capsys.readouterr().err


SMALL = Conv1d(input=5, kernel=2, batch=2, in_channels=2, out_channels=3)


def asked(framework: Framework, case: Case) -> Any:
    pytest.importorskip(framework)
    return check_backward(case.function, SMALL, arrays=case.arrays or framework, dtype=case.dtype)


@pytest.mark.parametrize("case", TORCH, ids=str)
def test_code_of_torch(case: Case) -> None:
    verdict = asked("torch", case)
    assert verdict.outcome == case.outcome, verdict
    assert case.words in str(verdict)


@pytest.mark.parametrize("case", JAX, ids=str)
def test_code_of_jax(case: Case) -> None:
    verdict = asked("jax", case)
    assert verdict.outcome == case.outcome, verdict
    assert case.words in str(verdict)


def test_threads_are_as_many_as_before() -> None:
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    assert check_forward(lambda x, k, b: torch.conv1d(x, k, b), SMALL, arrays="torch").outcome == "agrees"
    assert torch.get_num_threads() == before


def test_sparse_probes_of_bfloat16_take_many_terms() -> None:
    torch = pytest.importorskip("torch")
    wide = Conv2d(input=3, kernel=3, in_channels=256, out_channels=2)
    assert wide.products() // 2 == 2304
    verdict = check_forward(lambda x, k, b: torch.conv2d(x, k, b), wide, arrays="torch", dtype="bfloat16")
    assert verdict.outcome == "agrees", verdict
    assert "linear in x" in str(verdict)
