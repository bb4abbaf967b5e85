"""A document as a piece of somebody else's page, such as a cell of a notebook.

Every rule of style is confined to the class `symconv`, no piece with other words has the same names, and no title
stands inside the title of the page.
"""

from __future__ import annotations

from html import escape
from zlib import crc32

from symconv.page import terminal
from symconv.page.document import Block, Document, Heading, Pictures, Prose
from symconv.page.html import element

STYLE = """<style>
.symconv .scroll { overflow-x: auto; overflow-y: hidden; padding: .4rem .2rem; }
.symconv h2 { font-size: 1.1rem; margin: .8rem 0 .3rem; }
.symconv .kept { white-space: nowrap; }
.symconv .scroll > math { display: inline-block; text-align: left; }
.symconv mtable.sums { math-style: normal; }
.symconv mtable.sums > mtr > mtd { padding: .22em .15em; text-align: left; }
.symconv mtable.sums > mtr > mtd:first-child { text-align: right; }
.symconv mtd { padding: .2em .45em; }
.symconv mtd.bar { border-right: 1px solid currentColor; }
.symconv mtd.mark { outline: 1.5px solid currentColor; }
.symconv mrow.marked { border-bottom: 2px solid currentColor; }
.symconv mtd.struck {
  background: linear-gradient(to top right, transparent 48%, currentColor 48% 52%, transparent 52%);
}
.symconv .sums-grid td { border: 1px solid currentColor; text-align: left; vertical-align: top; padding: .3rem .6rem; }
.symconv .result { border: 2px solid currentColor; border-radius: .3rem; width: fit-content; max-width: 100%;
  padding: 0 .4rem; margin-bottom: .6rem; }
.symconv .picture { background: #ffffff; color: #1b1f24; padding: .4rem; overflow-x: auto; }
.symconv .picture svg { max-width: 100%; height: auto; }
</style>"""


def boxed(inner: str) -> str:
    """A piece of HTML with its style around it."""
    return f'{STYLE}\n<div class="symconv">\n{inner}\n</div>'


def inset(document: Document) -> str:
    """The whole document, boxed; of pictures, the one in the middle."""
    words = "".join(line for block in document if isinstance(block, Prose) for line in terminal.lines(block))
    apart = f"s{crc32(words.encode()):08x}-"
    return boxed("\n".join(_piece(block, apart) for block in document))


def framed(picture: str) -> str:
    """An SVG on paper of its own, so that it can be read on a dark page too."""
    return f'<div class="picture">{picture}</div>'


def _piece(block: Block, apart: str) -> str:
    match block:
        case Heading(text=words, level=1):
            return f"<p><strong>{escape(words)}</strong></p>"
        case Pictures(slides=slides):
            return framed(slides.picture(slides.count // 2))
        case _:
            return element(block, apart)
