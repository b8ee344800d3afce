"""Outputs that take time to speak on any night: everything is sent once, and soon enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from any_night import GOES, KNOBS, LASTS_S, night, presses
from early_nights import cue, early, fired
from hypothesis import given, settings
from hypothesis import strategies as st
from nights import go, play, us

from rig.conductor.actions import Began
from rig.conductor.events import KeyIn, Wake
from rig.score.sheet import On

if TYPE_CHECKING:
    from nights import Night

    from rig.conductor.events import Event

# Each with presses, turns and ends at places where something is fired; triggers have no stop.
FORMS = (
    ("A 2 4/4 q=120", "A1 bell, A1.3 gong, A1.3 note, A2.4 bell, end gong", "organ p <, A2 f"),
    ("A 1 3/4 q=150 3x | B 1 2/4", "A1 gong, A1.3 bell, B1-0.5b gong, B1 gong, B1.2 bell", ""),
    (
        "V 1 3/4 q=160 vamp out 1 | B 1 4/4",
        "V1 gong, V1.2 note, V1.3 bell, B1 gong, end bell",
        "organ p, V1.2 f, B1 pp",
    ),
    (
        "A 1 2/4 q=180 | // | B 2 4/4",
        "A1.2 gong, // bell, B1 gong, B1.2 bell",
        "organ f, B1 >, end n",
    ),
    ("A 1 4/4 q=120 fermata 1.2 | B 1", "A1.2 bell, A1.3 gong, B1 gong, B1.4 bell", ""),
    (
        "A 2 4/4 q=80>160 | V 1 2/4 vamp",
        "A1 gong, A2.2 bell, V1 gong, V1.2 bell",
        "strings p <, V1 f",
    ),
    (
        "A 1 2/4 q=200 fermata 1.2 max 0.3s | tacet 1 | B 1",
        "A1 gong, A1.2 bell, B1 gong",
        "organ mp",
    ),
)


@st.composite
def sheets(draw: st.DrawFn) -> str:
    chosen = draw(st.lists(st.sampled_from(FORMS), min_size=1, max_size=5))
    cues = []
    for number, (music, fires, dynamics) in enumerate(chosen, 1):
        on = draw(st.sampled_from(["title: x", "segue", "attacca", "attacca", "time"]))
        on = "screening" if number == 1 else on
        more = f'look = "0:{2 * number:02}"\nleave = "{draw(LEAVES)}"\n'
        more += f'dyn = "{dynamics}"\n' if dynamics else ""
        if on in ("screening", "title: x"):
            more += f'enter = "{draw(st.sampled_from(["now", "beat", "bar", "exit"]))}"\n'
        cues.append(cue(music, fires, number=number, on=on, more=more))
    return "\n".join(cues)


LEAVES = st.sampled_from(["cut", "ring", "bar", "fade 1s"])
MOVES = st.lists(st.one_of(GOES, GOES, presses("back", "panic"), KNOBS), max_size=16)
EARLY_US = {"/gong": 300_000, "/bell": 100_000, "90 3c 64": 0}
LEANT_US = 40_000
"""A lean by an eighth, behind what was sent already, moves where it sounds by so much."""


class Sending(NamedTuple):
    due_us: int
    at_us: int
    text: str


def is_back(event: Event) -> bool:
    return isinstance(event, KeyIn) and event.key == "left"


def quiet(done: Night, from_us: int, to_us: int) -> bool:
    """Whether nothing came between, and the music went from the first to the last on its own."""
    before = done.states[0]
    for event, state, actions in zip(done.events, done.states, done.steps, strict=True):
        if from_us <= event.at_us and getattr(event, "stamped_us", event.at_us) <= to_us:
            if not isinstance(event, Wake) or not goes(before) or not goes(state):
                return False
            cues = [one.cue for one in actions if isinstance(one, Began)]
            if any(done.show.programmes[one].cue.on is On.TIME for one in cues):
                return False
        before = state
    return True


def goes(state) -> bool:
    playing = state.playing
    return (
        playing is not None
        and playing.stands is None
        and state.pending is None
        and state.fade is None
    )


@settings(deadline=None, max_examples=200)
@given(sheets(), MOVES)
def test_whatever_is_pressed_everything_is_sent_once_and_as_early_as_it_was_certain(cues, moves):
    plain = night(early(cues, loft=0), moves)
    ahead = night(early(cues, loft=300, desk=100), moves)
    assert ahead.began == plain.began
    assert ahead.sent("/tempo") == plain.sent("/tempo")
    touched_us = [event.at_us for event in ahead.events if not isinstance(event, Wake)]
    sends = [Sending(us(due_s), us(at_s), text) for due_s, at_s, text in fired(ahead)]
    lost = []
    for due_s, at_s, text in fired(plain):
        due_us = us(due_s) - EARLY_US[text]
        touched = any(due_us <= at_us <= us(at_s) for at_us in touched_us)
        off_us = LEANT_US if touched else 0
        mine = [
            one
            for one in sends
            if one.text == text
            and abs(one.due_us - due_us) <= off_us
            and one.due_us <= one.at_us <= us(at_s) + off_us
        ]
        if not mine:
            lost.append((us(at_s), text))
            continue
        sends.remove(mine[-1])
        if due_s == at_s and quiet(plain, due_us, us(due_s)):
            assert mine[-1].at_us == due_us
    for at_us, text in lost:
        # Sent, and then ``back`` had the music wait before its place: that was the one time.
        before = [one for one in sends if one.text == text and one.at_us < at_us]
        assert before, f"{text} of {at_us} is lost"
        assert any(before[-1].at_us <= one.at_us <= at_us for one in moves if is_back(one))
        sends.remove(before[-1])
    for one in sends:
        until_us = one.due_us + EARLY_US[one.text] + LEANT_US
        assert until_us > us(LASTS_S) or any(
            one.at_us <= touch <= until_us for touch in touched_us
        ), f"{one} was sent for nothing"


@settings(deadline=None, max_examples=60)
@given(sheets(), MOVES, st.sampled_from([1, 20_000, 50_000]))
def test_wake_ups_that_come_late_change_nothing_of_what_is_early(cues, moves, late_us):
    performed = early(cues, loft=300, desk=100)
    assert night(performed, moves, late_us=late_us).actions == night(performed, moves).actions


@settings(deadline=None, max_examples=60)
@given(sheets())
def test_levels_and_values_end_where_they_would(cues):
    plain, ahead = (play(early(cues, loft=loft), go(1), until_s=50) for loft in (0, 300))
    assert [one.level for one in ahead.state.faders] == [one.level for one in plain.state.faders]
    assert ahead.state.values == plain.state.values
