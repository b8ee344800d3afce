"""Reading what a light shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.hands.binding import Levels, Lit, Ride, Sign, Value
from rig.hands.commands import Layer, Strike, Tacet
from rig.hands.shaping import Shaping
from rig.hands.takeover import Takeover
from rig.notation.document import meant

if TYPE_CHECKING:
    from rig.hands.binding import Patched
    from rig.notation.document import Text

_SIGNS: Final = tuple(sign.value for sign in Sign)


def read_lamp(line: Text, patched: Patched) -> Sign | Lit | None:
    """What a light shows; None and a problem where it cannot be understood."""
    said = line.value.strip()
    if said in _SIGNS:
        return Sign(said)
    word, _, name = said.partition(" ")
    if word == "tacet" and name in patched.groups:
        return Lit(Tacet((name,)))
    if word == "layer" and name:
        return Lit(Layer(name, held=False))
    if said in patched.groups:
        return Lit(Ride(Levels((said,)), 0.0, 1.0, Takeover.JUMP, Shaping()))
    if said in patched.values:
        span = patched.values[said]
        return Lit(Ride(Value(said), span.low, span.high, Takeover.JUMP, Shaping()))
    if said in patched.sounds:
        return Lit(Strike(said))
    known = (*_SIGNS, "tacet", "layer", *patched.groups, *patched.values, *patched.sounds)
    line.complain(f"{said or 'nothing'} is nothing a light can show{meant(said, known)}")
    return None
