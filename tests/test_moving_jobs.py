"""When a hand has come to rest, and jobs that go from one control to another with their words."""

from __future__ import annotations

import tomllib

import pytest
from captured import cc, note, off, pair
from hypothesis import given
from hypothesis import strategies as st

from rig.errors import FileError
from rig.hands.moving import jobs, lines, moved
from rig.hands.rest import LONGEST_US, REST_US, Rest
from rig.live.known import device_name, port_words

HANDS = b"""\
rig = 1
guard = "250 ms"

[nano]                    # my desk
slider1 = "strings"       # rides: softly
slider2 = "winds catch"
stop = "back | with slider1: panic"
set = "shift"

[nano.left]
usb = "1-4.2"
slider1 = "hall"

[layer.shift.nano]
slider1 = "strings trim -24..+12 dB"  # more
M1 = "thunder"

[cue.3A.nano]
slider1 = "winds"

[box]
knob1 = "lean -6..+6 %"
"""
NANO, BOX = ("nano",), ("box",)


def test_all_that_a_control_does_goes_to_another_of_its_device():
    after = moved(HANDS, (NANO, "slider1"), (NANO, "slider3"))
    assert jobs(after, NANO, "slider1") == {}
    assert jobs(after, NANO, "slider3") == {
        ("nano", "slider3"): "strings",
        ("layer", "shift", "nano", "slider3"): "strings trim -24..+12 dB",
        ("cue", "3A", "nano", "slider3"): "winds",
    }
    assert tomllib.loads(after.decode())["nano"]["stop"] == "back | with slider3: panic"
    assert b"# rides: softly" in after
    assert b"# more" in after
    assert b"# my desk" in after


def test_all_that_a_control_does_goes_to_another_device():
    after = moved(HANDS, (NANO, "slider1"), (BOX, "knob2"))
    assert jobs(after, NANO, "slider1") == {}
    assert sorted(jobs(after, BOX, "knob2").values()) == sorted(
        jobs(HANDS, NANO, "slider1").values()
    )
    untouched = tomllib.loads(after.decode())
    assert untouched["nano"]["left"] == {"usb": "1-4.2", "slider1": "hall"}
    assert untouched["nano"]["stop"] == "back | with slider1: panic"


def test_of_two_alike_only_the_one_that_is_meant_loses_its_job():
    after = moved(HANDS, (("nano", "left"), "slider1"), (BOX, "knob2"))
    assert tomllib.loads(after.decode())["nano"]["left"] == {"usb": "1-4.2"}
    assert jobs(after, NANO, "slider1") == jobs(HANDS, NANO, "slider1")


def test_what_the_other_control_did_is_gone():
    after = moved(HANDS, (NANO, "slider1"), (BOX, "knob1"))
    assert jobs(after, BOX, "knob1")[("box", "knob1")] == "strings"
    assert b"lean" not in after


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize("mark", [b"", "\ufeff".encode()])
def test_every_other_line_stays_to_the_byte(newline, mark):
    before = mark + HANDS.replace(b"\n", newline)
    after = moved(before, (NANO, "slider2"), (NANO, "slider7"))
    wanted = before.replace(b'slider2 = "winds catch"', b'slider7 = "winds catch"')
    assert sorted(after.splitlines()) == sorted(wanted.splitlines())
    assert after.startswith(mark)


def test_a_job_within_braces_is_not_moved():
    with pytest.raises(FileError, match="give its table a line of its own"):
        moved(b'rig = 1\nnano = { play = "go" }\n', (NANO, "play"), (NANO, "stop"))


def test_a_job_of_a_layer_alone_names_its_new_device_outside_it_too():
    after = moved(HANDS, (NANO, "M1"), (("Spare-Box",), "pad1"))
    read = tomllib.loads(after.decode())
    assert read["layer"]["shift"]["Spare-Box"] == {"pad1": "thunder"}
    assert read["Spare-Box"] == {}
    assert "M1" not in read["layer"]["shift"]["nano"]


def test_what_tells_two_alike_apart_is_no_job():
    assert jobs(HANDS, ("nano", "left"), "usb") == {}
    assert "nano.left.usb" not in lines(HANDS)


def test_everything_that_has_a_line_is_known_by_its_name():
    assert lines(HANDS)[:4] == ("nano.slider1", "nano.slider2", "nano.stop", "nano.set")
    assert "box.knob1" in lines(HANDS)
    assert len(set(lines(HANDS))) == len(lines(HANDS))


def resting(*came):
    """A ``Rest`` that has heard some messages, each with its milliseconds; and the last instant."""
    rest = Rest()
    for at_ms, data in came:
        rest.hear("Desk", at_ms * 1000, data)
    return rest, max(at_ms for at_ms, _ in came) * 1000


@given(st.integers(0, 126), st.lists(st.booleans(), min_size=1, max_size=300), st.integers(1, 100))
def test_a_pot_that_trembles_never_moves(place, turns, every_ms):
    came, last = [], None
    for number, up in enumerate(turns):
        value = place + up
        if value != last and value not in (0, 127):
            came.append((number * every_ms, cc(7, value)))
            last = value
    if came:
        assert not resting(*came)[0].begun


@pytest.mark.parametrize(
    "data",
    [
        [cc(48, 127)],
        [note(60, 1), off(60)],
        [bytes((0xC0, 5))],
        [cc(16, 1), cc(16, 1)],
        [cc(16, 65), cc(16, 63)] * 2 + [cc(16, 63)],
        [cc(7, 60), cc(7, 62), cc(7, 64)],
        pair(3, 3000) + pair(3, 4000),
    ],
)
def test_a_hand_that_moves_has_come_to_rest_a_while_after_its_last_move(data):
    rest, last_us = resting(*((number * 20, one) for number, one in enumerate(data)))
    assert rest.begun
    assert not rest.come(last_us)
    assert not rest.come(last_us + REST_US - 20_000 * len(data))
    assert rest.come(last_us + REST_US)


def test_a_hand_that_goes_on_and_on_has_come_to_rest_in_the_end():
    came = [(at_ms, cc(16, 1)) for at_ms in range(0, LONGEST_US // 1000, 50)]
    rest, last_us = resting(*came)
    assert not rest.come(last_us)
    assert rest.come(LONGEST_US + 50_000)


def test_nothing_that_is_not_touched_comes_to_rest():
    rest, last_us = resting((0, b"\xf8"), (5, b"\xf0\x7d\xf7"), (9, b""), (11, cc(7, 40)))
    assert not rest.begun
    assert not rest.come(last_us + 10 * LONGEST_US)


@pytest.mark.parametrize(
    ("full", "told"),
    [
        ("nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0", "nanoKONTROL2"),
        ("a2j:Pedal [24] (capture): Pedal MIDI 1", "Pedal"),
        ("system:midi_capture_1", "system:midi_capture_1"),
        ("Keys:Keys MIDI 1 36:0", "Keys:Keys MIDI 1"),
        ("IAC Driver Bus 1", "IAC Driver Bus 1"),
    ],
)
def test_a_device_file_says_of_a_port_what_is_enough(full, told):
    inputs = (full, "Midi Through:Midi Through Port-0 14:0", "Keys:Keys MIDI 2 36:1")
    assert port_words(full, inputs) == told


def test_a_device_is_called_like_its_port_as_far_as_a_file_can():
    assert device_name("X-TOUCH MINI", ()) == "X-TOUCH-MINI"
    assert device_name("Désk: 1", ()) == "D-sk-1"
    assert device_name("音", ()) == "device"
    assert device_name("nano", ("nano", "nano-2")) == "nano-3"
