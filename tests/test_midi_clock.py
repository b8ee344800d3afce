"""MIDI clock and song position, followed in virtual time."""

from __future__ import annotations

from statistics import pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timecodes import clocks, delivered, heard, jittered

from rig.ports.midi_clock import Leader, Place

START, CONTINUE, STOP = b"\xfa", b"\xfb", b"\xfc"
BEGIN_US = 5_000_000
CLOCK_120_US = 500_000 / 24


def position(sixteenths):
    return bytes([0xF2, sixteenths & 0x7F, sixteenths >> 7])


def running(bpm, count, begin_us=BEGIN_US):
    """A leader that starts a millisecond before its first clock, as it should."""
    return [(begin_us - 1000, START), *clocks(bpm, count, begin_us)]


@pytest.mark.parametrize("bpm", [10.5, 20, 60, 97.5, 120, 300, 998])
def test_every_quarter_is_told_at_its_instant_and_with_its_length(bpm):
    first, *told = heard(running(bpm, 24 * 8 + 1), Leader())
    assert first.clocks == 5
    assert [place.clocks for place in told] == [24 * quarter for quarter in range(1, 9)]
    for place in told:
        assert place.running
        assert abs(place.beat_us - 60_000_000 / bpm) < 3
        assert abs(place.stamped_us - BEGIN_US - place.clocks * 2_500_000 / bpm) < 3


def test_a_leader_whose_clock_runs_ahead_is_told_on_its_downbeat():
    sent = clocks(120, 100)
    downbeat_us = sent[60][0]
    told = heard([*sent[:60], (downbeat_us - 1000, START), *sent[60:]], Leader())
    assert told[0] == Place(downbeat_us, 0, 500_000, running=True)
    assert told[1].clocks == 24


@pytest.mark.parametrize("bpm", [60, 120, 180])
def test_jitter_of_the_wire_leaves_the_tempo_steady(bpm):
    for seed in range(5):
        told = heard(jittered(running(bpm, 24 * 60), 1000, seed), Leader())[3:]
        beats_us = [place.beat_us for place in told]
        assert max(abs(beat_us * bpm / 60_000_000 - 1) for beat_us in beats_us) < 0.003
        late_us = [place.stamped_us - BEGIN_US - place.clocks * 2_500_000 / bpm for place in told]
        assert pstdev(late_us) < 300
        assert max(map(abs, late_us)) < 1000


@pytest.mark.parametrize("bpm", [72, 113, 117, 120, 133])
def test_a_sound_servers_long_periods_neither_count_nor_tear(bpm):
    """A clock of 117 bpm is as long as a period of 21 ms: now none comes, now two at once."""
    period_us = 1_000_000 * 1024 / 48000
    told = heard(delivered(running(bpm, 24 * 40), period_us), Leader())[1:]
    assert [place.clocks for place in told] == [24 * quarter for quarter in range(1, 40)]
    for place in told[2:]:
        assert abs(place.beat_us * bpm / 60_000_000 - 1) < 0.04
        late_us = place.stamped_us - BEGIN_US - place.clocks * 2_500_000 / bpm
        assert -5000 < late_us < period_us + 5000


def test_stop_tells_the_place_and_continue_goes_on_from_it():
    leader = Leader()
    heard(running(120, 31), leader)
    (stop,) = heard([(9_000_000, STOP)], leader)
    assert stop == Place(9_000_000, 31, 500_000, running=False)
    (onward, quarter) = heard([(9_500_000, CONTINUE), *clocks(120, 20, begin_us=9_501_000)], leader)
    assert onward == Place(9_501_000, 31, 500_000, running=True)
    assert quarter.clocks == 48
    assert abs(quarter.stamped_us - 9_501_000 - 17 * CLOCK_120_US) <= 1


def test_clocks_of_a_leader_that_stands_move_nothing_and_are_not_told():
    leader = Leader()
    heard(running(120, 31), leader)
    heard([(9_000_000, STOP)], leader)
    *idle, (last_us, last) = clocks(120, 100, begin_us=9_010_000)
    assert heard(idle, leader) == []
    (onward,) = heard([(last_us - 900, CONTINUE), (last_us, last)], leader)
    assert onward == Place(last_us, 31, 500_000, running=True)


@pytest.mark.parametrize("sixteenths", [0, 1, 16, 127, 128, 16_383])
def test_a_song_position_is_told_at_once_and_continue_goes_on_from_there(sixteenths):
    leader = Leader()
    assert heard([(10, position(sixteenths))], leader) == [
        Place(10, 6 * sixteenths, 0, running=False)
    ]
    sent = [(1_000_000, CONTINUE), *clocks(120, 30, begin_us=1_001_000)]
    first, *_ = heard(sent, leader)
    assert first.clocks == 6 * sixteenths + 5
    assert abs(first.stamped_us - 1_001_000 - 5 * CLOCK_120_US) <= 1


def test_a_position_while_it_runs_is_the_place_of_the_next_clock():
    sent = running(120, 60)
    told = heard([*sent[:41], (sent[40][0] + 5, position(101)), *sent[41:]], Leader())
    jump = next(place for place in told if place.clocks >= 600)
    assert jump.clocks == 606
    assert abs(jump.stamped_us - sent[41][0]) <= 2


def test_start_begins_the_song_anew_and_a_second_continue_changes_nothing():
    leader = Leader()
    heard(running(120, 40), leader)
    begin_us = round(BEGIN_US + 40 * CLOCK_120_US)
    (again,) = heard([(begin_us - 1, START), (begin_us, b"\xf8")], leader)
    assert again == Place(begin_us, 0, 500_000, running=True)
    onward = [(begin_us + 1, CONTINUE), *clocks(120, 24, begin_us + round(CLOCK_120_US))]
    assert [place.clocks for place in heard(onward, leader)] == [24]


def test_a_leader_may_start_its_clock_anew_with_its_song():
    """Half a clock later than its clock ran before: the downbeat is where it came."""
    leader = Leader()
    heard(running(120, 40), leader)
    begin_us = round(BEGIN_US + 44.5 * CLOCK_120_US)
    sent = [(begin_us - 60_000, STOP), (begin_us - 1, START), *clocks(120, 30, begin_us)]
    _, downbeat, quarter = heard(sent, leader)
    assert downbeat == Place(begin_us, 0, 500_000, running=True)
    assert abs(quarter.stamped_us - begin_us - 500_000) <= 1


@pytest.mark.parametrize("faster", [0.5, 0.9, 1.1, 1.5, 2])
def test_a_new_tempo_is_followed_within_two_quarters(faster):
    sent = running(120, 100)
    onward = clocks(120 * faster, 100, sent[-1][0] + round(CLOCK_120_US / faster))
    told = heard([*sent, *onward], Leader())
    assert [place.clocks for place in told[-3:]] == [144, 168, 192]
    # One that is half or double is off the line soon, and told before its next quarter.
    assert faster not in {0.5, 2} or any(place.clocks in range(106, 120) for place in told)
    for place in told[-2:]:
        true_us = onward[0][0] + (place.clocks - 100) * CLOCK_120_US / faster
        assert abs(place.stamped_us - true_us) < 15_000
        assert place.beat_us == pytest.approx(500_000 / faster, rel=0.07)


STALLS = {
    "one long": [range(7_000_000, 7_300_000)],
    "many short": [range(at_us, at_us + 80_000) for at_us in range(6_000_000, 9_000_000, 300_000)],
}


@pytest.mark.parametrize("stalls", STALLS.values(), ids=STALLS)
@pytest.mark.parametrize("behind_us", [0, 1000, 3000])
def test_what_was_held_up_on_its_way_and_comes_in_haste_changes_nothing(stalls, behind_us):
    sent, last_us = [], 0
    for at_us, one in running(120, 200):
        ends = [stall.stop for stall in stalls if at_us in stall]
        last_us = max(at_us, last_us + behind_us, *ends)
        sent.append((last_us, one))
    for place in heard(sent, Leader())[1:]:
        assert abs(place.stamped_us - BEGIN_US - place.clocks * CLOCK_120_US) <= 12_000
        assert place.beat_us == pytest.approx(500_000, rel=0.03)


def test_clocks_that_come_at_once_are_no_tempo_of_a_beginning():
    sent = running(120, 100)
    told = heard([(sent[15][0], one) for _, one in sent[:15]] + sent[15:], Leader())
    assert [place.clocks for place in told] == [19, 24, 48, 72, 96]
    assert all(place.beat_us == pytest.approx(500_000, rel=0.001) for place in told)


@pytest.mark.parametrize("change", ["lost", "doubled"])
def test_a_clock_lost_or_doubled_counts_as_heard_and_the_place_stays_on_what_was_heard(change):
    """It moves the song by a twenty-fourth; which of the two it was nobody can tell from late."""
    sent = running(120, 24 * 8)
    told = heard(sent[:70] + ([sent[70]] * 2 if change == "doubled" else []) + sent[71:], Leader())
    shift = 1 if change == "doubled" else -1
    (*_, last) = told
    true_us = BEGIN_US + (last.clocks - shift) * CLOCK_120_US
    assert abs(last.stamped_us - true_us) < 2000
    assert max(abs(place.beat_us / 500_000 - 1) for place in told) < 0.04
    quarters = [place.clocks for place in told[1:]]
    assert quarters == [24 * number for number in range(1, len(quarters) + 1)]


def test_a_clock_that_pauses_without_a_stop_goes_on_from_where_it_was_and_tells_it():
    sent = running(120, 100)
    pause_us = 3_000_000
    told = heard([*sent[:50], *((at_us + pause_us, one) for at_us, one in sent[50:])], Leader())
    resumed = next(place for place in told if place.clocks == 49)
    assert resumed.stamped_us == sent[50][0] + pause_us
    assert resumed.beat_us == 500_000


@pytest.mark.parametrize("bpm", [9.5, 1100, 60_000])
def test_beyond_10_and_999_is_no_tempo(bpm):
    assert heard(running(bpm, 300), Leader()) == []


def test_pairs_of_clocks_may_be_too_fast_as_well_and_are_soon_forgotten():
    """Two in haste every 2.7 ms are 1850 bpm."""
    pairs = [(BEGIN_US + number // 2 * 2700 + number % 2 * 100, b"\xf8") for number in range(60)]
    leader = Leader()
    assert heard([(BEGIN_US - 1, START), *pairs], leader) == []
    told = heard(clocks(120, 38, pairs[-1][0] + 20_000), leader)
    assert told[-1].clocks == 96
    assert told[-1].beat_us == pytest.approx(500_000, rel=0.001)


@given(
    st.lists(
        st.tuples(
            st.one_of(
                st.sampled_from([b"\xf8"] * 6 + [START, CONTINUE, STOP]),
                st.integers(0, 16_383).map(position),
                st.binary(max_size=5),
            ),
            st.one_of(st.integers(0, 3_000), st.integers(0, 300_000), st.just(20_833)),
        ),
        max_size=300,
    )
)
def test_whatever_comes_is_data_and_every_clock_of_a_song_that_runs_counts_one(messages):
    at_us, leader, runs, song = 10_000_000, Leader(), False, 0
    for message, step_us in messages:
        at_us += step_us
        place = leader.hear(message, at_us)
        runs = message in (START, CONTINUE) or (runs and message != STOP)
        if message == START:
            song = 0
        elif len(message) == 3 and message[0] == 0xF2:
            song = 6 * (message[1] % 128 + 128 * (message[2] % 128))
        if place is not None:
            assert (place.clocks, place.running) == (song, runs)
            assert place.beat_us in range(60_060, 6_000_001) or not (runs or place.beat_us)
        song += runs and message == b"\xf8"
