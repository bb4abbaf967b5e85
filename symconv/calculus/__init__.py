"""SymPy's chain rule, and what it confirms."""
