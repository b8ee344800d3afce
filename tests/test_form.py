"""The form of a cue: repeats, safeties, endings, fermatas, pick-ups, meters, count-ins."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written import caret, document, good_cue, read_text, sheet_text

from rig.score.form import Hold, Kind, Meter, Spot, apart, following, preceding
from rig.score.laws import Shape
from rig.score.measure import TICKS_PER_BEAT as BEAT
from rig.score.read import read_sheet
from rig.score.tempo import Ramp, Steady


def passages(play):
    return good_cue(play=play).passages


def only(play):
    (passage,) = passages(play)
    return passage


def way(play):
    """The names of what is played as written, once each."""
    form = passages(play)
    names, number = [], following(form, -1)
    while number < len(form):
        names.append(form[number].name)
        number = following(form, number)
    return names


# How often


@pytest.mark.parametrize(
    ("written", "kind", "least", "most"),
    [
        ("", Kind.SECTION, 1, 1),
        ("3x", Kind.SECTION, 3, 3),
        ("2-4x", Kind.SECTION, 2, 4),
        ("99x", Kind.SECTION, 99, 99),
        ("safety", Kind.SAFETY, 1, 2),
        ("optional", Kind.OPTIONAL, 0, 1),
        ("vamp", Kind.VAMP, 1, None),
    ],
)
def test_how_often_a_section_is_played_and_may_be(written, kind, least, most):
    one = only(f"A 4 q=96 {written}")
    assert (one.kind, one.least, one.most) == (kind, least, most)


def test_once_is_no_repeat_and_is_told_so():
    one = document(sheet_text("[cue.1]\non = 'screening'\nplay = 'A 4 q=96 1x'"))
    read_sheet(one)
    told = [(caret(advice), advice.message) for advice in one.advice]
    assert (one.problems, told) == ([], [("1x", "1x repeats nothing")])


def test_a_range_that_begins_with_once_is_a_repeat():
    one = document(sheet_text("[cue.1]\non = 'screening'\nplay = 'A 4 q=96 1-2x'"))
    read_sheet(one)
    assert (one.problems, one.advice) == ([], [])


# The way through


@pytest.mark.parametrize(
    ("play", "names"),
    [
        ("A 1 q=96 | B 1", "AB"),
        ("A 1 q=96 | S 1 safety | B 1", "ASB"),
        ("A 1 q=96 | O 1 optional | B 1", "AB"),
        ("A 1 q=96 | X 2 or Y 6 | B 1", "AXB"),
        ("A 1 q=96 | X 2 or Y 6 or Z 1", "AX"),
        ("X 1 q=96 or Y 1 q=96 | U 1 or W 1 | B 1", "XUB"),
        ("O 1 q=96 optional | A 1", "A"),
        ("O 1 q=96 optional", ""),
    ],
)
def test_the_way_as_written_passes_over_what_is_not_needed(play, names):
    assert "".join(way(play)) == names


@given(st.lists(st.sampled_from(["{} 1", "{} 1 optional", "{} 2 or {}x 3"]), max_size=12))
def test_the_way_back_is_the_way_there(shapes):
    play = " | ".join(
        ["A 1 q=96", *(shape.format(*(chr(66 + n),) * 2) for n, shape in enumerate(shapes))]
    )
    form = passages(play)
    number = 0
    while (after := following(form, number)) < len(form):
        assert preceding(form, after) == number
        number = after
    assert preceding(form, 0) == -1


def test_from_another_ending_the_way_goes_on_behind_the_endings():
    form = passages("A 1 q=96 | X 2 or Y 6 | B 1")
    assert (following(form, 2), preceding(form, 2)) == (3, 0)


def test_between_two_places_lies_the_music_as_written():
    form = passages("A 2 q=96 | S 1 3x | V 1 vamp | O 1 optional | X 2 or Y 3 | B 1")
    assert apart(form, Spot(0, BEAT), Spot(0, 3 * BEAT)) == 2 * BEAT
    assert apart(form, Spot(0, 4 * BEAT), Spot(6, BEAT)) == (4 + 12 + 4 + 8 + 1) * BEAT
    assert apart(form, Spot(0, 4 * BEAT), Spot(5, BEAT)) == (4 + 12 + 4 + 1) * BEAT
    assert apart(form, Spot(5, BEAT), Spot(6, 0)) == 11 * BEAT


# Endings


def test_endings_begin_from_the_same_tempo_and_the_first_ones_holds_after():
    form = passages("A 1 3/4 q=96 | X 2 q=60 or Y 6 4/4 | B 1")
    assert [one.ending_of for one in form] == [None, 1, 1, None]
    assert form[2].law == Steady(Fraction(96))
    assert (form[3].meter, form[3].law) == (Meter(3, 4), Steady(Fraction(60)))


# Fermatas


@pytest.mark.parametrize(
    ("written", "holds"),
    [
        ("fermata", (Hold(16 * BEAT, None),)),
        ("fermata max 6s", (Hold(16 * BEAT, 6_000_000),)),
        ("fermata 4", (Hold(16 * BEAT, None),)),
        ("fermata 2.3 max 1.5s", (Hold(7 * BEAT, 1_500_000),)),
        ("fermata 4.3 fermata 2.1", (Hold(5 * BEAT, None), Hold(15 * BEAT, None))),
    ],
)
def test_a_fermata_holds_where_its_beat_would_end(written, holds):
    assert only(f"A 4 q=96 {written}").holds == holds


def test_presses_off_fermatas_stand_in_the_order_of_the_music():
    one = good_cue(
        play="A 4 q=96 fermata 2.1 fermata 3.1 | V 2 vamp | B 1 fermata",
        press="A3.1 0:05 she looks up | B 0:09",
    )
    assert [(press.passage, press.hold, press.text) for press in one.presses] == [
        (0, 0, ""),
        (0, 1, "she looks up"),
        (1, None, ""),
        (2, 0, ""),
    ]


# Bars and beats


def test_a_pick_up_sounds_before_the_first_bar_line():
    one = good_cue(play="A 2 3/4 q=96 pickup 1", fire="A0.3 a, A1 b, A2.3 c, end d")
    assert [fire.spot.offset for fire in one.fires] == [0, BEAT, 6 * BEAT, 7 * BEAT]
    passage = one.passages[0]
    assert (passage.length, passage.pickup) == (7 * BEAT, BEAT)
    assert [passage.bar_at(beat * BEAT) for beat in range(7)] == [
        (0, 3),
        *((1, beat) for beat in (1, 2, 3)),
        *((2, beat) for beat in (1, 2, 3)),
    ]


@pytest.mark.parametrize(
    ("written", "felt", "pulses"),
    [
        ("4/4", (1, 1, 1, 1), (0, 1, 2, 3, 4)),
        ("6/8", (3, 3), (0, 1.5, 3)),
        ("7/8 2+2+3", (2, 2, 3), (0, 1, 2, 3.5)),
        ("15/8", (3,) * 5, (0, 1.5, 3, 4.5, 6, 7.5)),
        ("18/16", (3,) * 6, (0, 0.75, 1.5, 2.25, 3, 3.75, 4.5)),
        ("5/4 3+2", (3, 2), (0, 3, 5)),
        ("9/8 2+2+2+3", (2, 2, 2, 3), (0, 1, 2, 3, 4.5)),
    ],
)
def test_the_felt_beats_of_a_bar(written, felt, pulses):
    meter = only(f"A 1 {written} q=96").meter
    assert (meter.felt, meter.pulses) == (felt, tuple(pulse * BEAT for pulse in pulses))


def test_the_next_bar_line_and_felt_beat_are_found_in_uneven_meters_too():
    one = only("A 2 7/8 2+2+3 q=96 pickup 1")
    eighth = BEAT // 2
    at = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 14, 15]
    assert [one.pulse_from(unit * eighth) // eighth for unit in at] == [
        *(1, 1, 3, 3, 5, 5, 8, 8, 8, 10, 15, 15),
    ]
    assert [one.bar_from(unit * eighth) // eighth for unit in at] == [
        *(1, 1, 8, 8, 8, 8, 8, 8, 8, 15, 15, 15),
    ]


def test_warning_clicks_go_before_a_section_in_its_tempo():
    count, section = passages("A 4 6/8 q.=72 count 2")
    assert (count.kind, count.length, count.law) == (Kind.COUNT, 3 * BEAT, Steady(Fraction(108)))
    assert (section.name, section.length) == ("A", 12 * BEAT)
    assert [count.bar_at(at * BEAT)[0] for at in (0, 2)] == [0, 0]


def test_tacet_is_bars_of_silence_any_number_of_times():
    form = passages("A 1 q=96 | tacet 4 3/4 | B 1 | tacet 2")
    assert [(one.name, one.kind, one.bars) for one in form[1::2]] == [
        ("tacet", Kind.TACET, 4),
        ("tacet", Kind.TACET, 2),
    ]


# Tempo


@pytest.mark.parametrize(
    ("written", "bpm"),
    [
        ("4/4 click 24-0", Fraction(60)),
        ("4/4 click 12-0", Fraction(120)),
        ("4/4 click 12-2", Fraction(11520, 98)),
        ("4/4 click 14-3", Fraction(11520, 115)),
        ("4/4 click 12/2", Fraction(11520, 98)),
        ("6/8 click 12-0", Fraction(180)),
        ("click 24-0 2/2", Fraction(120)),
    ],
)
def test_a_frame_click_is_a_felt_beat(written, bpm):
    """1440 / (F + E/8) clicks a minute."""
    assert only(f"A 1 {written}").law == Steady(bpm)


@pytest.mark.parametrize("shape", Shape)
def test_a_ramp_follows_the_law_that_is_named(shape):
    expected = Ramp(Fraction(96), Fraction(72), 4 * BEAT, shape)
    assert only(f"A 1 q=96>72 {shape.value}").law == expected
    assert only("A 1 q=96>72").law == Ramp(Fraction(96), Fraction(72), 4 * BEAT, Shape.BEATS)


def test_a_tempo_word_is_shown_and_never_a_number():
    one = only('A 1 q=96 "Presto"')
    assert (one.character, one.law) == ("Presto", Steady(Fraction(96)))
    assert read_text(sheet_text("[cue.1]\non = 'screening'\nplay = 'A 1 \"Presto\"'"))[1]


def test_a_ramp_runs_from_its_pick_up_to_its_end_and_warning_clicks_have_its_first_tempo():
    clicks, one = passages("A 4 q=96>72 pickup 1 count 2")
    assert one.law == Ramp(Fraction(96), Fraction(72), 17 * BEAT, Shape.BEATS)
    assert clicks.law == Steady(Fraction(96))


def test_exits_are_counted_from_the_bar_line_behind_a_pick_up():
    assert only("V 4 q=96 vamp out 2 3.1 pickup 1").exits == (9 * BEAT, 10 * BEAT)
    assert only("V 4 q=96 vamp pickup 1").exits == (17 * BEAT,)


def test_silence_keeps_the_tempo_that_holds():
    assert [one.law for one in passages("A 1 q=96>72 | // | B 1")[1:]] == [Steady(Fraction(72))] * 2
