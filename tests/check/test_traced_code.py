"""Code of torch and jax at all sizes: right code is proved, wrong code never; what stands in is held against torch."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from symconv import Conv1d, Conv2d, ConvTranspose2d, Layer, SymconvError
from symconv.arrays.array import Tensor
from symconv.arrays.numbers import Numbers
from symconv.arrays.shape import Lead
from symconv.check.handed import Library
from symconv.check.ledger import Ledger, RefusedError
from symconv.check.traced import Traced, UnreadableError
from symconv.check.traced_sizes import TracedSize, Tracing
from symconv.cli.main import run
from symconv.sizes import symbol
from symconv.testing import check_backward, check_forward

LAYER = Conv2d(input=(6, 5), kernel=(3, 2), batch=2, in_channels=2, out_channels=3)
STRIDED = Conv2d(input=(7, 6), kernel=(3, 2), stride=2, padding=1, batch=2, in_channels=2, out_channels=3)


def code(library: Library, name: str) -> Any:
    pytest.importorskip(library)
    return getattr(import_module(f"check.traced_by_{library}"), name)


TORCH_PROVED = {
    "right": LAYER,
    "by_padding": LAYER,
    "imported_inside": LAYER,
    "by_names": LAYER,
    "with_options": STRIDED,
    "doubled_and_halved": LAYER,
}


@pytest.mark.parametrize("name", TORCH_PROVED)
def test_right_code_of_torch_is_proved_for_all_sizes(name: str) -> None:
    verdict = check_backward(code("torch", name), TORCH_PROVED[name], "all", arrays="torch")
    assert verdict, verdict
    assert "for all sizes, batches and channels" in verdict.claim


def test_parameters_that_it_takes_are_any_numbers() -> None:
    claim = check_backward(code("torch", "with_options"), STRIDED, "all", arrays="torch").claim
    assert "s >= 1, d >= 1, p >= 0" in claim
    assert "with stride" not in claim
    built_in = check_backward(code("torch", "right"), LAYER, "all", arrays="torch").claim
    assert "with stride 1 and padding 0 and dilation 1" in built_in


@pytest.mark.parametrize(("name", "layer"), [("forward", STRIDED), ("steps", Conv2d(input=7, kernel=2, stride=3))])
def test_a_forward_pass_is_proved(name: str, layer: Layer) -> None:
    verdict = check_forward(code("torch", name), layer, "all", arrays="torch")
    assert verdict, verdict


def test_a_transposed_layer_is_proved() -> None:
    torch = pytest.importorskip("torch")

    def backward(x: Any, k: Any, _: Any, dz: Any) -> Any:
        dk = torch.conv2d(dz.transpose(0, 1), x.transpose(0, 1), dilation=2)
        return torch.conv2d(dz, k, stride=2), dk.transpose(0, 1), dz.sum((0, 2, 3))

    verdict = check_backward(backward, ConvTranspose2d(input=(4, 3), kernel=(3, 2), stride=2), "all", arrays="torch")
    assert verdict, verdict


NEVER = {
    "unturned": ("refuted", "the kernel is not rotated"),
    "nothing_left_over": ("refuted", "of shape"),
    "uncropped": ("refuted", "of shape"),
    "from_the_end": ("refuted", ""),
    "of_one_size": ("undecided", "a size is compared, and the answer depends on it: n0 with 1000"),
    "of_a_small_number": ("undecided", "it is asked which object a value is"),
    "of_one_object": ("refuted", "conv2d --input 1x1 --kernel 1x1"),
    "of_a_table": ("undecided", "a size is used as a key: n0"),
    "of_a_quotient": ("undecided", "dX: not confirmed"),
    "of_few_examples": ("undecided", "not confirmed: exists"),
    "of_small_kernels": ("undecided", "not confirmed: exists"),
    "of_what_it_has": ("undecided", "the code goes another way than as it is traced"),
    "of_large_sizes": ("undecided", "a size is compared, and the answer depends on it: n0 with 50"),
    "of_tensors": ("undecided", "the code goes another way than as it is traced"),
    "of_tensors_in_lines": ("undecided", "the code goes another way than as it is traced"),
    "clipped": ("undecided", "'clamp'"),
    "swallowed": ("undecided", "the code goes another way than as it is traced"),
    "looped": ("undecided", "traced_by_torch.py:"),
    "counting": ("undecided", "is changed by a call"),
    "rounded": ("undecided", "rounds"),
}


@pytest.mark.parametrize("name", NEVER)
def test_wrong_code_of_torch_is_never_proved(name: str) -> None:
    outcome, words = NEVER[name]
    verdict = check_backward(code("torch", name), LAYER, "all", arrays="torch")
    assert verdict.outcome == outcome, verdict
    assert words in str(verdict)


@pytest.mark.parametrize(("name", "layer"), [("right", LAYER), ("strided", STRIDED), ("compiled", LAYER)])
def test_right_code_of_jax_is_proved_for_all_sizes(name: str, layer: Layer, monkeypatch: pytest.MonkeyPatch) -> None:
    """jax compiles anew for each size that is asked, so few are."""
    monkeypatch.setattr("symconv.check.every_size.MOST_ASKED", 3)
    verdict = check_backward(code("jax", name), layer, "all", arrays="jax", dtype="float32")
    assert verdict, verdict


@pytest.mark.parametrize(
    ("name", "outcome", "words"),
    [
        ("unturned", "refuted", "the kernel is not rotated"),
        ("masked", "undecided", "jax's gt is not traced"),
        ("of_one_size", "undecided", "a size is compared, and the answer depends on it: n0 with 1000"),
        ("of_other_sizes", "undecided", "a size is compared, and the answer depends on it: n0 with 1000"),
        ("of_listed_sizes", "undecided", "a size is compared, and the answer depends on it: n0 with 1000"),
        ("of_sizes_in_a_set", "undecided", "a size is used as a key"),
        ("of_equal_sizes", "refuted", "conv2d --input 1x1 --kernel 1x1"),
        ("rounded", "refuted", ""),
    ],
)
def test_wrong_code_of_jax_is_never_proved(
    name: str, outcome: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("symconv.check.every_size.MOST_ASKED", 3)
    verdict = check_backward(code("jax", name), LAYER, "all", arrays="jax", dtype="float32")
    assert verdict.outcome == outcome, verdict
    assert words in str(verdict)


def test_other_layers_and_other_code_are_left_undecided() -> None:
    def backward(x: Any, k: Any, _: Any, dz: Any) -> Any:
        return x, k, dz

    assert "size by size" in check_backward(backward, LAYER, "all").reason
    pytest.importorskip("torch")
    grouped = Conv1d(input=4, kernel=2, groups=2, in_channels=2, out_channels=2)
    assert "one group" in check_backward(backward, grouped, "all", arrays="torch").reason


def test_the_command_line_says_it_too(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("torch")
    path = Path(__file__).parent / "traced_by_torch.py"
    layer = ["conv2d", "--input", "6x5", "--kernel", "3x2", "--arrays", "torch", "--all-sizes"]
    assert run(["check", f"{path}:right", *layer]) == 0
    assert capsys.readouterr().out.startswith("proved: right, conv2d")
    assert run(["check", f"{path}:clipped", *layer]) == 3
    assert "traced_by_torch.py:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--all-sizes"], "add --arrays torch or jax"),
        (["--all-sizes", "--sizes", "2", "--arrays", "torch"], "leave that out"),
    ],
    ids=["numpy", "sizes"],
)
def test_what_all_sizes_is_not_for_is_said(options: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "homework.py:f", "conv1d", "--input", "4", "--kernel", "2", *options]) == 2
    assert words in capsys.readouterr().err


# What stands in for torch, against torch, at concrete sizes.


def tensors() -> tuple[Any, Any, dict[str, Any]]:
    from symconv.check.torch_tensors import TracedTensor

    rng = np.random.default_rng(3)
    values = {"X": rng.integers(-9, 10, (2, 3, 6, 7)), "K": rng.integers(-9, 10, (4, 3, 2, 3))}
    tracing = Tracing(Ledger(), {})
    x = Traced(Tensor("X", (Lead("N", 2), Lead("c", 3)), (6, 7)), ("N", "c", "0", "1"))
    k = Traced(Tensor("K", (Lead("f", 4), Lead("c", 3)), (2, 3)), ("f", "c", "0", "1"))
    return TracedTensor(x, tracing), TracedTensor(k, tracing), values


def valued(found: Any, values: dict[str, Any]) -> Any:
    """The entries of a traced tensor, its axes in their order."""
    axes = found.traced.array.shape.axes
    return np.transpose(found.traced.array.value(values, Numbers()), [axes.index(axis) for axis in found.traced.axes])


CONVOLUTIONS = list(product((1, 2), (0, 1, (2, 1)), (1, 2)))


@pytest.mark.parametrize(("stride", "padding", "dilation"), CONVOLUTIONS)
def test_convolutions_stand_in_for_torchs(stride: Any, padding: Any, dilation: Any) -> None:
    torch = pytest.importorskip("torch")
    from symconv.check.torch_tensors import torch_names

    x, k, values = tensors()
    real_x, real_k = (torch.tensor(values[name], dtype=torch.float64) for name in "XK")
    names = torch_names(x.tracing)
    direct, other = torch.nn.functional.conv2d, torch.nn.functional.conv_transpose2d
    got = valued(names[id(direct)](x, k, stride=stride, padding=padding, dilation=dilation), values)
    right = direct(real_x, real_k, stride=stride, padding=padding, dilation=dilation)
    assert np.array_equal(got, right.numpy())
    turned, real_turned = k.transpose(0, 1), real_k.transpose(0, 1)
    for op in range(max(stride, dilation)):
        got = valued(names[id(other)](x, turned, None, stride, padding, op, 1, dilation), values)
        right = other(real_x, real_turned, None, stride, padding, op, 1, dilation)
        assert np.array_equal(got, right.numpy())


SAME: dict[str, Callable[[Any], Any]] = {
    "slices": lambda x: x[:, :, 1:5, 2:],
    "steps": lambda x: x[:, :, 1::2, ::3],
    "from the end": lambda x: x[..., -4:-1],
    "beyond the end": lambda x: x[:, :, :99, 3:99],
    "one slice": lambda x: x[:],
    "flip": lambda x: x.flip(3),
    "flip both": lambda x: x.flip((2, 3)),
    "from the last": lambda x: x.flip(-1).transpose(-1, 0),
    "permute": lambda x: x.permute(1, 3, 0, 2),
    "sum": lambda x: x.sum((0, 2, 3)),
    "sum from the last": lambda x: x.transpose(0, 1).sum(dim=(-1, -2, 1)),
    "arithmetic": lambda x: 3 * x - x * 2 + -x,
    "nothing": lambda x: x.clone().detach().contiguous(),
}


@pytest.mark.parametrize("name", SAME)
def test_methods_do_what_torchs_do(name: str) -> None:
    torch = pytest.importorskip("torch")
    x, _, values = tensors()
    right = SAME[name](torch.tensor(values["X"]))
    got = SAME[name](x)
    assert got.shape == tuple(right.shape)
    assert np.array_equal(valued(got, values), right.numpy())


PADS = [(1, 2), (1, 0, 2, 3), (-1, 2), (0, -2, -1, -1), (2, -3), (0, 0, 0, 0)]


@pytest.mark.parametrize("pads", PADS, ids=str)
def test_pads_are_torchs(pads: tuple[int, ...]) -> None:
    torch = pytest.importorskip("torch")
    from symconv.check.torch_tensors import torch_names

    x, _, values = tensors()
    pad = torch.nn.functional.pad
    right = pad(torch.tensor(values["X"]), pads)
    assert np.array_equal(valued(torch_names(x.tracing)[id(pad)](x, pads), values), right.numpy())


REFUSED: dict[str, Callable[[Any], Any]] = {
    "an index": lambda x: x[0],
    "a batch that is cut": lambda x: x[:1],
    "a batch that is turned": lambda x: x.flip(0),
    "a sum over channels": lambda x: x.sum(1),
    "a product": lambda x: x * x,
    "a fraction": lambda x: x * 0.5,
    "a comparison": lambda x: x == x,
    "a truth value": lambda x: bool(x),
    "other axes": lambda x: x + x.transpose(0, 1),
    "an axis too many": lambda x: x.transpose(0, 4),
    "an order that is none": lambda x: x.permute(0, 0, 2, 3),
    "something else": lambda x: x.relu(),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_expression_says_raises(name: str) -> None:
    x, _, _ = tensors()
    with pytest.raises((RefusedError, UnreadableError, TypeError, AttributeError, IndexError)):
        REFUSED[name](x)


# Sizes.


def size(text: str = "n") -> Any:
    return TracedSize(symbol(text), Tracing(Ledger(), {"n": 5, "k": 2}))


def test_sizes_are_computed_with_as_numbers_are() -> None:
    n = size()
    assert str((2 * n - 3 + n // 2 - (1 - n) % 3).value) == str(
        2 * symbol("n") - 3 + symbol("n") // 2 - (1 - symbol("n")) % 3
    )
    assert n - n == 0
    assert type(n - n) is int


def test_what_is_the_same_for_all_sizes_is_answered() -> None:
    n = size()
    assert n == n + 0
    assert n != n + 1
    assert n < n + 1
    assert not n > n
    assert n >= n - 2


ASKED: dict[str, Callable[[Any], Any]] = {
    "equal": lambda n: n == 3,
    "less": lambda n: n < 3,
    "with None": lambda n: n == None,  # noqa: E711
    "truth": lambda n: bool(n),
    "not": lambda n: not n,
    "loops": lambda n: range(n),
    "number": lambda n: int(n),
    "index": lambda n: [1, 2, 3][n],
    "largest": lambda n: max(n, 3),
    "text": lambda n: f"{n}",
    "key": lambda n: {n: 1},
    "fraction": lambda n: n / 2,
    "of it": lambda n: 2 / n,
    "square root": lambda n: n**0.5,
    "divided by 0": lambda n: n // 0,
    "divided by less": lambda n: n // -2,
    "absolute": lambda n: abs(n),
}


@pytest.mark.parametrize("name", ASKED)
def test_what_depends_on_the_size_is_refused(name: str) -> None:
    n = size()
    with pytest.raises(RefusedError):
        ASKED[name](n)
    assert n.tracing.ledger.refusals


def test_a_divisor_has_to_be_positive() -> None:
    n, k = size(), size("k")
    k.tracing = n.tracing
    _ = n // k
    assert [str(each) for each in n.tracing.needs] == ["k - 1 >= 0"]


@pytest.mark.parametrize("sizes", [0, True, "some"], ids=str)
def test_a_bound_that_is_none_is_a_mistake(sizes: Any) -> None:
    with pytest.raises(SymconvError, match="all"):
        check_backward(lambda x, k, b, _: (x, k, b), LAYER, sizes)
