"""The tempi and meters of other programs as lines of play."""

from __future__ import annotations

from fractions import Fraction

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


def test_a_tempo_beyond_the_rigs_is_left_out_and_said():
    spotting = bare(
        mark(0, "screening", MarkerKind.CUE, number="1"),
        mark(60, "x", MarkerKind.HIT),
        tempi=changes((0, 0, 60), (4, 4, 5)),
    )
    (play,), draft = played(spotting)
    assert play == "A 1 4/4 q=60"
    assert any("beyond 10 to 999" in guess for guess in draft.guesses)
