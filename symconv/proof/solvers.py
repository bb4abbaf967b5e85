"""The solvers: z3, and cvc5 beside it, where they are installed; both are given the same SMT-LIB text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from types import ModuleType

from symconv.errors import SymconvError
from symconv.proof.smt import Answer, Solver


class SolverDisagreementError(SymconvError):
    """One solver finds a question satisfiable and the other does not: neither is believed."""


class NoSolverError(SymconvError):
    """Something that only a solver could settle, where none is installed: what has a certificate needs none."""

    def __init__(self) -> None:
        super().__init__("z3 is needed here, and is not installed: pip install 'symconv[prove]'")


class Installed:
    """The installed solvers, loaded when they are looked at; raises NoSolverError then, where z3 is not installed."""

    def __iter__(self) -> Iterator[Solver]:
        return iter(solvers())


def solvers() -> tuple[Solver, ...]:
    """The installed solvers, z3 first; raises NoSolverError without it: cvc5 is a second opinion."""
    found = [Solver("z3", _loaded_z3().get_version_string(), _asked_of_z3)]
    if find_spec("cvc5") is not None:
        import cvc5

        found.append(Solver("cvc5", cvc5.__version__, _asked_of_cvc5))
    return tuple(found)


def _loaded_z3() -> ModuleType:
    """z3, which takes long to load, so that it is not before it is asked."""
    try:
        import z3
    except ImportError:
        raise NoSolverError from None
    loaded: ModuleType = z3
    return loaded


def _asked_of_z3(text: str, milliseconds: int) -> Answer:
    z3 = _loaded_z3()
    # A context for each question: threads must not share one, and no answer depends on what was asked before.
    # Linear questions are answered sooner without the tactics that other logics need.
    solver = z3.SimpleSolver(ctx=z3.Context())
    solver.set("timeout", milliseconds)
    solver.from_string(text)
    answer = str(solver.check())
    return answer if answer in ("sat", "unsat") else "unknown"  # type: ignore[return-value]


def needed(text: str, further: Sequence[str], milliseconds: int) -> list[int] | None:
    """Which further assertions, by number, make a question unsatisfiable in z3's eyes; None where all do not."""
    z3 = _loaded_z3()
    solver = z3.Solver(ctx=z3.Context())
    solver.set("timeout", milliseconds)
    solver.set("core.minimize", True)
    names = dict.fromkeys(f"|{name}|" for line in further for name in line.split("|")[1::2])
    declared = "".join(f"(declare-const {name} Int)\n" for name in names if f"(declare-const {name} Int)" not in text)
    labels = "".join(f"(declare-const |!{at}| Bool)\n(assert (=> |!{at}| {line}))\n" for at, line in enumerate(further))
    solver.from_string(text.replace("(check-sat)", declared + labels))
    if solver.check(*(z3.Bool(f"!{at}", solver.ctx) for at in range(len(further)))) != z3.unsat:
        return None
    return sorted(int(str(each).strip("|!")) for each in solver.unsat_core())


def model(text: str, names: Sequence[str], milliseconds: int) -> dict[str, int] | None:
    """Numbers for the names that satisfy a question, by z3; None where it finds none in time."""
    z3 = _loaded_z3()
    solver = z3.Solver(ctx=z3.Context())
    solver.set("timeout", milliseconds)
    solver.from_string(text)
    if solver.check() != z3.sat:
        return None
    found = solver.model()
    return {name: found.eval(z3.Int(name, solver.ctx), model_completion=True).as_long() for name in names}


def _asked_of_cvc5(text: str, milliseconds: int) -> Answer:
    import cvc5

    solver = cvc5.Solver(cvc5.TermManager())
    solver.setOption("tlimit-per", str(milliseconds))
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "obligation")
    symbols = parser.getSymbolManager()
    answer = "unknown"
    while True:
        command = parser.nextCommand()
        if command.isNull():
            break
        said = str(command.invoke(solver, symbols)).strip()
        if said.startswith(("sat", "unsat", "unknown")):
            # An unknown comes with its reason in brackets.
            answer = said.split()[0]
        elif said:
            raise SymconvError(f"cvc5 does not read an obligation: {said}")
    return answer  # type: ignore[return-value]
