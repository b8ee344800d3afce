"""Captures of a device while a control is moved, their bytes built by mido."""

from __future__ import annotations

from itertools import cycle

import mido
from hypothesis import strategies as st

from rig.hands.proposal import Proposal, Unclear
from rig.hands.recognise import recognise
from rig.hands.signal import Sense

MS = 1000


def proposed(capture):
    proposal = recognise(capture)
    assert isinstance(proposal, Proposal), proposal
    return proposal


def asked(capture):
    unclear = recognise(capture)
    assert isinstance(unclear, Unclear), unclear
    return unclear.ask


def cc(number, value, channel=0):
    return bytes(mido.Message("control_change", channel=channel, control=number, value=value).bin())


def note(number, velocity, channel=0):
    return bytes(mido.Message("note_on", channel=channel, note=number, velocity=velocity).bin())


def off(number, velocity=64, channel=0):
    return bytes(mido.Message("note_off", channel=channel, note=number, velocity=velocity).bin())


def bend(value, channel=0):
    return bytes(mido.Message("pitchwheel", channel=channel, pitch=value - 8192).bin())


def pair(number, value, channel=0):
    return [cc(number, value >> 7, channel), cc(number + 32, value & 127, channel)]


def parameter(selects, number, value, channel=0):
    """An NRPN by (99, 98), an RPN by (101, 100)."""
    data = ((selects[0], number >> 7), (selects[1], number & 127), (6, value >> 7))
    return [cc(control, byte, channel) for control, byte in (*data, (38, value & 127))]


def turn(sense, steps):
    """The byte of a turn, by the words of the encodings rather than by their bits."""
    match sense:
        case Sense.TWOS:
            return steps % 128
        case Sense.OFFSET:
            return 64 + steps
        case Sense.SIGN:
            return steps if steps > 0 else 64 - steps
        case Sense.SIGN_REVERSED:
            return 64 + steps if steps > 0 else -steps
    raise AssertionError


def spaced(*messages, every_us=10 * MS):
    return [(place * every_us, data) for place, data in enumerate(messages)]


def timed(*rows):
    """Rows of milliseconds and bytes, as a capture."""
    return [(at_ms * MS, data) for at_ms, data in rows]


@st.composite
def sweeps(draw, high=127):
    """Where a pot is that is swept to and fro through half its range and more, each place new."""
    steps = cycle(draw(st.lists(st.integers(high // 60 or 1, high // 6), min_size=1, max_size=9)))
    here = draw(st.integers(0, high))
    places = [here]
    for _ in range(draw(st.integers(1, 3))):
        share = draw(st.integers(-(-high // 2), high))
        goal = max(0, here - share) if here > high // 2 else min(high, here + share)
        while here != goal:
            step = min(next(steps), abs(goal - here))
            here += step if goal > here else -step
            places.append(here)
    return places


@st.composite
def trembles(draw, number, channel=0):
    """What a pot sends that nobody touches: to and fro between two values."""
    at_rest = draw(st.integers(0, 126))
    first = draw(st.booleans())
    count = draw(st.integers(0, 60))
    return [cc(number, at_rest + (first + place) % 2, channel) for place in range(count)]


@st.composite
def mixed(draw, groups, *others):
    """A capture: groups of messages sent at once, other streams between and within them."""
    gaps_us = cycle(draw(st.lists(st.integers(1 * MS, 60 * MS), min_size=1, max_size=9)))
    within_us = cycle(draw(st.lists(st.integers(0, 2 * MS), min_size=1, max_size=5)))
    turns = cycle(draw(st.lists(st.booleans(), min_size=1, max_size=9)))
    streams = [list(other) for other in (*others, [b"\xf8", b"\xfe"] * draw(st.integers(0, 5)))]
    capture, at_us = [], draw(st.integers(0, 10**12))
    for group in groups:
        at_us += next(gaps_us)
        for data in group:
            between = [stream for stream in streams if next(turns) and stream]
            capture += [(at_us, stream.pop(0)) for stream in between]
            at_us += next(within_us)
            capture.append((at_us, data))
    return capture
