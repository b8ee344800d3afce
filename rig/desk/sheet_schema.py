"""The JSON Schema of a cue sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.desk import patterns
from rig.desk.describe import choice, file, named, table, text
from rig.score.film import GAUGES, SPEED_MAX, SPEED_MIN
from rig.score.read import THEME_KEYS
from rig.score.read_cue import CUE_KEYS
from rig.score.read_film import FILM_KEYS
from rig.score.sheet import Enter, Lead, Leave, On
from rig.score.theme import COLOURS

if TYPE_CHECKING:
    from rig.desk.describe import Schema

SPEED: Final[Schema] = {
    "title": "Projection speed",
    "description": "Frames per second, or minutes for 1000 feet; where it changes, a list.",
    "anyOf": [
        {"type": "number", "minimum": int(SPEED_MIN), "maximum": int(SPEED_MAX)},
        {"type": "string", "pattern": patterns.SPEED},
    ],
    "examples": [20, "200/11", "18, R2 20, R2 412+08 22", "15 min/1000ft"],
}

_BEND: Final = text(
    "Bend", "What the tempo may give so that the hits land.", patterns.BENDS, "4%", "-3 +6 %"
)
_MISS: Final = text(
    "Miss", "How early and how late a hit still counts.", patterns.MISSES, "-60 +100 ms"
)
_PLAY: Final = text(
    "Form",
    "Sections of a name and its bars, then meter, tempo and what else is said; | between them."
    " vamp out 2 4 goes round until GO; // is silence until GO; a theme is recalled by its name.",
    patterns.PLAY,
    'A 16 4/4 q=132 "agitato" | V 4 vamp out 2 4 | B 8 q=132>152',
    "BLUE 1-8 | X 2 or Y 6 | F 1 fermata max 8s",
)
_DYN: Final = text(
    "Dynamics",
    "Each group with its points: a place and a mark from n and pppp to ffff, or tacet;"
    " < and > run to the next mark.",
    patterns.DYN,
    "strings pp, A9 <, V1 mp | winds tacet, B1 f",
)
_FIRE: Final = text(
    "Fire",
    "Names sent at places of the music: bell once, sea~ until -sea, hall=0.4 a value.",
    patterns.FIRE,
    "A1 sea~, B8.3-2b riser, // -sea, hall=0.4",
)
_NOTE: Final = text("Note", "For you, shown while it plays.", "", "listen to the water")

_CUE: Final[dict[str, Schema]] = {
    "on": choice(
        "What starts it",
        "screening, title: words or action: what is seen wait for GO; time for the film to come to"
        " look; segue and attacca for the end of the cue before.",
        (on.value for on in On if on not in (On.TITLE, On.ACTION)),
        patterns.ON,
    ),
    "look": text(
        "When to look",
        "Where in the film it is expected; or three: look from, expected, overdue.",
        patterns.LOOK,
        "1:56+12",
        "0:59 1:04 1:15",
        "R2 84+03",
    ),
    "play": _PLAY,
    "press": text(
        "Presses within the cue",
        "The vamp, fermata or // that a press leaves, when, and what is seen then.",
        patterns.PRESS,
        "V 0:52 the long card leaves | // she turns",
    ),
    "hits": text(
        "Hits",
        "Film position, place in the music (~ for any strong beat), what is seen, weight ! to !!!;"
        " hand and a name: you strike it.",
        patterns.HITS,
        "2:31+06 B1 door slams !!! | 2:53 ~ rope parts !! hand crack",
    ),
    "dyn": _DYN,
    "fire": _FIRE,
    "enter": choice(
        "When a press is taken",
        "While music plays: now (if unsaid), at the next beat or bar, or where a vamp may be left.",
        (enter.value for enter in Enter),
    ),
    "leave": choice(
        "When it is left",
        "What becomes of the cue's own sounds: cut (if unsaid), ring, bar, or fade 1.5s.",
        (leave.value for leave in Leave if leave is not Leave.FADE),
        patterns.FADE,
    ),
    "lead": choice(
        "Who leads the tempo",
        "film: it bends to the hits; sheet: it is as written; hand: you lead.",
        (lead.value for lead in Lead),
    ),
    "bend": _BEND,
    "miss": _MISS,
    "hold": text(
        "Where to hold", "The section that goes round when the film stops.", patterns.HOLD, "A"
    ),
    "note": _NOTE,
}
_THEME: Final[dict[str, Schema]] = {
    "colour": choice(
        "Colour",
        "Its card, as Luz had them: a word, or such as #2f5fb3.",
        (colour.lower() for colour in COLOURS),
        patterns.COLOUR,
    ),
    "play": _PLAY,
    "dyn": _DYN,
    "fire": _FIRE,
    "note": _NOTE,
}
_FILM: Final[dict[str, Schema]] = {
    "title": text("Title", "The film.", "", "The Crowd"),
    "print": text("Print", "Which print the sheet is for.", "", "Filmarkivet restoration, 2019"),
    "zero": text(
        "Zero",
        "What 0:00 is: the press that starts the night.",
        "",
        "first frame of the main title",
    ),
    "gauge": choice("Gauge", "Says how many frames a foot has.", (gauge.name for gauge in GAUGES)),
    "reels": text(
        "Reels",
        "Where each begins, in feet+frames or #frames; from: its own counter there; marks: frames"
        " before its end.",
        patterns.REELS,
        "R1 0+00 | R2 842+05 from 12+00 marks 198 22 | end 2480+10",
    ),
    "speed": SPEED,
    "copy": text(
        "Copies",
        "What another copy's clock reads at places of this print.",
        patterns.COPY,
        "dvd 25 fps 10:00:00:00 = 0:00",
        "file 24 fps 0:00 = #0, 1:52:10.5 = #130000",
    ),
    "bend": _BEND,
    "miss": _MISS,
    "history": {
        "type": "array",
        "title": "History",
        "description": "What was done when the sheet was moved from print to print.",
        "items": {"type": "string"},
    },
}

SHEET: Final = file(
    "A cue sheet",
    "What shall be played to a film.",
    {
        "film": table(
            "The film",
            "Its print, and how it runs.",
            {key: _FILM[key] for key in FILM_KEYS},
            ("speed",),
        ),
        "theme": named(
            "Themes",
            "Music that returns, by its name in capitals.",
            table(
                "A theme",
                "Music that returns.",
                {key: _THEME[key] for key in THEME_KEYS},
                ("play",),
            ),
            patterns.THEME_NAME,
        ),
        "cue": named(
            "Cues",
            'In the order of the film: [cue.3A], and [cue."7.5"] with quotes.',
            table(
                "A cue",
                "Music with a start of its own.",
                {key: _CUE[key] for key in CUE_KEYS},
                ("on",),
            ),
        )
        | {"minProperties": 1},
    },
    ("film", "cue"),
)
