"""Layers: what they are, how they are built, and what they compute from first principles."""
