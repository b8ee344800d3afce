"""What was pressed is told from what came: notes, buttons, pads, and what tells no value."""

from __future__ import annotations

import mido
import pytest
from captured import MS, asked, bend, cc, note, off, proposed, spaced, timed
from hypothesis import given
from hypothesis import strategies as st

from rig.hands import midi
from rig.hands.device import Shape
from rig.hands.signal import Sense, Signal

NUMBERS = st.integers(0, 127)
CHANNELS = st.integers(0, 15)
VELOCITIES = st.integers(1, 127)


@given(NUMBERS, CHANNELS, st.lists(VELOCITIES, min_size=1, max_size=5), st.booleans())
def test_a_note_is_itself_whatever_its_velocities(number, channel, velocities, as_off):
    capture = []
    for place, velocity in enumerate(velocities):
        release = off(number, channel=channel) if as_off else note(number, 0, channel)
        capture += [(place * 900 * MS, note(number, velocity, channel))]
        capture += [(place * 900 * MS + 120 * MS, release)]
    proposal = proposed(capture)
    assert proposal.signal == Signal(0x90 | channel, number)
    assert (proposal.shape, proposal.ask) == (Shape.BUTTON, "")


@pytest.mark.parametrize("press", [lambda on: note(60, 127 * on), lambda on: cc(48, 127 * on)])
@pytest.mark.parametrize(
    ("states", "toggle"),
    [((1,), True), ((0,), True), ((1, 0, 1), True), ((0, 1), True), ((0, 1, 0), True)],
)
def test_a_button_without_a_release_latches(press, states, toggle):
    proposal = proposed([(place * 700 * MS, press(on)) for place, on in enumerate(states)])
    assert (proposal.signal.toggle, proposal.ask) == (toggle, "")


@pytest.mark.parametrize("press", [lambda on: note(60, 127 * on), lambda on: cc(48, 127 * on)])
@pytest.mark.parametrize(
    "capture_ms",
    [(0, 40, 100, 140, 200, 240), (0, 200), (0, 300, 900, 1400), (0, 50, 2000, 3000, 3100, 4000)],
)
def test_a_button_that_tells_its_release_is_momentary(press, capture_ms):
    capture = [(at_ms * MS, press(1 - place % 2)) for place, at_ms in enumerate(capture_ms)]
    proposal = proposed(capture)
    assert (proposal.shape, proposal.signal.toggle, proposal.ask) == (Shape.BUTTON, False, "")


def test_presses_as_long_as_the_gaps_are_asked_for_once_more():
    proposal = proposed([(place * 500 * MS, cc(48, 127 - 127 * (place % 2))) for place in range(4)])
    assert [other.toggle for other in proposal.alternatives] == [True]
    assert proposal.ask == "press it once, hold it for a moment, and let go"


def test_the_same_slow_127_may_be_a_button_or_a_turn_down_and_a_fast_one_is_a_turn():
    slow = proposed(spaced(*[cc(9, 127)] * 4, every_us=400 * MS))
    assert slow.signal.toggle
    assert [other.sense for other in slow.alternatives] == [Sense.TWOS]
    assert "the other way" in slow.ask
    fast = proposed(spaced(*[cc(9, 127)] * 4, every_us=20 * MS))
    assert (fast.shape, fast.signal.sense) == (Shape.ENCODER, Sense.TWOS)


def test_a_button_with_a_value_of_its_own_is_a_button():
    assert proposed(spaced(cc(9, 100), cc(9, 0), every_us=200 * MS)).shape is Shape.BUTTON
    assert proposed(spaced(*[cc(9, 100)] * 3, every_us=300 * MS)).signal.toggle


@pytest.mark.parametrize(
    ("pressure", "kind"),
    [
        (mido.Message("aftertouch", channel=9, value=0), 0xD0),
        (mido.Message("polytouch", channel=9, note=36, value=0), 0xA0),
    ],
)
def test_a_pad_tells_its_pressure_too(pressure, kind):
    pressures = [bytes(pressure.copy(value=value).bin()) for value in (5, 30, 80, 90, 40, 0)]
    hit = [note(36, 88, 9), *pressures, off(36, channel=9)]
    proposal = proposed(spaced(*hit, every_us=30 * MS))
    assert proposal.shape is Shape.PAD
    assert proposal.signal == Signal(0x99, 36)
    assert [signal.status for signal in proposal.also] == [kind | 9]
    assert "pressure" in proposal.why


def test_pressure_alone_is_a_pad_by_its_pressure():
    alone = [bytes(mido.Message("aftertouch", value=value).bin()) for value in range(0, 128, 3)]
    proposal = proposed(spaced(*alone))
    assert (proposal.shape, proposal.signal) == (Shape.PAD, Signal(0xD0, 0, 0, 126))


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (mido.Message("program_change", channel=2, program=17).bin(), (0xC2, 17)),
        (bytes.fromhex("F0 7F 7F 06 02 F7"), (midi.MMC, 2)),
        (bytes.fromhex("F0 7F 05 02 01 01 31 F7"), (midi.MSC, 1)),
    ],
)
def test_what_tells_no_value_is_a_button(data, key):
    proposal = proposed([(0, bytes(data)), (600 * MS, bytes(data))])
    assert (proposal.shape, proposal.signal.key) == (Shape.BUTTON, key)


def test_a_fader_that_feels_the_finger_is_one_control():
    places = [bend(value, 3) for value in range(0, 16_384, 512)]
    capture = spaced(note(107, 127), *places, note(107, 0))
    proposal = proposed(capture)
    assert (proposal.shape, proposal.signal.key) == (Shape.FADER, (0xE3, 0))
    assert proposal.touch == (0x90, 107)
    apart = [*spaced(*places), *timed((2000, note(107, 127)), (2100, note(107, 0)))]
    assert "note 107 and bend ch 4 moved" in asked(apart)
