"""Every public method says what it answers, or overrides one that does."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import symconv

PACKAGE = Path(symconv.__file__).parent


def undocumented(kind: type) -> Iterator[str]:
    """The public methods that a class defines, where neither it nor what it is made from says what they answer.

    A method that a base only declares, as a variable of the class, has its words beside the declaration.
    """
    for name, member in vars(kind).items():
        function = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
        named = inspect.isfunction(function) and function.__qualname__ == f"{kind.__qualname__}.{name}"
        if named and not name.startswith("_"):
            # None has words of its own since Python 3.13, so it does not stand for what is not there.
            said = [vars(each)[name].__doc__ for each in kind.__mro__ if name in vars(each)]
            declared = any(name in inspect.get_annotations(each) for each in kind.__mro__[1:])
            if not any(said) and not declared:
                yield f"{kind.__qualname__}.{name}"


def classes(module: str) -> Iterator[type]:
    """The public classes that a module defines."""
    for name, kind in vars(import_module(module)).items():
        if inspect.isclass(kind) and kind.__module__ == module and not name.startswith("_"):
            yield kind


def test_every_public_method_is_documented_or_overrides_one_that_is() -> None:
    paths = (path.relative_to(PACKAGE.parent).with_suffix("") for path in PACKAGE.rglob("*.py"))
    modules = sorted(".".join(path.parts) for path in paths if path.stem not in ("__init__", "__main__"))
    assert [name for module in modules for kind in classes(module) for name in undocumented(kind)] == []


class Said:
    def answer(self) -> int:
        """The answer."""
        return 42

    @staticmethod
    def aside() -> int:
        return 1

    def _own(self) -> int:
        return 2


class Overriding(Said):
    def answer(self) -> int:
        return 43

    @property
    def more(self) -> int:
        return 44


def test_what_nobody_documents_is_found_and_what_is_overridden_is_not() -> None:
    assert list(undocumented(Said)) == ["Said.aside"]
    assert list(undocumented(Overriding)) == ["Overriding.more"]
