"""Any night that follows a film: every hand, machine and mishap, in any order, through the loop."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import nights
from any_filmed import MPV, MTC
from booths import says
from handed import CONTROLS, LEADER, cc_of
from hypothesis import strategies as st
from nights import KORG, Night, key, knob, midi, us

from rig.conductor.events import BeatIn, FilmIn, Opened, PortFound, PortLost, TargetBack, Wake
from rig.conductor.state import begin
from rig.live.loop import run

if TYPE_CHECKING:
    from rig.conductor.events import Event
    from rig.conductor.show import Show
    from rig.conductor.state import State

LASTS_S = 44

# Aimed at limits: half beats of the forms, and the microseconds around them.
TIMES_S = st.builds(
    lambda quarter, beside: quarter / 4 + beside / 1e6,
    st.integers(1, 4 * (LASTS_S - 2)),
    st.sampled_from([0, 0, 1, 2, 999, 100_000, 149_999, 249_000]),
)
LATE_S = st.sampled_from([0, 0, 0, 0.0008, 0.06, 0.249999, 0.25, 0.250001])
Moves = st.SearchStrategy[list["Event"]]


def _late(event: Event, late_s: float) -> Event:
    """Heard of so much later than it was stamped."""
    return nights.MidiIn(event.at_us + us(late_s), event.stamped_us, KORG, event.data)


def presses(*words: str) -> Moves:
    """A control for one of these is pressed, and soon let go."""
    return st.builds(
        lambda at_s, late_s, said, held_s: [
            _late(midi(at_s, 0xB0, cc_of(said), 127), late_s),
            midi(at_s + max(held_s, late_s), 0xB0, cc_of(said), 0),
        ],
        TIMES_S,
        LATE_S,
        st.sampled_from(words),
        st.sampled_from([0.08, 0.3, 2.0]),
    )


FILM_PRESSES = ("go", "go", "go", "skip", "seen", "hold", "freeze")
TEMPO_PRESSES = tuple(
    words
    for words in CONTROLS
    if words.split(" ")[0] in ("half", "double", "nudge", "tempo", "lead", "home", "scale")
)
OTHER_PRESSES = ("back", "undo", "fermata", "triggers only", "panic 2s", "pad")
GO_TO = tuple(f"go to {number}" for number in range(1, 5))
TAPS = st.builds(
    lambda at_s, period_s, count, words, off: [
        midi(at_s + period_s * place + off[place % 4] / 1e3, 0xB0, cc_of(words), 127)
        for place in range(count)
    ],
    TIMES_S,
    st.sampled_from([0.001, 0.3, 0.45, 0.5, 0.6, 1.0]),
    st.integers(2, 8),
    st.sampled_from(["tap", "tap", "count in"]),
    st.tuples(*[st.integers(0, 40)] * 4),
)
KNOBS = st.builds(
    lambda at_s, control, position: [knob(at_s, control, position)],
    TIMES_S,
    st.sampled_from(["knob1", "knob1", "slider1", "slider3"]),
    st.sampled_from([0, 1, 63, 64, 126, 127]),
)
RUNS = st.builds(
    lambda port, at_s, place_s, rate, count: [
        says(port, at_s + step / 4, max(place_s, at_s + place_s) + rate * step / 4, rate)
        for step in range(count)
    ],
    st.sampled_from([MTC, MPV]),
    TIMES_S,
    st.sampled_from([-1, -1, -0.5, -3, 5, 30, 4000]),
    st.sampled_from([0, 0.5, 0.96, 0.99, 1, 1, 1, 1.02, 1.2, 4, 4.1, -1]),
    st.integers(1, 40),
)
BREAKS = st.builds(
    lambda port, at_s, stands_s, on_s: [
        *(says(port, at_s + step / 4, at_s + step / 4 - 1) for step in range(8)),
        *(says(port, at_s + step / 4, at_s + 1, 0) for step in range(8, 8 + 4 * stands_s)),
        *(says(port, at_s + stands_s + step / 4, at_s + on_s + step / 4) for step in range(8, 48)),
    ],
    st.sampled_from([MTC, MPV]),
    st.builds(lambda eighth: eighth / 8, st.integers(8, 8 * (LASTS_S - 16))),
    st.integers(0, 5),
    st.sampled_from([-10, -3, -1, 0, 2, 5, 8, 12, 24]),
)
"""A film that stops, or does not, and goes on from elsewhere."""
WHERE = st.one_of(
    st.integers(-(2**63), 2**63),
    st.sampled_from([0, -1, 10**13, 10**13 + 1, -(10**13), 12 * 10**6]),
)
SENSELESS = st.builds(
    lambda at_s, late_s, port, unit, where, rate: [
        FilmIn(us(at_s + late_s), us(at_s), port, unit, where, rate)
    ],
    TIMES_S,
    st.sampled_from([0, 0.1, 3, -1]),
    st.sampled_from([MTC, MPV, "nobody"]),
    st.sampled_from(["s", "f"]),
    WHERE,
    st.one_of(st.integers(-(2**40), 2**40), st.sampled_from([0, 1, 49_999, 50_000, 10**6])),
)
BEATS = st.builds(
    lambda at_s, clocks, beat_us, count, end: (
        [
            BeatIn(
                us(at_s) + beat_us * n,
                us(at_s) + beat_us * n,
                LEADER,
                clocks + 24 * n,
                beat_us,
                running=True,
            )
            for n in range(count)
        ]
        + [BeatIn(us(at_s) + abs(beat_us) * count, us(at_s), LEADER, 0, beat_us, running=False)]
        * end
    ),
    TIMES_S,
    st.sampled_from([0, 5, 12, 10**9, -7]),
    st.sampled_from([1, 60_000, 400_000, 500_000, 620_000, 6_000_000]),
    st.integers(1, 8),
    st.booleans(),
)
PARTS = st.one_of(
    st.builds(
        lambda at_s, port: [PortLost(us(at_s), port)], TIMES_S, st.sampled_from([KORG, MTC, MPV])
    ),
    st.builds(lambda at_s: [PortFound(us(at_s), KORG, KORG)], TIMES_S),
    st.builds(lambda at_s, out: [TargetBack(us(at_s), out)], TIMES_S, st.integers(0, 2)),
    st.builds(lambda at_s: [key("escape", at_s)], TIMES_S),
)
ON_FILM = (presses(*FILM_PRESSES), presses("go"), RUNS, BREAKS, SENSELESS, PARTS)
"""What takes no tempo."""
HANDS = (*ON_FILM, presses(*TEMPO_PRESSES), TAPS, KNOBS, BEATS)
"""What begins no pass anew."""
ALL = (*HANDS, presses(*OTHER_PRESSES), presses(*GO_TO), presses("undo"))


def moves(*kinds: Moves, most: int = 20) -> Moves:
    """A night's events, in order, behind a GO that starts it; those of the last second go by."""
    several = st.lists(st.one_of(*kinds), min_size=2, max_size=most)
    return several.map(
        lambda found: sorted(
            (
                event
                for some in [[key("space", 1)], *found]
                for event in some
                if 0 <= event.at_us < us(LASTS_S - 1)
            ),
            key=lambda event: event.at_us,
        )
    )


@dataclass(slots=True)
class Sleeper:
    """A source of given events, who wakes the core late, by one after the other of these."""

    events: list[Event]
    lates_us: tuple[int, ...]
    woken: int = field(default=0)

    def next(self, state: State) -> Event | None:
        """The next event or wake-up; None behind the last event."""
        if not self.events:
            return None
        if state.wake_us is not None:
            at_us = state.wake_us + self.lates_us[self.woken % len(self.lates_us)]
            if at_us < self.events[0].at_us:
                self.woken += 1
                return Wake(max(at_us, state.now_us))
        return self.events.pop(0)


def night(performed: Show, moved: list[Event], *lates_us: int) -> Night:
    """A night of these moves through the real loop; all that is due by its end is done."""
    played = Night(performed, begin(performed))
    events = [Opened(0), *moved, Wake(us(LASTS_S))]
    run(performed, played.state, Sleeper(events, lates_us or (0,)), played)
    failed = [line for line in played.told if line.startswith("the rig failed")]
    assert not failed, failed
    return played
