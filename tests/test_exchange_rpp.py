"""The sample is our own; gradual tempi are compared with an integral by small steps."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from rig.exchange.asked import Asked
from rig.exchange.rpp import read
from rig.exchange.spotting import MARKERS_MAX, MarkerKind, MeterChange
from rig.notation.problem import ProblemsError

SAMPLE = """<REAPER_PROJECT 0.1 "7.0/OSX64" 1700000000
  PROJOFFS 3600.5 0 0
  TIMEMODE 1 5 -1 24 2 0 -1
  TITLE `Skerry Light, "reel 3"`
  TEMPO 96 3 4
  <TEMPOENVEX
    ACT 1 -1
    PT 0.000000000000 96.0000000000 1 262147 0 1
    PT 5 96 0
    PT 10.5 144 1 262148 0 1
    PT 12.5 144 0 524294 0 3
    PT 13.5 72 0
  >
  <TRACK
    NAME MARKER
    <ITEM
      MARKER 9 1 "of a track, not of the project" 0
    >
    <NOTES
      |MARKER 8 1 words 0
    >
  >
  MARKER 1 1.25 "CUE 3A title: Ellen" 0 0 1 B {0} 0
  MARKER 2 61.5 'HIT the "lamp" is lit !!!' 0 33521664
  MARKER 3 2.0000000000001 `it's "so"` 0
  MARKER 4 7.5 "" 0
  MARKER 5 3 storm 1 0 1 R {1} 0
  MARKER 5 9.5 "" 1
>
"""


def in_project(*lines):
    return "\n".join(["<REAPER_PROJECT 0.1", *lines, ">"]).encode()


def problems(content):
    with pytest.raises(ProblemsError) as refused:
        read("film.rpp", content, Asked())
    return str(refused.value)


def integral(v0, v1, length, until, steps=2000):
    """Quarters from a gradual change's begin to a second of it, by the midpoints of steps."""
    width = until / steps
    seconds = ((number + 0.5) * width for number in range(steps))
    return sum((v0 + (v1 - v0) * second / length) / 60 * width for second in seconds)


def test_markers_and_regions_are_at_their_seconds():
    found = read("film.rpp", SAMPLE.encode(), Asked())
    assert [(marker.at, marker.name, marker.length) for marker in found.markers] == [
        (Fraction("1.25"), "title: Ellen", 0),
        (Fraction("2.0000000000001"), 'it\'s "so"', 0),
        (3, "storm", Fraction("6.5")),
        (Fraction("7.5"), "", 0),
        (Fraction("61.5"), 'the "lamp" is lit !!!', 0),
    ]
    assert [marker.kind for marker in found.markers][::4] == [MarkerKind.CUE, MarkerKind.HIT]
    assert found.markers[0].number == "3A"
    assert (found.title, found.zero) == ('Skerry Light, "reel 3"', Fraction("3600.5"))
    assert found.rate == Fraction(24000, 1001)
    assert found.guesses == ("24000/1001 fps, as the project's ruler is set",)
    assert found.lost == ("the colour of 1 markers",)


def test_the_tempo_envelope_is_linear_in_time():
    tempi = read("film.rpp", SAMPLE.encode(), Asked()).tempi
    assert [(change.at, change.bpm, change.ramp) for change in tempi] == [
        (0, 96, ""),
        (5, 96, "time"),
        (Fraction("10.5"), 144, ""),
        (Fraction("13.5"), 72, ""),
    ]
    ramped = integral(96, 144, 5.5, 5.5)
    beats = [0, 8, 8 + ramped, 8 + ramped + 3 * 144 / 60]
    assert [float(change.beat) for change in tempi] == pytest.approx(beats, rel=1e-12)


def test_a_meter_may_change_without_a_tempo():
    meters = read("film.rpp", SAMPLE.encode(), Asked()).meters
    assert meters == (
        MeterChange(Fraction(0), 3, 4),
        MeterChange(Fraction(19), 4, 4),
        MeterChange(Fraction("23.8"), 6, 8),
    )


@given(some.integers(1, 999), some.integers(1, 999), some.integers(1, 60), some.fractions(0, 1))
def test_a_beat_inside_a_ramp_is_where_the_integral_has_it(v0, v1, length, share):
    inside = float(round(share * length, 6))
    lines = (f"PT 0 {v0} 0", f"PT {inside} 1 1 262147 0 3", f"PT {length} {v1} 1")
    found = read("film.rpp", in_project("TEMPO 60 4 4", "<TEMPOENVEX", *lines, ">"), Asked())
    expected = integral(v0, v1, length, inside)
    assert float(found.meters[-1].beat) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_a_project_without_points_has_one_tempo():
    found = read("film.rpp", in_project("TEMPO 137.5 6 8"), Asked())
    assert [(change.at, change.bpm) for change in found.tempi] == [(0, Fraction("137.5"))]
    assert found.meters == (MeterChange(Fraction(0), 6, 8),)
    assert found.rate is None
    assert read("film.rpp", in_project(), Asked(rate=Fraction(18))).rate == 18


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_any_system_ends_them(end):
    content = SAMPLE.replace("\n", end).encode()
    assert read("film.rpp", content, Asked()) == read("film.rpp", SAMPLE.encode(), Asked())


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("MARKER 1 nan x 0", "a marker must have a number, seconds and a name"),
        ("MARKER 1 1e99 x 0", "a marker must have a number, seconds and a name"),
        ("MARKER 1", "was the file cut short?"),
        ("MARKER 1 5 r 1", "the region r has no end"),
        ("MARKER 1 5 r 1\nMARKER 1 4 r 1", "the region r ends before it begins"),
        ("TEMPO -96 4 4", "a tempo of -96; it must be between 1 and 10000"),
        ("TEMPO inf 4 4", "3 numbers must stand here; read: 2"),
        ("TEMPO 96 0 4", "a meter of 0/4 is none"),
        ("<TEMPOENVEX\nPT 0 0 1\n>", "a tempo of 0; it must be"),
        ("<TEMPOENVEX\nPT 0 96\n>", "3 numbers must stand here; read: 2"),
        ("<TEMPOENVEX\nPT 0 96 1 65536\n>", "a meter of 0/1 is none"),
    ],
)
def test_a_line_that_cannot_be_understood_is_told_of(line, message):
    told = problems(in_project(line))
    assert message in told
    assert told.startswith(("film.rpp:2:", "film.rpp:3:"))


def test_all_mistakes_are_told_at_once():
    assert problems(in_project("MARKER 1", "TEMPO 0 4 4")).endswith("2 problems")


def test_a_project_cut_short_anywhere_is_told_of():
    whole = SAMPLE.strip()
    for end in range(len("<REAPER_PROJECT"), len(whole)):
        told = problems(whole[:end].encode())
        assert "it was cut short" in told
    assert "ends inside <TEMPOENVEX: it was cut short" in problems(whole[:300].encode())


def test_other_files_and_too_many_markers_are_refused():
    assert "is no REAPER project" in problems(b"MARKER 1 5 x 0\n>")
    assert "is no REAPER project" in problems(b"")
    assert "more than 20 MB" in problems(b"<REAPER_PROJECT\n" * 7_000_000)
    many = in_project(*["MARKER 1 5 x 0"] * (MARKERS_MAX + 1))
    assert f"more than {MARKERS_MAX} markers" in problems(many)


@given(some.lists(some.sampled_from(SAMPLE.split()) | some.text(max_size=5)), some.binary())
@example(["MARKER", "1", "1", '"'], b"")
def test_whatever_the_words_there_is_a_list_or_a_refusal(words, junk):
    for content in (in_project(" ".join(words), *words), b"<REAPER_PROJECT " + junk):
        try:
            found = read("film.rpp", content, Asked())
        except ProblemsError:
            continue
        assert len(found.markers) <= len(words)
