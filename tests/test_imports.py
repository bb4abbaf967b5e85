"""Which module may import which: read off the source, and what an import really loads."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import symconv

PACKAGE = Path(symconv.__file__).parent
TERMINAL = {"click", "rich"}
HEAVY = {"sympy", "numpy"}


def sources() -> dict[str, ast.Module]:
    """The package's modules by dotted name, `symconv` itself left out of the name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imported(tree: ast.AST, late: bool) -> Iterator[str]:
    """The modules that a module imports when it runs; `late` includes what functions import when called.

    What stands under `if TYPE_CHECKING:` is never run.
    """
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            for each in node.orelse:
                yield from imported(ast.Module([each], []), late)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            # `from package import module` uses the module, anything else the package's own names.
            yield from (each if each.removeprefix("symconv.") in MODULES else node.module or "" for each in inner)
        elif late or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from imported(node, late)


def within(names: Iterator[str]) -> set[str]:
    """The modules of the package among imported names, as dotted names without `symconv`."""
    known = {*MODULES}
    return {name.removeprefix("symconv.") for name in names if name.removeprefix("symconv.") in known - {""}} & known


MODULES = sources()


def test_the_package_was_found() -> None:
    assert {"sizes", "exact.engine", "page.latex", "cli.main", ""} <= {*MODULES}


def test_imports_make_no_circle() -> None:
    graph = {name: within(imported(tree, late=False)) for name, tree in MODULES.items()}
    order = list(TopologicalSorter(graph).static_order())
    assert order.index("sizes") < order.index("layers.layer") < order.index("layers.build")
    assert order.index("exact.engine") < order.index("exact.verify")


@pytest.mark.parametrize("name", MODULES)
def test_only_the_command_line_knows_the_terminal(name: str) -> None:
    found = {each.split(".")[0] for each in imported(MODULES[name], late=True)} & TERMINAL
    assert not found or name.split(".")[0] == "cli"


@pytest.mark.parametrize("name", ["errors", "sizes", "arrays.sums", "arrays.array", "layers.layer", "layers.definition", "statements.grammar"])
def test_the_ground_needs_no_arrays_of_numbers(name: str) -> None:
    assert not {each.split(".")[0] for each in imported(MODULES[name], late=True)} & HEAVY


def test_the_definition_and_the_formulas_do_not_know_each_other() -> None:
    """The two sides of every comparison: what a layer is, and what is claimed of its gradients."""
    assert not reached("layers.definition") & {"statements.formulas", "arrays.simplify", "arrays.evaluate"}
    assert "layers.definition" not in within(imported(MODULES["statements.formulas"], late=True))
    assert not reached("statements.formulas") & {"exact.expand", "calculus.chain", "exact.engine", "exact.monomials"}
    assert not reached("calculus.chain") & {"statements.formulas", "exact.monomials", "exact.engine"}


def reached(name: str) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for each in within(imported(MODULES[waiting.pop()], late=True)) - found:
            found.add(each)
            waiting.append(each)
    return found


def test_the_reader_of_imports_sees_what_there_is() -> None:
    """The checks above rest on `imported`; it finds a late import and leaves out what is only for types."""
    tree = ast.parse(
        "import numpy as np\n"
        "if TYPE_CHECKING:\n    from symconv.exact.engine import Engine\n"
        "def f():\n    import rich.progress\n"
        "class C:\n    from click import echo\n    from symconv.cli import main\n"
        "try:\n    import sympy\nexcept ImportError:\n    pass\n"
    )
    assert {*imported(tree, late=False)} == {"numpy", "click", "symconv.cli.main", "sympy"}
    assert {*imported(tree, late=True)} == {"numpy", "click", "symconv.cli.main", "sympy", "rich.progress"}


LOADED = "import sys; print(*sorted(name for name in ('sympy', 'numpy', 'click', 'rich') if name in sys.modules))"


def loaded(code: str) -> set[str]:
    """Which of the big libraries are loaded after running `code` in a Python of its own."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{LOADED}"], capture_output=True, text=True, check=True, timeout=60
    )
    return {*done.stdout.splitlines()[-1].split()}


def test_importing_the_package_and_building_a_layer_loads_nothing_big() -> None:
    assert loaded("import symconv") == set()
    assert loaded("import symconv; print(symconv.Conv2d(input=5, kernel=3, padding='same').output)") == set()
    assert loaded("import symconv; symconv.SymconvError, symconv.Layer, symconv.__version__") == set()


def test_help_and_mistakes_load_neither_sympy_nor_numpy() -> None:
    for arguments in (["--help"], ["derive", "--help"], ["--version"], ["derive", "conv2d", "--input", "3x"]):
        code = f"from symconv.cli.main import run\ntry:\n    run({arguments!r})\nexcept SystemExit:\n    pass"
        assert not loaded(code) & HEAVY


def test_verify_loads_no_sympy_and_derive_does() -> None:
    """SymPy is half the waiting time of a small layer, and only the derivation needs it."""
    build = "import symconv; layer = symconv.Conv1d(input=3, kernel=2)"
    assert loaded(f"{build}; symconv.verify(layer)") == {"numpy"}
    assert {"sympy", "numpy"} <= loaded(f"{build}; symconv.derive(layer)")
