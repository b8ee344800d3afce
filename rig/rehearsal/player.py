"""Players for nights that are not live: an ideal one, and one who follows a script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rig.conductor.events import Closing, KeyIn, Opened, Wake
from rig.conductor.show import frame_of
from rig.score.form import Kind
from rig.score.measure import SECOND_US
from rig.score.walk import STAND_US

if TYPE_CHECKING:
    from rig.conductor.events import Event
    from rig.conductor.show import Go, Show
    from rig.conductor.state import State
    from rig.score.measure import Micros

START_US: Final = SECOND_US
"""When the ideal player makes the first press."""

REST_US: Final = SECOND_US
"""How long the ideal player waits in silence for a press nothing is written about."""

NIGHT_MAX_US: Final = 24 * 3600 * SECOND_US
"""No night is longer: a form that never ends is left there."""

ALONE_US: Final = 30 * SECOND_US
"""How long a cue without music plays for the ideal player."""


@dataclass(slots=True)
class IdealPlayer:
    """Does everything on time: each press when the sheet expects it, or when the music is over."""

    show: Show
    _opened: bool = False
    _closed: bool = False
    _quiet_us: Micros = START_US
    """Since when nothing plays, or when the last press was made."""

    def next(self, state: State) -> Event | None:
        """The next press or wake-up; None when the night is over."""
        if not self._opened:
            self._opened = True
            return Opened(0)
        press_us = self._press_us(state)
        if state.now_us > NIGHT_MAX_US or (press_us is None and state.wake_us is None):
            if self._closed:
                return None
            self._closed = True
            return Closing(state.now_us)
        if press_us is None or (state.wake_us is not None and state.wake_us < press_us):
            assert state.wake_us is not None
            return Wake(max(state.wake_us, state.now_us))
        self._quiet_us = press_us + self.show.guard_us
        return KeyIn(press_us, press_us, "space")

    def _press_us(self, state: State) -> Micros | None:
        """When the next press will be made; None while it waits for the music, or at the end."""
        if state.next_press >= len(self.show.presses) or state.pending is not None:
            return None
        go = self.show.presses[state.next_press]
        frame = frame_of(go.look)
        for _, at_us in state.pressed_us:  # what went by itself counts as pressed
            self._quiet_us = max(self._quiet_us, at_us + self.show.guard_us)
        if state.film is None:
            return START_US
        if frame is not None:
            return max(state.film.us_at(frame), self._quiet_us, state.now_us)
        return self._unwritten_us(state, go)

    def _time_comes(self, state: State, go: Go) -> bool:
        """Whether what the press would leave is ended by a cue on time, which is still to come."""
        timed = self.show.timed[go.cue]
        if go.part is None or timed != go.cue + 1 or state.film is None:
            return False
        frame = frame_of(self.show.programmes[timed].cue.look)
        parts = self.show.programmes[go.cue].parts
        last = parts[go.part].then == len(parts)
        return last and frame is not None and state.film.us_at(frame) > state.stood_us

    def _unwritten_us(self, state: State, go: Go) -> Micros | None:
        """When to make a press of which the sheet does not say when."""
        playing = state.playing
        if self._time_comes(state, go):
            return None
        if playing is None:
            alone = state.cue >= 0 and not self.show.programmes[state.cue].parts
            rest_us = ALONE_US if alone else REST_US
            return max(state.now_us, self._quiet_us + rest_us)
        passage = self.show.programmes[playing.cue].parts[playing.part].passage
        here = (playing.cue, playing.part) == (go.cue, go.part)
        if playing.stands and not (here or go.part is None):
            return None
        if playing.stands and passage.holds:
            if playing.until_us is not None:
                return None
            held = playing.entered + passage.holds[playing.next_hold].offset
            return max(state.now_us, self._quiet_us, playing.timeline.us_at(held) + STAND_US)
        if playing.stands:
            return max(state.now_us, self._quiet_us) + REST_US
        if passage.kind is Kind.VAMP and playing.turn and playing.leave_at is None:
            return max(state.now_us, self._quiet_us)
        return None
