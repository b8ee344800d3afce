"""The JSON Schema of a player: a script for rehearsals."""

from __future__ import annotations

from typing import Final

from rig.desk.describe import file, text
from rig.desk.patterns import FREE, line, one_of
from rig.rehearsal import script

PLAYER: Final = file(
    "A player",
    "Who touches what, when, in a rehearsal.",
    {
        "play": text(
            "Moves",
            "A time of the clock, a device or key, a control, and where it moves to.",
            line(rf'{one_of(script.TIME)}[^\S\n]+[^\s"|]+[^\S\n]+[^\s"|]+{FREE}'),
            "0:01 footswitch left | 0:05.5 nanoKONTROL2 slider1 64>100 in 2s",
            "0:20 key space",
            "0:22 nanoKONTROL2 gone",
        )
    },
    ("play",),
)
