"""Levels, hairpins, trims, tempo and values: everything that is sent as a value.

A level from 0 to 1 is what the sheet writes, or what a hand set outright; a trim in decibels and a
panic's fade lie over it. A hairpin is a straight line of the level over the music *as written*: a
vamp that goes round again does not begin its hairpin anew, and a fermata does not go on with it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rig.conductor.actions import Action, Send
from rig.conductor.state import Fade, Fader, Moving
from rig.conductor.tails import without_group

if TYPE_CHECKING:
    from rig.conductor.show import Mark, Set, Show, Swell
    from rig.conductor.state import State
    from rig.score.measure import Micros, Ticks

BENT_EVERY_US: Final = 120_000
"""A tempo that is bent moves so little that eight values a second are enough."""
_ROUNDING: Final = 1e-7
VALUE_EVERY_US: Final = 40_000
"""25 values a second, for each group that moves."""


def move(
    show: Show, state: State, group: int, fader: Fader, due_us: Micros, out: list[Action]
) -> State:
    """A group's dynamics are these from now on: sent, if they come to another packet."""
    fader = told(show, state.gain, group, fader, due_us, out)
    faders = state.faders
    return state._replace(faders=(*faders[:group], fader, *faders[group + 1 :]))


def told(
    show: Show, gain: float, group: int, fader: Fader, due_us: Micros, out: list[Action]
) -> Fader:
    """A fader with what was last sent of it, which is sent now if it is another packet."""
    dial = show.groups[group].dial
    if dial is None:
        return fader
    level, hand, trim_db, before, tacet = fader
    heard = 0.0 if tacet else (level if hand is None else hand) * gain
    packet = dial.level(heard, trim_db)
    if packet == before:
        return fader
    out.append(Send(due_us, dial.out, packet))
    return Fader(level, hand, trim_db, packet, tacet)


def mark(show: Show, state: State, deed: Mark, due_us: Micros, out: list[Action]) -> State:
    """A written mark: the sheet has the group again, at this level."""
    fader = state.faders[deed.group]._replace(level=deed.level, hand=None)
    return move(show, freed(state, deed.group), deed.group, fader, due_us, out)


def swell(state: State, deed: Swell, at: Ticks, due_us: Micros) -> State:
    """A hairpin begins, at a place in the cue as written."""
    level = state.faders[deed.group].level
    one = Moving(deed.group, at, level, at + deed.length, deed.level, due_us + VALUE_EVERY_US)
    state = freed(state, deed.group)
    return state._replace(moving=(*state.moving, one))


def freed(state: State, group: int) -> State:
    """A group that neither a hairpin nor the tail of a cue moves any more."""
    moving = tuple(one for one in state.moving if one.group != group)
    return state._replace(moving=moving, tails=without_group(state.tails, group))


def swell_on(
    show: Show, state: State, one: Moving, at: Ticks, due_us: Micros, out: list[Action]
) -> State:
    """The next value of a hairpin, at a place in the cue as written."""
    level = level_of(one, at)
    fader = state.faders[one.group]._replace(level=level)
    others = tuple(other for other in state.moving if other is not one)
    if level != one.target:
        others = (*others, replace(one, next_us=due_us + VALUE_EVERY_US))
    return move(show, state._replace(moving=others), one.group, fader, due_us, out)


def level_of(one: Moving, at: Ticks) -> float:
    """The level of a hairpin at a place in the cue as written."""
    if at >= one.end:
        return one.target
    gone = max(at - one.begin, 0)
    return one.level + (one.target - one.level) * gone / (one.end - one.begin)


def set_value(show: Show, state: State, deed: Set, due_us: Micros, out: list[Action]) -> State:
    """A named value is set, and kept for whoever needs it again."""
    sound = show.sounds[deed.sound]
    assert sound.dial is not None, "only what has a dial is set"
    out.append(Send(due_us, sound.out, sound.dial.value(deed.value)))
    values = state.values
    return state._replace(values=(*values[: deed.sound], deed.value, *values[deed.sound + 1 :]))


def send_everything(
    show: Show, state: State, due_us: Micros, out: list[Action], only: int | None = None
) -> State:
    """Every value and no trigger, to one output or to all: what a new target must know."""
    for group, one in enumerate(show.groups):
        if one.dial is not None and only in (None, one.dial.out):
            unheard = state.faders[group]._replace(packet=b"")
            state = move(show, state, group, unheard, due_us, out)
    for sound, value in zip(show.sounds, state.values, strict=True):
        if value is not None and sound.dial is not None and only in (None, sound.out):
            out.append(Send(due_us, sound.out, sound.dial.value(value)))
    if state.bpm is not None:
        _tell_tempo(show, state.bpm, due_us, out, only)
    return state


def _tell_tempo(
    show: Show, bpm: float, due_us: Micros, out: list[Action], only: int | None = None
) -> None:
    for number, output in enumerate(show.outputs):
        if output.tempo is not None and only in (None, number):
            out.append(Send(due_us, number, output.tempo.value(bpm)))


def _same(bpm: float, known: float | None) -> bool:
    """Whether a tempo is the one that is known, but for rounding."""
    return known is not None and abs(bpm - known) <= bpm * _ROUNDING


def tell_tempo(show: Show, state: State, due_us: Micros, out: list[Action]) -> State:
    """Tell the outputs the tempo if it changed, and when to tell it next if it moves."""
    told = any(output.tempo for output in show.outputs)
    if not told or state.playing is None or state.playing.stands is not None:
        return state._replace(tempo_us=None)
    timeline = state.playing.timeline
    at = timeline.ticks_at(due_us)
    bpm = timeline.bpm_at(at)
    if not _same(bpm, state.bpm):
        _tell_tempo(show, bpm, due_us, out)
    every_us = VALUE_EVERY_US if timeline.curve is None else BENT_EVERY_US
    rises = not _same(timeline.bpm_at(timeline.ticks_at(due_us + every_us)), bpm)
    return state._replace(bpm=bpm, tempo_us=due_us + every_us if rises else None)


def fade_on(show: Show, state: State, fade: Fade, due_us: Micros, out: list[Action]) -> State:
    """The next value of a panic's fade, for every group."""
    length = fade.end_us - fade.begin_us
    gain = (fade.end_us - due_us) / length if due_us < fade.end_us else 0.0
    next_us = min(due_us + VALUE_EVERY_US, fade.end_us)
    state = state._replace(gain=gain, fade=replace(fade, next_us=next_us) if gain else None)
    for group in range(len(show.groups)):
        state = move(show, state, group, state.faders[group], due_us, out)
    return state
