"""The tables of a derivation: one module for each kind, as functions from a `Lesson` to blocks."""
