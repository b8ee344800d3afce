"""What fails in the middle of a show: its engine, its disk, its display. The show goes on."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import tempfile
from itertools import dropwhile
from pathlib import Path

import pytest
from ears import PATIENCE_S, Ears, longest_gap_us
from parts import wait_for
from stagehands import FIRED, RIG, SHOW, Performance, in_the_first_cue, replayed, write_show

PATIENT_GAP_US = 240_000


@pytest.fixture
def night(tmp_path):
    """A performance in its first cue, its ears, and its pedal."""
    with in_the_first_cue(tmp_path) as performance:
        yield performance


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_an_engine_that_dies_or_hangs_comes_back_with_its_values_and_fires_nothing(night, number):
    running, ears, pedal = night
    engine = running.child("rig.live.engine")
    known = len(ears.look())
    os.kill(engine, number)
    running.again("rig.live.engine", engine)
    running.wait_said("the engine died and is back; nothing was fired; GO goes on")
    wait_for(lambda: ears.at("/winds")[1:], PATIENCE_S)
    restored = list(dropwhile(lambda one: one.address != "/winds", ears.look()[known:]))
    assert {one.address for one in restored} <= {"/winds", "/reverb", "/tempo"}
    wait_for(lambda: ears.at("/tempo")[1:], PATIENCE_S)
    assert ears.at("/reverb")[-1].values == pytest.approx((0.25,))
    assert ears.at("/tempo")[-1].values == (120.0,)
    assert [one.address for one in ears.at(*FIRED)] == ["/river", "/hum", "/bell"]
    assert running.said.count("footswitch: absent") <= 1, "lost by the engine, not by the cable"
    pedal.tread()
    ears.wait("/clap")
    assert running.ends(signal.SIGINT) == 0
    assert [one.address for one in ears.at(*FIRED)].count("/bell") == 1
    assert running.kinds().count("Restarted") == 1
    assert "identical" in replayed(running.journal)


def test_a_display_that_dies_is_begun_anew_and_takes_nothing_with_it(night):
    running, ears, pedal = night
    display = running.child("rig.stage.terminal")
    os.kill(display, signal.SIGKILL)
    running.again("rig.stage.terminal", display)
    running.wait_said("display: its process ended (SIGKILL) and is begun anew")
    pedal.tread()
    ears.wait("/clap")
    assert longest_gap_us(ears.at("/strings")[1:]) < PATIENT_GAP_US


def test_nothing_outlives_a_guard_that_is_killed(night):
    running, ears, _ = night
    assert running.ends(signal.SIGKILL) == -signal.SIGKILL
    assert [one.values for one in ears.at("/river")] == [(1,), (0,)]


def test_a_disk_that_is_full_ends_the_journal_and_not_the_show(night):
    running, ears, pedal = night
    room = running.journal.stat().st_size + 100
    resource.prlimit(running.child("rig.live.engine"), resource.RLIMIT_FSIZE, (room, room))
    told = "; the show goes on without"  # the reason hangs on whether the last line was cut
    running.wait_said(told)
    pedal.tread()
    ears.wait("/clap")
    assert running.ends(signal.SIGINT) == 0
    assert running.said.count(told) == running.said.count("the journal cannot be written (") == 1
    assert "Traceback" not in running.said
    assert "identical" in replayed(running.journal)


@pytest.mark.parametrize("wanted", ["file/night.journal", f"{'n' * 252}"])
def test_a_journal_that_cannot_be_made_is_said_in_one_line(tmp_path, wanted):
    (tmp_path / "file").write_text("no folder")
    show = write_show(tmp_path, SHOW.format(device="Nobody", port=9))
    run = subprocess.run(
        [RIG, "perform", str(show), "--journal", str(tmp_path / wanted)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith(f"the journal cannot be written at {tmp_path / wanted}")
    assert run.stderr.endswith("; name another place with --journal FILE\n")
    assert run.stderr.count("\n") == 1


def test_a_disk_that_is_full_before_the_show_is_said_in_one_line(tmp_path):
    show = write_show(tmp_path, SHOW.format(device="Nobody", port=9))
    run = subprocess.run(
        [RIG, "perform", str(show), "--journal", "/dev/full"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr == (
        "the journal cannot be written at /dev/full: No space left on device;"
        " name another place with --journal FILE\n"
    )


def test_where_the_usual_place_cannot_be_written_the_journal_lies_elsewhere(tmp_path):
    (tmp_path / "state").write_text("no folder")
    with Ears() as ears:
        show = write_show(tmp_path, SHOW.format(device="Nobody", port=ears.port))
        with Performance(show, "--") as running:
            ears.wait("/strings")
            assert running.ends(signal.SIGINT) == 0
            (last,) = (line for line in running.said.splitlines() if line.startswith("journal"))
    journal = Path(last.split()[-1])
    assert journal.parent == Path(tempfile.gettempdir())
    assert "identical, 2 packets" in replayed(journal)
    journal.unlink()
