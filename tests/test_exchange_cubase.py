"""The samples are our own; ramps are compared with an integral by small steps."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rig.exchange.asked import Asked
from rig.exchange.cubase import read
from rig.exchange.spotting import MARKERS_MAX, MarkerKind, MeterChange
from rig.notation.problem import ProblemsError

TEMPI = ((0, 96, 0), (1920, 96, 0), (9600, 144, 1), (11520, 80, 1), (11520, 60, 0))
METERS = ((0, 4, 4), (2, 3, 4), (6, 7, 8))


def tempo(ppq, bpm, func):
    ramp = f'<int name="Func" value="{func}"/>' if func else ""
    return (
        f'<obj class="MTempoEvent"><float name="BPM" value="{bpm}"/>'
        f'<float name="PPQ" value="{ppq}"/>{ramp}</obj>'
    )


def meter(bar, count, unit):
    return (
        f'<obj class="MTimeSignatureEvent"><int name="Bar" value="{bar}"/>'
        f'<int name="Numerator" value="{count}"/><int name="Denominator" value="{unit}"/></obj>'
    )


def marker(name, start, length=None):
    kind = "MMarkerEvent" if length is None else "MRangeMarkerEvent"
    return (
        f'<obj class="{kind}"><float name="Start" value="{start}"/>'
        f'<float name="Length" value="{length or 0}"/><string name="Name" value="{name}"/></obj>'
    )


def track(name, domain, markers, inside=""):
    return (
        f'<obj class="MMarkerTrackEvent"><obj class="MListNode" name="Node">'
        f'<string name="Name" value="{name}"/><member name="Domain">'
        f'<int name="Type" value="{domain}"/>{inside}</member>'
        f'<list name="Events">{"".join(markers)}</list></obj></obj>'
    )


def archive(*tracks, start="3600.5", frames=3):
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<tracklist2>\n<list name="track">'
        f'{"".join(tracks)}</list>\n<obj class="PArrangeSetup" name="Setup"><member name="Start">'
        f'<float name="Time" value="{start}"/><member name="Domain"><int name="Type" value="1"/>'
        f'</member></member><int name="FrameType" value="{frames}"/></obj></tracklist2>'
    ).encode()


def music(tempi=TEMPI, meters=METERS):
    return (
        '<obj ID="7" class="MTempoTrackEvent" name="Tempo Track"><list name="TempoEvent">'
        + "".join(tempo(*each) for each in tempi)
        + '</list></obj><obj class="MSignatureTrackEvent"><list name="SignatureEvent">'
        + "".join(meter(*each) for each in meters)
        + "</list></obj>"
    )


MUSICAL = [
    marker("CUE 3A title: Ellen", 0),
    marker("bar 2", "1920"),
    marker("HIT in the ramp", 5760, 3840),
    marker("at the turn", "11520"),
    marker("after", "12000.5"),
]
SAMPLE = archive(
    track("Spotting", 0, MUSICAL, music()),
    track("Bars again", 0, [marker("same tempo", 5760)], '<obj ID="7" name="Tempo Track"/>'),
    track("Time", 1, [marker("by the clock", "2.0869565217391304", 1.5)]),
    '<obj class="MAudioTrackEvent"/>',
)


def problems(content):
    with pytest.raises(ProblemsError) as refused:
        read("film.xml", content, Asked())
    return str(refused.value)


def integral(v0, v1, length, until, steps=20_000):
    """Seconds from a ramp's begin to a beat of it: the sum of 1/v by the midpoints of steps."""
    width = until / steps
    beats = ((number + 0.5) * width for number in range(steps))
    return sum(60 * width / (v0 + (v1 - v0) * beat / length) for beat in beats)


def test_every_marker_is_at_its_second():
    found = read("film.xml", SAMPLE, Asked())
    at = {marker.name: float(marker.at) for marker in found.markers}
    up, down = integral(96, 144, 16, 16), integral(144, 80, 4, 4)
    assert at == pytest.approx(
        {
            "title: Ellen": 0,
            "bar 2": 2.5,
            "in the ramp": 2.5 + integral(96, 144, 16, 8),
            "same tempo": 2.5 + integral(96, 144, 16, 8),
            "at the turn": 2.5 + up + down,
            "after": 2.5 + up + down + 480.5 / 480,
            "by the clock": 2.0869565217391304,
        },
        abs=1e-7,
    )
    assert (found.rate, found.zero, found.guesses) == (25, Fraction("3600.5"), ())
    assert found.lost == ("1 tracks that are no marker tracks",)


def test_a_range_lasts_as_long_as_its_music():
    found = {marker.name: marker for marker in read("film.xml", SAMPLE, Asked()).markers}
    span = integral(96, 144, 16, 16) - integral(96, 144, 16, 8)
    assert float(found["in the ramp"].length) == pytest.approx(span, abs=1e-7)
    assert found["by the clock"].length == Fraction("1.5")
    assert found["in the ramp"].kind is MarkerKind.HIT
    assert found["title: Ellen"].number == "3A"
    assert [found[name].note for name in ("bar 2", "by the clock")] == ["Spotting", "Time"]


@given(some.integers(30, 300), some.integers(30, 300), some.integers(1, 64), some.fractions(0, 1))
def test_a_ramp_is_linear_in_beats(v0, v1, quarters, share):
    ppq = round(share * quarters * 480)
    tempi = music(((0, v0, 0), (quarters * 480, v1, 1)))
    found = read("film.xml", archive(track("t", 0, [marker("m", ppq)], tempi)), Asked())
    expected = integral(v0, v1, quarters, ppq / 480, 4000)
    assert float(found.markers[0].at) == pytest.approx(expected, rel=1e-5, abs=1e-9)


def test_the_tempo_map_says_where_ramps_begin():
    found = read("film.xml", SAMPLE, Asked())
    said = [(change.beat, change.bpm, change.ramp) for change in found.tempi]
    assert said == [(0, 96, ""), (4, 96, "beats"), (20, 144, "beats"), (24, 80, ""), (24, 60, "")]
    assert found.meters == (
        MeterChange(Fraction(0), 4, 4),
        MeterChange(Fraction(8), 3, 4),
        MeterChange(Fraction(20), 7, 8),
    )


def test_one_track_needs_no_name_beside_its_markers():
    found = read("film.xml", archive(track("only", 1, [marker("m", 1)])), Asked())
    assert found.markers[0].note == ""


@pytest.mark.parametrize(
    ("frames", "rate"),
    [(2, 24), (12, Fraction(24000, 1001)), (6, Fraction(30000, 1001)), (99, None)],
)
def test_the_frame_type_is_the_rate_and_an_unknown_one_is_none(frames, rate):
    assert read("film.xml", archive(frames=frames), Asked()).rate == rate
    assert read("film.xml", archive(frames=frames), Asked(rate=Fraction(20))).rate == 20


def test_a_project_that_does_not_say_where_it_begins_is_a_guess():
    found = read("film.xml", b"<tracklist/>", Asked())
    assert found.zero == 0
    assert found.guesses == ("the project begins at 0:00: the file does not say",)
    beats = archive().replace(b'"Type" value="1"', b'"Type" value="0"')
    assert "says it in beats" in read("film.xml", beats, Asked()).guesses[0]


@pytest.mark.parametrize("bpm", ["0", "-96", "nan", "inf", "1e99", "", "10001"])
def test_tempi_that_are_none_are_told_of(bpm):
    told = problems(archive(track("t", 0, [], music(((0, bpm, 0),)))))
    assert "a tempo of" in told or "BPM of MTempoEvent is" in told
    assert "film.xml:3:1:" in told


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<a/>", "<a> where <tracklist2> should be"),
        (archive(track("t", 0, [marker("m", 1)])), "the track t counts in beats"),
        (archive(track("t", 1, [marker("m", "x")])), 'Start of MMarkerEvent is "x"'),
        (archive(track("t", 1, [marker("m", 1, -2)])), "the marker m has a length below 0"),
        (
            archive(track("t", 1, ['<obj class="MMarkerEvent"/>'])),
            "Start of MMarkerEvent is missing",
        ),
        (archive(track("t", 0, [], music(meters=((0, 0, 4),)))), "a meter that is none"),
        (archive(track("t", 0, [], music(meters=((0, "3.5", 4),)))), "a meter that is none"),
        (archive(start="NaN"), 'Time of Start is "NaN"'),
    ],
)
def test_what_cannot_be_understood_is_told_of(content, message):
    assert message in problems(content)


def test_more_markers_than_any_film_has_are_refused():
    content = archive(track("t", 1, ['<obj class="MMarkerEvent"/>'] * (MARKERS_MAX + 1)))
    assert f"more than {MARKERS_MAX} markers" in problems(content)


def test_an_archive_cut_short_is_told_of():
    for end in range(1, len(SAMPLE), 61):
        assert "film.xml:" in problems(SAMPLE[:end])
