"""Why a closed form adds up over channels or examples, and what becomes of the bias: who shares an entry."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from symconv.lectures.lesson import Lesson
from symconv.page.document import Prose, prose
from symconv.page.maths import Letter
from symconv.sizes import concrete


def bias(lesson: Lesson) -> Iterator[Prose]:
    """The bias is added to every output."""
    layer, vocabulary = lesson.derivation.layer, lesson.vocabulary
    count = prod(map(concrete, (layer.batch, *layer.output)))
    outputs = f"each of the {count:,} outputs" if count > 1 else "the one output"
    of_channel = (" of channel ", Letter("f")) if layer.shows_channels else ()
    added = " each time, and their upstream gradients add up." if count > 1 else "."
    term = vocabulary.general("B"), f" is a term of {outputs}", *of_channel
    yield prose("Added up: ", *term, f", so its derivative is 1{added}")


def of_input(lesson: Lesson) -> Iterator[Prose]:
    """An input is read by every filter of its group."""
    filters = concrete(lesson.derivation.layer.out_per_group)
    if filters > 1:
        yield prose(f"Added up over channels: all {filters:,} output channels of its group read an input.")


def of_kernel(lesson: Lesson) -> Iterator[Prose]:
    """A kernel entry serves every example, and one channel on either side."""
    layer = lesson.derivation.layer
    batch = concrete(layer.batch)
    if concrete(layer.in_channels) * concrete(layer.out_channels) > 1:
        yield prose(
            "Not added up over channels: each slice of the kernel stands between one input channel and one output "
            "channel, and meets no other."
        )
    if batch > 1:
        yield prose(f"Added up over the batch: all {batch:,} examples use the same kernel.")


def of_output(lesson: Lesson) -> Iterator[Prose]:
    """An output is made from every input channel of its group."""
    channels = concrete(lesson.derivation.layer.in_per_group)
    if channels > 1:
        yield prose(f"Added up over channels: all {channels:,} input channels of its group reach an output.")
