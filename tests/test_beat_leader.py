"""An external leader of the beat: its tempo and its beat are ours within a few of them."""

from __future__ import annotations

import pytest
from handed import bpm, handed, jumps, led, play, press, woken
from nights import go, us

from rig.conductor.events import BeatIn
from rig.score.measure import TICKS_PER_BEAT

LIVE = 'beat = "midi-clock Live"'
CUES = """
[cue.1]
on = "screening"
lead = "sheet"
play = "A 32 4/4 q=120"
[cue.2]
on = "title: Anna"
lead = "sheet"
play = "A 32 6/8 q.=80 pickup 1"
[cue.3]
on = "title: Dawn"
lead = "sheet"
play = "A 32 4/4 q=100>140"
"""


def beats(begin_s, beat_s, count, late_s=0.0):
    """The leader at one quarter after another."""
    return [
        BeatIn(us(at_s + late_s), us(at_s), "beat Live", 24 * n, us(beat_s), running=True)
        for n in range(count)
        for at_s in [begin_s + n * beat_s]
    ]


def off_us(night, begin_s, beat_s, quarter, grid=0):
    """How far our nearest quarter is from one of the leader's."""
    playing = night.state.playing
    assert playing is not None
    at_us = us(begin_s + quarter * beat_s)
    tick = playing.timeline.ticks_at(at_us) - playing.entered - grid
    nearest = round(tick / TICKS_PER_BEAT) * TICKS_PER_BEAT + playing.entered + grid
    return playing.timeline.us_at(nearest) - at_us


@pytest.mark.parametrize("beat_s", [0.4, 0.5, 0.55, 0.7])
@pytest.mark.parametrize("begin_s", [3, 3.1, 3.25, 3.4])
def test_tempo_and_beat_are_the_leaders_a_few_quarters_later(begin_s, beat_s):
    moves = woken(go(1), beats(begin_s, beat_s, 12, late_s=0.003))
    night = play(handed(CUES, LIVE), moves, until_s=begin_s + 11.9 * beat_s)
    assert bpm(night) == pytest.approx(60 / beat_s, rel=1e-3)
    assert abs(off_us(night, begin_s, beat_s, 12)) < 3000
    assert jumps(night) == []
    assert night.look().tempo_by
    assert night.told == ["the beat is led by beat Live"]


@pytest.mark.parametrize("cue", [2, 3])
def test_in_a_compound_meter_with_a_pick_up_and_on_a_ramp_too(cue):
    moves = woken(press(1, f"go to {cue}"), go(2), beats(4.1, 0.5, 30, late_s=0.003))
    night = play(handed(CUES, LIVE), moves, until_s=4.1 + 29.9 * 0.5)
    assert bpm(night) == pytest.approx(120, rel=5e-3)
    grid = 0 if cue == 3 else TICKS_PER_BEAT // 2
    assert abs(off_us(night, 4.1, 0.5, 30, grid)) < 5000
    assert jumps(night) == []


def test_a_leader_that_stops_leaves_the_music_in_its_tempo_and_says_so_once():
    stops = [led(9 + n, 20, 0.55, running=False) for n in range(3)]
    night = play(handed(CUES, LIVE), go(1), beats(3, 0.55, 11), stops, until_s=14)
    assert bpm(night) == pytest.approx(60 / 0.55, rel=1e-3)
    assert night.state.playing is not None
    assert night.told[1:] == ["beat Live has stopped; the music goes on"]


def test_a_leader_that_never_ran_says_nothing():
    night = play(handed(CUES, LIVE), go(1), led(3, 0, 0, running=False), until_s=4)
    assert night.told == []
    assert night.look().tempo_by == ""


@pytest.mark.parametrize("beat_us", [-1, 0, 1, 60_000, 6_000_001, 10**15])
@pytest.mark.parametrize("clocks", [-10, 0, 10**12])
def test_absurd_values_are_passed_over(beat_us, clocks):
    event = BeatIn(us(3), us(3), "beat Live", clocks, beat_us, running=True)
    night = play(handed(CUES, LIVE), go(1), event, until_s=9)
    assert bpm(night) == 120
    assert night.look().tempo_by == ""


def test_only_the_leader_of_the_house_leads():
    night = play(handed(CUES), go(1), beats(3, 0.55, 8), until_s=9)
    assert bpm(night) == 120


def test_a_leader_is_not_heard_where_nothing_plays_or_the_beat_stands():
    night = play(handed(CUES, LIVE), beats(1, 0.55, 8), until_s=6)
    assert night.sent("/tempo") == []
    moves = [go(1), press(2, "fermata"), *beats(3, 0.55, 4)]
    night = play(handed(CUES, LIVE), moves, until_s=6)
    assert night.state.playing is not None
    assert night.state.playing.stands is not None


def test_the_next_cue_is_led_from_its_first_quarter_on():
    moves = [go(1), *beats(3, 0.55, 20), go(9)]
    night = play(handed(CUES, LIVE), moves, until_s=13)
    assert bpm(night) == pytest.approx(60 / 0.55, rel=0.01)
