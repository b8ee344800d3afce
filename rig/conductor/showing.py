"""What each light shows of an instant: a sign of the night, what a button did, a value, letters.

A light says what it is told to say by the hands file; else what its control does just now, in its
layer or cue. A value is shown as the place at which its control asks for it, so that a ring shows
how far a knob that waits must be turned, and a motor goes there by itself.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from rig.conductor.knobs import in_force
from rig.conductor.leading import leads
from rig.conductor.look import window
from rig.conductor.surface import (
    Jumping,
    Knob,
    LayerButton,
    LeanOf,
    LevelButton,
    LevelOf,
    SoundButton,
    TacetButton,
    TrimOf,
    ValueButton,
    ValueOf,
)
from rig.conductor.touching import jobs_of
from rig.conductor.verbs import called, named
from rig.hands import shaping
from rig.hands.binding import Sign
from rig.hands.commands import Act, Leads, Verb
from rig.hands.device import Label, Led, Motor, Ring
from rig.hands.midi import CHANNEL, CONTROL_CHANGE, DATA_MAX, WIDE_MAX, Touch
from rig.hands.signal import Sense
from rig.score.measure import SECOND_US
from rig.score.sheet import Lead, mark_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rig.conductor.show import Show
    from rig.conductor.state import State
    from rig.conductor.surface import Button, Shown
    from rig.hands.device import Light
    from rig.score.measure import Micros

REFUSED_US: Final = SECOND_US
"""So long a light says that a press was refused."""

_PERCENT_PPM: Final = 10_000
_TACET: Final = "tacet"


class Glow(Enum):
    """How a light is lit; of what blinks, so long it is on, and then off."""

    OFF = 0
    ON = 1
    SLOW = 500_000
    FAST = 200_000


class Signs(NamedTuple):
    """The signs of an instant."""

    lit: Mapping[Sign, Glow]
    until_us: Micros | None
    """When one of them changes with time alone; None while none will."""


Message: TypeAlias = Touch | bytes
"""What a light is told; a touch is the message that its device would send of it."""


class Wanted(NamedTuple):
    """What a light shall be told."""

    message: Message | None
    """None where it has nothing to show."""
    until_us: Micros | None
    """When the rig must tell it something else because it blinks; None where it need not."""


def signs_of(show: Show, state: State) -> Signs:
    """Every sign of the night at the state's instant."""
    now_us, film = state.now_us, state.film
    standby, opens_us = _standby(show, state)
    refused_us = state.fingers.lights.refused_us
    refused = refused_us is not None and now_us < refused_us + REFUSED_US
    ends_us = refused_us + REFUSED_US if refused and refused_us is not None else None
    stands = film is not None and film.held_us is not None
    lit = {
        Sign.STANDBY: standby,
        Sign.PLAYING: Glow(int(state.playing is not None)),
        Sign.REFUSED: Glow(int(refused)),
        Sign.HELD: Glow(int(stands)),
        Sign.HAND: Glow(int(state.cue >= 0 and leads(show, state) is Lead.HAND)),
        Sign.FROZEN: Glow(int(state.hand.frozen)),
    }
    times = [us for us in (opens_us, ends_us) if us is not None]
    return Signs(lit, min(times, default=None))


def _standby(show: Show, state: State) -> tuple[Glow, Micros | None]:
    """How near the next press is, and when that changes."""
    if state.pending is not None:
        return Glow.ON, None
    if state.next_press >= len(show.presses):
        return Glow.OFF, None
    film, look = state.film, show.presses[state.next_press].look
    if film is None or look is None or look.begin is None:
        return Glow.ON, None
    last = look.expected if look.overdue is None else look.overdue
    glow, next_frame = {
        "early": (Glow.ON, look.begin),
        "open": (Glow.SLOW, last + 1),
        "overdue": (Glow.FAST, None),
    }[window(look, film.frame_at(state.now_us))]
    goes_on = next_frame is not None and film.held_us is None
    return glow, film.us_at(next_frame) if goes_on and next_frame is not None else None


def wanted(show: Show, state: State, signs: Signs, shown: Shown) -> Wanted:
    """What a light shall be told at the state's instant."""
    light = shown.light
    if isinstance(light, Label):
        return Wanted(_letters(light, _text(show, state, signs, shown)), None)
    glow = _glow_or_place(state, signs, shown)
    if isinstance(light, Motor):
        told = _moved(shown, light, glow) if isinstance(glow, float) else None
        return Wanted(told, None)
    if isinstance(light, Ring) and isinstance(glow, float):
        return Wanted(_value(light, light.low + round(glow * (light.high - light.low))), None)
    if isinstance(glow, float):
        glow = Glow(int(glow > 0))
    return _lit(light, glow, state.now_us)


def darkened(light: Light) -> Message | None:
    """What puts a light out; None for a motor, which stays."""
    match light:
        case Led():
            return _value(light, light.off)
        case Ring():
            return _value(light, light.low)
        case Label():
            return _letters(light, "")
        case Motor():
            return None


def moves_its_control(shown: Shown) -> bool:
    """Whether what it is told puts its control somewhere: a motor, or an endless knob's ring.

    Where a knob tells its place by the very message that its ring is told by, both are one.
    """
    match shown.light:
        case Motor():
            return True
        case Ring():
            return _is_its_controls(shown, shown.light)
    return False


def _is_its_controls(shown: Shown, light: Ring | Motor) -> bool:
    if shown.control is None:
        return False
    signal = shown.control.signal
    return signal.key == (light.status, light.number) and signal.sense is Sense.ABSOLUTE


def _lit(light: Led | Ring, glow: Glow, now_us: Micros) -> Wanted:
    """A light on, off or blinking: by itself where it can, else by the rig."""
    off, on = (light.off, light.on) if isinstance(light, Led) else (light.low, light.high)
    if glow in (Glow.OFF, Glow.ON):
        return Wanted(_value(light, on if glow is Glow.ON else off), None)
    if glow is Glow.SLOW and isinstance(light, Led) and light.blink is not None:
        status = light.status if light.blink_status is None else light.blink_status
        return Wanted(Touch(status, light.number, light.blink), None)
    turns = now_us // glow.value
    return Wanted(_value(light, off if turns % 2 else on), (turns + 1) * glow.value)


def _value(light: Led | Ring, value: int) -> Touch:
    return Touch(light.status, light.number, value)


def _moved(shown: Shown, light: Motor, place: float) -> Touch:
    """A fader at a place: over its calibrated travel, where it tells its own in the same way."""
    seven = light.status & ~CHANNEL == CONTROL_CHANGE
    low, high = 0, DATA_MAX if seven else WIDE_MAX
    if shown.control is not None and _is_its_controls(shown, light):
        low, high = shown.control.signal.low, shown.control.signal.high
    return Touch(light.status, light.number, low + round(place * (high - low)))


def _jobs(state: State, shown: Shown) -> tuple[Button | Knob, ...]:
    if shown.jobs or shown.control is None:
        return shown.jobs
    jobs = jobs_of(state, shown.control)
    return (*jobs.knobs, *jobs.press)


def _glow_or_place(state: State, signs: Signs, shown: Shown) -> Glow | float:
    """How a light is lit, or the place it shows, 0 to 1: of the first job that has either."""
    if shown.sign is not None:
        return signs.lit[shown.sign]
    for job in _jobs(state, shown):
        glow = _place(state, job) if isinstance(job, Knob) else _done(state, signs, job)
        if glow is not None:
            return glow if isinstance(glow, Glow | float) else Glow(int(glow))
    return Glow.OFF


def _place(state: State, knob: Knob) -> float | None:
    """How far along its travel a knob asks for what is in force; None where nothing is yet."""
    now = in_force(state, knob)
    if now is None:
        return None
    share = min(1.0, max(0.0, (now - knob.low) / (knob.high - knob.low)))
    return share if knob.signal.sense is not Sense.ABSOLUTE else _standing(knob.shaping, share)


_standing = lru_cache(maxsize=1024)(shaping.standing)
"""A curve is undone by search, which is slow, and a value that rests is asked for again."""


_SAID: Final = {Verb.GO: Sign.STANDBY, Verb.HOLD: Sign.HELD, Verb.FREEZE: Sign.FROZEN}


def _done(state: State, signs: Signs, button: Button) -> Glow | bool | None:
    """Whether what a button does is so now; None for one that leaves nothing to see."""
    match button:
        case Act(verb=Verb.FERMATA):
            return state.pedal
        case Act(verb=verb) if verb in _SAID:
            return signs.lit[_SAID[verb]]
        case Leads():
            return signs.lit[Sign.HAND]
        case Jumping():
            return state.stand + 1 == button.cue
        case SoundButton():
            return any(one.sound == button.sound for one in state.sounding)
        case TacetButton():
            return all(state.faders[group].tacet for group in button.groups)
        case LevelButton():
            return all(state.faders[group].hand == button.level for group in button.groups)
        case ValueButton():
            return state.values[button.sound] == button.value
        case LayerButton():
            return button.layer in state.fingers.layers
    return None


def _letters(label: Label, text: str) -> bytes:
    """A label's message: the text cut to its letters; what is not ASCII is shown as ``?``."""
    letters = text.encode("ascii", "replace")[: label.letters].ljust(label.letters)
    return label.head + letters + label.tail


def _text(show: Show, state: State, signs: Signs, shown: Shown) -> str:
    """What a display says: a name, and the value that is in force where there is one."""
    assert isinstance(shown.light, Label), "nothing else has letters"
    if shown.sign is Sign.STANDBY and signs.lit[Sign.STANDBY] is not Glow.OFF:
        waits = state.pending is not None
        cue = state.pending[0] if waits and state.pending else show.presses[state.next_press].cue
        return f"cue {show.programmes[cue].cue.number}"
    if shown.sign is not None:
        return "" if signs.lit[shown.sign] is Glow.OFF else shown.sign.value
    for job in _jobs(state, shown):
        if not isinstance(job, Knob):
            return named(show, job)
        name, value = _named_value(show, state, job)
        return f"{name[: max(shown.light.letters - len(value) - 1, 0)]} {value}".strip()
    return ""


def _named_value(show: Show, state: State, knob: Knob) -> tuple[str, str]:
    now = in_force(state, knob)
    match knob.moves:
        case TrimOf():
            return called(show, knob.moves.groups), f"{now:+.1f}"
        case LevelOf():
            name = show.groups[knob.moves.group].name
            return name, mark_of(now) if now else _TACET
        case ValueOf():
            return show.sounds[knob.moves.sound].name, "-" if now is None else f"{now:.3g}"
        case LeanOf():
            return "tempo", f"{(now or 0) / _PERCENT_PPM:+.1f}%"
