"""What keeps a serial port from us, over trees such as Linux has; and who holds one, here."""

from __future__ import annotations

import errno
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rig.live.which_box import BOARDS
from rig.ports import rivals
from rig.ports.identity import SYSTEM

MEND = "firmware_bridge/footswitch.rules /etc/udev/rules.d/70-footswitch.rules"


def running(root, *names):
    """A system in which these programs run."""
    for number, name in enumerate(names, 100):
        process = root / "proc" / str(number)
        process.mkdir(parents=True)
        (process / "comm").write_text(f"{name}\n")
    return root


def failed(number):
    return OSError(number, os.strerror(number))


def test_a_port_without_permission_names_its_group(tmp_path):
    said = rivals.why("usb:2341", "/dev/null", failed(errno.EACCES), tmp_path)
    group = Path("/dev/null").group()
    assert said == f"usb:2341: no permission; add your user to its group, {group}, and log in anew"
    said = rivals.why("gone", str(tmp_path / "gone"), failed(errno.EPERM), tmp_path)
    assert "its group, as ls -l shows it, and" in said


@pytest.mark.parametrize("number", [errno.EAGAIN, errno.EBUSY])
def test_a_port_that_is_open_elsewhere_names_who_has_it_or_may_have_it(tmp_path, number):
    assert rivals.why("box", "box", failed(number), running(tmp_path, "sh")) == (
        "box is open in another program; close it there"
    )
    said = rivals.why("box", "box", failed(number), running(tmp_path / "2", "ModemManager"))
    assert said.startswith("box is open elsewhere, maybe in ModemManager: sudo cp ")
    assert MEND in said
    main, host = pty.openpty()
    path = os.ttyname(host)
    holder = subprocess.Popen(["sleep", "60"], stdin=host)
    os.close(host)
    said = rivals.why(path, path, failed(number), SYSTEM)
    holder.kill()
    holder.wait()
    os.close(main)
    assert said == f"{path} is open in sleep (process {holder.pid}); close it there"


def test_any_other_failure_is_told_as_it_is(tmp_path):
    said = rivals.why("box", "box", failed(errno.ENXIO), tmp_path)
    assert said == f"box does not open: {failed(errno.ENXIO)}"
    assert rivals.why("box", "box", TypeError("x"), tmp_path) == "box does not open: x"


def test_who_holds_a_port_is_found_behind_a_link_and_is_never_ourselves(tmp_path):
    main, host = pty.openpty()
    link = tmp_path / "pedal"
    link.symlink_to(os.ttyname(host))
    assert rivals.holders(str(link), SYSTEM) == ()
    words = [sys.executable, "-c", "import sys; sys.stdin.read()", "rig.ports.serial_in"]
    holder = subprocess.Popen(words, stdin=host)
    assert rivals.holders(str(link), SYSTEM) == (f"another rig (process {holder.pid})",)
    holder.kill()
    holder.wait()
    assert rivals.holders(str(link), SYSTEM) == ()
    os.close(main)
    os.close(host)


def test_who_takes_ports_away_is_told_only_where_it_runs(tmp_path):
    idle, busy = (
        running(tmp_path / "idle", "sh"),
        running(tmp_path / "busy", "ModemManager", "brltty"),
    )
    assert rivals.not_there("box", idle) == rivals.disturbed(idle) == ""
    assert rivals.not_there("box", busy).startswith("box is not there; brltty runs, which takes")
    assert rivals.disturbed(busy).startswith("; ModemManager may be talking to it: sudo cp ")
    assert rivals.not_there("box", tmp_path / "no proc at all") == ""


@pytest.mark.parametrize(("timer_ms", "told"), [("16\n", True), ("2", True), ("1\n", False)])
def test_4_9_an_ftdi_chip_that_holds_bytes_back_is_told(tmp_path, timer_ms, told):
    place = tmp_path / "sys/bus/usb-serial/devices/ttyUSB3"
    place.mkdir(parents=True)
    assert rivals.late("/dev/ttyUSB3", tmp_path) == ""
    (place / "latency_timer").write_text(timer_ms)
    said = rivals.late("/dev/ttyUSB3", tmp_path)
    assert (f"up to {timer_ms.strip()} ms: sudo cp" in said) is told
    assert bool(said) is told


def test_no_word_of_it_is_too_long_for_the_player(tmp_path):
    """A trouble is cut at 400 bytes."""
    busy = running(tmp_path, "ModemManager", "brltty")
    name = "usb:2341:8036:" + "X" * 32
    said = [
        rivals.why(name, name, failed(errno.EBUSY), busy),
        rivals.not_there(name, busy),
        f"{name} does not say HELLO: it is no footswitch of the rig, or speaks another protocol"
        + rivals.disturbed(busy),
    ]
    assert max(map(len, said)) <= 400


RULE = re.compile(r'[A-Z]+(\{\w+\})?(==|!=|=|\+=)"[^"]*"(, [A-Z]+(\{\w+\})?(==|!=|=|\+=)"[^"]*")*')


def test_the_rules_are_of_the_form_of_udevs_and_jump_forward_only():
    lines = [line for line in rivals.RULES.read_text().splitlines() if line and line[0] != "#"]
    assert [line for line in lines if not RULE.fullmatch(line)] == []
    labels, jumps = (
        [(at, found[1]) for at, line in enumerate(lines) if (found := re.search(word, line))]
        for word in (r'^LABEL="(\w+)"', r'GOTO="(\w+)"')
    )
    places = {label: at for at, label in labels}
    assert {label for _, label in jumps} == set(places)
    assert all(at < places[label] for at, label in jumps)


def test_the_rules_are_for_the_boards_that_rig_pedal_looks_for():
    found = re.findall(
        r'^ATTRS\{idVendor\}=="(\w+)"(?:, ATTRS\{idProduct\}=="(\w+)")?, GOTO="footswitch_is"',
        rivals.RULES.read_text(),
        re.MULTILINE,
    )
    assert [":".join(filter(None, one)) for one in found] == list(BOARDS)
