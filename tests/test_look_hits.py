"""What the display shows of what is to come: turns, hits, and presses that are decided."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from glances import DOOR, VAMP, footed, looks
from nights import go, key, play, show

# What goes round


def test_a_vamp_under_a_film_says_how_often_it_still_goes_round():
    """Four bars of A last 8 s, V 4 s: out at 20.2 s means three times."""
    night = play(VAMP, go(0), until_s=22)
    seen = looks(night, 4, 8.5, 13, 18, 21)
    assert [(one.section, one.turn, one.more) for one in seen] == [
        *(("A", 0, None), ("V", 1, 2), ("V", 2, 1), ("V", 3, 0), ("B", 0, None)),
    ]
    assert [one.press for one in seen] == [*["GO: OUT OF V"] * 3, "GO: NOTHING", "GO: NOTHING"]


def test_nobody_has_decided_about_a_vamp_that_waits_for_a_press():
    cues = VAMP.replace("hits", 'press = "V 0:12 she leaves"\nhits')
    night = play(cues, go(0), go(17), until_s=21)
    seen = looks(night, 8.5, 13, 17.1)
    assert [(one.turn, one.more) for one in seen] == [(1, None), (2, None), (3, 0)]


def test_what_is_written_several_times_says_how_often_it_comes_again():
    cues = '[cue.1]\non = "screening"\nplay = "A 1 4/4 q=120 3x | B 1"\n'
    seen = looks(play(cues, go(0), until_s=9), 1, 3, 5, 7)
    assert [(one.turn, one.more) for one in seen] == [(1, 2), (2, 1), (3, 0), (0, None)]


# Hits


def test_a_hit_says_how_far_off_it_is_and_what_may_still_give():
    """20.2 s of film over 20 s of music: 4 frames early at 20 fps, if nothing bends.

    Inside 4 %, and 3 % a second to get there: a ramp of 4/3 s and the rest at the limit.
    """
    cues = VAMP.replace("| V 2 vamp | B 4", "| V 6 | B 4").replace("B1 the", "B1 the old")
    cues = cues.replace("hits", 'bend = "4%"\nhits')
    (one,) = looks(play(cues, go(0), until_s=1), 0)[0].hits
    ramp_s = 0.04 / 0.03
    slowest_s = ramp_s + (20 - 0.98 * ramp_s) / 0.96
    quickest_s = ramp_s + (20 - 1.02 * ramp_s) / 1.04
    assert (one.text, one.weight, one.hand, one.lost) == ("the old door", 2, "", False)
    assert one.until_s == pytest.approx(20.2)
    assert one.off_frames == pytest.approx(-4, abs=0.001)
    assert one.early_s == pytest.approx(20.2 - quickest_s, abs=0.001)
    assert one.late_s == pytest.approx(slowest_s - 20.2, abs=0.001)


def test_the_bend_brings_a_hit_onto_its_picture_and_then_it_is_gone():
    night = play(VAMP, go(0), until_s=22)
    for at_s in (2, 9, 15, 19.9):
        (one,) = looks(night, at_s)[0].hits
        assert one.until_s == pytest.approx(20.2 - at_s)
        assert abs(one.off_frames) < 1
    assert looks(night, 20.8)[0].hits == ()


def test_an_early_hit_bends_nothing_where_the_sheet_leads_and_is_told_all_the_same():
    cues = VAMP.replace("V 2 vamp", "V 6").replace("hits", 'lead = "sheet"\nhits')
    for one in looks(play(cues, go(0), until_s=22), 1, 10, 19):
        assert one.bpm == 120
        assert [hit.off_frames for hit in one.hits] == [pytest.approx(-4, abs=0.001)]


@pytest.mark.parametrize(
    ("film", "lost", "late"),
    [("0:15", True, True), ("0:19+10", False, True), ("0:24", True, False)],
)
def test_a_hit_out_of_reach_is_lost_long_before_its_picture(film, lost, late):
    cues = VAMP.replace("V 2 vamp", "V 6").replace("0:20+04", film)
    (one,) = looks(play(cues, go(0), until_s=2), 0)[0].hits
    assert (one.lost, one.off_frames > 0) == (lost, late)
    assert (min(one.early_s, one.late_s) < 0) is lost


def test_a_hit_counts_as_in_reach_while_it_would_still_be_met():
    """30 ms out of reach is inside the 60 ms early that still counts; 90 ms is not."""
    one = show(VAMP.replace("V 2 vamp", "V 6").replace("hits", 'bend = "4%"\nhits'))
    (aim,) = one.programmes[0].aims
    ramp_s = 0.04 / 0.03
    slowest_s = ramp_s + (20 - 0.98 * ramp_s) / 0.96
    for out_s, lost in ((0.03, False), (0.09, True)):
        far = aim._replace(frame=round((slowest_s + out_s) * 20_000) / Fraction(1000))
        moved = replace(one, programmes=(replace(one.programmes[0], aims=(far,)),))
        (seen,) = looks(play(moved, go(0), until_s=1), 0)[0].hits
        assert seen.late_s == pytest.approx(-out_s, abs=0.001)
        assert seen.lost is lost


def test_while_a_pedal_holds_the_beat_its_hits_slip_and_bar_and_tempo_stay():
    night = play(footed(DOOR), go(0), key("p", 4.2), until_s=9)
    before, held, later = looks(night, 4.1, 4.7, 7.2)
    (was,), (soon,), (far,) = before.hits, held.hits, later.hits
    assert soon.off_frames == pytest.approx(was.off_frames + 10, abs=0.01)
    assert far.off_frames == pytest.approx(was.off_frames + 60, abs=0.01)
    assert (soon.early_s, far.early_s) == pytest.approx((was.early_s - 0.5, was.early_s - 3.0))
    assert (soon.late_s, far.late_s) == pytest.approx((was.late_s + 0.5, was.late_s + 3.0))
    assert [one.lost for one in (was, soon, far)] == [False, False, True]
    assert {(one.bar, one.beat, one.bpm) for one in (before, held, later)} == {(3, 1, 120)}


def test_behind_the_last_written_fermata_a_pedal_holds_where_it_is():
    cues = '[cue.1]\non = "screening"\nplay = "A 2 4/4 q=120 fermata 1.2 max 1s | B 2"\n'
    held, after = looks(play(footed(cues), go(0), key("p", 3.7), until_s=6), 1.5, 5.5)
    assert (held.bar, held.beat, held.bpm) == (1, 2, 120)
    assert (after.bar, after.beat, after.bpm) == (2, 2, 120)


def test_a_hit_for_the_hand_says_with_what_and_one_without_words_says_when():
    cues = DOOR.replace("the door !!! hand bell", "!")
    (hand,) = looks(play(DOOR, go(0), until_s=2), 1)[0].hits
    (plain,) = looks(play(cues, go(0), until_s=2), 1)[0].hits
    assert (hand.text, hand.weight, hand.hand) == ("the door", 3, "bell")
    assert (plain.text, plain.weight, plain.hand) == ("0:20", 1, "")


def test_when_the_cue_is_over_nothing_is_left_to_hit():
    cues = '[cue.1]\non = "screening"\nplay = "A 2 4/4 q=120"\nhits = "0:30 end too far"\n'
    playing, over = looks(play(cues, go(0), until_s=9), 3, 8)
    assert [one.lost for one in playing.hits] == [True]
    assert (over.now, over.hits) == ("CUE 1  over", ())


# What is decided


def test_a_second_press_would_cut_a_vamp_whose_exit_is_far():
    cues = """
    [cue.1]
    on = "screening"
    play = "A 1 4/4 q=120 | V 8 vamp | B 4"
    [cue.2]
    on = "title: x"
    play = "A 4"
    """
    night = play(cues, go(0), go(4.1), until_s=30)
    seen = looks(night, 4, 5, 15.9, 16.1, 19)
    assert [one.press for one in seen] == [
        *("GO: OUT OF V", "GO: CUT", "GO: CUT", "GO: CUE 2", "GO: CUE 2"),
    ]
    cut = play(cues, go(0), go(4.1), go(7.3), until_s=30)
    assert looks(cut, 7.4)[0].section == "B"


def test_a_press_that_waits_for_its_bar_is_counted_down_to_it():
    """Bars of 2 s: what is pressed at 22.5 begins at 24."""
    early, waits, began = looks(play(DOOR, go(0), go(22.5), until_s=30), 22, 23, 24)
    assert (early.next, early.window, early.countdown_s) == ("2 title: Anna", "open", 2)
    assert (waits.next, waits.window, waits.press) == ("2 title: Anna", "", "GO: CUE 2 NOW")
    assert waits.countdown_s == pytest.approx(1, abs=0.1)
    assert (began.now, began.next, began.countdown_s) == ("CUE 2  A", "", None)


def test_while_a_pedal_holds_the_beat_the_bar_that_is_waited_for_comes_no_nearer():
    night = play(footed(DOOR), go(0), go(22.5), key("p", 23), until_s=30)
    held = [one.countdown_s for one in looks(night, 23, 23.5, 28)]
    assert held == pytest.approx([held[0]] * 3)
    assert held[0] == pytest.approx(1, abs=0.1)


def test_a_cue_that_is_counted_in_is_counted_down_to_its_beat():
    cues = DOOR.replace('enter = "bar"', "")
    taps = [key("c", 20 + 0.5 * n) for n in range(4)]
    counting, counted, began = looks(play(footed(cues), go(0), *taps, until_s=30), 21.2, 21.7, 22.2)
    assert (counting.window, counting.countdown_s) == ("open", pytest.approx(2.8))
    assert (counted.next, counted.window) == ("2 title: Anna", "")
    assert counted.countdown_s == pytest.approx(0.3, abs=0.05)
    assert (began.now, began.tempo_by) == ("CUE 2  A", "hand")
