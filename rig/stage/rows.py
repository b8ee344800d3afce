"""The small rows below the bands, the most important first.

1. The question that waits for an answer: nobody else can give it, and it comes once a night.
2. The music: its section and how often that goes round, the tempo and who has it.
3. The film: where the rig believes it is, who says so, how sure.
4. The next hits. They come and go, so they stand below what is always there.
5. What is absent, then dynamics, then knobs that wait and the layer that is on, then the sheet's
   note: the hands know them without looking.
"""

from __future__ import annotations

import math
from itertools import islice
from typing import TYPE_CHECKING, Final

from rig.stage.cells import Span, cells, cut, padded, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.conductor.view import GroupView, HitView, KnobView, View
    from rig.stage.cells import Row

LABEL_COLUMNS: Final = 10
HITS_SHOWN: Final = 3
KNOBS_SHOWN: Final = 3
GROUP_ROWS: Final = 2
"""Rows that groups may fill before the rest are cut."""
STRIKE_S: Final = 4.0
"""So long before its picture a hit that the hand strikes calls for it."""

_DAY_S: Final = 86_400
_ON_FRAMES: Final = 1.0
"""The plan leaves alone what is off by less."""
_TEXT_COLUMNS: Final = 12
"""What is left at least of a hit's text, before its numbers are cut."""
_GIVE_COLUMNS: Final = 19
_LEADS: Final = {"film": "film leads", "sheet": "as written", "hand": "yours"}
_HAS: Final = {"hand": "yours", "frozen": "frozen"}


def rows(view: View, columns: int) -> tuple[Row, ...]:
    """All of them, each of at most ``columns`` cells."""
    return tuple(_rows(view, columns))


def until(seconds: float | None) -> str:
    """Minutes and seconds with the sign of a launch: ``-`` before the instant, ``+`` after it."""
    if seconds is None or not abs(seconds) < _DAY_S:
        return ""
    whole_s = math.ceil(seconds)
    minutes, left_s = divmod(abs(whole_s), 60)
    return f"{'-' if whole_s > 0 else '+'}{minutes}:{left_s:02}"


def who(view: View) -> str:
    """Who has the tempo; empty before the first cue."""
    return _HAS.get(view.tempo_by) or _LEADS.get(view.lead, "")


def film(view: View) -> str:
    """As ``film 0:41:07 stands, landmarks, 19.2 ± 0.1 fps, 5 marks``."""
    if not view.film:
        return "film waits"
    stands = " stands" if view.film_stands else ""
    known = (f"film {view.film}{stands}", view.film_by, view.film_sure)
    return ", ".join(part for part in known if part)


def lost(hit: HitView) -> str:
    """By how much a hit that is out of reach will be missed at least."""
    late = hit.early_s < hit.late_s
    return f"{-min(hit.early_s, hit.late_s):.1f} s too {'late' if late else 'early'}"


def _rows(view: View, columns: int) -> Iterator[Row]:
    if view.ask:
        yield (Span(padded(f"{'ANSWER':<{LABEL_COLUMNS}}{view.ask}", columns), "alarm"),)
    yield (Span(cut(_music(view), columns)),)
    yield (Span(cut(film(view), columns), "notice" if view.film_stands else "plain"),)
    for hit in islice(view.hits, HITS_SHOWN):
        yield _hit(hit, columns)
    absent = [name for name, present in view.devices if not present]
    if absent:
        yield (Span(cut(f"{'ABSENT':<{LABEL_COLUMNS}}{', '.join(absent)}", columns), "notice"),)
    groups = [_group(group) for group in view.groups]
    yield from ((Span(row),) for row in wrapped(groups, columns, GROUP_ROWS))
    yield from (_knob(knob, columns) for knob in islice(view.knobs, KNOBS_SHOWN))
    if view.layer:
        yield (Span(cut(f"{'LAYER':<{LABEL_COLUMNS}}{view.layer}", columns), "notice"),)
    if view.note:
        yield (Span(cut(f"{'NOTE':<{LABEL_COLUMNS}}{view.note}", columns)),)


def _music(view: View) -> str:
    if view.bpm is None:
        return "silence"
    parts = (
        "  ".join(part for part in (view.section, _round(view)) if part),
        _tempo(view, view.bpm),
        f"bar {view.bar}  beat {view.beat} of {view.beats}",
        view.character,
    )
    return "   ".join(part for part in parts if part)


def _tempo(view: View, bpm: float) -> str:
    """As ``tempo 101.3 of 100, film leads``."""
    now = f"{bpm:.1f}"
    meant = now if view.meant_bpm is None else f"{view.meant_bpm:.1f}"
    tempo = f"tempo {now}" if now == meant else f"tempo {now} of {meant.removesuffix('.0')}"
    return ", ".join(part for part in (tempo, who(view)) if part)


def _round(view: View) -> str:
    """How often what goes round does so."""
    if view.more is None:
        return f"pass {view.turn}" if view.turn else ""
    return f"{view.more} more, then out" if view.more else "last time, then out"


def _hit(hit: HitView, columns: int) -> Row:
    """As ``HIT !!!   the door   0:12  +2 late   slack -0.8 +1.2 s``.

    The numbers stand in columns of their own at the right edge, where a glance finds them; a
    narrow terminal loses them before the text.
    """
    near = bool(hit.hand) and hit.until_s <= STRIKE_S
    label = f"{'MISS' if hit.lost else 'HIT'} {'!' * hit.weight}"
    text = hit.text
    if hit.hand:
        text = f"hand {hit.hand.upper() if near else hit.hand}  {text}"
    give = lost(hit) if hit.lost else _slack(hit)
    numbers = f"  {_when(hit.until_s):>6}  {_off(hit.off_frames):<10}  {give:<{_GIVE_COLUMNS}}"
    room = columns - LABEL_COLUMNS - cells(numbers)
    room = max(room, min(_TEXT_COLUMNS, columns - LABEL_COLUMNS))
    whole = f"{label:<{LABEL_COLUMNS}}{padded(text, room)}{numbers}"
    if hit.lost:
        return (Span(padded(whole, columns), "alarm"),)
    return (Span(cut(whole, columns), "open" if near else "plain"),)


def _slack(hit: HitView) -> str:
    """How much sooner and later its picture may come; what still counts as met gives nothing."""
    return f"slack -{max(hit.early_s, 0.0):.1f} +{max(hit.late_s, 0.0):.1f} s"


def _when(until_s: float) -> str:
    """Minutes and seconds; a sign only when it is past."""
    return until(until_s).removeprefix("-")


def _off(off_frames: float) -> str:
    """Frames off, as the player says them."""
    if abs(off_frames) < _ON_FRAMES:
        return "on it"
    return f"{off_frames:+.0f} {'late' if off_frames > 0 else 'early'}"


def _knob(knob: KnobView, columns: int) -> Row:
    """As ``TURN      slider2 up 23 %: winds``; the device is known by the hand on it."""
    control = knob.name.rpartition(" ")[2]
    far = f"{'up' if knob.way > 0 else 'down'} {abs(knob.way):.0%}".replace("%", " %")
    said = f"{control} {far}: {knob.moves}"
    return (Span(cut(f"{'TURN':<{LABEL_COLUMNS}}{said}", columns), "notice"),)


def _group(group: GroupView) -> str:
    """As ``strings mf <``; an asterisk when the hand has it."""
    moving = f" {group.moving}" if group.moving else ""
    return f"{group.name} {group.mark}{'*' if group.hand else ''}{moving}"
