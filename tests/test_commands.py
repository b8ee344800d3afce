"""Every command as a player types it: what it prints, what it says when it cannot, how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from ears import PATIENCE_S
from stagehands import RIG, SHEET, SHOW, complained, rig_command, write_show

from rig import __version__

DEMO = str(Path(__file__).parents[1] / "examples" / "demo" / "show.toml")
FERRY = Path(DEMO).with_name("ferry.toml")
PLAYER = str(Path(DEMO).with_name("player.toml"))
COMMANDS = (
    *("demo", "perform", "dry-run", "rehearse", "replay", "ports", "monitor", "learn", "remap"),
    *("pedal", "firmware"),
    *("check", "show", "fmt", "schema", "spot", "conform", "plot", "book", "import", "export"),
)


@pytest.fixture
def rig(tmp_path):
    return rig_command(tmp_path)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(rig, command):
    run = rig(command, "--help")
    assert (run.returncode, run.stderr) == (0, "")
    assert f"\n  rig {command}" in run.stdout.partition("\nexample:")[2]


def test_help_lists_every_command_and_version_says_which(rig):
    assert all(f"    {command} " in rig("--help").stdout for command in COMMANDS)
    assert rig("--version").stdout == f"rig {__version__}\n"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("prefrom",),
        ("perform",),
        ("perform", "a.toml", "b.toml"),
        ("check",),
        ("replay",),
        ("ports", "all"),
        ("demo", "--slow"),
        ("dry-run", DEMO, "--json", "--live"),
    ],
)
def test_wrong_usage_is_refused_with_two(rig, words):
    run = rig(*words)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("usage: rig")
    assert "error: " in run.stderr


NOISE = bytes(range(255, -1, -1)) * 8
BAD_FILES = {
    "missing": None,
    "empty": b"",
    "latin": 'rig = 1\nsheet = "Café"'.encode("latin-1"),
    "prose": b"Dear diary,\ntonight I played.\n",
    "unclosed": b'rig = 1\nsheet = "sheet.toml\n',
    "noise": NOISE,
    "zeros": bytes(4096),
    "newer": b"rig = 2\n",
}


@pytest.mark.parametrize("command", ["check", "perform", "dry-run", "show"])
@pytest.mark.parametrize("bad", BAD_FILES)
def test_a_show_that_is_none_is_one_message(rig, tmp_path, command, bad):
    path = tmp_path / "show.toml"
    if BAD_FILES[bad] is not None:
        path.write_bytes(BAD_FILES[bad])
    assert complained(rig(command, path), str(path))


@pytest.mark.parametrize(
    "words", [("check",), ("replay",), ("show",), ("dry-run", DEMO, "--script")]
)
def test_a_folder_is_no_file(rig, tmp_path, words):
    assert complained(rig(*words, tmp_path), f"{tmp_path} cannot be read")


@pytest.mark.parametrize("part", ["sheet", "hands", "script"])
@pytest.mark.parametrize("bad", BAD_FILES)
def test_a_part_of_a_show_that_is_none_is_one_message(rig, tmp_path, part, bad):
    show = write_show(tmp_path, SHOW.format(device="Nobody", port=9))
    path = tmp_path / f"{part}.toml"
    path.unlink(missing_ok=True)
    if BAD_FILES[bad] is not None:
        path.write_bytes(BAD_FILES[bad])
    words = ("dry-run", show, "--script", path) if part == "script" else ("check", show)
    assert complained(rig(*words), str(path))


@pytest.mark.parametrize("bad", [name for name in BAD_FILES if name != "newer"])
def test_a_journal_that_is_none_is_one_line(rig, tmp_path, bad):
    path = tmp_path / "night.journal"
    if BAD_FILES[bad] is not None:
        path.write_bytes(BAD_FILES[bad])
    run = rig("replay", path)
    assert complained(run, str(path))
    assert run.stderr.count("\n") == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_that_may_not_be_read_is_one_message(rig, tmp_path):
    show = write_show(tmp_path, SHOW.format(device="Nobody", port=9))
    show.chmod(0)
    assert complained(rig("check", show), f"{show} cannot be read: Permission denied")


def test_check_says_every_problem_of_every_file_with_a_caret(rig, tmp_path):
    show = write_show(
        tmp_path,
        SHOW.format(device="Nobody", port=9).replace("-40..-2 dB", "-2..-40 dB"),
        SHEET.replace("A1 hum", "A1 hmm").replace("q=90", "q=nine"),
    )
    run = rig("check", show)
    assert complained(run)
    assert run.stderr.endswith("\n3 problems\n")
    carets = [line.split("|")[1] for line in run.stderr.splitlines() if line.endswith("^")]
    sources = [line.split("|", 1)[1] for line in run.stderr.splitlines() if " = " in line]
    assert len(carets) == 3
    pointed = [
        source[caret.index("^") : len(caret)] for caret, source in zip(carets, sources, strict=True)
    ]
    assert sorted(pointed) == ["-2..-40", "hmm", "q=nine"]


def test_check_of_a_sound_show_says_so_in_one_line(rig):
    run = rig("check", DEMO)
    assert (run.returncode, run.stderr, run.stdout.count("\n")) == (0, "", 1)
    assert run.stdout.endswith("no problems\n")


def test_a_dry_run_is_for_players_or_for_tools_and_both_say_the_same(rig):
    for words in ((), ("--script", PLAYER)):
        text, data = rig("dry-run", DEMO, *words), rig("dry-run", DEMO, *words, "--json")
        assert (text.returncode, data.returncode, text.stderr, data.stderr) == (0, 0, "", "")
        night = json.loads(data.stdout)
        sent = [one for one in night["actions"] if one["is"] == "send"]
        assert f"packets sent  {len(sent)}\n" in text.stdout
        assert all(f"hall       {one['text']}" in text.stdout for one in sent)
        cues = [one["cue"] for one in night["actions"] if one["is"] == "began"]
        assert cues == ["1", "2", "3", "4"]
        assert [one["press"] for one in night["presses"]][:2] == ["cue 1", "cue 1 out of V"]


def test_a_reader_that_has_seen_enough_is_no_error():
    with subprocess.Popen(
        [RIG, "dry-run", DEMO], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(PATIENCE_S) == 0


def test_ports_says_what_there_is_and_what_is_not(rig, jack):
    run = rig("ports")
    assert (run.returncode, run.stderr) == (0, "")
    assert "no MIDI here: neither ALSA, JACK nor CoreMIDI answers\n" in run.stdout
    assert "no MIDI here" not in rig("ports", server=jack).stdout


def test_the_fast_demo_is_over_at_once_and_its_files_are_a_show(rig, tmp_path):
    begun_s = time.monotonic()
    run = rig("demo", "--fast")
    assert (run.returncode, run.stderr) == (0, "")
    assert time.monotonic() - begun_s < 5
    assert "cues fired    4 of 4\n" in run.stdout
    show = Path(rig("demo", "--files", tmp_path / "mine").stdout.strip())
    assert rig("check", show).returncode == 0
    script = show.with_name("player.toml")
    assert rig("dry-run", show, "--script", script).stdout.endswith(run.stdout)
    (tmp_path / "file").write_text("")
    assert complained(rig("demo", "--files", tmp_path / "file" / "x"), "cannot be written")


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "> /dev/full"])
def test_a_stream_that_is_closed_or_full_is_no_traceback(tmp_path, closed):
    program = f"{sys.executable} -m rig show {FERRY} {closed}"
    run = subprocess.run(["sh", "-c", program], cwd=tmp_path, capture_output=True, check=False)
    assert b"Traceback" not in run.stderr
    assert run.returncode == (1 if "full" in closed else 0)


def test_letters_that_a_terminal_lacks_are_written_as_escapes(tmp_path):
    sheet = tmp_path / "s.toml"
    sheet.write_text(FERRY.read_text("utf-8").replace("Anna", "Änna"), "utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "rig", "show", str(sheet)],
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, b"")
    assert b"\\xc4nna has waited" in run.stdout
