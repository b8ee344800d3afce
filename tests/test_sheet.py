"""A cue sheet that is right: the film, its cues and the form of their music."""

from __future__ import annotations

from fractions import Fraction

import pytest
from written import cue, good_cue, good_sheet, read_text, sheet_text

from rig.score.film import Bend, Miss
from rig.score.form import Kind, Meter, Spot
from rig.score.measure import TICKS_PER_BEAT as BEAT
from rig.score.sheet import Act, Enter, Fire, Lead, Leave, Look, On, Point, level_of
from rig.score.tempo import Ramp, Steady

FIRST = cue("1")


def passages(play):
    return good_cue(play=play).passages


def only(play):
    (passage,) = passages(play)
    return passage


# What a sheet says of the film


def test_the_film_is_understood():
    text = sheet_text().replace(
        "speed = 18",
        'title = "The Keeper"\nprint = "2019"\nzero = "main title"\n'
        'speed = 20\nmiss = "-40 +80 ms"',
    )
    film = read_text(text)[0].film
    assert (film.title, film.print, film.zero) == ("The Keeper", "2019", "main title")
    assert (film.pace.speed_at(0), film.miss) == (20, Miss(40_000, 80_000))


def test_a_hit_may_be_sixty_ms_early_and_a_hundred_late_when_nothing_is_said():
    assert good_sheet().film.miss == Miss(60_000, 100_000)


# What starts a cue


@pytest.mark.parametrize(
    ("written", "on", "seen"),
    [
        ("screening", On.SCREENING, ""),
        ("screening: breakers: the tower", On.SCREENING, "breakers: the tower"),
        ("title: Ellen!", On.TITLE, "Ellen!"),
        ("action:  boat drops ", On.ACTION, "boat drops"),
        ("time", On.TIME, ""),
        ("segue", On.SEGUE, ""),
        ("attacca", On.ATTACCA, ""),
    ],
)
def test_a_cue_starts_in_six_ways(written, on, seen):
    second = good_sheet(FIRST, cue("2", on=written, look="0:20")).cues[1]
    assert (second.on, second.seen) == (on, seen)
    assert second.on.pressed == (on in (On.SCREENING, On.TITLE, On.ACTION))


def test_cues_stand_in_the_order_of_the_file_and_numbers_are_names():
    sheet = good_sheet(cue("3A"), cue('"7.5"'), cue("10"), cue("2"))
    assert [one.number for one in sheet.cues] == ["3A", "7.5", "10", "2"]


def test_look_is_expected_or_from_expected_overdue():
    assert good_cue(look="0:59").look == Look(None, 59 * 18, None)
    assert good_cue(look="0:59 1:04+02 1:15").look == Look(59 * 18, 64 * 18 + 2, 75 * 18)
    assert good_cue(look="#7 #7 #7").look == Look(7, 7, 7)
    assert good_cue().look is None


def test_a_note_is_for_the_player():
    assert good_cue(note="listen | to ~ the 7/8").note == "listen | to ~ the 7/8"
    assert good_cue().note == ""


def test_a_cue_may_be_without_music():
    one = read_text(sheet_text("[cue.1]\non = 'screening'\nfire = 'bell'\ndyn = 'me p'"))[0].cues[0]
    assert one.passages == ()
    assert one.fires == (Fire(Spot(0, 0), "bell", Act.TRIGGER, 0.0),)
    assert one.dynamics == (("me", (Point(Spot(0, 0), level_of("p"), ""),)),)


@pytest.mark.parametrize("enter", Enter)
def test_a_press_is_taken_at_once_at_the_beat_the_bar_or_the_exit(enter):
    assert good_cue(enter=enter.value).enter is enter


def test_what_is_unsaid_is_now_and_cut():
    assert (good_cue().enter, good_cue().leave) == (Enter.NOW, Leave.CUT)


@pytest.mark.parametrize(
    ("written", "leave", "fade_us"),
    [
        ("cut", Leave.CUT, 0),
        ("ring", Leave.RING, 0),
        ("bar", Leave.BAR, 0),
        ("fade 1.5s", Leave.FADE, 1_500_000),
        ("fade 60s", Leave.FADE, 60_000_000),
    ],
)
def test_a_cue_is_left_cut_ringing_at_the_bar_or_fading(written, leave, fade_us):
    one = good_cue(leave=written)
    assert (one.leave, one.fade_us) == (leave, fade_us)


def test_film_sheet_or_hand_may_lead_and_the_film_does_when_nothing_is_said():
    assert [good_cue(lead=lead.value).lead for lead in Lead] == list(Lead)
    assert good_cue().lead is Lead.FILM


def test_a_cue_may_bend_and_miss_otherwise_than_the_film():
    one = good_cue(bend="-3 +6 %", miss="-20 +40 ms", hits="0:01 A1 x | 0:02 A2 y -5+9ms")
    assert one.bend == Bend(30_000, 60_000)
    assert [hit.miss for hit in one.hits] == [Miss(20_000, 40_000), Miss(5_000, 9_000)]
    assert good_cue().bend == Bend(40_000, 40_000)


def test_a_cue_says_what_goes_round_when_the_film_stops():
    assert good_cue(play="A 4 q=96 | B 4", hold="B").hold == 1
    assert good_cue().hold is None


# Play


def test_sections_follow_each_other_and_meter_and_tempo_hold_until_changed():
    first, second, third = passages("A 4 3/4 q=96 | B 2\nC 1 6/8 q.=100")
    assert (first.name, first.bars, first.meter) == ("A", 4, Meter(3, 4))
    assert first.length == 12 * BEAT
    assert (second.meter, second.law) == (Meter(3, 4), Steady(Fraction(96)))
    assert (third.meter, third.law) == (Meter(6, 8), Steady(Fraction(150)))
    assert {one.kind for one in (first, second, third)} == {Kind.SECTION}


def test_meter_and_tempo_hold_into_the_next_cue_and_a_ramp_leaves_its_end():
    sheet = good_sheet(
        cue("1", play="A 4 3/4 q=96>120"),
        "[cue.2]\non = 'segue'\nfire = 'bell'",
        cue("3", on="title: x", play="B 2"),
    )
    held = sheet.cues[2].passages[0]
    assert (held.meter, held.law) == (Meter(3, 4), Steady(Fraction(120)))


def test_four_four_holds_when_no_meter_is_said():
    assert only("A 4 q=96").meter == Meter(4, 4)


@pytest.mark.parametrize(
    ("written", "bpm"),
    [
        ("q=132", 132),
        ("q=66.5", Fraction(133, 2)),
        ("h=60", 120),
        ("w=60", 240),
        ("e=200", 100),
        ("s=400", 100),
        ("q.=100", 150),
        ("h.=40", 120),
        ("e.=100", 75),
        ("q=10", 10),
        ("q=999", 999),
    ],
)
def test_a_tempo_counts_any_note_and_is_kept_in_quarters(written, bpm):
    assert only(f"A 4 {written}").law == Steady(Fraction(bpm))


def test_a_ramp_runs_over_its_section():
    law = only("A 24 6/8 q.=100>80").law
    assert law == Ramp(Fraction(150), Fraction(120), 24 * 3 * BEAT)
    assert only("A 4 q=90>90").law == Steady(Fraction(90))


def test_a_character_stands_in_quotes_anywhere_in_its_section():
    assert only('A 4 q=96 "q=1 | agitato"').character == "q=1 | agitato"
    assert only('A 4 "mesto" q=96').character == "mesto"
    assert only("A 4 q=96").character == ""


def test_a_vamp_may_be_left_at_the_end_of_bars_or_after_beats():
    one = only("V 4 3/4 vamp out 4 2 2.1 q=96")
    assert one.kind is Kind.VAMP
    assert one.exits == (4 * BEAT, 6 * BEAT, 12 * BEAT)


def test_a_vamp_is_left_at_its_end_when_nothing_is_said():
    assert only("V 4 q=96 vamp").exits == (16 * BEAT,)
    assert only("V 4 q=96").exits == ()


def test_a_silence_takes_no_time():
    _, silence, _ = passages("A 1 q=96 | // | B 1")
    assert (silence.name, silence.kind, silence.bars, silence.exits) == ("//", Kind.CAESURA, 0, ())
    assert silence.length == 0


@pytest.mark.parametrize(
    ("meter", "bar", "pulse"),
    [
        ("4/4", 4, 1),
        ("3/4", 3, 1),
        ("6/8", 3, Fraction(3, 2)),
        ("12/8", 6, Fraction(3, 2)),
        ("3/8", Fraction(3, 2), Fraction(1, 2)),
        ("5/8", Fraction(5, 2), Fraction(1, 2)),
        ("6/4", 6, 1),
        ("2/2", 4, 2),
        ("32/1", 128, 4),
        ("9/16", Fraction(9, 4), Fraction(3, 4)),
    ],
)
def test_a_bar_and_its_felt_beat(meter, bar, pulse):
    one = only(f"A 1 {meter} q=96").meter
    assert (one.bar, one.pulse) == (bar * BEAT, pulse * BEAT)
