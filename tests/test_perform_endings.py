"""How a performance ends: by its sheet, by Ctrl-C, by SIGTERM; at any instant, leaving nothing."""

from __future__ import annotations

import json
import signal
import time
from contextlib import suppress
from pathlib import Path
from threading import Event

import pytest
from ears import Ears
from stagehands import (
    SHOW,
    Pedal,
    Performance,
    in_the_first_cue,
    interrupted,
    replayed,
    write_show,
)

SHORT = """\
rig = 1
[film]
title = "A Test"
speed = 18
[cue.1]
on = "action: the first"
play = "A 1 2/4 q=240"
fire = "A1 hum, A1 river~"
"""


@pytest.fixture
def night(tmp_path):
    """A performance in its first cue, its ears, and its pedal."""
    with in_the_first_cue(tmp_path) as performance:
        yield performance


def last_line(journal):
    return json.loads(journal.read_text().splitlines()[-1])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_what_sounds_closes_the_journal_and_leaves(night, number):
    running, ears, _ = night
    begun_s = time.monotonic()
    assert running.ends(number) == 0
    assert time.monotonic() - begun_s < 3
    assert [one.values for one in ears.at("/river", "/hum")] == [(1,), (1,), (0,), (0,)]
    assert last_line(running.journal)["end"]["packets"] == len(ears.heard)
    assert "identical" in replayed(running.journal)
    said = running.said.splitlines()
    assert f"packets sent  {len(ears.heard)}" in said
    assert said[-1] == f"journal       {running.journal}"
    assert not Path(f"{running.journal}.log").exists()


def test_what_still_arrives_does_not_keep_it_from_stopping_what_sounds(night):
    """Frames come every few milliseconds, so that some come between the signal and the end."""
    running, ears, pedal = night
    running.process.terminate()
    while running.process.poll() is None:
        with suppress(BlockingIOError):
            pedal.beat()
        Event().wait(0.002)
    assert running.ends() == 0
    assert [one.values for one in ears.at("/river")] == [(1,), (0,)]
    assert "the rig failed" not in running.said


def test_the_end_of_the_sheet_ends_it(tmp_path):
    with Ears() as ears:
        show = SHOW.format(device="Nobody", port=ears.port)
        show = write_show(tmp_path, show, SHORT)
        with Performance(show) as running, Pedal(tmp_path / "pedal") as pedal:
            pedal.meet()
            pedal.tread()
            assert running.ends() == 0
        order = [(one.address, one.values) for one in ears.at("/river", "/hum")]
        assert order == [("/hum", (1,)), ("/river", (1,)), ("/hum", (0,)), ("/river", (0,))]
        assert "identical" in replayed(running.journal)


@pytest.mark.parametrize("after_ms", [0, 40, 80, 150, 300])
def test_ctrl_c_at_any_instant_after_the_start_leaves_nothing(tmp_path, after_ms):
    show = write_show(tmp_path, SHOW.format(device="Nobody", port=9))
    interrupted(tmp_path, after_ms, "perform", str(show))
