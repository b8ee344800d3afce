"""What holds whatever hands and feet do to time, on any sheet: by every verb there is."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from any_night import KNOBS, LASTS_S, LATE_US, LOSSES, RANGES, TIMES, sheets
from handed import CONTROLS, GO_TO, LEADER, handed, jumps, woken
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nights import KORG, replay, us

from rig.conductor.actions import Send
from rig.conductor.events import BeatIn, MidiIn, Opened, PortFound, Restarted, TargetBack, Wake
from rig.conductor.leaning import LEAN_MAX_PPM, LEAN_MIN_PPM
from rig.conductor.state import begin
from rig.conductor.step import step
from rig.hands.commands import GUARD_US
from rig.ports.osc_read import decode

if TYPE_CHECKING:
    from nights import Night

    from rig.conductor.events import Event
    from rig.conductor.show import Show

LIVE = 'clock = "press"\nbeat = "midi-clock Live"'
HITS = """
[cue.1]
on = "screening"
hold = "V"
play = "A 1 4/4 q=120 | V 1 vamp out 1.2 1 | B 2 fermata 1.2 max 1s"
press = "V 0:04 the card leaves"
hits = "0:06 B1 a door !!"
fire = "A1 bell, V1 gong, B1 note, A1 sea~"
dyn = "strings p <, B1 f"
[cue.2]
on = "title: Anna"
look = "0:08"
enter = "exit"
lead = "hand"
play = "A 2 6/8 q.=100 | // | B 1 q=90>120"
fire = "A1 bell, B1 -sea"
[cue.3]
on = "time"
look = "0:11"
play = "A 4 3/4 q=100"
hits = "0:12 A2 a shot"
fire = "A1 gong, A1 hall=0.5"
"""
SHEETS = st.one_of(st.just(HITS), sheets().map(lambda sheet: sheet[1]))
VERBS = [cc for _, cc in CONTROLS.values()] + list(GO_TO)
OFTEN = [CONTROLS[verb][1] for verb in ("go", "tap", "hold", "undo", "seen", "count in")]
DOWN = st.sampled_from([127, 127, 0])


def controls(numbers: list[int]) -> st.SearchStrategy[Event]:
    return st.builds(
        lambda at_us, late_us, cc, value: MidiIn(
            at_us + late_us, at_us, KORG, bytes((0xB0, cc, value))
        ),
        TIMES,
        LATE_US,
        st.sampled_from(numbers),
        DOWN,
    )


BEATS = st.builds(
    lambda at_us, clocks, beat_us, running: BeatIn(
        at_us, at_us, LEADER, clocks, beat_us, running=running
    ),
    TIMES,
    st.sampled_from([-1, 0, 5, 24, 10**9]),
    st.sampled_from([-1, 0, 1, 60_000, 400_000, 777_777, 6_000_000, 10**12]),
    st.booleans(),
)
TIME = st.one_of(controls(OFTEN), controls(OFTEN), controls(VERBS), KNOBS, BEATS)
MOVES = st.lists(st.one_of(TIME, TIME, TIME, LOSSES), min_size=3, max_size=24)


@cache
def performed(cues: str) -> Show:
    return handed(cues, LIVE)


def night(cues: str, moves: list[Event], *, late_us: int = 0) -> Night:
    """A night of these moves; everything due before its end is done at its end."""
    events = [Opened(0), *sorted(moves, key=lambda event: event.at_us), Wake(us(LASTS_S))]
    return replay(performed(cues), events, until_s=LASTS_S, late_us=late_us)


@settings(deadline=None, max_examples=150)
@given(SHEETS, MOVES)
def test_the_beat_never_jumps_but_where_a_cue_begins_or_comes_in(cues, moves):
    done = night(cues, woken(*moves))
    undone = {
        event.at_us
        for event, actions in zip(done.events, done.steps, strict=True)
        if any(getattr(one, "text", "").startswith("undone") for one in actions)
    }
    assert [one for one in jumps(done) if one[0] not in undone] == []


@settings(deadline=None, max_examples=100)
@given(SHEETS, MOVES, st.sampled_from([1, 700, 20_000, 50_000]))
def test_wake_ups_that_come_late_change_nothing(cues, moves, late_us):
    assert night(cues, moves, late_us=late_us).lasting == night(cues, moves).lasting


@settings(deadline=None, max_examples=50)
@given(SHEETS, MOVES)
def test_the_same_events_lead_to_the_same_states_and_actions(cues, moves):
    once, again = (night(cues, moves) for _ in range(2))
    assert once.steps == again.steps
    assert once.states == again.states


@settings(deadline=None, max_examples=150)
@given(SHEETS, MOVES)
def test_nothing_that_hands_do_raises_and_nothing_grows(cues, moves):
    """Through ``step`` itself: the loop would survive it, and nobody would see."""
    show = performed(cues)
    state = begin(show)
    for event in [Opened(0), *sorted(moves, key=lambda event: event.at_us)]:
        state, actions = step(show, state, event)
        assert all(action.due_us <= event.at_us for action in actions)
        assert state.undo is None or state.undo.before.undo is None
        assert LEAN_MIN_PPM <= state.lean_ppm <= LEAN_MAX_PPM
        assert len(state.notices) <= 4
        assert len(state.pressed_us) <= len(VERBS) + len(show.surface.keys)
        assert len(state.early) <= len(show.presses)


PRESSED = sorted(
    set(VERBS)
    - {CONTROLS[one][1] for one in ("undo", "tap", "count in", "fermata", "pad", "panic 2s")}
)
TRIGGERS = ("/bell", "/gong", "90")


def _is(event: Event, cc: int) -> bool:
    return isinstance(event, MidiIn) and event.data[1] == cc


@settings(deadline=None, max_examples=300)
@given(SHEETS, MOVES, st.sampled_from(PRESSED), TIMES)
def test_a_press_taken_back_at_once_was_never_made(cues, moves, cc, at_us):
    """The same triggers, at the same instants but for a microsecond of rounding."""
    undoes = CONTROLS["undo"][1]
    guarded = [
        one for one in moves if not (_is(one, cc) and abs(one.stamped_us - at_us) < GUARD_US)
    ]
    others = [one for one in guarded if one.at_us != at_us and not _is(one, undoes)]
    undo = MidiIn(at_us, at_us, KORG, bytes((0xB0, undoes, 127)))
    pressed = MidiIn(at_us, at_us, KORG, bytes((0xB0, cc, 127)))
    taken_back = night(cues, [*others, Wake(at_us), pressed, undo])
    then = taken_back.states[taken_back.events.index(pressed)].undo
    assume(then is not None and then.before.now_us == at_us)  # it was neither refused nor idle
    without = night(cues, [*others, Wake(at_us)])
    once, again = (
        [one for one in done.sent(*TRIGGERS) if one[0] > at_us] for done in (without, taken_back)
    )
    assert [text for _, text in once] == [text for _, text in again]
    assert all(abs(a - b) <= 2 for (a, _), (b, _) in zip(once, again, strict=True))


@settings(deadline=None, max_examples=100)
@given(SHEETS, MOVES)
def test_what_comes_back_and_who_restarts_gets_values_and_nothing_is_fired(cues, moves):
    done = night(cues, woken(*moves))
    for event, actions in zip(done.events, done.steps, strict=True):
        if isinstance(event, (Restarted, TargetBack, PortFound)):
            sent = [decode(one.packet) or ("",) for one in actions if isinstance(one, Send)]
            assert {address for address, *_ in sent} <= set(RANGES)
