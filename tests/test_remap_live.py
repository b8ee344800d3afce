"""Hands changed inside a performance that goes on, on real parts; asked for from outside."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import threading
from pathlib import Path

import pytest
from ears import PATIENCE_S, Ears, longest_gap_us
from parts import JackDevice, wait_for
from stagehands import (
    GO_BUTTON,
    HANDS,
    SHOW,
    Performance,
    begun_with,
    complained,
    replayed,
    rig_command,
    write_show,
)

from rig.errors import PortError
from rig.live.door import Answer, Door, ask, running

PATIENT_GAP_US = 240_000
ANOTHER = HANDS.replace("slider2", "slider3")
WIDER = f"""{ANOTHER}
[Second-Desk]
fader = "winds trim -12..+6 dB"
"""
DEVICE = """\
rig = 1
kind = "midi"
port = "Second Desk"
[source]
[control]
fader = "fader cc 7 from none"
"""


def slider(number: int, position: int) -> bytes:
    return bytes((0xB0, number - 1, position))


@pytest.fixture
def night(jack, tmp_path):
    """A performance in its first cue, its ears, its desk, and the command line beside it."""
    with (
        Ears() as ears,
        JackDevice(jack, "Remap Desk") as desk,
        Performance(
            write_show(tmp_path, SHOW.format(device="Remap Desk", port=ears.port)), server=jack
        ) as running_night,
    ):
        running_night.wait_said("nanoKONTROL2: found")
        desk.play(GO_BUTTON)
        ears.wait("/strings", 5)
        yield running_night, ears, desk, rig_command(tmp_path)


def rewritten(tmp_path, hands):
    (tmp_path / "hands.toml").write_text(hands)
    return tmp_path / "show.toml"


def remapped(rig, tmp_path, hands):
    """``rig remap`` of these hands, which are taken."""
    run = rig("remap", rewritten(tmp_path, hands))
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout


def test_a_dead_slider_is_replaced_by_another_while_the_music_goes_on(night, tmp_path):
    running_night, ears, desk, rig = night
    desk.play(slider(3, 64), slider(3, 127))
    assert remapped(rig, tmp_path, ANOTHER) == "the hands are new: 3 controls\n"
    running_night.wait_said("the hands are new: 3 controls")
    known = len(ears.at("/winds"))
    desk.play(slider(2, 0), slider(2, 127), slider(3, 64), slider(3, 32))
    (heard,) = ears.wait("/winds", known + 1)[known:]
    assert heard.values[0] < ears.at("/winds")[known - 1].values[0]
    desk.play(GO_BUTTON)
    ears.wait("/clap")
    assert longest_gap_us(ears.at("/strings")[1:]) < PATIENT_GAP_US
    assert running_night.ends(signal.SIGINT) == 0
    assert "identical" in replayed(running_night.journal)


def test_wrong_hands_are_refused_with_all_their_problems_and_the_old_ones_stay(night, tmp_path):
    running_night, ears, desk, rig = night
    wrong = HANDS.replace("winds", "windz").replace('play = "go"', 'play = "gogo"')
    run = rig("remap", rewritten(tmp_path, wrong))
    hands = re.escape(str(tmp_path / "hands.toml"))
    assert complained(run)
    first, second = run.stderr.splitlines()
    assert re.match(f"the hands have 2 problems, the old ones stay: {hands}:4: .*windz", first)
    assert re.match(f"{hands}:5: .*gogo", second)
    running_night.wait_said("the hands have 2 problems, the old ones stay")
    known = len(ears.at("/winds"))
    desk.play(slider(2, 64), slider(2, 0))
    ears.wait("/winds", known + 1)
    assert "Remapped" not in running_night.kinds()
    assert remapped(rig, tmp_path, ANOTHER) == "the hands are new: 3 controls\n"


def test_a_device_the_show_did_not_know_is_taken_in_and_outlives_the_engine(night, jack, tmp_path):
    running_night, ears, _desk, rig = night
    (tmp_path / "devices").mkdir()
    (tmp_path / "devices" / "Second-Desk.toml").write_text(DEVICE)
    with JackDevice(jack, "Second Desk") as second:
        remapped(rig, tmp_path, WIDER)
        running_night.wait_said("Second-Desk: found")
        known = len(ears.at("/winds"))
        second.play(slider(8, 64), slider(8, 32))
        ears.wait("/winds", known + 1)
        engine = running_night.child("rig.live.engine")
        os.kill(engine, signal.SIGKILL)
        running_night.again("rig.live.engine", engine)
        running_night.wait_said("the engine died and is back; nothing was fired; GO goes on")
        ears.wait("/winds", known + 2)
        known = len(ears.at("/winds"))
        second.play(slider(8, 64), slider(8, 10))
        ears.wait("/winds", known + 1)
    running_night.wait_said("Second-Desk is gone")
    assert running_night.ends(signal.SIGINT) == 0
    assert "identical" in replayed(running_night.journal)


def test_devices_are_taken_in_while_there_is_room_and_then_refused_in_words(night, tmp_path):
    running_night, _ears, _desk, rig = night
    (tmp_path / "devices").mkdir()
    hands = HANDS
    for number in range(1, 9):
        name = f"Desk-{number}"
        (tmp_path / "devices" / f"{name}.toml").write_text(DEVICE.replace("Second Desk", name))
        hands += f'[{name}]\nfader = "winds"\n'
    assert remapped(rig, tmp_path, hands) == "the hands are new: 11 controls\n"
    (tmp_path / "devices" / "Desk-9.toml").write_text(DEVICE.replace("Second Desk", "Desk-9"))
    run = rig("remap", rewritten(tmp_path, f'{hands}[Desk-9]\nfader = "winds"\n'))
    assert complained(run, "Desk-9: there is no room for so many new devices in a running show")
    assert remapped(rig, tmp_path, HANDS) == "the hands are new: 3 controls\n"
    assert running_night.ends(signal.SIGINT) == 0


def test_a_process_that_reads_new_hands_and_dies_is_told_and_takes_nothing_with_it(night, tmp_path):
    running_night, ears, _desk, rig = night
    show = rewritten(tmp_path, ANOTHER)
    answers = []
    asking = threading.Thread(target=lambda: answers.append(rig("remap", show)))
    asking.start()
    os.kill(running_night.child("rig.live.remap"), signal.SIGKILL)
    asking.join(PATIENCE_S)
    assert complained(answers[0], "the hands could not be read; the old ones stay")
    running_night.wait_said("the hands could not be read; the old ones stay")
    ears.wait_more("/strings", 5)
    assert remapped(rig, tmp_path, ANOTHER) == "the hands are new: 3 controls\n"


def test_an_engine_that_hangs_takes_new_hands_when_it_is_begun_anew(night, tmp_path):
    running_night, ears, desk, rig = night
    engine = running_night.child("rig.live.engine")
    os.kill(engine, signal.SIGSTOP)
    assert remapped(rig, tmp_path, ANOTHER) == "the hands are new: 3 controls\n"
    assert running_night.child("rig.live.engine") != engine
    known = len(ears.at("/winds"))
    desk.play(slider(2, 0), slider(2, 127), slider(3, 64), slider(3, 32))
    assert len(ears.wait("/winds", known + 1)) == known + 1
    assert running_night.ends(signal.SIGINT) == 0
    assert "identical" in replayed(running_night.journal)


def test_two_who_ask_at_once_are_both_answered(night, tmp_path):
    _running_night, _ears, _desk, rig = night
    show = rewritten(tmp_path, ANOTHER)
    answers = []
    asking = [threading.Thread(target=lambda: answers.append(rig("remap", show))) for _ in range(3)]
    for one in asking:
        one.start()
    for one in asking:
        one.join(PATIENCE_S)
    said = {run.stdout + run.stderr for run in answers}
    assert len(answers) == 3
    assert "the hands are new: 3 controls\n" in said
    assert said <= {
        "the hands are new: 3 controls\n",
        "the hands are being read already; ask again\n",
    }


def test_a_performance_that_is_over_has_no_door_and_one_that_was_killed_no_door_that_counts(
    night, tmp_path
):
    running_night, _ears, _desk, rig = night
    show = str(tmp_path / "show.toml")
    (door,) = running(show)
    door = Path(door)
    assert stat.S_IMODE(door.parent.stat().st_mode) == 0o700
    running_night.process.kill()
    running_night.process.wait()
    assert door.exists()
    assert complained(rig("remap", show), f"{show} is not being performed here")
    assert not door.exists()
    wait_for(lambda: not begun_with(tmp_path / "state"), PATIENCE_S)


@pytest.fixture
def doors(monkeypatch, tmp_path):
    """A folder for doors of this test's own."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return tmp_path / "rig"


def test_who_asks_for_another_show_finds_nobody(doors):
    door = Door("a/show.toml")
    assert doors.stat().st_mode & 0o777 == 0o700
    assert len(running("./a/show.toml")) == 1
    assert running("b/show.toml") == ()
    door.close()
    assert running("a/show.toml") == ()
    with pytest.raises(PortError, match="is not being performed here"):
        ask("a/show.toml")


def test_who_does_not_answer_is_told_and_nothing_is_left_behind(doors):
    door = Door("a/show.toml")
    with pytest.raises(PortError, match="does not answer"):
        ask("a/show.toml", patience_s=0.05)
    who = door.asked()
    assert who is not None
    door.answer(who, Answer(taken=True, lines=("too late",)))
    assert [path.suffix for path in doors.iterdir()] == [".door"]
    door.close()


@pytest.mark.parametrize("words", [b"", b"hello", b"x" * 5000, b"\xff\x00"])
def test_what_is_no_question_is_passed_over(doors, words):
    door = Door("a/show.toml")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as stranger:
        stranger.bind(str(doors / "stranger"))
        stranger.sendto(words, running("a/show.toml")[0])
        assert door.asked() is None
    door.close()


def test_a_folder_that_others_can_enter_is_no_place_for_doors(doors):
    doors.mkdir()
    doors.chmod(0o755)
    with pytest.raises(PermissionError, match="is not yours alone"):
        Door("a/show.toml")
    assert running("a/show.toml") == ()


def test_an_answer_of_any_length_is_heard():
    lines = tuple(f"hands.toml:{number}: ♪ is not known here" for number in range(1000))
    told = Answer(taken=False, lines=lines).told()
    assert len(told) <= 8192
    heard = Answer.heard(told)
    assert heard.lines == lines[: len(heard.lines)]
    assert len(heard.lines) > 50
    assert not heard.taken
