import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rig.exchange.asked import Asked
from rig.exchange.otio import DEPTH_MAX, read, write
from rig.exchange.spotting import (
    MARKERS_MAX,
    Marker,
    MarkerKind,
    MeterChange,
    SpottingList,
    TempoChange,
)
from rig.notation.problem import ProblemsError

LIST = SpottingList(
    title="Skerry Light",
    rate=Fraction(24),
    zero=Fraction(3600),
    markers=(Marker(Fraction(1), MarkerKind.MARK, "door", facts=(("note", "n"),)),),
    tempi=(TempoChange(Fraction(0), Fraction(0), Fraction(96)),),
    meters=(MeterChange(Fraction(0), 7, 8),),
)


def problems(content):
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    with pytest.raises(ProblemsError) as refused:
        read("film.otio", content, Asked())
    return str(refused.value)


def changed(path, value):
    timeline = json.loads(write(LIST, Asked()).content)
    *way, last = path
    node = timeline
    for step in way:
        node = node[step]
    node[last] = value
    return timeline


FIRST = ("tracks", "markers", 0)
START = (*FIRST, "marked_range", "start_time")


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ((*START, "rate"), 0, "a time must be two numbers"),
        ((*START, "rate"), -24, "a time must be two numbers"),
        ((*START, "rate"), None, "a time must be two numbers"),
        ((*START, "value"), 10**400, "a time must be two numbers"),
        ((*START, "value"), True, "a time must be two numbers"),
        ((*START, "value"), float("nan"), "has NaN for a number"),
        ((*START, "value"), float("-inf"), "has -Infinity for a number"),
        ((*START,), [1], "a time must be two numbers"),
        ((*FIRST, "marked_range"), None, "has no marked_range"),
        ((*FIRST, "marked_range", "duration", "value"), -1, "a length below 0"),
        ((*FIRST, "metadata", "rig", "at"), "1/0", 'its metadata "rig" are damaged'),
        ((*FIRST, "metadata", "rig", "facts"), [["one"]], 'its metadata "rig" are damaged'),
        ((*FIRST, "metadata", "rig", "colour"), "\ud800", 'its metadata "rig" are damaged'),
        (("metadata", "rig", "tempi", 0, "bpm"), "-96", 'the timeline: its metadata "rig"'),
        (("metadata", "rig", "meters", 0, "count"), 0, 'the timeline: its metadata "rig"'),
        (("tracks",), [], "holds no OTIO timeline"),
        (("tracks", "children", 0, "children", 0), {"OTIO_SCHEMA": "Clip.2"}, "neither a source"),
    ],
)
def test_what_is_no_timeline_is_told_of(path, value, message):
    assert message in problems(changed(path, value))


def test_other_json_no_json_and_too_much_are_refused():
    assert "holds no OTIO timeline" in problems(b"[1, 2]")
    assert "holds no OTIO timeline" in problems(b'{"OTIO_SCHEMA": "Timeline.1"}')
    assert "film.otio:1:1: is no JSON here" in problems(b"{'a': 1}")
    assert "items inside one another" in problems(b"[" * 100_000)
    assert "a number of thousands of digits" in problems(b"9" * 5000)
    assert "more than 20 MB" in problems(b"[" * 100_000_000)
    deep = stack = {"OTIO_SCHEMA": "Stack.1"}
    for _ in range(DEPTH_MAX + 1):
        stack["children"] = [{"OTIO_SCHEMA": "Stack.1"}]
        stack = stack["children"][0]
    assert f"more than {DEPTH_MAX} items inside one another" in problems(deep)
    marker = json.loads(write(LIST, Asked()).content)["tracks"]["markers"][0] | {"metadata": {}}
    many = json.dumps(changed(("tracks", "markers"), [marker]), separators=(",", ":"))
    one = json.dumps(marker, separators=(",", ":"))
    assert len(one) * MARKERS_MAX > 20_000_000
    assert "more than 20 MB" in problems(many.replace(one, ",".join([one] * MARKERS_MAX)).encode())


def test_a_file_cut_short_anywhere_is_told_of():
    whole = write(LIST, Asked()).content.rstrip()
    for end in range(1, len(whole), 7):
        assert "film.otio" in problems(whole[:end])
    assert "it was cut short" in problems(whole[:-1])


@given(some.recursive(some.none() | some.text() | some.floats() | some.integers(), some.lists))
def test_whatever_the_metadata_there_is_a_list_or_a_refusal(junk):
    for path in ((*FIRST, "metadata", "rig"), ("metadata", "rig"), (*FIRST, "color"), FIRST, START):
        try:
            found = read("film.otio", json.dumps(changed(path, junk)).encode(), Asked())
        except ProblemsError:
            continue
        assert len(found.markers) <= len(LIST.markers)
