"""The player of a rehearsal: watches the true film and presses, not always right.

What the foot means to do is drawn by lot before the night begins, so that the same player with the
same luck can play it once more. It never looks at where the rig believes the film to be. What it
does look at is what a display shows: what GO will do next, and whether the rig asks something.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.conductor.events import Closing, FilmIn, KeyIn, Opened, Wake
from rig.rehearsal.chances import START_US
from rig.rehearsal.intents import BACK, GO, SCALE, SKIP, TAP, UNDO, Intent, meant
from rig.score.measure import SECOND_US
from rig.score.sheet import Lead

if TYPE_CHECKING:
    from random import Random

    from rig.conductor.events import Event
    from rig.conductor.show import Show
    from rig.conductor.state import State
    from rig.rehearsal.projector import Projector
    from rig.score.measure import Micros

MACHINE: Final = "the projector"
"""The port at which a machine tells where the film is, in a night that has one."""

_LATENCY_US: Final = (1_000, 4_000)
_READING_US: Final = 4 * SECOND_US
"""So long the player takes to read a question and answer it."""
_SPARE_US: Final = 50_000
"""More than the guard between two presses of one key."""
_TELLS_US: Final = 250_000
"""How often a machine tells where the film is."""
_TAPS: Final = 8
_TAP_SWAYS: Final = 0.02
_TAP_JITTER_US: Final = 10_000
"""Of the beat itself, and of the foot; both standard deviations."""
_AFTER_US: Final = 10 * SECOND_US
"""How long behind the last frame a night goes on."""


class Mark(NamedTuple):
    """A right press on something that was seen."""

    pressed_us: Micros
    frame: float


@dataclass(slots=True)
class Foot:
    """The events of a night: presses, what a machine tells if there is one, wake-ups."""

    show: Show
    projector: Projector
    chance: Random
    tells: bool
    """Whether a machine tells where the film is."""
    marks: list[Mark] = field(default_factory=list)
    """The right presses that were made."""
    _intents: list[Intent] = field(init=False)
    """What is still to be done, the last first."""
    _told_us: Micros = START_US
    _latency_us: Micros = field(init=False)
    _last_us: dict[str, Micros] = field(default_factory=dict)
    _end_us: Micros = field(init=False)
    _asked_us: Micros | None = None
    _tapping: int = -1
    """The cue that was tapped last."""
    _opened: bool = False
    _closed: bool = False

    def __post_init__(self) -> None:
        self._end_us = round(self.projector.over_us) + _AFTER_US
        self._latency_us = self.chance.randint(*_LATENCY_US)
        intents = meant(self.show, self.projector, self.chance)
        self._intents = sorted(intents, key=lambda intent: intent.at_us, reverse=True)

    def next(self, state: State) -> Event | None:
        """The next event; None when the film and the music are over."""
        if not self._opened:
            self._opened = True
            return Opened(0)
        self._answer(state)
        self._tap_along(state)
        while not self._closed:
            at_us, told_us = self._next_us(), self._next_told_us()
            if state.wake_us is not None and state.wake_us <= min(at_us, told_us, self._end_us):
                return Wake(max(state.wake_us, state.now_us))
            if told_us < min(at_us, self._end_us):
                self._told_us += _TELLS_US
                return _told(self.projector, told_us, state.now_us)
            if at_us > self._end_us:
                self._closed = True
                return Closing(max(self._end_us, state.now_us))
            event = self._done(self._intents.pop(), state)
            if event is not None:
                return event
        return None

    def _next_us(self) -> float:
        return self._intents[-1].at_us + self._latency_us if self._intents else float("inf")

    def _next_told_us(self) -> float:
        return self._told_us if self.tells else float("inf")

    def _done(self, intent: Intent, state: State) -> KeyIn | None:
        """The press an intent comes to, if to any."""
        if intent.press is not None and not intent.key:
            return self._got_ready(intent, state)
        if intent.press is not None and (
            intent.press != state.next_press or state.pending is not None
        ):
            waits = state.pending is not None and intent.press >= state.next_press
            if waits:  # the press before it is not taken yet
                self._mean(intent._replace(at_us=intent.at_us + self.show.surface.guard_us))
            return None
        if intent.key == UNDO and self._last_us.get(GO, 0) < intent.at_us - 2 * SECOND_US:
            return None
        free_us = self._last_us.get(intent.key, -SECOND_US) + self.show.surface.guard_us + _SPARE_US
        if intent.at_us < free_us and intent.key != TAP:
            self._mean(intent._replace(at_us=round(free_us), right_frame=None))
            return None
        if intent.right_frame is not None:
            self.marks.append(Mark(intent.at_us, intent.right_frame))
        return self._pressed(intent.key, intent.at_us, state)

    def _got_ready(self, intent: Intent, state: State) -> KeyIn | None:
        """A press nearer to having GO stand by at the press that is coming."""
        assert intent.press is not None, "one gets ready for a press"
        if intent.press > state.next_press:
            key = SKIP
        elif intent.press < state.next_press and intent.backward:
            key = BACK
        else:
            return None
        at_us = max(
            intent.at_us, self._last_us.get(key, 0) + self.show.surface.guard_us + _SPARE_US
        )
        self._mean(intent._replace(at_us=at_us + self.show.surface.guard_us + _SPARE_US))
        return self._pressed(key, at_us, state)

    def _pressed(self, key: str, at_us: Micros, state: State) -> KeyIn:
        self._last_us[key] = at_us
        return KeyIn(max(at_us + self._latency_us, state.now_us), at_us, key)

    def _mean(self, intent: Intent) -> None:
        """One more intent, at its place."""
        self._intents.append(intent)
        self._intents.sort(key=lambda one: one.at_us, reverse=True)

    def _answer(self, state: State) -> None:
        """The rig asks once what a wrong speed shall change: the tempi."""
        if state.watch.asked and self._asked_us is None:
            self._asked_us = state.now_us
            self._mean(Intent(state.now_us + _READING_US, SCALE))

    def _tap_along(self, state: State) -> None:
        """In a cue that the hand leads, the first beats are tapped, as the film goes."""
        playing = state.playing
        if playing is None or playing.cue == self._tapping:
            return
        self._tapping = playing.cue
        programme = self.show.programmes[playing.cue]
        if programme.cue.lead is not Lead.HAND:
            return
        passage = programme.parts[playing.part].passage
        rate = self.projector.motor.rate((state.now_us - self.projector.rolls_us) / SECOND_US) or 1
        beat_us = state.now_us
        for _ in range(_TAPS):
            sways = self.chance.gauss(1, _TAP_SWAYS)
            beat_us += round(passage.law.us_near(passage.meter.pulse) / rate * sways)
            self._mean(Intent(beat_us + round(self.chance.gauss(0, _TAP_JITTER_US)), TAP))


def _told(projector: Projector, at_us: float, now_us: Micros) -> FilmIn:
    stamped_us = round(at_us)
    since_s = (stamped_us - projector.rolls_us) / SECOND_US
    return FilmIn(
        max(stamped_us, now_us),
        stamped_us,
        MACHINE,
        "f",
        round(projector.frame_at(stamped_us) * 1e6),
        round(projector.motor.rate(since_s) * 1e6),
    )
