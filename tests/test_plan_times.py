"""Where the plan puts hits, and the beats of the whole film; second opinions on both."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sources import ROOT
from written import cue, document, good_sheet, read_text, sheet_text, told

from rig.score.form import Spot
from rig.score.measure import SECOND_US
from rig.score.measure import TICKS_PER_BEAT as BEAT
from rig.score.plan import plan
from rig.score.walk import TURNS_MAX

EXAMPLES = ("winter-bridge/sheet.toml", "demo/ferry.toml", "the-crowd/the-crowd.toml")


def planned(*cues):
    return plan(good_sheet(*cues))


def example(name):
    one = document((ROOT / "examples" / name).read_text("utf-8"))
    sheet, problems = read_text(one.text)
    assert not problems, told(problems)
    return plan(sheet)


# Hits


def offs(*cues):
    return [hit.off_us for one in planned(*cues).cues for hit in one.hits]


@pytest.mark.parametrize(
    ("place", "at_s"),
    [("A1", 0), ("A2.3", 6), ("B1", 18), ("B1.4-1b", 20), ("end", 22), ("cutoff", 22)],
)
def test_a_hit_is_off_by_where_the_music_is(place, at_s):
    found = offs(cue(play="A 4 4/4 q=60 fermata max 2s | B 1", hits=f"0:30 {place} x"))
    assert found == [(at_s - 30) * SECOND_US]


def test_a_hit_in_what_is_repeated_is_meant_the_first_time():
    assert offs(cue(play="A 1 4/4 q=60 3x", hits="0:02 A1.3 x")) == [0]


def test_a_place_meant_in_the_last_turn_only_is_there():
    (one,) = planned(cue(play="A 1 4/4 q=60 3x")).cues
    assert one.us_at(Spot(0, BEAT)) == SECOND_US
    assert one.us_at(Spot(0, BEAT, last=True)) == 9 * SECOND_US


def test_a_hit_on_a_silence_is_where_it_begins():
    cues = cue("1", play="A 1 4/4 q=60 | //", hits="0:04 // x"), cue("2", look="0:30")
    assert offs(*cues) == [0]


@pytest.mark.parametrize("place", ["~", "O1", "Y1"])
def test_a_hit_that_has_no_place_or_is_not_played_has_no_miss(place):
    assert offs(cue(play="O 1 optional q=60 | X 1 or Y 1", hits=f"0:02 {place} x")) == [None]


def test_a_hit_behind_the_cut_is_not_played():
    cues = cue("1", play="A 4 4/4 q=60", hits="0:04 A4 x | 0:05 end y"), cue("2", look="0:10")
    assert offs(*cues) == [None, None]


def test_a_hit_on_the_first_beat_of_an_attacca_is_the_end_of_the_cue_before():
    cues = planned(cue("1", play="A 1 4/4 q=60"), cue("2", on="attacca", hits="0:05 A1 x")).cues
    assert [len(one.hits) for one in cues] == [1, 0]
    assert cues[0].hits[0].off_us == -SECOND_US


def test_a_hit_is_where_its_frame_is_at_the_speed_of_its_reel():
    text = sheet_text(cue(play="A 8 4/4 q=60", hits="#200 A4 x"), speed='"10, #100 20"')
    sheet, problems = read_text(text)
    assert not problems, told(problems)
    (hit,) = plan(sheet).cues[0].hits
    assert hit.due_us == 15 * SECOND_US


# The tempo map of the whole film


@pytest.mark.parametrize("name", EXAMPLES[:2])
def test_the_map_has_each_turn_where_the_plan_has_it(name):
    one = example(name)
    tempo = one.tempo_map()
    tick = 0
    for turn in (turn for cue_ in one.cues for turn in cue_.turns):
        assert turn.begin == tick
        tick += turn.ticks
        if turn.ticks:
            assert tempo.us_at(turn.begin) == pytest.approx(turn.us_at(0), abs=1)
            inside = turn.ticks - 1
            assert tempo.us_at(turn.begin + inside) == pytest.approx(turn.us_at(inside), abs=2)
    assert tempo.pieces[-1].end == tick


def test_the_map_stands_on_a_fermata_and_goes_on_inside_the_ramp():
    one = planned(cue(play="A 4 4/4 q=60>120 fermata 2.2 max 3s | B 1"))
    law, tempo = one.cues[0].cue.passages[0].law, one.tempo_map()
    held, behind = 6 * BEAT, 9 * BEAT
    assert tempo.us_at(held - 1) == pytest.approx(law.us_to(held - 1), abs=1)
    assert tempo.us_at(behind) == pytest.approx(law.us_to(behind) + 3_000_000, abs=1)
    assert tempo.bpm_at(behind) == pytest.approx(law.bpm_at(behind))


def test_a_sheet_without_music_has_no_map():
    one = example(EXAMPLES[2])
    assert one.tempo_map() is None
    assert all(one.turns == () for one in one.cues)


@pytest.mark.parametrize("name", EXAMPLES)
def test_time_only_goes_forward(name):
    one = example(name)
    for before, after in pairwise(one.cues):
        assert before.begin_us <= before.end_us <= after.begin_us
    for cue_ in one.cues:
        assert all(a.end_us == b.begin_us for a, b in pairwise(cue_.turns))


# Second opinions


@given(
    st.integers(1, 6),
    st.sets(st.integers(1, 6), min_size=1),
    st.integers(40, 200),
    st.integers(0, 3000),
)
def test_a_vamp_is_left_where_counting_every_exit_leaves_it(bars, out, bpm, press):
    out = sorted(one for one in out if one <= bars) or [bars]
    play = f"V {bars} 4/4 q={bpm} vamp out {' '.join(map(str, out))} | B 1"
    one = planned(cue(play=play, press=f"V #{press} x")).cues[0]
    bar_s = Fraction(240, bpm)
    exits = [bar_s * (turn * bars + at) for turn in range(TURNS_MAX) for at in out]
    press_s = Fraction(press, 18)
    # A press in the very microsecond of an exit may be taken at it or be too late for it.
    assume(all(abs(at - press_s) * SECOND_US > 1 for at in exits))
    left_s = next(at for at in exits if at >= press_s)
    assert one.turns[-1].begin_us == pytest.approx(float(left_s * SECOND_US), abs=1)


@given(st.lists(st.sampled_from(["A 4", "B 2 q=90>140", "C 3 3/4 q=77", "D 1 6/8"]), min_size=1))
def test_a_form_lasts_as_long_as_its_beats_counted_one_by_one(items):
    names = [f"{chr(65 + number // 26)}{chr(97 + number % 26)}" for number in range(len(items))]
    play = " | ".join(f"{name} {item[2:]}" for name, item in zip(names, items, strict=True))
    (one,) = planned(cue(play=f"Q 1 4/4 q=60 | {play}")).cues
    us = 0.0
    for passage in one.cue.passages:
        us += sum(
            float(passage.law.us_to(tick + BEAT // 4) - passage.law.us_to(tick))
            for tick in range(0, passage.length, BEAT // 4)
        )
    assert one.end_us == pytest.approx(us, abs=2)


def test_a_place_sounds_when_the_map_says_so():
    one = example(EXAMPLES[0])
    storm = one.cues[3]
    spot = Spot(0, 11 * storm.cue.passages[0].meter.bar + BEAT)
    at_us = one.tempo_map().us_at(storm.turns[0].begin + spot.offset)
    assert storm.us_at(spot) == pytest.approx(at_us, abs=1)
