"""A file of bytes is taken apart by hand; of others mido has the second opinion."""

import io
from fractions import Fraction
from itertools import pairwise

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as some
from midi_lists import by_mido, film

from rig.exchange.asked import Asked
from rig.exchange.smf import read, write
from rig.exchange.spotting import (
    MARKERS_MAX,
    MarkerKind,
    MeterChange,
    TempoChange,
)
from rig.notation.problem import ProblemsError

NTSC = Fraction(30000, 1001)
HEADER = "4D 54 68 64 00 00 00 06"
FOREIGN = b"XFIH\x00\x00\x00\x01\x00"
BY_HAND = bytes.fromhex(
    HEADER + "00 01 00 02 01 E0"  # type 1, two tracks, 480 ticks in a quarter
    "4D 54 72 6B 00 00 00 44"
    "00 FF 03 03 53 65 61"  # track name: Sea
    "00 FF 54 05 21 00 00 0C 32"  # 25 fps, 01:00:00:12 and 50 hundredths
    "00 FF 51 03 09 27 C0"  # 600,000 us: 100 bpm
    "00 FF 58 04 06 03 24 08"  # 6/8
    "83 60 FF 51 03 06 EF 91"  # at tick 480: 454,545 us, 132 bpm
    "00 FF 08 04 6F 72 67 61"  # a program name, which mido does not know
    "60 FF 06 05 43 55 45 20 31"  # at tick 576, a marker: CUE 1
    "00 FF 07 04 6C 61 6D 70"  # a cue point: lamp
    "00 FF 2F 00"
    "58 46 49 48 00 00 00 01 00"  # a chunk of another program
    "4D 54 72 6B 00 00 00 19"
    "00 90 3C 40 81 70 3C 00"  # a note, and its end under running status at tick 240
    "00 F0 02 01 F7"  # system exclusive
    "00 FF 01 01 61"  # a text
    "00 FF 06 03 64 E9 21"  # a marker that is not UTF-8: dé!
)


def saved(*tracks, **more):
    content = io.BytesIO()
    mido.MidiFile(tracks=[mido.MidiTrack(track) for track in tracks], **more).save(file=content)
    return content.getvalue()


def problems(content):
    with pytest.raises(ProblemsError) as refused:
        read("film.mid", content, Asked())
    return str(refused.value)


def test_a_file_taken_apart_by_hand():
    found = read("film.mid", BY_HAND, Asked())
    marked = Fraction(6, 10) + Fraction(96 * 454_545, 480 * 10**6)
    assert [(marker.at, marker.kind, marker.name) for marker in found.markers] == [
        (Fraction(3, 10), MarkerKind.MARK, "dé!"),
        (marked, MarkerKind.CUE, ""),
        (marked, MarkerKind.HIT, "lamp"),
    ]
    assert found.markers[1].number == "1"
    assert found.tempi == (
        TempoChange(Fraction(0), Fraction(0), Fraction(100)),
        TempoChange(Fraction(6, 10), Fraction(1), Fraction(132)),
    )
    assert found.meters == (MeterChange(Fraction(0), 6, 8),)
    assert (found.title, found.rate, found.zero) == ("Sea", 25, 3600 + Fraction("12.5") / 25)
    assert found.lost == ("2 events that are played", "1 texts of other tracks")
    assert len(found.guesses) == 3


def test_mido_loses_the_time_before_what_it_does_not_know_and_we_do_not():
    """Why the file is not read by it; if this fails, it may be."""
    (theirs,) = (
        at
        for at, message in by_mido(BY_HAND.replace(b"\xe9", b"e").replace(FOREIGN, b""))
        if message.type == "cue_marker"
    )
    assert theirs == pytest.approx(float(read("f", BY_HAND, Asked()).markers[2].at))
    late = saved([mido.MetaMessage("marker", text="m", time=0)]).replace(
        b"\x00\xff\x06", b"\x60\xff\x08\x00\x00\xff\x06"
    )
    late = late.replace(b"\x00\x00\x00\x09", b"\x00\x00\x00\x0d")
    assert by_mido(late)[-1][0] == 0
    assert read("f", late, Asked()).markers[0].at == Fraction(96, 480) / 2


EVENTS = some.lists(
    some.tuples(
        some.integers(0, 100_000),
        some.one_of(
            some.builds(lambda us: ("set_tempo", us), some.integers(1, 0xFFFFFF)),
            some.builds(lambda text: ("marker", text), some.text(max_size=200)),
            some.builds(lambda text: ("lyrics", text), some.text(max_size=9)),
            some.builds(lambda note: ("note_on", note), some.integers(0, 127)),
        ),
    ),
    max_size=12,
)


def messages(events):
    for delta, (kind, value) in events:
        if kind == "set_tempo":
            yield mido.MetaMessage(kind, tempo=value, time=delta)
        elif kind == "note_on":
            yield mido.Message(kind, note=value, time=delta)
        else:
            yield mido.MetaMessage(kind, text=value, time=delta)


@given(some.lists(EVENTS, min_size=1, max_size=3), some.integers(1, 0x7FFF))
def test_mido_and_we_agree_on_every_second(tracks, division):
    content = saved(*map(messages, tracks), ticks_per_beat=division, charset="utf-8")
    theirs = [(at, message.text) for at, message in by_mido(content) if message.type == "marker"]
    found = read("film.mid", content, Asked()).markers
    assert len(found) == len(theirs)
    for marker, (at, _) in zip(found, theirs, strict=True):
        assert float(marker.at) == pytest.approx(at, rel=1e-9, abs=1e-9)


def test_a_rate_that_such_a_file_cannot_say_is_asked_for():
    content = write(film(rate=Fraction(24), zero=Fraction(3600)), Asked()).content
    found = read("film.mid", content, Asked())
    assert found.guesses[-1] == "24 fps; if it is 23.976, which no such file says, give --rate"
    asked = read("film.mid", content, Asked(rate=Fraction(24000, 1001)))
    assert (asked.rate, asked.zero) == (Fraction(24000, 1001), Fraction(18018, 5))
    assert "give --rate" not in "".join(asked.guesses)


def test_an_offset_that_is_no_timecode_is_told_of():
    content = write(film(rate=NTSC), Asked()).content
    assert content.count(b"\xff\x54\x05\x40\x00\x00") == 1
    dropped = content.replace(b"\xff\x54\x05\x40\x00\x00", b"\xff\x54\x05\x40\x01\x00")
    found = read("film.mid", dropped, Asked())
    assert found.zero == 0
    assert "does not exist in drop-frame" in found.guesses[-1]


@pytest.mark.parametrize(
    ("division", "second"), [(0xE728, 1000), (0xE804, 96), (0xE364, NTSC * 100), (0xE250, 2400)]
)
def test_a_file_may_count_in_frames(division, second):
    marker = mido.MetaMessage("marker", text="m", time=12345)
    content = bytearray(saved([mido.MetaMessage("set_tempo", tempo=1), marker]))
    content[12:14] = division.to_bytes(2, "big")
    found = read("film.mid", bytes(content), Asked())
    assert found.markers[0].at == 12345 / Fraction(second)
    assert (found.tempi, found.lost) == ((), ("tempi, in a file that counts in frames",))


def test_until_a_file_says_a_tempo_it_is_120():
    later = saved(
        [
            mido.MetaMessage("set_tempo", tempo=10**6, time=480),
            mido.MetaMessage("marker", text="m", time=480),
        ]
    )
    found = read("film.mid", later, Asked())
    assert found.tempi == (
        TempoChange(Fraction(0), Fraction(0), Fraction(120)),
        TempoChange(Fraction(1, 2), Fraction(1), Fraction(60)),
    )
    assert found.markers[0].at == Fraction(3, 2)
    assert found.guesses == ("120 bpm until the first tempo, as the format has it",)
    never = read("film.mid", saved([mido.MetaMessage("marker", text="m", time=480)]), Asked())
    assert (never.tempi, never.markers[0].at) == ((), Fraction(1, 2))


def test_of_pieces_of_their_own_the_first_is_read():
    tracks = [[mido.MetaMessage("marker", text=text, time=480)] for text in ("first", "second")]
    found = read("film.mid", saved(*tracks, type=2), Asked())
    assert [marker.name for marker in found.markers] == ["first"]
    assert found.lost == ("1 tracks behind the first: each is a piece of its own",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"RIFF", "must begin with MThd"),
        (b"", "must begin with MThd"),
        (BY_HAND[:12] + b"\x00\x00" + BY_HAND[14:], "counts 0 ticks in a quarter"),
        (BY_HAND[:12] + b"\xe7\x00" + BY_HAND[14:], "a division of 0xe700"),
        (BY_HAND[:12] + b"\x80\x50" + BY_HAND[14:], "a division of 0x8050"),
        (BY_HAND.replace(b"\x09\x27\xc0", b"\x00\x00\x00"), "a tempo of 0 microseconds"),
        (BY_HAND.replace(b"\xff\x51\x03\x09", b"\xff\x51\x02\x09"), "is damaged"),
        (BY_HAND.replace(b"\x00\x90", b"\x00\xf4"), "no MIDI event begins at byte"),
        (BY_HAND.replace(b"\x00\x90\x3c", b"\x00\x3c\x3c"), "no MIDI event begins at byte"),
        (BY_HAND.replace(b"\x00\xff\x01\x01a", b"\x00\x3c\x40\x00\x3c"), "no MIDI event begins"),
        (BY_HAND.replace(b"\x83\x60\xff\x51", b"\x83" * 4), "no number ends before byte"),
        (b"M" * 100_000_000, "more than 20 MB"),
    ],
)
def test_what_is_no_such_file_is_told_of(content, message):
    assert message in problems(content)


def test_a_file_cut_short_anywhere_is_told_of():
    for end in range(4, len(BY_HAND)):
        assert "it was cut short" in problems(BY_HAND[:end])


def test_more_markers_than_any_film_has_are_refused():
    track = b"\x00\xff\x06\x01a" * (MARKERS_MAX + 1)
    content = BY_HAND[:10] + b"\x00\x01\x01\xe0MTrk" + len(track).to_bytes(4, "big") + track
    assert f"more than {MARKERS_MAX} tempi and markers" in problems(content)


@given(some.binary(), some.integers(0, len(BY_HAND)), some.integers(0, 8))
def test_whatever_the_bytes_there_is_a_list_or_a_refusal(junk, at, gone):
    for content in (b"MThd" + junk, BY_HAND[:at] + junk + BY_HAND[at + gone :]):
        try:
            found = read("film.mid", content, Asked())
        except ProblemsError:
            continue
        assert all(one.at <= two.at for one, two in pairwise(found.markers))
