"""What was moved, told from a short capture of its device while one control is moved.

The control that moved most, as a share of its range, is the one that is meant: pots nobody touches
tremble by a step or two. What the capture cannot tell is asked of the player, never guessed.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rig.hands.capture import PAIR_US, tracks
from rig.hands.device import Shape
from rig.hands.joining import LSB_ABOVE
from rig.hands.messages import words_of
from rig.hands.midi import CHANNEL, CHANNEL_PRESSURE, CONTROL_CHANGE, NOTE_ON, POLY_PRESSURE
from rig.hands.proposal import SWEEP, Proposal, Unclear, read_track
from rig.hands.signal import Signal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rig.hands.capture import Key, Track

MOVED: Final = 1 / 16
"""The share of its range that a control must have moved to be meant."""

Read = tuple[float, Proposal | Unclear]


def recognise(capture: Iterable[tuple[int, bytes]]) -> Proposal | Unclear:
    """What was moved, from whole messages of one device with the microsecond each came.

    An encoder that tells its direction by one bit is taken to be turned up first. At most
    `rig.hands.capture.CAPTURE_MAX` messages count, the newest.
    """
    found = tracks(capture)
    if not found:
        return Unclear("nothing came that a control sends: move it")
    read = {track.key: read_track(track) for track in found}
    found.sort(key=lambda track: -read[track.key][0])
    most = read[found[0].key][0]
    if most < MOVED:
        return Unclear(f"{words_of(*found[0].key)} hardly moved: {SWEEP}")
    moved = [track for track in found if 2 * read[track.key][0] >= most]
    notes = [track for track in moved if track.status & ~CHANNEL == NOTE_ON]
    if len(notes) == 1 and (held := _while_held(notes[0], moved, found, read)):
        return held
    return _torn(moved) if len(moved) > 1 else read[moved[0].key][1]


def _while_held(
    note: Track, moved: list[Track], found: list[Track], read: Mapping[Key, Read]
) -> Proposal | Unclear | None:
    """A pad with its pressure, or a fader that feels the finger: all that moved while one was held.

    None where something else moved too, or nothing but the note.
    """
    inside = [track for track in found if track is not note and _is_inside(track, note)]
    pressures = [track for track in inside if _is_pressure_of(track, note)]
    others = [one for one in inside if one not in pressures and read[one.key][0] >= MOVED]
    if any(track not in (note, *pressures, *others) for track in moved):
        return None
    proposal = read[(others or [note])[0].key][1]
    if pressures and not others and isinstance(proposal, Proposal):
        also = tuple(Signal(*track.key) for track in pressures)
        why = f"{proposal.why}; held down it tells {words_of(*pressures[0].key)}"
        return replace(proposal, shape=Shape.PAD, why=why, also=also)
    if len(others) == 1 and not pressures and isinstance(proposal, Proposal):
        shape = Shape.FADER if proposal.shape is Shape.KNOB else proposal.shape
        why = f"{proposal.why}, all while {words_of(*note.key)} was held"
        return replace(proposal, shape=shape, why=why, touch=note.key)
    return proposal if len(others) == 1 else None


def _is_pressure_of(track: Track, note: Track) -> bool:
    channel = note.status & CHANNEL
    return track.key in ((CHANNEL_PRESSURE | channel, 0), (POLY_PRESSURE | channel, note.number))


def _is_inside(track: Track, note: Track) -> bool:
    """Whether a control moved only while a note was held, or right about then."""
    held = [
        (down.at_us - PAIR_US, up.at_us + PAIR_US)
        for down, up in pairwise(note.samples)
        if down.value and not up.value
    ]
    return all(any(low <= one.at_us <= high for low, high in held) for one in track.samples)


def _torn(moved: list[Track]) -> Unclear:
    """Two controls or more moved about equally."""
    names = " and ".join(words_of(*track.key) for track in moved[:3])
    ask = f"{names} moved about equally: move one of them alone"
    low, high = sorted(track.key for track in moved[:2])
    if low[0] & ~CHANNEL == CONTROL_CHANGE and high == (low[0], low[1] + LSB_ABOVE):
        ask += "; if they are one control of 14 bits, sweep it slower, and faster"
    return Unclear(ask)
