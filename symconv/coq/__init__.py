"""Proofs for the Coq proof assistant: a library of definitions and rules, and files that follow a proof."""
