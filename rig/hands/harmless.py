"""What may lie under one foot: nothing else hangs on a press of GO than GO.

A plain press fires on its first edge, so whatever hold, double, long or a chord shall mean, the
plain press has happened already. On a control that says GO that is allowed only where the plain
press does no harm; everywhere else it is the player's own choice. The other control of a chord was
pressed before, in whichever layer or cue that was: what its plain press does anywhere, counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.hands.binding import Gesture
from rig.hands.commands import Act, Layer, Verb

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rig.hands.binding import Binding
    from rig.notation.document import Text

_GO: Final = Act(Verb.GO)
_IN_ITS_PLACE: Final = (Gesture.HOLD, Gesture.LONG, Gesture.DOUBLE, Gesture.CHORD)
"""What comes after a plain press of the same control."""


def check_gestures(
    bindings: tuple[Binding, ...], lines: Mapping[tuple[str, str, str, str], Text]
) -> None:
    """Note a problem in the line of each control on which a gesture endangers a GO."""
    plain_at: dict[tuple[str, str, str, str], list[Binding]] = {}
    plain_of: dict[tuple[str, str], list[Binding]] = {}
    for one in bindings:
        if one.gesture is Gesture.PRESS:
            plain_at.setdefault((one.plug, one.control, one.layer, one.cue), []).append(one)
            plain_of.setdefault((one.plug, one.control), []).append(one)
    for one in bindings:
        if one.gesture not in _IN_ITS_PLACE:
            continue
        key = (one.plug, one.control, one.layer, one.cue)
        first = [*plain_at.get(key, []), *plain_of.get((one.plug, one.chord), [])]
        foot = next((other.control for other in first if other.command == _GO), None)
        if foot is not None:
            lines[key].complain(
                f"{foot} is a GO, and its plain press goes first: nothing else can be"
                f" behind {_said(one)}; give that to another control"
            )
        elif one.command == _GO and not all(map(_harmless, first)):
            lines[key].complain(
                f"GO behind {_said(one)} comes after what a plain press does; a plain press"
                " there may only be note, a shift or nothing"
            )


def _harmless(binding: Binding) -> bool:
    return isinstance(binding.command, Layer) or binding.command == Act(Verb.NOTE)


def _said(binding: Binding) -> str:
    chord = f" {binding.chord}" if binding.chord else ""
    return f"{binding.gesture.value}{chord}:"
