"""Any sheet of a film: every form with hits on it, in a house with machines and a late loft.

The house is that of ``nights``, with the hands of ``handed``, two machines that say where the film
is, and an external leader of the beat. Each trigger has its own sound, so that what was fired tells
from where.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from handed import hands_for
from hypothesis import strategies as st
from nights import FILM, HOUSE, KORG, PEDAL
from sources import ROOT

from rig.venue.load import File, prepare

if TYPE_CHECKING:
    from rig.conductor.show import Show

LOOKS_S = 11
"""So far apart in the film the cues are expected."""
FPS = 20
MTC, MPV = "mtc Deck", "mpv m.sock"
BOOTH = 'clock = \'mtc "Deck", mpv "m.sock"\'\nbeat = \'midi-clock "Live"\''
LOFT = 'is = "osc 127.0.0.1:9001"\n'


class Form(NamedTuple):
    """What a cue plays, its dynamics, and places in it with the second they are played at."""

    play: str
    dyn: str
    spots: tuple[tuple[str, float], ...]
    holds: tuple[str, ...] = ()
    """Sections that can go round while the film stands."""


FORMS = (
    Form("A 5 4/4 q=120", "strings p <, A3 f", (("A2", 2), ("A3.3", 5), ("end", 10)), ("A",)),
    Form(
        "A 1 4/4 q=120 | V 1 vamp out 1.2 1 | B 2 3/4 q=90",
        "strings mf, V1 <, B1 ff | organ p <, B1 f",
        (("A1.3", 1), ("V1", 2), ("B1", 6), ("B2", 8)),
        ("A", "V"),
    ),
    Form(
        "A 2 4/4 q=90>140 2-4x | S 1 safety | B 2",
        "winds ppp <, B1 fff",
        (("A2", 2.4), ("S1", 8.6), ("B1.2", 10.7)),
        ("A", "S"),
    ),
    Form(
        "A 2 6/8 q.=80 | O 1 optional | X 1 or Y 2 | B 2 2/4 h=50",
        "organ pp <, X1 f, Y1 p, B1 <, end mf",
        (("A2", 1.5), ("X1", 3), ("Y1", 3), ("B1", 4.5), ("B2.2", 7)),
    ),
    Form(
        "A 2 4/4 q=100 fermata 1.3 max 2s | B 2 3/4 | C 2 q=160",
        "strings p >, B1 pp | winds mf <, end ff",
        (("A2", 4), ("B1", 7), ("C1", 10.6)),
        ("B",),
    ),
    Form(
        "A 2 7/8 2+2+3 e=280 fermata | // | B 2 4/4 q=100",
        "winds p, B1 f",
        (("A2", 1.5), ("//", 3), ("B1.3", 6)),
    ),
    Form(
        "A 3 12/8 q.=60>90 time pickup 1 count 2 | T 1 4/4 click 12-2 3x | tacet 1",
        "strings mf, T1 n",
        (("A1", 0.3), ("A3", 7), ("T1", 10), ("end", 17)),
        ("T",),
    ),
    Form("V 2 3/4 q=200>80 exp vamp | W 2 4/4 q=150>90 period", "winds p <, W1 f", (("W1", 6),)),
    Form("A 6 5/4 3+2 q=150 | //", "strings n <, end ff", (("A3", 4), ("A5.4", 9.2))),
)
SOUNDS = tuple(f"t{number}" for number in range(30))


@dataclass(frozen=True, slots=True)
class Drawn:
    """The cues of a sheet, and what the tempo may give in each: slower and faster, percent."""

    cues: str
    bends: tuple[tuple[int, int], ...]
    early_ms: int


def _cue(
    draw: st.DrawFn, number: int, leads: tuple[str, ...], ons: tuple[str, ...]
) -> tuple[str, tuple[int, int]]:
    form = draw(st.sampled_from(FORMS))
    on = "screening" if number == 1 else draw(st.sampled_from(ons))
    look_s = LOOKS_S * (number - 1)
    hits, fires = [], []
    for place, at_s in form.spots:
        if draw(st.integers(0, 3)):
            frame = round((look_s + at_s * draw(st.integers(88, 112)) / 100) * FPS)
            weight, miss = draw(st.sampled_from(["!", "!!", "!!! -20+40ms"])), len(hits)
            hits.append(f"#{frame} {place} hit{miss} {weight}")
        fires.append(f"{place} {SOUNDS[(number - 1) * 6 + len(fires)]}")
    value = draw(st.sampled_from(["hall", "room"]))
    bend = draw(st.tuples(st.integers(0, 8), st.integers(0, 8)))
    hold = draw(st.sampled_from(["", *form.holds]))
    leave = draw(st.sampled_from(["cut", "ring", "bar", "fade 1s"]))
    lines = [
        f'[cue.{number}]\non = "{on}"\nlook = "#{look_s * FPS}"\nplay = "{form.play}"',
        f'dyn = "{form.dyn}"\nfire = "{value}=0.{number}, {", ".join(fires)}"\nleave = "{leave}"',
        f'lead = "{draw(st.sampled_from(leads))}"\nbend = "-{bend[0]} +{bend[1]} %"',
    ]
    if on in ("title: x", "action: y"):
        lines.append(f'enter = "{draw(st.sampled_from(["now", "beat", "bar", "exit"]))}"')
    lines += [f'hits = "{" | ".join(hits)}"'] * bool(hits) + [f'hold = "{hold}"'] * bool(hold)
    return "\n".join(lines), bend


@st.composite
def sheets(
    draw: st.DrawFn,
    leads: tuple[str, ...] = ("film", "film", "sheet", "hand"),
    ons: tuple[str, ...] = ("title: x", "action: y", "segue", "attacca", "time"),
) -> Drawn:
    """One to four cues of any form, with hits here and there."""
    count = draw(st.integers(1, 4))
    cues = [_cue(draw, number, leads, ons) for number in range(1, count + 1)]
    early_ms = draw(st.sampled_from([0, 0, 100]))
    return Drawn("\n".join(text for text, _ in cues), tuple(bend for _, bend in cues), early_ms)


def files(drawn: Drawn) -> dict[str, File]:
    """The files of a show of these cues."""
    early = f'{LOFT}early = "{drawn.early_ms} ms"\n' if drawn.early_ms else LOFT
    sounds = "\n".join(
        f'{name} = "{("desk", "loft")[n % 2]} /{name}"' for n, name in enumerate(SOUNDS)
    )
    texts = {
        "show": f"{HOUSE.replace(LOFT, early)}{sounds}\n[film]\n{BOOTH}\n",
        "sheet": FILM + drawn.cues,
        "hands": hands_for(drawn.cues),
    }
    found = {name: File(f"{name}.toml", text.encode()) for name, text in texts.items()}
    device = {name: ROOT / "mappings" / "devices" / f"{name}.toml" for name in (KORG, PEDAL)}
    return found | {f"device:{name}": File(str(at), at.read_bytes()) for name, at in device.items()}


@cache
def show(drawn: Drawn) -> Show:
    """The show of these cues."""
    return prepare(files(drawn)).show
