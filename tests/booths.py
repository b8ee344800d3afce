"""Nights in a house where machines say where the film is: the show, and what a machine tells.

The film is promised to run at 20 frames a second. ``A`` plays 200 bars of 4/4 in 120, so a bar is
two seconds and the music is where the film is; cue 3 comes by the film's own time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import nights
from nights import KORG, us
from sources import ROOT

from rig.conductor.events import FilmIn
from rig.venue.load import File, Loaded, prepare

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nights import Night

    from rig.conductor.events import Event
    from rig.conductor.show import Show

Change = tuple[str, str]
MTC, MPV, OSC = "mtc Deck", "mpv m.sock", "osc 127.0.0.1:9100"
MACHINES = 'clock = \'mtc "Deck", mpv "m.sock", osc\''
ONE_CUE = """
[cue.1]
on = "screening"
play = "A 200 4/4 q=120"
"""
TITLES = (
    ONE_CUE
    + """
[cue.2]
on = "title: Anna"
look = "0:50"
play = "B 200 4/4 q=120"
[cue.3]
on = "time"
look = "1:40"
play = "C 200 4/4 q=120"
fire = "C1 gong"
[cue.4]
on = "title: Dawn"
look = "2:30"
play = "D 200 4/4 q=120"
fire = "D1 bell"
[cue.5]
on = "title: Noon"
look = "4:10"
play = "E 200 4/4 q=120"
"""
)


def files(cues: str, booth: str, film: str, hands: str, keys: Change) -> dict[str, File]:
    """The files of a show in a house; ``booth`` are lines of its ``[film]``."""
    device = {name: ROOT / "mappings" / "devices" / f"{name}.toml" for name in (KORG, nights.PEDAL)}
    written = {
        "show": nights.HOUSE.replace("[port]", f"[film]\n{booth}\n[port]"),
        "sheet": f"{nights.FILM}{film}\n{cues}",
        "hands": nights.HANDS.replace(*keys).replace("rig = 1", f"rig = 1\n{hands}"),
    }
    found = {key: File(f"{key}.toml", text.encode()) for key, text in written.items()}
    return found | {f"device:{name}": File(str(at), at.read_bytes()) for name, at in device.items()}


def loaded(
    cues: str, booth: str = MACHINES, film: str = "", hands: str = "", keys: Change = ("", "")
) -> Loaded:
    """These cues in this house, with its files; ``keys`` changes a line of the hands."""
    return prepare(files(cues, booth, film, hands, keys))


def show(
    cues: str, booth: str = MACHINES, film: str = "", hands: str = "", keys: Change = ("", "")
) -> Show:
    """As ``loaded``, without its files."""
    return loaded(cues, booth, film, hands, keys).show


def says(port: str, at_s: float, place: float, rate: float = 1, *, unit: str = "s") -> FilmIn:
    """One word of a machine."""
    return FilmIn(us(at_s), us(at_s), port, unit, round(place * 1e6), round(rate * 1e6))


def runs(
    port: str,
    begin_s: float,
    end_s: float,
    place_s: float,
    rate: float = 1,
    *,
    every_s: float = 1 / 4,
) -> list[Event]:
    """A machine that runs from one instant to before another, and tells it."""
    count = round((end_s - begin_s) / every_s)
    steps = [number * every_s for number in range(count)]
    return [says(port, begin_s + step, place_s + rate * step, rate) for step in steps]


def stands(port: str, begin_s: float, end_s: float, place_s: float) -> list[Event]:
    """A machine that stands, and tells it."""
    return [says(port, one.at_us / 1e6, place_s, 0) for one in runs(port, begin_s, end_s, place_s)]


def film_s(night: Night, at_s: float) -> float:
    """Where the film was taken to be at an instant, in promised seconds of the print in use."""
    film = [one for one in night.states if one.now_us <= us(at_s)][-1].film
    assert film is not None, "it has not begun"
    frame = film.frame_at(us(at_s))
    begin_us, end_us = film.us_at(frame), film.us_at(frame + 1)
    part = 0 if film.held_us is not None else (us(at_s) - begin_us) / (end_us - begin_us)
    return float(night.show.pace.seconds_at(frame)) + part / float(night.show.pace.speed_at(frame))


def lines(night: Night, *words: str) -> list[str]:
    """The lines for the player that say one of these."""
    return [line for line in night.told if any(word in line for word in words)]


def merged(*moves: Iterable[Event]) -> list[Event]:
    """Several at once, in the order they come."""
    return sorted((one for move in moves for one in move), key=lambda event: event.at_us)
