"""Somebody's code held against the layer it is for: run on exact forms, and on integers as it is."""
