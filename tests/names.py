"""The names that a package gives to classes, types and constants, and which of them it gives twice."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from imports import Package


def given_twice(package: Package) -> Mapping[str, frozenset[str]]:
    """Public names of classes, types and constants that several modules define, with those modules."""
    found: dict[str, set[str]] = {}
    for module, tree in package.modules.items():
        for name in _defined(tree):
            found.setdefault(name, set()).add(module)
    return {name: frozenset(modules) for name, modules in found.items() if len(modules) > 1}


def _defined(tree: ast.Module) -> Iterator[str]:
    """Names of a module that begin with a capital: a function, a variable of a test or a private name does not."""
    for node in tree.body:
        match node:
            case ast.ClassDef(name=name):
                names = [name]
            case ast.Assign(targets=targets):
                names = [each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name)):
                names = [name]
            case _:
                names = []
        yield from (name for name in names if name[0].isupper())
