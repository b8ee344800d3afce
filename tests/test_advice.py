"""Advice: what a sheet may not mean, in words, under the item it is of; and none where all is well.

Most cases come in pairs: one that gets advice, and beside it the nearest that gets none.
"""

from __future__ import annotations

import pytest
from advised import advice_of, advised, assert_advised
from hypothesis import given
from hypothesis import strategies as st
from sources import ROOT
from written import cue

from rig.score.advice import GUARD_US, SILENCE_US
from rig.score.measure import SECOND_US

EXAMPLES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "examples").glob("*/*.toml")
    if "[cue." in path.read_text("utf-8")
)


def test_the_examples_are_found():
    assert len(EXAMPLES) >= 3


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_need_no_advice(name):
    assert advice_of((ROOT / name).read_text("utf-8")) == []


# Hits that no tempo leads to; 4 % either way, and 60 ms early to 100 ms late, count


@pytest.mark.parametrize(
    ("hit", "words"),
    [
        ("#320 A5 x", "as written the music is 32.0 frames early (-1778 ms); from its start it"),
        (
            "#250 A5 x",
            "needs q=69.1 (15.2 % faster), and bend gives 4 %: another tempo, fewer bars",
        ),
        ("#320 A5 x", "needs q=54 (10.0 % slower), and bend gives 4 %: another tempo, more bars"),
        ("#0 A5 x", "as written the music is 16 s late, and no tempo helps: write fewer bars"),
    ],
)
def test_a_hit_out_of_reach_is_told_with_the_tempo_it_would_need(hit, words):
    assert_advised(advised(cue(play="A 8 4/4 q=60", hits=f"{hit} !")), f"{hit} !", words)


@given(st.integers(0, 600))
def test_a_hit_is_in_reach_exactly_where_bend_and_miss_let_it(frame):
    """16 s of music at 4 % take 15.385 to 16.667 s."""
    found = advised(cue(play="A 8 4/4 q=60", hits=f"#{frame} A5 x"))
    due_s = frame / 18
    assert (not found) == (16 / 1.04 - 0.1 <= due_s <= 16 / 0.96 + 0.06)


def test_a_hit_is_reached_from_the_hit_before_it():
    """12 % slower twice is out of reach once, and what is met is where the next begins."""
    line = "0:16 A5 one | 0:32 A9 two | 0:52 A13 three"
    found = advised(cue(play="A 16 4/4 q=60", hits=line))
    assert_advised(found, "0:52 A13 three", "from two on it needs q=48 (20.0 % slower)")


def test_what_is_between_two_hits_is_between_them_whatever_was_before():
    line = "0:20 B1 one | 0:40 B3 two"
    found = advised(cue(play="V 1 4/4 vamp q=60 | B 4", hits=line))
    assert_advised(found, "0:40 B3 two", "from one on it needs q=24")


def test_the_press_after_a_silence_is_where_the_music_begins_anew():
    line = "0:30 B2 x"
    found = advised(cue(play="A 1 4/4 q=60 | // | B 4", press="// 0:20 x", hits=line))
    assert_advised(found, line, "needs q=24 (60.0 % slower)")
    assert advised(cue(play="A 1 4/4 q=60 | // | B 4", press="// 0:20 x", hits="0:24 B2 x")) == []


def test_the_tempo_that_is_needed_is_that_of_the_music_before_the_hit():
    found = advised(cue(play="A 4 4/4 q=60 | B 4 q=90", hits="0:20 B1 x"))
    assert_advised(found, "0:20 B1 x", "needs q=48 (20.0 % slower)")


def test_a_hit_behind_a_vamp_of_an_earlier_cue_is_in_reach():
    vamp = cue("1", play="A 1 4/4 q=60 | V 1 vamp")
    assert advised(vamp, cue("2", on="attacca", play="A 8", hits="2:01 A2 x")) == []


def test_nobody_knows_how_late_a_cue_without_a_look_begins():
    second = {"on": "title: x", "play": "A 4 4/4 q=60"}
    assert advised(cue("1"), cue("2", hits="3:00 A1 x", **second)) == []
    found = advised(cue("1"), cue("2", hits="3:00 A1 x | 3:30 A2 y", **second))
    assert_advised(found, "3:30 A2 y", "from x on it needs q=8 ")


def test_a_press_that_is_taken_later_may_be_taken_at_once():
    first = cue("1", play="V 1 4/4 q=60 vamp")
    second = cue("2", on="title: x", look="0:09", enter="bar", play="A 4", hits="0:09 A1 x")
    assert advised(first, second) == []


def test_a_hit_that_is_missed_does_not_spoil_the_next():
    line = "0:16 A5 one | 0:20 A9 two | 0:48 A13 three"
    found = advised(cue(play="A 16 4/4 q=60", hits=line))
    assert [under for under, _ in found] == ["0:20 A9 two"]


@pytest.mark.parametrize(
    ("play", "place", "reached"),
    [
        ("A 4 4/4 q=60 | B 4", "B1", False),
        ("A 4 4/4 q=60 | O 1 optional | B 4", "B1", True),
        ("A 3 4/4 q=60 | S 1 safety | B 4", "B1", True),
        ("A 4 4/4 q=60 | R 1 1-2x | B 4", "B1", True),
        ("A 3 4/4 q=60 | X 1 or Y 2 | B 4", "B1", True),
        ("A 3 4/4 q=60 | X 1 or Y 1 | B 4", "B1", False),
        ("A 4 4/4 q=60 fermata max 4s | B 4", "B1", True),
        ("A 4 4/4 q=60 fermata max 3s | B 4", "B1", False),
        ("A 4 4/4 q=60 fermata | B 4", "B1", True),
        ("A 4 4/4 q=60 | // | B 4", "B1", True),
        ("A 3 4/4 q=60 | V 1 vamp | B 4", "B1", True),
        ("A 4 4/4 q=60 | V 2 vamp out 1 | B 4", "B1", True),
    ],
)
def test_every_way_through_the_form_is_tried(play, place, reached):
    """The place is written at 16 s and its picture is at 20 s."""
    assert (advised(cue(play=play, hits=f"0:20 {place} x")) == []) is reached


def test_an_optional_bar_may_be_left_out():
    play = "A 4 4/4 q=60 | O 1 optional | X 1 or Y 2 | B 4"
    assert advised(cue(play=play, hits="0:20 B1 x")) == []
    assert advised(cue(play=play, hits="0:28 B1 x")) == []
    assert advised(cue(play=play, hits="0:16 B1 x")) != []


def test_a_vamp_whose_exits_are_too_far_apart_is_named():
    line = "0:14 B1 x"
    found = advised(cue(play="V 4 4/4 q=120 vamp | B 4", hits=line))
    assert_advised(found, line, ", more exits out of V?")
    assert advised(cue(play="V 4 4/4 q=120 vamp out 1 2 3 4 | B 4", hits=line)) == []


def test_the_tempo_bends_as_far_as_the_cue_says():
    lines = {"play": "A 8 4/4 q=60", "hits": "0:17 A5 x"}
    assert advised(cue(**lines))
    assert advised(cue(bend="6%", **lines)) == []
    assert advised(cue(bend="-6 +0 %", **lines)) == []
    assert advised(cue(bend="-0 +6 %", **lines))
    assert advised(cue(lead="hand", **lines)) == []
    assert_advised(
        advised(cue(bend="6%", lead="sheet", **lines)), "0:17 A5 x", "lead = sheet gives nothing"
    )


def test_a_hit_on_an_attacca_is_met_by_the_cue_before():
    first = cue("1", play="A 4 4/4 q=60")
    found = advised(first, cue("2", on="attacca", hits="0:20 A1 x"))
    assert_advised(found, "0:20 A1 x", "needs q=48 (20.0 % slower)")
    assert advised(first, cue("2", on="attacca", hits="0:16 A1 x")) == []


def test_a_hit_belongs_between_its_cues_starts():
    cues = (
        cue("1", play="A 4 4/4 q=60 | V 1 vamp", hits="0:30 V1 x"),
        cue("2", on="title: x", look="0:20", hits="0:10 A1 y"),
    )
    found = advised(*cues)
    assert [under for under, _ in found] == ["0:30 V1 x", "0:10 A1 y"]
    assert "when cue 2 has begun already" in found[0][1]
    assert "before cue 2 begins (0:20)" in found[1][1]


# Presses, starts and ends


def test_a_wait_that_comes_after_its_press_is_told():
    line = "V 0:10 x"
    found = advised(cue(play="A 4 4/4 q=60 | V 2 vamp | B 1", press=line))
    assert_advised(found, line, "V comes 5.4 s after this press at the soonest")
    assert advised(cue(play="A 4 4/4 q=60 | V 2 vamp | B 1", press="V 0:15 x")) == []


def test_the_press_of_a_fermata_is_found_among_others():
    line = "// 0:20 x | A 0:02 y"
    found = advised(cue(play="A 1 4/4 q=60 fermata | B 1 | // | C 1", press=line))
    assert_advised(found, "A 0:02 y", "the fermata in A comes 1.8 s after")
    line = "// 0:20 x | A 0:02 x"
    found = advised(cue(play="A 1 4/4 q=60 fermata | B 1 | // | C 1", press=line))
    assert_advised(found, "A 0:02 x", "the fermata in A comes 1.8 s after")


@pytest.mark.parametrize(("look", "cut"), [("0:14", True), ("0:15", False)])
def test_a_cue_that_cannot_be_over_in_time_is_told(look, cut):
    """16 s of music take 15.4 s at the least, and half a second is not worth a word."""
    found = advised(cue("1", play="A 2 4/4 q=60 | B 2"), cue("2", on="title: x", look=look))
    if cut:
        assert_advised(found, "B 2", "cue 2 begins 1.4 s before this can be over, and cuts it")
    else:
        assert found == []


@pytest.mark.parametrize("last", ["V 90 vamp", "//", "A 4 fermata"])
def test_what_waits_at_the_end_is_cut_by_nobody(last):
    cues = cue("1", play=f"Q 3 4/4 q=60 | {last}"), cue("2", on="title: x", look="0:30")
    assert advised(*cues) == []


@pytest.mark.parametrize(("more_s", "told_of"), [(0, False), (1, True)])
def test_a_long_silence_between_cues_is_told(more_s, told_of):
    look = f"#{(4 + SILENCE_US // SECOND_US + more_s) * 18}"
    found = advised(cue("1", play="A 1 4/4 q=60"), cue("2", on="title: x", look=look))
    assert bool(found) is told_of
    if told_of:
        assert_advised(found, "A 1 4/4 q=60", "over 21 s before cue 2 begins: more bars, or a vamp")


def test_where_something_goes_on_sounding_there_is_no_silence():
    second = cue("2", on="title: x", look="1:00")
    assert advised(cue("1", fire="sea~"), second) == []
    assert advised(cue("1", fire="sea~, end -sea"), second) != []


@pytest.mark.parametrize(
    ("look", "words"),
    [
        ("0:25 0:40 0:50", "overlaps the look of cue 1, which ends at 0:30"),
        ("0:05 0:10 0:15", "cue 1, before it, is expected later (0:20): is one mistyped?"),
        ("0:30 0:40 0:50", ""),
        ("0:40", ""),
    ],
)
def test_looks_that_overlap_or_go_back_are_told(look, words):
    vamp = "V 1 vamp q=60"
    found = advised(
        cue("1", look="0:10 0:20 0:30", play=vamp), cue("2", on="title: x", look=look, play=vamp)
    )
    if words:
        assert_advised(found, look, words)
    else:
        assert found == []


@pytest.mark.parametrize(("frame", "told_of"), [(94, True), (95, False)])
def test_presses_within_the_guard_are_told(frame, told_of):
    """At 18 fps 4 frames are less than a guard, and 5 are more."""
    assert 4 * SECOND_US / 18 < GUARD_US < 5 * SECOND_US / 18
    found = advised(
        cue("1", play="V 1 4/4 q=240 vamp | X 1 vamp", press="V #90 x"),
        cue("2", on="title: x", look=f"#{frame}"),
    )
    guards = [(under, words) for under, words in found if "bounce" in words]
    assert bool(guards) is told_of
    if told_of:
        assert_advised(guards, "#94", "expected 222 ms after the press before")
