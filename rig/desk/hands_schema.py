"""The JSON Schemas of hands and devices."""

from __future__ import annotations

from typing import Final

from rig.desk import hands_patterns, patterns
from rig.desk.describe import choice, either, file, many, named, text
from rig.hands import device
from rig.hands.commands import Verb
from rig.hands.read import CUE, GUARD_MAX_MS, LAYERS, REACTION_MAX_MS

_CONTROL: Final = choice(
    "What it is for",
    "A verb such as go; go to 3 goes to a cue; strings rides on the sheet, strings catch pp..ff"
    " sets the level, strings ff by a press; all is every group; tacet strings, sheet strings; a"
    " value, or an output and its message; lean -6..+6 % leans on the tempo, nudge +2 % by one"
    " press; tempo q=96 over 4 beats; lead hand/film; shift, layer solo; a sound's name strikes it."
    " A bar stands between two things; press: release: hold: long: double: or with CONTROL: before"
    " one.",
    (verb.value for verb in Verb),
    hands_patterns.CONTROL,
)
_DEVICE: Final = either(
    "A device",
    "By its name in devices/: each control, and what it is for; of two alike each by a name.",
    named("A device", "Each control, and what it is for.", _CONTROL),
    named(
        "Some devices alike",
        "Each by a name of yours; usb, serial or port tells which it is.",
        named("One of them", "Each control, and what it is for.", _CONTROL),
    ),
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
        LAYERS: named(
            "Layers",
            "Each by its name: what controls do while it is on, by devices as outside.",
            named("A layer", "Its devices.", _DEVICE),
        ),
        CUE: named(
            "Cues",
            "Each by its number: what controls do while it plays, by devices as outside.",
            named("A cue", "Its devices.", _DEVICE),
        ),
    },
) | {"additionalProperties": _DEVICE}

DEVICE: Final = file(
    "A device",
    "What each control of a controller sends, how it is lit, and who says so.",
    {
        "kind": choice("Kind", "midi, or serial: the rig's pedal box.", device.KINDS),
        "port": text("Port", "What its port's name holds.", "", "nanoKONTROL2"),
        "mode": text("Mode", "How the device must be set, for you.", "", "factory setting"),
        "init": many(
            "Init",
            "The messages it is sent when it is found.",
            text("A message", "In hexadecimal.", patterns.INIT, "B0 7F 00"),
        ),
        "source": either(
            "Source",
            "Where this knowledge is from: each source by a short name, or one for the whole file.",
            text("A source", "Of the whole file.", r"[\s\S]", "the maker's manual"),
            named(
                "Sources",
                "Each by a short name.",
                text(
                    "A source",
                    "A document of the maker, or somebody's program.",
                    patterns.SOURCE,
                    "maker: Korg, nanoKONTROL2 Parameter Guide",
                    "program: Mixxx, res/controllers/Korg nanoKONTROL2.midi.xml",
                ),
                patterns.SOURCE_NAME,
            ),
        ),
        "control": named(
            "Controls",
            "Each control by its name, and what it sends.",
            text(
                "A control",
                "Its shape, its message, and who says so; channel 1 if unsaid. A pedal box has"
                " switches and pedals.",
                patterns.CONTROL,
                "fader cc 9 ch 11 from guide",
                "encoder cc 16 sign from guide mixxx",
                "fader bend touch note 104",
                "pedal cc14 11 0..16000 from none",
                "button toggle cc 48",
                "unsettled button note 1 from guide, note 3 from mixxx",
                "cc 16 ch 1",
                "switch 0",
                "pedal 0",
            ),
        ),
        "light": named(
            "Lights",
            "How things are lit, mostly by the name of their control.",
            text(
                "A light",
                "Its message, its values, and who says so.",
                patterns.LIGHT,
                "led note 32 off 0 on 127 blink 1 from guide",
                "ring cc 48 1..11",
                "motor bend ch 2",
                "led switch 0",
                "text 7 F0 00 00 66 14 12 00 * F7",
            ),
        ),
    },
    ("kind", "source", "control"),
)
