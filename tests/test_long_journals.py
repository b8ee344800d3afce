"""An engine that reads a long journal says that it is alive, or its guard would end it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from parts import ended, wait_for
from written import DEMO

from rig.conductor.events import Opened, Wake
from rig.live.engine import Lines
from rig.live.journal import head, line
from rig.ports import channel

RECORDS = 5_000


@pytest.fixture
def engine(tmp_path):
    """An engine begun anew on a journal of thousands of events, and the end its beats come on."""
    path = tmp_path / "night.journal"
    events = [Opened(1), *(Wake(at_us) for at_us in range(2, RECORDS + 1))]
    path.write_bytes(head(DEMO) + b"".join(line(event, ()) for event in events))
    far, views = channel.pair()
    heard, beats = os.pipe()
    os.set_blocking(heard, False)
    lines = Lines(str(path), (), (), muted=True, views=views.fileno(), beats=beats)
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "rig.live.engine", lines.told()],
        pass_fds=(views.fileno(), beats),
        text=True,
    )
    yield path, heard
    ended(process)
    for end in (far, views):
        end.close()
    for descriptor in (heard, beats):
        os.close(descriptor)


def test_it_beats_for_every_thousand_records(engine):
    path, heard = engine
    wait_for(lambda: b'"event":"restarted"' in path.read_bytes(), 10)
    assert len(os.read(heard, 512)) >= RECORDS // 1_000
