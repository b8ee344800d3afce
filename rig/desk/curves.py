"""A tempo map for tools: a million questions in one call.

The pieces are cut into spans that follow one closed form each: inside a ramp, steady, or silent.
A question finds its span by bisection, and all questions of one form are answered together. Sorted
questions are answered fastest, since neighbours then share a span.

Ticks up to 2^53 are exact in float64, and four hours (under 2^34 us) are good to 2e-6 us: answers
agree with :class:`rig.score.tempo_map.TempoMap` to a nanosecond. They are not rounded to ticks.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import numpy as np

from rig.score.laws import Shape
from rig.score.measure import MINUTE_US, TICKS_PER_BEAT
from rig.score.tempo import Ramp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import ArrayLike, NDArray

    from rig.score.measure import Ticks
    from rig.score.tempo_map import Piece, TempoMap

Floats: TypeAlias = "NDArray[np.float64]"
Places: TypeAlias = "NDArray[np.intp]"
Closed: TypeAlias = "Callable[[Floats, Floats, Floats], Floats]"
"""A closed form, of rate, slope and distance from its zero; see :mod:`rig.score.laws`."""

_Form: TypeAlias = tuple[Shape, float, float]
"""Shape, rate and slope."""


class _Span(NamedTuple):
    """Where one closed form holds."""

    tick: float
    us: float
    """Where it begins."""
    origin: Ticks
    origin_us: float
    """Where the form has its zero."""
    form: _Form


class Curves:
    """Beats to clock time and back, for arrays of any form and size."""

    def __init__(self, tempo_map: TempoMap) -> None:
        spans = [*_spans(tempo_map)]
        self._ticks = np.array([span.tick for span in spans])
        self._us = np.array([span.us for span in spans])
        self._origin = np.array([span.origin for span in spans], np.float64)
        self._origin_us = np.array([span.origin_us for span in spans])
        self._shape = np.array([_SHAPES.index(span.form[0]) for span in spans], np.int8)
        self._rate = np.array([span.form[1] for span in spans])
        self._slope = np.array([span.form[2] for span in spans])

    def us_at(self, ticks: ArrayLike) -> Floats:
        """Microseconds from the film's zero at which ticks sound."""
        span, beats = _found(self._ticks, ticks)
        us = self._answers(_US, span, beats - self._origin[span])
        us += self._origin_us[span]
        return us.reshape(np.shape(ticks))

    def ticks_at(self, us: ArrayLike) -> Floats:
        """The ticks reached so many microseconds from the film's zero, with their fractions."""
        span, times = _found(self._us, us)
        ticks = self._answers(_TICKS, span, times - self._origin_us[span])
        ticks += self._origin[span]
        return ticks.reshape(np.shape(us))

    def bpm_at(self, ticks: ArrayLike) -> Floats:
        """Quarters per minute at ticks."""
        span, beats = _found(self._ticks, ticks)
        speed = self._answers(_SPEED, span, beats - self._origin[span])
        speed *= MINUTE_US / TICKS_PER_BEAT
        return speed.reshape(np.shape(ticks))

    def _answers(self, forms: dict[Shape, Closed], span: Places, x: Floats) -> Floats:
        """What the forms of their spans say at distances from the spans' origins."""
        answers = np.empty_like(x)
        shapes = self._shape[span]
        for number, shape in enumerate(_SHAPES):
            here = shapes == number
            spans = span[here]
            answers[here] = forms[shape](self._rate[spans], self._slope[spans], x[here])
        return answers


def _found(begins: Floats, asked: ArrayLike) -> tuple[Places, Floats]:
    """The span each question falls into, and the questions in one row."""
    row = np.asarray(asked, np.float64).ravel()
    return np.searchsorted(begins, row, "right") - 1, row


def _spans(tempo_map: TempoMap) -> Iterator[_Span]:
    """The spans of a map, from minus infinity on."""
    first, last = tempo_map.pieces[0], tempo_map.pieces[-1]
    before = None
    for piece in tempo_map.pieces:
        if before and piece.begin_us > before.end_us:
            # Endless periods: no time brings a beat. The piece begins on the same tick, so that
            # no beat is ever looked up here.
            silence = (Shape.PERIOD, inf, 0.0)
            yield _Span(before.end, before.end_us, before.end, before.end_us, silence)
        begin = -inf if piece is first else piece.tick
        yield from _of_piece(piece, begin, inf if piece is last else piece.end)
        before = piece


def _of_piece(piece: Piece, begin: float, end: float) -> Iterator[_Span]:
    """A piece from one running tick to another, cut where its ramp begins and ends."""
    law, start = piece.law, piece.law_start
    forms: list[tuple[float, Ticks, _Form]] = [(-inf, start, _steady(law.bpm_at(0)))]
    if isinstance(law, Ramp):
        over = start + law.length
        forms.append((start, start, (law.shape, law.rate, law.slope)))
        forms.append((over, over, _steady(law.bpm_at(law.length))))
    untils = (*(since for since, _, _ in forms[1:]), inf)
    for (since, origin, form), until in zip(forms, untils, strict=True):
        tick = max(since, begin)
        if tick < min(until, end):
            us = -inf if tick == -inf else piece.us_at(int(tick))
            yield _Span(tick, us, origin, piece.us_at(origin), form)


def _steady(bpm: float) -> _Form:
    """A period that does not change, in microseconds for a tick."""
    return Shape.PERIOD, MINUTE_US / (TICKS_PER_BEAT * bpm), 0.0


def _logarithm(rate: Floats, slope: Floats, x: Floats) -> Floats:
    part = slope * x / rate
    return x / rate * np.divide(np.log1p(part), part, out=np.ones_like(part), where=part != 0)


def _exponential(rate: Floats, slope: Floats, y: Floats) -> Floats:
    part = slope * y
    return rate * y * np.divide(np.expm1(part), part, out=np.ones_like(part), where=part != 0)


def _root(rate: Floats, slope: Floats, y: Floats) -> Floats:
    return 2 * y / (rate + np.sqrt(rate * rate + 2 * slope * y))


def _parabola(rate: Floats, slope: Floats, x: Floats) -> Floats:
    return (rate + slope * x / 2) * x


_SHAPES: Final = tuple(Shape)
_US: Final[dict[Shape, Closed]] = {
    Shape.BEATS: _logarithm,
    Shape.TIME: _root,
    Shape.EXPONENTIAL: _exponential,
    Shape.PERIOD: _parabola,
}
_TICKS: Final[dict[Shape, Closed]] = {
    Shape.BEATS: _exponential,
    Shape.TIME: _parabola,
    Shape.EXPONENTIAL: _logarithm,
    Shape.PERIOD: _root,
}
_SPEED: Final[dict[Shape, Closed]] = {
    Shape.BEATS: lambda rate, slope, x: rate + slope * x,
    Shape.TIME: lambda rate, slope, x: np.sqrt(rate * rate + 2 * slope * x),
    Shape.EXPONENTIAL: lambda rate, slope, x: np.exp(-slope * x) / rate,
    Shape.PERIOD: lambda rate, slope, x: 1 / (rate + slope * x),
}
