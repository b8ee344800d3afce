"""Hands that do everything to time: a player's presses by the words that a hands file has them in.

The house is that of ``nights``, with the controls of this player, and what else a test asks of it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import nights
from nights import FILM, HOUSE, KORG, PEDAL, Night, key, midi, us
from sources import ROOT

from rig.conductor.actions import Began
from rig.conductor.events import BeatIn, Wake
from rig.venue.load import File, prepare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rig.conductor.events import Event, MidiIn
    from rig.conductor.show import Show

CONTROLS = {
    "count in": ("S1", 32),
    "half": ("S2", 33),
    "double": ("S3", 34),
    "nudge +2 %": ("S4", 35),
    "nudge -2 %": ("S5", 36),
    "tempo q=90 over 4 beats": ("S6", 37),
    "tempo q=90 over 3s": ("S7", 38),
    "tempo q=90": ("S8", 39),
    "lead hand/film": ("R1", 64),
    "lead film/sheet/hand": ("R2", 65),
    "home": ("R3", 66),
    "freeze": ("R4", 67),
    "hold": ("R5", 68),
    "fermata": ("R6", 69),
    "undo": ("R7", 70),
    "panic 2s": ("R8", 71),
    "go": ("play", 41),
    "seen": ("stop", 42),
    "back": ("rew", 43),
    "skip": ("ff", 44),
    "tap": ("rec", 45),
    "triggers only": ("cycle", 46),
    "pad": ("track-left", 58),
    "scale tempi": ("track-right", 59),
}
GO_TO = (48, 49, 50, 51, 52, 53)
CUE = re.compile(r"\[cue\.(\w+)\]")
LEADER = "beat Live"


def hands_for(cues: str) -> str:
    """The hands file of this player, for these cues."""
    lines = [f'{control} = "{words}"' for words, (control, _) in CONTROLS.items()]
    lines += [f'M{place} = "go to {cue}"' for place, cue in enumerate(CUE.findall(cues)[:6], 1)]
    return "\n".join(
        [
            "rig = 1\n[nanoKONTROL2]",
            'knob1 = "lean -6..+6 %"\nslider1 = "strings trim -12..+6 dB"',
            'slider3 = "strings jump"',
            *lines,
            '[footswitch]\nleft = "go"\nmiddle = "fermata"\nright = "tap"\n',
        ]
    )


def handed(cues: str, film: str = "") -> Show:
    """A show of these cues for this player; ``film`` is more of the show's [film]."""
    device = {name: ROOT / "mappings" / "devices" / f"{name}.toml" for name in (KORG, PEDAL)}
    files = {
        "show": File("show.toml", f"{HOUSE}[film]\n{film}\n".encode()),
        "sheet": File("sheet.toml", (FILM + cues).encode()),
        "hands": File("hands.toml", hands_for(cues).encode()),
    }
    files |= {f"device:{name}": File(str(at), at.read_bytes()) for name, at in device.items()}
    return prepare(files).show


def cc_of(words: str) -> int:
    """The controller's number that says this."""
    if words.startswith("go to "):
        return GO_TO[int(words.removeprefix("go to ")) - 1]
    return CONTROLS[words][1]


def press(at_s: float, words: str) -> MidiIn:
    """A control is pressed that is for this; of cues to go to, the number in the sheet."""
    return midi(at_s, 0xB0, cc_of(words), 127)


def release(at_s: float, words: str) -> MidiIn:
    """And let go."""
    return midi(at_s, 0xB0, cc_of(words), 0)


def taps(begin_s: float, period_s: float, count: int, words: str = "tap") -> list[Event]:
    """Beats tapped evenly."""
    return [press(begin_s + period_s * place, words) for place in range(count)]


def led(at_s: float, quarter: int, beat_s: float, *, running: bool = True) -> BeatIn:
    """The leader is at a quarter of its song, counted from 0."""
    return BeatIn(us(at_s), us(at_s), LEADER, 24 * quarter, us(beat_s), running)


def woken(*moves: Event | Sequence[Event]) -> list[Event]:
    """Each move behind a wake-up at its own instant: what was due is then done before it."""
    events = [one for move in moves for one in (move if isinstance(move, list) else [move])]
    events.sort(key=lambda event: event.at_us)
    return [one for event in events for one in (Wake(event.at_us), event)]


def jumps(night: Night) -> list[tuple[int, int]]:
    """Where the beat was moved by an event, and by how many microseconds.

    Asks for a night that was woken. What begins a cue, comes in again or is silent moves none.
    """
    found = []
    steps = zip(pairwise(night.states), night.events[1:], night.steps[1:], strict=True)
    for (before, after), event, actions in steps:
        one, two = before.playing, after.playing
        if isinstance(event, Wake) or one is None or two is None:
            continue
        if any(isinstance(action, Began) for action in actions):
            continue
        if one.stands is not None or two.stands is not None:
            continue
        tick = one.timeline.ticks_at(event.at_us)
        off_us = two.timeline.us_at(tick) - event.at_us
        if abs(off_us) > 1:
            found.append((event.at_us, off_us))
    return found


def bpm(night: Night) -> float | None:
    """The tempo last told to the outputs."""
    tempi = night.values("/tempo")
    return tempi[-1] if tempi else None


def play(
    performed: Show | str, *moves: Event | Sequence[Event], until_s: float = 60, late_us: int = 0
) -> Night:
    """A night of this player."""
    performed = handed(performed) if isinstance(performed, str) else performed
    return nights.play(performed, *moves, until_s=until_s, late_us=late_us)


__all__ = ["bpm", "handed", "jumps", "key", "led", "play", "press", "release", "taps", "woken"]
