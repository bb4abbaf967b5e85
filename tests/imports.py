"""Which module of a package imports which, read off its source: a run shows only what that run needed.

Read are imports at the top of a module, late ones (inside a function), those that only types need, and imports by name:
what `import_module` and `__import__` are given, and every string that names a module of the package, since a table of
such strings is how an import by name is hidden. An import by a name that is only known in a run is kept as unreadable,
and so is what goes past imports (`hidden_imports`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property
from pathlib import Path

from hidden_imports import BY_NAME, hidden


class How(Enum):
    """How a module comes to be imported."""

    TOP = "at the top"
    LATE = "late"
    TYPES = "for types"
    NAME = "by name"
    UNREADABLE = "by a name known only in a run"


@dataclass(frozen=True, slots=True)
class Import:
    """One import: who imports what, how, and in which line."""

    importer: str
    imported: str
    how: How
    line: int

    def __str__(self) -> str:
        importer, imported = (name or "(the package)" for name in (self.importer, self.imported))
        return f"{importer}:{self.line} imports {imported} {self.how.value}"


@dataclass(frozen=True)
class Package:
    """A package's modules by their dotted names without the package's own: `page.text`; "" is the package itself."""

    name: str
    modules: Mapping[str, ast.Module]
    folders: frozenset[str]

    @cached_property
    def inside(self) -> tuple[Import, ...]:
        """The imports of modules of this package."""
        return _once(
            Import(each.importer, self.known(each.imported), each.how, each.line)
            for each in self._all
            if each.how is not How.UNREADABLE and self.owns(each.imported)
        )

    @cached_property
    def outside(self) -> tuple[Import, ...]:
        """The imports of everything else, by the name that stands before the first dot."""
        return _once(
            Import(each.importer, each.imported.split(".")[0], each.how, each.line)
            for each in self._all
            if each.how is not How.UNREADABLE and not self.owns(each.imported)
        )

    @cached_property
    def unreadable(self) -> tuple[Import, ...]:
        """The imports whose name no reader of the source can know."""
        return tuple(each for each in self._all if each.how is How.UNREADABLE)

    @cached_property
    def _all(self) -> tuple[Import, ...]:
        return tuple(
            Import(module, name, how, line)
            for module, tree in self.modules.items()
            for name, how, line in (*self._named(module, tree, How.TOP), *self._hidden(module, tree))
        )

    def owns(self, name: str) -> bool:
        """Whether a full dotted name is this package's."""
        return name == self.name or name.startswith(f"{self.name}.")

    def known(self, name: str) -> str:
        """The module that a full dotted name of this package leads to: `house.page.text.write` is in `page.text`."""
        inner = name.removeprefix(self.name).removeprefix(".")
        while inner not in self.modules:
            inner = inner.rpartition(".")[0]
        return inner

    def reached(self, module: str) -> frozenset[str]:
        """What a module knows, directly or indirectly, with the rooms' own `__init__` that such an import runs.

        The package's `__init__` runs at every import whatsoever and says nothing about who knows whom: it is left out
        unless somebody imports it by its own name.
        """
        return frozenset(reach(module, self._edges()) - {module})

    def way(self, module: str, other: str) -> str:
        """The modules of which each loads the next, as few as there are, from one to the other; empty without any."""
        edges = self._edges()
        ways: dict[str, tuple[str, ...]] = {module: (module,)}
        for name in (waiting := [module]):
            for each in sorted(edges.get(name, set()) - ways.keys()):
                ways[each] = (*ways[name], each)
                waiting.append(each)
        return " -> ".join(ways.get(other, ()))

    def _edges(self) -> dict[str, set[str]]:
        edges = {name: {*_parents(name)} for name in self.modules}
        for each in self.inside:
            edges[each.importer].add(each.imported)
        return edges

    def _named(self, module: str, tree: ast.AST, how: How) -> Iterator[tuple[str, How, int]]:
        for node in ast.iter_child_nodes(tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, how, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                origin = self._origin(module, node)
                # Under another name the importing function would pass for any other.
                yield from ((each, How.UNREADABLE, node.lineno) for each in _renamed(node))
                yield from ((f"{origin}.{alias.name}", how, node.lineno) for alias in node.names)
            elif isinstance(node, ast.If) and _asks_for_types(node.test):
                yield from self._named(module, ast.Module(node.body, []), How.TYPES)
                yield from self._named(module, ast.Module(node.orelse, []), how)
            elif isinstance(node, ast.Call) and _called(node.func) in BY_NAME:
                yield self._by_name(module, node)
            elif isinstance(node, ast.Name | ast.Attribute) and _called(node) in BY_NAME:
                yield ast.unparse(node), How.UNREADABLE, node.lineno
            elif isinstance(node, ast.Constant):
                if isinstance(node.value, str) and self._is_module(node.value):
                    yield node.value.replace(":", "."), How.NAME, node.lineno
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from self._named(module, node, How.TYPES if how is How.TYPES else How.LATE)
            else:
                yield from self._named(module, node, how)

    def _hidden(self, module: str, tree: ast.Module) -> Iterator[tuple[str, How, int]]:
        for node in hidden(tree, self._is_or_has_module, lambda each: self._origin(module, each)):
            yield ast.unparse(node), How.UNREADABLE, getattr(node, "lineno", 0)

    def _is_or_has_module(self, name: str) -> bool:
        """Whether a dotted name is that of the package itself or of one of its modules."""
        return self.owns(name) and name.removeprefix(self.name).removeprefix(".") in self.modules

    def _origin(self, module: str, node: ast.ImportFrom) -> str:
        """The full name of what `from ... import` imports from, its leading dots resolved."""
        return node.module or "" if node.level == 0 else self._relative(module, "." * node.level + (node.module or ""))

    def _relative(self, module: str, name: str) -> str:
        rest = name.lstrip(".")
        above = [self.name, *module.split(".")] if module else [self.name]
        dropped = len(name) - len(rest) - (module in self.folders)
        return ".".join([*above[: len(above) - dropped], *([rest] if rest else [])])

    def _by_name(self, module: str, call: ast.Call) -> tuple[str, How, int]:
        given = call.args[0] if call.args else None
        if not (isinstance(given, ast.Constant) and isinstance(given.value, str)):
            return ast.unparse(call), How.UNREADABLE, call.lineno
        name = given.value
        return (self._relative(module, name) if name.startswith(".") else name), How.NAME, call.lineno

    def _is_module(self, text: str) -> bool:
        """Whether a string names something in one of the package's modules; its bare name is also the program's."""
        dotted = text.replace(":", ".")
        return self.owns(dotted) and all(part.isidentifier() for part in dotted.split(".")) and self.known(dotted) != ""


def package(folder: Path) -> Package:
    """The package that a folder holds."""
    modules, folders = {}, set()
    for path in sorted(folder.rglob("*.py")):
        *rooms, last = path.relative_to(folder).with_suffix("").parts
        name = ".".join(rooms if last == "__init__" else [*rooms, last])
        modules[name] = ast.parse(path.read_text(encoding="utf-8"))
        if last == "__init__":
            folders.add(name)
    return Package(folder.name, modules, frozenset(folders))


@cache
def of_symconv() -> Package:
    """symconv itself, read once in a process."""
    return package(Path(__file__).parent.parent / "symconv")


def reach(start: str, edges: Mapping[str, set[str]]) -> set[str]:
    """What can be reached by the edges from `start`, in one step or more.

    >>> sorted(reach("a", {"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}))
    ['b', 'c']
    """
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = edges.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return found


def _once(imports: Iterator[Import]) -> tuple[Import, ...]:
    """Each import once: what a statement takes from one module, in however many names, is one."""
    return tuple(dict.fromkeys(imports))


def _parents(module: str) -> Iterator[str]:
    while "." in module:
        module = module.rpartition(".")[0]
        yield module


def _asks_for_types(test: ast.expr) -> bool:
    return ast.unparse(test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def _called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _renamed(node: ast.ImportFrom) -> Iterator[str]:
    return (ast.unparse(node) for alias in node.names if alias.name in BY_NAME and alias.asname is not None)
