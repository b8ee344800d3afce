"""Any sheet and any night, for hypothesis: forms that wait and go round, moves aimed at limits."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from hypothesis import strategies as st
from nights import CONTROLS, KORG, PEDAL, button, knob, replay, us
from nights import show as make_show

from rig.conductor.events import KeyIn, Opened, PortFound, PortLost, Restarted, TargetBack, Wake

if TYPE_CHECKING:
    from rig.conductor.events import Event
    from rig.conductor.show import Show

show = cache(make_show)

LASTS_S = 14
RANGES = {
    "/strings": (0, 10),
    "/winds": (-40, 0),
    "/organ": (0, 10),
    "/hall": (0, 1),
    "/room": (0, 1),
    "/tempo": (10, 999),
}
# What a cue plays, its dynamics, what it fires, and how many triggers that are.
FORMS = (
    ("A 2 4/4 q=120", "strings p <, A2 f | winds mf, end n", "A1 bell, A2 sea~, A1 hall=0.5", 1),
    ("A 2 4/4 q=60>140 | // | B 1 q=100", "strings f, A2 >, // n, B1 pp", "A1 note, // -sea", 1),
    ("// | A 1 4/4 q=132", "winds ppp <, A1 fff", "A1.2 bell, A1 room=0.75", 1),
    (None, "strings mp | organ f", "gong, hall=0.25, room=1", 1),
    ("A 1 4/4 q=60 | //", "strings pp <, A1.3 ff", "A1 bell, // gong", 2),
    (
        "A 1 4/4 q=120 fermata 1.2 max 1s | B 1 3/4 fermata 1.1 fermata",
        "strings p <, A1.3 f >, B1 mp | winds mf <, end ff",
        "A1.3 bell, B1.2 gong, A1 pad, end note",
        3,
    ),
    (
        "A 1 3/4 q=150>180 pickup 1 count 2 3x | X 1 2/4 or Y 2 | O 1 optional | S 1 safety",
        "organ pp <, A1 f, X1 p, Y1 pp, S1 <, end mf | strings mf, O1 n",
        "A1 bell, X1 gong, Y1 note, O1 room=1, S1 pad, A1 hall=0.75",
        4,
    ),
    ("A 1 7/8 2+2+3 e=280 fermata max 0.5s | tacet 1", "winds p, end n", "A1.3 bell, A1.5 sea~", 1),
    (
        "A 1 4/4 q=90 | V 2 vamp out 1.2 2 | B 1 3/4",
        "strings mf, V1 <, V2 ff, B1 p | organ p <, B1 f",
        "V1 pad, B1 gong, V2 room=0.25, A1 -sea, B1 clip, V.decided bell, V.taken note",
        None,
    ),
    ("V 2 6/8 q.=80 vamp out 1", "organ ff, end n", "V1 bell, V2 note, end gong, V1 hall=1", None),
    ("V 1 3/4 q=200>80 vamp | W 1 4/4 q=150 vamp out 1.1", "winds p <, W1 f", "W1 pad", None),
)
PLAIN = tuple(range(8))


def written(number: int, form: int, on: str, enter: str, leave: str) -> str:
    music, dynamics, fires, _ = FORMS[form]
    pressed = on not in ("segue", "attacca", "time")
    return "\n".join(
        [
            f'[cue.{number}]\non = "{on}"\nlook = "0:{2 * number:02}"',
            f'enter = "{enter}"' if pressed else "",
            f'leave = "{leave}"\ndyn = "{dynamics}"\nfire = "{fires}"',
            f'play = "{music}"\n' if music else "",
        ]
    )


@st.composite
def sheets(draw: st.DrawFn, forms: tuple[int, ...] = tuple(range(len(FORMS)))):
    """The forms of the cues, and the cues."""
    chosen = draw(st.lists(st.sampled_from(forms), min_size=1, max_size=5))
    if FORMS[chosen[0]][0] is None:
        chosen[0] = 0
    starts = st.sampled_from(["title: x", "action: y", "segue", "attacca", "time"])
    ons = ["screening", *(draw(starts) for _ in chosen[1:])]
    for number, before in enumerate(chosen[:-1], 1):
        if FORMS[before][0] is None and ons[number] in ("segue", "attacca"):
            ons[number] = "action: y"  # nothing comes to an end before it
    cues = [
        written(
            number,
            form,
            on,
            draw(st.sampled_from(["now", "beat", "bar", "exit"])),
            draw(st.sampled_from(["cut", "ring", "bar", "fade 1s"])),
        )
        for number, (form, on) in enumerate(zip(chosen, ons, strict=True), 1)
    ]
    return tuple(chosen), "\n".join(cues)


# Aimed at limits: bars and beats of the forms, and the microseconds around them.
TIMES = st.builds(
    lambda quarter, beside: quarter * 250_000 + beside,
    st.integers(1, 4 * (LASTS_S - 1)),
    st.sampled_from([0, 0, 1, 2, 999, 100_000, 249_000]),
)
LATE_US = st.sampled_from([0, 0, 800, 60_000, 249_999, 250_000, 250_001])
VERBS = {"go": "space", "back": "left", "skip": "right", "panic": "escape"}


def presses(*verbs: str) -> st.SearchStrategy[Event]:
    return st.builds(
        lambda at_us, late_us, verb: KeyIn(at_us + late_us, at_us, VERBS[verb]),
        TIMES,
        LATE_US,
        st.sampled_from(verbs),
    )


KNOBS = st.builds(
    lambda at_us, control, position: knob(at_us / 1e6, control, position),
    TIMES,
    st.sampled_from(list(CONTROLS)),
    st.sampled_from([0, 1, 63, 64, 126, 127]),
)
LOSSES = st.one_of(
    st.builds(PortLost, TIMES, st.sampled_from([KORG, PEDAL])),
    st.builds(PortFound, TIMES, st.sampled_from([KORG, PEDAL]), st.just("found")),
    st.builds(TargetBack, TIMES, st.integers(0, 2)),
    st.builds(Restarted, TIMES),
)
FINGERS = st.builds(
    lambda at_us, control: button(at_us / 1e6, control), TIMES, st.sampled_from(["M7", "M8"])
)
GOES = presses("go", "go", "skip")
MOVES = st.lists(
    st.one_of(presses("go"), presses(*VERBS), KNOBS, LOSSES, FINGERS), min_size=3, max_size=24
)


def night(performed: Show, moves: list[Event], *, late_us: int = 0):
    """A night of these moves; everything due before its end is done at its end."""
    events = [Opened(0), *sorted(moves, key=lambda event: event.at_us), Wake(us(LASTS_S))]
    return replay(performed, events, until_s=LASTS_S, late_us=late_us)


def first_woken(moves: list[Event]) -> list[Event]:
    """Each move with a wake-up at its own instant before it: what was due is then done."""
    ordered = sorted(moves, key=lambda event: event.at_us)
    return [one for move in ordered for one in (Wake(move.at_us), move)]
