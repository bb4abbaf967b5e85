"""What a layer computes, from first principles: Z as a guarded sum over input and kernel entries.

This is the one statement that everything else is judged by. It shares nothing with the closed formulas: no
padding, no rotation, only which input entry meets which kernel entry in which output entry.
"""

from __future__ import annotations

from symconv.layer import Layer
from symconv.sizes import Size, symbol
from symconv.sums import Factor, Guard, GuardedSum, Term, Variable, within
from symconv.tensors import tensor


def forward(layer: Layer) -> GuardedSum:
    """Z of `layer`, entry by entry, indexed by `N, g, f` and one `m` an axis.

    Direct: `Z[m] = sum_a X[s*m + d*a - pl] K[a] + B`; transposed: `Z[m] = sum of X[i] K[a] over the pairs with
    `s*i + d*a - pl = m`, + B (Dumoulin and Visin 2016). Under true convolution `K[k-1-a]` stands for `K[a]`.

    >>> from symconv import Conv1d
    >>> print(forward(Conv1d(input=3, kernel=2, bias=False)))
    [N < 1; g < 1; f < 1; m0 < 2] = 1 sum[c < 1; a0 < 2; m0 + a0 >= 0; -a0 - m0 + 2 >= 0] \
X[N, g, c, m0 + a0] K[g, f, c, a0]
    """
    index = tuple(
        Variable(label, size)
        for label, size in zip(("N", "g", "f", *_numbered("m", layer)), _output_sizes(layer), strict=True)
    )
    terms = [_products(layer)]
    if layer.bias:
        terms.append(Term(1, (), (), (Factor("B", (symbol("g"), symbol("f"))),)))
    return GuardedSum(index, tuple(terms))


def _numbered(letter: str, layer: Layer) -> tuple[str, ...]:
    return tuple(f"{letter}{axis}" for axis in range(layer.rank))


def _output_sizes(layer: Layer) -> tuple[Size, ...]:
    z = tensor(layer, "Z")
    return (*(axis.size for axis in z.lead), *z.spatial)


def _products(layer: Layer) -> Term:
    bound = [Variable("c", layer.in_per_group)]
    guards: list[Guard] = []
    x_at: list[Size] = []
    k_at: list[Size] = []
    for number, axis in enumerate(layer.axes):
        m, a = symbol(f"m{number}"), symbol(f"a{number}")
        if layer.transposed:
            i = symbol(f"i{number}")
            bound.append(Variable(f"i{number}", axis.n))
            guards.append(Guard(axis.s * i + axis.d * a - axis.pl - m, "="))
            x_at.append(i)
        else:
            x_at.append(axis.s * m + axis.d * a - axis.pl)
            guards.extend(within(x_at[-1], axis.n))
        bound.append(Variable(f"a{number}", axis.k))
        k_at.append(axis.k - 1 - a if layer.convention == "convolution" else a)
    batch, g, f, c = (symbol(label) for label in ("N", "g", "f", "c"))
    channels = (c, f) if layer.transposed else (f, c)
    x, k = Factor("X", (batch, g, c, *x_at)), Factor("K", (g, *channels, *k_at))
    return Term(1, tuple(bound), tuple(guards), (x, k))
