"""Standard MIDI Files as bytes: chunks, tracks, and those of their events that are no notes.

Read here and not by mido, which writes them: version 1.3 forgets the time before a meta event it
does not know, so that all behind one comes too early, and refuses a whole film for a key of eight
flats. Everything else mido reads the same, which the tests hold us to.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from rig.exchange.spotting import MARKERS_MAX
from rig.exchange.text import check_size, refusal

TEXT: Final = 0x01
NAME: Final = 0x03
LYRIC: Final = 0x05
MARKER: Final = 0x06
CUE_POINT: Final = 0x07
TEMPO: Final = 0x51
SMPTE_OFFSET: Final = 0x54
METER: Final = 0x58
KEY: Final = 0x59
_WANTED: Final = frozenset((TEXT, NAME, MARKER, CUE_POINT, TEMPO, SMPTE_OFFSET, METER))

_END: Final = 0x2F
_META: Final = 0xFF
_SYSEX: Final = (0xF0, 0xF7)
_DATA_BYTES: Final = {0x8: 2, 0x9: 2, 0xA: 2, 0xB: 2, 0xC: 1, 0xD: 1, 0xE: 2}
"""Behind a status byte, by its upper half."""

_QUANTITY_MAX: Final = 4
"""Bytes of the longest quantity of variable length."""


@dataclass(frozen=True, slots=True)
class Meta:
    """An event that is not played."""

    tick: int
    """From the begin of its track, in the file's division."""
    track: int
    kind: int
    data: bytes


@dataclass(frozen=True, slots=True)
class MidiFile:
    """A file's header, and its events in the order of their ticks."""

    form: int
    """0 is one track, 1 is tracks together, 2 is tracks on their own."""
    division: int
    """Ticks of a quarter; above 0x8000 it is two bytes, of SMPTE frames and ticks of a frame."""
    tracks: int
    metas: tuple[Meta, ...]
    skipped: Counter[int]
    """How many events of each other kind there are; 0 stands for what is played."""


def read_midi_file(file: str, content: bytes) -> MidiFile:
    """The file as its chunks have it; chunks of other names are passed over.

    Raises ``ProblemsError`` where it is cut short or no such file.
    """
    check_size(file, content)
    if content[:4] != b"MThd":
        raise refusal(file, "is no Standard MIDI File: it must begin with MThd")
    reader = _Bytes(file, content, 4, len(content))
    length = reader.number(4)
    form, tracks, division = reader.number(2), reader.number(2), reader.number(2)
    reader.take(max(0, length - 6))
    metas: list[Meta] = []
    skipped: Counter[int] = Counter()
    track = 0
    while track < tracks:
        name, length = reader.take(4), reader.number(4)
        begin = reader.at
        reader.take(length)
        if name == b"MTrk":
            _track(_Bytes(file, content, begin, begin + length), track, metas, skipped)
            track += 1
    metas.sort(key=lambda meta: meta.tick)
    return MidiFile(form, division, tracks, tuple(metas), skipped)


@dataclass(slots=True)
class _Bytes:
    """A stretch of the file, read from front to back."""

    file: str
    content: bytes
    at: int
    end: int

    def take(self, count: int) -> bytes:
        """The next bytes."""
        begin, self.at = self.at, self.at + count
        if self.at > self.end:
            inside = "" if self.end == len(self.content) else ", where a track says it ends"
            raise refusal(self.file, f"ends early, at byte {self.end}{inside}: it was cut short")
        return self.content[begin : self.at]

    def number(self, count: int) -> int:
        """A whole number of so many bytes."""
        return int.from_bytes(self.take(count), "big")

    def quantity(self) -> int:
        """A whole number of variable length: seven bits a byte, the last one below 0x80."""
        value = 0
        for _ in range(_QUANTITY_MAX):
            byte = self.number(1)
            value = value << 7 | byte & 0x7F
            if byte < 0x80:  # noqa: PLR2004 - the upper bit
                return value
        raise refusal(self.file, f"is damaged: no number ends before byte {self.at}")


def _track(reader: _Bytes, track: int, metas: list[Meta], skipped: Counter[int]) -> None:
    tick = running = 0
    while reader.at < reader.end:
        tick += reader.quantity()
        status = reader.content[reader.at] if reader.at < reader.end else reader.number(1)
        if status == _META:
            reader.at += 1
            kind = reader.number(1)
            data = reader.take(reader.quantity())
            if kind == _END:
                return
            if kind in _WANTED:
                metas.append(Meta(tick, track, kind, data))
            else:
                skipped[kind] += 1
            if len(metas) > MARKERS_MAX:
                raise refusal(reader.file, f"more than {MARKERS_MAX} tempi and markers: no film's")
        elif status in _SYSEX:
            reader.at += 1
            running = 0
            reader.take(reader.quantity())
        else:
            if status >= 0x80:  # noqa: PLR2004 - the upper bit
                running = status
                reader.at += 1
            if running >> 4 not in _DATA_BYTES:
                raise refusal(reader.file, f"is damaged: no MIDI event begins at byte {reader.at}")
            skipped[0] += 1
            reader.take(_DATA_BYTES[running >> 4])
