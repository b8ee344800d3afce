"""Mido reads what we write; the stairs of ramps are compared with an integral by small steps."""

from fractions import Fraction

import mido
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some
from midi_lists import by_mido, film, mark, steady

from rig.errors import RigError
from rig.exchange.asked import Asked
from rig.exchange.smf import read, write
from rig.exchange.spotting import MarkerKind, MeterChange, TempoChange
from rig.exchange.staircase import PPQ, build
from rig.score.laws import Shape

HEADER = "4D 54 68 64 00 00 00 06"
NTSC = Fraction(30000, 1001)

TEMPI = some.lists(
    some.tuples(some.integers(1, 400), some.integers(2000, 30_000)), min_size=1, max_size=12
)


@given(TEMPI, some.lists(some.fractions(0, 3600), max_size=5))
@example([(300, 13_200), (1, 12_000), (4, 12_000)], [])
def test_tempi_come_back_exactly_and_the_clock_does_not_drift(passages, ats):
    beats = [sum(length for length, _ in passages[:number]) for number in range(len(passages))]
    tempi = steady(
        *(
            (beat, Fraction(hundredths, 100))
            for beat, (_, hundredths) in zip(beats, passages, strict=True)
        )
    )
    sent = film(*(mark(at) for at in sorted(ats)), tempi=tempi)
    found = read("film.mid", write(sent, Asked()).content, Asked())
    assert [(change.beat, change.bpm) for change in found.tempi] == [
        (change.beat, change.bpm) for change in tempi
    ]
    longest = max(length for length, _ in passages)
    for change, told in zip(tempi, found.tempi, strict=True):
        assert abs(told.at - change.at) * 10**6 <= Fraction(longest, 2)
    for marker, told in zip(sent.markers, found.markers, strict=True):
        bpm = min(change.bpm for change in tempi)
        assert abs(told.at - marker.at) <= 60 / bpm / PPQ / 2 * Fraction(1001, 1000)


def integral(shape, v0, v1, quarters):
    """Seconds at every 100th of each sixteenth of a ramp, by the midpoints of as many steps."""
    steps = 400 * quarters
    speeds = {
        Shape.BEATS: lambda x: v0 + (v1 - v0) * x,
        Shape.TIME: lambda x: (v0**2 + (v1**2 - v0**2) * x) ** 0.5,
        Shape.EXPONENTIAL: lambda x: v0 * (v1 / v0) ** x,
        Shape.PERIOD: lambda x: 1 / (1 / v0 + (1 / v1 - 1 / v0) * x),
    }
    seconds, total = [0.0], 0.0
    for step in range(steps):
        total += 60 * quarters / steps / speeds[shape]((step + 0.5) / steps)
        seconds.append(total)
    return seconds


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize(("v0", "v1", "quarters"), [(132, 152, 64), (160, 40, 8), (60, 61, 250)])
def test_the_stairs_of_a_ramp_are_on_it_at_every_border(shape, v0, v1, quarters):
    whole = integral(shape, v0, v1, quarters)
    end = Fraction(whole[-1]).limit_denominator(10**9)
    ramp = [
        TempoChange(Fraction(0), Fraction(0), Fraction(v0), shape.value),
        TempoChange(end, Fraction(quarters), Fraction(v1)),
    ]
    stairs = build(ramp).stairs
    assert len(stairs) == 4 * quarters + 1
    for stair in stairs:
        due = whole[stair.tick * 400 // PPQ]
        assert float(stair.begin) == pytest.approx(due, abs=2e-6)


@given(
    some.lists(some.tuples(some.fractions(0, 1), some.integers(20, 300)), min_size=2, max_size=20)
)
def test_no_tempo_is_more_than_a_microsecond_off_and_none_drifts(passages):
    tempi = steady(
        *(
            (sum(int(20 * share) + 1 for share, _ in passages[:n]), bpm)
            for n, (_, bpm) in enumerate(passages)
        )
    )
    for stair, change in zip(build(tempi).stairs, tempi, strict=True):
        assert abs(stair.quarter_us - 60_000_000 / change.bpm) < 1
        assert abs(stair.begin - change.at) * 10**6 <= Fraction(21, 2)


def test_mido_reads_what_we_write():
    sent = film(
        mark(0, "title: Ellen", MarkerKind.CUE, number="3A"),
        mark(30, "the lämp !!!", MarkerKind.HIT),
        tempi=steady((0, 60), (40, 100)),
        meters=[MeterChange(Fraction(0), 4, 4), MeterChange(Fraction(8), 7, 8)],
        rate=Fraction(25),
        zero=3600 + Fraction("12.5") / 25,
    )
    told = by_mido(write(sent, Asked()).content)
    assert [(at, message.text) for at, message in told if message.type == "marker"] == [
        (0, "CUE 3A title: Ellen"),
        (pytest.approx(30), "HIT the lämp !!!"),
    ]
    assert [
        (at, mido.tempo2bpm(message.tempo)) for at, message in told if message.type == "set_tempo"
    ] == [
        (0, 60),
        (pytest.approx(40), 100),
    ]
    meters = [(at, m.numerator, m.denominator) for at, m in told if m.type == "time_signature"]
    assert meters == [(0, 4, 4), (pytest.approx(8), 7, 8)]
    (offset,) = (message for _, message in told if message.type == "smpte_offset")
    assert (offset.frame_rate, offset.hours, offset.frames, offset.sub_frames) == (25, 1, 12, 50)
    assert read("film.mid", write(sent, Asked()).content, Asked()) == sent


def test_the_bytes_we_write_are_those_of_the_standard():
    sent = film(mark(1, "a"), tempi=steady((0, 120)), meters=[MeterChange(Fraction(0), 6, 8)])
    content = write(sent, Asked()).content
    assert content == bytes.fromhex(
        HEADER + "00 01 00 01 03 C0 4D 54 72 6B 00 00 00 29"
        "00 FF 03 0C 53 6B 65 72 72 79 20 4C 69 67 68 74 00 FF 51 03 07 A1 20"
        "00 FF 58 04 06 03 18 08 8F 00 FF 06 01 61 00 FF 2F 00"
    )


def test_what_cannot_be_said_is_told():
    sent = film(
        mark("0.1", "storm", length=Fraction(3), colour="RED", note="n", facts=(("hits", "x"),)),
        tempi=[
            TempoChange(Fraction(0), Fraction(0), Fraction(90), "time"),
            TempoChange(Fraction(9), Fraction(15), Fraction(110)),
            TempoChange(Fraction(20), Fraction(16), Fraction(90)),
        ],
        meters=[MeterChange(Fraction(0), 4, 3)],
        rate=Fraction(18),
        zero=Fraction(5),
    )
    assert write(sent, Asked()).lost == (
        "the ramp to 110 at 0:00.000 is 60 steps, each at its mean tempo",
        "the tempo 110 at 0:09.000 is 5.45455 in the mean, to last until the next one at 0:20.000",
        (
            "tempi are whole microseconds a quarter: the clock is up to 0.00012 ms off,"
            " and does not drift"
        ),
        "the meter 4/3",
        "markers stand on ticks, up to 0.2 ms off",
        "the length of storm (0:00.100)",
        "the colour of storm (0:00.100)",
        "the note of storm (0:00.100)",
        "the lines of the sheet of storm (0:00.100)",
        "18 fps: the format has 24, 25, 29.97 and 30",
        "what the clock reads at the begin",
    )


def test_music_that_begins_later_has_bars_before_it():
    sent = film(
        mark(0, "first picture"),
        mark(Fraction(25, 2), "down beat"),
        tempi=[TempoChange(Fraction(25, 2), Fraction(0), Fraction(96))],
        meters=[MeterChange(Fraction(0), 3, 4), MeterChange(Fraction(12), 4, 4)],
    )
    written = write(sent, Asked())
    found = read("film.mid", written.content, Asked())
    assert [(c.at, c.beat, c.bpm) for c in found.tempi] == [
        (0, 0, pytest.approx(100.8)),
        (pytest.approx(12.5), 21, 96),
    ]
    assert found.meters == (MeterChange(Fraction(0), 3, 4), MeterChange(Fraction(33), 4, 4))
    assert written.lost[0] == "bars are counted otherwise: 7 stand before the first one"
    assert float(found.markers[1].at) == pytest.approx(12.5, abs=1e-3)


def test_markers_before_the_zero_move_the_begin_and_the_clock_with_it():
    sent = film(mark(-4), mark(2), tempi=steady((0, 120)), rate=Fraction(24), zero=Fraction(3600))
    found = read("film.mid", write(sent, Asked()).content, Asked())
    assert [marker.at + found.zero for marker in found.markers] == [3596, 3602]


def test_a_list_without_tempo_is_written_at_120():
    written = write(film(mark("1.5")), Asked())
    assert written.lost == ("no tempo is known: written as 120 bpm",)
    assert read("film.mid", written.content, Asked()).markers[0].at == Fraction(3, 2)


def test_a_tempo_beyond_the_format_is_refused_in_words():
    with pytest.raises(RigError, match=r"a tempo of 3: a MIDI file has 3\.58 to"):
        write(film(tempi=steady((0, 3))), Asked())


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(25), NTSC, Fraction(30)])
@given(hundredths=some.integers(0, 100 * 23 * 3600 * 24))
@settings(max_examples=30)
def test_what_the_clock_reads_comes_back(rate, hundredths):
    zero = Fraction(hundredths, 100) / rate
    content = write(film(rate=rate, zero=zero), Asked()).content
    found = read("film.mid", content, Asked())
    assert (found.rate, found.zero) == (rate, zero)
