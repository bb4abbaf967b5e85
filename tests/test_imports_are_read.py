"""The reader of imports and the order of rooms, on small invented packages: each bad one beside its good twin."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from imports import How, Package, package
from rooms import House

HOUSE = {"__init__": "", "low/__init__": "", "low/a": "", "high/__init__": "", "high/b": "import house.low.a\n"}
ROOMS = ("low", "high", "faces", "cli")


def built(folder: Path, files: Mapping[str, str]) -> Package:
    """A package `house` with the rooms `low` and `high`, and these files, named without their ending."""
    for name, text in {**HOUSE, **files}.items():
        path = folder / "house" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return package(folder / "house")


def upward(invented: Package) -> list[str]:
    return [str(each) for each in House(invented, ROOMS).upward()]


PLANTED = {
    "at the top": ("from house.high.b import wall", "low.a:1 imports high.b at the top"),
    "of a module from its room": ("from house.high import b", "low.a:1 imports high.b at the top"),
    "of a room": ("import house.high", "low.a:1 imports high at the top"),
    "renamed": ("import house.high.b as plain", "low.a:1 imports high.b at the top"),
    "with dots": ("from ..high.b import wall", "low.a:1 imports high.b at the top"),
    "with dots alone": ("from .. import high", "low.a:1 imports high at the top"),
    "late": ("def f():\n    from house.high.b import wall", "low.a:2 imports high.b late"),
    "late in a method": ("class C:\n    def f(self):\n        import house.high.b", "low.a:3 imports high.b late"),
    "late in an async function": ("async def f():\n    import house.high.b", "low.a:2 imports high.b late"),
    "in the body of a class": ("class C:\n    from house.high import b", "low.a:2 imports high.b at the top"),
    "if there is one": ("try:\n    import house.high.b\nfinally:\n    pass", "low.a:2 imports high.b at the top"),
    "for types": ("if TYPE_CHECKING:\n    from house.high.b import Wall", "low.a:2 imports high.b for types"),
    "for types by module": ("if typing.TYPE_CHECKING:\n    import house.high.b", "low.a:2 imports high.b for types"),
    "unless for types": ("if TYPE_CHECKING:\n    1\nelse:\n    import house.high", "low.a:4 imports high at the top"),
    "by name": ("import_module('house.high.b')", "low.a:1 imports high.b by name"),
    "by name, late": ("def f():\n    importlib.import_module('house.high.b').wall()", "low.a:2 imports high.b by name"),
    "by name with dots": ("import_module('..high.b', __package__)", "low.a:1 imports high.b by name"),
    "by the built-in": ("__import__('house.high.b')", "low.a:1 imports high.b by name"),
    "in a table": ("LATE = {'wall': 'house.high.b'}", "low.a:1 imports high.b by name"),
    "in a table by member": ("LATE = ['house.high.b.wall']", "low.a:1 imports high.b by name"),
    "in a table as an entry point": ("LATE = ('house.high.b:wall',)", "low.a:1 imports high.b by name"),
    "as a default": ("def f(name='house.high.b'):\n    return name", "low.a:1 imports high.b by name"),
    "of the package": ("import house", "low.a:1 imports (the package) at the top"),
    "of what the package shows": ("from house import wall", "low.a:1 imports (the package) at the top"),
}


@pytest.mark.parametrize(("planted", "found"), PLANTED.values(), ids=PLANTED)
def test_an_import_upward_is_found(tmp_path: Path, planted: str, found: str) -> None:
    assert upward(built(tmp_path, {"low/a": planted})) == [found]


@pytest.mark.parametrize("planted", [planted for planted, _ in PLANTED.values() if "high" in planted], ids=str)
def test_the_same_import_within_its_own_room_is_good(tmp_path: Path, planted: str) -> None:
    assert upward(built(tmp_path, {"high/c": planted})) == []


GOOD = {
    "a word of the same name": "print('high')",
    "another package's module": "import houses.high.b",
    "the name of the program": "PROGRAM = 'house'",
    "a sentence": "'see house.high.b for walls'",
    "a schema": "SCHEMA = 'house.high/1'",
    "what the package does not have": "NAME = 'house.nothing'",
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_what_is_no_import_is_not_taken_for_one(tmp_path: Path, text: str) -> None:
    assert upward(built(tmp_path, {"low/a": text})) == []


UNREADABLE = (
    "import_module(name)",
    "importlib.import_module(f'house.{room}')",
    "import_module(name='house.high.b')",
    "__import__('house.' + room)",
    "from importlib import import_module as load",
    "load = import_module",
    "load = importlib.import_module",
)


@pytest.mark.parametrize("text", UNREADABLE)
def test_an_import_that_cannot_be_read_is_told(tmp_path: Path, text: str) -> None:
    found = built(tmp_path, {"low/a": text})
    (told,) = found.unreadable
    assert (told.importer, told.how) == ("low.a", How.UNREADABLE)
    assert text.endswith(told.imported)
    assert built(tmp_path, {"low/a": "import_module('numpy')"}).unreadable == ()


PAST_IMPORTS = {
    "text that is run": ("exec('import house.high.b')", "exec"),
    "text that has a value": ("def f():\n    eval(text)", "eval"),
    "text that is compiled": ("run(compile(text, '', 'exec'))", "compile"),
    "a table of all modules": ("import sys\nsys.modules[name].wall()", "sys.modules"),
    "the table under another name": ("import sys as s\ns.modules.get(name)", "s.modules"),
    "the table by itself": ("from sys import modules", "from sys import modules"),
    "the table for the package": ("import sys\nsys.modules['house'].high.b", "sys.modules"),
    "a module in the table": ("import sys\nsys.modules.get('house.high')", "sys.modules"),
    "all of the table": ("import sys\nlist(sys.modules.values())", "sys.modules"),
    "a module asked for a name": ("import house\ngetattr(house, name)", "getattr(house, name)"),
    "a room asked for a name": ("from house import low\ngetattr(low, 'a')", "getattr(low, 'a')"),
    "a late room asked for a name": ("def f():\n    from .. import low\n    getattr(low, n)", "getattr(low, n)"),
    "the importer's name in quotes": ("import importlib\nload = importlib.__dict__", "importlib.__dict__"),
    "the names of a module": ("import builtins\nvars(builtins)[name]", "vars(builtins)"),
    "the built-in in quotes": ("NAME = '__import__'", "'__import__'"),
    "all that is built in": ("__builtins__[name]", "__builtins__"),
    "what loaded it": ("print(__loader__)", "__loader__"),
    "what loads modules": ("finder.load_module('house.high')", "finder.load_module"),
    "what runs modules": ("import runpy", "import runpy"),
    "what lists modules": ("from pkgutil import walk_packages", "from pkgutil import walk_packages"),
    "what loads files": ("import importlib.util as u\nu.spec_from_file_location('x', f)", "u.spec_from_file_location"),
    "a loader": ("import importlib.machinery", "import importlib.machinery"),
}


@pytest.mark.parametrize(("text", "told"), PAST_IMPORTS.values(), ids=PAST_IMPORTS)
def test_a_way_past_imports_is_told(tmp_path: Path, text: str, told: str) -> None:
    assert [each.imported for each in built(tmp_path, {"low/a": text}).unreadable] == [told]


READABLE = {
    "a module from elsewhere": "import sys\nsys.modules['torch'].tensor",
    "a module from elsewhere, if it is there": "import sys\nsys.modules.get('torch')",
    "an object asked for a name": "from house.low.b import wall\ngetattr(wall, name)",
    "a module from elsewhere asked for a name": "import numpy\ngetattr(numpy, name)",
    "an attribute of that name": "solver.eval(x)\nself.modules[0]\npattern.compile()",
    "whether there is a module": "from importlib.util import find_spec\nfind_spec('z3')",
    "where a program's data lie": "from importlib import resources, metadata",
}


@pytest.mark.parametrize("text", READABLE.values(), ids=READABLE)
def test_what_can_be_read_is_not_told(tmp_path: Path, text: str) -> None:
    assert built(tmp_path, {"low/a": text, "low/b": "wall = 1"}).unreadable == ()


def test_an_indirect_import_is_reached_and_a_direct_twin_is_not(tmp_path: Path) -> None:
    """a knows c through b, whose import is late; without b's import it does not."""
    through = {"low/a": "import house.low.b", "low/b": "def f():\n    import house.low.c", "low/c": ""}
    assert built(tmp_path, through).reached("low.a") == {"low", "low.b", "low.c"}
    assert built(tmp_path, through).way("low.a", "low.c") == "low.a -> low.b -> low.c"
    assert built(tmp_path, through).way("low.c", "low.a") == ""
    assert built(tmp_path, {**through, "low/b": ""}).reached("low.a") == {"low", "low.b"}


def test_what_a_rooms_init_imports_is_reached_by_whoever_enters_the_room(tmp_path: Path) -> None:
    files = {"high/b": "import house.low.a", "low/__init__": "import house.low.c", "low/c": ""}
    assert "low.c" in built(tmp_path, files).reached("high.b")


BACK = {
    "at the top": "import house.low.a",
    "late": "def f():\n    import house.low.a",
    "for types": "if TYPE_CHECKING:\n    import house.low.a",
    "by name": "A = 'house.low.a'",
}


@pytest.mark.parametrize("back", BACK.values(), ids=BACK)
def test_a_circle_within_a_room_is_found(tmp_path: Path, back: str) -> None:
    files = {"low/a": "import house.low.b", "low/b": "import house.low.c", "low/c": back}
    circular = built(tmp_path, files)
    assert {*House(circular, ROOMS).circle()} == {"low.a", "low.b", "low.c"}
    assert House(built(tmp_path, {**files, "low/b": ""}), ROOMS).circle() == []


def test_a_room_that_nobody_listed_is_told(tmp_path: Path) -> None:
    invented = built(tmp_path, {"attic/__init__": "", "attic/box": "", "lamp": "", "__main__": ""})
    assert House(invented, ROOMS).unlisted() == {"attic"}
    assert House(invented, ("low", "high", "attic", "faces", "cli")).unlisted() == set()


def test_what_lies_at_the_top_is_a_face_and_the_entry_is_the_command_line(tmp_path: Path) -> None:
    house = House(built(tmp_path, {"lamp": "", "__main__": ""}), ROOMS)
    rooms = {module: house.room(module) for module in ("", "lamp", "low", "low.a", "__main__")}
    assert rooms == {"": "faces", "lamp": "faces", "low": "low", "low.a": "low", "__main__": "cli"}


def test_imports_from_outside_are_kept_apart(tmp_path: Path) -> None:
    text = "import numpy.random\ndef f():\n    from rich import print\n    import_module('z3')"
    invented = built(tmp_path, {"low/a": text})
    found = {(each.imported, each.how) for each in invented.outside if each.importer == "low.a"}
    assert found == {("numpy", How.TOP), ("rich", How.LATE), ("z3", How.NAME)}
