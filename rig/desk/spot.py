"""``rig spot``: the tempo whose strong beats meet the hits of a cue, and why it is the best."""

from __future__ import annotations

import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from rig.desk.asked import Beat
from rig.desk.case import case_of
from rig.desk.search import EQUAL, best_readings
from rig.desk.settle import places, settled, tempo_word
from rig.desk.sheet_file import as_sheet
from rig.desk.tries import bars_of, left_s, starts, tries
from rig.desk.write import replace_file
from rig.errors import RigError
from rig.files import file_bytes
from rig.notation.document import SIZE_MAX, read
from rig.score.positions import write_position
from rig.score.told import meter_told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rig.desk.asked import Asked
    from rig.desk.case import Case
    from rig.desk.reading import Landing, Reading
    from rig.desk.tries import Tries
    from rig.score.sheet import Hit

_ON: Final = {
    Beat.BAR: "the first beats of bars",
    Beat.FELT: "felt beats, first ones before others",
    Beat.UNIT: "all beats, felt ones before others, first ones before all",
}
_NEAR: Final = 2


def spot(file: str, cue: str, asked: Asked, *, write: bool) -> int:
    """Tell the best few tempi for a cue's hits, and write the best into the sheet if asked to.

    What is written begins where the cue is expected, unless an offset was asked for.

    Raises ``ProblemsError`` for a sheet with problems, ``FileError`` for one that cannot be read or
    written, ``RigError`` where there is nothing to search or nothing found.
    """
    if write and asked.begin_s is None:
        # What starts a cue stands on the screen and is not ours to move.
        asked = replace(asked, begin_s=(Fraction(0), Fraction(0)))
    content = file_bytes(file, SIZE_MAX)
    document = read(file, content)
    sheet = as_sheet(document).sheet
    table = document.table("cue", cue)
    case = case_of(sheet, cue, table.plain("play") if table is not None else "", asked)
    some = tries(case, asked)
    frames = starts(case, asked)
    near = sorted(frames, key=abs)
    starts_s = np.array([case.seconds(case.begin_frame + frame) for frame in near])
    searches, tempi = [one.search for one in some], [one.pulses_per_s for one in some]
    readings = best_readings(searches, tempi, starts_s, [one.far for one in some], asked.top)
    if not readings:
        bars = " and so many bars reach its end" if asked.bars else ""
        raise RigError(f"cue {cue}: at none of these tempi hits are met{bars}")
    found = [(next(one for one in some if one.search is way.search), way) for way in readings]
    told = [*_asked(case, asked, some, frames), "", *_table(case, found), ""]
    told += [*_hits(case, *found[0]), "", *_why(case, found), *_bars(case, found[0][1])]
    sys.stdout.write("\n".join([*told, ""]))
    if write:
        written, lines = settled(content, document, case, *found[0])
        replace_file(Path(file), written)
        said = ", ".join(f"{key} = {value.strip()!r}" for key, value in lines.items())
        sys.stdout.write(f"{file}: cue {cue} now has {said}\n")
    return 0


def _asked(case: Case, asked: Asked, some: tuple[Tries, ...], frames: range) -> Iterator[str]:
    """What was searched."""
    film, cue = case.sheet.film, case.sheet.cues[case.number]
    weights = some[0].search.weights
    end = "" if case.end_frame is None else f", over by {write_position(case.end_frame, film)}"
    hits = "1 hit" if len(case.hits) == 1 else f"{len(case.hits)} hits"
    yield f"cue {cue.number}: {hits}, in all of weight {weights:g}; {_begin(case, 0)}{end}"
    if case.guessed:
        yield "where it begins is a guess, the end of the cue before; write when you look for it"
    if case.left_out:
        names = ", ".join(_name(case, hit) for hit in case.left_out)
        yield f"left out, behind what waits or changes its tempo: {names}"
    if case.hinted is not None:
        word, (low, high) = case.hinted
        yield f"{word} is taken as a hint: {low} to {high} felt beats a minute"
    for one in some:
        first, last = (f"{float(bpm):g}" for bpm in (one.bpm[0], one.bpm[-1]))
        yield (
            f"tried: {meter_told(one.meter)} at {first} to {last} felt beats a minute by"
            f" {float(asked.step):g}, from {_counted(len(frames), 'start')}"
        )
    yield f"hits fall on {_ON[asked.weakest]}"


def _begin(case: Case, frames: int) -> str:
    """When a cue begins, so many frames off what is expected."""
    at = write_position(case.begin_frame + frames, case.sheet.film)
    if not frames:
        return f"expected at {at}"
    return f"begun at {at}, {_counted(abs(frames), 'frame')} {'late' if frames > 0 else 'early'}"


def _table(case: Case, found: Sequence[tuple[Tries, Reading]]) -> Iterator[str]:
    """The best few, one a line."""
    head = ("tempo", "meter", "begun at", "score", "chance", "hit", "near", "missed", "off", "bars")
    rows: list[tuple[str, ...]] = [(*head, "left")]
    for one, way in found:
        left = left_s(case, way)
        begun = write_position(case.begin_frame + _frames(case, way), case.sheet.film)
        rows.append(
            (
                tempo_word(one, way),
                meter_told(one.meter),
                begun,
                f"{way.score:.2f}",
                f"{way.chance:.2f}",
                *(str(len(_of_kind(way, kind))) for kind in range(3)),
                f"{way.off_s * float(_speed(case)):.1f} fr",
                str(bars_of(case, way)),
                "" if left is None else f"{_signed(left, 1)} s",
            )
        )
    yield from _aligned(rows, left=3)


def _hits(case: Case, one: Tries, way: Reading) -> Iterator[str]:
    """Where each hit falls, + is music late."""
    rows = [("frames off", "ms", "falls on", "", "hit", "")]
    named = places(case, one, way)
    for hit, landing, place in zip(case.hits, way.landings, named, strict=True):
        met = ("hit", "near", "missed")[_kind(landing)]
        at = write_position(hit.frame, case.sheet.film)
        off = _signed(_frames_off(case, hit, landing), 1)
        rows.append(
            (
                off,
                _signed(landing.off_s * 1000, 0),
                place,
                met,
                f"{at} {hit.text}",
                "!" * hit.weight,
            )
        )
    yield from _aligned(rows, left=2, right=2)


def _why(case: Case, found: Sequence[tuple[Tries, Reading]]) -> Iterator[str]:
    """What the best has that the next has not, in words."""
    one, way = found[0]
    name = f"{tempo_word(one, way)} in {meter_told(one.meter)}"
    met = _of_kind(way, 0)
    firsts = sum(_on_bar(landing, way.search.bar) for landing in met)
    yield (
        f"{name} meets {len(met)} of {_counted(len(way.landings), 'hit')},"
        f" {firsts} on a first beat; it gains {way.gain:.2f} of {way.search.weights:g},"
        f" of which {way.chance:.2f} would come by chance at that tempo."
    )
    if len(found) == 1:
        yield "No other tempo does as well with other beats."
        return
    other, next_way = found[1]
    yield f"The next, {tempo_word(other, next_way)} in {meter_told(other.meter)}, " + _loses(
        case, way, next_way
    )


def _loses(case: Case, way: Reading, other: Reading) -> str:
    """What a reading has less than a better one."""
    lost = [
        f"{_name(case, hit)} by {abs(_frames_off(case, hit, theirs)):.1f} frames"
        f" ({'late' if theirs.off_s > 0 else 'early'})"
        for hit, ours, theirs in zip(case.hits, way.landings, other.landings, strict=True)
        if _kind(theirs) > _kind(ours)
    ]
    less = f"scores {way.score - other.score:.2f} less"
    if abs(way.score - other.score) < EQUAL * way.search.weights:
        less = "scores as well, but is further from what is meant or further off its hits"
    if lost:
        return f"{less}: it misses {', '.join(lost)}."
    if other.chance - way.chance > way.gain - other.gain:
        return f"{less}: it is faster, and {other.chance:.2f} of it would come by chance."
    return f"{less}: more of its hits fall on weaker beats." if "less" in less else f"{less}."


def _bars(case: Case, way: Reading) -> Iterator[str]:
    """When to begin, and how far the music reaches."""
    bars, left = bars_of(case, way), left_s(case, way)
    reach = f"{_counted(bars, 'bar')} {'last' if bars > 1 else 'lasts'}"
    seconds = bars * way.search.bar / way.pulses_per_s
    rest = ""
    if left is not None:
        rest = f"; {abs(left):.1f} s {'are left' if left >= 0 else 'too many'} at the end"
    yield f"It is {_begin(case, _frames(case, way))}; its {reach} {seconds:.1f} s{rest}."


def _kind(landing: Landing) -> int:
    """0 is a hit, 1 near, 2 missed."""
    return (landing.misses > 1) + (landing.misses >= _NEAR)


def _of_kind(way: Reading, kind: int) -> list[Landing]:
    return [landing for landing in way.landings if _kind(landing) == kind]


def _on_bar(landing: Landing, bar: float) -> bool:
    bars = landing.beat / bar
    return abs(bars - round(bars)) < 1e-6  # noqa: PLR2004 - what rounding costs


def _frames(case: Case, way: Reading) -> int:
    """How many frames after the expected begin a reading begins."""
    return round(way.start_s * float(_speed(case)))


def _speed(case: Case) -> Fraction:
    return case.sheet.film.pace.speed_at(case.begin_frame)


def _frames_off(case: Case, hit: Hit, landing: Landing) -> float:
    pace = case.sheet.film.pace
    sounds_s = pace.seconds_at(hit.frame) + Fraction(landing.off_s)
    return float(pace.frame_at_seconds(sounds_s) - hit.frame)


def _name(case: Case, hit: Hit) -> str:
    return f'"{hit.text}"' if hit.text else write_position(hit.frame, case.sheet.film)


def _signed(number: float, digits: int) -> str:
    """With its sign, which nothing at all has not."""
    rounded = round(number, digits)
    return f"{rounded:+.{digits}f}" if rounded else f"{0:.{digits}f}"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _aligned(rows: Sequence[tuple[str, ...]], left: int, right: int = 0) -> Iterator[str]:
    """Rows in columns; the first few and the last few begin, the others end, below each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.ljust(width) if column < left or column >= len(row) - right else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield f"  {'  '.join(cells)}".rstrip()
