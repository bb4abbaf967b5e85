"""The directive `symconv`: a command as a reader would type it, and what it answers today."""

from __future__ import annotations

from html import escape
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from symconv_pages.commands import ENDS, Answer, answer
from symconv_pages.fragments import fragment

FORMS = ("text", "page", "picture")
# What a derivation keeps to; longer lines are sentences and statements, which may be broken anywhere.
DRAWN = 80


def as_typed(command: str) -> str:
    """A command as HTML, of which a line may end between two words and nowhere else.

    >>> as_typed("verify conv1d --input 3").removesuffix("</pre></div></div>").rpartition("<pre>")[2]
    '<span>$</span> <span>symconv</span> <span>verify</span> <span>conv1d</span> <span>--input</span> <span>3</span>'
    """
    words = " ".join(f"<span>{escape(word)}</span>" for word in ("$", "symconv", *command.split()))
    around = '<div class="symconv-command highlight-console notranslate">'
    return f'{around}<div class="highlight"><pre>{words}</pre></div></div>'


class CommandOutput(SphinxDirective):
    """`{symconv} derive conv2d ...` shows the command and its answer.

    `:as:` text (default), page (mathematics, where the command writes HTML) or picture (for `draw`); `:ends:` how it
    has to end: done (default), refuted, undecided or mistake. `:from:` and `:to:` cut a text: the words that it begins
    with, and those that it ends before.
    """

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, object]] = {
        "as": lambda given: directives.choice(given, FORMS),
        "ends": lambda given: directives.choice(given, tuple(ENDS)),
        "from": directives.unchanged_required,
        "to": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        command = " ".join(self.arguments[0].split())
        form = self.options.get("as", "text")
        typed = nodes.raw("", as_typed(command), format="html")
        match form:
            case "page":
                page = self._answer(f"{command} {'--explain' if command.startswith('prove ') else '--format'} html").out
                return [typed, nodes.raw("", fragment(page, self._name()), format="html")]
            case "picture":
                svg = self._answer(command).out
                return [typed, nodes.raw("", f'<div class="symconv">{svg}</div>', format="html")]
            case _:
                text = self._cut(self._answer(command))
                classes = ["symconv-said"] if max(map(len, text.splitlines())) > DRAWN else []
                return [typed, nodes.literal_block(text=text, language="text", classes=classes)]

    def _answer(self, command: str) -> Answer:
        found, expected = answer(command), self.options.get("ends", "done")
        if found.ended != expected:
            raise self.error(f"`symconv {command}` ended as {found.ended}, not {expected}: {found.err or found.out}")
        return found

    def _cut(self, found: Answer) -> str:
        text = found.out or found.err
        for option in ("from", "to"):
            words = self.options.get(option)
            if words is None:
                continue
            if words not in text:
                raise self.error(f"`:{option}:` {words!r} does not occur in the answer")
            text = text[text.index(words) :] if option == "from" else text[: text.index(words)]
        return text.rstrip()

    def _name(self) -> str:
        return f"s{self.env.new_serialno('symconv')}"
