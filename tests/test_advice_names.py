"""Advice on names: themes, stops, and what is nearly another name."""

from __future__ import annotations

from advised import advice_of, advised, assert_advised
from written import cue, sheet_text

from rig.score.names import slips

THEMES = '[theme.RED]\nplay = "A 4 q=60"\nfire = "A1 sea~"\n[theme.BLUE]\nplay = "A 4 q=60"\n'


def test_a_theme_that_is_never_played_is_told():
    found = advice_of(sheet_text(cue(play="BLUE")).replace("[cue.", THEMES + "[cue.", 1))
    assert_advised(found, "theme.RED", "this theme is never played")


def test_a_stop_of_what_was_not_started_is_told():
    assert_advised(advised(cue(fire="A1 -sea")), "-sea", "nothing has started sea before")
    assert advised(cue("1", fire="A1 sea~"), cue("2", on="segue", fire="A1 -sea")) == []
    assert advised(cue("1", fire="A1 bell, A2 -bell")) == []
    late = cue("1", fire="A1 -sea"), cue("2", on="segue", fire="A1 sea~")
    assert_advised(advised(*late), "-sea", "write sea~ there")


def test_what_a_theme_starts_is_started():
    text = sheet_text(cue(play="RED | BLUE", fire="end -sea"))
    assert advice_of(text.replace("[cue.", THEMES + "[cue.", 1)) == []


def names_told(*names):
    cues = [cue(str(at), on="title: x", dyn=f"{name} p") for at, name in enumerate(names)]
    return [found for found in advised(*cues) if "stands only here" in found[1]]


def test_a_name_that_is_nearly_another_is_told_where_it_stands():
    assert_advised(names_told("strings", "strings", "string"), "string", "is strings meant?")
    assert_advised(names_told("winds", "wimds", "winds"), "wimds", "is winds meant?")
    assert names_told("violin1", "violin1", "violin2") == []
    assert names_told("strings", "string") == []
    assert names_told("oboe", "oboe", "horn") == []
    assert names_told("low", "low", "lot") == []


def test_slips_among_many_names_are_found_at_once():
    names = {f"clip-{number}": 1 for number in range(5000)} | {"thunder": 2, "thuner": 1}
    assert list(slips(names)) == [("thuner", "thunder")]
