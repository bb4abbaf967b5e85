"""The command line: parse, call, print. What it says of a mistake is one line on stderr, and exit code 2."""

from symconv.cli.main import main

__all__ = ["main"]
