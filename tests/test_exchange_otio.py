"""OpenTimelineIO itself is the second opinion: it reads what we write, and we what it writes."""

import json
from dataclasses import replace
from fractions import Fraction

import opentimelineio as otio
import pytest
from hypothesis import given
from hypothesis import strategies as some

from rig.exchange.asked import Asked
from rig.exchange.otio import frame_rate, read, write
from rig.exchange.spotting import (
    Marker,
    MarkerKind,
    MeterChange,
    SpottingList,
    TempoChange,
)

NTSC = Fraction(24000, 1001)
LIST = SpottingList(
    title="Skerry Light",
    rate=NTSC,
    zero=Fraction(18018, 5),
    markers=(
        Marker(Fraction(-1001, 24000), MarkerKind.MARK, "HIT is only a word", note="a\nnote"),
        Marker(Fraction(1001, 8), MarkerKind.CUE, "title: Ellen", "3A", colour="#0a0b0c"),
        Marker(
            Fraction(12345, 77),
            MarkerKind.HIT,
            "the lamp é !!!",
            length=Fraction(1, 3),
            colour="RED",
            facts=(("hits", "2:31+06 B1"), ("note", "")),
        ),
    ),
    tempi=(
        TempoChange(Fraction(0), Fraction(0), Fraction(1440 * 8, 98), "beats"),
        TempoChange(Fraction(10, 7), Fraction(1, 3), Fraction(60)),
    ),
    meters=(MeterChange(Fraction(0), 7, 8),),
)
NUMBERS = some.fractions(-(10**5), 10**5, max_denominator=10**6)
RATES = some.sampled_from([Fraction(18), NTSC, Fraction(25), Fraction(200, 11), None])
MARKERS = some.builds(
    Marker,
    at=NUMBERS,
    kind=some.sampled_from((MarkerKind.MARK, MarkerKind.HIT)),
    name=some.text(),
    length=NUMBERS.map(abs),
    colour=some.sampled_from(["", "RED", "pink", "#123456", "Lemon", "no colour"]),
    note=some.text(),
    facts=some.lists(some.tuples(some.text(), some.text()), max_size=2).map(tuple),
)


def seconds(time):
    return time.value / time.rate


def time(value, rate=24):
    return otio.opentime.RationalTime(value, rate)


def span(start, length, rate=24):
    return otio.opentime.TimeRange(time(start, rate), time(length, rate))


def mark(item, name, start, length=0, **more):
    item.markers.append(otio.schema.Marker(name, marked_range=span(start, length), **more))


def theirs():
    """A timeline with everything that moves a marker: trims, gaps, transitions, nests."""
    timeline = otio.schema.Timeline("Skerry Light", global_start_time=time(86400))
    pictures, nested = otio.schema.Track("V1"), otio.schema.Stack("storm")
    waves = otio.schema.Clip("waves", source_range=span(100, 50))
    mark(waves, "CUE 3A title: Ellen", 110, color="RED")
    mark(waves, "behind the waves", 170)
    media = otio.schema.ExternalReference("sea.mov", available_range=span(1000, 72))
    whole = otio.schema.Clip("whole", media_reference=media)
    mark(whole, "HIT lamp", 1024, 12, comment="seen at sea")
    inner = otio.schema.Track("inner", source_range=span(20, 60))
    late = otio.schema.Clip("late", source_range=span(0, 200))
    mark(late, "in the storm", 30)
    mark(late, "before the storm", 10)
    inner.append(late)
    mark(inner, "on the inner track", 40)
    nested.append(inner)
    mark(nested, "on the storm", 6)
    dissolve = otio.schema.Transition(in_offset=time(5), out_offset=time(5))
    pictures.extend(
        [waves, dissolve, otio.schema.Gap(source_range=span(0, 25)), whole, nested, late.clone()]
    )
    mark(pictures, "on the track", 77)
    other = otio.schema.Track("V2", children=[otio.schema.Gap(source_range=span(0, 10))])
    mark(other[0], "on a gap", 4)
    timeline.tracks.extend([pictures, other])
    mark(timeline.tracks, "on the timeline", 300)
    return timeline


def test_what_we_write_we_read_again_and_nothing_is_lost():
    written = write(LIST, Asked())
    assert written.lost == ()
    assert read("film.otio", written.content, Asked()) == LIST


@given(some.lists(MARKERS, max_size=4), RATES, NUMBERS, some.text())
def test_any_list_comes_back_as_it_was(markers, rate, zero, title):
    markers.sort(key=lambda marker: marker.at)
    sent = SpottingList(title, rate, zero, tuple(markers))
    found = read("film.otio", write(sent, Asked()).content, Asked())
    assert replace(found, lost=(), guesses=()) == sent


def test_opentimelineio_reads_what_we_write():
    timeline = otio.adapters.read_from_string(write(LIST, Asked()).content.decode(), "otio_json")
    assert timeline.name == "Skerry Light"
    assert seconds(timeline.global_start_time) == pytest.approx(3603.6)
    assert timeline.duration().rate == float(NTSC)
    told = [
        (marker.name, seconds(marker.marked_range.start_time), marker.color, marker.comment)
        for marker in timeline.tracks.markers
    ]
    assert told == [
        ("MARK HIT is only a word", pytest.approx(-1001 / 24000), "", "a\nnote"),
        ("CUE 3A title: Ellen", pytest.approx(1001 / 8), "BLACK", ""),
        ("HIT the lamp é !!!", pytest.approx(12345 / 77), "RED", ""),
    ]
    again = otio.adapters.write_to_string(timeline, "otio_json").encode()
    assert read("film.otio", again, Asked()) == LIST


def test_every_marker_is_where_opentimelineio_has_it():
    timeline = theirs()
    found = read(
        "film.otio", otio.adapters.write_to_string(timeline, "otio_json").encode(), Asked()
    )
    told = {marker.name: marker for marker in found.markers}
    expected = {}
    for item in timeline.tracks.find_children(descended_from_type=otio.core.Item):
        for marker in item.markers:
            place = item.transformed_time(marker.marked_range.start_time, timeline.tracks)
            expected.setdefault(marker.name, []).append(place.value)
    expected["on the timeline"] = [300]
    hidden = {"before the storm": expected["before the storm"][0]}
    for marker in found.markers:
        label = {"title: Ellen": "CUE 3A title: Ellen", "lamp": "HIT lamp"}
        expected[label.get(marker.name, marker.name)].remove(marker.at * 24)
    assert {name: left for name, left in expected.items() if left} == {
        name: [frame] for name, frame in hidden.items()
    }
    assert (found.rate, found.zero, found.title) == (24, 3600, "Skerry Light")
    assert told["lamp"].length == Fraction(1, 2)
    assert told["lamp"].note == "seen at sea"
    assert told["title: Ellen"].colour == "RED"
    assert found.guesses == ("read, though trimmed off there: behind the waves",)
    assert found.lost == ("trimmed off with what holds them: before the storm",)


def test_a_marker_moved_or_recoloured_elsewhere_is_where_it_was_put():
    timeline = json.loads(write(LIST, Asked()).content)
    first, _, last = timeline["tracks"]["markers"]
    first["marked_range"]["start_time"]["value"] = 24
    last["color"], last["name"] = "GREEN", "HIT moved"
    found = read("film.otio", json.dumps(timeline).encode(), Asked()).markers
    assert (found[0].at, found[0].note) == (Fraction(1001, 1000), "a\nnote")
    assert (found[2].colour, found[2].name, found[2].facts) == (
        "GREEN",
        "moved",
        LIST.markers[2].facts,
    )


def test_a_locator_of_an_edit_list_is_at_its_record_time():
    """The adapter for edit lists leaves it in the clip's own time, where it means nothing."""
    edits = "TITLE: t\n001 ZZ V C 01:00:10:00 01:00:20:00 01:00:00:00 01:00:10:00\n"
    timeline = otio.adapters.read_from_string(
        edits + "* LOC: 01:00:01:14 RED    door slams\n", "cmx_3600", rate=24
    )
    found = read(
        "film.otio", otio.adapters.write_to_string(timeline, "otio_json").encode(), Asked()
    )
    assert [(found.zero + marker.at) * 24 for marker in found.markers] == [3601 * 24 + 14]
    assert found.guesses == ("at the timeline's own time, as from an edit list: door slams",)
    assert found.rate == 24


@pytest.mark.parametrize(
    ("written", "meant", "guessed"),
    [
        (24.0, Fraction(24), False),
        (25, Fraction(25), False),
        (23.976, NTSC, True),
        (23.98, NTSC, True),
        (23.976023976, NTSC, True),
        (24000 / 1001, NTSC, False),
        (29.97, Fraction(30000, 1001), True),
        (59.94, Fraction(60000, 1001), True),
        (18.18, Fraction(200, 11), True),
        (240 / 11, Fraction(240, 11), False),
        (12.5, Fraction(25, 2), False),
        (48000, Fraction(48000), False),
    ],
)
def test_a_rate_in_decimals_is_the_rate_that_is_meant(written, meant, guessed):
    assert frame_rate(written) == (meant, guessed)


def test_a_guessed_rate_is_told_of_and_may_be_overruled():
    timeline = otio.schema.Timeline(global_start_time=time(100, 23.976))
    content = otio.adapters.write_to_string(timeline, "otio_json").encode()
    found = read("film.otio", content, Asked())
    assert (found.rate, found.zero) == (NTSC, 100 / NTSC)
    assert found.guesses == ("23.976 is meant as 24000/1001",)
    assert read("film.otio", content, Asked(rate=Fraction(18))).rate == 18


def test_sound_is_counted_in_samples_and_gives_no_frame_rate():
    clip = otio.schema.Clip(source_range=span(0, 48000, 48000))
    content = otio.adapters.write_to_string(otio.schema.Track(children=[clip]), "otio_json")
    assert read("film.otio", content.encode(), Asked()).rate is None


def test_colours_are_words_or_from_schema_3_on_levels():
    timeline = json.loads(write(LIST, Asked()).content)
    marker = timeline["tracks"]["markers"][1]
    marker["OTIO_SCHEMA"], marker["metadata"] = "Marker.3", {}
    for colour, meant in (
        ({"OTIO_SCHEMA": "Color.1", "name": "Sea", "r": 0.0, "g": 0.5, "b": 1.0}, "#0080ff"),
        ({"name": "Sea", "r": float("1e9")}, "Sea"),
        ("PINK", "PINK"),
        (None, ""),
    ):
        marker["color"] = colour
        found = read("film.otio", json.dumps(timeline).encode(), Asked())
        assert found.markers[1].colour == meant


def test_half_a_surrogate_pair_can_be_written_out_again():
    timeline = json.loads(write(LIST, Asked()).content)
    timeline["tracks"]["markers"][0]["name"] = "a\ud800"
    found = read("film.otio", json.dumps(timeline).encode(), Asked())
    assert found.markers[0].name == "a?"
    assert write(found, Asked()).content


def test_of_several_timelines_the_first_is_read():
    both = otio.schema.SerializableCollection(children=[theirs(), otio.schema.Timeline("another")])
    found = read("film.otio", otio.adapters.write_to_string(both, "otio_json").encode(), Asked())
    assert found.title == "Skerry Light"
    assert found.lost[-1] == "other timelines: another"
