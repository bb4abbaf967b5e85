"""A user's function from its file. Loading a file runs it; nothing but `check` does so."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from symconv.errors import SymconvError


def located(target: str) -> tuple[Path, str]:
    """FILE.py and FUNCTION of `FILE.py:FUNCTION`; raises SymconvError where there is no such file.

    Nothing is loaded yet.
    """
    path, separator, name = target.rpartition(":")
    if not separator or not path or not all(part.isidentifier() for part in name.split(".")):
        raise SymconvError(
            f"{target!r} is no FILE.py:FUNCTION, such as homework.py:conv_backward", text=target, column=len(path)
        )
    file = Path(path)
    if not file.is_file():
        raise SymconvError(f"there is no file {path!r}", text=target)
    return file, name


def loaded(path: Path, names: list[str]) -> list[Callable[..., Any]]:
    """Functions of a file, which may import its neighbours; raises what the file raises.

    Raises SymconvError for a function that is not there.
    """
    sys.path.insert(0, str(path.resolve().parent))
    # Under a name that another module has, that module would be lost to everybody else.
    name = path.stem if path.stem not in sys.modules else f"checked_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path.resolve())
    if spec is None or spec.loader is None:
        raise SymconvError(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return [_attribute(module, path, each) for each in names]


def _attribute(module: Any, path: Path, dotted: str) -> Callable[..., Any]:
    found = module
    for part in dotted.split("."):
        if not hasattr(found, part):
            functions = [each for each, value in vars(module).items() if callable(value) and not each.startswith("_")]
            raise SymconvError(
                f"{path.name} has no {dotted}; it has {', '.join(functions[:8]) or 'no functions'}", text=dotted
            )
        found = getattr(found, part)
    if not callable(found):
        raise SymconvError(f"{dotted} in {path.name} is no function", text=dotted)
    function: Callable[..., Any] = found
    return function
