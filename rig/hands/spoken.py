"""What arrives on a MIDI port, in the words of a device file, the channel always said."""

from __future__ import annotations

from typing import Final

from rig.hands.messages import form_of
from rig.hands.midi import CHANNEL, DATA_MAX, NOTE_ON, SYSEX, SYSEX_END, decode

_SYSTEM: Final = {
    0xF1: ("quarter frame", 2),
    0xF2: ("song position", 3),
    0xF3: ("song select", 2),
    0xF6: ("tune request", 1),
    0xF8: ("clock", 1),
    0xFA: ("start", 1),
    0xFB: ("continue", 1),
    0xFC: ("stop", 1),
    0xFE: ("active sensing", 1),
    0xFF: ("reset", 1),
}
"""The messages of MIDI 1.0 that touch no control, by their status; and how many bytes they have."""


def heard(data: bytes) -> str:
    """One whole message, such as ``cc 16 ch 1 = 64``; whatever the bytes are, it has words."""
    touch = decode(data)
    if touch is None:
        return _system(data)
    form = form_of(touch.status)
    number = f" {touch.number}" if form.numbers else ""
    channel = f" ch {(touch.status & CHANNEL) + 1}" if form.channels else ""
    if form.status == NOTE_ON:
        pressed, value = (" on", f" vel {touch.value}") if touch.value else (" off", "")
        return f"note{number}{pressed}{channel}{value}"
    return f"{form.word}{number}{channel}" + (f" = {touch.value}" if form.tells_value else "")


def _system(data: bytes) -> str:
    if data[:1] == bytes((SYSEX,)):
        cut = "" if data[-1] == SYSEX_END else ", cut off"
        return f"sysex of {len(data)} bytes{cut}"
    name, length = _SYSTEM.get(data[0], ("", 0)) if data else ("", 0)
    if not name or len(data) != length or max(data[1:], default=0) > DATA_MAX:
        return "no whole message"
    value = sum(byte << 7 * place for place, byte in enumerate(data[1:]))
    return f"{name} {value}" if data[1:] else name
