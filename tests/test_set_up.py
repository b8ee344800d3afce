"""Setting up on a machine that lacks something: one line says what, and how to get it."""

from __future__ import annotations

import subprocess

import pytest
from sources import ROOT


@pytest.fixture
def machine(tmp_path):
    """A machine whose PATH holds only what a test puts there; returns what a tool says on it."""

    def run(tool, programs, **environment):
        for name, body in programs.items():
            program = tmp_path / name
            program.write_text(f"#!/bin/sh\n{body}\n")
            program.chmod(0o755)
        return subprocess.run(
            ["/bin/sh", ROOT / "tools" / tool],
            env={"PATH": str(tmp_path), **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=10,
        )

    return run


def python(version: str, environments: str = "exit 0") -> str:
    """A Python of that version, as far as tools/find-python asks it anything."""
    return f'case "$2" in *version*) echo {version} ;; *ensurepip*) {environments} ;; esac'


DEBIAN = {"apt-get": "exit 1", "uname": "echo Linux", "id": "echo 1000"}
SHIM = "echo 'no such version' >&2; exit 127"


def test_a_shim_with_nothing_behind_it_is_passed_over(machine):
    said = machine("find-python", {"python3.12": SHIM, "python3.11": python("3.11")})
    assert said.stdout.endswith("/python3.11\n")


def test_a_python_with_a_ready_made_midi_library_comes_before_a_newer_one(machine):
    said = machine("find-python", {"python3": python("3.14"), "python3.12": python("3.12")})
    assert said.stdout.endswith("/python3.12\n")


def test_a_newer_python_serves_where_its_midi_library_can_be_built(machine):
    builds = {"c++": "exit 0", "pkg-config": "exit 0", "uname": "echo Darwin"}
    said = machine("find-python", {"python3.13": python("3.13"), **builds})
    assert said.stdout.endswith("/python3.13\n")


def test_the_python_that_was_asked_for_is_the_only_one_tried(machine):
    said = machine("find-python", {"python3.12": python("3.12")}, PYTHON="/nowhere/python")
    assert said.returncode == 1
    assert "PYTHON=/nowhere/python does not run" in said.stderr


@pytest.mark.parametrize(
    ("programs", "lack", "cure"),
    [
        ({}, "no Python 3.11", "sudo apt-get install python3 python3-venv"),
        ({"python3": python("3.10")}, "Python 3.10, too old", "install python3.11"),
        ({"python3": python("2.7")}, "Python 2.7, too old", "install python3.11"),
        (
            {"python3": python("3.11", "exit 1")},
            "cannot make environments",
            "sudo apt-get install python3.11-venv",
        ),
        (
            {"python3": python("3.13"), "c++": "exit 0", "pkg-config": '[ "$2" != alsa ]'},
            "lacks ALSA's headers",
            "sudo apt-get install libasound2-dev",
        ),
        (
            {"python3": python("3.13"), "pkg-config": "exit 0"},
            "lacks a C++ compiler",
            "sudo apt-get install g++",
        ),
    ],
)
def test_what_is_missing_is_said_in_one_line_with_its_cure(machine, programs, lack, cure):
    said = machine("find-python", DEBIAN | programs)
    assert said.returncode == 1
    assert said.stdout == ""
    assert said.stderr.count("\n") == 1
    assert lack in said.stderr
    assert cure in said.stderr


PROGRAMS = "jackd scsynth oscdump mpv ffmpeg gcc avr-gcc avr-ar clang"
PACKAGES = (
    "jackd2 supercollider-server liblo-tools mpv ffmpeg gcc gcc-avr binutils-avr"
    " arduino-core-avr clang"
)
"""What has these programs, and Arduino's core; of what is included a compiler here finds all."""
CORE = "hardware/arduino/avr/cores/arduino"


@pytest.mark.parametrize(("required", "status"), [("", 0), ("1", 1)])
def test_parts_that_cannot_be_installed_fail_only_where_they_are_required(
    machine, required, status
):
    said = machine("parts", DEBIAN, RIG_REQUIRE_PARTS=required, ARDUINO_DIR="/nowhere")
    assert said.returncode == status
    assert "sudo apt-get install jackd2 supercollider-server liblo-tools" in said.stdout
    assert set(PACKAGES.split()) < set(said.stdout.split())
    assert said.stdout.count("\n") == 1


def test_nothing_is_installed_where_nothing_is_missing(machine, tmp_path):
    (tmp_path / CORE).mkdir(parents=True)
    (tmp_path / CORE / "Arduino.h").touch()
    parts = dict.fromkeys(PROGRAMS.split(), "exit 0")
    said = machine("parts", DEBIAN | parts, ARDUINO_DIR=str(tmp_path))
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")


def test_parts_are_installed_where_nobody_need_be_asked(machine, tmp_path):
    """Root, and an apt-get that puts the programs where they belong."""
    core = f"/bin/mkdir -p {tmp_path / CORE}; : > {tmp_path / CORE / 'Arduino.h'}"
    puts = f'for part in {PROGRAMS}; do echo "#!/bin/sh" > "$PATH/$part"; done; {core}'
    apt_get = f'case "$*" in *install*) {puts}; /bin/chmod +x "$PATH"/* ;; esac'
    root = {"id": "echo 0", "env": 'shift; exec "$@"', "apt-get": apt_get}
    here = {"gcc": "exit 0", "avr-gcc": "exit 0"}
    said = machine("parts", root | here, RIG_REQUIRE_PARTS="1", ARDUINO_DIR=str(tmp_path))
    assert (said.returncode, said.stderr) == (0, "")
    lacking = [one for one in PACKAGES.split() if one not in ("gcc", "gcc-avr")]
    assert said.stdout == f"installing {' '.join(lacking)}\n"
