"""What each theorem says, in plain words: the reader of a derivation who meets a number finds this."""

from __future__ import annotations

from collections.abc import Mapping

PLAIN_WORDS: Mapping[str, str] = {
    "T1": (
        "The input's gradient is a correlation over the output's gradient. Where the layer has a stride, zeros go "
        "between the entries of the output's gradient, and around it go zeros for the outputs that do not exist. Over "
        "that slides the kernel, turned by 180 degrees, its entries as far apart as the layer's dilation says."
    ),
    "T2": (
        "The kernel's gradient is the padded input correlated with the output's gradient, nothing turned. Stride and "
        "dilation change places: the layer's stride is how far apart the entries of the output's gradient lie, the "
        "layer's dilation the steps in which they slide. As many entries are kept as the kernel has."
    ),
    "T3": (
        "The bias is added to every output of its channel, once. So its gradient is the sum of the output's gradient "
        "over all places and over the batch, one sum for each channel."
    ),
    "T4": (
        "A true convolution turns its kernel before it slides it, so in the input's gradient the kernel stands as it "
        "is. It slides over the output's gradient with zeros around it and, where the layer has a stride, between its "
        "entries."
    ),
    "T5": (
        "Under true convolution the padded input correlated with the output's gradient is the gradient of the turned "
        "kernel, for that is what slides. Turned back by 180 degrees it is the kernel's gradient."
    ),
    "T6": (
        "A transposed layer computes what a direct layer does with its input, once zeros are put between the entries, "
        "where there is a stride, and around them. The direct layer's kernel is the transposed one's, turned by 180 "
        "degrees; under true convolution it is the same kernel."
    ),
    "T7": (
        "The input's gradient of a transposed layer is what a direct layer computes of the output's gradient, with "
        "the same kernel, stride, dilation and padding. Entries beyond the input's size are left out."
    ),
    "T8": (
        "The kernel's gradient of a transposed layer is found as that of a direct one, input and output having "
        "changed places: the padded output's gradient is correlated with the input. Under true convolution it is "
        "turned at the end."
    ),
    "T9": (
        "The bias of a transposed layer is added to every output, once, those of the output padding among them. So "
        "its gradient is the sum of the output's gradient, one for each channel."
    ),
    "T10": (
        "Without its bias a layer is linear, and its backward pass is the transpose of it: the product of the output "
        "with any array like it equals the product of the input with the gradient that this array leads to."
    ),
    "T11": (
        "A layer multiplies its input by a matrix whose rows are shifted copies of the kernel, and the input's "
        "gradient is a product with the transpose. Copying windows out, as im2col does, and adding them back, as "
        "col2im does, are transposes of each other too."
    ),
    "T12": (
        "To go through all outputs, and to add each one's gradient times the kernel to the window that the output was "
        "computed from, gives the input's gradient. It adds the same products as the turned kernel does."
    ),
    "T13": (
        "To turn twice is to do nothing. A true convolution is a correlation with the turned kernel. The two sides of "
        "a full convolution may change places; when those of a full correlation do, the result is turned."
    ),
    "T14": (
        "How many entries the output has: as many as there are steps of the stride in which the kernel still lies on "
        "the padded input. A transposed layer, with the right output padding, goes back to the size that it came "
        "from."
    ),
    "T15": (
        "With the padding that is called same, the output has one entry for each stride's worth of input entries, the "
        "last of them perhaps cut short. The closed forms of all gradients hold with this padding put in."
    ),
    "T16": (
        "The backward pass is linear in each array that it multiplies. So the gradients of a backward pass are the "
        "same operations once more, with one array in another's place."
    ),
    "T17": (
        "Where the border is filled with copies of the input's entries, the gradient of the padded input is as with "
        "zeros, and what arrives at a copy is added to the entry that was copied."
    ),
    "T20": (
        "A pool that sums is a correlation with a kernel of ones, so the gradient of each output goes to every entry "
        "of its window, and what arrives at an entry is added up."
    ),
}
