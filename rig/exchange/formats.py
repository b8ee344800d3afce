"""Which formats there are, and telling one from another by what stands in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from rig.errors import RigError
from rig.exchange.text import beginning, refusal

if TYPE_CHECKING:
    from rig.exchange.asked import Asked, Written
    from rig.exchange.spotting import SpottingList

_DESK: Final = ("defusedxml", "mido", "numpy")
"""What only the optional extra brings."""


@dataclass(frozen=True, slots=True)
class Format:
    """A file format that is read, written or both."""

    word: str
    """What a player calls it, as in ``--to edl``."""
    module: str
    """The module of this package with its ``read`` and ``write``, loaded when it is needed."""
    ending: str
    """Of the file's name; a hint where the content is damaged, never more."""
    sign: re.Pattern[str] | None
    """What the beginning of such a file has and no other has; None for what is only written."""
    writes: bool = False


def _sign(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE)


FORMATS: Final = (
    Format("smf", "smf", ".mid", _sign(r"\AMThd"), writes=True),
    Format("otio", "otio", ".otio", _sign(r'\A\s*\{[\s\S]*"OTIO_SCHEMA"'), writes=True),
    Format("fcpxml", "fcpxml", ".fcpxml", _sign(r"<fcpxml[\s>]")),
    Format("cubase", "cubase", ".xml", _sign(r"<tracklist\d*[\s>]")),
    Format("rpp", "rpp", ".rpp", _sign(r"\A\s*<REAPER_PROJECT\b")),
    Format("pro-tools", "pro_tools", ".txt", _sign(r"^SESSION NAME:|^M A R K E R S ")),
    Format("premiere", "premiere", ".txt", _sign(r"\A\s*\"?Marker Name\"?\t")),
    Format("reaper", "reaper_csv", ".csv", _sign(r'\A\s*"?#"?[,;]"?Name\b'), writes=True),
    Format("cue-sheet", "cue_sheet_csv", ".csv", _sign(r'\A(sep=.\s+)?"?cue"?[,;\t]"?screen_cue')),
    Format(
        "csv",
        "csv_list",
        ".csv",
        _sign(r'\A(sep=.\s+)?("?kind"?[,;\t]"?number|(?=.*\btime\b)(?=.*\bname\b)"?\w+"?[,;\t])'),
        writes=True,
    ),
    Format("edl", "edl", ".edl", _sign(r"^(TITLE:|FCM:|\d{3,}\s+\S+\s+\S+\s+\S+\s)"), writes=True),
    Format("resolve", "resolve_edl", ".edl", None, writes=True),
)
WRITTEN: Final = tuple(form.word for form in FORMATS if form.writes)
READ: Final = tuple(form.word for form in FORMATS if form.sign)


def detect(file: str, content: bytes) -> str:
    """The word of the format of a file.

    Raises ``ProblemsError`` where neither the content nor the name's ending tells.
    """
    head = beginning(content)
    for form in FORMATS:
        if form.sign and form.sign.search(head):
            return form.word
    hinted = [form.word for form in FORMATS if form.sign and file.lower().endswith(form.ending)]
    if len(hinted) == 1:
        return hinted[0]
    own = "; a table of your own begins with a line such as time,name" * file.endswith(".csv")
    raise refusal(file, f"is none of the formats that are read: {', '.join(READ)}{own}")


def read(file: str, content: bytes, asked: Asked) -> SpottingList:
    """The spotting list in a file of any format.

    Raises ``ProblemsError`` with every mistake found in it, ``RigError`` where an optional library
    is missing.
    """
    found: SpottingList = _reader(detect(file, content)).read(file, content, asked)
    return found


def write(word: str, spotting: SpottingList, asked: Asked) -> Written:
    """A spotting list as a file of one of the formats :data:`WRITTEN`.

    Raises ``ProblemsError`` where something must be asked for first, ``RigError`` for another word
    or a missing library.
    """
    if word not in WRITTEN:
        raise RigError(f"{word} is not written; write one of {', '.join(WRITTEN)}")
    written: Written = _reader(word).write(spotting, asked)
    return written


def ending(word: str) -> str:
    """How the name of such a file ends; empty for another word."""
    return next((form.ending for form in FORMATS if form.word == word), "")


def _reader(word: str) -> Any:  # noqa: ANN401 - a module, whose functions have these types
    module = next(form.module for form in FORMATS if form.word == word)
    try:
        return import_module(f"rig.exchange.{module}")
    except ModuleNotFoundError as error:
        if error.name not in _DESK:
            raise
        raise RigError(f"{word} needs the desk extra: pip install 'silent-rig[desk]'") from None
