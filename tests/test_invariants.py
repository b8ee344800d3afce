"""What holds on every night, whatever the sheet, the hands, the wires and the clock do."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from any_night import (
    FORMS,
    GOES,
    KNOBS,
    LOSSES,
    MOVES,
    PLAIN,
    RANGES,
    TIMES,
    first_woken,
    night,
    presses,
    sheets,
    show,
    written,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nights import KORG, PEDAL, button, go, key, knob, loaded, pedal, play, us

from rig.conductor.actions import Began, Send
from rig.conductor.events import (
    FrameIn,
    KeyIn,
    MidiIn,
    Opened,
    PortFound,
    PortLost,
    Restarted,
    TargetBack,
    Wake,
)
from rig.conductor.state import begin
from rig.conductor.step import step
from rig.live.journal import Reader, head, line
from rig.ports.osc_read import decode
from rig.score.measure import MINUTE_US, TICKS_PER_BEAT
from rig.venue.load import prepare

if TYPE_CHECKING:
    from rig.conductor.events import Event


@settings(deadline=None, max_examples=60)
@given(sheets(), MOVES, st.sampled_from([1, 700, 20_000, 50_000, 1_000_000]))
def test_wake_ups_that_come_late_change_nothing(sheet, moves, late_us):
    performed = show(sheet[1])
    late = night(performed, moves, late_us=late_us)
    assert late.lasting == night(performed, moves).lasting


@settings(deadline=None, max_examples=60)
@given(sheets(), MOVES, st.lists(TIMES, max_size=30))
def test_wake_ups_that_nobody_asked_for_change_nothing(sheet, moves, extra):
    performed = show(sheet[1])
    woken = [*(Wake(at_us) for at_us in extra), *moves]
    assert night(performed, woken).actions == night(performed, moves).actions


@settings(deadline=None, max_examples=40)
@given(sheets(), MOVES)
def test_the_same_events_lead_to_the_same_states_and_actions(sheet, moves):
    once, again = (night(prepare(loaded(sheet[1]).files).show, moves) for _ in range(2))
    assert once.steps == again.steps
    assert once.states == again.states


@settings(deadline=None, max_examples=60)
@given(sheets(), MOVES)
def test_nothing_is_meant_for_later_than_the_event_that_led_to_it(sheet, moves):
    done = night(show(sheet[1]), moves)
    for event, actions in zip(done.events, done.steps, strict=True):
        assert all(action.due_us <= event.at_us for action in actions)


@settings(deadline=None, max_examples=60)
@given(sheets(), MOVES)
def test_no_value_ever_leaves_the_range_of_the_house(sheet, moves):
    for _, _, packet in night(show(sheet[1]), moves).packets:
        address, values = decode(packet) or ("", ())
        if address in RANGES:
            low, high = RANGES[address]
            assert low <= values[0] <= high


@settings(deadline=None, max_examples=100)
@given(sheets(), MOVES)
def test_what_comes_back_and_who_restarts_gets_values_and_nothing_is_fired(sheet, moves):
    done = night(show(sheet[1]), first_woken(moves))
    for event, actions in zip(done.events, done.steps, strict=True):
        if isinstance(event, (Opened, Restarted, PortFound, PortLost, TargetBack)):
            sends = [one for one in actions if isinstance(one, Send)]
            assert {(decode(one.packet) or ("",))[0] for one in sends} <= set(RANGES)
            assert not any(isinstance(one, Began) for one in actions)
            if isinstance(event, TargetBack):
                assert {one.out for one in sends} <= {event.out}


@settings(deadline=None, max_examples=100)
@given(sheets(), st.lists(st.one_of(GOES, presses("panic"), KNOBS, LOSSES), max_size=24))
def test_without_a_step_back_no_cue_begins_twice(sheet, moves):
    began = [int(cue) for _, cue in night(show(sheet[1]), moves).began]
    assert began == sorted(set(began))


@settings(deadline=None, max_examples=100)
@given(sheets(PLAIN), st.lists(st.one_of(GOES, KNOBS, LOSSES), max_size=24))
def test_without_vamps_every_trigger_written_fires_at_most_once(sheet, moves):
    forms, cues = sheet
    done = night(show(cues), moves)
    fired = [text for _, text in done.sent() if text in ("/bell", "/gong", "90 3c 64")]
    assert len(fired) <= sum(FORMS[forms[int(cue) - 1]][3] for _, cue in done.began)


@settings(deadline=None, max_examples=100)
@given(sheets(), MOVES)
def test_the_beat_never_jumps(sheet, moves):
    """Whatever is touched in a passage, the tick then reached stays where it was, to 1 us."""
    done = night(show(sheet[1]), first_woken(moves))
    steps = zip(pairwise(done.states), done.events[1:], done.steps[1:], strict=True)
    for (before, after), event, actions in steps:
        one, two = before.playing, after.playing
        begun = any(isinstance(action, Began) for action in actions)
        if begun or isinstance(event, Wake) or one is None or two is None:
            continue
        if (one.part, one.entered, one.stands) != (two.part, two.entered, two.stands):
            continue
        tick = one.timeline.ticks_at(event.at_us)
        assert abs(two.timeline.us_at(tick) - one.timeline.us_at(tick)) <= 1


@settings(deadline=None, max_examples=100)
@given(sheets(), MOVES)
def test_the_beat_never_runs_back(sheet, moves):
    done = night(show(sheet[1]), moves)
    last = None
    for state, actions in zip(done.states, done.steps, strict=True):
        if any(isinstance(action, Began) for action in actions) or state.playing is None:
            last = None
        if state.playing is None or state.playing.stands is not None:
            continue
        tick = state.playing.timeline.ticks_at(state.now_us)
        # Half a microsecond of ticks: an instant is kept to the nearest microsecond.
        assert last is None or tick >= last - TICKS_PER_BEAT // 60_000
        last = tick


LEANS = st.lists(st.tuples(st.integers(1, 20_000), st.integers(0, 127)), min_size=400, max_size=400)


@settings(deadline=None, max_examples=25)
@given(LEANS)
def test_four_hundred_leans_in_a_row_drift_by_less_than_a_tenth_of_a_millisecond(leans):
    cues = '[cue.1]\non = "screening"\nplay = "A 99 4/4 q=97"\nfire = "A1 bell"\n'
    performed = show(cues)
    state, _ = step(performed, begin(performed), go(0))
    at_us, ticks, lean_ppm = 0, Fraction(0), 0
    for gap_us, position in leans:
        at_us += gap_us
        ticks += Fraction(gap_us * (1_000_000 + lean_ppm) * 97 * TICKS_PER_BEAT, MINUTE_US * 10**6)
        state, _ = step(performed, state, knob(at_us / 1e6, "knob1", position))
        lean_ppm = state.lean_ppm
    assert state.playing is not None
    off = state.playing.timeline.ticks_at(at_us) - ticks
    assert abs(off) < Fraction(100 * 97 * TICKS_PER_BEAT, MINUTE_US)


@settings(deadline=None, max_examples=100)
@given(sheets(), st.data())
def test_the_straight_way_and_a_jump_to_a_cue_leave_the_same_levels_and_values(sheet, data):
    performed = show(re.sub('enter = ".*"', "", sheet[1]).replace("fade 1s", "fade 0.001s"))
    starts = [number for number, one in enumerate(performed.presses) if one.part is None]
    number = data.draw(st.sampled_from(starts))
    gaps = st.lists(st.integers(3, 30), min_size=number + 1, max_size=number + 1)
    pressed_s = [sum(tenths) / 10 for tenths in prefixes(data.draw(gaps))]
    over_s = 0.002  # what fades out is over then
    straight = play(performed, *map(go, pressed_s), until_s=pressed_s[-1] + over_s)
    cue = performed.programmes[performed.presses[number].cue].cue.number
    assume(straight.began and straight.began[-1] == (us(pressed_s[-1]), cue))
    timed = performed.timed[-1]
    stops = [  # a press out of a passage that nothing leads to is passed over
        place
        for place, one in enumerate(performed.presses[1 : number + 1])
        if one.part is None or 0 <= timed <= one.cue
    ]
    skips = [key("right", 0.3 * place) for place in range(1, len(stops) + 1)]
    begin_s = 0.3 * number + 1
    jumped = play(performed, *skips, go(begin_s), until_s=begin_s + over_s)
    assert jumped.began == [(us(begin_s), cue)]
    assert in_force(straight) == in_force(jumped)
    # And from further on, by going back.
    again_s = pressed_s[-1] + 24
    further = [go(pressed_s[-1] + 1 + place) for place in range(3)]
    backs = [key("left", again_s - 18 + 0.3 * place) for place in range(24)]
    skips = [key("right", again_s - 0.3 * place) for place in range(1, number + 1)]
    way = [*map(go, pressed_s), *further, *backs, *skips, go(again_s)]
    returned = play(performed, *way, until_s=again_s + over_s)
    assume(returned.began[-1] == (us(again_s), cue))
    assert in_force(jumped).items() <= in_force(returned).items()


def prefixes(gaps: list[int]) -> list[list[int]]:
    return [gaps[: place + 1] for place in range(len(gaps))]


def in_force(done) -> dict[str, object]:
    """The last level or value each address was sent."""
    sent = (decode(packet) for _, _, packet in done.packets)
    return {one[0]: one[1] for one in sent if one and one[0] in RANGES and one[0] != "/tempo"}


FRAME = next(event.data for event in pedal(1)[2:] if isinstance(event, FrameIn))
HELLO = next(event.data for event in pedal(1) if isinstance(event, FrameIn))
BYTES = st.one_of(
    st.binary(max_size=6),
    st.binary(max_size=400),
    st.lists(st.sampled_from([0xB0, 0x90, 0x80, 0xF0, 0xF8, 0, 41, 127, 128]), max_size=4).map(
        bytes
    ),
    st.sampled_from([HELLO, FRAME]),
    st.builds(
        lambda frame, at, byte: frame[: at % len(frame)] + byte + frame[at % len(frame) + 1 :],
        st.sampled_from([HELLO, FRAME]),
        st.integers(0, 99),
        st.binary(max_size=2),
    ),
)
PORTS = st.sampled_from([KORG, PEDAL, "nobody"])
WIRES = st.one_of(
    st.builds(lambda at_us, port, data: MidiIn(at_us, at_us, port, data), TIMES, PORTS, BYTES),
    st.builds(lambda at_us, port, data: FrameIn(at_us, at_us, port, data), TIMES, PORTS, BYTES),
    st.builds(lambda at_us, name: KeyIn(at_us, at_us, name), TIMES, st.text(max_size=8)),
)


@settings(deadline=None, max_examples=100)
@given(sheets(), st.lists(st.one_of(WIRES, GOES), max_size=30))
def test_whatever_comes_over_a_wire_never_raises(sheet, moves):
    """Through ``step`` itself: the loop would survive it, and nobody would see."""
    performed = show(sheet[1])
    state = begin(performed)
    for event in [Opened(0), *sorted(moves, key=lambda event: event.at_us)]:
        state, _ = step(performed, state, event)
    assert len(state.notices) <= 4


def test_a_night_read_from_its_journal_sends_the_same_bytes(tmp_path):
    cues = "\n".join(
        written(number, form, on, "bar", "cut")
        for number, (form, on) in enumerate(
            [(8, "screening"), (1, "attacca"), (9, "title: x"), (0, "time"), (10, "title: y")], 1
        )
    )
    files = loaded(cues)
    moves: list[Event] = [*pedal(1, 3.1, 9.05, 10, 11), knob(2, "slider1", 3), go(4, heard_s=4.2)]
    moves += [knob(2 + place / 50, "knob1", place) for place in range(128)]
    moves += [PortLost(us(6), KORG), PortFound(us(6.5), KORG, 'a "name"'), TargetBack(us(7), 0)]
    moves += [Restarted(us(8)), button(8.5, "M7"), key("escape", 12), KeyIn(us(13), us(13), "é")]
    played = night(files.show, moves)
    lines = [
        line(event, actions) for event, actions in zip(played.events, played.steps, strict=True)
    ]
    (tmp_path / "night").write_bytes(head(files.files) + b"".join(lines))
    reader = Reader(str(tmp_path / "night"))
    records = list(reader.records())
    assert reader.damage == ""
    assert [record.event for record in records] == played.events
    performed = prepare(reader.header.files).show
    state, sent = begin(performed), []
    for record in records:
        state, actions = step(performed, state, record.event)
        assert tuple(one for one in actions if isinstance(one, Send)) == record.sent
        sent += record.sent
    assert [(one.due_us, one.out, one.packet) for one in sent] == played.packets
    assert len(played.began) >= 4
    assert state == played.state
