"""MIDI bytes on a serial port, heard by the real process: a pseudo-terminal plays them."""

from __future__ import annotations

import fcntl
import os
import sys

import mido
import pytest
from driven import SLOW
from parts import PortProcess, SerialBox

from rig.ports.channel import FOUND, LOST, MIDI, TROUBLE, now_us

NOTES = ((60, 64), (61, 64), (60, 0))


def speed(path):
    """The speed of a terminal line, as Linux tells it of any: the last word of its termios2."""
    line = os.open(path, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
    told = fcntl.ioctl(line, 0x802C542A, bytes(44))
    os.close(line)
    return int.from_bytes(told[-4:], sys.byteorder)


@pytest.mark.parametrize("baud", [31_250, 115_200])
def test_midi_bytes_on_a_serial_port_are_whole_messages_at_either_speed(tmp_path, baud):
    played = bytes.fromhex(
        "90 3C 40  3D 40  3C F8 00  80 3D FE 40  B0 40 7F  F0 7D 01 F7  E0 00 40"
    )
    whole = [
        *(mido.Message("note_on", note=note, velocity=hit) for note, hit in NOTES),
        mido.Message("note_off", note=61, velocity=64),
        mido.Message("control_change", control=64, value=127),
        mido.Message("sysex", data=(0x7D, 1)),
        mido.Message("pitchwheel", pitch=0),
    ]
    expected = [bytes(one.bytes()) for one in whole]
    path = tmp_path / "din"
    with SerialBox(path) as din, PortProcess("stream_in", str(path), f"--baud={baud}") as port:
        port.wait_payloads(FOUND)
        assert speed(path) == baud
        din.say(b"\x7f\xf7\x12AT\r\n")  # data without a status is nothing
        before_us = now_us()
        for byte in played:
            din.say(bytes((byte,)))
        assert port.wait_payloads(MIDI, len(expected)) == expected
        stamps = [stamped_us for kind, stamped_us, _ in port.records if kind == MIDI]
        assert before_us <= min(stamps) <= max(stamps) <= now_us()
        din.say(b"\xf0" + bytes(600) + b"\xf7\xb0\x01\x02\x90")
        assert port.wait_payloads(MIDI, len(expected) + 1)[-1] == b"\xb0\x01\x02"
        assert port.wait_payloads(TROUBLE) == [f"{path}: messages dropped: 1".encode()]


def test_a_message_begun_on_a_port_that_was_pulled_does_not_end_on_the_next(tmp_path):
    with PortProcess("stream_in", str(tmp_path / "din"), "--baud=31250") as port:
        with SerialBox(tmp_path / "din") as din:
            port.wait_payloads(FOUND)
            din.say(b"\xb0\x40\x7f\x40")
            port.wait_payloads(MIDI)
        port.wait_payloads(LOST)
        with SerialBox(tmp_path / "din") as din:
            port.wait_payloads(FOUND, 2)
            din.say(b"\x00\xb0\x07\x01")
            assert port.wait_payloads(MIDI, 2)[1] == b"\xb0\x07\x01"


def test_a_speed_that_the_system_refuses_is_told_of(device, tmp_path):
    device[SLOW] = 1
    path = tmp_path / "din"
    with SerialBox(path), PortProcess("stream_in", str(path), "--baud=31250") as port:
        (told,) = port.wait_payloads(TROUBLE)
        assert told.startswith(
            f"{path} does not open: Failed to set custom baud rate (31250)".encode()
        )
