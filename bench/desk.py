"""How long the desk takes: a long sheet read and checked, long lists brought in."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import TYPE_CHECKING

from rig.exchange import formats
from rig.exchange.asked import Asked
from rig.exchange.spotting import Marker, MarkerKind, MeterChange, SpottingList, TempoChange
from rig.notation.document import SIZE_MAX, read
from rig.score.advice import advise
from rig.score.plan import plan
from rig.score.read import read_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

CUES, MARKERS = 2_000, 5_000
_ROUNDS = 5
_HEAD = """rig = 1
[film]
speed = 20
[theme.BLUE]
play = "A 8 3/4 q=96"
fire = "A1 sea~"
"""
_CUES = (
    """on = "title: Ellen, his daughter"
look = "{0} {0} {9}"
play = "BLUE | V 4 vamp out 2 4 | X 2 | F 1 fermata max 4s"
press = "V the long card leaves"
hits = "{30}+12 F1 the lamp is lit !!!"
dyn = "strings pp, A5 <, V1 mp, X1 <, F1 f | winds tacet, A5 p, V1 tacet, X1 mf"
fire = "F1 lamp-bell"
""",
    """on = "action: boat drops from the davits"
look = "{0}"
play = "A 4 4/4 q=132 | B 3 | S 1 safety | C 12 q=132>152"
hits = "{7}+06 B1 door slams !!! | {14}+12 C1 rope parts !! hand crack"
dyn = "strings f, C1 <, end ff | winds tacet, B1 mf, C1 f"
fire = "A1 chase, B1 brass, C1-2b riser"
hold = "A"
""",
    """on = "attacca"
play = "A 4 6/8 q.=100 | B 2 q.=100>80 | X 1 or Y 2 | //"
dyn = "strings ff, B1 >, X1 mp, Y1 mp >, // tacet"
fire = "A1 storm, // -sea"
""",
    """on = "title: Ellen!"
look = "{0}"
enter = "bar"
play = "BLUE q=60"
dyn = "piano pp | strings tacet, A5 n <, A7 p"
""",
)
_CUE_S = 40


def long_sheet() -> bytes:
    """Cues as a score has them, one after another in the film, up to their number."""
    parts = [_HEAD]
    for number in range(CUES):
        clock = [f"{at // 60}:{at % 60:02}" for at in range(number * _CUE_S, number * _CUE_S + 40)]
        cue = _CUES[number % len(_CUES)].format(*clock)
        parts.append(f"[cue.{number + 1}]\n{cue}")
    content = "".join(parts).encode()
    assert len(content) <= SIZE_MAX, "the sheet is as long as a sheet may be"
    return content


def sheet() -> Iterator[tuple[str, float]]:
    """Seconds for each part of reading and checking it, the best of five."""
    content = long_sheet()
    best: dict[str, float] = {}
    for _ in range(_ROUNDS):
        begin_s = time.perf_counter()
        document = read("sheet.toml", content)
        read_s = time.perf_counter()
        understood = read_sheet(document)
        sheet_s = time.perf_counter()
        assert not document.problems, document.problems[0]
        advise(document, plan(understood))
        end_s = time.perf_counter()
        parts = {
            "the file read": read_s - begin_s,
            "the sheet understood": sheet_s - read_s,
            "planned and advised": end_s - sheet_s,
            "in all": end_s - begin_s,
        }
        best = {name: min(took, best.get(name, took)) for name, took in parts.items()}
    yield from best.items()


def lists() -> Iterator[tuple[str, float]]:
    """Seconds to read 5,000 markers of each format that is also written."""
    markers = tuple(
        Marker(Fraction(number, 2), MarkerKind.HIT, f"what is seen {number}")
        for number in range(MARKERS)
    )
    spotting = SpottingList(
        "A long list",
        None,
        Fraction(0),
        markers,
        (TempoChange(Fraction(0), Fraction(0), Fraction(96)),),
        (MeterChange(Fraction(0), 4, 4),),
    )
    asked = Asked(Fraction(24))
    for word in formats.WRITTEN:
        content = formats.write(word, spotting, asked).content
        begin_s = time.perf_counter()
        found = formats.read(f"list{formats.ending(word)}", content, asked)
        took_s = time.perf_counter() - begin_s
        assert len(found.markers) == MARKERS, f"{word}: {len(found.markers)} markers came back"
        yield word, took_s
