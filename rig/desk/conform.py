"""``rig conform``: a sheet moved to another print of its film, and what that does to its music."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from rig.desk.conform_forms import misfits
from rig.desk.conform_lists import trace
from rig.desk.conform_map import Kind
from rig.desk.conform_places import Key
from rig.desk.conform_report import forms_told, landmarks_told, moves_told, segments_told
from rig.desk.conform_rewrite import Target, moves_of, rewrite
from rig.desk.sheet_file import as_sheet
from rig.desk.write import replace_file
from rig.errors import FileError, RigError
from rig.exchange.asked import Asked
from rig.files import file_bytes
from rig.notation.document import SIZE_MAX, read
from rig.notation.layout import quoted
from rig.score.plan import plan
from rig.score.read_film import read_film

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rig.desk.conform_lists import Traced
    from rig.desk.conform_rewrite import Move
    from rig.score.film import Film
    from rig.score.pace import Pace


def conform(
    sheet: str,
    to: str,
    origin: str | None = None,
    out: str | None = None,
    rate: str | None = None,
    speed: str | None = None,
    name: str | None = None,
    *,
    today: str,
) -> int:
    """Write a sheet for the print that a list tells of, and say what became of it.

    ``rate`` is what the lists count, ``speed`` the new print's as a sheet writes it, ``name`` the
    print's, ``today`` the date for the sheet's history. Raises ``RigError`` with what is wrong or
    must be said first; then nothing was written.
    """
    path = Path(out) if out is not None else _beside(sheet)
    content = file_bytes(sheet, SIZE_MAX)
    old = as_sheet(read(sheet, content))
    film = old.sheet.film
    pace = _pace(speed, film)
    traced = trace(old.sheet, pace, to, origin, Asked(_rate(rate)))
    moves = tuple(moves_of(old, traced.frames))
    if moves and all(move.placed.cut for move in moves if move.place.expected):
        raise RigError(f"{to} has nothing of what {sheet} looks for: is it a list of this film?")
    written = _speed(speed) if speed is not None else ""
    target = Target(name or traced.title, written, pace, traced.frames)
    history = _history(today, film.print, target, to, traced, moves)
    new = rewrite(content, old, moves, target, history)
    told = _told(traced, moves, film, new.file.sheet.film)
    forms = [*forms_told(misfits(plan(old.sheet), plan(new.file.sheet), _died(moves)))]
    replace_file(path, new.content)
    told += [f"  {one}" for one in new.notices]
    told += ["", "forms that no longer fit:" if forms else "every form fits as before"]
    sys.stdout.write("\n".join([f"{path}: {history}", *told, *(f"  {one}" for one in forms), ""]))
    return 0


def _beside(sheet: str) -> Path:
    path = Path(sheet)
    path = path.with_name(f"{path.stem}-conformed{path.suffix}")
    if path.exists():
        raise FileError(f"{path} is there already; name another file with -o")
    return path


def _rate(text: str | None) -> Fraction | None:
    if text is None:
        return None
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise RigError(f"--rate {text} is no number; write such as 25 or 24000/1001") from None


def _speed(text: str) -> str:
    """A speed as TOML writes it: a number where it is one."""
    return text if text.replace(".", "", 1).isdecimal() else quoted(text)


def _pace(speed: str | None, film: Film) -> Pace:
    """How fast the new print is shown; its places are told without reels."""
    if speed is None:
        if not film.pace.constant:
            raise RigError(
                "the sheet's speed changes inside the film, where is for the new print to say:"
                " give --speed, such as --speed 20 or --speed '18, 12:00+00 20'"
            )
        return film.pace
    lines = ("rig = 1", "[film]", f"gauge = {quoted(film.gauge.name)}", f"speed = {quoted(speed)}")
    document = read("--speed", "\n".join(lines).encode())
    found = read_film(document) if document.readable else None
    if found is None or document.problems:
        raise RigError(f"--speed: {document.problems[0].message}")
    return found.pace


def _died(moves: Sequence[Move]) -> dict[str, set[int]]:
    """The hits that died, by their cue's number and their own place in it."""
    counts: dict[str, int] = {}
    died: dict[str, set[int]] = {}
    for move in moves:
        if move.place.key is Key.HITS:
            number = counts.get(move.place.cue.number, 0)
            counts[move.place.cue.number] = number + 1
            if move.died:
                died.setdefault(move.place.cue.number, set()).add(number)
    return died


def _history(
    today: str, before: str, target: Target, to: str, traced: Traced, moves: Sequence[Move]
) -> str:
    """One line: what was done, from which print to which, by which list, and how much."""
    segments = traced.frames.told()
    counts = []
    for kind in (Kind.CUT, Kind.INSERTED, Kind.RETIMED):
        own = [one for one in segments if one.kind is kind]
        frames = sum(max(one.old_end - one.old, one.new_end - one.new) for one in own)
        counts += [f"{len(own)} {kind.value} ({frames} frames)"] if own else []
    died = sum(move.died for move in moves)
    counts.append(f"positions kept: {len(moves) - died}")
    counts += [f"hits cut: {died}"] if died else []
    if (found := traced.alignment) is not None:
        count = len(found.matches)
        counts.append(f"{count} of {count + len(found.old_only)} landmarks")
    return (
        f"{today}: from {before or 'a print without a name'} to {target.name} by"
        f" {Path(to).name}: {', '.join(counts)}"
    )


def _told(traced: Traced, moves: Sequence[Move], old: Film, new: Film) -> list[str]:
    lines = [f"  guessed: {one}" for one in dict.fromkeys(traced.guesses)]
    lines += ["", *segments_told(traced.frames.told(), old, new)]
    if traced.alignment is not None:
        lines += ["", *landmarks_told(traced.alignment, old, new)]
    return [*lines, "", *moves_told(moves, old, new)]
