"""`rig pedal` sets up a box on a pseudo-terminal: what is kept, and what is refused."""

from __future__ import annotations

import signal
from dataclasses import replace
from threading import Event

import pytest
from at_the_pedal import Looking
from box_at_work import NEW, BoxAtWork
from ears import PATIENCE_S
from parts import PortProcess, SerialBox
from plugged import plug_in
from stagehands import SHOW, complained, rig_command, write_show

from rig.ports.channel import FOUND


@pytest.fixture
def path(tmp_path):
    return tmp_path / "pedal"


@pytest.fixture
def rig(tmp_path):
    return rig_command(tmp_path)


def test_what_is_set_is_kept_and_said_and_may_be_set_again(path, rig):
    with BoxAtWork(path) as box:
        words = ("--closed", "1,2", "--slow", "6", "--name", "FS-00017")
        for _ in range(2):
            run = rig("pedal", path, *words)
            assert (run.returncode, run.stderr) == (0, "")
            assert run.stdout == "normally closed: 1, 2; slow: 6\nthe box is FS-00017\n"
            kept = (box.hello.closed, box.hello.slow, box.hello.serial)
            assert kept == (0b11, 0b100000, "FS-00017")
        told = [body for body in box.told if body[0] >= 0x43]
        assert len(told) >= 2
        assert rig("pedal", path, "--open", "2", "--quick", "6").returncode == 0
        assert (box.hello.closed, box.hello.slow) == (0b01, 0)


def test_what_the_box_cannot_be_is_said_in_words(path, rig):
    with BoxAtWork(path, replace(NEW, pedals=1, lights=3, closable=0b101)) as box:
        for words, said in {
            ("--closed", "4"): "of this board's switches 1, 3 can be normally closed",
            ("--calibrate", "2"): "the box has 1 pedal",
            ("--lights", "1111"): "the box has 3 lights",
        }.items():
            assert rig("pedal", path, *words).stderr == f"{path}: {said}\n"
        assert not [body for body in box.told if body[0] >= 0x43]


def test_a_box_that_does_not_keep_what_it_is_told_is_told_of(path, rig):
    with BoxAtWork(path, obeys=False) as box:
        assert complained(
            rig("pedal", path, "--slow", "1"), f"{path} does not keep what it is told"
        )
        assert box.kinds().count(0x43) > 4


def test_a_pedal_is_calibrated_by_all_its_travel(path):
    readings = (990, 1003, 400, 18, 31)
    with BoxAtWork(path) as box, Looking(path, "--calibrate", "2") as looking:
        box.level = replace(box.level, raw=(0, readings[0]))
        looking.wait("put pedal 2 to its heel, and press Enter")
        looking.enter()
        looking.wait("move it to its toe, and press Enter")
        for reading in readings[1:]:
            box.level = replace(box.level, raw=(0, reading))
            assert not Event().wait(0.25)
        looking.enter()
        looking.wait("pedal 2: heel 1003, toe 18")
        assert looking.over() == (0, "")
        assert box.hello.calibration == ((0, 1023), (1003, 18))


def test_a_pedal_that_hardly_moves_is_not_calibrated(path):
    with BoxAtWork(path) as box, Looking(path, "--calibrate", "1") as looking:
        looking.wait("put pedal 1")
        looking.enter()
        looking.wait("move it")
        box.level = replace(box.level, raw=(137, 0))
        looking.enter()
        code, said = looking.over()
        assert code == 1
        assert said.startswith("pedal 1 moved its input by 127 of 1023 only: is it plugged in")
        assert box.hello == NEW


@pytest.mark.parametrize("how", ["no Enter", "gone", "Ctrl-C"])
def test_a_calibration_that_is_left_sets_nothing(path, how):
    with Looking(path, "--calibrate", "1") as looking:
        with BoxAtWork(path) as box:
            looking.wait("put pedal 1")
            if how == "no Enter":
                looking.process.stdin.close()
            if how == "Ctrl-C":
                looking.process.send_signal(signal.SIGINT)
            if how != "gone":
                looking.process.wait(PATIENCE_S)
            assert 0x44 not in box.kinds()
        said = {
            "no Enter": "nobody is there to press Enter; nothing is set\n",
            "gone": f"{path} is gone; nothing is set\n",
            "Ctrl-C": "ended; nothing more is set\n",
        }
        assert looking.over() == (1, said[how])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--calibrate", "3"), "a box has pedals 1 and 2"),
        (("--lights", "1012"), "at most six of 0 and 1: write 101000"),
        (("--closed", "0"), "switches are 1 to 6, with commas: write 1,3"),
        (("--slow", "7"), "switches are 1 to 6"),
        (("--closed", "1,2", "--open", "2"), "a switch of it is in --open too"),
    ],
)
def test_wrong_usage_is_refused_with_two_and_what_would_be_right(rig, words, told):
    run = rig("pedal", "nowhere", *words)
    assert (run.returncode, run.stdout) == (2, "")
    assert f"error: argument {words[0]}" in run.stderr
    assert told in run.stderr


def test_a_port_that_a_performance_has_is_refused(path, rig):
    with BoxAtWork(path) as box, PortProcess("serial_in", str(path)) as show:
        show.wait_payloads(FOUND, 1, PATIENCE_S)
        for words in ((), ("--slow", "1")):
            run = rig("pedal", path, *words)
            assert run.returncode == 1
            who = f"another rig (process {show.process.pid})"
            assert run.stderr == f"{path} is open in {who}; close it there\n"
        assert box.hello == NEW


def test_what_is_no_footswitch_is_refused(path, rig):
    with SerialBox(path):
        run = rig("pedal", path)
        assert run.returncode == 1
        assert run.stderr.startswith(f"{path} does not say HELLO: it is no footswitch of the rig")
        assert run.stderr.count("\n") == 1


def test_what_is_not_there_cannot_be_set(path, rig):
    said = f"{path} is not there; rig ports says what is plugged in\n"
    run = rig("pedal", path, "--slow", "1")
    assert (run.returncode, run.stderr) == (1, said)


def test_without_a_port_the_only_board_is_meant_and_several_are_listed(
    path, rig, tmp_path, monkeypatch
):
    mouse, ours = "/dev/ttyS9 046d c077", f"{path} 2341 8036 AAA"
    plug_in(monkeypatch, tmp_path, mouse)
    assert complained(rig("pedal"), "no board of a footswitch is plugged in; rig ports lists")
    plug_in(monkeypatch, tmp_path, mouse, ours)
    with BoxAtWork(path):
        named = rig("pedal", "--name", "FS-00002")
        assert (named.stdout, named.stderr) == ("the box is FS-00002\n", "")
    plug_in(monkeypatch, tmp_path, ours, "/dev/ttyUSB7 1a86 7523", "/dev/ttyUSB8 1a86 5523")
    run = rig("pedal")
    assert complained(run, "2 boards are plugged in, name one: rig pedal PORT: ", str(path))
    assert "/dev/ttyUSB7 (usb:1a86:7523" in run.stderr
    assert "ttyUSB8" not in run.stderr


def test_a_show_says_where_its_footswitch_is(rig, tmp_path):
    show = write_show(tmp_path, SHOW.format(device="Nobody", port=9))
    with BoxAtWork(tmp_path / "pedal"):
        named = rig("pedal", show, "--name", "FS-00003")
        assert (named.stdout, named.stderr) == ("the box is FS-00003\n", "")
    hands = tmp_path / "hands.toml"
    one = hands.read_text()
    hands.write_text(one.partition("[footswitch]")[0])
    show.write_text(show.read_text().replace('footswitch = "serial pedal"\n', ""))
    assert complained(rig("pedal", show), f"{show} has no footswitch")
    assert complained(rig("pedal", tmp_path / "none.toml"), "cannot be read")


def test_a_show_with_two_footswitches_lists_them(rig, tmp_path):
    show = write_show(tmp_path, SHOW.format(device="Nobody", port=9))
    devices = tmp_path / "devices"
    devices.mkdir()
    (devices / "other.toml").write_text(
        'rig = 1\nkind = "serial"\n[source]\nprotocol = "maker: us, by hand"\n'
        '[control]\nfoot = "switch 0"\n'
    )
    with (tmp_path / "hands.toml").open("a") as hands:
        hands.write('[other]\nfoot = "fermata"\n')
    text = show.read_text()
    show.write_text(
        text.replace('footswitch = "serial', 'other = "serial b"\nfootswitch = "serial')
    )
    said = f"2 footswitches, name the port of one: footswitch at {tmp_path}/pedal; other at "
    assert complained(rig("pedal", show), said)
