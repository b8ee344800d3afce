"""One line of a device file's controls: its shape, its message, and who says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.hands.device import Control, Shape
from rig.hands.messages import BY_WORD, form_of
from rig.hands.midi import CHANNEL, CONTROL_CHANGE, NOTE_ON
from rig.hands.read_message import FROM, Reading, read_message, read_sources
from rig.hands.signal import Sense, Signal
from rig.notation.document import meant
from rig.notation.words import items

if TYPE_CHECKING:
    from collections.abc import Collection

    from rig.notation.document import Text

SHAPES: Final = {shape.value: shape for shape in Shape}
SENSES: Final = {sense.value: sense for sense in Sense if sense is not Sense.ABSOLUTE}
RANGE: Final = re.compile(r"(\d{1,5})\.\.(\d{1,5})")
TOGGLE: Final = "toggle"
TOUCH: Final = "touch"
UNSETTLED: Final = "unsettled"

_PRESSES: Final = ("note", "program", "mmc", "msc")
"""What is a button where no shape is said; else it is a knob, or what its own word says."""
_LATCHING: Final = (Shape.BUTTON, Shape.PAD, Shape.PEDAL, Shape.SWITCH)
_TOUCHED: Final = (Shape.FADER, Shape.KNOB, Shape.ENCODER)


class _Said(NamedTuple):
    """What one source, or several of one mind, say of a control."""

    signal: Signal
    touch: tuple[int, int] | None
    sources: tuple[str, ...]


def read_control(text: Text, kind: str, known: Collection[str]) -> Control | None:
    """The control a line describes, for a device of this kind with these sources.

    None where it is a problem.
    """
    claims = [Reading(item) for item in items(text, ",")]
    if not claims:
        text.complain("what a control sends is such as fader cc 16 ch 1, note 60 or switch 0")
        return None
    unsettled = claims[0].taken(UNSETTLED)
    shape = _shape(claims[0])
    if shape is None:
        return None
    if len(claims) > 1 and not unsettled:
        claims[1].complain("a control sends one thing; where sources disagree write unsettled")
        return None
    said = [(_words(claim), _claim(claim, shape, kind, known)) for claim in claims]
    good = [one for _, one in said if one is not None]
    if len(good) < len(said):
        return None
    sources = tuple(dict.fromkeys(source for one in good for source in one.sources))
    if unsettled:
        return Control(shape, None, None, sources, tuple(words for words, _ in said))
    return Control(shape, good[0].signal, good[0].touch, sources)


def _words(reading: Reading) -> str:
    return " ".join(word.text for word in reading.left)


def _shape(reading: Reading) -> Shape | None:
    """The shape that comes next, or that a message without one has; None where it is a problem."""
    word, after = reading.text, reading.left[1:2]
    if word in SHAPES and not (word in BY_WORD and after and after[0].text.isdecimal()):
        reading.at += 1
        return SHAPES[word]
    if word in BY_WORD:
        return SHAPES.get(word, Shape.BUTTON if word in _PRESSES else Shape.KNOB)
    near = meant(word, (*SHAPES, *BY_WORD))
    reading.complain(f"{word or 'nothing'} is no shape of a control and no message{near}")
    return None


def _claim(reading: Reading, shape: Shape, kind: str, known: Collection[str]) -> _Said | None:
    toggle = reading.taken(TOGGLE)
    message = read_message(reading, kind)
    if message is None:
        return None
    low, high = 0, form_of(message[0]).high
    sense, touch = Sense.ABSOLUTE, None
    while reading.text not in ("", FROM):
        if found := RANGE.fullmatch(reading.text):
            low, high = int(found[1]), int(found[2])
            reading.at += 1
        elif reading.text in SENSES:
            sense = SENSES[reading.text]
            reading.at += 1
        elif reading.taken(TOUCH):
            touch = _touch(reading, kind)
            if touch is None:
                return None
        else:
            near = meant(reading.text, (*SENSES, TOUCH, FROM))
            reading.complain(f"{reading.text} says nothing of a control{near}")
            return None
    signal = Signal(*message, low, high, sense, toggle)
    wrong = _wrong(signal, shape, touched=touch is not None)
    if wrong:
        reading.item.complain(wrong)
    sources = read_sources(reading, known)
    return None if wrong or sources is None else _Said(signal, touch, sources)


def _touch(reading: Reading, kind: str) -> tuple[int, int] | None:
    if reading.text != "note":
        reading.complain("a touch is told by a note: write touch note 104")
        return None
    return read_message(reading, kind)


def _wrong(signal: Signal, shape: Shape, *, touched: bool) -> str:
    """What is wrong with a control as a whole; empty where nothing is."""
    form = form_of(signal.status)
    ranged = (signal.low, signal.high) != (0, form.high)
    relative = signal.sense is not Sense.ABSOLUTE
    if signal.low == signal.high:
        return "a range runs from one value to another: write 0..120"
    if ranged and not form.tells_value:
        return f"{form.word} has no value; take the range out"
    if max(signal.low, signal.high) > form.high:
        return f"{form.word} has values from 0 to {form.high}"
    if ranged and relative:
        return "what tells turns has no range of values; take it out"
    if relative and (shape is not Shape.ENCODER or form.status != CONTROL_CHANGE):
        return f"{signal.sense.value} is a way an encoder tells turns: write encoder cc 16 twos"
    if signal.toggle and (
        shape not in _LATCHING or signal.status & ~CHANNEL not in (NOTE_ON, CONTROL_CHANGE)
    ):
        return "toggle is of what is pressed: write button toggle cc 48"
    if touched and shape not in _TOUCHED:
        return "a touch is of a fader, knob or encoder; take it out"
    return ""
