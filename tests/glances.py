"""Nights with a film, and what the display showed at instants of them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from nights import show, us

from rig.conductor.events import FilmIn
from rig.conductor.look import view
from rig.conductor.sources import House, Machine, Source
from rig.hands.commands import Act, Verb
from rig.score.pace import Pace

MOTU = "mtc MOTU"

DOOR = """
[cue.1]
on = "screening"
play = "A 40 4/4 q=120"
hits = "0:20 A11 the door !!! hand bell"
[cue.2]
on = "title: Anna"
look = "0:20 0:24 0:30"
enter = "bar"
play = "A 4"
"""
VAMP = """
[cue.1]
on = "screening"
play = "A 4 4/4 q=120 | V 2 vamp | B 4"
hits = "0:20+04 B1 the door !!"
"""


def motu(cues, fps=20):
    """A show whose film time comes from a machine that reads 0 at 0:00."""
    source = Source(MOTU, Machine.MTC, Pace.steady(Fraction(fps)), 0)
    return replace(show(cues), house=House(sources=(source,)))


def read(at_s, place_s, rate=1.0):
    """The machine says where it is."""
    return FilmIn(us(at_s), us(at_s), MOTU, "s", us(place_s), round(rate * 1e6))


def runs(until_s, *, late_s=0.0):
    """The machine runs, as it says every quarter of a second."""
    return [read(n / 4, n / 4 - late_s) for n in range(round(until_s * 4) + 1)]


def footed(cues):
    """A show with a fermata and a count under keys."""
    one = show(cues)
    keys = {**one.surface.keys, "p": Act(Verb.FERMATA), "c": Act(Verb.COUNT_IN)}
    return replace(one, surface=replace(one.surface, keys=keys))


def looks(night, *at_s):
    """The view at each of these instants, from the state then in force."""
    states = [(event.at_us, state) for event, state in zip(night.events, night.states, strict=True)]
    return [view(night.show, [s for at, s in states if at <= us(one)][-1], us(one)) for one in at_s]
