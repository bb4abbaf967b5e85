"""Proofs for all sizes: a small kernel that is trusted, and the search, solvers and certificates around it."""
