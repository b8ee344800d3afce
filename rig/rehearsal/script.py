"""A scripted player: who touches what, when; written by hand, played in virtual time or for real.

    rig = 1
    play = '''
    0:01    footswitch left
    0:04    nanoKONTROL2 slider1 20
    0:06    nanoKONTROL2 slider1 20>90 in 2s
    0:09    X-Touch-Mini knob1 -12 in 1s
    0:12    key space
    0:20    nanoKONTROL2 gone
    0:22    nanoKONTROL2 back
    '''

Times are of the clock, from the moment the show is ready. A control is at a value that its messages
can tell, 0 to 127 or to 16383, a serial box's pedal to 1023; an encoder that tells turns goes so
many steps up or down.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from firmware_bridge.box import Box
from rig.conductor.cues import part_of
from rig.conductor.events import Closing, FrameIn, KeyIn, MidiIn, Opened, PortFound, PortLost, Wake
from rig.errors import FileError
from rig.hands.messages import form_of
from rig.hands.midi import BOX_PEDAL
from rig.hands.read_device import read_device
from rig.hands.sending import TURN_MAX, encode, turned
from rig.hands.signal import Sense
from rig.notation.document import meant, read
from rig.notation.problem import ProblemsError
from rig.notation.words import Item, Word, items
from rig.score.form import Kind
from rig.score.measure import SECOND_US
from rig.venue.load import DEVICE, Loaded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.conductor.events import Event
    from rig.conductor.show import Show
    from rig.conductor.state import State
    from rig.hands.device import Device
    from rig.hands.signal import Signal
    from rig.score.measure import Micros

TIME: Final = re.compile(r"(\d+):(\d\d(?:\.\d{1,6})?)")
_STEPS: Final = re.compile(r"[+-]\d{1,4}")
_LASTS: Final = re.compile(r"(\d+(?:\.\d+)?)s")
_SWEEP_EVERY_US: Final = 20_000
_HELD_US: Final = 80_000
"""How long a finger or foot stays on a button."""


@dataclass(frozen=True, slots=True)
class Move:
    """One thing a player does: bytes on a device's wire, a key, or a plug."""

    at_us: Micros
    device: str
    """Empty for the computer's keyboard."""
    data: bytes
    """A MIDI message; for a serial box status, number and two bytes of value; or empty."""
    word: str
    """A key's name, or ``gone`` and ``back``."""


def read_script(path: str, loaded: Loaded) -> tuple[Move, ...]:
    """The moves of a script, in order of time.

    Raises ``ProblemsError`` with every problem of it, ``FileError`` when it cannot be read.
    """
    try:
        document = read(path, Path(path).read_bytes())
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror or error}") from error
    devices = {
        key.removeprefix(DEVICE): read_device(
            key.removeprefix(DEVICE), read(file.name, file.content)
        )
        for key, file in loaded.files.items()
        if key.startswith(DEVICE)
    }
    moves: list[Move] = []
    top = document.table()
    assert top is not None, "the top of a document is a table"
    top.close(("rig", "play"))
    line = top.text("play")
    if line is None and not document.problems:
        top.complain('a script says what is played: write play = "0:01 key space"')
    for item in items(line) if line else ():
        moves += _moves(item, devices)
    if document.problems:
        raise ProblemsError(tuple(document.problems))
    return tuple(sorted(moves, key=lambda move: move.at_us))


def _moves(item: Item, devices: dict[str, Device]) -> Iterator[Move]:
    words = item.words
    found = TIME.fullmatch(words[0].text)
    if found is None or len(words) < 3:  # noqa: PLR2004 - time, who, what
        item.complain("a move is a time, a device and a control: 0:04 nanoKONTROL2 slider1 20")
        return
    at_us = int(found[1]) * 60 * SECOND_US + round(float(found[2]) * SECOND_US)
    who, what, rest = words[1], words[2], words[3:]
    if who.text == "key":
        yield Move(at_us, "", b"", what.text)
        return
    device = devices.get(who.text)
    if device is None:
        who.complain(f"the hands name no device {who.text}{meant(who.text, (*devices, 'key'))}")
    elif what.text in ("gone", "back"):
        yield Move(at_us, who.text, b"", what.text)
    elif what.text not in device.controls:
        near = meant(what.text, tuple(device.controls))
        what.complain(f"{who.text} has no control {what.text}{near}")
    else:
        yield from _touches(at_us, device, what, rest)


def _touches(at_us: Micros, device: Device, what: Word, rest: tuple[Word, ...]) -> Iterator[Move]:
    signal = device.controls[what.text].signal
    if signal is None:
        what.complain(f"what {what.text} sends is not settled; settle it with rig learn")
        return
    relative = signal.sense is not Sense.ABSOLUTE
    for after_us, value in _turns(signal, what, rest) if relative else _values(signal, rest):
        for data in _sent(device, signal, value):
            yield Move(at_us + after_us, device.name, data, "")


def _sent(device: Device, signal: Signal, value: int) -> tuple[bytes, ...]:
    """A value on the wire of its device."""
    if device.kind == "serial":
        return (bytes((*signal.key, *value.to_bytes(2, "big"))),)
    return encode(signal, value)


def _values(signal: Signal, rest: tuple[Word, ...]) -> Iterator[tuple[Micros, int]]:
    """Where a control is, how long after the beginning of its move; without words it is pressed."""
    most = form_of(signal.status).high
    if not rest:
        yield 0, most
        if not signal.toggle:
            yield _HELD_US, 0
        return
    values = [int(part) for part in rest[0].text.split(">") if part.isdecimal()]
    if not values or max(values) > most:
        rest[0].complain(f"a control moves from 0 to {most}: write 20, or 20>90 in 2s")
        return
    if len(values) == 1:
        yield 0, values[0]
        return
    length_us = _length_us(rest)
    steps = max(1, length_us // _SWEEP_EVERY_US)
    last = -1
    for number in range(steps + 1):
        value = round(values[0] + (values[1] - values[0]) * number / steps)
        if value != last:
            yield length_us * number // steps, value
        last = value


def _turns(signal: Signal, what: Word, rest: tuple[Word, ...]) -> Iterator[tuple[Micros, int]]:
    """What an endless encoder sends: at once, or with a length step by step."""
    found = _STEPS.fullmatch(rest[0].text) if rest else None
    if found is None:
        word = rest[0] if rest else what
        word.complain("an encoder turns by so many steps: write +5, or -30 in 2s")
        return
    steps = int(found[0])
    if len(rest) > 1:
        step = 1 if steps > 0 else -1
        length_us = _length_us(rest)
        for number in range(abs(steps)):
            yield length_us * number // abs(steps), turned(signal.sense, step)
    elif abs(steps) > TURN_MAX:
        rest[0].complain(f"one message turns by at most {TURN_MAX} steps: write {steps:+} in 2s")
    else:
        yield 0, turned(signal.sense, steps)


def _length_us(rest: tuple[Word, ...]) -> Micros:
    """How long a move lasts; a second where nothing is said."""
    lasts = _LASTS.fullmatch(rest[-1].text)
    return round(float(lasts[1]) * SECOND_US) if lasts else SECOND_US


class Scripted:
    """A script as the events of a night in virtual time."""

    def __init__(self, moves: tuple[Move, ...], loaded: Loaded) -> None:
        boxes = {name: Box() for name, spec in loaded.ports if spec.device == "serial"}
        self._events: list[Event] = [Opened(0)]
        self._events += [PortFound(0, name, spec.name) for name, spec in loaded.ports]
        for name, box in boxes.items():
            self._events += _greeting(name, box, 0)
        for move in moves:
            self._events.append(_event(move, boxes))
            if move.word == "back" and move.device in boxes:
                self._events += _greeting(move.device, boxes[move.device], move.at_us)
        self._show = loaded.show
        self._place = 0
        self._closed = False

    def next(self, state: State) -> Event | None:
        """The next move or wake-up; None when the script and the music are over."""
        if self._place < len(self._events):
            event = self._events[self._place]
            if state.wake_us is None or event.at_us <= state.wake_us:
                self._place += 1
                return event
        if self._closed:
            return None
        if state.wake_us is None or (
            self._place == len(self._events) and _round(self._show, state)
        ):
            self._closed = True
            return Closing(state.now_us)
        return Wake(max(state.wake_us, state.now_us))


def _round(show: Show, state: State) -> bool:
    """Whether the music goes round and round in a vamp that nobody will leave."""
    playing = state.playing
    if playing is None or playing.turn <= 1:
        return False
    return part_of(show, playing).passage.kind is Kind.VAMP


def _event(move: Move, boxes: dict[str, Box]) -> Event:
    if not move.device:
        return KeyIn(move.at_us, move.at_us, move.word)
    if move.word == "gone":
        return PortLost(move.at_us, move.device)
    if move.word == "back":
        return PortFound(move.at_us, move.device, move.device)
    if move.device in boxes:
        return FrameIn(move.at_us, move.at_us, move.device, framed(move, boxes[move.device])[:-1])
    return MidiIn(move.at_us, move.at_us, move.device, move.data)


def _greeting(name: str, box: Box, at_us: Micros) -> tuple[Event, ...]:
    frames = (box.hello(at_us), box.beat(at_us))
    return tuple(FrameIn(at_us, at_us, name, frame[:-1]) for frame in frames)


def framed(move: Move, box: Box) -> bytes:
    """A serial box's move as the frame on its wire, with its closing zero."""
    status, number = move.data[:2]
    value = int.from_bytes(move.data[2:], "big")
    if status == BOX_PEDAL:
        return box.slide(number, value, move.at_us)
    return box.move(number, move.at_us, pressed=value > 0)
