"""A page turner that is a keyboard: recorded bytes of its events, and what they come to."""

from __future__ import annotations

import ctypes
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge import keys
from firmware_bridge.keys import (
    EVENT_32,
    EVENT_64,
    KEY_BYTES,
    PAGE_DOWN,
    PAGE_UP,
    SWITCHES,
    Keyboard,
    Keys,
    Moved,
    held_keys,
    keyboards,
)

REPORT, DROPPED = (0, 0, 0), (0, 3, 0)
SECOND_US = 1_000_000


def fields(word):
    return (("s", word), ("us", word), ("kind", ctypes.c_uint16), ("code", ctypes.c_uint16))


class Event64(ctypes.Structure):
    """As a 64-bit program has it; ctypes lays it out as a C compiler does."""

    _fields_ = (*fields(ctypes.c_int64), ("value", ctypes.c_int32))


class Event32(ctypes.Structure):
    _fields_ = (*fields(ctypes.c_uint32), ("value", ctypes.c_int32))


LAYOUTS = ((EVENT_64, Event64), (EVENT_32, Event32))
every_layout = pytest.mark.parametrize(("layout", "made"), LAYOUTS, ids=("64", "32"))


def recorded(made, *events):
    """Bytes of events, each its instant in microseconds, its type, its code and its value."""
    return b"".join(
        bytes(made(at_us // SECOND_US, at_us % SECOND_US, *event)) for at_us, *event in events
    )


def key(at_us, code, value):
    return (at_us, 1, code, value), (at_us, *REPORT)


# What a 64-bit little-endian machine read of a pedal's press, two repeats and its release: each key
# event after its scan code, and a report behind it.
PRESS = """
5f870100 00000000 c1d20600 00000000 0400 0400 4e000700
5f870100 00000000 c1d20600 00000000 0100 6d00 01000000
5f870100 00000000 c1d20600 00000000 0000 0000 00000000
5f870100 00000000 a8b20a00 00000000 0100 6d00 02000000
5f870100 00000000 a8b20a00 00000000 0000 0000 01000000
5f870100 00000000 383f0b00 00000000 0100 6d00 02000000
5f870100 00000000 383f0b00 00000000 0000 0000 01000000
5f870100 00000000 50720c00 00000000 0400 0400 4e000700
5f870100 00000000 50720c00 00000000 0100 6d00 00000000
5f870100 00000000 50720c00 00000000 0000 0000 00000000
"""


def test_a_recorded_press_is_one_press_and_one_release_without_its_repeats():
    _, moved = Keys(EVENT_64, frozenset()).feed(bytes.fromhex(PRESS))
    at_us = 0x1875F * SECOND_US
    assert moved == (
        Moved(0, pressed=True, at_us=at_us + 0x6D2C1),
        Moved(0, pressed=False, at_us=at_us + 0xC7250),
    )


@every_layout
def test_an_event_is_as_long_as_the_systems(layout, made):
    assert layout.size == ctypes.sizeof(made)


@every_layout
def test_each_key_of_the_table_is_its_switch_and_others_are_none(layout, made):
    for code in range(0x300):
        _, moved = Keys(layout, frozenset()).feed(recorded(made, *key(7, code, 1)))
        expected = (Moved(SWITCHES[code], pressed=True, at_us=7),) if code in SWITCHES else ()
        assert moved == expected


def test_the_codes_are_those_of_the_systems_header():
    header = Path("/usr/include/linux/input-event-codes.h")
    if not header.exists():
        pytest.skip("the kernel's headers are not installed")
    named = dict(re.findall(r"#define KEY_(\w+)\s+(\d+)\s", header.read_text()))
    for ours, theirs in (
        *(("PAGE_DOWN", "PAGEDOWN"), ("PAGE_UP", "PAGEUP"), ("ENTER", "ENTER")),
        *((name, name) for name in ("SPACE", "UP", "DOWN", "LEFT", "RIGHT")),
    ):
        assert getattr(keys, ours) == int(named[theirs])


def test_two_keys_of_one_switch_hold_it_together():
    events = (*key(1, keys.DOWN, 1), *key(2, keys.SPACE, 1), *key(3, keys.DOWN, 0))
    state, moved = Keys(EVENT_64, frozenset()).feed(recorded(Event64, *events))
    assert moved == (Moved(4, pressed=True, at_us=1),)
    _, moved = state.feed(recorded(Event64, *key(4, keys.SPACE, 0)))
    assert moved == (Moved(4, pressed=False, at_us=4),)


def test_a_key_that_is_held_at_first_is_no_press_and_its_release_is_one():
    state = Keys(EVENT_64, frozenset({PAGE_DOWN}))
    state, moved = state.feed(recorded(Event64, *key(1, PAGE_DOWN, 2), *key(2, PAGE_DOWN, 1)))
    assert moved == ()
    assert state.feed(recorded(Event64, *key(3, PAGE_DOWN, 0)))[1] == (
        Moved(0, pressed=False, at_us=3),
    )


@every_layout
@given(
    st.lists(st.tuples(st.sampled_from([*SWITCHES, 30]), st.integers(0, 2)), max_size=20),
    st.lists(st.integers(0, 900), max_size=12),
)
def test_reads_that_end_anywhere_come_to_the_same(layout, made, strokes, cuts):
    events = (one for number, stroke in enumerate(strokes) for one in key(number, *stroke))
    data = recorded(made, *events)
    whole = Keys(layout, frozenset()).feed(data)
    state, moved = Keys(layout, frozenset()), []
    edges = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    for at, end in pairwise(edges):
        state, some = state.feed(data[at:end])
        moved += some
        assert len(state.begun) < layout.size
    assert (state, tuple(moved)) == whole


@given(st.binary(max_size=600))
def test_no_bytes_are_an_error(data):
    for layout, _ in LAYOUTS:
        state, _ = Keys(layout, frozenset()).feed(data)
        assert state.held <= SWITCHES.keys()


def dropped(at_us, *lost):
    """The system's word that events were lost, and what is left of the report it stands in."""
    return ((at_us, *DROPPED), *lost, (at_us, *REPORT))


def test_what_is_left_of_a_report_with_losses_is_void_and_the_state_is_asked_for():
    state = Keys(EVENT_64, frozenset())
    events = (*key(5, PAGE_UP, 1), *dropped(90, (90, 1, PAGE_DOWN, 1), (90, 1, PAGE_UP, 0)))
    state, moved = state.feed(recorded(Event64, *events[:-1]))
    assert moved == (Moved(1, pressed=True, at_us=5),)
    assert not state.lost, "the report has not ended"
    state, moved = state.feed(recorded(Event64, events[-1], *key(95, PAGE_DOWN, 1)))
    assert (moved, state.lost) == ((), True)
    state, moved = state.settle(frozenset({PAGE_DOWN}), 100)
    assert moved == (Moved(1, pressed=False, at_us=5), Moved(0, pressed=True, at_us=5))
    assert not state.lost
    state, moved = state.feed(recorded(Event64, *key(120, PAGE_DOWN, 0)))
    assert moved == (Moved(0, pressed=False, at_us=120),)


def test_a_press_that_was_dropped_is_as_old_as_it_may_be_up_to_a_minute():
    for since_us, aged_us in ((100, 100), (3600 * SECOND_US, 60 * SECOND_US)):
        state, _ = Keys(EVENT_64, frozenset()).feed(recorded(Event64, *key(7, 30, 1), *dropped(9)))
        assert state.lost
        _, moved = state.settle(frozenset({PAGE_DOWN}), 7 + since_us)
        assert moved == (Moved(0, pressed=True, at_us=7 + since_us - aged_us),)


def test_a_switch_that_another_of_its_keys_holds_by_now_was_let_go_between():
    state = Keys(EVENT_64, frozenset({keys.DOWN}))
    state, _ = state.feed(recorded(Event64, *dropped(9)))
    _, moved = state.settle(frozenset({keys.SPACE}), 10)
    assert [one.pressed for one in moved] == [False, True]


def test_a_bitmap_tells_the_keys_that_are_held():
    bitmap = bytearray(KEY_BYTES)
    for code in (PAGE_DOWN, 30, PAGE_UP):
        bitmap[code // 8] |= 1 << code % 8
    assert held_keys(bytes(bitmap)) == {PAGE_DOWN, PAGE_UP}
    assert held_keys(bytes(KEY_BYTES)) == frozenset()


LISTED = """\
I: Bus=0011 Vendor=0001 Product=0001 Version=ab41
N: Name="AT Translated Set 2 keyboard"
P: Phys=isa0060/serio0/input0
S: Sysfs=/devices/platform/i8042/serio0/input/input4
U: Uniq=
H: Handlers=sysrq kbd leds event4
B: PROP=0
B: EV=120013
B: KEY=402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe
B: MSC=10
B: LED=7

I: Bus=0019 Vendor=0000 Product=0001 Version=0000
N: Name="Power Button"
H: Handlers=kbd event0
B: EV=3
B: KEY=10000000000000 0

I: Bus=0005 Vendor=0a5c Product=8502 Version=011b
N: Name="Pedal "Left" BT"
H: Handlers=kbd event17
B: EV=120013
B: KEY=212000000000 0

I: Bus=0005 Vendor=0a5c Product=8502 Version=011b
N: Name="No events"
H: Handlers=js0
B: KEY=212000000000 0
"""


def test_keyboards_with_a_page_down_key_are_listed_by_name_and_file():
    assert keyboards(LISTED, 64) == (
        Keyboard("/dev/input/event4", "AT Translated Set 2 keyboard"),
        Keyboard("/dev/input/event17", 'Pedal "Left" BT'),
    )
    narrow = LISTED.replace("212000000000 0", "2120 0 0 0")
    assert keyboards(narrow, 32)[-1] == Keyboard("/dev/input/event17", 'Pedal "Left" BT')
    assert keyboards("", 64) == ()
