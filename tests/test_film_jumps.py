"""Film time that stands, goes on, jumps or is sped up: what the music does, what never fires."""

from __future__ import annotations

from dataclasses import replace

import pytest
from booths import MPV, MTC, OSC, TITLES, film_s, lines, merged, runs, says, show, stands
from hypothesis import given
from hypothesis import strategies as st
from nights import go, key, play, us

from rig.conductor.events import FilmIn

HELD = TITLES.replace('"A 200 4/4 q=120"', '"A 200 4/4 q=120"\nhold = "A"', 1)
FADED = TITLES.replace("[cue.4]", '[cue.35]\non = "time"\nlook = "2:00"\nfire = "sea~"\n[cue.4]')
HOUSE = show(TITLES)


def bar(night, at_s):
    """Which bar of its section the music was in at an instant, and how far; None in silence."""
    state = [one for one in night.states if one.now_us <= us(at_s)][-1]
    playing = state.playing
    if playing is None:
        return None
    part = night.show.programmes[playing.cue].parts[playing.part]
    gone = playing.timeline.ticks_at(us(at_s)) - playing.entered
    return round(gone / part.passage.meter.bar, 3)


# Standing, and going on


def test_a_player_in_pause_holds_the_film_and_silences_the_music_at_the_next_bar():
    words = [*runs(MPV, 1, 21.5, 0), *stands(MPV, 21.5, 31, 20.5), *runs(MPV, 31, 60, 20.5)]
    night = play(HOUSE, go(1), words, until_s=40)
    assert lines(night, "film ") == [
        f"film time by {MPV}",
        "film stands at 0:20+10; tacet from the next bar",
    ]
    assert bar(night, 22.9) == pytest.approx(10.95)
    assert bar(night, 23.1) is bar(night, 30.9) is None
    assert film_s(night, 30.9) == 20.5
    assert film_s(night, 40) == pytest.approx(29.5)
    assert lines(night, "in at") == ["in at cue 1, A bar 11"], "the bar line nearest to 20.5 s"


def test_a_player_that_stands_for_a_moment_in_a_seek_has_not_stopped():
    blink = [says(MPV, 20.02, 19, 0), says(MPV, 20.06, 60)]
    night = play(HOUSE, go(1), [*runs(MPV, 1, 20, 0), *blink, *runs(MPV, 20.3, 40, 60.24)])
    assert lines(night, "stands", "in at", "jumps") == [
        "film time jumps from 0:19+01 to 1:00; passed over: cue 2"
    ]
    assert bar(night, 30) == pytest.approx(14.5)


def test_a_cue_that_names_what_goes_round_plays_on_and_comes_in_where_the_film_is():
    words = [*runs(MPV, 1, 21.5, 0), *stands(MPV, 21.5, 31.2, 20.5), *runs(MPV, 31.2, 60, 20.5)]
    night = play(show(HELD), go(1), words, until_s=40)
    assert "film stands at 0:20+10; A goes round" in night.told
    assert all(bar(night, 1.1 + at) is not None for at in range(39))
    (came_in,) = [one for one in night.told if one.startswith("in at")]
    assert came_in == "in at cue 1, A bar 12", "at the next bar line the film is at 22.3 s"


def test_a_film_that_stands_twice_and_is_wound_between_comes_in_where_it_then_is():
    words = [
        *(*runs(MPV, 1, 21, 0), *stands(MPV, 21, 25, 20), *stands(MPV, 25, 31, 41)),
        *runs(MPV, 31, 60, 41),
    ]
    night = play(HOUSE, go(1), words, until_s=40)
    assert lines(night, "jumps", "in at") == [
        "film time jumps from 0:20 to 0:41",
        "in at cue 1, A bar 21",
    ]
    assert bar(night, 40) == pytest.approx(24.5), "A21 at 31 s"


@pytest.mark.parametrize(("rate", "fired_s"), [(-16, [97.5 + 29]), (16, [])])
@pytest.mark.parametrize("bars", [2, 200], ids=["in silence", "in music"])
def test_no_cue_fires_late_after_winding(bars, rate, fired_s):
    """Past 1:40, or back from it: word by word no step is long enough to be a jump."""
    words = [
        *(*runs(MTC, 1, 96, 0), *runs(MTC, 96, 97.5, 95, rate, every_s=0.1)),
        *runs(MTC, 97.5, 140, 95 + rate * 1.5),
    ]
    performed = show(TITLES.replace("A 200", f"A {bars}"))
    night = play(performed, go(1), words, until_s=140)
    assert [at_us for at_us, _ in night.sent("/gong")] == [us(at_s) for at_s in fired_s]


# Jumps


def test_what_a_jump_skips_is_shown_and_never_fired_and_what_comes_later_is():
    words = [*runs(MPV, 1, 20, 0), *runs(MPV, 20, 60, 105)]
    night = play(show(FADED), go(1), words, until_s=59)
    assert "film time jumps from 0:19 to 1:45; passed over: cue 2, 3" in night.told
    assert night.sent("/gong") == []
    assert [one for one in night.began if one[1] == "35"] == [(us(35), "35")]


def test_a_long_jump_names_the_first_and_counts_the_others():
    cues = "".join(
        f'[cue.{number}]\non = "time"\nlook = "0:{number}"\nfire = "bell"\n'
        for number in range(20, 50)
    )
    first = '[cue.1]\non = "screening"\nplay = "A 99 4/4 q=60"\n'
    night = play(show(first + cues), go(1), runs(MPV, 1, 9, 0), runs(MPV, 9, 20, 49.5), until_s=19)
    assert lines(night, "jumps") == [
        "film time jumps from 0:08 to 0:49+10; passed over: cue 20, 21, 22, 23 and 26 more"
    ]
    assert night.sent("/bell") == []


def test_nothing_refires_on_a_jump_back():
    words = [*runs(MPV, 1, 110, 0), *runs(MPV, 110, 240, 60)]
    night = play(HOUSE, go(1), words, until_s=239)
    assert night.sent("/gong") == [(us(101), "/gong")]
    assert lines(night, "jumps") == ["film time jumps from 1:49 to 1:00"]


def test_what_a_jump_skipped_comes_when_the_film_was_put_back():
    words = [*runs(MPV, 1, 20, 0), *runs(MPV, 20, 25, 150), *runs(MPV, 25, 140, 24)]
    night = play(HOUSE, go(1), words, until_s=139)
    assert night.sent("/gong") == [(us(101), "/gong")]


@pytest.mark.parametrize(
    ("by_s", "due_s"), [(1.5, 99.5), (0.3, 100.7), (-0.3, 101.3), (-1.5, 102.5), (2.5, None)]
)
def test_a_small_correction_leaves_a_cue_on_time(by_s, due_s):
    """A cue just passed over by less than a jump is done at once, as if in time; else it is not."""
    words = [*runs(MPV, 1, 100.25, 0), *runs(MPV, 100.25, 110, 99.25 + by_s)]
    night = play(HOUSE, go(1), words, until_s=109)
    assert [at_us for at_us, _ in night.sent("/gong")] == (
        [] if due_s is None else [pytest.approx(us(due_s), abs=1)]
    )


def test_a_jump_moves_no_beat():
    plain = play(HOUSE, go(1), runs(MPV, 1, 49, 0), until_s=45)
    words = [*runs(MPV, 1, 20, 0), *runs(MPV, 20, 30, 29), *runs(MPV, 30, 49, 22)]
    jumped = play(HOUSE, go(1), words, until_s=45)
    assert [bar(jumped, at) for at in range(2, 45)] == [bar(plain, at) for at in range(2, 45)]


def test_junk_that_claims_places_all_over_the_film_stops_nothing_and_fires_nothing():
    places = [10**7, -5, 3600 * 23, 100.5, 0, 99.5, -(10**6)]
    junk = [says(OSC, 5 + number / 8, places[number % 7]) for number in range(400)]
    night = play(HOUSE, go(1), junk, until_s=54)
    assert night.sent("/gong", "/bell") == []
    assert bar(night, 54) == pytest.approx(26.5)


@given(
    st.lists(
        st.builds(
            lambda after_us, behind_us, *rest: (after_us, behind_us, FilmIn(0, 0, *rest)),
            st.integers(0, 3_000_000),
            st.sampled_from([0, 0, 0, 2_900, -2_900, 10**6, 10**9]),
            st.sampled_from([MTC, MPV, OSC]),
            st.sampled_from("sf"),
            st.sampled_from([0, 99_900_000, 10**13, -(10**13)]) | st.integers(-(2**62), 2**62),
            st.sampled_from([0, 10**6, 10**6, -(10**6), 50_000, 4 * 10**6, 2**31, -(2**31)]),
        ),
        max_size=30,
    ),
    st.integers(0, 40_000_000),
)
def test_whatever_machines_say_nothing_fails_and_no_cue_comes_twice_in_a_pass(said, go_us):
    at_us, words = 0, []
    for after_us, behind_us, word in said:
        at_us += after_us
        words.append(replace(word, at_us=at_us, stamped_us=at_us - behind_us))
    night = play(HOUSE, go(go_us / 1e6), words, key("s", 45), until_s=100)
    passes = lines(night, "in at")  # where the music comes in again, what follows comes again
    cues = [cue for _, cue in night.began]
    assert passes or len(cues) == len(set(cues))
    assert night.look(101).film_by in {"", "landmarks", MTC, MPV, OSC}


def test_a_hand_over_from_a_film_that_stands_to_one_that_runs_brings_the_music_in():
    words = merged([*runs(MPV, 1, 21, 0), *stands(MPV, 21, 25, 20)], runs(OSC, 1, 50, 0))
    night = play(HOUSE, go(1), words, until_s=45)
    assert bar(night, 26) is None
    assert lines(night, "in at") == ["in at cue 1, A bar 14"]
    assert bar(night, 26.4) == pytest.approx(13.07, abs=0.01), "from 26.25 s on"


def test_a_machine_that_is_sped_up_takes_its_hits_with_it():
    cues = TITLES.replace('q=120"', 'q=120"\nhits = "0:30 A16 door !!"\nbend = "-9 +9 %"', 1)
    words = [*runs(MPV, 1, 11, 0), *runs(MPV, 11, 40, 10, 1.05)]
    night = play(show(cues), go(1), words, until_s=35)
    due_s = 11 + 20 / 1.05
    assert bar(night, due_s) == pytest.approx(15, abs=0.01)
    assert max(night.values("/tempo")) > 120 * 1.04


def test_timecode_that_is_located_while_it_stands_moves_the_film_without_music():
    words = [*runs(MTC, 1, 21, 0), says(MTC, 21, 20, 0), says(MTC, 25, 150, 0)]
    night = play(HOUSE, go(1), words, until_s=40)
    assert film_s(night, 40) == 150
    assert night.sent("/gong") == []


def test_the_music_comes_in_where_the_print_is_not_where_the_clock_of_its_copy_is():
    """20 s of a copy at 25 are frame 500, bar 13."""
    film = 'copy = "v 25 fps 10:00:00:00 = 0:00, 10:10:00:00 = #15000"'
    performed = show(TITLES, "clock = 'mpv \"m.sock\" v'", film=film)
    words = [*runs(MPV, 1, 21, 36_000), *stands(MPV, 21, 31, 36_020), *runs(MPV, 31, 60, 36_020)]
    night = play(performed, go(1), words, until_s=45)
    assert lines(night, "in at") == ["in at cue 1, A bar 13"]
