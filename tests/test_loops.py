"""What goes round through the rig is muted, and the show goes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mapped import at, mapped, pushed, sent, swept
from nights import Night, play, us

from rig.conductor.actions import Send
from rig.conductor.events import MidiIn, Opened, PortFound, PortLost, Wake
from rig.conductor.looping import TURNS_MAX
from rig.conductor.state import begin
from rig.conductor.step import step
from rig.live.loop import run

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.events import Event
    from rig.conductor.state import State

LOOP = """
[box]
slider1 = "synth cc 2 0..127 jump 127..0"
slider2 = "synth cc 1 0..127 jump"
slider3 = "strings jump"
c = "go"
"""
TRIGGERS = """
[box]
key = "synth note 60"
patch = "synth program 5"
slider3 = "strings jump"
c = "go"
"""


@dataclass(slots=True)
class Wire:
    """Plays these events, and wires the synth's port back into the box's, so long later."""

    night: Night
    until_us: int
    back_us: int
    coming: list[tuple[int, int, Event]] = field(default_factory=list)
    count: int = 0

    def bring(self, event: Event) -> None:
        """Something comes, behind whatever else comes then."""
        self.count += 1
        heappush(self.coming, (event.at_us, self.count, event))

    def next(self, state: State) -> Event | None:
        """The next event or wake-up; None behind the end."""
        due_us = min(self.coming[0][0] if self.coming else self.until_us, self.until_us)
        if state.wake_us is not None and state.wake_us < due_us:
            return Wake(max(state.wake_us, state.now_us))
        return heappop(self.coming)[2] if due_us < self.until_us else None

    def take(self, event: Event, state: State, actions: tuple[Action, ...]) -> None:
        """Keep what it led to, and send back what went to the synth."""
        self.night.take(event, state, actions)
        for one in actions:
            if type(one) is Send and self.night.show.outputs[one.out].name == "synth":
                at_us = max(one.due_us, event.at_us) + self.back_us
                self.bring(MidiIn(at_us, at_us, "box", one.packet))


def looped(hands: str, *moves: Event | list[Event], until_s: float, back_us: int = 1000) -> Night:
    """A night in which what the synth is sent comes back in."""
    show = mapped(hands)
    wire = Wire(Night(show, begin(show)), us(until_s), back_us)
    wire.bring(Opened(0))
    for move in moves:
        for event in move if isinstance(move, list) else [move]:
            wire.bring(event)
    run(show, wire.night.state, wire, wire)
    return wire.night


def muted(night):
    return [text for text in night.told if "loops" in text]


@pytest.mark.parametrize("back_us", [1, 1000, 5000])
def test_two_mappings_that_feed_each_other_are_muted_told_once_and_the_show_goes_on(back_us):
    """Slider 1 sends controller 2 upside down; that is slider 2, which sends 1 as it is."""
    moves = [at(1, "slider1", 100), *pushed(1.5, "c"), *swept(3, "slider3", range(0, 128, 8))]
    night = looped(LOOP, moves, until_s=6, back_us=back_us)
    [said] = muted(night)
    assert said.startswith(("box slider1 loops", "box slider2 loops"))
    last_us = max(due_us for due_us, text in night.sent() if text.startswith("b0"))
    assert last_us < us(2.1), "within a second of its begin or so"
    assert [cue for _, cue in night.began] == ["1"]
    assert len([one for one in night.sent("/strings") if one[0] >= us(3)]) == 16


def test_a_muted_control_that_has_rested_does_its_work_again_with_its_first_message():
    night = looped(LOOP, at(1, "slider1", 100), until_s=3)
    count = len(night.packets)
    again = looped(LOOP, at(1, "slider1", 100), at(5, "slider1", 20), until_s=5.0005)
    assert len(again.packets) == count + 1
    twice = looped(LOOP, at(1, "slider1", 100), at(5, "slider1", 20), until_s=9)
    assert len(muted(twice)) == 2


@pytest.mark.parametrize(
    ("control", "data"), [("key", (0x90, 60, 100)), ("patch", (0xC0, 5))], ids=["note", "program"]
)
def test_a_trigger_that_strikes_itself_is_muted(control, data):
    """It never tells a release: each of its messages is a press."""
    night = looped(TRIGGERS, sent(1, *data), *pushed(2, "c"), until_s=4)
    assert [text.split(" loops")[0] for text in muted(night)] == [f"box {control}"]
    assert len(night.packets) < 2 * TURNS_MAX
    assert [cue for _, cue in night.began] == ["1"]


def test_a_button_that_is_muted_while_it_is_down_is_let_go():
    """A layer it held would last for the rest of the night."""
    show = mapped('[box]\na = "shift"\nb = "bell"\n[layer.shift.box]\nb = "gong"')
    flips = [at(1 + n / 200, "a", 127 * (n % 2)) for n in range(100)]
    night = play(show, flips, pushed(1.6, "b"), until_s=3)
    assert len(muted(night)) == 1
    assert [text for _, text in night.sent("/bell", "/gong")] == ["/bell"]


@given(st.lists(st.integers(-1, 1), min_size=200, max_size=400), st.integers(1, 126))
def test_a_noisy_pot_is_never_muted(noise, place):
    moves = [at(1 + n / 1000, "slider3", place + one) for n, one in enumerate(noise)]
    night = play(mapped(LOOP), moves, until_s=3)
    assert muted(night) == []
    assert night.values("/strings")[-1] == pytest.approx(10 * (place + noise[-1]) / 127, abs=1e-3)


@pytest.mark.parametrize("per_second", [10, 16, 30])
def test_the_fastest_trill_is_not_muted(per_second):
    """Sixteen notes of a second are a virtuoso's; down and up are two turns."""
    trill = [
        one
        for n in range(2 * per_second)
        for one in (
            sent(1 + n / per_second, 0x90, 60, 100),
            sent(1 + (n + 0.5) / per_second, 0x80, 60, 0),
        )
    ]
    night = play(mapped('[box]\nkey = "bell"'), trill, until_s=4)
    assert muted(night) == []
    assert len(night.sent("/bell")) == 2 * per_second


def test_a_fast_sweep_to_and_fro_by_hand_is_not_muted():
    way = [*range(0, 128, 8), *range(127, -1, -8)] * 10
    assert muted(play(mapped(LOOP), swept(1, "slider3", way, every_s=0.004), until_s=4)) == []


def test_an_encoder_that_is_fed_its_own_turns_is_muted_and_one_that_is_spun_is_not():
    show = mapped('[box]\ntwos = "strings"')
    spun = [at(1 + n / 500, "twos", 3) for n in range(500)]
    assert muted(play(show, spun, until_s=3)) == []
    fed = [at(1 + n / 100, "twos", 1 if n % 2 else 127) for n in range(100)]
    assert len(muted(play(show, fed, until_s=3))) == 1


WIRED = st.lists(
    st.one_of(
        st.builds(bytes, st.lists(st.integers(0, 255), max_size=8)),
        st.builds(
            lambda status, first, second: bytes((status, first, second)),
            st.sampled_from([0x90, 0x80, 0xB0, 0xB1, 0xB2, 0xE0]),
            st.sampled_from([1, 2, 3, 6, 7, 8, 11, 21, 22, 23, 24, 31, 38, 39, 40, 60, 98, 99]),
            st.sampled_from([0, 1, 2, 44, 63, 64, 65, 127]),
        ),
        st.sampled_from([bytes((0xC0, 5)), bytes.fromhex("f07f000602f7"), "found", "lost"]),
    ),
    max_size=60,
)
EVERYTHING = """
[box]
slider1 = "strings"
slider2 = "all catch gate 1 % smooth"
slider3 = "hall curve s"
pedal = "tap | release: bell"
a = "shift | hold: tacet all"
b = "bell | with a: sheet all | double: undo"
c = "go"
latch = "layer shift"
twos = "winds"
sign = "lean -6..+6 %"
key = "strings ff | long: hall=0.4"
fine = "room jump smooth"
narrow = "organ relative gate 2 %"
param = "room catch points 0:0 50:80 100:10"
wheel = "lean -6..+6 %"
patch = "note"
locate = "skip"
[layer.shift.box]
slider1 = "organ"
c = "fermata"
[cue.2.box]
b = "panic"
"""
GAPS = st.sampled_from([0, 1, 900, 10_000, 249_999, 300_000, 500_000, 1_000_000])


@given(WIRED, st.lists(GAPS, min_size=60, max_size=60))
def test_no_sequence_of_messages_raises_or_grows_without_bound(wired, gaps):
    """Through ``step`` itself: the loop would survive it, and nobody would see."""
    show = mapped(EVERYTHING)
    state, at_us = begin(show), 0
    events = [Opened(0)]
    for data, gap_us in zip(wired, gaps, strict=False):
        at_us += gap_us
        if isinstance(data, bytes):
            events.append(MidiIn(at_us, at_us, "box", data))
        else:
            found = PortFound(at_us, "box", "box")
            events.append(found if data == "found" else PortLost(at_us, "box"))
    count = len(show.surface.names)
    for event in events:
        state, _ = step(show, state, event)
        fingers = state.fingers
        assert len({one.control for one in fingers.held}) == len(fingers.held) <= count
        assert len(fingers.pressed) <= count
        assert len(fingers.layers) <= len(show.surface.layers)
        assert len({one.address for one in fingers.paced}) == len(fingers.paced)
        assert len({one.group for one in fingers.glides}) == len(fingers.glides)
        assert len({one.knob for one in fingers.settling}) == len(fingers.settling)
        assert len(fingers.memories) <= 2
        assert sum(map(len, fingers.routes)) <= count + 64
        assert sum(map(len, fingers.steady)) <= len(show.surface.knobs) + 64
        assert state.wake_us is None or state.wake_us > state.now_us
