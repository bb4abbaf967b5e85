"""The one family of errors that symconv raises for a user's mistake."""

from __future__ import annotations


class SymconvError(ValueError):
    """A mistake in what was asked, said in one line that names the offender and what would be right.

    `text` is the offending piece of the user's own text, where there is one, and `column` (0-based) the
    place in it; the command line draws a caret there.

    >>> error = SymconvError("the stride must be 1 or more, not 0", text="0", column=0)
    >>> str(error), error.column
    ('the stride must be 1 or more, not 0', 0)
    """

    def __init__(self, message: str, *, text: str | None = None, column: int = 0) -> None:
        super().__init__(message)
        self.text = text
        self.column = column


class GeometryError(SymconvError):
    """A layer that does not exist: sizes, strides, paddings or channels that do not fit together."""


class ShapeError(SymconvError):
    """An expression of the array language whose shapes do not fit."""


class AxesError(ShapeError):
    """An expression whose arrays have different axes, so that they fit at no size."""


class TooLargeError(SymconvError):
    """A layer with more monomials than the asked form of answer can carry."""


NO_MEMORY = "there is not enough memory for this"


def defect(error: Exception) -> str:
    """What is said of an exception that nobody raises for a mistake, in one line; what to report follows it.

    >>> defect(KeyError("dX"))
    "a defect of symconv itself (KeyError: 'dX')"
    """
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return f"a defect of symconv itself ({what[:200]})"
