"""Statements: how they are read, what they mean, and the theorems that are stated."""
