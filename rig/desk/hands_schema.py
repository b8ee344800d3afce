"""The JSON Schemas of hands and devices."""

from __future__ import annotations

from typing import Final

from rig.desk import patterns
from rig.desk.describe import choice, file, named, text
from rig.hands import device
from rig.hands.commands import Verb
from rig.hands.read import GUARD_MAX_MS, REACTION_MAX_MS

_CONTROL: Final = choice(
    "What it is for",
    "A verb such as go; go to 3 goes to a cue; strings trim -12..+6 dB rides on the sheet; strings"
    " jump pp..ff sets the level; all is every group; lean -6..+6 % leans on the tempo, nudge +2 %"
    " by one press; tempo q=96 over 4 beats; lead hand/film; a sound's name strikes it.",
    (verb.value for verb in Verb),
    *patterns.COMMANDS,
    patterns.SOUND,
)

HANDS: Final = file(
    "Hands",
    "What each control of each device is for.",
    {
        "guard": text(
            "Guard",
            f"How soon the same press is refused, 0 to {GUARD_MAX_MS} ms.",
            patterns.MILLISECONDS,
            "250 ms",
        ),
        "reaction": text(
            "Reaction",
            "How long you take from seeing to pressing, as measured in a rehearsal,"
            f" 0 to {REACTION_MAX_MS} ms.",
            patterns.MILLISECONDS,
            "210 ms",
        ),
    },
) | {
    "additionalProperties": named(
        "A device", "By its name in devices/: each control, and what it is for.", _CONTROL
    )
}

DEVICE: Final = file(
    "A device",
    "What each control of a controller sends.",
    {
        "kind": choice("Kind", "midi, or serial: the rig's pedal box.", device.KINDS),
        "port": text("Port", "What its port's name holds.", "", "nanoKONTROL2"),
        "mode": text("Mode", "How the device must be set, for you.", "", "factory setting"),
        "source": text("Source", "Where this knowledge is from.", r"[\s\S]", "the maker's manual"),
        "control": named(
            "Controls",
            "Each control by its name, and what it sends.",
            text(
                "A control",
                "Its message; channel 1 if unsaid. A pedal box has switches.",
                patterns.SENDS,
                "cc 16 ch 1",
                "note 60",
                "switch 0",
            ),
        ),
    },
    ("kind", "source", "control"),
)
