"""Benchmarks of symconv against what can be written with SymPy, symengine and python-flint."""
