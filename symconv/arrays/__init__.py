"""The array language: expressions, their shapes and their entries; it knows no layer."""
