"""Pictures of convolution arithmetic: the data of every step, and that as SVG, PNG and TikZ."""
