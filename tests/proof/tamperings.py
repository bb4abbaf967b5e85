"""Every tampering with a certificate, by a name that says what is done, with the certificate that it is done to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from proof.tampering import (
    UNSAT,
    USERS,
    append,
    axis,
    condition,
    example,
    family,
    flip_byte,
    forged,
    general,
    k,
    manifest,
    n,
    no_obligations,
    now,
    obligation,
    plan,
    pop_obligation,
    put,
    remove,
    renamed,
    replace_all_obligations,
    replaced,
    resealed,
    said,
    step,
    swap_obligations,
    then,
    without_assertion,
)
from symconv.arrays.sums import Guard
from symconv.layers.family import Family, family_of
from symconv.layers.layer import Axis
from symconv.sizes import symbol
from symconv.statements.theorems import GENERAL, PLAIN, TRANSPOSED

Tampering = tuple[str, Callable[[Path], None]]

T1 = "dX = correlate(pad(insert_zeros(dZ, s), D-pl, D-pr+r), rot180(K), dilation=d)"
T2 = "dK = crop(correlate(pad(X, pl, pr), dZ, stride=d, dilation=s), k)"
FALSE_T1 = T1.replace("rot180(K)", "K")
NOTES = "dX = correlate(pad(dZ, k-1), rot180(K))"
FALSE_NOTES = "dX = correlate(pad(dZ, k-1), K)"
STATEMENT = "statement.txt"


FILES = {
    f"a byte of {name} changed": ("T1-1", flip_byte(name))
    for name in (
        "statement.txt",
        "family.json",
        "sums.txt",
        "plan.json",
        "example.json",
        "manifest.json",
        "obligations/001.smt2",
        "obligations/002.smt2",
        "certificates/002.json",
    )
}
FILES |= {
    f"{name} missing": ("T1-1", remove(name))
    for name in (
        *("statement.txt", "family.json", "sums.txt", "plan.json", "example.json", "manifest.json"),
        "obligations/002.smt2",
    )
}
FILES |= {"a certificate missing": ("T1-1", remove("certificates/002.json"))}
FILES |= {f"{name} emptied": ("T1-1", put(name, b"")) for name in ("sums.txt", "manifest.json", "obligations/002.smt2")}
FILES |= {
    f"{name} not UTF-8": ("T1-1", put(name, b"\xff\xfe\x00")) for name in ("statement.txt", "sums.txt", "manifest.json")
}
FILES |= {
    "a file added": ("T1-1", put("notes.txt", b"true\n")),
    "a hidden file added": ("T1-1", put(".hidden", b"true\n")),
    "an obligation added": ("T1-1", put("obligations/099.smt2", UNSAT)),
    "a file in a new folder": ("T1-1", put("more/notes.txt", b"true\n")),
    "a second manifest in a folder": ("T1-1", put("obligations/manifest.json", b"{}\n")),
    "another line at the end of the statement": ("T1-1", append("statement.txt", "\n")),
    "another line at the end of an obligation": ("T1-1", append("obligations/001.smt2", "; more\n")),
    "another line at the end of the manifest": ("T1-1", append("manifest.json", "\n")),
    "the manifest a list": ("T1-1", put("manifest.json", b"[]\n")),
    "the manifest no JSON": ("T1-1", put("manifest.json", b"{\n")),
    "the manifest's id changed": ("T1-1", manifest(lambda found: found.update(id="T2"))),
    "the manifest's statement changed": ("T1-1", manifest(lambda found: found.update(statement=FALSE_T1))),
    "versions in the manifest": ("T1-1", manifest(lambda found: found.update(versions={"symconv": "9"}))),
    "the manifest's schema changed": ("T1-1", manifest(lambda found: found.update(schema="symconv.certificate/0"))),
    "the manifest's digest changed": ("T1-1", manifest(lambda found: found.update(digest="0" * 64))),
    "the manifest without a digest": ("T1-1", manifest(lambda found: found.pop("digest"))),
    "a hash in the manifest changed": ("T1-1", manifest(lambda found: found["files"].update({"sums.txt": "0" * 64}))),
    "a file left out of the manifest": ("T1-1", manifest(lambda found: found["files"].pop("sums.txt"))),
    "a file that is not there in the manifest": ("T1-1", manifest(lambda found: found["files"].update(x="0" * 64))),
}
# From here on, all hashes and the digest are right again.
SEALED: dict[str, Tampering] = {
    "schema changed": ("T1-1", manifest(lambda found: found.update(schema="symconv.certificate/2"), sealed=True)),
    "id of another theorem": ("T1-1", manifest(lambda found: found.update(id="T2"), sealed=True)),
    "id of the same formula for another layer": ("T1-1", manifest(lambda found: found.update(id="T4"), sealed=True)),
    "id of no theorem": ("T1-1", manifest(lambda found: found.update(id="T99"), sealed=True)),
    "id of a theorem for a user's statement": (
        "statement-1",
        manifest(lambda found: found.update(id="T13"), sealed=True),
    ),
    "id of a theorem for the same statement about less": (
        "statement-2",
        manifest(lambda found: found.update(id="T4"), sealed=True),
    ),
    "manifest about another statement": ("T1-1", manifest(lambda found: found.update(statement=T2), sealed=True)),
    "versions added": ("T1-1", manifest(lambda found: found.update(versions={"symconv": "9"}), sealed=True)),
    "checkers added": ("T1-1", manifest(lambda found: found.update(checkers=["z3 99", "Coq 8.16"]), sealed=True)),
    "no example": ("T1-1", resealed(remove("example.json"))),
    "an empty example": ("T1-1", example(lambda found: found.clear())),
    "an example without a size": ("T1-1", example(lambda found: found.pop("s"))),
    "an example with a size more": ("T1-1", example(lambda found: found.update(t=1))),
    "an example of size 0": ("T1-1", example(lambda found: found.update(s=0))),
    "an example without channels": ("T1-1", example(lambda found: found.update(c=0))),
    "an example whose kernel does not fit": ("T1-1", example(lambda found: found.update(n=1, k=9, d=9, pl=0, pr=0))),
    "an example that is no whole number": ("T1-1", example(lambda found: found.update(n=2.5))),
    "an example that is true": ("T1-1", example(lambda found: found.update(n=True))),
    "an example in words": ("T1-1", example(lambda found: found.update(n="3"))),
    "an example of another family": ("statement-2", resealed(put("example.json", b'{\n "A": 1,\n "s": 1\n}\n'))),
    "an example that is a list": ("T1-1", resealed(put("example.json", b"[]\n"))),
    "a file more, listed": ("T1-1", resealed(put("notes.txt", b"true\n"))),
    "a false statement": ("T1-1", said(FALSE_T1)),
    "another true statement": ("T1-1", said("dX = scatter(dZ, K)")),
    "another true statement for a user's": ("statement-2", said("dX = scatter(dZ, K)")),
    "a false statement for a user's": ("statement-2", said(FALSE_NOTES)),
    "the sides changed over": ("statement-1", said(" = ".join(USERS.split(" = ")[::-1]))),
    "a statement that is none": ("T1-1", said("dX = ")),
    "spaces in the statement": ("T1-1", said(T1.replace("-", " - "))),
    "a guard number": ("T1-1", step("0", "left", lambda found: found[0].__setitem__(1, found[0][1] - 1))),
    "a guard number out of range": ("T1-1", step("0", "left", lambda found: found[0].__setitem__(1, 99))),
    "a negative guard number": ("T1-1", step("0", "left", lambda found: found[0].__setitem__(1, -1))),
    "an unknown variable": ("T1-1", step("0", "left", lambda found: found[0].__setitem__(0, "v_99"))),
    "eliminations left out": ("T1-1", step("0", "left", lambda found: found.clear())),
    "an elimination left out": ("T1-1", step("0", "right", lambda found: found.pop())),
    "eliminations in another order": ("T1-1", step("0", "left", lambda found: found.reverse())),
    "an elimination twice": ("T1-1", step("0", "left", lambda found: found.append(found[0]))),
    "an axis dropped": ("T1-1", plan(lambda found: found[0]["axes"].pop())),
    "an axis twice": ("T1-1", plan(lambda found: found[0]["axes"].append(found[0]["axes"][0]))),
    "an axis renamed": ("T1-1", plan(lambda found: found[0]["axes"][0].update(axis="9"))),
    "a case dropped": ("T17-1", plan(lambda found: found[0]["axes"][-1]["left"].clear())),
    "the factors in another order": ("T1-1", plan(lambda found: found[0]["order"].reverse())),
    "a factor twice": ("T1-1", plan(lambda found: found[0].update(order=[0, 0]))),
    "the terms in another order": ("T16-1", plan(lambda found: found.reverse())),
    "a term paired with another": ("T16-1", plan(lambda found: [p.update(right=5 - p["right"]) for p in found])),
    "a pair dropped": ("T16-1", plan(lambda found: found.pop())),
    "a pair twice": ("T16-1", plan(lambda found: found.append(found[0]))),
    "no plan": ("T1-1", plan(lambda found: found.clear())),
    "a plan that is no list": ("T1-1", resealed(put("plan.json", b"7\n"))),
    "a bound in the sums": ("T1-1", replaced("sums.txt", "v_4 < k;", "v_4 < k + 1;")),
    "a guard in the sums": (
        "T1-1",
        replaced("sums.txt", "d*v_4 + s*v_5 - pl >= 0;", "d*v_4 + s*v_5 - pl + 1 >= 0;"),
    ),
    "a coefficient in the sums": ("T1-1", replaced("sums.txt", "term: 1 K dZ", "term: 2 K dZ")),
    "a size in the sums": ("T1-1", replaced("sums.txt", "size 0: n", "size 0: n + 1")),
    "a hypothesis in the sums": ("T1-1", replaced("sums.txt", "  s - 1 >= 0\n", "")),
    "a term in the sums": ("T16-1", replaced("sums.txt", "  term: ", "  term: 0 * ")),
    "an obligation weakened": ("T1-1", obligation(without_assertion(-1))),
    "an assumption left out": ("T1-1", obligation(without_assertion(0))),
    "an assumption added": (
        "T1-1",
        obligation(lambda text: text.replace("(check-sat)", "(assert false)\n(check-sat)")),
    ),
    "an obligation that anybody can meet": ("T1-1", resealed(put("obligations/002.smt2", UNSAT))),
    "all obligations that anybody can meet": ("T1-1", replace_all_obligations),
    "the goal turned round": ("T1-1", obligation(lambda text: text.replace("(assert (not ", "(assert (and "))),
    "the goal replaced": (
        "T1-1",
        obligation(lambda text: "".join(x for x in text.splitlines(True) if "(not (and" not in x)),
    ),
    "a remark in an obligation": ("T1-1", obligation(lambda text: "; checked\n" + text)),
    "an obligation too many": ("T1-1", resealed(put("obligations/099.smt2", UNSAT))),
    "an obligation for a trivial certificate": ("T13-1", resealed(put("obligations/001.smt2", UNSAT))),
    "an obligation dropped": ("T1-1", pop_obligation),
    "all obligations dropped": ("T1-1", no_obligations),
    "two obligations swapped": ("T1-1", swap_obligations),
    "a parameter fixed": ("T1-1", axis(s="1")),
    "a parameter fixed for a user's": ("statement-1", axis(s="2")),
    "a parameter renamed": ("T1-1", axis(s="t")),
    "a parameter made another": ("T1-1", axis(pr="pl")),
    "a hypothesis added": ("T1-1", family(lambda found: found.update(given=[["s - 1", "="]]))),
    "a hypothesis added to a user's": ("statement-2", family(lambda found: found.update(given=[["n - k - 1", ">="]]))),
    "a hypothesis dropped": ("T17-1", family(lambda found: found.update(given=[["0", ">="]]))),
    "a transposed layer": ("T1-1", family(lambda found: found.update(transposed=True))),
    "a direct layer": ("T6-1", family(lambda found: found.update(transposed=False))),
    "a user's for a transposed layer": ("statement-2", family(lambda found: found.update(transposed=True))),
    "the other convention": ("T1-1", family(lambda found: found.update(convention="convolution"))),
    "the other convention for a user's": ("statement-2", family(lambda found: found.update(convention="convolution"))),
    "no bias": ("T6-1", family(lambda found: found.update(bias=False))),
    "one channel": ("T1-1", family(lambda found: found["lead"].update(ins="1"))),
    "a rank": ("T1-1", family(lambda found: found.update(rank=2))),
    "two axes": ("T1-1", family(lambda found: found["axes"].append(found["axes"][0]))),
    "no axes": ("T1-1", family(lambda found: found["axes"].clear())),
    "a parameter left out": ("T1-1", family(lambda found: found["axes"][0].pop("op"))),
    "a parameter that is no size": ("T1-1", axis(s="s +")),
    "a parameter that is a number, not a text": ("statement-1", family(lambda found: found["axes"][0].update(d=1))),
}
# Families that contain no layer, each in a way that no single axis, size or count shows.
m = symbol("m")
APART = family_of((Axis(n, k), Axis(m, k)), 2, given=(Guard(n - m - 1, ">="), Guard(m - n, ">=")))
SHARED = family_of((Axis(n, k), Axis(k - 1, n)), 2)
EMPTY: dict[str, tuple[str, Family]] = {
    "nothing satisfies the conditions on two axes": (FALSE_NOTES, APART),
    "two axes that share symbols exclude each other": (FALSE_NOTES, SHARED),
    "no number of channels satisfies the conditions": (
        FALSE_NOTES,
        general(PLAIN, given=(Guard(symbol("c") - 2, ">="), Guard(1 - symbol("c"), ">="))),
    ),
    "no batch satisfies the conditions": (NOTES, general(PLAIN, given=(Guard(symbol("N") * -1, ">="),))),
    "a symbol that the statement does not use cannot be": (
        "sum(rot180(A)) = sum(A)",
        general(PLAIN, given=(Guard(symbol("c") * -1, ">="),)),
    ),
    "a condition's own symbol cannot be": (NOTES, general(PLAIN, given=(Guard(2 * symbol("t") - 1, "="),))),
    "no layer for free tensors": ("rot180(rot180(A)) = A", general(Axis(n, n + 1))),
}
# Everything made anew by the writer itself: only the truth is missing, or what there is to prove.
UNPADDED = Axis(n, k, 2, 1, symbol("pl"), symbol("pr"))
ENOUGH = (Guard(2 * (n - k) - (n + symbol("pl") + symbol("pr") - k), ">="),)
HELD = general(PLAIN, given=(Guard(n, ">="),))
INJECTED = "= 0 0)) (assert false) (assert (="
FORGED: dict[str, Tampering] = {
    "a false theorem": ("T1-1", forged(FALSE_T1, general())),
    "a false theorem under its name": ("T1-1", forged(FALSE_T1, general(), "T1")),
    "a false statement, all files fit": ("statement-2", forged(FALSE_NOTES, general(PLAIN))),
    "a true theorem without its condition": (
        "T7-1",
        forged("dX = correlate(pad(dZ, pl, pr), K, stride=s, dilation=d)", general(TRANSPOSED, True)),
    ),
    "a true theorem under another name": ("T1-1", forged(T1, general(), "T2")),
    "a true theorem about fewer layers under its name": ("T1-1", forged(T1, general(PLAIN), "T1")),
    "a true theorem with a condition more under its name": (
        "T1-1",
        forged(T1, general(given=(Guard(n - k, ">="),)), "T1"),
    ),
    "a true theorem for the other layers": ("T1-1", forged(T1, general(GENERAL, convention="convolution"))),
    "nothing satisfies the conditions": ("statement-2", forged(FALSE_NOTES, general(PLAIN, given=(Guard(-1, ">="),)))),
    "nothing satisfies the conditions on sizes": (
        "statement-2",
        forged(FALSE_NOTES, general(PLAIN, given=(Guard(-1 * n, ">="),))),
    ),
    "no size satisfies the conditions together": (
        "statement-2",
        forged(NOTES, general(PLAIN, given=(Guard(n - 3, ">="), Guard(2 - n, ">=")))),
    ),
    # What `Family` itself refuses is written into the file, where all else fits.
    "solver text in a condition": ("statement-2", then(forged(FALSE_NOTES, HELD), condition(INJECTED))),
    "solver text in a condition of a true statement": ("statement-2", then(forged(NOTES, HELD), condition(INJECTED))),
    "a relation that is none": ("statement-2", then(forged(NOTES, HELD), condition(">"))),
    "a relation that is a number": ("statement-2", then(forged(NOTES, HELD), condition(0))),
    "one axis flipped for any number of axes": (
        "statement-1",
        then(forged("rot180(A) = flip(A, 0)", general(PLAIN, rank=1)), now(rank=None)),
    ),
    "one axis flipped for two axes": (
        "statement-1",
        then(forged("rot180(A) = flip(A, 0)", general(PLAIN, rank=1)), now(rank=2)),
    ),
    "a parameter named like a variable of the definition": (
        "statement-1",
        then(forged("Z = crop(correlate(X, K), o) + B", general(UNPADDED, given=ENOUGH)), renamed("pl", "m_0")),
    ),
    "a parameter named like the kernel's own": (
        "statement-1",
        then(forged("Z = crop(correlate(X, K), o) + B", general(UNPADDED, given=ENOUGH)), renamed("pl", "place_0")),
    ),
    "a divisor that may be 0": ("statement-3", forged("pl*n//pl = n", general(Axis(n, k, pl=symbol("pl"))))),
    "a convention that is none": ("statement-2", then(forged(NOTES, general(PLAIN)), now(convention="konvolution"))),
    "transposed by a word": ("statement-2", then(forged("dB = sum(dZ)", general(PLAIN, True)), now(transposed="no"))),
    "transposed by a number": ("statement-2", then(forged("dB = sum(dZ)", general(PLAIN, True)), now(transposed=1))),
    "a bias by a word": ("statement-2", then(forged(NOTES, general(PLAIN)), now(bias="no"))),
    "a rank that is a word": ("statement-2", then(forged(NOTES, general(PLAIN)), now(rank="any"))),
    "a rank below the number of axes": ("statement-2", then(forged(NOTES, general(PLAIN)), now(rank=0))),
}
FORGED |= {kind: ("statement-2", forged(statement, about)) for kind, (statement, about) in EMPTY.items()}
TAMPERINGS: dict[str, Tampering] = {
    **FILES,
    **{f"{kind}, resealed": each for kind, each in SEALED.items()},
    **{f"{kind}, forged": each for kind, each in FORGED.items()},
}
