"""`python -m symconv`: the same as the command `symconv`."""

from symconv.cli.main import main

main()
