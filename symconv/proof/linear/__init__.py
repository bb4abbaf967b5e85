"""Linear certificates: why an obligation of the kernel holds, in steps that a reader can check by hand."""
