"""What a device would send: every value in bytes as mido reads them, and as we read them again."""

from __future__ import annotations

import mido
import pytest
from any_device import RANGES, signals
from hypothesis import given
from hypothesis import strategies as st
from played_back import heard
from written import DEMO

from rig.hands.encoder import delta
from rig.hands.read_device import read_device
from rig.hands.sending import TURN_MAX, encode, turned
from rig.hands.signal import Sense, Signal
from rig.notation.document import read
from rig.notation.problem import ProblemsError
from rig.rehearsal.script import read_script
from rig.venue.load import File, prepare

SENSES = [sense for sense in Sense if sense is not Sense.ABSOLUTE]


@st.composite
def told(draw):
    """A control, and a value that it can tell."""
    signal = draw(signals())
    high = RANGES[signal.status & ~0x0F][1]
    return signal, 127 if high is None else draw(st.sampled_from((0, high)) | st.integers(0, high))


@given(told())
def test_what_is_encoded_is_heard_as_that_control_at_that_value(said):
    signal, value = said
    touches = heard([signal], encode(signal, value))
    assert touches[-1] == (*signal.key, value)
    assert {touch[:2] for touch in touches} == {signal.key}


@given(told())
def test_mido_takes_every_message_and_reads_the_same(said):
    """A second opinion on every byte."""
    signal, value = said
    messages = [mido.Message.from_bytes(data) for data in encode(signal, value)]
    kind, channel = signal.status & ~0x0F, signal.status & 0x0F
    assert {one.channel for one in messages if one.type != "sysex"} <= {channel}
    msb, lsb = divmod(value, 128)
    number = divmod(signal.number, 128)
    changes = [(one.control, one.value) for one in messages if one.type == "control_change"]
    match kind:
        case 0x1B0:
            assert changes == [(signal.number, msb), (signal.number + 32, lsb)]
        case 0x2B0:
            assert changes == [(99, number[0]), (98, number[1]), (6, msb), (38, lsb)]
        case 0x3B0:
            assert changes == [(101, number[0]), (100, number[1]), (6, msb), (38, lsb)]
        case 0xE0:
            assert [one.pitch for one in messages] == [value - 8192]
        case 0xC0:
            assert [one.program for one in messages] == [signal.number]
        case 0xD0:
            assert [(one.type, one.value) for one in messages] == [("aftertouch", value)]
        case 0xA0:
            assert [(one.note, one.value) for one in messages] == [(signal.number, value)]
        case 0x90:
            assert [(one.note, one.velocity) for one in messages] == [(signal.number, value)]
        case 0xB0:
            assert changes == [(signal.number, value)]
        case _:
            (message,) = messages
            protocol = (6,) if kind == 0x1F0 else (2, 0x7F)
            assert message.data == (0x7F, 0x7F, *protocol, signal.number)


@pytest.mark.parametrize("signal", [Signal(0xC0, 5), Signal(0x1F0, 2), Signal(0x2F0, 1)])
def test_what_has_no_value_is_never_released(signal):
    assert encode(signal, 0) == ()


@pytest.mark.parametrize("sense", SENSES)
@pytest.mark.parametrize("steps", [-TURN_MAX, -2, -1, 0, 1, 2, TURN_MAX])
def test_a_turn_is_told_as_it_is_read(sense, steps):
    byte = turned(sense, steps)
    assert 0 <= byte <= 127
    assert delta(sense, byte) == steps


DEVICE = b"""rig = 1
kind = "midi"
port = "x"
source = "a test"
[control]
wide = "fader cc14 1"
bend = "fader bend ch 2"
par = "knob nrpn 300 ch 3"
turn = "encoder cc 16 sign"
prog = "switch program 4"
latch = "button toggle cc 48"
key = "pad note 36"
open = "unsettled button note 1, note 2"
"""


@pytest.fixture(scope="module")
def loaded():
    hands = f"{DEMO['hands'].content.decode()}\n[x]\n"
    files = {"hands": File("hands.toml", hands.encode()), "device:x": File("x.toml", DEVICE)}
    return prepare(DEMO | files)


def scripted(loaded, tmp_path, words):
    """When what is sent, in milliseconds, for one line of a script."""
    path = tmp_path / "player.toml"
    path.write_text(f'rig = 1\nplay = "0:01 x {words}"\n')
    return [
        ((move.at_us - 1_000_000) // 1000, move.data) for move in read_script(str(path), loaded)
    ]


@pytest.mark.parametrize(
    ("words", "sent"),
    [
        ("wide 16383", [(0, "B0 01 7F"), (0, "B0 21 7F")]),
        ("wide 129", [(0, "B0 01 01"), (0, "B0 21 01")]),
        ("bend 8192", [(0, "E1 00 40")]),
        ("par 1", [(0, "B2 63 02"), (0, "B2 62 2C"), (0, "B2 06 00"), (0, "B2 26 01")]),
        ("turn +5", [(0, "B0 10 05")]),
        ("turn -63", [(0, "B0 10 7F")]),
        ("turn -3 in 0.03s", [(0, "B0 10 41"), (10, "B0 10 41"), (20, "B0 10 41")]),
        ("prog", [(0, "C0 04")]),
        ("latch", [(0, "B0 30 7F")]),
        ("key", [(0, "90 24 7F"), (80, "90 24 00")]),
        ("key 3", [(0, "90 24 03")]),
    ],
)
def test_a_script_touches_any_control(loaded, tmp_path, words, sent):
    assert scripted(loaded, tmp_path, words) == [(ms, bytes.fromhex(one)) for ms, one in sent]


@pytest.mark.parametrize("words", ["wide 0>16383 in 2s", "par 16383>0 in 2s", "bend 100>16000"])
def test_a_sweep_of_a_wide_control_is_heard_as_it_is_played(loaded, tmp_path, words):
    name, sweep, *_ = words.split()
    begin, end = map(int, sweep.split(">"))
    device = read_device("x", read("x.toml", DEVICE))
    signal = device.controls[name].signal
    moves = scripted(loaded, tmp_path, words)
    touches = heard([signal], [data for _, data in moves])
    values = [touch.value for touch in touches]
    values = values[values.index(begin) :]
    assert values[-1] == end
    assert len(values) > len(touches) - 2, "at most a first half is heard before its second"
    assert values == sorted(values, reverse=begin > end)
    assert {touch[:2] for touch in touches} == {signal.key}
    assert moves[-1][0] == (1000 if name == "bend" else 2000)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("wide 16384", "a control moves from 0 to 16383"),
        ("key 128", "a control moves from 0 to 127"),
        ("turn", "an encoder turns by so many steps: write +5"),
        ("turn 64", "an encoder turns by so many steps: write +5"),
        ("turn 0>64 in 2s", "an encoder turns by so many steps: write +5"),
        ("turn +64", "one message turns by at most 63 steps: write +64 in 2s"),
        ("open", "what open sends is not settled"),
    ],
)
def test_a_script_that_no_control_can_play_is_told(loaded, tmp_path, words, said):
    with pytest.raises(ProblemsError) as raised:
        scripted(loaded, tmp_path, words)
    assert said in str(raised.value)
