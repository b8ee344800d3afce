"""The messages of controls by their words in a file: ``cc 16``, ``nrpn 300 ch 2``, ``switch 0``."""

from __future__ import annotations

from typing import Final, NamedTuple

from firmware_bridge.wire import PEDAL_MAX, PEDALS, SWITCHES
from rig.hands import midi

CHANNELS: Final = 16


class Form(NamedTuple):
    """One kind of message."""

    word: str
    status: int
    """Of the first channel."""
    numbers: int = 128
    """How many different ones there are; 0 where none is said."""
    high: int = midi.DATA_MAX
    """The greatest value."""
    channels: int = CHANNELS
    """How many there are; 0 where none is said."""
    tells_value: bool = True
    """Whether a value comes with it; else it is a press as such."""

    @property
    def of_a_box(self) -> bool:
        """Whether a serial box says it, and no MIDI device: no MIDI status is so small."""
        return self.status < midi.NOTE_OFF


POLY_PRESSURE: Final = Form("pressure", midi.POLY_PRESSURE)
CHANNEL_PRESSURE: Final = Form("pressure", midi.CHANNEL_PRESSURE, 0)

_FORMS: Final = (
    Form("cc", midi.CONTROL_CHANGE),
    Form("cc14", midi.CC14, 32, midi.WIDE_MAX),
    Form("nrpn", midi.NRPN, midi.WIDE_MAX + 1, midi.WIDE_MAX),
    # The last of RPN means none of them.
    Form("rpn", midi.RPN, midi.WIDE_MAX, midi.WIDE_MAX),
    Form("note", midi.NOTE_ON),
    Form("bend", midi.PITCH_BEND, 0, midi.WIDE_MAX),
    Form("program", midi.PROGRAM_CHANGE, tells_value=False),
    Form("mmc", midi.MMC, channels=0, tells_value=False),
    Form("msc", midi.MSC, channels=0, tells_value=False),
    Form("switch", midi.BOX_SWITCH, SWITCHES, channels=0, tells_value=False),
    Form("pedal", midi.BOX_PEDAL, PEDALS, PEDAL_MAX, channels=0),
    CHANNEL_PRESSURE,
    POLY_PRESSURE,
)
BY_WORD: Final = {form.word: form for form in _FORMS}
_BY_STATUS: Final = {form.status: form for form in _FORMS}


def form_of(status: int) -> Form:
    """The kind of message of a status with its channel."""
    return _BY_STATUS[status & ~midi.CHANNEL]


def words_of(status: int, number: int) -> str:
    """A message in the words of a device file."""
    form = form_of(status)
    channel = status & midi.CHANNEL
    said = f"{form.word} {number}" if form.numbers else form.word
    return f"{said} ch {channel + 1}" if channel else said


def is_message(data: bytes) -> bool:
    """Whether bytes, one at least, are one whole channel message or one whole system exclusive."""
    if data[:1] == bytes((midi.SYSEX,)):
        return data[-1:] == bytes((midi.SYSEX_END,)) and data[1:-1].isascii()
    return midi.LENGTHS.get(data[0] & ~midi.CHANNEL) == len(data) and data[1:].isascii()
