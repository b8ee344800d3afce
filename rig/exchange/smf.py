"""Standard MIDI Files: in, and out by way of :mod:`rig.exchange.conductor_track`.

A place in the file is a tick, which the tempi before it turn into seconds, exact.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rig.exchange import midi_file
from rig.exchange.conductor_track import write
from rig.exchange.label import read_label
from rig.exchange.spotting import Marker, MarkerKind, MeterChange, SpottingList, TempoChange
from rig.exchange.text import refusal
from rig.score.measure import MINUTE_US, SECOND_US
from rig.score.timecode import DROPPED, count_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.exchange.asked import Asked
    from rig.exchange.midi_file import Meta, MidiFile

__all__ = ["read", "write"]

_DEFAULT_US: Final = 500_000
"""Microseconds of a quarter until a file says otherwise: the format's own rule."""

_DEFAULT_BPM: Final = Fraction(MINUTE_US, _DEFAULT_US)
_DECIMALS_MAX: Final = 3
_ONE_BY_ONE: Final = 2
"""The form of a file whose tracks do not belong together."""

_SMPTE: Final = 0x8000
_SMPTE_RATES: Final = {
    24: Fraction(24),
    25: Fraction(25),
    29: Fraction(30000, 1001),
    30: Fraction(30),
}
_OFFSET_RATES: Final = (24, 25, Fraction(30000, 1001), 30)
"""Frames per second by the two upper bits of an offset; the third is drop-frame."""

_PARTS_MAX: Final = 99
_LENGTHS: Final = {midi_file.TEMPO: 3, midi_file.METER: 4, midi_file.SMPTE_OFFSET: 5}


def read(file: str, content: bytes, asked: Asked) -> SpottingList:
    """The tempi, meters, markers, cue points and texts of a file.

    Raises ``ProblemsError``.
    """
    midi = midi_file.read_midi_file(file, content)
    reading = _Reading(file, midi)
    metas = [meta for meta in midi.metas if midi.form != _ONE_BY_ONE or meta.track == 0]
    for meta in metas:
        if len(meta.data) < _LENGTHS.get(meta.kind, 0):
            raise refusal(file, f"is damaged: an event of kind {meta.kind:#04x} is too short")
    tempi = reading.tempi(metas)
    rate, zero = reading.offset(metas, asked)
    markers = reading.markers(metas)
    titles = [meta for meta in metas if meta.kind == midi_file.NAME and meta.track == 0]
    return SpottingList(
        title=reading.text(titles[0]) if titles else "",
        rate=rate,
        zero=zero,
        markers=tuple(sorted(markers, key=lambda marker: marker.at)),
        tempi=tempi,
        meters=reading.meters(metas),
        guesses=tuple(reading.guesses.values()),
        lost=tuple(reading.lost()),
    )


@dataclass(slots=True)
class _Reading:
    """A file while it is read."""

    file: str
    midi: MidiFile
    stairs: list[tuple[int, Fraction, Fraction]] = field(default_factory=list)
    """A tick, its seconds, and the seconds of each tick from it on."""
    guesses: dict[str, str] = field(default_factory=dict)
    """The first of each kind, in their order."""
    texts_elsewhere: int = 0

    def seconds(self, tick: int) -> Fraction:
        """When a tick comes."""
        after = bisect_right(self.stairs, tick, key=lambda stair: stair[0])
        first, begin, length = self.stairs[after - 1]
        return begin + (tick - first) * length

    def tempi(self, metas: list[Meta]) -> tuple[TempoChange, ...]:
        """The changes of tempo; notes down when every tick comes."""
        division = self.midi.division
        if division & _SMPTE:
            rate = _SMPTE_RATES.get(256 - (division >> 8))
            if rate is None or not division & 0xFF:
                raise refusal(self.file, f"counts in a division of {division:#06x}, which is none")
            self.stairs.append((0, Fraction(0), 1 / rate / (division & 0xFF)))
            return ()
        if not division:
            raise refusal(self.file, "counts 0 ticks in a quarter: it is damaged")
        said = {m.tick: m.data[:3] for m in metas if m.kind == midi_file.TEMPO}
        if 0 not in said:
            said_so = f"{_DEFAULT_BPM} bpm until the first tempo, as the format has it"
            self.guesses["tempo"] = said_so
        changes: list[TempoChange] = []
        for tick, data in ({0: _DEFAULT_US.to_bytes(3, "big")} | said).items():
            quarter_us = int.from_bytes(data, "big")
            if not quarter_us:
                raise refusal(self.file, f"has a tempo of 0 microseconds a quarter at tick {tick}")
            at = self.seconds(tick) if self.stairs else Fraction(0)
            self.stairs.append((tick, at, Fraction(quarter_us, division * SECOND_US)))
            changes.append(TempoChange(at, Fraction(tick, division), self.bpm(quarter_us)))
        return tuple(changes) if said else ()

    def bpm(self, quarter_us: int) -> Fraction:
        """The roundest tempo that is a microsecond a quarter away at most."""
        exact = Fraction(MINUTE_US, quarter_us)
        for decimals in range(_DECIMALS_MAX + 1):
            bpm = round(exact, decimals)
            if bpm and abs(MINUTE_US / bpm - quarter_us) <= 1:
                if bpm != exact:
                    example = f"{float(bpm):g} for {float(exact):.8g}"
                    self.guesses.setdefault(
                        "bpm", f"tempi are meant as the roundest number near, such as {example}"
                    )
                return bpm
        return exact

    def meters(self, metas: list[Meta]) -> tuple[MeterChange, ...]:
        """The changes of meter; a file that counts in frames has no bars."""
        if self.midi.division & _SMPTE:
            return ()
        return tuple(
            MeterChange(Fraction(meta.tick, self.midi.division), meta.data[0], 1 << meta.data[1])
            for meta in metas
            if meta.kind == midi_file.METER and meta.data[0]
        )

    def offset(self, metas: list[Meta], asked: Asked) -> tuple[Fraction | None, Fraction]:
        """Frames per second, and what the clock reads at the begin, by the SMPTE offset."""
        said = next((meta.data for meta in metas if meta.kind == midi_file.SMPTE_OFFSET), None)
        if said is None:
            return asked.rate, Fraction(0)
        code, (_, minute, second, frame, part) = said[0] >> 5 & 3, said[:5]
        rate = asked.rate or Fraction(_OFFSET_RATES[code])
        if not asked.rate and not code:
            self.guesses["rate"] = "24 fps; if it is 23.976, which no such file says, give --rate"
        sign = ";" if rate in DROPPED else ":"
        text = (
            f"{said[0] & 31:02}:{minute:02}:{second:02}{sign}{frame:02}.{min(part, _PARTS_MAX):02}"
        )
        try:
            return rate, count_of(text, rate) / rate
        except ValueError as error:
            self.guesses["zero"] = f"the file begins at 0:00: {error}"
            return rate, Fraction(0)

    def markers(self, metas: list[Meta]) -> Iterator[Marker]:
        """Markers, cue points, and the texts of the first track."""
        for meta in metas:
            if meta.kind not in (midi_file.MARKER, midi_file.CUE_POINT, midi_file.TEXT):
                continue
            if meta.kind == midi_file.TEXT and meta.track:
                self.texts_elsewhere += 1
                continue
            label = read_label(self.text(meta))
            if meta.kind == midi_file.CUE_POINT and label.kind is MarkerKind.MARK:
                label = label._replace(kind=MarkerKind.HIT)
                self.guesses["hits"] = "cue points are hits: the format has them tell what is seen"
            if meta.kind == midi_file.TEXT:
                self.guesses["texts"] = "texts of the first track are marks"
            yield Marker(self.seconds(meta.tick), label.kind, label.name, label.number)

    def text(self, meta: Meta) -> str:
        """The text of an event, which says nothing of its encoding."""
        data = meta.data.rstrip(b"\0")
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            self.guesses["encoding"] = "texts that are not UTF-8 are Windows-1252"
            return data.decode("cp1252", "replace")

    def lost(self) -> Iterator[str]:
        """What the file holds and a spotting list does not."""
        midi = self.midi
        counts = {
            "events that are played": midi.skipped[0],
            "lyrics": midi.skipped[midi_file.LYRIC],
            "key signatures": midi.skipped[midi_file.KEY],
            "texts of other tracks": self.texts_elsewhere,
            "tracks behind the first: each is a piece of its own": (
                midi.tracks - 1 if midi.form == _ONE_BY_ONE else 0
            ),
        }
        yield from (f"{count} {what}" for what, count in counts.items() if count)
        if midi.division & _SMPTE and any(m.kind == midi_file.TEMPO for m in midi.metas):
            yield "tempi, in a file that counts in frames"
