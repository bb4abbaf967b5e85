"""How Jupyter displays what knows no pictures itself: said here, from the outside, when symconv is imported."""

from __future__ import annotations

from symconv.layers.layer import Layer


def layer_html(layer: Layer) -> str | None:
    """A layer as HTML, None where only its text is left; what draws it is imported when it is drawn."""
    from symconv import notebook

    return notebook.layer_html(layer)


def register() -> None:
    """Give layers the method that Jupyter asks for."""
    Layer._repr_html_ = layer_html
