"""Backward passes of two-dimensional convolution as people write them, one style a file."""
