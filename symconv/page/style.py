"""The style sheet of the page: light and dark, narrow and wide, screen and paper."""

from __future__ import annotations

CSS = """
:root { --ink: #1b1f24; --paper: #ffffff; --soft: #f3f5f8; --line: #c9d0d9; --link: #0b57a4; --mark: #ffe9a8; }
@media (prefers-color-scheme: dark) {
  .steps .frame { filter: invert(.9) hue-rotate(180deg); }
  :root { --ink: #e8eaed; --paper: #15181c; --soft: #1f242b; --line: #434b56; --link: #8ab8f0; --mark: #5a4a12; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 1rem/1.55 system-ui, sans-serif; }
.page {
  display: grid; grid-template-columns: minmax(0, 1fr); max-width: 78rem; margin: 0 auto; padding: 1rem; gap: 1.5rem;
}
main, nav, header { min-width: 0; }
p:target { background: var(--mark); }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; padding-top: .4rem; border-top: 1px solid var(--line); }
a { color: var(--link); }
.skip { position: absolute; left: -99rem; }
.skip:focus { position: static; }
nav ol { margin: .3rem 0; padding-left: 1.9rem; }
main > p:first-child { margin-top: 0; }
nav p { font-weight: 600; margin: 0; }
.scroll { overflow-x: auto; overflow-y: hidden; padding: .5rem .2rem; margin: .4rem 0; }
/* A shade at the side on which a formula goes on: it stays with the box, what covers it moves with the formula. */
.scroll, .frames {
  background: linear-gradient(to right, var(--paper) 40%, transparent) 0 / 2.5rem 100% no-repeat local,
    linear-gradient(to left, var(--paper) 40%, transparent) 100% / 2.5rem 100% no-repeat local,
    linear-gradient(to right, var(--line), transparent) 0 / .8rem 100% no-repeat scroll,
    linear-gradient(to left, var(--line), transparent) 100% / .8rem 100% no-repeat scroll;
}
.scroll:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
math { font-size: 1.08rem; }
math[display="block"] { text-align: left; }
.scroll > math { display: inline-block; }
mtable.sums { math-style: normal; }
mtable.sums > mtr > mtd { padding: .22em .15em; text-align: left; }
mtable.sums > mtr > mtd:first-child { text-align: right; }
mtd { padding: .28em .45em; }
mtd.bar { border-right: 1px solid currentColor; }
mtd.struck { background: linear-gradient(to top right, transparent 48%, currentColor 48% 52%, transparent 52%); }
.sums-grid td { border: 1px solid var(--line); text-align: left; vertical-align: top; padding: .3rem .6rem; }
.sums-grid td[data-choose][role] { cursor: pointer; }
.sums-grid td:focus-visible { outline: 3px solid var(--link); outline-offset: -2px; }
.lit { background: var(--mark); }
#status { position: fixed; right: .8rem; bottom: .4rem; margin: 0; padding: .1rem .6rem; background: var(--paper); }
#status:not(:empty) { border: 1px solid var(--line); border-radius: .3rem; }
.buttons { display: flex; gap: .5rem; padding-bottom: .4rem; }
.buttons button { font: inherit; color: var(--link); background: var(--paper); border: 1px solid var(--line);
  border-radius: .3rem; padding: .1rem .8rem; min-height: 1.7rem; min-width: 4.5rem; cursor: pointer; }
.buttons button:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
mrow.marked { border-bottom: 2px solid var(--link); background: var(--mark); }
mtd.mark { background: var(--mark); outline: 1.5px solid currentColor; }
.result { border: 2px solid var(--link); border-radius: .3rem; padding: 0 .6rem; width: fit-content; max-width: 100%; }
table { border-collapse: collapse; }
th, td { padding: .25rem .7rem; text-align: center; border-bottom: 1px solid var(--line); font-weight: 400; }
thead th { border-bottom: 2px solid var(--ink); }
tbody th { border-right: 2px solid var(--ink); }
fieldset.steps {
  border: 1px solid var(--line); border-radius: .4rem; padding: .6rem .8rem; margin: .8rem 0; min-width: 0;
}
fieldset.steps legend { padding: 0 .4rem; font-weight: 600; }
/* A line begins before a button, never between it and its number. */
fieldset.steps { white-space: nowrap; }
.steps > * { white-space: normal; }
.steps > label { padding: .3rem .7rem .3rem .25rem; line-height: 1.9; }
.steps > input { accent-color: var(--link); width: 1.05rem; height: 1.05rem; margin: 0; vertical-align: -.15rem; }
.steps .frames { overflow-x: auto; }
.steps .frames:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.steps .frame {
  display: none; min-width: 26rem; padding: .4rem 0; background: #ffffff; color: #1b1f24; border-radius: .3rem;
}
.steps .frame svg { max-width: 100%; height: auto; display: block; fill: #111111; text-anchor: middle; }
.steps .frame, .drawn {
  font-family: "STIX Two Text", Cambria, "Times New Roman", "Liberation Serif", "DejaVu Serif", serif;
}
.drawn { position: absolute; width: 0; height: 0; }
.kept { white-space: nowrap; }
.i { font-style: italic; }
.l { font-size: .72em; }
.h { stroke-width: 4px; stroke-linejoin: round; paint-order: stroke; }
.n { font-family: Helvetica, Arial, "Liberation Sans", "DejaVu Sans", sans-serif; }
/* The sum stays in view while a wide picture is moved below it. */
.steps .frame p {
  font-size: 1.2rem; margin: .2rem .6rem; position: sticky; left: .6rem; width: fit-content;
  max-width: min(100%, calc(100vw - 5rem));
}
.steps .frame span { white-space: nowrap; }
.steps sub { font-size: .72em; line-height: 0; vertical-align: -.22em; }
.steps > p { margin: .6rem 0 0; font-size: .85rem; }
footer { margin-top: 2rem; font-size: .9rem; }
@media (min-width: 62rem) {
  .page { grid-template-columns: 15rem minmax(0, 1fr); grid-template-rows: auto 1fr; }
  header, main { grid-column: 2; }
  nav { position: sticky; top: 1rem; align-self: start; grid-area: 1 / 1 / 3 / 2; }
}
@page { margin: 1.5cm; }
@media print {
  nav, .skip, .buttons, #status, .steps > input, .steps > label { display: none; }
  .page { display: block; }
  .scroll, .steps .frames { overflow: visible; background: none; }
  .steps .frame { min-width: 0; }
  h2, p:has(+ .scroll), p:has(+ .result), p:has(+ fieldset) { break-after: avoid; }
  .scroll, .result, fieldset.steps { break-inside: avoid; }
  mtd.struck, mtd.mark, .marked { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
"""


def shown_steps(most: int) -> str:
    """For each number of a step, that its picture is shown while its button is chosen."""
    return "\n".join(
        f".steps > input:nth-of-type({at}):checked ~ .frames > .frame:nth-child({at})" + " { display: block; }"
        for at in range(1, most + 1)
    )
