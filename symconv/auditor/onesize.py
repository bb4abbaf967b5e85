"""Equations of notes about a layer of one size: judged there, and for all sizes where they say something general."""

from __future__ import annotations

from symconv.auditor.extents import axes_of
from symconv.auditor.formulas import decided, family_around, is_formula
from symconv.auditor.index_ranges import free_indices
from symconv.auditor.indexed import shown
from symconv.auditor.judgement import Judgement, judge
from symconv.auditor.reading import SectionReading
from symconv.auditor.setting import NotShownError, Setting
from symconv.auditor.statements import NotedEquation
from symconv.auditor.tree import Expr
from symconv.layers.family import Family


def judge_at_one_size(statement: NotedEquation, reading: SectionReading) -> Judgement:
    """The verdict at the size that the notes are about; what is true there and general is tried for all sizes."""
    found = judge(statement, reading)
    left, right = statement.left.tree, statement.right.tree
    if left is None or right is None or found.outcome not in ("proved", "unreadable"):
        return found
    if is_formula(left, right):
        return _formula(left, right, reading, found)
    if found.outcome == "proved" and (free_indices(left) or free_indices(right)):
        try:
            notes, layer = reading.notes, reading.layer
            shown(statement, Setting(family_around(layer), axes_of(layer), notes.roles, notes.base, {}))
        except NotShownError:
            return found
        return Judgement("proved", found.reason, "for all sizes")
    return found


def _formula(left: Expr, right: Expr, reading: SectionReading, found: Judgement) -> Judgement:
    """A formula in whole arrays; with channels only the prover can say anything of it."""
    layer = reading.layer
    said = decided(left, right, reading, family_around(layer))
    if said is None:
        return found
    if said.outcome == "proved":
        return Judgement("proved", found.reason, "for all sizes")
    if layer.shows_channels:
        here = decided(left, right, reading, Family(layer, layer.rank))
        if here is not None and here.outcome != said.outcome:
            return Judgement(here.outcome, f"but not {said.said}", "at this size")
    if found.outcome == "proved":
        # It was true at the size of the notes: a number in it belongs to that size.
        return Judgement("proved", f"but not {said.said}" if said.outcome == "refuted" else "", found.scope)
    return Judgement(said.outcome, said.said, "for all sizes")
