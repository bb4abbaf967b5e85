"""The version of symconv."""

VERSION = "0.1.0"
