"""Who hears a simulated night: when the music came to each hit, how it bent, whether it jumped.

Nothing that the rig says about itself counts: what is kept is when hits were reached, and how fast
the beat went against the sheet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.conductor.actions import Began, Passed, Tell
from rig.conductor.events import KeyIn
from rig.rehearsal.intents import BACK, SKIP, UNDO
from rig.score.form import Spot, beginning
from rig.score.measure import SECOND_US
from rig.score.sheet import Lead, On

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.clock import Timeline
    from rig.conductor.events import Event
    from rig.conductor.show import Show
    from rig.conductor.state import Playing, State
    from rig.score.measure import Micros

JUMP_US: Final = 5
"""What the beat may be off by when it is asked before and after the same instant: rounding."""

BEND_FROM: Final = 0.001
"""A tempo this far from the one meant is bent."""

_ROUNDING: Final = 1e-4
"""What a rate may be beyond its bend: it is told in whole millionths, and met between two."""
_EVERY_US: Final = 200_000
_MEASURED_US: Final = 50_000
_GOES_ELSEWHERE: Final = (BACK, SKIP, UNDO)


class Place(NamedTuple):
    """Where the music was when the way to a hit began."""

    at_us: Micros
    cue: int
    spot: Spot
    rate: float
    """How fast it went, against the sheet."""
    base: float
    """How fast the sheet was agreed to be taken, 1 being as written."""


class Reached(NamedTuple):
    """A hit that the music came to."""

    at_us: Micros
    since: Place
    base: float
    """As of the place, when the music had come there."""


@dataclass(slots=True)
class Bends:
    """How the tempo was bent where the film leads."""

    count: int = 0
    """How often it left the tempo that is meant."""
    largest: float = 0.0
    """As a share of that tempo."""
    strained_us: float = 0.0
    """Deviation times how long it lasted, added up."""
    lasted_us: float = 0.0
    exceeded: int = 0
    """Looks at it that found it beyond the cue's bend."""


@dataclass(slots=True)
class Listener:
    """A sink that keeps what was heard; bounded by the show it is of."""

    show: Show
    reached: dict[tuple[int, int], Reached] = field(default_factory=dict)
    """By cue and hit: the last time it was come to."""
    begun: set[int] = field(default_factory=set)
    """The cues that were played."""
    bends: Bends = field(default_factory=Bends)
    jumps: int = 0
    """How often the beat jumped."""
    failed: list[str] = field(default_factory=list)
    """What the loop said of a core that failed."""
    _since: dict[int, Place] = field(default_factory=dict)
    """Of each cue: where the way to its next hit begins."""
    _cue: int = -1
    _begun_base: float = 1.0
    _playing: Playing | None = None
    _looked_us: Micros = 0
    _bent: bool = False

    def take(self, event: Event, state: State, actions: tuple[Action, ...]) -> None:
        """Hear what an event led to."""
        anew = isinstance(event, KeyIn) and event.key in _GOES_ELSEWHERE
        for action in actions:
            if isinstance(action, Began):
                anew = True
                self._begin(state, action)
            elif isinstance(action, Passed):
                self._pass(state, action)
            elif isinstance(action, Tell) and action.text.startswith("the rig failed"):
                self.failed.append(action.text)
        if isinstance(event, KeyIn) and event.key == UNDO and state.cue != self._cue:
            self._forget(self._cue)
        self._cue = state.cue
        playing = state.playing
        if playing is None:
            self._playing = None
            self._bent = False
            return
        if playing is not self._playing and not anew and self._playing is not None:
            self.jumps += self._jumped(self._playing, playing, state.now_us)
        if playing is not self._playing or state.now_us - self._looked_us >= _EVERY_US:
            self._look(state, playing, anew=anew)
        self._playing = playing

    def _begin(self, state: State, action: Began) -> None:
        passages = self.show.programmes[action.cue].cue.passages
        self._forget(action.cue)
        spot = beginning(passages) if passages else Spot(0, 0)
        base = self._begun_base = base_of(state)
        self._since[action.cue] = Place(action.due_us, action.cue, spot, base, base)
        self.begun.add(action.cue)

    def _forget(self, cue: int) -> None:
        """A cue that is played anew, or was not meant, has reached nothing."""
        self.begun.discard(cue)
        for key in [key for key in self.reached if key[0] == cue]:
            del self.reached[key]

    def _pass(self, state: State, action: Passed) -> None:
        programme = self.show.programmes[action.cue]
        hit = programme.cue.hits[action.hit]
        first = hit.spot == beginning(programme.cue.passages) if programme.cue.passages else True
        attacca = first and programme.cue.on is On.ATTACCA
        since = self._since.get(action.cue - attacca)
        if since is None:
            return
        base = base_of(state)
        self.reached[action.cue, action.hit] = Reached(action.due_us, since, base)
        if hit.spot is not None and not hit.cutoff and action.cue == state.cue:
            rate = base
            if state.playing is not None and state.playing.stands is None:
                rate = rate_of(state.playing.timeline, action.due_us)
            self._since[action.cue] = Place(action.due_us, action.cue, hit.spot, rate, base)

    def _jumped(self, before: Playing, now: Playing, at_us: Micros) -> bool:
        """Whether the beat is elsewhere than it was, at an instant both know."""
        if before.stands is not None or now.stands is not None or before.cue != now.cue:
            return False
        was_us = now.timeline.us_at(before.timeline.ticks_at(at_us))
        return abs(was_us - at_us) > JUMP_US

    def _look(self, state: State, playing: Playing, *, anew: bool) -> None:
        """See how far the tempo is from the one meant."""
        cue = self.show.programmes[playing.cue].cue
        gone_us = state.now_us - self._looked_us
        self._looked_us = state.now_us
        agreed_anew = base_of(state) != self._begun_base
        if cue.lead is not Lead.FILM or playing.stands is not None or agreed_anew:
            self._bent = False
            return
        off, bends = rate_of(playing.timeline, state.now_us) / self._begun_base - 1, self.bends
        if not anew:
            bends.strained_us += abs(off) * gone_us
            bends.lasted_us += gone_us
        bends.largest = max(bends.largest, abs(off))
        low, high = -cue.bend.slower_ppm / SECOND_US, cue.bend.faster_ppm / SECOND_US
        bends.exceeded += not low - _ROUNDING <= off <= high + _ROUNDING
        bent = abs(off) > BEND_FROM
        bends.count += bent and not self._bent
        self._bent = bent


def rate_of(timeline: Timeline, at_us: Micros) -> float:
    """How fast the beat goes against the sheet: measured, not asked."""
    begin, end = timeline.ticks_at(at_us), timeline.ticks_at(at_us + _MEASURED_US)
    start, law = timeline.law_start, timeline.law
    return (law.us_near(end - start) - law.us_near(begin - start)) / _MEASURED_US


def base_of(state: State) -> float:
    """How fast the sheet was agreed to be taken, 1 being as written."""
    return 1 + state.hand.scale_ppm / 1e6
