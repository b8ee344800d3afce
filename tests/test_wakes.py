"""The same night again: by its journal, and with a clock that wakes the rig late."""

from __future__ import annotations

from any_filmed import files, sheets, show
from any_follow import ALL, moves, night
from hypothesis import given, settings
from hypothesis import strategies as st

from rig.conductor.actions import Send
from rig.conductor.state import begin
from rig.conductor.step import step
from rig.live.journal import Reader, head, line
from rig.venue.load import prepare

LATES_US = st.lists(st.integers(0, 50_000), min_size=1, max_size=9).map(tuple)


def meant(done):
    """What was asked of the world, by the instant that it was meant for."""
    return sorted(done.actions, key=lambda action: action.due_us)


@settings(max_examples=100)
@given(sheets(), moves(*ALL), LATES_US)
def test_wake_ups_late_by_up_to_fifty_milliseconds_change_no_decision(drawn, moved, lates_us):
    prompt, late = night(show(drawn), moved), night(show(drawn), moved, *lates_us)
    assert meant(late) == meant(prompt)
    assert late.state == prompt.state


@settings(max_examples=40)
@given(sheets(), moves(*ALL))
def test_a_night_read_from_its_journal_is_the_same_night(tmp_path_factory, drawn, moved):
    done = night(show(drawn), moved)
    lines = [line(*one) for one in zip(done.events, done.steps, strict=True)]
    path = tmp_path_factory.mktemp("nights") / "night"
    path.write_bytes(head(files(drawn)) + b"".join(lines))
    reader = Reader(str(path))
    performed = prepare(reader.header.files).show
    state, packets = begin(performed), []
    for record, event in zip(reader.records(), done.events, strict=True):
        assert record.event == event
        state, actions = step(performed, state, record.event)
        assert tuple(one for one in actions if type(one) is Send) == record.sent
        packets += [(one.due_us, one.out, one.packet) for one in record.sent]
    assert reader.damage == ""
    assert packets == done.packets
    assert state == done.state
