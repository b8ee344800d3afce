"""Shows of any size, as the texts a player would have written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.conductor.events import KeyIn, MidiIn, Opened
from rig.venue.load import DEVICE, HANDS, SHEET, SHOW, File, prepare

if TYPE_CHECKING:
    from random import Random

    from rig.conductor.events import Event
    from rig.hands.commands import Source
    from rig.venue.load import Loaded

GROUPS: Final = ("strings", "winds", "brass", "voices")
CUE_US: Final = 7_200_000
"""From one cue to the next: a thousand of them are two hours."""

_BEGIN_US: Final = 1_000_000
_CHANNELS: Final = 16
_NUMBERS: Final = 128
_DEVICE_CONTROLS: Final = _CHANNELS * _NUMBERS
_SHOW: Final = """rig = 1
sheet = "sheet.toml"
hands = "hands.toml"
[out.hall]
is = "osc 127.0.0.1:9"
pulse = "tempo /tempo <f> 10..999"
[group]
strings = "hall /strings <f> -40..-2 dB"
winds = "hall /winds <f> -40..-4 dB"
brass = "hall /brass <f> 0..1"
voices = "hall /voices <f> 0..1"
[sound]
bell = "hall /bell 67 0.8"
sea = "hall /sea 1 stop /sea 0"
"""
_CUE: Final = """[cue.{number}]
on="screening"
play="A 2 q=132 | B 1"
dyn="strings p <, B1 f|winds f"
"""
"""Short, so that ten thousand are no larger than a file of the rig may be."""


def hitting(cues: int, cue_s: int, hits: int) -> Loaded:
    """A show of so many cues on titles, with hits spread evenly over the first of them."""
    each = max(1, hits // cues)
    sheet = ["rig = 1\n[film]\nspeed = 20\nbend = '6%'\n"]
    for number in range(cues):
        at_s = number * cue_s
        sheet.append(
            f"[cue.{number + 1}]\non = 'title: {number}'\nlook = '{_at(at_s)}'\n"
            f"play = 'A {cue_s // 4} 4/4 q=120 | B {cue_s // 2}'\n"
            "dyn = 'strings p <, B1 f | winds f'\nfire = 'A1 bell'\n"
        )
        if number * each < hits:
            marks = (f"{_at(at_s + 4 * (n + 1))} A{2 * (n + 1) + 1} mark !" for n in range(each))
            sheet.append(f"hits = '{' | '.join(marks)}'\n")
    texts = {SHOW: _SHOW, SHEET: "".join(sheet), HANDS: "rig = 1\n"}
    return prepare({key: File(key, text.encode()) for key, text in texts.items()})


def _at(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


def generated(cues: int, controls: int) -> Loaded:
    """A show of so many cues with hairpins, and so many controls that trim a group."""
    texts = {
        SHOW: _SHOW,
        SHEET: "rig = 1\n[film]\nspeed=20\n"
        + "".join(_CUE.format(number=number + 1) for number in range(cues)),
        HANDS: "rig = 1\n",
    }
    for first in range(0, controls, _DEVICE_CONTROLS):
        name = f"desk{first // _DEVICE_CONTROLS}"
        numbers = range(min(_DEVICE_CONTROLS, controls - first))
        texts[HANDS] += f"[{name}]\n" + "".join(
            f'k{number} = "{GROUPS[number % len(GROUPS)]} trim -12..+6 dB"\n' for number in numbers
        )
        texts[DEVICE + name] = (
            f'rig = 1\nkind = "midi"\nport = "{name}"\nsource = "generated"\n[control]\n'
        ) + "".join(
            f'k{number} = "cc {number % _NUMBERS} ch {number // _NUMBERS + 1}"\n'
            for number in numbers
        )
    return prepare({key: File(key, text.encode()) for key, text in texts.items()})


def played(loaded: Loaded, presses: int, moves: int, chance: Random) -> list[Event]:
    """A player's night: a GO for each cue, and moves of knobs spread over all of them in time."""
    bound = list(loaded.show.surface.controls)
    hands = [
        _move(
            bound[chance.randrange(len(bound))], _BEGIN_US + presses * CUE_US * n // moves, chance
        )
        for n in range(moves)
    ]
    feet = [_go(_BEGIN_US + number * CUE_US) for number in range(presses)]
    return sorted([*hands, *feet], key=lambda event: event.at_us)


def touched(loaded: Loaded, chance: Random) -> list[Event]:
    """Every knob moved once, before the night: a first move only says where a knob stands."""
    return [Opened(0), *(_move(source, 0, chance) for source in loaded.show.surface.controls)]


def _go(at_us: int) -> Event:
    return KeyIn(at_us, at_us, "space")


def _move(source: Source, at_us: int, chance: Random) -> Event:
    port, status, number = source
    return MidiIn(at_us, at_us, port, bytes((status, number, chance.randrange(_NUMBERS))))
