"""What arrives on a MIDI port has words, whatever it is."""

from __future__ import annotations

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.hands.spoken import heard


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (mido.Message("control_change", channel=15, control=127, value=3), "cc 127 ch 16 = 3"),
        (mido.Message("note_on", channel=9, note=60, velocity=100), "note 60 on ch 10 vel 100"),
        (mido.Message("note_on", channel=9, note=60, velocity=0), "note 60 off ch 10"),
        (mido.Message("note_off", note=0, velocity=64), "note 0 off ch 1"),
        (mido.Message("polytouch", channel=1, note=61, value=9), "pressure 61 ch 2 = 9"),
        (mido.Message("aftertouch", channel=1, value=9), "pressure ch 2 = 9"),
        (mido.Message("program_change", channel=0, program=5), "program 5 ch 1"),
        (mido.Message("pitchwheel", channel=0, pitch=0), "bend ch 1 = 8192"),
        (mido.Message("pitchwheel", channel=0, pitch=8191), "bend ch 1 = 16383"),
        (mido.Message("sysex", data=(0x7F, 0x7F, 6, 2)), "mmc 2"),
        (mido.Message("sysex", data=(0x7F, 5, 2, 1, 1)), "msc 1"),
        (mido.Message("sysex", data=(0x7D, 1)), "sysex of 4 bytes"),
        (mido.Message("quarter_frame", frame_type=1, frame_value=2), "quarter frame 18"),
        (mido.Message("songpos", pos=1000), "song position 1000"),
        (mido.Message("song_select", song=3), "song select 3"),
        (mido.Message("tune_request"), "tune request"),
        (mido.Message("clock"), "clock"),
        (mido.Message("start"), "start"),
        (mido.Message("continue"), "continue"),
        (mido.Message("stop"), "stop"),
        (mido.Message("active_sensing"), "active sensing"),
        (mido.Message("reset"), "reset"),
    ],
    ids=str,
)
def test_every_kind_of_message_has_words(message, words):
    assert heard(bytes(message.bin())) == words


@given(st.binary(max_size=6))
def test_whatever_the_bytes_are_there_are_words(data):
    assert heard(data)
    assert heard(data + b"\xf7")


def test_what_is_cut_off_is_said():
    assert heard(b"\xf0\x7d\x01") == "sysex of 3 bytes, cut off"
    assert {
        heard(data) for data in (b"", b"\x40", b"\xb0\x07", b"\xf2\x01", b"\xf5", b"\xfa\x00")
    } == {"no whole message"}
