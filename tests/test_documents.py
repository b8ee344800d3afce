"""What the documents show works: their files pass, their commands say what stands below them.

A block of TOML with a name after ``toml`` is a whole file. All whole files of a document lie in one
folder, where its consoles are typed into, line by line.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from sources import ROOT

from rig.rehearsal.script import read_script
from rig.venue.load import load

DOCUMENTS = ("README.md", "docs/notation.md")
NIGHTLY = ("rig perform", "rig replay")
"""These need a night of their own: only their spelling is looked at here."""

COMMANDS = (
    *("demo", "perform", "dry-run", "replay", "ports"),
    *("check", "show", "fmt", "schema", "spot", "conform", "plot", "book", "import", "export"),
)


class Typed(NamedTuple):
    command: str
    said: str


def blocks(document: str, kind: str) -> list[tuple[str, str]]:
    """What stands behind the kind, and the text, of every block of it."""
    text = (ROOT / document).read_text("utf-8")
    return re.findall(rf"^```{kind}(?: (\S+))?\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def whole_files(document: str, folder: Path) -> list[Path]:
    paths = []
    for name, text in blocks(document, "toml"):
        if name:
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
            paths.append(path)
    return paths


def consoles(document: str) -> list[Typed]:
    texts = "".join(text for _, text in blocks(document, "console"))
    found = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", texts, re.MULTILINE)
    return [Typed(*one) for one in found]


def commands(document: str) -> set[str]:
    """Every command line of the rig: in consoles, and between backquotes in the prose."""
    text = (ROOT / document).read_text("utf-8")
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    shown = re.findall(r"`(rig [a-z][^`]+)`", prose.replace("\n", " "))
    return {*shown, *(one.command for one in consoles(document) if one.command[:4] == "rig ")}


def typed(command: str, folder: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=20,
        check=False,
    )
    return done.stdout


def test_readme_shows_a_whole_show_and_what_the_tool_says_to_it():
    names = [name for name, _ in blocks("README.md", "toml")]
    assert names == ["lamp.toml", "show.toml", "hands.toml"]
    said = [one.said for one in consoles("README.md") if one.command.startswith("rig check")]
    assert [text.splitlines()[-1] for text in said] == [
        "3 problems",
        "show.toml: 2 cues, 2 presses, 2 controls; no problems",
    ]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_whole_file_passes(document, tmp_path):
    paths = whole_files(document, tmp_path)
    shows = [path for path in paths if path.name.startswith("show")]
    assert shows
    for show in shows:
        loaded = load(str(show))
        read = {Path(file.name).resolve() for file in loaded.files.values()}
        others = {path.resolve() for path in paths} - read - {path.resolve() for path in shows}
        for script in others:
            assert read_script(str(script), loaded), f"{script.name}: no show names it"


def test_every_console_says_what_the_tools_say(tmp_path):
    whole_files("README.md", tmp_path)
    lines = [one for one in consoles("README.md") if not one.command.startswith(NIGHTLY)]
    assert lines
    assert [Typed(one.command, typed(one.command, tmp_path)) for one in lines] == lines


@pytest.mark.parametrize("document", [*DOCUMENTS, "CHANGELOG.md", "tests/SOUNDCHECK.md"])
def test_every_command_and_option_that_is_shown_exists(document, tmp_path):
    options = {
        name: set(re.findall(r"--[a-z]+", typed(f"rig {name} --help", tmp_path)))
        for name in COMMANDS
    }
    shown = commands(document)
    assert shown
    for line in shown:
        name, *words = line.partition("|")[0].split()[1:]
        assert name in COMMANDS, line
        assert {word for word in words if word.startswith("--")} <= options[name], line
    text = (ROOT / document).read_text("utf-8")
    assert set(re.findall(r"`(--[a-z]+)", text)) <= set.union(*options.values())


def test_every_picture_and_page_that_readme_points_to_is_there():
    pointed = re.findall(r"\]\(([^):]+)\)", (ROOT / "README.md").read_text("utf-8"))
    assert len(pointed) >= 4
    assert [path for path in pointed if not (ROOT / path).is_file()] == []
