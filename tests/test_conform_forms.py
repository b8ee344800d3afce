"""Forms that no longer fit another print: what is told of them, and that doing it helps."""

from __future__ import annotations

from itertools import product
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written import cue, good_cue, good_sheet

from rig.desk.conform_forms import misfits
from rig.desk.conform_ways import Before, ways
from rig.score.form import Spot
from rig.score.plan import plan

SECOND_US = 1_000_000


def told(play, old, new, **lines):
    """What is told of a cue of 4/4 at 120, a bar of which has 2 s.

    It has a hit on X1, which is moved from one second of the film to another.
    """
    plans = [
        plan(
            good_sheet(
                cue(play=play, look="0:00", hits=f"0:{at:02} X1 the door", **lines), speed="20"
            )
        )
        for at in (old, new)
    ]
    return [(one.change_us / SECOND_US, one.told, one.remedy) for one in misfits(*plans, {})]


def remedy(*given_, **lines):
    ((_, _, found),) = told(*given_, **lines)
    return found


A = "A 4 q=120"
NONE = "no remedy within the bend: "


@pytest.mark.parametrize(
    ("play", "old", "new", "words"),
    [
        ("A 16 q=120 | X 1", 32, 33, "bend 3.0 % slower suffices"),
        ("A 16 q=120 | X 1", 32, 31, "bend 3.2 % faster suffices"),
        (f"{A} | V 2 vamp | X 1", 12, 16, "1 pass of vamp V more (2 bars, 4 s)"),
        (f"{A} | V 2 vamp | X 1", 12, 24, "3 passes of vamp V more (2 bars, 4 s each)"),
        (f"{A} | V 2 vamp | X 1", 20, 12, "2 passes of vamp V less (2 bars, 4 s each)"),
        (f"{A} | V 2 vamp out 1 2 | X 1", 12, 10, "out of V at the end of bar 1"),
        (f"{A} | V 2 vamp out 1.2 2 | X 1", 12, 9, "out of V at the end of bar 1.2"),
        (f"{A} | S 2 safety | X 1", 12, 16, "take the safety S (2 bars, 4 s)"),
        (f"{A} | O 2 optional | X 1", 8, 12, "play the optional O (2 bars, 4 s)"),
        ("A 4 q=120 1-3x | X 1", 8, 24, "A (4 bars, 8 s) 3 times, not 1"),
        (f"{A} | B 2 or C 6 | X 1", 12, 20, "take ending C (6 bars, 12 s)"),
        (f"{A} | F 1 fermata max 5s | X 1", 10, 14, "the fermata in F lasts 4 s"),
        (f"{A} | // | X 1", 20, 30, "the silence of // lasts 22 s"),
        (f"{A} | X 1", 8, 7, "1 bar of 2/4 less"),
        ("A 8 6/8 q.=60 | X 1", 16, 17, "1 bar of 3/8 more"),
        (f"{A} | S 2 safety | X 1", 12, 17, "take the safety S (2 bars, 4 s), 1 bar of 2/4 more"),
        (f"{A} | X 1", 8, 3, f"{NONE}5 s too long; cut or rewrite"),
        (
            f"{A} | S 2 safety | X 1",
            *(
                12,
                30,
                f"{NONE}14 s too short even so: take the safety S (2 bars, 4 s); cut or rewrite",
            ),
        ),
    ],
)
def test_the_least_that_helps_is_told(play, old, new, words):
    assert remedy(play, old, new) == words


def test_the_tempo_bends_as_far_as_the_cue_lets_it():
    given_ = "A 16 q=120 | X 1", 32, 33
    assert remedy(*given_, lead="sheet") == "1 bar of 2/4 more"
    assert remedy(*given_, bend="2%") == "1 bar of 2/4 more"
    assert remedy("A 16 q=120 | X 1", 32, 24, lead="hand") == "bend 33.3 % faster suffices"


def test_what_has_changed_is_told_in_seconds_beats_and_bars():
    ((change_s, words, _),) = told(f"{A} | V 2 vamp | X 1", 12, 16)
    assert (change_s, words) == (4.0, "8.0 beats, 2.0 bars at q=120")
    ((change_s, words, _),) = told("A 8 6/8 q.=60 | X 1", 16, 15)
    assert (change_s, words) == (-1.0, "1.0 beats at q.=60")


def test_a_change_within_what_counts_as_a_hit_is_none():
    assert told(f"{A} | X 1", 8, 8) == []
    for at, found in (("0:08+01", 0), ("0:08+02", 1), ("0:07+18", 0), ("0:07+17", 1)):
        sheets = [
            good_sheet(cue(play=f"{A} | X 1", look="0:00", hits=f"{one} X1 door"), speed="20")
            for one in ("0:08", at)
        ]
        assert len([*misfits(*map(plan, sheets), {})]) == found


def film(*cues):
    return plan(good_sheet(*cues, speed="20"))


def two(play, begin, *, on="title: two"):
    return film(cue(play=play, look="0:00"), cue("2", on=on, look=begin))


@pytest.mark.parametrize(
    ("play", "old", "new", "words"),
    [
        ("A 4 q=120", "0:08", "0:10", "1 bar of 4/4 more"),
        ("A 4 q=120", "0:20", "0:22", "1 bar of 4/4 more"),
        ("A 16 q=120", "0:20", "0:19+05", "bend 2.4 % faster suffices"),
        ("A 4 q=120 | V 2 vamp", "0:20", "0:28", "2 passes of vamp V more (2 bars, 4 s each)"),
        ("A 4 q=120 | //", "0:20", "0:28", "the silence of // lasts 20 s"),
    ],
)
def test_a_cue_lasts_until_the_next_as_it_did(play, old, new, words):
    """A silence before it stays as long as it was, and so does what it cut off."""
    (found,) = misfits(two(play, old), two(play, new), {})
    assert (found.begin, found.end, found.remedy) == ("its start", "cue 2", words)


def test_hits_on_an_attacca_belong_to_the_cue_before_and_begin_its_own():
    plans = [
        film(
            cue(play="A 4 q=120", look="0:00"),
            cue("2", on="attacca", play="B 4", hits=f"{one} B1 slam | {other} B3 dark"),
        )
        for one, other in (("0:08", "0:12"), ("0:10", "0:16"))
    ]
    found = [(one.cue, one.begin, one.end, one.change_us) for one in misfits(*plans, {})]
    assert found == [("1", "its start", "slam", 2_000_000), ("2", "slam", "dark", 2_000_000)]


def test_a_hit_that_died_leaves_its_neighbours_to_each_other():
    lines = {"play": "A 4 q=120 | B 4 | X 1", "look": "0:00"}
    old = film(cue(**lines, hits="0:08 B1 one | 0:12 B3 two | 0:16 X1 three"))
    new = film(cue(**lines, hits="0:08 B1 one | 0:12 X1 three"))
    (found,) = misfits(old, new, {"1": {1}})
    assert (found.begin, found.end, found.change_us) == ("one", "three", -4_000_000)


PARTS = (
    "{} 3 q=120",
    "{} 2 vamp out 1 2",
    "{} 2 safety",
    "{} 5 optional",
    "{} 1 2-3x",
    "{} 1 or {}x 4",
)


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_the_ways_are_all_there_are(parts):
    """Against the lengths that each item can have, written out."""
    names = "ABCDE"
    play = " | ".join(part.format(name, name) for part, name in zip(parts, names, strict=False))
    passages = good_cue(play=f"Q 1 q=120 | {play} | X 1").passages
    found = ways(passages, Spot(0, 0), Spot(len(passages) - 1, 0), {}, 8 * SECOND_US)
    bars = {
        PARTS[0]: (3,),
        PARTS[1]: tuple(range(1, 9)),
        PARTS[2]: (2, 4),
        PARTS[3]: (0, 5),
        PARTS[4]: (2, 3),
        PARTS[5]: (1, 4),
    }
    wanted = {2 * (1 + sum(choice)) for choice in product(*(bars[part] for part in parts))}
    assert {round(way.us / SECOND_US) for way in found} == wanted


def test_one_ending_leads_past_the_other_and_a_vamp_is_only_left_forwards():
    passages = good_cue(play="A 4 q=120 | B 2 or C 6 | V 2 vamp out 1 2 | X 1").passages
    bar = passages[0].meter.bar
    lengths = {
        (Spot(1, bar), Spot(3, bar)): [4],
        (Spot(0, 0), Spot(2, bar)): [10],
        (Spot(3, bar * 3 // 2), Spot(4, 0)): [1, 3, 5],
    }
    for (begin, end), wanted in lengths.items():
        found = ways(passages, begin, end, {}, 4 * SECOND_US)
        assert sorted(round(way.us / SECOND_US) for way in found)[:3] == wanted


def test_as_before_is_no_change():
    passages = good_cue(play="A 4 q=120 | V 2 vamp out 1 2 | S 2 safety | X 1").passages
    before = {0: Before(1, 1), 1: Before(3, passages[1].exits[0]), 2: Before(1, 1)}
    found = ways(passages, Spot(0, 0), Spot(3, 0), before, 40 * SECOND_US)
    (same,) = (way for way in found if not way.changes)
    assert (round(same.us / SECOND_US), same.told, same.held_us) == (8 + 8 + 2 + 4, (), 0)


def test_holds_on_the_way_add_up():
    play = "A 4 q=120 fermata 2.1 max 3s | F 1 fermata max 2s | // | X 1"
    passages = good_cue(play=play).passages
    bar, end = passages[0].meter.bar, Spot(1, passages[1].length)
    begins = ((0, Spot(1, 0), 3), (0, end, 5), (2 * bar, end, 2), (2 * bar, Spot(3, 0), inf))
    for begin, until, held_us in begins:
        (way,) = ways(passages, Spot(0, begin), until, {}, 0)
        assert way.held_us == held_us * SECOND_US
