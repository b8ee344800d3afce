"""Leaving a cue or a vamp: what is cut, rings on or fades, and what an exit sends when."""

from __future__ import annotations

import pytest
from nights import back, button, closing, go, knob, panic, play, skip, us
from test_sounds import SOUNDS
from written import assert_refused, demo, words_told

from rig.conductor.actions import Ended, Passed
from rig.conductor.events import Restarted

BAR = SOUNDS.replace("LEAVE", "bar")
FADE = """
[cue.1]
on = "screening"
play = "A 4 4/4 q=120"
dyn = "strings f | winds ff | organ mp"
fire = "A1 pad, A1 sea~"
leave = "fade 2s"
[cue.2]
on = "title: Anna"
play = "A 4"
dyn = "winds mp, A3 ff | organ mp <, A3 ff"
fire = "A1 gong"
leave = "cut"
[cue.3]
on = "title: Dawn"
play = "A 2"
"""
EXIT = """
[cue.1]
on = "screening"
play = "A 1 4/4 q=120 | V 4 vamp out 2 3.2 | X 2"
fire = "V1 note, V3 gong, V.decided pad, V.taken bell, X1 clip, X1 -sea, X2 clip"
[cue.2]
on = "title: Anna"
enter = "exit"
play = "A 4"
fire = "A1 gong"
"""


def heard(night, address):
    """The values of an address once the first cue began, by seconds."""
    values = zip(night.sent(address), night.values(address), strict=True)
    return {due_us / 1e6: value for (due_us, _), value in values if due_us}


def test_what_is_left_at_the_bar_stops_at_the_next_bar_line_of_its_own_music():
    night = play(BAR, go(1), go(3.7), until_s=9)
    assert night.sent("/pad", "/gong") == [
        (1_000_000, "/pad 1"),
        (3_700_000, "/gong"),
        (5_000_000, "/pad 0"),
    ]
    assert (5_000_000, "80 3c 00") in night.sent()


@pytest.mark.parametrize("pressed_s", [5, 9])
def test_left_on_a_bar_line_or_at_its_end_it_stops_there(pressed_s):
    night = play(BAR, go(1), go(pressed_s), until_s=20)
    assert night.sent("/pad")[-1] == (us(pressed_s), "/pad 0")


def test_the_bar_that_is_waited_for_is_leant_on_as_it_was():
    lean = [knob(1, "knob1", 64), knob(3, "knob1", 127)]
    night = play(BAR, go(1), lean, go(3.7), until_s=9)
    assert night.sent("/pad")[-1][0] == pytest.approx(us(3 + 2 / 1.06), abs=2)


@pytest.mark.parametrize("form", ["A 8 4/4 q=120 fermata 1.3", "A 1 4/4 q=120 | //"])
def test_where_no_beat_goes_no_bar_is_waited_for(form):
    cues = BAR.replace("A 4 4/4 q=120", form).replace("A2 note, ", "")
    night = play(cues, go(1), skip(3.5), go(6.2), until_s=9)
    assert night.sent("/pad")[-1] == (6_200_000, "/pad 0")


def test_a_sound_that_the_next_cue_strikes_again_meanwhile_is_kept():
    cues = BAR.replace('fire = "A1 gong"', 'fire = "A1.2 pad"')
    night = play(cues, go(1), go(3.7), until_s=7.6)
    assert night.sent("/pad") == [(1_000_000, "/pad 1"), (4_200_000, "/pad 1")]


def test_a_sound_that_is_stopped_meanwhile_is_not_stopped_again():
    cues = SOUNDS.replace("LEAVE", "fade 3s").replace('fire = "A1 gong"', 'fire = "A1.2 -pad"')
    night = play(cues, go(1), go(3.7), until_s=12)
    assert night.sent("/pad") == [(1_000_000, "/pad 1"), (4_200_000, "/pad 0")]


def test_a_sound_that_lasts_is_not_left():
    assert play(FADE, go(1), go(3), until_s=20).sent("/sea") == [(1_000_000, "/sea 1")]


def test_what_fades_goes_evenly_to_niente_and_then_its_sounds_stop():
    night = play(FADE, go(1), go(4), until_s=20)
    strings = heard(night, "/strings")
    assert len(strings) == 50
    assert list(strings.values()) == sorted(strings.values(), reverse=True)
    assert strings[5] == pytest.approx(3.5)
    assert max(strings.items()) == (6, 0)
    assert night.sent("/pad") == [(1_000_000, "/pad 1"), (6_000_000, "/pad 0")]
    assert night.sent("/gong") == [(4_000_000, "/gong")]


def test_what_the_next_cue_marks_does_not_fade():
    night = play(FADE, go(1), go(4), until_s=7.9)
    assert heard(night, "/winds") == {4: -20}
    assert list(heard(night, "/organ").values()) == sorted(heard(night, "/organ").values())


def test_a_mark_in_a_fade_ends_it_for_its_group():
    cues = FADE.replace("winds mp, A3 ff", "strings A1.2 ff")
    night = play(cues, go(1), go(4), until_s=20)
    strings = heard(night, "/strings")
    assert max(strings.items()) == (4.5, 8)
    assert max(heard(night, "/winds").items()) == (6, -40)


def test_a_hairpin_in_a_fade_begins_at_the_level_then_reached():
    cues = FADE.replace("winds mp, A3 ff", "strings A1.3 <, A2.3 ffff")
    strings = heard(play(cues, go(1), go(4), until_s=20), "/strings")
    assert strings[4.96] == pytest.approx(7 * (1 - 0.96 / 2))
    assert strings[6] == pytest.approx((3.5 + 10) / 2, abs=0.1)
    assert max(strings.items()) == (7, 10)


def test_a_cue_that_comes_to_its_end_fades_everything_it_moved():
    night = play(FADE, go(1), until_s=20)
    for address, lowest in (("/strings", 0), ("/winds", -40), ("/organ", 0)):
        assert max(heard(night, address).items()) == (11, lowest)
    assert night.sent("/pad")[-1] == (11_000_000, "/pad 0")


def test_the_display_shows_what_fades():
    seen = {one.name: one.moving for one in play(FADE, go(1), go(4), until_s=5).look().groups}
    assert seen == {"strings": ">", "winds": "", "organ": "<", "piano": ""}


def test_come_to_by_a_jump_what_would_have_faded_is_silent():
    faded = play(FADE, go(1), go(4), until_s=6.5)
    jumped = play(FADE, skip(1), go(2), until_s=4.5)
    assert jumped.values("/strings")[-1] == faded.values("/strings")[-1] == 0
    assert jumped.values("/winds")[-1] == faded.values("/winds")[-1]


def test_back_out_of_a_cue_that_fades_goes_evenly_to_the_levels_of_the_cue_it_leads_to():
    cues = SOUNDS.replace("LEAVE", 'cut"\ndyn = "strings f')
    cues += 'dyn = "strings p, A1.2 mp"\nleave = "fade 1s"\n'
    night = play(cues, go(1), go(2), go(3), back(4), back(4.3), go(5), until_s=9)
    strings = heard(night, "/strings")
    assert (strings[3], strings[3.5]) == (4, 5)
    assert (strings[5.48], max(strings.items())) == (pytest.approx(5.96), (6, 7))


def test_two_fades_run_beside_each_other_and_each_group_is_in_one():
    cues = FADE.replace('leave = "cut"', 'leave = "fade 3s"')
    night = play(cues, go(1), go(4), go(5), until_s=20)
    assert max(heard(night, "/strings").items()) == (6, 0)
    assert max(heard(night, "/winds").items()) == (8, -40)


def test_a_trim_holds_over_a_fade():
    night = play(FADE, go(1), knob(2, "slider1", 127), knob(3, "slider1", 0), go(4), until_s=20)
    strings = heard(night, "/strings")
    assert strings[5] == pytest.approx(3.5 * 10 ** (-12 / 20), abs=0.001)


@pytest.mark.parametrize("ends", [[closing(5)], [panic(4.5), panic(5)]])
def test_the_end_and_a_hard_stop_stop_at_once_what_still_sounds_of_a_cue(ends):
    for cues in (FADE, SOUNDS.replace("LEAVE", "fade 60s")):
        night = play(cues, go(1), go(4), ends, until_s=5)
        assert night.sent("/pad")[-1] == (5_000_000, "/pad 0")
        assert night.state.tails == ()


def test_after_a_panic_nothing_of_the_cue_it_stopped_fades():
    night = play(FADE, go(1), panic(2), go(3), until_s=9)
    assert heard(night, "/strings")[3] == 0
    assert night.sent("/pad")[-1] == (3_000_000, "/pad 0")


def test_a_fade_goes_on_when_the_engine_died_in_it():
    night = play(FADE, go(1), go(4), Restarted(us(5)), until_s=9)
    assert max(heard(night, "/strings").items()) == (6, 0)
    assert night.sent("/pad")[-1] == (6_000_000, "/pad 0")


def test_the_last_sounds_of_a_night_fade_before_it_is_over():
    cues = FADE[: FADE.index("[cue.2]")]
    night = play(cues, go(1), until_s=20)
    assert [one.due_us for one in night.actions if type(one) is Ended] == [11_000_000]
    assert night.state.wake_us is None
    assert max(heard(night, "/strings").items()) == (11, 0)
    night = play(cues, go(1), back(10), until_s=20)
    assert not [one for one in night.actions if type(one) is Ended], "somebody stands by"


@pytest.mark.parametrize(("pressed_s", "taken_s"), [(3.5, 7), (7.5, 8), (8.5, 15)])
def test_a_press_for_a_cue_may_be_taken_at_a_vamps_next_exit(pressed_s, taken_s):
    """V is skipped; what stands at the exit is for those who stay."""
    night = play(EXIT, go(1), skip(3.2), go(pressed_s), until_s=20)
    assert night.began[-1] == (us(taken_s), "2")
    gongs = [at / 1e6 for at, _ in night.sent("/gong")]
    assert gongs == ([7, taken_s] if taken_s > 7 else [taken_s])


def test_a_press_for_a_cue_elsewhere_may_be_taken_where_the_passage_ends():
    night = play(EXIT, go(1), go(3.1), go(8), until_s=20)
    assert night.began[-1] == (11_000_000, "2")


def test_the_two_instants_of_an_exit():
    night = play(EXIT, go(1), go(7.2), until_s=20)
    assert night.sent("/pad", "/bell", "/clip") == [
        (7_200_000, "/pad 1"),
        (7_200_000, "/clip 1"),
        (8_000_000, "/bell"),
        (10_000_000, "/clip 0"),
        (10_000_000, "/clip 1"),
        (12_000_000, "/pad 0"),
        (12_000_000, "/clip 0"),
    ]


def test_an_exit_decided_in_advance_is_told_on_entering_the_vamp():
    night = play(EXIT, go(1), go(2), until_s=20)
    assert night.sent("/pad", "/bell", "/clip")[:4] == [
        (3_000_000, "/pad 1"),
        (3_000_000, "/clip 1"),
        (7_000_000, "/bell"),
        (9_000_000, "/clip 0"),
    ]


def test_an_exit_that_is_not_taken_tells_nothing():
    night = play(EXIT, go(1), until_s=60)
    assert night.sent("/pad", "/bell", "/clip") == []


def test_what_another_output_sounds_behind_an_exit_sounds_there():
    night = play(EXIT, go(1), go(7.2), until_s=20)
    assert [at for at, _ in night.sent("/sea")] == [8_000_000]


def test_a_last_vamp_is_decided_and_taken_by_the_next_cue():
    cues = EXIT.replace(" | X 2", "").replace(", X1 clip, X1 -sea, X2 clip", "")
    night = play(cues, go(1), go(7.2), until_s=20)
    assert night.sent("/pad", "/bell") == [
        (7_200_000, "/pad 1"),
        (8_000_000, "/bell"),
        (8_000_000, "/pad 0"),
    ]
    assert night.began[-1] == (8_000_000, "2")


CUTOFF = """
[cue.1]
on = "screening"
lead = "sheet"
play = "A 2 4/4 q=120 | V 1 vamp"
hits = "0:05 cutoff black !! | 0:01 ~ somewhere | 0:01 A1.3 hand there hand bell"
dyn = "strings f"
[cue.2]
on = "title: Anna"
lead = "sheet"
play = "A 2"
hits = "0:12 cutoff last"
"""


def passed(night):
    return [(one.due_us / 1e6, one.cue, one.hit) for one in night.actions if type(one) is Passed]


def test_a_cutoff_is_met_where_the_sound_ends_and_a_hit_without_a_place_nowhere():
    night = play(CUTOFF, go(1), go(8.2), until_s=20)
    assert passed(night) == [(2, 0, 2), (8.2, 0, 0), (12.2, 1, 0)]
    assert [one.late_us for one in night.actions if type(one) is Passed][1] == 2_200_000


def test_a_cutoff_is_met_once_and_not_after_a_panic():
    assert passed(play(CUTOFF, go(1), panic(3), go(8), until_s=9)) == [(2, 0, 2)]
    night = play(CUTOFF, go(1), go(4), go(5), button(30, "M8"), until_s=40)
    assert passed(night) == [(2, 0, 2), (4, 0, 0), (8, 1, 0)]


def test_an_output_tells_when_it_is_told_of_exits():
    shown = demo("show", ("pulse = ", 'exits = "decidd"\npulse = '))
    assert_refused(words_told(show=shown), "decidd", "did you mean decided")
