"""What a player may write under each key, as patterns that an editor understands (ECMA-262).

Each is put together from the tables and expressions the readers go by. A pattern is looser than its
reader, which knows the sections and bars of a cue, and refuses nothing its reader takes, but for
what nobody writes: keywords in needless quotes, digits that are not ASCII.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.hands import read as hands_read
from rig.hands import read_control, read_device
from rig.hands.messages import BY_WORD, CHANNEL_PRESSURE
from rig.score import lines, play, play_words, positions, read_cue, read_film, sends, speeds, spots
from rig.score import read as score_read
from rig.score.play_words import (
    METER,
    PLACE,
    TEMPO,
    WORDS,
)
from rig.score.read_film import BEND
from rig.score.sheet import MARKS, On
from rig.score.speeds import RATE
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
_IN_REEL: Final = one_of(positions.FEET, positions.REEL_END, "motor", "changeover")
_IN_FILM: Final = one_of(
    TIMECODE, positions.DECIMAL, positions.CLOCK, positions.FRAME, positions.FEET
)
_POSITION: Final = one_of(
    rf"{positions.REEL.pattern}(?:\s+{_IN_REEL})?", rf"(?:{_NAME}\s+)?{_IN_FILM}"
)
_PLACE: Final = one_of(spots.SPOT, *spots.ENDS, spots.SILENCE)
_SPOT_AT: Final = f"{_PLACE}(?:{spots.BEFORE.pattern.removeprefix('(.+?)')})?"
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
    play_words.GROUPS,
    play_words.TIMES,
    play_words.BARS,
    play_words.SECONDS,
    play_words.SEMITONES,
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
    rf"(?:{one_of(sends.INSTANT, _SPOT_AT)}{_SPACE}+)?"
    rf"{one_of(sends.FIRE).replace('(.*)', sends.VALUE.pattern)}{_SPACE}*",
    r"|\n,",
)
FADE: Final = whole(read_cue.FADE)
HOLD: Final = whole(_SECTION, "tacet", "count")
BENDS: Final = whole(BEND)
MISSES: Final = whole(read_film.MISS)

_SPEED: Final = one_of(RATE, _spaced(speeds.MINUTES))
SPEED: Final = line(rf"(?:{_POSITION}{_SPACE}+)?{_SPEED}{_SPACE}*", r",\n")
REELS: Final = line(rf"{one_of(_spaced(read_film.REEL), _spaced(read_film.END))}{_SPACE}*")
COPY: Final = line(
    rf"{_NAME}{_SPACE}+{one_of(RATE)}{_SPACE}+fps{_SPACE}+[^=|\n]+=[^|\n]+",
)
THEME_NAME: Final = whole(_SECTION)
COLOUR: Final = whole(
    score_read.COLOUR,
    *("".join(f"[{letter}{letter.lower()}]" for letter in word) for word in COLOURS),
)

MILLISECONDS: Final = whole(hands_read.MILLISECONDS)

_MESSAGE: Final = one_of(
    *(
        rf"{form.word}\s+\d+" if form.numbers else form.word
        for form in (*BY_WORD.values(), CHANNEL_PRESSURE)
    )
)
_ON: Final = rf"{_MESSAGE}(?:\s+ch\s+\d+)?"
_FROM: Final = one_of(rf"(?:\s+from(?:\s+{one_of(read_device.SOURCE_NAME)})+)?")
_OPTION: Final = one_of(
    read_control.RANGE, words(read_control.SENSES), r"touch\s+note\s+\d+(?:\s+ch\s+\d+)?"
)
_SHAPE: Final = rf"{words(read_control.SHAPES)}\s+"
_CLAIM: Final = rf"(?:toggle\s+)?{_ON}(?:\s+{_OPTION})*{_FROM}"
CONTROL: Final = whole(
    rf"\s*(?:{_SHAPE})?{_CLAIM}\s*",
    rf"\s*unsettled\s+(?:{_SHAPE})?{_CLAIM}(?:\s*,\s*{_CLAIM})*\s*",
)
_BYTES: Final = r"(?:[0-9A-Fa-f]{2}\s*)+"
LIGHT: Final = whole(
    rf"\s*led\s+{_ON}(?:\s+(?:off|on|blink)\s+\d+(?:\s+ch\s+\d+)?)*{_FROM}\s*",
    rf"\s*ring\s+{_ON}(?:\s+{one_of(read_control.RANGE)})?{_FROM}\s*",
    rf"\s*motor\s+{_ON}{_FROM}\s*",
    rf"\s*text\s+\d+\s+{_BYTES}\*\s*{_BYTES}(?:from(?:\s+{one_of(read_device.SOURCE_NAME)})+)?\s*",
)
INIT: Final = whole(rf"\s*{_BYTES}")
SOURCE: Final = whole(read_device.SOURCE)
SOURCE_NAME: Final = whole(read_device.SOURCE_NAME)
