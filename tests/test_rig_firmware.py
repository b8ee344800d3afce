"""``rig firmware``: every board's firmware, and the command that uploads it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from parts import lack
from stagehands import RIG, complained, rig_command

from rig.desk.boards import BOARDS
from rig.desk.firmware import SKETCH, build, find_tools
from rig.errors import RigError

NOT_HERE = "avr-gcc with Arduino's core"


@pytest.fixture
def rig(tmp_path):
    return rig_command(tmp_path)


@pytest.fixture
def tools():
    return find_tools() or lack(NOT_HERE)


def bytes_of_hex(path):
    """The flash that an Intel HEX file fills, byte by byte; every line's sum is looked at."""
    flash = {}
    for line in path.read_text().splitlines():
        count, high, low, kind, *rest = raw = bytes.fromhex(line.removeprefix(":"))
        assert sum(raw) % 256 == 0
        if kind == 0:
            flash |= {(high << 8 | low) + at: byte for at, byte in enumerate(rest[:count])}
    return flash


def test_without_a_board_it_lists_them_with_their_pins(rig):
    run = rig("firmware")
    assert (run.returncode, run.stderr) == (0, "")
    for name, board in BOARDS.items():
        line = next(line for line in run.stdout.splitlines() if line.startswith(name))
        assert re.split(r" {2,}", line) == [name, *board.wiring, board.told]


def test_a_board_that_is_none_is_wrong_usage(rig):
    assert rig("firmware", "pico").returncode == 2


@pytest.mark.usefixtures("tools")
@pytest.mark.parametrize("name", BOARDS)
def test_a_board_s_firmware_is_built_and_uploaded_by_the_command_it_prints(rig, name, tmp_path):
    folder = tmp_path / "my firmware"
    run = rig("firmware", name, "--port", "/dev/ttyACM7", "-o", folder)
    assert (run.returncode, run.stderr) == (0, "")
    commands = [shlex.split(line) for line in run.stdout.splitlines() if "avrdude " in line]
    board = BOARDS[name]
    assert len(commands) == len(board.loaders)
    for words, loader in zip(commands, board.loaders, strict=True):
        given = dict(zip(words[1::2], words[2::2], strict=False))
        assert (given["-p"], given["-P"]) == (board.chip, "/dev/ttyACM7")
        assert (given["-c"], given["-b"]) == (loader.programmer, str(loader.speed))
        kind, write, path, form = words[-1].split(":")
        assert (words[-3:-1], kind, write, form) == (["-D", "-U"], "flash", "w", "i")
        taken = len(bytes_of_hex(Path(path)))
    assert f"  flash     {taken} of {board.flash} bytes\n" in run.stdout
    assert taken < board.flash
    assert "The rig flashes nothing itself" in run.stdout
    assert ("1200; sleep 2" in run.stdout) == bool(board.usb)
    assert ("Burn the newer one" in run.stdout) == (name == "nano")


@pytest.mark.usefixtures("tools")
def test_without_a_port_it_says_which_word_to_replace(rig):
    assert " -P PORT " in (said := rig("firmware", "uno").stdout)
    assert "(PORT is the box's, as rig ports lists it)" in said


def test_boards_are_as_arduino_describes_them(tools):
    text = (tools.core / "boards.txt").read_text("utf-8")
    facts = dict(re.findall(r"^([\w.]+)=(.*)$", text, re.MULTILINE))
    menus = {"nano": "nano.menu.cpu.atmega328.", "mega": "mega.menu.cpu.atmega2560."}
    for name, board in BOARDS.items():

        def fact(key, name=name):
            return facts.get(menus.get(name, "") + key) or facts[f"{name}.{key}"]

        assert fact("build.mcu") == board.chip
        assert f"ARDUINO_{fact('build.board')}" == board.define
        assert fact("build.variant") == board.variant
        assert int(fact("upload.maximum_size")) == board.flash
        assert int(fact("upload.maximum_data_size")) == board.ram
        first = board.loaders[0]
        assert (fact("upload.protocol"), int(fact("upload.speed"))) == first[1:]
        if board.usb:
            product, name_of_it, vendor = (
                facts[f"{name}.build.{key}"] for key in ("pid", "usb_product", "vid")
            )
            assert board.usb == (
                f"USB_PID={product}",
                f"USB_PRODUCT={name_of_it}",
                f"USB_VID={vendor}",
            )
    assert int(facts["nano.menu.cpu.atmega328old.upload.speed"]) == BOARDS["nano"].loaders[1].speed


def bare(tmp_path):
    """A system with nothing installed, and nothing in the player's home."""
    return os.environ | {"PATH": str(tmp_path), "HOME": str(tmp_path), "ARDUINO_DIR": ""}


def test_without_the_tools_it_says_what_to_install_and_where_the_sketch_is(tmp_path):
    run = subprocess.run(
        [RIG, "firmware", "uno"],
        cwd=tmp_path,
        env=bare(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert complained(run, "gcc-avr", "arduino-core-avr", f"{SKETCH}/footswitch.ino")
    assert (SKETCH / "footswitch.ino").is_file()


def test_what_the_arduino_ide_has_downloaded_is_found_the_newest_first(tools, tmp_path):
    packages = tmp_path / ".arduino15/packages/arduino"
    binaries = packages / "tools/avr-gcc/7.3.0/bin"
    binaries.mkdir(parents=True)
    for tool in ("gcc", "gcc-ar", "objcopy", "size"):
        (binaries / f"avr-{tool}").symlink_to(Path(tools.compiler).with_name(f"avr-{tool}"))
    for version in ("1.8.6", "1.8.10"):
        (packages / "hardware/avr" / version).parent.mkdir(parents=True, exist_ok=True)
        (packages / "hardware/avr" / version).symlink_to(tools.core)
    told = subprocess.run(
        [
            Path(RIG).with_name("python"),
            "-c",
            "from rig.desk import firmware as f\nf._SYSTEM = ''\nprint(*f.find_tools())",
        ],
        env=bare(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == [
        str(binaries / "avr-gcc"),
        str(packages / "hardware/avr/1.8.10"),
    ]


@pytest.mark.usefixtures("tools")
def test_a_folder_that_cannot_be_is_one_message(rig, tmp_path):
    (tmp_path / "file").write_text("")
    assert complained(rig("firmware", "uno", "-o", tmp_path / "file" / "x"), "cannot be written")


@pytest.mark.usefixtures("tools")
def test_a_sketch_that_the_compiler_refuses_is_one_message(tmp_path):
    sketch = tmp_path / "broken"
    sketch.mkdir()
    (sketch / "broken.ino").write_text("void setup() {\n")
    with pytest.raises(RigError, match=r"(?s)avr-gcc refuses the firmware:\n.*broken\.ino:1"):
        build("uno", tmp_path, sketch)
