"""What one control is, by all it sent while it was moved.

An encoder says the same small turn over and over, in a quarter of the values that is its
encoding's own; a button says two values, or one; all else is a place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rig.hands.capture import usual
from rig.hands.device import Shape
from rig.hands.encoder import delta
from rig.hands.messages import form_of, words_of
from rig.hands.midi import (
    CHANNEL,
    CHANNEL_PRESSURE,
    CONTROL_CHANGE,
    DATA_MAX,
    NOTE_ON,
    PITCH_BEND,
    POLY_PRESSURE,
    PRESSED_FROM,
    Touch,
)
from rig.hands.signal import Sense, Signal

if TYPE_CHECKING:
    from rig.hands.capture import Sample, Track

END: Final = 1 / 16
"""A control that came so close to an end of its range was at its own end."""

_CLICKS: Final = 8
"""An encoder turned so far has moved as much as a pot swept from end to end."""
_CLICKS_LEAST: Final = 3
_TURN_MAX: Final = 31
"""Of any two encodings, turns so small have no value in common, but for one bit's two senses."""
_TURN_USUAL: Final = 8
_PLACES: Final = 16
"""An encoder turned by hand says no more different values."""
_ONCE: Final = 0.2
"""A latching button pressed once says as much as a pot that trembles at its end, or as little."""
_FINGER_US: Final = 80_000
"""No finger presses twice within so short a time."""

_OTHERS: Final = 3

_SHAPES: Final = {PITCH_BEND: Shape.FADER, POLY_PRESSURE: Shape.PAD, CHANNEL_PRESSURE: Shape.PAD}
"""Of what has a place, where the message tells it; else it is a knob till the player says."""

SWEEP: Final = "sweep it from end to end; if it turns without end, a dozen clicks up, then down"
_OTHER_WAY: Final = "turn it the other way too"
_PRESS: Final = "press it once, hold it for a moment, and let go"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a control seems to be."""

    shape: Shape
    signal: Signal
    why: str
    """What was seen, in words for the player."""
    alternatives: tuple[Signal, ...] = ()
    """What else it may be, likeliest first."""
    ask: str = ""
    """What the player can do to have it settled; empty where it is."""
    touch: tuple[int, int] | None = None
    """Status and number of the note that tells that a finger is on it."""
    also: tuple[Signal, ...] = ()
    """What it sends besides: a pad's pressure."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """No control can be proposed."""

    ask: str
    """What was seen, and what the player can do."""


def read_track(track: Track) -> tuple[float, Proposal | Unclear]:
    """How much of its range a control moved, 0 to 1, and what it is."""
    kind = track.status & ~CHANNEL
    if not form_of(track.status).tells_value:
        signal = Signal(track.status, track.number)
        return 1.0, Proposal(Shape.BUTTON, signal, "it tells no value: a press")
    if kind == NOTE_ON:
        return 1.0, _button(track)
    if kind == CONTROL_CHANGE:
        return _read_control_change(track)
    return track.spread / form_of(track.status).high, _place(track)


def _read_control_change(track: Track) -> tuple[float, Proposal | Unclear]:
    count, values, senses = len(track.samples), set(track.values), _senses(track)
    if values in ({0}, {DATA_MAX}) and count == 1:
        return _ONCE, _button(track)
    if count > 1 and max(values) >= PRESSED_FROM and len(values - {0}) == 1:
        if 0 in values or not senses:
            return 1.0, _button(track)
        if values == {DATA_MAX} and _shortest_us(track) >= _FINGER_US:
            button = _button(track)
            asked = f"{_OTHER_WAY}, if it turns; if it is a button, press it once"
            turns = replace(button.signal, toggle=False, sense=Sense.TWOS)
            return 1.0, replace(button, alternatives=(turns,), ask=asked)
    if senses and track.repeats and count >= _CLICKS_LEAST:
        return min(1.0, count / _CLICKS), _encoder(track, senses)
    moved = track.spread / DATA_MAX
    if senses and len(values) <= _PLACES:
        return moved, Unclear(f"{words_of(*track.key)} is not clear yet: {SWEEP}")
    return moved, _place(track)


def _senses(track: Track) -> tuple[Sense, ...]:
    """The encodings in which all its values are turns, small ones as a rule."""
    relative = (Sense.TWOS, Sense.OFFSET, Sense.SIGN, Sense.SIGN_REVERSED)
    turns = {sense: [abs(delta(sense, value)) for value in track.values] for sense in relative}
    return tuple(
        sense
        for sense, steps in turns.items()
        if min(steps) > 0 and max(steps) <= _TURN_MAX and usual(steps) <= _TURN_USUAL
    )


def _encoder(track: Track, senses: tuple[Sense, ...]) -> Proposal:
    """An encoder; of two senses of one bit the one that makes the first turn go up."""
    sense, *others = sorted(senses, key=lambda sense: delta(sense, track.values[0]) < 0)
    signal = Signal(*track.key, sense=sense)
    alternatives = tuple(replace(signal, sense=other) for other in others)
    if not others:
        return Proposal(Shape.ENCODER, signal, f"it tells turns: {_told(track)}")
    if len({delta(sense, value) > 0 for value in track.values}) == 1:
        why = f"it tells turns, one way only: {_told(track)}"
        return Proposal(Shape.ENCODER, signal, why, alternatives, _OTHER_WAY)
    why = f"it tells turns, taken to go up first: {_told(track)}"
    return Proposal(Shape.ENCODER, signal, why, alternatives)


def _told(track: Track) -> str:
    """Its values, the most frequent first, as many as are read at a glance."""
    values = track.values
    first, *others = sorted(set(values), key=lambda value: (-values.count(value), value))
    shown = ", ".join(map(str, (first, *others[:_OTHERS])))
    return shown + (", …" if others[_OTHERS:] else "")


def _button(track: Track) -> Proposal:
    """A button, which tells its release or has latched by then.

    It latches when its first message is an off or its last an on: a release would have come first
    or last. Else its times tell: fingers are slow, and down shorter than they are up.
    """
    begins_on, ends_on = (_is_on(track, track.samples[end]) for end in (0, -1))
    signal = Signal(*track.key)
    latching = replace(signal, toggle=True)
    on_us, off_us = _lasting_us(track, on=True), _lasting_us(track, on=False)
    if on_us and min(on_us) < _FINGER_US:
        return Proposal(Shape.BUTTON, signal, "on, and off again at once")
    if ends_on or not begins_on:
        why = "no release came" if ends_on else "an off came first"
        return Proposal(Shape.BUTTON, latching, f"{why}: it latches, or tells presses only")
    if not off_us:
        why = "on, then off: one press and its release, or two presses of one that latches"
        return Proposal(Shape.BUTTON, signal, why, (latching,))
    if max(on_us) < min(off_us):
        return Proposal(Shape.BUTTON, signal, "each time on for a shorter while than off")
    why = "on and off in turn: presses and releases, or presses of one that latches"
    return Proposal(Shape.BUTTON, signal, why, (latching,), _PRESS)


def _lasting_us(track: Track, *, on: bool) -> list[int]:
    """How long it was on, or off, each time that an off, or an on, came after."""
    return [
        after.at_us - before.at_us
        for before, after in pairwise(track.samples)
        if _is_on(track, before) is on and _is_on(track, after) is not on
    ]


def _is_on(track: Track, sample: Sample) -> bool:
    return Touch(*track.key, sample.value).pressed


def _shortest_us(track: Track) -> int:
    return min(other.at_us - one.at_us for one, other in pairwise(track.samples))


def _place(track: Track) -> Proposal:
    """A control that tells where it is; an end it came close to is where it ends.

    Where the second data byte never comes, `rig.hands.joining` takes the first for that end of its
    steps which is nearest: its range begins and ends there.
    """
    high = form_of(track.status).high
    least, most = min(track.values), max(track.values)
    if not track.fine:
        least |= DATA_MAX
    ends = (least if least <= END * high else 0, most if most >= high - END * high else high)
    why = f"{len(track.samples)} places from {least} to {most} of {high}"
    shape = _SHAPES.get(track.status & ~CHANNEL, Shape.KNOB)
    return Proposal(shape, Signal(*track.key, *ends), why)
