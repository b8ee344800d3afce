"""Whole MIDI messages: what each touches and how far, with mido as the second opinion."""

from __future__ import annotations

from itertools import product

import mido
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rig.hands import midi
from rig.hands.midi import Touch, decode
from rig.hands.signal import Signal

TELLING = (0, 1, 63, 64, 126, 127)

mmc_commands = {"stop": 0x01, "play": 0x02, "deferred play": 0x03, "record strobe": 0x06}
msc_commands = {"go": 0x01, "stop": 0x02, "resume": 0x03, "timed go": 0x04, "all off": 0x08}


def as_mido_reads(message: mido.Message) -> Touch:
    match message.type:
        case "note_on":
            return Touch(0x90 + message.channel, message.note, message.velocity)
        case "note_off":
            return Touch(0x90 + message.channel, message.note, 0)
        case "polytouch":
            return Touch(0xA0 + message.channel, message.note, message.value)
        case "control_change":
            return Touch(0xB0 + message.channel, message.control, message.value)
        case "program_change":
            return Touch(0xC0 + message.channel, message.program, 127)
        case "aftertouch":
            return Touch(0xD0 + message.channel, 0, message.value)
        case "pitchwheel":
            return Touch(0xE0 + message.channel, 0, message.pitch + 8192)
    raise ValueError(message)


@pytest.mark.parametrize("status", range(0x80, 0xF0))
def test_every_channel_message_is_read_as_mido_reads_it(status):
    length = 1 if status & 0xF0 in (0xC0, 0xD0) else 2
    for data in product(TELLING, repeat=length):
        message = bytes((status, *data))
        assert decode(message) == as_mido_reads(mido.Message.from_bytes(message))


def test_every_pitch_of_a_wheel_is_read_as_mido_writes_it():
    for pitch in range(-8192, 8192):
        written = bytes(mido.Message("pitchwheel", pitch=pitch, channel=3).bytes())
        assert decode(written) == Touch(0xE3, 0, pitch + 8192)


@pytest.mark.parametrize(
    "message",
    [
        *("", "90", "90 3C", "90 3C 40 00", "90 3C 80", "90 F8 40", "C0", "C0 80", "C0 01 02"),
        *("3C 40", "00 00 00", "E0 00 FF", "F1 05", "F2 01 02", "F6", "F8", "FE", "FF"),
    ],
)
def test_what_is_no_whole_channel_message_touches_nothing(message):
    assert decode(bytes.fromhex(message)) is None


@pytest.mark.parametrize("device", [0x00, 0x10, 0x7F])
@pytest.mark.parametrize("command", mmc_commands.values(), ids=mmc_commands)
def test_machine_control_is_read_by_its_command_for_any_device(device, command):
    sent = mido.Message("sysex", data=(0x7F, device, 0x06, command))
    assert decode(bytes(sent.bytes())) == Touch(midi.MMC, command, 127)


@pytest.mark.parametrize("command", msc_commands.values(), ids=msc_commands)
def test_show_control_is_read_by_its_command_for_any_format_with_or_without_a_cue(command):
    for format_, cue in product((0x01, 0x10, 0x30, 0x7F), (b"", b"12.5", b"3\x001\x002")):
        sent = mido.Message("sysex", data=(0x7F, 0x01, 0x02, format_, command, *cue))
        assert decode(bytes(sent.bytes())) == Touch(midi.MSC, command, 127)


def test_a_locate_is_read_by_its_command_and_its_place_is_not_read():
    locate = bytes.fromhex("F0 7F 7F 06 44 06 01 01 02 03 04 00 F7")
    assert decode(locate) == Touch(midi.MMC, 0x44, 127)


@pytest.mark.parametrize(
    "message",
    [
        *("F0", "F7", "F0 F7", "F0 7F F7", "F0 7F 7F F7", "F0 7F 7F 06 F7", "F0 7F 7F 02 01 F7"),
        *("F0 7F 7F 06 01", "F0 7F 7F 06 01 00", "F0 7E 7F 06 01 F7", "F0 7F 7F 07 01 F7"),
        *("F0 7F 7F 06 81 F7", "F0 7F 7F 02 01 01 B0 F7", "F0 00 20 32 06 01 F7"),
    ],
)
def test_other_and_broken_exclusive_messages_touch_nothing(message):
    assert decode(bytes.fromhex(message)) is None


@given(st.binary(max_size=12) | st.binary(max_size=8).map(lambda data: b"\xf0\x7f" + data))
@example(b"\xf0\x7f\x7f\x06\x01\xf7")
def test_any_bytes_are_a_touch_within_its_ranges_or_none(data):
    touch = decode(data)
    if touch is None:
        return
    assert touch.status in (midi.MMC, midi.MSC) or 0x90 <= touch.status < 0xF0
    assert 0 <= touch.number <= 127
    assert 0 <= touch.value <= (16_383 if touch.status & 0xF0 == 0xE0 else 127)


@pytest.mark.parametrize(
    ("status", "least"),
    [
        *((0x90, 1), (0x9F, 1), (0xA0, 64), (0xB0, 64), (0xBF, 64), (0xD5, 64), (0, 64)),
        *((midi.CC14, 8192), (midi.NRPN | 15, 8192), (midi.RPN | 1, 8192)),
        (0xE0, 8193),
    ],
)
def test_a_press_begins_at_a_value_that_suits_its_message(status, least):
    assert Touch(status, 5, least).pressed
    assert not Touch(status, 5, least - 1).pressed


@pytest.mark.parametrize("message", ["C0 00", "F0 7F 00 06 02 F7", "F0 7F 00 02 01 01 F7"])
def test_a_program_and_a_command_are_always_presses(message):
    assert decode(bytes.fromhex(message)).pressed


def test_a_wheel_at_rest_and_a_released_key_are_no_presses():
    assert not decode(bytes.fromhex("E0 00 40")).pressed
    assert not decode(bytes.fromhex("90 3C 00")).pressed
    assert not decode(bytes.fromhex("80 3C 7F")).pressed


def test_no_two_kinds_of_touch_share_a_status():
    single = {kind | channel for kind in range(0x90, 0xF0, 0x10) for channel in range(16)}
    own = [kind | channel for kind in (midi.CC14, midi.NRPN, midi.RPN) for channel in range(16)]
    own += [midi.MMC, midi.MSC, 0]
    assert len(single | set(own)) == len(single) + len(own)


def test_travel_runs_from_end_to_end_of_the_calibrated_range_and_no_further():
    fader = Signal(midi.CC14, 11, low=120, high=15_999)
    ends = (0, 120, 8059, 8060, 15_999, 16_383)
    assert [round(fader.travel(value), 4) for value in ends] == [0, 0, 0.5, 0.5, 1, 1]
    assert fader.key == (midi.CC14, 11)


def test_a_range_may_run_backwards_and_one_of_no_width_is_no_travel():
    backwards = Signal(0xB0, 7, low=127, high=0)
    assert [backwards.travel(value) for value in (127, 0)] == [0, 1]
    assert Signal(0xB0, 7, low=64, high=64).travel(100) == 0


@given(*[st.integers(0, 16_383)] * 4)
def test_travel_never_turns_round_and_stays_within_its_ends(low, high, one, other):
    signal = Signal(midi.CC14, 1, low, high)
    near, far = sorted((one, other), reverse=high < low)
    assert 0 <= signal.travel(near) <= signal.travel(far) <= 1
