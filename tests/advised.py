"""The advice a sheet gets, as tests look at it: what it stands under, and its words."""

from __future__ import annotations

from written import caret, document, sheet_text, told

from rig.score.advice import advise
from rig.score.plan import plan
from rig.score.read import read_sheet


def advice_of(text):
    one = document(text)
    sheet = read_sheet(one)
    assert not one.problems, told(one.problems)
    advise(one, plan(sheet))
    return [(caret(found), found.message) for found in one.advice]


def advised(*cues):
    return advice_of(sheet_text(*cues))


def assert_advised(found, under, words):
    assert len(found) == 1, found
    assert (found[0][0], words in found[0][1]) == (under, True), found
