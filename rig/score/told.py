"""Tempi, places and frames in a musician's words."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rig.score.form import Kind
from rig.score.laws import Shape
from rig.score.measure import SECOND_US, TICKS_PER_BEAT
from rig.score.tempo import Steady

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rig.score.film import Film
    from rig.score.form import Meter, Passage, Spot
    from rig.score.measure import Frames, Micros
    from rig.score.tempo import Law

_NOTES: Final = {
    Fraction(4): "w",
    Fraction(3): "h.",
    Fraction(2): "h",
    Fraction(3, 2): "q.",
    Fraction(1): "q",
    Fraction(3, 4): "e.",
    Fraction(1, 2): "e",
    Fraction(3, 8): "s.",
    Fraction(1, 4): "s",
}
"""What a felt beat of so many quarters is written as."""

_FRAMES_MAX: Final = 100
"""From so many frames on, how far off a hit falls is told in seconds."""


def tempo_told(bpm: Fraction | float, meter: Meter) -> str:
    """``q.=100``: quarters per minute as felt beats per minute, to a tenth."""
    felt = Fraction(meter.pulse, TICKS_PER_BEAT)
    note = _NOTES.get(felt)
    beats = float(bpm) if note is None else float(bpm / felt)
    return f"{note or 'q'}={_tenths(beats)}"


def law_told(law: Law, meter: Meter) -> str:
    """``q=132``, ``q=132>152``, ``q=132>152 exp``."""
    if isinstance(law, Steady):
        return tempo_told(law.bpm, meter)
    end = tempo_told(law.end_bpm, meter).partition("=")[2]
    shape = "" if law.shape is Shape.BEATS else f" {law.shape.value}"
    return f"{tempo_told(law.start_bpm, meter)}>{end}{shape}"


def meter_told(meter: Meter) -> str:
    """``7/8 2+2+3``."""
    groups = f" {'+'.join(map(str, meter.groups))}" if meter.groups else ""
    return f"{meter.count}/{meter.unit}{groups}"


def spot_told(spot: Spot, passages: Sequence[Passage]) -> str:
    """A place as the sheet writes it: ``B8.3``, ``//``, ``end``; of a pick-up, ``A0.4``."""
    passage = passages[spot.passage]
    if passage.kind is Kind.CAESURA:
        return "//"
    if spot.offset == passage.length:
        return "end" if spot.passage == len(passages) - 1 else f"end of {passage.name}"
    bar, beat = passage.bar_at(spot.offset)
    rest = (spot.offset - passage.pickup) % passage.meter.beat
    part = f"+{rest / passage.meter.beat:.2g}b" if rest else ""
    return f"{passage.name}{bar}{f'.{beat}' if beat > 1 or part else ''}{part}"


def off_told(off_us: Micros, frame: Frames, film: Film) -> str:
    """How far off a hit on a frame falls, in frames at the speed it is shown at."""
    frames = float(off_us * film.pace.speed_at(frame) / SECOND_US)
    if not round(abs(frames), 1):
        return "on the frame"
    way = "late" if off_us > 0 else "early"
    if abs(frames) >= _FRAMES_MAX:
        return f"{seconds_told(abs(off_us))} {way}"
    return f"{abs(frames):.1f} frames {way} ({off_us / 1000:+.0f} ms)"


def seconds_told(us: float) -> str:
    """``12.5 s``; minutes from one minute on, ``1:02.5``."""
    tenths = round(us * 10 / SECOND_US)
    minutes, rest = divmod(abs(tenths), 600)
    sign = "-" if tenths < 0 else ""
    if minutes:
        return f"{sign}{minutes}:{rest // 10:02}.{rest % 10}"
    return f"{sign}{_tenths(rest / 10)} s"


def _tenths(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
