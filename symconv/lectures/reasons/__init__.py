"""Why each closed form looks as it does: numbers of the layer's axes first, then their words, one idea a module."""
