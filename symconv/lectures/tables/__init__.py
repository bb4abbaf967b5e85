"""The tables of a derivation: one module for each kind, as functions from a `Telling` to blocks."""
