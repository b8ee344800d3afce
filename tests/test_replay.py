"""``rig replay`` of a real night, and of what somebody has done to its journal."""

from __future__ import annotations

import json
import re
import shutil

import pytest
from ears import Ears
from stagehands import SHORT, SHOW, Pedal, Performance, complained, rig_command, write_show

from rig import __version__


@pytest.fixture
def rig(tmp_path):
    return rig_command(tmp_path)


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    """The journal of a short night and its show."""
    folder = tmp_path_factory.mktemp("night")
    with Ears() as ears:
        show = write_show(folder, SHOW.format(device="Nobody", port=ears.port), SHORT)
        with Performance(show) as running, Pedal(folder / "pedal") as pedal:
            pedal.meet()
            pedal.tread()
            assert running.ends() == 0
    return running.journal


def altered(night, tmp_path, old, new):
    """The journal with its first occurrence of a text exchanged."""
    text = night.read_text()
    assert old in text
    copy = tmp_path / "copy.journal"
    copy.write_text(text.replace(old, new, 1))
    return copy


def test_a_night_replays_identically(rig, night):
    run = rig("replay", night)
    packets = json.loads(night.read_text().splitlines()[-1])["end"]["packets"]
    assert (run.returncode, run.stdout) == (0, f"identical, {packets} packets\n")


def test_a_foot_that_was_not_there_is_seen_in_the_replay(rig, night, tmp_path):
    """No frame is sound: a press that is lost alone is told by the next heartbeat."""
    copy = tmp_path / "copy.journal"
    frames = r'("event":"frame".*?"data":")[0-9a-f]+'
    copy.write_text(re.sub(frames, r"\g<1>55", night.read_text()))
    run = rig("replay", copy)
    assert run.returncode == 1
    assert re.match(r"\d differences in 5 packets[:;]", run.stdout)
    assert "hall  /hum 1 " in run.stdout
    assert "    now   nothing" in run.stdout


def test_a_packet_that_was_not_the_same_is_shown_both_ways(rig, night, tmp_path):
    hum = b"/hum\0\0\0\0,i\0\0\0\0\0".hex()
    run = rig("replay", altered(night, tmp_path, f'"{hum}01"', f'"{hum}02"'))
    assert run.returncode == 1
    first, line, then, now = run.stdout.splitlines()
    assert first.startswith("1 difference in")
    assert line.startswith("  line ")
    assert then.startswith("    then  ")
    assert "/hum 2" in then
    assert "/hum 1" in now


def test_a_night_is_replayed_with_another_show(rig, night, tmp_path):
    shutil.copytree(night.parent, tmp_path / "other", ignore=lambda *_: ["pedal"])
    show = tmp_path / "other" / "show.toml"
    assert rig("replay", night, "--against", show).returncode == 0
    show.write_text(show.read_text().replace("-40..-2 dB", "-30..-2 dB"))
    run = rig("replay", night, "--against", show)
    assert run.returncode == 1
    assert run.stdout.startswith("1 difference in 5 packets:\n")
    assert "hall  /strings -21  " in run.stdout
    assert "hall  /strings -16  " in run.stdout


def test_a_journal_cut_short_says_where_and_is_replayed_up_to_there(rig, night, tmp_path):
    text = night.read_bytes()
    lines = text.splitlines(keepends=True)
    cut = tmp_path / "cut.journal"
    cut.write_bytes(b"".join(lines[:6]) + lines[6][:-5])
    run = rig("replay", cut)
    assert run.returncode == 0
    told, verdict = run.stdout.splitlines()
    assert told.startswith(f"{cut}:7: no whole record")
    assert verdict.startswith("identical, ")


def test_a_journal_of_another_rig_says_so(rig, night, tmp_path):
    old = altered(night, tmp_path, f'"version": "{__version__}"', '"version": "0.0.1"')
    run = rig("replay", old)
    told, verdict = run.stdout.splitlines()
    assert told == f"written by rig 0.0.1, replayed by rig {__version__}"
    assert verdict.startswith("identical, ")
    newer = altered(night, tmp_path, '{"rig": 1', '{"rig": 2')
    assert complained(rig("replay", newer), "was written by a newer rig; update this one")
