"""Spotting lists with music, as tests of MIDI files write them; how mido reads such a file."""

from __future__ import annotations

import io
from fractions import Fraction

import mido

from rig.exchange.spotting import Marker, MarkerKind, SpottingList, TempoChange


def by_mido(content):
    """Every message of a file, with the seconds at which mido has it."""
    seconds, heard = 0.0, []
    for message in mido.MidiFile(file=io.BytesIO(content), charset="utf-8"):
        seconds += message.time
        heard.append((seconds, message))
    return heard


def mark(at, name="", kind=MarkerKind.MARK, **more):
    return Marker(Fraction(at), kind, name, **more)


def steady(*changes):
    """Tempi from beats on, each at the second to which those before it lead."""
    tempi = []
    for beat, bpm in changes:
        at = Fraction(0)
        if tempi:
            at = tempi[-1].at + (beat - tempi[-1].beat) * 60 / tempi[-1].bpm
        tempi.append(TempoChange(at, Fraction(beat), Fraction(bpm)))
    return tuple(tempi)


def film(*markers, tempi=(), meters=(), rate=None, zero=Fraction(0)):
    return SpottingList("Skerry Light", rate, Fraction(zero), markers, tuple(tempi), tuple(meters))
