"""Derivations as text, LaTeX, Markdown and JSON: what is said, apart from how it is written."""
