"""What a layer computes, from first principles: Z as a guarded sum over input and kernel entries.

This is the one statement that everything else is judged by. It shares nothing with the closed formulas: no
padding, no rotation, only which input entry meets which kernel entry in which output entry.
"""

from __future__ import annotations

from symconv.arrays.sums import Case, Guard, GuardedSum, Part, Place, Term, Variable, spatial_axis, within
from symconv.layers.layer import Axis, Layer
from symconv.layers.tensors import tensor
from symconv.sizes import Size, index


def forward(layer: Layer) -> GuardedSum:
    """Z of `layer`, entry by entry, indexed by `m_N, m_g, m_f` and one `m` an axis.

    Direct: `Z[m] = sum_a X[s*m + d*a - pl] K[a] + B`; transposed: `Z[m] = sum of X[i] K[a] over the pairs with
    s*i + d*a - pl = m, + B` (Dumoulin and Visin 2016). Under true convolution `K[k-1-a]` stands for `K[a]`.

    >>> from symconv import Conv1d
    >>> print(forward(Conv1d(input=3, kernel=2, bias=False)).terms[0].parts[-1])
    0: [a_0 < 2; a_0 + m_0 >= 0; -a_0 - m_0 + 2 >= 0] at a_0 + m_0, a_0
    """
    z = tensor(layer, "Z")
    places = tuple(Place(axis, Variable(f"m_{axis}", size)) for axis, size in z.shape.by_axis.items())
    terms = [_products(layer)]
    if layer.bias:
        g, f = index("m_g"), index("m_f")
        terms.append(Term(1, ("B",), (Part("g", (Case((), (), (g,)),)), Part("f", (Case((), (), (f,)),)))))
    return GuardedSum(places, tuple(terms))


def _products(layer: Layer) -> Term:
    """The product of an input and a kernel entry, which meet in their group and in an input channel of it."""
    batch, g, f, c = (index(name) for name in ("m_N", "m_g", "m_f", "a_c"))
    channel = Variable("a_c", layer.in_per_group)
    parts = [
        Part("N", (Case((), (), (batch, None)),)),
        Part("g", (Case((), (), (g, g)),)),
        Part("f", (Case((), (), (None, f)),)),
        Part("c", (Case((channel,), (), (c, c)),)),
    ]
    parts += [Part(spatial_axis(number), (_meeting(layer, number, axis),)) for number, axis in enumerate(layer.axes)]
    return Term(1, ("X", "K"), tuple(parts))


def _meeting(layer: Layer, number: int, axis: Axis) -> Case:
    """Which input place meets which kernel place in which output place, along one spatial axis."""
    m, a, i = (index(f"{letter}_{number}") for letter in "mai")
    kernel = Variable(f"a_{number}", axis.k)
    k_at: Size = axis.k - 1 - a if layer.convention == "convolution" else a
    if layer.transposed:
        equation = Guard(axis.s * i + axis.d * a - axis.pl - m, "=")
        return Case((Variable(f"i_{number}", axis.n), kernel), (equation,), (i, k_at))
    x_at = axis.s * m + axis.d * a - axis.pl
    return Case((kernel,), within(x_at, axis.n), (x_at, k_at))
