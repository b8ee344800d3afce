"""Players for nights that are not live: an ideal one, and one who follows a script."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from rig.conductor.events import Closing, KeyIn, Opened, Wake
from rig.conductor.show import frame_of
from rig.score.form import Kind
from rig.score.measure import SECOND_US
from rig.score.plan import plan
from rig.score.presses import left_us, presses_of
from rig.score.sheet import Sheet

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
    """Does everything on time: each press when the sheet expects it, or as the music is planned."""

    show: Show
    _opened: bool = False
    _closed: bool = False
    _quiet_us: Micros = START_US
    """Since when nothing plays, or when the last press was made."""
    _planned_us: tuple[Micros | None, ...] = field(init=False)

    def __post_init__(self) -> None:
        self._planned_us = planned_us(self.show)

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
        self._quiet_us = press_us + self.show.surface.guard_us
        return KeyIn(press_us, press_us, "space")

    def _press_us(self, state: State) -> Micros | None:
        """When the next press will be made; None while it waits for the music, or at the end."""
        if state.next_press >= len(self.show.presses) or state.pending is not None:
            return None
        go = self.show.presses[state.next_press]
        frame = frame_of(go.look)
        for _, at_us in state.pressed_us:  # what went by itself counts as pressed
            self._quiet_us = max(self._quiet_us, at_us + self.show.surface.guard_us)
        if state.film is None:
            waits_us = 0 if state.cue < 0 else REST_US
            return max(self._quiet_us + waits_us, state.now_us)
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
        """When to make a press of which the sheet does not say when: as planned, if it is."""
        playing = state.playing
        if self._time_comes(state, go):
            return None
        if playing is None:
            alone = state.cue >= 0 and not self.show.programmes[state.cue].parts
            rest_us = ALONE_US if alone else REST_US
            return max(state.now_us, self._quiet_us + rest_us)
        if (playing.cue, playing.part) != (go.cue, go.part):
            return max(state.now_us, self._quiet_us) + REST_US if self._ends(state, go) else None
        passage = self.show.programmes[playing.cue].parts[playing.part].passage
        if playing.stands is None and (
            passage.kind is not Kind.VAMP or playing.leave_at is not None
        ):
            return None
        planned_us = self._planned_us[state.next_press]
        assert state.film is not None, "what plays was begun by the first press"
        due_us = state.now_us if planned_us is None else state.film.us_at(0) + planned_us
        due_us = max(due_us, state.now_us, self._quiet_us)
        by_itself = (
            playing.until_us is not None and due_us + self.show.surface.guard_us > playing.until_us
        )
        return None if by_itself else due_us

    def _ends(self, state: State, go: Go) -> bool:
        """Whether the beat stands where only the press for the next cue goes on."""
        playing = state.playing
        return playing is not None and playing.stands is not None and go.part is None


def planned_us(show: Show) -> tuple[Micros | None, ...]:
    """For each press of a show, when in the film it must be made to leave what waits as planned.

    Out of a vamp that is half a beat before the exit.
    """
    film = replace(show.film, pace=show.pace)
    put = plan(Sheet(film, (), tuple(programme.cue for programme in show.programmes)))
    found: list[Micros | None] = []
    for number, press in presses_of(put.sheet):
        planned = put.cues[number]
        left = None if press is None else left_us(planned, press)
        if left is not None and press is not None:
            turn = [turn for turn in planned.turns if turn.passage == press.passage][-1]
            passage = planned.cue.passages[press.passage]
            if passage.kind is Kind.VAMP:
                before = turn.ticks - passage.meter.beat // 2
                left -= round(turn.law.us_to(turn.ticks) - turn.law.us_to(before))
        found.append(left)
    return tuple(found)
