"""The picture of the rooms in CONTRIBUTING.md: `python tests/draw_rooms.py` draws it anew, and a test checks that it
is current.
"""

from __future__ import annotations

import re
from pathlib import Path

from imports import of_symconv, reach
from rooms import FACES, House

ROOT = Path(__file__).parent.parent
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
PICTURE = re.compile(r"(?<=<!-- drawn by: python tests/draw_rooms.py -->\n```mermaid\n).*?(?=```\n)", re.DOTALL)


def arrows(house: House) -> dict[str, set[str]]:
    """The rooms below that each room imports, without those that it would reach through another of them anyway."""
    direct: dict[str, set[str]] = {room: set() for room in house.rooms}
    for each in house.package.inside:
        importer, imported = house.room(each.importer), house.room(each.imported)
        if house.rooms.index(imported) < house.rooms.index(importer):
            direct[importer].add(imported)
    through = {room: reach(room, direct) for room in direct}
    return {
        room: {target for target in targets if not any(target in through[other] for other in targets - {target})}
        for room, targets in direct.items()
    }


def drawn(house: House) -> str:
    """The rooms as a Mermaid diagram, the ground below: an arrow leads from a room to one that it imports."""
    present = [room for room in house.rooms if any(house.room(module) == room for module in house.package.modules)]
    lines = ["flowchart TD"]
    lines += [f'    {room}["{_label(house, room)}"]' for room in reversed(present)]
    found = arrows(house)
    lines += [
        f"    {room} --> {target}"
        for room in reversed(present)
        for target in sorted(found[room], key=house.rooms.index, reverse=True)
    ]
    return "\n".join(lines) + "\n"


def _label(house: House, room: str) -> str:
    if room != FACES:
        return room
    faces = sorted(module for module in house.package.modules if module and house.room(module) == FACES)
    return f"faces: {', '.join(faces)}"


def current() -> str:
    """The picture of the package as it is."""
    return drawn(House(of_symconv()))


def main() -> None:
    """See the module's docstring."""
    text = CONTRIBUTING.read_text(encoding="utf-8")
    picture = current()
    CONTRIBUTING.write_text(PICTURE.sub(lambda _: picture, text), encoding="utf-8")


if __name__ == "__main__":
    main()
