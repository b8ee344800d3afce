"""The tempi and meters of other programs as lines of play."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from written import told

from rig.desk.from_list import from_list
from rig.exchange.spotting import Marker, MarkerKind, MeterChange, SpottingList, TempoChange
from rig.notation.document import read
from rig.score.read import read_sheet


def sheet_of(spotting):
    draft = from_list(spotting, "list", Fraction(20))
    return read("back.toml", "\n".join(draft.blocks).encode()), draft


def mark(at, name, kind=MarkerKind.MARK, **more):
    return Marker(Fraction(at), kind, name, **more)


def bare(*markers, **more):
    return SpottingList("a list", None, Fraction(0), markers, **more)


def changes(*told_):
    return tuple(
        TempoChange(Fraction(at), Fraction(beat), Fraction(bpm)) for at, beat, bpm in told_
    )


def played(spotting):
    back, draft = sheet_of(spotting)
    sheet = read_sheet(back)
    assert not back.problems, told(back.problems)
    return [back.data["cue"][cue.number].get("play") for cue in sheet.cues], draft


def test_tempi_and_meters_become_sections_and_hits_on_beats_have_their_places():
    spotting = bare(
        mark(0, "CUE", MarkerKind.CUE, number="1"),
        mark(8, "door", MarkerKind.HIT),
        mark("17/2", "rope", MarkerKind.HIT),
        mark("35/4", "mast", MarkerKind.HIT),
        mark(14, "end", MarkerKind.HIT),
        tempi=changes((0, 0, 60), (8, 8, 120)),
        meters=(MeterChange(Fraction(0), 4, 4), MeterChange(Fraction(8), 3, 4)),
    )
    back, _ = sheet_of(spotting)
    (cue,) = read_sheet(back).cues
    assert back.data["cue"]["1"]["play"] == "A 2 4/4 q=60 | B 4 3/4 q=120"
    assert [(hit.text, hit.spot is None) for hit in cue.hits] == [
        ("door", False),
        ("rope", False),
        ("mast", True),
        ("end", True),
    ]
    assert cue.hits[1].spot.offset * 2 == cue.passages[1].meter.beat * 2


def test_tempi_within_a_bar_are_its_mean():
    spotting = bare(
        mark(0, "screening", MarkerKind.CUE, number="1"),
        mark(6, "x", MarkerKind.HIT),
        tempi=changes((0, 0, 60), (2, 2, 120), (3, 4, 60)),
    )
    assert played(spotting)[0] == ["A 1 4/4 q=80 | B 1 4/4 q=60"]


def test_even_steps_are_one_ramp_and_that_is_said():
    steps, at = [], Fraction(0)
    for bar in range(8):
        bpm = 100 + 4 * bar
        steps.append((at, 4 * bar, bpm))
        at += Fraction(4 * 60, bpm)
    spotting = bare(
        mark(0, "screening", MarkerKind.CUE, number="1"),
        mark(at, "x", MarkerKind.HIT),
        tempi=changes(*steps, (at, 32, 60)),
    )
    (play,), draft = played(spotting)
    assert play == "A 8 4/4 q=98>130"
    assert "cue 1: 8 bars in even steps of tempo are one ramp" in draft.guesses


def stairs(*bpms):
    """A cue of one bar of 4/4 at each of these tempi."""
    steps, at = [], Fraction(0)
    for bar, bpm in enumerate(bpms):
        steps.append((at, 4 * bar, bpm))
        at += Fraction(4 * 60) / Fraction(bpm)
    return bare(
        mark(0, "screening", MarkerKind.CUE, number="1"),
        mark(at, "x", MarkerKind.HIT),
        tempi=changes(*steps, (at, 4 * len(bpms), 60)),
    )


@pytest.mark.parametrize(
    ("bpms", "play"),
    [
        ((100, 101, 102), "A 3 4/4 q=99.5>102.5"),
        ((100, 104), "A 1 4/4 q=100 | B 1 4/4 q=104"),
        ((100, "100.05", "100.1"), "A 3 4/4 q=99.975>100.125"),
        (("100", "100.01", "100.02"), "A 1 4/4 q=100 | B 1 4/4 q=100.01 | C 1 4/4 q=100.02"),
        ((100, 100, 110), "A 2 4/4 q=100 | B 1 4/4 q=110"),
        ((100, 101, 102, 90), "A 3 4/4 q=99.5>102.5 | B 1 4/4 q=90"),
        ((100, 101, 102, 90, 88, 86), "A 3 4/4 q=99.5>102.5 | B 3 4/4 q=91>85"),
    ],
)
def test_three_bars_in_even_steps_that_can_be_heard_are_a_ramp(bpms, play):
    assert played(stairs(*bpms))[0] == [play]


def test_a_tempo_and_a_ramp_that_begins_with_it_are_two_sections():
    tempi = (
        TempoChange(Fraction(0), Fraction(0), Fraction(60)),
        TempoChange(Fraction(4), Fraction(4), Fraction(60), "time"),
        TempoChange(4 + Fraction(240, 90), Fraction(8), Fraction(120)),
    )
    spotting = bare(
        mark(0, "screening", MarkerKind.CUE, number="1"),
        mark(4 + Fraction(240, 90), "x", MarkerKind.HIT),
        tempi=tempi,
    )
    assert played(spotting)[0] == ["A 1 4/4 q=60 | B 1 4/4 q=60>120 time"]


def test_a_ramp_behind_even_steps_is_none_of_them():
    lasts = [Fraction(240, bpm) for bpm in (100, 110, 120)]
    at = [sum(lasts[:bar], Fraction(0)) for bar in range(4)]
    over = at[3] + Fraction(4 * 60, 135)
    spotting = bare(
        mark(0, "screening", MarkerKind.CUE, number="1"),
        mark(over, "x", MarkerKind.HIT),
        tempi=(
            *changes((0, 0, 100), (at[1], 4, 110), (at[2], 8, 120)),
            TempoChange(at[3], Fraction(12), Fraction(130), "time"),
            TempoChange(over, Fraction(16), Fraction(140)),
        ),
    )
    assert played(spotting)[0] == ["A 3 4/4 q=95>125 | B 1 4/4 q=130>140 time"]


def test_a_bar_that_has_begun_is_written_and_one_that_only_rounding_begins_is_not():
    for seconds, bars in (("17/2", 3), ("8.001", 2)):
        spotting = bare(
            mark(0, "screening", MarkerKind.CUE, number="1"),
            mark(seconds, "x", MarkerKind.HIT),
            tempi=changes((0, 0, 60)),
        )
        assert played(spotting)[0] == [f"A {bars} 4/4 q=60"]


def test_music_begins_where_the_lists_first_tempo_stands():
    spotting = bare(
        mark(2, "screening", MarkerKind.CUE, number="1"),
        mark(6, "x", MarkerKind.HIT),
        tempi=changes((2, 0, 90), (4, 3, 120)),
        meters=(MeterChange(Fraction(0), 3, 4), MeterChange(Fraction(3), 4, 4)),
    )
    assert played(spotting)[0] == ["A 1 3/4 q=90 | B 1 4/4 q=120"]


@pytest.mark.parametrize(
    ("twice", "play"),
    [
        ((4, 4, 99), "A 1 4/4 q=60 | B 1 4/4 q=120"),
        ((3, 4, 99), "A 1 4/4 q=80 | B 2 4/4 q=120"),
        ((5, 4, 99), "A 1 4/4 q=48 | B 1 4/4 q=120"),
    ],
)
def test_of_two_tempi_at_one_beat_the_later_holds_from_the_time_of_the_first(twice, play):
    spotting = bare(
        mark(0, "screening", MarkerKind.CUE, number="1"),
        mark(6, "x", MarkerKind.HIT),
        tempi=changes((0, 0, 60), twice, (4, 4, 120)),
    )
    assert played(spotting)[0] == [play]


def test_where_a_list_says_other_tempi_than_its_times_its_times_hold():
    spotting = bare(
        mark(0, "screening", MarkerKind.CUE, number="1"),
        mark(8, "x", MarkerKind.HIT),
        tempi=changes((0, 0, 100), (4, 4, 60)),
    )
    assert played(spotting)[0] == ["A 2 4/4 q=60"]


def test_behind_section_z_comes_aa():
    (play,), _ = played(stairs(*[60, 90] * 27))
    names = [section.split()[0] for section in play.split(" | ")]
    assert (names[0], names[25:28], names[51:]) == ("A", ["Z", "AA", "AB"], ["AZ", "BA", "BB"])


def test_a_hit_within_a_millisecond_of_a_beat_is_on_it():
    times = ("0.0009", "1.0009", "2.0011", "2.9991", "3.9991", "3.9989")
    spotting = bare(
        mark(0, "screening", MarkerKind.CUE, number="1"),
        *(mark(at, "x", MarkerKind.HIT) for at in times),
        mark(8, "over", MarkerKind.HIT),
        tempi=changes((0, 0, 60)),
    )
    hits = sheet_of(spotting)[0].data["cue"]["1"]["hits"].split("\n")[1:]
    assert [hit.split()[1] for hit in hits[:6]] == ["A1", "A1.2", "~", "A1.4", "~", "A2"]


def test_another_meter_is_another_section_and_no_part_of_a_ramp():
    spotting = replace(
        stairs(100, 101, 102, 103),
        meters=(MeterChange(Fraction(0), 4, 4), MeterChange(Fraction(12), 2, 2)),
    )
    assert played(spotting)[0] == ["A 3 4/4 q=99.5>102.5 | B 1 2/2 q=103"]
    steady = replace(stairs(60, 60), meters=(*spotting.meters[:1], MeterChange(Fraction(4), 2, 2)))
    assert played(steady)[0] == ["A 1 4/4 q=60 | B 1 2/2 q=60"]


def test_a_cue_at_the_end_of_the_list_has_no_music():
    spotting = bare(
        mark(0, "screening", MarkerKind.CUE, number="1"),
        mark(8, "title: x", MarkerKind.CUE, number="2"),
        mark(8, "title: y", MarkerKind.CUE, number="3"),
        tempi=changes((0, 0, 60)),
    )
    assert played(spotting)[0] == ["A 2 4/4 q=60", None, None]


def test_a_tempo_too_fast_is_left_out_and_said():
    (play,), draft = played(stairs(60, 1000))
    assert play == "A 1 4/4 q=60"
    assert any("beyond 10 to 999" in guess for guess in draft.guesses)


def test_a_tempo_beyond_the_rigs_is_left_out_and_said():
    spotting = bare(
        mark(0, "screening", MarkerKind.CUE, number="1"),
        mark(60, "x", MarkerKind.HIT),
        tempi=changes((0, 0, 60), (4, 4, 5)),
    )
    (play,), draft = played(spotting)
    assert play == "A 1 4/4 q=60"
    assert any("beyond 10 to 999" in guess for guess in draft.guesses)
