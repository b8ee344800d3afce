"""A player's files as tests write them, and what the rig says of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sources import ROOT

from rig.notation.document import read
from rig.notation.problem import ProblemsError
from rig.score.read import read_sheet
from rig.venue.load import File, gather, prepare

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rig.notation.document import Document
    from rig.notation.problem import Problem
    from rig.score.sheet import Cue, Sheet
    from rig.venue.load import Loaded

DEMO = {
    key: File(file.name.removeprefix(f"{ROOT}/"), re.sub(rb" {2,}", b" ", file.content))
    for key, file in gather(str(ROOT / "examples/demo/show.toml")).items()
}
"""Every file of the demo show, by what it is; its columns closed up, to be changed by words."""


def document(text: str) -> Document:
    """A text as the rig reads it."""
    return read("sheet.toml", text.encode())


def caret(problem: Problem) -> str:
    """The exact text a problem points at."""
    return problem.source[problem.column - 1 :][: problem.width]


def told(problems: Iterable[Problem]) -> str:
    """Every problem as the player sees it."""
    return "\n".join(str(problem) for problem in problems)


def line(key: str, value: str) -> str:
    """A key with its text, in quotes that leave the text as it is."""
    assert "'''" not in value, "a test's line has no triple quotes"
    quote = "'''" if "\n" in value or "'" in value else "'"
    return f"{key} = {quote}{value}{quote}"


def cue(number: str = "1", **lines: str) -> str:
    """One cue as written; ``on`` and ``play`` are there when nothing else is said."""
    said = {"on": "screening", "play": "A 4 q=96"} | lines
    return "\n".join([f"[cue.{number}]", *(line(key, value) for key, value in said.items())])


def sheet_text(*cues: str, speed: str = "18") -> str:
    """A whole sheet as written."""
    return "\n".join(["rig = 1", "[film]", f"speed = {speed}", *(cues or (cue(),)), ""])


def read_text(text: str) -> tuple[Sheet, tuple[Problem, ...]]:
    """A sheet as understood, and its problems."""
    one = document(text)
    assert one.readable, told(one.problems)
    sheet = read_sheet(one)
    return sheet, tuple(one.problems)


def good_sheet(*cues: str, speed: str = "18") -> Sheet:
    """A sheet that must be without a problem."""
    sheet, problems = read_text(sheet_text(*cues, speed=speed))
    assert not problems, told(problems)
    return sheet


def good_cue(**lines: str) -> Cue:
    """The only cue of a sheet that must be without a problem."""
    return good_sheet(cue(**lines)).cues[0]


def prepared(**texts: str) -> Loaded:
    """The demo show with some of its files written otherwise."""
    assert texts.keys() <= DEMO.keys()
    return prepare(DEMO | {key: File(DEMO[key].name, text.encode()) for key, text in texts.items()})


def demo(key: str, *changes: tuple[str, str]) -> str:
    """The text of a file of the demo, with some words changed."""
    text = DEMO[key].content.decode()
    for before, after in changes:
        assert text.count(before) == 1, f"{before} is there {text.count(before)} times"
        text = text.replace(before, after)
    return text


def refused(**texts: str) -> tuple[Problem, ...]:
    """What is wrong with the demo show when some of its files are written so."""
    try:
        prepared(**texts)
    except ProblemsError as error:
        return error.problems
    return ()


def words_told(**texts: str) -> list[tuple[str, str]]:
    """What is said of the demo show with some files written so: under the caret, in words."""
    return [(caret(problem), problem.message) for problem in refused(**texts)]


def assert_refused(found: list[tuple[str, str]], under: str | None, words: str) -> None:
    """One of the problems stands under this text, or anywhere, and has these words."""
    assert any(under in (None, at) and words in message for at, message in found), found
