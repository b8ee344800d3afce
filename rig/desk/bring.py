"""``rig import`` and ``rig export``: sheets from the lists people have, and back to their tools."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rig.desk.fmt import formatted
from rig.desk.from_list import from_list
from rig.desk.sheet_file import as_sheet, open_sheet
from rig.desk.to_list import to_list
from rig.desk.write import replace_file
from rig.errors import FileError, RigError
from rig.exchange import formats
from rig.exchange.asked import Asked
from rig.exchange.spotting import SIZE_MAX, MarkerKind
from rig.files import file_bytes
from rig.notation.document import read
from rig.score.film import GAUGES
from rig.score.plan import plan
from rig.score.speeds import speed_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_RATE: Final = re.compile(r"[1-9][0-9]{0,5}(?:/[1-9][0-9]{0,5}|[.][0-9]{1,6})?")
_SHORT_BY_MAX: Final = Fraction(1, 100)
"""More than 23.98 and its like are from the rates they are short for."""

_HOLDS_LINES: Final = ("csv", "otio")
"""Formats that can hold the lines of a sheet, and so all of it."""


def bring_in(
    file: str, out: str | None, rate: str | None, samples: str | None, speed: str | None
) -> int:
    """Write the sheet of a spotting list, to a new file or to stdout, and say what was guessed.

    Raises ``RigError`` where the file is none, where something must be asked for first, and with
    every problem of the sheet that came of it, which is written even so.
    """
    asked = Asked(_number("--rate", rate), _number("--samples", samples))
    content = file_bytes(file, SIZE_MAX)
    spotting = formats.read(file, content, asked)
    try:
        draft = from_list(spotting, Path(file).name, _speed(speed))
    except ValueError as error:
        raise FileError(str(error)) from error
    name = out or "the sheet"
    sheet = formatted(name, "\n".join(draft.blocks).encode())
    if out is None:
        sys.stdout.write(sheet.decode())
    else:
        _write_new(out, sheet)
    kind, count = formats.detect(file, content), len(spotting.markers)
    _tell(f"{file}: {kind}, {count} markers, written to {name}")
    _tell_each("guessed", draft.guesses)
    _tell_each("left out", draft.lost)
    as_sheet(read(name, sheet))
    return 0


def bring_out(sheet: str, word: str, out: str | None, rate: str | None) -> int:
    """Write a sheet as a file of another format, and say what that cannot say.

    Raises ``RigError`` where the sheet has problems or something must be asked for first.
    """
    opened = open_sheet(sheet)
    spotting = to_list(opened.document, plan(opened.sheet))
    if word not in _HOLDS_LINES:
        lines = (one for one in spotting.markers if one.kind is not MarkerKind.MARK)
        spotting = replace(spotting, markers=tuple(replace(one, facts=()) for one in lines))
    written = formats.write(word, spotting, Asked(_number("--rate", rate)))
    path = out or str(Path(sheet).with_suffix(formats.ending(word)))
    if out is None:
        _write_new(path, written.content)
    elif Path(path).resolve() == Path(sheet).resolve():
        raise FileError(f"{path} is the sheet itself; name another file with -o")
    else:
        replace_file(Path(path), written.content)
    _tell(f"{path}: {word}, {len(spotting.markers)} markers")
    own = (
        () if word in _HOLDS_LINES else ("the lines of the sheet: play, dyn, fire and the others",)
    )
    _tell_each("left out", (*own, *spotting.lost, *written.lost))
    return 0


def _write_new(path: str, content: bytes) -> None:
    if Path(path).exists():
        raise FileError(f"{path} is there already; name another file with -o")
    replace_file(Path(path), content)


def _number(option: str, text: str | None) -> Fraction | None:
    if text is None:
        return None
    if _RATE.fullmatch(text) is None:
        raise RigError(f"{option} {text} is no rate; write such as 25 or 24000/1001")
    rate = Fraction(text)
    # Nothing counts 23.976 or 29.97 frames: they are short for 24000/1001 and 30000/1001.
    meant = Fraction(round(rate) * 1000, 1001)
    return meant if rate.denominator > 1 and abs(rate - meant) < _SHORT_BY_MAX else rate


def _speed(text: str | None) -> Fraction | None:
    """A projection speed, as a sheet writes it."""
    if text is None:
        return None
    speed = speed_of(text, GAUGES[0])
    if speed is None:
        raise RigError(f"--speed {text} is none; write such as 20, 200/11 or '15 min/1000ft'")
    return speed


def _tell_each(what: str, lines: Iterable[str]) -> None:
    for line in dict.fromkeys(lines):
        _tell(f"  {what}: {line}")


def _tell(line: str) -> None:
    """Beside what stdout may be: the sheet itself."""
    sys.stderr.write(f"{line}\n")
