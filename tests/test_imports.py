"""Which module may import which: read off the folders of the package, and what an import really loads."""

from __future__ import annotations

import subprocess
import sys

import pytest
from imports import How, of_symconv
from rooms import DOOR, ROOMS, House

PACKAGE = of_symconv()
HOUSE = House(PACKAGE)

TERMINAL = {"click", "rich"}
HEAVY = {"sympy", "numpy"}
PYTHON = sys.stdlib_module_names


def test_every_room_has_its_place() -> None:
    assert HOUSE.unlisted() == set()
    assert {*ROOMS} == {HOUSE.room(module) for module in PACKAGE.modules}, "a room that is none"


def test_no_room_imports_one_above_it() -> None:
    """Late imports count, and those by name, and those that only types need."""
    found = HOUSE.upward()
    assert not found, "\n".join(map(str, found))


def test_within_a_room_imports_make_no_circle() -> None:
    assert HOUSE.circle() == []


def test_only_the_package_itself_imports_its_modules_by_name() -> None:
    """Its table keeps `import symconv` fast; anywhere else a name in quotes would hide who knows whom."""
    assert {each.importer for each in PACKAGE.inside if each.how is How.NAME} == {""}


def test_nobody_goes_past_imports_but_who_handles_a_users_modules() -> None:
    """They load the user's code, give it other functions and look at what it keeps: none of it is the package's."""
    of_users = {"check.load", "check.namespaces", "check.state"}
    assert {each.importer for each in PACKAGE.unreadable} == {"", *of_users}


# What "does not know" means: neither directly nor through another module, late or not.

FORMULAS = "statements.theorems"
DEFINITION = "layers.definition"
DOES_NOT_KNOW = {
    "a closed formula, what the layer computes": (FORMULAS, DEFINITION),
    "what the layer computes, a closed formula": (DEFINITION, FORMULAS),
    "the meaning of a statement, what the layer computes": ("statements.meaning", DEFINITION),
    "the chain rule, a closed formula": ("calculus.chain", FORMULAS),
    "the expansion of a definition, a closed formula": ("exact.expand", FORMULAS),
}


@pytest.mark.parametrize(("module", "unknown"), DOES_NOT_KNOW.values(), ids=DOES_NOT_KNOW)
def test_the_two_sides_of_a_comparison_do_not_know_each_other(module: str, unknown: str) -> None:
    assert {module, unknown} <= {*PACKAGE.modules}
    assert PACKAGE.way(module, unknown) == ""


def beside(module: str, known: set[str]) -> str:
    """The shortest way from a module to one that it should not load; empty where it loads none."""
    return min((PACKAGE.way(module, each) for each in PACKAGE.reached(module) - known), key=len, default="")


# What sizes are made of, and guarded sums.
GROUND_OF_PROOFS = ("frozen", "unknown", "sizes", "arrays.sums")


def test_the_kernel_knows_sizes_and_sums_only() -> None:
    """And the checker of certificates, not the search for them."""
    packages = {"arrays", "proof", "proof.linear"}
    own = {f"proof.{name}" for name in ("coordinates", "plan", "sides", "smt", "linear.checker", "linear.steps")}
    assert beside("proof.kernel", packages | {*GROUND_OF_PROOFS, *own}) == ""
    assert PACKAGE.reached("proof.kernel") - packages == {*GROUND_OF_PROOFS, *own}


def test_the_checker_of_certificates_knows_sizes_and_guards_only() -> None:
    """The guards are in `arrays.sums`, the steps are data; nothing of the search, and not even the kernel."""
    packages = {"arrays", "proof", "proof.linear"}
    assert beside("proof.linear.checker", packages | {*GROUND_OF_PROOFS, "proof.linear.steps"}) == ""
    assert PACKAGE.reached("proof.linear.checker") - packages == {*GROUND_OF_PROOFS, "proof.linear.steps"}


@pytest.mark.parametrize("module", ["proof.kernel", "proof.linear.checker"])
def test_what_is_trusted_needs_nothing_but_python_itself(module: str) -> None:
    """Neither SymPy nor a solver's package, late or not: who reads the kernel has read all that it rests on."""
    known = {module, *PACKAGE.reached(module)}
    strange = [each for each in PACKAGE.outside if each.importer in known and each.imported not in PYTHON]
    ways = sorted((f"{PACKAGE.way(module, each.importer)}: {each}" for each in strange), key=len)
    assert not strange, "\n".join(ways)


def test_a_page_knows_nothing_of_convolution() -> None:
    """Besides its own room it needs the ground, where sizes are, so neither does it reach another."""
    found = {HOUSE.room(each.imported) for each in PACKAGE.inside if HOUSE.room(each.importer) == "page"}
    assert found <= {"errors", "sizes", "unknown", "frozen", "page"}


# What comes from outside.


def importers(libraries: set[str]) -> set[str]:
    """The rooms in which one of these libraries is imported, at the top or late."""
    return {HOUSE.room(each.importer) for each in PACKAGE.outside if each.imported in libraries}


def test_only_the_command_line_knows_the_terminal() -> None:
    assert importers(TERMINAL) == {DOOR}


def test_sympy_is_known_where_it_differentiates_and_above() -> None:
    assert importers({"sympy"}) <= {*ROOMS[ROOMS.index("calculus") :]}


def test_only_the_proofs_know_a_solver() -> None:
    assert importers({"z3", "cvc5"}) == {"proof"}


def test_solvers_are_imported_when_they_are_asked() -> None:
    """z3 alone takes longer to load than most answers take."""
    assert {each.how for each in PACKAGE.outside if each.imported in ("z3", "cvc5")} == {How.LATE}


GROUND = (
    "errors",
    "sizes",
    "arrays.sums",
    "arrays.array",
    "layers.layer",
    "layers.definition",
    "statements.grammar",
)


@pytest.mark.parametrize("module", GROUND)
def test_the_ground_needs_no_arrays_of_numbers(module: str) -> None:
    known = {module, *PACKAGE.reached(module)}
    assert not [str(each) for each in PACKAGE.outside if each.importer in known and each.imported in HEAVY]


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


def test_a_proof_loads_nothing_big_and_a_refutation_does() -> None:
    """NumPy takes as long to import as ten proofs, SymPy as long as all of the library."""
    prove = "from symconv import prove; print(prove('dX = correlate(pad(dZ, k-1), {}(K))').outcome)"
    assert loaded(prove.format("rot180")) == set()
    assert {"sympy", "numpy"} <= loaded(prove.format("1*"))


def test_the_library_is_proved_without_numpy() -> None:
    # A deadline by the process' own time, so that a machine that is busy with something else does not tell here.
    own = "import time; time.perf_counter = time.process_time"
    assert not loaded(f"{own}; from symconv.cli.main import run; run(['prove'])") & HEAVY


def test_verify_loads_no_sympy_and_derive_does() -> None:
    """SymPy is half the waiting time of a small layer, and only the derivation needs it."""
    build = "import symconv; layer = symconv.Conv1d(input=3, kernel=2)"
    assert loaded(f"{build}; symconv.verify(layer)") == {"numpy"}
    assert {"sympy", "numpy"} <= loaded(f"{build}; symconv.derive(layer)")
