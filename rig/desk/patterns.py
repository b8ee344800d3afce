"""What a player may write under each key, as patterns that an editor understands (ECMA-262).

Each is put together from the tables and expressions the readers go by. A pattern is looser than its
reader, which knows the sections and bars of a cue, and refuses nothing its reader takes, but for
what nobody writes: keywords in needless quotes, digits that are not ASCII.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.hands.commands import Verb
from rig.hands.device import _SENDS
from rig.hands.read import _GUARD, _JUMP, _LATER_MODES, _LEAN, _PANIC, _TRIM
from rig.score import lines, play, read_film
from rig.score.play_words import (
    _BARS,
    _GROUPS,
    _SECONDS,
    _SEMITONES,
    _TIMES,
    METER,
    PLACE,
    TEMPO,
    WORDS,
)
from rig.score.positions import _CLOCK, _DECIMAL, _FEET, _FRAME, _REEL, _REEL_END
from rig.score.read import _COLOUR
from rig.score.read_cue import _FADE
from rig.score.read_film import _END, BEND
from rig.score.read_film import _REEL as _REEL_LINE
from rig.score.sends import _FIRE, _INSTANT, _VALUE
from rig.score.sheet import MARKS, On
from rig.score.speeds import _MINUTES, RATE
from rig.score.spots import _BEFORE, _ENDS, _SPOT
from rig.score.theme import COLOURS
from rig.score.timecode import TIMECODE

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

_LETTERS: Final = {
    r"[\w-]": r"[^\s!-,./:-@\[-^`{-~]",
    r"\w": r"[^\s!-/:-@\[-^`{-~]",
}
"""What Python takes for letters is more than ASCII; here it is all that is no punctuation."""

_SPACE: Final = r"[^\S\n]"
_QUOTED: Final = r'"[^"\n]*"'


def ecma(expression: str | re.Pattern[str]) -> str:
    """An expression of a reader as ECMA-262 understands it."""
    text = expression if isinstance(expression, str) else expression.pattern
    for letters, wider in _LETTERS.items():
        text = text.replace(letters, wider)
    return text


def one_of(*expressions: str | re.Pattern[str]) -> str:
    """Any of some expressions, to be put into a greater one."""
    return f"(?:{'|'.join(map(ecma, expressions))})"


def whole(*expressions: str | re.Pattern[str]) -> str:
    """Any of some expressions, as all of a text."""
    return f"^{one_of(*expressions)}$"


def words(known: Iterable[str]) -> str:
    """Any of some words, the longest first."""
    return one_of(*sorted(known, key=len, reverse=True))


def _spaced(expression: re.Pattern[str]) -> str:
    """An expression for words with one space between them, for words as they are written."""
    return one_of(expression).replace(" ?", f"{_SPACE}*").replace(" ", f"{_SPACE}+")


def line(item: str, separators: str = r"|\n", space: str = _SPACE) -> str:
    """A line of such items, each taking the spaces behind it; some may be empty."""
    return f"^{space}*(?:{item})?(?:[{separators}]{space}*(?:{item})?)*$"


FREE: Final = rf'(?:(?:{_SPACE}|{_QUOTED})(?:[^"|\n]|{_QUOTED})*)?'
"""Behind a word of an item, whatever stands there."""

_NAME: Final = one_of(lines.NAME)
_SECTION: Final = one_of(play.NAME)
_POSITION: Final = one_of(
    rf"{_REEL.pattern}(?:\s+{one_of(_FEET, _REEL_END, 'motor', 'changeover')})?",
    rf"(?:{_NAME}\s+)?{one_of(TIMECODE, _DECIMAL, _CLOCK, _FRAME, _FEET)}",
)
_SPOT_AT: Final = f"{one_of(_SPOT, *_ENDS, '//')}(?:{_BEFORE.pattern.removeprefix('(.+?)')})?"
_MARK: Final = words((*MARKS, "tacet"))

ON: Final = whole(
    rf"\s*{words((On.TITLE.value, On.ACTION.value))}\s*:\s*\S[\s\S]*",
    rf"\s*{words((On.SCREENING.value, On.TIME.value))}\s*(?::[\s\S]*)?",
    rf"\s*{words((On.SEGUE.value, On.ATTACCA.value))}\s*",
)
LOOK: Final = whole(rf"\s*{_POSITION}(?:\s+{_POSITION}\s+{_POSITION})?\s*")

_PLAY_WORD: Final = one_of(
    words(word for word in WORDS if word not in ("tacet", "or")),
    rf"or{_SPACE}+{_SECTION}",
    TEMPO,
    METER,
    _GROUPS,
    _TIMES,
    _BARS,
    _SECONDS,
    _SEMITONES,
    PLACE,
)
PLAY: Final = line(
    rf"(?://|{one_of(_SECTION, 'tacet')}"
    rf"(?:{_SPACE}+{_PLAY_WORD}|{_SPACE}*{_QUOTED}{_PLAY_WORD}?)*){_SPACE}*"
)
PRESS: Final = line(rf"{one_of(_SPOT_AT, _NAME)}{FREE}")
HITS: Final = line(rf"{_POSITION}{_SPACE}+(?:~|{_SPOT_AT}){FREE}")
_OR_COMMA: Final = r"(?:[^\S\n]|,)"
DYN: Final = line(
    rf"(?!{_MARK}(?:{_OR_COMMA}|$)){_NAME}"
    rf"(?:{_OR_COMMA}+{one_of(_SPOT_AT, _MARK, '<', '>')})+{_OR_COMMA}*",
    space=_OR_COMMA,
)
FIRE: Final = line(
    rf"(?:{one_of(_INSTANT, _SPOT_AT)}{_SPACE}+)?"
    rf"{one_of(_FIRE).replace('(.*)', _VALUE.pattern)}{_SPACE}*",
    r"|\n,",
)
FADE: Final = whole(_FADE)
HOLD: Final = whole(_SECTION, "tacet", "count")
BENDS: Final = whole(BEND)
MISSES: Final = whole(read_film.MISS)

_SPEED: Final = one_of(RATE, _spaced(_MINUTES))
SPEED: Final = line(rf"(?:{_POSITION}{_SPACE}+)?{_SPEED}{_SPACE}*", r",\n")
REELS: Final = line(rf"{one_of(_spaced(_REEL_LINE), _spaced(_END))}{_SPACE}*")
COPY: Final = line(
    rf"{_NAME}{_SPACE}+{one_of(RATE)}{_SPACE}+fps{_SPACE}+[^=|\n]+=[^|\n]+",
)
THEME_NAME: Final = whole(_SECTION)
COLOUR: Final = whole(
    _COLOUR, *("".join(f"[{letter}{letter.lower()}]" for letter in word) for word in COLOURS)
)

_VERB: Final = words((*(verb.value for verb in Verb), "lean", "all"))
_MODE: Final = words(("trim", "jump", *_LATER_MODES))
COMMANDS: Final = (
    whole(_PANIC),
    whole(_LEAN),
    whole(rf"\S+ {one_of(_TRIM, _JUMP)}"),
)
SOUND: Final = whole(rf"(?!{_VERB}(?: |$))(?!\S+ {_MODE}(?: |$))[\s\S]+")
"""The name of a sound, as a control strikes it."""

GUARD: Final = whole(_GUARD)
SENDS: Final = whole(_SENDS)
