"""Reading what a knob moves: a target, then how it takes over, over which range, by which curve."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rig.hands.binding import Lean, Levels, Ride, Trims, Value
from rig.hands.gate import WIDEST_TRAVEL
from rig.hands.one_euro import LEAST_HZ
from rig.hands.shaping import Law, Shaping
from rig.hands.takeover import Takeover
from rig.notation.document import meant
from rig.score.sheet import MARKS, level_of

if TYPE_CHECKING:
    from rig.hands.binding import Names, Patched, Span, Target
    from rig.hands.phrase import Phrase
    from rig.notation.words import Word

_NUMBER: Final = r"[+-]?\d{1,6}(?:\.\d{1,6})?"
RANGE: Final = re.compile(rf"({_NUMBER})\.\.({_NUMBER})")
MARK_RANGE: Final = re.compile(r"([a-z]+)\.\.([a-z]+)")
POINT: Final = re.compile(r"(\d{1,3}(?:\.\d{1,3})?):(\d{1,3}(?:\.\d{1,3})?)")
HERTZ: Final = re.compile(r"\d{1,2}(?:\.\d{1,3})?")
PERCENT: Final = re.compile(r"\d{1,2}(?:\.\d{1,3})?")
STEPS: Final = re.compile(r"\d{1,3}")

TAKEOVERS: Final = tuple(takeover.value for takeover in Takeover)
LAWS: Final = tuple(law.value for law in Law)
OPTIONS: Final = ("curve", "points", "steps", "gate", "smooth")
"""What may follow a range, each with what it needs."""

TRIM_DB: Final = (-12.0, 6.0)
"""Of a group that the sheet drives, where nothing is said."""
_TRIM_DB_MAX: Final = 40
_LEAN_PERCENT_MAX: Final = 50
_PPM_PER_PERCENT: Final = 10_000
_GATE_PERCENT_MAX: Final = round(WIDEST_TRAVEL * 100)
_SMOOTH_HZ_MAX: Final = 50
_STEPS_MAX: Final = 128
_POINTS_MAX: Final = 32
_HUNDRED: Final = 100


@dataclass(slots=True)
class _Said:
    """What the words behind a target say; what was not said is None."""

    phrase: Phrase
    takeover: Takeover | None = None
    span: tuple[float, float] | None = None
    """As written, in dB, percent or the unit of a value; of marks, as levels."""
    of_marks: bool = False
    unit: str = ""
    law: Law = Law.LINEAR
    points: tuple[tuple[float, float], ...] = ()
    steps: int = 0
    gate: float = 0.0
    smooth_hz: float | None = None
    wrong: bool = False

    def complain(self, word: Word, message: str) -> None:
        word.complain(message)
        self.wrong = True

    def ride(self, target: Target, low: float, high: float, unsaid: Takeover) -> Ride | None:
        """The ride over a range; None when something about it was wrong."""
        if self.wrong:
            return None
        shaping = Shaping(self.law, self.points, self.steps)
        takeover = self.takeover or unsaid
        return Ride(target, low, high, takeover, shaping, self.gate, self.smooth_hz)


def read_lean(phrase: Phrase) -> Ride | None:
    """``lean -6..+6 %``, in millionths."""
    said = _said(phrase, phrase.words[1:])
    low, high = said.span or (0.0, 0.0)
    fits = -_LEAN_PERCENT_MAX <= min(low, high) <= 0 <= max(low, high) <= _LEAN_PERCENT_MAX
    if said.span is None or said.of_marks or said.unit != "%":
        phrase.complain("lean has a range in percent: write lean -6..+6 %")
        return None
    if not fits:
        phrase.complain(f"lean goes from at most 0 to at least 0, within {_LEAN_PERCENT_MAX} %")
        return None
    low_ppm, high_ppm = (float(round(end * _PPM_PER_PERCENT)) for end in (low, high))
    return said.ride(Lean(), low_ppm, high_ppm, Takeover.SCALE)


def read_level(phrase: Phrase, groups: Names, patched: Patched) -> Ride | None:
    """A group, or all of them: a trim in decibels, or a level between two marks."""
    said = _said(phrase, phrase.words[1:])
    if said.wrong:
        return None
    driven = phrase.words[0].text in patched.driven
    bare = said.takeover is None and said.span is None
    if said.takeover is Takeover.TRIM or (bare and driven):
        return _trim(phrase, groups, said, bare=bare)
    if said.span is not None and not said.of_marks:
        phrase.complain("a level goes between two marks: write pp..ff; in dB it is a trim")
        return None
    low, high = said.span or (level_of(MARKS[0]), level_of(MARKS[-1]))
    return said.ride(Levels(groups), low, high, Takeover.SCALE)


def _trim(phrase: Phrase, groups: Names, said: _Said, *, bare: bool) -> Ride | None:
    low, high = said.span or TRIM_DB
    if not bare and (said.span is None or said.of_marks or said.unit != "dB"):
        phrase.complain("a trim has a range in dB: write trim -12..+6 dB")
        return None
    if not -_TRIM_DB_MAX <= min(low, high) <= 0 <= max(low, high) <= _TRIM_DB_MAX:
        phrase.complain(f"a trim goes from at most 0 to at least 0, within {_TRIM_DB_MAX} dB")
        return None
    return said.ride(Trims(groups), low, high, Takeover.TRIM)


def read_value(phrase: Phrase, name: str, span: Span, words: tuple[Word, ...]) -> Ride | None:
    """A value of the show, over its range or a part of it; ``words`` stand behind its name."""
    said = _said(phrase, words)
    if said.takeover is Takeover.TRIM:
        phrase.complain("a trim is for a group; a value has scale, catch, jump or relative")
        return None
    low, high = said.span or (span.low, span.high)
    if said.of_marks or not span.low <= min(low, high) <= max(low, high) <= span.high:
        phrase.complain(f"{name} runs from {span.low:g} to {span.high:g} in the show")
        return None
    return said.ride(Value(name), low, high, Takeover.SCALE)


def begins_options(word: Word) -> bool:
    """Whether a word is the first of those that say how a value is taken over."""
    return not word.quoted and word.text in (*TAKEOVERS, *OPTIONS)


def _said(phrase: Phrase, words: tuple[Word, ...]) -> _Said:
    said, rest = _Said(phrase), list(words)
    while rest:
        word = rest.pop(0)
        if found := RANGE.fullmatch(word.text):
            _range(said, word, rest, float(found[1]), float(found[2]), marks=False)
        elif found := MARK_RANGE.fullmatch(word.text):
            if found[1] in MARKS and found[2] in MARKS:
                low, high = level_of(found[1]), level_of(found[2])
                _range(said, word, rest, low, high, marks=True)
            else:
                said.complain(word, "a range of dynamics is two marks: write pp..ff")
        elif word.text in TAKEOVERS:
            if said.takeover is not None:
                said.complain(word, "one takeover is enough; take this one out")
            said.takeover = Takeover(word.text)
        elif word.text in OPTIONS:
            _option(said, word, rest)
        else:
            near = meant(word.text, (*TAKEOVERS, *OPTIONS))
            said.complain(word, f"{word.text} is not understood here{near}")
    return said


def _range(
    said: _Said, word: Word, rest: list[Word], low: float, high: float, *, marks: bool
) -> None:
    if said.span is not None:
        said.complain(word, "one range is enough; take this one out")
    if low == high:
        said.complain(word, "a range goes from one end to another; these are the same")
    said.span, said.of_marks = (low, high), marks
    if not marks and rest and rest[0].text in ("dB", "%"):
        said.unit = rest.pop(0).text


def _option(said: _Said, word: Word, rest: list[Word]) -> None:
    given = rest.pop(0) if rest and not begins_options(rest[0]) else None
    text = given.text if given else ""
    at = given or word
    match word.text:
        case "curve":
            if text not in LAWS:
                said.complain(at, f"a curve is one of {', '.join(LAWS)}{meant(text, LAWS)}")
            else:
                said.law = Law(text)
        case "points":
            if given:
                rest.insert(0, given)
            _points(said, word, rest)
        case "steps":
            if not STEPS.fullmatch(text) or not 1 < int(text) <= _STEPS_MAX:
                said.complain(at, f"steps are 2 to {_STEPS_MAX}: write steps 5")
            else:
                said.steps = int(text)
        case "gate":
            if not PERCENT.fullmatch(text) or not 0 < float(text) <= _GATE_PERCENT_MAX:
                said.complain(
                    at, f"a gate is up to {_GATE_PERCENT_MAX} % of the travel: write gate 2 %"
                )
                return
            said.gate = float(text) / _HUNDRED
            if rest and rest[0].text == "%":
                rest.pop(0)
        case _:
            said.smooth_hz = _smooth(said, given, rest)


def _smooth(said: _Said, given: Word | None, rest: list[Word]) -> float:
    """``smooth`` or ``smooth 1.5 Hz``."""
    if given is None:
        return LEAST_HZ
    if not HERTZ.fullmatch(given.text):
        rest.insert(0, given)
        return LEAST_HZ
    if not 0 < float(given.text) <= _SMOOTH_HZ_MAX:
        said.complain(given, f"smooth is up to {_SMOOTH_HZ_MAX} Hz, less is smoother")
    if rest and rest[0].text == "Hz":
        rest.pop(0)
    return float(given.text)


def _points(said: _Said, word: Word, rest: list[Word]) -> None:
    """``points 0:0 50:20 100:100``, in percent of the travel and of the range."""
    points: list[tuple[float, float]] = []
    while rest and (found := POINT.fullmatch(rest[0].text)):
        points.append((float(found[1]), float(found[2])))
        at = rest.pop(0)
        if max(points[-1]) > _HUNDRED or (len(points) > 1 and points[-1][0] < points[-2][0]):
            said.complain(at, "points go from 0 to 100 % of the travel, none back behind another")
    if not 1 < len(points) <= _POINTS_MAX or (points[0][0], points[-1][0]) != (0, _HUNDRED):
        said.complain(
            word, "points begin at 0 and end at 100 % of the travel: points 0:0 50:20 100:100"
        )
    said.points = tuple(points)
