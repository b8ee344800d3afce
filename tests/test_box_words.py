"""A footswitch in words, and what may be set in one: without any box."""

from __future__ import annotations

import os
from dataclasses import replace
from statistics import median

import pytest
from box_at_work import LEVEL, NEW
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge import heard
from firmware_bridge.said import Event
from firmware_bridge.wire import CALIBRATE, NAME, PEDAL_MAX, SETUP, calibration, encode
from rig.live.box_change import (
    TRAVEL_MIN,
    Calibration,
    Name,
    SetUp,
    kept,
    order,
    travelled,
    why_not,
)
from rig.live.box_drawn import drawn, told, who
from rig.live.box_seen import DELAYS_MAX, Seen, delay, hear

bits = st.integers(0, 63)
readings = st.lists(st.integers(0, PEDAL_MAX), min_size=2, max_size=40)
LESS = replace(NEW, switches=4, pedals=1, closable=0b101)


def seen_after(*frames, seen=Seen()):  # noqa: B008 - a frozen noun
    """What is seen after frames that come when their box says so."""
    for said in frames:
        seen, _ = hear(seen, encode(said)[:-1], said.t_us)
    return seen


def met(hello=NEW, level=LEVEL):
    return seen_after(hello, replace(level, seq=1, boot=hello.boot))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (SetUp(closed=0b1000), "of this board's switches 1, 3 can be normally closed"),
        (SetUp(slow=0b10000), "the box has 4 switches"),
        (SetUp(quick=0b100000), "the box has 4 switches"),
        (Calibration(1, 0, 0), "the box has 1 pedal"),
        (Name("FS-1"), "a box's name is of eight characters, no blanks, such as FS-00017"),
        (Name("FS 00017"), "a box's name is of eight characters, no blanks, such as FS-00017"),
        (Name("FS-0001é"), "a box's name is of eight characters, no blanks, such as FS-00017"),
        (Name(os.fsdecode(b"FS-0001\xff")), "a box's name is of eight characters"),
        (SetUp(closed=0b101, open=0b1010, slow=0b1111), ""),
        (Calibration(0, 0, 0), ""),
        (Name("~!FS-001"), ""),
    ],
)
def test_what_a_box_cannot_be_is_said_and_all_else_is_not(change, said):
    assert why_not(LESS, change).startswith(said)
    assert bool(why_not(LESS, change)) is bool(said)


def test_a_board_without_any_says_so():
    none = replace(NEW, pedals=0, closable=0)
    assert why_not(none, SetUp(closed=1)).startswith("of this board's switches none can be")
    assert why_not(none, Calibration(0, 0, 0)) == "the box has no pedals"


@given(bits, bits, bits, bits, bits, bits)
def test_a_set_up_tells_the_whole_of_it_and_is_silent_once_it_is_so(
    closed, slow, make_closed, make_open, make_slow, make_quick
):
    box = replace(NEW, closable=63, closed=closed, slow=slow)
    change = SetUp(make_closed & ~make_open, make_open, make_slow & ~make_quick, make_quick)
    message = order(box, change)
    wanted = [
        {switch for switch in range(6) if (switch in now or switch in add) and switch not in take}
        for now, add, take in (
            (numbers(closed), numbers(change.closed), numbers(change.open)),
            (numbers(slow), numbers(change.slow), numbers(change.quick)),
        )
    ]
    if message:
        kind, closed, slow = message
        assert kind == SETUP
    assert [numbers(closed), numbers(slow)] == wanted
    assert order(replace(box, closed=closed, slow=slow), change) == b""


def numbers(mask):
    return {switch for switch in range(6) if mask & 2**switch}


def test_names_and_ends_are_ordered_until_the_box_has_them():
    assert order(NEW, Name("FS-00017")) == bytes((NAME,)) + b"FS-00017"
    assert order(NEW, Name(NEW.serial)) == b""
    assert order(NEW, Calibration(1, 900, 90)) == bytes((CALIBRATE,)) + calibration(1, 900, 90)
    kept_ends = replace(NEW, calibration=((0, 1023), (900, 90)))
    assert order(kept_ends, Calibration(1, 900, 90)) == b""
    assert kept(Calibration(1, 900, 90)) == "pedal 2: heel 900, toe 90"
    told = kept(SetUp(closed=0b11, open=0b100, quick=0b100000))
    assert told == "normally closed: 1, 2; normally open: 3; quick: 6"


@given(readings)
def test_a_travel_has_its_widest_ends_the_heel_where_it_began_or_is_refused(values):
    ends = travelled(0, values)
    if max(values) - min(values) < TRAVEL_MIN:
        assert f"by {max(values) - min(values)} of 1023 only" in ends
        return
    assert {ends.heel, ends.toe} == {min(values), max(values)}
    assert (ends.toe > ends.heel) is (values[-1] > values[0])


def test_an_eighth_of_the_way_is_just_enough():
    assert travelled(1, [100, 100 + TRAVEL_MIN]) == Calibration(1, 100, 100 + TRAVEL_MIN)
    assert isinstance(travelled(1, [100, 99 + TRAVEL_MIN]), str)


@pytest.mark.parametrize(
    ("board", "cause", "said"),
    [
        (0, 0, "FS-00001: board unknown, firmware 1.0; start 7 by unknown"),
        (1, 2, "FS-00001: ATmega328P, firmware 1.0; start 7 by its reset line"),
        (3, 4, "FS-00001: ATmega2560, firmware 1.0; start 7 by its watchdog"),
        (9, 200, "FS-00001: board 9, firmware 1.0; start 7 by cause 200"),
    ],
)
def test_who_it_is_is_told_for_boards_of_later_versions_too(board, cause, said):
    assert who(replace(NEW, board=board, reset_cause=cause)) == said


def test_all_that_is_heard_has_words_or_is_counted():
    every = {
        heard.Pressed(0, 500): ("switch 1", "pressed, its first edge 1.5 ms ago"),
        heard.Released(5): ("switch 6", "let go"),
        heard.Moved(1, 700): ("pedal 2", "700"),
        heard.Missed(2, 1): ("switch 3", "a press missed, lost on the wire"),
        heard.Missed(2, 7): ("switch 3", "7 presses missed, lost on the wire"),
        heard.Cut(0): ("switch 1", "its cable is out"),
        heard.Mended(0): ("switch 1", "its cable is whole again"),
        heard.Rebooted(): ("the box", "has started anew, or is another one"),
        heard.Refused("it is old"): ("the box", "it is old"),
        heard.Junked(): None,
    }
    assert {one: told(one, 2000) for one in every} == every
    assert {type(one) for one in every} == set(heard.Heard.__args__)


@given(
    st.integers(1, 6), st.integers(0, 2), st.integers(0, 6), bits, bits,
    st.tuples(*[st.integers(0, 0xFFFF)] * 6), st.tuples(*[st.integers(0, 0xFFFF)] * 6),
    st.tuples(*[st.integers(0, PEDAL_MAX)] * 8),
)  # fmt: skip
def test_whatever_a_box_says_it_is_drawn_within_80_columns(
    switches, pedals, lights, down, faults, presses, ages_ms, values
):
    hello = replace(
        NEW, switches=switches, pedals=pedals, lights=lights, closable=0, slow=2**switches - 1,
        version=(255, 255), board=255, reset_cause=255, boot=65535,
        calibration=(values[:2], values[2:4]),
    )  # fmt: skip
    level = replace(
        LEVEL, down=down & ~faults, faults=faults, presses=presses, ages_ms=ages_ms,
        bad_frames=65535, values=values[4:6], raw=values[6:],
    )  # fmt: skip
    seen = met(hello, level)
    rows = drawn(seen, "/dev/ttyACM0", 3_600_000_000)
    assert len(rows) == 1 + switches + pedals + 4
    assert max(map(len, rows)) < 80
    states = ["CABLE OUT" in row or 2 * ("HELD" in row) for row in rows[1 : 1 + switches]]
    assert states == [(faults >> n & 1) or 2 * (down >> n & 1) for n in range(switches)]


def test_who_is_not_believed_is_not_drawn():
    nobody = ["/dev/ttyACM0: no footswitch is heard"]
    assert drawn(Seen(), "/dev/ttyACM0", 0) == nobody
    assert drawn(seen_after(NEW), "/dev/ttyACM0", 0) == nobody
    assert drawn(seen_after(replace(LEVEL, boot=8), seen=met()), "/dev/ttyACM0", 0) == nobody


@given(st.lists(st.integers(0, 200_000), max_size=DELAYS_MAX + 20))
def test_from_an_edge_to_its_arrival_is_dated_by_the_quickest_frame(late_us):
    """Before each edge comes a heartbeat in no time; the press comes so much later."""
    seen = met()
    for number, late in enumerate(late_us, 1):
        edge_us, seq = number * 1_000_000, number * 3
        level = replace(LEVEL, seq=seq % 256, t_us=edge_us, presses=(number - 1, *(0,) * 5))
        down = Event((seq + 1) % 256, edge_us, LEVEL.boot, 0, 1, number)
        up = Event((seq + 2) % 256, edge_us + late, LEVEL.boot, 0, 0, number)
        for said, came_us in ((level, edge_us), (down, edge_us + late), (up, edge_us + late)):
            seen, _ = hear(seen, encode(said)[:-1], came_us)
    assert seen.late_us == tuple(late_us[-DELAYS_MAX:])
    assert seen.presses_us[0] == (len(late_us) * 1_000_000 if late_us else None)


def test_a_hello_there_and_back_is_measured_once():
    seen = replace(met(), asked_us=500)
    seen = seen_after(replace(NEW, seq=2, t_us=4200), replace(NEW, seq=3, t_us=9000), seen=seen)
    assert seen.answered_us == (3700,)
    assert seen.asked_us is None


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=9))
def test_delays_are_told_by_their_middle_and_their_worst(delays_us):
    worst = max(delays_us) / 1000
    assert delay(tuple(delays_us)) == f"{median(delays_us) / 1000:.1f} ms, at most {worst:.1f}"
    assert delay(()) == "not measured yet"
