"""The directives about the theorem library: the statements of a theorem with their proofs, and the table of all."""

from __future__ import annotations

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import SphinxDirective

from symconv.lectures.proof import explained
from symconv.proof.decide import decide
from symconv.proof.decision import Decision
from symconv.proof.kernel import Proved
from symconv.questions import of_library
from symconv.statements.library import library
from symconv_pages.commands import PATIENCE
from symconv_pages.fragments import fragment


class TheoremStatements(SphinxDirective):
    """`{theorem} T1`: every statement of that number, a section each: statement, scope, proof, what confirmed it."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        number = self.arguments[0]
        titles = [each.title for each in library() if each.id == number]
        if not titles:
            raise self.error(f"the library has no theorem {number}")
        sections: list[nodes.Node] = []
        for title, question in zip(titles, of_library(number), strict=True):
            decision = decide(question.tree, question.family, id=question.id, timeout=PATIENCE)
            if not isinstance(decision.found, Proved):
                raise self.error(f"{number}, {title}: {decision}")
            sections.append(self._section(title, decision, decision.found))
        return [*sections, *self._certificates(number)]

    def _section(self, title: str, decision: Decision, proved: Proved) -> nodes.Node:
        name = nodes.make_id(f"{decision.id} {title} {self.env.new_serialno('theorem')}")
        proof = fragment(explained([decision], "html"), name)
        return nodes.section(
            "",
            nodes.title(text=title[0].upper() + title[1:]),
            nodes.literal_block(text=str(decision), language="text", classes=["symconv-said"]),
            nodes.paragraph(text=_confirmed(proved)),
            nodes.raw("", f"<details><summary>The proof</summary>{proof}</details>", format="html"),
            ids=[name],
        )

    def _certificates(self, number: str) -> list[nodes.Node]:
        here = "../" * self.env.docname.count("/")
        link = f'<a href="{here}certificates/{number}.zip" download>certificates of {number}</a>'
        typed = f"$ symconv prove {number} --certificate {number}\n$ symconv recheck {number}"
        return [
            nodes.section(
                "",
                nodes.title(text="The certificate"),
                nodes.raw("", f"<p>The {link}, or make them yourself, and check them again:</p>", format="html"),
                nodes.literal_block(text=typed, language="console"),
                ids=[f"certificates-of-{number.lower()}"],
            )
        ]


def _confirmed(proved: Proved) -> str:
    """Who confirmed what the proof comes down to."""
    certified = sum(each.certificate is not None for each in proved.confirmed)
    solved = sum(bool(each.answers) for each in proved.confirmed)
    if not certified and not solved:
        return "Nothing was left to decide: every condition is evident."
    said = [f"{count} by {who}" for count, who in ((certified, "certificates"), (solved, "solvers")) if count]
    return f"What is left are questions of linear integer arithmetic, answered {' and '.join(said)}."


class TheoremTable(SphinxDirective):
    """`{theorem-table}`: all statements of the library in order, each with a link to its theorem's page."""

    def run(self) -> list[nodes.Node]:
        body = nodes.tbody()
        for theorem in library():
            link = pending_xref(
                "",
                nodes.inline(text=theorem.id),
                refdomain="std",
                reftype="doc",
                refexplicit=True,
                refwarn=True,
                reftarget=f"/theorems/{theorem.id}",
            )
            cells = (link, nodes.inline(text=theorem.title), nodes.literal(text=theorem.statement))
            body += nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))
        heads = (nodes.entry("", nodes.paragraph(text=text)) for text in ("theorem", "what it says", "statement"))
        widths = (nodes.colspec(colwidth=width) for width in (8, 32, 60))
        group = nodes.tgroup("", *widths, nodes.thead("", nodes.row("", *heads)), body, cols=3)
        return [nodes.table("", group, classes=["theorems"])]
