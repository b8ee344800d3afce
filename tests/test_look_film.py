"""What the display shows with a film: who says where it is, whether it stands, who leads."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from any_night import KNOBS, LOSSES, TIMES, presses, sheets
from glances import DOOR, MOTU, footed, looks, motu, read, runs
from hypothesis import given
from hypothesis import strategies as st
from nights import go, key, play, replay

from rig.conductor.events import FilmIn, KeyIn, Opened
from rig.conductor.look import view

# Where the film is


def test_until_the_film_begins_it_waits_and_nobody_knows_it():
    (waiting,) = looks(play(DOOR, go(1), until_s=2), 0.5)
    assert (waiting.film, waiting.film_stands, waiting.film_by, waiting.film_sure) == (
        *("", False, "", ""),
    )
    assert (waiting.now, waiting.lead, waiting.hits) == ("STANDING BY", "", ())


def test_by_landmarks_the_film_says_how_sure_they_are_from_the_second_one_on():
    night = play(DOOR, go(1), go(25.1), until_s=30)
    first, second = looks(night, 10, 26)
    assert (first.film, first.film_by, first.film_sure) == ("0:09", "landmarks", "")
    assert second.film_by == "landmarks"
    assert second.film_sure == night.state.watch.estimate.told(night.show.pace)
    assert "fps" in second.film_sure


def test_a_machine_that_knows_says_so_itself_until_it_falls_silent():
    night = play(motu(DOOR), runs(28, late_s=3), go(3), go(27.1), until_s=40)
    before, landmarked, silent = looks(night, 2, 27.5, 32)
    assert (before.now, before.film, before.film_by) == ("STANDING BY", "-0:01", MOTU)
    assert (landmarked.film_by, landmarked.film_sure) == (MOTU, "")
    assert (silent.film, silent.film_by) == ("0:29", "landmarks")
    assert "fps" in silent.film_sure


def test_a_machine_of_another_speed_counts_down_by_its_own():
    """Film 0:24 at 20 fps is frame 480, which a copy at 24 fps shows after 20 s."""
    (one,) = looks(play(motu(DOOR, fps=24), runs(8), go(2), until_s=8), 5)
    assert one.countdown_s == pytest.approx(15, abs=0.001)
    (half,) = looks(play(motu(DOOR), [read(n / 4, n / 8, 0.5) for n in range(40)], go(2)), 8)
    assert half.countdown_s == pytest.approx(40, abs=0.01)


FAST = '[cue.1]\non = "screening"\nplay = "A 200 4/4 q=120"\n' + "".join(
    f'[cue.{n + 1}]\non = "title: x"\nlook = "{n // 2}:{30 * n % 60:02}"\nplay = "A 200 q=120"\n'
    for n in range(1, 8)
)
"""A title every half minute at 20 fps: every 25 s where the film runs at 24."""


def test_the_countdown_goes_at_the_speed_that_landmarks_have_taught():
    night = play(FAST, *(go(25 * n) for n in range(4)), until_s=90)
    before, after = looks(night, 10, 80)
    assert before.countdown_s == 20
    assert before.film == "0:10"
    assert after.countdown_s == pytest.approx(20, abs=0.2)
    assert after.film.startswith("1:3")
    assert after.film_sure.startswith("24, not 20")


def test_a_speed_no_bend_can_carry_is_a_question_until_it_is_answered():
    presses_s = [25 * n for n in range(4)]
    asked = play(FAST, *map(go, presses_s), until_s=90)
    answers = asked.look().ask
    assert [answers.count(f"{number} ") for number in (1, 2, 3)] == [1, 1, 1]
    assert looks(asked, 10)[0].ask == ""
    for answer in "123":
        night = play(FAST, *map(go, presses_s), key(answer, 80), until_s=90)
        assert [one.ask for one in looks(night, 79.9, 80)] == [answers, ""]


def test_an_answer_is_seen_in_what_is_meant_and_in_who_leads():
    scaled = play(FAST, *(go(25 * n) for n in range(4)), key("1", 80), go(100), until_s=101)
    assert scaled.look().meant_bpm == pytest.approx(144, abs=0.5)
    assert scaled.look().bpm == pytest.approx(144, abs=0.5)
    left = play(FAST, *(go(25 * n) for n in range(4)), key("3", 80), until_s=81)
    assert (left.look().lead, left.look().tempo_by) == ("sheet", "")


# The film stands


@pytest.mark.parametrize(
    ("hold", "round_now", "turns"), [("", "TACET", (0, 0)), ('hold = "A"', "A", (2, 3))]
)
def test_while_the_film_stands_the_display_holds_with_it(hold, round_now, turns):
    cues = DOOR.replace("A 40 4/4 q=120", "A 4 4/4 q=120 | B 36").replace("A11", "B7")
    cues = cues.replace("[cue.2]", f"{hold}\n[cue.2]")
    night = play(cues, go(1), key("h", 17.2), key("h", 45.1), until_s=50)
    rolls, pressed, stands, later, again = looks(night, 17, 17.5, 30, 38, 47.2)
    assert (rolls.now, rolls.film_stands) == ("CUE 1  B", False)
    assert (pressed.now, pressed.film, pressed.film_stands) == ("HOLD 1  B", "0:16+04", True)
    assert [one.now for one in (stands, later)] == [f"HOLD 1  {round_now}"] * 2
    assert (stands.turn, later.turn) == turns
    assert {one.film for one in (pressed, stands, later)} == {"0:16+04"}
    assert {round(one.countdown_s, 3) for one in (pressed, stands, later)} == {7.8}
    assert {(one.hits, one.more, one.window) for one in (pressed, stands, later)} == {
        ((), None, "early")
    }
    assert (again.now, again.film, again.film_stands) == ("CUE 1  B", "0:18+06", False)
    assert [one.text for one in again.hits] == ["the door"]


def test_a_machine_that_stops_and_goes_on_is_shown_alike():
    night = play(
        motu(DOOR), runs(6), go(1), read(6.25, 6.1, 0), read(20, 6.1), read(20.5, 6.6), until_s=21
    )
    stopped, rolls = looks(night, 15, 20.6)
    assert (stopped.now, stopped.film_stands, stopped.film_by) == ("HOLD 1  TACET", True, MOTU)
    assert (rolls.film_stands, rolls.now) == (False, "CUE 1  A")


def test_a_film_that_stands_before_the_first_cue_holds_it():
    (one,) = looks(play(motu(DOOR), runs(2), read(2.25, 2.2, 0), until_s=4), 3)
    assert (one.now, one.film, one.film_stands) == ("HOLD", "0:02+04", True)


# Who has the tempo


def test_who_leads_is_as_the_sheet_says_and_changes_with_a_press():
    moves = (go(1), key("l", 5), key("l", 7), key("l", 9))
    for written, wanted in (
        ("film", ["film", "hand", "film", "hand"]),
        ("sheet", ["sheet", "hand", "film", "hand"]),
        ("hand", ["hand", "film", "hand", "film"]),
    ):
        cues = DOOR.replace("[cue.2]", f'lead = "{written}"\n[cue.2]')
        assert [one.lead for one in looks(play(cues, *moves), 4, 6, 8, 10)] == wanted


def test_a_tempo_the_hand_takes_is_the_hand_s_until_it_is_given_back():
    night = play(DOOR, go(1), key("+", 5), key("+", 6), key("0", 8), until_s=20)
    planned, taken, more, home = looks(night, 4, 5.5, 7, 12)
    assert [(one.lead, one.tempo_by) for one in (planned, taken, more, home)] == [
        *(("film", ""), ("hand", "hand"), ("hand", "hand"), ("film", "")),
    ]
    assert taken.bpm == pytest.approx(121.2)
    assert more.bpm == pytest.approx(122.4)
    assert [one.meant_bpm for one in (planned, taken, more, home)] == [120] * 4


def test_taps_take_the_tempo_where_no_film_leads():
    cues = DOOR.replace("[cue.2]", 'lead = "sheet"\n[cue.2]')
    night = play(cues, go(1), *(key("t", 5 + 0.6 * n) for n in range(8)), until_s=12)
    before, after = looks(night, 5.5, 10)
    assert (before.lead, before.tempo_by, before.bpm) == ("sheet", "", 120)
    assert (after.lead, after.tempo_by, after.meant_bpm) == ("hand", "hand", 120)
    assert after.bpm == pytest.approx(100, abs=0.5)


def test_a_frozen_tempo_says_so_until_a_press_or_the_next_cue():
    night = play(DOOR, go(1), key("f", 5), key("f", 7), key("f", 9), go(24), until_s=30)
    assert [one.tempo_by for one in looks(night, 4, 6, 8, 10, 29)] == [
        *("", "frozen", "", "frozen", ""),
    ]


def test_the_tempo_now_stands_beside_the_written_one_through_a_ramp_that_is_bent():
    """Two bars from 120 to 60, linear in beats: 90 in the middle, whatever bends it."""
    cues = '[cue.1]\non = "screening"\nplay = "A 2 4/4 q=120>60"\nhits = "0:05+06 end x"\n'
    night = play(cues, go(0), until_s=7)
    seen = [one for one in looks(night, *(n / 100 for n in range(400))) if one.beat]
    middle = next(one for one in seen if (one.bar, one.beat) == (2, 1))
    assert middle.meant_bpm == pytest.approx(90, abs=1)
    assert middle.bpm > middle.meant_bpm


# Any night


KEYS = st.builds(
    lambda at_us, name: KeyIn(at_us, at_us, name), TIMES, st.sampled_from(list("shutlf0123+-pc"))
)
FILM = st.builds(
    lambda at_us, place_s, rate: FilmIn(at_us, at_us, MOTU, "s", round(place_s * 1e6), rate),
    TIMES,
    st.floats(-100, 100),
    st.sampled_from([0, 1_000_000, 999_000, 500_000]),
)
MOVES = st.lists(st.one_of(presses("go"), KEYS, KEYS, FILM, KNOBS, LOSSES), max_size=24)


@given(sheets(), MOVES)
def test_of_any_night_there_is_a_view_that_agrees_with_itself(written, moves):
    aimed = re.sub('(play = "A .*)', r'\1\nhits = "0:03 A1 a ! | 0:06 end b !!"', written[1])
    performed = replace(motu(aimed), surface=footed(aimed).surface)
    events = [Opened(0), *sorted(moves, key=lambda event: event.at_us)]
    night = replay(performed, events, until_s=14)
    for event, state in zip(night.events, night.states, strict=True):
        for later_us in (0, 70_000):
            seen = view(performed, state, event.at_us + later_us)
            assert seen.film_stands is ("HOLD" in seen.now) or "PANIC" in seen.now
            assert bool(seen.film) is bool(seen.film_by)
            assert (seen.bpm is None) is (seen.beat == 0) is (seen.meant_bpm is None)
            assert seen.more is None or (seen.more >= 0 and seen.turn)
            assert [hit.until_s for hit in seen.hits] == sorted(hit.until_s for hit in seen.hits)
            assert not (seen.film_stands and seen.window and seen.countdown_s is None)
