"""What a tempo search tries for a cue: its hits, tempi and starts, and where it should be over."""

from __future__ import annotations

import pytest
from written import cue, good_sheet

from rig.desk.asked import asked_for
from rig.desk.beats import Beat, combs
from rig.desk.case import case_of
from rig.desk.reading import judged
from rig.desk.tries import bars_of, left_s, starts, tries
from rig.score.form import Meter

ASKED = asked_for(None, "0.25", None, None, None, "felt", "5")


def case(*cues, number="2", play="", asked=ASKED):
    return case_of(good_sheet(cue(), *cues, speed="20"), number, play, asked)


def spotted(hits="0:05 ~ x", **said):
    lines = {"on": "action: x", "look": "0:01", "play": "A 8 4/4 q=60"} | said
    return cue("2", hits=hits, **lines)


def targets(one, asked=ASKED):
    return tries(one, asked)[0].search.targets


def test_each_hit_has_its_own_tolerance_and_weight():
    one = case(spotted("0:05 ~ x !! -30+250ms | 0:06 ~ y", miss="-40 +120 ms"))
    first, second = targets(one)
    assert (first.early_s, first.late_s, first.weight) == (0.03, 0.25, 2)
    assert (second.early_s, second.late_s, second.weight) == (0.04, 0.12, 1)
    assert (first.at_s, second.at_s) == (4, 5)


def test_a_place_that_is_given_is_met_by_no_chance():
    one = case(spotted("0:05 A2.3 x | 0:09 ~ y"))
    given, free = targets(one)
    assert (given.beat, given.combs) == (6, ())
    assert (free.beat, free.combs) == (None, combs(Meter(4, 4), Beat.FELT))


def test_where_the_bars_are_open_a_hit_on_the_end_is_met_by_any_bar_line():
    asked = asked_for(None, "0.25", None, None, "4..12", "felt", "5")
    one = case(spotted("0:35 end x"), asked=asked)
    assert targets(one, asked)[0].combs == combs(Meter(4, 4), Beat.BAR)
    assert targets(case(spotted("0:35 end x")))[0].beat == 32


@pytest.mark.parametrize(
    ("on", "said", "count"),
    [("action: x", {}, 81), ("time", {}, 1), ("segue", {}, 1), ("attacca", {}, 1)],
)
def test_only_a_press_may_come_early_or_late(on, said, count):
    one = case(spotted(on=on, **said))
    assert len(starts(one, ASKED)) == count
    assert 0 in starts(one, ASKED)
    either_way = asked_for(None, "0.25", "-1..1", None, None, "felt", "5")
    assert starts(one, either_way) == range(-20, 21)


def test_a_start_between_two_frames_is_the_next_frame():
    asked = asked_for(None, "0.25", "0.01..0.02", None, None, "felt", "5")
    assert starts(case(spotted()), asked) == range(1, 2)


def test_words_decide_where_the_cue_itself_says_no_tempo():
    inherited = 'A 8 "Presto"'
    one = case(spotted(play=inherited), play=inherited)
    assert (one.hinted, one.written_bpm) == (("presto", (160, 200)), None)
    (way,) = tries(one, ASKED)
    assert (way.bpm[0], way.bpm[-1]) == (160, 200)
    assert way.far.max() == 0
    own = 'A 8 q=70 "Presto"'
    one = case(spotted(play=own), play=own)
    assert (one.hinted, one.written_bpm) == (None, 70)
    assert tries(one, ASKED)[0].far.min() == 0


def test_a_written_tempo_beyond_the_habit_is_searched_too():
    play = "A 8 q=200"
    (way,) = tries(case(spotted(play=play), play=play), ASKED)
    assert (way.bpm[0], way.bpm[-1]) == (60, 200)


@pytest.mark.parametrize(
    ("hits", "over", "frame"),
    [
        ("0:05 ~ x", {}, 800),
        ("0:05 ~ x | 0:33 cutoff y", {}, 660),
        ("0:05 ~ x | 0:34 end y", {}, 680),
        ("0:05 ~ x", {"on": "attacca", "hits": "0:31 A1 z"}, 620),
        ("0:05 ~ x", {"on": "segue"}, None),
    ],
)
def test_when_the_music_should_be_over(hits, over, frame):
    after = {"on": "action: y", "look": "0:40"} | over
    if over.get("on"):
        del after["look"]
    assert case(spotted(hits), cue("3", **after)).end_frame == frame


def test_bars_reach_as_near_to_the_end_as_whole_bars_can():
    after = cue("3", on="action: y", look="0:40")
    lines = "[cue.2]\non = 'action: x'\nlook = '0:01'\nhits = '0:05 ~ x'"
    asked = asked_for("63", "0.25", "0", "3/4", None, "bar", "5")
    one = case(lines, after, asked=asked)
    (way,) = tries(one, asked)
    found = judged(way.search, 0, 63 / 60, 0.0)
    assert bars_of(one, found) == 14
    assert left_s(one, found) == pytest.approx(39 - 14 * 3 * 60 / 63)


def test_nothing_is_left_where_more_music_follows():
    one = case(spotted(play="A 8 4/4 q=60 | V 2 vamp"), cue("3", on="action: y", look="0:40"))
    (way,) = tries(one, ASKED)
    assert left_s(one, judged(way.search, 0, 1.0, 0.0)) is None


def test_a_begin_that_nobody_knows_is_told_to_be_a_guess():
    assert case(cue("2", on="action: x", play="A 8", hits="0:30 ~ x")).guessed
    assert not case(spotted()).guessed
