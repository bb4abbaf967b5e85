"""The exact engine: concrete sizes, every monomial of every entry."""
