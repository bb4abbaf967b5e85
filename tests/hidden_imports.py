"""Ways to a module that no reader of imports can follow: what runs text, what asks a module for a name in quotes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

# What makes modules of names, by whatever name it is reached itself.
BY_NAME = ("import_module", "__import__")
# Built in: they run text, or hold what does.
RUNNING = ("exec", "eval", "compile", "__builtins__", "__loader__", "__spec__")
# Modules that find, load and run others.
LOADERS = ("runpy", "pkgutil", "imp", "importlib.machinery", "importlib.abc")
# What `importlib.util` and loaders do beyond asking whether there is a module.
LOADING = ("spec_from_file_location", "spec_from_loader", "module_from_spec", "exec_module", "load_module")
# Modules in which everything else can be found; so can it in any of the package's own.
HOLDERS = ("sys", "builtins", "importlib")
ASKING = ("getattr", "vars")


def hidden(tree: ast.Module, owns: Callable[[str], bool], origin: Callable[[ast.ImportFrom], str]) -> Iterator[ast.AST]:
    """The pieces of a module by which it may know another without an import that can be read.

    `owns` says whether a dotted name is the package's, `origin` what a `from` imports from. `sys.modules` with a name
    in quotes that is not the package's is read as it stands, and is none.
    """
    held = {name for name, module in _held(tree, origin) if module in HOLDERS or owns(module)}
    known = {id(each) for each in _asked_for_others(tree, owns)}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) if name in RUNNING:
                yield node
            case ast.Constant(value=str(text)) if text in BY_NAME:
                yield node
            case ast.Attribute(value=ast.Name(id=name), attr="modules" | "__dict__") if name in held:
                if id(node) not in known:
                    yield node
            case ast.Attribute(attr=attribute) if attribute in LOADING:
                yield node
            case ast.Call(func=ast.Name(id=asking), args=[ast.Name(id=name), *_]) if asking in ASKING and name in held:
                yield node
            case ast.Import(names=names) if any(each.name in LOADERS for each in names):
                yield node
            case ast.ImportFrom(names=names):
                found = [origin(node), *(f"{origin(node)}.{each.name}" for each in names)]
                if any(each in (*LOADERS, "sys.modules") or each.split(".")[-1] in LOADING for each in found):
                    yield node


def _held(tree: ast.Module, origin: Callable[[ast.ImportFrom], str]) -> Iterator[tuple[str, str]]:
    """The names that imports give, wherever they stand, each with what it may be the name of."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                yield (each.asname, each.name) if each.asname else (each.name.split(".")[0], each.name.split(".")[0])
        elif isinstance(node, ast.ImportFrom):
            for each in node.names:
                yield each.asname or each.name, f"{origin(node)}.{each.name}"


def _asked_for_others(tree: ast.Module, owns: Callable[[str], bool]) -> Iterator[ast.expr]:
    """`sys.modules` where `sys.modules["other"]` or `sys.modules.get("other")` is asked for a module from elsewhere."""
    for node in ast.walk(tree):
        match node:
            case (
                ast.Subscript(value=modules, slice=ast.Constant(value=str(name)))
                | ast.Call(func=ast.Attribute(value=modules, attr="get"), args=[ast.Constant(value=str(name))])
            ) if not owns(name):
                yield modules
