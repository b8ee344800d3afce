"""The JSON Schema of a show."""

from __future__ import annotations

from typing import Final

from rig.conductor.sources import Changeover
from rig.desk.describe import choice, file, named, table, text
from rig.desk.patterns import line, one_of, whole, words
from rig.desk.sheet_schema import SPEED
from rig.score.sheet import Moment
from rig.venue import house, outs, read, wiring

_ANY: Final = r"[\s\S]*"
_PORT: Final = r'(?:\s+[^\s"]+|\s*"[^"\n]+")'
_STREAM: Final = rf'stream(?:\s+[^\s"]+\s+|\s*"[^"\n]+"\s*)(?:{"|".join(read.BAUDS)})'
_PLACES: Final = {"midi": _PORT}
_PORTS: Final = (*(f"{kind}{_PORT}" for kind in read.DEVICE_KINDS if kind != "stream"), _STREAM)
_HOST_AND_PORT: Final = rf"\s+{one_of(outs.HOST)}"
_OUTPUT: Final = whole(
    *(rf"\s*{kind}{_PLACES.get(kind, _HOST_AND_PORT)}\s*" for kind in outs.KINDS)
)
_RANGED: Final = rf"\s{one_of(wiring.RANGE)}(?:\s+dB(?:\s+as\s+amp)?)?\s*"
_FILE: Final = r"[\s\S]"
_SPACE: Final = r"[^\S\n]"
_NAMED: Final = rf'(?:{_SPACE}+[^\s",]+|{_SPACE}*"[^"\n]+")'
_COPY: Final = rf"(?:{_SPACE}+(?!(?:go|from)(?:\s|,|$)){one_of(house.COPY)})?"
_CALLERS: Final = rf'(?:{_SPACE}+from(?:{_SPACE}+[^\s",]+)+)?'
_CLOCK: Final = line(
    one_of(
        house.PRESS,
        rf"mtc{_NAMED}{_COPY}",
        rf"mpv{_NAMED}(?:{_SPACE}+{one_of(house.COPY)}){{0,2}}",
        rf"osc(?:{_SPACE}+{one_of(house.SOCKET)})?{_COPY}{_CALLERS}",
    )
    + rf"{_SPACE}*",
    r",\n",
)

SHOW: Final = file(
    "A show",
    "One house: its outputs, and what each name of the sheet turns there.",
    {
        "sheet": text("Sheet", "The cue sheet, beside this file.", _FILE, "sheet.toml"),
        "hands": text("Hands", "What each control is for, beside this file.", _FILE, "hands.toml"),
        "film": table(
            "The film",
            "How it runs in this house.",
            {
                "clock": text(
                    "Clock",
                    "Who says where the film is, in the order of trust: mtc, mpv and osc, each"
                    " with its place and, where it plays one, a copy of the sheet; last press,"
                    " the first GO being 0:00.",
                    _CLOCK,
                    "press",
                    'mtc "MOTU"',
                    'mpv "mpv.sock" viewing go, press',
                    f"osc {house.SOCKET_UNSAID}",
                ),
                "speed": SPEED,
                "picture": text(
                    "Picture",
                    "How late the screen is, seen from the seats, 0 to 500 ms.",
                    whole(rf"\s*{one_of(house.PICTURE)}\s*"),
                    "60 ms late",
                ),
                "reels": choice(
                    "Reels",
                    "How one reel follows another.",
                    (one.value for one in Changeover),
                ),
                "beat": text(
                    "Beat",
                    "Who leads the beat from outside: a MIDI clock, and where it comes in.",
                    whole(rf"\s*{house.LEADER}{_PORT}\s*"),
                    'midi-clock "IAC Bus 1"',
                ),
            },
        ),
        "out": named(
            "Outputs",
            "Each by a name of your choice.",
            table(
                "An output",
                "Where its messages go.",
                {
                    "is": text(
                        "What it is",
                        f"One of {', '.join(outs.KINDS)}, and where.",
                        _OUTPUT,
                        "osc 127.0.0.1:57120",
                        "supercollider 127.0.0.1",
                        'midi "IAC Bus 1"',
                    ),
                    "pulse": text(
                        "Pulse",
                        "How it is told the tempo: tempo and a message, or none (if unsaid).",
                        whole(rf"\s*none(?:\s{_ANY})?", rf"\s*tempo\s{_ANY}{_RANGED}"),
                        "tempo /tempo <f> 10..999",
                        "none",
                    ),
                    "early": text(
                        "Early",
                        "How long it takes to speak, 0 to 1000 ms: it is told so much sooner.",
                        whole(outs.EARLY),
                        "100 ms",
                    ),
                    "exits": choice(
                        "Exits",
                        "When what begins behind a vamp is sent: as its exit is taken (if unsaid),"
                        " or as soon as that is decided, for what waits for its bar by itself.",
                        (Moment.TAKEN.value, Moment.DECIDED.value),
                    ),
                },
                ("is",),
            ),
            rf"^(?!{words((*outs.KINDS, *outs.LATER_KINDS))}$)",
        ),
        "group": named(
            "Groups",
            "What each group of the sheet turns.",
            text(
                "A group",
                "An output, a message with a value, and its range; me: your own ten fingers.",
                whole("me", _ANY + _RANGED),
                "hall /strings <f> -40..-2 dB",
                "keys cc 7 ch 2 0..127",
                "me",
            ),
        ),
        "sound": named(
            "Sounds",
            "What each name fires or sets.",
            text(
                "A sound",
                "An output and a message; behind stop what ends it.",
                whole(rf'\s*[^\s"]+[\s"]\s*\S{_ANY}'),
                'hall /clip "sea" 1 stop /clip "sea" 0',
                "hall /reverb <f> 0..1",
                "keys note 38 vel 100 ch 10",
            ),
        ),
        "port": named(
            "Ports",
            "Where each device is plugged in.",
            text(
                "A port",
                "midi, or keys for a page turner, and what its name holds; serial for the rig's own"
                " box, lines for a bare switch, or stream for MIDI bytes, and where, a stream's"
                " speed behind it; rig ports lists them.",
                whole(*(rf"\s*{one}\s*" for one in _PORTS)),
                'midi "nanoKONTROL2"',
                "serial /dev/ttyACM0",
                "lines /dev/ttyUSB0",
                'keys "AirTurn"',
                "stream /dev/ttyUSB0 31250",
            ),
        ),
    },
    ("sheet", "hands"),
)
