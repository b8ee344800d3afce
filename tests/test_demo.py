"""The demo in full, a minute on a terminal, in both houses at once."""

from __future__ import annotations

import json
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
from demos import DEMOS, show
from ears import PATIENCE_S
from parts import wait_for
from stagehands import RIG, begun_with, children, interrupted, replayed


@pytest.fixture(scope="module")
def demos(tmp_path_factory):
    with ThreadPoolExecutor() as both:
        yield {
            name: both.submit(show, house, tmp_path_factory.mktemp("state"))
            for name, house in DEMOS.items()
        }


@pytest.fixture(params=DEMOS)
def demo(request, demos):
    return demos[request.param].result()


def test_the_demo_ends_well_and_gives_the_terminal_back(demo):
    assert demo.code == 0
    assert demo.was_given_back
    assert b"Traceback" not in demo.shown


def test_the_demo_shows_what_plays_and_what_arrives(demo):
    for text in (b"GO: CUE 3", b"GO: OUT OF V", b"GO: IN AGAIN", b"arrived  /strings", b"/bell"):
        assert text in demo.shown


def test_the_demo_says_what_it_was_and_everything_was_heard(demo):
    said = demo.said
    assert "cues fired    4 of 4" in said
    assert len(re.findall(r"^hit  ", said, re.MULTILINE)) == 4
    sent = re.search(r"^packets sent  (\d+)$", said, re.MULTILINE)[1]
    assert re.search(r"^received .*$", said, re.MULTILINE)[0] == f"received      {sent} of {sent}"
    assert re.search(r"^worst late    \d+\.\d\d ms$", said, re.MULTILINE)
    assert replayed(demo.journal).startswith(f"identical, {sent} packets")


def test_the_demo_is_played_by_hand_and_foot(demo):
    lines = [json.loads(line) for line in demo.journal.read_text().splitlines()[1:]]
    kinds = [line.get("event") for line in lines]
    assert kinds.count("midi") > 100
    assert kinds.count("frame") >= 12
    found = {line["port"]: line["name"] for line in lines if line.get("event") == "found"}
    assert found["nanoKONTROL2"] == demo.house.device


@pytest.mark.parametrize("after_ms", [0, 40, 80, 150, 300])
def test_ctrl_c_at_any_instant_after_the_start_leaves_nothing(tmp_path, after_ms):
    interrupted(tmp_path, after_ms, "demo")


@pytest.mark.parametrize("plays", [False, True])
def test_nothing_outlives_a_demo_that_is_killed(tmp_path, plays):
    """While its player still waits, and while it plays."""
    environment = {"JACK_DEFAULT_SERVER": "no server here", "XDG_STATE_HOME": str(tmp_path)}
    silent = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}

    def far_enough():
        if not plays:
            return "-m rig.rehearsal.live_player " in str(children(process.pid))
        return any(
            '"event":"frame"' in one.read_text() for one in tmp_path.glob("rig/journals/*.journal")
        )

    with subprocess.Popen([RIG, "demo"], env=os.environ | environment, **silent) as process:
        wait_for(far_enough, PATIENCE_S)
        process.kill()
    wait_for(lambda: not begun_with(tmp_path), PATIENCE_S)
