"""What a player may write for a control of the hands, as a pattern that an editor understands."""

from __future__ import annotations

from typing import Final

from rig.desk.patterns import line, one_of, words
from rig.hands import read_line, read_ride, read_time
from rig.hands.binding import Gesture
from rig.hands.commands import Verb

_RANGE: Final = rf"{one_of(read_ride.RANGE)}(?:\s+(?:dB|%))?"
_OPTION: Final = one_of(
    _RANGE,
    read_ride.MARK_RANGE,
    words(read_ride.TAKEOVERS),
    rf"curve\s+{words(read_ride.LAWS)}",
    rf"points(?:\s+{one_of(read_ride.POINT)})+",
    rf"steps\s+{one_of(read_ride.STEPS)}",
    rf"gate\s+{one_of(read_ride.PERCENT)}(?:\s+%)?",
    rf"smooth(?:\s+{one_of(read_ride.HERTZ)}(?:\s+Hz)?)?",
)
_NEEDS_MORE: Final = one_of(
    rf"{words(('go', 'panic', 'lean', 'nudge', 'tempo', 'tacet', 'sheet', 'layer'))}(?:\s|$)",
    r"lead\s\S*/",
    rf"\S+\s+{words((*read_ride.TAKEOVERS, *read_ride.OPTIONS))}(?:\s|$)",
)
_NAMED: Final = rf"(?!{_NEEDS_MORE})[^|\n]+"
"""A sound, a group, a value, a message to an output, whatever it may be called."""
_SAID: Final = one_of(
    words(verb.value for verb in Verb),
    read_line.PANIC,
    *(read_time.LEADS, read_time.NUDGE, read_time.TEMPO, read_time.GO_TO),
    rf"lean(?:\s+{_OPTION})*\s+{one_of(read_ride.RANGE)}\s+%(?:\s+{_OPTION})*",
    r"(?:tacet|sheet)\s+\S+",
    r"layer\s+\S+",
    rf"(?!lean\s)\S+(?:\s+{_OPTION})+",
)
_GESTURES: Final = words(f"{one.value}:" for one in Gesture if one is not Gesture.CHORD)
_GESTURE: Final = rf"(?:(?:{_GESTURES}|{Gesture.CHORD.value}\s+\S+:)\s+)?"
_ALONE: Final = rf"{_SAID}[ ]*(?=[|\n]|$)"
_PHRASE: Final = rf"[ ]*{_GESTURE}{one_of(_ALONE, _NAMED)}"
CONTROL: Final = r"(?=[\s\S]*[^\s|])" + line(_PHRASE, space="[ ]")
