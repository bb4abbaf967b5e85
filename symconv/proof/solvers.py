"""The solvers: z3, and cvc5 where it is installed, both given the same SMT-LIB text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

from symconv.errors import SymconvError

Answer = Literal["unsat", "sat", "unknown"]


class SolverDisagreementError(SymconvError):
    """One solver finds a question satisfiable and the other does not: neither is believed."""


@dataclass(frozen=True, slots=True)
class Solver:
    """A solver by name: `ask(text, milliseconds)` gives its answer."""

    name: str
    version: str
    ask: Callable[[str, int], Answer]


def solvers() -> tuple[Solver, ...]:
    """The installed solvers; z3 always."""
    found = [_z3()]
    if find_spec("cvc5") is not None:
        found.append(_cvc5())
    return tuple(found)


def agreed(text: str, asked: tuple[Solver, ...], milliseconds: int) -> bool:
    """Whether the question is unsatisfiable: one solver says so, and none says otherwise.

    Raises SolverDisagreementError where one says "unsat" and another "sat".
    """
    answers = {solver.name: solver.ask(text, milliseconds) for solver in asked}
    if {"sat", "unsat"} <= set(answers.values()):
        raise SolverDisagreementError(f"the solvers disagree: {answers}")
    return answers[asked[0].name] == "unsat"


def _z3() -> Solver:
    import z3

    def ask(text: str, milliseconds: int) -> Answer:
        solver = z3.Solver()
        solver.set("timeout", milliseconds)
        solver.from_string(text)
        answer = str(solver.check())
        return answer if answer in ("sat", "unsat") else "unknown"  # type: ignore[return-value]

    return Solver("z3", z3.get_version_string(), ask)


def _cvc5() -> Solver:
    import cvc5

    def ask(text: str, milliseconds: int) -> Answer:
        manager = cvc5.TermManager()
        solver = cvc5.Solver(manager)
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

    return Solver("cvc5", cvc5.__version__, ask)
