"""The examples: they check clean, and a player who is always on time comes through each."""

from __future__ import annotations

import pytest
from sources import ROOT

from rig.conductor.actions import Began, Send
from rig.ports.osc_read import describe
from rig.rehearsal.dry_run import virtual_night
from rig.rehearsal.player import IdealPlayer
from rig.rehearsal.script import Scripted, read_script
from rig.venue.load import load

EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/show.toml"))
REPEATS = {"8": "1", "11": "9", "19": "17", "20": "9", "22": "19", "24": "19"}
"""Cues of The Crowd that Luz has repeat an earlier one."""


def example(name):
    return load(str(ROOT / "examples" / name / "show.toml"))


def night(loaded):
    return virtual_night(loaded, IdealPlayer(loaded.show)).actions


def fired(loaded):
    return {cue.number: tuple(fire.name for fire in cue.fires) for cue in loaded.sheet.cues}


def test_every_example_is_looked_at():
    assert EXAMPLES == ["demo", "rehearsal", "the-crowd"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_player_on_time_comes_through_to_the_last_cue(name):
    loaded = example(name)
    cues = [action.cue for action in night(loaded) if isinstance(action, Began)]
    assert cues == list(range(len(loaded.sheet.cues)))


def test_the_demos_own_player_comes_through_to_the_last_cue():
    loaded = example("demo")
    moves = read_script(str(ROOT / "examples" / "demo" / "player.toml"), loaded)
    actions = virtual_night(loaded, Scripted(moves, loaded)).actions
    assert [action.cue for action in actions if isinstance(action, Began)] == [0, 1, 2, 3]


def test_the_crowd_is_26_presses_and_20_pieces():
    loaded = example("the-crowd")
    assert [cue.number for cue in loaded.sheet.cues] == [str(number) for number in range(1, 27)]
    assert len(loaded.show.presses) == 26
    assert len(loaded.sheet.sounds) == 20
    assert {sound.name for sound in loaded.show.sounds} == set(loaded.sheet.sounds)


def test_the_crowd_invents_no_tempo_and_no_time():
    for cue in example("the-crowd").sheet.cues:
        assert (cue.passages, cue.look, cue.hits, cue.dynamics) == ((), None, (), ())


def test_a_piece_that_returns_in_the_crowd_is_the_same_sound():
    loaded = example("the-crowd")
    notes = {cue.number: cue.note for cue in loaded.sheet.cues}
    sounds = fired(loaded)
    for again, first in REPEATS.items():
        assert sounds[again] == sounds[first]
        assert notes[again].endswith(f", repeats cue {first}")
    told = [number for number, note in notes.items() if "repeats cue" in note]
    assert told == list(REPEATS)
    assert len({name for names in sounds.values() for name in names}) == 26 - len(REPEATS)


def test_each_piece_of_the_crowd_ends_where_the_next_begins():
    loaded = example("the-crowd")
    sent = [describe(action.packet) for action in night(loaded) if isinstance(action, Send)]
    assert sent[1::2] == ["/stop"] * 26
    for cue, packet in zip(loaded.sheet.cues, sent[::2], strict=True):
        piece = packet.removeprefix("/play ")
        assert cue.note.startswith(piece), f"cue {cue.number} plays {piece}"
