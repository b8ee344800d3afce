"""What new hands leave as it is, what of them is refused, and how they are kept and handed over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newly_handed import (
    DEAD_SLIDER,
    LAYERED,
    MINI,
    SHOW,
    XTOUCH,
    given_to,
    remap,
    slider1,
    slider6,
)
from nights import (
    HANDS,
    Night,
    Player,
    go,
    midi,
    play,
    us,
)

from rig.conductor.events import MidiIn, Opened, PortFound, Remapped, Restarted
from rig.conductor.look import view
from rig.conductor.remapping import remapped
from rig.conductor.state import begin
from rig.live import journal
from rig.live.handover import Taking, pieces
from rig.live.journal import Reader
from rig.live.loop import run, survive
from rig.notation.problem import ProblemsError
from rig.ports.channel import HANDS as PIECE
from rig.ports.channel import RECORD_MAX, pack
from rig.rehearsal.replay import replay
from rig.venue.load import File, prepare


def test_outputs_that_lines_of_hands_have_opened_keep_their_numbers():
    first, second = '"osc 127.0.0.1:7001 /a"', '"osc 127.0.0.1:7002 /b"'
    hands = HANDS.replace('"pad"', first).replace('"bell"', second)
    running = prepare({**SHOW.files, "hands": File("hands.toml", hands.encode())})
    for other in (HANDS.replace('"bell"', second), HANDS):
        now = given_to(other, running)
        assert (now.show.outputs, now.targets) == (running.show.outputs, running.targets)
        assert now.show.sounds == running.show.sounds


def levels(night, at_s, until_s):
    return [
        (due_us, float(text.split()[1]))
        for due_us, text in night.sent("/strings")
        if us(at_s) < due_us <= us(until_s)
    ]


def written(folder, night):
    """The journal of a night."""
    where = folder / "night.journal"
    lines = [journal.line(one, sent) for one, sent in zip(night.events, night.steps, strict=True)]
    where.write_bytes(journal.head(SHOW.files) + b"".join(lines))
    return where


ADDED = HANDS.replace('slider5 = "strings trim -6..+6 dB"', 'slider5 = "desk /wet <f> 0..1 jump"')
OTHER = HANDS.replace('slider5 = "strings trim -6..+6 dB"', 'slider5 = "desk /dry <f> 0..1 jump"')


def slider5(at_s, position):
    return midi(at_s, 0xB0, 4, position)


def test_a_value_that_hands_have_named_keeps_its_number_and_its_place(tmp_path):
    first = given_to(ADDED)
    second = given_to(OTHER, first)
    third = given_to(ADDED, second)
    own = len(SHOW.show.sounds)
    assert [one.name for one in third.show.sounds[own:]] == [
        "desk /wet <f> 0..1",
        "desk /dry <f> 0..1",
    ]
    new = [journal.remapped(us(2 * n), one) for n, one in enumerate((first, second, third), 1)]
    moves = [slider5(2 * n + 1, 60 + n) for n in (1, 2, 3)]
    night = play(SHOW.show, go(1), *new, *moves, until_s=20)
    assert night.sent("/wet") == [(us(3), "/wet 0.4803"), (us(7), "/wet 0.4961")]
    assert [due_us for due_us, _ in night.sent("/dry")] == [us(5)]
    plain = play(SHOW.show, go(1), until_s=20)
    where = written(tmp_path, night)
    assert replay(str(where), None) == 0
    mine = [one for one in night.packets if b"/wet" not in one[2] and b"/dry" not in one[2]]
    assert mine == plain.packets


def test_hands_that_need_an_output_that_is_not_there_are_refused_with_all_else_that_is_wrong():
    hands = HANDS.replace('"pad"', '"osc 127.0.0.1:7777 /x"').replace('"bell"', '"nonsense"')
    with pytest.raises(ProblemsError) as caught:
        given_to(hands)
    lines = [(one.line, one.message) for one in caught.value.problems]
    assert len(lines) == 2
    assert lines[0][1].startswith(
        "osc 127.0.0.1:7777 is opened when the show begins anew; now there is desk, loft, synth"
    )


def test_hands_that_were_made_for_another_show_are_let_go():
    event = remap(5)
    short = SHOW.show.sounds[1:]
    wrong = Remapped(event.at_us, event.files, event.surface, short, event.ports)
    night = play(SHOW.show, go(1), wrong, slider1(6, 0), slider1(7, 99), until_s=9)
    assert "these hands were made for another show; the old ones stay" in night.told
    assert night.values("/strings")[-1] != play(SHOW.show, go(1), until_s=9).values("/strings")[-1]


def test_a_new_device_is_there_with_its_name_and_its_controls():
    wider = given_to(XTOUCH)
    (signal,) = (one.signal for one in wider.show.surface.controls.values() if one.port == MINI)
    moves = [
        MidiIn(us(at_s), us(at_s), MINI, bytes((signal.status, signal.number, value)))
        for at_s, value in ((7, 64), (8, 30))
    ]
    new = journal.remapped(us(5), wider)
    night = play(SHOW.show, go(1), new, PortFound(us(6), MINI, MINI), *moves, until_s=9)
    assert dict(view(wider.show, night.state, us(9)).devices)[MINI]
    plain = play(SHOW.show, go(1), until_s=9)
    assert levels(night, 8, 9)[-1][1] < levels(plain, 8, 9)[-1][1] - 0.5


MOVES = (go(1), slider1(2, 64), slider1(3, 90), remap(5), slider6(6, 64), slider6(7, 10), go(9))


def test_a_night_with_new_hands_replays_identically(tmp_path, capsys):
    night = play(SHOW.show, *MOVES, until_s=20)
    where = written(tmp_path, night)
    assert replay(str(where), None) == 0
    assert capsys.readouterr().out == f"identical, {len(night.packets)} packets\n"
    events = [record.event for record in Reader(str(where)).records()]
    assert events == night.events


def test_a_replay_without_the_new_hands_is_another(tmp_path, capsys):
    night = play(SHOW.show, *MOVES, until_s=20)
    where = written(tmp_path, night)
    where.write_text(where.read_text().replace("slider6 =", "slider7 ="))
    assert replay(str(where), None) == 1
    assert "differences in" in capsys.readouterr().out


def test_an_engine_that_is_begun_anew_has_the_new_hands(tmp_path):
    night = play(SHOW.show, *MOVES, until_s=20)
    show, state = SHOW.show, begin(SHOW.show)
    for record in Reader(str(written(tmp_path, night))).records(SHOW):
        show, state, _ = survive(show, state, record.event)
    assert show == given_to(DEAD_SLIDER).show
    assert state == night.state
    after = Night(show, state)
    moves = [Restarted(us(21)), go(22), slider6(23, 64), slider6(24, 100)]
    run(show, state, Player(moves, us(25)), after)
    assert any(
        float(text.split()[1]) for due_us, text in after.sent("/strings") if due_us >= us(24)
    )


def test_new_hands_whose_texts_are_damaged_end_the_journal_there(tmp_path):
    night = play(SHOW.show, *MOVES, until_s=20)
    where = written(tmp_path, night)
    where.write_text(where.read_text().replace("slider6 =", "slider66 ="))
    reader = Reader(str(where))
    assert len(list(reader.records())) < len(night.events)
    assert "has no control slider66" in reader.damage


def taken(records):
    """What the engine has made of records, in order."""
    taking = Taking()
    return [one for one in (taking.take(us(5), record) for record in records) if one is not None]


def test_new_hands_come_to_the_engine_in_pieces_as_they_are():
    event = remap(5, LAYERED)
    records = list(pieces(event))
    assert all(len(pack(PIECE, 0, record)) <= RECORD_MAX for record in records)
    assert taken(records) == [event]
    assert taken([*records, *records]) == [event, event]


@given(cut=st.integers(1, 400))
def test_pieces_without_their_begin_or_their_end_are_nothing_and_harm_no_other(cut):
    event = remap(5)
    records = list(pieces(event))
    assert taken(records[cut:]) == []
    assert taken([*records[cut:], *records]) == [event]
    assert taken([*records[: -min(cut, len(records) - 1)], *records]) == [event]


def test_the_show_that_goes_on_is_the_show_in_its_new_hands_and_no_level_moved():
    wider = given_to(XTOUCH)
    _, state, _ = survive(SHOW.show, begin(SHOW.show), Opened(0))
    show, after, _ = remapped(SHOW.show, state, journal.remapped(us(5), wider))
    assert show == wider.show
    assert after.faders == state.faders
