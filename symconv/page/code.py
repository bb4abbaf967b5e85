"""Mathematics as Python writes it: sums of products of names and numbers, no more than results are made of."""

from __future__ import annotations

from symconv.page.maths import Letter, Maths, Number, Product, Sum


def written(tree: Maths) -> str:
    """A tree as a Python expression; raises TypeError for a piece that is no name, number, product or sum.

    >>> written(Sum((Product((Letter("dz1"), Letter("k1"))), Product((Number(-2), Letter("x1"))), Number(3))))
    'dz1*k1 + -2*x1 + 3'
    """
    match tree:
        case Letter(name=name):
            return name
        case Number(value=value):
            return str(value)
        case Product(factors=factors):
            return "*".join(map(written, factors))
        case Sum(terms=terms):
            return " + ".join(map(written, terms))
    raise TypeError(f"{tree} is no sum of products of names")
