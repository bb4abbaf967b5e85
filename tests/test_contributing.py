"""CONTRIBUTING.md says what is: its picture is current, its places exist, and what it calls undecided is."""

from __future__ import annotations

import ast
import re

import pytest
from draw_rooms import CONTRIBUTING, PICTURE, ROOT, current, drawn
from imports import Package, of_symconv
from rooms import ROOMS, House

from symconv import Undecided, prove

TEXT = CONTRIBUTING.read_text(encoding="utf-8")
PATH = re.compile(r"`((?:symconv|tests|benchmarks|notebooks|\.ci)/[\w./]+)`")
QUESTION = re.compile(r"^\| (?P<question>[^|]*\?) \| `(?P<path>[^`]*)` \| `(?P<name>[^`]*)` \|$", re.MULTILINE)
UNDECIDED = re.compile(r"^\| `(?P<statement>[^`]*)` \| (?P<why>[^|]*) \|$", re.MULTILINE)


def names_in(source: str) -> set[str]:
    """What a module defines: its functions, classes and constants."""
    found = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}
    return found


def section(title: str) -> str:
    """What stands between a heading of the second level and the next."""
    return TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]


@pytest.mark.slow
def test_the_picture_of_the_rooms_is_current() -> None:
    (shown,) = PICTURE.findall(TEXT)
    assert shown == current(), "run: python tests/draw_rooms.py"


def test_a_picture_leaves_out_what_follows_from_other_arrows() -> None:
    modules = {name: ast.parse(text) for name, text in INVENTED.items()}
    invented = Package("house", modules, frozenset({"", "low", "mid", "high"}))
    picture = drawn(House(invented, ("low", "mid", "high", "faces")))
    arrows = [line.strip() for line in picture.splitlines() if "-->" in line]
    assert arrows == ["faces --> high", "high --> mid", "mid --> low"]


INVENTED = {
    "": "",
    "low": "",
    "low.a": "",
    "mid": "",
    "mid.b": "import house.low.a",
    "high": "",
    "high.c": "import house.low.a\nimport house.mid.b",
    "lamp": "import house.high.c",
}


def test_every_room_is_said_to_hold_something() -> None:
    rows = [row.split("|")[1] for row in section("The house").splitlines() if row.startswith("| ")]
    rooms = [name.strip(" `") for row in rows[1:] for name in row.split(",")]
    house = House(of_symconv())
    assert rooms == [room for room in ROOMS if room in {house.room(module) for module in house.package.modules}]


@pytest.mark.parametrize("path", sorted({*PATH.findall(TEXT)}))
def test_a_place_exists(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("asked", [*QUESTION.finditer(TEXT)], ids=lambda asked: asked["question"])
def test_a_question_is_answered_where_it_is_said(asked: re.Match[str]) -> None:
    assert asked["name"] in names_in((ROOT / asked["path"]).read_text(encoding="utf-8"))


def test_there_are_a_dozen_questions_and_five_recipes() -> None:
    assert len([*QUESTION.finditer(TEXT)]) >= 12
    recipes = re.findall(r"^### A new (\w+)", section("Recipes"), re.MULTILINE)
    assert recipes == ["operator", "theorem", "table", "format", "kind"]


def test_a_name_that_a_module_only_mentions_is_not_found_in_it() -> None:
    source = "from a import b\nC: int = 1\nd, e = 1, 2\ndef f():\n    g = C\nclass H:\n    i = 1\n"
    assert names_in(source) == {*"CdefH"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "statement", [found["statement"] for found in UNDECIDED.finditer(section("What is undecided, and why"))]
)
def test_what_is_called_undecided_is(statement: str) -> None:
    assert isinstance(prove(statement), Undecided)
