"""Reading what a control says about time: who leads, a nudge, a tempo, a cue to go to."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rig.hands.commands import GoTo, Leads, Nudge, Tempo
from rig.notation.document import meant
from rig.notation.words import Word
from rig.score.measure import SECOND_US, TICKS_PER_BEAT
from rig.score.sheet import Lead
from rig.score.tempo_words import bpm_of, quarters_of

if TYPE_CHECKING:
    from rig.hands.phrase import Phrase

NUDGE: Final = re.compile(r"nudge ([+-]?\d{1,3}(?:\.\d{1,4})?) %")
_LEAD: Final = "|".join(lead.value for lead in Lead)
LEADS: Final = re.compile(rf"lead ((?:{_LEAD})(?:/(?:{_LEAD}))*)")
TEMPO: Final = re.compile(
    r"tempo ([whqes]\.?)=(\d{1,4}(?:\.\d{1,6})?)"
    r"(?: over (?:(\d{1,4}) beats?|(\d{1,4}(?:\.\d{1,6})?)s))?"
)
GO_TO: Final = re.compile(r"go to (\S.*)")

_NUDGE_PERCENT_MAX: Final = 20
_OVER_BEATS_MAX: Final = 99
_OVER_S_MAX: Final = 99

WRITTEN: Final = {
    "lead": "lead says who has the tempo, of film, sheet and hand: write lead hand/film",
    "nudge": f"a nudge is at most {_NUDGE_PERCENT_MAX} %, either way: write nudge +2 %",
    "tempo": "a tempo is such as tempo q=96, tempo q=96 over 4 beats, or tempo q.=60 over 3s",
}
"""How each is written, for who writes it otherwise."""


def read_nudge(phrase: Phrase, found: re.Match[str]) -> Nudge | None:
    """A nudge of the tempo, in percent."""
    percent = Fraction(found[1])
    if not 0 < abs(percent) <= _NUDGE_PERCENT_MAX:
        phrase.complain(WRITTEN["nudge"] if percent else "a nudge of 0 % does nothing; write +2 %")
        return None
    return Nudge(int(percent * 10_000))


def read_leads(phrase: Phrase, found: re.Match[str]) -> Leads | None:
    """Who leads in turn."""
    leads = tuple(Lead(word) for word in found[1].split("/"))
    if len(set(leads)) < len(leads):
        phrase.complain("each leads once in a round: write lead hand/film", 5, len(found[1]))
        return None
    return Leads(leads)


def read_tempo(phrase: Phrase, found: re.Match[str]) -> Tempo | None:
    """A tempo, and over how many of its own beats, or over what time, it is reached."""
    unit, number, beats, seconds = found.groups()
    word = Word(f"{unit}={number}", phrase.line, phrase.begin + found.start(1))
    bpm = bpm_of(word, number, unit)
    over_ticks = int(beats or 0) * int(quarters_of(unit) * TICKS_PER_BEAT) if beats else None
    over_us = int(Fraction(seconds) * SECOND_US) if seconds else None
    over = Fraction(beats or seconds or 1)
    if not 0 < over <= (_OVER_BEATS_MAX if beats else _OVER_S_MAX):
        said = f"a tempo is reached over 1 to {_OVER_BEATS_MAX} beats, or up to {_OVER_S_MAX}s"
        at = found.end(2) + len(" over ")
        phrase.complain(said, at, len(phrase.value) - at)
        return None
    return Tempo(bpm, over_ticks, over_us) if bpm else None


def read_go_to(phrase: Phrase, found: re.Match[str], cues: tuple[str, ...] | None) -> GoTo | None:
    """A cue of the sheet; any where ``cues`` is None, as of a sheet that cannot be read."""
    number = found[1]
    if cues is not None and number not in cues:
        phrase.complain(
            f"there is no cue {number}{meant(number, cues)}", found.start(1), len(number)
        )
        return None
    return GoTo(number)
