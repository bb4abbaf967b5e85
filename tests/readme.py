"""The README's commands and outputs: `python tests/readme.py NAME` prints the command of that name,
`python tests/readme.py update` writes the outputs anew. `tests/test_readme.py` checks that they are current.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"
COMMAND = re.compile(r"<!-- command: (?P<name>\w+) -->\n```sh\n(?P<text>.*?)\n```", re.DOTALL)
OUTPUT = re.compile(
    r'(?P<head><!-- output of: (?P<call>[^\n]*?)(?:, from "(?P<start>[^"]*)")? -->\n```text\n)'
    r"(?P<text>.*?)(?P<tail>```\n)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Output:
    """One output block: the call, the words it starts at, and what the README shows."""

    call: str
    start: str | None
    shown: str


def commands() -> dict[str, str]:
    """The README's shell commands by name."""
    return {found["name"]: found["text"] for found in COMMAND.finditer(README.read_text(encoding="utf-8"))}


def outputs() -> list[Output]:
    """The README's output blocks."""
    text = README.read_text(encoding="utf-8")
    return [Output(found["call"], found["start"], found["text"]) for found in OUTPUT.finditer(text)]


def printed(output: Output) -> str:
    """What the call prints today, from the words that the block starts at; times are made the same."""
    call = shlex.split(output.call)
    assert call[0] == "symconv", output.call
    done = subprocess.run(
        [sys.executable, "-m", *call], capture_output=True, text=True, encoding="utf-8", check=False, timeout=120
    )
    assert done.returncode in (0, 1), done.stderr
    text = re.sub(r"in \d+\.\d+ s\b", "in 0.05 s", done.stdout)
    return text if output.start is None else text[text.index(output.start) :]


def main() -> None:
    """See the module's docstring."""
    asked = sys.argv[1]
    if asked == "update":
        text = README.read_text(encoding="utf-8")

        def renewed(found: re.Match[str]) -> str:
            return found["head"] + printed(Output(found["call"], found["start"], found["text"])) + found["tail"]

        README.write_text(OUTPUT.sub(renewed, text), encoding="utf-8")
    else:
        print(commands()[asked])


if __name__ == "__main__":
    main()
