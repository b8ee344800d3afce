"""The conductor track of a Standard MIDI File: tempi, meters and markers, no notes."""

from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import mido

from rig.exchange.asked import Written
from rig.exchange.clock import write_clock
from rig.exchange.label import write_label
from rig.exchange.lost import of_markers
from rig.exchange.spotting import MeterChange, TempoChange
from rig.exchange.staircase import PPQ, build
from rig.score.timecode import DROPPED, label_of

if TYPE_CHECKING:
    from rig.exchange.asked import Asked
    from rig.exchange.spotting import SpottingList

_DEFAULT_BPM: Final = Fraction(120)
_COUNT_MAX: Final = 0xFF
_HUNDREDTHS: Final = 100
_OFFSET_RATES: Final = (24, 25, Fraction(30000, 1001), 30)
"""Frames per second that a clock's begin can be said in."""

_UNSAID: Final = {
    "length": "the length",
    "colour": "the colour",
    "note": "the note",
    "facts": "the lines of the sheet",
}
"""Fields of a marker for which there is only its name."""


def write(spotting: SpottingList, _asked: Asked) -> Written:
    """The tempo map as stairs, the meters, and markers under names that tell their kind.

    Raises ``RigError`` for a tempo that the format cannot say.
    """
    ats = (each.at for many in (spotting.markers, spotting.tempi) for each in many)
    start = min(ats, default=Fraction(0))
    start = min(start, Fraction(0))
    changes, meters, lost = _from_tick_0(spotting, start)
    stairs = build(changes)
    lost += stairs.lost
    message = mido.MetaMessage
    events = [(stair.tick, message("set_tempo", tempo=stair.quarter_us)) for stair in stairs.stairs]
    for meter in meters:
        if meter.count <= _COUNT_MAX and meter.unit.bit_count() == 1:
            said = message("time_signature", numerator=meter.count, denominator=meter.unit)
            events.append((round(meter.beat * PPQ), said))
        else:
            lost.append(f"the meter {meter.count}/{meter.unit}")
    worst = Fraction(0)
    for marker in spotting.markers:
        tick, comes = stairs.nearest(marker.at - start)
        worst = max(worst, abs(comes - (marker.at - start)))
        events.append((tick, message("marker", text=write_label(marker))))
    if worst:
        lost.append(f"markers stand on ticks, up to {float(worst) * 1000:.2g} ms off")
    for name, words in _UNSAID.items():
        lost += of_markers(words, (each for each in spotting.markers if getattr(each, name)))
    offset, unsaid = _offset(spotting, start)
    first = [message("track_name", name=spotting.title), *offset]
    return Written(_saved(first, events), (*lost, *unsaid))


def _from_tick_0(
    spotting: SpottingList, start: Fraction
) -> tuple[list[TempoChange], list[MeterChange], list[str]]:
    """Changes from beat 0 on; music that begins later than the file has bars put before it."""
    if not spotting.tempi:
        bare = TempoChange(Fraction(0), Fraction(0), _DEFAULT_BPM)
        return [bare], list(spotting.meters), [f"no tempo is known: written as {_DEFAULT_BPM} bpm"]
    first, lead = spotting.tempi[0], spotting.tempi[0].at - start
    shift, before, lost = -first.beat, [], []
    if lead:
        meter = spotting.meters[0] if spotting.meters else MeterChange(Fraction(0), 4, 4)
        bar = Fraction(4 * meter.count, meter.unit)
        bars = max(1, round(lead * first.bpm / 60 / bar))
        shift += bars * bar
        before = [TempoChange(Fraction(0), Fraction(0), bars * bar * 60 / lead)]
        lost = [f"bars are counted otherwise: {bars} stand before the first one"]
    if start:
        lost.append(f"the file begins at {write_clock(start)}, where the first marker is")
    changes = [replace(each, at=each.at - start, beat=each.beat + shift) for each in spotting.tempi]
    meters = [
        replace(each, beat=each.beat + shift if each.beat > first.beat else Fraction(0))
        for each in spotting.meters
    ]
    return before + changes, meters, lost


def _offset(spotting: SpottingList, start: Fraction) -> tuple[list[mido.MetaMessage], list[str]]:
    """What the clock reads at the begin, in hundredths of frames, and what of it is not said."""
    rate, begin = spotting.rate, spotting.zero + start
    if rate is None or rate not in _OFFSET_RATES:
        unsaid = [f"{rate} fps: the format has 24, 25, 29.97 and 30"] if rate else []
        return [], unsaid + ["what the clock reads at the begin"] * bool(begin)
    count = Fraction(round(begin * rate * _HUNDREDTHS), _HUNDREDTHS)
    label = label_of(count, rate, drop=rate in DROPPED)
    if label is None:
        return [], [f"what the clock reads at the begin: {write_clock(begin)}"]
    hours, minutes, seconds, frames = label.replace(";", ":").split(":")
    said = mido.MetaMessage(
        "smpte_offset",
        frame_rate=29.97 if rate in DROPPED else int(rate),
        hours=int(hours),
        minutes=int(minutes),
        seconds=int(seconds),
        frames=int(frames[:2]),
        sub_frames=int(frames[3:].ljust(2, "0")),
    )
    exact = count == begin * rate
    return [said], [] if exact else ["hundredths of a frame of what the clock reads at the begin"]


def _saved(first: list[mido.MetaMessage], events: list[tuple[int, mido.MetaMessage]]) -> bytes:
    """The file; of events of one tick, those given first stand first."""
    track = mido.MidiTrack(first)
    before = 0
    for tick, said in sorted(events, key=lambda event: event[0]):
        track.append(said.copy(time=tick - before))
        before = tick
    content = io.BytesIO()
    mido.MidiFile(ticks_per_beat=PPQ, charset="utf-8", tracks=[track]).save(file=content)
    return content.getvalue()
